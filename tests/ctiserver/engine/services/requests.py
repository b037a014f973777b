"""Requests as bytes, right ones and wrong ones, and those who send them."""

from __future__ import annotations

from collections.abc import Container, Iterable
from typing import Any, Final

from ctiproto import messages as m
from ctiproto.codec import codec
from ctiproto.constants import CTIService, StatusCode, Tag
from ctiproto.declare import Message
from ctiproto.layout import layout_of
from ctiproto.versions import Profile
from ctiproto.wire import Form
from tests.support.harness import Client, World, demo

HEADER: Final = 8
Field = tuple[int, bytes]


def text(tag: Tag, value: str) -> Field:
    """A floating field with a string."""
    return int(tag), value.encode() + b"\0"


def _fields(data: bytes, width: int) -> Iterable[Field]:
    while data:
        size = int.from_bytes(data[width : 2 * width])
        yield int.from_bytes(data[:width]), data[2 * width : 2 * width + size]
        data = data[2 * width + size :]


def _frame(number: int, fixed: bytes, fields: Iterable[Field], width: int) -> bytes:
    floating = b"".join(tag.to_bytes(width) + len(data).to_bytes(width) + data for tag, data in fields)
    body = fixed + floating
    return len(body).to_bytes(4) + number.to_bytes(4) + body


def altered(
    request: Message,
    version: int = 25,
    *,
    without: Container[int] = (),
    more: Iterable[Field] = (),
    **numbers: int,
) -> bytes:
    """The frame of a request without some floating fields, with others, and with other numbers in its fixed part."""
    profile = Profile(version)
    layout = layout_of(type(request), profile)
    data = bytearray(codec(profile).encode(request))
    for field, offset in layout.fixed_offsets():
        if field.attribute in numbers:
            number = numbers.pop(field.attribute)
            data[offset : offset + field.wire.size] = number.to_bytes(field.wire.size)
    assert not numbers, f"{request.name} has no {numbers}"
    width = profile.tag_width
    begin = HEADER + layout.fixed_size
    kept = [field for field in _fields(bytes(data[begin:]), width) if field[0] not in without]
    return _frame(request.number, bytes(data[HEADER:begin]), [*kept, *more], width)


_SHORTEST: Final = {Form.TEXT: b"1\0", Form.BYTES: b"1", Form.VARIABLE: b"a\0b\0", Form.ELEMENT: b"\0a\0b\0"}


def smallest(cls: type[Message], version: int = 25, *, first: int = 77, **numbers: int) -> bytes:
    """A frame of any message with all that it needs and nothing more; ``first`` stands in its first four bytes."""
    if not cls.declaration.documented:
        return _frame(cls.declaration.number, first.to_bytes(4), (), 2)
    profile = Profile(version)
    layout = layout_of(cls, profile)
    fixed = bytearray()
    for field, _ in layout.fixed_offsets():
        known = field.wire.numbers
        number = min(known) if known is not None and field.counts is None else 0
        fixed += numbers.get(field.attribute, number).to_bytes(field.wire.size)
    fixed[:4] = first.to_bytes(4) if len(fixed) >= 4 else fixed[:4]
    fields = [
        (int(field.tag), bytes(field.wire.size) if field.wire.is_number else _SHORTEST[field.wire.form])
        for field in layout.tags.values()
        if field.required and field.tag is not None
    ]
    return _frame(cls.declaration.number, bytes(fixed), fields, profile.tag_width)


SERVICES: Final = 0x1DFE
"""The services of the guide's table that bring requests, CLIENT_EVENTS left aside."""


def anybody(version: int = 25, services: int = SERVICES, **settings: Any) -> Client:
    """A client with every service, also those without a handler."""
    return World(demo(grantable=CTIService(0xFFFFFFFF), **settings)).bridge(version, services)


def answer(client: Client, frame: bytes) -> Message:
    """The one answer to a frame, and nothing else."""
    client.hears()
    client.sends_bytes(frame)
    assert len(client.heard) == 1, client.heard
    return client.takes()


def refusal(client: Client, frame: bytes) -> StatusCode:
    """The status of the FAILURE_CONF that answers a frame."""
    conf = answer(client, frame)
    assert isinstance(conf, m.FailureConf), conf
    return conf.status


def refusal_code(client: Client, frame: bytes) -> int:
    """The FailureCode of the CONTROL_FAILURE_CONF that answers a frame."""
    conf = answer(client, frame)
    assert isinstance(conf, m.ControlFailureConf), conf
    return int(conf.failure_code)


def control_failure(client: Client, request: Message) -> tuple[int, int]:
    """FailureCode and PeripheralErrorCode of the CONTROL_FAILURE_CONF that answers a request."""
    conf = client.asks(request)
    assert isinstance(conf, m.ControlFailureConf), conf
    assert conf.invoke_id == getattr(request, "invoke_id", 0)
    client.hears()
    return int(conf.failure_code), conf.peripheral_error_code
