"""What becomes of an agent after a call, and of one with several calls."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from attrs import evolve

from ctiproto.constants import AgentState, AgentWorkMode, DeskSettingsMask, WrapupDataMode
from ctiserver.centre.switch.commands import ReleaseCall, SetCallData
from ctiserver.centre.switch.errors import Refused
from tests.ctiserver.centre.switch.story import PG, PLAIN, WRAPUP, Story, desk

if TYPE_CHECKING:
    from ctiserver.site.model import DeskSettings

from tests.ctiserver.centre.switch.scenes import (
    ALL_NOT_READY,
    LEFT_WORK,
    PEND,
    STATE,
    WORK_ROWS,
    A,
    B,
    S,
    refusal,
    talking,
    work_ready,
)

# --- after the call -------------------------------------------------------------------------------------------------


def after_a_call(settings: DeskSettings, work_mode: AgentWorkMode = AgentWorkMode.AWM_UNSPECIFIED) -> Story:
    """A, who was available, has just talked with a caller from outside."""
    story = Story(settings)
    story.sign_in(A, work_mode=work_mode)
    story.wants(A, S.AVAILABLE)
    story.arrives()
    story.answers("2001")
    story.clears("2001", story.switch.calls(PG)[-1])
    return story


@pytest.mark.fidelity("agents.wrapup-modes")
@pytest.mark.parametrize(
    ("mode", "work_mode", "state"),
    [
        (WrapupDataMode.REQUIRED, AgentWorkMode.AWM_UNSPECIFIED, S.WORK_READY),
        (WrapupDataMode.REQUIRED, AgentWorkMode.AWM_AUTO_IN, S.AVAILABLE),
        (WrapupDataMode.REQUIRED, AgentWorkMode.AWM_MANUAL_IN, S.WORK_NOT_READY),
        (WrapupDataMode.OPTIONAL, AgentWorkMode.AWM_UNSPECIFIED, S.AVAILABLE),
        (WrapupDataMode.OPTIONAL, AgentWorkMode.AWM_MANUAL_IN, S.WORK_NOT_READY),
        (WrapupDataMode.NOT_ALLOWED, AgentWorkMode.AWM_UNSPECIFIED, S.AVAILABLE),
        (WrapupDataMode.REQUIRED_WITH_DATA, AgentWorkMode.AWM_AUTO_IN, S.WORK_READY),
    ],
)
def test_wrapup_modes(mode: WrapupDataMode, work_mode: AgentWorkMode, state: AgentState) -> None:
    """The mode of the call's direction and the agent's own work mode decide whether the agent wraps up."""
    story = after_a_call(evolve(WRAPUP, wrapup_data_incoming_mode=mode), work_mode)
    assert story.state(A) is state


@pytest.mark.fidelity("agents.manual-in")
def test_manual_in_has_no_timer() -> None:
    """In manual-in mode wrap-up does not end by itself, however long it takes."""
    story = after_a_call(WRAPUP, AgentWorkMode.AWM_MANUAL_IN)
    assert story.rows()[-1].endswith("duration 0 next NOT_READY")
    story.wait(1000)
    assert story.state(A) is S.WORK_NOT_READY


@pytest.mark.fidelity("agents.work-with-data", "agents.data-required")
def test_wrapup_with_data_waits_for_the_data() -> None:
    """Without data nothing ends it: the timer does not, and requests are refused with 280."""
    story = after_a_call(evolve(WRAPUP, wrapup_data_incoming_mode=WrapupDataMode.REQUIRED_WITH_DATA))
    assert refusal(story, A, S.AVAILABLE) == (280, 0)
    story.wait(11)
    assert story.state(A) is S.WORK_READY
    story.do(SetCallData(peripheral_id=PG, call_id=story.switch.calls(PG)[-1], wrapup_data="sold"))
    story.wants(A, S.AVAILABLE)
    assert story.state(A) is S.AVAILABLE


@pytest.mark.fidelity("calls.end-after-wrapup", "calls.wrapup-data")
def test_wrapup_data_can_be_entered_for_two_minutes() -> None:
    """Then the association ends, though the agent goes on wrapping up."""
    story = after_a_call(evolve(WRAPUP, work_mode_timer=0))
    story.forget()
    story.wait(119.9)
    assert story.rows() == []
    story.wait(0.1)
    assert story.rows() == LEFT_WORK
    assert story.state(A) is S.WORK_READY
    story.wants(A, S.NOT_READY)
    assert story.rows() == [f"AGENT 1001 NOT_READY {ALL_NOT_READY}"]


def test_released_calls_end_at_once() -> None:
    """An agent who has released a call hears of its end directly after the clearing events, or at once."""
    story = Story(WRAPUP)
    talking(story)
    (call_id,) = story.switch.calls(PG)
    story.do(ReleaseCall(peripheral_id=PG, device="2001", call_id=call_id))
    story.forget()
    story.clears("2001", call_id)
    assert story.rows()[-3:] == [*LEFT_WORK, WORK_ROWS[S.WORK_READY]]
    other = after_a_call(WRAPUP)
    (call_id,) = other.switch.calls(PG)
    other.forget()
    other.do(ReleaseCall(peripheral_id=PG, device="2001", call_id=call_id))
    assert other.rows() == LEFT_WORK
    other.wait(10)
    assert other.rows() == ["AGENT 1001 AVAILABLE [1:AVAILABLE 3:AVAILABLE]"]
    other.arrives()
    with pytest.raises(Refused) as refused:
        other.do(ReleaseCall(peripheral_id=PG, device="2002", call_id=other.switch.calls(PG)[-1]))
    assert int(refused.value.code) == 268


@pytest.mark.fidelity("agents.available-after")
@pytest.mark.parametrize(
    ("bit", "caller", "called"), [(0x1, S.NOT_READY, S.AVAILABLE), (0x2, S.AVAILABLE, S.NOT_READY)]
)
def test_desk_settings_can_make_ready_after_a_call(bit: int, caller: AgentState, called: AgentState) -> None:
    """AVAIL_AFTER_INCOMING and AVAIL_AFTER_OUTGOING override the state before a call, each in its own direction."""
    story = Story(desk(DeskSettingsMask(bit) | DeskSettingsMask.AGENT_TO_AGENT_CALLS_ALLOWED))
    story.sign_in(A)
    story.sign_in(B)
    call_id = story.dials("2001", "2002")
    story.answers("2002")
    story.clears("2001", call_id)
    assert (story.state(A), story.state(B)) == (caller, called)


@pytest.mark.fidelity("agents.pending-choice", "agents.choice-goes-first")
@pytest.mark.parametrize(
    ("settings", "choice", "afterwards"),
    [
        (PLAIN, S.NOT_READY, S.NOT_READY),
        (PLAIN, S.WORK_READY, S.WORK_READY),
        (PLAIN, S.WORK_NOT_READY, S.WORK_NOT_READY),
        (WRAPUP, S.NOT_READY, S.WORK_NOT_READY),
    ],
)
def test_what_was_chosen_during_the_call(settings: DeskSettings, choice: AgentState, afterwards: AgentState) -> None:
    """A choice made on the call holds after it, with its reason; where wrap-up is required that comes first."""
    story = Story(settings)
    talking(story)
    story.wants(A, choice, reason_code=4)
    story.clears("2001", story.switch.calls(PG)[-1])
    assert story.state(A) is afterwards
    if afterwards is S.WORK_NOT_READY and settings is WRAPUP:
        story.wait(10)
        assert story.rows()[-1] == f"AGENT 1001 NOT_READY {ALL_NOT_READY} reason 4"


def test_no_wrapup_can_be_chosen_where_it_is_not_allowed() -> None:
    """The desk settings forbid it: 21/10108."""
    story = Story(PEND)
    talking(story)
    assert refusal(story, A, S.WORK_READY) == (STATE, 10_108)


def test_a_call_during_after_call_work_ends_the_work() -> None:
    """An agent who answers during wrap-up has ended the work for the call before."""
    story = Story(WRAPUP)
    work_ready(story)
    story.forget()
    second = story.dials("2003", "2001")
    assert [row for row in story.rows() if row.startswith("AGENT")] == []
    story.answers("2001")
    assert story.rows()[:3] == [*LEFT_WORK, "AGENT 1001 TALKING [1:BUSY_OTHER 3:TALKING] direction 3"]
    story.clears("2001", second)
    assert story.state(A) is S.WORK_READY


def test_a_call_that_rings_during_after_call_work_reserves_afterwards() -> None:
    """When the work is over and it still rings, the agent is reserved, not available."""
    story = Story(WRAPUP)
    work_ready(story)
    story.dials("2003", "2001")
    story.forget()
    story.wait(10)
    assert story.rows() == [*LEFT_WORK, "AGENT 1001 RESERVED [1:BUSY_OTHER 3:RESERVED] direction 3"]


def test_another_call_keeps_the_agent_busy() -> None:
    """When one of two calls ends, the agent is on hold with the other, and wraps up only after the last."""
    story = Story(WRAPUP)
    talking(story)
    (first,) = story.switch.calls(PG)
    second = story.dials("2003", "2001")
    story.forget()
    story.answers("2001", call_id=second)
    assert story.rows() == [
        "Held K(2001) HOLD -> 2001, All",
        "MediaStopped K(2001) -> 2001, All",
        "AGENT 1001 TALKING [1:BUSY_OTHER 3:TALKING] direction 3",
        "Established K(2001) CONNECT -> 2003, 2001, All",
        "MediaStarted K(2003) -> 2003, All",
        "MediaStarted K(2001) -> 2001, All",
    ]
    story.clears("2001", second)
    assert story.rows()[-1] == "AGENT 1001 HOLD [1:HOLD 3:BUSY_OTHER] direction 1"
    story.hangs_up(first)
    assert story.state(A) is S.WORK_READY


@pytest.mark.fidelity("agents.talking-wins", "agents.hold")
def test_talking_counts_before_holding_whatever_came_first() -> None:
    """The agent's state follows the call that is talked on, then the held one, then the one that rings."""
    story = Story()
    talking(story)
    (first,) = story.switch.calls(PG)
    story.dials("2003", "2001")
    story.holds("2001", first)
    assert story.rows()[-1] == "AGENT 1001 HOLD [1:HOLD 3:BUSY_OTHER] direction 1"
    other = Story()
    other.sign_in(A)
    ringing = other.dials("2003", "2001")
    second = other.dials("2002", "2001")
    other.answers("2001", call_id=second)
    other.holds("2001", second)
    assert other.rows()[-1] == "AGENT 1001 HOLD [1:BUSY_OTHER 3:HOLD] direction 3"
    assert ringing in other.switch.calls(PG)
