"""Readers of single values of a site file.

Each reader takes its own kind of value only, and otherwise raises ``ValueError`` with one line that says what it
expected.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable

    from ctiproto.constants.enumeration import WireEnum, WireMask
    from ctiserver.site.values import Real, Text, Whole

_Enum = TypeVar("_Enum", bound="WireEnum")
_Mask = TypeVar("_Mask", bound="WireMask")

# Latin-1, which is what texts are on the wire, without its control characters, which clients refuse.
_PRINTABLE: Final = re.compile(r"[ -~\xa0-\xff]*")
_MASK_BITS: Final = 32
_LONGEST_SHOWN: Final = 40


def shown(value: object) -> str:
    """``value`` as an error names it: short, and on one line whatever it holds."""
    match value:
        case dict():
            return "a table"
        case list():
            return "a list"
        case bool():
            return "true" if value else "false"
        case int() if value.bit_length() > 2 * _MASK_BITS:
            # Python refuses to print really long ones.
            return "a far larger number"
        case str():
            quoted = '"' + ascii(value)[1:-1] + '"'
            return quoted if len(quoted) <= _LONGEST_SHOWN else quoted[:_LONGEST_SHOWN] + '..."'
        case _:
            return str(value)


def _unexpected(wanted: str, value: object) -> ValueError:
    return ValueError(f"expected {wanted}, not {shown(value)}")


def flag(value: object) -> bool:
    """Read ``true`` or ``false``."""
    if not isinstance(value, bool):
        raise _unexpected("true or false", value)
    return value


def whole(bounds: Whole) -> Callable[[object], int]:
    """A reader of whole numbers within ``bounds``."""

    def read(value: object) -> int:
        # bool is a subclass of int, and true is no number here.
        if isinstance(value, bool) or not isinstance(value, int) or not bounds.lowest <= value <= bounds.highest:
            raise _unexpected(f"a whole number from {bounds.lowest} to {bounds.highest}", value)
        return value

    return read


def real(bounds: Real) -> Callable[[object], float]:
    """A reader of numbers within ``bounds``, whole or not."""

    def read(value: object) -> float:
        # The comparison also refuses what is not a number ("nan"), and whole numbers beyond any float.
        if (
            isinstance(value, bool)
            or not isinstance(value, int | float)
            or not bounds.lowest <= value <= bounds.highest
        ):
            raise _unexpected(f"a number from {bounds.lowest:.0f} to {bounds.highest:.0f}", value)
        return float(value)

    return read


def text(bounds: Text) -> Callable[[object], str]:
    """A reader of text that fits ``bounds``."""
    shortest = 0 if bounds.may_be_empty else 1
    longest = bounds.size - 1

    def read(value: object) -> str:
        if not isinstance(value, str) or not shortest <= len(value) <= longest or not _PRINTABLE.fullmatch(value):
            wanted = f"printable Latin-1 text in quotes, {shortest} to {longest} characters"
            if bounds.is_secret:
                raise ValueError(f"expected {wanted}, not what is there")
            raise _unexpected(wanted, value)
        return value

    return read


def one_of(choices: tuple[str, ...]) -> Callable[[object], str]:
    """A reader of one of ``choices``."""

    def read(value: object) -> str:
        if not isinstance(value, str) or value not in choices:
            raise _unexpected(" or ".join(f'"{choice}"' for choice in choices), value)
        return value

    return read


def member(kind: type[_Enum]) -> Callable[[object], _Enum]:
    """A reader of a number of the guide: by its name, with or without the prefix that the guide prints, or itself."""
    names = {**kind.__members__, **{each.guide_name: each for each in kind}}
    numbers = {int(each): each for each in kind}

    def read(value: object) -> _Enum:
        if isinstance(value, str) and value in names:
            return names[value]
        if isinstance(value, int) and not isinstance(value, bool) and value in numbers:
            return numbers[value]
        raise _unexpected("one of " + ", ".join(f"{each.name} ({int(each)})" for each in kind), value)

    return read


def mask(kind: type[_Mask]) -> Callable[[object], _Mask]:
    """A reader of a mask of the guide: a list of the names of its bits, or all its 32 bits as a number."""
    names = {**kind.__members__, **{each.guide_names[0]: each for each in kind}}

    def read_bit(value: object) -> _Mask:
        if isinstance(value, str) and value in names:
            return names[value]
        raise _unexpected("one of " + ", ".join(kind.__members__), value)

    def read(value: object) -> _Mask:
        if isinstance(value, list):
            bits = kind(0)
            for each in value:
                bits |= read_bit(each)
            return bits
        if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value < 1 << _MASK_BITS:
            raise _unexpected("a list of names, or a number of 32 bits", value)
        return kind(value)

    return read
