"""Numbers in the fixed part of a request that no table of the guide lists, and the status that says so."""

from __future__ import annotations

from typing import Final

from ctiproto import constants as c
from ctiproto.constants import StatusCode
from ctiproto.constants.enumeration import WireEnum
from ctiproto.constants.limits import NULL_CALLTYPE
from ctiproto.declare import Message
from ctiproto.once import once

_STATUS: Final[dict[type[WireEnum], StatusCode]] = {
    c.DeviceIDType: StatusCode.INVALID_DEVICE_ID_TYPE,
    c.ConnectionDeviceIDType: StatusCode.INVALID_CONNECTION_ID_TYPE,
    c.CallType: StatusCode.INVALID_CALL_TYPE,
    c.ClientEventState: StatusCode.INVALID_OBJECT_STATE,
    c.AllocationState: StatusCode.INVALID_ALLOCATION_STATE,
    c.AnsweringMachine: StatusCode.INVALID_ANSWERING_MACHINE,
    c.CallMannerType: StatusCode.INVALID_CALL_MANNER_TYPE,
    c.CallPlacementType: StatusCode.INVALID_CALL_PLACEMENT_TYPE,
    c.ConsultType: StatusCode.INVALID_CONSULT_TYPE,
    c.FacilityType: StatusCode.INVALID_FACILITY_TYPE,
    c.AgentWorkMode: StatusCode.INVALID_AGENT_WORK_MODE,
    c.CallOption: StatusCode.INVALID_CALL_OPTION,
    c.DestinationCountry: StatusCode.INVALID_DESTINATION_COUNTRY,
    c.AnswerDetectMode: StatusCode.INVALID_ANSWER_DETECT_MODE,
    c.Distribution: StatusCode.INVALID_DISTRIBUTION_TYPE,
    c.RTPDirection: StatusCode.INVALID_RTP_DIRECTION,
    c.RTPType: StatusCode.INVALID_RTP_TYPE,
    c.DispositionCode: StatusCode.CALLED_PARTY_DISPOSITION,
    c.SupervisoryAction: StatusCode.INVALID_SUPERVISORY_ACTION,
    c.ServerMode: StatusCode.INVALID_REQUEST_TYPE,
}

_MEANS_NOTHING: Final[dict[type[WireEnum], frozenset[int]]] = {
    c.CallType: frozenset((0, NULL_CALLTYPE)),
    c.DispositionCode: frozenset((0,)),
}
"""Numbers that stand for "not given"."""

_RESERVED: Final = c.CallMannerType(4)
"""Listed, but nobody may use it."""


@once
def _checks(cls: type[Message]) -> tuple[tuple[str, StatusCode, type[WireEnum] | None], ...]:
    checks: list[tuple[str, StatusCode, type[WireEnum] | None]] = []
    for field in cls.declaration.fixed:
        numbers = field.wire.numbers
        if field.attribute.startswith("reserved"):
            checks.append((field.attribute, StatusCode.INVALID_RESERVED_FIELD, None))
        elif numbers is not None and issubclass(numbers, WireEnum) and numbers in _STATUS:
            checks.append((field.attribute, _STATUS[numbers], numbers))
    return tuple(checks)


def wrong_number(request: Message) -> StatusCode | None:
    """The status of the first fixed field that holds a number which it must not, or ``None``."""
    for attribute, status, numbers in _checks(type(request)):
        value = getattr(request, attribute)
        if (value != 0) if numbers is None else _is_wrong(numbers, value):
            return status
    return None


def _is_wrong(numbers: type[WireEnum], value: int) -> bool:
    if numbers is c.CallMannerType and value == _RESERVED:
        return True
    return not numbers(value).is_known and value not in _MEANS_NOTHING.get(numbers, ())
