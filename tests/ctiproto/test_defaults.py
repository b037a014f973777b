"""What a message says where nothing was said: the values by which the guide says nothing, and no others."""

from __future__ import annotations

from typing import Any, Final

import attrs
import pytest

import ctiproto.messages  # noqa: F401 - declares what is tested
from ctiproto.declare import Message, messages_of
from ctiproto.schema import Fixed
from ctiproto.versions import Dialect
from tests.ctiproto import guide

STATISTICS: Final = ("QUERY_AGENT_STATISTICS_CONF", "QUERY_SKILL_GROUP_STATISTICS_CONF")
UNKNOWN: Final = "STATISTIC_UNAVAILABLE"

SPECIAL: Final = {
    "AlertRings": "PERIPHERAL_DEFAULT",
    "AnswerDetectTime": "PERIPHERAL_DEFAULT",
    "CampaignID": "CAMPAIGN_UNUSED",
    "HeldConnectionCallID": "NO_HELD_CALL",
    "IdleTimeout": "IDLE_TIMEOUT_DISABLED",
    "LineHandle": "NULL_LINEHANDLE",
    "LineType": "NULL_LINETYPE",
    "MonitorID": "NO_MONITOR",
    "PauseDuration": "PERIPHERAL_DEFAULT",
    "PeripheralID": "NULL_PERIPHERAL_ID",
    "QueryRuleID": "CAMPAIGN_UNUSED",
    "SecondaryCallID": "NULL_CALL_ID",
    "ServiceID": "NULL_SERVICE",
    "ServiceNumber": "NULL_SERVICE",
    "SkillGroupID": "NULL_SKILL_GROUP",
    "SkillGroupNumber": "NULL_SKILL_GROUP",
    "SkillGroupPriority": "NO_SKILL_GROUP_PRIORITY",
    "SupervisorConnectionCallID": "NO_SUPERVISOR_CALL",
    "ToneDuration": "PERIPHERAL_DEFAULT",
}
"""Fields, and what the guide's table of special values calls the one that says nothing."""

UNCHANGED: Final = ("CALL_ATTRIBUTE_CHANGE_EVENT", "UNCHANGED_ATTRIBUTE")
"""The one message that says what changed, with another value for what did not."""

ENUMERATED: Final = {
    "AgentWorkMode": "AWM_UNSPECIFIED",
    "AnswerDetectMode": "ADM_UNSPECIFIED",
    "AnsweringMachine": "AM_UNSPECIFIED",
    "CallMannerType": "CMT_UNSPECIFIED",
    "CallOption": "COPT_UNSPECIFIED",
    "CallPlacementType": "CPT_UNSPECIFIED",
    "ConnectionDeviceIDType": "CONNECTION_ID_NONE",
    "ConsultType": "CT_UNSPECIFIED",
    "DestinationCountry": "DEST_UNSPECIFIED",
    "DeviceIDType": "DEVID_NONE",
    "EventCause": "CEC_NONE",
    "FacilityType": "FT_UNSPECIFIED",
    "ForcedFlag": "FORCED_FALSE",
    "SessionType": "SESSION_TYPE_UNKNOWN",
}
"""Enumerations, and the guide's name of the member that says nothing."""

ZERO: Final = {
    "AgentServiceReq",
    "AgentSkillTargetID",
    "CalledPartyDisposition",
    "DepartmentID",
    "PostRoute",
    "Priority",
    "Reservation",
    "Reserved",
    "Reserved1",
    "Reserved2",
    "Reserved3",
    "SupervisionServiceSupported",
}
"""Fields that say nothing, or no, with 0."""


def expected(name: str, field: Fixed) -> int:
    """The value by which a field of a message says nothing."""
    if field.name in ZERO:
        return 0
    special = UNCHANGED[1] if name == UNCHANGED[0] and field.name != "MonitorID" else SPECIAL.get(field.name)
    if special is not None or name in STATISTICS:
        return int(guide.table("limits")[special or UNKNOWN]["value"])
    assert field.wire.numbers is not None, f"what {field.name} of {name} has by default belongs into a table"
    members = guide.table("enums")[field.wire.numbers.__name__]["values"]
    return next(int(row["value"]) for row in members if row["name"] == ENUMERATED[field.wire.numbers.__name__])


def defaults(cls: type[Message]) -> dict[Fixed, int]:
    """The fields of the fixed part that need not be given, and what they have then."""
    given: Any = attrs.fields_dict(cls)  # type: ignore[arg-type] # every message is such a class
    fields = {field: given[field.attribute].default for field in cls.declaration.fixed if field.attribute in given}
    return {field: value for field, value in fields.items() if value is not attrs.NOTHING and value is not None}


@pytest.mark.parametrize("name", guide.documented())
def test_what_is_not_said_has_the_value_of_the_guide_for_it(name: str) -> None:
    """Each default is the null value, the unspecified member, or the peripheral's own: what the guide has for it."""
    found = defaults(messages_of(Dialect.UCCE).by_name[name])
    assert {field.name: int(value) for field, value in found.items()} == {
        field.name: expected(name, field) for field in found
    }


def test_every_table_is_in_use() -> None:
    """No row of the tables here stands for a default that no message has."""
    found = {field for cls in messages_of(Dialect.UCCE).by_name.values() for field in defaults(cls)}
    names = {field.name for field in found}
    assert names >= {*SPECIAL, *ZERO}
    assert {field.wire.numbers.__name__ for field in found if field.wire.numbers is not None} >= set(ENUMERATED)
