"""People call and work by themselves, believably, and the same in every run."""

from __future__ import annotations

from typing import Any

from attrs import evolve

from ctiproto.constants import AgentState, CallPlacementType, ForcedFlag, SupervisoryAction
from ctiserver.centre.switch import events as e
from ctiserver.centre.switch.commands import (
    AnswerCall,
    BringPeripheralOnline,
    CallArrives,
    CallerHangsUp,
    ClearConnection,
    ConsultationCall,
    HoldCall,
    MakeCall,
    Reconfigure,
    RetrieveCall,
    SetAgentState,
    SetCallData,
    SuperviseCall,
    TakePeripheralOffline,
    TransferCall,
)
from ctiserver.centre.switch.context import CallData
from ctiserver.site.keys import AgentKey
from ctiserver.site.load import load_demo
from ctiserver.site.model import ReasonCode, Span, WorkloadSettings, WrapupCode
from tests.ctiserver.centre.workload.town import PG, WORKLOAD, Town

A, B = AgentKey(PG, "1001"), AgentKey(PG, "1002")
RING_NO_ANSWER = 32_767
S = AgentState


def test_agents_sign_in_at_start_and_want_calls_soon() -> None:
    """Simulated agents sign in with the first tick and are available soon; no other agent does anything."""
    town = Town(calls_per_hour=0)
    town.pass_time(0)
    assert (town.state("1001"), town.state("1002"), town.state("1003")) == (S.NOT_READY, S.NOT_READY, S.LOGOUT)
    town.pass_time(5)
    assert (town.state("1001"), town.state("1002")) == (S.AVAILABLE, S.AVAILABLE)


def test_nobody_there_nothing_happens() -> None:
    """Without callers and simulated agents there is never anything to do."""
    assert Town(calls_per_hour=0, settings=WorkloadSettings()).workload.next_deadline() is None
    assert Town(calls_per_hour=60, settings=WorkloadSettings(callers=())).workload.next_deadline() is None


def test_a_working_day_looks_alive() -> None:
    """At the demo site calls are answered, held, retrieved and wrapped up, breaks are taken, few callers give up."""
    town = Town(calls_per_hour=60, where=load_demo())
    town.pass_time(8 * 3600)
    assert 400 < town.count(CallArrives) < 560
    assert 0.9 * town.count(CallArrives) < town.count(e.CallEstablished) < town.count(CallArrives)
    for kind in (HoldCall, RetrieveCall, CallerHangsUp, ClearConnection, e.CallDiverted, e.PreCall):
        assert town.count(kind) > 0, kind
    assert town.count(SetCallData) > 0.9 * town.count(e.CallEstablished)
    reasons = {each.reason_code for each in town.events if isinstance(each, e.AgentStateChanged)}
    assert reasons == {0, 1, 2, 3, RING_NO_ANSWER}
    assert sum(town.refused.values()) < 0.01 * len(town.commands)


def test_callers_say_who_they_are() -> None:
    """They have a number, digits, a call variable and a value in every configured variable, as long as it may be."""
    town = Town()
    town.pass_time(600)
    arrival = next(each for each in town.commands if isinstance(each, CallArrives))
    data = arrival.data
    assert data.ani in town.site.workload.callers
    assert data.call_variables[0] == data.caller_entered_digits != ""
    assert [variable.value for variable in data.named_variables] == [
        data.caller_entered_digits[:4],
        data.caller_entered_digits,
    ]


def test_too_many_calls_break_nothing() -> None:
    """A day at an hour's worth of calls each minute: queues, abandoned calls, busy trunks, and healthy agents."""
    town = Town(calls_per_hour=3600, where=load_demo())
    town.pass_time(24 * 3600)
    assert town.refused["CallArrives"] > 0
    assert town.count(e.CallCleared) > 5_000
    assert town.count(e.CallEstablished) > 2_000
    calls = [town.switch.call(PG, call_id) for call_id in town.switch.calls(PG)]
    assert len(calls) > 10
    assert min(call.began_at for call in calls) > town.now - 900
    assert {town.state(agent.id) for agent in town.site.simulated_agents} <= set(AgentState) - {S.LOGOUT, S.AVAILABLE}


def test_the_same_seed_gives_the_same_day() -> None:
    """Two runs are equal, and another seed is another day."""
    first, second, third = Town(seed=7), Town(seed=7), Town(seed=8)
    for town in (first, second, third):
        town.pass_time(3600)
    assert first.events == second.events
    assert first.events != third.events


# --- taking over ----------------------------------------------------------------------------------------------------


def test_an_agent_who_was_released_does_nothing() -> None:
    """A released agent keeps state and calls, and does not answer."""
    town = Town(calls_per_hour=0)
    town.pass_time(10)
    town.workload.release(A)
    assert town.workload.acts_for(A)
    assert not town.workload.acts_for(AgentKey(PG, "1003"))
    town.do(CallArrives(peripheral_id=PG, dialed_number="8001"))
    town.pass_time(11)
    assert town.state("1001") is S.RESERVED
    town.do(AnswerCall(peripheral_id=PG, device="2001"))
    before = len(town.commands)
    town.pass_time(3000)
    assert [each for each in town.commands[before:] if f"={PG}" in repr(each) and "1001" in repr(each)] == []
    assert town.state("1001") is S.TALKING


def test_releasing_stops_what_was_planned_for_a_call() -> None:
    """A call that rings already is not answered by the workload after the release."""
    town = Town(calls_per_hour=0)
    town.pass_time(10)
    town.do(CallArrives(peripheral_id=PG, dialed_number="8001"))
    town.workload.release(A)
    town.pass_time(11.5)
    assert town.state("1001") is S.RESERVED


def test_taking_back_goes_on_from_whatever_he_does() -> None:
    """Taken back in any state, an agent is available again in the end."""
    for deeds in range(6):
        town = Town(calls_per_hour=0)
        town.pass_time(10)
        town.workload.release(A)
        town.do(SetAgentState(peripheral_id=PG, agent_id="1002", state=S.NOT_READY))
        town.workload.release(B)
        if deeds == 0:
            town.do(SetAgentState(peripheral_id=PG, agent_id="1001", state=S.LOGOUT, forced=ForcedFlag.TRUE))
            town.do(SetAgentState(peripheral_id=PG, agent_id="1001", state=S.NOT_READY))
            town.do(SetAgentState(peripheral_id=PG, agent_id="1001", state=S.LOGOUT))
        if deeds >= 1:
            town.do(CallArrives(peripheral_id=PG, dialed_number="8001"))
        if deeds >= 2:
            town.do(AnswerCall(peripheral_id=PG, device="2001"))
        if deeds == 3:
            town.do(HoldCall(peripheral_id=PG, device="2001", call_id=town.switch.calls(PG)[0]))
        if deeds >= 4:
            town.do(CallerHangsUp(peripheral_id=PG, call_id=town.switch.calls(PG)[0]))
        if deeds == 5:
            town.do(SetAgentState(peripheral_id=PG, agent_id="1001", state=S.NOT_READY))
        town.workload.take_back(A, town.now)
        town.workload.take_back(A, town.now)
        town.pass_time(590)
        assert town.state("1001") is S.AVAILABLE, deeds


def test_an_agent_whom_others_sign_out_comes_back() -> None:
    """A simulated agent signs in again after a while; if that is refused, again later."""
    town = Town(calls_per_hour=0)
    town.pass_time(10)
    town.do(SetAgentState(peripheral_id=PG, agent_id="1001", state=S.NOT_READY))
    town.do(SetAgentState(peripheral_id=PG, agent_id="1001", state=S.LOGOUT))
    intruder = SetAgentState(peripheral_id=PG, agent_id="1003", state=S.LOGIN, password="1003", instrument="2001")
    town.do(intruder)
    town.pass_time(130)
    assert town.refused["SetAgentState"] >= 1
    assert town.state("1001") is S.LOGOUT
    town.do(evolve(intruder, state=S.LOGOUT))
    town.pass_time(150)
    assert town.state("1001") is S.AVAILABLE


def test_calls_of_others_are_answered_and_ended() -> None:
    """A simulated agent takes a call that a person placed, and does not talk for ever."""
    town = Town(calls_per_hour=0)
    town.pass_time(10)
    town.do(
        MakeCall(
            peripheral_id=PG,
            device="2003",
            dialed_number="1001",
            placement=CallPlacementType.DIRECT_AGENT,
            data=CallData(),
        )
    )
    town.pass_time(400)
    assert town.count(e.CallEstablished) == 1
    assert town.switch.calls(PG) == ()


def test_somebody_who_made_a_call_while_he_was_released_ends_it_when_taken_back() -> None:
    """The agent hangs up a while after being taken back, also a call that the agent placed."""
    town = Town(calls_per_hour=0)
    town.pass_time(10)
    town.workload.release(A)
    town.do(SetAgentState(peripheral_id=PG, agent_id="1001", state=S.NOT_READY))
    town.do(MakeCall(peripheral_id=PG, device="2001", dialed_number="95550100"))
    town.pass_time(20)
    town.workload.take_back(A, town.now)
    town.pass_time(580)
    assert town.state("1001") is S.AVAILABLE


def test_a_break_waits_for_its_moment() -> None:
    """An agent who cannot go into a break when it is due does so later; without reason codes the reason is 0."""
    habits = evolve(WORKLOAD, break_interval=Span(3.0, 3.0), break_reason_codes=())
    town = Town(calls_per_hour=0, settings=habits)
    town.pass_time(600)
    breaks = [each for each in town.commands if isinstance(each, SetAgentState) and each.state is S.NOT_READY]
    assert breaks
    assert {each.reason_code for each in breaks} == {0}


def test_an_outage_leaves_nobody_confused() -> None:
    """Calls that are dropped with the link are forgotten, and work goes on when it is back."""
    town = Town(calls_per_hour=120)
    town.pass_time(600)
    town.do(TakePeripheralOffline(peripheral_id=PG))
    town.pass_time(300)
    town.do(BringPeripheralOnline(peripheral_id=PG))
    answered, before = town.count(e.CallEstablished), town.refused.copy()
    town.pass_time(1800)
    assert town.count(e.CallEstablished) > answered + 10
    # Nobody does anything about a call that is gone.
    assert set(town.refused - before) == {"CallArrives", "SetAgentState"}


def test_two_callers_with_one_number() -> None:
    """Callers of the workload may have one number; calls that others make from that number are left alone."""
    habits = evolve(WORKLOAD, callers=("5550100",), agents=(), patience=Span(30.0, 30.0))
    town = Town(calls_per_hour=1, settings=habits)
    first, second, third = (_next_call(town) for _ in range(3))
    town.workload.refused(first, town.now)
    for call in (second, third, third):
        town.see(town.switch.execute(call, town.now))
    town.pass_time(31)
    assert len(town.switch.calls(PG)) == 1


def _next_call(town: Town) -> CallArrives:
    while True:
        town.now = town.workload.next_deadline() or town.now
        for command in town.workload.tick(town.now):
            if isinstance(command, CallArrives):
                return command


def test_calls_that_are_joined_go_on() -> None:
    """A simulated agent who was consulted has the first call after a transfer, and hangs up on that one."""
    town = Town(calls_per_hour=0)
    town.pass_time(10)
    town.workload.release(A)
    town.do(CallArrives(peripheral_id=PG, dialed_number="8001"))
    town.do(AnswerCall(peripheral_id=PG, device="2001"))
    (first,) = town.switch.calls(PG)
    town.do(ConsultationCall(peripheral_id=PG, device="2001", call_id=first, dialed_number="2002"))
    town.pass_time(9)
    second = town.switch.calls(PG)[-1]
    town.do(TransferCall(peripheral_id=PG, device="2001", active_call_id=second, held_call_id=first))
    assert town.count(e.CallTransferred) == 1
    town.pass_time(1200)
    assert town.switch.calls(PG) == ()
    assert set(town.refused) == {"SetAgentState"}, "at the other peripheral, whose link is down"


def test_what_is_entered_after_a_transfer_is_entered_on_the_call_that_went_on() -> None:
    """An agent who was consulted, and then left to the caller, writes on the caller's call."""
    town = Town(calls_per_hour=0)
    town.pass_time(10)
    town.workload.release(A)
    town.do(CallArrives(peripheral_id=PG, dialed_number="8001"))
    town.do(AnswerCall(peripheral_id=PG, device="2001"))
    (first,) = town.switch.calls(PG)
    town.do(ConsultationCall(peripheral_id=PG, device="2001", call_id=first, dialed_number="2002"))
    second = town.switch.calls(PG)[-1]
    town.do(AnswerCall(peripheral_id=PG, device="2002"))
    town.do(TransferCall(peripheral_id=PG, device="2001", active_call_id=second, held_call_id=first))
    town.do(CallerHangsUp(peripheral_id=PG, call_id=first))
    assert town.state("1002") is S.WORK_READY
    town.pass_time(10)
    assert [each.call_id for each in town.commands if isinstance(each, SetCallData)] == [first]


def test_calls_of_a_released_agent_are_joined_without_him() -> None:
    """Nothing is planned for a released agent's call after a transfer, until the agent is taken back: then it ends."""
    town = Town(calls_per_hour=0)
    town.pass_time(10)
    for agent in (A, B):
        town.workload.release(agent)
    town.do(CallArrives(peripheral_id=PG, dialed_number="8001"))
    town.do(AnswerCall(peripheral_id=PG, device="2001"))
    (first,) = town.switch.calls(PG)
    town.do(ConsultationCall(peripheral_id=PG, device="2001", call_id=first, dialed_number="2002"))
    town.do(AnswerCall(peripheral_id=PG, device="2002"))
    second = town.switch.calls(PG)[-1]
    town.do(TransferCall(peripheral_id=PG, device="2001", active_call_id=second, held_call_id=first))
    town.pass_time(3000)
    assert town.state("1002") is S.TALKING
    town.workload.take_back(B, town.now)
    town.pass_time(590)
    assert town.count(ClearConnection) == 1
    assert town.switch.calls(PG) == ()


def test_a_supervisor_may_come_in() -> None:
    """A simulated agent goes on after a supervisor has barged in, and nothing planned for the call is left."""
    town = Town(calls_per_hour=0)
    town.pass_time(10)
    town.do(SetAgentState(peripheral_id=PG, agent_id="1000", state=S.LOGIN, password="1000"))
    town.do(CallArrives(peripheral_id=PG, dialed_number="8001"))
    town.pass_time(9)
    town.do(SuperviseCall(peripheral_id=PG, device="2000", agent_device="2001", action=SupervisoryAction.BARGE_IN))
    assert town.count(e.CallConferenced) == 1
    town.pass_time(1200)
    assert town.state("1001") in (S.AVAILABLE, S.NOT_READY)
    assert "ClearConnection" not in town.refused


# --- another site -----------------------------------------------------------------------------------------------------


def becomes(town: Town, **changes: Any) -> None:
    """The town is another one from now on."""
    town.do(Reconfigure(site=evolve(town.switch.site, **changes)))


def test_who_becomes_a_simulated_agent_comes_to_work() -> None:
    """An agent who becomes simulated signs in; one who is simulated no more is left in the same state."""
    town = Town(calls_per_hour=0)
    town.pass_time(10)
    assert town.state("1001") is S.AVAILABLE
    becomes(town, workload=evolve(WORKLOAD, agents=("1002", "1003")))
    town.pass_time(10)
    assert town.state("1003") is S.AVAILABLE
    assert not town.workload.acts_for(A)
    before = len(town.commands)
    town.do(CallArrives(peripheral_id=PG, dialed_number="8001"))
    town.pass_time(3000)
    assert not [each for each in town.commands[before:] if isinstance(each, SetAgentState) and each.agent_id == "1001"]
    assert town.state("1001") is not S.LOGOUT


def test_agents_enter_wrapup_codes_of_the_site() -> None:
    """Where the site has none they make do with those that everybody knows; a new list counts at once."""
    town = Town()
    town.pass_time(1800)
    assert entered(town) == {"resolved", "callback", "order", "complaint"}
    becomes(town, wrapup_codes=(WrapupCode("sold"), WrapupCode("lost", "Not sold")))
    town.commands.clear()
    town.pass_time(1800)
    assert entered(town) == {"sold", "lost"}
    assert entered(Town(where=evolve(load_demo(), wrapup_codes=(WrapupCode("done"),))), 1800) == {"done"}


def entered(town: Town, seconds: float = 0) -> set[str | None]:
    """What agents have entered as wrap-up data, after so many more seconds."""
    town.pass_time(seconds)
    return {each.wrapup_data for each in town.commands if isinstance(each, SetCallData)}


def test_a_break_whose_reason_is_gone_has_another() -> None:
    """An agent who is about to go into a break takes a reason that the site still has."""
    habits = evolve(WORKLOAD, agents=("1001",), break_interval=Span(30.0, 30.0), talk_time=Span(300.0, 300.0))
    town = Town(calls_per_hour=0, settings=habits)
    town.pass_time(10)
    town.do(CallArrives(peripheral_id=PG, dialed_number="8001"))
    town.pass_time(60)
    asked = [each.reason_code for each in town.commands if isinstance(each, SetAgentState)]
    assert asked[-1] in WORKLOAD.break_reason_codes
    town.refused.clear()
    strict = evolve(town.switch.site.settings, unlisted_reason_codes=False)
    becomes(town, settings=strict, reason_codes=(ReasonCode(9),), workload=evolve(habits, break_reason_codes=(9,)))
    (call,) = town.switch.calls(PG)
    town.do(CallerHangsUp(peripheral_id=PG, call_id=call))
    town.pass_time(20)
    told = town.switch.agent(PG, "1001")
    assert (told.state, told.reason_code) == (S.NOT_READY, 9)
    assert not town.refused


def test_a_simulated_agent_whose_telephone_is_another() -> None:
    """The agent signs in again, at the new telephone."""
    town = Town(calls_per_hour=0)
    town.pass_time(10)
    site = town.switch.site
    becomes(town, agents=(evolve(site.agents[0], instrument="SEP2001", password="new"), *site.agents[1:]))
    assert town.state("1001") is S.LOGOUT
    town.pass_time(300)
    assert town.switch.agent(PG, "1001").instrument == "SEP2001"
    assert town.state("1001") is not S.LOGOUT


def test_people_call_more_or_less_often() -> None:
    """As the site says from now on; not at all if there is no number; and as often as was asked for if it was."""
    town = Town(calls_per_hour=None)
    becomes(town, workload=evolve(WORKLOAD, calls_per_hour=0.0))
    town.pass_time(3600)
    assert not calls(town)
    becomes(town, workload=evolve(WORKLOAD, calls_per_hour=600.0))
    town.pass_time(360)
    assert 30 < len(calls(town)) < 90
    becomes(town, dialed_numbers=())
    before = len(calls(town))
    town.pass_time(3600)
    assert len(calls(town)) == before
    asked = Town(calls_per_hour=0)
    becomes(asked, workload=evolve(WORKLOAD, calls_per_hour=600.0))
    asked.pass_time(3600)
    assert not calls(asked)


def calls(town: Town) -> list[CallArrives]:
    """The calls from outside."""
    return [each for each in town.commands if isinstance(each, CallArrives)]


def test_a_caller_who_is_sent_on_keeps_patience_and_talks_as_long() -> None:
    """What a caller plans is about the contact: they give up when they meant to, and hang up after their talk."""
    habits = evolve(WORKLOAD, callers=("5550100",), agents=(), patience=Span(30.0, 30.0), talk_time=Span(50.0, 50.0))
    town = Town(calls_per_hour=1, settings=habits)
    town.do(SetAgentState(peripheral_id=PG, agent_id="1001", state=S.LOGIN, password="1001"))
    town.do(SetAgentState(peripheral_id=PG, agent_id="1001", state=S.AVAILABLE))
    call = evolve(_next_call(town), dialed_number="8001")
    town.see(town.switch.execute(call, town.now))
    assert town.state("1001") is S.RESERVED
    # It is not answered, waits again, and is given up 30 seconds after it began: at the third call of the contact.
    town.pass_time(29)
    assert town.state("1001") is S.NOT_READY
    assert len(town.switch.calls(PG)) == 1
    town.pass_time(2)
    assert town.switch.calls(PG) == ()
    town.do(SetAgentState(peripheral_id=PG, agent_id="1001", state=S.AVAILABLE))
    town.see(town.switch.execute(evolve(_next_call(town), dialed_number="8001"), town.now))
    town.do(AnswerCall(peripheral_id=PG, device="2001"))
    town.pass_time(49)
    assert town.state("1001") is S.TALKING
    town.pass_time(2)
    assert town.state("1001") is S.WORK_READY


def test_two_calls_of_one_number_at_a_moment_are_both_simulated() -> None:
    """The next leg of the first is not taken for the second, which has yet to begin."""
    habits = evolve(WORKLOAD, callers=("5550100",), agents=(), patience=Span(30.0, 30.0))
    town = Town(calls_per_hour=1, settings=habits)
    town.do(SetAgentState(peripheral_id=PG, agent_id="1001", state=S.LOGIN, password="1001"))
    town.do(SetAgentState(peripheral_id=PG, agent_id="1001", state=S.AVAILABLE))
    for call in [_next_call(town) for _ in range(2)]:
        town.see(town.switch.execute(evolve(call, dialed_number="8001"), town.now))
    town.pass_time(31)
    assert town.switch.calls(PG) == ()


def test_a_simulated_agent_who_dialled_a_queue_hangs_up_some_time() -> None:
    """Taken back while somebody else's station rings for them, the agent goes on with the call that it is then."""
    town = Town(calls_per_hour=0)
    town.pass_time(10)
    for agent in (A, B):
        town.workload.release(agent)
    town.do(SetAgentState(peripheral_id=PG, agent_id="1001", state=S.NOT_READY))
    town.do(SetAgentState(peripheral_id=PG, agent_id="1002", state=S.NOT_READY))
    town.do(MakeCall(peripheral_id=PG, device="2001", dialed_number="8002"))
    town.workload.take_back(A, town.now)
    town.do(SetAgentState(peripheral_id=PG, agent_id="1002", state=S.AVAILABLE))
    town.do(AnswerCall(peripheral_id=PG, device="2002"))
    town.pass_time(600)
    assert town.switch.calls(PG) == ()
