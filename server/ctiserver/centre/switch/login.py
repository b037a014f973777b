"""Agents sign in and out.  See docs/reference/agents.md."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from attrs import evolve

from ctiproto.constants import (
    ACDSharedLineUsage,
    AgentState,
    AgentWorkMode,
    ControlFailureCode,
    DeskSettingsMask,
    DeviceIDType,
    ForcedFlag,
)
from ctiproto.constants.limits import REMOTE_AGENT_SEPARATOR
from ctiserver.centre.switch import announced_calls, associations, reasons, reports, wrapup
from ctiserver.centre.switch.agent_state import group_states
from ctiserver.centre.switch.conditions import IDLE, Condition
from ctiserver.centre.switch.errors import Refused
from ctiserver.centre.switch.reporting import tell_of_agent

if TYPE_CHECKING:
    from ctiserver.centre.switch.commands import SetAgentState
    from ctiserver.centre.switch.identifiers import SkillGroupRef
    from ctiserver.centre.switch.model import Agent, Station
    from ctiserver.centre.switch.state import SwitchState

REMOTE: Final = (AgentWorkMode.RA_CALL_BY_CALL, AgentWorkMode.RA_NAILED_CONNECTION)
"""Work modes of agents whose telephone is elsewhere."""


def check_password(state: SwitchState, agent: Agent, command: SetAgentState) -> None:
    """Refuse a wrong password; this is the one refusal that changes anything, because they are counted.

    Where no password is looked at, a lockout does not count either.

    Raises:
        Refused: it is wrong (257, or 258 if the site wants no difference to an unknown agent), or too many wrong ones
            in a row have locked the agent out for a while (289).
    """
    optional = command.state is AgentState.LOGOUT and not state.settings.strict_logout_password
    if command.single_sign_on or (command.password is None and optional):
        return
    # fidelity login.locked-out: guide SET_AGENT_STATE_REQ; ours: Too many wrong passwords lock an agent out; how
    # many, and for how long, is ours.
    if state.settings.wrong_passwords and state.now < agent.locked_until:
        raise Refused(ControlFailureCode.AGENT_ACCOUNT_LOCKED_OUT)
    if command.password == agent.site.password:
        agent.wrong_passwords = 0
        return
    agent.wrong_passwords += 1
    if 0 < state.settings.wrong_passwords <= agent.wrong_passwords:
        agent.wrong_passwords, agent.locked_until = 0, state.now + state.settings.lockout
    raise Refused(
        ControlFailureCode.INVALID_AGENT_ID_OR_PASSWORD_SPECIFIED
        if state.settings.combined_login_error
        else ControlFailureCode.INVALID_PASSWORD_SPECIFIED
    )


def request_sign_in(state: SwitchState, agent: Agent, command: SetAgentState) -> None:
    """Sign ``agent`` in as ``command`` asks, or only check the password if it asks for no more.

    A forced login signs the agent out first where they are signed in.

    Raises:
        Refused: as ``check_password``; the agent may not work remotely (265); no such station (260/10004), it is out of
            service (34), no agent may sign in there (287, 288, 291, 292, 293), another one is signed in there (283); a
            group is not assigned (262).
    """
    check_password(state, agent, command)
    # fidelity login.authentication-only: guide SET_AGENT_STATE_REQ: ForcedFlag 2 checks the password and changes
    # nothing.
    if command.forced is ForcedFlag.AUTHENTICATION_ONLY:
        return
    # fidelity login.remote: guide SET_AGENT_STATE_REQ; ours: Whether an agent may work at a telephone elsewhere is a
    # desk setting; where it says no, the work modes for that are refused.
    if command.work_mode in REMOTE and not agent.settings.remote_agents:
        raise Refused(ControlFailureCode.INVALID_AGENT_WORKMODE)
    station = _station_for(state, agent, command)
    groups = _groups_for(state, agent, command)
    if station.agent is not None and station.agent is not agent:
        sign_out(state, station.agent, agent.profile.reasons.extension_taken)
    if agent.signed_in:
        # fidelity login.forced: guide SET_AGENT_STATE_REQ; ours: A forced login ends the one elsewhere; reason 50002
        # is ours.
        sign_out(state, agent, agent.profile.reasons.signed_in_again)
    agent.work_mode = command.work_mode
    agent.terminal = command.terminal
    sign_in(state, agent, station, groups, command.reason_code)


def _station_for(state: SwitchState, agent: Agent, command: SetAgentState) -> Station:
    name = (command.instrument or agent.site.extension).partition(REMOTE_AGENT_SEPARATOR)[0]
    station = state.stations.get((agent.site.peripheral_id, name))
    # fidelity login.stations: guide SET_AGENT_STATE_REQ; inferred OS: A station that is unknown, out of service or
    # taken is refused, each with a code of its own.
    if station is None:
        raise Refused(ControlFailureCode.INVALID_LOGON_DEVICE_SPECIFIED, 10_004)
    if not station.in_service:
        raise Refused(ControlFailureCode.RESOURCE_OUT_OF_SERVICE)
    failure = _login_failure(state, agent, station)
    if failure is not None:
        raise Refused(failure)
    taken = agent.profile.reasons.extension_taken
    if station.agent is not None and station.agent is not agent and not taken:
        raise Refused(ControlFailureCode.SPECIFIED_EXTENSION_ALREADY_IN_USE)
    return station


def _login_failure(state: SwitchState, agent: Agent, station: Station) -> ControlFailureCode | None:
    """Why ``agent`` cannot sign in at a station of that kind; ``None``: they can."""
    device = state.site.devices_by_number.get((station.peripheral_id, station.extension))
    if device is None:  # the telephone of an agent
        return None
    if device.login_failure is not None:
        return ControlFailureCode[device.login_failure]
    # fidelity login.restricted-stations: guide SET_AGENT_STATE_REQ; ours: At a shared line an agent can sign in only if
    # the desk settings permit it (292), at a non-ACD line never (288); the site says which devices are restricted.
    if device.type is DeviceIDType.NON_ACD_DEVICE_IDENTIFIER:
        return ControlFailureCode.LINE_RESTRICTED
    permitted = agent.settings.acd_shared_line_usage is ACDSharedLineUsage.PERMITTED
    if device.type is DeviceIDType.SHARED_DEVICE_IDENTIFIER and not permitted:
        return ControlFailureCode.SHARED_LINES_NOT_SUPPORTED
    return None


def _groups_for(state: SwitchState, agent: Agent, command: SetAgentState) -> tuple[SkillGroupRef, ...]:
    numbers = assigned = state.site.groups_at_the_telephone(agent.site)
    # fidelity login.groups: guide SET_AGENT_STATE_REQ: A login is for the groups that it names if the desk settings
    # let the agent choose, else for all of theirs.
    if command.skill_groups and agent.settings.mask & DeskSettingsMask.AGENT_CAN_SELECT_GROUP_MASK:
        numbers = command.skill_groups
        if not set(numbers) <= set(assigned):
            raise Refused(ControlFailureCode.INVALID_SKILL_GROUP_SPECIFIED)
    return tuple(state.router.group(agent.site.peripheral_id, number) for number in sorted(set(numbers)))


def sign_in(
    state: SwitchState,
    agent: Agent,
    station: Station,
    groups: tuple[SkillGroupRef, ...],
    reason: int,
    *,
    ready: bool = False,
) -> None:
    """Sign ``agent`` in at ``station`` for ``groups``; they are reported in LOGIN, then NOT_READY for ``reason``.

    Where they come back ``ready`` they are AVAILABLE at once.  Calls of the station become the agent's, who is
    reported a last time with them.
    """
    agent.station = station
    station.agent = agent
    agent.signed_in = agent.greets = True
    agent.missed = 0
    agent.groups = groups
    agent.default_group = _default_group(state, agent)
    agent.ready = ready
    reason = reason or (0 if ready else agent.profile.reasons.signed_in)
    agent.reason_code = reasons.ON_A_CALL if station.connections and not (reason or ready) else reason
    # fidelity login.two-events: ours: A login is told by LOGIN and then NOT_READY.
    if agent.profile.tells_login:
        login = Condition(AgentState.LOGIN, group_states(agent, AgentState.LOGIN, IDLE))
        tell_of_agent(state, reports.agent_state(agent, login, AgentState.LOGOUT, state.now))
        agent.reported = login
    state.report(agent)
    with state.reporting(agent):
        for connection in station.connections.values():
            connection.agent = agent
            agent.connections[connection.call.id] = connection
            associations.begin_if_unheard(state, connection)


def _default_group(state: SwitchState, agent: Agent) -> SkillGroupRef | None:
    """The group that work without a group counts for: the site's default one, else the one with the lowest number."""
    configured = state.site.skill_groups_by_number
    marked = (group for group in agent.groups if configured[agent.site.peripheral_id, group.number].default)
    return next(marked, agent.groups[0] if agent.groups else None)


def request_sign_out(state: SwitchState, agent: Agent, command: SetAgentState, reason: int) -> None:
    """Sign ``agent`` out of the groups that ``command`` names; of all, if it names none or all of them.

    Raises:
        Refused: the agent is not signed in to one of the groups (262).
    """
    named = set(command.skill_groups)
    if not named <= {group.number for group in agent.groups}:
        raise Refused(ControlFailureCode.INVALID_SKILL_GROUP_SPECIFIED)
    if named and len(named) < len(agent.groups):
        leave_groups(state, agent, tuple(group for group in agent.groups if group.number in named))
    else:
        sign_out(state, agent, reason)


def leave_groups(state: SwitchState, agent: Agent, leaving: tuple[SkillGroupRef, ...]) -> None:
    """Sign ``agent`` out of the groups ``leaving``, and report it twice: with these groups in LOGOUT, and without them.

    Work that counted for one of them counts for the default group of those that remain.
    """
    with state.reporting(agent):
        agent.leaving = leaving
    available = agent.state is AgentState.AVAILABLE
    if available:
        state.router.becomes_busy(agent)
    agent.leaving = ()
    agent.groups = tuple(group for group in agent.groups if group not in leaving)
    agent.default_group = _default_group(state, agent)
    if available:
        state.router.becomes_idle(agent)
    # That the groups are missing is no change to be reported: they were in LOGOUT already.
    groups = tuple(told for told in agent.reported.groups if told.skill_group not in leaving)
    agent.reported = evolve(agent.reported, groups=groups)
    state.report(agent)


def set_groups(state: SwitchState, agent: Agent, groups: tuple[SkillGroupRef, ...]) -> None:
    """Let ``agent`` work for ``groups``, and for the default one among them as the site has it now."""
    with state.reporting(agent):
        agent.groups = groups
        agent.default_group = _default_group(state, agent)


def sign_out(state: SwitchState, agent: Agent, reason: int) -> None:
    """Sign ``agent`` out for ``reason``; calls of the station stay there without an agent.

    The report comes before anything of the agent is forgotten, because it names the station and the groups.
    """
    wrapup.leave_work(state, agent)
    announced_calls.cancel_for(state, agent)
    with state.reporting(agent):
        agent.signed_in = False
        agent.reason_code = reason
    for connection in agent.connections.values():
        connection.agent = None
    agent.connections.clear()
    agent.station.agent = None
    agent.station = state.stations[agent.site.peripheral_id, agent.site.extension]
    agent.default_group = agent.reserved = agent.choice = None
    agent.groups = ()
    agent.ready = agent.interrupted = False
    agent.terminal = None
    agent.reason_code = 0
    # The groups were reported a last time; that they are gone is no change to be reported.
    agent.reported = evolve(agent.reported, groups=())


def inactive_too_long(state: SwitchState, agent: Agent) -> None:
    """Sign out an agent who has been NOT_READY for as long as the desk settings allow."""
    # fidelity agents.inactive: inferred DB: Who is NOT_READY for longer than the desk settings allow is signed out
    # with 50004.
    sign_out(state, agent, reasons.INACTIVE)
