"""Options that several commands have."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Final

from cyclopts import Parameter

from ctiproto.versions import FIRST_VERSION, LAST_VERSION, VERSIONS
from server.cli.errors import CommandError

Flag = Annotated[bool, Parameter(negative=())]
"""The type of an option that is there or not."""

Ports = Annotated[tuple[int, ...], Parameter(negative=())]
"""The type of an option that names ports of servers, one each time."""

_LAST_PORT: Final = 65535


def checked_ports(ports: Sequence[int]) -> Sequence[int]:
    """``ports``, if all of them may be such.

    Raises:
        CommandError: one may not.
    """
    for port in ports:
        if not 0 < port <= _LAST_PORT:
            raise CommandError(f"--port {port}: expected 1 to {_LAST_PORT}")
    return ports


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
