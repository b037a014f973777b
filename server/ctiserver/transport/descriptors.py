"""How many descriptors the process has left, of which it sets some aside for all but its clients.

A system gives out the lowest number that is free.  So a new descriptor with one of the last numbers says that all
others are in use, and no list of them has to be read.
"""

from __future__ import annotations

import os
from typing import Final

_UNBOUNDED: Final = 1 << 62
"""What stands for no bound: more than any number that a system gives out."""


def is_spare(descriptor: int, spare: int) -> bool:
    """Whether a descriptor that was given out just now is one of the last ``spare`` ones."""
    return descriptor >= _first_spare(spare)


def spares_in_use(spare: int) -> int:
    """How many of the last ``spare`` descriptors are in use."""
    try:
        lowest_free = os.open(os.devnull, os.O_RDONLY)
    except OSError:
        return spare
    os.close(lowest_free)
    return max(0, lowest_free - _first_spare(spare))


def _first_spare(spare: int) -> int:
    """The first of the last ``spare`` descriptors; they are half of all at most, as clients need some, too."""
    sysconf = getattr(os, "sysconf", None)
    # Windows has none, and no such bound on sockets.  It is asked anew each time: another process may change it.
    most = _UNBOUNDED if sysconf is None else sysconf("SC_OPEN_MAX")
    if not 0 < most < _UNBOUNDED:
        return _UNBOUNDED
    return int(most - min(spare, most // 2))
