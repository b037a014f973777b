"""Carry out admin commands: most of them as commands of the switch, the others on the CTI Server itself."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final

from ctiproto.constants import AgentState, ControlFailureCode, EventCause, LocalConnectionState, StatusCode
from ctiproto.constants.limits import ANY_ALERTING_CALL, CALL_VARIABLE_COUNT, CALL_VARIABLE_SIZE
from ctiproto.wire import NamedArray, NamedVariable
from ctiserver.admin import commands as admin
from ctiserver.admin import query, results
from ctiserver.admin.errors import DeniedError, impossible, invalid
from ctiserver.admin.fields import Command
from ctiserver.centre.switch import commands as switch
from ctiserver.centre.switch.context import NO_VARIABLES, CallData
from ctiserver.centre.switch.errors import Refused
from ctiserver.engine.dialects.rules import Rules
from ctiserver.engine.duplex import Duplex
from ctiserver.engine.effects import Effect
from ctiserver.engine.services.checks.variables import checked_ecc
from ctiserver.engine.sessions.refusal import RequestRefused
from ctiserver.engine.sides import SideError
from ctiserver.site.model import Agent, Site

_OPERATOR: Final = 0
"""The number of the client in whose name an operator claims agents; no connection has it."""

_LONGEST_VARIABLE: Final = CALL_VARIABLE_SIZE - 1

L = LocalConnectionState
C = ControlFailureCode

_ELEMENT: Final = re.compile(r"(.+)\[(\d{1,3})\]")

_CAUSES: Final = {
    admin.Trouble.BUSY: EventCause.CEC_BUSY,
    admin.Trouble.NO_ANSWER: EventCause.CEC_CALL_NOT_ANSWERED,
    admin.Trouble.UNREACHABLE: EventCause.CEC_DEST_NOT_OBTAINABLE,
    admin.Trouble.CONGESTION: EventCause.CEC_NETWORK_CONGESTION,
}

Announcing = admin.AnnounceCall | admin.TranslationRouteCall

Outcome = tuple[Any, list[Effect]]
"""The result of a command, and its effects."""


def execute(command: Command, duplex: Duplex, now: float) -> Outcome:
    """Carry out a command.  The caller has ticked ``duplex`` up to ``now``.

    Raises:
        Refused: the switch declines; nothing has changed.
        DeniedError: the command names what is not there, or cannot be carried out now; nothing has changed.
    """
    _require(command, duplex.rules)
    return _HANDLERS[type(command)](command, duplex, now)


def _require(command: Command, rules: Rules) -> None:
    """Refuse a command by which clients would be told what servers of the dialect never say."""
    told = command.tells
    if told is None or told in (rules.statuses if isinstance(told, StatusCode) else rules.system_events):
        return
    name = rules.dialect.value
    raise impossible(f"a server of {name} never says {told.guide_name}", f"a command that servers of {name} know")


# --- links ------------------------------------------------------------------------------------------------------------


def _send_text(command: admin.SendText, duplex: Duplex, now: float) -> Outcome:
    if not command.text:
        raise invalid(StatusCode.REQUIRED_DATA_MISSING, "the text is empty", "something to say")
    listening = sum(not session.is_standby for session in duplex.telling_side.engine.registry)
    return results.Announced(sessions=listening), duplex.announce(command.text, now)


def _reset_configuration(_command: admin.ResetConfiguration, duplex: Duplex, now: float) -> Outcome:
    sessions, effects = duplex.reset_configuration(now)
    return results.Announced(sessions=sessions), effects


def _pg_link(change: Callable[[Duplex, float], list[Effect]]) -> Callable[[Any, Duplex, float], Outcome]:
    def changed(_command: Command, duplex: Duplex, now: float) -> Outcome:
        effects = change(duplex, now)
        return query.system(duplex, now), effects

    return changed


def _system(command: Command, duplex: Duplex, now: float) -> Outcome:
    effects = duplex.execute(_system_command(command, duplex.centre.site), now)
    return query.system(duplex, now), effects


def _system_command(command: Command, site: Site) -> switch.Command:
    match command:
        case admin.LoseController():
            return switch.LoseCentralController()
        case admin.RegainController():
            return switch.RegainCentralController()
        case admin.TakePeripheralOffline():
            return switch.TakePeripheralOffline(peripheral_id=query.peripheral(site, command.peripheral))
        case admin.BringPeripheralOnline():
            return switch.BringPeripheralOnline(peripheral_id=query.peripheral(site, command.peripheral))
        case admin.TakeDeviceOutOfService():
            where = query.peripheral(site, command.peripheral)
            return switch.TakeInstrumentOutOfService(peripheral_id=where, device=command.device)
        case admin.ReturnDeviceToService():
            where = query.peripheral(site, command.peripheral)
            return switch.ReturnInstrumentToService(peripheral_id=where, device=command.device)
        case _:
            raise TypeError(f"no command of the switch does what {command.phrase} says")


# --- agents -----------------------------------------------------------------------------------------------------------


def _agent(command: admin.AgentCommand, duplex: Duplex, now: float) -> Outcome:
    """Have an agent do something, and let the workload act no longer for that agent."""
    centre = duplex.centre
    agent = query.agent(centre.site, command.agent, command.peripheral)
    effects = duplex.execute(_agent_command(command, agent, duplex), now)
    if centre.claim(agent.key, _OPERATOR):
        # An operator does not say when they are done with an agent, as a session does by its end: some time after the
        # last command the workload acts for the agent again.
        centre.unclaim(agent.key, _OPERATOR, now)
    return query.agent_now(duplex, agent), effects


def _agent_command(command: admin.AgentCommand, agent: Agent, duplex: Duplex) -> switch.Command:
    match command:
        case admin.SignIn():
            device = agent.instrument if command.device is None else command.device
            return _state(agent, AgentState.LOGIN, instrument=device)
        case admin.SignOut():
            return _state(agent, AgentState.LOGOUT, reason_code=command.reason)
        case admin.BecomeReady():
            return _state(agent, AgentState.AVAILABLE)
        case admin.BecomeNotReady():
            return _state(agent, AgentState.NOT_READY, reason_code=command.reason)
    return _call_command(command, agent, duplex)


def _state(agent: Agent, state: AgentState, **more: Any) -> switch.SetAgentState:
    return switch.SetAgentState(
        peripheral_id=agent.peripheral_id, agent_id=agent.id, state=state, single_sign_on=True, **more
    )


def _call_command(command: admin.AgentCommand, agent: Agent, duplex: Duplex) -> switch.Command:
    peripheral_id, device = agent.peripheral_id, query.station(duplex, agent)
    connections = duplex.centre.switch.connections_at(peripheral_id, device)

    def call(states: tuple[L, ...], missing: C) -> int:
        """The call that the command names; without a name, the oldest in the first of the states that has any."""
        named = command.call if isinstance(command, admin.AgentCallCommand) else None
        found = (each.id.call_id for state in states for each in connections if each.state is state)
        meant = next(found, None) if named is None else duplex.centre.switch.present_leg(peripheral_id, named)
        if meant is None:
            raise Refused(missing)
        return meant

    match command:
        case admin.Dial():
            return switch.MakeCall(
                peripheral_id=peripheral_id, device=device, dialed_number=command.number, by_hand=True
            )
        case admin.AnswerCall():
            named = command.call
            ringing = ANY_ALERTING_CALL if named is None else duplex.centre.switch.present_leg(peripheral_id, named)
            return switch.AnswerCall(peripheral_id=peripheral_id, device=device, call_id=ringing)
        case admin.HoldCall():
            talking = call((L.CONNECT,), C.NO_ACTIVE_CALL)
            return switch.HoldCall(peripheral_id=peripheral_id, device=device, call_id=talking)
        case admin.RetrieveCall():
            held = call((L.HOLD,), C.NO_HELD_CALL)
            return switch.RetrieveCall(peripheral_id=peripheral_id, device=device, call_id=held)
    own = call((L.CONNECT, L.INITIATE, L.FAIL, L.HOLD), C.NO_CONNECTION_TO_CLEAR)
    return switch.ClearConnection(peripheral_id=peripheral_id, device=device, call_id=own)


# --- people outside ---------------------------------------------------------------------------------------------------


def _call_arrives(command: admin.CallArrives, duplex: Duplex, now: float) -> Outcome:
    site = duplex.centre.site
    peripheral_id = query.peripheral(site, command.peripheral)
    data = _data(command, site)
    before = set(duplex.centre.switch.calls(peripheral_id))
    arrives = switch.CallArrives(peripheral_id=peripheral_id, dialed_number=command.number, data=data)
    effects = duplex.execute(arrives, now)
    call_id = next(each for each in duplex.centre.switch.calls(peripheral_id) if each not in before)
    return results.NewCall(call=call_id, peripheral=peripheral_id), effects


def _customer_previewed(command: admin.PreviewCustomer, duplex: Duplex, now: float) -> Outcome:
    site = duplex.centre.site
    peripheral_id = query.peripheral(site, command.peripheral)
    before = set(duplex.centre.switch.calls(peripheral_id))
    preview = switch.PreviewCustomer(
        peripheral_id=peripheral_id,
        number=command.number,
        agent_id=None if command.agent is None else query.agent(site, command.agent, peripheral_id).id,
        campaign=command.campaign,
        account=command.account,
        name=command.name,
    )
    effects = duplex.execute(preview, now)
    call_id = next(each for each in duplex.centre.switch.calls(peripheral_id) if each not in before)
    return results.NewCall(call=call_id, peripheral=peripheral_id), effects


def _call_expected(command: Announcing, duplex: Duplex, now: float) -> Outcome:
    centre = duplex.centre
    peripheral_id = query.peripheral(centre.site, command.peripheral)
    announcement = _announcement(command, peripheral_id, centre.site)
    before = centre.switch.announced_calls(peripheral_id).items()
    effects = duplex.execute(announcement, now)
    ((number, agent),) = centre.switch.announced_calls(peripheral_id).items() - before
    return results.CallExpected(number=number, peripheral=peripheral_id, agent=agent), effects


def _announcement(command: Announcing, peripheral_id: int, site: Site) -> switch.Command:
    call: dict[str, Any] = {
        "peripheral_id": peripheral_id,
        "dialed_number": command.number,
        "data": _data(command, site),
        "arrives_after": command.after,
    }
    if isinstance(command, admin.TranslationRouteCall):
        return switch.TranslationRouteCall(**call, dnis=command.dnis)
    agent_id = None if command.agent is None else query.agent(site, command.agent, peripheral_id).id
    return switch.AnnounceCall(**call, agent_id=agent_id)


def _data(command: admin.CallerCommand, site: Site) -> CallData:
    numbered = list(NO_VARIABLES)
    named: list[NamedVariable] = []
    elements: list[NamedArray] = []
    for name, value in command.variables.items():
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
        raise _wrong_variables(refused.status, command.variables) from None
    return CallData(
        ani=command.caller,
        caller_entered_digits=command.digits,
        call_variables=tuple(numbered),
        named_variables=variables,
        named_arrays=arrays,
    )


def _wrong_variables(status: StatusCode, variables: Mapping[str, str]) -> DeniedError:
    names = ", ".join(name for name in variables if not name.isdecimal())
    return invalid(status, f"the variables {names}: {status.name.replace('_', ' ').lower()}", "those of the site")


def _outside(command: admin.OutsideCommand, duplex: Duplex, now: float) -> Outcome:
    peripheral_id = query.peripheral(duplex.centre.site, command.peripheral)
    call_id = duplex.centre.switch.present_leg(peripheral_id, command.call)
    effects = duplex.execute(_outside_command(command, peripheral_id), now)
    return query.call_left(duplex, peripheral_id, call_id), effects


def _outside_command(command: admin.OutsideCommand, peripheral_id: int) -> switch.Command:
    match command:
        case admin.OutsideAnswers():
            return switch.OutsideAnswers(peripheral_id=peripheral_id, call_id=command.call, machine=command.machine)
        case admin.OutsideRefuses():
            cause = _CAUSES[command.why]
            return switch.OutsideRefuses(peripheral_id=peripheral_id, call_id=command.call, cause=cause)
    return switch.CallerHangsUp(peripheral_id=peripheral_id, call_id=command.call)


# --- the sides --------------------------------------------------------------------------------------------------------


def _side(command: admin.SideCommand, duplex: Duplex, now: float) -> Outcome:
    try:
        effects = _change_sides(command, duplex, now)
    except SideError as error:
        raise impossible(str(error), "sides in another state: ask for the status") from None
    return query.system(duplex, now), effects


def _change_sides(command: admin.SideCommand, duplex: Duplex, now: float) -> list[Effect]:
    match command:
        case admin.StopSide():
            return duplex.stop_side(command.side.value, now)
        case admin.KillSide():
            return duplex.kill_side(command.side.value, now)
        case admin.StartSide():
            return duplex.start_side(command.side.value, now)
        case admin.SwitchOver():
            return duplex.switch_over(now)
    return duplex.begin_maintenance(now)


def _handlers() -> Iterator[tuple[type[Command], Callable[[Any, Duplex, float], Outcome]]]:
    for command in admin.COMMANDS:
        if issubclass(command, admin.AgentCommand):
            yield command, _agent
        elif issubclass(command, admin.AnnouncingCommand):
            yield command, _call_expected
        elif issubclass(command, admin.OutsideCommand):
            yield command, _outside
        elif issubclass(command, admin.LinkCommand):
            yield command, _system
        elif issubclass(command, admin.SideCommand):
            yield command, _side
    yield admin.SendText, _send_text
    yield admin.ResetConfiguration, _reset_configuration
    yield admin.LosePeripheralGateway, _pg_link(Duplex.lose_pg_link)
    yield admin.RegainPeripheralGateway, _pg_link(Duplex.regain_pg_link)
    yield admin.CallArrives, _call_arrives
    yield admin.PreviewCustomer, _customer_previewed


_HANDLERS: Final = dict(_handlers())
