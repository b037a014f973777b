"""The server put together from all its rooms: :func:`serve` for a process of its own, :func:`serving` for a block."""

from __future__ import annotations

import gc
import sys
from collections.abc import AsyncIterator, Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager, closing, contextmanager, nullcontext
from functools import partial
from typing import TextIO

import attrs
import trio

from ctiserver.admin.commands import ReloadSite
from ctiserver.admin.errors import Denied
from ctiserver.admin.fields import Request
from ctiserver.admin.handler import AdminHandler
from ctiserver.admin.http.lifecycle import ControlInterface, ControlOptions, open_control
from ctiserver.admin.limits import TransportUse
from ctiserver.admin.results import Result
from ctiserver.alarm_file import recorder
from ctiserver.centre.contact_centre import ContactCentre
from ctiserver.engine.effects import Effect
from ctiserver.engine.sides import SIDE_A, SIDE_B
from ctiserver.ledger.entrance import Entrance, found
from ctiserver.ledger.inputs import Founded
from ctiserver.line_writer import in_background
from ctiserver.log import CentreLog, Level, Log, LogWriter, Style, accept_errors_noted
from ctiserver.observe.families import Outside, families
from ctiserver.observe.family import Distribution, Family
from ctiserver.reload import Reloader, take_over
from ctiserver.signals import reloaded_by_signals, stopped_by_signals
from ctiserver.site.changes import SiteChanges
from ctiserver.site.endpoints import Endpoint
from ctiserver.site.limits import Limits
from ctiserver.site.model import Site
from ctiserver.transport.bounds import Bounds
from ctiserver.transport.clock import TrioClock
from ctiserver.transport.driver import Driver
from ctiserver.transport.listener import TcpListener
from ctiserver.transport.turn_lengths import TurnLengths


@attrs.frozen(kw_only=True)
class Options:
    """The options of a server that is served in this process.

    Args:
        site: the contact centre.
        site_file: the file that describes it, to be read again; ``None``: there is none.
        label: what lines of the log call it, as ``centre``, beside those of others; empty: they do not say.
        host: the address to listen on.
        port: the port of side A; 0 picks a free one.
        port_b: the port of side B, likewise; ``None``: there is only side A.
        seed: what all chance comes from; ``None``: the one of the site.
        workload: whether callers call and simulated agents work.
        calls_per_hour: how many calls come in; ``None``: as many as the site says.
        start_time: the time that it is at the beginning, in seconds since 1970; ``None``: the real time.
        speed: how many seconds pass in one.
        log_style: how the log is written; ``None``: for people on a terminal, as JSON lines elsewhere.
        log_level: the least important level that is logged.
        log_stream: where the log is written; ``None``: standard error.
        alarms: where alarms are written beside the log.
        control: the control interface, for the command line, which handles ``ControlUnavailable``; ``None``: without.
    """

    site: Site
    site_file: str | None = None
    label: str = ""
    host: str = "127.0.0.1"
    port: int = 0
    port_b: int | None = None
    seed: int | None = None
    workload: bool = True
    calls_per_hour: float | None = None
    start_time: float | None = None
    speed: float = 1.0
    log_style: Style | None = None
    log_level: Level = "info"
    log_stream: TextIO | None = None
    alarms: TextIO | None = None
    control: ControlOptions | None = None


@attrs.frozen
class RunningServer:
    """A server that listens.

    Args:
        ports: the TCP port of each side, by its name: ``A``, and ``B`` if it has two.
    """

    ports: Mapping[str, int]

    @property
    def port(self) -> int:
        """The TCP port of side A."""
        return self.ports[SIDE_A]


async def serve(options: Options, *others: Options) -> None:
    """Serve until the process is interrupted or terminated, then tell all sessions and return within two seconds.

    A second signal ends it at once.  SIGHUP reads the site file again, where there is one.

    Args:
        options: what is served, and how.
        others: further contact centres, each at its own ports.  They have the time, the speed and the log of the first
            one; either all are served, or none.

    Raises:
        OSError: an address cannot be listened on.
    """
    async with AsyncExitStack() as stack:
        process = stack.enter_context(_process(options))
        centres = []
        for each in (options, *others):
            wanted = attrs.evolve(each, start_time=options.start_time, speed=options.speed)
            centres.append(await stack.enter_async_context(_started(wanted, process)))

        def stop() -> None:
            for centre in centres:
                centre.stop()

        await stack.enter_async_context(stopped_by_signals(stop, process.log))
        await stack.enter_async_context(reloaded_by_signals([centre.reloader.follow for centre in centres]))
        with _start_left_alone():
            await _run(centres, process)


@contextmanager
def _start_left_alone() -> Iterator[None]:
    """Have what is there at the beginning of the block never looked at again for garbage within it.

    Modules, codecs, the site and its contact centre stay as long as the server does.  To look through them took 30 to
    130 ms now and then, in which no client was answered; of 12,000 agents alone, 60 ms.
    """
    gc.freeze()
    try:
        yield
    finally:
        gc.unfreeze()


@asynccontextmanager
async def serving(options: Options) -> AsyncIterator[RunningServer]:
    """Serve while the block runs; clients can connect from its first line on.

    It listens to no signal of the process.  What the block raises leaves it as it is, not in a group.

    Args:
        options: what is served, and how.

    Resource handling: behind the block all sessions are told, and nothing listens any more.
    Cancellation: everything ends at once.

    Raises:
        OSError: an address cannot be listened on.
    """
    with _process(options) as process:
        async with _started(options, process) as started:
            nursery_manager = trio.open_nursery()
            nursery = await nursery_manager.__aenter__()
            try:
                nursery.start_soon(_run, [started], process)
                yield RunningServer({side: listener.endpoint.port for side, listener in started.listeners.items()})
            finally:
                # A nursery as a block would put what the caller's block raises into a group.
                started.stop()
                await nursery_manager.__aexit__(None, None, None)


@attrs.frozen
class _Process:
    """What the contact centres of a process have in common."""

    clock: TrioClock
    log: Log
    turn_lengths: TurnLengths = attrs.field(factory=TurnLengths)


@contextmanager
def _process(options: Options) -> Iterator[_Process]:
    clock = TrioClock(options.start_time, options.speed)
    with in_background(sys.stderr if options.log_stream is None else options.log_stream) as stream:
        log = LogWriter(clock.now, style=options.log_style, level=options.log_level, stream=stream)
        with accept_errors_noted(log, trio.current_time):
            yield _Process(clock, log)


async def _run(centres: Sequence[_Started], process: _Process) -> None:
    """Serve until all are stopped."""
    # Thousands of simulated agents take a second or more to come to work, and a client that finds the port in the log
    # has to be answered at once.
    opened = [centre.entrance.start(process.clock.now()) for centre in centres]
    for centre in centres:
        _note_beginning(centre.log, centre.listeners, centre.entrance.duplex.centre)
    with process.turn_lengths.counted():
        async with trio.open_nursery() as nursery:
            for centre, effects in zip(centres, opened, strict=True):
                nursery.start_soon(centre.run, effects)


@attrs.frozen
class _Started:
    """A server whose ports are open, and that has yet to run."""

    log: Log
    entrance: Entrance
    driver: Driver
    reloader: Reloader
    listeners: Mapping[str, TcpListener]
    control: ControlInterface
    turn_lengths: TurnLengths

    async def run(self, opened: Iterable[Effect]) -> None:
        """Serve until the server was stopped.

        Args:
            opened: the effects of its start.
        """
        async with self.control.serving(self._handle, self.log, self._figures):
            await self.driver.run(self.listeners, lambda _now: opened)
        self.log.log("info", "stopped")

    async def _handle(self, request: Request) -> Result | Denied:
        """Carry out what an operator says; only reading the site file takes a while, in which others are served."""
        reading = self.reloader.file_read() if isinstance(request, ReloadSite) else nullcontext()
        async with reading:
            return self.driver.carry_out(partial(self.entrance.handle, request))

    def _figures(self) -> list[Family | Distribution]:
        """The figures for Prometheus; to read them is no input, and nothing happens by it."""
        outside = Outside(
            transport=_transport_use(self.driver),
            lag=self.driver.lag,
            turns=self.turn_lengths,
            wrong_tokens=self.control.wrong_tokens.count,
        )
        return self.driver.carry_out(lambda now: (families(self.entrance.duplex, outside, now), ()))

    def stop(self) -> None:
        """Tell all sessions and hang up; :meth:`run` returns when the last client is gone."""
        self.driver.stop(self.entrance.stop)


@asynccontextmanager
async def _started(options: Options, process: _Process) -> AsyncIterator[_Started]:
    log = CentreLog(process.log, options.label) if options.label else process.log
    with nullcontext() if options.alarms is None else in_background(options.alarms) as alarms:
        async with _listeners(options) as listeners:

            def follow(site: Site) -> SiteChanges:
                changes = take_over(site, entrance, driver.carry_out)
                driver.set_bounds(_bounds(site.limits))
                return changes

            reloader = Reloader(options.site_file, follow, log)
            entrance = _entrance(
                options,
                # The numbers of calls follow from it: to the last bit as it was given, so that they come again.
                process.clock.now() if options.start_time is None else options.start_time,
                listeners,
                reloader.reload,
                lambda: _transport_use(driver),
            )
            driver = Driver(entrance, process.clock, record=recorder(log, alarms), bounds=_bounds(options.site.limits))
            control = await open_control(options.control, listeners[SIDE_A].endpoint.port)
            with closing(control):
                yield _Started(log, entrance, driver, reloader, listeners, control, process.turn_lengths)


def _bounds(limits: Limits) -> Bounds:
    """The limits that the transport keeps; of bytes, 0 is no limit."""
    return Bounds(
        outbox=limits.outbox or sys.maxsize,
        all_outboxes=limits.all_outboxes or sys.maxsize,
        spare_descriptors=limits.spare_descriptors,
    )


def _transport_use(driver: Driver) -> TransportUse:
    return TransportUse(driver.usage(), driver.hits)


def _entrance(
    options: Options,
    now: float,
    listeners: Mapping[str, TcpListener],
    reload: Callable[[], SiteChanges],
    transport: Callable[[], TransportUse],
) -> Entrance:
    founded = Founded(
        at=now,
        site=options.site,
        seed=options.site.settings.seed if options.seed is None else options.seed,
        workload=options.workload,
        calls_per_hour=options.calls_per_hour,
        two_sides=options.port_b is not None,
        rate=options.speed,
    )
    duplex = found(founded)
    handler = AdminHandler(duplex, lambda: {side: each.endpoint for side, each in listeners.items()}, reload, transport)
    return Entrance(duplex, handler)


def _note_beginning(log: Log, listeners: Mapping[str, TcpListener], centre: ContactCentre) -> None:
    dialect = centre.site.dialect
    spoken = "" if dialect.is_default else f" --dialect {dialect.value}"
    for side, listener in listeners.items():
        here = listener.endpoint
        try_it = f"ctiserver watch {here}{spoken}"
        log.log("info", "listening", host=here.host, port=here.port, side=side, try_it=try_it)
    log.log(
        "info",
        "contact_centre_opened",
        site=centre.site.name,
        agents=len(centre.site.agents),
        seed=centre.seed,
        calls_per_hour=centre.calls_per_hour,
    )


@asynccontextmanager
async def _listeners(options: Options) -> AsyncIterator[dict[str, TcpListener]]:
    """Open the ports of all sides, or of none; what is not served is closed behind the block."""
    listeners: dict[str, TcpListener] = {}
    try:
        for side, port in ((SIDE_A, options.port), (SIDE_B, options.port_b)):
            if port is not None:
                listeners[side] = TcpListener(Endpoint(options.host, port))
                await listeners[side].open()
        yield listeners
    finally:
        for listener in listeners.values():
            listener.close()
