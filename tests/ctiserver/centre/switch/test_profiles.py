"""The rules of each type of peripheral."""

from __future__ import annotations

import pytest

from ctiproto.constants import CallType, PeripheralType
from ctiserver.centre.switch.profiles import GENERIC, UNIFIED_CCE, profile_of


def test_unified_cce_has_rules_of_its_own() -> None:
    """Its type of peripheral has the profile of Unified CCE."""
    assert profile_of(PeripheralType.ENTERPRISE_AGENT) is UNIFIED_CCE


@pytest.mark.parametrize("kind", [each for each in PeripheralType if each is not PeripheralType.ENTERPRISE_AGENT])
def test_every_other_peripheral_goes_by_the_guide(kind: PeripheralType) -> None:
    """What was seen of Unified CCE holds for no other type."""
    assert profile_of(kind) is GENERIC


@pytest.mark.fidelity("calls.conference-type")
def test_a_consultation_becomes_a_conference_as_the_peripheral_names_it() -> None:
    """The type of a consultation that became a conference is 14 by the guide, and 15 on Unified CCE."""
    # Database Schema Handbook, field values of PeripheralCallType: 14 "does not apply to Unified CCE".
    assert GENERIC.consult_conference is CallType.CALLTYPE_CONSULT_CONFERENCE
    assert UNIFIED_CCE.consult_conference is CallType.CALLTYPE_CONFERENCE
