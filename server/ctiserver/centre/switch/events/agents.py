"""Events of agents: their states, calls announced to them, and their calls for help."""

from __future__ import annotations

from attrs import frozen

from ctiproto.constants import AgentState, CallDirection
from ctiserver.centre.switch.context import CallContext
from ctiserver.centre.switch.events.kinds import AgentEvent, Event
from ctiserver.centre.switch.identifiers import (
    NO_CONNECTION,
    NO_DEVICE,
    ConnectionID,
    Device,
    RouterCallKey,
    ServiceRef,
    SkillGroupRef,
)


@frozen
class GroupState:
    """The state of an agent towards one of the skill groups that they are signed in to."""

    skill_group: SkillGroupRef
    state: AgentState


@frozen(kw_only=True)
class AgentStateChanged(AgentEvent):
    """An agent's state, reason, pending state or group states changed: one event for all groups.

    Attributes:
        state: The overall state.
        previous: The overall state before.
        groups: The state towards each group, in ascending order of the groups' numbers; a group that the agent just
            signed out of stands here a last time.
        reason_code: With NOT_READY and LOGOUT; 0 otherwise.
        direction: Of the call that the agent is busy with.
        tasks: How many connections the agent has.
        duration: Length of the after-call work in seconds; absent outside it, 0 if nothing ends it.
        next_state: What follows after-call work, or what the agent chose for the time after the last call.
        terminal: The terminal that the agent chose at signing in; absent: none.
        state_duration: Seconds since the agent came into the state; 0 unless the state is reported again.

    Guide: AGENT_STATE_EVENT.
    """

    state: AgentState
    previous: AgentState
    groups: tuple[GroupState, ...]
    reason_code: int = 0
    direction: CallDirection = CallDirection.NONE
    tasks: int = 0
    duration: int | None = None
    next_state: AgentState | None = None
    terminal: str | None = None
    state_duration: int = 0


@frozen(kw_only=True)
class PreCall(AgentEvent):
    """The router chose this agent for a call that has yet to reach them.  Guide: AGENT_PRE_CALL_EVENT.

    The message names no connection, so ``call_id`` is not on the wire; it is ``NULL_CALL_ID`` for a call that has yet
    to arrive.  ``call_type_id`` is that of the dialled number, where it has one.
    """

    call_id: int
    service: ServiceRef
    skill_group: SkillGroupRef
    context: CallContext
    call_type_id: int | None = None


@frozen(kw_only=True)
class PreCallAborted(AgentEvent):
    """The call announced to an agent will not reach them.  Guide: AGENT_PRE_CALL_ABORT_EVENT."""

    router_call_key: RouterCallKey


@frozen(kw_only=True)
class TranslationRouted(Event):
    """A call that does not exist yet will arrive on ``dnis``.  Guide: CALL_TRANSLATION_ROUTE_EVENT.

    Heard by sessions with SERVICE_ALL_EVENTS and by all that may set monitors.
    """

    dnis: str
    context: CallContext


@frozen(kw_only=True)
class CallForHelp(AgentEvent):
    """An agent needs a supervisor.

    Attributes:
        connection: The agent's connection in the call in need; ``NO_CONNECTION`` if there is none.
        team_id: The agent's team, whose supervisors are told; absent if the agent is in none.
        supervisor: The station of the supervisor who is called; ``NO_DEVICE`` if none was found.
    """

    connection: ConnectionID = NO_CONNECTION
    team_id: int | None = None
    supervisor: Device = NO_DEVICE


@frozen(kw_only=True)
class SupervisorAssisted(CallForHelp):
    """An agent asked for assistance.  Guide: SUPERVISOR_ASSIST_EVENT."""


@frozen(kw_only=True)
class EmergencyCalled(CallForHelp):
    """An agent has an emergency, whether a supervisor was found or not.  Guide: EMERGENCY_CALL_EVENT.

    Attributes:
        record: Whether the agent's desk settings want the call in need to be recorded.
    """

    record: bool = False


@frozen(kw_only=True)
class AlarmRaised(AgentEvent):
    """An entry for the table of alarms: the agent has an emergency (S19)."""

    connection: ConnectionID = NO_CONNECTION
