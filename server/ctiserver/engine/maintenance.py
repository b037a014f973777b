"""Asking the clients of a side whether it may go into maintenance, and waiting for them to go.

Guide: Session Management, "ACTIVE_MAINTENANCE_REQ_MSG".  All must say yes within five seconds; who says nothing, or
goes, says no.
"""

from __future__ import annotations

from collections.abc import Iterable

from ctiproto.constants.limits import MAINTENANCE_RESPONSE_TIMEOUT, STOPPING_REQUESTS_TIMEOUT
from ctiserver.engine.sessions.session import Session
from ctiserver.engine.timescale import REAL_TIME, Timescale


class Maintenance:
    """One maintenance, from the question to the moment at which the last client has gone.

    Args:
        asked: the sessions that are asked, in their order.
        now: seconds since 1970.
        pace: how fast time goes for their clients.
        first: the InvokeID of the first question: no earlier maintenance has had it.

    Attributes:
        asked: the InvokeIDs of the questions.
        deadline: when the clients' time is over: to answer, and then to go.
        refused: those who said no, or went.
        is_leaving: whether all said yes, and clients have their time to go.
    """

    def __init__(self, asked: Iterable[Session], now: float, pace: Timescale = REAL_TIME, first: int = 1) -> None:
        self._pace = pace
        self.asked = {session: invoke_id for invoke_id, session in enumerate(asked, first)}
        self.deadline = pace.after(now, MAINTENANCE_RESPONSE_TIMEOUT)
        self.refused: list[Session] = []
        self.is_leaving = False
        self._waiting = dict(self.asked)

    @property
    def silent(self) -> tuple[Session, ...]:
        """Those who have not answered."""
        return tuple(self._waiting)

    @property
    def is_accepted(self) -> bool:
        """Whether all said yes."""
        return not self.refused and not self._waiting

    def answer(self, session: Session, invoke_id: int, *, accepted: bool) -> bool:
        """A session answers.

        Returns:
            Whether it had been asked that, and had not answered yet.
        """
        if self._waiting.get(session) != invoke_id:
            return False
        del self._waiting[session]
        if not accepted:
            self.refused.append(session)
        return True

    def lose(self, session: Session) -> None:
        """A session is over: if it has not answered, that means no."""
        if self._waiting.pop(session, None) is not None:
            self.refused.append(session)

    def is_decided(self, now: float) -> bool:
        """Whether nothing can change any more."""
        return not self._waiting or now >= self.deadline

    def begin_leaving(self, now: float) -> None:
        """Give the clients, who all said yes, their time to go."""
        self.is_leaving = True
        self.deadline = self._pace.after(now, STOPPING_REQUESTS_TIMEOUT)
