"""Runs the command line: reads the words, calls the command, and makes errors a line and an exit status."""

from __future__ import annotations

import gc
import os
import sys
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from cyclopts import App
from cyclopts.exceptions import CycloptsError

from ctiserver.cli.commands import COMMANDS
from ctiserver.cli.errors import CommandError, Exit
from ctiserver.cli.output import complain

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from cyclopts.help import HelpPanel
    from rich.console import Console, ConsoleOptions

_INTERRUPTED: Final = 130
_TRACEBACK: Final = "CTISERVER_TRACEBACK"
"""The environment variable with which errors are raised, so that Python shows their traceback."""

_NEW_OBJECTS: Final = 20_000
"""How many new objects bring about a search for garbage.

With Python's 700 it looks hundreds of times at what is only being imported, or read from a site file, and will stay: a
sixth of the time until a large site is served.
"""


def main(words: Sequence[str] | None = None) -> int:
    """Run ``ctiserver``.

    Every error is written as one line on standard error.

    Args:
        words: what follows the program's name; ``None`` takes it from the command line.

    Returns:
        The exit status: 0 done, 1 the verdict is negative, 2 wrong usage or unreadable input.
    """
    _open_missing_streams()
    _print_anything()
    try:
        given = sys.argv[1:] if words is None else list(words)
        with _garbage_looked_for_less_often():
            status = program(given[0] if given else "")(given)
        sys.stdout.flush()
    except BrokenPipeError:
        # The reader of our output has ended, as ``head`` does.  Python would fail again when it flushes at exit.
        _discard_output()
        return Exit.DONE
    except SystemExit as ended:
        # Rich raises this when the reader of a help text ends before its end.
        if isinstance(ended.__context__, BrokenPipeError):
            return Exit.DONE
        raise
    except KeyboardInterrupt:
        return _INTERRUPTED
    except Exception as error:
        if os.environ.get(_TRACEBACK):
            raise
        complain(_error_text(error))
        return error.status if isinstance(error, CommandError) else Exit.USAGE
    return Exit.DONE if status is None else int(status)


def _error_text(error: Exception) -> str:
    match error:
        case CommandError():
            return str(error)
        case CycloptsError():
            return " ".join(str(error).split())
        case OSError():
            return f"{error.filename or 'input or output'}: {error.strerror or error}"
    return f"a bug of ours, please report it with {_TRACEBACK}=1 set: {type(error).__name__}: {error}"


def program(asked: str = "") -> App:
    """The program with all its commands, none of them imported yet.

    Args:
        asked: the command that will be called: it shows its own help, and the others only need their summaries.
    """
    app = App(
        name="ctiserver",
        help="An emulator of a Cisco CTI Server (GED-188, protocol versions 9 to 25).",
        version=_version,
        # The list of commands has no Markdown, whose reader would take a quarter of the time to show it.
        help_format="markdown" if asked in COMMANDS else "plaintext",
        help_formatter=None if sys.stdout.isatty() else _PlainHelp(),
        exit_on_error=False,
        print_error=False,
        result_action="return_value",
    )
    for order, (name, command) in enumerate(COMMANDS.items()):
        summary = {} if name == asked else {"help": command.summary}
        app.command(command.place, name=name, sort_key=order, **summary)
    return app


_LONGEST_LINE: Final = 10_000


class _PlainHelp:
    """Writes help without colours and frames.

    What does it is imported only then: to import it takes a tenth of the time of a quick command.
    """

    def __call__(self, console: Console, options: ConsoleOptions, panel: HelpPanel) -> None:
        """Write a group of commands or parameters, each on a line of its own."""
        # At the console's width a text would be broken, and once more with the name that stands before it.
        wide = import_module("rich.console").Console(file=console.file, width=_LONGEST_LINE)
        _plain_formatter()(wide, options, panel)

    def render_usage(self, console: Console, options: ConsoleOptions, usage: object) -> None:
        """Write how the command is called."""
        _plain_formatter().render_usage(console, options, usage)

    def render_description(self, console: Console, options: ConsoleOptions, description: object) -> None:
        """Write what the command does."""
        _plain_formatter().render_description(console, options, description)


def _plain_formatter() -> Any:
    return import_module("cyclopts.help.formatters").PlainFormatter()


def _version() -> str:
    # It takes a tenth of the time of a quick command to import what knows it.
    metadata = import_module("importlib.metadata")
    try:
        return str(metadata.version("ctiserver"))
    except ModuleNotFoundError:
        return "unknown: ctiserver is not installed"


@contextmanager
def _garbage_looked_for_less_often() -> Iterator[None]:
    _, *others = before = gc.get_threshold()
    gc.set_threshold(_NEW_OBJECTS, *others)
    try:
        yield
    finally:
        gc.set_threshold(*before)


def _open_missing_streams() -> None:
    """Replace standard streams that were closed before the program began, so that it can write to them all the same."""
    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        if getattr(sys, name) is None:
            nowhere = Path(os.devnull).open(mode, encoding="utf-8")  # noqa: SIM115 - it stays open as long as we run
            setattr(sys, name, nowhere)


def _print_anything() -> None:
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(errors="backslashreplace")


def _discard_output() -> None:
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
