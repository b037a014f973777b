"""Results that are made once."""

from __future__ import annotations

from ctiproto.once import once


def test_a_result_is_made_once_for_the_same_arguments() -> None:
    """The second call gives the very object of the first; other arguments give another one."""

    @once
    def make(number: int, *, twice: bool = False) -> list[int]:
        return [number] * (1 + twice)

    assert make(1) is make(1)
    assert make(1) == [1]
    assert make(1, twice=True) == [1, 1]
