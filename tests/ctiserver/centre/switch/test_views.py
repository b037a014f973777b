"""What can be seen of the switch without asking it to do anything."""

from __future__ import annotations

import pytest

from ctiproto.constants import AgentState, DeviceIDType, LocalConnectionState
from ctiserver.centre.switch.identifiers import Device, TrunkRef
from ctiserver.site.model import Settings
from tests.ctiserver.centre.switch.story import PG, START, Story, row


def test_a_call_as_seen() -> None:
    """Its connections in the order in which they joined, its context, and who is associated with it."""
    story = Story()
    story.ready("1001")
    call_id = story.arrives()
    story.wait(3)
    story.answers("2001")
    view = story.switch.call(PG, call_id)
    assert [(each.id.device_id, each.state, each.since, each.agent_id) for each in view.connections] == [
        ("5550100", LocalConnectionState.CONNECT, START, ""),
        ("2001", LocalConnectionState.CONNECT, START + 3, "1001"),
    ]
    assert view.associated == (Device(DeviceIDType.AGENT_DEVICE, "2001"),)
    assert (view.trunk, view.began_at, view.reference.device_id) == (TrunkRef(1, 1), START, "5550100")
    assert story.switch.connections_at(PG, "2001") == view.connections[1:]


@pytest.mark.fidelity("calls.named-by-the-caller")
def test_who_comes_late_is_told_how_the_call_began() -> None:
    """For a device with its own connection, for the stream of all calls with the reference connection."""
    story = Story()
    story.ready("1001")
    call_id = story.arrives()
    story.wait(3)
    device = story.switch.station(PG, "2001")
    for_device = story.switch.call_began(PG, call_id, device)
    assert (for_device.connection.device_id, for_device.parties, for_device.to_all) == ("2001", (device,), False)
    for_all = story.switch.call_began(PG, call_id)
    assert (for_all.connection.device_id, for_all.parties, for_all.to_all) == ("5550100", (), True)
    assert for_all.context == story.switch.call(PG, call_id).context


def test_stations_go_by_extension_and_by_instrument() -> None:
    """Both name the same device; route points are no stations."""
    story = Story()
    assert story.switch.station(PG, "2002") == story.switch.station(PG, "SEP2002")
    assert story.switch.station(PG, "3001") == Device(DeviceIDType.DEVICE_IDENTIFIER, "3001")
    with pytest.raises(KeyError):
        story.switch.station(PG, "3002")


def test_peripherals_have_their_own_calls_and_agents() -> None:
    """The same numbers may be used on each of them."""
    story = Story()
    story.arrives()
    assert story.switch.calls(5001) == ()
    assert story.switch.agent(5001, "1001").icm_agent_id == 20_001
    assert story.switch.station(5001, "2001") == story.switch.station(PG, "2001")


@pytest.mark.fidelity("devices.calls-at-once")
def test_what_a_device_can_do() -> None:
    """QUERY_DEVICE_INFO: one active call and four held ones, and when calls may be placed."""
    view = Story().switch.device(PG, "SEP2002")
    assert (view.device.id, view.instrument, view.in_service) == ("2002", "SEP2002", True)
    assert (view.max_active_calls, view.max_held_calls, view.max_parties) == (1, 4, 16)
    assert [line.handle for line in view.lines] == [1]
    assert view.make_call_states == (AgentState.LOGOUT, AgentState.NOT_READY)
    free = Story(settings=Settings(cce_restrictions=False, require_login_for_calls=True)).switch.device(PG, "2001")
    assert free.make_call_states == (AgentState.NOT_READY, AgentState.AVAILABLE)


@pytest.mark.fidelity("sides.ringing-calls-told-again")
def test_a_call_on_hold_that_still_rings_was_not_answered() -> None:
    """Who is told anew of a call to the outside hears that the caller holds and that it rings, and of no answer."""
    story = Story()
    story.sign_in("1001")
    call_id = story.dials("2001", "95550100")
    story.holds("2001", call_id)
    assert [row(event) for event in story.switch.calls_in_progress(story.now)] == [
        "Began K(2001) -> All",
        "Held K(2001) HOLD cause 50 -> 2001, All",
        "Delivered K(X) ALERTING cause 50 -> All",
    ]
