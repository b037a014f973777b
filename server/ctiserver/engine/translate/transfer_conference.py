"""Conferences and transfers.  Guide: Client Events Service, "CALL_CONFERENCED_EVENT", "CALL_TRANSFERRED_EVENT"."""

from __future__ import annotations

from collections.abc import Iterable

from ctiproto import messages as m
from ctiproto.constants.limits import MAX_NUM_PARTIES
from ctiproto.version_rules import device_type
from ctiproto.versions import Profile
from ctiserver.centre.switch import events as e
from ctiserver.centre.switch.events import Party
from ctiserver.engine.translate.calls import group_fields
from ctiserver.engine.translate.facts import Facts, number_of


def connected_parties(parties: Iterable[Party], profile: Profile) -> tuple[m.ConnectedParty, ...]:
    """The list of parties of a call, as many as a message may have: the device of each, not its connection."""
    listed = tuple(
        m.ConnectedParty(
            connected_party_call_id=party.connection.call_id,
            connected_party_device_id_type=device_type(party.device.kind, profile),
            connected_party_device_id=party.device.id,
        )
        for party in parties
    )
    # fidelity calls.sixteen-parties: guide CALL_CONFERENCED_EVENT: A message lists sixteen parties at most.
    return listed[:MAX_NUM_PARTIES]


def call_conferenced(event: e.CallConferenced, facts: Facts) -> m.CallConferencedEvent:
    """CALL_CONFERENCED_EVENT."""
    return m.CallConferencedEvent(
        peripheral_id=event.peripheral_id,
        peripheral_type=facts.peripheral_type(event.peripheral_id),
        primary_device_id_type=event.connection.device_id_type,
        primary_call_id=event.connection.call_id,
        primary_device_id=event.connection.device_id,
        line_handle=event.line_handle,
        line_type=event.line_type,
        secondary_device_id_type=event.secondary.device_id_type,
        secondary_call_id=event.secondary.call_id,
        secondary_device_id=event.secondary.device_id,
        controller_device_type=facts.kind(event.controller),
        controller_device_id=number_of(event.controller),
        added_party_device_type=facts.kind(event.added),
        added_party_device_id=number_of(event.added),
        local_connection_state=event.local_state,
        event_cause=event.cause,
        parties=connected_parties(event.connected, facts.profile),
        **group_fields(event.skill_group),
    )


def call_transferred(event: e.CallTransferred, facts: Facts) -> m.CallTransferredEvent:
    """CALL_TRANSFERRED_EVENT."""
    return m.CallTransferredEvent(
        peripheral_id=event.peripheral_id,
        peripheral_type=facts.peripheral_type(event.peripheral_id),
        primary_device_id_type=event.connection.device_id_type,
        primary_call_id=event.connection.call_id,
        primary_device_id=event.connection.device_id,
        line_handle=event.line_handle,
        line_type=event.line_type,
        secondary_device_id_type=event.secondary.device_id_type,
        secondary_call_id=event.secondary.call_id,
        secondary_device_id=event.secondary.device_id,
        transferring_device_type=facts.kind(event.controller),
        transferring_device_id=number_of(event.controller),
        transferred_device_type=facts.kind(event.added),
        transferred_device_id=number_of(event.added),
        local_connection_state=event.local_state,
        event_cause=event.cause,
        parties=connected_parties(event.connected, facts.profile),
        **group_fields(event.skill_group),
    )
