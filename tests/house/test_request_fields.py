"""Nothing is accepted without effect, or sent without meaning: of each other field the documentation says why."""

from __future__ import annotations

import re
from collections.abc import Iterator

from tests.house.filled_fields import unfilled
from tests.house.request_fields import unread, unread_of_commands
from tests.house.tree import ROOT

CONFORMANCE = ROOT / "docs" / "reference" / "conformance.md"

ONLY_CHECKED = {("START_NETWORK_RECORDING_REQ", "PlayToneDirection")}
"""Fields that a handler reads only to refuse numbers that no table lists."""


def _listed(heading: str) -> Iterator[tuple[str, str]]:
    """The messages and fields of the table below a heading."""
    text = CONFORMANCE.read_text("utf-8")
    (section,) = re.findall(rf"^## {heading}\n(.*?)^## ", text, re.MULTILINE | re.DOTALL)
    for fields, messages in re.findall(r"^\| ([^|]*) \| ([A-Z_, ]+) \|", section, re.MULTILINE):
        for message in messages.split(", "):
            yield from ((message, field) for field in fields.split(", "))


def test_each_field_of_a_request_is_read_or_listed() -> None:
    """A field that no handler reads stands in the table, with its reason, and no field stands there that is read."""
    found = {(request, field) for request, fields in unread().items() for field in fields} | ONLY_CHECKED
    assert sorted(found) == sorted(_listed("Fields that have no effect"))


def test_each_field_that_the_server_sends_is_filled_or_listed() -> None:
    """What is absent or zero in every message of its kind stands in the table, with its reason."""
    assert sorted(unfilled()) == sorted(_listed("Fields that are never filled"))


def test_what_a_request_asks_of_the_switch_is_read_there() -> None:
    """No command has a field that nothing in the contact centre looks at."""
    assert unread_of_commands() == []
