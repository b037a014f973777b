"""What is known of calls."""

from __future__ import annotations

from ctiproto import messages as m
from ctiproto.constants import CallType, ConnectionDeviceIDType, LocalConnectionState
from ctiserver.centre.switch.commands import OutsideAnswers, OutsideRefuses
from ctiserver.client.calls import Call, Calls
from tests.ctiserver.client.said import said
from tests.support.harness import PG, World, call_req, dial_req

L = LocalConnectionState
DYNAMIC = ConnectionDeviceIDType.DYNAMIC
X = {"connection_call_id": 1, "connection_device_id": "X1", "connection_device_id_type": DYNAMIC}
S = {"connection_call_id": 1, "connection_device_id": "21"}


def states(call: Call | None) -> dict[str, LocalConnectionState]:
    """The connections of a call."""
    assert call is not None
    return {connection.device: connection.state for connection in call.connections.values()}


def test_an_inbound_call_from_its_queue_to_its_end() -> None:
    """Each event moves the connection that it names; an answer connects the caller as well."""
    calls = Calls()
    calls.fold(said(m.BeginCallEvent, call_type=CallType.CALLTYPE_ACD_IN, ani="555", dialed_number="8001", **X), 3)
    call = calls.get(5000, 1)
    assert call is not None
    assert (call.is_new, call.since, call.ani, call.dialed) == (True, 3, "555", "8001")
    calls.fold(said(m.CallDeliveredEvent, local_connection_state=L.INITIATE, calling_device_id="555", **X), 3)
    queue = m.QueueSkillGroup(skill_group_number=4)
    queued = said(m.CallQueuedEvent, local_connection_state=L.QUEUED, service_number=2, skill_groups=(queue,), **X)
    calls.fold(queued, 3)
    assert (states(call), call.skill_group, call.service) == ({"555": L.QUEUED}, 4, 2)
    calls.fold(said(m.CallDequeuedEvent, local_connection_state=L.CONNECT, **X), 4)
    calls.fold(said(m.CallDeliveredEvent, local_connection_state=L.ALERTING, alerting_device_id="21", **S), 4)
    assert states(call) == {"555": L.CONNECT, "21": L.ALERTING}
    assert [connection.is_station for connection in call.connections.values()] == [False, True]
    call.connections["X1"].state = L.INITIATE
    calls.fold(
        said(
            m.CallEstablishedEvent,
            local_connection_state=L.CONNECT,
            answering_device_id="21",
            calling_device_id="555",
            **S,
        ),
        5,
    )
    assert states(call) == {"555": L.CONNECT, "21": L.CONNECT}
    calls.fold(said(m.CallHeldEvent, local_connection_state=L.HOLD, **S), 6)
    assert states(call)["21"] is L.HOLD
    calls.fold(said(m.CallConnectionClearedEvent, local_connection_state=L.NULL, **X), 7)
    assert states(call) == {"21": L.HOLD}
    calls.fold(said(m.CallClearedEvent, **S), 8)
    assert (call.is_over, states(call), len(calls)) == (True, {}, 1)
    calls.fold(said(m.EndCallEvent, **X), 9)
    assert list(calls) == []


def test_calls_that_were_there_before_appear_with_their_events() -> None:
    """But not with their end: nothing will follow that would take them away."""
    calls = Calls()
    calls.fold(said(m.CallConnectionClearedEvent, local_connection_state=L.NULL, **S), 1)
    calls.fold(said(m.CallClearedEvent, **S), 1)
    calls.fold(said(m.EndCallEvent, **S), 1)
    calls.fold(said(m.RtpStartedEvent, **S), 1)
    assert len(calls) == 0
    calls.fold(said(m.CallRetrievedEvent, local_connection_state=L.CONNECT, **S), 2)
    call = calls.get(5000, 1)
    assert call is not None
    assert (call.is_new, call.since, states(call)) == (False, 2, {"21": L.CONNECT})
    update = said(m.CallDataUpdateEvent, call_type=CallType.CALLTYPE_OUT, ani="7", connection_call_id=1)
    calls.fold(update, 3)
    calls.fold(update.changed(ani=None, dialed_number="8"), 3)
    assert (call.call_type, call.ani, call.dialed) == (CallType.CALLTYPE_OUT, "7", "8")


def test_two_calls_become_one() -> None:
    """The resulting call has the connections that the event lists; parties that were not known are connected."""
    calls = Calls()
    calls.fold(said(m.CallEstablishedEvent, local_connection_state=L.HOLD, **S), 0)
    other = {"connection_call_id": 2, "connection_device_id": "22"}
    calls.fold(said(m.CallEstablishedEvent, local_connection_state=L.ALERTING, **other), 0)
    parties = (
        m.ConnectedParty(connected_party_call_id=1, connected_party_device_id="22"),
        m.ConnectedParty(connected_party_call_id=1, connected_party_device_id="X1"),
        m.ConnectedParty(),
    )
    event = said(
        m.CallTransferredEvent, primary_call_id=1, secondary_call_id=2, primary_device_id="21", parties=parties
    )
    calls.fold(event, 1)
    assert states(calls.get(5000, 1)) == {"22": L.ALERTING, "X1": L.CONNECT}
    assert states(calls.get(5000, 2)) == {}
    calls.fold(said(m.CallConferencedEvent, primary_call_id=8, secondary_call_id=9, parties=()), 1)
    assert len(calls) == 2


def test_whoever_joins_two_calls_is_in_the_conversation() -> None:
    """The connection that was on hold until then is in the state that the event says."""
    calls = Calls()
    calls.fold(said(m.CallHeldEvent, local_connection_state=L.HOLD, **S), 0)
    event = said(
        m.CallConferencedEvent,
        primary_call_id=1,
        secondary_call_id=2,
        primary_device_id="21",
        local_connection_state=L.CONNECT,
        parties=(m.ConnectedParty(connected_party_call_id=1, connected_party_device_id="21"),),
    )
    calls.fold(event, 1)
    assert states(calls.get(5000, 1)) == {"21": L.CONNECT}


def test_what_is_shown_of_calls_to_people_outside_is_what_they_are() -> None:
    """A caller on hold before the answer stays on hold; a device that was called in vain is gone."""
    for ending in (OutsideAnswers, OutsideRefuses):
        world = World()
        bridge = world.staffed("1001", ready=False)
        calls, before = Calls(), len(bridge.feed)
        bridge.asks(dial_req("2001", "95550100"))
        (call,) = world.centre.switch.calls(PG)
        if ending is OutsideAnswers:
            bridge.asks(call_req(m.HoldCallReq, "2001", call))
        world.happens(ending(peripheral_id=PG, call_id=call))
        for at, message in bridge.feed[before:]:
            calls.fold(message, at)
        shown = calls.get(PG, call)
        assert shown is not None
        there = {each.id.device_id: each.state for each in world.centre.switch.call(PG, call).connections}
        assert {each: connection.state for each, connection in shown.connections.items()} == there
