"""Promises of pseudonyms."""

from __future__ import annotations

import string

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ctiserver.tapes.pseudonyms import Pseudonyms

SECRET = b"a secret that nobody writes down"
PLAIN = settings(max_examples=200, derandomize=True, deadline=None)


def kind(each: int) -> int:
    """What must not change about a byte."""
    alphabets = (string.digits.encode(), string.ascii_lowercase.encode(), string.ascii_uppercase.encode())
    return next((number for number, alphabet in enumerate(alphabets) if each in alphabet), 9)


@PLAIN
@given(st.binary(max_size=40), st.binary(max_size=64))
def test_the_shape_stays_and_the_value_does_not(value: bytes, secret: bytes) -> None:
    """As long as before, digits for digits, NULs where they were; only NULs stay as they are."""
    found = Pseudonyms(secret).of(value)
    assert [each == 0 for each in found] == [each == 0 for each in value]
    if any(map(kind, value.strip(b" +-*#._@/:(),\0"))):
        assert list(map(kind, found)) == list(map(kind, value))
    assert (found != value) == bool(value.strip(b"\0"))


def test_they_are_stable_under_a_secret() -> None:
    """And others under another one; separators stay where there is something to separate."""
    one, other = Pseudonyms(SECRET), Pseudonyms(b"")
    assert one.of(b"+49 (30) 1234-567") == Pseudonyms(SECRET).of(b"+49 (30) 1234-567") != other.of(b"+49 (30) 1234-567")
    assert one.of(b"+49 (30) 1234-567").translate(None, b"0123456789") == b"+ () -"
    assert len(one.of(b"*#*#")) == 4
    assert one.of(b"") == b""


@pytest.mark.parametrize("digits", [1, 2, 3])
def test_no_two_values_have_the_same(digits: int) -> None:
    """Extensions stay as different as they were."""
    pseudonyms = Pseudonyms(SECRET)
    values = [b"%0*d" % (digits, number) for number in range(10**digits)]
    found = [pseudonyms.of(value) for value in values]
    assert sorted(found) == values
    assert all(one != other for one, other in zip(found, values, strict=True))


@pytest.mark.parametrize(("limit", "values"), [(255, range(256)), (0xFFFFFFFF, range(1_000, 1_400))])
def test_numbers_keep_their_digits(limit: int, values: range) -> None:
    """Below their limit, and each with its own; what means nothing goes on to mean that."""
    pseudonyms = Pseudonyms(SECRET)
    found = [pseudonyms.number(value, limit) for value in values]
    assert [len(str(number)) for number in found] == [len(str(value)) for value in values]
    assert len(set(found)) == len(values)
    assert max(found) <= limit
    assert pseudonyms.number(0, limit) == 0
    assert pseudonyms.number(limit, limit) == limit
    assert pseudonyms.number(4_000_000_000, 0xFFFFFFFF) < 0xFFFFFFFF
