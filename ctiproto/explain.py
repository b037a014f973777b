"""Describe the layout of a message, and a frame byte by byte, as rows for tables."""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING, Final

import attrs

from ctiproto.codec import codec
from ctiproto.constants.limits import MHDR_SIZE
from ctiproto.declare import messages_of
from ctiproto.dissect import Dissection, FloatingValue, dissect
from ctiproto.errors import Finding, LocalProtocolError, RemoteProtocolError
from ctiproto.layout import Layout, has_extension, layout_of
from ctiproto.messages.parts import Opaque
from ctiproto.schema import Fixed, Floating, Kind, MessageClass, Repeated, Sender, Service
from ctiproto.text import tag_name, value_text
from ctiproto.versions import Dialect, Profile

if TYPE_CHECKING:
    from collections.abc import Iterator

_WORD: Final = 4


@attrs.frozen
class FieldRow:
    """One field of a message's layout.

    Args:
        offset: where it begins in the frame, or ``None``: it floats.
        tag: its number, or ``None``: it does not float, or its tag is not published.
        name: the guide's name.
        type: the guide's name of its data type.
        size: bytes of a number; the most bytes of anything else, a terminating NUL included.
        numbers: the name of the enumeration or mask that it is a number of, or ``""``.
        since: the first version that has it, or ``None``: all from 9 on.
        until: the last version that has it, or ``None``: all up to 25.
        required: whether every well-formed message has it.
        lists: the names of the lists that it belongs to, the outermost first.
        counts: the name of the list whose length it is, or ``""``.
        constant: the number that always stands there, or ``None``: the field is in use.
    """

    offset: int | None
    tag: int | None
    name: str
    type: str
    size: int
    numbers: str
    since: int | None
    until: int | None
    required: bool
    lists: tuple[str, ...] = ()
    counts: str = ""
    constant: int | None = None


@attrs.frozen
class MessageLayout:
    """A message as one version has it.

    Args:
        name: the guide's name.
        number: the MessageType.
        version: the version.
        service: the section of the guide that defines it.
        message_class: what it is for.
        is_solicited: whether a client sends it, or the server in answer.
        kind: what part it has in a dialogue.
        sender: who sends it.
        since: the first version that has it, or ``None``: all from 9 on.
        answers: the request that it answers, or ``None``.
        documented: whether its fields are published; if not, there are no rows.
        bodies: the sizes of a body, in bytes, that is laid out like this; empty: any that no other layout of the
            message claims.
        fixed: the fixed part.
        floating: the floating part, with the fields that cannot be sent because their tag is not published.
    """

    name: str
    number: int
    version: int
    service: Service
    message_class: MessageClass
    is_solicited: bool
    kind: Kind
    sender: Sender
    since: int | None
    answers: str | None
    documented: bool
    bodies: tuple[int, ...]
    fixed: tuple[FieldRow, ...]
    floating: tuple[FieldRow, ...]


def explain_message(name: str, profile: Profile) -> tuple[MessageLayout, ...]:
    """The layouts that a message has in a profile: one, or two where the size of the body decides.

    Raises:
        LocalProtocolError: no message is called ``name``, or the version does not have it.  What another dialect has
            under that name is told.
    """
    cls, version = messages_of(profile.dialect).by_name.get(name), profile.version
    if cls is None:
        raise LocalProtocolError(_not_there(name, profile.dialect))
    declaration = cls.declarations[profile.dialect]
    if not declaration.is_in(version):
        raise LocalProtocolError(f"exists since version {declaration.since}, not in {version}", message=name)
    sizes = sorted({size for field in declaration.fixed for size in field.bodies or ()})
    variants: list[tuple[tuple[int, ...], Layout]] = [((), layout_of(cls, profile, extended=False))]
    if has_extension(cls, profile):
        variants.append((tuple(sizes), layout_of(cls, profile, extended=True)))
    return tuple(
        MessageLayout(
            name=name,
            number=declaration.number,
            version=version,
            service=declaration.service,
            message_class=declaration.message_class,
            is_solicited=declaration.is_solicited,
            kind=declaration.kind,
            sender=declaration.sender,
            since=declaration.since,
            answers=declaration.answers,
            documented=not issubclass(cls, Opaque),
            bodies=bodies,
            fixed=tuple(_row(field, offset=offset) for field, offset in layout.fixed_offsets()),
            floating=(*_floating_rows(layout.floating), *_unpublished(layout)),
        )
        for bodies, layout in variants
    )


def _not_there(name: str, dialect: Dialect) -> str:
    """Why ``dialect`` has no message of that name."""
    for other in Dialect:
        cls = messages_of(other).by_name.get(name)
        if cls is not None:
            here = cls.declarations.get(dialect)
            where = f"{name} is a message of the dialect {other.value}"
            return f"{where} alone" if here is None else f"{where}, called {here.name} in {dialect.value}"
    return f"no message is called {name}"


def _row(field: Fixed | Floating, *, offset: int | None = None, lists: tuple[str, ...] = ()) -> FieldRow:
    floating = field if isinstance(field, Floating) else None
    return FieldRow(
        offset=offset,
        tag=None if floating is None or floating.tag is None else int(floating.tag),
        name=field.name,
        type=field.wire.name,
        size=field.wire.size,
        numbers=field.shown.numbers.__name__ if field.shown.numbers is not None else "",
        constant=field.constant,
        since=field.since,
        until=field.until,
        required=floating is None or floating.required,
        lists=lists,
        counts=field.counts or "",
    )


def _floating_rows(members: tuple[Floating | Repeated, ...], lists: tuple[str, ...] = ()) -> Iterator[FieldRow]:
    for member in members:
        if isinstance(member, Repeated):
            yield from _floating_rows(member.members, (*lists, member.attribute))
        else:
            yield _row(member, lists=lists)


def _unpublished(layout: Layout) -> Iterator[FieldRow]:
    version = layout.profile.version
    for field in layout.declaration.tags():
        if field.tag is None and (field.since is None or field.since <= version):
            yield _row(field)


class Part(Enum):
    """The part of a frame that a piece belongs to."""

    HEADER = "header"
    FIXED = "fixed"
    TAG = "tag"
    LENGTH = "length"
    VALUE = "value"
    BODY = "body"
    BROKEN = "broken"


@attrs.frozen
class Piece:
    """Consecutive bytes of a frame with one meaning.

    Args:
        part: what they belong to.
        offset: where they begin, from the beginning of the frame.
        data: the bytes.
        name: the guide's name of the field.
        meaning: what they say, for people.
    """

    part: Part
    offset: int
    data: bytes
    name: str
    meaning: str


@attrs.frozen
class Walk:
    """All bytes of a frame in order, each piece with the field that it belongs to.

    Args:
        name: the guide's name of the message, or ``""`` if there is none or no whole header.
        version: the version of its layout; OPEN_REQ's own.
        pieces: all bytes, in order.  Where the structure breaks, the last one says what was expected; there may be no
            bytes in it.
        findings: what is wrong, in wire order.
        broken: whether the structure is broken; then the last finding says where.
    """

    name: str
    version: int
    pieces: tuple[Piece, ...]
    findings: tuple[Finding, ...]
    broken: bool


def walk(frame: bytes, profile: Profile) -> Walk:
    """Name every byte of a frame, up to where its structure breaks.

    Args:
        frame: the bytes from the header on; they need not be a whole frame.
        profile: dialect and version of the session; OPEN_REQ is read in the version that it announces.
    """
    try:
        findings, broken = codec(profile).decode(frame).findings, False
    except RemoteProtocolError as error:
        findings, broken = (error.finding,), True
    if len(frame) < MHDR_SIZE:
        return Walk("", profile.version, tuple(_short_header(frame)), findings, broken)
    parts = dissect(frame, profile)
    pieces = (*_header(frame, parts), *_body(frame, parts))
    return Walk(parts.name, parts.profile.version, pieces, findings, broken)


def _short_header(frame: bytes) -> Iterator[Piece]:
    length, rest = frame[:_WORD], frame[_WORD:]
    if rest:
        yield Piece(Part.HEADER, 0, length, "MessageLength", str(int.from_bytes(length)))
    yield Piece(
        Part.BROKEN,
        _WORD if rest else 0,
        rest or length,
        "MessageType" if rest else "MessageLength",
        f"the frame ends, expected a header of {MHDR_SIZE} bytes",
    )


def _header(frame: bytes, parts: Dissection) -> Iterator[Piece]:
    length, body = int.from_bytes(frame[:_WORD]), len(frame) - MHDR_SIZE
    meaning = str(length) if length == body else f"{length}, but {body} bytes follow the header"
    yield Piece(Part.HEADER, 0, frame[:_WORD], "MessageLength", meaning)
    yield Piece(Part.HEADER, _WORD, frame[_WORD:MHDR_SIZE], "MessageType", f"{parts.number} {parts.name or 'unknown'}")


def _body(frame: bytes, parts: Dissection) -> Iterator[Piece]:
    for fixed in parts.fixed:
        yield Piece(Part.FIXED, fixed.offset, fixed.data, fixed.field.name, value_text(fixed))
    for floating in parts.floating:
        yield from _floating_pieces(frame, floating, parts.profile)
    rest = frame[parts.end :]
    if parts.layout is not None:
        yield from _broken(parts, parts.layout, rest)
    elif rest:
        yield Piece(Part.BODY, parts.end, rest, "body", f"{len(rest)} bytes without a known layout")


def _floating_pieces(frame: bytes, value: FloatingValue, profile: Profile) -> Iterator[Piece]:
    begin, name, width = value.offset, tag_name(value, profile.dialect), profile.tag_width
    start = begin + width + profile.length_width
    yield Piece(Part.TAG, begin, frame[begin : begin + width], "tag", f"{value.tag} {name}" if value.field else name)
    yield Piece(Part.LENGTH, begin + width, frame[begin + width : start], "length", str(len(value.data)))
    if value.data:
        yield Piece(Part.VALUE, start, value.data, name, value_text(value))


def _broken(parts: Dissection, layout: Layout, rest: bytes) -> Iterator[Piece]:
    """The bytes behind the last whole field, if any are left; the last piece says what was expected there."""
    if len(parts.fixed) < len(layout.fixed):
        field = layout.fixed[len(parts.fixed)]
        reason = f"the message ends, expected {field.wire.size} bytes ({field.wire.name})"
        yield Piece(Part.BROKEN, parts.end, rest, field.name, reason)
        return
    width, size_width = parts.profile.tag_width, parts.profile.length_width
    head = width + size_width
    if 0 < len(rest) < head:
        widths = f"{width} each" if width == size_width else f"{width} and {size_width}"
        yield Piece(Part.BROKEN, parts.end, rest, "", f"the message ends, expected a tag and a length of {widths}")
    elif rest:
        tag, size = int.from_bytes(rest[:width]), int.from_bytes(rest[width:head])
        name = tag_name(FloatingValue(layout.tags.get(tag), tag, parts.end, b""), layout.profile.dialect)
        yield Piece(Part.TAG, parts.end, rest[:width], "tag", f"{tag} {name}" if tag in layout.tags else name)
        yield Piece(Part.LENGTH, parts.end + width, rest[width:head], "length", str(size))
        reason = f"the message ends, expected {size} bytes"
        yield Piece(Part.BROKEN, parts.end + head, rest[head:], name, reason)
