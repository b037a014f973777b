"""The speed at which a tape is played, and the times inside its messages, which may be moved to now."""

from __future__ import annotations

import math
from typing import Final

import attrs

from ctiserver.traffic.replay.dialogue import TapeFrame
from ctiserver.traffic.replay.fields import Field, changed

_LAST: Final = 0xFFFFFFFF


@attrs.frozen
class Speed:
    """How fast a tape is played.

    Args:
        factor: how many seconds of the tape pass in one; infinite: nothing is waited for but the other end.
        by_step: every frame waits until :meth:`step` of the player lets it go.
    """

    factor: float = 1.0
    by_step: bool = False

    def wait(self, seconds: float) -> float:
        """Seconds that a frame waits which came so many seconds later on the tape; for ever, until a step."""
        return math.inf if self.by_step else self.distance(seconds)

    def distance(self, seconds: float) -> float:
        """Seconds that so many seconds of the tape take now."""
        return max(seconds, 0.0) / self.factor


class TimeShift:
    """Moves the times inside messages to the time at which they are played.

    Args:
        start: when the tape begins, in seconds since 1970; 0: it does not say so, and the first time in a message is
            taken for the time at which it was sent.
    """

    def __init__(self, start: float) -> None:
        self._start = start

    def moved(self, taped: TapeFrame, frame: bytes, now: float) -> bytes:
        """Move the times inside a frame of the tape by what lies between its time on the tape and now."""

        def move(field: Field) -> object:
            value = field.value
            if not field.is_time or not isinstance(value, int) or not value:
                return value
            if not self._start:
                self._start = value - taped.time
            return min(max(round(value + now - self._start - taped.time), 0), _LAST)

        return changed(frame, taped.profile, move)
