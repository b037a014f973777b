"""Site files: TOML in, a ``Site`` or a ``SiteError`` out."""

from __future__ import annotations

import re
import tomllib
from functools import cache
from importlib.resources import files
from itertools import islice
from typing import TYPE_CHECKING, Any, Final, TypeVar

import attrs
from cattrs.errors import BaseValidationError

from ctiproto.constants import limits
from ctiproto.versions import Dialect
from ctiserver.site.bounds import MOST_FLAWS, excess, read_bounded
from ctiserver.site.check import check
from ctiserver.site.default_groups import with_default_groups
from ctiserver.site.dialects import rules_of
from ctiserver.site.errors import Problem, SiteError
from ctiserver.site.model import Site
from ctiserver.site.ports import USUAL_PORTS
from ctiserver.site.structure import flaws, site_converter
from ctiserver.site.tables import AgentTables

if TYPE_CHECKING:
    import os
    from collections.abc import Iterable

    from cattrs import Converter

__all__ = ["Problem", "SiteError", "demo_text", "load_demo", "load_site", "parse_site"]

# The id that other tables get where that of the main peripheral is missing or wrong: so that is the only flaw told.
_NO_PERIPHERAL: Final = 1

_T = TypeVar("_T")

_PLACE: Final = re.compile(r" \(at (?:line ([0-9]+), column [0-9]+|end of document)\)$")

# Tables that belong to the main peripheral unless they say otherwise.
_OF_A_PERIPHERAL: Final = (
    "agents",
    "devices",
    "dialed_numbers",
    "services",
    "skill_groups",
    "teams",
    "terminals",
    "trunk_groups",
)


def load_site(path: str | os.PathLike[str]) -> Site:
    """Read a site from the file at ``path``.

    Raises:
        SiteError: the file cannot be read, exceeds a bound, is no TOML, or describes no site that works; any other
            exception is a bug.
    """
    file = str(path)
    try:
        data = read_bounded(path)
    except OSError as error:
        raise _error(file, [("", f"expected a readable file: {error.strerror}")]) from error
    except ValueError as error:
        raise _error(ascii(file), [("", f"expected the name of a file: {error}")]) from error
    return parse_site(data, file)


def parse_site(data: bytes, file: str) -> Site:
    """Read a site from the bytes of a site file.

    Args:
        data: the bytes.
        file: the name of the file in errors.

    Raises:
        SiteError: as for ``load_site``.
    """
    document = _document(data, file)
    _name_main_peripheral(document)
    _name_defaults_of_dialect(document)
    converter = site_converter()
    agents = {"agents": document.pop("agents")} if "agents" in document else {}
    rest, site_flaws = _structured(converter, document, Site)
    tables, agent_flaws = _structured(converter, agents, AgentTables)
    if rest is None or tables is None:
        raise _error(file, [*site_flaws, *agent_flaws])
    placed = tuple(tables.placed())
    site = attrs.evolve(rest, agents=tuple(each.agent for each in placed))
    if found := check(site, placed):
        raise _error(file, found)
    return with_default_groups(site) if rules_of(site.dialect).default_groups else site


def load_demo(dialect: Dialect = Dialect.UCCE) -> Site:
    """The demo site of a dialect, which every command uses unless it is given another."""
    return _load_demo(dialect)


@cache
def _load_demo(dialect: Dialect) -> Site:
    return parse_site(demo_text(dialect).encode(), rules_of(dialect).demo)


def demo_text(dialect: Dialect = Dialect.UCCE) -> str:
    """The text of the file of a dialect's demo site, with its comments: other sites can start from it."""
    return files("ctiserver.site").joinpath(rules_of(dialect).demo).read_text("utf-8")


def _error(file: str, found: Iterable[tuple[str, str]]) -> SiteError:
    return SiteError(Problem(file, key, text) for key, text in found)


def _document(data: bytes, file: str) -> dict[str, Any]:
    try:
        # Some editors begin a file with a byte order mark.
        text = data.decode("utf-8-sig")
        if (reason := excess(text)) is not None:
            raise SiteError([Problem(file, "", reason)])
        return tomllib.loads(text)
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise SiteError([Problem(file, "", "expected text in UTF-8", line)]) from error
    except RecursionError as error:
        raise SiteError([Problem(file, "", "expected lists and tables to be nested less deeply")]) from error
    except ValueError as error:
        raise SiteError([_syntax_problem(file, str(error), data.count(b"\n") + 1)]) from error


def _syntax_problem(file: str, text: str, last_line: int) -> Problem:
    found = _PLACE.search(text)
    if found is None:
        # What Python itself refuses, such as a number of thousands of digits, it refuses without a place.
        return Problem(file, "", f"expected TOML: {text}")
    return Problem(file, "", f"expected TOML: {text[: found.start()]}", int(found[1] or last_line))


def _name_main_peripheral(document: dict[str, Any]) -> None:
    main = _NO_PERIPHERAL
    match document.get("peripherals"):
        case [{"id": int(number)}, *_] if 0 < number < limits.NULL_PERIPHERAL_ID:
            main = number
    for name in _OF_A_PERIPHERAL:
        tables = document.get(name)
        for table in tables if isinstance(tables, list) else ():
            if isinstance(table, dict):
                table.setdefault("peripheral_id", main)


def _name_defaults_of_dialect(document: dict[str, Any]) -> None:
    """Name what is other for another dialect than the one that the classes of the site have their defaults of."""
    said = document.get("dialect")
    dialect = next((each for each in Dialect if each.value == said and not each.is_default), None)
    if dialect is None:
        return
    rules = rules_of(dialect)
    settings = document.setdefault("settings", {})
    if isinstance(settings, dict):
        settings.setdefault("versions", list(dialect.versions))
        for side, port in zip("ab", USUAL_PORTS[dialect], strict=True):
            settings.setdefault(f"port_{side}", port)
    peripherals = document.get("peripherals")
    for peripheral in peripherals if isinstance(peripherals, list) else ():
        if isinstance(peripheral, dict):
            peripheral.setdefault("type", int(rules.peripheral_type))


def _structured(
    converter: Converter, tables: dict[str, Any], kind: type[_T]
) -> tuple[_T | None, list[tuple[str, str]]]:
    try:
        return converter.structure(tables, kind), []
    except BaseValidationError as error:
        return None, list(islice(flaws(error), MOST_FLAWS))
