"""Agents on Unified CCX: their states, and the reasons that the system gives."""

from __future__ import annotations

import pytest
from attrs import evolve

from ctiproto.constants import AgentState
from ctiserver.centre.switch import events as e
from ctiserver.centre.switch.commands import (
    AnnounceCall,
    BringPeripheralOnline,
    Reconfigure,
    ReturnInstrumentToService,
    SetAgentState,
    TakeInstrumentOutOfService,
    TakePeripheralOffline,
)
from ctiserver.site.model import Agent
from tests.ctiserver.centre.switch.story import CCX, PG, WRAPUP, Story, desk
from tests.ctiserver.centre.switch.variants import changed, no_agent

A, B = "1001", "1002"
S = AgentState


def told(story: Story, agent: str = A) -> list[tuple[str, int]]:
    """The states in which an agent was reported since this was asked last, and the reasons."""
    events, story.events = story.events, []
    reports = (event for event in events if isinstance(event, e.AgentStateChanged) and event.agent_id == agent)
    return [(event.state.name, event.reason_code) for event in reports]


def refused(story: Story, state: AgentState, agent: str = A, **more: object) -> int:
    """The code with which a request of an agent is refused."""
    fields: dict[str, object] = {"peripheral_id": PG, "agent_id": agent, "state": state, **more}
    return story.refusal(SetAgentState(**fields))[0]  # type: ignore[arg-type]


def automatic_work(story: Story, seconds: int | None) -> None:
    """Group 1 has automatic work."""
    site = story.switch.site
    groups = changed(site.skill_groups, 1, automatic_work=seconds)
    story.do(Reconfigure(site=evolve(site, skill_groups=groups)))
    story.forget()


@pytest.mark.fidelity("uccx.login", "uccx.reason-login")
def test_a_login_is_told_as_not_ready() -> None:
    """With 32760; a reason of the agent's own wins over it."""
    story = Story(kind=CCX)
    story.sign_in(A)
    assert told(story) == [("NOT_READY", 32_760)]
    story.wants(A, S.LOGOUT)
    story.sign_in(A, reason_code=7)
    assert told(story)[-1] == ("NOT_READY", 7)


@pytest.mark.fidelity("uccx.reason-login-again")
def test_a_login_elsewhere_ends_the_one_before() -> None:
    """They are signed out with 32767, and then told as signed in."""
    story = Story(kind=CCX)
    story.sign_in(A)
    told(story)
    story.sign_in(A, forced=True, instrument="3001")
    assert told(story) == [("LOGOUT", 32_767), ("NOT_READY", 32_760)]


@pytest.mark.fidelity("uccx.reason-extension-taken")
def test_a_login_at_the_station_of_another_agent_signs_that_one_out() -> None:
    """They are told it with reason 32741."""
    story = Story(kind=CCX)
    story.sign_in(A)
    told(story)
    story.sign_in(B, instrument="2001")
    assert story.rows() == [
        "AGENT 1001 LOGOUT [1:LOGOUT 3:LOGOUT] reason 32741",
        "AGENT 1002 NOT_READY [2:NOT_READY 3:NOT_READY] reason 32760",
    ]


@pytest.mark.fidelity("uccx.reason-no-answer")
def test_an_agent_who_does_not_answer() -> None:
    """RESERVED, then NOT_READY with 32763; the call waits again."""
    story = Story(kind=CCX)
    story.ready(A)
    story.arrives()
    story.wait(12)
    assert told(story) == [("RESERVED", 0), ("NOT_READY", 32_763)]


@pytest.mark.fidelity("uccx.reason-off-hook", "uccx.calls-while-ready", "uccx.talking")
def test_an_available_agent_who_places_a_call() -> None:
    """NOT_READY with 32762 as long as it lasts, and never TALKING."""
    story = Story(kind=CCX)
    story.ready(A)
    call = story.dials("2001", "3001")
    story.answers("3001")
    assert told(story) == [("NOT_READY", 32_762)]
    story.clears("2001", call)
    assert told(story) == [("AVAILABLE", 0)]


@pytest.mark.fidelity("uccx.reason-direct-call", "uccx.ready-on-a-call")
def test_an_available_agent_whom_somebody_calls() -> None:
    """NOT_READY with 32761 from when it rings; who asks for another state meanwhile stays in it."""
    story = Story(kind=CCX)
    story.ready(A)
    call = story.dials("3001", "2001")
    story.answers("2001")
    assert told(story) == [("NOT_READY", 32_761)]
    assert refused(story, S.AVAILABLE) == 33
    story.clears("3001", call)
    assert told(story) == [("AVAILABLE", 0)]
    call = story.dials("3001", "2001")
    story.wants(A, S.NOT_READY, reason_code=3)
    story.clears("3001", call)
    assert told(story) == [("NOT_READY", 32_761), ("NOT_READY", 3)]


def test_an_agent_who_is_not_ready_is_called_without_a_word_of_it() -> None:
    """The state stays what it is."""
    story = Story(kind=CCX)
    story.sign_in(A)
    told(story)
    call = story.dials("3001", "2001")
    story.answers("2001")
    story.clears("3001", call)
    assert told(story) == []


def test_a_direct_call_beside_the_work() -> None:
    """Who talks goes on to; when only the direct call is left they are NOT_READY, and AVAILABLE after it."""
    story = Story(kind=CCX)
    call = story.talks()
    direct = story.dials("3001", "2001")
    assert told(story) == []
    story.hangs_up(call)
    story.answers("2001", call_id=direct)
    assert told(story) == [("NOT_READY", 0)]
    story.clears("3001", direct)
    assert told(story) == [("AVAILABLE", 0)]


def test_a_held_call_is_talked_on() -> None:
    """There is no state of who holds."""
    story = Story(kind=CCX)
    call = story.talks()
    story.holds("2001", call)
    story.retrieves("2001", call)
    assert told(story) == []


@pytest.mark.fidelity("uccx.reason-call-ended")
def test_a_consultation_that_was_taken_while_not_ready() -> None:
    """TALKING, and NOT_READY with 32755 afterwards."""
    story = Story(WRAPUP, kind=CCX)
    first = story.talks()
    story.sign_in(B)
    told(story)
    second = story.consults("2001", first, "2002")
    story.answers("2002")
    assert told(story, B) == [("TALKING", 0)]
    story.clears("2002", second)
    assert told(story, B) == [("NOT_READY", 32_755)]


@pytest.mark.fidelity("uccx.automatic-work", "uccx.work")
def test_work_by_the_group_of_the_call() -> None:
    """For its time, and the agent is available again; in WORK_NOT_READY, which is 5, all the while."""
    story = Story(kind=CCX)
    automatic_work(story, 20)
    call = story.talks()
    story.hangs_up(call)
    assert told(story) == [("WORK_NOT_READY", 0)]
    story.wait(19)
    assert told(story) == []
    story.wait(1)
    assert told(story) == [("AVAILABLE", 0)]


def test_work_by_the_group_without_limit() -> None:
    """It goes on until the agent ends it."""
    story = Story(kind=CCX)
    automatic_work(story, 0)
    call = story.talks()
    story.hangs_up(call)
    story.wait(3600)
    assert story.state(A) is S.WORK_NOT_READY
    story.wants(A, S.AVAILABLE)
    assert told(story)[-1] == ("AVAILABLE", 0)


@pytest.mark.fidelity("uccx.reason-work-over")
def test_work_that_is_over_for_an_agent_who_was_not_ready() -> None:
    """NOT_READY with 32758: they took a call that was handed over to them."""
    story = Story(WRAPUP, kind=CCX)
    first = story.talks()
    story.sign_in(B)
    second = story.consults("2001", first, "2002")
    story.answers("2002")
    story.transfers("2001", second, first)
    story.wants(B, S.WORK_NOT_READY)
    told(story)
    story.hangs_up(first)
    story.wait(10)
    assert told(story, B) == [("WORK_NOT_READY", 0), ("NOT_READY", 32_758)]


@pytest.mark.fidelity("uccx.pending-work")
def test_work_that_an_agent_asks_for_while_they_talk() -> None:
    """TALKING with what follows, then work until they end it, and then they are as before."""
    story = Story(kind=CCX)
    call = story.talks()
    story.wants(A, S.WORK_NOT_READY)
    pending = [event for event in story.events if isinstance(event, e.AgentStateChanged)]
    assert [(event.state, event.next_state) for event in pending] == [(S.TALKING, S.WORK_NOT_READY)]
    story.hangs_up(call)
    assert told(story)[-1] == ("WORK_NOT_READY", 0)
    story.wants(A, S.WORK_READY)
    assert told(story) == []
    story.wants(A, S.NOT_READY, reason_code=4)
    assert told(story) == [("NOT_READY", 4)]


def test_work_that_an_agent_asks_for_ends_with_the_time_of_the_desk_settings() -> None:
    """The agent is available again."""
    story = Story(desk(work_mode_timer=15), kind=CCX)
    call = story.talks()
    story.wants(A, S.WORK_NOT_READY)
    story.hangs_up(call)
    story.wait(15)
    assert told(story)[-1] == ("AVAILABLE", 0)


def test_a_choice_of_not_ready_waits_for_the_end_of_the_call() -> None:
    """TALKING with NOT_READY to follow, and then that with the agent's reason."""
    story = Story(kind=CCX)
    call = story.talks()
    story.wants(A, S.NOT_READY, reason_code=6)
    story.hangs_up(call)
    assert told(story) == [("TALKING", 0), ("NOT_READY", 6)]


@pytest.mark.fidelity("uccx.request-table")
def test_what_an_agent_may_ask_for() -> None:
    """An available one may sign out; one who talks cannot be ready, nor one who is reserved not ready."""
    story = Story(kind=CCX)
    story.talks()
    assert refused(story, S.AVAILABLE) == 265
    story.ready(B)
    story.arrives("8002")
    assert refused(story, S.NOT_READY, B) == 21
    story = Story(kind=CCX)
    story.ready(A)
    story.wants(A, S.LOGOUT)
    assert told(story) == [("LOGOUT", 0)]


@pytest.mark.fidelity("uccx.reason-supervisor", "uccx.what-supervisors-order")
def test_what_a_supervisor_orders() -> None:
    """33 for not ready, 22 for the sign-out."""
    story = Story(kind=CCX)
    story.ready(A)
    story.wants(A, S.NOT_READY, supervisor_id="1000")
    story.wants(A, S.AVAILABLE, supervisor_id="1000")
    story.wants(A, S.LOGOUT, supervisor_id="1000")
    assert told(story) == [("NOT_READY", 33), ("AVAILABLE", 0), ("LOGOUT", 22)]
    story.ready(A)
    assert refused(story, S.WORK_READY, supervisor_id="1000") == 8


@pytest.mark.fidelity("uccx.reason-telephone")
def test_a_telephone_that_fails_and_comes_back() -> None:
    """The agent stays signed in, NOT_READY with 32759 and then with 32756, and cannot be ready meanwhile."""
    story = Story(kind=CCX)
    call = story.talks()
    story.do(TakeInstrumentOutOfService(peripheral_id=PG, device="2001"))
    assert story.switch.calls(PG) == ()
    assert told(story) == [("NOT_READY", 32_759)]
    assert refused(story, S.AVAILABLE) == 34
    story.do(ReturnInstrumentToService(peripheral_id=PG, device="2001"))
    story.wants(A, S.AVAILABLE)
    assert told(story) == [("NOT_READY", 32_756), ("AVAILABLE", 0)]
    story.do(TakeInstrumentOutOfService(peripheral_id=PG, device="3001"))
    story.do(ReturnInstrumentToService(peripheral_id=PG, device="3001"))
    assert call not in story.switch.calls(PG)


@pytest.mark.fidelity("uccx.reason-client-lost")
def test_an_agent_whose_client_is_lost_is_signed_out() -> None:
    """With 32765, also where the client says it itself."""
    for reason in (50_001, 50_002):
        story = Story(kind=CCX)
        story.ready(A)
        story.wants(A, S.NOT_READY, reason_code=reason)
        assert told(story) == [("LOGOUT", 32_765)]


@pytest.mark.fidelity("uccx.reason-failure")
def test_an_engine_that_fails_signs_its_agents_out() -> None:
    """With 32764, and they come back as they were."""
    story = Story(kind=CCX)
    story.ready(A)
    story.do(TakePeripheralOffline(peripheral_id=PG))
    assert told(story) == [("LOGOUT", 32_764)]
    assert story.switch.agent(PG, A).reason_code == 32_764
    story.do(BringPeripheralOnline(peripheral_id=PG))
    assert told(story)[-1] == ("AVAILABLE", 0)


@pytest.mark.fidelity("uccx.reason-removed", "uccx.extension-changed")
def test_an_agent_who_is_removed_or_renumbered() -> None:
    """Signed out with 32748, or with 32750."""
    story = Story(kind=CCX)
    story.sign_in(B, instrument="3001")
    told(story, B)
    story.do(Reconfigure(site=no_agent(story.switch.site)))
    assert told(story, B) == [("LOGOUT", 32_748)]
    story.ready(A)
    agents: tuple[Agent, ...] = changed(story.switch.site.agents, A, extension="2055", instrument="2055")
    story.do(Reconfigure(site=evolve(story.switch.site, agents=agents)))
    assert told(story) == [("LOGOUT", 32_750)]


def test_nothing_is_announced_to_agents() -> None:
    """There is no message that could announce it."""
    story = Story(kind=CCX)
    story.ready(A)
    assert story.refusal(AnnounceCall(peripheral_id=PG, dialed_number="8001", agent_id=A)) == (71, 0)


def test_what_was_about_work_may_be_a_direct_call_after_a_conference() -> None:
    """Who is consulted is TALKING; in the conference about a direct call they are on that, and NOT_READY."""
    story = Story(kind=CCX)
    story.sign_in("1003")
    story.ready(B)
    first = story.dials("2003", "3001")
    story.answers("3001")
    second = story.consults("2003", first, "2002")
    story.answers("2002")
    assert told(story, B) == [("RESERVED", 0), ("TALKING", 0)]
    story.confers("2003", second, first)
    assert told(story, B) == [("NOT_READY", 0)]
    (third,) = story.switch.calls(PG)
    story.clears("2002", third)
    assert told(story, B) == [("AVAILABLE", 0)]


def test_a_direct_call_that_is_answered_beside_the_work() -> None:
    """The state stays what it is, and so does the group that it is for."""
    story = Story(kind=CCX)
    story.talks()
    direct = story.dials("3001", "2001")
    story.answers("2001", call_id=direct)
    assert told(story) == []
    assert [each.state for each in story.switch.agent(PG, A).groups] == [S.TALKING, S.BUSY_OTHER]
