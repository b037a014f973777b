"""CALL_CONFERENCED_EVENT and CALL_TRANSFERRED_EVENT, field by field."""

from __future__ import annotations

import pytest

from ctiproto import messages as m
from ctiproto.constants import ConnectionDeviceIDType, DeviceIDType
from ctiproto.constants.limits import NULL_CALL_ID
from ctiproto.versions import Profile
from ctiserver.centre.switch import events as e
from ctiserver.centre.switch.identifiers import NO_CONNECTION, NO_DEVICE
from ctiserver.engine.translate.transfer_conference import call_conferenced, call_transferred, connected_parties
from tests.ctiserver.engine.translate.happenings import CALL, PARTIES, event, facts


def test_a_transfer_names_both_calls_and_both_devices() -> None:
    """Primary and secondary call by the transferring device's connections."""
    told = call_transferred(event(e.CallTransferred), facts())
    assert (told.primary_call_id, told.primary_device_id) == (CALL, "2001")
    assert (told.secondary_call_id, told.secondary_device_id) == (CALL + 1, "2001")
    assert (told.transferring_device_id, told.transferred_device_id) == ("2001", "2002")
    assert (told.line_handle, told.skill_group_number, told.skill_group_id) == (3, 1, 5001)
    assert told.num_parties == 3


def test_a_conference_names_its_controller() -> None:
    """CALL_CONFERENCED_EVENT has the controller and the party that was added."""
    told = call_conferenced(event(e.CallConferenced), facts())
    assert (told.controller_device_id, told.added_party_device_id) == ("2001", "2002")
    assert (told.primary_call_id, told.secondary_call_id) == (CALL, CALL + 1)
    assert [party.connected_party_device_id for party in told.parties] == ["5550100", "2001", "2002"]


def test_in_a_single_step_there_is_no_secondary_call() -> None:
    """NULL, NONE and an empty id; where no party was reached, no device."""
    told: m.CallTransferredEvent = call_transferred(
        event(e.CallTransferred, secondary=NO_CONNECTION, added=NO_DEVICE), facts()
    )
    assert (told.secondary_call_id, told.secondary_device_id) == (NULL_CALL_ID, "")
    assert told.secondary_device_id_type is ConnectionDeviceIDType.NONE
    assert (told.transferred_device_type, told.transferred_device_id) == (DeviceIDType.NONE, None)


@pytest.mark.parametrize(("version", "kind"), [(10, DeviceIDType.DEVICE_IDENTIFIER), (11, DeviceIDType.AGENT_DEVICE)])
def test_parties_are_named_in_the_words_of_the_version(version: int, kind: DeviceIDType) -> None:
    """An agent's telephone is a plain device before version 11."""
    told = call_transferred(event(e.CallTransferred), facts(version))
    assert told.transferring_device_type is kind
    assert [party.connected_party_device_id_type for party in told.parties] == [DeviceIDType.EXTERNAL, kind, kind]


@pytest.mark.fidelity("calls.sixteen-parties")
def test_a_list_has_sixteen_parties_at_most() -> None:
    """The parties after the sixteenth are left out of the message."""
    assert len(connected_parties(PARTIES * 7, Profile(25))) == 16
