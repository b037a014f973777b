"""Links and stations that fail and come back.  See docs/explanation/outages.md.

While the link to a peripheral is down nothing is reported from there and nothing can be asked.  On Unified CCE its
agents are signed out as long as that lasts.  Its calls are dropped when the link has been down for as long as the site
lets calls linger; timers that run out before are suspended until the link is back.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ctiproto.constants import AgentState, ControlFailureCode, EventCause, LocalConnectionState
from ctiserver.centre.switch import announced_calls, associations, clearing, login, reasons, reports, wrapup
from ctiserver.centre.switch.errors import IS_SO_ALREADY, UNKNOWN_PERIPHERAL, Refused
from ctiserver.centre.switch.model import Return
from ctiserver.centre.switch.timers import Timer, TimerKind

if TYPE_CHECKING:
    from ctiserver.centre.switch.commands import (
        BringPeripheralOnline,
        ReturnInstrumentToService,
        TakeInstrumentOutOfService,
        TakePeripheralOffline,
    )
    from ctiserver.centre.switch.model import Agent, Call, Station
    from ctiserver.centre.switch.state import SwitchState


# --- the link to a peripheral -------------------------------------------------------------------------------------


def take_offline(state: SwitchState, command: TakePeripheralOffline) -> None:
    """Take the link to a peripheral down; its calls linger for as long as the site says, announced ones do not come."""
    peripheral_id = command.peripheral_id
    state.require_online(peripheral_id)
    announced_calls.cancel_at(state, peripheral_id)
    state.online[peripheral_id] = False
    state.tell(reports.peripheral_offline(peripheral_id, state.now))
    linger = state.settings.peripheral_linger
    if linger:
        state.timers.start(Timer(TimerKind.PERIPHERAL_LINGER, peripheral_id), state.now + linger)
    else:
        drop_calls(state, peripheral_id)
    if state.profiles[peripheral_id].signs_out_when_lost:
        for agent in _signed_in_at(state, peripheral_id):
            _sign_out_meanwhile(state, agent)


def _signed_in_at(state: SwitchState, peripheral_id: int) -> list[Agent]:
    return [agent for agent in state.agents.values() if agent.site.peripheral_id == peripheral_id and agent.signed_in]


def _sign_out_meanwhile(state: SwitchState, agent: Agent) -> None:
    """Sign an agent out who comes back with the link, and note in which state that will be."""
    # fidelity agents.return-from-wrapup: seen E19, P: After-call work is not gone back to: who was available before the
    # call is so again, and anybody else is NOT_READY; a reserved agent is available again.
    ready = agent.ready or agent.interrupted
    returns = Return(agent.station, agent.groups, ready, 0 if ready else agent.reason_code)
    login.sign_out(state, agent, agent.profile.reasons.lost)
    agent.returns = returns


def _come_back(state: SwitchState, agent: Agent, returns: Return) -> None:
    """Sign an agent in again where they were, and for the same groups."""
    agent.returns = None
    # fidelity agents.return-on-a-call: seen O; inferred E19: One whose call is still there is NOT_READY with 51004 and
    # talks on.
    talks = any(each.state is not LocalConnectionState.ALERTING for each in returns.station.connections.values())
    ready, reason = (False, reasons.ON_A_CALL) if talks else (returns.ready, returns.reason_code)
    login.sign_in(state, agent, returns.station, returns.groups, reason, ready=ready)


def bring_online(state: SwitchState, command: BringPeripheralOnline) -> None:
    """Bring the link to a peripheral back: report all its agents again, and let suspended timers run out now."""
    peripheral_id = command.peripheral_id
    if peripheral_id not in state.online:
        raise Refused(UNKNOWN_PERIPHERAL)
    if state.online[peripheral_id]:
        raise Refused(IS_SO_ALREADY)
    state.online[peripheral_id] = True
    state.timers.stop(Timer(TimerKind.PERIPHERAL_LINGER, peripheral_id))
    state.tell(reports.peripheral_online(peripheral_id, state.now))
    for agent in _signed_in_at(state, peripheral_id):
        state.report_again(agent)
        if agent.state is AgentState.AVAILABLE:
            state.became_available.append(agent)
    for agent in state.agents.values():
        if agent.site.peripheral_id == peripheral_id and agent.returns is not None:
            _come_back(state, agent, agent.returns)
    due = [timer for timer in state.suspended_timers if timer.peripheral_id == peripheral_id]
    state.suspended_timers = [timer for timer in state.suspended_timers if timer.peripheral_id != peripheral_id]
    for timer in due:
        state.timers.start(timer, state.now)


def drop_calls(state: SwitchState, peripheral_id: int) -> None:
    """End all calls of a peripheral: they are cleared with cause CTI_LINK_DOWN, and their associations end."""
    state.suspended_timers = [
        timer for timer in state.suspended_timers if timer.peripheral_id != peripheral_id or not timer.call_id
    ]
    for call in [call for call in state.calls.values() if call.peripheral_id == peripheral_id]:
        _drop(state, call)


def _drop(state: SwitchState, call: Call) -> None:
    if not call.cleared:
        # fidelity outages.calls-cleared: ours: A call that is dropped with the link to its peripheral is cleared with
        # cause 39, after its media has stopped, and its agents are not told to work after it.
        clearing.drop(state, call, EventCause.CEC_CTI_LINK_DOWN)
    for device in list(call.associations):
        associations.end(state, call, device)
    associations.close(state, call)


# --- the link to the central controller ---------------------------------------------------------------------------


def lose_controller(state: SwitchState) -> None:
    """Let the central controller be out of reach: no pre-calls, no translation routes, no post-routing."""
    if not state.has_controller:
        raise Refused(IS_SO_ALREADY)
    state.has_controller = False
    state.tell(reports.controller_lost(state.now))


def regain_controller(state: SwitchState) -> None:
    """Let the central controller work again."""
    if state.has_controller:
        raise Refused(IS_SO_ALREADY)
    state.has_controller = True
    state.tell(reports.controller_back(state.now))


# --- stations -----------------------------------------------------------------------------------------------------


def take_out_of_service(state: SwitchState, command: TakeInstrumentOutOfService) -> None:
    """Remove a station, as ``remove_station`` does."""
    remove_station(state, state.station(command.peripheral_id, command.device))


def remove_station(state: SwitchState, station: Station, reason: int | None = None) -> None:
    """Take ``station`` out of service: its agent is signed out for ``reason``, its calls go on without it or end.

    Without a ``reason`` the station may come back, and the agent is only not ready where such agents stay signed in.
    """
    station.in_service = False
    state.tell(reports.instrument_out(station, state.now))
    agent = station.agent
    stays = reason is None and agent is not None and agent.profile.reasons.telephone_back != 0
    if agent is not None and not stays:
        login.sign_out(state, agent, agent.profile.reasons.telephone_lost if reason is None else reason)
    with state.reporting(station.agent):
        while station.connections:
            clearing.release(state, next(iter(station.connections.values())))
        if agent is not None and stays:
            _make_not_ready(state, agent, agent.profile.reasons.telephone_lost)


def _make_not_ready(state: SwitchState, agent: Agent, reason: int) -> None:
    with state.reporting(agent):
        agent.ready, agent.interrupted, agent.reason_code = False, False, reason
        wrapup.leave_work(state, agent)


def return_to_service(state: SwitchState, command: ReturnInstrumentToService) -> None:
    """Put a station that was removed back into service."""
    station = state.stations.get((command.peripheral_id, command.device))
    if station is None:
        raise Refused(ControlFailureCode.INVALID_CSTA_DEVICE_IDENTIFIER)
    if station.in_service:
        raise Refused(IS_SO_ALREADY)
    station.in_service = True
    state.tell(reports.instrument_back(station, state.now))
    if station.agent is not None:
        _make_not_ready(state, station.agent, station.agent.profile.reasons.telephone_back)
