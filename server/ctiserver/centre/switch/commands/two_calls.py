"""Requests of a station for two of its calls, or for a second one on behalf of the first.  Scenarios S7 to S12.

``active`` and ``held`` (or ``other``) name calls of the acting station; an absent ConnectionDeviceID means its own.
``changes`` are the items of the request that go over the context of the call that results.
"""

from __future__ import annotations

from attrs import frozen

from ctiproto.constants import CallMannerType, CallPlacementType
from ctiproto.constants.limits import PERIPHERAL_DEFAULT
from ctiserver.centre.switch.context import NO_CHANGES, DataChanges


@frozen(kw_only=True)
class ConsultationCall:
    """A station holds its active call and places another on behalf of it (scenario S7, step 1).

    The new call, its connection, line handle and line type are those of the ``CallServiceInitiated`` among the events.

    Refused:
        11, 13, 268 as for every named connection; 24/13063 it is not connected; 2 the station consults about
        another call already, or only listens to the call; 33 the manner wants an idle station; 291 no line is free;
        1009 unreadable number; 10/10109 not allowed by the desk settings.
    """

    peripheral_id: int
    device: str
    call_id: int
    dialed_number: str
    connection: str | None = None
    placement: CallPlacementType = CallPlacementType.UNSPECIFIED
    manner: CallMannerType = CallMannerType.UNSPECIFIED
    alert_rings: int = PERIPHERAL_DEFAULT
    changes: DataChanges = NO_CHANGES


@frozen(kw_only=True)
class TransferCall:
    """A station leaves the others of its calls to each other (S7, step 3), or its one call to a target (S9).

    The result is in the ``CallTransferred`` among the events: its parties, and ``added``, the connection of the party
    consulted or called, absent where the call went to a queue.

    Attributes:
        active_call_id: The consultation call; in a single step, the call to be transferred.
        held_call_id: The original call; absent: a single step to ``dialed_number``.

    Refused:
        11, 13, 268 as for every named connection; 24/13121 the active call is not connected, or the consulted party
        still rings; 25/13125 the held call is not held, or not the original one; 21 the consulted party holds; 2 the
        calls do not belong to each other, or the consulted party is outside and the held call is a conference; 38 too
        many parties.  In a single step: 6/20011 unknown target; 33/20013 the target is busy;
        33 the manner wants an idle station; 2 a conference cannot go to a queue or outside; 21 the other party holds.
    """

    peripheral_id: int
    device: str
    active_call_id: int
    active_connection: str | None = None
    held_call_id: int | None = None
    held_connection: str | None = None
    dialed_number: str = ""
    placement: CallPlacementType = CallPlacementType.UNSPECIFIED
    manner: CallMannerType = CallMannerType.UNSPECIFIED
    alert_rings: int = PERIPHERAL_DEFAULT
    changes: DataChanges = NO_CHANGES


@frozen(kw_only=True)
class ConferenceCall:
    """A station makes one call of two (scenario S8), or adds a target to its one call (scenario S10).

    The result is in the ``CallConferenced`` among the events.  In a single step it comes only when the target answers:
    the events have the ``CallServiceInitiated`` of the call to it, and ``Switch.call`` shows the parties so far.

    Attributes:
        active_call_id: The consultation call; in a single step, the call that gets a new party.
        held_call_id: The original call; absent: a single step to ``dialed_number``.

    Refused:
        11, 13, 268 as for every named connection; 24/13045 the active call is not connected, or the consulted party
        still rings; 25/13056 the held call is not held, or not the original one; 21 the consulted party holds; 2 the
        calls do not belong to each other, or the station is not the controller; 38 a seventeenth party; 71 a single
        step where ``cce_restrictions`` forbid it; in it, 33 the manner wants an idle station, 1009 unreadable number.
    """

    peripheral_id: int
    device: str
    active_call_id: int
    active_connection: str | None = None
    held_call_id: int | None = None
    held_connection: str | None = None
    dialed_number: str = ""
    placement: CallPlacementType = CallPlacementType.UNSPECIFIED
    manner: CallMannerType = CallMannerType.UNSPECIFIED
    alert_rings: int = PERIPHERAL_DEFAULT
    changes: DataChanges = NO_CHANGES


@frozen(kw_only=True)
class AlternateCall:
    """A station holds its active call and takes another that is held, or alerts (scenario S11).

    Refused:
        11, 13, 268 as for every named connection; 23 the active call is not connected; 25 the other call neither is
        held nor alerts.
    """

    peripheral_id: int
    device: str
    active_call_id: int
    other_call_id: int
    active_connection: str | None = None
    other_connection: str | None = None


@frozen(kw_only=True)
class ReconnectCall:
    """A station leaves its active call and takes the held one back (scenario S12).

    Refused:
        11, 13, 268 as for every named connection; 23 the active call is held; 25 the held call is not held.
    """

    peripheral_id: int
    device: str
    active_call_id: int
    held_call_id: int
    active_connection: str | None = None
    held_connection: str | None = None
