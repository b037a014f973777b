"""What became of a call that ends, and what a call inside is to each of its sides."""

from __future__ import annotations

from typing import Any

import pytest

from ctiproto.constants import AgentState, CallType, DispositionCode, EventCause
from ctiserver.centre.switch import events as e
from ctiserver.centre.switch.commands import OutsideRefuses
from ctiserver.site.model import Settings
from tests.ctiserver.centre.switch.story import OTHER, PG, Story

A, B = "1001", "1002"
D = DispositionCode


def ended(story: Story, call_id: int, device: str = "") -> DispositionCode:
    """What became of a call that a station ends, or its party outside."""
    call = story.switch._state.calls[PG, call_id]
    if device:
        story.clears(device, call_id)
    else:
        story.hangs_up(call_id)
    assert call.cleared
    return call.disposition


def talks(story: Story) -> int:
    """A, who is available, talks with a caller; returns the call."""
    call_id = story.arrives()
    story.answers("2001")
    return call_id


# --- of calls from outside --------------------------------------------------------------------------------------------


@pytest.mark.fidelity("calls.dispositions")
def test_callers_who_give_up() -> None:
    """In the queue the call had no destination yet (4); while it rings it is abandoned (3); on hold there (6)."""
    story = Story()
    assert ended(story, story.arrives()) is D.ABANDONED_DELAY
    story.ready(A)
    assert ended(story, story.arrives()) is D.ABANDONED_RING
    call_id = talks(story)
    story.holds("2001", call_id)
    assert ended(story, call_id) is D.ABANDONED_AGENT_TERMINAL


@pytest.mark.fidelity("calls.dispositions")
def test_calls_that_were_handled() -> None:
    """By an agent (13), whoever hangs up, and an agent may hang up on hold; or by a telephone without any (14)."""
    story = Story()
    story.ready(A)
    assert ended(story, talks(story)) is D.DISCONNECT_DROP_HANDLED_PRIMARY_ROUTE
    call_id = talks(story)
    story.holds("2001", call_id)
    assert ended(story, call_id, "2001") is D.DISCONNECT_DROP_HANDLED_PRIMARY_ROUTE
    inside = story.dials("3001", "3003")
    story.answers("3003")
    assert ended(story, inside, "3001") is D.DISCONNECT_DROP_HANDLED_OTHER


# --- of calls that agents place ---------------------------------------------------------------------------------------


@pytest.mark.fidelity("calls.dispositions")
def test_calls_of_agents_that_come_to_nothing() -> None:
    """Not answered (10), busy or no such number (4), or trouble in the network (26)."""
    story = Story()
    story.sign_in(A)
    story.ready(B)
    assert ended(story, story.dials("2001", "2002"), "2001") is D.DISCONNECT_DROP_NO_ANSWER
    assert ended(story, story.dials("2001", "7777"), "2001") is D.ABANDONED_DELAY
    congestion = EventCause.CEC_NETWORK_CONGESTION
    for cause, disposition in ((EventCause.CEC_BUSY, D.ABANDONED_DELAY), (congestion, D.U_ABORT)):
        call_id = story.dials("2001", "95550100")
        story.do(OutsideRefuses(peripheral_id=PG, call_id=call_id, cause=cause))
        assert ended(story, call_id, "2001") is disposition


def test_at_other_peripherals() -> None:
    """The queue and busy parties have dispositions of their own there; hold and telephones without agents have none."""
    story = Story(kind=OTHER)
    assert ended(story, story.arrives()) is D.ABANDONED_IN_LOCAL_QUEUE
    story.ready(A)
    assert ended(story, story.arrives()) is D.ABANDONED_RING
    call_id = talks(story)
    story.holds("2001", call_id)
    assert ended(story, call_id) is D.DISCONNECT_DROP_HANDLED_PRIMARY_ROUTE
    story.wants(A, AgentState.NOT_READY)
    assert ended(story, story.dials("2001", "7777"), "2001") is D.BUSY


# --- types ------------------------------------------------------------------------------------------------------------


def told(story: Story) -> list[tuple[str, int, bool]]:
    """Each beginning and change: to which station first, with which type, and whether to those who see all."""
    events = [event for event in story.events if isinstance(event, e.CallBegan | e.CallDataUpdated)]
    story.forget()
    return [(event.parties[0].id, int(event.context.call_type), event.to_all) for event in events]


@pytest.mark.fidelity("calls.called-inside-type")
def test_a_call_inside_has_type_6_to_who_is_called() -> None:
    """To the caller and to those who see all it has 10, also when something is written on it; it counts as inside."""
    story = Story()
    story.sign_in(A)
    story.ready(B)
    call_id = story.dials("2001", "2002")
    assert told(story) == [("2001", 10, True), ("2002", 6, False)]
    story.writes(call_id, wrapup_data="x")
    assert told(story) == [("2002", 6, False), ("2001", 10, True)]
    assert story.switch.call_began(PG, call_id, story.switch.station(PG, "2002")).context.call_type == 6
    assert story.switch.call_began(PG, call_id).context.call_type == 10
    story.answers("2002")
    story.writes(call_id, call_type=CallType.CALLTYPE_ASSIST)
    assert told(story) == [("2001", 19, True)]
    story.clears("2001", call_id)
    assert (story.figures(A)["internal_calls"], story.figures(B)["handled_calls"]) == (0, 0)


@pytest.mark.parametrize("how", [{"settings": Settings(called_side_other_in=False)}, {"kind": OTHER}])
def test_a_call_inside_may_have_one_type(how: dict[str, Any]) -> None:
    """Where the site wants it so, or the peripheral is of another type."""
    story = Story(**how)
    story.sign_in(A)
    story.ready(B)
    call_id = story.dials("2001", "2002")
    assert told(story) == [("2001", 10, True), ("2002", 10, False)]
    story.writes(call_id, wrapup_data="x")
    assert told(story) == [("2001", 10, True)]


def test_a_consultation_is_one_to_both_sides() -> None:
    """Its type says what it is for, to whoever is called as well."""
    story = Story()
    first = story.talks()
    story.ready(B)
    story.consults("2001", first, "2002")
    assert [kind for _, kind, _ in told(story)] == [12, 12]
