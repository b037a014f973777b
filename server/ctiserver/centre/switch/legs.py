"""A contact goes on as another call: on Unified CCE each leg of a contact is a call of its own.

A leg ends where the router sends the caller on: from a queue to an agent, back into a queue from an agent who did not
answer, or into a queue from a transfer.  The caller, who is alone on the call then, goes on as the only party of the
next call, over the same trunk, and everything that is known of them goes along.  To let a caller go on:

1. ``to_agent`` or ``to_queue`` begins the next call, which is told to nobody yet;
2. ``go_on`` ends the call of the caller, and tells the beginning of the next one;
3. it rings, or is queued, as any other call.

``ringing.enqueue_again`` does all three for a call that comes into a queue with a past.

A leg that is over is not forgotten as long as the contact goes on: ``current`` finds the call that a person outside
means who knows only an earlier one.  Commands of stations name the call that they are on, and have no need of it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from attrs import evolve

from ctiproto.constants import CallType, ConnectionDeviceIDType, DeviceIDType, DispositionCode, EventCause
from ctiserver.centre.switch import associations, reports
from ctiserver.centre.switch.clearing import stop_features, unattended_timer
from ctiserver.centre.switch.connection_states import Trigger
from ctiserver.centre.switch.contacts import begin_contact
from ctiserver.centre.switch.devices import trunk_devices
from ctiserver.centre.switch.media import stop_media

if TYPE_CHECKING:
    from ctiserver.centre.switch.context import CallData
    from ctiserver.centre.switch.model import Call, Connection, Destination, Station
    from ctiserver.centre.switch.state import SwitchState

KEPT: Final = (
    *("cause", "service", "skill_group", "call_type_id", "last_redirect", "queue_entry", "queued_at"),
    *("consultation", "contact"),
)
"""What the next call has of the one before, beside its parties, its number and its data."""

OF_A_ROUTE: Final = frozenset(
    (
        CallType.CALLTYPE_ACD_IN,
        CallType.CALLTYPE_PREROUTE_ACD_IN,
        CallType.CALLTYPE_TRANSFER_IN,
        CallType.CALLTYPE_OTHER_IN,
        CallType.CALLTYPE_OUT,
        CallType.CALLTYPE_AGENT_INSIDE,
        CallType.CALLTYPE_CONSULT_OFFERRED,
        CallType.CALLTYPE_CONFERENCE,
    )
)
"""Types that only say how a call came where it is: the next leg came there in another way.

Calls of other types are made for a purpose, which their legs have in common: consultations, calls for help, and those
of a dialler.
"""


def has_legs(state: SwitchState, call: Call) -> bool:
    """Whether ``call`` goes on as another one when the router sends it on.

    A predictive call does not: it is the dialler's, and its far end was called, and came through no route point.
    Without the central controller no call does.
    """
    is_predictive = call.calling.kind is DeviceIDType.ROUTE_POINT
    return state.has_controller and state.profiles[call.peripheral_id].call_per_leg and not is_predictive


# --- the next call ------------------------------------------------------------------------------------------------


def to_agent(state: SwitchState, call: Call, station: Station) -> Call:
    """The call as which ``call`` is to go on that the router sends to ``station``."""
    # fidelity calls.label: seen A, B: DNIS is the label that the router sent the call to, the extension of the agent;
    # DialedNumber stays the number that was dialled first.
    data = evolve(call.data, dnis=station.extension)
    # fidelity calls.routed-type: seen E1: A call that the router sent to an agent has type 2.
    kind = CallType.CALLTYPE_PREROUTE_ACD_IN
    return _next(state, call, kind if call.call_type in OF_A_ROUTE else call.call_type, data)


def to_queue(state: SwitchState, call: Call, destination: Destination, *, dialed: bool) -> Call:
    """The call as which ``call`` is to go into the queue of ``destination``.

    ``dialed`` says that somebody dialled its number to send the call there.
    """
    number = destination.device.id
    data = evolve(call.data, dnis=number, dialed_number=number if dialed else call.data.dialed_number)
    # fidelity calls.queued-type: seen E1: A call at a route point has type 1.
    kind = CallType.CALLTYPE_ACD_IN
    leg = _next(state, call, kind if call.call_type in OF_A_ROUTE else call.call_type, data)
    if dialed:
        leg.called = destination.device
    return leg


def _next(state: SwitchState, call: Call, call_type: CallType, data: CallData) -> Call:
    leg = state.new_call(call.peripheral_id, call_type, call.calling, call.called, data)
    for name in KEPT:
        setattr(leg, name, getattr(call, name))
    leg.changes += call.changes
    if leg.contact is None:
        begin_contact(state, leg)
    else:
        leg.router_call_key = leg.contact.next_leg()
    return leg


# --- going on -----------------------------------------------------------------------------------------------------


def go_on(
    state: SwitchState,
    party: Connection,
    leg: Call,
    disposition: DispositionCode = DispositionCode.REDIRECTED,
    *,
    queue: Destination | None = None,
) -> Connection:
    """Let ``party``, the only one of its call, go on in ``leg``: its call ends, and ``leg`` begins.

    The agent of a station that goes on is not reported: they are on a call all the time.

    Args:
        state: the state of the switch.
        party: the party; it waits in no queue any more.
        leg: the next call.
        disposition: what became of the call that ends.
        queue: where ``leg`` is to be queued; ``None``: the router sends it to an agent.

    Returns:
        The connection of the party in ``leg``, which is NULL and has to be queued or connected.
    """
    call, trunk = party.call, party.trunk
    call.disposition = disposition
    with state.reporting(party.agent):
        # fidelity calls.leg-ends: seen E9, O: The leg before is a call that ends, redirected.
        stop_features(state, party)
        stop_media(state, party)
        parties = call.parties
        party.move(Trigger.RELEASE, state.now)
        cause = EventCause.CEC_REDIRECTED
        state.tell(reports.connection_cleared(party, parties, cause, state.now, goes_on_as=leg.id))
        call.cleared = True
        state.timers.stop(unattended_timer(call))
        state.tell(reports.call_cleared(party, parties, cause, state.now, goes_on_as=leg.id))
        party.trunk = None
        state.detach(party)
        associations.end(state, call, party.device)
        associations.close(state, call)
        _follow(state, call, leg)
        connection = _join(state, party, leg, is_routed=queue is None)
        connection.trunk, connection.answered = trunk, party.answered
        through = () if trunk is None else trunk_devices(trunk)
        leg.enter(through if queue is None else (*through, queue.device))
        station = None if party.station is None else party.device
        associations.begin(state, leg, connection.id, station=station, to_all=True, through=leg.entry)
        if queue is None:
            connection.move(Trigger.ROUTE, state.now)
    return connection


def _join(state: SwitchState, party: Connection, leg: Call, *, is_routed: bool) -> Connection:
    station = party.station
    if station is None:
        return state.add_outside_party(leg, party.device.id, party.line_type)
    connection = state.add_station(leg, station, party.line_type, party.direction, party.skill_group)
    if is_routed:
        # fidelity calls.routed-caller: seen A: At the agent the caller's connection is dynamic, also that of a station.
        connection.id = leg.reference = evolve(connection.id, device_id_type=ConnectionDeviceIDType.DYNAMIC)
    return connection


# --- which leg is meant -------------------------------------------------------------------------------------------


def _follow(state: SwitchState, call: Call, leg: Call) -> None:
    leg.earlier = (*call.earlier, call.id)
    for number in leg.earlier:
        state.present_legs[call.peripheral_id, number] = leg


def current(state: SwitchState, peripheral_id: int, call_id: int) -> Call:
    """The call that is meant by a number which may be that of an earlier leg of its contact.

    Raises:
        Refused: there is none (11).
    """
    return state.present_legs.get((peripheral_id, call_id)) or state.call(peripheral_id, call_id)
