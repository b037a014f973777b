"""Derive the layout of a message in one profile from its declaration."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from typing import Final, TypeVar

import attrs

from ctiproto.constants import ALSO_IN, Tag, uccx
from ctiproto.constants.enumeration import WireEnum
from ctiproto.constants.limits import MHDR_SIZE
from ctiproto.declare import Message
from ctiproto.schema import Declaration, Fixed, Floating, Kind, Repeated
from ctiproto.versions import Dialect, Profile

_INVOKE_ID = "invoke_id"
_IN_EVERY_REQUEST: Final = frozenset((Tag.CTIOS_CIL_CLIENT_ID, Tag.CLIENT_SHARE_KEY))

_TAGS: Final[dict[Dialect, type[WireEnum]]] = {Dialect.UCCE: Tag, Dialect.UCCX: uccx.Tag}


M = TypeVar("M", bound=Message)


def tags_of(dialect: Dialect) -> type[WireEnum]:
    """The table of the tags that ``dialect`` has: the same number may be another field in another dialect."""
    return _TAGS[dialect]


@attrs.frozen(eq=False)
class Layout:
    """The fields that a message has in one profile, in wire order.

    Args:
        cls: the message's class.
        profile: dialect and version.
        fixed: the fixed part.
        floating: the floating part, without the fields whose tag is not published.
        absent: what the attributes are set to that this profile does not have.
        tags: the floating fields by tag, those of list entries included.
        has_unpublished_tag: whether the message has a field whose tag is not published: then a tag that no table lists
            may be that field's.
    """

    cls: type[Message]
    profile: Profile
    fixed: tuple[Fixed, ...]
    floating: tuple[Floating | Repeated, ...]
    absent: Mapping[str, object]
    tags: Mapping[int, Floating]
    has_unpublished_tag: bool

    @property
    def declaration(self) -> Declaration:
        """The declaration of the message in the dialect, for all versions."""
        return self.cls.declarations[self.profile.dialect]

    @property
    def name(self) -> str:
        """The guide's name of the message."""
        return self.declaration.name

    @property
    def fixed_size(self) -> int:
        """Bytes of the fixed part, the header not included."""
        return sum(field.wire.size for field in self.fixed)

    def announced(self, frame: bytes) -> int | None:
        """The number that a frame of this layout announces as its version; ``None``: it announces none."""
        wanted = self.declaration.version_field
        if wanted is None:
            return None
        for field, offset in self.fixed_offsets():
            if field.attribute == wanted and len(frame) >= offset + field.wire.size:
                return int.from_bytes(frame[offset : offset + field.wire.size])
        return None

    @property
    def has_invoke_id(self) -> bool:
        """Whether the body begins with an InvokeID."""
        return bool(self.fixed) and self.fixed[0].attribute == _INVOKE_ID

    def constants(self) -> Iterator[tuple[Fixed, int]]:
        """The reserved fields of a request, each with its offset: another number in one of them is a finding."""
        if self.declaration.kind is not Kind.REQUEST:
            return
        for field, offset in self.fixed_offsets():
            if field.constant is not None and field.counts is None:
                yield field, offset

    def tolerates(self, tag: WireEnum) -> bool:
        """Whether the message may have this tag although none of its fields does; only tags of UCCE are tolerated."""
        if not isinstance(tag, Tag):
            return False
        if self.declaration.kind is Kind.REQUEST and tag in _IN_EVERY_REQUEST:
            return True
        return self.name in ALSO_IN.get(tag, ()) or (tag is Tag.AGENT_ID_LONG and Tag.AGENT_ID in self.tags)

    def fixed_offsets(self) -> Iterator[tuple[Fixed, int]]:
        """Each fixed field with the offset at which it begins in the frame."""
        offset = MHDR_SIZE
        for field in self.fixed:
            yield field, offset
            offset += field.wire.size


def _known(field: Fixed | Floating, version: int) -> bool:
    return (field.since is None or field.since <= version) and (field.until is None or version <= field.until)


def _members(members: tuple[Floating | Repeated, ...], version: int) -> tuple[Floating | Repeated, ...]:
    kept: list[Floating | Repeated] = []
    for member in members:
        if isinstance(member, Repeated):
            inner = _members(member.members, version)
            if inner:
                kept.append(attrs.evolve(member, members=inner))
        elif member.tag is not None and _known(member, version):
            kept.append(member)
    return tuple(kept)


def _flat(members: tuple[Floating | Repeated, ...]) -> Iterator[Floating]:
    for member in members:
        if isinstance(member, Repeated):
            yield from _flat(member.members)
        else:
            yield member


def layout_of(cls: type[Message], profile: Profile, *, extended: bool = False) -> Layout:
    """The layout of ``cls`` in ``profile``, made once.

    Args:
        cls: a documented message.
        profile: dialect and version.
        extended: whether the body is of the size that has the fields declared with ``bodies``.
    """
    # Not cached itself: functools.cache would hide the parameters from type checkers.
    return _layout_of(cls, profile, extended)  # type: ignore[arg-type] # mypy asks the instances for the hash of a class


@cache
def _layout_of(cls: type[Message], profile: Profile, extended: bool) -> Layout:
    declaration = cls.declarations[profile.dialect]
    version = profile.version
    fixed = tuple(field for field in declaration.fixed if _known(field, version) and (field.bodies is None or extended))
    floating = _members(declaration.floating, version)
    here = {field.attribute for field in fixed} | {member.attribute for member in floating}
    absent: dict[str, object] = {}
    for member in (*declaration.fixed, *declaration.floating, *declaration.elsewhere):
        if isinstance(member, Fixed):
            if member.attribute not in here and member.counts is None:
                absent[member.attribute] = member.default
        elif isinstance(member, Repeated):
            if member.attribute not in here:
                absent[member.attribute] = ()
        elif member.attribute not in here and member.counts is None:
            absent[member.attribute] = None
    return Layout(
        cls=cls,
        profile=profile,
        fixed=fixed,
        floating=floating,
        absent=absent,
        tags={field.tag_number: field for field in _flat(floating)},
        has_unpublished_tag=any(field.tag is None and _known(field, version) for field in declaration.tags()),
    )


def has_extension(cls: type[Message], profile: Profile) -> bool:
    """Whether the message has fields, in this profile, that only bodies of certain sizes carry."""
    # Not cached itself: functools.cache would hide the parameters from type checkers.
    return _has_extension(cls, profile)  # type: ignore[arg-type] # mypy asks the instances for the hash of a class


@cache
def _has_extension(cls: type[Message], profile: Profile) -> bool:
    fields = cls.declarations[profile.dialect].fixed
    return any(field.bodies is not None and _known(field, profile.version) for field in fields)


def layout_of_body(cls: type[Message], profile: Profile, size: int) -> Layout:
    """The layout that reads a body of ``size`` bytes."""
    extended = has_extension(cls, profile) and any(
        field.bodies is not None and size in field.bodies for field in cls.declarations[profile.dialect].fixed
    )
    return layout_of(cls, profile, extended=extended)


def announced_profile(cls: type[Message], profile: Profile, frame: bytes) -> Profile:
    """The profile that a frame of ``cls`` is laid out in: its own where it announces one, else ``profile``."""
    number = layout_of(cls, profile).announced(frame)
    return profile if number is None else Profile.nearest(number, profile.dialect)


def layout_of_message(message: Message, profile: Profile) -> Layout:
    """The layout that writes ``message``."""
    cls = type(message)
    extended = has_extension(cls, profile) and any(
        getattr(message, field.attribute) is not None
        for field in cls.declarations[profile.dialect].fixed
        if field.bodies is not None
    )
    return layout_of(cls, profile, extended=extended)
