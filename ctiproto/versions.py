"""Protocol versions, and what each changed for every message at once.

Guide: Messaging Conventions; Changes and Additions.
"""

from __future__ import annotations

from enum import Enum
from typing import Final

import attrs

FIRST_VERSION: Final = 9
LAST_VERSION: Final = 25
VERSIONS: Final = range(FIRST_VERSION, LAST_VERSION + 1)

WIDE_TAGS_SINCE: Final = 20
"""From this version on, the tag and the length of a floating field take two bytes each; before, one."""

LARGE_MESSAGES_SINCE: Final = 23
"""From this version on a message may fill ``MAX_MESSAGE_SIZE``; clients of older ones are known to take 4,329 bytes."""


class Dialect(Enum):
    """Which family of servers a session's messages belong to."""

    UCCE = "ucce"


@attrs.frozen
class Profile:
    """What decides the layout of every message of a session: the dialect and the protocol version.

    Args:
        version: 9 to 25.
        dialect: the family of servers.
    """

    version: int = attrs.field()
    dialect: Dialect = Dialect.UCCE

    @version.validator
    def _check_version(self, _attribute: object, version: int) -> None:
        if version not in VERSIONS:
            raise ValueError(f"protocol version {version} is not one of {FIRST_VERSION} to {LAST_VERSION}")

    @property
    def wide_tags(self) -> bool:
        """Whether tags and lengths of floating fields take two bytes each."""
        return self.version >= WIDE_TAGS_SINCE


def nearest_version(number: int) -> int:
    """The version whose layout reads a message that announces ``number``, which need not be a version at all."""
    return min(max(number, FIRST_VERSION), LAST_VERSION)
