"""Messages and entries as values."""

from __future__ import annotations

import pytest

from ctiproto.messages import AgentStateSkillGroup, HeartbeatConf, HeartbeatReq, OpenConf
from ctiproto.values import readable

GROUP = AgentStateSkillGroup(flt_skill_group_number=1)


@pytest.mark.parametrize(
    ("one", "same", "others"),
    [
        (HeartbeatReq(invoke_id=1), HeartbeatReq(invoke_id=1), (HeartbeatReq(invoke_id=2), HeartbeatConf(invoke_id=1))),
        (GROUP, AgentStateSkillGroup(flt_skill_group_number=1), (AgentStateSkillGroup(), AgentStateSkillGroup, 1)),
    ],
)
def test_equal_are_those_of_one_class_with_the_same_values(
    one: object, same: object, others: tuple[object, ...]
) -> None:
    """They have the same hash as well, and serve as keys."""
    assert one == same
    assert {one: "found"}[same] == "found"
    assert all(one != other for other in others)


def test_what_is_not_set_is_not_shown() -> None:
    """The values of secret attributes are not shown either: there are asterisks in their place."""
    assert repr(GROUP) == "AgentStateSkillGroup(flt_skill_group_number=1)"
    zero = AgentStateSkillGroup(flt_skill_group_number=0)
    assert repr(zero) == "AgentStateSkillGroup(flt_skill_group_number=0)", "a 0 is a value"
    assert readable(GROUP, frozenset({"flt_skill_group_number"})) == "AgentStateSkillGroup(flt_skill_group_number=***)"


def test_a_class_is_not_compared_by_the_fields_of_another_one() -> None:
    """Each class has its own list of attributes that are compared."""
    assert type(GROUP).__dict__["__values__"] is not OpenConf.__dict__["__values__"]
