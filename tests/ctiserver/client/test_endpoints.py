"""Which side is tried, and when."""

from __future__ import annotations

from itertools import islice
from random import Random

import pytest

from ctiproto.versions import Dialect
from ctiserver.client import BadAddress, Side, attempts
from tests.ctiserver.client.network import A, B

CHANCE = Random(1)  # noqa: S311 - nothing secret


class NoRandom(Random):
    """Chance that must not be asked."""

    def randint(self, a: int, b: int) -> int:
        """Fail."""
        raise AssertionError((a, b))


def test_rounds_are_apart_as_the_guide_wants_it() -> None:
    """Each side at once, after a moment of one's own again, then after 15, 30, 60 and ever again 120 seconds."""
    tried = [
        (attempt.side.name, attempt.wait, attempt.round)
        for attempt in islice(attempts((A, B), last=None, random=CHANCE, clients=600), 16)
    ]
    own = tried[2][1]
    assert 0 < own <= 60
    waits = (0, own, 15, 30, 60, 120, 120, 120)
    assert tried == [(side, wait if side == "A" else 0, n) for n, wait in enumerate(waits) for side in "AB"]


def test_the_side_of_the_last_session_comes_first() -> None:
    """The two sides take turns, and every round begins with the side of the last session."""
    assert [a.side for a in islice(attempts((A, B), last=B, random=CHANCE), 4)] == [B, A, B, A]


def test_a_single_server_is_its_own_other_side() -> None:
    """It is tried once a round; few clients need not spread themselves."""
    tried = islice(attempts((A,), last=A, random=CHANCE, clients=9), 4)
    assert [(a.side, a.wait) for a in tried] == [(A, 0), (A, 0), (A, 15), (A, 30)]


def test_the_first_round_is_left_to_nobodys_chance() -> None:
    """Randomness is asked only when a second round is wanted, so that a first try is always the same."""
    assert len(list(islice(attempts((A, B), last=None, random=NoRandom()), 2))) == 2


def test_a_side_is_shown_as_it_is_written() -> None:
    """An IPv6 address keeps its brackets."""
    assert [str(Side("A", host, 5)) for host in ("::1", "h")] == ["[::1]:5", "h:5"]


@pytest.mark.parametrize(("address", "host"), [("h:5", "h"), ("[::1]:5", "::1"), ("::1:5", "::1")])
def test_a_side_is_read_as_it_is_written(address: str, host: str) -> None:
    """With or without brackets; it is called A and speaks UCCE unless said otherwise."""
    assert Side.at(address) == Side("A", host, 5, Dialect.UCCE)
    assert Side.at(address, "B") == Side("B", host, 5)


@pytest.mark.parametrize("address", ["", "h", "h:", ":5", "h:0", "h:65536", "h:five"])
def test_what_is_no_address_is_told(address: str) -> None:
    """With an example of one."""
    with pytest.raises(BadAddress, match=f"^'{address}': expected HOST:PORT, such as 127.0.0.1:42027$"):
        Side.at(address)
