"""Calls that may not wait, or have waited too long: they go elsewhere, or fail."""

from __future__ import annotations

from typing import Any

import pytest
from attrs import evolve

from ctiproto.constants import (
    AgentState,
    AllocationState,
    CallType,
    DispositionCode,
    EventCause,
    PeripheralType,
)
from ctiserver.centre.statistics.counters import Period
from ctiserver.centre.switch import events as e
from ctiserver.centre.switch.commands import (
    BringPeripheralOnline,
    MakePredictiveCall,
    Reconfigure,
    TakePeripheralOffline,
)
from ctiserver.centre.switch.identifiers import ServiceRef, TrunkRef
from ctiserver.site.model import DialedNumber, Service, Settings, Site
from tests.ctiserver.centre.switch.story import NEXT_LEG, OTHER, PG, Story
from tests.ctiserver.centre.switch.variants import changed, without

A, B = "1001", "1002"
CCE = PeripheralType.ENTERPRISE_AGENT

ARRIVAL = ["Began K(X) -> All", "Delivered K(X) INITIATE cause 22 -> All", "Queued K(X) QUEUED -> All"]
OVER = ["ConnectionCleared K(X) NULL -> All", "Cleared K(X) NULL -> All", "Ended K(X) -> All"]


def limits(story: Story, service: int = 1, **limits: Any) -> None:
    """A service has these limits from now on."""
    site = story.switch.site
    story.do(Reconfigure(site=evolve(site, services=changed(site.services, service, **limits))))
    story.forget()


def limited(service: int = 1, kind: PeripheralType = CCE, **limits_: Any) -> Story:
    """A story at a site where a service has limits; nobody is signed in."""
    story = Story(kind=kind)
    limits(story, service, **limits_)
    return story


def queue_events(story: Story) -> list[tuple[type[e.Event], int, int, EventCause]]:
    """What happened to queues: the event, the service, how many calls wait for it then, and why."""
    return [
        (type(event), event.service.number, event.queued, event.cause)
        for event in story.history
        if isinstance(event, e.CallQueued | e.CallDequeued)
    ]


# --- a queue that is full ---------------------------------------------------------------------------------------------


@pytest.mark.fidelity("calls.queue-limits", "calls.overflow")
def test_a_call_without_a_place_goes_to_another_queue() -> None:
    """It is queued, leaves at once because of an overflow, and waits where the number leads."""
    story = limited(max_queued=1, overflow_number="8002")
    first = story.arrives()
    assert story.rows() == ARRIVAL
    second = story.arrives(ani="5550101")
    assert story.rows() == [
        *ARRIVAL,
        "Dequeued K(X) CONNECT cause 26 -> All",
        # For those who watch the number that it goes to.
        "Began K(X) -> ",
        "Queued K(X) QUEUED -> All",
    ]
    assert queue_events(story) == [
        (e.CallQueued, 1, 1, EventCause.CEC_NONE),
        (e.CallQueued, 1, 2, EventCause.CEC_NONE),
        (e.CallDequeued, 1, 1, EventCause.CEC_OVERFLOW),
        (e.CallQueued, 2, 1, EventCause.CEC_NONE),
    ]
    assert (story.waiting(1), story.waiting(2)) == (1, 1)
    assert [story.switch.call(PG, each).service for each in (first, second)] == [
        ServiceRef(1, 6001),
        ServiceRef(2, 6002),
    ]
    view = story.switch.call(PG, second)
    assert (view.called.id, view.last_redirect.id, view.context.data.dnis) == ("8001", "8001", "8001")
    assert [device.id for device in view.entry] == ["2", "1", "8001", "8002"]


@pytest.mark.fidelity("calls.overflow")
def test_a_call_that_overflows_goes_to_the_next_agent_at_once() -> None:
    """An agent of the other queue who is available gets it, as any call that is queued there."""
    story = limited(max_queued=1, overflow_number="8002")
    story.arrives()
    story.ready(B)
    call_id = story.arrives(ani="5550101")
    assert story.rows() == [
        *ARRIVAL,
        "Dequeued K(X) CONNECT cause 26 -> All",
        "Began K(X) -> ",
        "Queued K(X) QUEUED -> All",
        "AGENT 1002 RESERVED [2:RESERVED 3:BUSY_OTHER] direction 1",
        "PRE_CALL 1002",
        "Dequeued K(X) CONNECT -> All",
        *NEXT_LEG,
        "Began K(2002) -> 2002",
        "Delivered K(2002) ALERTING -> 2002, All",
    ]
    view = story.switch.call(PG, call_id)
    assert (view.service.number, view.skill_group.number, view.last_redirect.id) == (2, 2, "8001")


@pytest.mark.fidelity("calls.overflow-type")
@pytest.mark.parametrize("kind", [OTHER, CCE])
def test_the_type_of_a_call_that_overflows(kind: PeripheralType) -> None:
    """It becomes one that overflowed, and is told so; on Unified CCE there is no such type."""
    story = limited(kind=kind, max_queued=1, overflow_number="8002")
    story.arrives()
    story.forget()
    call_id = story.arrives(ani="5550101")
    told = "DataUpdated call_type -> All" in story.rows()
    call_type = story.switch.call(PG, call_id).context.call_type
    assert (call_type, told) == (
        (CallType.CALLTYPE_OVERFLOW_IN, True) if kind is OTHER else (CallType.CALLTYPE_ACD_IN, False)
    )
    story.ready(B)
    story.answers("2002")
    story.clears("2002", story.switch.calls(PG)[-1])
    assert story.figures(B)["handled_calls"] == 1


@pytest.mark.fidelity("calls.overflow-type")
def test_a_call_that_came_in_another_way_keeps_its_type() -> None:
    """One that a station places to the number is a call inside, whichever queue it waits in."""
    story = limited(kind=OTHER, max_queued=1, overflow_number="8002")
    story.arrives()
    inside = story.dials("3001", "8001")
    view = story.switch.call(PG, inside)
    assert (view.service.number, view.context.call_type) == (2, CallType.CALLTYPE_AGENT_INSIDE)


@pytest.mark.fidelity("calls.queue-limits", "calls.queue-refuses", "calls.dispositions-of-queues")
@pytest.mark.parametrize(
    ("kind", "disposition"), [(OTHER, DispositionCode.FORCED_BUSY), (CCE, DispositionCode.ABANDONED_DELAY)]
)
def test_a_call_without_a_place_fails_if_it_can_go_nowhere(kind: PeripheralType, disposition: DispositionCode) -> None:
    """The number is what failed, and the caller hears a tone for a while."""
    story = limited(kind=kind, max_queued=1)
    story.arrives()
    story.forget()
    call_id = story.arrives(ani="5550101")
    call = story.switch._state.calls[PG, call_id]
    assert story.rows() == [
        *ARRIVAL,
        "Dequeued K(X) CONNECT cause 62 -> All",
        "Failed K(X) FAIL cause 62 -> All",
    ]
    (failed,) = (event for event in story.history if isinstance(event, e.CallFailed))
    assert (failed.failing.id, failed.called.id) == ("8001", "8001")
    story.wait(2)
    assert story.rows() == OVER
    assert call.disposition is disposition
    assert len(story.switch.calls(PG)) == 1
    # The trunk is free again.
    assert story.switch.call(PG, story.arrives("8002")).trunk == TrunkRef(2, 1)


def test_an_agent_who_calls_a_full_queue_hears_a_tone() -> None:
    """Their call fails as one to somebody who is busy, and they are not ready again behind it."""
    story = limited(max_queued=1)
    story.arrives()
    story.sign_in(A)
    story.forget()
    story.dials("2001", "8001")
    assert story.rows()[-2:] == [
        "Dequeued K(2001) CONNECT cause 62 -> 2001, All",
        "Failed K(2001) FAIL cause 62 -> 2001, All",
    ]
    assert story.state(A) is AgentState.TALKING
    story.wait(2)
    assert story.state(A) is AgentState.NOT_READY
    assert len(story.switch.calls(PG)) == 1


def test_all_queues_of_a_service_count_together() -> None:
    """Calls of two numbers wait for the same service, in queues of their own; calls for others do not count."""
    story = limited(3, max_queued=2)
    story.arrives("8001")
    story.arrives("8003")
    story.arrives("8004")
    assert story.waiting(3) == 2
    call_id = story.dials("3001", "8003")
    assert story.rows()[-1] == "Failed K(3001) FAIL cause 62 -> All"
    story.clears("3001", call_id)
    assert story.waiting(3) == 2


def test_who_finds_an_agent_always_has_a_place() -> None:
    """The queue is full of calls that the agent cannot take."""
    story = limited(3, max_queued=1)
    story.sign_in(A, skill_groups=(1,))
    story.wants(A, AgentState.AVAILABLE)
    story.arrives("8003")
    story.arrives("8004")
    assert story.state(A) is AgentState.RESERVED
    assert story.waiting(3) == 1


def test_a_place_becomes_free() -> None:
    """Whoever goes to an agent, or gives up, makes room for another."""
    story = limited(max_queued=1)
    first = story.arrives()
    story.hangs_up(first)
    story.arrives()
    assert story.waiting(1) == 1
    story.ready(A)
    story.arrives(ani="5550101")
    assert story.waiting(1) == 1


def test_a_chain_of_queues() -> None:
    """What finds no place in one goes on to the next, as far as it leads, and fails at its end."""
    story = limited(1, max_queued=1, overflow_number="8002")
    limits(story, 2, max_queued=1)
    story.arrives("8001")
    story.arrives("8002")
    story.arrives("8001")
    assert [row for row in story.rows() if "Dequeued" in row or "Failed" in row] == [
        "Dequeued K(X) CONNECT cause 26 -> All",
        "Dequeued K(X) CONNECT cause 62 -> All",
        "Failed K(X) FAIL cause 62 -> All",
    ]
    (failed,) = (event for event in story.history if isinstance(event, e.CallFailed))
    assert failed.failing.id == "8002"


def test_a_long_chain_of_queues() -> None:
    """However many services there are, each of which has no place."""
    story = Story()
    numbers = [str(number) for number in range(80_000, 82_000)]
    services = tuple(
        Service(100 + place, 7000 + place, PG, members=(1,), max_queued=1, overflow_number=number)
        for place, number in enumerate(numbers[1:])
    )
    last = Service(100 + len(services), 7000 + len(services), PG, members=(1,))
    dialed = tuple(DialedNumber(number, 100 + place, PG) for place, number in enumerate(numbers))
    site = story.switch.site
    story.do(
        Reconfigure(
            site=evolve(
                site,
                services=(*site.services, *services, last),
                dialed_numbers=(*site.dialed_numbers, *dialed),
                trunk_groups=(),
            )
        )
    )
    for number in numbers[:-1]:
        story.arrives(number)
    story.arrives(numbers[0])
    assert story.waiting(last.number) == 1


def test_a_predictive_call_overflows_as_well() -> None:
    """The far end rings meanwhile, or is refused when it answers."""
    story = limited(max_queued=1, overflow_number="8002")
    limits(story, 2, max_queued=1)
    story.arrives()
    predictive = MakePredictiveCall(
        peripheral_id=PG, originating="8001", dialed_number="95550100", allocation=AllocationState.DELIVERED
    )
    story.do(predictive)
    call_id = story.switch.calls(PG)[-1]
    assert story.switch.call(PG, call_id).service.number == 2
    story.forget()
    story.do(predictive)
    assert story.rows()[-1] == "Failed K(X) FAIL cause 62 -> All"


@pytest.mark.parametrize("kind", [OTHER, CCE])
def test_a_call_that_is_transferred_finds_a_full_queue(kind: PeripheralType) -> None:
    """The agent has left by then; the caller goes on to the next queue."""
    story = Story(kind=kind)
    call_id = story.talks()
    limits(story, 2, max_queued=1, overflow_number="8003")
    story.arrives("8002", ani="5550101")
    story.wants(A, AgentState.NOT_READY)
    story.transfers("2001", call_id, dialed_number="8002")
    assert (story.waiting(2), story.waiting(3)) == (1, 1)
    assert story.state(A) is AgentState.NOT_READY


# --- a wait that is too long ------------------------------------------------------------------------------------------


@pytest.mark.fidelity("calls.queue-limits")
def test_a_call_that_waited_too_long_goes_to_another_queue() -> None:
    """There its time counts anew, if there is a limit at all."""
    story = limited(max_queue_time=30, time_out_number="8002")
    limits(story, 2, max_queue_time=20)
    call_id = story.arrives()
    story.wait(29)
    story.forget()
    story.wait(1)
    assert story.rows() == [
        "Dequeued K(X) CONNECT cause 35 -> All",
        "Began K(X) -> ",
        "Queued K(X) QUEUED -> All",
    ]
    assert story.switch.call(PG, call_id).service.number == 2
    story.wait(19)
    assert (story.waiting(2), story.rows()) == (1, [])
    story.wait(1)
    assert story.rows() == ["Dequeued K(X) CONNECT cause 35 -> All", "Failed K(X) FAIL cause 35 -> All"]


@pytest.mark.fidelity("calls.queue-refuses", "calls.dispositions-of-queues")
@pytest.mark.parametrize(
    ("kind", "disposition"), [(OTHER, DispositionCode.TIME_OUT), (CCE, DispositionCode.ABANDONED_DELAY)]
)
def test_every_wait_ends_although_nobody_ever_answers(kind: PeripheralType, disposition: DispositionCode) -> None:
    """Nobody is signed in, and the caller would wait for ever."""
    story = limited(kind=kind, max_queue_time=30)
    call_id = story.arrives()
    call = story.switch._state.calls[PG, call_id]
    story.forget()
    story.wait(32)
    assert story.rows() == ["Dequeued K(X) CONNECT cause 35 -> All", "Failed K(X) FAIL cause 35 -> All", *OVER]
    assert call.disposition is disposition
    assert (story.switch.calls(PG), story.switch.next_deadline(), story.waiting(1)) == ((), None, 0)


def test_a_wait_ends_after_the_last_agent_has_left() -> None:
    """The call came back from an agent who signed out instead of answering."""
    story = limited(max_queue_time=30)
    story.ready(A)
    story.arrives()
    story.wait(12)
    assert (story.state(A), story.waiting(1)) == (AgentState.NOT_READY, 1)
    story.wants(A, AgentState.LOGOUT)
    story.forget()
    # It has waited since it came, and rung meanwhile.
    story.wait(18)
    assert story.rows() == ["Dequeued K(X) CONNECT cause 35 -> All", "Failed K(X) FAIL cause 35 -> All"]
    story.wait(2)
    assert story.switch.calls(PG) == ()


def test_a_call_that_comes_back_keeps_its_place() -> None:
    """Another has taken the last one meanwhile; neither is sent away."""
    story = limited(max_queued=1)
    story.ready(A)
    first = story.arrives()
    story.arrives(ani="5550101")
    story.wait(12)
    assert story.waiting(1) == 2
    story.wants(A, AgentState.AVAILABLE)
    story.answers("2001")
    assert story.switch.present_leg(PG, first) in {each.id.call_id for each in story.switch.connections_at(PG, "2001")}


def test_who_is_answered_in_time_talks_as_long_as_they_like() -> None:
    """The time is that of the queue; nothing is left of it at the agent."""
    story = limited(max_queue_time=30)
    story.ready(A)
    story.arrives()
    story.answers("2001")
    assert story.switch.next_deadline() is None
    story.wait(100)
    assert story.state(A) is AgentState.TALKING


def test_who_gives_up_is_not_waited_for() -> None:
    """The timer ends with the call."""
    story = limited(max_queue_time=30)
    story.hangs_up(story.arrives())
    assert story.switch.next_deadline() is None


def test_groups_count_the_waits() -> None:
    """One call waited in two queues: once for as long as it may, and then until it was answered."""
    story = limited(max_queue_time=30, time_out_number="8002")
    story.arrives()
    assert story.group(1)["calls_q_now"] == 1
    story.wait(35)
    assert (story.group(1)["calls_q_now"], story.group(2)["calls_q_now"], story.group(2)["calls_q_time_now"]) == (
        0,
        1,
        5,
    )
    story.ready(B)
    assert story.group(2)["calls_q_now"] == 0
    today = {number: story._statistics.group(PG, number, Period.TODAY, story.now) for number in (1, 2)}
    assert {number: (each["calls_q"], each["calls_q_time"]) for number, each in today.items()} == {
        1: (1, 30),
        2: (1, 5),
    }


# --- the link, and the site -------------------------------------------------------------------------------------------


def test_a_wait_ends_when_the_link_is_back() -> None:
    """Nothing is told of a peripheral that is off-line; what was due is done when it is back."""
    story = Story(settings=Settings(peripheral_linger=100))
    limits(story, max_queue_time=30)
    story.arrives()
    story.do(TakePeripheralOffline(peripheral_id=PG))
    story.forget()
    story.wait(40)
    assert story.rows() == []
    story.do(BringPeripheralOnline(peripheral_id=PG))
    story.wait(0)
    assert story.rows()[-2:] == ["Dequeued K(X) CONNECT cause 35 -> All", "Failed K(X) FAIL cause 35 -> All"]


def test_nothing_is_left_of_a_call_that_is_dropped() -> None:
    """Its wait is not ended a second time."""
    story = limited(max_queue_time=30)
    story.arrives()
    story.do(TakePeripheralOffline(peripheral_id=PG))
    assert (story.switch.calls(PG), story.switch.next_deadline()) == ((), None)


def test_a_new_time_holds_for_calls_that_wait() -> None:
    """Longer, shorter, or none; one that has waited longer already leaves at once."""
    story = limited(max_queue_time=30)
    story.arrives()
    story.wait(20)
    limits(story, max_queue_time=60)
    assert story.switch.next_deadline() == story.now + 40
    limits(story, max_queue_time=0)
    assert story.switch.next_deadline() is None
    limits(story, max_queue_time=10, time_out_number="8002")
    story.wait(0)
    assert (story.waiting(1), story.waiting(2)) == (0, 1)


def test_a_new_limit_holds_for_calls_that_come() -> None:
    """Those that wait already stay."""
    story = Story()
    for _ in range(2):
        story.arrives()
    limits(story, max_queued=1)
    assert story.waiting(1) == 2
    story.arrives()
    assert story.rows()[-1] == "Failed K(X) FAIL cause 62 -> All"


def test_a_number_leads_to_a_full_queue_from_now_on() -> None:
    """A call that has to wait there then finds no place, and goes on."""
    story = limited(2, max_queued=1, overflow_number="8003")
    story.arrives("8002")
    story.arrives("8001")
    site = story.switch.site
    story.forget()
    story.do(Reconfigure(site=evolve(site, dialed_numbers=changed(site.dialed_numbers, "8001", service_number=2))))
    assert story.rows() == [
        "SiteReconfigured",
        "Dequeued K(X) CONNECT -> All",
        "Queued K(X) QUEUED -> All",
        "Dequeued K(X) CONNECT cause 26 -> All",
        "Began K(X) -> ",
        "Queued K(X) QUEUED -> All",
    ]
    assert (story.waiting(2), story.waiting(3)) == (1, 1)


def test_a_wait_ends_with_the_service() -> None:
    """A call that waits for a service which is gone fails, and nothing is left of its time."""
    story = limited(2, max_queue_time=30)
    story.arrives("8002")

    def removed(site: Site) -> Site:
        return evolve(
            site,
            services=without(site.services, 2),
            dialed_numbers=without(site.dialed_numbers, "8002"),
        )

    story.forget()
    story.do(Reconfigure(site=removed(story.switch.site)))
    story.wait(2)
    assert story.rows() == [
        "SiteReconfigured",
        "Dequeued K(X) CONNECT -> All",
        "Failed K(X) FAIL cause 13 -> All",
        *OVER,
    ]
    assert (story.switch.calls(PG), story.switch.next_deadline()) == ((), None)
