"""Following a server: sessions come and go, every message is shown, until enough was seen."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Protocol

import attrs
import trio

from ctiproto.constants.limits import NULL_PERIPHERAL_ID
from ctiproto.declare import Message
from ctiproto.messages import OpenReq
from ctiserver.cli.watching.agent_poll import AgentPoll
from ctiserver.client.background import Background
from ctiserver.client.connect import ClientOptions
from ctiserver.client.core import Received
from ctiserver.client.endpoints import Side
from ctiserver.client.interruption import until_interrupted
from ctiserver.client.model import AgentKey
from ctiserver.client.reconnect import keep_session
from ctiserver.client.session import Session


class Display(Protocol):
    """Where what is heard is shown."""

    def began(self, session: Session) -> None:
        """There is a session, the first or another one."""

    def show(self, received: Received, about: AgentKey | None) -> None:
        """A message arrived; ``about`` whom, if it answers a question about an agent."""

    def tell(self, text: str) -> None:
        """Something happened to the connection."""

    async def refresh(self) -> None:
        """Keep what is shown up to date until cancelled."""


@attrs.frozen(kw_only=True)
class Wish:
    """What to follow, and for how long.

    Args:
        sides: the servers.
        request: OPEN_REQ.
        patient: wait for a server also in the beginning.
        ask: ask for the agents and their states.
        peripheral_id: leave out messages that name another one; ``NULL_PERIPHERAL_ID``: none is left out.
        count: end after so many messages; ``None``: never.
        seconds: end after so many seconds.
    """

    sides: Sequence[Side]
    request: OpenReq
    patient: bool = False
    ask: bool = True
    peripheral_id: int = NULL_PERIPHERAL_ID
    count: int | None = None
    seconds: float = math.inf


async def follow(wish: Wish, display: Display, options: ClientOptions) -> int:
    """Show what a server says, until enough was seen, or the process is interrupted or terminated.

    Resource handling: the session is closed in an orderly way, whatever the end is.
    Cancellation: likewise.

    Returns:
        How many sessions there were.

    Raises:
        ClientError: there was no first session; which error says why.
        LocalProtocolError: OPEN_REQ cannot be written.
    """
    feed = _Feed(wish, display)
    async with until_interrupted():
        with trio.move_on_after(wish.seconds):
            async with Background(display.refresh):
                await keep_session(wish.sides, wish.request, feed.use, retry=wish.patient, options=options)
    return feed.sessions


class _Feed:
    def __init__(self, wish: Wish, display: Display) -> None:
        self.sessions = 0
        self._wish = wish
        self._display = display
        self._left = math.inf if wish.count is None else wish.count

    async def use(self, session: Session) -> None:
        """Show what a session says, and ask what it can be asked."""
        self.sessions += 1
        self._display.began(session)
        assert session.opened is not None  # noqa: S101 - it is, before anybody gets the session
        roll_call = AgentPoll(session.version, session.opened, self._wish.peripheral_id)
        async for received in session:
            about = roll_call.heard(received.message)
            if self._concerns(received.message):
                self._display.show(received, about)
                self._left -= 1
                if self._left <= 0:
                    return
            if self._wish.ask and session.is_active:
                await _ask(session, roll_call)

    def _concerns(self, message: Message) -> bool:
        wanted = self._wish.peripheral_id
        return wanted in (NULL_PERIPHERAL_ID, getattr(message, "peripheral_id", wanted))


async def _ask(session: Session, roll_call: AgentPoll) -> None:
    for message in roll_call.begin():
        await session.send(message)
    for key, question in roll_call.questions():
        roll_call.asked(key, await session.send(question))
