"""Tapes among sockets and clocks: the only module here that waits."""

from __future__ import annotations

import itertools
from collections.abc import Awaitable, Callable, Iterable
from contextlib import suppress
from functools import partial
from typing import Protocol

import trio

from ctiserver.engine.effects import HangUp, LogRecord, Send
from ctiserver.traffic.replay.as_client import AskingPlayer, Dial, Wish
from ctiserver.traffic.replay.as_server import AnsweringPlayer
from ctiserver.transport.client import Client, set_socket_options
from ctiserver.transport.clock import Clock
from ctiserver.transport.outbox import Outbox

Connect = Callable[[], Awaitable[trio.abc.Stream]]
"""What makes a stream to the server; it raises ``OSError`` if there is none."""

Steps = Callable[[], Awaitable[bool]]
"""What waits until the next frame may go; false: it will not wait again, and all frames may go."""


class _Player(Protocol):
    @property
    def is_over(self) -> bool: ...
    def next_deadline(self) -> float | None: ...
    def tick(self, now: float) -> Iterable[Wish]: ...
    def step(self, now: float) -> Iterable[Wish]: ...
    def run_on(self, now: float) -> Iterable[Wish]: ...
    def connected(self, client: int, now: float) -> Iterable[Wish]: ...
    def received(self, client: int, data: bytes, now: float) -> Iterable[Wish]: ...
    def lost(self, client: int, now: float) -> Iterable[Wish]: ...


async def serve_tape(
    player: AnsweringPlayer,
    listeners: Iterable[trio.abc.Listener[trio.abc.Stream]],
    clock: Clock,
    steps: Steps | None = None,
) -> None:
    """Answer clients until the player is over.

    Resource handling: listeners and clients are closed when this returns.

    Args:
        player: what answers.
        listeners: where clients connect.
        clock: what tells the time.
        steps: what lets frames go one by one; ``None``: nothing does.
    """
    stage = _Stage(player, clock)
    numbers = itertools.count(1)

    async def serve(stream: trio.abc.Stream) -> None:
        await stage.use(next(numbers), stream)

    async with trio.open_nursery() as nursery:
        nursery.start_soon(stage.watch_the_clock)
        if steps is not None:
            nursery.start_soon(stage.follow, steps)
        nursery.start_soon(partial(trio.serve_listeners, serve, list(listeners), handler_nursery=nursery))
        await stage.over.wait()
        nursery.cancel_scope.cancel()


async def play_tape(player: AskingPlayer, connect: Connect, clock: Clock, steps: Steps | None = None) -> None:
    """Ask a server until the player is over.

    Resource handling: no connection is left when this returns.

    Args:
        player: what asks.
        connect: makes a connection for a session.
        clock: what tells the time.
        steps: what lets frames go one by one; ``None``: nothing does.

    Raises:
        OSError: the first connection could not be had.
    """
    async with trio.open_nursery() as nursery:
        stage = _Stage(player, clock, nursery, connect)
        nursery.start_soon(stage.watch_the_clock)
        if steps is not None:
            nursery.start_soon(stage.follow, steps)
        stage.do(player.start(clock.now()))
        await stage.over.wait()
        nursery.cancel_scope.cancel()
    if stage.trouble is not None:
        raise stage.trouble


class _Stage:
    """A player among its connections."""

    def __init__(
        self, player: _Player, clock: Clock, nursery: trio.Nursery | None = None, connect: Connect | None = None
    ) -> None:
        self.over = trio.Event()
        self.trouble: OSError | None = None
        self._player = player
        self._clock = clock
        self._nursery = nursery
        self._connect = connect
        self._clients: dict[int, Client] = {}
        self._has_connected = False
        self._wake = trio.Event()

    async def use(self, number: int, stream: trio.abc.Stream) -> None:
        """Play on a stream until either end is done with it."""
        with suppress(OSError):  # it may be gone already, which is found out when it is read
            set_socket_options(stream)
        self._has_connected = True
        client = self._clients[number] = Client(stream, partial(self._received, number), Outbox())
        self.do(self._player.connected(number, self._clock.now()))
        try:
            await client.run()
        finally:
            del self._clients[number]
            self.do(self._player.lost(number, self._clock.now()))

    async def _dial(self, number: int) -> None:
        assert self._connect is not None  # noqa: S101 - who dials can connect
        try:
            stream = await self._connect()
        except OSError as error:
            if not self._has_connected:
                self.trouble = error
                self.over.set()
            self.do(self._player.lost(number, self._clock.now()))
            return
        await self.use(number, stream)

    def _received(self, number: int, data: bytes) -> None:
        self.do(self._player.received(number, data, self._clock.now()))

    async def watch_the_clock(self) -> None:
        """Tick the player whenever something is due."""
        while True:
            self._wake = trio.Event()
            deadline = self._player.next_deadline()
            with trio.CancelScope() as scope:
                if deadline is not None:
                    scope.deadline = self._clock.until(deadline)
                await self._wake.wait()
            if scope.cancelled_caught:
                # Never before the deadline: the clock's arithmetic may fall short of it by the last bit.
                self.do(self._player.tick(max(self._clock.now(), deadline or 0.0)))

    async def follow(self, steps: Steps) -> None:
        """Let a frame go whenever somebody says so."""
        while await steps():
            self.do(self._player.step(self._clock.now()))
        self.do(self._player.run_on(self._clock.now()))

    def do(self, wishes: Iterable[Wish]) -> None:
        """Carry out what the player wants."""
        for wish in wishes:
            match wish:
                case Send():
                    self._send(wish)
                case HangUp():
                    self._hang_up(wish.client, wish.drain)
                case Dial():
                    assert self._nursery is not None  # noqa: S101 - who dials has one
                    self._nursery.start_soon(self._dial, wish.client)
                case LogRecord():  # pragma: no cover - players write no log
                    pass
        self._wake.set()
        if self._player.is_over and not self._clients:
            self.over.set()

    def _send(self, wish: Send) -> None:
        client = self._clients.get(wish.client)
        if client is not None and not client.outbox.put(wish.data):
            client.hang_up(0.0)

    def _hang_up(self, number: int, drain: float) -> None:
        client = self._clients.get(number)
        if client is not None:
            client.hang_up(drain)
