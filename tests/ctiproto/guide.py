"""The guide's tables, as ``fixtures/guide`` has them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any, Final

Row = dict[str, Any]

FOLDER: Final = Path(__file__).parents[2] / "fixtures" / "guide"


@cache
def table(name: str) -> dict[str, Any]:
    """One of the guide's tables."""
    loaded: dict[str, Any] = json.loads((FOLDER / f"{name}.json").read_text(encoding="ascii"))
    return loaded


def messages() -> dict[str, Row]:
    """All messages by name."""
    return table("messages")


def documented() -> dict[str, Row]:
    """The messages whose fields the guide prints."""
    return {name: row for name, row in messages().items() if row["documented"]}


def fields_at(rows: list[Row], version: int) -> Iterator[Row]:
    """The rows that a version has."""
    for row in rows:
        since, until = row["since"], row["until"]
        if (since is None or since <= version) and (until is None or version <= until):
            yield row


def first_version(since: int | None) -> int | None:
    """``since`` as the library has it, which knows no version before 9."""
    return None if since is None or since <= 9 else since
