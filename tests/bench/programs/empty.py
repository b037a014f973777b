"""An empty program with the command-line library of ours, set up as ours is."""

from __future__ import annotations

import sys

from cyclopts import App

app = App(
    name="empty",
    help="A program that does nothing.",
    version="1",
    help_format="plaintext",
    help_formatter="plain",
    exit_on_error=False,
    print_error=False,
    result_action="return_value",
)


@app.command
def nothing() -> None:
    """Do nothing."""


app(sys.argv[1:])
