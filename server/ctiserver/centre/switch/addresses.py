"""The addresses of telephones, and of what media of calls goes through.

The site may say the address of a station; all other addresses are invented.  Those of stations are from 198.18.0.0/15,
which is set aside for benchmarks and occurs in no network in use: the ranges for documentation have 762 addresses in
all, fewer than large sites have stations, and IPv6 has a range that is large enough, but clients of most versions
know IPv4 alone.  What belongs to no station has an address of a documentation range.
"""

from __future__ import annotations

from ipaddress import IPv4Address, IPv4Network
from typing import TYPE_CHECKING, Final

from ctiserver.centre.switch.identifiers import MediaAddress, MediaPath

if TYPE_CHECKING:
    from ctiserver.centre.switch.model import Connection, Station

_STATIONS: Final = IPv4Network("198.18.0.0/15")
_FIRST: Final = int(_STATIONS.network_address) + 1

_GATEWAY: Final = "203.0.113.1"
"""Where media of parties outside enters and leaves the site."""

_BRIDGE: Final = "203.0.113.2"
"""Where the media of conferences is mixed."""

_FIRST_PORT: Final = 16_384
_PORTS: Final = 8_192
"""Telephones send and receive RTP at even ports from 16384 to 32766; the odd ones are for its control protocol."""

PLACES: Final = _STATIONS.num_addresses - 2
"""How many stations have an invented address of their own; beyond that addresses come again."""


def invented(place: int) -> str:
    """The address of the station that has a place among all stations of the site."""
    return str(IPv4Address(_FIRST + place % PLACES))


def media_path(connection: Connection, station: Station) -> MediaPath:
    """From where to where the media of ``station`` on ``connection`` flows, in both directions."""
    call = connection.call
    return MediaPath(_at(station, call.id), _far_end(connection, station))


def _far_end(connection: Connection, station: Station) -> MediaAddress:
    call, heard = connection.call, connection.call.listens_to
    if heard is not None and heard.station is not None:
        return _at(heard.station, heard.call.id)
    others = call.others(connection)
    if len(others) > 1:
        return MediaAddress(_BRIDGE, _port(call.id + station.place))
    other = others[0].station if others else None
    return MediaAddress(_GATEWAY, _port(call.id)) if other is None else _at(other, call.id)


def _at(station: Station, call_id: int) -> MediaAddress:
    return MediaAddress(station.ip or invented(station.place), _port(call_id + station.place))


def _port(number: int) -> int:
    return _FIRST_PORT + 2 * (number % _PORTS)
