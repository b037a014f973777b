"""Types and checks of options that several commands have."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Final

from cyclopts import Parameter

from ctiproto.declare import MessageClass, messages_of
from ctiproto.versions import Dialect, Profile
from ctiserver.cli.errors import CommandError
from ctiserver.site.endpoints import LAST_PORT, Endpoint

Flag = Annotated[bool, Parameter(negative=())]
"""The type of an option that is there or not."""

Ports = Annotated[tuple[int, ...], Parameter(negative=())]
"""The type of an option that names ports of servers, one each time."""

Classes = Annotated[tuple[MessageClass, ...], Parameter(name="--class", negative=(), name_transform=str.lower)]
"""The type of an option that names classes of messages, one each time."""

LOOPBACK: Final = "127.0.0.1"
"""The address that a command listens on where none is given."""


def endpoint(option: str, text: str, *, host: str = "") -> Endpoint:
    """Read an option that is written as HOST:PORT.

    Args:
        option: what to call it where it is wrong.
        text: what is written.
        host: the host where none is written, to listen there; then the port may be 0.

    Raises:
        CommandError: it is written otherwise.
    """
    try:
        return Endpoint.parse(text, host=host, first_port=0 if host else 1)
    except ValueError as error:
        wanted = "[HOST]:PORT, such as :42027" if host else "HOST:PORT, such as cti-a:42027"
        raise CommandError(f"{option}{text!a}: expected {wanted}") from error


def checked_ports(ports: Sequence[int]) -> Sequence[int]:
    """Check the values of --port.

    Raises:
        CommandError: one of them is no port.
    """
    for port in ports:
        if not 0 < port <= LAST_PORT:
            raise CommandError(f"--port {port}: expected 1 to {LAST_PORT}")
    return ports


def is_of(classes: Sequence[MessageClass], number: int, dialect: Dialect) -> bool:
    """Whether --class lets a message be shown; one that no table names has no class.

    Args:
        classes: what is given; nothing: all are shown.
        number: the MessageType.
        dialect: the dialect of its session.
    """
    if not classes:
        return True
    known = messages_of(dialect).by_number.get(number)
    return known is not None and known.declaration.message_class in classes


def checked_version(version: int, dialect: Dialect) -> int:
    """Check the value of --version.

    Raises:
        CommandError: the dialect has no such version.
    """
    versions = dialect.versions
    if version not in versions:
        raise CommandError(
            f"--version: expected a protocol version from {versions[0]} to {versions[-1]}, not {version}"
        )
    return version


def checked_profile(version: int, dialect: Dialect) -> Profile:
    """The profile that --version and --dialect name.

    Raises:
        CommandError: the dialect has no such version.
    """
    return Profile(checked_version(version, dialect), dialect)
