"""SET_AGENT_STATE: the table of what an agent may ask for in which state, and what is done.

The table has a row for each state that can be asked for and a column for each state that an agent can be in, and in
each cell either what happens or the refusal.  See docs/reference/agents.md.
"""

from __future__ import annotations

from enum import Enum, auto
from typing import TYPE_CHECKING, Final

from attrs import frozen

from ctiproto.constants import AgentState, ControlFailureCode, DeskSettingsMask, ForcedFlag, WrapupDataMode
from ctiserver.centre.switch import login as signing
from ctiserver.centre.switch import wrapup as after_call
from ctiserver.centre.switch.agents import Choice, occupation
from ctiserver.centre.switch.errors import Refused

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ctiserver.centre.switch.agents import Agent
    from ctiserver.centre.switch.commands import SetAgentState
    from ctiserver.centre.switch.state import Floor

SUPERVISOR_REASON: Final = 999
"""Reason of what a supervisor forces upon an agent."""

FIRST_SYSTEM_REASON: Final = 20_001
"""Reasons from here on are always allowed, whatever list the site has."""


class Step(Enum):
    """What is done about a request."""

    SIGN_IN = auto()
    SIGN_OUT = auto()
    SIGN_OUT_IF_SUFFERED = auto()
    SIGN_OUT_IF_FORCED = auto()
    SIGN_OUT_LATER_IF_FORCED = auto()
    CHANGE = auto()
    CHOOSE = auto()
    CHOOSE_WORK = auto()
    SWITCH_WORK = auto()


@frozen
class Refusal:
    """A cell that says no."""

    code: ControlFailureCode
    peripheral_error: int = 0

    def refused(self) -> Refused:
        """The refusal, to be raised."""
        return Refused(self.code, self.peripheral_error)


_S: Final = AgentState
_SIGNED_ON: Final = Refusal(ControlFailureCode.SPECIFIED_AGENT_ALREADY_SIGNED_ON, 10_102)
_STATE: Final = ControlFailureCode.GENERIC_STATE_INCOMPATIBILITY
_SIGNED_OUT: Final = Refusal(_STATE, 10_101)
_MAY_NOT_SIGN_OUT: Final = Refusal(_STATE, 10_112)
_BAD_TRANSITION: Final = Refusal(_STATE, 10_108)
_MAY_NOT_LEAVE: Final = Refusal(_STATE, 10_104)
_MAY_NOT_BE_READY: Final = Refusal(_STATE, 10_111)

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
        _S.AVAILABLE: Step.SIGN_OUT_IF_SUFFERED,
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


def set_agent_state(floor: Floor, command: SetAgentState) -> None:
    """Do what an agent, or his supervisor, asks, or refuse it with nothing changed."""
    if command.state > max(AgentState):
        raise Refused(ControlFailureCode.VALUE_OUT_OF_RANGE)
    row = REQUESTS.get(command.state)
    if row is None:
        raise Refused(ControlFailureCode.INVALID_OBJECT_STATE)
    agent = floor.agents.get((command.peripheral_id, command.agent_id))
    if agent is None:
        raise Refused(ControlFailureCode.INVALID_AGENT_ID_SPECIFIED)
    forced = command.forced is ForcedFlag.TRUE
    if command.supervisor_id is not None and command.state is not AgentState.LOGIN:
        _require_supervisor(floor, agent, command)
        forced = True
    if command.state is AgentState.LOGIN and command.forced is not ForcedFlag.FALSE:
        signing.request_sign_in(floor, agent, command)
        return
    step = row[agent.state]
    if isinstance(step, Refusal):
        raise step.refused()
    _take(floor, agent, command, step, forced=forced)


def _require_supervisor(floor: Floor, agent: Agent, command: SetAgentState) -> None:
    if command.state not in (AgentState.AVAILABLE, AgentState.LOGOUT):
        raise Refused(ControlFailureCode.PRIVILEGE_VIOLATION_ON_SPECIFIED_DEVICE)
    team = floor.site.team_by_member.get(agent.key)
    if team is None or command.supervisor_id not in team.supervisors:
        raise Refused(ControlFailureCode.INVALID_TEAM_SPECIFIED)


def _take(floor: Floor, agent: Agent, command: SetAgentState, step: Step, *, forced: bool) -> None:
    match step:
        case Step.SIGN_IN:
            signing.request_sign_in(floor, agent, command)
        case Step.CHANGE:
            _change(floor, agent, command)
        case Step.CHOOSE | Step.CHOOSE_WORK:
            if step is Step.CHOOSE_WORK:
                _require_wrapup(agent)
            _require_reason(floor, agent, command)
            agent.choice = Choice(command.state, command.reason_code)
            floor.report(agent)
        case Step.SWITCH_WORK:
            agent.ready = command.state is AgentState.WORK_READY
            floor.report(agent)
        case _:
            _sign_out(floor, agent, command, step, forced=forced)


def _sign_out(floor: Floor, agent: Agent, command: SetAgentState, step: Step, *, forced: bool) -> None:
    ordered = command.reason_code == SUPERVISOR_REASON
    suffered = {
        Step.SIGN_OUT: True,
        Step.SIGN_OUT_IF_SUFFERED: forced or floor.settings.logout_from_available,
        Step.SIGN_OUT_IF_FORCED: forced,
        Step.SIGN_OUT_LATER_IF_FORCED: forced or ordered,
    }
    if not suffered[step]:
        raise _MAY_NOT_SIGN_OUT.refused()
    if command.supervisor_id is None:
        signing.check_password(floor, agent, command)
        _require_reason(floor, agent, command)
    reason = command.reason_code or (0 if command.supervisor_id is None else SUPERVISOR_REASON)
    if step is Step.SIGN_OUT_LATER_IF_FORCED:
        agent.choice = Choice(AgentState.LOGOUT, reason)
        floor.report(agent)
    else:
        signing.request_sign_out(floor, agent, command, reason)


def _change(floor: Floor, agent: Agent, command: SetAgentState) -> None:
    _require_reason(floor, agent, command)
    if after_call.lacks_data(agent):
        raise Refused(ControlFailureCode.WRAPUP_DATA_REQUIRED)
    agent.ready = command.state is AgentState.AVAILABLE
    agent.reason_code = 0 if agent.ready else command.reason_code
    after_call.leave_work(floor, agent)
    floor.report(agent)


def _require_wrapup(agent: Agent) -> None:
    if after_call.wrapup_mode(agent, occupation(agent).direction) is WrapupDataMode.NOT_ALLOWED:
        raise _BAD_TRANSITION.refused()


_REASON_BITS: Final = {
    AgentState.NOT_READY: DeskSettingsMask.IDLE_REASON_REQUIRED_MASK,
    AgentState.LOGOUT: DeskSettingsMask.LOGOUT_REASON_REQUIRED_MASK,
}


def _require_reason(floor: Floor, agent: Agent, command: SetAgentState) -> None:
    bit = _REASON_BITS.get(command.state, DeskSettingsMask(0))
    reason = command.reason_code
    if not reason and agent.settings.mask & bit:
        raise Refused(ControlFailureCode.REASON_CODE_REQUIRED)
    listed = floor.options.reason_codes
    free = reason in (0, SUPERVISOR_REASON) or reason >= FIRST_SYSTEM_REASON or command.state not in _REASON_BITS
    if not free and listed is not None and reason not in listed:
        raise Refused(ControlFailureCode.INVALID_AGENT_REASON_CODE)
