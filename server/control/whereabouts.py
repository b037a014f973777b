"""Where a running server can be controlled, in a file that only its owner can read."""

from __future__ import annotations

import json
import os
import stat
import tempfile
from contextlib import suppress
from pathlib import Path
from typing import Final

import attrs

_OWNER_ONLY: Final = 0o700
_OTHERS: Final = 0o077
_SUFFIX: Final = ".json"


@attrs.frozen
class Whereabouts:
    """How a running server is reached.

    Args:
        url: where it listens.
        token: what opens it.
    """

    url: str
    token: str = attrs.field(repr=False)


def directory() -> Path:
    """Where the files of this user's servers are; it need not be there."""
    runtime = os.environ.get("XDG_RUNTIME_DIR")
    if runtime:
        return Path(runtime, "ctiserver")
    user = getattr(os, "getuid", None)
    # Where there are no such users, everybody has a directory for temporary files of his own.
    return Path(tempfile.gettempdir(), "ctiserver" if user is None else f"ctiserver-{user()}")


def default_file(port: int) -> Path:
    """The file of the server whose side A listens on ``port``."""
    return directory() / f"{port}{_SUFFIX}"


def publish(path: Path, whereabouts: Whereabouts) -> None:
    """Write the file, as a whole and for its owner alone; one that is there already is replaced.

    Raises:
        OSError: it cannot be written, or its directory is the one for all servers and others can write there.
    """
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
        if read(path) == whereabouts:
            path.unlink()


def read(path: Path) -> Whereabouts:
    """What a file says.

    Raises:
        OSError: it cannot be read.
        ValueError: it is no such file.
    """
    told = json.loads(path.read_text(encoding="utf-8"))
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


def _require_private(path: Path) -> None:
    """Refuse a directory in which others could have put something."""
    user = getattr(os, "getuid", None)
    found = path.lstat()
    if user is not None and (
        not stat.S_ISDIR(found.st_mode) or found.st_uid != user() or stat.S_IMODE(found.st_mode) & _OTHERS
    ):
        raise PermissionError(f"{path}: expected a directory that nobody else can enter")
