"""A plugin of this test suite: records what comes in at every server that a test makes, and what comes of it.

``pytest --record-inputs DIR`` switches it on; ``python -m tests.support.replay_inputs DIR`` replays in other processes.
Each process of the tests writes one file, a line for each thing that happens, with its parts between tabs:

- ``founded``, the number of the server, the test, what the server is made of, or ``=`` and the number of an equal one;
- ``input``, the number, the digest of the effects, the input;
- ``call``, the number, the digest, the name of a door of the server and its arguments as JSON: tests use doors by
  themselves that an operator's commands use;
- ``lost``, the number, why a server cannot be recorded;
- ``patched``, 0, a test that puts something else in the place of a part of the product: what that does is no input.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Callable, Iterable, Iterator
from functools import wraps
from pathlib import Path
from typing import Any, Final, TextIO
from weakref import WeakKeyDictionary

import attrs
import pytest

from ctiserver.centre.contact_centre import ContactCentre
from ctiserver.engine.duplex import Duplex
from ctiserver.engine.effects import Effect
from ctiserver.engine.timescale import REAL_TIME, Timescale
from ctiserver.ledger import entrance
from ctiserver.ledger.form import write
from ctiserver.ledger.inputs import (
    Commanded,
    Connected,
    Founded,
    Input,
    Lost,
    Received,
    Reloaded,
    Started,
    Stopped,
    Ticked,
)

_AS_INPUTS: Final[dict[str, Callable[..., Input]]] = {
    "start": lambda now: Started(at=now),
    "connected": lambda client, side, address, now: Connected(at=now, client=client, side=side, address=address),
    "received": lambda client, data, now: Received(at=now, client=client, data=data),
    "lost": lambda client, now: Lost(at=now, client=client),
    "execute": lambda command, now: Commanded(at=now, command=command),
    "reconfigure": lambda site, now: Reloaded(at=now, site=site),
    "tick": lambda now: Ticked(at=now),
    "stop": lambda now: Stopped(at=now),
}
"""The doors of the server that an input belongs to, by their names."""

_OTHERS: Final = (
    *("announce", "lose_pg_link", "regain_pg_link"),
    *("stop_side", "kill_side", "start_side", "switch_over", "begin_maintenance"),
)
"""The doors that an operator's commands use."""


def digest(effects: Iterable[Effect]) -> str:
    """A digest of all that effects say, in their order."""
    total = hashlib.blake2b(digest_size=8)
    for effect in effects:
        values = [getattr(effect, field.name) for field in attrs.fields(type(effect))]
        total.update(repr((type(effect).__name__, values)).encode())
    return total.hexdigest()


def digest_of(error: Exception) -> str:
    """A digest of an error that comes out of a door."""
    return hashlib.blake2b(f"{type(error).__name__}: {error}".encode(), digest_size=8).hexdigest()


class Recorder:
    """Records the servers of one process of the tests.

    Args:
        out: where the lines go.
    """

    def __init__(self, out: TextIO) -> None:
        self.test = ""
        self._out = out
        self._made: WeakKeyDictionary[ContactCentre, dict[str, Any]] = WeakKeyDictionary()
        self._numbers: WeakKeyDictionary[Duplex, int] = WeakKeyDictionary()
        self._last = 0
        self._founded: dict[bytes, int] = {}
        self._busy: set[int] = set()

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_protocol(self, item: pytest.Item) -> Iterator[None]:
        """Remember which test makes the servers."""
        self.test = item.nodeid
        return (yield)

    def install(self, patch: pytest.MonkeyPatch) -> None:
        """Stand in front of all doors."""
        patch.setattr(ContactCentre, "__init__", self._centre_made(ContactCentre.__init__))
        patch.setattr(Duplex, "__init__", self._server_made(Duplex.__init__))
        for name in (*_AS_INPUTS, *_OTHERS):
            patch.setattr(Duplex, name, self._door(name, getattr(Duplex, name)))
        patch.setattr(entrance, "enter", self._entrance(entrance.enter))
        patch.setattr(pytest.MonkeyPatch, "setattr", self._patching(pytest.MonkeyPatch.setattr))

    def _line(self, *parts: object) -> None:
        self._out.write("\t".join(map(str, parts)) + "\n")

    def _patching(self, setattr_: Callable[..., None]) -> Callable[..., None]:
        @wraps(setattr_)
        def patched(patch: pytest.MonkeyPatch, *args: Any, **options: Any) -> None:
            if self.test:
                self._line("patched", 0, self.test)
            setattr_(patch, *args, **options)

        return patched

    def _centre_made(self, make: Callable[..., None]) -> Callable[..., None]:
        @wraps(make)
        def made(centre: ContactCentre, site: Any, **options: Any) -> None:
            self._made[centre] = {"site": site, **options}
            make(centre, site, **options)

        return made

    def _server_made(self, make: Callable[..., None]) -> Callable[..., None]:
        @wraps(make)
        def made(
            server: Duplex,
            centre: ContactCentre,
            now: float,
            *,
            two_sides: bool = False,
            pace: Timescale = REAL_TIME,
        ) -> None:
            make(server, centre, now, two_sides=two_sides, pace=pace)
            self._last += 1
            try:
                parts = self._made[centre]
                founded = write(Founded(at=now, two_sides=two_sides, rate=pace.rate, **parts))
            except Exception as error:  # noqa: BLE001 - whatever a test makes a server of
                self._line("lost", self._last, f"{self.test}: {error!r}")
                return
            self._numbers[server] = self._last
            first = self._founded.setdefault(founded, self._last)
            self._line("founded", self._last, self.test, f"={first}" if first < self._last else founded.decode())

        return made

    def _door(self, name: str, door: Callable[..., list[Effect]]) -> Callable[..., list[Effect]]:
        @wraps(door)
        def entered(server: Duplex, *args: Any) -> list[Effect]:
            if server not in self._numbers or id(server) in self._busy:
                return door(server, *args)
            if name in _AS_INPUTS:
                parts = ("input", lambda: write(_AS_INPUTS[name](*args)).decode())
            else:
                parts = ("call", lambda: f"{name}\t{json.dumps(args)}")
            effects: list[Effect] = self._recorded(server, *parts, lambda: door(server, *args), lambda done: done)
            return effects

        return entered

    def _entrance(self, enter: Callable[..., entrance.Entered]) -> Callable[..., entrance.Entered]:
        @wraps(enter)
        def entered(server: Duplex, handler: Any, given: Input) -> entrance.Entered:
            if server not in self._numbers:
                return enter(server, handler, given)
            text = lambda: write(given).decode()  # noqa: E731 - as in the doors
            came: entrance.Entered = self._recorded(
                server, "input", text, lambda: enter(server, handler, given), lambda done: done.effects
            )
            return came

        return entered

    def _recorded(
        self,
        server: Duplex,
        kind: str,
        text: Callable[[], str],
        act: Callable[[], Any],
        effects_of: Callable[[Any], list[Effect]],
    ) -> Any:
        number = self._numbers[server]
        self._busy.add(id(server))
        try:
            outcome = act()
        except Exception as error:
            self._line(kind, number, digest_of(error), text())
            raise
        finally:
            self._busy.discard(id(server))
        self._line(kind, number, digest(effects_of(outcome)), text())
        return outcome


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the option that switches the recorder on."""
    parser.addoption(
        "--record-inputs", metavar="DIR", help="record what comes in at every server, and what comes of it"
    )


def pytest_configure(config: pytest.Config) -> None:
    """Begin to record, if it is wanted."""
    folder = config.getoption("--record-inputs")
    if folder is None:
        return
    Path(folder).mkdir(parents=True, exist_ok=True)
    out = (Path(folder) / f"{os.getpid()}.inputs").open("w", encoding="utf-8")
    config.add_cleanup(out.close)
    patch = pytest.MonkeyPatch()
    config.add_cleanup(patch.undo)
    recorder = Recorder(out)
    recorder.install(patch)
    config.pluginmanager.register(recorder)
