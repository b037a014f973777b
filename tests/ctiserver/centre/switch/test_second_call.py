"""Scenario S9 row by row as on Unified CCE: a transfer in a single step makes a second call.

What is expected was seen at a site with Finesse in seven calls; the rows of the switch's own rules are those of S7.
"""

from __future__ import annotations

from typing import TypeVar

import pytest

from ctiproto.constants import CallType, DeviceIDType, DispositionCode, LocalConnectionState
from ctiserver.centre.switch import events as e
from ctiserver.centre.switch.commands import OutsideAnswers
from ctiserver.centre.switch.context import DataChanges
from ctiserver.centre.switch.identifiers import Device
from tests.ctiserver.centre.switch.story import NEXT_LEG, PG, PLAIN, WRAPUP, Story
from tests.ctiserver.centre.switch.test_transfer_conference import (
    A_AFTERWARDS,
    A_DIALS,
    A_HOLDS,
    B_TALKS,
    RINGS_AT_B,
    A,
    B,
    consulting,
)

E = TypeVar("E", bound=e.CallEvent)

A_IN_HOLD = "AGENT 1001 HOLD [1:HOLD 3:BUSY_OTHER] direction 1"
BOTH_END = ["Ended K(2001) -> 2001", "Ended K(2001) -> 2001", "Ended K(2001) -> All"]


def told(story: Story, kind: type[E]) -> list[E]:
    """The events of a kind since the story last looked at them."""
    return [event for event in story.events if isinstance(event, kind)]


@pytest.mark.fidelity(
    "transfers.second-call", "transfers.held-first", "transfers.while-it-rings", "calls.ids-of-gateway"
)
def test_to_an_agent() -> None:
    """HELD, HOLD, a second call as far as it rings, the transfer, work, and the answer on the first call."""
    story = Story(WRAPUP)
    first = story.talks()
    story.ready(B)
    story.transfers("2001", first, dialed_number="2002")
    (event,) = told(story, e.CallTransferred)
    second = event.secondary.call_id
    assert (event.connection.call_id, second >> 24, first >> 24) == (first, 0x7F, 1)
    assert (event.controller.id, event.added.id) == ("2001", "2002")
    assert [(party.connection.call_id, party.device.id) for party in event.connected] == [
        (first, "5550100"),
        (first, "2002"),
    ]
    ended = told(story, e.CallEnded)
    assert [(each.connection.call_id, each.to_all) for each in ended] == [
        (second, False),
        (first, False),
        (second, True),
    ]
    assert story.rows() == [
        *A_HOLDS,
        A_IN_HOLD,
        *A_DIALS,
        *RINGS_AT_B,
        "Transferred K(2001) NULL cause 32 -> 2001, 2002, All",
        "Renamed K(2002) type 4 -> 2002",
        *BOTH_END,
        "DataUpdated call_type disposition -> All",
        *A_AFTERWARDS,
    ]
    assert story.switch.calls(PG) == (first,)
    story.answers("2002", call_id=first)
    (answered,) = told(story, e.CallEstablished)
    assert (answered.connection.call_id, answered.last_redirect.id) == (first, "2001")
    assert story.rows() == [*B_TALKS, "Established K(2002) CONNECT -> 2002, All", "MediaStarted K(2002) -> 2002, All"]


@pytest.mark.fidelity("calls.single-step-transfer-type", "transfers.second-call-type", "transfers.second-call-caller")
def test_what_the_calls_are() -> None:
    """The first call has type 4 and keeps its numbers; the second has the dialled one, and the customer as caller."""
    story = Story(PLAIN)
    first = story.talks()
    before = story.switch.call(PG, first).context
    story.writes(first, call_variables=((1, "kept"),))
    story.ready(B)
    story.transfers("2001", first, dialed_number="2002", changes=DataChanges(call_variables=((2, "asked"),)))
    for_a, for_b = told(story, e.CallBegan)
    (rings,) = told(story, e.CallDelivered)
    assert for_a.context.call_type is for_b.context.call_type is CallType.CALLTYPE_OTHER_IN
    assert (for_b.context.data.ani, for_b.context.data.dnis, for_b.context.data.dialed_number) == (
        "5550100",
        "2002",
        "2002",
    )
    assert for_b.context.data.call_variables[:2] == ("kept", "asked")
    assert rings.calling == Device(DeviceIDType.AGENT_DEVICE, "5550100")
    assert (rings.called.id, rings.last_redirect.id) == ("2002", "2001")
    after = story.switch.call(PG, first).context
    assert after.call_type is CallType.CALLTYPE_TRANSFER_IN
    assert after.disposition is DispositionCode.BLIND_TRANSFER
    assert (after.data.dnis, after.data.dialed_number) == (before.data.dnis, before.data.dialed_number)
    assert after.data.call_variables[:2] == ("kept", "asked")


def test_the_second_call_is_a_leg_of_the_same_contact() -> None:
    """Its router call key has the next sequence number; the first call keeps its own."""
    story = Story()
    first = story.talks()
    story.ready(B)
    story.transfers("2001", first, dialed_number="2002")
    second = told(story, e.CallBegan)[0].context.router_call_key
    kept = story.switch.call(PG, first).context.router_call_key
    assert kept is not None
    assert second is not None
    assert (second.day, second.call_id) == (kept.day, kept.call_id)
    assert second.sequence_number > kept.sequence_number


@pytest.mark.fidelity("transfers.second-call-type", "groups.called-agent")
def test_to_a_queue_with_a_free_agent() -> None:
    """The router sends the second call to the agent at once: type 2 there, and the group of the queue."""
    story = Story(WRAPUP)
    first = story.talks()
    story.ready(B)
    story.transfers("2001", first, dialed_number="8002")
    for_a, for_b = told(story, e.CallBegan)
    assert for_a.context.call_type is for_b.context.call_type is CallType.CALLTYPE_PREROUTE_ACD_IN
    assert (for_b.context.data.dnis, for_b.context.data.dialed_number) == ("8002", "8002")
    assert told(story, e.CallDelivered)[0].skill_group.number == 2
    assert story.rows() == [
        *A_HOLDS,
        A_IN_HOLD,
        *A_DIALS,
        "AGENT 1002 RESERVED [2:RESERVED 3:BUSY_OTHER] direction 1",
        "PRE_CALL 1002",
        "Began K(2002) -> 2002",
        "Delivered K(2002) ALERTING -> 2001, 2002, All",
        "Transferred K(2001) NULL cause 32 -> 2001, 2002, All",
        "Renamed K(2002) type 4 -> 2002",
        "Renamed K(2001) type 4 -> ",
        *BOTH_END,
        "DataUpdated call_type disposition -> All",
        *A_AFTERWARDS,
    ]
    story.answers("2002")
    (answered,) = told(story, e.CallEstablished)
    assert (answered.connection.call_id, answered.service.number, answered.skill_group.number) == (first, 2, 2)
    data = story.switch.call(PG, first).context.data
    assert (data.dnis, data.dialed_number) == ("2001", "8001")


@pytest.mark.fidelity("transfers.redirected", "transfers.second-call-type")
def test_to_a_queue_without_a_free_agent() -> None:
    """The second call is one at the queue, and the first is redirected there when A has left."""
    story = Story(WRAPUP)
    first = story.talks()
    story.transfers("2001", first, dialed_number="8002")
    begun, goes_on = (each for each in told(story, e.CallBegan) if each.to_all)
    assert begun.context.call_type is goes_on.context.call_type is CallType.CALLTYPE_ACD_IN
    assert first != goes_on.connection.call_id != begun.connection.call_id
    (event,) = told(story, e.CallTransferred)
    assert (event.added, [party.device.id for party in event.connected]) == (
        Device(DeviceIDType.ROUTE_POINT, "8002"),
        ["5550100"],
    )
    (left,) = (each for each in told(story, e.CallDataUpdated) if each.to_all)
    assert left.context.disposition is DispositionCode.REDIRECTED
    rows = story.rows()
    assert rows[: len(A_HOLDS) + 1 + len(A_DIALS) + 1] == [
        *A_HOLDS,
        A_IN_HOLD,
        *A_DIALS,
        "Transferred K(2001) NULL cause 32 -> 2001, All",
    ]
    assert rows[-1 - len(NEXT_LEG) :] == [*NEXT_LEG, "Queued K(X) QUEUED -> All"]
    story.ready(B)
    assert story.state(B).name == "RESERVED"


@pytest.mark.fidelity("transfers.second-call-outside")
def test_outside() -> None:
    """The second call reaches the network before A is gone; who is called answers on the first."""
    story = Story(PLAIN)
    first = story.talks()
    story.transfers("2001", first, dialed_number="95550199")
    assert told(story, e.CallBegan)[0].context.call_type is CallType.CALLTYPE_TRANSFER_IN
    assert story.rows() == [
        *A_HOLDS,
        A_IN_HOLD,
        *A_DIALS,
        "Began K(2001) -> ",
        "ReachedNetwork K(2001) CONNECT -> 2001, All",
        "Delivered K(X) ALERTING -> 2001, All",
        "Transferred K(2001) NULL cause 32 -> 2001, All",
        "Renamed K(2001) type 4 -> ",
        *BOTH_END,
        "DataUpdated call_type disposition -> All",
        "AGENT 1001 AVAILABLE [1:AVAILABLE 3:AVAILABLE]",
    ]
    story.do(OutsideAnswers(peripheral_id=PG, call_id=first))
    assert story.rows() == ["Established K(X) CONNECT -> All"]


@pytest.mark.fidelity("groups.called-agent")
def test_by_extension_it_counts_for_the_called_agent() -> None:
    """B's events name the default group of B's, and not the one that the caller was queued for."""
    story = Story()
    first = story.talks(number="8001")
    story.ready(B)
    story.transfers("2001", first, dialed_number="2002")
    (rings,) = told(story, e.CallDelivered)
    story.answers("2002")
    (answered,) = told(story, e.CallEstablished)
    assert (rings.skill_group.number, answered.skill_group.number) == (3, 3)


def test_of_an_internal_call() -> None:
    """A call that no router knows is none of its contacts; whoever remains is the caller to the target."""
    story = Story()
    story.sign_in(A)
    first = story.dials("2001", "3001")
    story.answers("3001")
    story.ready(B)
    story.transfers("2001", first, dialed_number="2002")
    begun, (rings,) = told(story, e.CallBegan), told(story, e.CallDelivered)
    assert {each.context.router_call_key for each in begun} == {None}
    assert rings.calling == Device(DeviceIDType.AGENT_DEVICE, "3001")
    view = story.switch.call(PG, first)
    assert (view.calling.id, view.context.call_type) == ("3001", CallType.CALLTYPE_TRANSFER_IN)
    story.answers("2002")
    story.transfers("2002", first, dialed_number="8002")
    keys = [each.context.router_call_key for each in told(story, e.CallBegan) if each.to_all]
    assert [each is not None for each in keys] == [False, True, True, True]


def test_it_does_not_ring_longer_than_asked_for() -> None:
    """One ring, and the call goes back to the queue that it came by, unanswered."""
    story = Story()
    first = story.talks()
    story.ready(B)
    story.transfers("2001", first, dialed_number="2002", alert_rings=1)
    story.forget()
    story.wait(6)
    assert story.rows()[0].startswith("Diverted K(2002)")
    assert story.switch.connections_at(PG, "2002") == ()


def test_a_conference_gets_another_party_in_place_of_a() -> None:
    """All others stay on the call."""
    story = Story()
    first, second = consulting(story)
    story.confers("2001", second, first)
    story.transfers("2001", first, dialed_number="2000")
    states = {each.device.id: each.state for each in story.switch.call(PG, first).connections}
    assert states == {
        "5550100": LocalConnectionState.CONNECT,
        "2002": LocalConnectionState.CONNECT,
        "2000": LocalConnectionState.ALERTING,
    }


def test_to_an_agent_who_still_works_for_that_call() -> None:
    """Whose station is associated with the first call hears the end of the second instead of another name for it."""
    story = Story(WRAPUP)
    first, second = consulting(story)
    story.confers("2001", second, first)
    story.clears("2002", first)
    assert story.state(B).name == "WORK_READY"
    story.forget()
    story.transfers("2001", first, dialed_number="2002")
    rows = story.rows()
    assert rows.index("Began K(2002) -> 2002") < rows.index("Ended K(2002) -> 2002")
    story.answers("2002", call_id=first)
    story.hangs_up(first)
    assert story.rows()[-1].startswith("AGENT 1002 WORK_READY")
