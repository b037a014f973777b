"""pcap and pcapng files -> TCP segments -> frames.  This module needs dpkt, which the extra ``pcap`` installs."""

from __future__ import annotations

import socket
from typing import TYPE_CHECKING, Any, Final

import dpkt  # type: ignore[import-untyped] # it ships no types

from ctiproto.versions import Dialect
from ctiserver.site.endpoints import Endpoint
from ctiserver.traffic.captures.items import CaptureError, Item, Unreadable
from ctiserver.traffic.captures.pcapng import Packet, read_packets
from ctiserver.traffic.captures.streams import Segment, Streams

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator
    from typing import BinaryIO

PCAPNG_MAGIC: Final = bytes.fromhex("0a0d0d0a")

_LARGEST_BLOCK: Final = 1 << 24
"""Bytes.  No packet comes near it; a length beyond it is damage, and would only fill the memory."""

_NULL: Final = (0, 108)
_RAW: Final = (12, 14, 101, 228, 229)
_IP_VERSION_6: Final = 6


class _Source:
    """The file as dpkt reads it: nothing absurd is allocated, and it is known whether it was cut off."""

    def __init__(self, stream: BinaryIO, name: str) -> None:
        self.name = name
        self.is_short = False
        self._stream = stream
        self._was_empty = False

    def read(self, size: int) -> bytes:
        if not 0 <= size <= _LARGEST_BLOCK:
            raise ValueError(f"a block of {size} bytes is announced")
        data = self._stream.read(size)
        is_empty = size > 0 and not data
        # At a proper end one read finds nothing; two in a row were a header and what it announces.
        self.is_short = self.is_short or 0 < len(data) < size or (is_empty and self._was_empty)
        self._was_empty = is_empty
        return data


def read_pcap(
    stream: BinaryIO, name: str, magic: bytes, ports: Collection[int] = (), dialect: Dialect = Dialect.UCCE
) -> Iterator[Item]:
    """The frames of all CTI connections that a file in the pcap or pcapng format holds, as they are completed.

    Args:
        stream: the file.
        name: what to call it.
        magic: its first four bytes.
        ports: the ports of servers; none: what is said on a connection tells whether it is one.
        dialect: the family of servers.

    Raises:
        CaptureError: the file is damaged, or its packets are of a kind that is not known.
    """
    source = _Source(stream, name)
    streams = Streams(ports, dialect)
    try:
        for number, packet in _packets(source, magic):
            place = f"{name}: packet {number}"
            try:
                segment = _segment(place, packet, _link_layer(name, packet.link))
            except _FragmentError:
                yield Unreadable(place, "expected a whole IP packet; fragments are not put together")
                continue
            if segment is not None:
                yield from streams.segment(segment)
    except CaptureError:
        yield from streams.end(name)
        raise
    if source.is_short:
        yield Unreadable(name, "expected whole packets: the file ends within one")
    yield from streams.end(name)


def _packets(source: _Source, magic: bytes) -> Iterator[tuple[int, Packet]]:
    number = 0
    try:
        for number, packet in enumerate(read_packets(source) if magic == PCAPNG_MAGIC else _of_pcap(source), 1):
            yield number, packet
    except CaptureError:
        raise
    except Exception as error:
        # dpkt lets out whatever its parsers stumble over.
        if source.is_short and number:
            return
        reason = "it ends too early" if source.is_short else str(error)
        raise CaptureError(
            f"{source.name}: expected a whole capture, damaged behind packet {number}: {reason}"
        ) from error


def _of_pcap(source: _Source) -> Iterator[Packet]:
    reader = dpkt.pcap.Reader(source)
    link = reader.datalink()
    _link_layer(source.name, link)
    for time, data in reader:
        yield Packet(float(time), link, data)


def _link_layer(name: str, kind: int) -> Callable[[bytes], Any]:
    """The function that takes the packets of a link type apart down to IP."""
    if kind not in _LINKS:
        raise CaptureError(
            f"{name}: expected packets of Ethernet, Linux cooked, loopback or raw IP, not link type {kind}"
        )
    return _LINKS[kind]


def _ip(packet: bytes) -> Any:
    return dpkt.ip6.IP6(packet) if packet[0] >> 4 == _IP_VERSION_6 else dpkt.ip.IP(packet)


_LINKS: Final[dict[int, Callable[[bytes], Any]]] = {
    dpkt.pcap.DLT_EN10MB: lambda packet: dpkt.ethernet.Ethernet(packet).data,
    dpkt.pcap.DLT_LINUX_SLL: lambda packet: dpkt.sll.SLL(packet).data,
    dpkt.pcap.DLT_LINUX_SLL2: lambda packet: dpkt.sll2.SLL2(packet).data,
    **dict.fromkeys(_NULL, lambda packet: _ip(packet[4:])),
    **dict.fromkeys(_RAW, _ip),
}


class _FragmentError(Exception):
    """A piece of a packet that may be TCP."""


def _segment(place: str, packet: Packet, unwrap: Callable[[bytes], Any]) -> Segment | None:
    """The TCP segment in a packet; ``None`` if there is none that can be read."""
    try:
        ip = unwrap(packet.data)
        tcp = ip.data
        is_fragment = _is_fragment(ip)
    except Exception:  # noqa: BLE001 - dpkt lets out whatever its parsers stumble over
        return None
    if is_fragment:
        raise _FragmentError
    if not isinstance(ip, dpkt.ip.IP | dpkt.ip6.IP6) or not isinstance(tcp, dpkt.tcp.TCP):
        return None
    return Segment(
        place=place,
        sender=_endpoint(ip.src, tcp.sport),
        receiver=_endpoint(ip.dst, tcp.dport),
        sequence=tcp.seq,
        data=bytes(tcp.data),
        syn=bool(tcp.flags & dpkt.tcp.TH_SYN),
        ack=bool(tcp.flags & dpkt.tcp.TH_ACK),
        fin=bool(tcp.flags & dpkt.tcp.TH_FIN),
        rst=bool(tcp.flags & dpkt.tcp.TH_RST),
        time=packet.time,
        acknowledges=tcp.ack if tcp.flags & dpkt.tcp.TH_ACK else None,
    )


def _is_fragment(ip: Any) -> bool:
    """Whether it is one of several pieces of a packet that is TCP."""
    if isinstance(ip, dpkt.ip.IP):
        return ip.p == dpkt.ip.IP_PROTO_TCP and bool(ip.mf or ip.offset)
    if isinstance(ip, dpkt.ip6.IP6):
        piece = ip.extension_hdrs.get(dpkt.ip.IP_PROTO_FRAGMENT)
        return piece is not None and piece.nxt == dpkt.ip.IP_PROTO_TCP and bool(piece.m_flag or piece.frag_off)
    return False


def _endpoint(address: bytes, port: int) -> str:
    family = socket.AF_INET if len(address) == 4 else socket.AF_INET6  # noqa: PLR2004 - bytes of an address
    return str(Endpoint(socket.inet_ntop(family, address), port))
