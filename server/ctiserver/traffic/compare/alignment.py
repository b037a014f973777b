"""Pairs the elements of two sequences when some are missing, surplus or different.

Strategy: what is equal and unique anchors the rest (patience); between anchors a table of costs finds the cheapest
pairing, so that one missing element spoils nothing behind it.  A large gap without anchors is cut into pieces first.
The result depends on nothing but the input.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Hashable, Iterator, Sequence
from math import isqrt
from typing import Final, TypeVar

T = TypeVar("T")

Pair = tuple[int | None, int | None]
"""Places in the two sequences; ``None``: it has no partner."""

_LARGEST_TABLE: Final = 40_000
"""Cells.  A larger one takes too long."""

_ALONE: Final = 1.0
"""What it costs that an element has no partner; two that are paired cost less than twice as much."""


def align(
    ours: Sequence[T],
    theirs: Sequence[T],
    *,
    key: Callable[[T], Hashable],
    kind: Callable[[T], Hashable],
    distance: Callable[[T, T], float],
) -> list[Pair]:
    """Pair the elements of two sequences, keeping both orders.

    Args:
        ours: one sequence.
        theirs: the other.
        key: equal for elements that are the same.
        kind: elements of different kinds are never paired.
        distance: how different two elements of one kind are, from 0 to 1.

    Returns:
        Each element once, in the order of both sequences.
    """
    aligner = _Aligner([key(each) for each in ours], [key(each) for each in theirs])
    aligner.kinds = [kind(each) for each in ours], [kind(each) for each in theirs]
    aligner.distance = lambda i, j: distance(ours[i], theirs[j])
    return list(aligner.between(0, len(ours), 0, len(theirs)))


class _Aligner:
    kinds: tuple[list[Hashable], list[Hashable]]
    distance: Callable[[int, int], float]

    def __init__(self, ours: list[Hashable], theirs: list[Hashable]) -> None:
        self.ours = ours
        self.theirs = theirs

    def between(self, i: int, i_end: int, j: int, j_end: int) -> Iterator[Pair]:
        """Pair what stands between two places."""
        while i < i_end and j < j_end and self.ours[i] == self.theirs[j]:
            yield i, j
            i, j = i + 1, j + 1
        tail = 0
        while i < i_end - tail and j < j_end - tail and self.ours[i_end - tail - 1] == self.theirs[j_end - tail - 1]:
            tail += 1
        last_i, last_j = i_end - tail, j_end - tail
        anchors = self._anchors(i, last_i, j, last_j)
        for at_i, at_j in anchors:
            yield from self._gap(i, at_i, j, at_j)
            yield at_i, at_j
            i, j = at_i + 1, at_j + 1
        yield from self._gap(i, last_i, j, last_j)
        yield from zip(range(last_i, i_end), range(last_j, j_end), strict=True)

    def _anchors(self, i: int, i_end: int, j: int, j_end: int) -> list[tuple[int, int]]:
        """Elements that each sequence has once, as many as stand in the same order in both."""
        once_i = Counter(self.ours[i:i_end])
        once_j = Counter(self.theirs[j:j_end])
        places = {key: at for at, key in enumerate(self.theirs[j:j_end], j)}
        common = [
            (at, places[key])
            for at, key in enumerate(self.ours[i:i_end], i)
            if once_i[key] == 1 and once_j.get(key) == 1
        ]
        return _longest_increasing(common)

    def _gap(self, i: int, i_end: int, j: int, j_end: int) -> Iterator[Pair]:
        pieces = isqrt((i_end - i) * (j_end - j) // _LARGEST_TABLE) + 1
        last_i, last_j = i, j
        for piece in range(1, pieces + 1):
            next_i = i + (i_end - i) * piece // pieces
            next_j = j + (j_end - j) * piece // pieces
            yield from self._cheapest(last_i, next_i, last_j, next_j)
            last_i, last_j = next_i, next_j

    def _cheapest(self, i: int, i_end: int, j: int, j_end: int) -> Iterator[Pair]:
        rows, columns = i_end - i, j_end - j
        costs = [[_ALONE * (rows - row + columns - column) for column in range(columns + 1)] for row in range(rows + 1)]
        paired = [[False] * (columns + 1) for _ in range(rows + 1)]
        for row in range(rows - 1, -1, -1):
            for column in range(columns - 1, -1, -1):
                alone = min(costs[row + 1][column], costs[row][column + 1]) + _ALONE
                together = costs[row + 1][column + 1] + self._cost(i + row, j + column)
                paired[row][column] = together <= alone
                costs[row][column] = min(alone, together)
        row = column = 0
        while row < rows or column < columns:
            if row < rows and column < columns and paired[row][column]:
                yield i + row, j + column
                row, column = row + 1, column + 1
            elif column == columns or (row < rows and costs[row + 1][column] <= costs[row][column + 1]):
                yield i + row, None
                row += 1
            else:
                yield None, j + column
                column += 1

    def _cost(self, i: int, j: int) -> float:
        if self.ours[i] == self.theirs[j]:
            return 0.0
        return self.distance(i, j) * _ALONE if self.kinds[0][i] == self.kinds[1][j] else 3 * _ALONE


def _longest_increasing(pairs: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """The longest run of pairs, not necessarily neighbours, whose second places increase as the first ones do."""
    piles: list[int] = []
    tops: list[int] = []
    before: list[int] = []
    for index, (_, place) in enumerate(pairs):
        pile = bisect_left(piles, place)
        before.append(tops[pile - 1] if pile else -1)
        piles[pile : pile + 1] = [place]
        tops[pile : pile + 1] = [index]
    chain = []
    index = tops[-1] if tops else -1
    while index >= 0:
        chain.append(pairs[index])
        index = before[index]
    return chain[::-1]
