"""The layouts that differ from each other: what is tested for each layout is tested for these."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

import ctiproto.messages  # noqa: F401 - declares what is laid out
from ctiproto.declare import messages_of
from ctiproto.layout import Layout, has_extension, layout_of
from ctiproto.schema import Floating, Repeated
from ctiproto.versions import VERSIONS, Dialect, Profile


def shape(layout: Layout) -> tuple[Any, ...]:
    """What distinguishes a layout from all others."""
    fixed = tuple((field.name, field.wire) for field in layout.fixed)
    return (layout.name, layout.profile.tag_width, fixed, _shapes(layout.floating))


def _shapes(members: tuple[Floating | Repeated, ...]) -> tuple[Any, ...]:
    return tuple(
        (member.attribute, _shapes(member.members))
        if isinstance(member, Repeated)
        else (member.name, member.tag, member.wire)
        for member in members
    )


def _all_layouts() -> Iterator[Layout]:
    for cls in messages_of(Dialect.UCCE).by_number.values():
        declaration = cls.declaration
        for version in VERSIONS if declaration.documented else ():
            if declaration.since is None or declaration.since <= version:
                profile = Profile(version)
                yield layout_of(cls, profile)
                if has_extension(cls, version):
                    yield layout_of(cls, profile, extended=True)


DISTINCT: Final = tuple({shape(layout): layout for layout in _all_layouts()}.values())
"""Of layouts with the same shape, that of the newest version."""


def name(layout: Layout) -> str:
    """What a test of this layout is called."""
    extended = "+" if any(field.bodies is not None for field in layout.fixed) else ""
    return f"{layout.name}{extended}-v{layout.profile.version}"
