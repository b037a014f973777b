"""Where a running server can be controlled, in a file that only its owner can read."""

from __future__ import annotations

import json
import os
import socket
import stat
import tempfile
from contextlib import suppress
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

import attrs

from ctiserver.site.endpoints import Endpoint

_OWNER_ONLY: Final = 0o700
_OTHERS: Final = 0o077
_SUFFIX: Final = ".json"
_KNOCK: Final = 1.0
"""Seconds."""


@attrs.frozen
class Whereabouts:
    """How a running server is reached.

    Args:
        url: where it listens.
        token: what opens it.
    """

    url: str
    token: str = attrs.field(repr=False)

    def endpoint(self) -> Endpoint:
        """Host and port of the URL.

        Raises:
            ValueError: it has none.
        """
        parts = urlsplit(self.url)
        if not parts.hostname or parts.port is None:
            raise ValueError("expected http://HOST:PORT")
        return Endpoint(parts.hostname, parts.port)

    def is_listened_on(self) -> bool:
        """Whether anybody listens there: the file of a server that was killed stays."""
        try:
            found = self.endpoint()
            socket.create_connection((found.host, found.port), timeout=_KNOCK).close()
        except (OSError, ValueError):
            return False
        return True


def directory() -> Path:
    """Where the files of this user's servers are; it need not be there."""
    runtime = os.environ.get("XDG_RUNTIME_DIR")
    # A relative one means nothing, says who invented it: it would be another one for each program.
    if runtime and Path(runtime).is_absolute():
        return Path(runtime, "ctiserver")
    user = getattr(os, "getuid", None)
    # Where there are no such users, everybody has a directory for temporary files of his own.
    return Path(tempfile.gettempdir(), "ctiserver" if user is None else f"ctiserver-{user()}")


def default_file(port: int) -> Path:
    """The file of the server whose side A listens on ``port``."""
    return directory() / f"{port}{_SUFFIX}"


def publish(path: Path, whereabouts: Whereabouts) -> None:
    """Write the file, as a whole and for its owner alone; that of a server that has ended is replaced.

    Raises:
        OSError: it cannot be written, something else is there, or others can write where all servers have theirs.
    """
    _require_free(path, whereabouts)
    if path.parent == directory():
        path.parent.mkdir(mode=_OWNER_ONLY, parents=True, exist_ok=True)
        _require_private(path.parent)
    # What this makes can be read by its owner alone, from the first moment on.
    descriptor, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            json.dump(attrs.asdict(whereabouts), file)
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink()
        raise


def withdraw(path: Path, whereabouts: Whereabouts) -> None:
    """Remove the file, unless it is another server's by now."""
    with suppress(OSError, ValueError):
        if _is_regular(path) and read(path) == whereabouts:
            path.unlink()


def read(path: Path) -> Whereabouts:
    """What a file says.

    Raises:
        OSError: it cannot be read.
        ValueError: it is no such file.
    """
    try:
        told = json.loads(path.read_text(encoding="utf-8"))
    except RecursionError:
        told = None
    if not isinstance(told, dict) or not isinstance(told.get("url"), str) or not isinstance(told.get("token"), str):
        raise ValueError("expected a JSON object with url and token")  # noqa: TRY004 - the file is wrong, not a type
    return Whereabouts(told["url"], told["token"])


def published() -> list[Path]:
    """The files of this user's servers, also of such that ended without a word."""
    try:
        _require_private(directory())
    except OSError:
        return []
    return sorted(path for path in directory().iterdir() if path.suffix == _SUFFIX and not path.name.startswith("."))


def _require_free(path: Path, whereabouts: Whereabouts) -> None:
    """Refuse a place where something is that nobody wants to lose."""
    try:
        # Nothing else is even opened: a device or a pipe may do anything then.
        found = read(path) if _is_regular(path) else None
    except FileNotFoundError:
        return
    except ValueError:
        found = None
    if found is None:
        raise FileExistsError("something else is there: expected nothing, or the control file of a server that ended")
    # Where we listen ourselves, nobody else does any more.
    if found.url != whereabouts.url and found.is_listened_on():
        raise FileExistsError(f"it is that of a running server at {found.url}: expected another name")


def _is_regular(path: Path) -> bool:
    return stat.S_ISREG(path.lstat().st_mode)


def _require_private(path: Path) -> None:
    """Refuse a directory in which others could have put something."""
    user = getattr(os, "getuid", None)
    found = path.lstat()
    if user is not None and (
        not stat.S_ISDIR(found.st_mode) or found.st_uid != user() or stat.S_IMODE(found.st_mode) & _OTHERS
    ):
        raise PermissionError(f"{path}: expected a directory that nobody else can enter")
