"""What the tables of Unified CCX say of their own sureness: which fields and numbers no public page prints."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

from ctiproto.declare import Declaration, Fixed, Floating

INFERRED = "inferred"
"""What stands beside a field that is taken from the layout of Unified CCE."""

_WORD = 4


@cache
def _table() -> Mapping[str, Any]:
    path = Path(__file__).parents[2] / "fixtures" / "uccx" / "messages.json"
    read: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return read


def is_number_inferred(name: str) -> bool:
    """Whether no public page prints the MessageType of a message."""
    return bool(_table()[name].get("type_inferred"))


def inferred_fields(declaration: Declaration) -> frozenset[Fixed | Floating]:
    """The fields of a message that no public page prints.

    Raises:
        ValueError: the declaration has another number of fixed fields than the table.
    """
    row = _table()[declaration.name]
    fixed = (field for field, known in zip(declaration.fixed, _fixed(row), strict=True) if not known)
    tags = {each["tag"] for each in row["floating"] if each.get("inferred")}
    return frozenset((*fixed, *(field for field in declaration.tags() if field.tag is not None and field.tag in tags)))


def _fixed(row: Mapping[str, Any]) -> Iterator[bool]:
    """Whether each fixed field is printed; places of several words are declared word by word."""
    for each in row["fixed"]:
        words = each["size"] // _WORD if each["type"] == "UNSPEC" else 1
        yield from [not each.get("inferred")] * words
