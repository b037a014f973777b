"""What real systems were seen to do: the rows of ``fixtures/evidence``."""

from __future__ import annotations

import json
from functools import cache
from typing import Final

import attrs

from tests.house.tree import ROOT

RANKS: Final = ("high", "medium", "low")
STATES: Final = ("built", "waits", "nothing")
LAYERS: Final = ("wire", "above", "ccx")

_FOLDER: Final = ROOT / "fixtures" / "evidence"


@attrs.frozen
class Row:
    """A claim about real systems.

    Args:
        id: its name.
        claim: what was seen.
        rank: how sure it is, one of ``RANKS``.
        source: where it is from.
        state: whether it was built, one of ``STATES``.
        why: why not, if it was not.
        supports: the rows that rest on this one.
    """

    id: str
    claim: str
    rank: str
    source: str
    state: str
    why: str = ""
    supports: tuple[str, ...] = attrs.field(default=(), converter=tuple)


@cache
def rows() -> dict[str, Row]:
    """All rows by their names."""
    read = json.loads((_FOLDER / "rows.json").read_text(encoding="utf-8"))
    return {row["id"]: Row(**row) for row in read}


@cache
def messages_seen() -> dict[str, dict[str, list[str]]]:
    """The messages that were seen: in which layer, and by which rows."""
    read: dict[str, dict[str, list[str]]] = json.loads((_FOLDER / "messages.json").read_text(encoding="utf-8"))
    return read
