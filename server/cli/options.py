"""Options that several commands have."""

from __future__ import annotations

from typing import Annotated

from cyclopts import Parameter

from ctiproto.versions import FIRST_VERSION, LAST_VERSION, VERSIONS
from server.cli.errors import CommandError

Flag = Annotated[bool, Parameter(negative=())]
"""The type of an option that is there or not."""


def checked_version(version: int) -> int:
    """``version``, if there is such a protocol version.

    Raises:
        CommandError: there is none.
    """
    if version not in VERSIONS:
        raise CommandError(
            f"--version: expected a protocol version from {FIRST_VERSION} to {LAST_VERSION}, not {version}"
        )
    return version
