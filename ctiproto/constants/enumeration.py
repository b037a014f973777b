"""The base classes of the guide's numbered lists and sets of bits.

A number that no table lists is not an error here: it becomes a nameless member that equals the number, so that a
decoder can keep it and an encoder can write it again.  Such members are made anew each time and never remembered,
so that a peer that sends many of them costs no memory.
"""

from __future__ import annotations

from enum import KEEP, IntEnum, IntFlag
from typing import ClassVar, NamedTuple, Self


class _Coded(NamedTuple):
    number: int
    since: int | None
    until: int | None


def coded(number: int, *, since: int | None = None, until: int | None = None) -> _Coded:
    """A member that only some protocol versions know: from ``since`` to ``until``, both included."""
    return _Coded(number, since, until)


class WireEnum(IntEnum):
    """A numbered list of the guide.

    ``since`` and ``until`` of a member are the first and last protocol version that have it (``None``: no bound
    between 9 and 25).  ``prefix`` and ``suffix`` are what all names of the guide's table have in common; members
    are named without them.
    """

    since: int | None
    until: int | None

    _prefix: ClassVar[str]
    _suffix: ClassVar[str]

    def __init_subclass__(cls, prefix: str = "", suffix: str = "") -> None:
        cls._prefix = prefix
        cls._suffix = suffix

    def __new__(cls, number: int, since: int | None = None, until: int | None = None) -> Self:
        """A member: its number, or what :func:`coded` makes of it."""
        member = int.__new__(cls, number)
        member._value_ = number
        member.since = since
        member.until = until
        return member

    @classmethod
    def _missing_(cls, value: object) -> Self | None:
        if not isinstance(value, int):
            return None
        member = int.__new__(cls, value)
        member._value_ = int(value)
        member._name_ = ""
        member.since = member.until = None
        return member

    @property
    def is_known(self) -> bool:
        """Whether a table of the guide lists this number."""
        return bool(self._name_)

    @property
    def guide_name(self) -> str:
        """The name that the guide prints, or the bare number where it has none."""
        if not self._name_:
            return str(self._value_)
        return f"{self._prefix}{self._name_}{self._suffix}"

    def __repr__(self) -> str:
        return f"{type(self).__name__}.{self._name_}" if self._name_ else f"{type(self).__name__}({self._value_})"


class WireMask(IntFlag, boundary=KEEP):
    """A set of bits of the guide; bits without a name are kept.

    ``since`` of a single bit is the first protocol version that has it (``None``: no bound between 9 and 25).
    """

    since: int | None
    until: int | None

    _prefix: ClassVar[str]

    def __init_subclass__(cls, prefix: str = "") -> None:
        cls._prefix = prefix

    def __new__(cls, bits: int, since: int | None = None, until: int | None = None) -> Self:
        """A member: its bits, or what :func:`coded` makes of them."""
        member = int.__new__(cls, bits)
        member._value_ = bits
        member.since = since
        member.until = until
        return member

    @classmethod
    def _missing_(cls, value: object) -> Self:
        # The library's own KEEP remembers every combination that it ever saw; a peer could fill the memory with them.
        if not isinstance(value, int):
            raise TypeError(f"{cls.__name__} is made of an integer, not of {value!r}")
        bits = value if value >= 0 else value & 0xFFFFFFFF
        member = int.__new__(cls, bits)
        member._name_ = ""
        member._value_ = bits
        member.since = member.until = None
        return member

    @property
    def guide_names(self) -> tuple[str, ...]:
        """The names that the guide prints for the bits that are set, lowest first; unknown bits as hexadecimal."""
        names = [f"{self._prefix}{bit._name_}" for bit in type(self) if bit._value_ & self._value_]
        unknown = self._value_
        for bit in type(self):
            unknown &= ~bit._value_
        return (*names, f"0x{unknown:X}") if unknown else tuple(names)

    def __repr__(self) -> str:
        return f"{type(self).__name__}(0x{self._value_:X})"

    __str__ = __repr__
