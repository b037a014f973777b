"""The runner of everything that is told what happens: the server, a tape that is played, later a gateway.

It owns connections and the clock, and knows neither messages nor what the machine is that it drives.
"""

from __future__ import annotations

import itertools
import socket
from collections import Counter, defaultdict
from collections.abc import Awaitable, Callable, Iterable, Mapping
from contextlib import suppress
from functools import partial
from typing import Final, TypeVar, assert_never

import trio

from ctiserver.engine.effects import (
    Broadcast,
    Connect,
    Effect,
    HangUp,
    Listen,
    LogRecord,
    Pause,
    Send,
    StopListening,
    limit_reached,
    log_failure,
    log_record,
)
from ctiserver.site.endpoints import Endpoint
from ctiserver.transport.bounds import DEFAULT_BOUNDS, Bounds
from ctiserver.transport.channel import Channel, StreamChannel, open_channel
from ctiserver.transport.clock import Clock
from ctiserver.transport.descriptors import is_spare, spares_in_use
from ctiserver.transport.listener import Accepted, Listener
from ctiserver.transport.machine import GuardedMachine, Machine
from ctiserver.transport.machine_clock import MachineClock
from ctiserver.transport.mistake_limit import MistakeLimit
from ctiserver.transport.outbox import Backlog
from ctiserver.transport.reactor import HAS_EPOLL, Reactor
from ctiserver.transport.socket_options import reset_when_closed
from ctiserver.transport.turns import Turns

ResultT = TypeVar("ResultT")

Connector = Callable[[], Awaitable[trio.abc.Stream]]
"""What makes a stream to the server; it raises ``OSError`` if there is none."""

REOPEN_DELAY: Final = 1.0
"""Seconds between tries to listen again where another program listens."""

BETWEEN_ACCEPT_ERRORS: Final = 5.0
"""Seconds between records of connections that cannot be accepted."""


class Driver:
    """Drives a machine among its connections.

    Args:
        machine: what is driven.
        clock: tells the time.
        record: writes lines of the log, those of the machine and those about connections; ``None``: there is no log.
        connect: makes a connection that the machine asks for; ``None``: it asks for none.
        is_over: tells whether the machine has done all that it had to; then :meth:`run` ends as after :meth:`stop`.
        bounds: what its connections may take; :meth:`set_bounds` changes it.
        has_epoll: whether plain TCP connections are read and written by one task; if not, each is a stream.

    Attributes:
        hits: how often each of the bounds was reached, and how often a client took nothing for too long (``stalled``).
    """

    def __init__(
        self,
        machine: Machine,
        clock: Clock,
        *,
        record: Callable[[LogRecord], None] | None = None,
        connect: Connector | None = None,
        is_over: Callable[[], bool] | None = None,
        bounds: Bounds = DEFAULT_BOUNDS,
        has_epoll: bool = HAS_EPOLL,
    ) -> None:
        self._machine = GuardedMachine(machine, self._note)
        self._clock = MachineClock(clock, self._machine.next_deadline)
        self._record = None if record is None else MistakeLimit(record)
        self._connect = connect
        self._is_over = is_over
        self.hits: Counter[str] = Counter()
        self._bounds = bounds
        self._backlog = Backlog()
        self._reactor = (
            Reactor(self._received, self._lose, partial(self._drop_slow, why="stalled"), self._backlog, bounds.outbox)
            if has_epoll
            else None
        )
        read_all = trio.lowlevel.checkpoint if self._reactor is None else self._reactor.read_all
        self._turns = Turns(self._clock, self._tick, read_all, self._note_lag)
        self._channels: dict[int, Channel] = {}
        self._numbers = itertools.count(1)
        self._next_complaint = 0.0
        self._listeners: Mapping[str, Listener] = {}
        self._accepting: dict[str, trio.CancelScope] = defaultdict(trio.CancelScope)
        self._nursery: trio.Nursery | None = None
        self._stopped = trio.Event()
        self._all_gone = trio.Event()

    @property
    def lag(self) -> float:
        """Real seconds that the machine is behind, because it has more to do than there is time for; 0: it is not."""
        return self._clock.lag

    def set_bounds(self, bounds: Bounds) -> None:
        """Change what connections may take; a stream keeps the bound on what waits for it."""
        self._bounds = bounds
        if self._reactor is not None:
            self._reactor.limit = bounds.outbox

    def usage(self) -> dict[str, int]:
        """How much of each of the bounds is used; of that for one client, by the client for which most bytes wait."""
        return {
            "outbox": max((channel.waiting for channel in self._channels.values()), default=0),
            "all_outboxes": self._backlog.size,
            "spare_descriptors": spares_in_use(self._bounds.spare_descriptors),
        }

    async def run(
        self,
        listeners: Mapping[str, Listener] | None = None,
        begin: Callable[[float], Iterable[Effect]] | None = None,
    ) -> None:
        """Drive the machine until :meth:`stop` was called and the last connection is gone.

        Resource handling: listeners and connections are closed when this returns.
        Cancellation: everything ends at once; call :meth:`stop` first to let clients get their last bytes.

        Args:
            listeners: where clients connect, by the names that the machine has for these places.
            begin: what the machine does first, at a time, when all listeners are open.

        Raises:
            OSError: a listener cannot be opened.
        """
        self._listeners = {} if listeners is None else listeners
        for listener in self._listeners.values():
            await listener.open()
        async with trio.open_nursery() as self._nursery:
            if self._reactor is not None:
                await self._nursery.start(self._reactor.run)
            if begin is not None:
                self._do(begin(self._clock.now()))
            self._nursery.start_soon(self._turns.run)
            async with trio.open_nursery() as accepting:
                for name in self._listeners:
                    accepting.start_soon(self._accept, name, self._accepting[name])
                await self._stopped.wait()
                self._stop_accepting()
            while self._channels:
                self._all_gone = trio.Event()
                await self._all_gone.wait()
            self._nursery.cancel_scope.cancel()

    def stop(self, farewell: Callable[[float], Iterable[Effect]] | None = None) -> None:
        """Accept no client any more; :meth:`run` returns when the last connection is gone.

        Args:
            farewell: what the machine does last, at a time; its effects have to hang up on all clients.
        """
        self._stop_accepting()
        self._stopped.set()
        if farewell is None:
            return
        try:
            self._do(farewell(self._clock.now()))
        except Exception as error:  # noqa: BLE001 - a mistake must not keep the server from ending, whatever it is
            self._note(log_failure("farewell_failed", error))
            for channel in tuple(self._channels.values()):
                channel.hang_up(0.0)

    def carry_out(self, action: Callable[[float], tuple[ResultT, Iterable[Effect]]]) -> ResultT:
        """Do something with the machine that no connection is the reason of, and carry out what comes of it.

        Args:
            action: does it at a time, and gives its result and its effects.
        """
        result, effects = action(self._clock.now())
        self._do(effects)
        return result

    async def serve(self, stream: trio.abc.Stream, listener: str) -> None:
        """Serve a client that connected to a listener, until it is gone; the stream is closed then."""
        try:
            channel = open_channel(stream, self._bounds.outbox, self._backlog)
        except OSError:
            # It was gone before it was accepted.
            await trio.aclose_forcefully(stream)
            return
        number = next(self._numbers)
        self._note_connection(number, channel.peer)
        await self._attach(number, listener, channel)

    def _take(self, connection: Accepted, listener: str) -> None:
        """Serve a client that was accepted at a listener; a plain socket needs no task for that."""
        assert self._nursery is not None  # noqa: S101 - only a driver that runs accepts
        if not isinstance(connection, socket.socket):
            self._nursery.start_soon(self.serve, connection, listener)
        elif is_spare(connection.fileno(), self._bounds.spare_descriptors):
            self._turn_away(connection)
        elif self._reactor is None:
            stream = trio.SocketStream(trio.socket.from_stdlib_socket(connection))
            self._nursery.start_soon(self.serve, stream, listener)
        else:
            number = next(self._numbers)
            try:
                channel = self._channels[number] = self._reactor.add(number, connection)
            except OSError:
                # It was gone before it was accepted.
                return
            self._note_connection(number, channel.peer)
            self._do(self._machine.connected(number, listener, channel.peer, self._clock.now()))

    def _turn_away(self, connection: socket.socket) -> None:
        """Reset a connection at once that would take a descriptor which is set aside."""
        self.hits["spare_descriptors"] += 1
        with suppress(OSError):  # the connection may be gone already
            reset_when_closed(connection)
        connection.close()
        self._note_not_accepted(limit_reached("spare_descriptors", count=self.hits["spare_descriptors"]))

    def _note_connection(self, number: int, peer: Endpoint) -> None:
        self._note(log_record("client_connected", "debug", client=number, host=peer.host, port=peer.port))

    def _not_accepted(self, error: OSError) -> None:
        self._note_not_accepted(log_record("connection_not_accepted", "error", reason=str(error)))

    def _note_not_accepted(self, record: LogRecord) -> None:
        """Log that a connection is not accepted, not each time: clients may try many times a second."""
        if trio.current_time() >= self._next_complaint:
            self._next_complaint = trio.current_time() + BETWEEN_ACCEPT_ERRORS
            self._note(record)

    async def _accept(self, name: str, scope: trio.CancelScope) -> None:
        with scope:
            await self._serve_at(name)

    async def _accept_again(self, name: str, scope: trio.CancelScope) -> None:
        with scope:
            await self._reopen(name)
            await self._serve_at(name)

    async def _serve_at(self, name: str) -> None:
        await self._listeners[name].serve(partial(self._take, listener=name), self._not_accepted)

    async def _reopen(self, name: str) -> None:
        listener = self._listeners[name]
        while True:
            try:
                await listener.open()
            except OSError as error:
                self._note(log_record("listening_failed", "error", side=name, reason=str(error)))
                await trio.sleep(REOPEN_DELAY)
            else:
                self._note(log_record("listening", host=listener.endpoint.host, port=listener.endpoint.port, side=name))
                return

    def _stop_accepting(self) -> None:
        for scope in self._accepting.values():
            scope.cancel()

    async def _open(self, number: int) -> None:
        """Make a connection that the machine asked for, and keep it until it is gone."""
        assert self._connect is not None  # noqa: S101 - no machine without one asks for it
        try:
            stream = await self._connect()
            try:
                channel = open_channel(stream, self._bounds.outbox, self._backlog)
            except OSError:
                await trio.aclose_forcefully(stream)
                raise
        except OSError:
            self._do(self._machine.lost(number, self._clock.now()))
            return
        await self._attach(number, "", channel)

    async def _attach(self, number: int, listener: str, channel: StreamChannel) -> None:
        """Pass on what a connection brings, until it is gone."""
        self._channels[number] = channel
        self._do(self._machine.connected(number, listener, channel.peer, self._clock.now()))
        try:
            await channel.run(partial(self._received, number))
        finally:
            self._lose(number)

    def _lose(self, number: int) -> None:
        del self._channels[number]
        self._do(self._machine.lost(number, self._clock.now()))
        if not self._channels:
            self._all_gone.set()

    def _received(self, number: int, data: bytes) -> None:
        self._do(self._machine.received(number, data, self._clock.now()))

    def _tick(self, due: float) -> None:
        self._do(self._machine.tick(due))

    def _note_lag(self, lag: float) -> None:
        self._note(log_record("workload_behind", "warning", seconds=lag))

    def _do(self, effects: Iterable[Effect]) -> None:
        for effect in effects:
            match effect:
                case Send():
                    self._send(effect)
                case Broadcast():
                    self._broadcast(effect)
                case _:
                    self._do_other(effect)
        if self._backlog.size > self._bounds.all_outboxes:
            self._drop_slowest()
        self._turns.wake()
        if self._is_over is not None and self._is_over():
            self.stop()

    def _do_other(self, effect: HangUp | Pause | LogRecord | Listen | StopListening | Connect) -> None:
        match effect:
            case HangUp():
                channel = self._channels.get(effect.client)
                if channel is not None:
                    channel.hang_up(effect.drain)
            case Pause():
                channel = self._channels.get(effect.client)
                if channel is not None:
                    channel.pause(effect.seconds)
            case Connect():
                self._start(effect.client)
            case Listen():
                self._accept_at(effect.side)
            case StopListening():
                self._accepting[effect.side].cancel()
            case LogRecord():
                self._note(effect)
            case _:
                assert_never(effect)

    def _accept_at(self, side: str) -> None:
        assert self._nursery is not None  # noqa: S101 - no machine asks for anything before it runs
        scope = self._accepting[side] = trio.CancelScope()
        self._nursery.start_soon(self._accept_again, side, scope)

    def _start(self, number: int) -> None:
        assert self._nursery is not None  # noqa: S101 - no machine asks for anything before it runs
        self._nursery.start_soon(self._open, number)

    def _send(self, effect: Send) -> None:
        channel = self._channels.get(effect.client)
        if channel is not None and not channel.send(effect.data):
            self._drop_slow(effect.client, "outbox")

    def _broadcast(self, effect: Broadcast) -> None:
        channels, data = self._channels, effect.data
        for client in effect.clients:
            channel = channels.get(client)
            if channel is not None and not channel.send(data):
                self._drop_slow(client, "outbox")

    def _drop_slow(self, client: int, why: str) -> None:
        """Reset the connection of a client that does not read what it is sent."""
        channel = self._channels[client]
        self.hits[why] += 1
        self._note(log_record("client_too_slow", "warning", client=client, waiting=channel.waiting, limit=why))
        channel.hang_up(0.0)

    def _drop_slowest(self) -> None:
        """Reset those connections for which most bytes wait, until not too many wait for all together."""
        while self._backlog.size > self._bounds.all_outboxes:
            slowest = max(self._channels, key=lambda number: self._channels[number].backlog)
            self._drop_slow(slowest, "all_outboxes")

    def _note(self, line: LogRecord) -> None:
        if self._record is not None:
            self._record(line)
