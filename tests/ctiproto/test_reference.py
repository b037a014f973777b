"""The codec that says what is right."""

from __future__ import annotations

from functools import partial

import pytest

from ctiproto import generate, reference
from ctiproto.constants import Tag
from ctiproto.errors import LocalProtocolError
from ctiproto.layout import layout_of
from ctiproto.messages import ConfigAgentEvent, ConfigServiceEvent, HeartbeatReq
from ctiproto.versions import Profile
from tests.ctiproto.building import field, frame, uint, ushort


def test_the_construct_of_a_layout_has_the_guide_s_names() -> None:
    """Header, fixed part by name, floating fields as offset, tag and bytes."""
    parsed = reference.struct(layout_of(HeartbeatReq, Profile(24))).parse(frame(5, uint(7) + field(9999, b"x")))
    assert parsed.header.MessageLength == 9
    assert parsed.header.MessageType == 5
    assert parsed.fixed.InvokeID == 7
    assert parsed.floating == [(12, 9999, b"x")]


@pytest.mark.parametrize(
    ("data", "sizes"),
    [
        (field(Tag.SERVICE_MEMBER, uint(1) + uint(2)), [2]),
        (field(Tag.SERVICE_MEMBER, uint(1)) + field(Tag.SERVICE_PRIORITY, ushort(1) + ushort(2)), [2]),
        (field(Tag.RECORD_TYPE, ushort(1) + ushort(2)) + field(Tag.SERVICE_MEMBER, uint(1) + uint(2)), [0, 2]),
        (field(Tag.NUM_SERVICE_MEMBERS, ushort(0)) + field(Tag.NUM_SERVICE_MEMBERS, ushort(0)), [0, 0]),
        (field(Tag.SERVICE_MEMBER, uint(1)) + field(Tag.RECORD_TYPE, ushort(1)), [1]),
    ],
)
def test_lists_within_lists_may_come_in_odd_ways(data: bytes, sizes: list[int]) -> None:
    """Their fields go to the record at hand, or begin the first one; both codecs agree."""
    layout = layout_of(ConfigServiceEvent, Profile(24))
    message, found = reference.parse(layout, frame(235, ushort(1) + data))
    assert isinstance(message, ConfigServiceEvent)
    assert [len(record.members) for record in message.records] == sizes
    assert generate.parser(layout)(frame(235, ushort(1) + data)) == (message, found)


def test_what_is_no_list_is_refused() -> None:
    """The field that counts it is named."""
    message = ConfigAgentEvent(records=None)  # type: ignore[arg-type] # wrong on purpose
    layout = layout_of(ConfigAgentEvent, Profile(24))
    for build in (generate.builder(layout), partial(reference.build, layout)):
        with pytest.raises(LocalProtocolError) as caught:
            build(message)
        assert (caught.value.message, caught.value.field) == ("CONFIG_AGENT_EVENT", "NumRecords")
