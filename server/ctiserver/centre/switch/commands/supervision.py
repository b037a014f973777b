"""Requests of supervisors for calls of their agents, and of agents who need a supervisor.  Scenarios S14 to S19."""

from __future__ import annotations

from attrs import frozen

from ctiproto.constants import SupervisoryAction
from ctiproto.constants.limits import CURRENT_CALL, NO_RELATED_CALL, NO_SUPERVISOR_CALL


@frozen(kw_only=True)
class SuperviseCall:
    """A supervisor listens to a call of an agent, whispers, barges in, intercepts, or leaves (scenarios S14 to S17).

    Attributes:
        device: Extension or instrument of the supervisor.
        agent_device: Extension or instrument of the agent.
        call_id: The agent's call; ``CURRENT_CALL``: the one that the agent talks on.
        connection: The agent's connection in it, if it is named.
        supervisor_call_id: The supervisor's own call; ``NO_SUPERVISOR_CALL``: whichever the supervisor has.

    Refused:
        12 unknown device; 5 no agent is signed in at ``device``; 8 the agent is in no team of theirs; 11, 13, 268
        as for every named connection; 24/13095 the agent does not talk; 33 the supervisor is busy; 22/13096 they barged
        in already; 27/13116 nothing to leave or to intercept; 38 a seventeenth party; 3 an unknown action.
    """

    peripheral_id: int
    device: str
    agent_device: str
    action: SupervisoryAction
    call_id: int = CURRENT_CALL
    connection: str | None = None
    supervisor_call_id: int = NO_SUPERVISOR_CALL


@frozen(kw_only=True)
class SupervisorAssist:
    """An agent calls for a supervisor of their team (scenario S18).

    The new call is that of the ``CallServiceInitiated`` among the events, after ``SupervisorAssisted``.

    Attributes:
        call_id: The call in need; ``NO_RELATED_CALL``: none.

    Refused:
        ``NoSupervisor`` where none is found; 5 no agent is signed in; 10 not allowed by the desk settings; 11, 13, 268
        as for every named connection; 24 the call in need is not connected; 2 it is being consulted about already; 291
        no line is free; without a call in need 33 the station is busy, 21/10103 and 21/10106 agent state.
    """

    peripheral_id: int
    device: str
    call_id: int = NO_RELATED_CALL
    connection: str | None = None


@frozen(kw_only=True)
class EmergencyCall:
    """An agent has an emergency (scenario S19).

    Without a supervisor there is no call, but the emergency is told all the same: ``EmergencyCalled.supervisor`` is
    ``NO_DEVICE`` then, and ``team_id`` absent if the agent is in no team.

    Refused:
        As SupervisorAssist, but for ``NoSupervisor``.
    """

    peripheral_id: int
    device: str
    call_id: int = NO_RELATED_CALL
    connection: str | None = None
