"""Frames put together by hand, for tests that need them wrong in one place."""

from __future__ import annotations

from ctiproto.constants import Tag


def field(tag: int | Tag, data: bytes, *, wide: bool = True) -> bytes:
    """A floating field."""
    width = 2 if wide else 1
    return int(tag).to_bytes(width) + len(data).to_bytes(width) + data


def frame(number: int, body: bytes) -> bytes:
    """A frame with a header that tells the truth."""
    return len(body).to_bytes(4) + number.to_bytes(4) + body


def uint(number: int) -> bytes:
    """A UINT."""
    return number.to_bytes(4)


def ushort(number: int) -> bytes:
    """A USHORT."""
    return number.to_bytes(2)
