"""The guide's data types, each a typed ``construct``.  Guide: Messaging Conventions, "Data Types".

A :class:`Wire` says how a value stands in bytes.  Its ``construct`` is the reference for reading and writing it;
``code`` and ``size`` tell the generator of the fast codec the same in ``struct``'s words.
"""

from __future__ import annotations

from collections.abc import Callable
from enum import Enum
from operator import index
from typing import Any, Generic, TypeVar, cast

import attrs
import construct as cs

from ctiproto.constants.enumeration import WireEnum, WireMask
from ctiproto.constants.limits import NAMEDARRAY_DATA_MAX, NAMEDVAR_DATA_MAX

T = TypeVar("T")
E = TypeVar("E", bound="WireEnum | WireMask")

ENCODING = "latin-1"
"""Text is eight-bit, one character a byte, and nothing is lost in either direction."""


class Form(Enum):
    """How a value is laid out."""

    NUMBER = "number"
    FLAG = "flag"
    TEXT = "text"
    BYTES = "bytes"
    VARIABLE = "variable"
    ELEMENT = "element"


@attrs.frozen(weakref_slot=False)
class NamedVariable:
    """An expanded call context variable.  Guide: Messaging Conventions, "NAMEDVAR".

    Args:
        name: as configured at the site, at most 32 characters.
        value: at most 210 characters.
    """

    name: str
    value: str = ""


@attrs.frozen(weakref_slot=False)
class NamedArray:
    """One element of an expanded call context array.  Guide: Messaging Conventions, "NAMEDARRAY".

    Args:
        name: as configured at the site, at most 32 characters.
        index: 0 to 255.
        value: at most 210 characters.
    """

    name: str
    index: int
    value: str = ""


def _adapted(
    construct: cs.Construct[Any, Any], decode: Callable[[Any], T], encode: Callable[[T], object]
) -> cs.Construct[T, T]:
    return cs.ExprAdapter(construct, lambda value, _: decode(value), lambda value, _: encode(value))


@attrs.frozen
class Wire(Generic[T]):
    """How a value of type ``T`` stands on the wire.

    Args:
        name: the guide's name of the data type.
        form: the kind of layout.
        construct: reads and writes one value, taking all the bytes that it is given.
        size: bytes of a number; the most bytes of anything else, a terminating NUL included.
        code: ``struct``'s letter for a number.
        numbers: the enumeration or mask that a number belongs to.
    """

    name: str
    form: Form
    construct: cs.Construct[T, T] = attrs.field(eq=False, repr=False)
    size: int
    code: str = ""
    numbers: type[WireEnum | WireMask] | None = None

    def of(self: Wire[int], numbers: type[E]) -> Wire[E]:
        """The same number, read as a member of ``numbers``; a number that it does not list is kept."""
        either = cast("type[WireEnum | WireMask]", numbers)
        return Wire(self.name, self.form, _adapted(self.construct, numbers, index), self.size, self.code, either)

    @property
    def is_number(self) -> bool:
        """Whether the value has a fixed width."""
        return self.form in (Form.NUMBER, Form.FLAG)


def _number(name: str, code: str, integer: cs.Construct[int, int]) -> Wire[int]:
    return Wire(name, Form.NUMBER, integer, integer.sizeof(), code)


UINT = _number("UINT", "I", cs.Int32ub)
INT = _number("INT", "i", cs.Int32sb)
USHORT = _number("USHORT", "H", cs.Int16ub)
UCHAR = _number("UCHAR", "B", cs.Int8ub)
TIME = _number("TIME", "I", cs.Int32ub)
"""Seconds since 1 January 1970, UTC."""

BOOL: Wire[bool] = Wire("BOOL", Form.FLAG, _adapted(cs.Int16ub, bool, index), 2, "H")
"""False is 0, true is 1; any other number is read as true."""


BOOL4: Wire[bool] = Wire("BOOL", Form.FLAG, _adapted(cs.Int32ub, bool, index), 4, "I")
"""A BOOL of four bytes, which Unified CCX has in one place."""


def text_of(data: bytes) -> str:
    """The text without its terminating NUL, which may be missing."""
    return data.removesuffix(b"\0").decode(ENCODING)


def terminated(text: str) -> bytes:
    """The inverse of :func:`text_of`."""
    return text.encode(ENCODING) + b"\0"


def split_variable(data: bytes) -> NamedVariable | None:
    """A NAMEDVAR's name and value, or ``None`` if nothing separates them.  The last NUL may be missing."""
    name, separator, value = data.partition(b"\0")
    return NamedVariable(name.decode(ENCODING), text_of(value)) if separator else None


def split_element(data: bytes) -> NamedArray | None:
    """A NAMEDARRAY's name, index and value, or ``None`` if they cannot be told apart."""
    variable = split_variable(data[1:])
    return NamedArray(variable.name, data[0], variable.value) if variable is not None else None


def join_variable(variable: NamedVariable) -> bytes:
    """The inverse of :func:`split_variable`."""
    if "\0" in variable.name:
        raise ValueError("the name of a variable holds no NUL")
    return terminated(variable.name) + terminated(variable.value)


def join_element(element: NamedArray) -> bytes:
    """The inverse of :func:`split_element`."""
    return bytes((element.index,)) + join_variable(NamedVariable(element.name, element.value))


def _variable(data: bytes) -> NamedVariable:
    variable = split_variable(data)
    if variable is None:
        raise cs.ValidationError("no NUL ends the name of the variable")
    return variable


def _element(data: bytes) -> NamedArray:
    element = split_element(data)
    if element is None:
        raise cs.ValidationError("no NUL ends the name of the array element")
    return element


def _octets(data: bytes) -> bytes:
    # construct would write an integer as bytes, too
    if not isinstance(data, bytes):
        raise TypeError(f"{type(data).__name__} is not bytes")
    return data


# fidelity wire.text: guide Messaging Conventions, "Data Types"; seen R5, R10: Text ends with a NUL, which may be
# missing when it is read; an empty text is one NUL.
def STRING(size: int) -> Wire[str]:  # noqa: N802 - the guide's name of the type
    """Text of at most ``size`` bytes, its terminating NUL included.  A missing NUL is tolerated when reading."""
    return Wire("STRING", Form.TEXT, _adapted(cs.GreedyBytes, text_of, terminated), size)


def UNSPEC(size: int) -> Wire[bytes]:  # noqa: N802 - the guide's name of the type
    """Uninterpreted bytes, at most ``size``."""
    return Wire("UNSPEC", Form.BYTES, _adapted(cs.GreedyBytes, _octets, _octets), size)


NAMEDVAR: Wire[NamedVariable] = Wire(
    "NAMEDVAR", Form.VARIABLE, _adapted(cs.GreedyBytes, _variable, join_variable), NAMEDVAR_DATA_MAX
)
NAMEDARRAY: Wire[NamedArray] = Wire(
    "NAMEDARRAY", Form.ELEMENT, _adapted(cs.GreedyBytes, _element, join_element), NAMEDARRAY_DATA_MAX
)
