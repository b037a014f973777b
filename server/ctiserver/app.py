"""Everything put together in one nursery: the only file that knows all the rooms."""

from __future__ import annotations

import signal
import sys
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager, suppress
from functools import partial
from typing import TextIO

import attrs
import trio

from ctiserver.admin.handler import Desk
from ctiserver.admin.http.lifecycle import Wanted, open_control
from ctiserver.centre.contact_centre import ContactCentre
from ctiserver.engine.duplex import SIDE_A, SIDE_B, Duplex
from ctiserver.engine.timescale import Timescale
from ctiserver.log import Level, Log, Style, accept_errors_noted, in_background
from ctiserver.reload import Reloader
from ctiserver.site.errors import SiteError
from ctiserver.site.model import Site
from ctiserver.transport.clock import TrioClock
from ctiserver.transport.listener import TcpDoor
from ctiserver.transport.server import Server


@attrs.frozen(kw_only=True)
class Options:
    """How to serve.

    Args:
        site: the contact centre.
        site_file: the file that describes it, to be read again; ``None``: there is none.
        host: the address to listen on.
        port: the port of side A; 0 picks a free one.
        port_b: the port of side B, likewise; ``None``: there is only side A.
        seed: what all chance comes from.
        workload: whether callers call and simulated agents work.
        calls_per_hour: how many calls come in; ``None``: as many as the site says.
        start_time: the time that it is at the beginning, in seconds since 1970; ``None``: the real time.
        speed: how many seconds pass in one.
        log_style: ``None``: what suits standard error.
        log_level: the least important level that is logged.
        alarms: where alarms are written beside the log.
        control: how the running server can be controlled; ``None``: not at all.
    """

    site: Site
    site_file: str | None = None
    host: str
    port: int
    seed: int
    port_b: int | None = None
    workload: bool = True
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
        ListenError: an address cannot be listened on.
        ControlUnavailable: it cannot be controlled, and has to be.
    """
    clock = TrioClock(options.start_time, options.speed)
    with in_background(sys.stderr) as stream:
        log = Log(clock.now, style=options.log_style, level=options.log_level, stream=stream)
        with accept_errors_noted(log, clock.now):
            await _serve(options, clock, log)


async def _serve(options: Options, clock: TrioClock, log: Log) -> None:
    centre = ContactCentre(
        options.site, seed=options.seed, workload=options.workload, calls_per_hour=options.calls_per_hour
    )
    duplex = Duplex(centre, clock.now(), two_sides=options.port_b is not None, pace=Timescale(options.speed))
    server = Server(duplex, clock, log, alarms=options.alarms)
    reloader = Reloader(options.site_file, server.reconfigure, log)
    async with _doors(options) as doors:
        control = await open_control(options.control, doors[SIDE_A].address.port)
        desk = Desk(duplex, lambda: {side: door.address for side, door in doors.items()}, reloader.reload)
        async with _stopped_by_signals(server.stop, log), _reloaded_by_signals(reloader):
            _note_beginning(log, doors, options)
            async with control.running(lambda request: server.carry_out(partial(desk.hears, request)), log):
                await server.run(doors)
            log.log("info", "stopped")


def _note_beginning(log: Log, doors: Mapping[str, TcpDoor], options: Options) -> None:
    for side, door in doors.items():
        host, port = door.address.host, door.address.port
        log.log("info", "listening", host=host, port=port, side=side, try_it=f"ctiserver watch {host}:{port}")
    site = options.site
    rate = site.workload.calls_per_hour if options.calls_per_hour is None else options.calls_per_hour
    log.log(
        "info",
        "contact_centre_opened",
        site=site.name,
        agents=len(site.agents),
        seed=options.seed,
        calls_per_hour=rate if options.workload else 0,
    )


@asynccontextmanager
async def _doors(options: Options) -> AsyncIterator[dict[str, TcpDoor]]:
    """The doors of the sides, open."""
    doors: dict[str, TcpDoor] = {}
    try:
        for side, port in ((SIDE_A, options.port), (SIDE_B, options.port_b)):
            if port is not None:
                doors[side] = await TcpDoor.at(options.host, port)
        yield doors
    finally:
        for door in doors.values():
            await door.close()


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


@asynccontextmanager
async def _reloaded_by_signals(reloader: Reloader) -> AsyncIterator[None]:
    """Read the site file again whenever the process is told to, where there is a signal for that."""

    async def watch(hang_up: signal.Signals, task_status: trio.TaskStatus[None]) -> None:
        with trio.open_signal_receiver(hang_up) as signals:
            task_status.started()
            async for _ in signals:
                with suppress(SiteError):  # the log says so already, and the site stays as it is
                    reloader.reload()

    async with trio.open_nursery() as nursery:
        for hang_up in _reload_signals():
            await nursery.start(watch, hang_up)
        yield
        nursery.cancel_scope.cancel()


def _reload_signals() -> Sequence[signal.Signals]:
    """SIGHUP, where there is one."""
    return tuple(each for each in signal.Signals if each.name == "SIGHUP")


def _signals() -> Sequence[signal.Signals]:
    return (signal.SIGINT, signal.SIGTERM)
