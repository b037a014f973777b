"""Counts the answers of clients that are asked whether a side may go into maintenance, and the time they have.

Guide: Session Management, "ACTIVE_MAINTENANCE_REQ_MSG".  All must accept within five seconds; a client that
does not answer in time, or disconnects, refuses.
"""

from __future__ import annotations

from collections.abc import Iterable

from ctiproto import messages as m
from ctiproto.constants.limits import MAINTENANCE_RESPONSE_TIMEOUT, STOPPING_REQUESTS_TIMEOUT
from ctiproto.declare import Message
from ctiserver.engine.sessions.session import Session
from ctiserver.engine.timescale import REAL_TIME, Timescale


class Maintenance:
    """One maintenance: first the clients are asked, then, if all accept, they leave.

    Args:
        asked: the sessions that are asked, in this order.
        now: seconds since 1970.
        pace: how fast time goes for their clients.
        first: the InvokeID of the first question; no earlier maintenance had it, so that late answers match none.

    Attributes:
        asked: the InvokeID of the question to each session.
        deadline: until when clients may answer, and later, leave.
        refused: the sessions that refused, or ended without an answer.
        is_leaving: whether all accepted, and clients leave now.
    """

    def __init__(self, asked: Iterable[Session], now: float, pace: Timescale = REAL_TIME, first: int = 1) -> None:
        self._pace = pace
        self.asked = {session: invoke_id for invoke_id, session in enumerate(asked, first)}
        # fidelity maintenance.five-seconds: guide Session Management, "Maintenance Mode": Clients have five seconds
        # to answer, and five more to go.
        self.deadline = pace.after(now, MAINTENANCE_RESPONSE_TIMEOUT)
        self.refused: list[Session] = []
        self.is_leaving = False
        self._waiting = dict(self.asked)

    @property
    def silent(self) -> tuple[Session, ...]:
        """The sessions that have not answered."""
        return tuple(self._waiting)

    @property
    def is_accepted(self) -> bool:
        """Whether all accepted."""
        # fidelity maintenance.all-accept: guide Session Management, "Maintenance Mode": One client that refuses, or
        # does not answer, cancels it.
        return not self.refused and not self._waiting

    def takes(self, session: Session, message: Message) -> bool:
        """Take what a client says about the maintenance; ``False``: it is about something else, or not expected."""
        return isinstance(message, m.ActiveMaintenanceRespMsg) and self.answer(
            session, message.invoke_id, accepted=message.maintenance_mode_accepted
        )

    def is_left_with(self, message: Message) -> bool:
        """Whether a client says that it leaves, as all do once they have accepted."""
        return self.is_leaving and isinstance(message, m.StoppingRequestsToThisSideInd)

    def answer(self, session: Session, invoke_id: int, *, accepted: bool) -> bool:
        """Count the answer of a session.

        Returns:
            Whether it was asked with that InvokeID, and had not answered.
        """
        if self._waiting.get(session) != invoke_id:
            return False
        del self._waiting[session]
        if not accepted:
            self.refused.append(session)
        return True

    def lose(self, session: Session) -> None:
        """Count a session that ends as one that refused, unless it has answered."""
        if self._waiting.pop(session, None) is not None:
            self.refused.append(session)

    def is_decided(self, now: float) -> bool:
        """Whether all have answered, or their time is over."""
        return not self._waiting or now >= self.deadline

    def begin_leaving(self, now: float) -> None:
        """Give the clients, who all accepted, five seconds to leave."""
        self.is_leaving = True
        self.deadline = self._pace.after(now, STOPPING_REQUESTS_TIMEOUT)
