"""A server among clients without sockets: streams in memory, and time that jumps."""

from __future__ import annotations

import math
import socket
from collections.abc import Callable, Iterable
from typing import Any

import trio
from trio.testing import MemoryReceiveStream, MemorySendStream, memory_stream_pair

from ctiproto import messages as m
from ctiproto.connection import Arrived, Connection, Role
from ctiproto.declare import Message
from ctiserver.admin.handler import AdminHandler
from ctiserver.alarm_file import recorder
from ctiserver.centre.contact_centre import ContactCentre
from ctiserver.engine.duplex import Duplex
from ctiserver.engine.effects import Effect
from ctiserver.ledger.entrance import Entrance
from ctiserver.site.endpoints import Endpoint
from ctiserver.site.model import Site
from ctiserver.transport.bounds import Bounds
from ctiserver.transport.clock import TrioClock
from ctiserver.transport.driver import Driver
from ctiserver.transport.listener import Accepted
from tests.support.harness import HERE, START, demo, no_file, open_req
from tests.support.outstanding import Outstanding

MemoryStream = trio.StapledStream[MemorySendStream, MemoryReceiveStream]


class MemoryListener(trio.abc.Listener[trio.abc.Stream]):
    """Gives out streams that a test has put in, or raises what it has put in."""

    def __init__(self) -> None:
        self._give, self._take = trio.open_memory_channel[trio.abc.Stream | OSError](math.inf)
        self.is_closed = False

    def connects(self, stream: trio.abc.Stream) -> None:
        """Somebody connects."""
        self._give.send_nowait(stream)

    def fails(self, error: OSError) -> None:
        """Let the next ``accept`` fail."""
        self._give.send_nowait(error)

    async def accept(self) -> trio.abc.Stream:
        """Return the next stream."""
        item = await self._take.receive()
        if isinstance(item, OSError):
            raise item
        return item

    async def aclose(self) -> None:
        """Return no more streams."""
        self.is_closed = True
        await trio.lowlevel.checkpoint()


class MemoryPort:
    """A listener of the driver, with a new listener of trio in it each time it is opened.

    Attributes:
        listener: the present one.
        times_opened: how often it was opened.
        errors: what opening it raises, one each time.
    """

    def __init__(self) -> None:
        self.endpoint = Endpoint("memory", 0)
        self.listener = MemoryListener()
        self.times_opened = 0
        self.errors: list[OSError] = []

    async def open(self) -> None:
        """Have a listener, another one if the last one was closed."""
        await trio.lowlevel.checkpoint()
        if self.errors:
            raise self.errors.pop(0)
        self.times_opened += 1
        if self.listener.is_closed:
            self.listener = MemoryListener()

    async def serve(self, accepted: Callable[[Accepted], None], failed: Callable[[OSError], None]) -> None:
        """Accept clients."""
        async with self.listener:
            while True:
                try:
                    accepted(await self.listener.accept())
                except OSError as error:
                    failed(error)


class SocketPort:
    """A listener of the driver on a socket that listens already, and still does when this is closed."""

    def __init__(self, listening: socket.socket) -> None:
        self.endpoint = Endpoint(*listening.getsockname()[:2])
        self._socket = listening

    async def open(self) -> None:
        """Nothing to do."""
        await trio.lowlevel.checkpoint()

    async def serve(self, accepted: Callable[[Accepted], None], failed: Callable[[OSError], None]) -> None:
        """Accept clients."""
        del failed
        async with trio.SocketListener(trio.socket.from_stdlib_socket(self._socket.dup())) as listener:
            while True:
                accepted(await listener.accept())


class Notes:
    """A log that keeps its lines."""

    def __init__(self) -> None:
        self.events: list[str] = []
        self.fields: list[dict[str, object]] = []

    def log(self, level: str, event: str, **fields: object) -> None:
        """Keep a line."""
        del level
        self.events.append(event)
        self.fields.append(fields)


class NetClient:
    """The client's end of a stream."""

    def __init__(self, stream: trio.abc.Stream) -> None:
        self.stream = stream
        self._connection = Connection(Role.CLIENT, 0.0)
        self._outstanding = Outstanding()
        self._heard: list[Message] = []

    async def sends(self, message: Message) -> None:
        """Send a message."""
        await self.sends_bytes(self._connection.send(message))

    async def sends_bytes(self, data: bytes) -> None:
        """Send bytes, whatever they mean."""
        self.asked(data)
        await self.stream.send_all(data)

    def asked(self, data: bytes) -> None:
        """These bytes go to the server another way: what they ask may be answered."""
        self._outstanding.sent(data)

    async def hears(self) -> Message:
        """Return the next message."""
        while not self._heard:
            data = await self.stream.receive_some()
            assert data, "the server hung up"
            for item in self._connection.receive_data(bytes(data), 0.0):
                assert isinstance(item, Arrived), item
                self._outstanding.hears(item.message)
                self._heard.append(item.message)
        return self._heard.pop(0)

    async def opens(self, version: int = 25, services: int = 0, **fields: Any) -> m.OpenConf:
        """Open a session."""
        await self.sends(open_req(version, services, **fields))
        conf = await self.hears()
        assert isinstance(conf, m.OpenConf), conf
        return conf

    async def is_cut_off(self) -> bytes:
        """Read until the server hangs up; what came before."""
        last = b""
        while True:
            try:
                data = await self.stream.receive_some()
            except trio.BrokenResourceError:
                return last
            if not data:
                return last
            last += data


def operate(driver: Driver, action: Callable[[float], Iterable[Effect]]) -> None:
    """An operator does something to the sides, such as ``partial(duplex.stop_side, "A")``."""
    driver.carry_out(lambda now: (None, action(now)))


class MemoryServer:
    """A whole server on a listener in memory.

    Args:
        site: the contact centre; ``None``: the demo site.
        outbox_limit: bytes that may wait for a client.
        workload: whether callers call and simulated agents work.
        two_sides: whether there is a side B.
    """

    def __init__(
        self, site: Site | None = None, outbox_limit: int = 1 << 20, *, workload: bool = False, two_sides: bool = False
    ) -> None:
        self.site = demo() if site is None else site
        self.clock = TrioClock(START)
        self.notes = Notes()
        self.duplex = Duplex(ContactCentre(self.site, seed=1, workload=workload), self.clock.now(), two_sides=two_sides)
        self.entrance = Entrance(self.duplex, AdminHandler(self.duplex, lambda: HERE, no_file))
        self.ports = {side: MemoryPort() for side in self.duplex.sides}
        self.listener = self.ports["A"].listener
        self.engine = self.duplex.sides["A"].engine
        self.driver = Driver(self.entrance, self.clock, record=recorder(self.notes), bounds=Bounds(outbox=outbox_limit))

    async def run(self) -> None:
        """Serve until stopped."""
        await self.driver.run(self.ports, self.entrance.start)

    def stop(self) -> None:
        """Tell every session, and accept no client any more."""
        self.driver.stop(self.entrance.stop)

    def connects(self, pair: Callable[[], tuple[Any, Any]] = memory_stream_pair, side: str = "A") -> NetClient:
        """Somebody connects."""
        ours, theirs = pair()
        self.ports[side].listener.connects(theirs)
        return NetClient(ours)

    async def opens(self, version: int = 25, services: int = 0, **fields: Any) -> NetClient:
        """Somebody connects and opens a session."""
        client = self.connects()
        await client.opens(version, services, **fields)
        return client
