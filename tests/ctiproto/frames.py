"""Frames of every message, version and dialect, as they should be and as they should not."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from hypothesis import assume
from hypothesis import strategies as st

import ctiproto.messages  # noqa: F401 - declares them all
from ctiproto.declare import messages_of
from ctiproto.layout import has_extension, layout_of_body
from ctiproto.messages import OpenReq
from ctiproto.messages.parts import Opaque
from ctiproto.versions import Dialect, Profile
from ctiproto.wire import Form, Wire

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ctiproto.declare import Message
    from ctiproto.layout import Layout


def framed(number: int, body: bytes) -> bytes:
    """A frame with its header."""
    return len(body).to_bytes(4) + number.to_bytes(4) + body


PROFILES: Final = tuple(Profile(version, dialect) for dialect in Dialect for version in dialect.versions)
"""Every version of every dialect."""


def layouts() -> Iterator[tuple[type[Message], Layout]]:
    """Every layout there is."""
    for profile in PROFILES:
        for cls in messages_of(profile.dialect).by_number.values():
            if issubclass(cls, Opaque) or not cls.is_in(profile):
                continue
            yield cls, layout_of_body(cls, profile, 0)
            if has_extension(cls, profile):
                yield cls, layout_of_body(cls, profile, 12)


def numbers(wire: Wire[Any]) -> st.SearchStrategy[bytes]:
    """A number of the right width; mostly a small one."""
    small = st.integers(0, 20).map(lambda number: number.to_bytes(wire.size))
    return small | st.binary(min_size=wire.size, max_size=wire.size)


def texts(most: int) -> st.SearchStrategy[bytes]:
    """Characters without a NUL."""
    return st.binary(max_size=most).map(lambda data: data.replace(b"\0", b"\xe9"))


def values(wire: Wire[Any]) -> st.SearchStrategy[bytes]:
    """The bytes of a value that its type can hold."""
    match wire.form:
        case Form.NUMBER | Form.FLAG:
            return numbers(wire)
        case Form.TEXT:
            return texts(8).map(lambda text: text + b"\0")
        case Form.BYTES:
            return st.binary(max_size=8)
        case Form.VARIABLE:
            return st.tuples(texts(6), texts(6)).map(lambda parts: parts[0] + b"\0" + parts[1] + b"\0")
        case Form.ELEMENT:
            parts = st.tuples(st.integers(0, 255), texts(6), texts(6))
            return parts.map(lambda three: bytes((three[0],)) + three[1] + b"\0" + three[2] + b"\0")


@st.composite
def frames(draw: st.DrawFn) -> tuple[bytes, Profile]:
    """A frame whose structure is whole, and the profile of its session."""
    cls, layout = draw(st.sampled_from(_LAYOUTS))
    profile = layout.profile
    fixed = b"".join(draw(numbers(field.wire)) for field in layout.fixed)
    if cls is OpenReq:
        fixed = fixed[:4] + profile.version.to_bytes(4) + fixed[8:]
        profile = Profile(draw(st.sampled_from(profile.dialect.versions)), profile.dialect)
    width = layout.profile.tag_width
    listed = sorted(layout.tags) or [0]
    body = fixed
    for _ in range(draw(st.integers(0, 6))):
        tag = draw(st.sampled_from(listed) | st.integers(0, (1 << 8 * width) - 1))
        field = layout.tags.get(tag)
        odd = st.binary(max_size=9)
        data = draw(odd if field is None else values(field.wire) | odd)
        body += tag.to_bytes(width) + len(data).to_bytes(layout.profile.length_width) + data
    assume(layout_of_body(cls, layout.profile, len(body)).fixed == layout.fixed)
    return framed(layout.declaration.number, body), profile


@st.composite
def bodies(draw: st.DrawFn) -> tuple[bytes, Profile]:
    """A frame of any type, known or not, with any body."""
    profile = draw(st.sampled_from(PROFILES))
    number = draw(st.sampled_from(sorted(messages_of(profile.dialect).by_number)) | st.integers(0, 0xFFFFFFFF))
    return framed(number, draw(st.binary(max_size=40))), profile


_LAYOUTS = tuple(layouts())
