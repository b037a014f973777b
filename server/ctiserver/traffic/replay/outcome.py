"""The result of playing a session: how much of it came and went as on the tape."""

from __future__ import annotations

import attrs


@attrs.frozen
class Unmatched:
    """A message, or its absence, that is not as on the tape.

    Args:
        message: its name; ``""``: it could not be read.
        reason: what was expected.
    """

    message: str
    reason: str

    def __str__(self) -> str:
        return f"{self.message}: {self.reason}" if self.message else self.reason


@attrs.define
class Outcome:
    """How much of a session came and went as on the tape.

    Args:
        session: what to call it.
        frames: how many frames of the other end the tape has.
        own: how many of the end that is played.
        matched: how many frames of the other end came that are on the tape.
        sent: how many were sent.
        unmatched: what was not as on the tape.
    """

    session: str
    frames: int
    own: int
    matched: int = 0
    sent: int = 0
    unmatched: list[Unmatched] = attrs.field(factory=list)

    @property
    def missing(self) -> int:
        """How many frames of the other end did not come."""
        return self.frames - self.matched
