"""What the commands that play tapes have in common: opening one, addresses, the speed, and the end by a signal."""

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


def open_tape(file: str, needs: Sequence[Role], side: str | None = None) -> Dialogue:
    """What is played of a tape, of one side or of both; what is odd about it is told.

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
    """The speed that the options ask for.

    Raises:
        CommandError: there is no such speed.
    """
    if not 0 < speed <= _FASTEST:
        raise CommandError(f"--speed {speed:g}: expected more than 0 and at most {_FASTEST:g}")
    return Speed(math.inf if fast else speed, by_step=step)


def at_least(option: str, value: float, least: float) -> float:
    """``value``, if it is large enough.

    Raises:
        CommandError: it is not.
    """
    if not value >= least:
        raise CommandError(f"{option} {value:g}: expected at least {least:g}")
    return value


def connect_to(server: Endpoint) -> Connector:
    """What connects to a server."""
    return lambda: connect_tcp(Side("", server.host, server.port))


class Progress:
    """How far it is: on a terminal the last thing that happened, in one line on standard error; elsewhere nothing.

    Args:
        stream: standard error.
    """

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream if stream.isatty() else None

    def tell(self, text: str) -> None:
        """Show what happened."""
        if self._stream is not None:
            self._stream.write(f"{_CLEAR}{text}")
            self._stream.flush()

    def end(self) -> None:
        """Take the line away."""
        self.tell("")


async def steps() -> bool:
    """Wait for a line on standard input; false at its end."""
    return bool(await trio.to_thread.run_sync(sys.stdin.readline, abandon_on_cancel=True))


def step_by(*, step: bool) -> Steps | None:
    """What lets frames go, if they go step by step."""
    return steps if step else None


def run(what: Callable[[], Awaitable[None]], *, cannot: str) -> bool:
    """Run something until it ends, or the process is interrupted or terminated.

    Args:
        what: what is run.
        cannot: what could not be done if the network fails, for people.

    Returns:
        Whether it ended by itself.

    Raises:
        CommandError: the network failed.
    """
    with _told(cannot):
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
def _told(cannot: str) -> Iterator[None]:
    try:
        yield
    except* OSError as group:
        error: BaseException = group
        while isinstance(error, BaseExceptionGroup):
            error = error.exceptions[0]
        assert isinstance(error, OSError)  # noqa: S101 - what was asked for
        raise CommandError(f"{cannot}: {reason_of(error)}") from error
