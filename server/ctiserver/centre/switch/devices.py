"""Stations, where agents sit, and trunks, by which the world outside is reached."""

from __future__ import annotations

from heapq import heapify, heappop, heappush
from itertools import count
from typing import TYPE_CHECKING, Final

from ctiproto.constants import DeviceIDType
from ctiserver.centre.switch.addresses import invented
from ctiserver.centre.switch.identifiers import Device, TrunkRef
from ctiserver.centre.switch.model import Station

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping

    from ctiserver.centre.switch.model import Call
    from ctiserver.site.model import Agent, Site, TrunkGroup
    from ctiserver.site.model import Device as SiteDevice

MAX_CALLS_AT_STATION: Final = 5
"""One active call and four held ones, as QUERY_DEVICE_INFO says."""

# Devices of a site that cannot hold a call: calls only go through them.
_NO_STATIONS: Final = (DeviceIDType.ROUTE_POINT, DeviceIDType.QUEUE)


Stations = dict[tuple[int, str], Station]
"""Stations by peripheral, and by extension as well as by instrument."""


def stations_of(site: Site, known: Stations) -> Stations:
    """The stations of a site.

    Those that are ``known`` already by the same extension and instrument go on, with their calls, agents and places.
    """
    stations: Stations = {}
    places = _free_places(site, known)
    for device in site.devices:
        if device.type not in _NO_STATIONS:
            station = known.get((device.peripheral_id, device.number))
            if station is None or not _is_device(station, device):
                named = Device(device.type, device.number)
                station = Station(device.peripheral_id, named, device.number, device.number, next(places))
            station.ip = device.ip
            stations[device.peripheral_id, device.number] = station
    for agent in site.agents:
        station = known.get((agent.peripheral_id, agent.extension))
        # Nearly all are known, of sites that have very many: only the others are made.
        if station is None or not _is_at(station, agent):
            device_of_agent = Device(DeviceIDType.AGENT_DEVICE, agent.extension)
            station = Station(agent.peripheral_id, device_of_agent, agent.extension, agent.instrument, next(places))
        station.ip = agent.ip
        stations[agent.peripheral_id, agent.extension] = station
        stations.setdefault((agent.peripheral_id, agent.instrument), station)
    return stations


def _free_places(site: Site, known: Stations) -> Iterator[int]:
    """Places that no station has, and whose addresses the site gives to none."""
    given = {part.ip for parts in (site.agents, site.devices) for part in parts}
    first = 1 + max((station.place for station in known.values()), default=-1)
    return (place for place in count(first) if invented(place) not in given)


def _is_device(station: Station, device: SiteDevice) -> bool:
    return (station.device, station.instrument) == (Device(device.type, device.number), device.number)


def _is_at(station: Station, agent: Agent) -> bool:
    device = station.device
    return (device.kind, device.id) == (DeviceIDType.AGENT_DEVICE, agent.extension) and (
        station.instrument == agent.instrument
    )


class TrunkPool:
    """The trunks of one group; the lowest free number is taken first.

    Args:
        group: the group.
        taken: trunks that calls occupy, some of which the group may not have any more.
    """

    def __init__(self, group: TrunkGroup, taken: Collection[int]) -> None:
        self.number = group.number
        self._trunks = frozenset(group.trunks)
        self._free = [trunk for trunk in group.trunks if trunk not in taken]
        heapify(self._free)

    def __bool__(self) -> bool:
        """Whether a trunk is free."""
        return bool(self._free)

    def take(self) -> TrunkRef:
        """Occupy a free trunk."""
        # fidelity calls.lowest-trunk: ours: Calls from and to the outside take the lowest free trunk of their group.
        return TrunkRef(heappop(self._free), self.number)

    def give_back(self, trunk: TrunkRef) -> None:
        """Make ``trunk`` free again, if the group still has it."""
        if trunk.number in self._trunks:
            heappush(self._free, trunk.number)


class TrunkGroups:
    """The trunks of a site.

    Args:
        groups: its trunk groups, by peripheral and number.
        calls: the calls that there are, whose outside parties occupy trunks.
    """

    def __init__(self, groups: Mapping[tuple[int, int], TrunkGroup], calls: Iterable[Call]) -> None:
        taken: dict[tuple[int, int], list[int]] = {}
        for call in calls:
            for trunk in (party.trunk for party in call.connections.values() if party.trunk is not None):
                taken.setdefault((call.peripheral_id, trunk.group), []).append(trunk.number)
        self._groups = {key: TrunkPool(group, taken.get(key, ())) for key, group in groups.items()}
        self._pools: dict[int, list[TrunkPool]] = {}
        for (peripheral_id, _), pool in self._groups.items():
            self._pools.setdefault(peripheral_id, []).append(pool)

    def pools(self, peripheral_id: int, group: int | None = None) -> list[TrunkPool] | None:
        """The groups of a peripheral, or the one with a number; ``None``: it has none with that number."""
        if group is None:
            return self._pools.get(peripheral_id, [])
        pool = self._groups.get((peripheral_id, group))
        return None if pool is None else [pool]

    def give_back(self, peripheral_id: int, trunk: TrunkRef) -> None:
        """Make ``trunk`` free again, if the site still has it."""
        pool = self._groups.get((peripheral_id, trunk.group))
        if pool is not None:
            pool.give_back(trunk)


def trunk_devices(trunk: TrunkRef) -> tuple[Device, Device]:
    """A trunk and its group, as devices that can be monitored."""
    return (
        Device(DeviceIDType.TRUNK_IDENTIFIER, str(trunk.number)),
        Device(DeviceIDType.TRUNK_GROUP_IDENTIFIER, str(trunk.group)),
    )
