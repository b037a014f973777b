"""Protocol versions and dialects, and what each says of every message at once.

Guide: Messaging Conventions; Changes and Additions.
"""

from __future__ import annotations

from enum import Enum
from functools import cache
from typing import Final

import attrs

FIRST_VERSION: Final = 9
LAST_VERSION: Final = 25
VERSIONS: Final = range(FIRST_VERSION, LAST_VERSION + 1)
"""The versions of UCCE, the dialect of a :class:`Profile` that names no other."""

UCCX_VERSIONS: Final = range(10, 18 + 1)
"""The versions of Unified CCX."""

# fidelity uccx.wide-tags: guide Unified CCX, "NAMEDVARIABLE"; ours: In version 18 of Unified CCX a tag has two bytes
# and a length one; the guide says so of named variables and arrays, of all other fields it is our reading.
UCCX_WIDE_TAGS_SINCE: Final = 18
"""From this version on, the tag of a floating field takes two bytes in Unified CCX."""

UCCX_WIDE_LENGTH: Final = 1
"""Bytes of the length of a floating field beside a tag of two: the one place to change that reading."""

WIDE_TAGS_SINCE: Final = 20
"""From this version on, the tag and the length of a floating field take two bytes each; before, one."""

LARGE_MESSAGES_SINCE: Final = 23
"""From this version on a message may fill ``MAX_MESSAGE_SIZE``; clients of older ones are known to take 4,329 bytes."""


class Dialect(Enum):
    """The family of servers that a session's messages belong to.

    Each has versions, messages and numbers of its own; the header of a frame is the same in all of them.
    """

    UCCE = "ucce"
    UCCX = "uccx"

    # Profiles are looked up by it at every session that opens; the hash of Enum, that of the name, is made in Python.
    __hash__ = object.__hash__

    @property
    def versions(self) -> range:
        """The protocol versions that servers of the family speak."""
        return _RULES[self].versions

    @property
    def is_default(self) -> bool:
        """Whether it is the dialect that is meant where none is named."""
        return self is Dialect.UCCE


@attrs.frozen
class _Widths:
    """How many bytes stand before the value of a floating field, from a version on.

    Args:
        since: the first version.
        tag: bytes of the tag.
        length: bytes of the length.
    """

    since: int
    tag: int
    length: int


@attrs.frozen
class _Rules:
    """What a dialect says of all its messages.

    Args:
        versions: its protocol versions.
        widths: of tags and lengths, from the first version on.
    """

    versions: range
    widths: tuple[_Widths, ...]

    def widths_in(self, version: int) -> _Widths:
        """The widths that ``version`` has."""
        return next(widths for widths in reversed(self.widths) if widths.since <= version)


_RULES: Final = {
    Dialect.UCCE: _Rules(VERSIONS, (_Widths(FIRST_VERSION, 1, 1), _Widths(WIDE_TAGS_SINCE, 2, 2))),
    Dialect.UCCX: _Rules(
        UCCX_VERSIONS,
        (_Widths(UCCX_VERSIONS[0], 1, 1), _Widths(UCCX_WIDE_TAGS_SINCE, 2, UCCX_WIDE_LENGTH)),
    ),
}


# The hash is kept: delivery looks frames up by profile once for every session that hears an event.
@attrs.frozen(cache_hash=True)
class Profile:
    """What decides the layout of every message of a session: the protocol version and the dialect.

    >>> Profile(25)
    Profile(version=25, dialect=<Dialect.UCCE: 'ucce'>)

    Args:
        version: one of the dialect's; those of UCCE are 9 to 25.
        dialect: the family of servers.

    Raises:
        ValueError: the dialect has no such version.
    """

    version: int
    dialect: Dialect = attrs.field(default=Dialect.UCCE)

    @dialect.validator
    def _check_version(self, _attribute: object, dialect: Dialect) -> None:
        versions = dialect.versions
        if self.version not in versions:
            raise ValueError(f"protocol version {self.version} is not one of {versions[0]} to {versions[-1]}")

    @staticmethod
    def nearest(number: int, dialect: Dialect = Dialect.UCCE) -> Profile:
        """The profile that reads a message which announces ``number``, which need not be a version at all."""
        profiles = _profiles(dialect)
        found = profiles.get(number)
        if found is None:
            versions = dialect.versions
            found = profiles[min(max(number, versions[0]), versions[-1])]
        return found

    @property
    def tag_width(self) -> int:
        """How many bytes the tag of a floating field takes."""
        return _RULES[self.dialect].widths_in(self.version).tag

    @property
    def length_width(self) -> int:
        """How many bytes the length of a floating field takes."""
        return _RULES[self.dialect].widths_in(self.version).length


@cache
def _profiles(dialect: Dialect) -> dict[int, Profile]:
    """The profiles that all sessions of a dialect share, by version: each of thousands needs none of its own."""
    return {version: Profile(version, dialect) for version in dialect.versions}
