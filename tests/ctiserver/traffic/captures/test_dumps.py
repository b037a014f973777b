"""Promises of hex dumps.  What is pasted here was printed by the tools themselves."""

from __future__ import annotations

import pytest

from ctiserver.traffic.captures.dumps import Dump, DumpLine, dump_line, tcp_payload
from ctiserver.traffic.captures.hexlines import HexLines
from ctiserver.traffic.captures.items import Captured, Unreadable

BEAT = bytes.fromhex("00000004 00000005 00000001")
TEXT_EVENT = bytes.fromhex("00000013 00000007 00000001 00000000 07 09") + b"ab cd ef\0"

XXD = """
00000000: 0000 0013 0000 0007 0000 0001 0000 0000  ................
00000010: 0709 6162 2063 6420 6566 00              ..ab cd ef.
"""
XXD_ONE = """
00000000: 00 00 00 13 00 00 00 07 00 00 00 01 00 00 00 00  ................
00000010: 07 09 61 62 20 63 64 20 65 66 00                 ..ab cd ef.
"""
HEXDUMP = """
00000000  00 00 00 13 00 00 00 07  00 00 00 01 00 00 00 00  |................|
00000010  07 09 61 62 20 63 64 20  65 66 00                 |..ab cd ef.|
0000001b
"""
WIRESHARK = """
0000   00 00 00 13 00 00 00 07 00 00 00 01 00 00 00 00   ................
0010   07 09 61 62 20 63 64 20 65 66 00                  ..ab cd ef.
"""
XXD_FOUR = """
00000000: 00000013 00000007 00000001 00000000  ................
00000010: 07096162 20636420 656600             ..ab cd ef.
"""
OD = """
000000 00 00 00 13 00 00 00 07 00 00 00 01 00 00 00 00
000010 07 09 61 62 20 63 64 20 65 66 00
00001b
"""
WITHOUT_TEXT = """
0000   00 00 00 13 00 00 00 07 00 00 00 01 00 00 00 00
0010   07 09 61 62 20 63 64 20 65 66 00
"""


def lines(text: str) -> list[Captured | Unreadable]:
    """What lines consist of."""
    reader = HexLines("x")
    found = [item for number, line in enumerate(text.split("\n"), 1) for item in reader.line(number, line)]
    return [*found, *reader.end()]


@pytest.mark.parametrize("text", [XXD, XXD_ONE, XXD_FOUR, OD, HEXDUMP, WIRESHARK, WITHOUT_TEXT])
def test_dumps_of_a_frame(text: str) -> None:
    """Of any tool; the text beside the bytes, which may look like hex, is none of them."""
    assert lines(text) == [Captured("x:2", TEXT_EVENT)]
    again = lines(text + text[1:] + BEAT.hex())
    assert [item.frame for item in again if isinstance(item, Captured)] == [TEXT_EVENT, TEXT_EVENT, BEAT]
    assert len(again) == 3


SEGMENT = bytes.fromhex("c350a42b 00000001 00000001 50180200 00000000") + BEAT
IPV4 = bytes.fromhex("45000034 1c464000 4006b1e6 7f000001 7f000001") + SEGMENT
IPV6 = bytes.fromhex("60000000 0020 06 40") + bytes(15) + b"\1" + bytes(15) + b"\1" + SEGMENT
ETHERNET = bytes(12) + b"\x08\x00" + IPV4 + bytes(8)

TCPDUMP = """
12:34:56.789012 IP 127.0.0.1.50000 > 127.0.0.1.42027: Flags [P.], seq 1:13, ack 1, win 512, length 12
\t0x0000:  4500 0034 1c46 4000 4006 b1e6 7f00 0001  E..4.F@.@.......
\t0x0010:  7f00 0001 c350 a42b 0000 0001 0000 0001  .....P.+........
\t0x0020:  5018 0200 0000 0000 0000 0004 0000 0005  P...............
\t0x0030:  0000 0001                                ....
12:34:56.789013 lo    In  IP 127.0.0.1.42027 > 127.0.0.1.50000: Flags [.], ack 13, win 512, length 0
\t0x0000:  4500 0028 1c46 4000 4006 b1f2 7f00 0001  E..(.F@.@.......
\t0x0010:  7f00 0001 a42b c350 0000 0001 0000 000d  .....+.P........
\t0x0020:  5010 0200 0000 0000                      P.......
"""


def test_dumps_of_packets() -> None:
    """What is around the frames does not count, nor do packets that carry nothing."""
    assert lines(TCPDUMP) == [Captured("x:3", BEAT)]


@pytest.mark.parametrize(
    "packet", [IPV4, IPV6, ETHERNET, bytes(12) + b"\x81\0\0\7\x08\0" + IPV4, bytes(14) + b"\x86\xdd" + IPV6]
)
def test_layers_of_packets(packet: bytes) -> None:
    """With or without their link layer, padded or not."""
    assert tcp_payload(packet) == BEAT


@pytest.mark.parametrize(
    "packet", [b"", BEAT, IPV4[:30], IPV4[:9] + b"\x11" + IPV4[10:], IPV4[:-1], bytes(60), b"\x4f" + IPV4[1:]]
)
def test_what_is_no_such_packet(packet: bytes) -> None:
    """Others are left as they are."""
    assert tcp_payload(packet) is None


def test_a_frame_over_several_packets() -> None:
    """Its pieces are put together."""
    pieces = (TEXT_EVENT[:10], TEXT_EVENT[10:])
    text = ""
    for piece in pieces:
        packet = IPV4[:2] + (40 + len(piece)).to_bytes(2) + IPV4[4:40] + piece
        rows = range(0, len(packet), 16)
        text += "".join(f"{at:04x}   {packet[at : at + 16].hex(' ')}\n" for at in rows) + "\n"
    assert [item.frame for item in lines(text) if isinstance(item, Captured)] == []
    assert [item.frame for item in lines(text.replace("\n\n", "\n")) if isinstance(item, Captured)] == [TEXT_EVENT]


def test_repeated_rows() -> None:
    """Rows that hexdump leaves out and marks with a star are filled in; what comes before is needed for that."""
    body = bytes(56)
    frame = len(body).to_bytes(4) + b"\0\0\0\7" + body
    text = f"00000000  {frame[:16].hex(' ')}  |{'.' * 16}|\n00000010  {bytes(16).hex(' ')}  |{'.' * 16}|\n*\n00000040\n"
    assert lines(text) == [Captured("x:1", frame)]
    dump = Dump()
    dump.repeat()
    assert not dump.add(DumpLine(1 << 18, b"x"))
    assert dump.data == b""


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("0010: 61 62  ab", DumpLine(16, b"ab")),
        ("0010: 61 62  63 64", DumpLine(16, b"abcd")),
        ("0010: 61 20  a", DumpLine(16, b"a ")),
        ("0010: zz", None),
        ("00000004 00000005 00000001", None),
        ("00000004  00000005  00000001", None),
        ("0000000c", DumpLine(12, b"")),
        ("some words", None),
    ],
)
def test_what_is_a_line_of_a_dump(text: str, line: DumpLine | None) -> None:
    """Frames in groups of eight digits are none."""
    assert dump_line(text) == line


def test_a_dump_has_a_bound() -> None:
    """It is kept in memory as long as it goes on."""
    rows = "".join(f"{at:08x}  {'00 ' * 16}\n" for at in range(0, (1 << 17) + 48, 16))
    told = [item.reason for item in lines(rows) if isinstance(item, Unreadable)]
    assert told[0] == "expected a dump of at most 131072 bytes, or a line without an offset"


def test_what_does_not_continue_a_dump_ends_it() -> None:
    """Another offset than the next one is that of another dump, or nothing."""
    found = lines("0000  00 00 00 04 00 00 00 05\n0010  00 00\n0008  00 00 00 01\n")
    assert [item.reason for item in found if isinstance(item, Unreadable)] == [
        "expected whole frames: the last has 8 of 12 bytes",
        "expected the line of the dump that begins at byte 8, not 16",
        "expected the header of a frame: a body of 524288 bytes is announced, at most 12492 are allowed",
    ]
    assert lines(f"0000  {BEAT.hex(' ')}\n{BEAT.hex()}") == [Captured("x:1", BEAT), Captured("x:2", BEAT)]


@pytest.mark.parametrize("text", [r"\x00\x00\x00\x04\x00\x00\x00\x05\x00\x00\x00\x01", "0x00, 0x00, 0x00, 0x04, 0, 5"])
def test_strings_and_arrays_of_programs(text: str) -> None:
    """Escapes and commas do not count."""
    found = lines(text.replace(" 0, 5", "0x00, 0x00, 0x00, 0x05, 0x00, 0x00, 0x00, 0x01,"))
    assert found == [Captured("x:1", BEAT)]
