"""What a side may be."""

from __future__ import annotations

import pytest

from ctiproto.constants import StatusCode
from ctiserver.engine.dialects.ucce import UCCE
from ctiserver.engine.roles import SideRole


def test_only_one_who_serves_hears() -> None:
    """A side tells events while it serves, also while it asks whether it may stop."""
    assert {role for role in SideRole if role.is_active} == {SideRole.ACTIVE, SideRole.ASKING}


@pytest.mark.fidelity("sessions.refused-by-role")
def test_who_opens_no_session_says_why() -> None:
    """Status 110 in maintenance, 15 while it is not there."""
    assert {role: role.refusal(UCCE) for role in SideRole} == {
        SideRole.ACTIVE: None,
        SideRole.STANDBY: None,
        SideRole.ASKING: StatusCode.SERVER_IN_MAINTENANCE_MODE,
        SideRole.LEAVING: StatusCode.SERVER_IN_MAINTENANCE_MODE,
        SideRole.LOADING: StatusCode.CTI_SERVER_OFFLINE,
        SideRole.DOWN: StatusCode.CTI_SERVER_OFFLINE,
    }
