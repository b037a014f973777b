"""Each leg of a contact is a call of its own on Unified CCE: at the route point, at an agent, in another queue."""

from __future__ import annotations

import pytest

from ctiproto.constants import (
    AgentState,
    CallType,
    ConnectionDeviceIDType,
    ControlFailureCode,
    DeviceIDType,
    DispositionCode,
    EventCause,
)
from ctiserver.centre.switch import events as e
from ctiserver.centre.switch.commands import CallerHangsUp, MakePredictiveCall, OutsideAnswers
from ctiserver.centre.switch.errors import Refused
from ctiserver.centre.switch.identifiers import Device, TrunkRef
from ctiserver.centre.switch.views import CallView
from tests.ctiserver.centre.switch.story import NEXT_LEG, OTHER, PG, START, WRAPUP, Story

A, B = "1001", "1002"
ACD_IN, PREROUTED = CallType.CALLTYPE_ACD_IN, CallType.CALLTYPE_PREROUTE_ACD_IN


def call(story: Story) -> CallView:
    """The only call that there is."""
    (number,) = story.switch.calls(PG)
    return story.switch.call(PG, number)


def begun(story: Story) -> list[e.CallBegan]:
    """The beginnings that those who see all were told."""
    return [event for event in story.history if isinstance(event, e.CallBegan) and event.to_all]


def key(context: e.CallBegan | CallView) -> tuple[int, int, int]:
    """The router call key of a call."""
    found = context.context.router_call_key
    assert found is not None
    return found.day, found.call_id, found.sequence_number


# --- to an agent ------------------------------------------------------------------------------------------------------


@pytest.mark.fidelity("calls.leg", "calls.routed-type", "calls.queued-type", "calls.label")
def test_a_call_that_is_routed_is_a_new_call_at_the_agent() -> None:
    """Type 1 at the route point, then another number and type 2; DNIS is the label, DialedNumber what was dialled."""
    story = Story()
    story.ready(A)
    story.arrives("8001")
    first, second = begun(story)
    assert first.connection.call_id != second.connection.call_id
    assert (first.context.call_type, first.context.data.dnis) == (ACD_IN, "8001")
    assert (second.context.call_type, second.context.data.dnis) == (PREROUTED, "2001")
    assert second.context.data.dialed_number == first.context.data.dialed_number == "8001"
    day, contact, leg = key(first)
    assert key(second) == (day, contact, leg + 1)
    assert second.context.disposition == 0
    assert second.connection.device_id_type is ConnectionDeviceIDType.DYNAMIC
    assert second.connection.device_id == "5550100"


@pytest.mark.fidelity("calls.leg-ends")
def test_the_leg_before_ends_as_redirected() -> None:
    """The caller's connection is cleared with cause 28, then the call; the disposition of it is 15."""
    story = Story()
    call_id = story.arrives()
    story.ready(B)
    before = story.switch._state.calls[PG, call_id]
    story.forget()
    story.sign_in(A)
    story.wants(A, AgentState.AVAILABLE)
    assert [row for row in story.rows() if row in NEXT_LEG] == NEXT_LEG
    cleared = [event for event in story.history if isinstance(event, e.CallConnectionCleared | e.CallCleared)]
    assert [event.cause for event in cleared] == [EventCause.CEC_REDIRECTED] * 2
    assert before.disposition is DispositionCode.REDIRECTED


def test_everything_goes_along_with_the_caller() -> None:
    """The trunk, what was written on the call, who called whom, and the service; the time is its own."""
    story = Story()
    first = story.arrives("8001")
    story.writes(first, call_variables=((1, "gold"),), caller_entered_digits="4711")
    story.wait(30)
    story.ready(A)
    now = call(story)
    assert (now.trunk, now.service.number, now.skill_group.number) == (TrunkRef(1, 1), 1, 1)
    assert (now.context.data.call_variables[0], now.context.data.caller_entered_digits) == ("gold", "4711")
    assert now.calling == Device(DeviceIDType.EXTERNAL, "5550100")
    assert now.called == Device(DeviceIDType.ROUTE_POINT, "8001")
    assert now.began_at == START + 30
    assert [device.id for device in now.entry] == ["1", "1"]
    story.hangs_up(now.id)
    assert story.switch.calls(PG) == ()
    assert [story.switch.call(PG, story.arrives()).trunk for _ in range(3)] == [TrunkRef(n, 1) for n in (1, 2, 3)]


def test_a_station_that_dials_a_route_point_goes_on_as_well() -> None:
    """Its agent talks all the time, and is reported once; the agent's work after the call is about the last leg."""
    story = Story(WRAPUP)
    story.sign_in(A)
    story.dials("2001", "8002")
    story.forget()
    story.ready(B)
    talking = [event for event in story.history if isinstance(event, e.AgentStateChanged) and event.agent_id == A]
    assert [event.state for event in talking][-1] is AgentState.TALKING
    assert len(talking) == len(["LOGIN", "NOT_READY", "TALKING"])
    story.answers("2002")
    assert [each.id.call_id for each in story.switch.connections_at(PG, "2001")] == [call(story).id]
    story.wait(50)
    story.clears("2001", call(story).id)
    assert story.state(B) is AgentState.WORK_READY
    figures = story.figures(A)
    assert (figures["internal_calls"], figures["internal_calls_time"]) == (1, 50)


def test_a_consultation_with_a_queue_stays_one() -> None:
    """Its leg at the agent has type 12, too, and can be handed over as any other."""
    story = Story()
    first = story.talks()
    story.ready(B)
    second = story.consults("2001", first, "8002")
    assert story.switch.call(PG, second).context.call_type is CallType.CALLTYPE_CONSULT
    story.answers("2002")
    story.transfers("2001", second, first)
    assert [each.device.id for each in story.switch.call(PG, first).connections] == ["5550100", "2002"]


def test_a_predictive_call_has_one_number() -> None:
    """Its far end was called, and is no caller whom the router sends on."""
    story = Story()
    story.ready(A)
    story.do(MakePredictiveCall(peripheral_id=PG, originating="8001", dialed_number="95550100"))
    (number,) = story.switch.calls(PG)
    story.do(OutsideAnswers(peripheral_id=PG, call_id=number))
    assert call(story).id == number
    assert len(call(story).connections) == len(["the far end", "A"])


# --- back into a queue ------------------------------------------------------------------------------------------------


def test_a_call_that_is_not_answered_is_a_new_call_in_the_queue() -> None:
    """The leg at the agent ends with disposition 19; the next has type 1 again, and the number dialled first."""
    story = Story()
    story.ready(A)
    leg = story.switch._state.calls[PG, story.arrives()]
    story.wait(12)
    assert leg.disposition is DispositionCode.RING_NO_ANSWER
    first, second, third = begun(story)
    assert third.context.call_type is ACD_IN
    assert (third.context.data.dnis, third.context.data.dialed_number) == ("8001", "8001")
    assert key(third) == (*key(first)[:2], key(second)[2] + 1)
    assert [device.id for device in third.parties] == ["1", "1", "8001"]
    assert call(story).waits_since == START


def test_a_call_that_is_transferred_into_a_queue_is_a_new_call_there() -> None:
    """Without a free agent the call at the agent ends with 15; the next ones are dialled to the number of the queue."""
    story = Story()
    leg = story.switch._state.calls[PG, story.talks()]
    story.transfers("2001", leg.id, dialed_number="8002")
    assert leg.disposition is DispositionCode.REDIRECTED
    queued = begun(story)[-1]
    assert (queued.context.call_type, queued.context.data.dialed_number) == (ACD_IN, "8002")
    assert call(story).waits_since == START
    story.ready(B)
    routed = begun(story)[-1]
    assert (routed.context.call_type, routed.context.data.dnis) == (PREROUTED, "2002")
    assert routed.context.data.dialed_number == "8002"
    assert len({event.connection.call_id for event in begun(story)}) == len(begun(story))


def test_an_agent_may_work_after_a_leg_that_has_gone_on() -> None:
    """The call that the agent had stays until the work is done; its contact is found by any of its numbers."""
    story = Story(WRAPUP)
    story.ready(A)
    first = begun_first(story)
    story.answers("2001")
    talked = call(story).id
    story.transfers("2001", talked, dialed_number="8002")
    assert story.state(A) is AgentState.WORK_READY
    (now,) = (number for number in story.switch.calls(PG) if story.switch.call(PG, number).connections)
    assert {story.switch.present_leg(PG, number) for number in (first, talked, now)} == {now}
    story.wait(10)
    assert story.switch.calls(PG) == (now,)
    assert {story.switch.present_leg(PG, number) for number in (first, talked, now)} == {now}
    story.hangs_up(talked)
    assert story.switch.calls(PG) == ()


def test_a_call_that_is_deflected_into_a_queue_is_a_new_call_there() -> None:
    """The caller, who heard it ring at the agent, waits again."""
    story = Story()
    story.ready(A)
    first = story.arrives()
    story.deflects("2001", first, "8002")
    assert call(story).id != first
    assert call(story).context.data.dialed_number == call(story).called.id == "8002"
    assert story.waiting(2) == 1


def test_parties_of_a_call_inside_are_a_contact_from_then_on() -> None:
    """Who is transferred into a queue is known to the router, though they called nobody through it."""
    story = Story()
    for agent in (A, B):
        story.sign_in(agent)
    inside = story.dials("2001", "2002")
    story.answers("2002")
    story.transfers("2002", inside, dialed_number="8001")
    (party,) = call(story).connections
    assert (party.id.device_id, party.id.device_id_type) == ("2001", ConnectionDeviceIDType.STATIC)
    assert call(story).context.router_call_key is not None


# --- which call is meant ----------------------------------------------------------------------------------------------


def test_people_outside_may_name_an_earlier_leg() -> None:
    """Whoever knows the number of the first call hangs up whichever it is now, as long as the contact lasts."""
    story = Story()
    story.ready(A)
    first = begun_first(story)
    assert story.switch.present_leg(PG, first) == call(story).id
    story.wait(12)
    assert story.switch.present_leg(PG, first) == call(story).id
    story.hangs_up(first)
    assert story.switch.calls(PG) == ()
    assert story.switch.present_leg(PG, first) == first
    assert story.switch._state.present_legs == {}
    with pytest.raises(Refused) as refused:
        story.do(CallerHangsUp(peripheral_id=PG, call_id=first))
    assert refused.value.code is ControlFailureCode.INVALID_CSTA_CALL_IDENTIFIER


def begun_first(story: Story) -> int:
    """A call arrives; returns the number of its first leg."""
    story.arrives()
    return begun(story)[0].connection.call_id


def test_stations_name_the_call_that_they_are_on() -> None:
    """To them an earlier leg is over: there is no such call."""
    story = Story()
    story.ready(A)
    first = begun_first(story)
    with pytest.raises(Refused) as refused:
        story.holds("2001", first)
    assert refused.value.code is ControlFailureCode.INVALID_CSTA_CALL_IDENTIFIER


def test_at_other_peripherals_a_contact_is_one_call() -> None:
    """From the route point to the agent and back into the queue."""
    story = Story(kind=OTHER)
    story.ready(A)
    first = story.arrives()
    story.answers("2001")
    story.transfers("2001", first, dialed_number="8002")
    assert call(story).id == first
    assert call(story).context.data.dialed_number == "8001"
