"""QUERY_AGENT_STATE_REQ and SET_AGENT_STATE_REQ.  Guide: Client Control Service."""

from __future__ import annotations

from typing import Final

import attrs

from ctiproto import messages as m
from ctiproto.constants import AgentMode, AgentState, ControlFailureCode, CTIService, SSOEnabled, StatusCode
from ctiproto.constants.limits import (
    MAX_NUM_SKILL_GROUPS,
    MAX_NUM_SKILL_GROUPS_SET_AGENT_STATE,
    NULL_SKILL_GROUP,
    REMOTE_AGENT_SEPARATOR,
)
from ctiserver.centre.switch import commands
from ctiserver.centre.switch.errors import Refused
from ctiserver.centre.switch.events import AgentStateChanged
from ctiserver.engine.services.checks.agents import named_agent, named_agent_id, named_instrument
from ctiserver.engine.services.checks.stations import require_online
from ctiserver.engine.services.context import Context
from ctiserver.engine.sessions.identity import Identity
from ctiserver.engine.sessions.refusal import RequestRefused
from ctiserver.engine.sessions.session import AgentItems
from ctiserver.engine.translate.agents import VOICE, availability
from ctiserver.site.keys import AgentKey, DeviceKey
from ctiserver.site.model import Agent

# fidelity query.domains: seen R12: MRDID 0 and 1 are both voice.
_ANY_DOMAIN: Final = frozenset((0, VOICE))
"""MRDIDs that mean the domain of telephone calls."""
# fidelity query.no-internal-number: ours: ICMAgentID 0 and -1 name no agent.
_NOT_GIVEN: Final = frozenset((0, -1))
"""ICMAgentIDs that name no agent."""
_NEEDS_AGENT_ID: Final = frozenset((AgentState.LOGIN, AgentState.LOGOUT))


def query_agent_state(context: Context, request: m.QueryAgentStateReq) -> m.QueryAgentStateConf:
    """Give the state of an agent, signed in or not."""
    # fidelity query.one-item: guide QUERY_AGENT_STATE_REQ; seen R12: One of the agent's names is enough.
    items = named_agent(request)
    icm_agent_id = None if request.icm_agent_id in _NOT_GIVEN else request.icm_agent_id
    if not items and icm_agent_id is None:
        raise RequestRefused(StatusCode.REQUIRED_DATA_MISSING)
    context.peripheral(request.peripheral_id)
    identity = _identity(context, request.peripheral_id, items, icm_agent_id)
    # fidelity tolerant.foreign-domain: ours: At a tolerant site every MRDID is voice.
    if request.mrd_id not in _ANY_DOMAIN and not context.tolerates("MRDID is unknown"):
        raise RequestRefused(StatusCode.INVALID_MR_DOMAIN)
    require_online(context, request.peripheral_id)
    _check_own(context, identity)
    return _conf(context, request, _with_owner(context, identity))


def _identity(context: Context, peripheral_id: int, items: AgentItems, icm_agent_id: int | None) -> Identity:
    """The agent and station that are named.

    Raises:
        RequestRefused: there is no such agent or station (8), or two different ones are named (32).
    """
    try:
        return context.identify(peripheral_id, items, icm_agent_id)
    except RequestRefused:
        # fidelity tolerant.foreign-agent: ours: At a tolerant site ICMAgentID does not count beside other names.
        # A client was seen to send whatever its memory held there; what real servers answer is not known.
        if not items or icm_agent_id is None:
            raise
        identity = context.identify(peripheral_id, items)
        if not context.tolerates("ICMAgentID names another agent, or none"):
            raise
        return identity


def _with_owner(context: Context, identity: Identity) -> Identity:
    """A station where nobody is signed in, with the agent whose own it is; all else as it is."""
    # fidelity query.owner-of-a-station: inferred X2: A station where no agent is is answered for by the signed-out
    # agent whose own it is, since team monitors ask by extension and rely on AgentID and a group.
    owner = None if identity.device is None else context.site.agents_by_extension.get(identity.device)
    if identity.agent is not None or owner is None or not owner.own_extension:
        return identity
    is_elsewhere = context.switch.signed_in(*owner.key) is not None
    return identity if is_elsewhere else attrs.evolve(identity, agent=owner)


def _check_own(context: Context, identity: Identity) -> None:
    """Check that the session controls the agent's station, or follows the agent.

    Raises:
        Refused: neither (8).
    """
    if context.controls(identity.device):
        return
    own = context.own_identity()
    if own is None or identity.agent is None or identity.agent is not own.agent:
        raise Refused(ControlFailureCode.PRIVILEGE_VIOLATION_ON_SPECIFIED_DEVICE)


def _conf(context: Context, request: m.QueryAgentStateReq, identity: Identity) -> m.QueryAgentStateConf:
    agent, state = identity.agent, identity.signed_in
    extension, instrument = _telephone(context, identity)
    signed_in = state is not None
    return m.QueryAgentStateConf(
        invoke_id=request.invoke_id,
        # fidelity query.signed-out: seen R5: An agent who is signed out is answered for: state 1, all counts 0, and
        # MRDID 1.
        agent_state=state.state if state is not None else AgentState.LOGOUT,
        mrd_id=VOICE,
        num_tasks=0 if state is None else state.tasks,
        agent_mode=AgentMode.ROUTABLE if signed_in else AgentMode.NOT_ROUTABLE,
        max_task_limit=1 if signed_in else 0,
        icm_agent_id=0 if agent is None else agent.icm_agent_id,
        agent_availability_status=availability(state.state if state is not None else AgentState.LOGOUT),
        agent_id=None if agent is None else agent.id,
        agent_extension=extension,
        agent_instrument=instrument,
        skill_groups=_skill_groups(context, agent, state)[:MAX_NUM_SKILL_GROUPS],
        department_id=0 if agent is None else agent.department_id,
        max_beyond_task_limit=0,
    )


def _telephone(context: Context, identity: Identity) -> tuple[str | None, str | None]:
    """Extension and instrument: of the station where the agent is, else of the one named, else as the site has them."""
    if identity.signed_in is not None:
        return identity.signed_in.extension, identity.signed_in.instrument
    # fidelity query.named-device: seen R5: Extension and instrument are those of the device that the request named.
    if identity.device is None:
        agent = identity.agent
        return (None, None) if agent is None else (agent.extension, agent.instrument)
    extension = identity.device.number
    owner = context.site.agents_by_extension.get(identity.device)
    return extension, extension if owner is None else owner.instrument


def _skill_groups(
    context: Context, agent: Agent | None, state: AgentStateChanged | None
) -> tuple[m.AgentSkillGroup, ...]:
    if state is not None:
        return tuple(
            m.AgentSkillGroup(
                skill_group_number=group.skill_group.number,
                skill_group_id=group.skill_group.id,
                skill_group_priority=group.skill_group.priority,
                skill_group_state=group.state,
            )
            for group in state.groups
        )
    # fidelity query.empty-station: ours: A station that is nobody's own, where no agent is, has state LOGOUT and no
    # groups.
    if agent is None:
        return ()
    groups = context.site.skill_groups_by_number
    return tuple(
        m.AgentSkillGroup(
            skill_group_number=number,
            skill_group_id=groups[agent.peripheral_id, number].id,
            skill_group_priority=groups[agent.peripheral_id, number].priority,
            # fidelity query.groups-of-signed-out: seen R5: Their skill groups are listed, each in state 1.
            skill_group_state=AgentState.LOGOUT,
        )
        for number in context.site.groups_at_the_telephone(agent)
    )


def set_agent_state(context: Context, request: m.SetAgentStateReq) -> m.SetAgentStateConf:
    """Have the switch change the state of an agent; AGENT_STATE_EVENT tells what becomes of it."""
    agent_id = named_agent_id(request)
    _require_fields(context, request, agent_id)
    context.peripheral(request.peripheral_id)
    instrument = named_instrument(request)
    supervisor_id = _supervisor(context, request, agent_id)
    if request.agent_state is AgentState.LOGIN:
        instrument = _login_station(context, request)
        _check_own_login(context, request.peripheral_id, agent_id, instrument)
    else:
        agent_id = _ordered_agent(context, request, agent_id, is_supervised=supervisor_id is not None)
    context.take_over(AgentKey(request.peripheral_id, agent_id or ""))
    context.execute(
        commands.SetAgentState(
            peripheral_id=request.peripheral_id,
            agent_id=agent_id or "",
            state=request.agent_state,
            reason_code=request.event_reason_code,
            instrument=instrument,
            password=request.agent_password,
            single_sign_on=request.sso_enabled == SSOEnabled.ENABLED,
            skill_groups=tuple(
                NULL_SKILL_GROUP if group.skill_group_number is None else group.skill_group_number
                for group in request.skill_groups
            ),
            work_mode=request.agent_work_mode,
            forced=request.forced_flag,
            # fidelity agents.terminal: guide AGENT_STATE_EVENT; ours: ActiveTerminal of a login is told with each state
            # of the agent until they sign out, whether or not the site has such a terminal.
            terminal=request.active_terminal,
            supervisor_id=supervisor_id,
        )
    )
    return m.SetAgentStateConf(invoke_id=request.invoke_id)


def _require_fields(context: Context, request: m.SetAgentStateReq, agent_id: str | None) -> None:
    """Check that the request has what its state needs.

    Raises:
        RequestRefused: it has too many skill groups (39), or lacks agent, password or station (6).
    """
    # fidelity login.ten-groups: guide SET_AGENT_STATE_REQ: A login names ten skill groups at most.
    if len(request.skill_groups) > MAX_NUM_SKILL_GROUPS_SET_AGENT_STATE:
        raise RequestRefused(StatusCode.INVALID_NUM_SKILL_GROUPS)
    if request.agent_state in _NEEDS_AGENT_ID:
        is_complete = agent_id is not None and not _lacks_password(context, request)
        if request.agent_state is AgentState.LOGIN:
            is_complete = is_complete and _login_station(context, request) is not None
        if not is_complete:
            raise RequestRefused(StatusCode.REQUIRED_DATA_MISSING)
    elif agent_id is None and named_instrument(request) is None:
        context.require_own_identity()


def _lacks_password(context: Context, request: m.SetAgentStateReq) -> bool:
    # fidelity login.password: guide SET_AGENT_STATE_REQ; ours: A password is needed to sign in, and may be missing to
    # sign out unless the site is strict.
    needed = request.agent_state is AgentState.LOGIN or context.site.settings.strict_logout_password
    return needed and request.agent_password is None and request.sso_enabled != SSOEnabled.ENABLED


def _supervisor(context: Context, request: m.SetAgentStateReq, agent_id: str | None) -> str | None:
    """The supervisor on whose behalf an agent's state is to change; ``None``: it is on the agent's own behalf.

    Of a session that may not act for every station, SupervisorID counts only if it is the session's own agent, and
    another agent is named.
    """
    supervisor_id = request.supervisor_id or None
    is_implied = context.delivery.rules.implies_supervisor
    if context.controls_any_device() or (supervisor_id is None and not is_implied):
        return supervisor_id
    # fidelity supervisors.act-for-their-team: guide Supervisor Service; inferred OS: A supervisor may set states of
    # their team's agents, as SupervisorID says.
    own = context.own_identity() if context.session.has(CTIService.SERVICE_SUPERVISOR) else None
    own_id = None if own is None or own.agent is None else own.agent.id
    is_own = own_id is not None and (is_implied or own_id == supervisor_id)
    return own_id if is_own and agent_id not in (None, own_id) else None


def _login_station(context: Context, request: m.SetAgentStateReq) -> str | None:
    """The station to sign in at: the AgentInstrument, else the session's station, else the one that OPEN_REQ named."""
    session = context.session
    named = named_instrument(request)
    if named is None and session.device is not None:
        return session.device.number
    # fidelity login.own-station: ours: Without AgentInstrument an agent signs in at the session's own station.
    return named or session.named.instrument or session.named.extension


def _check_own_login(context: Context, peripheral_id: int, agent_id: str | None, instrument: str | None) -> None:
    """Check that the session may sign the agent in at the station.

    It may at a station that it controls, and while it has no station the agent whom OPEN_REQ named, at any station.

    Raises:
        Refused: it may not (8).
    """
    station = _known_station(context, peripheral_id, instrument)
    if context.controls(station):
        return
    session = context.session
    if session.device is None:
        is_mine = session.is_client_events and session.named.agent_id == agent_id
    else:
        # An unknown station is left to the switch, which refuses it with a code of its own.
        is_mine = station is None
    if peripheral_id != session.peripheral_id or not is_mine:
        raise Refused(ControlFailureCode.PRIVILEGE_VIOLATION_ON_SPECIFIED_DEVICE)


def _known_station(context: Context, peripheral_id: int, instrument: str | None) -> DeviceKey | None:
    try:
        return DeviceKey(peripheral_id, context.switch.station(peripheral_id, _without_telephone(instrument)).id)
    except KeyError:
        return None


def _without_telephone(instrument: str | None) -> str:
    """An instrument without the telephone number that follows that of a remote agent."""
    return (instrument or "").partition(REMOTE_AGENT_SEPARATOR)[0]


def _ordered_agent(context: Context, request: m.SetAgentStateReq, agent_id: str | None, *, is_supervised: bool) -> str:
    """The login id of the agent whose state is to change: of the one named, or of the session's own.

    Raises:
        RequestRefused: as :meth:`Context.identify`.
        Refused: the session may not (8), or no agent is signed in at the station named: as the switch would refuse it.
    """
    instrument = named_instrument(request)
    items = AgentItems(agent_id, None, None if instrument is None else _without_telephone(instrument))
    identity = context.identify(request.peripheral_id, items) if items else context.require_own_identity()
    if not items and request.peripheral_id != context.session.peripheral_id:
        raise Refused(ControlFailureCode.PRIVILEGE_VIOLATION_ON_SPECIFIED_DEVICE)
    if not is_supervised:
        _check_own(context, identity)
    if identity.agent is None:
        raise _refusal_without_agent(request.agent_state)
    return identity.agent.id


def _refusal_without_agent(state: AgentState) -> Refused:
    """The refusal where no agent is signed in at the station: as the switch refuses the state to a signed-out agent."""
    peripheral_error = _SIGNED_OUT.get(state)
    if peripheral_error is not None:
        return Refused(ControlFailureCode.GENERIC_STATE_INCOMPATIBILITY, peripheral_error)
    is_listed = state <= max(AgentState)
    return Refused(ControlFailureCode.INVALID_OBJECT_STATE if is_listed else ControlFailureCode.VALUE_OUT_OF_RANGE)


# fidelity agents.orders-to-a-signed-out: inferred OS: What an agent who is signed out cannot become is refused with
# these errors of the peripheral.
_SIGNED_OUT: Final = {
    AgentState.NOT_READY: 10108,
    AgentState.AVAILABLE: 10111,
    AgentState.WORK_NOT_READY: 10108,
    AgentState.WORK_READY: 10108,
}
"""PeripheralErrorCode for each state that an agent who is not signed in cannot take."""
