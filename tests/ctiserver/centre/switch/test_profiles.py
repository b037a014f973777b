"""The rules of each type of peripheral."""

from __future__ import annotations

import pytest

from ctiproto.constants import CallType, PeripheralType
from ctiserver.centre.switch.profiles import GENERIC, UNIFIED_CCE, UNIFIED_CCX, profile_of


def test_unified_cce_has_rules_of_its_own() -> None:
    """Its type of peripheral has the profile of Unified CCE."""
    assert profile_of(PeripheralType.ENTERPRISE_AGENT) is UNIFIED_CCE


def test_unified_ccx_has_rules_of_its_own() -> None:
    """A peripheral of type 21 is a Unified CCX engine."""
    assert profile_of(PeripheralType(21)) is UNIFIED_CCX


OTHERS = [each for each in PeripheralType if each not in (PeripheralType.ENTERPRISE_AGENT, PeripheralType.CRS)]


@pytest.mark.parametrize("kind", OTHERS)
def test_every_other_peripheral_goes_by_the_guide(kind: PeripheralType) -> None:
    """What was seen of Unified CCE holds for no other type."""
    assert profile_of(kind) is GENERIC


@pytest.mark.fidelity("calls.conference-type")
def test_a_consultation_becomes_a_conference_as_the_peripheral_names_it() -> None:
    """The type of a consultation that became a conference is 14 by the guide, and 15 on Unified CCE."""
    # Database Schema Handbook, field values of PeripheralCallType: 14 "does not apply to Unified CCE".
    assert GENERIC.consult_conference is CallType.CALLTYPE_CONSULT_CONFERENCE
    assert UNIFIED_CCE.consult_conference is CallType.CALLTYPE_CONFERENCE
