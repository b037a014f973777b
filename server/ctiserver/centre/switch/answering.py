"""A party answers, and what follows: media, a blind conference, the agents' states, a greeting."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ctiproto.constants import LocalConnectionState
from ctiserver.centre.switch import greeting, reports, transfer_conference, wrapup
from ctiserver.centre.switch.connection_states import Trigger
from ctiserver.centre.switch.hold_retrieve import hold_others, is_free
from ctiserver.centre.switch.media import start_media
from ctiserver.centre.switch.reporting import comes_first, report_first
from ctiserver.centre.switch.timers import TimerKind

if TYPE_CHECKING:
    from ctiserver.centre.switch.model import Connection, Station
    from ctiserver.centre.switch.state import SwitchState


def auto_answer(state: SwitchState, connection: Connection, station: Station) -> None:
    """Answer for the agent, as the desk settings want it, if the station can have another active call."""
    if is_free(state, station):
        answer(state, connection, station)


def answer(state: SwitchState, connection: Connection, station: Station) -> None:
    """Let the alerting ``station`` answer; its active call goes on hold first."""
    hold_others(state, station)
    establish(state, connection)


def establish(state: SwitchState, connection: Connection, *, told: bool = True) -> None:
    """Let the party of an alerting ``connection`` answer, and report all agents of the call.

    Args:
        state: the state of the switch.
        connection: the connection that alerts.
        told: false for a far end whose progress the network does not report.
    """
    state.stop_timers(connection, TimerKind.RING_NO_ANSWER, TimerKind.AUTO_ANSWER, TimerKind.FAR_END_ANSWERS)
    call, agent = connection.call, connection.agent
    if agent is not None and comes_first(state, agent):
        wrapup.leave_work(state, agent)
    _connect(state, connection, told=told)
    parties = list(call.connections.values())
    # The conference comes about before agents are reported: to them it is one step with the answer (S15).
    _join_blindly(state, connection)
    for party in parties:
        if party.agent is not None and party.state is not LocalConnectionState.ALERTING:
            with state.reporting(party.agent):
                wrapup.leave_work(state, party.agent)
    greeting.start(state, connection)


def _connect(state: SwitchState, connection: Connection, *, told: bool) -> None:
    call = connection.call
    connection.move(Trigger.ANSWER, state.now)
    call.established = True
    connection.answered = True
    for other in call.others(connection):
        if other.state is not LocalConnectionState.ALERTING:
            other.answered = True
            other.move(Trigger.ANSWERED, state.now)
    # fidelity agents.talking-before-established: seen E11, B: An agent whom a call is answered for is told to talk just
    # before CALL_ESTABLISHED_EVENT.
    # fidelity agents.talking-before-answer-by-request: ours: An answer by request has the same order.
    report_first(state, connection.agent)
    if told:
        state.tell(reports.established(connection, state.now))
    for other in call.connections.values():
        start_media(state, other)


def _join_blindly(state: SwitchState, connection: Connection) -> None:
    """Add the party who answered to the conference that they were called for, if that is still possible."""
    consultation = connection.call.consultation
    if consultation is None or consultation.blind is None:
        return
    held = consultation.held
    secondary = connection.call.connections.get(held.id.device_id)
    is_held = held.state is LocalConnectionState.HOLD
    if secondary is not None and is_held and transfer_conference.can_be_one(held, secondary):
        blind = consultation.blind
        conference = transfer_conference.Conference(call_type=blind.call_type, cause=blind.cause)
        transfer_conference.join(state, held, secondary, conference)
