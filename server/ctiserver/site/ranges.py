"""Ranges of numbers in a site file: ``"1001-1005"`` stands for five of them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

import attrs

if TYPE_CHECKING:
    from collections.abc import Iterator

# All numbers that the lists of one site may hold: agents, their extensions, team members and so on together.
MAX_NUMBERS: Final = 1_000_000

# No field of the protocol takes longer digits; a longer text stands for itself and is refused for its length.
_RANGE: Final = re.compile(r"([0-9]{1,18})-([0-9]{1,18})")


class Budget:
    """How many numbers the lists of one site may still hold, so that a mistyped range cannot fill the memory."""

    def __init__(self, numbers: int = MAX_NUMBERS) -> None:
        self._numbers = numbers
        self._left = numbers

    def take(self, count: int) -> None:
        """Take ``count`` numbers from the budget.

        Raises:
            ValueError: that would be too many.
        """
        if count > self._left:
            raise ValueError(f"expected at most {self._numbers} numbers in all lists of a site together")
        self._left -= count


@attrs.frozen
class NumberRange:
    """All numbers from ``first`` to ``last``, written with at least ``width`` digits."""

    first: int
    last: int
    width: int

    @classmethod
    def parse(cls, text: str) -> NumberRange | None:
        """Read a range; ``None``: ``text`` is none, and stands for itself.

        Leading zeros of the first number set the width of all: ``"08-11"`` is 08, 09, 10, 11.

        Raises:
            ValueError: the range counts down.
        """
        found = _RANGE.fullmatch(text)
        if found is None:
            return None
        numbers = cls(int(found[1]), int(found[2]), len(found[1]))
        if numbers.last < numbers.first:
            raise ValueError(f'expected a range that counts up, such as "{found[2]}-{found[1]}", not "{text}"')
        return numbers

    def __len__(self) -> int:
        return self.last - self.first + 1

    def numbers(self) -> range:
        """The numbers of the range."""
        return range(self.first, self.last + 1)

    def texts(self) -> Iterator[str]:
        """The numbers of the range as digits, with leading zeros up to the width."""
        return (f"{number:0{self.width}d}" for number in self.numbers())
