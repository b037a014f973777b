"""Everything put together in one nursery: the only file that knows all the rooms."""

from __future__ import annotations

import signal
import sys
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from functools import partial
from typing import TextIO

import attrs
import trio

from server.centre import ContactCentre
from server.control.running import Control, ControlUnavailable, Wanted, open_control
from server.engine import Engine
from server.log import Level, Log, Style, accept_errors_noted, in_background
from server.operator.answers import SideNow
from server.operator.desk import Desk
from server.site.model import Site
from server.transport.clock import TrioClock
from server.transport.server import Server


@attrs.frozen(kw_only=True)
class Options:
    """How to serve.

    Args:
        site: the contact centre.
        host: the address to listen on.
        port: the port of side A; 0 picks a free one.
        seed: what all chance comes from.
        life: whether callers call and simulated agents work.
        calls_per_hour: how many calls come in; ``None``: as many as the site says.
        start_time: the time that it is at the beginning, in seconds since 1970; ``None``: the real time.
        speed: how many seconds pass in one.
        log_style: ``None``: what suits standard error.
        log_level: the least important level that is logged.
        alarms: where alarms are written beside the log.
        control: how the running server can be controlled; ``None``: not at all.
    """

    site: Site
    host: str
    port: int
    seed: int
    life: bool = True
    calls_per_hour: float | None = None
    start_time: float | None = None
    speed: float = 1.0
    log_style: Style | None = None
    log_level: Level = "info"
    alarms: TextIO | None = None
    control: Wanted | None = None


async def serve(options: Options) -> None:
    """Serve until somebody interrupts or terminates the process, then end within two seconds.

    Raises:
        OSError: the address cannot be listened on.
        ControlUnavailable: it cannot be controlled, and has to be.
    """
    clock = TrioClock(options.start_time, options.speed)
    with in_background(sys.stderr) as stream:
        log = Log(clock.now, style=options.log_style, level=options.log_level, stream=stream)
        with accept_errors_noted(log, clock.now):
            await _serve(options, clock, log)


async def _serve(options: Options, clock: TrioClock, log: Log) -> None:
    listeners, control = await _listen(options)
    engine = Engine(
        ContactCentre(options.site, seed=options.seed, life=options.life, calls_per_hour=options.calls_per_hour),
        clock.now(),
    )
    server = Server(engine, clock, log, alarms=options.alarms)
    host, port = listeners[0].socket.getsockname()[:2]
    desk = Desk(engine, lambda: (SideNow(side="A", role="active", host=host, port=port),))
    async with _stopped_by_signals(server.stop, log):
        for listener in listeners:
            host, port = listener.socket.getsockname()[:2]
            log.log("info", "listening", host=host, port=port, side="A", try_it=f"ctiserver watch {host}:{port}")
        site = options.site
        rate = site.life.calls_per_hour if options.calls_per_hour is None else options.calls_per_hour
        log.log(
            "info",
            "contact_centre_opened",
            site=site.name,
            agents=len(site.agents),
            seed=options.seed,
            calls_per_hour=rate if options.life else 0,
        )
        async with control.running(lambda request: server.has_happen(partial(desk.hears, request)), log):
            await server.run(listeners)
        log.log("info", "stopped")


async def _listen(options: Options) -> tuple[list[trio.SocketListener], Control]:
    """The listeners of side A, and the control interface."""
    listeners = await trio.open_tcp_listeners(options.port, host=options.host)
    try:
        return listeners, await open_control(options.control, listeners[0].socket.getsockname()[1])
    except ControlUnavailable:
        for listener in listeners:
            await listener.aclose()
        raise


@asynccontextmanager
async def _stopped_by_signals(stop: Callable[[], None], log: Log) -> AsyncIterator[None]:
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


def _signals() -> Sequence[signal.Signals]:
    return (signal.SIGINT, signal.SIGTERM)
