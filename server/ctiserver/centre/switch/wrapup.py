"""The end of an agent's last call: after-call work, or the state that the agent returns to.

See docs/reference/agents.md.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

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
from ctiserver.centre.switch.agent_state import WORK_STATES
from ctiserver.centre.switch.conditions import Choice, Occupation
from ctiserver.centre.switch.model import AfterCallWork
from ctiserver.centre.switch.timers import Timer, TimerKind

if TYPE_CHECKING:
    from ctiserver.centre.switch.model import Agent, Connection
    from ctiserver.centre.switch.state import SwitchState

INCOMING: Final = (CallDirection.IN, CallDirection.OTHER_IN)

SUPERVISION: Final = (LineType.SUPERVISOR, LineType.SILENT_MONITOR)
"""Lines of a supervisor's connection to an agent's call: no after-call work follows it."""


def wrapup_mode(agent: Agent, direction: CallDirection) -> WrapupDataMode:
    """Whether after-call work follows a call of that direction, by the agent's desk settings."""
    settings = agent.settings
    return settings.wrapup_data_incoming_mode if direction in INCOMING else settings.wrapup_data_outgoing_mode


def decide_after_call(state: SwitchState, agent: Agent, connection: Connection) -> bool:
    """Decide what ``agent`` does after ``connection``, their last one, is gone; nothing is reported yet.

    A choice that the agent made during the call goes first, then the desk settings, then the state before the call.

    Returns:
        Whether the agent has after-call work now, which keeps the device associated with the call.
    """
    # fidelity agents.choice-goes-first: ours: After a call the agent's own choice goes first, then the desk settings,
    # then the state of before.
    choice, agent.choice = agent.choice, None
    was_not_ready = not agent.ready and not agent.interrupted
    ready = _ready_afterwards(agent, connection, choice)
    if ready:
        agent.reason_code = 0
    elif choice is not None:
        agent.reason_code = choice.reason_code
    elif connection.answered and connection.is_work:
        agent.reason_code = agent.profile.reasons.call_ended or agent.reason_code
    agent.ready, agent.interrupted = ready, False
    if choice is not None and choice.state is AgentState.LOGOUT:
        agent.sign_out_reason = choice.reason_code
    # fidelity agents.no-work-after: ours; seen B3: No work follows a call that was not answered, nor one by which a
    # supervisor listened.
    if not connection.answered or connection.line_type in SUPERVISION:
        return False
    if agent.profile.routed_calls_alone and not connection.is_work:
        return False
    consulted = was_not_ready or connection.call.call_type is CallType.CALLTYPE_CONSULT
    # fidelity agents.no-work-after-consultations: ours: No work follows an internal or consultation call that was
    # received while not ready.
    if connection.direction is CallDirection.OTHER_IN and consulted and not _asked_for_work(agent, choice):
        return False
    return _begin_work(state, agent, connection, choice)


def _asked_for_work(agent: Agent, choice: Choice | None) -> bool:
    """Whether the agent asked for work during the call, where that leaves it open what follows."""
    return agent.profile.routed_calls_alone and choice is not None and choice.state in WORK_STATES


def _ready_afterwards(agent: Agent, connection: Connection, choice: Choice | None) -> bool:
    if choice is not None and not _asked_for_work(agent, choice):
        return choice.state is AgentState.WORK_READY
    if connection.answered:
        incoming = connection.direction in INCOMING
        bit = DeskSettingsMask.AVAIL_AFTER_INCOMING_MASK if incoming else DeskSettingsMask.AVAIL_AFTER_OUTGOING_MASK
        # fidelity agents.available-after: guide AGENT_DESK_SETTINGS_CONF: Desk settings can make an agent available
        # after a call.
        if agent.settings.mask & bit:
            return True
    return agent.ready or agent.interrupted


def _begin_work(state: SwitchState, agent: Agent, connection: Connection, choice: Choice | None) -> bool:
    if choice is not None and (choice.state is AgentState.LOGOUT or not choice.works):
        return False
    mode = wrapup_mode(agent, connection.direction)
    manual = agent.work_mode is AgentWorkMode.AWM_MANUAL_IN
    chosen = choice is not None and choice.state in WORK_STATES
    # fidelity agents.wrapup-modes: guide AGENT_DESK_SETTINGS_CONF; inferred OS: The mode of the call's direction says
    # whether work follows, and AUTO_IN and MANUAL_IN win over it.
    required = mode is WrapupDataMode.REQUIRED and agent.work_mode is not AgentWorkMode.AWM_AUTO_IN
    automatic = _automatic_work(state, connection)
    if not (chosen or manual or required or mode is WrapupDataMode.REQUIRED_WITH_DATA or automatic is not None):
        return False
    if manual and not chosen:
        agent.ready = False
    # fidelity agents.manual-in: ours: In manual-in mode work does not end by itself.
    limit = agent.settings.work_mode_timer if automatic is None else automatic
    duration = 0 if manual and not chosen else limit
    agent.work = AfterCallWork(
        call=connection.call,
        occupation=Occupation(connection.skill_group, connection.direction),
        duration=duration,
        needs_data=mode is WrapupDataMode.REQUIRED_WITH_DATA,
    )
    if duration:
        state.timers.start(work_timer(agent), state.now + duration)
    if agent.profile.work_keeps_calls and connection.device in connection.call.associations:
        state.timers.start(
            # fidelity calls.wrapup-data: guide SET_CALL_DATA_REQ: Wrap-up data can be entered for two minutes after
            # the call.
            associations.wrapup_data_timer(connection.call, connection.device),
            state.now + state.settings.wrapup_data_timer,
        )
    return True


def _automatic_work(state: SwitchState, connection: Connection) -> int | None:
    """For how many seconds work follows by itself because of the group of the call, 0 without limit; ``None``: none."""
    key = (connection.call.peripheral_id, connection.skill_group.number)
    group = state.site.skill_groups_by_number.get(key)
    # fidelity uccx.automatic-work: guide Unified CCX, "CONFIG_CSQ_EVENT"; ours: Work follows the calls of a CSQ that
    # has automatic work, for the time that the site gives it.
    return None if group is None else group.automatic_work


def work_timer(agent: Agent) -> Timer:
    """The timer that ends the agent's after-call work."""
    return Timer(TimerKind.AFTER_CALL_WORK, agent.site.peripheral_id, agent_id=agent.site.id)


def lacks_data(agent: Agent) -> bool:
    """Whether the agent may not leave their after-call work yet, because wrap-up data has to be entered before.

    Once the device's association with the call has ended, as it does for the agent who transfers a call, no data can
    be entered any more, so none is waited for.
    """
    work = agent.work
    if work is None or not work.needs_data or work.call.data.wrapup_data:
        return False
    return agent.station.device in work.call.associations


def leave_work(state: SwitchState, agent: Agent) -> None:
    """End the agent's after-call work, if there is any, and with it the association with the call.

    Reporting the agent is left to the caller.
    """
    work, agent.work = agent.work, None
    if work is None:
        return
    state.timers.stop(work_timer(agent))
    associations.end(state, work.call, agent.station.device)
    associations.close(state, work.call)


def work_timed_out(state: SwitchState, agent: Agent) -> None:
    """End after-call work whose timer ran out, unless wrap-up data still has to be entered."""
    # fidelity agents.work-with-data: inferred OS: Where wrap-up data are required, no timer ends the work without
    # them.
    if lacks_data(agent):
        return
    with state.reporting(agent):
        if not agent.ready:
            agent.reason_code = agent.profile.reasons.work_over or agent.reason_code
        leave_work(state, agent)
