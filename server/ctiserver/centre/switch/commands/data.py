"""Writing on calls.  Guide: Call Data Update Service."""

from __future__ import annotations

from typing import Final

from attrs import frozen

from ctiproto.constants import CallType
from ctiproto.constants.limits import NULL_CALLTYPE, NULL_SERVICE, NULL_SKILL_GROUP
from ctiserver.centre.switch.context import DataChanges

NO_CALL_TYPE: Final = CallType(NULL_CALLTYPE)


@frozen(kw_only=True)
class SetCallData(DataChanges):
    """A client writes on a call; what is not given stays as it is (guide: SET_CALL_DATA_REQ).

    It can as long as the call lives or a device is associated with it.

    Attributes:
        protected: Names of items, as in ``CallDataUpdated.changed``, that only the peripheral may write.

    Refused:
        11 no such call; 8 an item is protected, and nothing is written.
    """

    peripheral_id: int
    call_id: int
    protected: tuple[str, ...] = ()


@frozen(kw_only=True)
class ReleaseCall:
    """A station says that it has no more updates for a call (guide: RELEASE_CALL_REQ).

    Its association ends at once if the call has ended, else directly after the clearing events.

    Refused:
        11 no such call; 268 the station is not associated with it.
    """

    peripheral_id: int
    device: str
    call_id: int


@frozen(kw_only=True)
class SetDeviceAttributes:
    """The calls that a device places are counted for these from now on, unless the request for a call says otherwise.

    Attributes:
        call_type: ``NULL_CALLTYPE``: whatever the target makes it.

    Guide: SET_DEVICE_ATTRIBUTES_REQ.

    Refused:
        12 unknown device; 262 unknown skill group; 3 unknown service.
    """

    peripheral_id: int
    device: str
    service: int = NULL_SERVICE
    skill_group: int = NULL_SKILL_GROUP
    call_type: CallType = NO_CALL_TYPE
