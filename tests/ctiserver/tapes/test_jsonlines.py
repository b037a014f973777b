"""Promises of reading JSON lines."""

from __future__ import annotations

import io

import pytest

from ctiserver.tapes.jsonlines import json_object, numbered_lines


def test_lines_are_counted_from_1() -> None:
    """Without their end, whichever it is; the last one may have none."""
    assert list(numbered_lines(io.BytesIO(b"\xef\xbb\xbfa\r\n\nb"))) == [(1, b"a"), (2, b""), (3, b"b")]


def test_a_line_has_to_be_an_object() -> None:
    """A line with another JSON value raises ValueError."""
    with pytest.raises(ValueError, match="expected a JSON object"):
        json_object(b"[]")


def test_numbers_have_a_bound() -> None:
    """Numbers of more digits than any number of the protocol has are refused."""
    assert json_object(b'{"a": -1234567890123456789}') == {"a": -1234567890123456789}
    with pytest.raises(ValueError, match="expected numbers of at most 20 digits, not of 5000"):
        json_object(b'{"a": ' + b"9" * 5000 + b"}")
