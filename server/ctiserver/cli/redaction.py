"""The option ``--redact``."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Final

from cyclopts import Parameter

from ctiproto.versions import Dialect
from ctiserver.cli.errors import CommandError
from ctiserver.tapes.selection import Selection, SelectionError, selected

SECRET_SIZE: Final = 32
"""Bytes of the secret that pseudonyms are made with."""


Words = Annotated[tuple[str, ...], Parameter(negative=())]
"""The type of the option: words with commas between them, each time that it is given."""


def selection_of(texts: Sequence[str], dialect: Dialect) -> Selection | None:
    """What the words after ``--redact`` stand for; ``None``: nothing is redacted.

    Args:
        texts: what was given, each time that the option was.
        dialect: the dialect of the tape, whose fields the words name.

    Raises:
        CommandError: one of them stands for nothing.
    """
    try:
        return selected([word.strip() for text in texts for word in text.split(",") if word.strip()], dialect)
    except SelectionError as error:
        raise CommandError(f"--redact: {error}") from error
