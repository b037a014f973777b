"""Calls that the router announces before they arrive: S24."""

from __future__ import annotations

import pytest
from attrs import evolve

from ctiproto.constants import AgentState, CallType, ForcedFlag, PeripheralType
from ctiproto.constants.limits import NULL_SKILL_GROUP
from ctiserver.centre.switch import events as e
from ctiserver.centre.switch.commands import (
    AnnounceCall,
    CallArrives,
    Reconfigure,
    TakeInstrumentOutOfService,
    TranslationRouteCall,
)
from ctiserver.centre.switch.context import CallData
from ctiserver.centre.switch.errors import Refused
from ctiserver.site.model import Settings
from tests.ctiserver.centre.switch.story import OTHER, PG, Story

S = AgentState
A, B = "1001", "1002"


@pytest.mark.fidelity("calls.announced-type", "calls.announced-agent-reserved", "calls.announced-number")
@pytest.mark.parametrize(("kind", "call_type"), [(PeripheralType.ENTERPRISE_AGENT, 2), (OTHER, 3)])
def test_s24_announced_to_an_agent(kind: PeripheralType, call_type: int) -> None:
    """The agent is reserved, and the call rings there with the data that were announced."""
    story = Story(kind=kind)
    story.ready(A)
    story.do(AnnounceCall(peripheral_id=PG, dialed_number="8001", agent_id=A, data=CallData(ani="5")))
    announced = next(event for event in story.events if isinstance(event, e.PreCall))
    assert story.rows() == ["AGENT 1001 RESERVED [1:RESERVED 3:BUSY_OTHER] direction 1", "PRE_CALL 1001"]
    assert story.switch.announced_calls(PG) == {"2001": A}
    assert story.switch.announced_calls(5001) == {}
    story.arrives("2001", ani="6")
    assert story.switch.announced_calls(PG) == {}
    began = next(event for event in story.events if isinstance(event, e.CallBegan))
    assert began.context.call_type == call_type
    assert began.context == announced.context
    data = began.context.data
    assert (data.ani, data.dnis, data.dialed_number) == ("5", "8001", "8001")
    assert story.rows() == [
        "Began K(X) -> All",
        "Delivered K(X) INITIATE cause 22 -> All",
        "Began K(2001) -> 2001",
        "Delivered K(2001) ALERTING -> 2001, All",
    ]
    assert story.switch.next_deadline() == story.now + 12


@pytest.mark.fidelity("calls.announced-context", "calls.announced-types", "calls.translation-route")
def test_s24_translation_route_to_a_queue() -> None:
    """The call goes where the number leads, under the key announced; no agent hears of it before."""
    story = Story()
    story.ready("1002")
    story.do(TranslationRouteCall(peripheral_id=PG, dnis="7001", dialed_number="8002", data=CallData(ani="5")))
    assert story.switch.announced_calls(PG) == {"7001": None}
    assert [type(event) for event in story.events] == [e.TranslationRouted]
    story.force_out("1002")
    (routed,) = (event for event in story.events if isinstance(event, e.TranslationRouted))
    call_id = story.arrives("7001")
    assert story.switch.announced_calls(PG) == {}
    context = story.switch.call(PG, call_id).context
    assert context == routed.context
    assert context.call_type is CallType.CALLTYPE_PREROUTE_ACD_IN
    assert (context.data.ani, context.data.dnis, context.data.dialed_number) == ("5", "7001", "8002")
    assert story.rows()[-1] == "Queued K(X) QUEUED -> All"


@pytest.mark.fidelity("agents.reservation-timeout", "agents.missed-calls", "calls.announcement-aborted")
@pytest.mark.parametrize(
    ("settings", "kind", "seconds"),
    [
        (None, PeripheralType.ENTERPRISE_AGENT, 30),
        (None, PeripheralType.DEFINITY_ECS_EAS, 10),
        (Settings(precall_timeout=7.0), PeripheralType.ENTERPRISE_AGENT, 7),
        (Settings(precall_timeout=7.0), PeripheralType.DEFINITY_ECS_EAS, 7),
    ],
)
def test_s24_it_does_not_arrive(settings: Settings | None, kind: PeripheralType, seconds: int) -> None:
    """The announcement is taken back; after the second miss in a row the agent is not ready."""
    story = Story(settings=settings, kind=kind)
    story.ready(A)
    announce = AnnounceCall(peripheral_id=PG, dialed_number="8001", agent_id=A)
    story.do(announce)
    story.forget()
    story.wait(seconds - 1)
    assert story.rows() == []
    story.wait(1)
    assert story.rows() == ["PreCallAborted", "AGENT 1001 AVAILABLE [1:AVAILABLE 3:AVAILABLE]"]
    story.do(announce)
    story.forget()
    story.wait(seconds)
    assert story.rows() == ["PreCallAborted", "AGENT 1001 NOT_READY [1:NOT_READY 3:NOT_READY] reason 50010"]
    assert story.refusal(announce) == (21, 0)
    assert story.switch.announced_calls(PG) == {}
    assert story.refusal(CallArrives(peripheral_id=PG, dialed_number="2001")) == (1009, 0)


def test_s24_it_arrives_by_itself() -> None:
    """After the time that was said, or earlier if it is sent there before; never when its time is over by then."""
    story = Story()
    story.ready(A)
    announce = AnnounceCall(peripheral_id=PG, dialed_number="8001", agent_id=A, data=CallData(ani="5"))
    route = TranslationRouteCall(peripheral_id=PG, dialed_number="8002", dnis="7001", arrives_after=3)
    story.do(evolve(announce, arrives_after=2))
    story.do(route)
    story.wait(1.5)
    assert story.switch.calls(PG) == ()
    story.wait(0.5)
    (call_id,) = story.switch.calls(PG)
    assert story.switch.call(PG, call_id).context.data.ani == "5"
    story.hangs_up(call_id)
    early = story.arrives("7001")
    story.wait(20)
    assert story.switch.calls(PG) == (early,)
    story.do(evolve(announce, arrives_after=30))
    story.forget()
    story.wait(60)
    assert story.rows() == ["PreCallAborted", "AGENT 1001 AVAILABLE [1:AVAILABLE 3:AVAILABLE]"]
    assert story.switch.calls(PG) == (early,)


def test_s24_no_trunk_is_free_by_then() -> None:
    """The call does not come, and is given up when its time is over."""
    story = Story()
    story.do(TranslationRouteCall(peripheral_id=PG, dialed_number="8002", dnis="7001", arrives_after=3))
    calls = tuple(story.arrives("8002") for _ in range(3))
    story.wait(29)
    assert story.switch.calls(PG) == calls
    assert story.switch.announced_calls(PG) == {"7001": None}
    story.wait(1)
    assert story.switch.announced_calls(PG) == {}
    assert story.switch.next_deadline() is None


def test_s24_the_router_chooses() -> None:
    """Without a name the call is announced to the agent who has been available longest for its number."""
    story = Story()
    announce = AnnounceCall(peripheral_id=PG, dialed_number="8003")
    assert story.refusal(announce) == (21, 0)
    story.ready(B, A)
    story.do(announce)
    story.do(announce)
    assert story.switch.announced_calls(PG) == {"2002": B, "2001": A}
    assert story.refusal(announce) == (21, 0)


def test_s24_a_call_for_another_group() -> None:
    """An agent who is in no group of the number gets its call for their default group, or for none."""
    story = Story()
    story.ready(B, "1003")
    for agent in (B, "1003"):
        story.do(AnnounceCall(peripheral_id=PG, dialed_number="8001", agent_id=agent))
    announced = [event.skill_group.number for event in story.events if isinstance(event, e.PreCall)]
    assert announced == [3, NULL_SKILL_GROUP]


def test_s24_what_cannot_be_announced() -> None:
    """Numbers that lead nowhere, agents whom there are not, and anything where the site has no pre-calls."""
    story = Story()
    story.ready(A)
    assert story.refusal(AnnounceCall(peripheral_id=PG, dialed_number="8001", agent_id="9")) == (256, 0)
    assert story.refusal(AnnounceCall(peripheral_id=PG, dialed_number="77")) == (1009, 0)
    assert story.refusal(TranslationRouteCall(peripheral_id=PG, dialed_number="77", dnis="7001")) == (1009, 0)
    story = Story(settings=Settings(pre_call_events=False))
    story.ready(A)
    assert story.refusal(AnnounceCall(peripheral_id=PG, dialed_number="8001", agent_id=A)) == (71, 0)
    story.do(TranslationRouteCall(peripheral_id=PG, dialed_number="8001", dnis="7001"))


def test_s24_a_number_is_expected_once() -> None:
    """A DNIS is free that is no number of the site and on which no other call is expected."""
    story = Story()
    route = TranslationRouteCall(peripheral_id=PG, dialed_number="8001")
    assert story.refusal(route) == (33, 0)
    for taken in ("8002", "2001", "3001"):
        assert story.refusal(evolve(route, dnis=taken)) == (33, 0)
    story.do(evolve(route, dnis="7001"))
    assert story.refusal(evolve(route, dnis="7001")) == (33, 0)
    story.wait(30)
    story.do(evolve(route, dnis="7001"))
    dialed = story.switch.site.dialed_numbers
    numbers = (evolve(dialed[0], translation_routes=("7001", "7002", "7003")), *dialed[1:])
    story.do(Reconfigure(site=evolve(story.switch.site, dialed_numbers=numbers)))
    story.do(route)
    story.do(route)
    assert list(story.switch.announced_calls(PG)) == ["7001", "7002", "7003"]
    assert story.refusal(route) == (33, 0)
    assert story.refusal(evolve(route, dialed_number="8002")) == (33, 0)


@pytest.mark.fidelity("calls.announcement-aborted")
def test_s24_the_agent_is_busy_by_then() -> None:
    """A call that cannot reach its agent any more waits in the queue, and the announcement is taken back."""
    story = Story()
    story.ready(A)
    story.sign_in(B)
    story.do(AnnounceCall(peripheral_id=PG, dialed_number="8001", agent_id=A))
    inside = story.dials("2002", "2001")
    story.forget()
    call_id = story.arrives("2001")
    assert story.rows()[2:] == ["PreCallAborted", "Queued K(X) QUEUED -> All"]
    story.clears("2002", inside)
    assert story.state(A) is S.RESERVED
    assert story.switch.present_leg(PG, call_id) != call_id


def test_s24_the_agent_takes_no_calls_by_then() -> None:
    """An agent whose desktop was lost is NOT_READY, and the call that was announced to them goes elsewhere."""
    story = Story()
    story.ready(A)
    story.do(AnnounceCall(peripheral_id=PG, dialed_number="8001", agent_id=A))
    story.wants(A, S.LOGOUT, forced=ForcedFlag.TRUE, reason_code=255)
    story.forget()
    story.arrives("2001")
    assert story.rows()[2:] == ["PreCallAborted", "Queued K(X) QUEUED -> All"]
    assert story.state(A) is S.NOT_READY


def test_s24_the_agent_goes() -> None:
    """An announcement to an agent who cannot be reached any more is taken back."""
    story = Story()
    story.ready(A)
    story.do(AnnounceCall(peripheral_id=PG, dialed_number="8001", agent_id=A))
    story.forget()
    story.do(TakeInstrumentOutOfService(peripheral_id=PG, device="2001"))
    assert story.rows() == [
        "InstrumentOutOfService",
        "PreCallAborted",
        "AGENT 1001 LOGOUT [1:LOGOUT 3:LOGOUT] reason 50003",
    ]


def test_s24_only_his_calls_are_taken_back() -> None:
    """Whatever else was announced still arrives, when an agent goes to whom one call was."""
    story = Story()
    story.ready(A)
    story.do(TranslationRouteCall(peripheral_id=PG, dnis="7002", dialed_number="8002"))
    story.do(AnnounceCall(peripheral_id=PG, dialed_number="8001", agent_id=A))
    story.forget()
    story.do(TakeInstrumentOutOfService(peripheral_id=PG, device="2001"))
    assert story.rows().count("PreCallAborted") == 1
    story.arrives("7002")
    assert story.rows()[-1] == "Queued K(X) QUEUED -> All"
    with pytest.raises(Refused):
        story.arrives("2001")
