"""The real server among real clients, over memory streams and in virtual time."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import trio
from trio.testing import memory_stream_pair

from ctiserver.centre.contact_centre import ContactCentre
from ctiserver.client import ClientOptions, Side
from ctiserver.engine.duplex import Duplex
from ctiserver.engine.roles import SideRole
from ctiserver.site.load import load_demo
from ctiserver.site.model import Site
from ctiserver.transport.clock import TrioClock
from ctiserver.transport.driver import Driver


class Emulator:
    """The real server, without sockets: clients reach a side by its name, if it is not down.

    Args:
        two_sides: whether there is a side B.
        site: the contact centre; ``None``: the demo site.

    Attributes:
        options: how clients find it.
    """

    def __init__(self, *, two_sides: bool = False, site: Site | None = None) -> None:
        clock = TrioClock(1767600000.0)
        self.duplex = Duplex(
            ContactCentre(site or load_demo(), seed=1, calls_per_hour=600), clock.now(), two_sides=two_sides
        )
        self.driver = Driver(self.duplex, clock)
        self._nursery: trio.Nursery | None = None
        self.options = ClientOptions(connect=self._connect, now=clock.now)

    async def _connect(self, side: Side) -> trio.abc.Stream:
        await trio.lowlevel.checkpoint()
        if self.duplex.sides[side.name].role is SideRole.DOWN:
            raise ConnectionRefusedError(111, "nobody is there")
        assert self._nursery is not None
        near, far = memory_stream_pair()
        self._nursery.start_soon(self.driver.serve, far, side.name)
        return near

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """While this lasts it serves."""
        async with trio.open_nursery() as nursery:
            self._nursery = nursery
            nursery.start_soon(self.driver.run, {}, self.duplex.start)
            await trio.testing.wait_all_tasks_blocked()
            yield
            nursery.cancel_scope.cancel()
