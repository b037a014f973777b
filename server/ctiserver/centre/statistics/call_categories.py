"""Which call counts as what: the table from the kind of a call, and an agent's side of it, to the figures it adds to.

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


class Side(Enum):
    """How somebody came to have a call."""

    PLACED = "he placed it"
    ANSWERED = "he answered it"


@frozen
class Spans:
    """How long a call was to an agent, in milliseconds.

    Attributes:
        talk: From placing or answering it to its end, holding included.
        after_call: The work after it.
        held: How long of ``talk`` he had it on hold; absent if he never had.
    """

    talk: int
    after_call: int = 0
    held: int | None = None


@frozen(kw_only=True)
class Family:
    """The figures that calls of some kinds add to; an empty name: the guide has no such figure.

    Attributes:
        calls: How many there were.
        talk_time: Their talk.
        after_call_time: The work after them.
        time: Both.
        held: How many were held at least once.
        held_time: For how long.
        talking: The agents who talk on such a call now, where the guide counts them apart.
    """

    calls: str
    talk_time: str = ""
    after_call_time: str = ""
    time: str = ""
    held: str = ""
    held_time: str = ""
    talking: str = ""

    def amounts(self, spans: Spans) -> Amounts:
        """What one call adds."""
        counts = [self.calls]
        times = [
            (self.talk_time, spans.talk),
            (self.after_call_time, spans.after_call),
            (self.time, spans.talk + spans.after_call),
        ]
        if spans.held is not None:
            counts.append(self.held)
            times.append((self.held_time, spans.held))
        return Amounts(tuple(filter(None, counts)), tuple((name, time) for name, time in times if name))


def _outbound(calls: str, talking: str = "") -> Family:
    return Family(
        calls=calls,
        talk_time=f"{calls}_talk_time",
        time=f"{calls}_time",
        held=f"{calls}_held",
        held_time=f"{calls}_held_time",
        talking=talking,
    )


HANDLED: Final = Family(
    calls="handled_calls",
    talk_time="handled_calls_talk_time",
    after_call_time="handled_calls_after_call_time",
    time="handled_calls_time",
    held="incoming_calls_held",
    held_time="incoming_calls_held_time",
)
AGENT_OUT: Final = _outbound("agent_out_calls")
# Of internal calls the guide has one time, and says nothing of work after them: it is how long they were.
INTERNAL: Final = Family(calls="internal_calls", talk_time="internal_calls_time")
INTERNAL_RECEIVED: Final = Family(
    calls="internal_calls_rcvd",
    talk_time="internal_calls_rcvd_time",
    held="internal_calls_held",
    held_time="internal_calls_held_time",
)
AUTO_OUT: Final = _outbound("auto_out_calls", "agents_talking_auto_out")
PREVIEW: Final = _outbound("preview_calls", "agents_talking_preview")
RESERVATION: Final = _outbound("reservation_calls", "agents_talking_reservation")
EMERGENCY: Final = Family(calls="emergency_calls")

_INBOUND: Final = (
    CallType.CALLTYPE_ACD_IN,
    CallType.CALLTYPE_PREROUTE_ACD_IN,
    CallType.CALLTYPE_PREROUTE_DIRECT_AGENT,
    CallType.CALLTYPE_TRANSFER_IN,
    CallType.CALLTYPE_OVERFLOW_IN,
    CallType.CALLTYPE_OTHER_IN,
)
# A call placed for a conference in a single step is a consultation that nobody has to complete.
_INSIDE: Final = (CallType.CALLTYPE_AGENT_INSIDE, CallType.CALLTYPE_CONSULT, CallType.CALLTYPE_CONFERENCE)
_DIALLER: Final[Mapping[Family, tuple[CallType, ...]]] = {
    AUTO_OUT: (
        CallType.CALLTYPE_AUTO_OUT,
        CallType.CUSTOMER_PREDICTIVE,
        CallType.CUSTOMER_CALLBACK,
        CallType.CUSTOMER_PERSONAL,
        CallType.CUSTOMER_IVR,
    ),
    PREVIEW: (CallType.CALLTYPE_PREVIEW, CallType.CUSTOMER_PREVIEW, CallType.CUSTOMER_PREVIEW_DIRECT),
    RESERVATION: (
        CallType.CALLTYPE_RESERVATION,
        CallType.RESERVATION_PREVIEW,
        CallType.RESERVATION_PREVIEW_DIRECT,
        CallType.RESERVATION_PREDICTIVE,
        CallType.RESERVATION_CALLBACK,
        CallType.RESERVATION_PERSONAL_CALLBACK,
    ),
}

FAMILIES: Final[Mapping[tuple[CallType, Side], Family]] = {
    **{(kind, Side.ANSWERED): HANDLED for kind in _INBOUND},
    **{(kind, Side.PLACED): AGENT_OUT for kind in (CallType.CALLTYPE_AGENT_OUT, CallType.CALLTYPE_OUT)},
    **{(kind, Side.PLACED): INTERNAL for kind in _INSIDE},
    **{(kind, Side.ANSWERED): INTERNAL_RECEIVED for kind in _INSIDE},
    **{(kind, side): family for family, kinds in _DIALLER.items() for kind in kinds for side in Side},
    (CallType.CALLTYPE_EMERGENCY, Side.PLACED): EMERGENCY,
}
"""What a call is to an agent; other calls are counted nowhere."""

SUPERVISION: Final[Mapping[CallType, Amounts]] = {
    CallType.CALLTYPE_SUPERVISOR_MONITOR: Amounts(("monitor_calls",)),
    CallType.CALLTYPE_SUPERVISOR_WHISPER: Amounts(("whisper_calls",)),
    CallType.CALLTYPE_SUPERVISOR_BARGEIN: Amounts(("barge_in_calls",)),
    CallType.CALLTYPE_SUPERVISOR_INTERCEPT: Amounts(("intercept_calls",)),
}
"""What a supervisor's part in a call adds, when it is over, to the figures of the agent whom it was about."""

RESULTS: Final = frozenset(
    (
        CallType.CALLTYPE_OFFERED,
        CallType.CALLTYPE_CONSULT_OFFERRED,
        CallType.CALLTYPE_CONSULT_CONFERENCE,
        CallType.CALLTYPE_CONFERENCE,
        *SUPERVISION,
    )
)
"""What a call is called after something was done with it; it goes on counting as what it was before."""
