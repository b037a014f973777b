"""Calls recorded by the network.  Scenario S22."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from ctiproto.constants import DeviceIDType, InvocationType, RecordingType
from ctiserver.centre.switch import reports
from ctiserver.centre.switch.identifiers import Device

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ctiserver.centre.switch.model import Connection, Station
    from ctiserver.centre.switch.state import SwitchState

_TYPES: Final[Mapping[InvocationType, RecordingType]] = {
    InvocationType.SILENT: RecordingType.APPLICATION_INITIATED_SILENT,
    InvocationType.USER: RecordingType.USER_INITIATED_FROM_APPLICATION,
}


def start(state: SwitchState, connection: Connection, station: Station, invocation: InvocationType) -> None:
    """Record the conversation of ``station`` on ``connection``; it fails where the site has no recorder."""
    recorder = _recorder(state)
    kind = _TYPES.get(invocation, RecordingType.APPLICATION_INITIATED_SILENT)
    # fidelity recording.events-of-the-network: guide START_NETWORK_RECORDING_REQ: The confirmation is a receipt;
    # events tell the target, and whether the recording began or failed.
    state.tell(reports.recording_target(connection, station, recorder, kind, state.now))
    if not recorder.id:
        state.tell(reports.recording_failed(connection, recorder, state.now))
        return
    connection.recording = invocation
    state.tell(reports.recording_started(connection, recorder, state.now))


def stop(state: SwitchState, connection: Connection) -> None:
    """Stop recording ``connection``, if it is recorded."""
    if connection.recording is None:
        return
    connection.recording = None
    # fidelity recording.ends-before-the-connection: ours: A recording that still goes on ends just before its
    # connection does.
    state.tell(reports.recording_ended(connection, _recorder(state), state.now))


def _recorder(state: SwitchState) -> Device:
    address = state.settings.network_recorder
    return Device(DeviceIDType.DEVICE_IDENTIFIER if address else DeviceIDType.NONE, address)
