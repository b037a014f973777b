"""The declarations equal the tables of Unified CCX, field by field, at each of its versions."""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any, Final

import pytest

import ctiproto.messages  # noqa: F401 - declares what is tested
from ctiproto import dialects
from ctiproto.constants import WireEnum, WireMask, uccx
from ctiproto.declare import messages_of
from ctiproto.layout import Layout, layout_of, tags_of
from ctiproto.schema import Fixed, Floating, Repeated
from ctiproto.versions import Dialect, Profile

FOLDER: Final = Path(__file__).parents[2] / "fixtures" / "uccx"

TABLE: Final[dict[str, Any]] = json.loads((FOLDER / "messages.json").read_text("utf-8"))

LISTS: Final[dict[str, Any]] = json.loads((FOLDER / "dialect.json").read_text("utf-8"))

WITHOUT_NUMBER: Final = ("QUERY_SUMMARY_STATISTICS_REQ", "QUERY_SUMMARY_STATISTICS_CONF")
"""No public page prints the numbers of these."""

COUNTED: Final = {"CALL_DATA_UPDATE_EVENT": ("NumNamedVariables", "NumNamedArrays")}
"""Reserved in the table, and in use in the flows of the guide."""

VERSIONS: Final = Dialect.UCCX.versions

PLACES: Final = ("LineType",)
"""Fields whose place is there in older versions, too, where it is reserved."""


@cache
def layout(name: str, version: int) -> Layout | None:
    """The layout of a message, if the version has it."""
    cls, profile = messages_of(Dialect.UCCX).by_name[name], Profile(version, Dialect.UCCX)
    return layout_of(cls, profile) if cls.is_in(profile) else None


def plain(name: str) -> str:
    """The name of a field without what says that it is reserved."""
    return name.removeprefix("reserved_")


def flat(members: tuple[Floating | Repeated, ...], *, listed: bool = False) -> Iterator[tuple[Floating, bool]]:
    """The floating fields, each with whether it belongs to a list."""
    for member in members:
        if isinstance(member, Repeated):
            yield from flat(member.members, listed=True)
        else:
            yield member, listed


def test_the_messages_are_those_of_the_table() -> None:
    """All but two, whose numbers are not published, under the numbers of the table."""
    ours = {name: cls.declarations[Dialect.UCCX].number for name, cls in messages_of(Dialect.UCCX).by_name.items()}
    assert ours == {name: row["type"] for name, row in TABLE.items() if name not in WITHOUT_NUMBER}
    assert len(ours) == 93
    assert [name for name, row in TABLE.items() if row["type"] is None] == list(WITHOUT_NUMBER)


@pytest.mark.parametrize("name", sorted(messages_of(Dialect.UCCX).by_name))
def test_the_sender_is_that_of_the_table(name: str) -> None:
    """Either end sends a message, or both do."""
    assert messages_of(Dialect.UCCX).by_name[name].declarations[Dialect.UCCX].sender.value == TABLE[name]["sender"]


def fixed_row(field: Fixed) -> tuple[str, int | str, int | None]:
    """What a test compares: the name, the size of what is reserved or the type of what is in use, the constant."""
    if field.constant is not None:
        return "", field.wire.size, field.constant
    return field.name, field.wire.name, None


def printed_row(name: str, row: dict[str, Any]) -> Iterator[tuple[str, int | str, int | None]]:
    """The same of a row of the table."""
    if row["name"] in COUNTED.get(name, ()):
        yield row["name"], row["type"], None
    elif row["type"] == "UNSPEC":
        yield from [("", 4, 0)] * (row["size"] // 4)
    elif "const" in row:
        yield "", row["size"], row["const"]
    else:
        yield row["name"], row["type"], None


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize("name", sorted(messages_of(Dialect.UCCX).by_name))
def test_the_fixed_part_equals_the_table(name: str, version: int) -> None:
    """The same fields of the same types in the same order; what is reserved takes as many bytes."""
    found = layout(name, version)
    if found is None:
        return
    rows = [row for row in TABLE[name]["fixed"] if row.get("since", 0) <= version or row["name"] in PLACES]
    assert [fixed_row(field) for field in found.fixed] == [each for row in rows for each in printed_row(name, row)]


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize("name", sorted(messages_of(Dialect.UCCX).by_name))
def test_the_floating_part_equals_the_table(name: str, version: int) -> None:
    """The same tags, types and limits, required or not, in a list or not; names of what is in use."""
    found = layout(name, version)
    if found is None:
        return
    ours = {
        field.tag_number: (field.wire.name, field.wire.size, field.required, field.constant is not None or listed)
        for field, listed in flat(found.floating)
    }
    rows = [row for row in TABLE[name]["floating"] if row.get("since", 0) <= version]
    assert ours == {
        row["tag"]: (row["type"], row["max"], row["required"], "const" in row or bool(row.get("repeats")))
        for row in rows
    }
    names = {field.tag_number: field.name for field, _ in flat(found.floating) if field.constant is None}
    printed = {row["tag"]: row["name"] for row in rows if not row["name"].startswith("reserved")}
    assert {tag: name for tag, name in names.items() if tag in printed and name != printed[tag]} == {}


def test_a_message_begins_with_the_version_of_the_table() -> None:
    """CONFIG_TERMINAL_EVENT came with version 18; all others are in version 10, or 11 at the latest."""
    since = {name: cls.declarations[Dialect.UCCX].since or 0 for name, cls in messages_of(Dialect.UCCX).by_name.items()}
    assert {name for name, version in since.items() if version > VERSIONS[0]} == {"CONFIG_TERMINAL_EVENT"}
    assert since["CONFIG_TERMINAL_EVENT"] == 18


def attributes_of(dialect: Dialect) -> Iterator[tuple[str, bool]]:
    """The fields of the messages of Unified CCX as a dialect has them, and whether one has something beside it."""
    for cls in messages_of(Dialect.UCCX).by_number.values():
        declaration = cls.declarations.get(dialect)
        if declaration is not None:
            for field in declaration.fixed:
                yield field.attribute, field.uccx is not None
            for tag in declaration.tags():
                yield tag.attribute, tag.uccx is not None


def test_what_is_said_of_all_messages_is_said_of_one_at_least() -> None:
    """A line of the two tables that no field needs is taken out."""
    plain = {attribute for attribute, has_own in attributes_of(Dialect.UCCX) if not has_own}
    assert dialects.DIFFERS.keys() - plain == set()
    assert dialects.ABSENT - {attribute for attribute, _ in attributes_of(Dialect.UCCE)} == set()


def test_tags_are_named() -> None:
    """Each tag of the table has a name, and there are none besides."""
    tags = {row["tag"] for message in TABLE.values() for row in message["floating"]}
    assert {int(tag) for tag in tags_of(Dialect.UCCX)} == tags


@pytest.mark.parametrize(
    ("numbers", "key"),
    [
        (uccx.CallMsgMask, "call_event_masks"),
        (uccx.AgentStateMask, "agent_state_masks"),
        (uccx.ConfigMsgMask, "open_config_msg_mask"),
        (uccx.ConfigurationMask, "config_request_mask"),
        (uccx.AgentState, "agent_states"),
        (uccx.StatusCode, "error_codes"),
        (uccx.SystemEventID, "system_event_ids"),
        (uccx.CCXStatus, "ccx_status"),
        (uccx.DeviceIDType, "device_types"),
        (uccx.EventCause, "event_causes"),
        (uccx.CallType, "call_types"),
        (uccx.AgentReasonCode, "agent_reason_codes"),
        (uccx.CCXErrorCode, "ccx_error_codes"),
    ],
)
def test_numbers_equal_the_table(numbers: type[WireEnum | WireMask], key: str) -> None:
    """The same numbers under the same names, but for what all names have in common."""
    ours = {int(member): str(member.name) for member in numbers}
    printed = {number: name for name, number in LISTS[key].items()}
    assert ours.keys() == printed.keys()
    assert [name for number, name in ours.items() if not printed[number].endswith(name)] == []


@pytest.mark.parametrize(
    "numbers",
    [
        uccx.CallMsgMask,
        uccx.AgentStateMask,
        uccx.AgentState,
        uccx.StatusCode,
        uccx.SystemEventID,
        uccx.DeviceIDType,
        uccx.EventCause,
        uccx.CallType,
        uccx.LineType,
    ],
)
def test_numbers_are_shown_with_the_names_of_the_table(numbers: type[WireEnum | WireMask]) -> None:
    """In every field that has a number of that kind, whether Unified CCE names it alike or otherwise."""
    fields: list[tuple[str, Fixed | Floating]] = []
    for cls in messages_of(Dialect.UCCX).by_number.values():
        declaration = cls.declarations[Dialect.UCCX]
        fields += [(declaration.name, field) for field in declaration.fixed]
        fields += [(declaration.name, field) for field in declaration.tags()]
    shown = [
        (name, field.name, field.shown.numbers)
        for name, field in fields
        if field.wire.numbers is not None and field.wire.numbers.__name__ == numbers.__name__
    ]
    assert shown
    for place in shown:
        assert place[2] is not None
        assert {int(number): place[2](int(number)).name for number in numbers} == {
            int(number): number.name for number in numbers
        }, place


def test_reasons_are_shown_with_their_names() -> None:
    """Those that the server itself gives; others are numbers of the site."""
    reasons = {
        field.shown.numbers
        for cls in messages_of(Dialect.UCCX).by_number.values()
        for field in cls.declarations[Dialect.UCCX].fixed
        if field.attribute == "event_reason_code"
    }
    assert reasons == {uccx.AgentReasonCode}
    assert uccx.AgentReasonCode(32763).guide_name == "AGT_RNA"
    assert uccx.AgentReasonCode(7).guide_name == "7"


def test_services_equal_the_table() -> None:
    """The bits of ServicesRequested are those of the table, no more."""
    assert {int(bit) for bit in uccx.Service} == set(LISTS["service_masks"].values())
