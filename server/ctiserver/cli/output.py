"""Writes the results and errors of commands: with colours on a terminal, as plain text elsewhere."""

from __future__ import annotations

import sys
import textwrap
from functools import lru_cache
from itertools import chain, zip_longest
from typing import TYPE_CHECKING, Final, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

_COLUMN_GAP: Final = "  "
_BELOW: Final = "    "
_REMEMBERED: Final = 1024


def complain(text: str) -> None:
    """Write an error as one line on standard error, after everything written before it."""
    sys.stdout.flush()
    sys.stderr.write(f"ctiserver: {' '.join(text.splitlines())}\n")
    sys.stderr.flush()


def terminal() -> Console | None:
    """The console of the terminal that standard output is; ``None``: it is no terminal."""
    if not sys.stdout.isatty():
        return None
    from rich.console import Console  # noqa: PLC0415 - slow to import, and seldom needed

    return Console(highlight=False)


def title(text: str) -> None:
    """Write a heading."""
    _show(terminal(), text)


def warning(text: str) -> None:
    """Write a warning, below what it is about."""
    _show(terminal(), warnings=(text,))


def table(columns: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """Write a table; the last column is as wide as its values."""
    _show(terminal(), columns=columns, rows=rows)


class Section(NamedTuple):
    """A heading, and what stands below it.

    Args:
        heading: the heading.
        rows: a table of names and values, without names of columns.
        warnings: lines below the table.
    """

    heading: str
    rows: Sequence[tuple[str, str]]
    warnings: Sequence[str]


def sections(several: Sequence[Section]) -> None:
    """Write one section after the other."""
    console = terminal()
    if console is None:
        sys.stdout.write("".join([_plain_section(each) for each in several]))
        return
    for heading, rows, warnings in several:
        _show(console, heading, ("", "") if rows else (), rows, warnings)


def _show(
    console: Console | None,
    heading: str | None = None,
    columns: Sequence[str] = (),
    rows: Sequence[Sequence[str]] = (),
    warnings: Sequence[str] = (),
) -> None:
    if console is None:
        parts = [] if heading is None else [f"{heading}\n"]
        if columns:
            parts.append(_plain_table(columns, rows))
        sys.stdout.write("".join([*parts, *(f"  ! {text}\n" for text in warnings)]))
        return
    if heading is not None:
        console.print(_styled(heading, "bold cyan"))
    if columns:
        console.print(_styled_table(columns, rows))
    for text in warnings:
        console.print(_styled(f"  ! {text}", "yellow"))


def _styled_table(columns: Sequence[str], rows: Sequence[Sequence[str]]) -> Table:
    from rich.table import Table  # noqa: PLC0415 - slow to import, and seldom needed

    shown = Table(show_header=any(columns), header_style="bold", box=None, pad_edge=True)
    for index, column in enumerate(columns):
        shown.add_column(column, overflow="fold", style=("cyan" if index == 0 else None))
    for row in rows:
        shown.add_row(*(_styled(cell, "") for cell in row))
    return shown


def listing(columns: Sequence[str], rows: Sequence[Sequence[str | list[str]]]) -> None:
    """Write a table of items whose first column names the item.

    On a terminal that is too narrow for it no cell is broken over lines: values that are the same in all rows are
    written above the table, and those that are long or find no room are written below their row.

    Args:
        columns: the names of the columns.
        rows: a cell is a text, or a list of texts that may be long together; where there is room they are joined by
            commas.
    """
    flat = [[", ".join(cell) if isinstance(cell, list) else cell for cell in row] for row in rows]
    console = terminal()
    if console is None or _natural_width(columns, flat) <= console.width:
        table(columns, flat)
        return
    for line in _narrow(columns, rows, console.width):
        console.print(line, soft_wrap=True)


def _natural_width(columns: Sequence[str], rows: Sequence[Sequence[str]]) -> int:
    return sum(max(map(len, column)) + len(_COLUMN_GAP) for column in zip(columns, *rows, strict=True))


def _narrow(columns: Sequence[str], rows: Sequence[Sequence[str | list[str]]], width: int) -> Iterator[Text]:
    """The lines of a listing that is wider than the terminal."""
    first, *others = range(len(columns))
    common = [index for index in others if len(rows) > 1 and not any(cells[index] != rows[0][index] for cells in rows)]
    yield from (_styled(_COLUMN_GAP + text, "cyan") for text in _named(columns, rows[0], common))
    rest = [first, *(index for index in others if index not in common)]
    beside: dict[int, int] = {}
    room = width
    for index in rest:
        cells = [row[index] for row in rows]
        if any(isinstance(cell, list) for cell in cells):
            continue
        taken = max(map(len, [*cells, *columns[index].split()]))
        if not beside or taken + len(_COLUMN_GAP) <= room:
            beside[index] = taken
            room -= taken + len(_COLUMN_GAP)
    below = [index for index in rest if index not in beside]
    heads = (textwrap.wrap(columns[index], taken) for index, taken in beside.items())
    for head in zip_longest(*heads, fillvalue=""):
        yield _styled(_line(head, beside.values()), "bold")
    wrapper = textwrap.TextWrapper(
        width, initial_indent=_BELOW, subsequent_indent=_BELOW * 2, break_long_words=False, break_on_hyphens=False
    )
    for row in rows:
        yield _styled(_line([str(row[index]) for index in beside], beside.values()), "")
        for text in _named(columns, row, below):
            yield from (_styled(line, "") for line in wrapper.wrap(text))


def _named(columns: Sequence[str], row: Sequence[str | list[str]], wanted: Sequence[int]) -> Iterator[str]:
    """The cells of a row that are not in the table, each with the name of its column; empty ones are left out."""
    short = [f"{columns[index]} {cell}" for index in wanted if (cell := row[index]) and not isinstance(cell, list)]
    if short:
        yield _COLUMN_GAP.join(short)
    for index in wanted:
        cell = row[index]
        if isinstance(cell, list):
            yield from (f"{columns[index]} {text}" for text in cell)


def _line(cells: Sequence[str], widths: Iterable[int]) -> str:
    padded = (cell.ljust(width) for cell, width in zip(cells, widths, strict=True))
    return _COLUMN_GAP + _COLUMN_GAP.join(padded).rstrip()


def _styled(text: str, style: str) -> Text:
    from rich.text import Text  # noqa: PLC0415 - slow to import, and seldom needed

    return Text(text, style=style)


def _plain_table(columns: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    *padded, _ = zip(columns, *rows, strict=True)
    widths = [max(map(len, cells)) for cells in padded]
    line = "".join(f"{_COLUMN_GAP}%-{width}s" for width in widths) + f"{_COLUMN_GAP}%s\n"
    shown = [columns, *rows] if any(columns) else rows
    whole = (line * len(shown)) % tuple(chain.from_iterable(shown))
    if " \n" not in whole:
        return whole
    return "".join([f"{(line % tuple(row)).rstrip()}\n" for row in shown])


def _plain_section(section: Section) -> str:
    heading, rows, warnings = section
    table = _plain_pairs(rows) if rows else ""
    below = "".join([f"  ! {text}\n" for text in warnings]) if warnings else ""
    return f"{heading}\n{table}{below}"


def _plain_pairs(rows: Sequence[tuple[str, str]]) -> str:
    """A table of names and values, as :func:`_plain_table` writes it."""
    names, values = zip(*rows, strict=True)
    whole = _lines_of(names) % values
    if " \n" not in whole:
        return whole
    return "".join([f"{line.rstrip()}\n" for line in whole[:-1].split("\n")])


@lru_cache(_REMEMBERED)
def _lines_of(names: tuple[str, ...]) -> str:
    """The lines of a table with these names, with a place for each value: what many frames of a file have alike."""
    width = max(map(len, names))
    return "".join([f"{_COLUMN_GAP}{name.replace('%', '%%').ljust(width)}{_COLUMN_GAP}%s\n" for name in names])
