"""The command ``ctiserver record``: a proxy between clients and a server that writes a tape."""

from __future__ import annotations

import io
import secrets
import sys
from collections.abc import Sequence
from contextlib import AsyncExitStack, closing
from pathlib import Path
from typing import Annotated, Final, Literal, TextIO, cast

import attrs
import trio
from cyclopts import Parameter

from ctiproto.versions import Dialect
from ctiserver.cli.errors import CommandError, Exit
from ctiserver.cli.options import LOOPBACK, Flag, checked_version, endpoint
from ctiserver.cli.output import title
from ctiserver.cli.redaction import SECRET_SIZE, Words, selection_of
from ctiserver.line_writer import in_background, lost_by
from ctiserver.log import Log, LogWriter, Style, accept_errors_noted
from ctiserver.tapes.entries import Header
from ctiserver.tapes.recorder import Count, Recorder, Scribe
from ctiserver.tapes.redaction import Redactor
from ctiserver.tapes.selection import PASSWORDS
from ctiserver.tapes.versions import Profiles
from ctiserver.tapes.writing import header_bytes
from ctiserver.traffic.proxy.service import Proxy, Route, stop_on_signals
from ctiserver.traffic.proxy.tape_task import TapeTask
from ctiserver.traffic.proxy.tapefile import TapeFile
from ctiserver.transport.clock import TrioClock
from ctiserver.transport.os_errors import reason_of

_SIDES: Final = "AB"
_BETWEEN_COUNTS: Final = 1.0
_CLEAR: Final = "\r\x1b[K"
_OTHERS: Final = (".pcapng", ".pcap", ".hex")


def record(
    tape: str,
    /,
    *,
    listen: Annotated[list[str], Parameter(negative=())],
    to: Annotated[list[str], Parameter(negative=())],
    redact: Words = (PASSWORDS,),
    version: int | None = None,
    dialect: Dialect = Dialect.UCCE,
    notes: str = "",
    seed: int | None = None,
    overwrite: Flag = False,
    max_size: int = 0,
    log: Annotated[Literal["console", "json"] | None, Parameter(name="--log")] = None,
) -> Exit:
    """Stand between clients and a CTI Server, pass everything on as it is, and record it on a tape.

    Clients connect to --listen and are connected to --to. With both options given twice, these are sides A and B.
    Ctrl-C ends it.

    Some examples:

        ctiserver record --listen :42027 --to cti-a:42027 monday.jsonl
        ctiserver record --listen :0 --to a:42027 --listen :0 --to b:43027 day.jsonl
        ctiserver record --listen 0.0.0.0:42027 --to a:42027 --redact names day.jsonl

    Args:
        tape: The file to write, by custom with the ending .jsonl.
        listen: [HOST]:PORT to listen on; without HOST 127.0.0.1, so that others than this machine cannot connect.
        to: HOST:PORT of the server behind it.
        redact: What gets pseudonyms, with commas between the words: passwords (in any case), names, agents, numbers,
            variables, texts, addresses, a field such as ANI, a variable such as user.account; none records all as it
            is, passwords too. Can be given several times.
        version: The protocol version, 9 to 25, of frames that come before any OPEN_REQ.
        dialect: The family of servers.
        notes: A remark for the header of the tape.
        seed: The seed of the server, for the header of the tape, if the server has one.
        overwrite: Replace the file if it is there already.
        max_size: The most bytes that the tape may have; then what comes is passed on and not recorded any more. 0, or
            without it: as many as the disk has room for.
        log: How the log is written, console or json; without it, for people on a terminal and as JSON elsewhere.
    """
    _check_ending(tape)
    if max_size < 0:
        raise CommandError(f"--max-size {max_size}: expected a number of bytes, or 0")
    routes = _routes(listen, to)
    selection = selection_of(redact, dialect)
    first = None if version is None else checked_version(version, dialect)
    words = () if selection is None else selection.words
    header = Header(dialect=dialect, version=first, notes=notes, seed=seed, redacted=words)
    redactor = None if selection is None else Redactor(selection, secrets.token_bytes(SECRET_SIZE))
    job = _Job(Path(tape), routes, header, Scribe(Profiles(header.dialect, first), redactor), overwrite, max_size, log)
    count = trio.run(job.run)
    title(f"{tape}: {shown(count)}")
    return Exit.NEGATIVE if count.lost or count.is_doubtful else Exit.DONE


@attrs.frozen
class _Job:
    path: Path
    routes: Sequence[Route]
    header: Header
    scribe: Scribe
    overwrite: bool
    max_size: int
    log_style: Style | None

    async def run(self) -> Count:
        clock = TrioClock()
        with in_background(sys.stderr) as stream:
            board = Board(stream)
            log = LogWriter(clock.now, style=self.log_style, stream=cast("TextIO", board))
            with accept_errors_noted(log, trio.current_time):
                return await self._run(clock, log, board)

    async def _run(self, clock: TrioClock, log: Log, board: Board) -> Count:
        async with AsyncExitStack() as stack:
            doors = [
                (route, await stack.enter_async_context(listener))
                for route in self.routes
                for listener in await _listeners(route)
            ]
            start = clock.now()
            file = stack.enter_context(closing(self._file(start)))
            recorder = Recorder(start)
            proxy = Proxy(recorder, TapeTask(recorder, self.scribe, file, log), clock.now, log)
            async with trio.open_nursery() as nursery:
                nursery.start_soon(stop_on_signals, proxy.stop)
                nursery.start_soon(board.run, recorder.count)
                for route, listener in doors:
                    host, port = listener.socket.getsockname()[:2]
                    side = {"side": route.side} if route.side else {}
                    log.log("info", "listening", host=host, port=port, **side, server=str(route.server))
                await proxy.run(doors)
                nursery.cancel_scope.cancel()
        board.end()
        return recorder.count

    def _file(self, start: float) -> TapeFile:
        try:
            head = header_bytes(attrs.evolve(self.header, start=start))
            return TapeFile(self.path, head, overwrite=self.overwrite, most=self.max_size)
        except FileExistsError as error:
            raise CommandError(f"{self.path}: expected no such file yet, or --overwrite") from error
        except OSError as error:
            raise CommandError(f"{self.path}: expected a file that can be written: {reason_of(error)}") from error


async def _listeners(route: Route) -> list[trio.SocketListener]:
    try:
        return await trio.open_tcp_listeners(route.listen.port, host=route.listen.host)
    except OSError as error:
        where = f"{route.listen.host} port {route.listen.port}"
        raise CommandError(f"cannot listen on {where}: {reason_of(error)}") from error


class Board(io.TextIOBase):
    """Standard error with the log, and on a terminal one line below it that counts what was recorded.

    Args:
        stream: standard error.
    """

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream
        self._line = ""

    def isatty(self) -> bool:
        """Whether standard error is a terminal."""
        return self._stream.isatty()

    def write(self, text: str) -> int:
        """Write a line of the log in place of the count, and the count again below it."""
        self._stream.write(f"{_CLEAR}{text}{self._line}" if self._line else text)
        return len(text)

    def flush(self) -> None:
        """Do nothing: every write went to the stream at once."""

    def take_lost(self) -> int:
        """How many lines the stream has lost since the last call."""
        return lost_by(self._stream)

    def show(self, line: str) -> None:
        """Replace the count; without a terminal nothing."""
        if self.isatty():
            self._line = line
            self._stream.write(f"{_CLEAR}{line}")

    def end(self) -> None:
        """Remove the count from the terminal."""
        self.show("")

    async def run(self, count: Count) -> None:
        """Show the count again each second until cancelled."""
        while True:
            self.show(shown(count))
            await trio.sleep(_BETWEEN_COUNTS)


def shown(count: Count) -> str:
    """Say in words how many sessions, frames and bytes were recorded, and what is missing."""
    there = f" ({count.open} open)" if count.open else ""
    lost = f", {_many(count.lost, 'entry', 'entries')} missing" if count.lost else ""
    sessions, frames = _many(count.sessions, "session", "sessions"), _many(count.frames, "frame", "frames")
    doubt = ", some of it perhaps missing" if count.is_doubtful else ""
    return f"{sessions}{there}, {frames}, {_many(count.bytes, 'byte', 'bytes')}{lost}{doubt}"


def _many(number: int, one: str, many: str) -> str:
    return f"{number:,} {one if number == 1 else many}"


def _check_ending(tape: str) -> None:
    if Path(tape).suffix.lower() in _OTHERS:
        raise CommandError(f"{tape}: expected a tape, with the ending .jsonl; convert makes others of it")


def _routes(listen: Sequence[str], to: Sequence[str]) -> list[Route]:
    if len(listen) != len(to):
        raise CommandError(f"expected as many --to as --listen, not {len(to)} and {len(listen)}")
    if len(listen) > len(_SIDES):
        raise CommandError(f"expected at most {len(_SIDES)} pairs of --listen and --to, sides A and B")
    sides = _SIDES if len(listen) > 1 else ("",)
    routes = [
        Route(side, endpoint("--listen ", here, host=LOOPBACK), endpoint("--to ", there))
        for side, here, there in zip(sides, listen, to, strict=False)
    ]
    listening = {route.listen for route in routes}
    for route in routes:
        if route.server in listening:
            raise CommandError(f"--to {route.server}: expected a server, not where --listen is")
    return routes
