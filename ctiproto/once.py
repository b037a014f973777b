"""Results that are made once."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import ParamSpec, TypeVar, cast

P = ParamSpec("P")
R = TypeVar("R")


def once(make: Callable[P, R]) -> Callable[P, R]:
    """Keep each result of ``make`` for good.

    ``functools.cache`` does the same, but hides the parameters from type checkers.
    """
    return cast("Callable[P, R]", cache(make))
