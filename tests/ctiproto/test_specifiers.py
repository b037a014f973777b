"""The specifiers of fields say what stands where."""

from __future__ import annotations

import pytest

from ctiproto import declare
from ctiproto.codec import codec
from ctiproto.constants import Tag
from ctiproto.declare import BOTH, UCCE, UCCX, Differs, Named, fixed, floating, message
from ctiproto.layout import layout_of
from ctiproto.messages import AgentStateEvent, AgentStateSkillGroup
from ctiproto.messages.parts import Event
from ctiproto.schema import Floating, Repeated, Service
from ctiproto.versions import Dialect, Profile
from ctiproto.wire import STRING, UINT


def test_a_field_says_where_it_stands() -> None:
    """Tag, type and versions of a floating field; what a list's entries consist of."""
    fields = {member.attribute: member for member in AgentStateEvent.declaration.floating}
    assert fields["agent_id"] == Floating("agent_id", "AgentID", Tag.AGENT_ID, STRING(12))
    listed = fields["skill_groups"]
    assert isinstance(listed, Repeated)
    assert listed.group is AgentStateSkillGroup
    assert listed.name == "skill_groups"
    assert listed.members[0].name == "FltSkillGroupNumber"


def test_a_count_is_computed() -> None:
    """It is the length of its list, and cannot be given."""
    group = AgentStateSkillGroup(flt_skill_group_number=1)
    data = codec(Profile(24)).decode(bytes.fromhex("0000003e 0000001e") + bytes(62)).message
    assert isinstance(data, AgentStateEvent)
    assert data.num_flt_skill_groups == 0
    assert data.changed(skill_groups=(group, group)).changed().skill_groups == (group, group)
    with pytest.raises(TypeError):
        data.changed(num_flt_skill_groups=1)


def test_what_another_dialect_says_stands_beside_the_field(monkeypatch: pytest.MonkeyPatch) -> None:
    """A name, a constant, a version, a tag, a type, whether it is required; fields of one dialect; an order."""
    monkeypatch.setitem(declare._REGISTRIES, Dialect.UCCX, declare.Registry())
    monkeypatch.setitem(declare._REGISTRIES, Dialect.UCCE, declare.Registry())

    order = ("width", "height", "colour", "peripheral_id")

    @message(9003, Service.SESSION, dialects=BOTH, uccx=Named(name="DOOR_EVENT", order=order))
    class GateEvent(Event):
        height: int = fixed(UINT, uccx=Differs(name="Tallness"))
        width: int = fixed(UINT, uccx=Differs(constant=7))
        colour: int = fixed(UINT, default=0, dialects=UCCX)
        depth: int = fixed(UINT, default=3, dialects=UCCE)
        owner: str | None = floating(
            Tag.TEXT,
            STRING(8),
            default=None,
            since=24,
            uccx=Differs(tag=Tag.ANI, wire=STRING(9), since=18, required=True),
        )
        peripheral_id: int = fixed(UINT, default=0)

    mine, other = (GateEvent.declarations[dialect] for dialect in (Dialect.UCCE, Dialect.UCCX))
    assert (mine.name, other.name) == ("GATE_EVENT", "DOOR_EVENT")
    assert [field.name for field in mine.fixed] == ["Height", "Width", "Depth", "PeripheralID"]
    assert [(field.name, field.constant) for field in other.fixed] == [
        ("Width", 7),
        ("Tallness", None),
        ("Colour", None),
        ("PeripheralID", 1),
    ]
    (owner,) = other.tags()
    assert (owner.tag, owner.wire, owner.since, owner.required) == (Tag.ANI, STRING(9), 18, True)
    (owner,) = mine.tags()
    assert (owner.tag, owner.wire, owner.since, owner.required) == (Tag.TEXT, STRING(8), 24, False)
    assert [member.attribute for member in mine.elsewhere] == ["colour"]
    absent = layout_of(GateEvent, Profile(25)).absent
    assert absent == {"colour": 0}
