"""What is written on calls.  Guide: Call Data Update Service."""

from __future__ import annotations

from typing import Final

from attrs import frozen

from ctiproto.constants import CallType
from ctiproto.constants.limits import NULL_CALLTYPE, NULL_SERVICE, NULL_SKILL_GROUP
from ctiserver.centre.switch.context import DataChanges

NO_CALL_TYPE: Final = CallType(NULL_CALLTYPE)


@frozen(kw_only=True)
class SetCallData(DataChanges):
    """Somebody writes on a call; what is not given stays as it is (guide: SET_CALL_DATA_REQ).

    Possible while the call lives and as long as some device is still associated with it.

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
    """A station says that all its updates of a call are done (guide: RELEASE_CALL_REQ).

    On an ended call its association ends at once; on a live one, directly after the clearing events.

    Refused:
        11 no such call; 268 the station is not associated with it.
    """

    peripheral_id: int
    device: str
    call_id: int


@frozen(kw_only=True)
class SetDeviceAttributes:
    """From now on calls that a device places are counted for these, unless they say otherwise themselves.

    Attributes:
        call_type: ``NULL_CALLTYPE``: as it comes.

    Guide: SET_DEVICE_ATTRIBUTES_REQ.

    Refused:
        12 unknown device; 262 unknown skill group; 3 unknown service.
    """

    peripheral_id: int
    device: str
    service: int = NULL_SERVICE
    skill_group: int = NULL_SKILL_GROUP
    call_type: CallType = NO_CALL_TYPE
