"""Promises of reading pcap and pcapng; the files are written here."""

from __future__ import annotations

import gzip
import io
import struct
from typing import TYPE_CHECKING, Any

import dpkt  # type: ignore[import-untyped] # it ships no types
import pytest

from ctiproto.connection import Role
from ctiserver.traffic.captures.items import Captured, CaptureError, Ended, Item, Unreadable
from ctiserver.traffic.captures.read import read_capture
from tests.ctiserver.traffic.captures import test_pcapng as blocks

if TYPE_CHECKING:
    from collections.abc import Sequence

HEARTBEAT = bytes.fromhex("00000004 00000005 00000001")
V4 = (bytes((10, 0, 0, 1)), bytes((10, 0, 0, 2)))
V6 = (bytes(15) + b"\1", bytes(15) + b"\2")


def tcp(data: bytes, sequence: int = 1, flags: int = dpkt.tcp.TH_ACK) -> Any:
    """A segment from the client to the server."""
    return dpkt.tcp.TCP(sport=50_000, dport=42_027, seq=sequence, flags=flags, data=data)


def ipv4(payload: Any, protocol: int = dpkt.ip.IP_PROTO_TCP) -> Any:
    """A packet of IPv4."""
    packet = dpkt.ip.IP(src=V4[0], dst=V4[1], p=protocol, data=payload)
    packet.len = len(packet)
    return packet


def ipv6(payload: Any) -> Any:
    """A packet of IPv6."""
    return dpkt.ip6.IP6(src=V6[0], dst=V6[1], nxt=dpkt.ip.IP_PROTO_TCP, plen=len(payload), data=payload)


def ethernet(packet: Any, kind: int = dpkt.ethernet.ETH_TYPE_IP) -> bytes:
    """A packet on Ethernet, padded as a short one is."""
    return bytes(dpkt.ethernet.Ethernet(type=kind, data=packet)).ljust(60, b"\0")


def pcap(packets: Sequence[bytes], linktype: int = dpkt.pcap.DLT_EN10MB, **options: bool) -> bytes:
    """A pcap file."""
    file = io.BytesIO()
    writer = dpkt.pcap.Writer(file, linktype=linktype, **options)
    for packet in packets:
        writer.writepkt(packet, ts=1.0)
    return file.getvalue()


def pcapng(packets: Sequence[bytes]) -> bytes:
    """A pcapng file."""
    file = io.BytesIO()
    writer = dpkt.pcapng.Writer(file)
    for packet in packets:
        writer.writepkt(packet, ts=1.0)
    return file.getvalue()


def read(data: bytes) -> list[Item]:
    """All that is in a file."""
    return list(read_capture(io.BufferedReader(io.BytesIO(data)), "x"))


ONE = ethernet(ipv4(tcp(HEARTBEAT)))
FOUND = [Captured("x: packet 1, 10.0.0.1:50000 > 10.0.0.2:42027", HEARTBEAT, 1), Ended(1)]


@pytest.mark.parametrize("data", [pcap([ONE]), pcap([ONE], nano=True), pcapng([ONE])], ids=["pcap", "nano", "pcapng"])
def test_formats(data: bytes) -> None:
    """Pcap in both resolutions and pcapng are told apart by their first bytes."""
    assert read(data) == FOUND


@pytest.mark.parametrize(
    ("linktype", "packet"),
    [
        (dpkt.pcap.DLT_LINUX_SLL, bytes(14) + b"\x08\x00" + bytes(ipv4(tcp(HEARTBEAT)))),
        (dpkt.pcap.DLT_LINUX_SLL2, b"\x08\x00" + bytes(18) + bytes(ipv4(tcp(HEARTBEAT)))),
        (dpkt.pcap.DLT_NULL, b"\2\0\0\0" + bytes(ipv4(tcp(HEARTBEAT)))),
        (101, bytes(ipv4(tcp(HEARTBEAT)))),
        (dpkt.pcap.DLT_EN10MB, bytes(12) + b"\x81\x00\x00\x07\x08\x00" + bytes(ipv4(tcp(HEARTBEAT)))),
    ],
    ids=["cooked", "cooked 2", "loopback", "raw", "vlan"],
)
def test_link_types(linktype: int, packet: bytes) -> None:
    """Captures of one interface, of all, of loopback and of tunnels can be read."""
    assert read(pcap([packet], linktype)) == FOUND


def test_interfaces_of_several_link_types() -> None:
    """Each packet counts as what it is, with its time."""
    raw = bytes(ipv4(tcp(HEARTBEAT, 13)))
    data = blocks.section() + blocks.interface(1) + blocks.interface(101, (9, b"\x03"))
    data += blocks.packet(ONE, 1_250_000) + blocks.packet(raw, 2_500, 1)
    found = read(data)
    assert found == [FOUND[0], Captured("x: packet 2, 10.0.0.1:50000 > 10.0.0.2:42027", HEARTBEAT, 1), FOUND[1]]
    assert [item.seen.time for item in found if isinstance(item, Captured)] == [1.25, 2.5]
    assert read(pcap([ONE]))[0].seen.time == 1.0  # type: ignore[union-attr] # it is a frame


def test_two_tags_and_options() -> None:
    """VLANs within VLANs, and IPv4 with options."""
    double = bytes(12) + bytes.fromhex("88a8 0007 8100 0008 0800") + bytes(ipv4(tcp(HEARTBEAT)))
    assert read(pcap([double])) == FOUND
    plain = bytes(ipv4(tcp(HEARTBEAT)))
    options = bytes((0x46,)) + plain[1:2] + (len(plain) + 4).to_bytes(2) + plain[4:20] + b"\1\1\1\0" + plain[20:]
    assert read(pcap([options], 101)) == FOUND


def test_a_length_that_the_network_card_fills_in() -> None:
    """Packets captured before they were cut to size have none."""
    plain = bytes(ipv4(tcp(HEARTBEAT)))
    assert read(pcap([plain[:2] + bytes(2) + plain[4:]], 101)) == FOUND


def test_fragments_are_told() -> None:
    """Neither the first nor a later piece is taken for a segment; those of other protocols are nothing to speak of."""
    said = "expected a whole IP packet; fragments are not put together"
    pieces = [dpkt.ip.IP(src=V4[0], dst=V4[1], p=6, data=bytes(tcp(HEARTBEAT))) for _ in range(3)]
    pieces[0].mf = 1
    pieces[1].offset = 8
    pieces[2].p, pieces[2].mf = 17, 1
    for piece in pieces:
        piece.len = len(piece)
    six = [
        b"\x60\0\0\0" + (8 + len(body)).to_bytes(2) + b"\x2c\x40" + V6[0] + V6[1] + head + body
        for head, body in (
            (b"\6\0\0\1\0\0\0\1", bytes(tcp(HEARTBEAT))),
            (b"\6\0\0\x08\0\0\0\1", b"12345678"),
        )
    ]
    atomic = b"\x60\0\0\0" + (40).to_bytes(2) + b"\x2c\x40" + V6[0] + V6[1] + b"\6\0\0\0\0\0\0\1"
    packets = [*map(bytes, pieces), *six, atomic + bytes(tcp(HEARTBEAT))]
    assert read(pcap(packets, 101)) == [
        *(Unreadable(f"x: packet {number}", said) for number in (1, 2, 4, 5)),
        Captured("x: packet 6, [::1]:50000 > [::2]:42027", HEARTBEAT, 1),
        Ended(1),
    ]


def test_ports_are_chosen() -> None:
    """The end with such a port is the server; other connections are left out."""
    file = pcap([ONE])
    for ports, by in (((42_027,), Role.CLIENT), ((50_000, 7), Role.SERVER)):
        found = list(read_capture(io.BufferedReader(io.BytesIO(file)), "x", ports))
        assert found == FOUND
        assert found[0].seen.by is by  # type: ignore[union-attr] # it is a frame
    assert list(read_capture(io.BufferedReader(io.BytesIO(file)), "x", (2_027,))) == []


def test_ipv6() -> None:
    """Packets of IPv6 are read with and without Ethernet, and addresses stand in brackets."""
    packet = ethernet(ipv6(tcp(HEARTBEAT)), dpkt.ethernet.ETH_TYPE_IP6)
    assert read(pcap([packet]))[0] == Captured("x: packet 1, [::1]:50000 > [::2]:42027", HEARTBEAT, 1)
    assert read(pcap([bytes(ipv6(tcp(HEARTBEAT)))], 101))[0] == read(pcap([packet]))[0]


def test_frames_are_put_together() -> None:
    """From segments that are split, doubled and out of order."""
    flags = dpkt.tcp.TH_SYN
    segments = [
        tcp(b"", 99, flags),
        tcp(HEARTBEAT[5:], 105),
        tcp(HEARTBEAT[:5], 100),
        tcp(HEARTBEAT[:5], 100),
        tcp(b"", 112, dpkt.tcp.TH_FIN | dpkt.tcp.TH_ACK),
        tcp(b"", 112, dpkt.tcp.TH_RST),
    ]
    place = "x: packet 3, 10.0.0.1:50000 > 10.0.0.2:42027"
    assert read(pcap([ethernet(ipv4(segment)) for segment in segments])) == [Captured(place, HEARTBEAT, 1), Ended(1)]


def test_other_packets_are_passed_over() -> None:
    """Other protocols, fragments and damaged packets are nothing to speak of."""
    udp = ethernet(ipv4(dpkt.udp.UDP(sport=1, dport=2, data=b"x"), dpkt.ip.IP_PROTO_UDP))
    arp = ethernet(b"\0" * 28, dpkt.ethernet.ETH_TYPE_ARP)
    assert read(pcap([udp, arp, b"", b"\0" * 3, ONE[:20], ONE]))[-2:] == [
        Captured("x: packet 6, 10.0.0.1:50000 > 10.0.0.2:42027", HEARTBEAT, 1),
        Ended(1),
    ]


@pytest.mark.parametrize("kept", [20, 16, 7])
def test_a_capture_that_was_cut_off(kept: int) -> None:
    """What is whole is read, and the rest is told."""
    data = pcap([ONE, ONE])
    cut = data[: len(data) - len(ONE) - 16 + kept]
    assert read(cut) == [FOUND[0], Unreadable("x", "expected whole packets: the file ends within one"), FOUND[1]]


def test_damage_is_told() -> None:
    """A length that is no packet's does not fill the memory; frames before it have been read."""
    items: list[Item] = []
    data = pcap([ONE]) + struct.pack("<IIII", 0, 0, 0xFFFFFFFF, 0xFFFFFFFF)
    with pytest.raises(CaptureError) as caught:
        items += read_into(items, data)
    assert items == FOUND
    assert str(caught.value) == (
        "x: expected a whole capture, damaged behind packet 1: a block of 4294967295 bytes is announced"
    )


def read_into(items: list[Item], data: bytes) -> list[Item]:
    """Keep what was read before an error."""
    for item in read_capture(io.BufferedReader(io.BytesIO(data)), "x"):
        items.append(item)  # noqa: PERF402 - those before an error are kept
    return []


def test_compressed_files_are_told() -> None:
    """The error about a compressed file says to gunzip it."""
    with pytest.raises(CaptureError, match=r"x: expected hex lines, .* or pcapng, not gzip: gunzip it first"):
        read(gzip.compress(pcap([ONE])))


def test_a_header_that_ends_too_early_is_told() -> None:
    """Nothing can be read then."""
    with pytest.raises(CaptureError, match="damaged behind packet 0: it ends too early"):
        read(pcap([])[:20])


def test_an_unknown_link_type_is_told() -> None:
    """The error about a link type says which can be read."""
    with pytest.raises(CaptureError, match=r"expected packets of Ethernet, .*, not link type 147"):
        read(pcap([ONE], 147))


def test_without_the_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    """It says what to install; any other missing module is a bug."""

    def missing(_: str) -> None:
        raise ModuleNotFoundError(name=absent)

    monkeypatch.setattr("ctiserver.traffic.captures.read.import_module", missing)
    absent = "dpkt"
    with pytest.raises(CaptureError, match=r"expected the extra pcap: pip install '\.\[pcap\]' in the source tree"):
        read(pcap([ONE]))
    absent = "other"
    with pytest.raises(ModuleNotFoundError):
        read(pcap([ONE]))
