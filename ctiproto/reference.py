"""The reference codec: a construct built from each layout, read and written field by field.

It is slow and simple.  The generated codec (:mod:`ctiproto.generate`) runs in its place and is held equal to it by a
property test on every message and version, values, bytes and errors alike.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import IO, TYPE_CHECKING, Any, Final

import construct as cs

from ctiproto import findings
from ctiproto.constants.limits import MAX_MESSAGE_SIZE, MHDR_SIZE
from ctiproto.declare import Message
from ctiproto.decoded import Decoded
from ctiproto.errors import Finding, LocalProtocolError
from ctiproto.layout import Layout
from ctiproto.schema import ExtraField, Fixed, Floating, Repeated
from ctiproto.versions import Profile

_NUMBERS: Final = {1: cs.Int8ub, 2: cs.Int16ub}
"""Reads and writes a number of so many bytes."""

HEADER = cs.Struct("MessageLength" / cs.Int32ub, "MessageType" / cs.Int32ub)


class _FieldError(cs.ConstructError):
    """A floating field that cannot be delimited."""

    def __init__(self, offset: int, tag: int | None, size: int) -> None:
        super().__init__("the floating part is broken")
        self.offset = offset
        self.tag = tag
        self.size = size


if TYPE_CHECKING:
    _Construct = cs.Construct[Any, Any]  # the stubs are generic, the class itself is not
else:
    _Construct = cs.Construct


class FloatingPart(_Construct):
    """Floating fields up to the end of the stream, each as its offset, tag and bytes.

    construct's own ``GreedyRange`` takes every error for the end of the list; this one does not.
    """

    def __init__(self, profile: Profile) -> None:
        super().__init__()
        tag, size = _NUMBERS[profile.tag_width], _NUMBERS[profile.length_width]
        self.header = cs.Struct("tag" / tag, "size" / size)
        self.field = cs.Struct("tag" / tag, "data" / cs.Prefixed(size, cs.GreedyBytes))

    def _parse(self, stream: IO[bytes], _context: object, _path: str) -> list[tuple[int, int, bytes]]:
        fields: list[tuple[int, int, bytes]] = []
        while True:
            offset = stream.tell()
            rest = stream.read()
            if not rest:
                return fields
            try:
                header = self.header.parse(rest)
            except cs.StreamError as error:
                raise _FieldError(offset, None, 0) from error
            try:
                field = self.field.parse(rest)
            except cs.StreamError as error:
                raise _FieldError(offset, header.tag, header.size) from error
            stream.seek(offset + self.header.sizeof() + header.size)
            fields.append((offset, field.tag, field.data))

    def _build(self, fields: list[tuple[int, bytes]], stream: IO[bytes], _context: object, _path: str) -> Any:
        stream.writelines(self.field.build({"tag": tag, "data": data}) for tag, data in fields)
        return fields


@cache
def struct(layout: Layout) -> cs.Struct:
    """The construct of a whole frame: header, fixed part by the guide's names, floating part."""
    return cs.Struct(
        "header" / HEADER,
        "fixed" / cs.Struct(*(field.name / field.wire.construct for field in layout.fixed)),
        "floating" / FloatingPart(layout.profile),
    )


class _Reader:
    """Reads one frame into a message, and collects what is wrong with it."""

    def __init__(self, layout: Layout, frame: bytes) -> None:
        self.layout = layout
        self.end = len(frame)
        self.found: list[Finding] = []
        self.extra: list[ExtraField] = []
        self.top = _Entry(layout.floating)
        self.parsed = self._parse(frame)

    def _parse(self, frame: bytes) -> Any:
        try:
            return struct(self.layout).parse(frame)
        except _FieldError as error:
            if error.tag is None:
                raise findings.stray_bytes(self.layout, frame, error.offset) from error
            raise findings.past_end(self.layout, frame, error.offset, error.tag, error.size) from error
        except cs.StreamError as error:
            raise findings.short_body(self.layout, frame) from error

    def message(self) -> Message:
        layout = self.layout
        # fidelity wire.any-order: guide Messaging Conventions, "Message Formats": Floating fields may come in any
        # order, but for those of list entries.
        for offset, tag, data in self.parsed.floating:
            self._take(offset, tag, data)
        self._check_constants()
        self._check_counts()
        fixed = {field.attribute: self.parsed.fixed[field.name] for field in layout.fixed if field.counts is None}
        floating = self.top.attributes()
        for member in layout.floating:
            if isinstance(member, Floating) and member.required and floating[member.attribute] is None:
                self.found.append(findings.missing_field(layout, member, self.end))
        return layout.cls(**layout.absent, **fixed, **floating, extra_fields=tuple(self.extra))

    def _take(self, offset: int, tag: int, data: bytes) -> None:
        field = self.layout.tags.get(tag)
        if field is None:
            finding = findings.unlisted_tag(self.layout, tag, offset)
            if finding is not None:
                self.found.append(finding)
            self.extra.append(ExtraField(tag, data))
            return
        wire = field.wire
        wrong = len(data) != wire.size if wire.is_number else len(data) > wire.size
        if wrong and self.top.is_listed(tag) and _holds_several(field, data):
            # fidelity wire.lists-as-arrays: ours: A list may be written with the values of several entries in one
            # field, as some servers do.
            elements = [data[at : at + wire.size] for at in range(0, len(data), wire.size)]
            self.top.put_column(tag, [wire.construct.parse(element) for element in elements])
            return
        value = None if wrong and wire.is_number else _value(field, data)
        if wrong:
            self.found.append(findings.wrong_size(self.layout, field, offset, len(data)))
        elif value is None:
            self.found.append(findings.malformed_value(self.layout, field, offset))
        if value is None:
            self.extra.append(ExtraField(tag, data))
        else:
            self.top.put(tag, (value, offset) if field.counts is not None else value)

    def _check_constants(self) -> None:
        for field, offset in self.layout.constants():
            found = self.parsed.fixed[field.name]
            if found != field.constant:
                self.found.append(findings.wrong_constant(self.layout, field, offset, found))

    def _check_counts(self) -> None:
        for field, offset in self.layout.fixed_offsets():
            if field.counts is not None:
                # A list that the dialect does not have is empty.
                there = len(self.top.lists.get(field.counts, ()))
                self._compare(field, offset, self.parsed.fixed[field.name], there)
        for floating, counted, there in self.top.counts():
            said, offset = counted if counted is not None else (0, self.end)
            self._compare(floating, offset, said, there)

    def _compare(self, field: Fixed | Floating, offset: int, said: int, there: int) -> None:
        if said != there:
            self.found.append(findings.wrong_count(self.layout, field, offset, said, there))


def _value(field: Floating, data: bytes) -> object:
    """The value, or ``None`` if its type cannot hold these bytes."""
    try:
        return field.wire.construct.parse(data)
    except cs.ValidationError:
        return None


def _holds_several(field: Floating, data: bytes) -> bool:
    return field.wire.is_number and field.counts is None and len(data) > 0 and len(data) % field.wire.size == 0


class _Entry:
    """A list entry that is being filled, or the message itself as the one entry on top."""

    def __init__(self, members: tuple[Floating | Repeated, ...]) -> None:
        self.members = members
        self.values: dict[int, Any] = {}
        self.lists: dict[str, list[_Entry]] = {
            member.attribute: [] for member in members if isinstance(member, Repeated)
        }

    def _list_with(self, tag: int) -> Repeated | None:
        for member in self.members:
            if isinstance(member, Repeated) and tag in _tags(member):
                return member
        return None

    def is_listed(self, tag: int) -> bool:
        """Whether the tag belongs to a list's entries."""
        return self._list_with(tag) is not None

    def put(self, tag: int, value: object) -> None:
        """Store a value here, or in the entry of a list that it belongs to.

        An entry ends where a field comes that it already has.
        """
        member = self._list_with(tag)
        if member is None:
            # fidelity wire.last-one-wins: ours: Of two fields with one tag that belong to no list the last one
            # counts.
            self.values[tag] = value
            return
        entries = self.lists[member.attribute]
        own = any(isinstance(inner, Floating) and inner.tag == tag for inner in member.members)
        if not entries or (own and tag in entries[-1].values):
            entries.append(_Entry(member.members))
        entries[-1].put(tag, value)

    def put_column(self, tag: int, column: list[object]) -> None:
        """Store the values of one field of several entries: some servers write a list as arrays."""
        member = self._list_with(tag)
        assert member is not None  # noqa: S101 - the caller asked is_listed
        entries = self.lists[member.attribute]
        if all(isinstance(inner, Repeated) or inner.tag != tag for inner in member.members):
            if not entries:
                entries.append(_Entry(member.members))
            entries[-1].put_column(tag, column)
            return
        for index, value in enumerate(column):
            if index == len(entries) or member.group is None:
                entries.append(_Entry(member.members))
            entries[-1 if member.group is None else index].values[tag] = value

    def attributes(self) -> dict[str, Any]:
        """The arguments for the constructor of the entry's class."""
        taken: dict[str, Any] = {}
        for member in self.members:
            if isinstance(member, Repeated):
                taken[member.attribute] = tuple(_made(member, entry) for entry in self.lists[member.attribute])
            elif member.counts is None:
                taken[member.attribute] = self.values.get(member.tag_number)
        return taken

    def counts(self) -> Iterator[tuple[Floating, Any, int]]:
        """Each floating count with what was read for it and the number of entries that are there."""
        for member in self.members:
            if isinstance(member, Repeated):
                for entry in self.lists[member.attribute]:
                    yield from entry.counts()
            elif member.counts is not None:
                yield member, self.values.get(member.tag_number), len(self.lists[member.counts])


def _tags(member: Repeated) -> Iterator[int]:
    for inner in member.members:
        if isinstance(inner, Repeated):
            yield from _tags(inner)
        else:
            yield inner.tag_number


def _made(member: Repeated, entry: _Entry) -> object:
    attributes = entry.attributes()
    if member.group is None:
        return next(iter(entry.values.values()))
    return member.group(**attributes)


def parse(layout: Layout, frame: bytes) -> Decoded:
    """Read a whole frame.

    Raises:
        BadFormat: the structure is broken.
    """
    reader = _Reader(layout, frame)
    return Decoded(reader.message(), tuple(reader.found))


def _fields(layout: Layout, entry: object, members: tuple[Floating | Repeated, ...]) -> Iterator[tuple[int, bytes]]:
    for member in members:
        if isinstance(member, Repeated):
            for item in _attribute(layout, entry, member):
                yield from _fields(layout, item, member.members) if member.group else _bare(layout, member, item)
            continue
        value = _attribute(layout, entry, member)
        if value is not None:
            yield member.tag_number, _written(layout, member, value)
        elif member.required:
            raise LocalProtocolError("a required field is not set", message=layout.name, field=member.name)


def _attribute(layout: Layout, entry: object, member: Floating | Repeated) -> Any:
    try:
        return getattr(entry, member.attribute)
    except (AttributeError, TypeError) as error:
        reason = f"it cannot be taken from {type(entry).__name__}"
        raise LocalProtocolError(reason, message=layout.name, field=member.name) from error


def _bare(layout: Layout, member: Repeated, item: object) -> Iterator[tuple[int, bytes]]:
    for field in member.members:
        assert isinstance(field, Floating)  # noqa: S101 - a list of bare values
        yield field.tag_number, _written(layout, field, item)


def _written(layout: Layout, field: Floating, value: object) -> bytes:
    try:
        data = field.wire.construct.build(value)
    except (cs.ConstructError, ValueError, TypeError, AttributeError) as error:
        reason = f"{_hidden(field, value)} is not a {field.wire.name}"
        raise LocalProtocolError(reason, message=layout.name, field=field.name) from error
    if len(data) > field.wire.size:
        reason = f"{_hidden(field, value)} takes {len(data)} bytes, at most {field.wire.size} are allowed"
        raise LocalProtocolError(reason, message=layout.name, field=field.name)
    return data


def _hidden(field: Floating, value: object) -> str:
    return "the value" if field.secret else repr(value)


def _check_unpublished(layout: Layout, message: Message) -> None:
    """Refuse to drop silently what cannot be sent because its tag is not published."""
    for field in layout.declaration.tags():
        if field.tag is None and getattr(message, field.attribute) is not None:
            raise LocalProtocolError("the tag of this field is not published", message=layout.name, field=field.name)


def _fixed_value(layout: Layout, field: Fixed, message: Message) -> object:
    try:
        value = getattr(message, field.attribute)
        field.wire.construct.build(value)
    except (cs.ConstructError, ValueError, TypeError) as error:
        reason = f"{getattr(message, field.counts or field.attribute)!r} is not a {field.wire.name}"
        raise LocalProtocolError(reason, message=layout.name, field=field.name) from error
    return value


def build(layout: Layout, message: Message) -> bytes:
    """Write a whole frame.

    Raises:
        LocalProtocolError: a value does not fit its field, a required one is missing, or the message is too long.
    """
    _check_unpublished(layout, message)
    fixed = {field.name: _fixed_value(layout, field, message) for field in layout.fixed}
    floating = list(_fields(layout, message, layout.floating))
    floating += [(extra.tag, extra.data) for extra in message.extra_fields]
    try:
        body = cs.Struct(*struct(layout).subcons[1:]).build({"fixed": fixed, "floating": floating})
    except cs.ConstructError as error:
        reason = "an extra field's tag or length does not fit this version"
        raise LocalProtocolError(reason, message=layout.name) from error
    if len(body) > MAX_MESSAGE_SIZE - MHDR_SIZE:
        raise too_large(layout.name, len(body))
    return HEADER.build({"MessageLength": len(body), "MessageType": layout.declaration.number}) + body


def too_large(name: str, size: int) -> LocalProtocolError:
    """The error for a body that is longer than any may be.  Guide: Messaging Conventions, "Message Formats"."""
    limit = MAX_MESSAGE_SIZE - MHDR_SIZE
    return LocalProtocolError(f"the body has {size} bytes, at most {limit} are allowed", message=name)
