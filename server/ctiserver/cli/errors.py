"""What a command says when it cannot do its work."""

from __future__ import annotations

from enum import IntEnum


class Exit(IntEnum):
    """The exit status of ``ctiserver``."""

    DONE = 0
    NEGATIVE = 1
    """The run's own verdict: a frame that does not decode, an expectation that failed."""
    USAGE = 2
    """Wrong usage, or input that cannot be read."""


class CommandError(Exception):
    """The command cannot be carried out; as text it is what is told, one line.

    Args:
        text: what, where, and what was expected.
        status: the exit status.
    """

    def __init__(self, text: str, status: Exit = Exit.USAGE) -> None:
        super().__init__(text)
        self.status = status
