"""The link to a peripheral goes down and comes back."""

from __future__ import annotations

from typing import Literal

import pytest
from attrs import evolve

from ctiproto.constants import AgentState, CallType, ControlFailureCode, PeripheralType
from ctiserver.centre.switch import events as e
from ctiserver.centre.switch.commands import (
    AnnounceCall,
    BringPeripheralOnline,
    CallArrives,
    Command,
    LoseCentralController,
    MakePredictiveCall,
    RegainCentralController,
    SetAgentState,
    SupervisorAssist,
    TakePeripheralOffline,
    TranslationRouteCall,
)
from ctiserver.centre.switch.errors import NoSupervisor, Refused
from ctiserver.centre.switch.identifiers import RouterCallKey
from ctiserver.centre.switch.switch import Switch
from ctiserver.site.model import EventOrder, Settings
from tests.ctiserver.centre.switch.scenes import work_not_ready
from tests.ctiserver.centre.switch.story import OTHER, PG, WRAPUP, Story

S = AgentState
TODAY = 155_510
"""The day of the story, as the router counts days."""
DOWN, UP = TakePeripheralOffline(peripheral_id=PG), BringPeripheralOnline(peripheral_id=PG)


def refusal(story: Story, command: Command) -> ControlFailureCode:
    """The code with which a command is refused."""
    with pytest.raises(Refused) as refused:
        story.do(command)
    return refused.value.code


def scene(settings: Settings | None = None, kind: PeripheralType = OTHER) -> Story:
    """A wraps up, B rings, one call waits, and one is outside."""
    story = Story(evolve(WRAPUP, ring_no_answer_time=0), settings, kind=kind)
    story.ready("1001", "1002")
    first = story.arrives("8001")
    story.answers("2001")
    story.arrives("8002")
    story.arrives("8001")
    story.clears("2001", first)
    story.dials("2003", "95550100")
    story.forget()
    return story


@pytest.mark.fidelity("outages.calls-cleared")
@pytest.mark.parametrize(
    ("settings", "kind"),
    [(None, OTHER), (Settings(logout_on_peripheral_loss=False), PeripheralType.ENTERPRISE_AGENT)],
)
def test_calls_end_at_once(settings: Settings | None, kind: PeripheralType) -> None:
    """Every call is cleared with cause 39, every association ends, and trunks and queues are empty."""
    story = scene(settings, kind)
    story.do(DOWN)
    rows = story.rows()
    assert rows[0] == "PeripheralWentOffline"
    assert rows[1:] == [
        "Ended K(2001) -> 2001",
        "Ended K(X) -> All",
        "ConnectionCleared K(X) NULL cause 39 -> 2002, All",
        "Cleared K(2002) NULL cause 39 -> 2002, All",
        "Ended K(2002) -> 2002",
        "Ended K(X) -> All",
        "ConnectionCleared K(X) NULL cause 39 -> All",
        "Cleared K(X) NULL cause 39 -> All",
        "Ended K(X) -> All",
        "ConnectionCleared K(2003) NULL cause 39 -> 2003, All",
        "Cleared K(X) NULL cause 39 -> 2003, All",
        "Ended K(2003) -> 2003",
        "Ended K(2003) -> All",
    ]
    assert story.switch.calls(PG) == ()
    assert story.waiting(1) == 0
    assert not story.switch.is_online(PG)


@pytest.mark.fidelity("outages.calls-cleared")
@pytest.mark.parametrize("order", ["before", "after"])
def test_media_stops_where_the_link_stays_down(order: Literal["before", "after"]) -> None:
    """A recorder learns that the media of a dropped call is over, before or behind the events that clear it."""
    story = Story(settings=Settings(peripheral_linger=5.0, event_order=EventOrder(rtp_stopped=order)))
    story.talks()
    story.do(DOWN)
    story.forget()
    story.wait(5)
    clearing = ["ConnectionCleared K(X) NULL cause 39 -> 2001, All", "Cleared K(2001) NULL cause 39 -> 2001, All"]
    media = [row for row in story.rows() if not row.startswith(("AGENT", "Ended"))]
    stopped = [row for row in media if "MediaStopped" in row]
    assert len(stopped) == 1
    assert media == ([clearing[0], *stopped, clearing[1]] if order == "before" else [*clearing, *stopped])


def test_agents_are_reported_anew() -> None:
    """With the link, each signed-in agent is reported in the present state; timers that ran out have acted."""
    story = scene()
    story.do(DOWN)
    story.forget()
    story.wait(60)
    assert story.rows() == []
    story.do(UP)
    assert story.rows() == [
        "PeripheralCameOnline",
        "AGENT 1001 WORK_READY [1:WORK_READY 3:BUSY_OTHER] direction 1 duration 10 next AVAILABLE",
        "AGENT 1002 AVAILABLE [2:AVAILABLE 3:AVAILABLE]",
    ]
    story.wait(0)
    assert story.rows() == ["AGENT 1001 AVAILABLE [1:AVAILABLE 3:AVAILABLE]"]
    assert all(isinstance(event, e.Event) for event in story.history)
    story.arrives("8001")
    assert story.state("1001") is AgentState.RESERVED


@pytest.mark.fidelity("outages.calls-linger")
def test_calls_may_linger() -> None:
    """With ``peripheral_linger`` they are dropped only if the link stays down for that long."""
    story = scene(Settings(peripheral_linger=5.0))
    calls = story.switch.calls(PG)
    story.do(DOWN)
    story.wait(4)
    story.do(UP)
    assert story.switch.calls(PG) == calls
    story.do(DOWN)
    story.forget()
    story.wait(5)
    assert story.switch.calls(PG) == ()
    assert {row.partition(" ")[0] for row in story.rows()} == {"ConnectionCleared", "Cleared", "Ended"}
    story.do(UP)
    story.wait(200)
    assert story.state("1001") is AgentState.AVAILABLE


@pytest.mark.fidelity("agents.lost-peripheral", "agents.return-from-wrapup")
def test_on_unified_cce_agents_are_signed_out_meanwhile() -> None:
    """All with 50002; who wrapped up or was reserved is available again, and who was not ready stays so."""
    story = scene(kind=PeripheralType.ENTERPRISE_AGENT)
    story.sign_in("1000", reason_code=7)
    story.forget()
    story.do(DOWN)
    rows = story.rows()
    assert rows[0] == "PeripheralWentOffline"
    assert not any(row.startswith("AGENT") for row in rows[1:-3])
    assert rows[-3:] == [
        "AGENT 1001 LOGOUT [1:LOGOUT 3:LOGOUT] reason 50002",
        "AGENT 1002 LOGOUT [2:LOGOUT 3:LOGOUT] reason 50002",
        "AGENT 1000 LOGOUT [] reason 50002",
    ]
    assert refusal(story, SetAgentState(peripheral_id=PG, agent_id="1001", state=S.LOGIN, password="1001")) == 267
    story.wait(60)
    assert story.rows() == []
    story.do(UP)
    assert story.rows() == [
        "PeripheralCameOnline",
        "AGENT 1001 LOGIN [1:LOGIN 3:LOGIN]",
        "AGENT 1001 AVAILABLE [1:AVAILABLE 3:AVAILABLE]",
        "AGENT 1002 LOGIN [2:LOGIN 3:LOGIN]",
        "AGENT 1002 AVAILABLE [2:AVAILABLE 3:AVAILABLE]",
        "AGENT 1000 LOGIN []",
        "AGENT 1000 NOT_READY [] reason 7",
    ]
    story.arrives("8001")
    assert story.state("1001") is S.RESERVED


@pytest.mark.fidelity("agents.return-from-wrapup")
def test_who_was_not_available_before_the_wrapup_is_not_so_behind_it() -> None:
    """WORK_NOT_READY comes back to NOT_READY."""
    story = Story(WRAPUP)
    work_not_ready(story)
    story.do(DOWN)
    story.forget()
    story.do(UP)
    assert story.rows()[1:] == ["AGENT 1001 LOGIN [1:LOGIN 3:LOGIN]", "AGENT 1001 NOT_READY [1:NOT_READY 3:NOT_READY]"]


@pytest.mark.fidelity("agents.return-on-a-call")
def test_who_is_still_on_a_call_is_not_ready_with_51004() -> None:
    """Calls that linger are the agents' again: who talks is NOT_READY behind it, and what rings reserves."""
    story = Story(settings=Settings(peripheral_linger=5.0))
    story.ready("1001", "1002")
    first = story.arrives("8001")
    story.answers("2001")
    story.arrives("8002")
    story.forget()
    story.do(DOWN)
    assert story.rows()[1:] == [
        "AGENT 1001 LOGOUT [1:LOGOUT 3:LOGOUT] reason 50002",
        "AGENT 1002 LOGOUT [2:LOGOUT 3:LOGOUT] reason 50002",
    ]
    story.do(UP)
    assert story.rows()[1:] == [
        "AGENT 1001 LOGIN [1:LOGIN 3:LOGIN]",
        "AGENT 1001 NOT_READY [1:NOT_READY 3:NOT_READY] reason 51004",
        "AGENT 1001 TALKING [1:TALKING 3:BUSY_OTHER] direction 1",
        "AGENT 1002 LOGIN [2:LOGIN 3:LOGIN]",
        "AGENT 1002 AVAILABLE [2:AVAILABLE 3:AVAILABLE]",
        "AGENT 1002 RESERVED [2:RESERVED 3:BUSY_OTHER] direction 1",
    ]
    story.clears("2001", first)
    assert story.rows()[-1] == "AGENT 1001 NOT_READY [1:NOT_READY 3:NOT_READY] reason 51004"


def test_nothing_can_be_asked_while_it_is_down() -> None:
    """Everything is refused with 267; what is up cannot come up, and what is unknown can do nothing."""
    story = Story()
    assert refusal(story, UP) is ControlFailureCode.REQUEST_INCOMPATIBLE_WITH_OBJECT
    story.do(DOWN)
    assert refusal(story, DOWN) is ControlFailureCode.ADJUNCT_SWITCH_COMM_ERROR
    arrival = CallArrives(peripheral_id=PG, dialed_number="8001")
    assert refusal(story, arrival) is ControlFailureCode.ADJUNCT_SWITCH_COMM_ERROR
    assert refusal(story, evolve(arrival, peripheral_id=1)) is ControlFailureCode.UNKNOWN_PID
    assert refusal(story, evolve(UP, peripheral_id=1)) is ControlFailureCode.UNKNOWN_PID


def test_a_peripheral_can_be_down_from_the_start() -> None:
    """The site says so, and it can be brought online later."""
    story = Story()
    assert not story.switch.is_online(5001)
    story.do(BringPeripheralOnline(peripheral_id=5001))
    assert story.rows() == ["PeripheralCameOnline"]


@pytest.mark.fidelity("outages.announced-calls")
@pytest.mark.parametrize("kind", [OTHER, PeripheralType.ENTERPRISE_AGENT])
def test_announced_calls_do_not_outlive_the_link(kind: PeripheralType) -> None:
    """They are taken back just before it is lost; the agent, reserved for one, is available when it is back."""
    story = Story(kind=kind)
    story.ready("1001")
    story.do(TranslationRouteCall(peripheral_id=PG, dialed_number="8002", dnis="7001", arrives_after=5))
    story.do(AnnounceCall(peripheral_id=PG, dialed_number="8001", agent_id="1001"))
    story.forget()
    story.do(DOWN)
    assert story.rows()[:2] == ["PreCallAborted", "PeripheralWentOffline"]
    assert story.switch.announced_calls(PG) == {}
    assert story.switch.next_deadline() is None
    assert story.wait(60) == []
    story.do(UP)
    assert story.state("1001") is S.AVAILABLE
    for number in ("7001", "2001"):
        gone = CallArrives(peripheral_id=PG, dialed_number=number)
        assert refusal(story, gone) is ControlFailureCode.INVALID_DIALED_NUMBER
    story.arrives("8001")
    assert story.state("1001") is S.RESERVED


def test_another_peripheral_keeps_what_was_announced() -> None:
    """The link that is lost is that of one peripheral."""
    story = Story()
    story.do(BringPeripheralOnline(peripheral_id=5001))
    story.do(TranslationRouteCall(peripheral_id=PG, dialed_number="8002", dnis="7001"))
    story.do(TakePeripheralOffline(peripheral_id=5001))
    assert story.switch.announced_calls(PG) == {"7001": None}


# --- the central controller ------------------------------------------------------------------------------------------


def test_calls_and_agents_go_on_without_the_central_controller() -> None:
    """Only what it would say itself is missing: that a call is on its way to an agent, and how it knows the caller."""
    story = Story(kind=OTHER)
    story.ready("1001")
    story.arrives("8001")
    announced = story.rows()
    assert any(row.startswith("PRE_CALL") for row in announced)
    story = Story(kind=OTHER)
    story.ready("1001")
    story.do(LoseCentralController())
    story.forget()
    story.arrives("8001")
    assert story.rows() == [row for row in announced if not row.startswith("PRE_CALL")]


@pytest.mark.fidelity("outages.no-key", "calls.unrouted-type")
def test_nothing_is_post_routed_without_the_central_controller() -> None:
    """No key, and no call of its own at the agent: of type 6 from outside, of 10 from a station, of 7 by a dialler."""
    story = Story()
    story.do(LoseCentralController())
    story.ready("1001")
    first = story.arrives("8001")
    second = story.dials("2003", "8001")
    predictive = MakePredictiveCall(peripheral_id=PG, originating="8001", dialed_number="95550100")
    (third,) = {event.connection.call_id for event in story.do(predictive) if isinstance(event, e.CallOriginated)}
    calls = [story.switch.call(PG, number) for number in (first, second, third)]
    types = [CallType.CALLTYPE_OTHER_IN, CallType.CALLTYPE_AGENT_INSIDE, CallType.CALLTYPE_AUTO_OUT]
    assert [call.context.call_type for call in calls] == types
    assert [call.context.router_call_key for call in calls] == [None] * 3
    assert story.state("1001") is S.RESERVED
    story.answers("2001", call_id=first)
    assert story.switch.calls(PG) == (first, second, third)


@pytest.mark.fidelity("outages.no-key")
def test_a_call_that_waits_is_routed_when_the_central_controller_is_back() -> None:
    """It has a key from then on, is another call at the agent, and is announced; one of before keeps what it has."""
    story = Story()
    known = story.arrives("8001")
    story.do(LoseCentralController())
    unknown = story.arrives("8001")
    story.ready("1001")
    at_agent = story.switch.call(PG, known).context
    assert (at_agent.call_type, at_agent.router_call_key) == (CallType.CALLTYPE_ACD_IN, RouterCallKey(TODAY, 1, 1))
    story.do(RegainCentralController())
    assert not any(isinstance(event, e.PreCall) for event in story.history)
    story.answers("2001")
    story.clears("2001", known)
    (now,) = story.switch.calls(PG)
    assert now != unknown
    context = story.switch.call(PG, now).context
    assert context.call_type is CallType.CALLTYPE_PREROUTE_ACD_IN
    assert context.router_call_key == RouterCallKey(TODAY, 2, 1)
    assert sum(isinstance(event, e.PreCall) for event in story.history) == 1


@pytest.mark.fidelity("outages.no-router")
def test_nothing_is_routed_without_the_central_controller() -> None:
    """It is lost once and comes back once, whatever the peripherals do; announcements are refused (71) meanwhile."""
    story = Story()
    route = TranslationRouteCall(peripheral_id=PG, dnis="5550177", dialed_number="8001")
    assert refusal(story, RegainCentralController()) is ControlFailureCode.REQUEST_INCOMPATIBLE_WITH_OBJECT
    story.do(DOWN)
    story.do(LoseCentralController())
    assert not story.switch.has_controller
    assert refusal(story, LoseCentralController()) is ControlFailureCode.REQUEST_INCOMPATIBLE_WITH_OBJECT
    story.do(UP)
    assert refusal(story, route) is ControlFailureCode.GENERIC_OPERATION_REJECTION
    announce = AnnounceCall(peripheral_id=PG, dialed_number="8001")
    assert refusal(story, announce) is ControlFailureCode.GENERIC_OPERATION_REJECTION
    story.do(RegainCentralController())
    story.do(route)
    rows = ["PeripheralWentOffline", "CentralControllerLost", "PeripheralCameOnline", "CentralControllerBack"]
    assert story.rows()[:4] == rows


@pytest.mark.fidelity("supervisors.search")
def test_only_the_primary_supervisor_is_found_without_the_central_controller() -> None:
    """The others are found by post-routing."""
    story = Story()
    team = evolve(story.switch.site.teams[0], primary_supervisor=None, other_supervisors=("1000",))
    story.switch = Switch(evolve(story.switch.site, teams=(team,)), seed=1)
    story.ready("1000")
    story.sign_in("1001")
    help_me = SupervisorAssist(peripheral_id=PG, device="2001")
    story.do(LoseCentralController())
    with pytest.raises(NoSupervisor):
        story.do(help_me)
    story.do(RegainCentralController())
    story.do(help_me)
