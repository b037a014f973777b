"""The signals of the process: two that end the server, and one that has site files read again."""

from __future__ import annotations

import signal
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Sequence
from contextlib import asynccontextmanager, suppress

import trio

from ctiserver.log import Log


@asynccontextmanager
async def stopped_by_signals(stop: Callable[[], None], log: Log) -> AsyncIterator[None]:
    """Call ``stop`` when the process is interrupted or terminated; a second time ends it at once."""

    async def watch(scope: trio.CancelScope, task_status: trio.TaskStatus[None]) -> None:
        with trio.open_signal_receiver(*_signals()) as signals:
            task_status.started()
            is_stopping = False
            async for number in signals:
                log.log("info", "stopping", signal=signal.Signals(number).name)
                if is_stopping:
                    scope.cancel()
                is_stopping = True
                stop()

    async with trio.open_nursery() as nursery:
        await nursery.start(watch, nursery.cancel_scope)
        yield
        nursery.cancel_scope.cancel()


@asynccontextmanager
async def reloaded_by_signals(follow: Iterable[Callable[[], Awaitable[None]]]) -> AsyncIterator[None]:
    """Have site files read again whenever the process is told to, where there is a signal for that.

    One that takes long keeps no other waiting.  Signals that come while it is read have it read once more, as it is
    then.

    Args:
        follow: for each site file, reads it and takes its site over.
    """
    # One that waits is enough.  None may wait in the receiver: it would end the process when the server stops.
    waiting = [(each, trio.open_memory_channel[None](1)) for each in follow]

    async def watch(hang_up: signal.Signals, task_status: trio.TaskStatus[None]) -> None:
        with trio.open_signal_receiver(hang_up) as signals:
            task_status.started()
            async for _ in signals:
                for _, (send, _) in waiting:
                    with suppress(trio.WouldBlock):
                        send.send_nowait(None)

    async def keep_up(follow: Callable[[], Awaitable[None]], told: trio.MemoryReceiveChannel[None]) -> None:
        async for _ in told:
            await follow()

    async with trio.open_nursery() as nursery:
        for each, (_, receive) in waiting:
            nursery.start_soon(keep_up, each, receive)
        for hang_up in _reload_signals():
            await nursery.start(watch, hang_up)
        yield
        nursery.cancel_scope.cancel()


def _reload_signals() -> Sequence[signal.Signals]:
    """The signals that read the site file again: SIGHUP, which Windows has not."""
    return tuple(each for each in signal.Signals if each.name == "SIGHUP")


def _signals() -> Sequence[signal.Signals]:
    return (signal.SIGINT, signal.SIGTERM)
