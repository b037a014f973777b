"""Which descriptors are the last ones."""

from __future__ import annotations

import errno
import os

import pytest

from ctiserver.transport.descriptors import is_spare, spares_in_use


def so_many(most: int, patch: pytest.MonkeyPatch) -> None:
    """Let the process have so many descriptors, as far as it knows."""
    patch.setattr(os, "sysconf", {"SC_OPEN_MAX": most}.__getitem__, raising=False)


def test_the_last_ones_are_spare(monkeypatch: pytest.MonkeyPatch) -> None:
    """As many as are set aside; none if none are."""
    so_many(64, monkeypatch)
    assert [number for number in range(64) if is_spare(number, 32)] == list(range(32, 64))
    assert not is_spare(63, 0)


def test_clients_get_half_of_few(monkeypatch: pytest.MonkeyPatch) -> None:
    """However many are to be set aside, a server with clients is of more use than one without."""
    so_many(10, monkeypatch)
    assert [number for number in range(10) if is_spare(number, 32)] == list(range(5, 10))


@pytest.mark.parametrize("most", [-1, 1 << 63])
def test_without_a_bound_none_is_the_last(most: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """A system may say that there is none, or that it is beyond all numbers."""
    so_many(most, monkeypatch)
    assert not is_spare(1_000_000, 32)
    assert spares_in_use(32) == 0


def test_a_system_that_cannot_tell(monkeypatch: pytest.MonkeyPatch) -> None:
    """Windows has no such function, and no such bound."""
    monkeypatch.delattr(os, "sysconf", raising=False)
    assert not is_spare(1_000_000, 32)


def test_how_many_are_in_use(monkeypatch: pytest.MonkeyPatch) -> None:
    """Those below the lowest free one; all of them if there is none."""
    free = os.open(os.devnull, os.O_RDONLY)
    os.close(free)
    so_many(free + 2, monkeypatch)
    assert spares_in_use(5) == 3

    def none_left(*_arguments: object) -> int:
        raise OSError(errno.EMFILE, os.strerror(errno.EMFILE))

    monkeypatch.setattr(os, "open", none_left)
    assert spares_in_use(5) == 5
