"""A declaration as one protocol version has it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from ctiproto.codec import codec
from ctiproto.constants import ConfigMsgMask, Tag
from ctiproto.layout import Layout, has_extension, layout_of, layout_of_body, layout_of_message, tags_of
from ctiproto.messages import AgentStateEvent, CallClearedEvent, ConfigRequestEvent, FailureConf, HeartbeatReq, OpenReq
from ctiproto.schema import Floating, Repeated
from ctiproto.text import frame_text
from ctiproto.versions import Dialect, Profile
from tests.ctiproto import layouts
from tests.ctiproto.frames import framed


def test_a_layout_is_made_once() -> None:
    """Asking again gives the same one."""
    assert layout_of(HeartbeatReq, Profile(15)) is layout_of(HeartbeatReq, Profile(15))
    assert layout_of(HeartbeatReq, Profile(15)) is not layout_of(HeartbeatReq, Profile(16))


def test_a_layout_has_the_fields_of_its_version() -> None:
    """What a version lacks is set to its default."""
    old, new = layout_of(AgentStateEvent, Profile(9)), layout_of(AgentStateEvent, Profile(24))
    assert (old.fixed_size, new.fixed_size) == (56, 62)
    assert old.absent["department_id"] == 0
    assert old.absent["skill_groups"] == ()
    assert old.absent["direction"] is None
    assert "num_flt_skill_groups" not in old.absent
    assert new.absent == {}


def test_fixed_fields_have_offsets_in_the_frame() -> None:
    """Offsets are counted from the beginning of the frame, its eight bytes of header included."""
    offsets = [(field.name, offset) for field, offset in layout_of(FailureConf, Profile(15)).fixed_offsets()]
    assert offsets == [("InvokeID", 8), ("Status", 12)]


def test_a_layout_knows_whether_it_begins_with_an_invoke_id() -> None:
    """Requests and their answers do, most events do not."""
    assert layout_of(HeartbeatReq, Profile(15)).has_invoke_id
    assert not layout_of(CallClearedEvent, Profile(15)).has_invoke_id


def test_a_layout_knows_tags_that_are_not_published() -> None:
    """From the version on that has such a field."""
    assert not layout_of(OpenReq, Profile(22)).has_unpublished_tag
    assert layout_of(OpenReq, Profile(23)).has_unpublished_tag


@pytest.mark.parametrize(("size", "extended"), [(0, False), (8, False), (12, True), (16, False), (20, True)])
def test_the_size_of_a_body_may_tell_its_layout(size: int, extended: bool) -> None:
    """CONFIG_REQUEST_EVENT has two from version 24 on, and one before."""
    assert has_extension(ConfigRequestEvent, Profile(24))
    assert not has_extension(ConfigRequestEvent, Profile(23))
    assert len(layout_of_body(ConfigRequestEvent, Profile(24), size).fixed) == 2 + extended
    assert len(layout_of_body(ConfigRequestEvent, Profile(23), size).fixed) == 2
    message = ConfigRequestEvent(
        config_information=ConfigMsgMask.AGENT_MASK, config_msg_mask=ConfigMsgMask.AGENT_MASK if extended else None
    )
    assert layout_of_message(message, Profile(24)) is layout_of(ConfigRequestEvent, Profile(24), extended=extended)


@pytest.mark.parametrize("layout", layouts.DISTINCT, ids=layouts.name)
def test_a_layout_can_be_read_and_written(layout: Layout) -> None:
    """Tags are told apart and fit, every list has a count, and every count has a list."""
    members = list(flat(layout.floating))
    fields = [member for member in members if isinstance(member, Floating)]
    tags = [field.tag for field in fields]
    assert None not in tags
    assert len(tags) == len(set(tags)) == len(layout.tags)
    assert max(layout.tags, default=0) <= (1 << 8 * layout.profile.tag_width) - 1
    lists = {member.attribute for member in members if isinstance(member, Repeated)}
    reserved = {field.counts for field in layout.fixed if field.constant == 0}
    counts = {field.counts for field in layout.fixed} | {field.counts for field in fields}
    assert lists - reserved == counts - reserved - {None}


def flat(members: tuple[Floating | Repeated, ...]) -> Iterator[Floating | Repeated]:
    """The members of a layout, and all members of its lists."""
    for member in members:
        yield member
        if isinstance(member, Repeated):
            yield from flat(member.members)


@pytest.mark.parametrize(("dialect", "count"), [(Dialect.UCCE, 371), (Dialect.UCCX, 196)])
def test_how_many_layouts_are_distinct(dialect: Dialect, count: int) -> None:
    """What is tested per layout is tested for each of them."""
    assert len([layout for layout in layouts.DISTINCT if layout.profile.dialect is dialect]) == count


def test_tags_that_are_tolerated() -> None:
    """Those of a client's own in any request, those that the tag table gives to a message, AgentIDLong for AgentID."""
    request, event = layout_of(HeartbeatReq, Profile(24)), layout_of(CallClearedEvent, Profile(24))
    assert request.tolerates(Tag.CTIOS_CIL_CLIENT_ID)
    assert request.tolerates(Tag.CLIENT_SHARE_KEY)
    assert not event.tolerates(Tag.CLIENT_SHARE_KEY)
    assert layout_of(FailureConf, Profile(24)).tolerates(Tag.CTIOS_CIL_CLIENT_ID)
    assert layout_of(AgentStateEvent, Profile(24)).tolerates(Tag.AGENT_ID_LONG)
    assert not request.tolerates(Tag.AGENT_ID_LONG)


def test_a_number_may_be_another_field_in_another_dialect() -> None:
    """Each has its own table of tags, and what UCCE tolerates no other does."""
    profile = Profile(18, Dialect.UCCX)
    table = tags_of(profile.dialect)
    assert (tags_of(Dialect.UCCE)(247).guide_name, table(247).guide_name) == ("MEDIA_CLASS_ID", "AGENT_STATE")
    assert not layout_of(HeartbeatReq, profile).tolerates(table(Tag.CTIOS_CIL_CLIENT_ID))
    frame = framed(5, bytes.fromhex("00000007 00f7 00"))
    (finding,) = codec(profile).decode(frame).findings
    assert finding.reason == "AGENT_STATE is not a field of this message"
    assert ("AGENT_STATE (247)", "") in frame_text(frame, profile).fields
