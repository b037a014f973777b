"""Follows a server: sessions come and go, every message is shown, until the wanted end."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Protocol

import attrs
import trio

from ctiproto.constants.limits import NULL_PERIPHERAL_ID
from ctiproto.declare import Message, MessageClass
from ctiproto.messages import OpenReq
from ctiproto.versions import Dialect
from ctiserver.cli.options import is_of
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
    """Shows messages and what happens to the connection."""

    def began(self, session: Session) -> None:
        """A session was opened, the first or another one."""

    def show(self, received: Received, about: AgentKey | None) -> None:
        """A message arrived; ``about`` is the agent whose request it answers, if it answers one."""

    def tell(self, text: str) -> None:
        """Something happened to the connection."""

    async def refresh(self) -> None:
        """Keep what is shown up to date until cancelled."""


@attrs.frozen(kw_only=True)
class WatchOptions:
    """What to follow, and for how long.

    Args:
        sides: the servers.
        request: OPEN_REQ.
        patient: wait for a server also in the beginning.
        ask: ask for the agents and their states.
        peripheral_id: leave out messages that name another one; ``NULL_PERIPHERAL_ID``: none is left out.
        classes: leave out messages of other classes; empty: none is left out.
        count: end after so many messages; ``None``: never.
        seconds: end after so many seconds.
    """

    sides: Sequence[Side]
    request: OpenReq
    patient: bool = False
    ask: bool = True
    peripheral_id: int = NULL_PERIPHERAL_ID
    classes: Sequence[MessageClass] = ()
    count: int | None = None
    seconds: float = math.inf


async def follow(watching: WatchOptions, display: Display, options: ClientOptions) -> int:
    """Show what a server says, until the end in ``watching``, or until the process is interrupted or terminated.

    Resource handling: the session is closed in an orderly way, whatever the end is.
    Cancellation: likewise.

    Returns:
        How many sessions there were.

    Raises:
        ClientError: there was no first session; which error says why.
        LocalProtocolError: OPEN_REQ cannot be written.
    """
    feed = _Feed(watching, display)
    async with until_interrupted():
        with trio.move_on_after(watching.seconds):
            async with Background(display.refresh):
                await keep_session(watching.sides, watching.request, feed.use, retry=watching.patient, options=options)
    return feed.sessions


class _Feed:
    def __init__(self, watching: WatchOptions, display: Display) -> None:
        self.sessions = 0
        self._options = watching
        self._display = display
        self._left = math.inf if watching.count is None else watching.count

    async def use(self, session: Session) -> None:
        """Show the messages of a session, and poll the agents."""
        self.sessions += 1
        self._display.began(session)
        assert session.opened is not None  # noqa: S101 - a session is opened before it is handed out
        poll = AgentPoll(session.profile, session.opened, self._options.peripheral_id)
        async for received in session:
            about = poll.received(received.message)
            if self._concerns(received.message, session.profile.dialect):
                self._display.show(received, about)
                self._left -= 1
                if self._left <= 0:
                    return
            if self._options.ask and session.is_active:
                await _ask(session, poll)

    def _concerns(self, message: Message, dialect: Dialect) -> bool:
        if not is_of(self._options.classes, message.number, dialect):
            return False
        wanted = self._options.peripheral_id
        return wanted in (NULL_PERIPHERAL_ID, getattr(message, "peripheral_id", wanted))


async def _ask(session: Session, poll: AgentPoll) -> None:
    for message in poll.configuration_requests():
        await session.send(message)
    for key, request in poll.state_requests():
        poll.sent(key, await session.send(request))
