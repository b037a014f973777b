"""Promises of single values in JSON."""

from __future__ import annotations

from typing import Any

import pytest

from ctiproto.jsonvalue import json_value, value_bytes
from ctiproto.wire import BOOL, INT, NAMEDARRAY, NAMEDVAR, STRING, UCHAR, UINT, UNSPEC, USHORT, Wire

TEXT: Wire[Any] = STRING(4)


@pytest.mark.parametrize(
    ("wire", "data", "value"),
    [
        (UINT, "ffffffff", 0xFFFFFFFF),
        (INT, "ffffffff", -1),
        (USHORT, "ffff", 0xFFFF),
        (UCHAR, "ff", 255),
        (BOOL, "0001", 1),
        (BOOL, "0005", 5),
        (BOOL, "01", {"hex": "01"}),
        (UINT, "", {"hex": ""}),
        (TEXT, "6100", "a"),
        (TEXT, "61", {"hex": "61"}),
        (UNSPEC(2), "0a0B", "0a0b"),
        (NAMEDVAR, "610000", {"name": "a", "value": ""}),
        (NAMEDVAR, "61006200", {"name": "a", "value": "b"}),
        (NAMEDVAR, "610062", {"hex": "610062"}),
        (NAMEDVAR, "6100620000", {"hex": "6100620000"}),
        (NAMEDVAR, "", {"hex": ""}),
        (NAMEDARRAY, "0061006200", {"name": "a", "index": 0, "value": "b"}),
        (NAMEDARRAY, "ff0000", {"name": "", "index": 255, "value": ""}),
        (NAMEDARRAY, "006100", {"hex": "006100"}),
        (NAMEDARRAY, "", {"hex": ""}),
    ],
)
def test_values_in_both_directions(wire: Wire[Any], data: str, value: object) -> None:
    """A value that its type can hold is what it is; any other is its bytes."""
    assert json_value(wire, bytes.fromhex(data)) == value
    assert value_bytes(wire, value) == bytes.fromhex(data)


@pytest.mark.parametrize(
    ("wire", "value", "said"),
    [
        (INT, 1 << 31, "expected a number from -2147483648 to 2147483647 (INT)"),
        (USHORT, -1, "expected a number from 0 to 65535 (USHORT)"),
        (USHORT, "1", "expected a number, not a string"),
        (BOOL, False, "expected a number, not true or false"),
        (TEXT, 7, "expected a string, not a number"),
        (TEXT, None, "expected a string, not null"),
        (TEXT, "a\u20ac", "character 2 is not in latin-1"),
        (TEXT, "a\0b", 'a string has no NUL inside; bytes are written as {"hex": "..."}'),
        (TEXT, {"hex": "0"}, "expected pairs of hex digits and nothing else"),
        (TEXT, {"hex": "00\n"}, "expected pairs of hex digits and nothing else"),
        (UNSPEC(2), [0], "expected a string of hex digits, not a list"),
        (NAMEDVAR, {"name": "a"}, "expected an object of name, value"),
        (NAMEDVAR, "a", "expected an object of name, value"),
        (NAMEDARRAY, {"name": "a", "value": "b"}, "expected an object of name, index, value"),
        (NAMEDARRAY, {"name": "a", "index": 256, "value": "b"}, "expected an index from 0 to 255"),
        (NAMEDARRAY, {"name": "a", "index": True, "value": "b"}, "expected an index from 0 to 255"),
    ],
)
def test_what_is_no_value_is_refused(wire: Wire[Any], value: object, said: str) -> None:
    """The error says what was expected."""
    with pytest.raises(ValueError) as caught:  # noqa: PT011 - the whole text is compared
        value_bytes(wire, value)
    assert str(caught.value) == said
