"""Teams of agents, for who supervises them.  Guide: Supervisor Service.

Unified CCE has LIST_AGENT_TEAM_REQ, MONITOR_AGENT_TEAM_START_REQ and MONITOR_AGENT_TEAM_STOP_REQ, Unified CCX
TEAM_CONFIG_REQ.
"""

from __future__ import annotations

from typing import Final

import attrs

from ctiproto import messages as m
from ctiproto.constants import MoreFlag, StatusCode
from ctiproto.constants.limits import MAX_NUM_AGENT_TEAMS
from ctiproto.constants.uccx_teams import TeamConfigParam
from ctiproto.declare import Message
from ctiserver.engine.delivery import is_duplicate, remember_told
from ctiserver.engine.services.context import Answer, Context
from ctiserver.engine.sessions.audience import wants
from ctiserver.engine.sessions.refusal import RequestRefused
from ctiserver.engine.sessions.registry import TeamMonitor
from ctiserver.engine.translate.events import translate
from ctiserver.engine.translate.team_configuration import team_configuration, told_team
from ctiserver.site.model import Agent

_SUCCESS: Final = 0
"""Status of TEAM_CONFIG_CONF."""


def list_agent_team(context: Context, request: m.ListAgentTeamReq) -> tuple[m.ListAgentTeamConf, ...]:
    """List the teams of a supervisor, in as many confirmations as they need."""
    teams = context.site.teams_by_supervisor.get(_supervisor(context, request.supervisor_id).key, ())
    pages = range(0, max(len(teams), 1), MAX_NUM_AGENT_TEAMS)
    return tuple(
        m.ListAgentTeamConf(
            invoke_id=request.invoke_id,
            segment_number=segment,
            more=MoreFlag.LAST_MESSAGE if at == pages[-1] else MoreFlag.MORE_TO_FOLLOW,
            team_ids=tuple(team.id for team in teams[at : at + MAX_NUM_AGENT_TEAMS]),
        )
        for segment, at in enumerate(pages)
    )


def _supervisor(context: Context, icm_agent_id: int) -> Agent:
    """The supervisor whose teams are asked for.

    Raises:
        RequestRefused: the agent is unknown, or is not the session's own and the session may not act for every
            station (8).
    """
    agent = context.site.agents_by_icm_id.get(icm_agent_id)
    own = context.own_identity()
    is_own = own is not None and own.agent is agent
    if agent is None or not (is_own or context.controls_any_device()):
        raise RequestRefused(StatusCode.INVALID_AGENT_DATA)
    return agent


def monitor_agent_team_start(
    context: Context, request: m.MonitorAgentTeamStartReq
) -> tuple[m.MonitorAgentTeamStartConf, *tuple[Message, ...]]:
    """Start a team monitor: AGENT_STATE_EVENT of each member, now and at every change."""
    session = context.session
    team = context.site.teams_by_id.get(request.team_id)
    # fidelity teams.unknown: guide E_CTI_TEAM_NOT_FOUND; ours: A team that the supervisor does not have is refused
    # with status 65; one who sees all may follow any.
    if team is None or not (team.id in session.teams or context.controls_any_device()):
        raise RequestRefused(StatusCode.TEAM_NOT_FOUND)
    if any(monitor.team is team for monitor in context.registry.team_monitors(session)):
        raise RequestRefused(StatusCode.AGENT_TEAM_MONITOR_ALREADY_EXISTS)
    monitor = context.registry.start_team_monitor(session, team)
    conf = m.MonitorAgentTeamStartConf(invoke_id=request.invoke_id, monitor_id=monitor.id)
    # fidelity teams.states-at-the-start: ours: A team monitor begins with the state of each member, whose
    # StateDuration is above 0.
    return (conf, *_states(context, monitor))


def _states(context: Context, monitor: TeamMonitor) -> list[Message]:
    """Make the events that tell the present states of the members; what is sent is remembered as told.

    A StateDuration above 0 says that the state is not new.
    """
    messages: list[Message] = []
    session = monitor.session
    facts = context.delivery.facts(session.profile, context.centre.status)
    for peripheral_id, agent_id in monitor.members:
        state = context.switch.agent(peripheral_id, agent_id)
        told = attrs.evolve(state, state_duration=max(1, state.state_duration))
        for message in translate(told, facts):
            if wants(session, message) and not is_duplicate(session, message, monitor.id):
                remember_told(session, message, monitor.id)
                messages.append(message.changed(monitor_id=monitor.id))
    return messages


def monitor_agent_team_stop(context: Context, request: m.MonitorAgentTeamStopReq) -> m.MonitorAgentTeamStopConf:
    """Stop a team monitor."""
    for monitor in context.registry.team_monitors(context.session):
        if monitor.id == request.monitor_id:
            context.registry.stop_team_monitor(monitor)
            return m.MonitorAgentTeamStopConf(invoke_id=request.invoke_id)
    raise RequestRefused(StatusCode.INVALID_MONITORID)


def team_config(context: Context, request: m.CcxTeamConfigReq) -> tuple[Answer, ...]:
    """Give the teams that are asked for, and tell the session changes of them from now on."""
    session, site = context.session, context.site
    if not request.team_config_param.is_known:
        raise RequestRefused(StatusCode.INVALID_FIELD_TAG)
    session.wants_teams = True
    messages: list[Answer] = []
    # fidelity uccx.teams: guide Unified CCX, "Share Agent Team Configuration Data"; ours: The teams come first, and the
    # confirmation ends them; that a client in agent mode is told those that its agent supervises is ours.
    if request.team_config_param is TeamConfigParam.INITIAL_UPLOAD:
        for team in site.teams:
            if team.id in session.teams:
                messages += team_configuration(None, told_team(site, team))
    return (*messages, m.CcxTeamConfigConf(invoke_id=request.invoke_id, status=_SUCCESS))
