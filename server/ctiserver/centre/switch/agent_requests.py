"""SET_AGENT_STATE: the table of what an agent may ask for in which state, and what is done then.

The table has a row for each state that can be asked for and a column for each state that an agent can be in, and in
each cell either what happens or the refusal.  See docs/reference/agents.md.
"""

from __future__ import annotations

from enum import Enum, auto
from typing import TYPE_CHECKING, Final

from attrs import evolve, frozen

from ctiproto.constants import AgentState, ControlFailureCode, DeskSettingsMask, ForcedFlag, WrapupDataMode
from ctiserver.centre.switch import login, reasons, wrapup
from ctiserver.centre.switch.agent_state import occupation
from ctiserver.centre.switch.conditions import Choice
from ctiserver.centre.switch.errors import Refused

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ctiserver.centre.switch.commands import SetAgentState
    from ctiserver.centre.switch.model import Agent
    from ctiserver.centre.switch.state import SwitchState


class Step(Enum):
    """The action that the state table names for a request.

    A sign-out "if allowed" needs the site's leave where it is not forced; one "later" waits until the last call ends.
    """

    SIGN_IN = auto()
    SIGN_OUT = auto()
    SIGN_OUT_IF_ALLOWED = auto()
    SIGN_OUT_IF_FORCED = auto()
    SIGN_OUT_LATER_IF_FORCED = auto()
    CHANGE = auto()
    CHOOSE = auto()
    CHOOSE_WORK = auto()
    SWITCH_WORK = auto()


@frozen
class Refusal:
    """A cell of the table that refuses."""

    code: ControlFailureCode
    peripheral_error: int = 0

    def refused(self) -> Refused:
        """The exception to be raised."""
        return Refused(self.code, self.peripheral_error)


_S: Final = AgentState
_ON_A_CALL: Final = (_S.TALKING, _S.HOLD)
_SIGNED_ON: Final = Refusal(ControlFailureCode.SPECIFIED_AGENT_ALREADY_SIGNED_ON, 10_102)
_STATE: Final = ControlFailureCode.GENERIC_STATE_INCOMPATIBILITY
_SIGNED_OUT: Final = Refusal(_STATE, 10_101)
_MAY_NOT_SIGN_OUT: Final = Refusal(_STATE, 10_112)
_BAD_TRANSITION: Final = Refusal(_STATE, 10_108)
_MAY_NOT_LEAVE: Final = Refusal(_STATE, 10_104)
_MAY_NOT_BE_READY: Final = Refusal(_STATE, 10_111)

_TALKS: Final = Refusal(ControlFailureCode.INVALID_AGENT_WORKMODE)
_CALLS: Final = Refusal(ControlFailureCode.RESOURCE_BUSY)

_WORK_ROW: Final[Mapping[AgentState, Step | Refusal]] = {
    _S.LOGOUT: _BAD_TRANSITION,
    _S.NOT_READY: _BAD_TRANSITION,
    _S.AVAILABLE: _BAD_TRANSITION,
    _S.RESERVED: _BAD_TRANSITION,
    _S.TALKING: Step.CHOOSE_WORK,
    _S.HOLD: Step.CHOOSE_WORK,
    _S.WORK_READY: Step.SWITCH_WORK,
    _S.WORK_NOT_READY: Step.SWITCH_WORK,
}

# fidelity agents.request-table: inferred FN, OS: What an agent may ask for depends on the state they are in, by this
# table.
REQUESTS: Final[Mapping[AgentState, Mapping[AgentState, Step | Refusal]]] = {
    _S.LOGIN: {
        _S.LOGOUT: Step.SIGN_IN,
        _S.NOT_READY: _SIGNED_ON,
        _S.AVAILABLE: _SIGNED_ON,
        _S.RESERVED: _SIGNED_ON,
        _S.TALKING: _SIGNED_ON,
        _S.HOLD: _SIGNED_ON,
        _S.WORK_READY: _SIGNED_ON,
        _S.WORK_NOT_READY: _SIGNED_ON,
    },
    _S.LOGOUT: {
        _S.LOGOUT: _SIGNED_OUT,
        _S.NOT_READY: Step.SIGN_OUT,
        _S.AVAILABLE: Step.SIGN_OUT_IF_ALLOWED,
        _S.RESERVED: _MAY_NOT_SIGN_OUT,
        _S.TALKING: Step.SIGN_OUT_LATER_IF_FORCED,
        _S.HOLD: Step.SIGN_OUT_LATER_IF_FORCED,
        _S.WORK_READY: Step.SIGN_OUT_IF_FORCED,
        _S.WORK_NOT_READY: Step.SIGN_OUT_IF_FORCED,
    },
    _S.NOT_READY: {
        _S.LOGOUT: _BAD_TRANSITION,
        _S.NOT_READY: Step.CHANGE,
        _S.AVAILABLE: Step.CHANGE,
        _S.RESERVED: _MAY_NOT_LEAVE,
        _S.TALKING: Step.CHOOSE,
        _S.HOLD: Step.CHOOSE,
        _S.WORK_READY: Step.CHANGE,
        _S.WORK_NOT_READY: Step.CHANGE,
    },
    _S.AVAILABLE: {
        _S.LOGOUT: _MAY_NOT_BE_READY,
        _S.NOT_READY: Step.CHANGE,
        _S.AVAILABLE: Step.CHANGE,
        _S.RESERVED: _MAY_NOT_BE_READY,
        _S.TALKING: _MAY_NOT_BE_READY,
        _S.HOLD: _MAY_NOT_BE_READY,
        _S.WORK_READY: Step.CHANGE,
        _S.WORK_NOT_READY: Step.CHANGE,
    },
    _S.WORK_NOT_READY: _WORK_ROW,
    _S.WORK_READY: _WORK_ROW,
}
"""What is done about each request, by the state asked for and the present overall state."""


# fidelity uccx.request-table: guide Unified CCX, "Agent States"; ours: On Unified CCX an available agent may sign out,
# and who is TALKING cannot be made ready, which is refused with 265; else the table is the same.
REQUESTS_ON_CCX: Final[Mapping[AgentState, Mapping[AgentState, Step | Refusal]]] = {
    **REQUESTS,
    _S.LOGOUT: {**REQUESTS[_S.LOGOUT], _S.AVAILABLE: Step.SIGN_OUT},
    _S.AVAILABLE: {**REQUESTS[_S.AVAILABLE], _S.TALKING: _TALKS},
}
"""As ``REQUESTS``, where agents are TALKING by the calls of queues alone."""


def set_agent_state(state: SwitchState, command: SetAgentState) -> None:
    """Do what an agent, or a supervisor of theirs, asks for.

    What is refused changes nothing, except that wrong passwords are counted.
    """
    requests = _requests(state, command)
    row = requests.get(command.state)
    if row is None:
        is_listed = command.state <= max(AgentState)
        raise Refused(ControlFailureCode.INVALID_OBJECT_STATE if is_listed else ControlFailureCode.VALUE_OUT_OF_RANGE)
    agent = state.agents.get((command.peripheral_id, command.agent_id))
    if agent is None:
        raise Refused(ControlFailureCode.INVALID_AGENT_ID_SPECIFIED)
    if command.reason_code == reasons.CLIENT_GONE:
        command = evolve(command, reason_code=state.profiles[command.peripheral_id].client_gone)
    forced = command.forced is ForcedFlag.TRUE
    if command.supervisor_id is not None and command.state is not AgentState.LOGIN:
        _require_supervisor(state, agent, command)
        forced = True
    if command.state is AgentState.LOGIN and command.forced is not ForcedFlag.FALSE:
        login.request_sign_in(state, agent, command)
        return
    if agent.signed_in and _loses_desktop(state, command):
        _lose_desktop(state, agent, command)
        return
    step = row[agent.state]
    if isinstance(step, Refusal):
        raise step.refused()
    _take(state, agent, command, step, forced=forced)


def _requests(state: SwitchState, command: SetAgentState) -> Mapping[AgentState, Mapping[AgentState, Step | Refusal]]:
    """The table of the peripheral that a request is for."""
    profile = state.profiles.get(command.peripheral_id)
    return REQUESTS_ON_CCX if profile is not None and profile.routed_calls_alone else REQUESTS


def _require_supervisor(state: SwitchState, agent: Agent, command: SetAgentState) -> None:
    # fidelity supervisors.what-they-order: inferred OS: A supervisor makes agents of their team available, or signs
    # them out.
    # fidelity uccx.what-supervisors-order: guide Unified CCX, "Reason Codes for Agent State Change": On Unified CCX
    # they make them not ready as well.
    ordered = [AgentState.AVAILABLE, AgentState.LOGOUT]
    if state.profiles[command.peripheral_id].reasons.ordered_state:
        ordered.append(AgentState.NOT_READY)
    if command.state not in ordered:
        raise Refused(ControlFailureCode.PRIVILEGE_VIOLATION_ON_SPECIFIED_DEVICE)
    team = state.site.team_by_member.get(agent.key)
    if team is None or command.supervisor_id not in team.supervisors:
        raise Refused(ControlFailureCode.INVALID_TEAM_SPECIFIED)


def _loses_desktop(state: SwitchState, command: SetAgentState) -> bool:
    """Whether a command says that the server of the desktops lost the agent's, and the peripheral takes it so."""
    profile = state.profiles[command.peripheral_id]
    if command.reason_code in (reasons.CLIENT_GONE, reasons.CLIENT_FAILED) and profile.reasons.client_lost:
        return True
    return (
        command.state is AgentState.LOGOUT
        and command.forced is ForcedFlag.TRUE
        and command.reason_code == reasons.DESKTOP_LOST
        and profile.knows_lost_desktops
    )


def _lose_desktop(state: SwitchState, agent: Agent, command: SetAgentState) -> None:
    lost = state.profiles[command.peripheral_id].reasons.client_lost
    if lost:
        login.sign_out(state, agent, lost)
        return
    login.check_password(state, agent, command)
    # fidelity agents.lost-desktop-load-1: seen E22, L: A forced LOGOUT with reason 255 signs the agent out with 50002
    # where LOAD is 1, in any state and at once; a call that they have goes on.
    if state.settings.logout_on_agent_disconnect:
        login.sign_out(state, agent, reasons.CLIENT_FAILED)
        return
    with state.reporting(agent):
        # fidelity agents.lost-desktop-load-0: seen E22, L: Where LOAD is 0, the default, it makes them NOT_READY with
        # 50002, after the call if they are on one.
        if agent.state in _ON_A_CALL:
            agent.choice = Choice(AgentState.NOT_READY, reasons.CLIENT_FAILED, works=False)
            return
        # fidelity agents.lost-desktop-reserved: ours: One who is reserved is NOT_READY at once, too.
        agent.ready, agent.reason_code = False, reasons.CLIENT_FAILED
        wrapup.leave_work(state, agent)


def _take(state: SwitchState, agent: Agent, command: SetAgentState, step: Step, *, forced: bool) -> None:
    match step:
        case Step.SIGN_IN:
            login.request_sign_in(state, agent, command)
        case Step.CHANGE:
            _change(state, agent, command)
        case Step.CHOOSE | Step.CHOOSE_WORK:
            if step is Step.CHOOSE_WORK:
                _require_wrapup(agent)
            _require_reason(state, agent, command)
            with state.reporting(agent):
                agent.choice = Choice(command.state, command.reason_code)
        case Step.SWITCH_WORK:
            with state.reporting(agent):
                agent.ready = agent.ready if agent.profile.routed_calls_alone else command.state is _S.WORK_READY
        case _:
            _sign_out(state, agent, command, step, forced=forced)


def _sign_out(state: SwitchState, agent: Agent, command: SetAgentState, step: Step, *, forced: bool) -> None:
    own = agent.profile.reasons.ordered_sign_out
    ordered = command.reason_code == own
    allowed = {
        Step.SIGN_OUT: True,
        Step.SIGN_OUT_IF_ALLOWED: forced or state.settings.logout_from_available,
        Step.SIGN_OUT_IF_FORCED: forced,
        Step.SIGN_OUT_LATER_IF_FORCED: forced or ordered,
    }
    if not allowed[step]:
        raise _MAY_NOT_SIGN_OUT.refused()
    if command.supervisor_id is None:
        login.check_password(state, agent, command)
        _require_reason(state, agent, command)
    reason = command.reason_code or (0 if command.supervisor_id is None else own)
    if step is Step.SIGN_OUT_LATER_IF_FORCED:
        with state.reporting(agent):
            agent.choice = Choice(AgentState.LOGOUT, reason)
    else:
        login.request_sign_out(state, agent, command, reason)


def _change(state: SwitchState, agent: Agent, command: SetAgentState) -> None:
    # fidelity uccx.ready-on-a-call: guide Unified CCX, "Agent States": On Unified CCX who is on a call that is no work
    # cannot be made ready, which is refused with 33.
    if agent.profile.routed_calls_alone and command.state is _S.AVAILABLE and agent.connections:
        raise _CALLS.refused()
    if not agent.station.in_service:
        raise Refused(ControlFailureCode.RESOURCE_OUT_OF_SERVICE)
    _require_reason(state, agent, command)
    # fidelity agents.data-required: inferred OS: Work that needs data cannot be left without: code 280.
    if wrapup.lacks_data(agent):
        raise Refused(ControlFailureCode.WRAPUP_DATA_REQUIRED)
    with state.reporting(agent):
        agent.ready, agent.interrupted = command.state is AgentState.AVAILABLE, False
        agent.reason_code = 0 if agent.ready else command.reason_code or _ordered(agent, command)
        wrapup.leave_work(state, agent)


def _ordered(agent: Agent, command: SetAgentState) -> int:
    """The reason of a state that a supervisor orders, if there is one for that."""
    return 0 if command.supervisor_id is None else agent.profile.reasons.ordered_state


def _require_wrapup(agent: Agent) -> None:
    # fidelity uccx.pending-work: guide Unified CCX, "Agent States": On Unified CCX work after the present call can
    # always be asked for.
    if agent.profile.routed_calls_alone:
        return
    if wrapup.wrapup_mode(agent, occupation(agent).direction) is WrapupDataMode.NOT_ALLOWED:
        raise _BAD_TRANSITION.refused()


_REASON_BITS: Final = {
    AgentState.NOT_READY: DeskSettingsMask.IDLE_REASON_REQUIRED_MASK,
    AgentState.LOGOUT: DeskSettingsMask.LOGOUT_REASON_REQUIRED_MASK,
}


def _require_reason(state: SwitchState, agent: Agent, command: SetAgentState) -> None:
    bit, reason = _REASON_BITS.get(command.state), command.reason_code
    if bit is None:
        return
    # fidelity agents.reason-required: guide AGENT_DESK_SETTINGS_CONF; inferred OS: A reason is demanded where the
    # desk settings say so.
    if not reason and agent.settings.mask & bit:
        raise Refused(ControlFailureCode.REASON_CODE_REQUIRED)
    # fidelity agents.reasons-of-clients: seen O, P: The reasons of a sign-out procedure, 20001 to 20003, and the others
    # of the system may come from clients, and are told as they are given.
    # fidelity agents.reason-codes: guide SET_AGENT_STATE_REQ; ours: A reason that is not on the site's list is refused,
    # unless the site says otherwise; without a list all are allowed.
    if not state.site.allows_reason(reason):
        raise Refused(ControlFailureCode.INVALID_AGENT_REASON_CODE)
