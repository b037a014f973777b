"""Control files: where a running server can be controlled and with which token, for its owner alone."""

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
_CONNECT_TIMEOUT: Final = 1.0
"""Seconds after which a server on this machine counts as ended."""


@attrs.frozen
class ControlFile:
    """The contents of a control file.

    Args:
        url: where the server listens.
        token: the token that requests need.
    """

    url: str
    token: str = attrs.field(repr=False)

    def endpoint(self) -> Endpoint:
        """The host and port of the URL.

        Raises:
            ValueError: it lacks one of them.
        """
        parts = urlsplit(self.url)
        if not parts.hostname or parts.port is None:
            raise ValueError("expected http://HOST:PORT")
        return Endpoint(parts.hostname, parts.port)

    def is_listened_on(self) -> bool:
        """Whether a server listens there: the file of a server that was killed stays."""
        try:
            found = self.endpoint()
            socket.create_connection((found.host, found.port), timeout=_CONNECT_TIMEOUT).close()
        except (OSError, ValueError):
            return False
        return True


def directory() -> Path:
    """The directory of this user's control files; it need not exist."""
    runtime = os.environ.get("XDG_RUNTIME_DIR")
    # The XDG specification says to ignore a relative path: it would lead each program to another directory.
    if runtime and Path(runtime).is_absolute():
        return Path(runtime, "ctiserver")
    user = getattr(os, "getuid", None)
    # Where there are no numbers of users, the directory for temporary files is each user's own.
    return Path(tempfile.gettempdir(), "ctiserver" if user is None else f"ctiserver-{user()}")


def default_file(port: int) -> Path:
    """The control file of the server whose side A listens on ``port``."""
    return directory() / f"{port}{_SUFFIX}"


def publish(path: Path, content: ControlFile) -> None:
    """Write a control file at once as a whole, readable by its owner alone; that of an ended server is replaced.

    Raises:
        OSError: it cannot be written, something else is there, or other users can write to its directory.
    """
    _require_free(path, content)
    if path.parent == directory():
        path.parent.mkdir(mode=_OWNER_ONLY, parents=True, exist_ok=True)
        _require_private(path.parent)
    # mkstemp makes a file that its owner alone can read, from the first moment on.
    descriptor, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            json.dump(attrs.asdict(content), file)
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink()
        raise


def withdraw(path: Path, content: ControlFile) -> None:
    """Remove a control file, unless it is another server's by now."""
    with suppress(OSError, ValueError):
        if _is_regular(path) and read(path) == content:
            path.unlink()


def read(path: Path) -> ControlFile:
    """Read a control file.

    Raises:
        OSError: it cannot be read.
        ValueError: it is no control file.
    """
    try:
        told = json.loads(path.read_text(encoding="utf-8"))
    except RecursionError:
        told = None
    if not isinstance(told, dict) or not isinstance(told.get("url"), str) or not isinstance(told.get("token"), str):
        raise ValueError("expected a JSON object with url and token")  # noqa: TRY004 - the file is wrong, not a type
    return ControlFile(told["url"], told["token"])


def published() -> list[Path]:
    """The control files of this user's servers, also of servers that were killed."""
    try:
        _require_private(directory())
    except OSError:
        return []
    return sorted(path for path in directory().iterdir() if path.suffix == _SUFFIX and not path.name.startswith("."))


def _require_free(path: Path, content: ControlFile) -> None:
    """Refuse a place where another file is than the control file of an ended server.

    Raises:
        FileExistsError: there is one.
    """
    try:
        # Nothing but a regular file is opened: opening a device or a pipe may block, or change something.
        found = read(path) if _is_regular(path) else None
    except FileNotFoundError:
        return
    except ValueError:
        found = None
    if found is None:
        raise FileExistsError("something else is there: expected nothing, or the control file of a server that ended")
    # We listen on our own URL already, so the server that the file is of has ended.
    if found.url != content.url and found.is_listened_on():
        raise FileExistsError(f"it is that of a running server at {found.url}: expected another name")


def _is_regular(path: Path) -> bool:
    return stat.S_ISREG(path.lstat().st_mode)


def _require_private(path: Path) -> None:
    """Refuse a directory that other users can write to: they could have put a control file there.

    Raises:
        PermissionError: it is one.
    """
    user = getattr(os, "getuid", None)
    found = path.lstat()
    if user is not None and (
        not stat.S_ISDIR(found.st_mode) or found.st_uid != user() or stat.S_IMODE(found.st_mode) & _OTHERS
    ):
        raise PermissionError(f"{path}: expected a directory that no other user can enter")
