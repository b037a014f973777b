"""Outbound previews of Unified CCX: an agent is asked whether they call a customer.

The question is a *reservation call*, which no telephone knows of.  The agent's client answers it by writing BAResponse
on it: it is over then, and by *Accept* a call to the customer begins at the agent's telephone.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from attrs import evolve

from ctiproto.constants import (
    AgentState,
    CallDirection,
    CallType,
    ControlFailureCode,
    EventCause,
    LineType,
    LocalConnectionState,
)
from ctiproto.wire import NamedVariable
from ctiserver.centre.switch import associations, reports
from ctiserver.centre.switch.conditions import Occupation
from ctiserver.centre.switch.connection_states import Trigger
from ctiserver.centre.switch.context import CallData
from ctiserver.centre.switch.dialling import NewCall, originate, present
from ctiserver.centre.switch.errors import Refused
from ctiserver.centre.switch.identifiers import NO_SKILL_GROUP
from ctiserver.centre.switch.targets import find_outside
from ctiserver.centre.switch.timers import TimerKind

if TYPE_CHECKING:
    from ctiserver.centre.switch.commands import PreviewCustomer, SetCallData
    from ctiserver.centre.switch.model import Agent, Call, Connection
    from ctiserver.centre.switch.state import SwitchState

RESPONSE: Final = "BAResponse"
"""The variable by which the agent answers."""

STATUS: Final = "BAStatus"
"""The variable that says what kind of call it is."""

ACCEPT: Final = "Accept"
CANCEL: Final = "Cancel Reservation"
SKIPS: Final = ("Skip", "Skip-Close")
ANSWERS: Final = (ACCEPT, "Reject", "Reject-Close", *SKIPS, CANCEL)
"""The answers to a reservation call; what else is written on it changes nothing."""

_NOBODY: Final = Occupation(NO_SKILL_GROUP, CallDirection.OUTBOUND_PREVIEW)


def preview_customer(state: SwitchState, command: PreviewCustomer) -> None:
    """Reserve an agent, and ask them by a reservation call."""
    if not state.profiles[command.peripheral_id].previews:
        raise Refused(ControlFailureCode.GENERIC_OPERATION_REJECTION)
    if find_outside(state, command.number) is None:
        raise Refused(ControlFailureCode.INVALID_DIALED_NUMBER)
    agent = _agent(state, command)
    # fidelity uccx.reservation-call: seen D: The agent is RESERVED, and then a call of type 18 begins and is delivered
    # to them, with cause NEW_CALL and the variables of the campaign.
    with state.reporting(agent):
        agent.reserved = _NOBODY
    station = agent.station
    call = state.new_call(
        command.peripheral_id, CallType.CALLTYPE_RESERVATION, station.device, station.device, _data(command, "DO")
    )
    call.cause, call.customer = EventCause.CEC_NEW_CALL, command
    connection = state.add_station(call, station, LineType.INSIDE, CallDirection.OUTBOUND_PREVIEW, NO_SKILL_GROUP)
    with state.reporting(agent):
        connection.move(Trigger.PRESENT, state.now)
        agent.reserved = None
    associations.begin(state, call, connection.id, station=station.device)
    state.tell(reports.delivered(connection, state.now))
    # fidelity uccx.reservation-time: ours: Who does not answer a reservation call for as long as an agent is kept for
    # a call is available again.
    deadline = state.now + state.profiles[command.peripheral_id].reservation_timeout
    state.start_timer(TimerKind.RESERVATION, connection, deadline)


def _agent(state: SwitchState, command: PreviewCustomer) -> Agent:
    """The agent who is asked: the one named, or the one who has been available longest."""
    if command.agent_id is None:
        ready = [each for each in state.agents.values() if _can_be_asked(each, command.peripheral_id)]
        if not ready:
            raise Refused(ControlFailureCode.GENERIC_STATE_INCOMPATIBILITY)
        return min(ready, key=lambda each: each.idle_order)
    agent = state.agents.get((command.peripheral_id, command.agent_id))
    if agent is None:
        raise Refused(ControlFailureCode.INVALID_AGENT_ID_SPECIFIED)
    if not _can_be_asked(agent, command.peripheral_id):
        raise Refused(ControlFailureCode.GENERIC_STATE_INCOMPATIBILITY)
    return agent


def _can_be_asked(agent: Agent, peripheral_id: int) -> bool:
    return agent.site.peripheral_id == peripheral_id and agent.state is AgentState.AVAILABLE


def _data(command: PreviewCustomer, status: str) -> CallData:
    # fidelity uccx.outbound-variables: seen D: A reservation call has eight variables of the campaign, with BAStatus DO
    # and an empty BAResponse; the call to the customer has BAStatus CO.
    variables = {
        "BACampaign": command.campaign,
        "BACampaignID": "",
        STATUS: status,
        RESPONSE: "",
        "user.layout": command.layout,
        "BAAccountNumber": command.account,
        "BADialedListID": command.list_id,
        "BABuddyName": command.name,
    }
    named = tuple(NamedVariable(name, value) for name, value in variables.items())
    return CallData(dialed_number=command.number, named_variables=named)


# --- the answer ---------------------------------------------------------------------------------------------------


def answer_in(call: Call, command: SetCallData) -> str | None:
    """The answer to a reservation call that is written on it; ``None``: it is no such call, or no answer."""
    if call.customer is None or call.cleared or call.call_type is not CallType.CALLTYPE_RESERVATION:
        return None
    written = (each.value for each in command.named_variables if each.name == RESPONSE)
    return next((value for value in written if value in ANSWERS), None)


def before_it_is_told(state: SwitchState, call: Call, answer: str) -> None:
    """Do what comes before the answer is told to those who are associated with the call."""
    # fidelity uccx.skip: seen D; ours: Who skips a customer is available before the answer is told, and told so again
    # behind it; the END_CALL_EVENT that the page shows first has the number of another call, and is left out.
    if answer in SKIPS:
        _free(state, call)


def follow(state: SwitchState, call: Call, answer: str) -> None:
    """Do what follows from an answer that was told."""
    (connection,) = call.connections.values()
    station, command = connection.station, call.customer
    agent = None if station is None else station.agent
    if agent is None or station is None or command is None:
        return
    if answer in SKIPS:
        state.report_again(agent)
    with state.reporting(agent):
        # fidelity uccx.cancel-reservation: guide Unified CCX, "The BAResponse ECC Variable", "Reason Codes for Agent
        # State Change": Who cancels the reservation is NOT_READY with 32752; by any other answer but Accept they are
        # available.
        if answer == CANCEL:
            agent.ready, agent.reason_code = False, agent.profile.reasons.reservation_cancelled
        _free(state, call)
        _clear(state, connection)
        # fidelity uccx.accept: guide Unified CCX, "Outbound Call Events": By Accept a call of type 17 to the customer
        # begins at the agent's telephone.
        target = find_outside(state, command.number)
        if answer == ACCEPT and target is not None:
            new = NewCall(data=_data(command, "CO"), call_type=CallType.CALLTYPE_PREVIEW)
            present(state, originate(state, station, target, new), target)


def _free(state: SwitchState, call: Call) -> None:
    """Let the agent be kept by the reservation call no longer."""
    for connection in call.connections.values():
        agent, connection.agent = connection.agent, None
        if agent is not None:
            with state.reporting(agent):
                del agent.connections[call.id]


def _clear(state: SwitchState, connection: Connection) -> None:
    call = connection.call
    # fidelity uccx.reservation-ends: seen E17: The connection of a reservation call is cleared with state NONE, the
    # call with state NULL, and its end names no connection.
    parties = call.parties
    connection.move(Trigger.RELEASE, state.now)
    cleared = reports.connection_cleared(connection, parties, EventCause.CEC_NONE, state.now)
    state.tell(evolve(cleared, local_state=LocalConnectionState.NONE))
    state.tell(reports.call_cleared(connection, parties, EventCause.CEC_NONE, state.now))
    call.cleared = True
    state.detach(connection)
    call.forget_names()
    associations.end(state, call, connection.device)
    associations.close(state, call)


def nobody_answered(state: SwitchState, connection: Connection) -> None:
    """End a reservation call that nobody has answered."""
    with state.reporting(connection.agent):
        _free(state, connection.call)
        _clear(state, connection)
