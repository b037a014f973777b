"""The site file read again while the server runs, at a signal or an operator's command.

The file is read by a process of its own (:mod:`ctiserver.site.reader`), and the site comes back in pieces, between
which clients are served.  To compare it with the present one and to take it over is one step: one input of the server.
"""

from __future__ import annotations

import os
import sys
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable
from contextlib import asynccontextmanager
from traceback import format_exception
from typing import Final

import trio

from ctiserver.centre.switch.errors import Unchangeable
from ctiserver.engine.effects import Effect
from ctiserver.ledger.entrance import Entrance
from ctiserver.log import Log
from ctiserver.site.changes import SiteChanges, compare
from ctiserver.site.errors import NoSiteFileError, Problem, SiteError
from ctiserver.site.model import LOOK_UPS, Site
from ctiserver.site.reader import MOST_SECONDS
from ctiserver.site.transfer import joined, read_pieces

CarryOut = Callable[[Callable[[float], tuple[SiteChanges, Iterable[Effect]]]], SiteChanges]
"""Calls a function with the time and carries out its effects, as a driver does; returns its result."""

_READER: Final = "import sys; from ctiserver.site.reader import main; main(sys.argv[1])"
"""The program of the process that reads the file."""


def take_over(site: Site, entrance: Entrance, carry_out: CarryOut) -> SiteChanges:
    """Replace the present site by another one while clients are served; they are told what changed.

    Args:
        site: the other site.
        entrance: the way into the server.
        carry_out: calls it with the time, and carries out its effects.

    Raises:
        Unchangeable: it cannot be taken over while the server runs; nothing has changed.
    """
    changes = compare(entrance.duplex.centre.site, site)
    return carry_out(lambda now: (changes, entrance.reconfigure(site, now)))


async def read_apart(path: str) -> Site:
    """Read a site file in a process of its own; clients are served meanwhile.

    Cancellation: the process is ended at once.

    Raises:
        SiteError: the file cannot be read, describes no site that works, or exceeds a bound of size, time or memory.
    """
    # The reader imports what this process imports, wherever it was started.
    found = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
    command = [sys.executable, "-P", "-c", _READER, path]
    with trio.move_on_after(MOST_SECONDS) as patience:
        try:
            # A session of its own: the SIGHUP of a terminal that is closed is not for the reader.
            done = await trio.run_process(
                command,
                capture_stdout=True,
                capture_stderr=True,
                check=False,
                deliver_cancel=_kill,
                env=found,
                start_new_session=True,
            )
        except OSError as error:
            raise _error(path, f"cannot be read now: {error.strerror or error}") from error
    if patience.cancelled_caught:
        raise _error(path, f"expected a site that can be read in {MOST_SECONDS} seconds")
    if done.returncode:
        said = done.stderr.decode(errors="replace").strip().rpartition("\n")[2]
        raise _error(path, f"its reader ended with status {done.returncode}: {said or 'it said nothing'}")
    pieces = []
    for piece in read_pieces(done.stdout):
        pieces.append(piece)
        await trio.lowlevel.checkpoint()
    return joined(pieces)


async def _kill(process: trio.Process) -> None:
    process.kill()


def _error(path: str, text: str) -> SiteError:
    return SiteError([Problem(path, "", text)])


class Reloader:
    """Reads a site file again, and lets the server follow it.

    Args:
        path: the file; ``None``: the site comes from none.
        reconfigure: replaces the present site by another one, and returns what changed.
        log: writes lines of the log.
        read: reads the file.
    """

    def __init__(
        self,
        path: str | None,
        reconfigure: Callable[[Site], SiteChanges],
        log: Log,
        read: Callable[[str], Awaitable[Site]] = read_apart,
    ) -> None:
        self._path = path
        self._reconfigure = reconfigure
        self._log = log
        self._read = read
        self._lock = trio.Lock()
        self._outcome: Site | Exception = NoSiteFileError()

    @asynccontextmanager
    async def file_read(self) -> AsyncIterator[None]:
        """Read the file, for :meth:`reload` within the block.

        It is read by one caller at a time: others wait, and then read it as it is by then.

        Cancellation: it is not read any more.
        """
        async with self._lock:
            self._outcome = await self._read_file()
            try:
                yield
            finally:
                self._outcome = NoSiteFileError()

    async def _read_file(self) -> Site | Exception:
        if self._path is None:
            return NoSiteFileError()
        try:
            site = await self._read(self._path)
        except Exception as error:  # noqa: BLE001 - the server goes on, and :meth:`reload` raises it
            return error
        # A look-up is built when it is first used.  That is now, in steps, and not when the site is taken over.
        for name in LOOK_UPS:
            getattr(site, name)
            await trio.lowlevel.checkpoint()
        return site

    def reload(self) -> SiteChanges:
        """Replace the present site by what the file describes that was read; a line of the log says what came of it.

        Returns:
            What changed.

        Raises:
            SiteError: there is no file, it describes no site that works, or its site cannot be taken over while the
                server runs; with all reasons at once.  The present site stays.
        """
        try:
            changes = self._take_over()
        except SiteError as error:
            self._log.log("warning", "site_not_reloaded", reasons=[str(problem) for problem in error.problems])
            raise
        self._log.log("info", "site_reloaded", file=self._path, **changes.as_logged())
        return changes

    def _take_over(self) -> SiteChanges:
        if isinstance(self._outcome, Exception):
            raise self._outcome
        try:
            return self._reconfigure(self._outcome)
        except Unchangeable as error:
            raise SiteError(Problem(str(self._path), "", reason) for reason in error.reasons) from error

    async def follow(self) -> None:
        """Read the file and take its site over, if that can be; whatever is in the way of it is in the log."""
        async with self.file_read():
            try:
                self.reload()
            except SiteError:
                pass  # the log says so already, and the site stays as it is
            except Exception as error:  # noqa: BLE001 - a mistake of ours must not end all sessions
                self._log.log("error", "reload_failed", error="".join(format_exception(error)))
