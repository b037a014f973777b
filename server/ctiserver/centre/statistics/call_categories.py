"""Maps a call to the figures that it counts in, by its CallType and by whether the agent placed it.

A figure is called as the field of the confirmation without its period, for that is how the guide names them: what the
calls are, and then what of them is counted.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum
from typing import Final

from attrs import frozen

from ctiproto.constants import CallType
from ctiserver.centre.statistics.counters import Amounts
from ctiserver.centre.switch.context import RESERVATIONS


class Origin(Enum):
    """The way in which an agent came to have a part in a call."""

    PLACED = "placed"
    ANSWERED = "answered"


@frozen
class Durations:
    """How long an agent's part in a call lasted, in milliseconds.

    Attributes:
        talk: from placing or answering the call to its end, times on hold included.
        after_call: the work after it.
        held: how long of ``talk`` it was on hold; ``None``: the agent never held it.
    """

    talk: int
    after_call: int = 0
    held: int | None = None


@frozen(kw_only=True)
class CallCategory:
    """The names of the figures that some kinds of calls add to; an empty name: the guide has no such figure.

    Attributes:
        calls: how many calls there were.
        talk_time: how long agents talked on them.
        after_call_time: how long agents worked after them.
        time: both times together.
        held: how many were held at least once.
        held_time: for how long.
        talking: how many agents talk on such a call now, where the guide counts them apart.
    """

    calls: str
    talk_time: str = ""
    after_call_time: str = ""
    time: str = ""
    held: str = ""
    held_time: str = ""
    talking: str = ""

    def amounts(self, durations: Durations) -> Amounts:
        """What one call adds to the figures, as it lasted for one agent."""
        counts = [self.calls]
        times = [
            (self.talk_time, durations.talk),
            (self.after_call_time, durations.after_call),
            (self.time, durations.talk + durations.after_call),
        ]
        if durations.held is not None:
            counts.append(self.held)
            times.append((self.held_time, durations.held))
        return Amounts(tuple(filter(None, counts)), tuple((name, time) for name, time in times if name))


def _outbound(calls: str, talking: str = "") -> CallCategory:
    return CallCategory(
        calls=calls,
        talk_time=f"{calls}_talk_time",
        time=f"{calls}_time",
        held=f"{calls}_held",
        held_time=f"{calls}_held_time",
        talking=talking,
    )


# fidelity statistics.handled: guide QUERY_AGENT_STATISTICS_CONF: Inbound calls that an agent answered are handled
# ones, with talk, hold and work.
HANDLED: Final = CallCategory(
    calls="handled_calls",
    talk_time="handled_calls_talk_time",
    after_call_time="handled_calls_after_call_time",
    time="handled_calls_time",
    held="incoming_calls_held",
    held_time="incoming_calls_held_time",
)
AGENT_OUT: Final = _outbound("agent_out_calls")
# Of internal calls that an agent placed the guide has one time, and does not say whether it includes the work after
# them: it is the call's own time.
INTERNAL: Final = CallCategory(calls="internal_calls", talk_time="internal_calls_time")
INTERNAL_RECEIVED: Final = CallCategory(
    calls="internal_calls_rcvd",
    talk_time="internal_calls_rcvd_time",
    held="internal_calls_held",
    held_time="internal_calls_held_time",
)
AUTO_OUT: Final = _outbound("auto_out_calls", "agents_talking_auto_out")
PREVIEW: Final = _outbound("preview_calls", "agents_talking_preview")
RESERVATION: Final = _outbound("reservation_calls", "agents_talking_reservation")
EMERGENCY: Final = CallCategory(calls="emergency_calls")

_INBOUND: Final = (
    CallType.CALLTYPE_ACD_IN,
    CallType.CALLTYPE_PREROUTE_ACD_IN,
    CallType.CALLTYPE_PREROUTE_DIRECT_AGENT,
    CallType.CALLTYPE_TRANSFER_IN,
    CallType.CALLTYPE_OVERFLOW_IN,
    CallType.CALLTYPE_OTHER_IN,
)
# What an agent places to a route point is inside, too.
_ROUTED: Final = (CallType.CALLTYPE_ACD_IN, CallType.CALLTYPE_PREROUTE_ACD_IN)
_OUTGOING: Final = (CallType.CALLTYPE_AGENT_OUT, CallType.CALLTYPE_OUT)
# A call placed for a conference in a single step is a consultation that needs no completion.
_INSIDE: Final = (CallType.CALLTYPE_AGENT_INSIDE, CallType.CALLTYPE_CONSULT, CallType.CALLTYPE_CONFERENCE)
_DIALLER: Final[Mapping[CallCategory, tuple[CallType, ...]]] = {
    AUTO_OUT: (
        CallType.CALLTYPE_AUTO_OUT,
        CallType.CUSTOMER_PREDICTIVE,
        CallType.CUSTOMER_CALLBACK,
        CallType.CUSTOMER_PERSONAL,
        CallType.CUSTOMER_IVR,
    ),
    PREVIEW: (CallType.CALLTYPE_PREVIEW, CallType.CUSTOMER_PREVIEW, CallType.CUSTOMER_PREVIEW_DIRECT),
    RESERVATION: RESERVATIONS,
}

CALL_CATEGORIES: Final[Mapping[tuple[CallType, Origin], CallCategory]] = {
    **{(kind, Origin.ANSWERED): HANDLED for kind in _INBOUND},
    **{(kind, Origin.PLACED): AGENT_OUT for kind in _OUTGOING},
    **{(kind, Origin.PLACED): INTERNAL for kind in (*_INSIDE, *_ROUTED)},
    # An agent whom a call to the outside was handed over to got it from inside.
    **{(kind, Origin.ANSWERED): INTERNAL_RECEIVED for kind in (*_INSIDE, *_OUTGOING)},
    **{(kind, origin): category for category, kinds in _DIALLER.items() for kind in kinds for origin in Origin},
    (CallType.CALLTYPE_EMERGENCY, Origin.PLACED): EMERGENCY,
}
"""The figures that an agent's part in a call adds to; other calls are counted nowhere."""

SUPERVISION: Final[Mapping[CallType, Amounts]] = {
    CallType.CALLTYPE_SUPERVISOR_MONITOR: Amounts(("monitor_calls",)),
    CallType.CALLTYPE_SUPERVISOR_WHISPER: Amounts(("whisper_calls",)),
    CallType.CALLTYPE_SUPERVISOR_BARGEIN: Amounts(("barge_in_calls",)),
    CallType.CALLTYPE_SUPERVISOR_INTERCEPT: Amounts(("intercept_calls",)),
}
"""What the end of a supervisor's part in a call adds to the figures of the agent whom it was about."""

# fidelity statistics.type-of-before: ours: A call that was transferred or joined still counts as what it was.
RESULTS: Final = frozenset(
    (
        CallType.CALLTYPE_TRANSFER_IN,
        CallType.CALLTYPE_OFFERED,
        CallType.CALLTYPE_CONSULT_OFFERRED,
        CallType.CALLTYPE_CONSULT_CONFERENCE,
        CallType.CALLTYPE_CONFERENCE,
        *SUPERVISION,
    )
)
"""CallTypes that a call is given by a transfer, a conference or a supervision; it still counts as what it was."""
