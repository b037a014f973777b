"""The real server and programs that use it, each in a process of its own, and a client that drives them from the test.

Nobody waits for a time: who wants to know whether something happened reads until it did.  A process that says nothing
for long is ended, so that a test fails and does not hang.
"""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from threading import Timer
from typing import Any, TypeVar

from ctiproto.connection import Arrived, Connection, Role
from ctiproto.constants import CTIService
from ctiproto.declare import Message
from ctiproto.messages import OpenConf
from ctiproto.messages.parts import Confirmation
from tests.house.tree import ROOT
from tests.support.harness import BRIDGE, open_req

LONGEST = 30
"""Seconds that a program may run."""

M = TypeVar("M", bound=Message)


class Program:
    """A program that runs in a process of its own.

    Args:
        words: the arguments of the Python interpreter.
    """

    def __init__(self, words: Sequence[str]) -> None:
        self.process = subprocess.Popen(  # noqa: S603 - our own interpreter with our own program
            [sys.executable, *words],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            cwd=ROOT,
            env={key: value for key, value in os.environ.items() if not key.startswith("COV_CORE")},
        )

    def line(self) -> str:
        """The next line that it writes to standard output."""
        assert self.process.stdout is not None
        line = self.process.stdout.readline()
        assert line, f"it ended: {self.ends()}"
        return line.rstrip("\n")

    def log_line(self) -> str:
        """As above, of standard error."""
        assert self.process.stderr is not None
        return self.process.stderr.readline().rstrip("\n")

    def is_interrupted(self) -> None:
        """Send SIGINT, as Ctrl-C does."""
        self.process.send_signal(signal.SIGINT)

    def ends(self) -> tuple[int, list[str], list[str]]:
        """Its exit status, and what else it wrote to standard output and to standard error."""
        out, err = self.process.communicate()
        return self.process.returncode, out.splitlines(), err.splitlines()


@contextmanager
def running(*words: str) -> Iterator[Program]:
    """A program that is ended behind the block, if it did not end before."""
    program = Program(words)
    watchdog = Timer(LONGEST, program.process.kill)
    watchdog.start()
    try:
        yield program
    finally:
        watchdog.cancel()
        program.process.terminate()
        program.process.communicate()


@contextmanager
def example(name: str, *words: str) -> Iterator[Program]:
    """A program of ``docs/examples``."""
    with running(str(ROOT / "docs" / "examples" / f"{name}.py"), *words) as program:
        yield program


class Operator:
    """A client of the real server that sees all and may do all.

    Attributes:
        feed: all that it heard, with the bytes, in order.
    """

    def __init__(self, port: int, services: CTIService = BRIDGE, **fields: Any) -> None:
        self.feed: list[Arrived] = []
        self._unread: list[Message] = []
        self._stream = socket.create_connection(("127.0.0.1", port), timeout=LONGEST)
        self._connection = Connection(Role.CLIENT, 0.0)
        self._invoke_id = 1
        self._stream.sendall(self._connection.send(open_req(25, services, **fields)))
        self.hears(OpenConf)

    def asks(self, request: Message) -> Message:
        """Send a request, and wait for its answer; what comes before it stays to be heard."""
        self._invoke_id += 1
        self._stream.sendall(self._connection.send(request.changed(invoke_id=self._invoke_id)))
        kept, self._unread = self._unread, []
        while not (isinstance(message := self._next(), Confirmation) and message.invoke_id == self._invoke_id):
            kept.append(message)
        self._unread = [*kept, *self._unread]
        return message

    def hears(self, cls: type[M], **fields: object) -> M:
        """Read until there is such a message; what comes before it is forgotten, but for the feed."""
        while True:
            message = self._next()
            if isinstance(message, cls) and all(getattr(message, name) == value for name, value in fields.items()):
                return message

    def leaves(self) -> None:
        """Hang up."""
        self._stream.close()

    def _next(self) -> Message:
        while not self._unread:
            data = self._stream.recv(65536)
            assert data, "the server hung up"
            for item in self._connection.receive_data(data, 0.0):
                assert isinstance(item, Arrived), item
                self.feed.append(item)
                self._unread.append(item.message)
        return self._unread.pop(0)


class Served:
    """A server that listens."""

    def __init__(self, program: Program) -> None:
        self.program = program
        self.port: int = json.loads(program.log_line())["port"]
        self.address = f"127.0.0.1:{self.port}"

    @contextmanager
    def operator(self, services: CTIService = BRIDGE, **fields: Any) -> Iterator[Operator]:
        """Commands of an operator to this server."""
        operator = Operator(self.port, services, **fields)
        try:
            yield operator
        finally:
            operator.leaves()


@contextmanager
def serving(*words: str) -> Iterator[Served]:
    """``ctiserver serve`` with these words, on a free port."""
    program = (
        f"from ctiserver.cli import main; raise SystemExit(main({['serve', '--port', '0', '--log', 'json', *words]}))"
    )
    with running("-c", program) as process:
        yield Served(process)


def alarms(path: Path) -> list[tuple[str, str, str]]:
    """Object, state and text of the alarms in a file."""
    lines = map(json.loads, path.read_text("utf-8").splitlines())
    return [(line["object"], line["state"], line["text"]) for line in lines]
