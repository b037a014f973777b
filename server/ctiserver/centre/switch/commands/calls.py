"""Requests of a station for one of its calls, or for a new one.

``device`` is the extension or the instrument of the station that acts; ``call_id`` and ``connection`` (a
ConnectionDeviceID) name what it acts on.  An absent ``connection`` means that of the acting station itself.
"""

from __future__ import annotations

from attrs import frozen

from ctiproto.constants import (
    AllocationState,
    AnsweringMachine,
    CallMannerType,
    CallPlacementType,
    InvocationType,
)
from ctiproto.constants.limits import ANY_ALERTING_CALL, NULL_SKILL_GROUP, PERIPHERAL_DEFAULT
from ctiserver.centre.switch.context import NO_DATA, CallData


@frozen(kw_only=True)
class AnswerCall:
    """A station answers an alerting connection of its own; where no call is named, the one that has alerted longest.

    Refused:
        11, 13, 268 as for every named connection; 28 it does not alert; 21 another call is active and the site does
        not put it on hold by itself.
    """

    peripheral_id: int
    device: str
    call_id: int = ANY_ALERTING_CALL
    connection: str | None = None


@frozen(kw_only=True)
class HoldCall:
    """A station puts a connected call of its own on hold.

    Refused:
        11, 13, 268 as for every named connection; 24 it is not connected.
    """

    peripheral_id: int
    device: str
    call_id: int
    connection: str | None = None


@frozen(kw_only=True)
class RetrieveCall:
    """A station takes a held call of its own back.

    Refused:
        11, 13, 268 as for every named connection; 25 it is not held; 21 as AnswerCall.
    """

    peripheral_id: int
    device: str
    call_id: int
    connection: str | None = None


@frozen(kw_only=True)
class ClearConnection:
    """A station leaves a call, or takes another party out; a call of two ends with it (S4, step 3; S8, step 4).

    Attributes:
        device: The station that asks.
        connection: Whose connection is to be cleared; absent: the station's own.

    Refused:
        11, 13, 268 as for every named connection; 27 it is not live any more; 290 it is another's, and the station is
        not the controller of the conference.
    """

    peripheral_id: int
    device: str
    call_id: int
    connection: str | None = None


@frozen(kw_only=True)
class ClearCall:
    """A station of a call ends it for all parties.

    Refused:
        11, 13, 268 as for every named connection; 26 it is not live any more.
    """

    peripheral_id: int
    device: str
    call_id: int
    connection: str | None = None


@frozen(kw_only=True)
class MakeCall:
    """A station places a call: to a station, an agent, a number of the site or an outside number (S4, S5, S6).

    The new call, its connection, line handle and line type are those of the ``CallServiceInitiated`` among the events.

    Attributes:
        placement: ``DIRECT_AGENT`` reads ``dialed_number`` as an agent ID, ``DIRECT_POSITION`` as an instrument, all
            others by the dial plan.
        alert_rings: Give up after so many rings of six seconds; 0: after the time of the called agent's desk settings,
            or after ten rings.
        skill_group: Number of the group that the call is counted for; absent: the agent's first.
        by_hand: The telephone itself is used, and no request of a client.

    Refused:
        12 unknown device; 21/10103, 21/10106 agent state; 33 the station is busy; 1009 unreadable number;
        10/10109 not allowed by the desk settings; 262 not a group of the agent's; 5 no agent is signed in and the site
        demands one.
    """

    peripheral_id: int
    device: str
    dialed_number: str
    placement: CallPlacementType = CallPlacementType.UNSPECIFIED
    manner: CallMannerType = CallMannerType.UNSPECIFIED
    alert_rings: int = PERIPHERAL_DEFAULT
    skill_group: int = NULL_SKILL_GROUP
    data: CallData = NO_DATA
    by_hand: bool = False


@frozen(kw_only=True)
class DeflectCall:
    """A station sends a call that alerts at it to another target (scenario S13).

    Attributes:
        dialed_number: The new target: a station, a number of the site or an outside number.

    Refused:
        11, 13, 268 as for every named connection; 22 it does not alert; 7/20052 unknown target; 33 the target is busy;
        21 the other party holds the call and cannot be queued; 2 several parties cannot be queued.
    """

    peripheral_id: int
    device: str
    call_id: int
    dialed_number: str
    connection: str | None = None


@frozen(kw_only=True)
class SendDTMF:
    """A station sends tones to the other parties of a call of its own (scenario S20).

    Refused:
        11, 13, 268 as for every named connection; 24/13093 it is not connected.
    """

    peripheral_id: int
    device: str
    call_id: int
    digits: str
    connection: str | None = None


@frozen(kw_only=True)
class StartNetworkRecording:
    """A station has the network record a connected call of its own (scenario S22).

    Refused:
        11, 13, 268 as for every named connection; 24 it is not connected; 22 it is being recorded already.
    """

    peripheral_id: int
    device: str
    call_id: int
    connection: str | None = None
    invocation: InvocationType = InvocationType.SILENT


@frozen(kw_only=True)
class StopNetworkRecording:
    """A station has the network record a call of its own no longer (scenario S22).

    Refused:
        11, 13, 268 as for every named connection; 22 it is not being recorded; 2 it was started with another
        ``invocation``.
    """

    peripheral_id: int
    device: str
    call_id: int
    connection: str | None = None
    invocation: InvocationType = InvocationType.SILENT


@frozen(kw_only=True)
class MakePredictiveCall:
    """A client has an outside number called on behalf of a queue (scenario S23).

    The new call and its one connection, that of the outside party, are those of the ``CallOriginated`` event.

    Attributes:
        originating: The number of the site that the call is placed for, and by which it is queued.
        allocation: Whether it is queued while the outside party still alerts, or once it answered.
        answering_machine: What is done if a machine answers.
        alert_rings: Give up after so many rings of six seconds; 0: ten.

    Refused:
        5 ``originating`` is not a number of the site; 1009 ``dialed_number`` does not lead outside.
    """

    peripheral_id: int
    originating: str
    dialed_number: str
    allocation: AllocationState = AllocationState.ESTABLISHED
    answering_machine: AnsweringMachine = AnsweringMachine.UNSPECIFIED
    alert_rings: int = PERIPHERAL_DEFAULT
    data: CallData = NO_DATA
