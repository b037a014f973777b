"""A row of the table of handlers: what answers a message of a client, and on which conditions."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final, Protocol, TypeAlias, TypeVar

import attrs

from ctiproto.constants import CTIService
from ctiproto.declare import Message
from ctiserver.engine.services.context import Answer, Context

Q = TypeVar("Q", bound=Message)
C = TypeVar("C", bound=Message)
Q_co = TypeVar("Q_co", bound=Message, covariant=True)
C_co = TypeVar("C_co", bound=Message, covariant=True)

Wanted: TypeAlias = tuple[CTIService, ...]
"""Services of which a session needs one; of an entry with several bits it needs all.  Empty: it needs none."""

ANY_SESSION: Final[Wanted] = ()
CONTROL: Final[Wanted] = (CTIService.SERVICE_CLIENT_CONTROL,)
AGENT_CONTROL: Final[Wanted] = (CTIService.SERVICE_CLIENT_CONTROL, CTIService.AGENT_STATE_CONTROL_ONLY)
"""For what a session may do as well that was granted agent state control in place of call control."""
CALL_DATA_UPDATE: Final[Wanted] = (CTIService.SERVICE_CALL_DATA_UPDATE,)
SUPERVISOR: Final[Wanted] = (
    CTIService.SERVICE_SUPERVISOR,
    # fidelity supervisors.bridges: ours: A session that sees all events may send supervisor requests if it has
    # CLIENT_CONTROL.
    CTIService.SERVICE_ALL_EVENTS | CTIService.SERVICE_CLIENT_CONTROL,
)
# fidelity uccx.teams-service: guide Unified CCX, "Share Agent Team Configuration Data": Teams are for sessions with
# SUPERVISOR alone.
TEAMS: Final[Wanted] = (CTIService.SERVICE_SUPERVISOR,)
PERIPHERAL_MONITOR: Final[Wanted] = (CTIService.SERVICE_PERIPHERAL_MONITOR,)
CLIENT_MONITOR: Final[Wanted] = (CTIService.SERVICE_CLIENT_MONITOR,)
SERVER: Final[Wanted] = (CTIService.SERVICE_SERVER,)
AGENT_REPORTING: Final[Wanted] = (
    CTIService.SERVICE_AGENT_REPORTING,
    CTIService.SERVICE_ALL_TASK_EVENTS,
    CTIService.SERVICE_TASK_MONITOR,
)


class Exchange(Protocol[Q_co, C_co]):
    """The class of a request that is answered by messages of one class, as :class:`ctiproto.Request` knows it."""

    def exchange(self) -> tuple[type[Q_co], type[C_co]]:
        """The class of the request, and that of its confirmation."""


Reply: TypeAlias = C | tuple[C, ...] | tuple[C, *tuple[Message, ...]] | None
"""What the handler of a request gives: the confirmation, several of them, or one and what is sent right after it.

``None``: another session will answer.
"""


@attrs.frozen
class Row:
    """The handler of one class of messages, with its conditions.

    Args:
        message: their class.
        answer: gives what is sent to the client, in order; raises ``RequestRefused`` or ``Refused``.
        services: what the session must have been granted.
        needs_pg: whether it is refused while the peripheral gateway cannot be reached.
        optional: the guide's names of required fields whose absence the handler answers for itself.
        always_confirmed: whether a session that wants no confirmations of Client Control gets this one.
    """

    message: type[Message]
    answer: Callable[[Context, Message], tuple[Answer, ...]]
    services: Wanted = ANY_SESSION
    needs_pg: bool = False
    optional: frozenset[str] = frozenset()
    always_confirmed: bool = False


def answers(
    request: Exchange[Q, C],
    handler: Callable[[Context, Q], Reply[C]],
    services: Wanted = ANY_SESSION,
    *,
    needs_pg: bool = False,
    optional: tuple[str, ...] = (),
    always_confirmed: bool = False,
) -> Row:
    """The row of a request: type checkers refuse a handler of another request, or one with another confirmation.

    Args:
        request: the class of the request.
        handler: takes the request and gives its confirmation.
        services: see :class:`Row`, as the others.
        needs_pg: as above.
        optional: as above; the handler reads these fields by the functions of ``checks``, whose types say that
            they may be absent.
        always_confirmed: as above.
    """
    cls, _ = request.exchange()

    def answer(context: Context, message: Message) -> tuple[Answer, ...]:
        assert isinstance(message, cls)  # noqa: S101 - rows are found by the class
        reply = handler(context, message)
        if reply is None:
            return ()
        return reply if isinstance(reply, tuple) else (reply,)

    return Row(cls, answer, services, needs_pg, frozenset(optional), always_confirmed)


def takes(
    message: type[Q],
    handler: Callable[[Context, Q], tuple[Answer, ...] | None],
    services: Wanted = ANY_SESSION,
    *,
    optional: tuple[str, ...] = (),
) -> Row:
    """The row of a message that is answered by events, by nothing, or by events with a confirmation behind them.

    Args:
        message: the class of the message.
        handler: takes the message and gives the answer.
        services: see :class:`Row`, as the other one.
        optional: as above.
    """

    def answer(context: Context, received: Message) -> tuple[Answer, ...]:
        assert isinstance(received, message)  # noqa: S101 - rows are found by the class
        return handler(context, received) or ()

    return Row(message, answer, services, optional=frozenset(optional))
