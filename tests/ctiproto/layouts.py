"""The layouts that differ from each other: what is tested for each layout is tested for these."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

import ctiproto.messages  # noqa: F401 - declares what is laid out
from ctiproto.declare import messages_of
from ctiproto.layout import Layout, has_extension, layout_of
from ctiproto.schema import Floating, Repeated
from ctiproto.versions import Dialect, Profile


def shape(layout: Layout) -> tuple[Any, ...]:
    """What distinguishes a layout from all others."""
    fixed = tuple((field.name, field.wire) for field in layout.fixed)
    profile = layout.profile
    return (layout.name, profile.dialect, profile.tag_width, fixed, _shapes(layout.floating))


def _shapes(members: tuple[Floating | Repeated, ...]) -> tuple[Any, ...]:
    return tuple(
        (member.attribute, _shapes(member.members))
        if isinstance(member, Repeated)
        else (member.name, member.tag, member.wire)
        for member in members
    )


def _all_layouts() -> Iterator[Layout]:
    for dialect in Dialect:
        for cls in messages_of(dialect).by_number.values():
            for version in dialect.versions if cls.declarations[dialect].documented else ():
                profile = Profile(version, dialect)
                if cls.is_in(profile):
                    yield layout_of(cls, profile)
                    if has_extension(cls, profile):
                        yield layout_of(cls, profile, extended=True)


DISTINCT: Final = tuple({shape(layout): layout for layout in _all_layouts()}.values())
"""Of layouts with the same shape, that of the newest version."""


def name(layout: Layout) -> str:
    """What a test of this layout is called."""
    extended = "+" if any(field.bodies is not None for field in layout.fixed) else ""
    profile = layout.profile
    dialect = "" if profile.dialect.is_default else f"{profile.dialect.value}-"
    return f"{dialect}{layout.name}{extended}-v{profile.version}"
