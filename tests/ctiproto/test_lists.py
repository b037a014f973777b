"""Lists on the wire: entries, arrays, lists within lists, and their counts."""

from __future__ import annotations

import pytest

from ctiproto.codec import codec
from ctiproto.constants import CallVariableMask, StatusCode, Tag
from ctiproto.messages import AgentStateEvent, ConfigServiceEvent, RegisterVariablesReq
from ctiproto.schema import ExtraField
from ctiproto.versions import Profile
from ctiproto.wire import NamedVariable
from tests.ctiproto.building import agent_state, field, found, frame, read, uint, ushort


def group(number: int, priority: int | None = None) -> bytes:
    """An entry of the list of skill groups."""
    more = b"" if priority is None else field(Tag.SKILL_GROUP_PRIORITY, ushort(priority))
    return field(Tag.SKILL_GROUP_NUMBER, uint(number)) + more


def skill_groups(*fields: bytes, listed: int) -> list[tuple[int | None, int | None]]:
    """Number and priority of the skill groups that are read from these fields."""
    message, findings = read(agent_state(24, *fields, listed=listed))
    assert isinstance(message, AgentStateEvent)
    assert findings == ()
    assert message.num_flt_skill_groups == listed
    return [(entry.flt_skill_group_number, entry.flt_skill_group_priority) for entry in message.skill_groups]


def test_an_entry_ends_where_a_field_comes_that_it_has() -> None:
    """Entries may lack fields; one that comes again belongs to the next entry."""
    assert skill_groups(group(1), group(2, 7), group(3), listed=3) == [(1, None), (2, 7), (3, None)]


def test_other_fields_may_stand_between_the_fields_of_an_entry() -> None:
    """An entry does not end for a field that is not the list's."""
    other = field(Tag.AGENT_ID, b"1001\0")
    priority = field(Tag.SKILL_GROUP_PRIORITY, ushort(7))
    assert skill_groups(group(1), other, priority, other, group(2), listed=2) == [(1, 7), (2, None)]


@pytest.mark.fidelity("wire.lists-as-arrays")
def test_a_list_may_be_written_as_arrays() -> None:
    """One field may hold the values of several entries; the values of the next one are laid across the same entries."""
    numbers = field(Tag.SKILL_GROUP_NUMBER, uint(1) + uint(2) + uint(3))
    priorities = field(Tag.SKILL_GROUP_PRIORITY, ushort(7) + ushort(8) + ushort(9))
    assert skill_groups(numbers, priorities, listed=3) == [(1, 7), (2, 8), (3, 9)]


def test_an_array_may_follow_an_entry() -> None:
    """It is laid across the entries from the first on."""
    numbers = field(Tag.SKILL_GROUP_NUMBER, uint(1) + uint(2))
    assert skill_groups(group(5, 6), numbers, listed=2) == [(1, 6), (2, None)]


def test_bare_values_may_be_an_array() -> None:
    """A list of numbers gives the same in either notation."""
    one_by_one = field(Tag.FLT_ENABLED_SERVICES, ushort(1)) + field(Tag.FLT_ENABLED_SERVICES, ushort(2))
    several = field(Tag.FLT_ENABLED_SERVICES, ushort(1) + ushort(2))
    count = field(Tag.NUM_OF_ENABLED_SERVICES, ushort(2))
    plain = read(frame(283, bytes(20) + count + one_by_one))
    assert plain == read(frame(283, bytes(20) + count + several))
    assert plain[1] == ()


@pytest.mark.parametrize("data", [b"", b"\0\0\0\1\0"])
def test_what_is_no_array_either_is_found(data: bytes) -> None:
    """Neither nothing nor one and a bit are several numbers."""
    bad = agent_state(24, field(Tag.SKILL_GROUP_NUMBER, data))
    assert found(bad) == [(StatusCode.INVALID_FIELD_LENGTH, "FltSkillGroupNumber", 70)]


def test_lists_within_lists_go_with_their_entry() -> None:
    """The members of a service stand in the record that they follow, with a count of their own."""
    record = field(Tag.RECORD_TYPE, ushort(1))
    member = field(Tag.SERVICE_MEMBER, uint(5)) + field(Tag.SERVICE_PRIORITY, ushort(1))
    count = field(Tag.NUM_SERVICE_MEMBERS, ushort(1))
    data = frame(235, ushort(2) + record + count + member + record + count + member)
    message, findings = read(data)
    assert isinstance(message, ConfigServiceEvent)
    assert [len(entry.members) for entry in message.records] == [1, 1]
    assert [entry.num_service_members for entry in message.records] == [1, 1]
    assert findings == ()
    assert codec(Profile(24)).encode(message) == data


def test_the_count_of_a_list_within_a_list_is_compared() -> None:
    """It is found where it stands, or at the end of the frame if it is missing."""
    record = field(Tag.RECORD_TYPE, ushort(1))
    member = field(Tag.SERVICE_MEMBER, uint(5))
    data = frame(235, ushort(2) + record + field(Tag.NUM_SERVICE_MEMBERS, ushort(3)) + member + record + member)
    assert found(data) == [
        (StatusCode.BAD_MESSAGE_FORMAT, "NumServiceMembers", 16),
        (StatusCode.BAD_MESSAGE_FORMAT, "NumServiceMembers", len(data)),
    ]


@pytest.mark.parametrize(
    ("data", "status"),
    [
        (frame(110, uint(1) + ushort(0) + ushort(1) + ushort(0)), StatusCode.INVALID_NUM_NAMED_VARIABLES),
        (frame(110, uint(1) + ushort(0) + ushort(0) + ushort(1)), StatusCode.INVALID_NUM_NAMED_ARRAYS),
        (frame(38, bytes(12) + ushort(2) + bytes(7)), StatusCode.INVALID_NUM_SKILL_GROUPS),
        (agent_state(24, listed=1), StatusCode.BAD_MESSAGE_FORMAT),
    ],
)
def test_a_count_that_disagrees_is_found(data: bytes, status: StatusCode) -> None:
    """The guide has statuses of its own for three of the counts."""
    assert status in [finding.status for finding in read(data)[1]]


def test_findings_come_in_the_order_of_validation() -> None:
    """Single fields as they stand, then counts, then what is missing."""
    data = frame(110, uint(1) + ushort(0) + ushort(2) + ushort(0) + field(9999, b"") + field(Tag.NAMED_VARIABLE, b"a"))
    assert [finding.status for finding in read(data)[1]] == [
        StatusCode.INVALID_FIELD_TAG,
        StatusCode.BAD_MESSAGE_FORMAT,
        StatusCode.INVALID_NUM_NAMED_VARIABLES,
    ]


def test_a_variable_without_the_nul_behind_its_name_is_kept_as_bytes() -> None:
    """Nothing tells its name from its value."""
    message, _ = read(frame(110, uint(1) + ushort(0) + ushort(0) + ushort(0) + field(Tag.NAMED_VARIABLE, b"ab")))
    assert message == RegisterVariablesReq(
        invoke_id=1, call_variable_mask=CallVariableMask(0), extra_fields=(ExtraField(Tag.NAMED_VARIABLE, b"ab"),)
    )


def test_a_variable_without_its_last_nul_is_read() -> None:
    """A missing NUL at the end is forgiven in a named variable, as it is in all text."""
    message, findings = read(frame(110, uint(1) + ushort(0) + ushort(1) + ushort(0) + field(82, b"a\0b")))
    assert isinstance(message, RegisterVariablesReq)
    assert message.named_variables == (NamedVariable("a", "b"),)
    assert findings == ()
