"""The guide's data types in bytes."""

from __future__ import annotations

from typing import Any

import construct as cs
import pytest

from ctiproto.constants import AgentState, CTIService
from ctiproto.wire import (
    BOOL,
    INT,
    NAMEDARRAY,
    NAMEDVAR,
    STRING,
    TIME,
    UCHAR,
    UINT,
    UNSPEC,
    USHORT,
    NamedArray,
    NamedVariable,
    Wire,
)

ROWS: list[tuple[Wire[Any], Any, str]] = [
    (UINT, 5000, "00001388"),
    (UINT, 0xFFFFFFFF, "ffffffff"),
    (INT, -1, "ffffffff"),
    (USHORT, 258, "0102"),
    (UCHAR, 7, "07"),
    (TIME, 1_763_650_800, "691f2cf0"),
    (BOOL, True, "0001"),
    (BOOL, False, "0000"),
    (USHORT.of(AgentState), AgentState.AVAILABLE, "0003"),
    (USHORT.of(AgentState), AgentState(99), "0063"),
    (UINT.of(CTIService), CTIService(0x80000010), "80000010"),
    (STRING(5), "1001", "3130303100"),
    (STRING(5), "", "00"),
    (STRING(5), "é", "e900"),
    (STRING(9), "a\0b", "61006200"),
    (UNSPEC(4), b"\x00\xff", "00ff"),
    (UNSPEC(4), b"", ""),
    (NAMEDVAR, NamedVariable("a.b", "c"), "612e62006300"),
    (NAMEDVAR, NamedVariable("a", ""), "610000"),
    (NAMEDARRAY, NamedArray("a", 255, "c"), "ff61006300"),
]


@pytest.mark.parametrize(("wire", "value", "code"), ROWS, ids=str)
def test_a_value_stands_so_in_bytes(wire: Wire[Any], value: Any, code: str) -> None:
    """Big-endian numbers, text with its NUL, masks and enumerations as their numbers: in both directions."""
    assert wire.construct.build(value).hex() == code
    read = wire.construct.parse(bytes.fromhex(code))
    assert read == value
    assert type(read) is type(value)


@pytest.mark.parametrize(
    ("wire", "code", "value"),
    [
        (STRING(5), "31303031", "1001"),
        (STRING(5), "", ""),
        (STRING(5), "310000", "1\0"),
        (BOOL, "0002", True),
        (NAMEDVAR, "610062", NamedVariable("a", "b")),
        (NAMEDVAR, "6100", NamedVariable("a", "")),
        (NAMEDARRAY, "00610062", NamedArray("a", 0, "b")),
    ],
    ids=str,
)
def test_what_others_write_is_read_too(wire: Wire[Any], code: str, value: object) -> None:
    """The last NUL may be missing, and whatever is not zero is true."""
    assert wire.construct.parse(bytes.fromhex(code)) == value


@pytest.mark.parametrize(("wire", "code"), [(NAMEDVAR, ""), (NAMEDVAR, "6162"), (NAMEDARRAY, ""), (NAMEDARRAY, "00")])
def test_a_name_without_its_nul_cannot_be_read(wire: Wire[Any], code: str) -> None:
    """Nothing tells the name of a variable from its value then."""
    with pytest.raises(cs.ValidationError):
        wire.construct.parse(bytes.fromhex(code))


@pytest.mark.parametrize(
    ("wire", "value"),
    [
        (UINT, -1),
        (UINT, 1.5),
        (USHORT, 0x10000),
        (USHORT.of(AgentState), 1.0),
        (USHORT.of(AgentState), "3"),
        (BOOL, None),
        (STRING(5), b"1001"),
        (STRING(5), "\u20ac"),
        (UNSPEC(5), "text"),
        (UNSPEC(5), 7),
        (NAMEDVAR, NamedVariable("a\0b", "")),
        (NAMEDARRAY, NamedArray("a", 256, "")),
    ],
    ids=repr,
)
def test_what_is_not_of_the_type_is_not_written(wire: Wire[Any], value: object) -> None:
    """A value is never quietly made into another one."""
    with pytest.raises((cs.ConstructError, ValueError, TypeError, AttributeError)):
        wire.construct.build(value)


def test_types_compare_by_what_they_say() -> None:
    """Two types of the same name, size and enumeration are equal."""
    assert STRING(12) == STRING(12)
    assert STRING(12) != STRING(13)
    assert USHORT.of(AgentState) == USHORT.of(AgentState)
    assert USHORT.of(AgentState) != USHORT


def test_numbers_have_a_fixed_width() -> None:
    """Numbers and flags do, text and bytes do not."""
    assert [wire.name for wire in (UINT, BOOL, STRING(1), UNSPEC(1), NAMEDVAR) if wire.is_number] == ["UINT", "BOOL"]
