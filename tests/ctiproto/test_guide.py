"""The declarations equal the guide's tables, field by field, at every version."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

import pytest

import ctiproto.messages  # noqa: F401 - declares what is tested
from ctiproto import constants
from ctiproto.constants import ALSO_IN, Tag, WireEnum, WireMask, limits
from ctiproto.declare import Message, messages_of
from ctiproto.layout import Layout, layout_of
from ctiproto.messages import Request
from ctiproto.names import field_name
from ctiproto.schema import Fixed, Floating, Repeated
from ctiproto.versions import VERSIONS, Dialect, Profile
from ctiproto.wire import Form
from tests.ctiproto import guide

Member = Floating | Repeated


def versions_of(cls: type[Message]) -> Iterator[int]:
    """The versions that have a message."""
    since = cls.declaration.since
    return (version for version in VERSIONS if since is None or since <= version)


def fields_of(cls: type[Message]) -> Iterator[Fixed | Floating]:
    """All fields of a message, of all versions."""
    yield from cls.declaration.fixed
    yield from cls.declaration.tags()


def enumeration(field: Fixed | Floating) -> str | None:
    """The name of the table that says what a number stands for."""
    return field.wire.numbers.__name__ if field.wire.numbers is not None else None


def printed_enumeration(row: guide.Row) -> str | None:
    """The same of a row; what is a BOOL on the wire is a bool here and needs no table."""
    name: str | None = row["enum"] if row["type"] != "BOOL" else None
    return name


def flat(members: tuple[Member, ...], counted_by: str | None, layout: Layout) -> Iterator[tuple[Floating, str | None]]:
    """The floating fields in wire order, each with the guide's name of the count of its list."""
    counts = {field.counts: field.name for field in (*layout.fixed, *members) if not isinstance(field, Repeated)}
    for member in members:
        if isinstance(member, Repeated):
            yield from flat(member.members, counts[member.attribute], layout)
        else:
            yield member, counted_by


def test_there_are_243_messages_and_161_of_them_have_a_layout() -> None:
    """Every message of the tables is declared, and none besides."""
    assert set(messages_of(Dialect.UCCE).by_name) == set(guide.messages())
    assert len(messages_of(Dialect.UCCE).by_number) == len(messages_of(Dialect.UCCE).by_name) == 243
    assert len(guide.documented()) == 161


@pytest.mark.parametrize("name", guide.messages())
def test_a_message_is_what_its_table_says(name: str) -> None:
    """Number, section, kind, sender, the request that it answers, first version: all are the table's."""
    row = guide.messages()[name]
    declaration = messages_of(Dialect.UCCE).by_name[name].declaration
    assert declaration.name == name
    assert declaration.number == row["type"]
    assert messages_of(Dialect.UCCE).by_number[declaration.number] is messages_of(Dialect.UCCE).by_name[name]
    assert declaration.service.value == row["service"]
    assert declaration.kind.value == row["kind"]
    assert declaration.sender.value == row["from"]
    assert declaration.since == guide.first_version(row["since"])
    assert declaration.documented == row["documented"]


@pytest.mark.parametrize("name", guide.table("message_classes"))
def test_a_message_of_unified_ccx_has_the_class_of_its_table(name: str) -> None:
    """Class, and whether it is solicited, in each dialect that has the message."""
    row = guide.table("message_classes")[name]
    declared = [
        messages_of(dialect).by_name[called].declaration
        for dialect in Dialect
        for called in (name, row.get("ucce"))
        if called in messages_of(dialect).by_name
    ]
    assert declared or name in ONLY_UNIFIED_CCX
    for declaration in declared:
        assert declaration.message_class.value == row["class"]
        assert declaration.is_solicited is row["solicited"]
        assert declaration.number == row["type"]


ONLY_UNIFIED_CCX: Final = frozenset(
    f"QUERY_{what}_STATISTICS_{kind}" for what in ("AGENT_QUEUE", "SUMMARY") for kind in ("REQ", "CONF")
)
"""Messages that Unified CCE lacks."""


@pytest.mark.parametrize("name", [name for name, row in guide.messages().items() if row["answers"]])
def test_an_answer_names_its_request(name: str) -> None:
    """What an answer answers is the table's, whether the request or the answer declares it."""
    assert answered_by(messages_of(Dialect.UCCE).by_name[name]) == guide.messages()[name]["answers"]


def answered_by(cls: type[Message]) -> str | None:
    """The request that ``cls`` answers: it says so itself, or the request names it as its answer."""
    if cls.declaration.answers is not None:
        return cls.declaration.answers
    for request in messages_of(Dialect.UCCE).by_number.values():
        if issubclass(request, Request) and request.exchange() == (request, cls):
            return request.declaration.name
    return None


@pytest.mark.parametrize("name", guide.documented())
def test_the_fixed_part_equals_the_table(name: str) -> None:
    """The same fields of the same types in the same order, at every version."""
    for version in versions_of(messages_of(Dialect.UCCE).by_name[name]):
        layout = layout_of(messages_of(Dialect.UCCE).by_name[name], Profile(version))
        ours = [(f.name, f.wire.name, f.wire.size, enumeration(f)) for f in layout.fixed]
        rows = guide.fields_at(guide.messages()[name]["fixed"], version)
        assert ours == [(r["name"], r["type"], r["size"], printed_enumeration(r)) for r in rows], version


@pytest.mark.parametrize("name", guide.documented())
def test_the_floating_part_equals_the_table(name: str) -> None:
    """The same fields with the same tags, types and limits, in the same lists and order, at every version."""
    for version in versions_of(messages_of(Dialect.UCCE).by_name[name]):
        layout = layout_of(messages_of(Dialect.UCCE).by_name[name], Profile(version))
        ours = [
            (f.name, f.tag, f.wire.name, f.wire.size, f.required, enumeration(f), counted_by)
            for f, counted_by in flat(layout.floating, None, layout)
        ]
        rows = guide.fields_at(guide.messages()[name]["floating"], version)
        assert ours == [
            (r["name"], r["tag"], r["type"], r["max"], r["required"], printed_enumeration(r), r["repeats"])
            for r in rows
            if r["tag"] is not None
        ], version


@pytest.mark.parametrize("name", guide.documented())
def test_fields_without_a_published_tag_are_declared_so(name: str) -> None:
    """What has no number in the tables has none here."""
    ours = {field.name for field in messages_of(Dialect.UCCE).by_name[name].declaration.tags() if field.tag is None}
    assert ours == {row["name"] for row in guide.messages()[name]["floating"] if row["tag"] is None}


@pytest.mark.parametrize("name", guide.documented())
def test_attributes_are_named_by_the_table_of_names(name: str) -> None:
    """An attribute is the guide's name in Python's spelling; the guide's name follows from it."""
    cls = messages_of(Dialect.UCCE).by_name[name]
    for field in fields_of(cls):
        assert guide.table("names")[field.name] in {field.attribute, listed_attribute(cls.declaration.floating, field)}


def listed_attribute(members: tuple[Member, ...], field: Fixed | Floating) -> str | None:
    """A list of bare values has a name of its own: its one field's, in the plural.  That field's name in Python."""
    for member in members:
        if isinstance(member, Repeated) and member.group is None and field in member.members:
            return str(guide.table("names")[field.name])
        if isinstance(member, Repeated) and (inner := listed_attribute(nested(member), field)) is not None:
            return inner
    return None


def nested(member: Repeated) -> tuple[Member, ...]:
    """The lists within the entries of a list."""
    return tuple(inner for inner in member.members if isinstance(inner, Repeated))


def test_every_name_of_the_table_is_made_of_its_attribute() -> None:
    """The guide's name of every field follows from the Python name."""
    assert {name: field_name(attribute) for name, attribute in guide.table("names").items()} == {
        name: name for name in guide.table("names")
    }


def test_there_are_371_distinct_layouts() -> None:
    """Among 161 messages and 17 versions so many layouts differ in fields or in the width of tags.

    370 of them are the tables'; the other one is CONFIG_REQUEST_EVENT with the second mask that only bodies of
    certain sizes have.
    """
    plain = set()
    extended = set()
    for name in guide.documented():
        cls = messages_of(Dialect.UCCE).by_name[name]
        for version in versions_of(cls):
            profile = Profile(version)
            plain.add((name, profile.tag_width, *shape(layout_of(cls, profile))))
            extended.add((name, profile.tag_width, *shape(layout_of(cls, profile, extended=True))))
    assert len(plain) == 370
    assert len(plain | extended) == 371


def shape(layout: Layout) -> tuple[tuple[Any, ...], ...]:
    """What distinguishes a layout from others of the same message."""
    return (
        tuple((field.name, field.wire) for field in layout.fixed),
        tuple((field.name, field.tag, field.wire) for field, _ in flat(layout.floating, None, layout)),
    )


@pytest.mark.parametrize("number", guide.table("floating_fields"))
def test_a_tag_equals_the_table(number: str) -> None:
    """Number, name and versions of a tag, and the messages that it is accepted in although they do not list it."""
    row = guide.table("floating_fields")[number]
    tag = Tag(int(number))
    assert tag.guide_name == row["tag_name"].removesuffix("_TAG")
    assert tag.since == guide.first_version(row["since"])
    assert tag.until == row.get("until")
    # 312 and 313: see the comment at ALSO_IN
    more = {"SET_AGENT_SERVICE_DATA_REQ"} if tag in {Tag.MEDIA_TYPE, Tag.MEDIA_PROVIDER} else set()
    assert ALSO_IN.get(tag, frozenset()) == {*row.get("also_in", ()), *more}


def test_there_are_244_tags() -> None:
    """No tag is declared that the table lacks."""
    assert sorted(int(number) for number in guide.table("floating_fields")) == sorted(Tag)
    assert len(Tag) == 244


@pytest.mark.parametrize("table", ["enums", "masks"])
def test_every_enumeration_and_mask_of_the_tables_is_declared(table: str) -> None:
    """The declared enumerations and masks are exactly those of the guide's tables."""
    kind = WireEnum if table == "enums" else WireMask
    ours = {
        name
        for name in constants.__all__
        if isinstance(cls := getattr(constants, name), type) and issubclass(cls, kind) and cls not in {kind, Tag}
    }
    assert ours == set(guide.table(table))


BEYOND: Final = {"CallType": (42, 43, 44, 45)}
"""Numbers that real systems use, and that the guide does not have."""


@pytest.mark.fidelity("calls.types-beyond-the-guide")
@pytest.mark.parametrize(
    ("table", "name"), [(table, name) for table in ("enums", "masks") for name in guide.table(table)]
)
def test_an_enumeration_equals_the_table(table: str, name: str) -> None:
    """Names, numbers and versions of the members are the table's; few go beyond it."""
    cls = getattr(constants, name)
    beyond = BEYOND.get(name, ())
    assert [each for each in beyond if cls(each).name] == list(beyond)
    assert [
        (printed_name(member), member.value, member.since, member.until) for member in cls if member not in beyond
    ] == [
        (row["name"], row["value"], guide.first_version(row["since"]), row.get("until"))
        for row in guide.table(table)[name]["values"]
    ]


def printed_name(member: WireEnum | WireMask) -> str:
    """What the guide calls a member."""
    return member.guide_name if isinstance(member, WireEnum) else member.guide_names[0]


@pytest.mark.parametrize(
    ("name", "alias", "number"),
    [
        (name, alias, row["value"])
        for name, rows in guide.table("enums").items()
        for row in rows["values"]
        for alias in row.get("aliases", ())
    ],
)
def test_other_names_of_the_guide_mean_the_same_member(name: str, alias: str, number: int) -> None:
    """A name that the guide uses beside that of the table stands for the same member."""
    cls: type[WireEnum] = getattr(constants, name)
    assert cls[alias.removeprefix(cls._prefix)] is cls(number)


@pytest.mark.parametrize("name", guide.table("masks"))
def test_a_mask_names_each_of_its_bits(name: str) -> None:
    """Every bit of a mask is called what the table calls it."""
    cls: type[WireMask] = getattr(constants, name)
    for row in guide.table("masks")[name]["values"]:
        assert cls(row["value"]).guide_names == (row["name"],)


@pytest.mark.parametrize("name", guide.table("limits"))
def test_a_limit_equals_the_table(name: str) -> None:
    """Special values and limits are the table's."""
    row = guide.table("limits")[name]
    value = bytes.fromhex(row["value"]) if row["unit"] == "hex" else row["value"]
    assert getattr(limits, name) == (tuple(value) if isinstance(value, list) else value)


def test_no_limit_is_missing_in_the_table() -> None:
    """No limit is declared that the table lacks, but for one of Unified CCX."""
    assert {name for name in vars(limits) if name.isupper()} == {*guide.table("limits"), "DEFAULT_PORT_UCCX"}


def test_numbers_are_as_wide_as_their_enumeration() -> None:
    """A field is as wide as the table of its enumeration says, where the table says it."""
    for cls in messages_of(Dialect.UCCE).by_number.values():
        for field in fields_of(cls):
            name = enumeration(field)
            if name is not None and field.wire.form is Form.NUMBER:
                row = guide.table("enums").get(name) or guide.table("masks")[name]
                assert row["width"] in {None, field.wire.size}, (cls, field)
