"""Agents, and how their states follow from what they do.

An agent's own choice is only whether he is *ready* or not; everything else follows from his connections, from the
call that the router holds for him and from his after-call work.  So no code sets an agent's state: it is read off by
``overall_state`` and ``group_states``, whose order of precedence is the theory of this file:

    signed out > talking > all calls on hold > after-call work > reserved > ready or not
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from attrs import define, field, frozen

from ctiproto.constants import AgentServiceRequest, AgentState, AgentWorkMode, CallDirection, LocalConnectionState
from ctiserver.centre.switch.commands import NO_SERVICE_REQUEST
from ctiserver.centre.switch.events import GroupState
from ctiserver.centre.switch.identifiers import NO_SKILL_GROUP, SkillGroupRef

if TYPE_CHECKING:
    from ctiserver.centre.switch.calls import Call, Connection
    from ctiserver.centre.switch.devices import Station
    from ctiserver.site.model import Agent as SiteAgent
    from ctiserver.site.model import DeskSettings

UNIFORM: Final = (AgentState.LOGIN, AgentState.LOGOUT, AgentState.NOT_READY, AgentState.AVAILABLE)
"""States that an agent has towards all his groups alike."""

AFTER_CALL_WORK: Final = (AgentState.WORK_READY, AgentState.WORK_NOT_READY)

_RINGING_OR_HELD: Final = (LocalConnectionState.ALERTING, LocalConnectionState.HOLD)


@frozen
class Occupation:
    """What an agent is busy with: for which group, and in which direction the call goes."""

    skill_group: SkillGroupRef
    direction: CallDirection


IDLE: Final = Occupation(NO_SKILL_GROUP, CallDirection.NONE)


@frozen
class Work:
    """After-call work.

    Attributes:
        call: The call that caused it.
        duration: Seconds after which it ends by itself; 0: never.
        needs_data: Whether it cannot end before somebody entered wrap-up data.
    """

    call: Call
    occupation: Occupation
    duration: int
    needs_data: bool


@frozen
class Choice:
    """What an agent asked for during a call, for the time after it."""

    state: AgentState
    reason_code: int


@frozen
class Condition:
    """All that a change of an agent's state is told by; two equal conditions make no event."""

    state: AgentState = AgentState.LOGOUT
    groups: tuple[GroupState, ...] = ()
    reason_code: int = 0
    direction: CallDirection = CallDirection.NONE
    duration: int | None = None
    next_state: AgentState | None = None


@define(eq=False)
class Agent:
    """A person who can sign in.

    Attributes:
        station: Where he is signed in, or will be unless he says otherwise.
        signed_in: Whether he is; false for the moment in which his signing out is reported.
        leaving: Groups that he is just signing out of.
        ready: Whether he wants calls, when nothing keeps him from them.
        reason_code: Why he does not.
        interrupted: He was ready and became not ready only to place a call.
        reserved: The call that the router holds for him and that does not ring yet.
        work: The after-call work that he does.
        choice: What he chose for the time after his last call.
        connections: His connections, by call.
        reported: His condition as last reported.
        since: When he came into his overall state.
        sign_out_reason: Set while he is on his way out after his last call.
        missed: How many announced calls in a row did not reach him.
        wrong_passwords: How many in a row were given for him.
        locked_until: Before that time nobody can sign in as him.
        greets: Whether his greeting plays.
        idle_order: Grows each time that somebody becomes available; the lowest has waited longest.
    """

    site: SiteAgent
    settings: DeskSettings
    station: Station
    signed_in: bool = False
    leaving: tuple[SkillGroupRef, ...] = ()
    groups: tuple[SkillGroupRef, ...] = ()
    default_group: SkillGroupRef | None = None
    work_mode: AgentWorkMode = AgentWorkMode.AWM_UNSPECIFIED
    service_request: AgentServiceRequest = NO_SERVICE_REQUEST
    ready: bool = False
    reason_code: int = 0
    interrupted: bool = False
    reserved: Occupation | None = None
    work: Work | None = None
    choice: Choice | None = None
    connections: dict[int, Connection] = field(factory=dict)
    reported: Condition = Condition()
    since: float = 0.0
    sign_out_reason: int | None = None
    missed: int = 0
    wrong_passwords: int = 0
    locked_until: float = 0.0
    greets: bool = True
    idle_order: int = 0
    idle_groups: tuple[SkillGroupRef, ...] = ()

    @property
    def key(self) -> tuple[int, str]:
        """The agent's peripheral and login identifier."""
        return self.site.peripheral_id, self.site.id

    @property
    def state(self) -> AgentState:
        """The overall state as last reported."""
        return self.reported.state


def overall_state(agent: Agent) -> AgentState:
    """The state that follows from what the agent does now."""
    if not agent.signed_in:
        return AgentState.LOGOUT
    states = [connection.state for connection in agent.connections.values()]
    if any(state not in _RINGING_OR_HELD for state in states):
        return AgentState.TALKING
    if LocalConnectionState.HOLD in states:
        return AgentState.HOLD
    if agent.work is not None:
        return AgentState.WORK_READY if agent.ready else AgentState.WORK_NOT_READY
    if not agent.ready:
        return AgentState.NOT_READY
    return AgentState.RESERVED if states or agent.reserved is not None else AgentState.AVAILABLE


def occupation(agent: Agent) -> Occupation:
    """What the agent is busy with: the call he talks on, else the one he holds, his work, or what rings."""
    best: Connection | None = None
    for connection in agent.connections.values():
        if connection.state not in _RINGING_OR_HELD:
            best = connection
            break
        if best is None or (connection.state is LocalConnectionState.HOLD and best.state is not connection.state):
            best = connection
    if best is not None and not (best.state is LocalConnectionState.ALERTING and agent.work is not None):
        subject = _subject(agent, best)
        return Occupation(subject.skill_group, subject.direction)
    if agent.work is not None:
        return agent.work.occupation
    return agent.reserved or IDLE


def _subject(agent: Agent, connection: Connection) -> Connection:
    """What the agent is busy with on ``connection``: a consultation counts for the call that it is about."""
    consultation = connection.call.consultation
    if consultation is not None and agent.connections.get(consultation.held.call.id) is consultation.held:
        return consultation.held
    return connection


def group_states(agent: Agent, state: AgentState, busy: Occupation) -> tuple[GroupState, ...]:
    """The agent's state towards each of his groups, when ``state`` is his overall state.

    The group of the call has it, all others see him busy; a call of no group of his is put down to his default group.
    """
    own = busy.skill_group if busy.skill_group in agent.groups else agent.default_group
    return tuple(
        GroupState(
            group,
            AgentState.LOGOUT
            if group in agent.leaving
            else state
            if state in UNIFORM or group == own
            else AgentState.BUSY_OTHER,
        )
        for group in agent.groups
    )


def condition(agent: Agent) -> Condition:
    """How the agent is now."""
    state = overall_state(agent)
    if state in UNIFORM:
        reason = 0 if state is AgentState.AVAILABLE else agent.reason_code
        return Condition(state, group_states(agent, state, IDLE), reason)
    busy = occupation(agent)
    after = agent.choice.state if agent.choice is not None else None
    duration = None
    if agent.work is not None and state in AFTER_CALL_WORK:
        duration = agent.work.duration
        after = AgentState.AVAILABLE if agent.ready else AgentState.NOT_READY
    return Condition(state, group_states(agent, state, busy), 0, busy.direction, duration, after)
