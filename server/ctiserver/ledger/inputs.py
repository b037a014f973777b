"""What a server is made of, and everything that can come in at its doors: frozen values, each with its time.

Times are in seconds since 1970, as the contact centre counts them; none may be before that of the input before it.
"""

from __future__ import annotations

import attrs

from ctiserver.admin.fields import Request
from ctiserver.centre.switch.commands import Command
from ctiserver.site.endpoints import Endpoint
from ctiserver.site.model import Site


@attrs.frozen(kw_only=True)
class Founded:
    """The origin of a server, from which everything begins; it is no input.

    Args:
        at: the time at the beginning.
        site: who and what is at the contact centre.
        seed: what all chance comes from.
        workload: whether callers call and simulated agents work.
        calls_per_hour: how many calls come in; ``None``: as many as the site says.
        two_sides: whether there is a side B.
        rate: how many seconds pass at the centre in one of a client's.
    """

    at: float
    site: Site
    seed: int
    workload: bool = True
    calls_per_hour: float | None = None
    two_sides: bool = False
    rate: float = 1.0


@attrs.frozen(kw_only=True)
class Started:
    """The contact centre opens: simulated agents come to work.

    Args:
        at: when.
    """

    at: float


@attrs.frozen(kw_only=True)
class Connected:
    """A client connected.

    Args:
        at: when.
        client: a number that no connection has had before.
        side: the side that it connected to.
        address: where it is connected from.
    """

    at: float
    client: int
    side: str
    address: Endpoint


@attrs.frozen(kw_only=True)
class Received:
    """A client sent bytes.

    Args:
        at: when.
        client: its connection.
        data: what it sent: a part of a frame, or one or more of them.
    """

    at: float
    client: int
    data: bytes = attrs.field(repr=False)


@attrs.frozen(kw_only=True)
class Lost:
    """A connection is gone, whichever end closed it.

    Args:
        at: when.
        client: the connection.
    """

    at: float
    client: int


@attrs.frozen(kw_only=True)
class Ticked:
    """Time passed, and something was due.

    Args:
        at: what time it is.
    """

    at: float


@attrs.frozen(kw_only=True)
class Ordered:
    """An operator gave a command, or asked something.

    A query is an input as well: what is due by then happens before it is answered.

    Args:
        at: when.
        request: the command or the query.
    """

    at: float
    request: Request


@attrs.frozen(kw_only=True)
class Commanded:
    """The switch got a command that neither a client nor an operator gave: of a scenario, or of a test.

    Args:
        at: when.
        command: what it shall do.
    """

    at: float
    command: Command


@attrs.frozen(kw_only=True)
class Reloaded:
    """Another site takes the place of the present one.

    Args:
        at: when.
        site: the other site.
    """

    at: float
    site: Site


@attrs.frozen(kw_only=True)
class Stopped:
    """The server is stopped: every session is told, and no side is started any more.

    Args:
        at: when.
    """

    at: float


Input = Started | Connected | Received | Lost | Ticked | Ordered | Commanded | Reloaded | Stopped
"""Anything that can come in."""
