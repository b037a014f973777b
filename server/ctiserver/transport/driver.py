"""The runner of everything that is told what happens: the server, a tape that is played, later a gateway.

It owns connections and the clock, and knows neither messages nor what the machine is that it drives.
"""

from __future__ import annotations

import itertools
from collections import defaultdict
from collections.abc import Awaitable, Callable, Iterable, Mapping
from functools import partial
from typing import Final, Protocol, TypeVar, assert_never

import trio

from ctiserver.engine.effects import Connect, Effect, HangUp, Listen, LogRecord, Send, StopListening, log_record
from ctiserver.site.endpoints import Endpoint
from ctiserver.transport.channel import Channel, open_channel
from ctiserver.transport.clock import Clock
from ctiserver.transport.listener import Listener
from ctiserver.transport.outbox import MAX_WAITING

ResultT = TypeVar("ResultT")

Connector = Callable[[], Awaitable[trio.abc.Stream]]
"""What makes a stream to the server; it raises ``OSError`` if there is none."""

REOPEN_DELAY: Final = 1.0
"""Seconds between tries to listen again where another program listens."""


class Machine(Protocol):
    """A machine that is driven: it has neither sockets nor a clock.  Each call returns effects, in order.

    Connections have numbers, of which none is used twice.  Times are seconds since 1970 and never go back.
    """

    def connected(self, client: int, listener: str, peer: Endpoint, now: float, /) -> Iterable[Effect]:
        """A connection is there: of a client at a listener, or one that :class:`Connect` asked for (at ``""``)."""

    def received(self, client: int, data: bytes, now: float, /) -> Iterable[Effect]:
        """Bytes arrived, not necessarily whole frames."""

    def lost(self, client: int, now: float, /) -> Iterable[Effect]:
        """A connection is gone, whichever end closed it, or the one that was asked for could not be had."""

    def next_deadline(self) -> float | None:
        """When :meth:`tick` has something to do; ``None``: never, as long as nothing else happens."""

    def tick(self, now: float, /) -> Iterable[Effect]:
        """The deadline is there."""


class Driver:
    """Drives a machine among its connections.

    Args:
        machine: what is driven.
        clock: tells the time.
        record: writes lines of the log, those of the machine and those about connections; ``None``: there is no log.
        connect: makes a connection that the machine asks for; ``None``: it asks for none.
        is_over: tells whether the machine has done all that it had to; then :meth:`run` ends as after :meth:`stop`.
        limit: how many bytes may wait for one client that does not read; one more resets its connection.
    """

    def __init__(
        self,
        machine: Machine,
        clock: Clock,
        *,
        record: Callable[[LogRecord], None] | None = None,
        connect: Connector | None = None,
        is_over: Callable[[], bool] | None = None,
        limit: int = MAX_WAITING,
    ) -> None:
        self._machine = machine
        self._clock = clock
        self._record = record
        self._connect = connect
        self._is_over = is_over
        self._limit = limit
        self._channels: dict[int, Channel] = {}
        self._numbers = itertools.count(1)
        self._listeners: Mapping[str, Listener] = {}
        self._accepting: dict[str, trio.CancelScope] = defaultdict(trio.CancelScope)
        self._nursery: trio.Nursery | None = None
        self._stopped = trio.Event()
        self._wake = trio.Event()
        self._all_gone = trio.Event()

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
            if begin is not None:
                self._do(begin(self._clock.now()))
            self._nursery.start_soon(self._watch_the_clock)
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
        if farewell is not None:
            self._do(farewell(self._clock.now()))

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
            channel = open_channel(stream, self._limit)
        except OSError:
            # It was gone before it was accepted.
            await trio.aclose_forcefully(stream)
            return
        number = next(self._numbers)
        self._note(
            log_record("client_connected", "debug", client=number, host=channel.peer.host, port=channel.peer.port)
        )
        await self._attach(number, listener, channel)

    async def _accept(self, name: str, scope: trio.CancelScope) -> None:
        with scope:
            await self._serve_at(name)

    async def _accept_again(self, name: str, scope: trio.CancelScope) -> None:
        with scope:
            await self._reopen(name)
            await self._serve_at(name)

    async def _serve_at(self, name: str) -> None:
        assert self._nursery is not None  # noqa: S101 - only a driver that runs accepts
        await self._listeners[name].serve(partial(self.serve, listener=name), self._nursery)

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
                channel = open_channel(stream, self._limit)
            except OSError:
                await trio.aclose_forcefully(stream)
                raise
        except OSError:
            self._do(self._machine.lost(number, self._clock.now()))
            return
        await self._attach(number, "", channel)

    async def _attach(self, number: int, listener: str, channel: Channel) -> None:
        """Pass on what a connection brings, until it is gone."""
        self._channels[number] = channel
        self._do(self._machine.connected(number, listener, channel.peer, self._clock.now()))
        try:
            await channel.run(partial(self._received, number))
        finally:
            del self._channels[number]
            self._do(self._machine.lost(number, self._clock.now()))
            if not self._channels:
                self._all_gone.set()

    def _received(self, number: int, data: bytes) -> None:
        self._do(self._machine.received(number, data, self._clock.now()))

    async def _watch_the_clock(self) -> None:
        """Tick the machine whenever something is due; another deadline may turn up at any time."""
        while True:
            self._wake = trio.Event()
            deadline = self._machine.next_deadline()
            with trio.CancelScope() as scope:
                if deadline is not None:
                    scope.deadline = self._clock.until(deadline)
                await self._wake.wait()
            if scope.cancelled_caught:
                # Never before the deadline: the clock's arithmetic may fall short of it by the last bit.
                self._do(self._machine.tick(max(self._clock.now(), deadline or 0.0)))

    def _do(self, effects: Iterable[Effect]) -> None:
        for effect in effects:
            match effect:
                case Send():
                    self._send(effect)
                case HangUp():
                    channel = self._channels.get(effect.client)
                    if channel is not None:
                        channel.hang_up(effect.drain)
                case Connect():
                    assert self._nursery is not None  # noqa: S101 - no machine asks for anything before it runs
                    self._nursery.start_soon(self._open, effect.client)
                case Listen():
                    assert self._nursery is not None  # noqa: S101 - as above
                    scope = self._accepting[effect.side] = trio.CancelScope()
                    self._nursery.start_soon(self._accept_again, effect.side, scope)
                case StopListening():
                    self._accepting[effect.side].cancel()
                case LogRecord():
                    self._note(effect)
                case _:
                    assert_never(effect)
        self._wake.set()
        if self._is_over is not None and self._is_over():
            self.stop()

    def _send(self, effect: Send) -> None:
        channel = self._channels.get(effect.client)
        if channel is not None and not channel.send(effect.data):
            self._note(log_record("client_too_slow", "warning", client=effect.client, waiting=channel.waiting))
            channel.hang_up(0.0)

    def _note(self, line: LogRecord) -> None:
        if self._record is not None:
            self._record(line)
