"""What always stands in reserved places."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from hypothesis import given

from ctiproto import messages as m
from ctiproto.codec import codec
from ctiproto.declare import Message, messages_of
from ctiproto.layout import Layout, layout_of
from ctiproto.messages import Opaque
from ctiproto.reserved import with_constants
from ctiproto.schema import Fixed, Floating, Repeated
from ctiproto.strategies import messages
from ctiproto.versions import Dialect, Profile
from tests.ctiproto.examples import property_settings
from tests.support.specimens import full_frame

CCX = Profile(18, Dialect.UCCX)
LAYOUTS = [
    layout_of(cls, Profile(version, Dialect.UCCX))
    for cls in messages_of(Dialect.UCCX).by_number.values()
    for version in (10, 14, 18)
    if not issubclass(cls, Opaque) and cls.is_in(Profile(version, Dialect.UCCX))
]
QUERY = m.QueryAgentStateReq(invoke_id=1, peripheral_id=5000, mrd_id=7, icm_agent_id=3, agent_id="1001")


def wrong(thing: object, members: tuple[Fixed | Floating | Repeated, ...]) -> Iterator[str]:
    """The fields of a message, or of an entry, that hold something else than their constant."""
    for member in members:
        value = getattr(thing, member.attribute)
        if isinstance(member, Repeated):
            for entry in value if member.group is not None else ():
                yield from wrong(entry, member.members)
        elif member.counts is not None:
            if member.constant == 0 and value:
                yield member.attribute
        elif member.constant is not None and value not in (None, member.constant):
            yield member.attribute


@pytest.mark.parametrize("layout", LAYOUTS, ids=lambda layout: f"{layout.name} {layout.profile.version}")
def test_each_reserved_place_has_its_constant(layout: Layout) -> None:
    """Whatever stood there before, in every message; all else is as it was, and it can be written."""
    message = codec(layout.profile).decode(full_frame(layout)).message
    told = with_constants(message, layout.profile)
    members = (*layout.fixed, *layout.floating)
    assert list(wrong(told, members)) == []
    assert codec(layout.profile).decode(codec(layout.profile).encode(told)).message == told
    if not any(True for _ in wrong(message, members)):
        assert told is message


@pytest.mark.parametrize("dialect", Dialect)
def test_a_message_that_is_as_it_should_be_is_itself(dialect: Dialect) -> None:
    """Any of the newest version, and all of a dialect without constants."""
    profile = Profile(dialect.versions[-1], dialect)

    @property_settings
    @given(messages(profile))
    def check(message: Message) -> None:
        if message.is_in(profile) and not isinstance(message, Opaque):
            assert with_constants(message, profile) is message

    check()


def test_nothing_else_is_changed() -> None:
    """What the message leaves out stays out, in entries of lists too."""
    assert with_constants(QUERY, CCX) == QUERY.changed(peripheral_id=1, mrd_id=1, icm_agent_id=0)
    assert with_constants(QUERY, Profile(18)) is QUERY
    entry = m.AgentSkillGroup(skill_group_number=3, skill_group_id=5003)
    conf = codec(CCX).decode(full_frame(layout_of(m.QueryAgentStateConf, CCX))).message.changed(skill_groups=(entry,))
    assert isinstance(conf, m.QueryAgentStateConf)
    assert with_constants(conf, CCX).skill_groups == (m.AgentSkillGroup(skill_group_number=3, skill_group_id=0),)
