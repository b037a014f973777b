"""The one way into a server: every input goes through :func:`enter`."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final, Protocol, cast

import attrs

from ctiserver.admin.commands import ReloadSite
from ctiserver.admin.errors import Denied
from ctiserver.admin.fields import Request
from ctiserver.admin.results import Result
from ctiserver.centre.contact_centre import ContactCentre
from ctiserver.engine.duplex import Duplex
from ctiserver.engine.effects import Effect
from ctiserver.engine.timescale import Timescale
from ctiserver.ledger.inputs import (
    Commanded,
    Connected,
    Founded,
    Input,
    Lost,
    Ordered,
    Received,
    Reloaded,
    Started,
    Stopped,
    Ticked,
)
from ctiserver.site.endpoints import Endpoint
from ctiserver.site.model import Site


class Handler(Protocol):
    """Carries out what an operator says."""

    def handle(self, request: Request, now: float) -> tuple[Result | Denied, list[Effect]]:
        """Carry out a command, or answer a query."""


@attrs.frozen
class Entered:
    """The result of an input: its effects, and an operator's answer.

    Args:
        effects: what is to be done, in order.
        result: what an operator is answered; ``None``: the input was not an operator's.
    """

    effects: list[Effect]
    result: Result | Denied | None = None


def found(founded: Founded) -> Duplex:
    """Make a server."""
    centre = ContactCentre(
        founded.site,
        seed=founded.seed,
        workload=founded.workload,
        calls_per_hour=founded.calls_per_hour,
        began=founded.at,
    )
    pace = Timescale(founded.rate)
    return Duplex(centre, founded.at, two_sides=founded.two_sides, pace=pace)


def enter(duplex: Duplex, handler: Handler, given: Input) -> Entered:
    """Let an input into a server.

    Args:
        duplex: the server.
        handler: carries out what its operator says.
        given: what comes in.

    Raises:
        Refused: the switch declines the command of a :class:`Commanded`; what was due has happened, and nothing else.
        Unchangeable: the site of a :class:`Reloaded` cannot take over while the server runs; likewise.
    """
    if isinstance(given, Ordered):
        result, effects = handler.handle(given.request, given.at)
        return Entered(effects, result)
    return Entered(_DOORS[type(given)](duplex, given))


_DOORS: Final[Mapping[type[Input], Callable[[Duplex, Any], list[Effect]]]] = {
    Started: lambda duplex, given: duplex.start(given.at),
    Connected: lambda duplex, given: duplex.connected(given.client, given.side, given.address, given.at),
    Received: lambda duplex, given: duplex.received(given.client, given.data, given.at),
    Lost: lambda duplex, given: duplex.lost(given.client, given.at),
    Ticked: lambda duplex, given: duplex.tick(given.at),
    Commanded: lambda duplex, given: duplex.execute(given.command, given.at),
    Reloaded: lambda duplex, given: duplex.reconfigure(given.site, given.at),
    Stopped: lambda duplex, given: duplex.stop(given.at),
}
"""The door of each kind of input; an operator's go through the handler."""


class Entrance:
    """What the transport calls: each call becomes an input, which goes through :func:`enter`.

    Args:
        duplex: the server behind the doors.
        handler: carries out what its operator says.
    """

    def __init__(self, duplex: Duplex, handler: Handler) -> None:
        self.duplex = duplex
        self._handler = handler

    def enter(self, given: Input) -> Entered:
        """Let an input in; see :func:`enter`."""
        return enter(self.duplex, self._handler, given)

    def start(self, now: float) -> list[Effect]:
        """Open the contact centre."""
        return self.enter(Started(at=now)).effects

    def connected(self, client: int, side: str, address: Endpoint, now: float) -> list[Effect]:
        """Take a connection to a side; ``client`` is a number that no connection has had."""
        return self.enter(Connected(at=now, client=client, side=side, address=address)).effects

    def received(self, client: int, data: bytes, now: float) -> list[Effect]:
        """Answer what a client sent."""
        return self.enter(Received(at=now, client=client, data=data)).effects

    def lost(self, client: int, now: float) -> list[Effect]:
        """End what a client had whose connection is gone."""
        return self.enter(Lost(at=now, client=client)).effects

    def next_deadline(self) -> float | None:
        """When :meth:`tick` has something to do; ``None``: never."""
        return self.duplex.next_deadline()

    def tick(self, now: float) -> list[Effect]:
        """Let happen what is due."""
        return self.enter(Ticked(at=now)).effects

    def handle(self, request: Request, now: float) -> tuple[Result | Denied, list[Effect]]:
        """Carry out a command of an operator, or answer a query.

        To read the site file again is no input: what is in it then comes in by :meth:`reconfigure`.
        """
        if isinstance(request, ReloadSite):
            return self._handler.handle(request, now)
        came = self.enter(Ordered(at=now, request=request))
        return cast("Result | Denied", came.result), came.effects

    def reconfigure(self, site: Site, now: float) -> list[Effect]:
        """Let another site take the place of the present one.

        Raises:
            Unchangeable: it cannot while the server runs; nothing has changed.
        """
        return self.enter(Reloaded(at=now, site=site)).effects

    def stop(self, now: float) -> list[Effect]:
        """Tell every session that the server goes off-line, and hang up."""
        return self.enter(Stopped(at=now)).effects
