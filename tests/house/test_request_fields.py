"""Nothing is accepted without effect: each field of a request does something, or the documentation says why not."""

from __future__ import annotations

import re
from collections.abc import Iterator

from tests.house.request_fields import unread, unread_of_commands
from tests.house.tree import ROOT

CONFORMANCE = ROOT / "docs" / "reference" / "conformance.md"

ONLY_CHECKED = {("START_NETWORK_RECORDING_REQ", "PlayToneDirection")}
"""Fields that a handler reads only to refuse numbers that no table lists."""


def _listed() -> Iterator[tuple[str, str]]:
    """The requests and fields of the table of fields that have no effect."""
    text = CONFORMANCE.read_text("utf-8")
    (section,) = re.findall(r"^## Fields that have no effect\n(.*?)^## ", text, re.MULTILINE | re.DOTALL)
    for fields, requests in re.findall(r"^\| ([^|]*) \| ([A-Z_, ]+) \|", section, re.MULTILINE):
        for request in requests.split(", "):
            yield from ((request, field) for field in fields.split(", "))


def test_each_field_of_a_request_is_read_or_listed() -> None:
    """A field that no handler reads stands in the table, with its reason, and no field stands there that is read."""
    found = {(request, field) for request, fields in unread().items() for field in fields} | ONLY_CHECKED
    listed = list(_listed())
    assert sorted(found) == sorted(listed)


def test_what_a_request_asks_of_the_switch_is_read_there() -> None:
    """No command has a field that nothing in the contact centre looks at."""
    assert unread_of_commands() == []
