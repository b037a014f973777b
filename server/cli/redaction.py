"""The option that says what is redacted."""

from __future__ import annotations

from typing import Final

from server.cli.errors import CommandError
from server.tapes.selection import Selection, SelectionError, selected

SECRET_SIZE: Final = 32
"""Bytes of the secret that pseudonyms are made with."""


def selection_of(text: str) -> Selection | None:
    """What the words after ``--redact`` stand for; ``None``: nothing is redacted.

    Raises:
        CommandError: one of them stands for nothing.
    """
    try:
        return selected([word.strip() for word in text.split(",") if word.strip()])
    except SelectionError as error:
        raise CommandError(f"--redact: {error}") from error
