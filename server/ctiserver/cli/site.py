"""``ctiserver site``."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import attrs
from cyclopts import App

from ctiproto.versions import Dialect
from ctiserver.cli.errors import CommandError, Exit
from ctiserver.cli.output import complain, table, title
from ctiserver.site.load import SiteError, demo_text, load_demo, load_site

if TYPE_CHECKING:
    from ctiserver.site.model import Site

app = App(name="site", help="The site that is emulated: show the demo site, check one's own.")


@app.command
def show(site: str | None = None, /, *, dialect: Dialect = Dialect.UCCE) -> Exit:
    """Print the file of the demo site, to start one's own from, or what SITE consists of.

    Some examples:

        ctiserver site show > mine.toml
        ctiserver site show mine.toml
        ctiserver site show --dialect uccx > mine.toml

    Args:
        site: A site file.
        dialect: The family of servers whose demo site is printed.
    """
    if site is None:
        sys.stdout.write(demo_text(dialect))
        return Exit.DONE
    loaded = _loaded(site)
    if loaded is None:
        return Exit.USAGE
    ports = f"ports {loaded.settings.port_a} and {loaded.settings.port_b}"
    title(f"{loaded.name or site}: peripheral {loaded.main_peripheral.id}, {ports}")
    table(("", ""), _parts(loaded))
    return Exit.DONE


@app.command
def check(site: str | None = None, /) -> Exit:
    """Check a site file without serving it; without SITE the demo site.

    Each problem is a line on standard error; the exit status is then 1.

    Some examples:

        ctiserver site check mine.toml

    Args:
        site: A site file.
    """
    loaded = load_demo() if site is None else _loaded(site)
    if loaded is None:
        return Exit.NEGATIVE
    parts = ", ".join(f"{count} {name}" for name, count in _parts(loaded))
    title(f"{site or 'the demo site'}: nothing is wrong with it ({parts})")
    return Exit.DONE


def _loaded(site: str) -> Site | None:
    """The site in a file; ``None`` if there is something wrong with it, which was told.

    Raises:
        CommandError: the file cannot be read.
    """
    try:
        return load_site(site)
    except SiteError as error:
        if isinstance(error.__cause__, OSError):
            raise CommandError(str(error)) from error
        for line in str(error).splitlines():
            complain(line)
        return None


def _parts(site: Site) -> list[tuple[str, str]]:
    """The names of the site's lists that are not empty, each with its length."""
    lists = ((field.name, getattr(site, field.name)) for field in attrs.fields(type(site)))
    return [(name.replace("_", " "), str(len(part))) for name, part in lists if isinstance(part, tuple) and part]
