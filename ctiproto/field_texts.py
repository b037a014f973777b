"""Write the floating fields of whole frames as text, in JSON or in words.

A language is what differs between the two.  What is chosen by the layout is chosen once, so that little is left to be
done for each field of each frame.
"""

from __future__ import annotations

from collections.abc import Callable
from struct import Struct
from typing import Any, Final, NamedTuple, assert_never

from ctiproto.layout import Layout
from ctiproto.schema import Floating
from ctiproto.wire import ENCODING, Form, Wire

_CODES: Final = {1: "B", 2: "H"}

ValueWriter = Callable[[bytes, str, int, int], str]
"""Writes the value that begins and ends at two places of a frame, which is given as bytes and as text."""


class Language(NamedTuple):
    """How values are written.

    Args:
        number: gives the function for the numbers of a data type.
        string: writes text.
        octets: writes uninterpreted bytes.
        variable: writes a named variable's name and value.
        element: writes an array element's name, index and value.
        odd: writes bytes that are no value of their data type.
    """

    number: Callable[[Wire[Any]], Callable[[int], str]]
    string: Callable[[str], str]
    octets: Callable[[bytes], str]
    variable: Callable[[str, str], str]
    element: Callable[[str, int, str], str]
    odd: Callable[[Wire[Any], bytes], str]


class FloatingTexts:
    """Writes the floating parts of the frames of a layout.

    Args:
        layout: their layout.
        language: how values are written.
        label: what to write before the value of a field.
        unlisted: what to write before the bytes of a tag that the layout does not have.
        hidden: what to write in place of the value of a secret field, or ``None``: secrets are written, too.
    """

    def __init__(
        self,
        layout: Layout,
        language: Language,
        label: Callable[[Floating], str],
        unlisted: Callable[[int], str],
        hidden: str | None = None,
    ) -> None:
        profile = layout.profile
        self._begin = 8 + layout.fixed_size
        self._width = profile.tag_width + profile.length_width
        self._read_header = Struct(f">{_CODES[profile.tag_width]}{_CODES[profile.length_width]}").unpack_from
        self._fields = {
            tag: (label(field), _hidden(hidden) if hidden and field.secret else _writer(field.shown, language))
            for tag, field in layout.tags.items()
        }
        self._unlisted = unlisted
        self._octets = language.octets

    def of(self, frame: bytes) -> list[tuple[str, str]]:
        """Label and value of each floating field, in the order of the wire.

        Raises:
            IndexError: the structure of the frame is broken.
            struct.error: as above.
        """
        found = []
        text = frame.decode(ENCODING)
        stop, end, width = self._begin, len(frame), self._width
        read_header, find = self._read_header, self._fields.get
        while stop < end:
            tag, size = read_header(frame, stop)
            start = stop + width
            stop = start + size
            known = find(tag)
            if known is None:
                found.append((self._unlisted(tag), self._octets(frame[start:stop])))
            else:
                label, write = known
                found.append((label, write(frame, text, start, stop)))
        if stop != end:
            raise IndexError(stop)
        return found


def _hidden(hidden: str) -> ValueWriter:
    return lambda _frame, _text, _start, _stop: hidden


def _writer(wire: Wire[Any], language: Language) -> ValueWriter:
    """The function that writes values of a data type: those that it can hold, and others as odd."""
    match wire.form:
        case Form.NUMBER | Form.FLAG:
            return _number_writer(wire, language)
        case Form.TEXT:
            return _string_writer(wire, language)
        case Form.BYTES:
            return lambda frame, _, start, stop: language.octets(frame[start:stop])
        case Form.VARIABLE:
            return _variable_writer(wire, language)
        case Form.ELEMENT:
            return _element_writer(wire, language)
        case _:
            assert_never(wire.form)


def _number_writer(wire: Wire[Any], language: Language) -> ValueWriter:
    size, read, said, odd = wire.size, Struct(f">{wire.code}").unpack_from, language.number(wire), language.odd

    def write(frame: bytes, _: str, start: int, stop: int) -> str:
        return said(read(frame, start)[0]) if stop - start == size else odd(wire, frame[start:stop])

    return write


def _string_writer(wire: Wire[Any], language: Language) -> ValueWriter:
    said, odd = language.string, language.odd

    def write(frame: bytes, text: str, start: int, stop: int) -> str:
        value = text[start : stop - 1]
        if frame[stop - 1] or "\0" in value or start == stop:
            return odd(wire, frame[start:stop])
        return said(value)

    return write


def _variable_writer(wire: Wire[Any], language: Language) -> ValueWriter:
    said, odd = language.variable, language.odd

    def write(frame: bytes, text: str, start: int, stop: int) -> str:
        name, cut, value = text[start : stop - 1].partition("\0")
        if frame[stop - 1] or not cut or "\0" in value:
            return odd(wire, frame[start:stop])
        return said(name, value)

    return write


def _element_writer(wire: Wire[Any], language: Language) -> ValueWriter:
    said, odd = language.element, language.odd

    def write(frame: bytes, text: str, start: int, stop: int) -> str:
        name, cut, value = text[start + 1 : stop - 1].partition("\0")
        if frame[stop - 1] or not cut or "\0" in value:
            return odd(wire, frame[start:stop])
        return said(name, frame[start], value)

    return write
