"""Requests about one or two calls of a station, and those of supervisors, as any chair may send them."""

from __future__ import annotations

from typing import Any, Final

from ctiproto import messages as m
from ctiproto.constants import CallType, ConnectionDeviceIDType, ConsultType, SupervisoryAction
from ctiproto.constants.limits import CURRENT_CALL, NO_HELD_CALL, NO_RELATED_CALL
from tests.support.harness import PG

STATIC: Final = ConnectionDeviceIDType.STATIC
DYNAMIC: Final = ConnectionDeviceIDType.DYNAMIC
NONE: Final = ConnectionDeviceIDType.NONE

_ASKED: Final = {"invoke_id": 9, "peripheral_id": PG}


def one_of(device: str, call: int, part: str = "") -> dict[str, Any]:
    """How a request names a station's connection, as its active, held or other one."""
    return {
        f"{part}connection_call_id": call,
        f"{part}connection_device_id_type": STATIC,
        f"{part}connection_device_id": device,
    }


def consult(device: str, call: int, number: str, **fields: Any) -> m.ConsultationCallReq:
    """CONSULTATION_CALL_REQ."""
    given: dict[str, Any] = {"dialed_number": number, "consult_type": ConsultType.TRANSFER}
    return m.ConsultationCallReq(**_ASKED | one_of(device, call, "active_") | given | fields)


def transfer(device: str, active: int, held: int, **fields: Any) -> m.TransferCallReq:
    """TRANSFER_CALL_REQ of two calls."""
    return m.TransferCallReq(**_ASKED | one_of(device, active, "active_") | one_of(device, held, "held_") | fields)


def blind_transfer(device: str, call: int, number: str, **fields: Any) -> m.TransferCallReq:
    """TRANSFER_CALL_REQ in a single step."""
    step: dict[str, Any] = {"held_connection_call_id": NO_HELD_CALL, "dialed_number": number}
    return m.TransferCallReq(**_ASKED | one_of(device, call, "active_") | step | fields)


def conference(device: str, active: int, held: int, **fields: Any) -> m.ConferenceCallReq:
    """CONFERENCE_CALL_REQ of two calls."""
    return m.ConferenceCallReq(**_ASKED | one_of(device, active, "active_") | one_of(device, held, "held_") | fields)


def blind_conference(device: str, call: int, number: str, **fields: Any) -> m.ConferenceCallReq:
    """CONFERENCE_CALL_REQ in a single step."""
    step: dict[str, Any] = {"held_connection_call_id": NO_HELD_CALL, "dialed_number": number}
    return m.ConferenceCallReq(**_ASKED | one_of(device, call, "active_") | step | fields)


def alternate(device: str, active: int, other: int, **fields: Any) -> m.AlternateCallReq:
    """ALTERNATE_CALL_REQ."""
    return m.AlternateCallReq(**_ASKED | one_of(device, active, "active_") | one_of(device, other, "other_") | fields)


def reconnect(device: str, active: int, held: int, **fields: Any) -> m.ReconnectCallReq:
    """RECONNECT_CALL_REQ."""
    return m.ReconnectCallReq(**_ASKED | one_of(device, active, "active_") | one_of(device, held, "held_") | fields)


def deflect(device: str, call: int, number: str, **fields: Any) -> m.DeflectCallReq:
    """DEFLECT_CALL_REQ."""
    return m.DeflectCallReq(**_ASKED | one_of(device, call) | {"called_device_id": number} | fields)


def dtmf(device: str, call: int, digits: str = "12#", **fields: Any) -> m.SendDtmfSignalReq:
    """SEND_DTMF_SIGNAL_REQ."""
    return m.SendDtmfSignalReq(**_ASKED | one_of(device, call) | {"dtmf_string": digits} | fields)


def record(device: str, call: int, **fields: Any) -> m.StartNetworkRecordingReq:
    """START_NETWORK_RECORDING_REQ."""
    return m.StartNetworkRecordingReq(**_ASKED | one_of(device, call) | fields)


def stop_recording(device: str, call: int, **fields: Any) -> m.StopNetworkRecordingReq:
    """STOP_NETWORK_RECORDING_REQ."""
    return m.StopNetworkRecordingReq(**_ASKED | one_of(device, call) | fields)


def assist(device: str | None = None, call: int = NO_RELATED_CALL, **fields: Any) -> m.SupervisorAssistReq:
    """SUPERVISOR_ASSIST_REQ."""
    return m.SupervisorAssistReq(**_ASKED | _in_need(device, call) | fields)


def emergency(device: str | None = None, call: int = NO_RELATED_CALL, **fields: Any) -> m.EmergencyCallReq:
    """EMERGENCY_CALL_REQ."""
    return m.EmergencyCallReq(**_ASKED | _in_need(device, call) | fields)


def _in_need(device: str | None, call: int) -> dict[str, Any]:
    named = device is not None and call != NO_RELATED_CALL
    return {
        "connection_call_id": call,
        "connection_device_id_type": STATIC if named else NONE,
        "connection_device_id": device if named else None,
    }


def supervise(action: SupervisoryAction, agent_id: str = "1001", **fields: Any) -> m.SuperviseCallReq:
    """SUPERVISE_CALL_REQ about whatever an agent talks on."""
    given: dict[str, Any] = {
        "agent_connection_call_id": CURRENT_CALL,
        "supervisory_action": action,
        "agent_id": agent_id,
    }
    return m.SuperviseCallReq(**_ASKED | given | fields)


def write(device: str, call: int, **fields: Any) -> m.SetCallDataReq:
    """SET_CALL_DATA_REQ; the call's type stays unless it is given."""
    return m.SetCallDataReq(**_ASKED | one_of(device, call) | {"call_type": CallType(0)} | fields)


def release(device: str, call: int, **fields: Any) -> m.ReleaseCallReq:
    """RELEASE_CALL_REQ."""
    return m.ReleaseCallReq(**_ASKED | one_of(device, call) | fields)


def predict(number: str, originating: str = "8001", **fields: Any) -> m.MakePredictiveCallReq:
    """MAKE_PREDICTIVE_CALL_REQ."""
    given: dict[str, Any] = {
        "originating_device_id": originating,
        "dialed_number": number,
        "allocation_state": 1,
        "answer_detect_control1": 0,
        "answer_detect_control2": 0,
    }
    return m.MakePredictiveCallReq(**_ASKED | given | fields)
