"""What became of a call that ends: its CalledPartyDisposition."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from ctiproto.constants import DeviceIDType, DispositionCode, EventCause, LocalConnectionState
from ctiserver.centre.switch.context import NO_DISPOSITION
from ctiserver.centre.switch.reserving import is_reservation

if TYPE_CHECKING:
    from ctiserver.centre.switch.model import Call, Connection
    from ctiserver.centre.switch.state import SwitchState

NETWORK_TROUBLE: Final = frozenset(
    (EventCause.CEC_NETWORK_CONGESTION, EventCause.CEC_TRUNKS_BUSY, EventCause.CEC_RESOURCES_NOT_AVAILABLE)
)
"""Causes of a failure for which no party can do anything."""

# fidelity calls.dispositions-of-queues: ours: A call that a full queue refuses ends with 9, and one that has waited too
# long with 22; Unified CCE has neither.
_OF_QUEUES: Final = {
    EventCause.CEC_MAX_QUEUE_EXCEEDED: DispositionCode.FORCED_BUSY,
    EventCause.CEC_TIME_OUT: DispositionCode.TIME_OUT,
}


# fidelity uccx.disposition-redirected: ours: What is redirected on Unified CCX, 15, are a call that is transferred
# blindly and one that leaves an agent who does not answer.
_ON_UNIFIED_CCX: Final = {
    DispositionCode.REDIRECTED: DispositionCode.REDIRECTED,
    DispositionCode.BLIND_TRANSFER: DispositionCode.REDIRECTED,
    DispositionCode.RING_NO_ANSWER: DispositionCode.REDIRECTED,
    DispositionCode.ANNOUNCED_TRANSFER: DispositionCode.ANNOUNCED_TRANSFER,
    DispositionCode.CONFERENCED: DispositionCode.CONFERENCED,
}


def on_the_way(state: SwitchState, call: Call, disposition: DispositionCode) -> DispositionCode:
    """What became of a call that goes on, as its peripheral says it."""
    if state.profiles[call.peripheral_id].ccx_dispositions:
        return _ON_UNIFIED_CCX.get(disposition, NO_DISPOSITION)
    return disposition


def at_the_end(state: SwitchState, call: Call, first: Connection) -> DispositionCode:
    """The disposition of a call that ends now, with all its parties still on it.

    Args:
        state: the state of the switch.
        call: the call.
        first: the connection that leaves first.
    """
    profile = state.profiles[call.peripheral_id]
    if profile.ccx_dispositions:
        return call.disposition
    if profile.cce_dispositions:
        return _on_unified_cce(state, call, first)
    if call.failed:
        return _OF_QUEUES.get(call.failure, DispositionCode.BUSY)
    if call.established:
        return DispositionCode.DISCONNECT_DROP_HANDLED_PRIMARY_ROUTE
    return DispositionCode.ABANDONED_RING if call.queue is None else DispositionCode.ABANDONED_IN_LOCAL_QUEUE


def _on_unified_cce(state: SwitchState, call: Call, first: Connection) -> DispositionCode:
    if call.failed:
        return DispositionCode.U_ABORT if call.failure in NETWORK_TROUBLE else DispositionCode.ABANDONED_DELAY
    if call.established:
        return _handled(state, call, first)
    if not any(party.state is LocalConnectionState.ALERTING for party in call.connections.values()):
        return DispositionCode.ABANDONED_DELAY
    is_inbound = call.calling.kind is DeviceIDType.EXTERNAL
    return DispositionCode.ABANDONED_RING if is_inbound else DispositionCode.DISCONNECT_DROP_NO_ANSWER


def _handled(state: SwitchState, call: Call, first: Connection) -> DispositionCode:
    agents = [party for party in call.connections.values() if party.agent is not None]
    is_held = first.station is None and any(party.state is LocalConnectionState.HOLD for party in agents)
    # fidelity agents.outbound-disposition: seen E21, P: A reservation call ends as one that was abandoned on hold, 6.
    if is_held or is_reservation(state, call):
        return DispositionCode.ABANDONED_AGENT_TERMINAL
    return (
        DispositionCode.DISCONNECT_DROP_HANDLED_PRIMARY_ROUTE
        if agents
        else DispositionCode.DISCONNECT_DROP_HANDLED_OTHER
    )
