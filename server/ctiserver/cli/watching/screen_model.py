"""All that the screen shows, and how messages change it."""

from __future__ import annotations

from collections import deque
from typing import Final

from ctiproto.declare import Message
from ctiproto.messages import QueryAgentStateConf
from ctiserver.cli.watching.meter import Meter
from ctiserver.client.core import Received
from ctiserver.client.model import AgentKey, CentreModel
from ctiserver.client.session import Session

EVENTS_KEPT: Final = 200


class ScreenModel:
    """What the screen shows.  Times are those of the session's clock."""

    def __init__(self) -> None:
        self.centre = CentreModel()
        self.meter = Meter()
        self.events: deque[tuple[float, Message | str]] = deque(maxlen=EVENTS_KEPT)
        """Messages and notices with their times, the newest last."""
        self.title = ""
        """The server and the version."""
        self.since: float | None = None
        """When the session began; ``None``: there is none."""
        self.lost_at: float | None = None
        """When the last session was lost; ``None``: none was, or there is one."""
        self.trouble = "connecting"
        """What is wrong with the connection; ``""``: nothing."""

    def begin_session(self, session: Session, now: float) -> None:
        """Show a new session, and forget agents and calls: they may have changed without one."""
        self.centre = CentreModel(session.profile.dialect)
        self.title = f"{session.side} (side {session.side.name}), version {session.version}"
        self.since = now
        self.lost_at = None
        self.trouble = ""

    def add_message(self, received: Received, about: AgentKey | None) -> None:
        """Show a message; ``about`` is the agent whose request it answers, if it answers one."""
        message = received.message
        self.meter.add(received.time)
        if about is not None and isinstance(message, QueryAgentStateConf):
            self.centre.fold_answer(about, message)
        else:
            self.centre.fold(message, received.time)
        self.events.append((received.time, message))

    def add_notice(self, text: str, now: float) -> None:
        """Show what happened to the connection; a session is lost by it, if there was one."""
        if self.since is not None:
            self.since, self.lost_at = None, now
        self.trouble = text
        self.events.append((now, text))
