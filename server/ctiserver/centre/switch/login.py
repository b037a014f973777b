"""Signing in and out.  See docs/reference/agents.md."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import evolve

from ctiproto.constants import AgentState, AgentWorkMode, ControlFailureCode, DeskSettingsMask, ForcedFlag
from ctiproto.constants.limits import REMOTE_AGENT_SEPARATOR
from ctiserver.centre.switch import announced_calls as expecting
from ctiserver.centre.switch import wrapup as after_call
from ctiserver.centre.switch.agents import IDLE, Condition, group_states
from ctiserver.centre.switch.commands.agents import CLIENT_FAILED
from ctiserver.centre.switch.errors import Refused
from ctiserver.centre.switch.state import state_event

if TYPE_CHECKING:
    from ctiserver.centre.switch.agents import Agent
    from ctiserver.centre.switch.commands import SetAgentState
    from ctiserver.centre.switch.devices import Station
    from ctiserver.centre.switch.identifiers import SkillGroupRef
    from ctiserver.centre.switch.state import Floor

INACTIVE = 50_004
"""Reason of a logout after too long a time in NOT_READY."""

PHONE_HAD_A_CALL = 51_004
"""Reason of the NOT_READY of somebody who signs in at a telephone with a call on it."""


REMOTE = (AgentWorkMode.RA_CALL_BY_CALL, AgentWorkMode.RA_NAILED_CONNECTION)
"""Work modes of agents whose telephone is elsewhere."""


def check_password(floor: Floor, agent: Agent, command: SetAgentState) -> None:
    """Refuse (257, or 258 as the site wants it) unless the password is right or need not be given.

    The one refusal that is remembered: too many of them in a row lock the agent out for a while (289).
    """
    if floor.now < agent.locked_until:
        raise Refused(ControlFailureCode.AGENT_ACCOUNT_LOCKED_OUT)
    if command.single_sign_on:
        return
    optional = command.state is AgentState.LOGOUT and not floor.settings.strict_logout_password
    if command.password == agent.site.password or (command.password is None and optional):
        agent.wrong_passwords = 0
        return
    agent.wrong_passwords += 1
    if agent.wrong_passwords == floor.options.wrong_passwords:
        agent.wrong_passwords, agent.locked_until = 0, floor.now + floor.options.lockout
    raise Refused(
        ControlFailureCode.INVALID_AGENT_ID_OR_PASSWORD_SPECIFIED
        if floor.settings.combined_login_error
        else ControlFailureCode.INVALID_PASSWORD_SPECIFIED
    )


def request_sign_in(floor: Floor, agent: Agent, command: SetAgentState) -> None:
    """Sign ``agent`` in as ``command`` asks; two events: LOGIN, then NOT_READY."""
    check_password(floor, agent, command)
    if command.forced is ForcedFlag.AUTHENTICATION_ONLY:
        return
    remote = floor.options.remote_agents
    if command.work_mode in REMOTE and remote is not None and agent.site.id not in remote:
        raise Refused(ControlFailureCode.INVALID_AGENT_WORKMODE)
    station = _station_for(floor, agent, command)
    groups = _groups_for(floor, agent, command)
    if agent.signed_in:
        sign_out(floor, agent, CLIENT_FAILED)
    agent.work_mode = command.work_mode
    agent.service_request = command.service_request
    sign_in(floor, agent, station, groups, command.reason_code)


def _station_for(floor: Floor, agent: Agent, command: SetAgentState) -> Station:
    name = (command.instrument or agent.site.extension).partition(REMOTE_AGENT_SEPARATOR)[0]
    station = floor.stations.get((agent.site.peripheral_id, name))
    if station is None:
        raise Refused(ControlFailureCode.INVALID_LOGON_DEVICE_SPECIFIED, 10_004)
    if not station.in_service:
        raise Refused(ControlFailureCode.RESOURCE_OUT_OF_SERVICE)
    if station.agent is not None and station.agent is not agent:
        raise Refused(ControlFailureCode.SPECIFIED_EXTENSION_ALREADY_IN_USE)
    return station


def _groups_for(floor: Floor, agent: Agent, command: SetAgentState) -> tuple[SkillGroupRef, ...]:
    numbers = his = floor.site.groups_at_the_telephone(agent.site)
    if command.skill_groups and agent.settings.mask & DeskSettingsMask.AGENT_CAN_SELECT_GROUP_MASK:
        numbers = command.skill_groups
        if not set(numbers) <= set(his):
            raise Refused(ControlFailureCode.INVALID_SKILL_GROUP_SPECIFIED)
    return tuple(floor.router.group(agent.site.peripheral_id, number) for number in sorted(set(numbers)))


def sign_in(floor: Floor, agent: Agent, station: Station, groups: tuple[SkillGroupRef, ...], reason: int) -> None:
    """``agent`` starts work at ``station`` in ``groups``, not ready for ``reason``; calls that are there become his."""
    agent.station = station
    station.agent = agent
    agent.signed_in = agent.greets = True
    agent.missed = 0
    agent.groups = groups
    agent.default_group = _default_group(floor, agent)
    agent.ready = False
    agent.reason_code = PHONE_HAD_A_CALL if station.connections and not reason else reason
    login = Condition(AgentState.LOGIN, group_states(agent, AgentState.LOGIN, IDLE))
    floor.events.append(state_event(agent, login, AgentState.LOGOUT, floor.now))
    agent.reported = login
    floor.report(agent)
    for connection in station.connections.values():
        connection.agent = agent
        agent.connections[connection.call.id] = connection
    floor.report(agent)


def _default_group(floor: Floor, agent: Agent) -> SkillGroupRef | None:
    """The group to which work of no group is put down: the one marked so, else the one with the lowest number."""
    configured = floor.site.skill_groups_by_number
    marked = (group for group in agent.groups if configured[agent.site.peripheral_id, group.number].default)
    return next(marked, agent.groups[0] if agent.groups else None)


def request_sign_out(floor: Floor, agent: Agent, command: SetAgentState, reason: int) -> None:
    """Sign ``agent`` out of the groups that ``command`` names, or altogether; refused (262) if one is not his."""
    named = set(command.skill_groups)
    if not named <= {group.number for group in agent.groups}:
        raise Refused(ControlFailureCode.INVALID_SKILL_GROUP_SPECIFIED)
    if named and len(named) < len(agent.groups):
        leave_groups(floor, agent, tuple(group for group in agent.groups if group.number in named))
    else:
        sign_out(floor, agent, reason)


def leave_groups(floor: Floor, agent: Agent, leaving: tuple[SkillGroupRef, ...]) -> None:
    """The agent works on for his other groups; what was put down to one of those he left is another's from now on."""
    agent.leaving = leaving
    floor.report(agent)
    available = agent.state is AgentState.AVAILABLE
    if available:
        floor.router.becomes_busy(agent)
    agent.leaving = ()
    agent.groups = tuple(group for group in agent.groups if group not in leaving)
    agent.default_group = _default_group(floor, agent)
    if available:
        floor.router.becomes_idle(agent)
    groups = tuple(told for told in agent.reported.groups if told.skill_group not in leaving)
    agent.reported = evolve(agent.reported, groups=groups)
    floor.report(agent)


def work_for(floor: Floor, agent: Agent, groups: tuple[SkillGroupRef, ...]) -> None:
    """The agent works for ``groups`` from now on, and for the default one among them as the site has it now."""
    agent.groups = groups
    agent.default_group = _default_group(floor, agent)
    floor.report(agent)


def sign_out(floor: Floor, agent: Agent, reason: int) -> None:
    """``agent`` goes; calls at his station stay there without him."""
    after_call.leave_work(floor, agent)
    expecting.cannot_come(floor, agent)
    agent.signed_in = False
    agent.reason_code = reason
    floor.report(agent)
    for connection in agent.connections.values():
        connection.agent = None
    agent.connections.clear()
    agent.station.agent = None
    agent.station = floor.stations[agent.site.peripheral_id, agent.site.extension]
    agent.default_group = agent.reserved = agent.choice = None
    agent.groups = ()
    agent.ready = agent.interrupted = False
    agent.reason_code = 0
    agent.reported = evolve(agent.reported, groups=())


def inactive_too_long(floor: Floor, agent: Agent) -> None:
    """The agent has been in NOT_READY for as long as the desk settings suffer."""
    sign_out(floor, agent, INACTIVE)
