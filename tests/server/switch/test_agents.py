"""Agents: what they may ask for in which state, signing in and out, and what happens after a call."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import pytest
from attrs import evolve

from ctiproto.constants import (
    AgentServiceRequest,
    AgentState,
    AgentWorkMode,
    CallMannerType,
    DeskSettingsMask,
    ForcedFlag,
    WrapupDataMode,
)
from server.site.model import Settings
from server.switch import events as e
from server.switch.commands import ReleaseCall, SetCallData
from server.switch.errors import Refused
from server.switch.identifiers import SkillGroupRef
from tests.server.switch.story import PG, PLAIN, WRAPUP, Story, desk

if TYPE_CHECKING:
    from collections.abc import Callable

    from server.site.model import DeskSettings

A, B = "1001", "1002"
S = AgentState
PEND: Final = evolve(PLAIN, wrapup_data_incoming_mode=WrapupDataMode.NOT_ALLOWED)


def refusal(story: Story, agent: str, state: AgentState, **more: Any) -> tuple[int, int]:
    """The codes with which a request is refused; nothing may have changed by it."""
    before = [evolve(story.switch.agent(PG, each), at=story.now) for each in (A, B)]
    with pytest.raises(Refused) as refused:
        story.wants(agent, state, **more)
    assert [story.switch.agent(PG, each) for each in (A, B)] == before
    return int(refused.value.code), refused.value.peripheral_error


# --- the table ------------------------------------------------------------------------------------------------------


def _logout(_: Story) -> None:
    pass


def _not_ready(story: Story) -> None:
    story.sign_in(A, reason_code=5)


def _available(story: Story) -> None:
    story.ready(A)


def _reserved(story: Story) -> None:
    story.ready(A)
    story.arrives()


def _talking(story: Story) -> None:
    _reserved(story)
    story.answers("2001")


def _hold(story: Story) -> None:
    _talking(story)
    story.holds("2001", story.switch.calls(PG)[-1])


def _work_ready(story: Story) -> None:
    _talking(story)
    story.clears("2001", story.switch.calls(PG)[-1])


def _work_not_ready(story: Story) -> None:
    _work_ready(story)
    story.wants(A, S.WORK_NOT_READY)


SCENES: Final[dict[AgentState, Callable[[Story], None]]] = {
    S.LOGOUT: _logout,
    S.NOT_READY: _not_ready,
    S.AVAILABLE: _available,
    S.RESERVED: _reserved,
    S.TALKING: _talking,
    S.HOLD: _hold,
    S.WORK_READY: _work_ready,
    S.WORK_NOT_READY: _work_not_ready,
}
ON_A_CALL = (S.TALKING, S.HOLD)
WORKING = (S.WORK_READY, S.WORK_NOT_READY)
STATE: Final = 21

REFUSALS: Final[dict[tuple[AgentState, AgentState], tuple[int, int]]] = {
    **{(S.LOGIN, state): (259, 10_102) for state in SCENES if state is not S.LOGOUT},
    (S.LOGOUT, S.LOGOUT): (STATE, 10_101),
    **{(S.LOGOUT, state): (STATE, 10_112) for state in (S.AVAILABLE, S.RESERVED, *ON_A_CALL, *WORKING)},
    (S.NOT_READY, S.LOGOUT): (STATE, 10_108),
    (S.NOT_READY, S.RESERVED): (STATE, 10_104),
    **{(S.AVAILABLE, state): (STATE, 10_111) for state in (S.LOGOUT, S.RESERVED, *ON_A_CALL)},
    **{
        (work, state): (STATE, 10_108)
        for work in WORKING
        for state in (S.LOGOUT, S.NOT_READY, S.AVAILABLE, S.RESERVED)
    },
}

ALL_NOT_READY = "[1:NOT_READY 3:NOT_READY]"
LEFT_WORK = ["Ended K(2001) -> 2001", "Ended K(X) -> All"]
PENDING: Final = {S.TALKING: "TALKING [1:TALKING 3:BUSY_OTHER]", S.HOLD: "HOLD [1:HOLD 3:BUSY_OTHER]"}
WORK_ROWS: Final = {
    S.WORK_READY: "AGENT 1001 WORK_READY [1:WORK_READY 3:BUSY_OTHER] direction 1 duration 10 next AVAILABLE",
    S.WORK_NOT_READY: "AGENT 1001 WORK_NOT_READY [1:WORK_NOT_READY 3:BUSY_OTHER] direction 1 duration 10 next NOT_READY",
}
GRANTS: Final[dict[tuple[AgentState, AgentState], list[str]]] = {
    (S.LOGIN, S.LOGOUT): ["AGENT 1001 LOGIN [1:LOGIN 3:LOGIN]", f"AGENT 1001 NOT_READY {ALL_NOT_READY} reason 7"],
    (S.LOGOUT, S.NOT_READY): ["AGENT 1001 LOGOUT [1:LOGOUT 3:LOGOUT] reason 7"],
    (S.NOT_READY, S.NOT_READY): [f"AGENT 1001 NOT_READY {ALL_NOT_READY} reason 7"],
    (S.NOT_READY, S.AVAILABLE): [f"AGENT 1001 NOT_READY {ALL_NOT_READY} reason 7"],
    (S.AVAILABLE, S.NOT_READY): ["AGENT 1001 AVAILABLE [1:AVAILABLE 3:AVAILABLE]"],
    (S.AVAILABLE, S.AVAILABLE): [],
    **{(S.NOT_READY, state): [f"AGENT 1001 {PENDING[state]} direction 1 next NOT_READY"] for state in ON_A_CALL},
    **{(S.NOT_READY, state): [*LEFT_WORK, f"AGENT 1001 NOT_READY {ALL_NOT_READY} reason 7"] for state in WORKING},
    **{(S.AVAILABLE, state): [*LEFT_WORK, "AGENT 1001 AVAILABLE [1:AVAILABLE 3:AVAILABLE]"] for state in WORKING},
    **{
        (work, state): [f"AGENT 1001 {PENDING[state]} direction 1 next {work.name}"]
        for work in WORKING
        for state in ON_A_CALL
    },
    **{(work, state): [WORK_ROWS[work]] if work is not state else [] for work in WORKING for state in WORKING},
}


@pytest.mark.parametrize("state", SCENES)
@pytest.mark.parametrize("wanted", [S.LOGIN, S.LOGOUT, S.NOT_READY, S.AVAILABLE, S.WORK_READY, S.WORK_NOT_READY])
def test_every_cell_of_the_table(wanted: AgentState, state: AgentState) -> None:
    """Each state can be asked for in each state, and is granted or refused as the table of transitions says."""
    story = Story(WRAPUP)
    SCENES[state](story)
    story.forget()
    assert story.state(A) is state
    if (wanted, state) in REFUSALS:
        assert refusal(story, A, wanted, password=A, reason_code=7) == REFUSALS[wanted, state]
        assert story.events == []
    else:
        story.wants(A, wanted, password=A, reason_code=7)
        assert story.rows() == GRANTS[wanted, state]


@pytest.mark.parametrize("wanted", [S.TALKING, S.BUSY_OTHER, S.RESERVED, S.UNKNOWN, S.HOLD, S.ACTIVE, S.NOT_ACTIVE])
def test_states_that_nobody_can_ask_for(wanted: AgentState) -> None:
    """They follow from calls or belong to other media: 22; numbers that are no state: 3."""
    story = Story()
    assert refusal(story, A, wanted) == (22, 0)
    assert refusal(story, A, AgentState(15)) == (3, 0)


def test_the_same_reason_again_changes_nothing() -> None:
    """NOT_READY with the reason that the agent has already is confirmed without an event."""
    story = Story()
    story.sign_in(A, reason_code=7)
    story.forget()
    story.wants(A, S.NOT_READY, reason_code=7)
    assert story.rows() == []


# --- signing in -----------------------------------------------------------------------------------------------------


def test_sign_in_failures() -> None:
    """Each way of signing in wrongly has its own code."""
    story = Story()
    assert refusal(story, "1999", S.LOGIN) == (256, 0)
    assert refusal(story, A, S.LOGIN, password="x") == (257, 0)
    assert refusal(story, A, S.LOGIN) == (257, 0)
    assert refusal(story, A, S.LOGIN, password=A, instrument="2999") == (260, 10_004)
    assert refusal(story, A, S.LOGIN, password=A, skill_groups=(2,)) == (262, 0)
    story.sign_in(B)
    assert refusal(story, A, S.LOGIN, password=A, instrument="2002") == (283, 0)
    combined = Story(settings=Settings(combined_login_error=True))
    assert refusal(combined, A, S.LOGIN, password="x") == (258, 0)


def test_sign_in_elsewhere_and_for_some_groups() -> None:
    """Somebody may sit at any free station, also as a remote agent, and work for some of his groups only."""
    story = Story()
    story.sign_in(
        A,
        instrument="3001;5550123",
        skill_groups=(3,),
        work_mode=AgentWorkMode.RA_CALL_BY_CALL,
        service_request=AgentServiceRequest.OUTBOUND_SUPPORT,
    )
    here = story.switch.agent_at(PG, "3001")
    assert here is not None
    assert (here.agent_id, here.extension, here.instrument) == (A, "3001", "3001")
    assert [each.skill_group.number for each in here.groups] == [3]
    assert story.switch.agent_at(PG, "2001") is None
    story.force_out(A)
    assert story.switch.agent(PG, A).extension == "2001"


def test_the_desk_settings_may_forbid_to_choose_groups() -> None:
    """Without AGENT_CAN_SELECT_GROUP a list of groups is ignored."""
    story = Story(desk(DeskSettingsMask(0)))
    story.sign_in(A, skill_groups=(2,))
    assert [each.skill_group.number for each in story.switch.agent(PG, A).groups] == [1, 3]


def test_single_sign_on_needs_no_password() -> None:
    """Somebody else has checked who it is."""
    story = Story()
    story.sign_in(A, password=None, single_sign_on=True)
    assert story.state(A) is S.NOT_READY


def test_authentication_only_changes_nothing() -> None:
    """The password is checked, and no more, whether he is signed in or not."""
    story = Story()
    story.sign_in(A, forced=ForcedFlag.AUTHENTICATION_ONLY)
    assert refusal(story, A, S.LOGIN, password="x", forced=ForcedFlag.AUTHENTICATION_ONLY) == (257, 0)
    assert story.rows() == []
    assert story.state(A) is S.LOGOUT


def test_a_forced_sign_in_replaces_the_old_one() -> None:
    """The old one ends with reason 50002; calls at the old station go on without the agent."""
    story = Story()
    _talking(story)
    story.forget()
    story.sign_in(A, instrument="3001", forced=ForcedFlag.TRUE)
    assert story.rows() == [
        "AGENT 1001 LOGOUT [1:LOGOUT 3:LOGOUT] reason 50002",
        "AGENT 1001 LOGIN [1:LOGIN 3:LOGIN]",
        f"AGENT 1001 NOT_READY {ALL_NOT_READY}",
    ]
    (connection,) = story.switch.connections_at(PG, "2001")
    assert connection.agent_id == ""
    story.clears("2001", connection.id.call_id)
    assert not [row for row in story.rows() if row.startswith("AGENT")]


def test_an_agent_without_groups() -> None:
    """He is reported without groups, and is no use for queues."""
    story = Story()
    story.ready("1003")
    story.dials("2003", "77", manner=CallMannerType.BELLIGERENT)
    assert story.rows()[0] == "AGENT 1003 NOT_READY [] reason 50006"
    assert story.state("1003") is S.TALKING


# --- signing out ----------------------------------------------------------------------------------------------------


def test_sign_out_failures() -> None:
    """A wrong password is refused, an absent one only where the site is strict; so is a group that is not his."""
    story = Story()
    story.sign_in(A)
    assert refusal(story, A, S.LOGOUT, password="x") == (257, 0)
    assert refusal(story, A, S.LOGOUT, skill_groups=(2,)) == (262, 0)
    story.wants(A, S.LOGOUT)
    strict = Story(settings=Settings(strict_logout_password=True))
    strict.sign_in(A)
    assert refusal(strict, A, S.LOGOUT) == (257, 0)


def test_reasons_can_be_required() -> None:
    """The desk settings may demand a reason for NOT_READY and for LOGOUT: 281 without."""
    story = Story(
        desk(DeskSettingsMask.IDLE_REASON_REQUIRED_MASK | DeskSettingsMask.LOGOUT_REASON_REQUIRED_MASK)
    )
    story.sign_in(A)
    assert refusal(story, A, S.NOT_READY) == (281, 0)
    assert refusal(story, A, S.LOGOUT) == (281, 0)
    story.wants(A, S.NOT_READY, reason_code=1)
    story.wants(A, S.LOGOUT, reason_code=1)
    assert story.state(A) is S.LOGOUT


def test_sign_out_of_some_groups() -> None:
    """The agent goes on working for the others; the groups that he left are reported a last time."""
    story = Story(settings=Settings(logout_from_available=True))
    story.ready(A)
    story.wants(A, S.LOGOUT, skill_groups=(1,))
    assert story.rows() == ["AGENT 1001 AVAILABLE [1:LOGOUT 3:AVAILABLE]"]
    assert story.switch.group_figures(PG, 1).logged_on == 0
    assert story.switch.group_figures(PG, 3).available == 1
    waiting = story.arrives("8001")
    assert story.switch.connections_at(PG, "2001") == ()
    story.arrives("8004")
    assert story.state(A) is S.RESERVED
    story.hangs_up(waiting)
    not_ready = Story()
    not_ready.sign_in(A)
    not_ready.wants(A, S.LOGOUT, skill_groups=(1,))
    assert not_ready.rows()[-1] == "AGENT 1001 NOT_READY [1:LOGOUT 3:NOT_READY]"
    not_ready.wants(A, S.LOGOUT, skill_groups=(3,))
    assert not_ready.rows() == ["AGENT 1001 LOGOUT [3:LOGOUT]"]


@pytest.mark.parametrize("state", [S.AVAILABLE, S.WORK_READY, S.WORK_NOT_READY])
def test_forced_sign_out(state: AgentState) -> None:
    """Forced, it happens at once where it would be refused otherwise."""
    story = Story(WRAPUP)
    SCENES[state](story)
    story.forget()
    story.force_out(A)
    rows = story.rows()
    assert rows[-1] == "AGENT 1001 LOGOUT [1:LOGOUT 3:LOGOUT]"
    assert rows[:-1] == ([] if state is S.AVAILABLE else LEFT_WORK)
    assert story.switch.group_figures(PG, 1).logged_on == 0


@pytest.mark.parametrize("more", [{"forced": ForcedFlag.TRUE}, {"reason_code": 999}])
def test_sign_out_during_a_call_waits_for_its_end(more: dict[str, Any]) -> None:
    """Forced, or with reason 999, it is promised now and done when the last call ends, without wrap-up."""
    story = Story(WRAPUP)
    _talking(story)
    story.forget()
    story.wants(A, S.LOGOUT, **more)
    assert story.rows() == ["AGENT 1001 TALKING [1:TALKING 3:BUSY_OTHER] direction 1 next LOGOUT"]
    story.clears("2001", story.switch.calls(PG)[-1])
    reason = " reason 999" if "reason_code" in more else ""
    assert story.rows()[-3:] == [*LEFT_WORK, f"AGENT 1001 LOGOUT [1:LOGOUT 3:LOGOUT]{reason}"]


def test_too_long_not_ready() -> None:
    """LogoutNonActivityTime in NOT_READY signs the agent out with reason 50004; being available stops that clock."""
    story = Story(desk(logout_non_activity_time=300))
    story.sign_in(A)
    story.wait(299)
    story.wants(A, S.AVAILABLE)
    story.wait(1000)
    story.wants(A, S.NOT_READY)
    story.forget()
    story.wait(300)
    assert story.rows() == ["AGENT 1001 LOGOUT [1:LOGOUT 3:LOGOUT] reason 50004"]


# --- supervisors ----------------------------------------------------------------------------------------------------


def test_supervisors_make_agents_of_their_team_ready_and_sign_them_out() -> None:
    """They force it; others do not: 264; and nothing else: 8."""
    story = Story(desk(DeskSettingsMask.LOGOUT_REASON_REQUIRED_MASK))
    story.sign_in(A)
    story.sign_in("1003")
    assert refusal(story, A, S.AVAILABLE, supervisor_id=B) == (264, 0)
    assert refusal(story, "1003", S.AVAILABLE, supervisor_id="1000") == (264, 0)
    assert refusal(story, A, S.NOT_READY, supervisor_id="1000") == (8, 0)
    story.forget()
    story.wants(A, S.AVAILABLE, supervisor_id="1000")
    story.wants(A, S.LOGOUT, supervisor_id="1000")
    assert story.rows() == [
        "AGENT 1001 AVAILABLE [1:AVAILABLE 3:AVAILABLE]",
        "AGENT 1001 LOGOUT [1:LOGOUT 3:LOGOUT] reason 999",
    ]


def test_a_supervisor_named_at_sign_in_means_nothing() -> None:
    """Only other peripherals want to know him."""
    story = Story()
    story.sign_in(A, supervisor_id="1000")
    assert story.state(A) is S.NOT_READY


# --- after the call -------------------------------------------------------------------------------------------------


def after_a_call(settings: DeskSettings, work_mode: AgentWorkMode = AgentWorkMode.AWM_UNSPECIFIED) -> Story:
    """A, who was available, has just talked with somebody from outside."""
    story = Story(settings)
    story.sign_in(A, work_mode=work_mode)
    story.wants(A, S.AVAILABLE)
    story.arrives()
    story.answers("2001")
    story.clears("2001", story.switch.calls(PG)[-1])
    return story


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
    """The mode of the call's direction and the agent's own work mode decide whether he wraps up."""
    story = after_a_call(evolve(WRAPUP, wrapup_data_incoming_mode=mode), work_mode)
    assert story.state(A) is state


def test_manual_in_has_no_timer() -> None:
    """The agent says himself when he is done."""
    story = after_a_call(WRAPUP, AgentWorkMode.AWM_MANUAL_IN)
    assert story.rows()[-1].endswith("duration 0 next NOT_READY")
    story.wait(1000)
    assert story.state(A) is S.WORK_NOT_READY


def test_wrapup_with_data_waits_for_the_data() -> None:
    """Without data nothing ends it: the timer does not, and requests are refused with 280."""
    story = after_a_call(evolve(WRAPUP, wrapup_data_incoming_mode=WrapupDataMode.REQUIRED_WITH_DATA))
    assert refusal(story, A, S.AVAILABLE) == (280, 0)
    story.wait(11)
    assert story.state(A) is S.WORK_READY
    story.do(SetCallData(peripheral_id=PG, call_id=story.switch.calls(PG)[-1], wrapup_data="sold"))
    story.wants(A, S.AVAILABLE)
    assert story.state(A) is S.AVAILABLE


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
    """Who has said that he is done with a call hears of its end directly after the clearing events, or at once."""
    story = Story(WRAPUP)
    _talking(story)
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


def test_desk_settings_can_make_ready_after_a_call() -> None:
    """AVAIL_AFTER_INCOMING overrides the state before the call; it says nothing about outgoing ones."""
    story = Story(desk(DeskSettingsMask.AVAIL_AFTER_INCOMING_MASK | DeskSettingsMask.AGENT_TO_AGENT_CALLS_ALLOWED))
    story.sign_in(A)
    story.sign_in(B)
    call_id = story.dials("2001", "2002")
    story.answers("2002")
    story.clears("2001", call_id)
    assert (story.state(A), story.state(B)) == (S.NOT_READY, S.AVAILABLE)


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
    _talking(story)
    story.wants(A, choice, reason_code=4)
    story.clears("2001", story.switch.calls(PG)[-1])
    assert story.state(A) is afterwards
    if afterwards is S.WORK_NOT_READY and settings is WRAPUP:
        story.wait(10)
        assert story.rows()[-1] == f"AGENT 1001 NOT_READY {ALL_NOT_READY} reason 4"


def test_no_wrapup_can_be_chosen_where_it_is_not_allowed() -> None:
    """The desk settings forbid it: 21/10108."""
    story = Story(PEND)
    _talking(story)
    assert refusal(story, A, S.WORK_READY) == (STATE, 10_108)


def test_a_call_during_after_call_work_ends_the_work() -> None:
    """Who answers while he wraps up is done with the call before."""
    story = Story(WRAPUP)
    _work_ready(story)
    story.forget()
    second = story.dials("2003", "2001")
    assert [row for row in story.rows() if row.startswith("AGENT")] == []
    story.answers("2001")
    assert story.rows()[-3:] == [*LEFT_WORK, "AGENT 1001 TALKING [1:BUSY_OTHER 3:TALKING] direction 3"]
    story.clears("2001", second)
    assert story.state(A) is S.WORK_READY


def test_a_call_that_rings_during_after_call_work_reserves_afterwards() -> None:
    """When the work is over and it still rings, the agent is reserved, not available."""
    story = Story(WRAPUP)
    _work_ready(story)
    story.dials("2003", "2001")
    story.forget()
    story.wait(10)
    assert story.rows() == [*LEFT_WORK, "AGENT 1001 RESERVED [1:BUSY_OTHER 3:RESERVED] direction 3"]


def test_another_call_keeps_the_agent_busy() -> None:
    """When one of two calls ends, the agent is on hold with the other, and wraps up only after the last."""
    story = Story(WRAPUP)
    _talking(story)
    (first,) = story.switch.calls(PG)
    second = story.dials("2003", "2001")
    story.forget()
    story.answers("2001", call_id=second)
    assert story.rows() == [
        "Held K(2001) HOLD -> 2001, All",
        "MediaStopped K(2001) -> 2001, All",
        "Established K(2001) CONNECT -> 2003, 2001, All",
        "MediaStarted K(2003) -> 2003, All",
        "MediaStarted K(2001) -> 2001, All",
        "AGENT 1001 TALKING [1:BUSY_OTHER 3:TALKING] direction 3",
    ]
    story.clears("2001", second)
    assert story.rows()[-1] == "AGENT 1001 HOLD [1:HOLD 3:BUSY_OTHER] direction 1"
    story.hangs_up(first)
    assert story.state(A) is S.WORK_READY


def test_talking_counts_before_holding_whatever_came_first() -> None:
    """The agent is seen busy with the call he talks on, then with the one he holds, then with one that rings."""
    story = Story()
    _talking(story)
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


# --- figures and queries --------------------------------------------------------------------------------------------


def test_group_figures_follow_every_change() -> None:
    """They count agents by their state towards the group, and the calls that wait for it."""
    story = Story()
    story.ready(A, B)
    story.arrives("8001")
    story.answers("2001")
    story.sign_in("1003")
    figures = story.switch.group_figures(PG, 3)
    assert (figures.logged_on, figures.ready, figures.busy_other, figures.available) == (2, 2, 1, 1)
    assert story.switch.group_figures(PG, 1).talking_in == 1
    story.arrives("8001")
    story.wait(5)
    assert story.switch.group_figures(PG, 1).longest_queued == 5.0
    assert story.switch.queue_figures(PG, 1).calls_queued == 1
    assert story.switch.queue_figures(PG, 1).longest_queued == 5.0
    story.wants(B, S.NOT_READY)
    story.dials("2002", "95550100")
    assert story.switch.group_figures(PG, 3).talking_out == 1


def test_how_an_agent_is_reported_when_asked_for() -> None:
    """With the seconds that he has been in his state; signed out, with all groups that he is assigned to."""
    story = Story()
    story.ready(A)
    story.wait(30)
    report = story.switch.agent(PG, A)
    assert (report.state, report.state_duration) == (S.AVAILABLE, 30)
    away = story.switch.agent(PG, B)
    assert away.state is S.LOGOUT
    assert away.groups == tuple(e.GroupState(SkillGroupRef(n, 5000 + n), S.LOGOUT) for n in (2, 3))
    assert (away.extension, away.instrument) == ("2002", "SEP2002")


def test_who_has_waited_longest_gets_the_call() -> None:
    """Among the available agents of all groups of the line; somebody who comes back waits anew."""
    story = Story()
    story.ready(B, A)
    first = story.arrives("8003")
    assert story.state(B) is S.RESERVED
    story.hangs_up(first)
    story.arrives("8004")
    assert (story.state(A), story.state(B)) == (S.RESERVED, S.AVAILABLE)


def test_the_call_that_has_waited_longest_gets_the_agent() -> None:
    """Whichever of the agent's groups and lines it waits for."""
    story = Story()
    first = story.arrives("8004")
    story.wait(1)
    second = story.arrives("8001")
    story.ready(A)
    assert story.switch.connections_at(PG, "2001")[0].id.call_id == first
    story.answers("2001")
    story.clears("2001", first)
    assert story.switch.connections_at(PG, "2001")[0].id.call_id == second


def test_auto_answer() -> None:
    """With AUTO_ANSWER_ENABLED a call is established one turn after it was delivered, if the telephone is free."""
    story = Story(desk(DeskSettingsMask.AUTO_ANSWER_ENABLED_MASK | DeskSettingsMask.AGENT_TO_AGENT_CALLS_ALLOWED))
    story.ready(A)
    story.arrives()
    assert story.state(A) is S.RESERVED
    story.wait(0)
    assert story.state(A) is S.TALKING
    story.sign_in(B)
    story.dials("2002", "77")
    story.dials("2003", "2002")
    story.wait(0)
    assert len(story.switch.connections_at(PG, "2002")) == 2
    assert story.state(B) is S.TALKING
