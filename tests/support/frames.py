"""Frames put together by hand, byte by byte, as no encoder of ours would write them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

WIDE_TAGS_SINCE: Final = 20
CCX_WIDE_TAGS_SINCE: Final = 18

CLIENT_ID: Final = 1
CLIENT_PASSWORD: Final = 2
CLIENT_SIGNATURE: Final = 3
AGENT_EXTENSION: Final = 4
AGENT_ID: Final = 5
AGENT_INSTRUMENT: Final = 6
UNKNOWN_TAG: Final = 54
"""A number that no tag has."""

OPEN: Final = 3
HEARTBEAT: Final = 5
CLOSE: Final = 7
ZEROS: Final = bytes(8)
"""A message of length 0 and type 0."""

Field = tuple[int, bytes]


def frame(number: int, *words: int, fields: Iterable[Field] = (), version: int = 25) -> bytes:
    """A frame whose fixed part consists of four-byte words."""
    body = b"".join(word.to_bytes(4) for word in words) + floating(fields, version)
    return len(body).to_bytes(4) + number.to_bytes(4) + body


def floating(fields: Iterable[Field], version: int) -> bytes:
    """Tags, lengths and values."""
    width = 2 if version >= WIDE_TAGS_SINCE else 1
    return b"".join(tag.to_bytes(width) + len(data).to_bytes(width) + data for tag, data in fields)


def open_frame(
    version: int,
    services: int,
    *fields: Field,
    invoke_id: int = 1,
    idle_timeout: int = 0xFFFFFFFF,
    peripheral_id: int = 0xFFFFFFFF,
    masks: tuple[int, int, int] = (0x07FFFFFF, 0x3FFF, 0),
) -> bytes:
    """An OPEN_REQ: eleven words and its floating fields."""
    words = (invoke_id, version, idle_timeout, peripheral_id, services, *masks, 0, 0, 0)
    return frame(OPEN, *words, fields=fields, version=version)


def ccx_open_frame(version: int, services: int, *fields: Field, invoke_id: int = 1) -> bytes:
    """An OPEN_REQ of Unified CCX: its places are reserved with 0, its tags get wide in another version, alone."""
    words = (invoke_id, version, 0xFFFFFFFF, 0, services, 0x667FFF, 0x1FF, 0, 0, 0, 0)
    width = 2 if version >= CCX_WIDE_TAGS_SINCE else 1
    rest = b"".join(tag.to_bytes(width) + len(data).to_bytes(1) + data for tag, data in fields)
    body = b"".join(word.to_bytes(4) for word in words) + rest
    return len(body).to_bytes(4) + OPEN.to_bytes(4) + body


def named(client_id: bytes = b"client\0", password: bytes = b"") -> tuple[Field, Field]:
    """The two fields that every OPEN_REQ has."""
    return (CLIENT_ID, client_id), (CLIENT_PASSWORD, password)
