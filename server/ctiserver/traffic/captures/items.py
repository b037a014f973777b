"""The items that reading a capture yields: frames, pieces that are none, and ends of connections."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import attrs

from ctiproto.connection import Role
from ctiproto.versions import Profile

if TYPE_CHECKING:
    from collections.abc import Mapping


class CaptureError(Exception):
    """An input cannot be read, or not any further; as text it is one line that says what was expected."""


@attrs.frozen
class Seen:
    """When and between which addresses a frame was seen, as far as the input says.

    Args:
        time: when, in seconds since 1970.
        sender: address and port of who sent it.
        receiver: address and port of who got it.
        by: which end of the session the sender is, or ``None``: that is not known.
    """

    time: float | None = None
    sender: str = ""
    receiver: str = ""
    by: Role | None = None


_NOT_SEEN: Final = Seen()


@attrs.frozen
class Captured:
    """A frame that was found in the input.

    Args:
        place: where: the file, and the line or packet.
        frame: its bytes, header included.
        session: a number for the connection that it belongs to.
        profile: dialect and version that the input itself says, or ``None``.
        seen: the circumstances; they do not make it another frame.
    """

    place: str
    frame: bytes
    session: int = 0
    profile: Profile | None = None
    seen: Seen = attrs.field(default=_NOT_SEEN, eq=False)


@attrs.frozen
class CapturedForm:
    """A frame that stands in the input in its JSON form, which needs a version to become bytes.

    Args:
        place: where: the file and the line.
        form: the JSON form.
        session: a number for the connection that it belongs to.
        profile: dialect and version that the input itself says, or ``None``.
    """

    place: str
    form: Mapping[str, object]
    session: int = 0
    profile: Profile | None = None


@attrs.frozen
class Unreadable:
    """A piece of the input that is no frame; reading goes on behind it.

    Args:
        place: where: the file, and the line or packet.
        reason: what was expected.
    """

    place: str
    reason: str


@attrs.frozen
class Ended:
    """A connection ended, or the capture did.

    Args:
        session: the connection's number.
        seen: when, and who ended it; the circumstances do not make it another end.
        how: ``closed``, ``reset``, or ``""``: the input does not say.
    """

    session: int
    seen: Seen = attrs.field(default=_NOT_SEEN, eq=False)
    how: str = attrs.field(default="", eq=False)


Item = Captured | CapturedForm | Unreadable | Ended
