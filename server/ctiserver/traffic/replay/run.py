"""Runs a player of a tape on sockets and the clock until it is over."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable
from typing import Protocol

import trio

from ctiserver.engine.effects import Effect
from ctiserver.traffic.replay.as_client import ClientPlayer
from ctiserver.traffic.replay.as_server import ServerPlayer
from ctiserver.transport.bounds import Bounds
from ctiserver.transport.clock import Clock
from ctiserver.transport.driver import Connector, Driver
from ctiserver.transport.listener import Listener
from ctiserver.transport.outbox import MAX_WAITING

Steps = Callable[[], Awaitable[bool]]
"""Waits until the next frame may go; it returns false when it will not wait again, and all frames may go."""


class _Player(Protocol):
    def step(self, now: float) -> Iterable[Effect]: ...
    def run_on(self, now: float) -> Iterable[Effect]: ...


async def serve_tape(
    player: ServerPlayer, listener: Listener, clock: Clock, steps: Steps | None = None, *, limit: int = MAX_WAITING
) -> None:
    """Answer clients until every session was played as often as it should be.

    Resource handling: the listener and all connections are closed when this returns.

    Args:
        player: what answers.
        listener: where clients connect.
        clock: what tells the time.
        steps: what lets frames go one by one; ``None``: nothing does.
        limit: how many bytes may wait for a client that does not read.

    Raises:
        OSError: the listener cannot be opened.
    """
    driver = Driver(player, clock, is_over=lambda: player.is_over, bounds=Bounds(outbox=limit))
    async with trio.open_nursery() as nursery:
        if steps is not None:
            nursery.start_soon(_follow, steps, player, driver)
        await driver.run({"": listener})
        nursery.cancel_scope.cancel()


async def play_tape(player: ClientPlayer, connect: Connector, clock: Clock, steps: Steps | None = None) -> None:
    """Ask a server until the tape is played.

    Resource handling: no connection is left when this returns.

    Args:
        player: what asks.
        connect: makes a connection for a session.
        clock: what tells the time.
        steps: what lets frames go one by one; ``None``: nothing does.

    Raises:
        OSError: the first connection could not be had.  Later ones that cannot be had are sessions that are lost.
    """
    has_connected = False
    trouble: OSError | None = None

    async def connected() -> trio.abc.Stream:
        nonlocal has_connected, trouble
        try:
            stream = await connect()
        except OSError as error:
            if not has_connected:
                trouble = error
                nursery.cancel_scope.cancel()
            raise
        has_connected = True
        return stream

    driver = Driver(player, clock, connect=connected, is_over=lambda: player.is_over)
    async with trio.open_nursery() as nursery:
        if steps is not None:
            nursery.start_soon(_follow, steps, player, driver)
        await driver.run(begin=player.start)
        nursery.cancel_scope.cancel()
    if trouble is not None:
        raise trouble


async def _follow(steps: Steps, player: _Player, driver: Driver) -> None:
    """Let a frame go for each step, and all when there are no more steps."""
    while await steps():
        driver.carry_out(lambda now: (None, player.step(now)))
    driver.carry_out(lambda now: (None, player.run_on(now)))
