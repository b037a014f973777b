"""Names of things on the wire: devices, connections, groups, services, trunks, contacts.

All are frozen values that mean the same in any process and at any time, so that commands and events made of them
can be written down and read back.
"""

from __future__ import annotations

from typing import Final

from attrs import frozen

from ctiproto.constants import ConnectionDeviceIDType, DeviceIDType
from ctiproto.constants.limits import NO_SKILL_GROUP_PRIORITY, NULL_CALL_ID, NULL_SERVICE, NULL_SKILL_GROUP


@frozen
class Device:
    """A device as call events name it: its kind and its number.

    A station that the site gives to an agent is always an ``AGENT_DEVICE`` named by its *extension*, whether an agent
    is signed in there or not, so that it is a stable key by which monitors of it are found.
    """

    kind: DeviceIDType
    id: str


NO_DEVICE: Final = Device(DeviceIDType.NONE, "")


@frozen
class ConnectionID:
    """A device's part in a call: the triple that identifies it in every call message.

    Stations have static identifiers, their extension; outside parties get dynamic ones: their number, or ``X1``,
    ``X2`` and so on.
    """

    call_id: int
    device_id: str
    device_id_type: ConnectionDeviceIDType


NO_CONNECTION: Final = ConnectionID(NULL_CALL_ID, "", ConnectionDeviceIDType.NONE)


@frozen
class MediaAddress:
    """Where media is sent from or received: an IP address and a UDP port."""

    host: str
    port: int


@frozen
class MediaPath:
    """From where to where the media of a connection flows, and back.

    Attributes:
        here: Where the telephone sends it from, and receives it.
        far_end: Where the telephone sends it to, and receives it from.
    """

    here: MediaAddress
    far_end: MediaAddress


@frozen
class ServiceRef:
    """A service by the peripheral's number and by its ICM identifier."""

    number: int
    id: int


NO_SERVICE: Final = ServiceRef(NULL_SERVICE, NULL_SERVICE)


@frozen
class SkillGroupRef:
    """A skill group by the peripheral's number and by its ICM identifier."""

    number: int
    id: int
    priority: int = NO_SKILL_GROUP_PRIORITY


NO_SKILL_GROUP: Final = SkillGroupRef(NULL_SKILL_GROUP, NULL_SKILL_GROUP)


@frozen
class TrunkRef:
    """One trunk of a trunk group, as an outside party of a call occupies it."""

    number: int
    group: int


@frozen
class RouterCallKey:
    """What identifies a contact across its calls: a day, the contact's number on that day, and the leg.

    ``day`` counts from 1 January 1600, as the router's own database does; ``call_id`` starts again at 1 at midnight
    UTC; ``sequence_number`` counts its calls.
    """

    day: int
    call_id: int
    sequence_number: int = 0
