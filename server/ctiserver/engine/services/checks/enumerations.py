"""Checking enumerations and reserved fields in the fixed part of a request."""

from __future__ import annotations

from functools import cache
from typing import Final

import attrs

from ctiproto import constants as c
from ctiproto import messages as m
from ctiproto.constants import StatusCode
from ctiproto.constants.enumeration import WireEnum
from ctiproto.constants.limits import NULL_CALLTYPE
from ctiproto.declare import Message

# fidelity requests.enumerations: guide "Status Codes": A number that no table lists is refused with the status of its
# field.
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

_UNLISTED_DISPOSITION: Final = 56
"""The one number up to 65 that the guide's table leaves out."""

# fidelity requests.not-given: ours: CallType and CalledPartyDisposition 0 of SET_CALL_DATA_REQ mean that they stay as
# they are.
_ALSO_ACCEPTED: Final[dict[tuple[type[Message], str], frozenset[int]]] = {
    (m.SetCallDataReq, "call_type"): frozenset((0, NULL_CALLTYPE)),
    (m.SetCallDataReq, "called_party_disposition"): frozenset((0, _UNLISTED_DISPOSITION)),
    (m.SetDeviceAttributesReq, "call_type"): frozenset((NULL_CALLTYPE,)),
}
"""Numbers that are accepted although no table lists them; most of them stand for "not given"."""

_RESERVED: Final[dict[type[WireEnum], frozenset[int]]] = {c.CallMannerType: frozenset((4,))}
"""Numbers that a table lists as reserved: they are refused like unlisted ones."""


@attrs.frozen
class _Check:
    """A field that may hold only some numbers; where no table says which, only 0."""

    attribute: str
    status: StatusCode
    accepted: frozenset[int] = frozenset((0,))


@cache
def _checks(cls: type[Message]) -> tuple[_Check, ...]:
    checks: list[_Check] = []
    for field in cls.declaration.fixed:
        numbers = field.wire.numbers
        if field.attribute.startswith("reserved"):
            checks.append(_Check(field.attribute, StatusCode.INVALID_RESERVED_FIELD))
        elif numbers is not None and issubclass(numbers, WireEnum) and numbers in _STATUS:
            listed = frozenset(int(member) for member in numbers) - _RESERVED.get(numbers, frozenset())
            accepted = listed | _ALSO_ACCEPTED.get((cls, field.attribute), frozenset())
            checks.append(_Check(field.attribute, _STATUS[numbers], accepted))
    return tuple(checks)


def wrong_number(request: Message) -> StatusCode | None:
    """The status for the first fixed field with a number that it must not hold; ``None``: there is no such field."""
    for check in _checks(type(request)):  # type: ignore[arg-type] # mypy asks the instances for the hash of a class
        if getattr(request, check.attribute) not in check.accepted:
            return check.status
    return None
