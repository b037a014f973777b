"""What each order does: to the switch as a command, to the links of the server by themselves."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final

from ctiproto.constants import AgentState, ControlFailureCode, EventCause, LocalConnectionState, StatusCode
from ctiproto.constants.limits import ANY_ALERTING_CALL, CALL_VARIABLE_COUNT, CALL_VARIABLE_SIZE
from ctiproto.wire import NamedArray, NamedVariable
from ctiserver.admin import commands as orders
from ctiserver.admin import outages
from ctiserver.admin import query as looking
from ctiserver.admin import results as answers
from ctiserver.admin.errors import Denial, impossible, invalid
from ctiserver.admin.fields import Order
from ctiserver.centre.switch import commands
from ctiserver.centre.switch.context import NO_VARIABLES, CallData
from ctiserver.centre.switch.errors import Refused
from ctiserver.engine.duplex import Duplex, SideError
from ctiserver.engine.effects import Effect
from ctiserver.engine.services.checks.variables import checked_ecc
from ctiserver.engine.sessions.refusal import RequestRefused
from ctiserver.site.model import Agent, Site

_OPERATOR: Final = 0
"""What claims of agents are made in the name of; no session has that number."""

_LONGEST_VARIABLE: Final = CALL_VARIABLE_SIZE - 1

L = LocalConnectionState
C = ControlFailureCode

_ELEMENT: Final = re.compile(r"(.+)\[(\d{1,3})\]")

_CAUSES: Final = {
    orders.Trouble.BUSY: EventCause.CEC_BUSY,
    orders.Trouble.NO_ANSWER: EventCause.CEC_CALL_NOT_ANSWERED,
    orders.Trouble.UNREACHABLE: EventCause.CEC_DEST_NOT_OBTAINABLE,
    orders.Trouble.CONGESTION: EventCause.CEC_NETWORK_CONGESTION,
}

Deed = tuple[Any, list[Effect]]
"""The answer to an order, and what is to be done."""


def act(order: Order, duplex: Duplex, now: float) -> Deed:
    """Carry an order out; everything that was due is done already.

    Raises:
        Refused: the switch declines; nothing has changed.
        Denial: the order makes no sense there.
    """
    return _ACTS[type(order)](order, duplex, now)


# --- links ------------------------------------------------------------------------------------------------------------


def _send_text(order: orders.SendText, duplex: Duplex, now: float) -> Deed:
    if not order.text:
        raise invalid(StatusCode.REQUIRED_DATA_MISSING, "the text is empty", "something to say")
    listening = sum(not session.is_standby for session in duplex.telling_side.registry)
    return answers.Announced(sessions=listening), outages.announce(duplex, order.text, now)


def _link(change: Callable[[Duplex, float], list[Effect]]) -> Callable[[Any, Duplex, float], Deed]:
    def changed(_order: Order, duplex: Duplex, now: float) -> Deed:
        effects = change(duplex, now)
        return looking.system(duplex, now), effects

    return changed


def _plant(order: Order, duplex: Duplex, now: float) -> Deed:
    effects = duplex.execute(_plant_command(order, duplex.centre.site), now)
    return looking.system(duplex, now), effects


def _plant_command(order: Order, site: Site) -> commands.Command:
    match order:
        case orders.LoseController():
            return commands.LoseCentralController()
        case orders.RegainController():
            return commands.RegainCentralController()
        case orders.TakePeripheralOffline():
            return commands.TakePeripheralOffline(peripheral_id=looking.peripheral(site, order.peripheral))
        case orders.BringPeripheralOnline():
            return commands.BringPeripheralOnline(peripheral_id=looking.peripheral(site, order.peripheral))
        case orders.TakeDeviceOutOfService():
            where = looking.peripheral(site, order.peripheral)
            return commands.TakeInstrumentOutOfService(peripheral_id=where, device=order.device)
        case orders.ReturnDeviceToService():
            where = looking.peripheral(site, order.peripheral)
            return commands.ReturnInstrumentToService(peripheral_id=where, device=order.device)
        case _:
            raise TypeError(f"nothing does what {order.phrase} says")


# --- agents -----------------------------------------------------------------------------------------------------------


def _agent(order: orders.AgentOrder, duplex: Duplex, now: float) -> Deed:
    """Have an agent do something; whoever simulates him lets go."""
    centre = duplex.centre
    agent = looking.agent(centre.site, order.agent, order.peripheral)
    effects = duplex.execute(_agent_command(order, agent, duplex), now)
    if centre.claim(agent.key, _OPERATOR):
        # Nobody says when the operator is done with him: he is taken back some time after the last order.
        centre.unclaim(agent.key, _OPERATOR, now)
    return looking.agent_now(duplex, agent), effects


def _agent_command(order: orders.AgentOrder, agent: Agent, duplex: Duplex) -> commands.Command:
    match order:
        case orders.SignIn():
            device = agent.instrument if order.device is None else order.device
            return _state(agent, AgentState.LOGIN, instrument=device)
        case orders.SignOut():
            return _state(agent, AgentState.LOGOUT, reason_code=order.reason)
        case orders.BecomeReady():
            return _state(agent, AgentState.AVAILABLE)
        case orders.BecomeNotReady():
            return _state(agent, AgentState.NOT_READY, reason_code=order.reason)
    return _call_command(order, agent, duplex)


def _state(agent: Agent, state: AgentState, **more: Any) -> commands.SetAgentState:
    return commands.SetAgentState(
        peripheral_id=agent.peripheral_id, agent_id=agent.id, state=state, single_sign_on=True, **more
    )


def _call_command(order: orders.AgentOrder, agent: Agent, duplex: Duplex) -> commands.Command:
    peripheral_id, device = agent.peripheral_id, looking.station(duplex, agent)
    connections = duplex.centre.switch.connections_at(peripheral_id, device)

    def call(states: tuple[L, ...], nothing: C) -> int:
        """The call that is meant; of those that none names, the first in the first state that any of them is in."""
        named = order.call if isinstance(order, orders.PartOrder) else None
        found = (each.id.call_id for state in states for each in connections if each.state is state)
        meant = next(found, None) if named is None else named
        if meant is None:
            raise Refused(nothing)
        return meant

    match order:
        case orders.Dial():
            return commands.MakeCall(peripheral_id=peripheral_id, device=device, dialed_number=order.number)
        case orders.AnswerCall():
            ringing = ANY_ALERTING_CALL if order.call is None else order.call
            return commands.AnswerCall(peripheral_id=peripheral_id, device=device, call_id=ringing)
        case orders.HoldCall():
            talking = call((L.CONNECT,), C.NO_ACTIVE_CALL)
            return commands.HoldCall(peripheral_id=peripheral_id, device=device, call_id=talking)
        case orders.RetrieveCall():
            held = call((L.HOLD,), C.NO_HELD_CALL)
            return commands.RetrieveCall(peripheral_id=peripheral_id, device=device, call_id=held)
    own = call((L.CONNECT, L.INITIATE, L.FAIL, L.HOLD), C.NO_CONNECTION_TO_CLEAR)
    return commands.ClearConnection(peripheral_id=peripheral_id, device=device, call_id=own)


# --- people outside ---------------------------------------------------------------------------------------------------


def _call_arrives(order: orders.CallArrives, duplex: Duplex, now: float) -> Deed:
    site = duplex.centre.site
    peripheral_id = looking.peripheral(site, order.peripheral)
    data = _data(order, site)
    before = set(duplex.centre.switch.calls(peripheral_id))
    command = commands.CallArrives(peripheral_id=peripheral_id, dialed_number=order.number, data=data)
    effects = duplex.execute(command, now)
    call_id = next(each for each in duplex.centre.switch.calls(peripheral_id) if each not in before)
    return answers.NewCall(call=call_id, peripheral=peripheral_id), effects


def _data(order: orders.CallArrives, site: Site) -> CallData:
    numbered = list(NO_VARIABLES)
    named: list[NamedVariable] = []
    elements: list[NamedArray] = []
    for name, value in order.variables.items():
        element = _ELEMENT.fullmatch(name)
        if name.isascii() and name.isdecimal():
            if not 1 <= int(name) <= CALL_VARIABLE_COUNT or len(value) > _LONGEST_VARIABLE:
                text = f"call variable {name} with {len(value)} characters"
                raise invalid(StatusCode.VALUE_TOO_LONG, text, "variables 1 to 10 with at most 40 characters")
            numbered[int(name) - 1] = value
        elif element is not None:
            elements.append(NamedArray(element[1], int(element[2]), value))
        else:
            named.append(NamedVariable(name, value))
    try:
        variables, arrays = checked_ecc(site, tuple(named), tuple(elements))
    except RequestRefused as refused:
        raise _wrong_variables(refused.status, order.variables) from None
    return CallData(
        ani=order.caller,
        caller_entered_digits=order.digits,
        call_variables=tuple(numbered),
        named_variables=variables,
        named_arrays=arrays,
    )


def _wrong_variables(status: StatusCode, variables: Mapping[str, str]) -> Denial:
    names = ", ".join(name for name in variables if not name.isdecimal())
    return invalid(status, f"the variables {names}: {status.name.replace('_', ' ').lower()}", "those of the site")


def _outside(order: orders.CallOrder, duplex: Duplex, now: float) -> Deed:
    peripheral_id = looking.peripheral(duplex.centre.site, order.peripheral)
    effects = duplex.execute(_outside_command(order, peripheral_id), now)
    return looking.call_left(duplex, peripheral_id, order.call), effects


def _outside_command(order: orders.CallOrder, peripheral_id: int) -> commands.Command:
    match order:
        case orders.OutsideAnswers():
            return commands.OutsideAnswers(peripheral_id=peripheral_id, call_id=order.call, machine=order.machine)
        case orders.OutsideRefuses():
            cause = _CAUSES[order.why]
            return commands.OutsideRefuses(peripheral_id=peripheral_id, call_id=order.call, cause=cause)
    return commands.CallerHangsUp(peripheral_id=peripheral_id, call_id=order.call)


# --- the sides --------------------------------------------------------------------------------------------------------


def _side(order: orders.SideOrder, duplex: Duplex, now: float) -> Deed:
    try:
        effects = _done_to_sides(order, duplex, now)
    except SideError as error:
        raise impossible(str(error), "sides in another state: ask for the status") from None
    return looking.system(duplex, now), effects


def _done_to_sides(order: orders.SideOrder, duplex: Duplex, now: float) -> list[Effect]:
    match order:
        case orders.StopSide():
            return duplex.stop_side(order.side.value, now)
        case orders.KillSide():
            return duplex.kill_side(order.side.value, now)
        case orders.StartSide():
            return duplex.start_side(order.side.value, now)
        case orders.SwitchOver():
            return duplex.switch_over(now)
    return duplex.begin_maintenance(now)


def _acts() -> Iterator[tuple[type[Order], Callable[[Any, Duplex, float], Deed]]]:
    for order in orders.ORDERS:
        if issubclass(order, orders.AgentOrder):
            yield order, _agent
        elif issubclass(order, orders.CallOrder):
            yield order, _outside
        elif issubclass(order, orders.LinkOrder):
            yield order, _plant
        elif issubclass(order, orders.SideOrder):
            yield order, _side
    yield orders.SendText, _send_text
    yield orders.LoseGateway, _link(outages.lose_gateway)
    yield orders.RegainGateway, _link(outages.regain_gateway)
    yield orders.CallArrives, _call_arrives


_ACTS: Final = dict(_acts())
