"""Devices that calls only pass through: trunks, trunk groups, route points and their queues."""

from __future__ import annotations

from ctiproto.constants import DeviceIDType
from ctiserver.centre.switch.identifiers import NO_DEVICE, Device
from ctiserver.site.model import Site


def entry(site: Site, peripheral_id: int, kind: DeviceIDType, number: str) -> Device | None:
    """The trunk, trunk group, route point or queue of that kind and number.

    Calls queue at the number that was dialled, so a queue is the route point of that number.

    Returns:
        ``NO_DEVICE`` if there is none of that number, and ``None`` if the kind is another one: that of a station.
    """
    match kind:
        case DeviceIDType.ROUTE_POINT | DeviceIDType.QUEUE:
            kind = DeviceIDType.ROUTE_POINT
            is_there = (peripheral_id, number) in site.dialed_numbers_by_number
        case DeviceIDType.TRUNK_IDENTIFIER:
            is_there = any(
                number.isdecimal() and int(number) in group.trunks
                for group in site.trunk_groups
                if group.peripheral_id == peripheral_id
            )
        case DeviceIDType.TRUNK_GROUP_IDENTIFIER:
            is_there = number.isdecimal() and (peripheral_id, int(number)) in site.trunk_groups_by_number
        case _:
            return None
    return Device(kind, number) if is_there else NO_DEVICE
