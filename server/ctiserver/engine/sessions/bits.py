"""Bits of masks, on the way of every message."""

from __future__ import annotations


def has_bit(mask: int, bit: int) -> bool:
    """Whether a mask has one of some bits.

    ``mask & bit`` of an enumeration makes an object of it, which takes ten times as long.
    """
    return int.__and__(mask, bit) != 0
