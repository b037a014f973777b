"""Which side of a duplex pair to try, and when.  Guide: Session Management, "Application Startup".

Rounds follow each other: in each, the side of the last session is tried first, then the other.  Before the second
round a client waits for a moment of its own, so that a crowd does not come back at once; from then on ever longer::

    round 1 - 0 to clients/10 s - round 2 - 15 s - round 3 - 30 s - round 4 - 60 s - round 5 - 120 s - round 6 ...

These waits are the guide's, for a session that was lost.  A client that never had one waits for a server to start, and
tries every second.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import chain, repeat
from random import Random
from typing import Final, Self

import attrs

from ctiproto.constants.limits import RECONNECT_DELAYS
from ctiproto.versions import Dialect
from ctiserver.client.errors import BadAddress
from ctiserver.site.endpoints import Endpoint

CLIENTS_PER_SECOND: Final = 10
"""How many clients may come back in one second."""

STARTUP_RETRY_DELAY: Final = 1
"""Seconds between two rounds before the first session."""


@attrs.frozen
class Side:
    """One server of a duplex pair, or the only one.

    Args:
        name: what people call it, such as ``A``.
        host: its name or address.
        port: its TCP port.
        dialect: the family of servers that it belongs to, whose messages sessions with it are read and written as.
    """

    name: str
    host: str
    port: int
    dialect: Dialect = Dialect.UCCE

    @classmethod
    def at(cls, address: str, name: str = "A", dialect: Dialect = Dialect.UCCE) -> Self:
        """Read an address as people write it: ``HOST:PORT``, an IPv6 address in brackets.

        Raises:
            BadAddress: it is no such address.
        """
        try:
            endpoint = Endpoint.parse(address)
        except ValueError as error:
            raise BadAddress(address) from error
        return cls(name, endpoint.host, endpoint.port, dialect)

    def __str__(self) -> str:
        return str(Endpoint(self.host, self.port))


@attrs.frozen
class Attempt:
    """One try to connect.

    Args:
        side: where to.
        wait: how many seconds to wait before it.
        round: how many rounds it is from the first one, which is 0.
    """

    side: Side
    wait: float
    round: int


def attempts(sides: Sequence[Side], *, last: Side | None, random: Random, clients: int = 0) -> Iterator[Attempt]:
    """The tries of a client whose session was lost, in order and without end.

    Args:
        sides: the sides, at least one.
        last: the side of the last session; ``None``: there was none, and the first side comes first.
        random: decides how long to wait before the second round; it is not asked before that.
        clients: how many clients are expected to come back when the server does.
    """
    first = sides[0] if last is None else last
    return _rounds((first, *(side for side in sides if side != first)), _waits(random, clients))


def startup_attempts(sides: Sequence[Side]) -> Iterator[Attempt]:
    """As :func:`attempts`, for a client that never had a session and waits for a server to start: every second.

    Args:
        sides: the sides, at least one.
    """
    return _rounds(tuple(sides), chain((0,), repeat(STARTUP_RETRY_DELAY)))


def _rounds(order: Sequence[Side], waits: Iterator[float]) -> Iterator[Attempt]:
    for number, wait in enumerate(waits):  # pragma: no branch - waits have no end
        yield Attempt(order[0], wait, number)
        for side in order[1:]:
            yield Attempt(side, 0, number)


def _waits(random: Random, clients: int) -> Iterator[float]:
    yield 0
    yield random.randint(0, clients // CLIENTS_PER_SECOND)
    yield from chain(RECONNECT_DELAYS, repeat(RECONNECT_DELAYS[-1]))
