"""Promises of the packets that a tape might have been.  dpkt reads them, and computes their checksums."""

from __future__ import annotations

import io
import itertools
import struct
from typing import Any

import dpkt  # type: ignore[import-untyped] # it ships no types
import pytest

from ctiproto.connection import Role
from ctiproto.versions import Dialect
from ctiserver.tapes.entries import Begin, End, Entry, Frame, Header, Lost, Stray
from ctiserver.tapes.packets import SEGMENT, Packets
from ctiserver.tapes.pcapng import PcapngWriter
from tests.ctiserver.tapes.examples import BEAT, BEAT_CONF, CLIENT, SERVER

FLAGS = {dpkt.tcp.TH_SYN: "S", dpkt.tcp.TH_FIN: "F", dpkt.tcp.TH_RST: "R", dpkt.tcp.TH_PUSH: "P", dpkt.tcp.TH_ACK: "A"}


def packets(*entries: Entry) -> list[Any]:
    """The packets of entries, taken apart down to IP."""
    made = Packets()
    found = [dpkt.ethernet.Ethernet(data) for entry in entries for data in made.of(entry)]
    for packet in found:
        _check(packet.data)
    return [packet.data for packet in found]


def _check(ip: Any) -> None:
    """Its checksums are those that dpkt computes when there are none."""
    written = bytes(ip)
    ip.data.sum = 0
    if isinstance(ip, dpkt.ip.IP):
        ip.sum = 0
    assert bytes(ip) == written


def shown(ip: Any) -> tuple[int, str, bytes]:
    """Who sends, the flags and the bytes."""
    return ip.data.sport, "".join(name for bit, name in FLAGS.items() if ip.data.flags & bit), bytes(ip.data.data)


def test_a_connection_from_its_beginning_to_its_end() -> None:
    """With the addresses of the tape; each end acknowledges what it had."""
    found = packets(
        Begin(0.0, 1, "A", "192.0.2.1:50000", "192.0.2.2:42027"),
        Frame(0.0, 1, CLIENT, BEAT),
        Frame(0.0, 1, SERVER, BEAT_CONF),
        Stray(0.0, 1, CLIENT, b"odd"),
        Lost(0.0, 1),
        End(0.0, 1, "A", CLIENT, "closed"),
    )
    assert [shown(ip) for ip in found] == [
        (50000, "S", b""),
        (42027, "SA", b""),
        (50000, "A", b""),
        (50000, "PA", BEAT),
        (42027, "PA", BEAT_CONF),
        (50000, "PA", b"odd"),
        (50000, "FA", b""),
        (42027, "FA", b""),
        (50000, "A", b""),
    ]
    assert (found[0].src, found[0].dst) == (bytes((192, 0, 2, 1)), bytes((192, 0, 2, 2)))
    first = {found[0].data.sport: found[0].data.seq, found[1].data.sport: found[1].data.seq}
    numbers = [
        ((ip.data.seq - first[ip.data.sport]), ip.data.ack and ip.data.ack - first[ip.data.dport]) for ip in found
    ]
    assert numbers == [(0, 0), (0, 1), (1, 1), (1, 1), (1, 13), (13, 13), (16, 13), (13, 17), (17, 14)]


@pytest.mark.parametrize(
    ("end", "by"), [(End(0.0, 1, "", CLIENT, "reset"), 50000), (End(0.0, 1, how="stopped"), 42027)]
)
def test_other_ends_are_resets(end: End, by: int) -> None:
    """A reset comes from the end that the entry names, or else from the server."""
    found = packets(Begin(0.0, 1, "", "192.0.2.1:50000", "192.0.2.2:42027"), end, end)
    assert [shown(ip) for ip in found[3:]] == [(by, "RA", b"")]


def test_large_frames_take_several_segments() -> None:
    """They are acknowledged now and then, so that the window is never full."""
    data = bytes(range(256)) * 200
    found = packets(Begin(0.0, 1), Frame(0.0, 1, SERVER, data), Frame(0.0, 1, SERVER, data))
    pieces = [shown(ip) for ip in found[3:]]
    assert b"".join(piece for _, _, piece in pieces) == data * 2
    assert max(len(piece) for _, _, piece in pieces) == SEGMENT
    assert sum(flags == "A" and not piece for _, flags, piece in pieces) == 3
    assert sum(flags == "PA" for _, flags, piece in pieces) == 2


def test_ipv6() -> None:
    """Where both ends have such addresses, a zone left out."""
    found = packets(Begin(0.0, 1, "", "[fe80::1%eth0]:50000", "[2001:db8::2]:42027"), Frame(0.0, 1, CLIENT, BEAT))
    assert isinstance(found[3], dpkt.ip6.IP6)
    assert shown(found[3]) == (50000, "PA", BEAT)
    assert found[3].dst == bytes.fromhex("20010db8000000000000000000000002")


@pytest.mark.parametrize(
    ("begin", "server", "port"),
    [
        (Begin(0.0, 1), (10, 0, 0, 2), 42027),
        (Begin(0.0, 1, "B"), (10, 0, 0, 3), 43027),
        (Begin(0.0, 1, "C"), (10, 0, 0, 3), 43027),
        (Begin(0.0, 1, "A", "10.9.9.9:1", "cti-a:5000"), (10, 0, 0, 2), 5000),
        (Begin(0.0, 1, "", "[::1]:1", "10.9.9.9:5001"), (10, 0, 0, 2), 5001),
        (Begin(0.0, 1, "", "", "cti-a:99999"), (10, 0, 0, 2), 42027),
        (Begin(0.0, 1, "", "", "cti-a:\u0665"), (10, 0, 0, 2), 42027),
    ],
)
def test_addresses_that_are_none(begin: Begin, server: tuple[int, ...], port: int) -> None:
    """Addresses that cannot be read are replaced by made-up ones, by the side."""
    (first, *_) = packets(begin)
    assert (tuple(first.src), tuple(first.dst)) == ((10, 1, 0, 1), server)
    assert (first.data.sport, first.data.dport) == (49152, port)


def test_servers_have_the_usual_port_of_the_dialect() -> None:
    """A dissector tells by it what it reads: both nodes of Unified CCX have the same."""
    made = Packets(Dialect.UCCX)
    sides = [dpkt.ethernet.Ethernet(next(made.of(Begin(0.0, number, side)))).data for number, side in enumerate("AB")]
    assert [ip.data.dport for ip in sides] == [12028, 12028]
    file = io.BytesIO()
    writer = PcapngWriter(file, Header(dialect=Dialect.UCCX))
    writer.write(Begin(0.0, 1))
    assert struct.pack("!HH", 49152, 12028) in file.getvalue()


def test_connections_differ() -> None:
    """Also those without addresses, those without a beginning, and those whose number comes again."""
    begin, beat = Begin(0.0, 1), Frame(0.0, 2, CLIENT, BEAT, "B")
    found = packets(begin, beat, End(0.0, 1), begin)
    opened = [ip for ip in found if ip.data.flags == dpkt.tcp.TH_SYN]
    assert [(ip.data.sport, ip.data.dport) for ip in opened] == [(49152, 42027), (49153, 43027), (49154, 42027)]
    assert len({ip.data.seq for ip in opened}) == 3
    many = Packets()
    last = [data for number in range(16_385) for data in many.of(Begin(0.0, number))][-3]
    assert tuple(dpkt.ethernet.Ethernet(last).data.src) == (10, 1, 0, 2)


def test_connections_that_never_end_are_forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    """The oldest ones; memory does not grow with the tape."""
    monkeypatch.setattr("ctiserver.tapes.packets.MOST_SESSIONS", 2)
    found = packets(*(Begin(0.0, number) for number in range(3)), *(End(0.0, number) for number in range(3)))
    ended = [ip.data.dport for ip in found if ip.data.flags & dpkt.tcp.TH_FIN and ip.data.sport == 42027]
    assert ended == [49153, 49154]


def test_sequence_numbers_begin_again() -> None:
    """Behind the largest number of 32 bits they go on at 0."""
    made = Packets()
    for number in itertools.count():
        packet = dpkt.ethernet.Ethernet(next(made.of(Begin(0.0, number)))).data
        if packet.data.seq > (1 << 32) - 2**21:
            break
    size = (1 << 32) - packet.data.seq
    frames = [Frame(0.0, number, Role.CLIENT, bytes(1 << 16))] * (size // (1 << 16) + 2)
    found = [dpkt.ethernet.Ethernet(data).data for frame in frames for data in made.of(frame)]
    mine = [(ip.data.seq, len(ip.data.data)) for ip in found if ip.data.sport != 42027]
    assert [(begin + size) % (1 << 32) for begin, size in mine[:-1]] == [begin for begin, _ in mine[1:]]
    assert mine[-1][0] < mine[0][0]
