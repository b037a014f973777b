"""Finds numbers by which calls that may wait no longer would be sent round for ever."""

from __future__ import annotations

from typing import TYPE_CHECKING

import attrs

from ctiserver.site.scalars import shown

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ctiserver.site.model import NumberKey, Service, Site


@attrs.frozen
class _Way:
    """A number at ``key`` that calls for one service go to, and the ``service`` that they reach there."""

    key: str
    number: str
    service: NumberKey


def round_trips(site: Site) -> Iterator[tuple[str, str]]:
    """The key of every number that leads back to where calls came from, and what was expected there.

    Without these numbers every way ends.
    """
    ways = {
        (service.peripheral_id, service.number): tuple(_ways(site, index, service))
        for index, service in enumerate(site.services)
    }
    ended: set[NumberKey] = set()
    for start, first in ways.items():
        # The services that a call came through, each with its ways that have not been tried.
        trail = {} if start in ended else {start: iter(first)}
        while trail:
            here = next(reversed(trail))
            way = next(trail[here], None)
            if way is None:
                del trail[here]
                ended.add(here)
            elif way.service in trail:
                back = f"expected a number that does not lead back to service {way.service[1]}"
                yield way.key, f"{back}, not {shown(way.number)}"
            elif way.service not in ended:
                trail[way.service] = iter(ways[way.service])


def _ways(site: Site, index: int, service: Service) -> Iterator[_Way]:
    for name, number in service.elsewhere.items():
        dialed = site.dialed_numbers_by_number.get((service.peripheral_id, number))
        if dialed is not None and (there := (service.peripheral_id, dialed.service_number)) in site.services_by_number:
            yield _Way(f"services[{index}].{name}", number, there)
