"""The server at its doors: clients in, effects of the sides out."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial
from typing import Final, Protocol, TextIO, TypeVar, assert_never

import trio

from ctiserver.alarm_file import write_alarm
from ctiserver.engine.duplex import SIDE_A, Duplex
from ctiserver.engine.effects import Alarm, Effect, HangUp, Listen, LogRecord, Send, StopListening
from ctiserver.site.changes import SiteChanges, compare
from ctiserver.site.endpoints import Endpoint
from ctiserver.site.model import Site
from ctiserver.transport.client import Client, set_socket_options
from ctiserver.transport.clock import Clock
from ctiserver.transport.outbox import MAX_WAITING, Outbox

ResultT = TypeVar("ResultT")

Listeners = Sequence[trio.abc.Listener[trio.abc.Stream]]


class Log(Protocol):
    """Where notes go."""

    def log(self, level: str, event: str, **fields: object) -> None:
        """Write a note."""


class Door(Protocol):
    """Where clients come in to one side."""

    @property
    def address(self) -> Endpoint:
        """Where it is, as far as anybody can say."""

    async def open(self) -> Listeners:
        """Listen, each time at the same address.

        Raises:
            OSError: somebody else does.
        """


REOPEN_DELAY: Final = 1.0
"""Seconds between tries to listen again where somebody else does."""


class Server:
    """The sides among their clients.

    Args:
        duplex: the CTI Server.
        clock: what tells the time.
        log: where notes go.
        outbox_limit: bytes that may wait for a client that does not read.
        alarms: where alarms are written beside the log; ``None``: nowhere.
    """

    def __init__(
        self,
        duplex: Duplex,
        clock: Clock,
        log: Log,
        outbox_limit: int = MAX_WAITING,
        alarms: TextIO | None = None,
    ) -> None:
        self.duplex = duplex
        self._clock = clock
        self._log = log
        self._outbox_limit = outbox_limit
        self._alarms = alarms
        self._clients: dict[int, Client] = {}
        self._numbers = itertools.count(1)
        self._accepting = {side: trio.CancelScope() for side in duplex.sides}
        self._doors: Mapping[str, Door] = {}
        self._nursery: trio.Nursery | None = None
        self._stopped = trio.Event()
        self._wake = trio.Event()
        self._all_gone = trio.Event()

    async def run(self, doors: Mapping[str, Door]) -> None:
        """Serve until cancelled, or until :meth:`stop` was called and the last client is gone.

        Resource handling: listeners and clients are closed when this returns.
        Cancellation: everything ends at once; call :meth:`stop` first to let sessions get their last bytes.

        Args:
            doors: those of the sides, by their names.

        Raises:
            OSError: a door cannot be opened.
        """
        self._doors = doors
        listeners = {side: await door.open() for side, door in doors.items()}
        self._do(self.duplex.start(self._clock.now()))
        async with trio.open_nursery() as self._nursery:
            self._nursery.start_soon(self._watch_the_clock)
            async with trio.open_nursery() as accepting:
                for side in doors:
                    accepting.start_soon(self._accept, side, listeners[side], self._accepting[side])
                await self._stopped.wait()
            await self._until_all_are_gone()
            self._nursery.cancel_scope.cancel()

    async def _accept(self, side: str, listeners: Listeners, scope: trio.CancelScope) -> None:
        with scope:
            await self._serve_at(side, listeners)

    async def _accept_again(self, side: str, scope: trio.CancelScope) -> None:
        with scope:
            await self._serve_at(side, await self._opened_again(side))

    async def _serve_at(self, side: str, listeners: Listeners) -> None:
        await trio.serve_listeners(partial(self.serve, side=side), list(listeners), handler_nursery=self._nursery)

    async def _opened_again(self, side: str) -> Listeners:
        door = self._doors[side]
        while True:
            try:
                listeners = await door.open()
            except OSError as error:
                self._log.log("error", "listening_failed", side=side, reason=str(error))
                await trio.sleep(REOPEN_DELAY)
            else:
                self._log.log("info", "listening", host=door.address.host, port=door.address.port, side=side)
                return listeners

    async def _until_all_are_gone(self) -> None:
        while self._clients:
            self._all_gone = trio.Event()
            await self._all_gone.wait()

    def stop(self) -> None:
        """Accept nobody any more, tell every session, and hang up; :meth:`run` returns when the last one is gone."""
        for scope in self._accepting.values():
            scope.cancel()
        self._stopped.set()
        self._do(self.duplex.stop(self._clock.now()))

    def carry_out(self, deed: Callable[[float], tuple[ResultT, Iterable[Effect]]]) -> ResultT:
        """Have something happen that no client asked for, and carry out what comes of it.

        Args:
            deed: does it at a time, and gives its result and its effects.
        """
        result, effects = deed(self._clock.now())
        self._do(effects)
        return result

    def reconfigure(self, site: Site) -> SiteChanges:
        """Let another site take the place of the present one while clients are served.

        Returns:
            What changed by that.

        Raises:
            Unchangeable: it cannot while the server runs; nothing has changed.
        """
        changes = compare(self.duplex.centre.site, site)
        self._do(self.duplex.reconfigure(site, self._clock.now()))
        return changes

    async def serve(self, stream: trio.abc.Stream, side: str = SIDE_A) -> None:
        """Serve one client of a side until it is gone."""
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
        self._do(self.duplex.connected(number, side, address, self._clock.now()))
        try:
            await client.run()
        finally:
            del self._clients[number]
            self._do(self.duplex.lost(number, self._clock.now()))
            if not self._clients:
                self._all_gone.set()

    def _received(self, number: int, data: bytes) -> None:
        self._do(self.duplex.received(number, data, self._clock.now()))

    async def _watch_the_clock(self) -> None:
        """Tick the sides whenever something is due; another deadline may turn up at any time."""
        while True:
            self._wake = trio.Event()
            deadline = self.duplex.next_deadline()
            with trio.CancelScope() as scope:
                if deadline is not None:
                    scope.deadline = self._clock.until(deadline)
                await self._wake.wait()
            if scope.cancelled_caught:
                # Never before the deadline: the clock's arithmetic may fall short of it by the last bit.
                self._do(self.duplex.tick(max(self._clock.now(), deadline or 0.0)))

    def _do(self, effects: Iterable[Effect]) -> None:
        for effect in effects:
            match effect:
                case Send():
                    self._send(effect)
                case HangUp():
                    client = self._clients.get(effect.client)
                    if client is not None:
                        client.hang_up(effect.drain)
                case Listen():
                    assert self._nursery is not None  # noqa: S101 - nobody is started again before it ran
                    scope = self._accepting[effect.side] = trio.CancelScope()
                    self._nursery.start_soon(self._accept_again, effect.side, scope)
                case StopListening():
                    self._accepting[effect.side].cancel()
                case LogRecord():
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


def address_of(stream: trio.abc.Stream) -> Endpoint:
    """Where a stream comes from; nowhere in particular if it is not a socket."""
    if isinstance(stream, trio.SocketStream):
        host, port = stream.socket.getpeername()[:2]
        return Endpoint(str(host), int(port))
    return Endpoint("", 0)
