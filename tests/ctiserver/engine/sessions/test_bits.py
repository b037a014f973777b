"""Bits of masks."""

from __future__ import annotations

import pytest

from ctiproto.constants import CTIService
from ctiserver.engine.sessions.bits import has_bit


@pytest.mark.parametrize(("mask", "bit", "has"), [(6, 2, True), (6, 1, False), (6, 3, True), (0, 0xFFFFFFFF, False)])
def test_one_of_some_bits(mask: int, bit: int, *, has: bool) -> None:
    """As the operator says, for numbers and for enumerations of them."""
    assert has_bit(mask, bit) is has
    assert has_bit(CTIService(mask), CTIService(bit)) is has
