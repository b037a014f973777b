"""Finds characters that no text of a client may contain.  Guide: E_CTI_INVALID_CHARACTER."""

from __future__ import annotations

import re
from typing import Final

from ctiproto.declare import Message

_CONTROL_CHARACTER: Final = re.compile(r"[\x00-\x1f\x7f]")


def has_control_character(request: Message) -> bool:
    """Whether a text field of a request contains a control character: one below 0x20, or 0x7F."""
    for field in request.declaration.tags():
        value = getattr(request, field.attribute, None)
        if isinstance(value, str) and _CONTROL_CHARACTER.search(value):
            return True
    return False
