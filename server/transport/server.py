"""The server on its listeners: clients in, effects of the engine out."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterable
from functools import partial
from typing import Protocol, TextIO, TypeVar, assert_never

import trio

from server.alarm_sink import write_alarm
from server.effects import Alarm, Effect, HangUp, Noted, Send
from server.engine import Engine
from server.sessions.session import Address
from server.transport.client import Client, set_socket_options
from server.transport.clock import Clock
from server.transport.outbox import MAX_WAITING, Outbox

StreamT = TypeVar("StreamT", bound=trio.abc.Stream)
ResultT = TypeVar("ResultT")


class Log(Protocol):
    """Where notes go."""

    def log(self, level: str, event: str, **fields: object) -> None:
        """Write a note."""


class Server:
    """An engine among its clients.

    Args:
        engine: the CTI Server.
        clock: what tells the time.
        log: where notes go.
        outbox_limit: bytes that may wait for a client that does not read.
        alarms: where alarms are written beside the log; ``None``: nowhere.
    """

    def __init__(
        self,
        engine: Engine,
        clock: Clock,
        log: Log,
        outbox_limit: int = MAX_WAITING,
        alarms: TextIO | None = None,
    ) -> None:
        self.engine = engine
        self._clock = clock
        self._log = log
        self._outbox_limit = outbox_limit
        self._alarms = alarms
        self._clients: dict[int, Client] = {}
        self._numbers = itertools.count(1)
        self._accepting = trio.CancelScope()
        self._wake = trio.Event()
        self._all_gone = trio.Event()

    async def run(self, listeners: Iterable[trio.abc.Listener[trio.abc.Stream]]) -> None:
        """Serve until cancelled, or until :meth:`stop` was called and the last client is gone.

        Resource handling: listeners and clients are closed when this returns.
        Cancellation: everything ends at once; call :meth:`stop` first to let sessions get their last bytes.
        """
        self._do(self.engine.start(self._clock.now()))
        async with trio.open_nursery() as nursery:
            nursery.start_soon(self._watch_the_clock)
            with self._accepting:
                await trio.serve_listeners(self.serve, list(listeners), handler_nursery=nursery)
            await self._until_all_are_gone()
            nursery.cancel_scope.cancel()

    async def _until_all_are_gone(self) -> None:
        while self._clients:
            self._all_gone = trio.Event()
            await self._all_gone.wait()

    def stop(self) -> None:
        """Accept nobody any more, tell every session, and hang up; :meth:`run` returns when the last one is gone."""
        self._accepting.cancel()
        self._do(self.engine.stop(self._clock.now()))

    def has_happen(self, deed: Callable[[float], tuple[ResultT, Iterable[Effect]]]) -> ResultT:
        """Have something happen that no client asked for, and carry out what comes of it.

        Args:
            deed: does it at a time, and gives its result and its effects.
        """
        result, effects = deed(self._clock.now())
        self._do(effects)
        return result

    async def serve(self, stream: trio.abc.Stream) -> None:
        """Serve one client until it is gone."""
        try:
            address = address_of(stream)
            set_socket_options(stream)
        except OSError:
            # It was gone before it was accepted.
            await trio.aclose_forcefully(stream)
            return
        number = next(self._numbers)
        client = Client(stream, partial(self._received, number), Outbox(self._outbox_limit))
        self._clients[number] = client
        self._log.log("debug", "client_connected", client=number, host=address.host, port=address.port)
        self._do(self.engine.connected(number, address, self._clock.now()))
        try:
            await client.run()
        finally:
            del self._clients[number]
            self._do(self.engine.lost(number, self._clock.now()))
            if not self._clients:
                self._all_gone.set()

    def _received(self, number: int, data: bytes) -> None:
        self._do(self.engine.received(number, data, self._clock.now()))

    async def _watch_the_clock(self) -> None:
        """Tick the engine whenever something is due; another deadline may turn up at any time."""
        while True:
            self._wake = trio.Event()
            deadline = self.engine.next_deadline()
            with trio.CancelScope() as scope:
                if deadline is not None:
                    scope.deadline = self._clock.until(deadline)
                await self._wake.wait()
            if scope.cancelled_caught:
                # Never before the deadline: the clock's arithmetic may fall short of it by the last bit.
                self._do(self.engine.tick(max(self._clock.now(), deadline or 0.0)))

    def _do(self, effects: Iterable[Effect]) -> None:
        for effect in effects:
            match effect:
                case Send():
                    self._send(effect)
                case HangUp():
                    client = self._clients.get(effect.client)
                    if client is not None:
                        client.hang_up(effect.drain)
                case Noted():
                    if isinstance(effect, Alarm) and self._alarms is not None:
                        write_alarm(self._alarms, effect)
                    self._log.log(effect.level, effect.event, **dict(effect.fields))
                case _:
                    assert_never(effect)
        self._wake.set()

    def _send(self, effect: Send) -> None:
        client = self._clients.get(effect.client)
        if client is not None and not client.outbox.put(effect.data):
            self._log.log("warning", "client_too_slow", client=effect.client, waiting=client.outbox.waiting)
            client.hang_up(0.0)


def address_of(stream: trio.abc.Stream) -> Address:
    """Where a stream comes from; nowhere in particular if it is not a socket."""
    if isinstance(stream, trio.SocketStream):
        host, port = stream.socket.getpeername()[:2]
        return Address(str(host), int(port))
    return Address("", 0)
