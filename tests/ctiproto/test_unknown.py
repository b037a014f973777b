"""Messages whose type stands for nothing that we know."""

from __future__ import annotations

import attrs
import pytest

from ctiproto.unknown import UnknownMessage


def test_an_unknown_message_knows_its_number_only() -> None:
    """Its name is the number."""
    message = UnknownMessage(9999, b"ab")
    assert (message.number, message.name, message.body) == (9999, "9999", b"ab")
    assert repr(message) == "UnknownMessage(message_type=9999, body=b'ab')"


def test_unknown_messages_are_frozen_values() -> None:
    """Equal if type and body are."""
    assert UnknownMessage(9999) == UnknownMessage(9999, b"")
    assert len({UnknownMessage(9999), UnknownMessage(9999), UnknownMessage(9998)}) == 2
    with pytest.raises(attrs.exceptions.FrozenInstanceError):
        UnknownMessage(9999).body = b""  # type: ignore[misc] # wrong on purpose
