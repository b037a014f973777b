"""The site file read again while the server runs, at a signal or an operator's command."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from ctiserver.centre.switch.errors import Unchangeable
from ctiserver.engine.effects import Effect
from ctiserver.ledger.entrance import Entrance
from ctiserver.log import Log
from ctiserver.site.changes import SiteChanges, compare
from ctiserver.site.errors import NoSiteFileError, Problem, SiteError
from ctiserver.site.load import load_site
from ctiserver.site.model import Site

CarryOut = Callable[[Callable[[float], tuple[SiteChanges, Iterable[Effect]]]], SiteChanges]
"""Calls a function with the time and carries out its effects, as a driver does; returns its result."""


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


class Reloader:
    """Reads a site file again, and lets the server follow it.

    Args:
        path: the file; ``None``: the site comes from none.
        reconfigure: replaces the present site by another one, and returns what changed.
        log: writes lines of the log.
    """

    def __init__(self, path: str | None, reconfigure: Callable[[Site], SiteChanges], log: Log) -> None:
        self._path = path
        self._reconfigure = reconfigure
        self._log = log

    def reload(self) -> SiteChanges:
        """Read the file and replace the present site by what it describes; a line of the log says what came of it.

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
        if self._path is None:
            raise NoSiteFileError
        site = load_site(self._path)
        try:
            return self._reconfigure(site)
        except Unchangeable as error:
            raise SiteError(Problem(self._path, "", reason) for reason in error.reasons) from error
