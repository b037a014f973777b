"""The exit status of the program, and the error that ends a command."""

from __future__ import annotations

from enum import IntEnum


class Exit(IntEnum):
    """The exit status of ``ctiserver``."""

    DONE = 0
    NEGATIVE = 1
    """The command ran, and its verdict is negative: a frame that does not decode, a message that did not come."""
    USAGE = 2
    """Wrong usage, or input that cannot be read."""


class CommandError(Exception):
    """The command cannot be carried out; as text it is one line for standard error.

    Args:
        text: what, where, and what was expected.
        status: the exit status.
    """

    def __init__(self, text: str, status: Exit = Exit.USAGE) -> None:
        super().__init__(text)
        self.status = status
