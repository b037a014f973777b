"""Convert frames to JSON and back: fields by name, numbers as numbers, bytes as hex, in the order of the wire.

It is the form of the frame, not of the typed message: every frame that can be decoded comes back as the same bytes,
odd values and unknown fields included.  Strategy: both directions go field by field along the layout of the frame;
nothing passes through a typed message, which does not keep the order of the fields.
"""

from __future__ import annotations

import struct
from collections.abc import Callable, Iterator, Mapping
from difflib import get_close_matches
from functools import cache
from typing import Any, Final, NamedTuple

from ctiproto import generate
from ctiproto.codec import codec
from ctiproto.constants import StatusCode
from ctiproto.constants.limits import MAX_MESSAGE_SIZE, MHDR_SIZE
from ctiproto.declare import Message, messages_of
from ctiproto.decoded import Decoded
from ctiproto.dissect import Dissection, dissect
from ctiproto.errors import BadLength, Finding, LocalProtocolError
from ctiproto.jsonvalue import hex_bytes, json_value, kind_of, number_bytes, value_bytes
from ctiproto.layout import Layout, has_extension, layout_of, layout_of_body
from ctiproto.messages.parts import Opaque
from ctiproto.schema import Fixed, Floating
from ctiproto.versions import Dialect, Profile

KEYS: Final = ("message", "type", "dialect", "version", "fixed", "floating", "body", "findings", "time")
"""The keys that the object may have; ``findings`` and ``time`` are what a reader says of the frame: not written."""

_Named = Mapping[str, tuple[int, Floating]]

_LISTS: Final = (list, tuple)
_PAIR: Final = 2
_NUMBERS: Final = range(1 << 32)


def to_json(frame: bytes, profile: Profile) -> dict[str, object]:
    """Convert a whole frame to its JSON form.

    Args:
        frame: the bytes, header included.
        profile: dialect and version of the session; OPEN_REQ is read in the version that it announces.

    Raises:
        BadLength: the frame is not as long as its header says, or longer than any may be.
        BadFormat: the body does not have the structure of its message.
    """
    checked(frame, profile)
    return _form(frame, dissect(frame, profile))


def decoded_json(frame: bytes, profile: Profile) -> dict[str, object]:
    """Convert a frame to its JSON form, with the profile of its layout, and with ``findings`` if anything is wrong.

    Of the profile there is always the ``version``, and the ``dialect`` where it is not UCCE.

    Raises:
        RemoteProtocolError: as :func:`to_json`.
    """
    findings = checked(frame, profile).findings
    parts = dissect(frame, profile)
    form = _form(frame, parts)
    whole: dict[str, object] = {key: form.pop(key) for key in ("message", "type") if key in form}
    whole.update(profile_json(parts.profile))
    whole.update(form)
    if findings:
        whole["findings"] = [finding_json(finding) for finding in findings]
    return whole


def profile_json(profile: Profile) -> dict[str, object]:
    """The keys of JSON that say a profile: ``version``, and before it ``dialect`` where that is not UCCE."""
    said: dict[str, object] = {} if profile.dialect.is_default else {"dialect": profile.dialect.value}
    said["version"] = profile.version
    return said


def checked(frame: bytes, profile: Profile) -> Decoded:
    """Decode a frame that is to have a JSON form.

    Raises:
        RemoteProtocolError: as :func:`to_json`.
    """
    if len(frame) > MAX_MESSAGE_SIZE:
        reason = f"the frame has {len(frame)} bytes, at most {MAX_MESSAGE_SIZE} are allowed"
        raise BadLength(Finding(StatusCode.INVALID_MESSAGE_LENGTH, "", "MessageLength", 0, reason))
    return codec(profile).decode(frame)


def finding_json(finding: Finding) -> dict[str, object]:
    """What is wrong with a frame, as JSON."""
    said: dict[str, object] = {"status": int(finding.status), "offset": finding.offset, "reason": finding.reason}
    return {"field": finding.field, **said} if finding.field else said


def _form(frame: bytes, parts: Dissection) -> dict[str, object]:
    form: dict[str, object] = {"message": parts.name} if parts.name else {}
    form["type"] = parts.number
    if parts.layout is None:
        form["body"] = frame[MHDR_SIZE:].hex()
        return form
    form["fixed"] = {value.field.name: json_value(value.field.wire, value.data) for value in parts.fixed}
    form["floating"] = [
        [value.tag, value.data.hex()]
        if value.field is None
        else [value.field.name, json_value(value.field.wire, value.data)]
        for value in parts.floating
    ]
    return form


def from_json(form: object, profile: Profile | None = None) -> bytes:
    """Convert the JSON form of a frame to its bytes, with the floating fields in the order in which they are given.

    Absent fixed fields take their default, those that count a list its length.  A field without a default has to be
    there.  With ``body`` any message is written as it stands.

    Args:
        form: what :func:`to_json` or :func:`decoded_json` writes, or the same by hand.
        profile: dialect and version; ``None`` takes the object's own ``dialect``, UCCE where it has none, and
            ``version``.  OPEN_REQ is laid out in the version that it announces.

    Raises:
        LocalProtocolError: the object describes no frame; the field is named.
    """
    if not isinstance(form, Mapping):
        raise LocalProtocolError(f"expected an object, not {kind_of(form)}")
    for key in form:
        if key not in KEYS:
            raise LocalProtocolError(f"the key {key!r} is not known{_near(str(key), KEYS)}")
    dialect = _dialect_of(form, profile)
    number, cls = _message_of(form, dialect)
    name = cls.declarations[dialect].name if cls is not None else str(number)
    profile = Profile(_version_of(form, dialect, None if profile is None else profile.version, cls, name), dialect)
    if "body" in form:
        return _framed(number, _body(form, name), name)
    if cls is None or issubclass(cls, Opaque):
        raise LocalProtocolError("its layout is not known: expected body, with its bytes as hex", message=name)
    return _laid_out(number, cls, profile, form)


def _laid_out(number: int, cls: type[Message], profile: Profile, form: Mapping[str, object]) -> bytes:
    name = cls.declarations[profile.dialect].name
    fixed = form.get("fixed", {})
    if not isinstance(fixed, Mapping):
        raise LocalProtocolError(f"expected an object as fixed, not {kind_of(fixed)}", message=name)
    layout = _layout(cls, profile, fixed)
    names = _names(layout)
    if not fixed.keys() <= names.fixed.keys():
        unknown = next(key for key in fixed if key not in names.fixed)
        raise _no_field(layout, unknown, names.fixed, "fixed part")
    floating = b"".join(_floating_part(layout, form.get("floating", [])))
    frame = _framed(number, _fixed_part(layout, fixed) + floating, name)
    counts = _counts(layout, frame, fixed)
    if counts:
        frame = _framed(number, _fixed_part(layout, {**fixed, **counts}) + floating, name)
    if layout_of_body(cls, layout.profile, len(frame) - MHDR_SIZE) is not layout:
        reason = f"a body of {len(frame) - MHDR_SIZE} bytes is not read in this layout, but in the other one"
        raise LocalProtocolError(reason, message=name)
    return frame


class _Names(NamedTuple):
    """The fields of a layout by their names.

    Args:
        fixed: the fields of the fixed part, in wire order.
        floating: tag and field of each name of the floating part.
        pack_fixed: writes the numbers of the fixed part.
        pack_header: writes a tag and a length.
    """

    fixed: dict[str, Fixed]
    floating: _Named
    pack_fixed: Callable[..., bytes]
    pack_header: Callable[[int, int], bytes]


_CODES: Final = {1: "B", 2: "H"}


@cache
def _names(layout: Layout) -> _Names:
    return _Names(
        {field.name: field for field in layout.fixed},
        {field.name: (tag, field) for tag, field in layout.tags.items()},
        struct.Struct(f">{''.join(field.wire.code for field in layout.fixed)}").pack,
        struct.Struct(f">{_CODES[layout.profile.tag_width]}{_CODES[layout.profile.length_width]}").pack,
    )


def _dialect_of(form: Mapping[str, object], profile: Profile | None) -> Dialect:
    own = form.get("dialect")
    if own is None:
        return Dialect.UCCE if profile is None else profile.dialect
    known = {dialect.value: dialect for dialect in Dialect}
    if not isinstance(own, str) or own not in known:
        raise LocalProtocolError(f"expected {' or '.join(known)} as dialect")
    if profile is not None and own != profile.dialect.value:
        reason = f"the object is of dialect {own}, and is to be written in {profile.dialect.value}"
        raise LocalProtocolError(reason)
    return known[own]


def _message_of(form: Mapping[str, object], dialect: Dialect) -> tuple[int, type[Message] | None]:
    messages = messages_of(dialect)
    name, number = form.get("message"), form.get("type")
    if name is None and number is None:
        raise LocalProtocolError("expected message, the name of one, or type, its number")
    if number is not None and (type(number) is not int or number not in _NUMBERS):
        raise LocalProtocolError(f"expected a number from 0 to {_NUMBERS[-1]} as type")
    if name is None:
        assert isinstance(number, int)  # noqa: S101 - one of the two is there
        return number, messages.by_number.get(number)
    if not isinstance(name, str) or name not in messages.by_name:
        raise LocalProtocolError(f"no message is called {name!r}{_near(str(name), messages.by_name)}")
    cls = messages.by_name[name]
    own = cls.declarations[dialect].number
    if number not in (None, own):
        raise LocalProtocolError(f"has type {own}, not {number}", message=name)
    return own, cls


def _version_of(
    form: Mapping[str, object], dialect: Dialect, version: int | None, cls: type[Message] | None, name: str
) -> int:
    own, versions = form.get("version"), dialect.versions
    if own is not None and (type(own) is not int or own not in versions):
        raise LocalProtocolError(f"expected a version from {versions[0]} to {versions[-1]}", message=name)
    announces = cls is not None and cls.declaration.version_field is not None
    if own is not None and version not in (None, own) and not announces:
        reason = f"the object is of version {own}, and is to be written in version {version}: leave its version out"
        raise LocalProtocolError(reason, message=name)
    for known in (version, own):
        if isinstance(known, int):
            return known
    if announces:
        return versions[-1]
    raise LocalProtocolError("expected a version", message=name)


def _body(form: Mapping[str, object], name: str) -> bytes:
    if "fixed" in form or "floating" in form:
        raise LocalProtocolError("body stands in place of fixed and floating", message=name)
    try:
        return hex_bytes(form["body"])
    except ValueError as error:
        raise LocalProtocolError(str(error), message=name, field="body") from error


def _layout(cls: type[Message], profile: Profile, fixed: Mapping[str, object]) -> Layout:
    declaration = cls.declarations[profile.dialect]
    if declaration.version_field is not None:
        name = next(field.name for field in declaration.fixed if field.attribute == declaration.version_field)
        announced = fixed.get(name)
        if isinstance(announced, int):
            profile = Profile.nearest(announced, profile.dialect)
    if not declaration.is_in(profile.version):
        reason = f"exists since version {declaration.since}, not in {profile.version}: expected body, as hex"
        raise LocalProtocolError(reason, message=declaration.name)
    extended = has_extension(cls, profile) and any(
        field.bodies is not None and field.name in fixed for field in declaration.fixed
    )
    return layout_of(cls, profile, extended=extended)


def _fixed_part(layout: Layout, fixed: Mapping[str, object]) -> bytes:
    names = _names(layout)
    if len(fixed) == len(names.fixed) and all(type(value) is int for value in fixed.values()):
        try:
            return names.pack_fixed(*[fixed[name] for name in names.fixed])
        except struct.error:
            pass  # the field that has no room for its number is found out below
    return b"".join(_fixed_fields(layout, fixed))


def _fixed_fields(layout: Layout, fixed: Mapping[str, object]) -> Iterator[bytes]:
    for field in layout.fixed:
        value = fixed[field.name] if field.name in fixed else _default(layout, field)
        try:
            yield number_bytes(field.wire, value)
        except ValueError as error:
            raise LocalProtocolError(str(error), message=layout.name, field=field.name) from error


def _default(layout: Layout, field: Fixed) -> int:
    if not isinstance(field.default, int):
        raise LocalProtocolError("has no default and is absent", message=layout.name, field=field.name)
    return int(field.default)


def _counts(layout: Layout, frame: bytes, fixed: Mapping[str, object]) -> dict[str, int]:
    """The counts that ``fixed`` leaves out: the number of entries that a decoder finds in the frame."""
    if len(fixed) == len(layout.fixed):
        return {}
    absent = {field.name: field.counts for field in layout.fixed if field.counts and field.name not in fixed}
    if not absent:
        return {}
    message, _ = generate.parser(layout)(frame)
    return {name: len(getattr(message, counted)) for name, counted in absent.items()}


def _floating_part(layout: Layout, entries: object) -> Iterator[bytes]:
    if not isinstance(entries, list | tuple):
        raise LocalProtocolError(f"expected a list as floating, not {kind_of(entries)}", message=layout.name)
    names = _names(layout)
    named, pack_header = names.floating, names.pack_header
    for entry in entries:
        if not isinstance(entry, _LISTS) or len(entry) != _PAIR:
            raise LocalProtocolError("expected pairs of a name or tag and a value as floating", message=layout.name)
        key, value = entry
        tag, data = _floating_field(layout, named, key, value)
        try:
            yield pack_header(tag, len(data)) + data
        except struct.error as error:
            tag_width, length_width = layout.profile.tag_width, layout.profile.length_width
            what = f"a value of {len(data)} bytes" if tag < 1 << 8 * tag_width else "the tag"
            reason = f"{what} does not fit: {_widths(tag_width, length_width)} in this version"
            raise LocalProtocolError(reason, message=layout.name, field=str(key)) from error


def _widths(tag: int, length: int) -> str:
    if tag == length:
        return f"tag and length have {tag} byte{'s' * (tag > 1)} each"
    return f"the tag has {tag} bytes and the length {length}"


def _floating_field(layout: Layout, named: _Named, key: object, value: object) -> tuple[int, bytes]:
    try:
        if isinstance(key, str):
            if key not in named:
                raise _no_field(layout, key, named, "floating part")
            tag, field = named[key]
            return tag, value_bytes(field.wire, value)
        if type(key) is not int or key < 0:
            raise LocalProtocolError(f"expected a name or a tag, not {kind_of(key)}", message=layout.name)
        return key, hex_bytes(value["hex"] if isinstance(value, Mapping) and value.keys() == {"hex"} else value)
    except ValueError as error:
        raise LocalProtocolError(str(error), message=layout.name, field=str(key)) from error


def _no_field(layout: Layout, key: object, names: Any, part: str) -> LocalProtocolError:
    reason = f"is no field of the {part} in version {layout.profile.version}{_near(str(key), names)}"
    return LocalProtocolError(reason, message=layout.name, field=str(key))


def _near(wanted: str, names: Any) -> str:
    near = get_close_matches(wanted, list(names), n=1)
    return f": did you mean {near[0]}?" if near else ""


def _framed(number: int, body: bytes, name: str) -> bytes:
    if len(body) > MAX_MESSAGE_SIZE - MHDR_SIZE:
        reason = f"the body has {len(body)} bytes, at most {MAX_MESSAGE_SIZE - MHDR_SIZE} are allowed"
        raise LocalProtocolError(reason, message=name)
    return len(body).to_bytes(4) + number.to_bytes(4) + body
