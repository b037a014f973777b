"""Promises of telling inputs apart."""

from __future__ import annotations

import io

import pytest

from ctiserver.traffic.captures.items import Captured, CaptureError
from ctiserver.traffic.captures.read import read_capture

HEX = "000000040000000500000001"


def read(data: bytes) -> list[object]:
    """All that is in an input."""
    return list(read_capture(io.BufferedReader(io.BytesIO(data)), "x"))


def test_text() -> None:
    """What has no magic number is lines; nothing at all has none."""
    assert read(HEX.encode()) == [Captured("x:1", bytes.fromhex(HEX))]
    assert read(b"") == []


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"\x7fELF\0\0", "x: expected hex lines, JSON lines, a tape, pcap or pcapng, not other binary data"),
        (HEX.encode("utf-16"), "x: expected hex lines, JSON lines, a tape, pcap or pcapng in UTF-8, not UTF-16"),
    ],
)
def test_anything_else_is_told(data: bytes, said: str) -> None:
    """The error about an unknown format says which can be read."""
    with pytest.raises(CaptureError) as caught:
        read(data)
    assert str(caught.value) == said
