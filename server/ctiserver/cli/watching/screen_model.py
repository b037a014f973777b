"""All that a picture shows, and how messages change it."""

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


class View:
    """What is known now.  Times are those of the session's clock."""

    def __init__(self) -> None:
        self.model = CentreModel()
        self.meter = Meter()
        self.events: deque[tuple[float, Message | str]] = deque(maxlen=EVENTS_KEPT)
        """When what was heard or happened, the newest last."""
        self.title = ""
        """The server and the version."""
        self.since: float | None = None
        """When the session began; ``None``: there is none."""
        self.lost_at: float | None = None
        """When the last session was lost; ``None``: none was, or there is one."""
        self.trouble = "connecting"
        """What is wrong with the connection; ``""``: nothing."""

    def began(self, session: Session, now: float) -> None:
        """There is a session: what was known before is forgotten, as it may have changed meanwhile."""
        self.model = CentreModel()
        self.title = f"{session.side} (side {session.side.name}), version {session.version}"
        self.since = now
        self.lost_at = None
        self.trouble = ""

    def heard(self, received: Received, about: AgentKey | None) -> None:
        """A message arrived; ``about`` whom, if it answers a question about an agent."""
        message = received.message
        self.meter.add(received.time)
        if about is not None and isinstance(message, QueryAgentStateConf):
            self.model.fold_answer(about, message)
        else:
            self.model.fold(message, received.time)
        self.events.append((received.time, message))

    def told(self, text: str, now: float) -> None:
        """Something happened to the connection."""
        if self.since is not None:
            self.since, self.lost_at = None, now
        self.trouble = text
        self.events.append((now, text))
