"""Who may import whom, from the table that the tests of the house hold every import to."""

from __future__ import annotations

import sys
from pathlib import Path

from myst_text import table

# The table is a module of the tests, which are no part of what is installed.
sys.path.insert(0, str(Path(__file__).parents[2]))

from tests.house.rooms import ASYNC, OUTSIDE, ROOMS, Room


def pages() -> dict[str, str]:
    """The pieces by their name; ``explanation/rooms.md`` includes them."""
    packages = ((f"`{name}`", _modules(places) or "nowhere") for name, places in OUTSIDE.items())
    return {
        "parts/rooms.md": _rooms("ctiproto") + _rooms("ctiserver"),
        "parts/packages.md": table(("Package", "Where it is imported"), packages),
        "parts/waiting.md": "".join(f"- `{name}`\n" for name in ASYNC),
    }


def _rooms(package: str) -> str:
    rows = (_row(room) for room in ROOMS if room.name.split(".")[0] == package)
    return f"## {package}\n\n" + table(("Room", "What it is", "May import from", "Doors"), rows)


def _row(room: Room) -> tuple[str, str, str, str]:
    may = _modules(room.may)
    return f"`{room.name}`", room.why, may, _modules(room.doors)


def _modules(names: tuple[str, ...]) -> str:
    return ", ".join(f"`{name}`" for name in names)
