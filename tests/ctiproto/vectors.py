"""The frames of ``fixtures/vectors``: written by hand from the guide, never by an encoder of this project."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Final

import attrs

from ctiproto.versions import Dialect, Profile

FOLDER: Final = Path(__file__).parents[2] / "fixtures" / "vectors"


@attrs.frozen
class Vector:
    """One frame.

    Args:
        name: the name of its file.
        message: the guide's name of the message.
        profile: what it is laid out in.
        frame: its bytes, header included.
    """

    name: str
    message: str
    profile: Profile
    frame: bytes = attrs.field(repr=False)

    def __str__(self) -> str:
        return self.name


def _read(path: Path) -> Vector:
    text = path.read_text(encoding="ascii")
    headers = dict(re.findall(r"(?m)^# (\w+): (.*)$", text))
    code = "".join(line.partition("#")[0] for line in text.splitlines())
    profile = Profile(int(headers["version"]), Dialect(headers.get("dialect", Dialect.UCCE.value)))
    return Vector(path.stem, headers["message"], profile, bytes.fromhex(code))


VECTORS: Final = tuple(_read(path) for path in sorted(FOLDER.glob("*.txt")))
