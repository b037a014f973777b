"""Host and port of one end of a TCP connection, and the one place where ``HOST:PORT`` is read and written."""

from __future__ import annotations

from typing import Final, Self

import attrs

LAST_PORT: Final = 65535


@attrs.frozen
class Endpoint:
    """One end of a TCP connection, or a place to listen at; as text it is ``HOST:PORT``, an IPv6 address in brackets.

    Args:
        host: a name or an address without brackets; empty: not known.
        port: the TCP port; 0: not known, or any that is free.
    """

    host: str
    port: int

    @classmethod
    def parse(cls, text: str, *, host: str = "", first_port: int = 1) -> Self:
        """Read ``HOST:PORT``.  The brackets of an IPv6 address may be left out: the last colon is before the port.

        Args:
            text: what is written.
            host: the host if none is written; empty: one has to be.
            first_port: the smallest port that will do; 0 allows "any that is free".

        Raises:
            ValueError: it is written otherwise, or there is no such port.
        """
        named, port = split_port(text)
        named = named.removeprefix("[").removesuffix("]") or host
        if not (named and port and first_port <= int(port) <= LAST_PORT):
            raise ValueError("expected HOST:PORT")
        return cls(named, int(port))

    def __str__(self) -> str:
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"{host}:{self.port}"


def split_port(text: str) -> tuple[str, str]:
    """Split ``text`` at its last colon into host and port, both as they are written.

    Returns:
        All of ``text`` and an empty port, if what stands behind the colon is no row of ASCII digits.
    """
    host, colon, port = text.rpartition(":")
    # Digits of other scripts are decimal for Python, but no port number for other programs.
    return (host, port) if colon and port.isascii() and port.isdecimal() else (text, "")
