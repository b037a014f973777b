"""Lines of the log about each message of the sessions that asked for that by CTI_SERVICE_DEBUG.  Guide: OPEN_REQ."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import attrs

from ctiproto.constants import CTIService
from ctiproto.constants.limits import MHDR_SIZE
from ctiproto.text import frame_text
from ctiserver.engine.effects import Broadcast, Effect, LogRecord, Send, log_record
from ctiserver.engine.log_limit import Budget
from ctiserver.engine.outcome import Collector
from ctiserver.engine.sessions.session import Session


class MessageLog:
    """The sessions of a side that were granted CTI_SERVICE_DEBUG, until their connections are gone.

    Args:
        out: has the limits of the log.
    """

    def __init__(self, out: Collector) -> None:
        self._out = out
        self._sessions: dict[int, Session] = {}

    def __len__(self) -> int:
        """How many such sessions there are."""
        return len(self._sessions)

    def begin(self, session: Session, opening: bytes, now: float) -> None:
        """Log the messages of a session from its OPEN_REQ on, if it was granted that."""
        # fidelity sessions.debug: guide OPEN_REQ; ours: Each message of a session with CTI_SERVICE_DEBUG is a line
        # of the log, where the guide has a file.
        if session.has(CTIService.SERVICE_DEBUG):
            self._sessions[session.client] = session
            self.received(session.client, opening, now)

    def end(self, client: int) -> None:
        """Forget a connection that is gone."""
        self._sessions.pop(client, None)

    def received(self, client: int, frame: bytes, now: float) -> None:
        """Log a frame that a client sent, if it is one of these."""
        session = self._sessions.get(client)
        if session is not None:
            self._out.effects += self._records("message_received", session, frame, now)

    def with_sent(self, effects: list[Effect], now: float) -> list[Effect]:
        """The same effects, with a record behind each frame that such a client is sent."""
        if not self._sessions:
            return effects
        told: list[Effect] = []
        for effect in effects:
            told.append(effect)
            if isinstance(effect, Send | Broadcast):
                told += self._sent(effect, now)
        return told

    def _sent(self, effect: Send | Broadcast, now: float) -> Iterator[LogRecord]:
        clients: Iterable[int] = (effect.client,) if isinstance(effect, Send) else effect.clients
        for session in filter(None, map(self._sessions.get, clients)):
            for frame in _frames(effect.data):
                yield from self._records("message_sent", session, frame, now)

    def _records(self, event: str, session: Session, frame: bytes, now: float) -> Iterator[LogRecord]:
        record = log_record(event, "debug", session=session.id)
        for each in self._out.limited(session, record, now, Budget.MESSAGES):
            # Frames are put into words only if that is written: an upload has thousands of them.
            yield _in_words(each, session, frame) if each is record else each


def _in_words(record: LogRecord, session: Session, frame: bytes) -> LogRecord:
    text = frame_text(frame, session.profile)
    fields = ", ".join(f"{name} {value}" for name, value in text.fields)
    return attrs.evolve(record, fields=(*record.fields, ("message", text.name), ("fields", fields)))


def _frames(data: bytes) -> Iterator[bytes]:
    """The frames of which data consists."""
    at = 0
    while at < len(data):
        end = at + MHDR_SIZE + int.from_bytes(data[at : at + 4])
        yield data[at:end]
        at = end
