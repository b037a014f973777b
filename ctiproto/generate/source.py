"""Collect lines of generated Python with the objects that they name, and compile them."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from typing import Any, Final

from ctiproto.generate.runtime import Members
from ctiproto.schema import Fixed, Floating
from ctiproto.versions import Profile
from ctiproto.wire import Form

Lines = list[str]

_CODES: Final = {1: "B", 2: "H"}
"""``struct``'s letter for a number of so many bytes."""


_PLAIN: Final = {name: getattr(object, name) for name in ("__init__", "__setattr__", "__delattr__")}
"""What every object has until its class makes it frozen.

With all of them, Python stores an attribute straight into its slot.
"""


@cache
def thawed(cls: type) -> type:
    """A subclass of a frozen class that is made without arguments and can be filled.

    It has no slots of its own: Python lets an object change between two classes only if both are alike in memory, and
    sees that fastest if one is the base of the other.
    """
    return type(f"Thawed{cls.__name__}", (cls,), {"__slots__": (), **_PLAIN})


@cache
def members_of(numbers: type) -> Members[Any]:
    """One table per enumeration, shared by all generated code."""
    return Members(numbers)


def header_codes(profile: Profile) -> str:
    """``struct``'s letters for the tag and the length of a floating field."""
    return _CODES[profile.tag_width] + _CODES[profile.length_width]


def indented(lines: Lines) -> Lines:
    """The lines, one step further in."""
    return [f"    {line}" for line in lines]


class Source:
    """A function that is being written.

    Args:
        names: the objects that its lines may name.
    """

    def __init__(self, **names: object) -> None:
        self._lines: Lines = []
        self._names: dict[str, object] = dict(names)
        self._depth = 0

    def add(self, *lines: str) -> None:
        """Write lines at the current depth."""
        self._lines.extend("    " * self._depth + line for line in lines)

    @contextmanager
    def block(self, line: str) -> Iterator[None]:
        """Write ``line``; what is written inside belongs to it."""
        self.add(line)
        self._depth += 1
        yield
        self._depth -= 1

    def name(self, wanted: str, value: object) -> str:
        """Let ``wanted`` stand for ``value``."""
        self._names[wanted] = value
        return wanted

    def unpacker(self, code: str, wanted: str) -> str:
        """The name of the function that reads ``code`` from a place in a frame."""
        return self.name(wanted, struct.Struct(f">{code}").unpack_from)

    def packer(self, code: str) -> str:
        """The name of the function that writes ``code``."""
        return self.name(f"pack_{code}", struct.Struct(f">{code}").pack)

    def converted(self, field: Fixed | Floating, number: str) -> str:
        """The expression that makes the field's value of the expression ``number``."""
        if field.wire.form is Form.FLAG:
            return f"{number} != 0"
        if field.wire.numbers is not None:
            table = self.name(f"E_{field.wire.numbers.__name__}", members_of(field.wire.numbers))
            return f"{table}[{number}]"
        return number

    def compiled(self, function: str, what: str) -> Any:
        """The function of that name; its ``source`` is what was written."""
        source = "\n".join(self._lines) + "\n"
        exec(compile(source, f"<{what}>", "exec"), self._names)  # noqa: S102 - our own source, no outside text
        made: Any = self._names[function]
        made.source = source
        return made
