"""Replaces values on a tape by pseudonyms.

Values of the selected fields get pseudonyms.  What cannot be decoded is overwritten whole: a field that is not known or
whose value is not as it should be, the floating part of a message that is broken, a message of unknown type or layout,
strays.  In messages that carry a password, one such field is enough for all of the floating part, since its fields may
be others than they seem.  The rest of the line is made from the bytes that are left.
"""

from __future__ import annotations

from typing import Final

import attrs

from ctiproto.constants.limits import MHDR_SIZE
from ctiproto.dissect import Dissection, FixedValue, FloatingValue, dissect
from ctiproto.schema import Floating
from ctiproto.versions import Profile
from ctiproto.wire import Form
from ctiserver.tapes.entries import Begin, Entry, Frame, Stray
from ctiserver.tapes.pseudonyms import Pseudonyms
from ctiserver.tapes.selection import PASSWORDS, Selection, vocabulary_of

FILLER: Final = b"\xff"
"""What values are overwritten with.  As tag and length it runs past the end: what was broken stays broken."""

_NUMBERS: Final = (Form.NUMBER, Form.FLAG)


class Redactor:
    """Redacts the entries of one tape.

    Args:
        selection: what is to be redacted.
        secret: what pseudonyms are made with; it must not be kept.
    """

    def __init__(self, selection: Selection, secret: bytes) -> None:
        self._selection = selection
        vocabulary = vocabulary_of(selection.dialect)
        self._declared = vocabulary.declared
        self._secret = frozenset(vocabulary.tags[name] for name in vocabulary.groups[PASSWORDS])
        self._pseudonyms = Pseudonyms(secret)

    def redacted(self, entry: Entry) -> Entry:
        """The entry without the values; of a frame, its type and its size are kept."""
        match entry:
            case Frame():
                return attrs.evolve(entry, data=self.frame(entry.data, entry.profile), note="")
            case Stray():
                return attrs.evolve(entry, data=FILLER * len(entry.data), note="")
            case Begin() if self._selection.addresses:
                return attrs.evolve(entry, client="", server="", note="")
        return attrs.evolve(entry, note="")

    def frame(self, data: bytes, profile: Profile | None) -> bytes:
        """A frame without the values.

        Args:
            data: its bytes.
            profile: dialect and version that it is laid out in; ``None``: unknown.
        """
        # In another dialect than that of the words, the tags that they select are other fields.
        parts = dissect(data, profile) if profile is not None and profile.dialect is self._selection.dialect else None
        if parts is None or parts.layout is None:
            return data[:MHDR_SIZE] + FILLER * (len(data) - MHDR_SIZE)
        pieces = [data[:MHDR_SIZE], *map(self._fixed, parts.fixed), *self._floating(data, parts)]
        known = b"".join(pieces)
        return known + FILLER * (len(data) - len(known))

    def _fixed(self, value: FixedValue) -> bytes:
        if value.field.name not in self._selection.fixed:
            return value.data
        return self._number(value.data)

    def _floating(self, data: bytes, parts: Dissection) -> list[bytes]:
        assert parts.layout is not None  # noqa: S101 - there would be no floating part
        if parts.end < len(data):
            return []
        tag_width, length_width = parts.profile.tag_width, parts.profile.length_width
        fill = not self._secret.isdisjoint(parts.layout.tags) and any(map(self._is_doubtful, parts.floating))
        pieces = []
        for value in parts.floating:
            head = value.tag.to_bytes(tag_width) + len(value.data).to_bytes(length_width)
            field = self._field(value)
            if fill or field is None or not _is_readable(field, value.data):
                pieces.append(head + FILLER * len(value.data))
            else:
                pieces.append(head + self._value(field, value))
        return pieces

    def _field(self, value: FloatingValue) -> Floating | None:
        """What is known of a value, if only from other messages; ``None``: nothing."""
        return value.field or self._declared.get(value.tag)

    def _is_doubtful(self, value: FloatingValue) -> bool:
        """Whether the bytes may be something else than they seem."""
        field = self._field(value)
        return field is None or not _is_readable(field, value.data) or len(value.data) > field.wire.size

    def _value(self, field: Floating, value: FloatingValue) -> bytes:
        form = field.wire.form
        if form is Form.VARIABLE:
            return self._variable(value.tag, value.data)
        if form is Form.ELEMENT:
            return value.data[:1] + self._variable(value.tag, value.data[1:])
        if value.tag not in self._selection.tags:
            return value.data
        return self._number(value.data) if form in _NUMBERS else self._text(value.data)

    def _variable(self, tag: int, data: bytes) -> bytes:
        name, nul, text = data.partition(b"\0")
        if tag in self._selection.tags or name in self._selection.variables:
            return name + nul + self._text(text)
        return data

    def _number(self, data: bytes) -> bytes:
        number = self._pseudonyms.number(int.from_bytes(data), (1 << 8 * len(data)) - 1)
        return number.to_bytes(len(data))

    def _text(self, data: bytes) -> bytes:
        text = data.rstrip(b"\0")
        return self._pseudonyms.of(text) + data[len(text) :]


def _is_readable(field: Floating, data: bytes) -> bool:
    """Whether a value has the shape of one of the field."""
    match field.wire.form:
        case Form.NUMBER | Form.FLAG:
            return len(data) == field.wire.size
        case Form.TEXT:
            return b"\0" not in data[:-1]
        case Form.VARIABLE:
            return _is_variable(data)
        case Form.ELEMENT:
            return _is_variable(data[1:])
    return True


def _is_variable(data: bytes) -> bool:
    _, nul, text = data.partition(b"\0")
    return bool(nul) and b"\0" not in text[:-1]
