"""Copies of everything behind the doors of a server: taken and restored within one process.

A copy is a pickle that never leaves the process.  What cannot change is not copied: values of the site, events,
messages and members of enumerations are shared between the server and its copies, which makes copies fast and small.
The reader knows nothing but classes of our own packages and a few plain ones, so that a mistake shows here, and not in
what a restored server does later.
"""

from __future__ import annotations

import gc
import io
import pickle
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from enum import Enum
from typing import Any, Final, cast

import attrs

from ctiserver.engine.duplex import Duplex

_UNCHANGING: Final = (
    "ctiproto.messages.",
    "ctiserver.centre.switch.commands.",
    "ctiserver.centre.switch.context",
    "ctiserver.centre.switch.events.",
    "ctiserver.centre.switch.identifiers",
    "ctiserver.engine.effects",
    "ctiserver.site.",
)
"""Modules whose values never change once they are made."""

_OURS: Final = ("ctiproto.", "ctiserver.")
_PLAIN: Final = frozenset(
    (
        ("builtins", "frozenset"),
        ("builtins", "getattr"),
        ("builtins", "int"),
        ("builtins", "set"),
        ("collections", "Counter"),
        ("collections", "OrderedDict"),
        ("collections", "defaultdict"),
        ("collections", "deque"),
        ("copyreg", "_reconstructor"),
        ("random", "Random"),
    )
)
"""What the reader of copies knows beside our own classes: module and name."""


@attrs.frozen
class State:
    """A copy of the state of a server.

    Args:
        data: what can change, as a pickle.
        shared: what cannot, in the order in which the pickle names it.
    """

    data: bytes = attrs.field(repr=False)
    shared: list[object] = attrs.field(repr=False)


def copy(duplex: Duplex) -> State:
    """Copy the whole state of a server, which is not changed by it and goes on."""
    shared: list[object] = []
    stream = io.BytesIO()
    pickler = pickle.Pickler(stream, protocol=5)
    pickler.dispatch_table = _Reducers(shared)
    with _no_garbage_collection():
        pickler.dump(duplex)
    return State(stream.getvalue(), shared)


def restore(state: State) -> Duplex:
    """Make a server in the state that was copied; it can be done as often as is wanted, and the copy stays as it is."""
    with _no_garbage_collection():
        return cast("Duplex", _Reader(state).load())


@contextmanager
def _no_garbage_collection() -> Iterator[None]:
    """Let no collector look again and again at objects that come into being by the ten thousand, and that all stay."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


def _shared(index: int) -> object:
    """Stand for a shared value in a pickle; the reader puts the value in its place."""
    raise NotImplementedError(index)


class _Reducers(dict[type, Callable[[Any], Any]]):
    """How the instances of each class are written; a class that is not here is written as pickle does by itself."""

    def __init__(self, shared: list[object]) -> None:
        super().__init__()
        self._shared = shared

    def __missing__(self, cls: type) -> Callable[[Any], Any]:
        if not _never_changes(cls):
            raise KeyError(cls)
        self[cls] = self._share
        return self._share

    def _share(self, value: object) -> tuple[Callable[[int], object], tuple[int]]:
        self._shared.append(value)
        return _shared, (len(self._shared) - 1,)


def _never_changes(cls: type) -> bool:
    return issubclass(cls, Enum) or (attrs.has(cls) and f"{cls.__module__}.".startswith(_UNCHANGING))


class _Reader(pickle.Unpickler):
    def __init__(self, state: State) -> None:
        super().__init__(io.BytesIO(state.data))
        self._values = state.shared

    def find_class(self, module: str, name: str) -> Any:
        if (module, name) == (__name__, _shared.__name__):
            return self._values.__getitem__
        if not module.startswith(_OURS) and (module, name) not in _PLAIN:
            raise pickle.UnpicklingError(f"{module}.{name} has no place in the state of a server")
        return super().find_class(module, name)
