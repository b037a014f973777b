"""A server in a thread of its own, for clients that do not wait with trio."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from queue import SimpleQueue
from threading import Thread
from typing import Any, Final

import attrs
import trio

from ctiserver import Options, RunningServer, Site, load_demo, serving

LONGEST: Final = 30
"""Seconds that starting and stopping may take."""


@attrs.frozen
class ThreadedServer:
    """A server that listens on this machine.

    Args:
        ports: of its sides, by name.
        log: what it wrote to its log.
    """

    ports: RunningServer
    log: io.StringIO
    _stop: Any = attrs.field(repr=False)
    _thread: Thread = attrs.field(repr=False)

    @property
    def address(self) -> str:
        """Side A, as clients write it."""
        return f"127.0.0.1:{self.ports.port}"

    def stop(self) -> None:
        """Tell all sessions, and wait until nothing listens any more."""
        self._stop()
        self._thread.join(LONGEST)
        assert not self._thread.is_alive()

    def logged(self, event: str) -> list[dict[str, Any]]:
        """The lines of the log about an event."""
        lines = map(json.loads, self.log.getvalue().splitlines())
        return [line for line in lines if line["event"] == event]


@contextmanager
def server_in_thread(site: Site | None = None, **changes: Any) -> Iterator[ThreadedServer]:
    """A quiet server, which has stopped behind the block."""
    log = io.StringIO()
    given = {"workload": False, "log_style": "json", "log_stream": log, **changes}
    options = Options(site=site or load_demo(), **given)
    ready: SimpleQueue[tuple[RunningServer, Any]] = SimpleQueue()

    async def main() -> None:
        stopped = trio.Event()
        token = trio.lowlevel.current_trio_token()

        def stop() -> None:
            with suppress(trio.RunFinishedError):
                token.run_sync_soon(stopped.set)

        async with serving(options) as server:
            ready.put((server, stop))
            await stopped.wait()

    thread = Thread(target=trio.run, args=(main,), name="server")
    thread.start()
    server, stop = ready.get(timeout=LONGEST)
    threaded = ThreadedServer(server, log, stop, thread)
    try:
        yield threaded
    finally:
        threaded.stop()
