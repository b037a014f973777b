"""Pieces of Markdown."""

from __future__ import annotations

from collections.abc import Iterable, Sequence


def table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table; a bar within a cell does not end it."""
    lines = [heads, ["---"] * len(heads), *rows]
    return "".join("| " + " | ".join(cell.replace("|", "\\|") for cell in line) + " |\n" for line in lines) + "\n"


def versions(since: int | None, until: int | None) -> str:
    """The versions that have something; nothing where all have it."""
    match since, until:
        case None, None:
            return ""
        case int(), None:
            return f"from {since}"
        case None, int():
            return f"to {until}"
        case _:
            return f"{since} to {until}"


def anchor(name: str) -> str:
    """A target that links lead to."""
    return f"({name})=\n"


def title(service: str) -> str:
    """The name of a section of the guide, from the name of its member."""
    words = service.replace("_", " ")
    return words[:1].upper() + words[1:]
