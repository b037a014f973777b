"""Finds characters that no text of a client may contain.  Guide: E_CTI_INVALID_CHARACTER."""

from __future__ import annotations

import re
from functools import cache
from typing import Final

from ctiproto.declare import Message

_CONTROL_CHARACTER: Final = re.compile(r"[\x00-\x1f\x7f]")


def has_control_character(request: Message) -> bool:
    """Whether a text field of a request contains a control character: one below 0x20, or 0x7F."""
    for attribute in _texts(type(request)):  # type: ignore[arg-type] # mypy asks the instances for the hash of a class
        value = getattr(request, attribute)
        # Nearly all texts are printable, which is quicker to see than that they have no control character.
        if isinstance(value, str) and not value.isprintable() and _CONTROL_CHARACTER.search(value):
            return True
    return False


@cache
def _texts(cls: type[Message]) -> tuple[str, ...]:
    """The attributes of a class of requests that may hold texts; those of the entries of lists are not looked at."""
    attributes = dict.fromkeys(field.attribute for each in cls.declarations.values() for field in each.tags())
    return tuple(attribute for attribute in attributes if hasattr(cls, attribute))
