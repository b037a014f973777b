"""Pseudonyms: other values of the same shape, the same one for the same value, and never two values with one.

A digit becomes a digit, a small letter a small letter and so on, so that whatever takes the value takes its pseudonym.
Strategy: a value of some shape is a number below the product of its alphabets' sizes.  A Feistel network keyed by a
secret shuffles these numbers without collisions and can be undone with the secret; a step of fixed width between
shuffling and shuffling back leaves no number where it was.
"""

from __future__ import annotations

import string
from collections.abc import Sequence
from functools import lru_cache
from hashlib import blake2b
from math import prod
from typing import Final

_ROUNDS: Final = 6

_NUL: Final = b"\0"
_KEPT: Final = b" +-*#._@/:(),"
"""What gives a value its shape: it stays, as long as anything else is there to be replaced."""

_CONTROL: Final = bytes((*range(1, 32), 127))
_SIGNS: Final = bytes(sorted({*string.punctuation.encode()} - {*_KEPT}))
_UPPER_HALF: Final = bytes(range(128, 256))
_ALPHABETS: Final = (
    string.digits.encode(),
    string.ascii_lowercase.encode(),
    string.ascii_uppercase.encode(),
    _SIGNS,
    _CONTROL,
    _UPPER_HALF,
)
_ALPHABET_OF: Final = {each: alphabet for alphabet in _ALPHABETS for each in alphabet}

_REMEMBERED: Final = 10_000
"""Values; they come again and again."""


class Pseudonyms:
    """The pseudonyms of one tape.

    Args:
        secret: with it pseudonyms can be undone; at most 64 bytes.
    """

    def __init__(self, secret: bytes) -> None:
        self._secret = secret
        self.of = lru_cache(_REMEMBERED)(self._of)
        """The pseudonym of a value, as long as it is and without NULs where it has none."""

    def number(self, value: int, limit: int) -> int:
        """The pseudonym of a number: of as many digits, and below ``limit``.  0 and ``limit``, which are none, stay."""
        if not 0 < value < limit:
            return value
        # Walking on from what is no such number keeps the pseudonyms apart.
        digits = str(value).encode()
        while True:
            digits = self.of(digits)
            if digits[0] != ord("0") and int(digits) < limit:
                return int(digits)

    def _of(self, value: bytes) -> bytes:
        alphabets = _alphabets(value)
        sizes = [len(alphabet) for alphabet in alphabets]
        half = len(sizes) // 2
        left, right = _Half(sizes[:half]), _Half(sizes[half:])
        shape = bytes(alphabet[0] for alphabet in alphabets)
        places = [alphabet.index(each) for alphabet, each in zip(alphabets, value, strict=True)]
        numbers = (left.number(places[:half]), right.number(places[half:]))
        numbers = self._shuffled(shape, (left.size, right.size), numbers)
        whole = (numbers[0] * right.size + numbers[1] + self._step(shape, left.size * right.size)) % (
            left.size * right.size
        )
        numbers = self._shuffled_back(shape, (left.size, right.size), divmod(whole, right.size))
        places = [*left.places(numbers[0]), *right.places(numbers[1])]
        return bytes(alphabet[place] for alphabet, place in zip(alphabets, places, strict=True))

    def _step(self, shape: bytes, size: int) -> int:
        return 1 + self._hash(b"step", shape, 0) % (size - 1) if size > 1 else 0

    def _shuffled(self, shape: bytes, sizes: tuple[int, int], numbers: tuple[int, int]) -> tuple[int, int]:
        left, right = numbers
        for turn in range(_ROUNDS):
            left = (left + self._hash(b"left%d" % turn, shape, right)) % sizes[0]
            right = (right + self._hash(b"right%d" % turn, shape, left)) % sizes[1]
        return left, right

    def _shuffled_back(self, shape: bytes, sizes: tuple[int, int], numbers: tuple[int, int]) -> tuple[int, int]:
        left, right = numbers
        for turn in reversed(range(_ROUNDS)):
            right = (right - self._hash(b"right%d" % turn, shape, left)) % sizes[1]
            left = (left - self._hash(b"left%d" % turn, shape, right)) % sizes[0]
        return left, right

    def _hash(self, what: bytes, shape: bytes, number: int) -> int:
        text = b"%s %s %d" % (what, shape.hex().encode(), number)
        wide = len(shape) + 16
        return int.from_bytes(
            b"".join(
                blake2b(b"%d %s" % (at, text), key=self._secret).digest()
                for at in range(0, wide, blake2b.MAX_DIGEST_SIZE)
            )
        )


class _Half:
    """Numbers of mixed radix: what one half of a value stands for."""

    def __init__(self, sizes: Sequence[int]) -> None:
        self._sizes = sizes
        self.size = prod(sizes)

    def number(self, places: Sequence[int]) -> int:
        """The number of places in alphabets."""
        number = 0
        for size, place in zip(self._sizes, places, strict=True):
            number = number * size + place
        return number

    def places(self, number: int) -> list[int]:
        """The inverse of :meth:`number`."""
        places = []
        for size in reversed(self._sizes):
            number, place = divmod(number, size)
            places.append(place)
        return places[::-1]


def _alphabets(value: bytes) -> list[bytes]:
    """For each character, those that may take its place."""
    if any(each in _ALPHABET_OF for each in value):
        return [_ALPHABET_OF.get(each, bytes((each,))) for each in value]
    return [_NUL if each == 0 else _KEPT for each in value]
