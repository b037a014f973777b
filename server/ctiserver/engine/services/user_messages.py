"""USER_MESSAGE_REQ.  Guide: Miscellaneous Service."""

from __future__ import annotations

from collections.abc import Iterator

from ctiproto import messages as m
from ctiproto.constants import Distribution, StatusCode
from ctiserver.engine.services.checks.agents import named_agent
from ctiserver.engine.services.context import Context
from ctiserver.engine.sessions.refusal import RequestRefused
from ctiserver.engine.sessions.session import Session
from ctiserver.site.keys import AgentKey
from ctiserver.site.model import Agent, Team


def user_message(context: Context, request: m.UserMessageReq) -> m.UserMessageConf:
    """Send a text to other sessions; the sender does not get it back."""
    # fidelity user-messages.not-to-oneself: ours: A message does not come back to the one who sent it.
    recipients = [session for session in _recipients(context, request) if session is not context.session]
    # fidelity user-messages.to-nobody: ours: Without a recipient a message to one client or supervisor is refused,
    # one to a team or to all is confirmed.
    if not recipients and request.distribution is Distribution.CLIENT:
        raise RequestRefused(StatusCode.CLIENT_NOT_FOUND)
    if not recipients and request.distribution is Distribution.SUPERVISOR:
        raise RequestRefused(StatusCode.SUPERVISOR_NOT_FOUND)
    event = m.UserMessageEvent(
        icm_central_controller_time=int(context.now),
        distribution=request.distribution,
        client_id=context.session.client_id,
        text=request.text,
    )
    context.write(event, recipients)
    return m.UserMessageConf(invoke_id=request.invoke_id)


def _recipients(context: Context, request: m.UserMessageReq) -> Iterator[Session]:
    # fidelity user-messages.distribution: guide USER_MESSAGE_REQ: It goes to a client, a supervisor, a team or all,
    # as the distribution says.
    if request.distribution is Distribution.ALL:
        return iter(context.registry)
    if request.distribution is Distribution.CLIENT:
        if request.client_id is None:
            raise RequestRefused(StatusCode.REQUIRED_DATA_MISSING)
        return (session for session in context.registry if session.client_id == request.client_id)
    teams = _teams(context, _sender(context, request))
    if request.distribution is Distribution.SUPERVISOR:
        return _supervisors(context, teams)
    return _members(context, teams)


def _sender(context: Context, request: m.UserMessageReq) -> Agent:
    """The agent whose team gets the message: the session's own, or the one named where it follows none.

    Raises:
        RequestRefused: no agent is named (6), the peripheral (7) or the agent (8) is unknown, or two are named (32).
    """
    identity = context.own_identity()
    if identity is None:
        items = named_agent(request)
        if not items:
            raise RequestRefused(StatusCode.REQUIRED_DATA_MISSING)
        context.peripheral(request.peripheral_id)
        identity = context.identify(request.peripheral_id, items)
    if identity.agent is None:
        raise RequestRefused(StatusCode.INVALID_AGENT_DATA)
    return identity.agent


def _teams(context: Context, agent: Agent) -> tuple[Team, ...]:
    """The team that an agent is a member of, or the teams that the agent supervises.

    Raises:
        RequestRefused: there is none (65).
    """
    team = context.site.team_by_member.get(agent.key)
    teams = context.site.teams_by_supervisor.get(agent.key, ()) if team is None else (team,)
    if not teams:
        raise RequestRefused(StatusCode.TEAM_NOT_FOUND)
    return teams


def _supervisors(context: Context, teams: tuple[Team, ...]) -> Iterator[Session]:
    wanted = {team.id for team in teams}
    people = {(team.peripheral_id, supervisor) for team in teams for supervisor in team.supervisors}
    for session in context.registry:
        if session.teams & wanted or _agent_of(context, session) in people:
            yield session


def _members(context: Context, teams: tuple[Team, ...]) -> Iterator[Session]:
    people = {(team.peripheral_id, person) for team in teams for person in (*team.members, *team.supervisors)}
    return (session for session in context.registry if _agent_of(context, session) in people)


def _agent_of(context: Context, session: Session) -> AgentKey | None:
    try:
        identity = context.identity_of(session)
    except RequestRefused:
        # Its agent was taken out of the site by a reload.
        return None
    return None if identity is None else identity.agent_key
