"""How Unified CCX writes the names that a site gives: as UTF-8.

Texts of the library have a character for each byte (see ``docs/explanation/versions.md``), and what a client has
written stays as the client's bytes are.  A site's names are characters, which are made bytes here.

Guide: Unified CCX, "Constants and Status Codes".
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final, TypeVar, cast

import attrs

from ctiproto import messages as m
from ctiproto.declare import Message
from ctiproto.wire import ENCODING

W = TypeVar("W")

_OF_RECORDS: Final = {"description": 127, "first_name": 31, "last_name": 31, "peripheral_name": 63}
"""The names in configuration records, and how many bytes each has room for."""

_OF_TEAMS: Final = {"team_name": 49}

_WITH_RECORDS: Final = (m.ConfigServiceEvent, m.ConfigSkillGroupEvent, m.ConfigAgentEvent, m.ConfigDeviceEvent)


def in_utf8(message: Message) -> Message:
    """The message with a site's names as they stand on the wire; what has no room is cut off behind a character."""
    # fidelity uccx.utf8: guide Unified CCX, "Constants and Status Codes"; ours: Texts are UTF-8; that a name which is
    # too long for its field is cut is ours.
    if isinstance(message, _WITH_RECORDS):
        records = tuple(_written(record, _OF_RECORDS) for record in message.records)
        return message if records == message.records else message.changed(records=records)
    return _written(message, _OF_TEAMS) if isinstance(message, m.CcxTeamConfigEvent) else message


def _written(whole: W, names: Mapping[str, int]) -> W:
    changes = dict(_changes(whole, names))
    return cast("W", attrs.evolve(cast("Any", whole), **changes)) if changes else whole


def _changes(whole: Any, names: Mapping[str, int]) -> Iterator[tuple[str, str]]:
    for attribute, most in names.items():
        text = getattr(whole, attribute, None)
        if text and not text.isascii():
            yield attribute, text.encode()[:most].decode(errors="ignore").encode().decode(ENCODING)
