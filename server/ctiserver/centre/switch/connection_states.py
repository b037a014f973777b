"""The table along which the state of a connection moves.

What happens on a call is a *trigger* at one of its connections; the table says where the trigger leads, and no code
sets a state in another way::

    NULL ---PRESENT--> ALERTING --ANSWER--> CONNECT <--HOLD/RETRIEVE--> HOLD
    NULL --SEIZE/OFF_HOOK--> INITIATE --ENQUEUE--> QUEUED --DEQUEUE--> CONNECT
    NULL ---ROUTE--> CONNECT, where the next leg of a contact is a call of its own
    CONNECT and HOLD of one device ---CONFERENCE--> one CONNECT, or ---TRANSFER--> none

A connection is live from the moment it leaves NULL until it is NULL again; its identifier dies with it.
"""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING, Final

from ctiproto.constants import LocalConnectionState

if TYPE_CHECKING:
    from collections.abc import Mapping


class Trigger(Enum):
    """The causes for which a connection changes its state."""

    SEIZE = "an outside caller seizes a trunk"
    OFF_HOOK = "the device gets dial tone"
    DIAL = "the digits are complete"
    REACH_NETWORK = "the call leaves on a trunk"
    PRESENT = "the call is presented to the device"
    ANSWER = "the device answers"
    ANSWERED = "the far end answers"
    ENQUEUE = "the call is put into a queue"
    ROUTE = "the caller goes on from another call, to the station that the router chose"
    DEQUEUE = "the call leaves the queue"
    HOLD = "the device holds"
    RETRIEVE = "the device retrieves"
    DIVERT = "the call leaves the device unanswered"
    FAIL = "the call cannot be completed"
    CONFERENCE = "the device makes its two calls one: the held one goes on, the other is over"
    TRANSFER = "the device leaves the others of its calls to each other"
    RELEASE = "the device leaves the call, or the call ends"


_NULL: Final = LocalConnectionState.NULL
_INITIATE: Final = LocalConnectionState.INITIATE
_ALERTING: Final = LocalConnectionState.ALERTING
_CONNECT: Final = LocalConnectionState.CONNECT
_HOLD: Final = LocalConnectionState.HOLD
_QUEUED: Final = LocalConnectionState.QUEUED
_FAIL: Final = LocalConnectionState.FAIL

# Some moves are not in the guide's list of states, but scenarios need them.  A caller who was rung through to an agent
# in vain is CONNECT, because they hear ring back, and goes back to QUEUED (S3).  A call that left on a trunk can still
# fail (S6).  The far end of a predictive call is INITIATE while the network looks for it; it alerts, may be queued
# while it alerts, may answer while it is queued, and may fail (S23).
# fidelity calls.connection-states: guide Client Events Service; ours: Connections move along this table; states are
# the guide's, and where it has no move for what happens, ours.
MOVES: Final[Mapping[Trigger, Mapping[LocalConnectionState, LocalConnectionState]]] = {
    Trigger.SEIZE: {_NULL: _INITIATE},
    Trigger.OFF_HOOK: {_NULL: _INITIATE},
    # fidelity calls.originator-stays: inferred OS: The caller's connection stays INITIATE until the call is answered.
    Trigger.DIAL: {_INITIATE: _INITIATE},
    Trigger.REACH_NETWORK: {_INITIATE: _CONNECT},
    Trigger.PRESENT: {_NULL: _ALERTING, _INITIATE: _ALERTING},
    Trigger.ANSWER: {_ALERTING: _CONNECT},
    Trigger.ANSWERED: {_INITIATE: _CONNECT, _CONNECT: _CONNECT, _HOLD: _HOLD},
    Trigger.ROUTE: {_NULL: _CONNECT},
    Trigger.ENQUEUE: {_INITIATE: _QUEUED, _NULL: _QUEUED, _CONNECT: _QUEUED, _ALERTING: _ALERTING},
    Trigger.DEQUEUE: {_QUEUED: _CONNECT, _ALERTING: _ALERTING, _CONNECT: _CONNECT},
    Trigger.HOLD: {_CONNECT: _HOLD},
    Trigger.RETRIEVE: {_HOLD: _CONNECT},
    Trigger.DIVERT: {_ALERTING: _NULL, _CONNECT: _NULL},
    Trigger.FAIL: {_INITIATE: _FAIL, _CONNECT: _FAIL, _ALERTING: _FAIL},
    Trigger.CONFERENCE: {_HOLD: _CONNECT, _CONNECT: _NULL},
    Trigger.TRANSFER: {_HOLD: _NULL, _CONNECT: _NULL, _INITIATE: _NULL},
    Trigger.RELEASE: {
        _INITIATE: _NULL,
        _ALERTING: _NULL,
        _CONNECT: _NULL,
        _HOLD: _NULL,
        _QUEUED: _NULL,
        _FAIL: _NULL,
    },
}
"""The state that each trigger leads to, from each state in which it can happen."""
