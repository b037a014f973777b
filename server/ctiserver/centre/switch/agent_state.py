"""Derives the state of an agent from the agent's calls, work and wishes.

An agent's own choice is only whether they are *ready* or not; all else follows from their connections, from the call
that the router holds them for, and from their after-call work.  So no code sets an agent's state: it is read off by
``overall_state`` and ``group_states``.  What stands further left here wins::

    signed out > talking > all calls on hold > after-call work > reserved > ready or not
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from ctiproto.constants import AgentState, LocalConnectionState
from ctiserver.centre.switch.conditions import IDLE, Condition, Occupation
from ctiserver.centre.switch.events import GroupState

if TYPE_CHECKING:
    from ctiserver.centre.switch.model import Agent, Connection

UNIFORM: Final = (AgentState.LOGIN, AgentState.LOGOUT, AgentState.NOT_READY, AgentState.AVAILABLE)
"""States that an agent has towards all their groups alike."""

WORK_STATES: Final = (AgentState.WORK_READY, AgentState.WORK_NOT_READY)
"""The states of after-call work."""

_RINGING_OR_HELD: Final = (LocalConnectionState.ALERTING, LocalConnectionState.HOLD)


def overall_state(agent: Agent) -> AgentState:
    """The state that follows from what the agent does now."""
    if not agent.signed_in:
        return AgentState.LOGOUT
    return _state_by_work(agent) if agent.profile.routed_calls_alone else _state_by_calls(agent)


def _state_by_calls(agent: Agent) -> AgentState:
    """The state of an agent to whom all calls are work."""
    states = [connection.state for connection in agent.connections.values()]
    # fidelity agents.talking-wins: guide AGENT_STATE_EVENT; inferred FN: Who talks on one call is TALKING whatever
    # else rings or is held.
    if any(state not in _RINGING_OR_HELD for state in states):
        return AgentState.TALKING
    # fidelity agents.hold: guide AGENT_STATE_EVENT: HOLD is the state of who has all their calls on hold.
    if LocalConnectionState.HOLD in states:
        return AgentState.HOLD
    if agent.work is not None:
        return AgentState.WORK_READY if agent.ready else AgentState.WORK_NOT_READY
    if not agent.ready:
        return AgentState.NOT_READY
    # fidelity agents.reserved: inferred FN; seen B2, C: An available agent is RESERVED when a call is routed to them
    # or rings, before the call is delivered.
    return AgentState.RESERVED if states or agent.reserved is not None else AgentState.AVAILABLE


def _state_by_work(agent: Agent) -> AgentState:
    """The state of an agent to whom direct calls, and those that they place, are no work."""
    work = [connection.state for connection in agent.connections.values() if connection.is_work]
    # fidelity uccx.talking: guide Unified CCX, "Agent State Values"; ours: An agent is TALKING by a call from a queue
    # or one about it, whether they hold it or not, and by no other.
    if any(state is not LocalConnectionState.ALERTING for state in work):
        return AgentState.TALKING
    # fidelity uccx.work: guide Unified CCX, "Agent State Values": There is one state of after-call work, 5, whatever
    # follows it.
    if agent.work is not None:
        return AgentState.WORK_NOT_READY
    if not agent.ready or len(work) < len(agent.connections):
        return AgentState.NOT_READY
    return AgentState.RESERVED if work or agent.reserved is not None else AgentState.AVAILABLE


def occupation(agent: Agent) -> Occupation:
    """What the agent is busy with: the call they talk on, else one that they hold, their work, or one that rings."""
    best: Connection | None = None
    for connection in agent.connections.values():
        if agent.profile.routed_calls_alone and not connection.is_work:
            continue
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
    """The connection that counts for ``connection``: a consultation counts for the call that it is about."""
    consultation = connection.call.consultation
    if consultation is not None and agent.connections.get(consultation.held.call.id) is consultation.held:
        return consultation.held
    return connection


def group_states(agent: Agent, state: AgentState, busy: Occupation) -> tuple[GroupState, ...]:
    """The agent's state towards each of their groups, when ``state`` is their overall state.

    The group of the call has ``state``, all others have BUSY_OTHER.  A call for none of the agent's groups counts for
    their default group.
    """
    # fidelity agents.group-of-the-call: guide AGENT_STATE_EVENT; seen H, P: The group of the call has the agent's
    # state, all others BUSY_OTHER; without a group it is the default one.
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
    """The condition of the agent now."""
    state = overall_state(agent)
    if state in UNIFORM:
        # fidelity agents.reasons-told: guide AGENT_STATE_EVENT: EventReasonCode is told with NOT_READY and LOGOUT
        # alone.
        reason = 0 if state is AgentState.AVAILABLE else agent.reason_code
        return Condition(state, group_states(agent, state, IDLE), reason)
    busy = occupation(agent)
    # fidelity agents.pending-choice: guide AGENT_STATE_EVENT; ours: A choice that waits for the end of the call is
    # told as NextAgentState, with the state unchanged.
    after = agent.choice.state if agent.choice is not None else None
    duration = None
    if agent.work is not None and state in WORK_STATES:
        duration = agent.work.duration
        after = AgentState.AVAILABLE if agent.ready else AgentState.NOT_READY
    return Condition(state, group_states(agent, state, busy), 0, busy.direction, duration, after)
