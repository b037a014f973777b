"""What becomes of an agent when his last call is over.  See docs/reference/agents.md."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ctiproto.constants import (
    AgentState,
    AgentWorkMode,
    CallDirection,
    CallType,
    DeskSettingsMask,
    LineType,
    WrapupDataMode,
)
from ctiserver.centre.switch import associations
from ctiserver.centre.switch.agents import AFTER_CALL_WORK, Choice, Occupation, Work
from ctiserver.centre.switch.timers import Timer, TimerKind

if TYPE_CHECKING:
    from ctiserver.centre.switch.agents import Agent
    from ctiserver.centre.switch.calls import Connection
    from ctiserver.centre.switch.state import Floor

INCOMING = (CallDirection.IN, CallDirection.OTHER_IN)

SUPERVISION = (LineType.SUPERVISOR, LineType.SILENT_MONITOR)
"""Lines on which a supervisor is with an agent's call: there is nothing to wrap up about it."""


def wrapup_mode(agent: Agent, direction: CallDirection) -> WrapupDataMode:
    """Whether after-call work follows a call of that direction, by the agent's desk settings."""
    settings = agent.settings
    return settings.wrapup_data_incoming_mode if direction in INCOMING else settings.wrapup_data_outgoing_mode


def finish(floor: Floor, agent: Agent, connection: Connection) -> bool:
    """Settle what ``agent`` is after ``connection``, his last one, is gone; nothing is reported yet.

    Returns:
        Whether he has after-call work now, which keeps his device associated with the call.
    """
    choice, agent.choice = agent.choice, None
    was_not_ready = not agent.ready and not agent.interrupted
    ready = _ready_afterwards(agent, connection, choice)
    if ready:
        agent.reason_code = 0
    elif choice is not None:
        agent.reason_code = choice.reason_code
    agent.ready, agent.interrupted = ready, False
    if choice is not None and choice.state is AgentState.LOGOUT:
        agent.sign_out_reason = choice.reason_code
    if not connection.answered or connection.line_type in SUPERVISION:
        return False
    consulted = was_not_ready or connection.call.call_type is CallType.CALLTYPE_CONSULT
    if connection.direction is CallDirection.OTHER_IN and consulted:
        return False
    return _begin_work(floor, agent, connection, choice)


def _ready_afterwards(agent: Agent, connection: Connection, choice: Choice | None) -> bool:
    if choice is not None:
        return choice.state is AgentState.WORK_READY
    if connection.answered:
        incoming = connection.direction in INCOMING
        bit = DeskSettingsMask.AVAIL_AFTER_INCOMING_MASK if incoming else DeskSettingsMask.AVAIL_AFTER_OUTGOING_MASK
        if agent.settings.mask & bit:
            return True
    return agent.ready or agent.interrupted


def _begin_work(floor: Floor, agent: Agent, connection: Connection, choice: Choice | None) -> bool:
    if choice is not None and choice.state is AgentState.LOGOUT:
        return False
    mode = wrapup_mode(agent, connection.direction)
    manual = agent.work_mode is AgentWorkMode.AWM_MANUAL_IN
    chosen = choice is not None and choice.state in AFTER_CALL_WORK
    required = mode is WrapupDataMode.REQUIRED and agent.work_mode is not AgentWorkMode.AWM_AUTO_IN
    if not (chosen or manual or required or mode is WrapupDataMode.REQUIRED_WITH_DATA):
        return False
    if manual and not chosen:
        agent.ready = False
    duration = 0 if manual and not chosen else agent.settings.work_mode_timer
    agent.work = Work(
        call=connection.call,
        occupation=Occupation(connection.skill_group, connection.direction),
        duration=duration,
        needs_data=mode is WrapupDataMode.REQUIRED_WITH_DATA,
    )
    if duration:
        floor.timers.start(work_timer(agent), floor.now + duration)
    if connection.device in connection.call.associations:
        floor.timers.start(
            associations.wrapup_data_timer(connection.call, connection.device),
            floor.now + floor.settings.wrapup_data_timer,
        )
    return True


def work_timer(agent: Agent) -> Timer:
    """The timer that ends the agent's after-call work."""
    return Timer(TimerKind.AFTER_CALL_WORK, agent.site.peripheral_id, agent_id=agent.site.id)


def lacks_data(agent: Agent) -> bool:
    """Whether the agent may not leave his after-call work yet, because no wrap-up data was entered.

    It cannot be any more once his association with the call has ended, as it does for who transfers a call.
    """
    work = agent.work
    if work is None or not work.needs_data or work.call.data.wrapup_data:
        return False
    return agent.station.device in work.call.associations


def leave_work(floor: Floor, agent: Agent) -> None:
    """The agent's after-call work is over, and with it his association with the call; he is not reported yet."""
    work, agent.work = agent.work, None
    if work is None:
        return
    floor.timers.stop(work_timer(agent))
    associations.end(floor, work.call, agent.station.device)
    associations.close(floor, work.call)


def work_timed_out(floor: Floor, agent: Agent) -> None:
    """The work-mode timer ran out: the agent goes on, unless wrap-up data is still missing."""
    if lacks_data(agent):
        return
    leave_work(floor, agent)
    floor.report(agent)
