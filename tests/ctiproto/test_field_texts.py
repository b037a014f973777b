"""Floating fields are written in the order of the wire, each as its layout says."""

from __future__ import annotations

import struct

import pytest

from ctiproto.field_texts import FloatingTexts, Language
from ctiproto.layout import layout_of
from ctiproto.messages import BeginCallEvent, OpenReq
from ctiproto.versions import Profile

SHOUTED = Language(
    number=lambda wire: lambda number: f"{wire.name} {number}",
    string=str.upper,
    octets=bytes.hex,
    variable=lambda name, value: f"{name}={value}",
    element=lambda name, index, value: f"{name}[{index}]={value}",
    odd=lambda wire, data: f"no {wire.name}: {data.hex()}",
)

BEGIN_CALL = FloatingTexts(
    layout_of(BeginCallEvent, Profile(24)), SHOUTED, lambda field: field.name, lambda tag: f"tag {tag}"
)
FIXED = bytes(34)


def fields(*pairs: tuple[int, bytes]) -> bytes:
    """Floating fields with two bytes for the tag and two for the length."""
    return b"".join(tag.to_bytes(2) + len(data).to_bytes(2) + data for tag, data in pairs)


@pytest.mark.parametrize(
    ("tag", "data", "said"),
    [
        (8, b"abc\0", ("ANI", "ABC")),
        (8, b"\0", ("ANI", "")),
        (8, b"", ("ANI", "no STRING: ")),
        (8, b"abc", ("ANI", "no STRING: 616263")),
        (8, b"a\0b\0", ("ANI", "no STRING: 61006200")),
        (9, b"\1\2", ("UserToUserInfo", "0102")),
        (72, b"\0\0\0\7", ("RouterCallKeyDay", "UINT 7")),
        (72, b"\7", ("RouterCallKeyDay", "no UINT: 07")),
        (82, b"n\0v\0", ("NamedVariable", "n=v")),
        (82, b"n\0v", ("NamedVariable", "no NAMEDVAR: 6e0076")),
        (82, b"n\0v\0w\0", ("NamedVariable", "no NAMEDVAR: 6e0076007700")),
        (82, b"n\0", ("NamedVariable", "no NAMEDVAR: 6e00")),
        (82, b"", ("NamedVariable", "no NAMEDVAR: ")),
        (83, b"\3n\0v\0", ("NamedArray", "n[3]=v")),
        (83, b"\3n\0v", ("NamedArray", "no NAMEDARRAY: 036e0076")),
        (83, b"\3", ("NamedArray", "no NAMEDARRAY: 03")),
        (83, b"", ("NamedArray", "no NAMEDARRAY: ")),
        (5, b"\1", ("tag 5", "01")),
    ],
)
def test_values(tag: int, data: bytes, said: tuple[str, str]) -> None:
    """A value that its type can hold is what the language makes of it; any other is odd."""
    assert BEGIN_CALL.of(FIXED + fields((8, b"x\0"), (tag, data))) == [("ANI", "X"), said]


def test_secrets_can_be_hidden() -> None:
    """Then their bytes are not looked at."""
    layout = layout_of(OpenReq, Profile(24))
    frame = bytes(8 + layout.fixed_size) + fields((1, b"a\0"), (2, b"secret"))
    for hidden, said in ((None, "736563726574"), ("***", "***")):
        texts = FloatingTexts(layout, SHOUTED, lambda field: field.name, str, hidden)
        assert texts.of(frame) == [("ClientID", "A"), ("ClientPassword", said)]


@pytest.mark.parametrize("rest", [b"\0", b"\0\x08\0\2a", b"\0\x48\0\4\0", b"\0\x09\0\4\0"])
def test_a_broken_structure_is_an_error(rest: bytes) -> None:
    """Of Python's, where a header or a value cannot be read, or ends beyond the frame."""
    with pytest.raises((IndexError, struct.error)):
        BEGIN_CALL.of(FIXED + fields((8, b"x\0")) + rest)
