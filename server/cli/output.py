"""Writing: colours and tables where a terminal is there, plain text where not."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rich.console import Console
    from rich.text import Text

_COLUMN_GAP = "  "


def complain(text: str) -> None:
    """Tell an error: one line on standard error, after what was written before it."""
    sys.stdout.flush()
    sys.stderr.write(f"ctiserver: {' '.join(text.splitlines())}\n")
    sys.stderr.flush()


def terminal() -> Console | None:
    """What writes to the terminal that standard output is; ``None`` if it is none."""
    if not sys.stdout.isatty():
        return None
    from rich.console import Console  # noqa: PLC0415 - slow to import, and seldom needed

    return Console(highlight=False)


def title(text: str) -> None:
    """Write a heading."""
    console = terminal()
    if console is None:
        sys.stdout.write(f"{text}\n")
    else:
        console.print(_styled(text, "bold cyan"))


def warning(text: str) -> None:
    """Write a line that deserves attention, below what it is about."""
    console = terminal()
    if console is None:
        sys.stdout.write(f"  ! {text}\n")
    else:
        console.print(_styled(f"  ! {text}", "yellow"))


def table(columns: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """Write a table; the last column is as wide as its values."""
    console = terminal()
    if console is None:
        sys.stdout.writelines(_plain_table(columns, rows))
        return
    from rich.table import Table  # noqa: PLC0415 - slow to import, and seldom needed

    shown = Table(show_header=any(columns), header_style="bold", box=None, pad_edge=True)
    for index, column in enumerate(columns):
        shown.add_column(column, overflow="fold", style=("cyan" if index == 0 else None))
    for row in rows:
        shown.add_row(*(_styled(cell, "") for cell in row))
    console.print(shown)


def _styled(text: str, style: str) -> Text:
    from rich.text import Text  # noqa: PLC0415 - slow to import, and seldom needed

    return Text(text, style=style)


def _plain_table(columns: Sequence[str], rows: Sequence[Sequence[str]]) -> list[str]:
    everything = [columns, *rows] if any(columns) else list(rows)
    widths = [max(map(len, column)) for column in zip(*everything, strict=True)]
    return [
        "  " + _COLUMN_GAP.join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() + "\n"
        for row in everything
    ]
