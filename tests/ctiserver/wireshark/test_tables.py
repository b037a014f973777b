"""Promises of ctiserver.wireshark.tables."""

from __future__ import annotations

from ctiproto.declare import Message, messages_of
from ctiproto.messages import AgentDeskSettingsReq, AgentStateEvent
from ctiproto.versions import Dialect
from ctiserver.wireshark.filters import filters
from ctiserver.wireshark.tables import CLASSES, enumerations, field_rows, masks, message_row, tag_names


def test_a_message_is_one_row_for_all_versions(tiny: tuple[type[Message], ...]) -> None:
    """Its fields stand in declared order, each with the versions that have it; lists by their place."""
    assert message_row(tiny[0]) == {
        "name": "TINY_REQ",
        "kind": "request",
        "class": 1,
        "solicited": True,
        "since": 10,
        "version_field": "version_number",
        "fixed": [
            {"field": "invoke_id", "since": None, "upto": None, "counts": None, "bodies": None, "reserved": None},
            {"field": "version_number", "since": None, "upto": None, "counts": None, "bodies": None, "reserved": None},
            {"field": "variable_mask", "since": None, "upto": None, "counts": None, "bodies": None, "reserved": None},
            {"field": "agent_state", "since": 19, "upto": 24, "counts": None, "bodies": None, "reserved": None},
            {"field": "num_entries", "since": None, "upto": None, "counts": 2, "bodies": None, "reserved": None},
            {
                "field": "extension",
                "since": 24,
                "upto": None,
                "counts": None,
                "bodies": {12: True, 20: True},
                "reserved": None,
            },
        ],
        "floating": [
            _floating(1, "client_id", 64, required=True),
            _floating(82, "named_variable", 251, within=1),
            _floating(62, "skill_group_number", 4, within=2),
            _floating(191, "num_skills", 2, within=2, counts=3),
            _floating(5, "agent_id", 12, within=3),
        ],
        "lists": [
            {"name": "named_variables", "within": None, "bare": True},
            {"name": "entries", "within": None, "bare": None},
            {"name": "agents", "within": 2, "bare": True},
        ],
        "tolerated": {
            194: {"since": 10, "upto": 25},
            217: {"since": 10, "upto": 25},
            234: {"since": 10, "upto": 25},
        },
        "unpublished": [{"since": 23, "upto": None}],
    }


def _floating(
    tag: int,
    field: str,
    size: int,
    *,
    required: bool | None = None,
    within: int | None = None,
    counts: int | None = None,
) -> dict[str, object]:
    return {
        "tag": tag,
        "field": field,
        "size": size,
        "since": None,
        "upto": None,
        "required": required,
        "list": within,
        "counts": counts,
    }


def test_a_message_without_a_layout(tiny: tuple[type[Message], ...]) -> None:
    """It has a name, and nothing else."""
    assert message_row(tiny[1]) == {
        "name": "TINY_OPAQUE_REQ",
        "kind": "request",
        "class": 1,
        "solicited": True,
        "since": None,
    }


def test_a_class_has_a_number() -> None:
    """Filters, columns and scripts use the numbers: they stay as they are."""
    assert CLASSES == {
        1: "session",
        2: "error",
        3: "configuration",
        4: "agent_state",
        5: "call_control",
        6: "call_events",
        7: "miscellaneous",
    }
    row = message_row(AgentStateEvent)
    assert (row["class"], row["solicited"]) == (4, None)


def test_no_tag_is_both_listed_and_tolerated_in_a_version() -> None:
    """What a message has is no matter of tolerance."""
    row = message_row(AgentDeskSettingsReq)
    assert row["tolerated"] == {tag: {"since": 9, "upto": 25} for tag in (194, 217, 234)}


def test_fields_and_their_numbers(tiny: tuple[type[Message], ...]) -> None:
    """A field names its enumeration or mask, whose members have the guide's names."""
    fields = filters(tiny)
    assert list(field_rows(fields))[:2] == [
        {"filter": "agent_id", "name": "AgentID", "type": "STRING", "numbers": None, "size": None, "dialect": None},
        {
            "filter": "agent_state",
            "name": "AgentState",
            "type": "USHORT",
            "numbers": "agents.AgentState",
            "size": None,
            "dialect": None,
        },
    ]
    (states,) = enumerations(fields).values()
    assert isinstance(states, dict)
    assert states[3] == "AGENT_STATE_AVAILABLE"
    (bits,) = masks(fields).values()
    assert isinstance(bits, list)
    assert bits[0] == {"bit": 1, "name": "CALL_VAR_1_MASK", "filter": "call_var_1_mask"}


def test_every_message_has_a_row() -> None:
    """None of the declarations is beyond what rows can say."""
    for dialect in Dialect:
        known = messages_of(dialect).by_number
        rows = {number: message_row(cls, dialect) for number, cls in known.items()}
        laid_out = [number for number, row in rows.items() if "fixed" in row]
        assert laid_out == [number for number, cls in known.items() if cls.declarations[dialect].documented]


def test_a_reserved_place_says_what_it_holds() -> None:
    """In the row of the dialect that reserves it; a count is none."""
    row = message_row(AgentStateEvent, Dialect.UCCX)
    assert isinstance(row["fixed"], list)
    places = [(place["field"], place["reserved"]) for place in row["fixed"] if isinstance(place, dict)]
    assert places[:5] == [
        ("monitor_id", 0),
        ("peripheral_id", 1),
        ("session_id", 0),
        ("peripheral_type", 21),
        ("csq_state", None),
    ]
    usual = message_row(AgentStateEvent)["fixed"]
    assert isinstance(usual, list)
    assert {place["reserved"] for place in usual if isinstance(place, dict)} == {None}


def test_dialects_have_enumerations_of_the_same_name() -> None:
    """They are told apart by the module that has them."""
    fields = filters([AgentStateEvent])
    assert {"agents.AgentState", "uccx.AgentState"} <= enumerations(fields).keys()
    rows = [row for row in field_rows(fields) if isinstance(row, dict) and row["filter"] == "agent_state"]
    assert [(row["numbers"], row["dialect"]) for row in rows] == [
        ("agents.AgentState", None),
        ("uccx.AgentState", "uccx"),
    ]


def test_tags_have_the_guides_names() -> None:
    """Also those that no message lists."""
    assert tag_names(Dialect.UCCE)[5] == "AGENT_ID"
