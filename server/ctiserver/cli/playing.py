"""Shared by the commands that play tapes: opening a tape, the speed, connecting, progress, and the end by a signal."""

from __future__ import annotations

import math
import signal
import sys
from collections.abc import Awaitable, Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Annotated, Final, TextIO

import trio
from cyclopts import Parameter

from ctiproto.connection import Role
from ctiserver.cli.errors import CommandError
from ctiserver.cli.inputs import input_name, open_input
from ctiserver.cli.output import complain
from ctiserver.client import Side, connect_tcp
from ctiserver.site.endpoints import Endpoint
from ctiserver.tapes.entries import TapeError
from ctiserver.tapes.reading import read_tape
from ctiserver.traffic.replay.dialogue import Dialogue, DialogueError, load_dialogue
from ctiserver.traffic.replay.run import Steps
from ctiserver.traffic.replay.speed import Speed
from ctiserver.transport.driver import Connector
from ctiserver.transport.os_errors import reason_of

_FASTEST: Final = 10_000.0
_CLEAR: Final = "\r\x1b[K"

Fast = Annotated[bool, Parameter(negative=(), help="Wait for the other end, and for nothing else.")]
"""The type of --fast: the distances between frames on the tape are left out."""


def open_tape(file: str, needs: Sequence[Role], side: str | None = None) -> Dialogue:
    """Read the sessions of a tape that can be played; remarks about the tape go to standard error.

    Args:
        file: the tape, or ``-`` for standard input.
        needs: the ends of which the tape has to have frames.
        side: the side of the server whose sessions are played; ``None``: both.

    Raises:
        CommandError: it is no tape, or there is nothing to play on it.
    """
    name = input_name(file)
    with open_input(file) as stream:
        try:
            tape = read_tape(stream, name)
            dialogue = load_dialogue(tape.header, tape, needs=needs, side=side)
        except TapeError as error:
            raise CommandError(str(error)) from error
        except DialogueError as error:
            raise CommandError(f"{name}: {error}") from error
    for remark in dialogue.remarks:
        complain(remark if remark.startswith(name) else f"{name}: {remark}")
    return dialogue


def playing_speed(*, speed: float, fast: bool, step: bool = False) -> Speed:
    """Make the speed out of the options of the command.

    Raises:
        CommandError: ``--speed`` is not within its limits.
    """
    if not 0 < speed <= _FASTEST:
        raise CommandError(f"--speed {speed:g}: expected more than 0 and at most {_FASTEST:g}")
    return Speed(math.inf if fast else speed, by_step=step)


def at_least(option: str, value: float, least: float) -> float:
    """Check the value of an option against its least value, and return it.

    Raises:
        CommandError: the value is smaller, or no number.
    """
    if not value >= least:
        raise CommandError(f"{option} {value:g}: expected at least {least:g}")
    return value


def connect_to(server: Endpoint) -> Connector:
    """Make the function that connects to a server for each session of the tape."""
    return lambda: connect_tcp(Side("", server.host, server.port))


class Progress:
    """Shows the last thing that happened, in one line on standard error if that is a terminal.

    Args:
        stream: standard error.
    """

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream if stream.isatty() else None

    def tell(self, text: str) -> None:
        """Show this in place of the line before; without a terminal nothing."""
        if self._stream is not None:
            self._stream.write(f"{_CLEAR}{text}")
            self._stream.flush()

    def end(self) -> None:
        """Remove the line from the terminal."""
        self.tell("")


async def steps() -> bool:
    """Wait for a line on standard input; false at its end."""
    return bool(await trio.to_thread.run_sync(sys.stdin.readline, abandon_on_cancel=True))


def step_by(*, step: bool) -> Steps | None:
    """The function that waits for the next step; ``None``: frames go at their time."""
    return steps if step else None


def run(what: Callable[[], Awaitable[None]], *, cannot: str) -> bool:
    """Run an asynchronous function until it returns, or SIGINT or SIGTERM cancels it.

    Args:
        what: the function.
        cannot: how the error message begins if the network fails.

    Returns:
        Whether it ended by itself.

    Raises:
        CommandError: the network failed.
    """
    with _network_errors(cannot):
        return trio.run(_until_a_signal, what)


async def _until_a_signal(what: Callable[[], Awaitable[None]]) -> bool:
    is_done = False
    with trio.open_signal_receiver(signal.SIGINT, signal.SIGTERM) as signals:
        async with trio.open_nursery() as nursery:

            async def wait() -> None:
                async for _ in signals:
                    nursery.cancel_scope.cancel()

            nursery.start_soon(wait)
            await what()
            is_done = True
            nursery.cancel_scope.cancel()
    return is_done


@contextmanager
def _network_errors(cannot: str) -> Iterator[None]:
    """Raise an error of the network, also one in a group, as the error of the command."""
    try:
        yield
    except* OSError as group:
        error: BaseException = group
        while isinstance(error, BaseExceptionGroup):
            error = error.exceptions[0]
        assert isinstance(error, OSError)  # noqa: S101 - what was asked for
        raise CommandError(f"{cannot}: {reason_of(error)}") from error
