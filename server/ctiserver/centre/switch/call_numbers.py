"""Gives calls their numbers, the ConnectionCallIDs.

A number is that of a Unified CM node, times 2**24, and a sequence.  Where a sequence begins follows from the time at
which the site began, so that the numbers of a server that was started again go on, and clients that keep
calls by their numbers meet no old one: within three days a place in the sequence does not come again, as long as fewer
than ``NUMBERS_PER_SECOND`` are taken in a second.
"""

from __future__ import annotations

from random import Random
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable

    from ctiserver.centre.switch.profiles import Profile

    Lives = Callable[[int], bool]

SEQUENCES: Final = 1 << 24
"""So many numbers a node has."""

NODE: Final = 1 * SEQUENCES
"""The first number of the node that all calls of the site belong to."""

GATEWAY: Final = 0x7F * SEQUENCES
"""The first number of calls that the peripheral gateway makes, and no node."""

NUMBERS_PER_SECOND: Final = 64
"""So much further a sequence begins with every second that the server is started later."""

LONGEST_STEP: Final = 5
"""From one call of the site to the next at most so many numbers, because other calls of the cluster take some."""


class CallNumbers:
    """The numbers of all calls of a site.

    Args:
        seed: what the gaps in the sequence of the cluster come from.
        began: when the site began, which the sequences follow from; ``None``: the time of the first number.
    """

    def __init__(self, seed: int, began: float | None = None) -> None:
        self._began = began
        self._random = Random(f"call numbers {seed}")  # noqa: S311 - a simulation wants to be predictable
        self._last: dict[int, int] = {}
        """The sequence number taken last, by the peripheral that has a sequence of its own, or by the node."""

    def next(self, peripheral_id: int, profile: Profile, now: float, lives: Lives, *, made_by_gateway: bool) -> int:
        """The number of the next call at a peripheral.

        Args:
            peripheral_id: the peripheral.
            profile: its rules.
            now: the time.
            lives: whether there is a call with a number.
            made_by_gateway: whether the peripheral gateway makes it, in the stead of somebody with a telephone.
        """
        if not profile.cluster_call_ids:
            # fidelity calls.ids-of-peripheral: ours: Other peripherals number their calls themselves, without gaps.
            return self._next(peripheral_id, NODE, now, lives, 1)
        if made_by_gateway:
            # fidelity calls.ids-of-gateway: seen E7: Calls that the gateway makes count up in a range of their own.
            return self._next(GATEWAY, GATEWAY, now, lives, 1)
        # fidelity calls.ids: seen Q2: A node times 2**24, and a sequence that all calls of the cluster have in common.
        return self._next(NODE, NODE, now, lives, LONGEST_STEP)

    def _next(self, sequence: int, base: int, now: float, lives: Lives, longest_step: int) -> int:
        last = self._last.get(sequence)
        if last is None:
            # fidelity calls.ids-go-on: seen X6: The numbers of a server that was started again are not those of before.
            last = int((now if self._began is None else self._began) * NUMBERS_PER_SECOND)
        while True:
            last = (last + self._random.randint(1, longest_step)) % SEQUENCES
            if not lives(base + last):
                self._last[sequence] = last
                return base + last
