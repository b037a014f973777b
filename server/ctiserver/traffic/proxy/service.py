"""The proxy: every client that connects gets a connection of its own to the server behind it."""

from __future__ import annotations

import signal
from collections.abc import Awaitable, Callable, Sequence
from typing import Final

import attrs
import trio

from ctiproto.connection import Role
from ctiserver.log import Log
from ctiserver.site.endpoints import Endpoint
from ctiserver.tapes.recorder import Recorder
from ctiserver.traffic.proxy.relay import Heard, Relay, Stream
from ctiserver.traffic.proxy.tape_task import TapeTask
from ctiserver.transport.os_errors import reason_of
from ctiserver.transport.socket_options import set_no_delay
from ctiserver.transport.sockets import connect_tcp, peer_of, reset

FAREWELL: Final = 2.0
"""Seconds that the last lines have to be written."""

Connect = Callable[[Endpoint], Awaitable[Stream]]
"""What makes a stream to a server; it raises ``OSError`` if there is none."""


@attrs.frozen
class Route:
    """A port of the proxy, and the server behind it.

    Args:
        side: ``"A"`` or ``"B"`` where there are two, else ``""``.
        listen: where clients connect; port 0 picks a free one.
        server: where the server listens.
    """

    side: str
    listen: Endpoint
    server: Endpoint


class Proxy:
    """Passes connections on, and records them.

    Args:
        recorder: makes entries of what goes over connections.
        tape_task: writes the entries to a file.
        now: the clock of the recording.
        log: where notes go.
        connect: makes the streams to servers.
    """

    def __init__(
        self,
        recorder: Recorder,
        tape_task: TapeTask,
        now: Callable[[], float],
        log: Log,
        connect: Connect = connect_tcp,
    ) -> None:
        self._recorder = recorder
        self._tape_task = tape_task
        self._now = now
        self._log = log
        self._connect = connect
        self._unreachable: set[Route] = set()
        self._scope = trio.CancelScope()

    def stop(self) -> None:
        """End all connections; :meth:`run` returns when what was recorded is written, or given up."""
        self._scope.cancel()

    async def run(self, listeners: Sequence[tuple[Route, trio.abc.Listener[trio.abc.Stream]]]) -> None:
        """Serve until :meth:`stop` is called.

        Resource handling: listeners and connections are closed when this returns.
        Cancellation: what waits to be written is lost.
        """
        async with trio.open_nursery() as nursery:
            nursery.start_soon(self._tape_task.run)
            with self._scope:
                async with trio.open_nursery() as accepting:
                    for route, listener in listeners:
                        accepting.start_soon(self._serve, route, listener)
            self._tape_task.end()
            nursery.cancel_scope.deadline = trio.current_time() + FAREWELL
        self._tape_task.finish()

    async def _serve(self, route: Route, listener: trio.abc.Listener[trio.abc.Stream]) -> None:
        async def serve(stream: trio.abc.Stream) -> None:
            assert isinstance(stream, trio.abc.HalfCloseableStream)  # noqa: S101 - as those of all our listeners
            await self._pass_on(route, stream)

        await trio.serve_listeners(serve, [listener])

    async def _pass_on(self, route: Route, client: Stream) -> None:
        try:
            peer = peer_of(client)
            if isinstance(client, trio.SocketStream):
                set_no_delay(client)
        except OSError:
            # It was gone before it was accepted.
            await trio.aclose_forcefully(client)
            return
        name = str(peer) if peer.host else ""
        session = self._recorder.begin(route.side, name, str(route.server), self._now())
        self._tape_task.notice()
        sender: Role | None = None
        how = "stopped"
        try:
            server = await self._connected(route, client)
            if server is None:
                how = "refused"
            else:
                outcome = await Relay(client, server, self._heard(session)).run()
                sender, how = outcome.sender, outcome.how
        finally:
            self._recorder.end(session, sender, how, self._now())
            self._tape_task.notice()

    def _heard(self, session: int) -> Heard:
        def heard(sender: Role, data: bytes) -> None:
            self._recorder.data(session, sender, data, self._now())
            self._tape_task.notice()

        return heard

    async def _connected(self, route: Route, client: Stream) -> Stream | None:
        """Connect to the server; if that fails, reset the client.

        Returns:
            A stream to the server; ``None``: there is none, which the log says once for each route.
        """
        stream = None
        try:
            stream = await self._connect(route.server)
        except OSError as error:
            if route not in self._unreachable:
                self._unreachable.add(route)
                self._log.log("warning", "server_unreachable", server=str(route.server), reason=reason_of(error))
            return None
        finally:
            if stream is None:
                await reset(client)
        if route in self._unreachable:
            self._unreachable.remove(route)
            self._log.log("info", "server_reached", server=str(route.server))
        return stream


async def stop_on_signals(stop: Callable[[], None]) -> None:
    """Call ``stop`` when the process is interrupted or terminated."""
    with trio.open_signal_receiver(signal.SIGINT, signal.SIGTERM) as signals:
        async for _ in signals:
            stop()
