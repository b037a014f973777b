"""What reading a frame gives."""

from __future__ import annotations

from typing import NamedTuple

from ctiproto.declare import Message
from ctiproto.errors import Finding


class Decoded(NamedTuple):
    """A message as it was read, and what is wrong with it although its structure is whole.

    Findings about single fields come first, in wire order; then counts that disagree with their lists, then required
    fields that are missing.
    """

    message: Message
    findings: tuple[Finding, ...] = ()
