"""Calls recorded by the network.  Scenario S22."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ctiproto.constants import (
    ControlFailureCode,
    DeviceIDType,
    EventCause,
    InvocationType,
    LocalConnectionState,
    RecordingType,
)
from ctiserver.centre.switch.errors import Refused
from ctiserver.centre.switch.events import (
    NetworkRecordingEnded,
    NetworkRecordingFailed,
    NetworkRecordingStarted,
    NetworkRecordingTarget,
)
from ctiserver.centre.switch.identifiers import Device
from ctiserver.centre.switch.lookup import named

if TYPE_CHECKING:
    from ctiserver.centre.switch.calls import Connection
    from ctiserver.centre.switch.commands import StartNetworkRecording, StopNetworkRecording
    from ctiserver.centre.switch.state import Floor

_TYPES = {
    InvocationType.SILENT: RecordingType.APPLICATION_INITIATED_SILENT,
    InvocationType.USER: RecordingType.USER_INITIATED_FROM_APPLICATION,
}


def start(floor: Floor, command: StartNetworkRecording) -> None:
    """Record a conversation; it fails where the site has no recorder."""
    nothing = Refused(ControlFailureCode.NO_ACTIVE_CALL)
    station = floor.station(command.peripheral_id, command.device)
    connection = named(floor, station, command.call_id, command.connection, nothing)
    if connection.state is not LocalConnectionState.CONNECT:
        raise nothing
    if connection.recording is not None:
        raise Refused(ControlFailureCode.INVALID_OBJECT_STATE)
    call, address = connection.call, floor.settings.network_recorder
    floor.events.append(
        NetworkRecordingTarget(
            at=floor.now,
            peripheral_id=call.peripheral_id,
            connection=connection.id,
            parties=(station.device,),
            to_all=False,
            recorder=_recorder(floor),
            address=address,
            terminal=station.instrument,
            recording_type=_TYPES.get(command.invocation, RecordingType.APPLICATION_INITIATED_SILENT),
        )
    )
    if not address:
        floor.events.append(
            NetworkRecordingFailed(
                at=floor.now,
                peripheral_id=call.peripheral_id,
                connection=connection.id,
                parties=call.parties,
                recorder=_recorder(floor),
                cause=EventCause.CEC_RESOURCES_NOT_AVAILABLE,
            )
        )
        return
    connection.recording = command.invocation
    floor.events.append(
        NetworkRecordingStarted(
            at=floor.now,
            peripheral_id=call.peripheral_id,
            connection=connection.id,
            parties=call.parties,
            recorder=_recorder(floor),
        )
    )


def stop(floor: Floor, command: StopNetworkRecording) -> None:
    """Record a conversation no longer."""
    station = floor.station(command.peripheral_id, command.device)
    inactive = Refused(ControlFailureCode.INVALID_OBJECT_STATE)
    connection = named(floor, station, command.call_id, command.connection, inactive)
    if connection.recording is None:
        raise inactive
    if connection.recording is not command.invocation:
        raise Refused(ControlFailureCode.REQUEST_INCOMPATIBLE_WITH_OBJECT)
    end(floor, connection)


def end(floor: Floor, connection: Connection) -> None:
    """A recording is over, if there is one."""
    if connection.recording is None:
        return
    connection.recording = None
    call = connection.call
    floor.events.append(
        NetworkRecordingEnded(
            at=floor.now,
            peripheral_id=call.peripheral_id,
            connection=connection.id,
            parties=call.parties,
            recorder=_recorder(floor),
        )
    )


def _recorder(floor: Floor) -> Device:
    address = floor.settings.network_recorder
    return Device(DeviceIDType.DEVICE_IDENTIFIER if address else DeviceIDType.NONE, address)
