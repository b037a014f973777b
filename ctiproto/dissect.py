"""Tell which field stands at which byte of a frame.

The codec turns a frame into a typed message; here nothing is interpreted, so that the order of the wire, values that
their type cannot hold and the fields before a break are still to be seen.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import attrs

from ctiproto.constants.limits import MHDR_SIZE
from ctiproto.declare import messages_of
from ctiproto.layout import announced_profile, layout_of_body
from ctiproto.messages.parts import Opaque

if TYPE_CHECKING:
    from ctiproto.layout import Layout
    from ctiproto.schema import Fixed, Floating
    from ctiproto.versions import Profile


@attrs.frozen
class FixedValue:
    """A field of the fixed part where it stands.

    Args:
        field: what is known of it.
        offset: where it begins, from the beginning of the frame.
        data: its bytes.
    """

    field: Fixed
    offset: int
    data: bytes


@attrs.frozen
class FloatingValue:
    """A field of the floating part where it stands.

    Args:
        field: what the message's layout knows of it, or ``None``: it does not list the tag.
        tag: its number.
        offset: where its tag begins, from the beginning of the frame.
        data: the bytes of its value.
    """

    field: Floating | None
    tag: int
    offset: int
    data: bytes


@attrs.frozen
class Dissection:
    """A frame as its fields, each with its place and its bytes.

    Args:
        number: the MessageType.
        name: the guide's name of the message, or ``""``: no table lists the type.
        profile: what the frame is laid out in; for OPEN_REQ the version that it announces.
        layout: the fields of the message, or ``None``: they are not known in this version.
        fixed: the fields of the fixed part that are wholly there.
        floating: the fields of the floating part that are wholly there.
        end: where the part ends that could be told apart; less than the frame's size if its structure is broken or
            it has no layout.
    """

    number: int
    name: str
    profile: Profile
    layout: Layout | None
    fixed: tuple[FixedValue, ...]
    floating: tuple[FloatingValue, ...]
    end: int


def dissect(frame: bytes, profile: Profile) -> Dissection:
    """Take a frame apart into its fields, up to where its structure breaks.

    Args:
        frame: a frame with its header; it need not be as long as that says.
        profile: dialect and version of the session.

    Raises:
        ValueError: there is no whole header.
    """
    if len(frame) < MHDR_SIZE:
        raise ValueError(f"a frame has a header of {MHDR_SIZE} bytes, not only {len(frame)} bytes")
    number = int.from_bytes(frame[4:MHDR_SIZE])
    cls = messages_of(profile.dialect).by_number.get(number)
    if cls is None:
        return Dissection(number, "", profile, None, (), (), MHDR_SIZE)
    declaration = cls.declarations[profile.dialect]
    name = declaration.name
    if issubclass(cls, Opaque) or not declaration.is_in(profile.version):
        return Dissection(number, name, profile, None, (), (), MHDR_SIZE)
    own = announced_profile(cls, profile, frame)
    layout = layout_of_body(cls, own, len(frame) - MHDR_SIZE)
    fixed = _fixed_values(layout, frame)
    begin = MHDR_SIZE + layout.fixed_size
    if len(fixed) < len(layout.fixed):
        end = fixed[-1].offset + len(fixed[-1].data) if fixed else MHDR_SIZE
        return Dissection(number, name, own, layout, fixed, (), end)
    floating, end = _floating_values(layout, frame, begin)
    return Dissection(number, name, own, layout, fixed, floating, end)


def _fixed_values(layout: Layout, frame: bytes) -> tuple[FixedValue, ...]:
    return tuple(
        FixedValue(field, offset, frame[offset : offset + field.wire.size])
        for field, offset in layout.fixed_offsets()
        if offset + field.wire.size <= len(frame)
    )


def _floating_values(layout: Layout, frame: bytes, begin: int) -> tuple[tuple[FloatingValue, ...], int]:
    width = layout.profile.tag_width
    head = width + layout.profile.length_width
    values = []
    while begin + head <= len(frame):
        tag = int.from_bytes(frame[begin : begin + width])
        start = begin + head
        end = start + int.from_bytes(frame[begin + width : start])
        if end > len(frame):
            break
        values.append(FloatingValue(layout.tags.get(tag), tag, begin, frame[start:end]))
        begin = end
    return tuple(values), begin
