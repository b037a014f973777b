"""Calls that the router announces before they arrive, told by clients: they come, or they do not.  Scenario S24."""

from __future__ import annotations

from typing import Any, Final

import pytest
from attrs import evolve

from ctiproto import messages as m
from ctiproto.constants import AgentState, CallMsgMask, CallType, CTIService, SystemEventID
from ctiproto.declare import Message
from ctiserver.admin.commands import (
    AnnounceCall,
    CallArrives,
    KillSide,
    SideName,
    StopSide,
    TakePeripheralOffline,
    TranslationRouteCall,
)
from ctiserver.centre.switch.commands import ReturnInstrumentToService, TakeInstrumentOutOfService
from tests.ctiserver.admin.console import Operator
from tests.ctiserver.engine.services.watchers import monitor_client, started, watch_device
from tests.stories.chairs import VERSIONS, Floor, agent
from tests.stories.offices import A, Office, states
from tests.support.harness import PG, Client, World, call_req, demo, like, state_req
from tests.support.two_sides import TwoSides

S = AgentState
DNIS: Final = "5550177"
ROUTE: Final = TranslationRouteCall(number="8001", dnis=DNIS, caller="5550142", variables={"1": "gold"})


def key_of(message: Message) -> dict[str, Any]:
    """The router call key that a message names."""
    names = ("router_call_key_day", "router_call_key_call_id", "router_call_key_sequence_number")
    return {name: getattr(message, name) for name in names}


def told(client: Client, cls: type[Message]) -> Any:
    """The one message of a class that a client has heard."""
    (found,) = [event for event in client.heard if isinstance(event, cls)]
    return found


@pytest.mark.fidelity("agents.reservation-timeout", "agents.missed-calls", "calls.announced-agent-reserved")
def test_an_announced_call_does_not_come() -> None:
    """The agent is reserved and told of it, and free again after half a minute; old bridges hear no abort."""
    office = Office()
    operator = Operator(office.world)
    monitor = monitor_client(office.world)
    device = started(monitor, watch_device(A))
    office.settle()
    announce = AnnounceCall(number="8001", agent="1001")
    operator.says(announce)
    announced = like(m.AgentPreCallEvent, agent_instrument=A)
    key = key_of(told(office.all, m.AgentPreCallEvent))
    for client in (office.a, office.all, office.all_of_old):
        client.hears(*states("1001", S.RESERVED), announced)
    monitor.hears(
        *states("1001", S.RESERVED, monitor_id=device), like(m.AgentPreCallEvent, agent_instrument=A, monitor_id=device)
    )
    office.b.hears()
    office.settle()
    office.world.passes(29)
    office.a.hears()
    office.world.passes(1)
    aborted = like(m.AgentPreCallAbortEvent, agent_instrument=A, **key)
    for client in (office.a, office.all):
        client.hears(aborted, *states("1001", S.AVAILABLE))
    monitor.hears(
        like(m.AgentPreCallAbortEvent, agent_instrument=A, monitor_id=device, **key),
        *states("1001", S.AVAILABLE, monitor_id=device),
    )
    office.all_of_old.hears(*states("1001", S.AVAILABLE))
    assert operator.is_denied(CallArrives(number=A)).code == 1009
    # The second one that does not come makes the agent not ready.
    operator.says(announce)
    office.settle()
    office.world.passes(30)
    not_ready = states("1001", S.NOT_READY, event_reason_code=50010)
    office.a.hears(m.AgentPreCallAbortEvent, *not_ready)
    office.all.hears(m.AgentPreCallAbortEvent, *not_ready)


def test_a_call_in_between_is_no_miss() -> None:
    """Only who misses two in a row is not ready."""
    office = Office()
    operator = Operator(office.world)
    announce = AnnounceCall(number="8001", agent="1001")
    operator.says(announce)
    office.world.passes(30)
    operator.says(announce)
    call = operator.says(CallArrives(number=A)).call
    office.a.sends(call_req(m.AnswerCallReq, A, call))
    office.a.sends(call_req(m.ClearConnectionReq, A, call))
    office.world.passes(60)
    operator.says(announce)
    office.settle()
    office.world.passes(30)
    office.a.hears(m.AgentPreCallAbortEvent, *states("1001", S.AVAILABLE))


@pytest.mark.fidelity("calls.announced-type", "calls.announced-number")
@pytest.mark.parametrize("version", VERSIONS)
def test_an_announced_call_comes(version: int) -> None:
    """Its agent is told who will call, then of the call itself under the same key; every version in its own words."""
    floor = Floor(version)
    desktop = floor.seats("1001")
    operator = Operator(floor.world)
    operator.says(AnnounceCall(number="8001", caller="5550142", variables={"1": "gold"}))
    pre_call = told(desktop, m.AgentPreCallEvent)
    data = {"ani": "5550142", "dialed_number": "8001", "call_variable1": "gold"}
    desktop.hears(*agent("1001", S.RESERVED, S.RESERVED), like(m.AgentPreCallEvent, agent_instrument=A, **data))
    floor.supervisor.hears()
    floor.all_tell_the_same()
    operator.says(CallArrives(number=A))
    known = {"call_type": CallType.CALLTYPE_PREROUTE_ACD_IN, **data, **key_of(pre_call)}
    desktop.hears(
        like(m.BeginCallEvent, connection_device_id=A, **known),
        like(m.CallDeliveredEvent, alerting_device_id=A, called_device_id="8001"),
    )
    begun = told(floor.bridge, m.BeginCallEvent)
    assert {name: getattr(begun, name) for name in known} == known
    floor.all_tell_the_same()


@pytest.mark.fidelity("calls.translation-route", "delivery.translation-routes")
@pytest.mark.parametrize("version", VERSIONS)
def test_a_call_comes_by_a_translation_route(version: int) -> None:
    """Those who see all and those who may set monitors are told of it, once; no agent is, before the call rings."""
    floor = Floor(version)
    desktop = floor.seats("1001")
    watching = floor.world.open(version, CTIService.SERVICE_PERIPHERAL_MONITOR, name="monitors", client_id="monitors")
    services = CTIService.SERVICE_PERIPHERAL_MONITOR | CTIService.SERVICE_ALL_EVENTS
    both = floor.world.bridge(version, services, name="both")
    operator = Operator(floor.world)
    for client in (watching, both):
        client.forgets()
    operator.says(ROUTE)
    data = {"ani": "5550142", "dnis": DNIS, "dialed_number": "8001", "call_variable1": "gold"}
    key = key_of(told(watching, m.CallTranslationRouteEvent))
    for client in (watching, both):
        client.hears(like(m.CallTranslationRouteEvent, **data, **key))
    for client in (desktop, floor.supervisor):
        client.hears()
    floor.all_tell_the_same()
    floor.bridge.forgets()
    operator.says(CallArrives(number=DNIS))
    begun = next(event for event in floor.bridge.heard if isinstance(event, m.BeginCallEvent))
    known = {"call_type": CallType.CALLTYPE_PREROUTE_ACD_IN, **data, **key}
    assert {name: getattr(begun, name) for name in known} == known
    (rings,) = [event for event in desktop.heard if isinstance(event, m.CallDeliveredEvent)]
    assert rings.connection_device_id == A
    floor.all_tell_the_same()
    watching.hears()


@pytest.mark.fidelity("calls.announced-for")
def test_a_translation_route_is_forgotten() -> None:
    """After half a minute no call is expected on that DNIS any more, and nobody hears of it."""
    office = Office()
    operator = Operator(office.world)
    operator.says(ROUTE)
    assert operator.is_denied(ROUTE).code == 33
    office.settle()
    office.world.passes(29.5)
    assert office.world.centre.switch.announced_calls(PG) == {DNIS: None}
    office.world.passes(0.5)
    assert office.world.centre.switch.announced_calls(PG) == {}
    assert operator.is_denied(CallArrives(number=DNIS)).code == 1009
    for client in (office.a, office.all, office.all_of_old):
        client.hears()
    operator.says(ROUTE)
    office.all.hears(like(m.CallTranslationRouteEvent, dnis=DNIS))


def test_only_who_wants_it_is_told() -> None:
    """CallMsgMask holds announcements back, and so does a site that has the events of Unified CCE alone."""
    world = World()
    desktop = world.desktop("1001", call_msg_mask=CallMsgMask(0))
    masked = world.bridge(call_msg_mask=CallMsgMask.AGENT_PRE_CALL_MASK)
    desktop.sends(state_req("1001", S.LOGIN), state_req("1001", S.AVAILABLE))
    for client in (desktop, masked):
        client.forgets()
    operator = Operator(world)
    operator.says(ROUTE)
    masked.hears()
    operator.says(AnnounceCall(number="8001"))
    desktop.hears(*states("1001", S.RESERVED))
    masked.hears(*states("1001", S.RESERVED), m.AgentPreCallEvent)
    world.passes(30)
    desktop.hears(*states("1001", S.AVAILABLE))
    masked.hears(*states("1001", S.AVAILABLE))
    cce = World(demo(acd_profile="cce"))
    bridge = cce.bridge()
    operator = Operator(cce)
    operator.says(ROUTE)
    bridge.hears()
    assert operator.says(CallArrives(number=DNIS)).call


@pytest.mark.fidelity("calls.announcement-aborted")
def test_the_agent_is_gone_by_then() -> None:
    """An agent who leaves takes the announcement along; the caller reaches nobody there."""
    office = Office()
    operator = Operator(office.world)
    operator.says(AnnounceCall(number="8001", agent="1001"))
    office.settle()
    office.world.happens(TakeInstrumentOutOfService(peripheral_id=PG, device=A))
    gone = like(m.SystemEvent, system_event_id=SystemEventID.INSTRUMENT_OUT_OF_SERVICE)
    signed_out = states("1001", S.LOGOUT, event_reason_code=50003)
    for client in (office.a, office.all):
        client.hears(gone, like(m.AgentPreCallAbortEvent, agent_instrument=A), *signed_out)
    assert operator.is_denied(CallArrives(number=A)).code == 1009
    assert office.world.centre.switch.announced_calls(PG) == {}


@pytest.mark.fidelity("outages.announced-calls")
def test_the_link_to_the_peripheral_is_lost_by_then() -> None:
    """What was announced is taken back, and who was reserved for it is available when the link is back."""
    office = Office()
    operator = Operator(office.world)
    operator.says(AnnounceCall(number="8001", agent="1001"))
    operator.says(ROUTE)
    office.settle()
    operator.says(TakePeripheralOffline(peripheral=PG))
    assert [type(event) for event in office.a.heard[:2]] == [m.AgentPreCallAbortEvent, m.SystemEvent]
    office.settle()
    office.world.passes(60)
    office.a.hears()
    office.world.link_is_back()
    back = [event.agent_state for event in office.a.heard if isinstance(event, m.AgentStateEvent)]
    assert back[-1] is S.AVAILABLE
    assert operator.is_denied(CallArrives(number=DNIS)).code == 1009


@pytest.mark.parametrize("order", [StopSide, KillSide])
def test_the_side_changes_by_then(order: type[StopSide | KillSide]) -> None:
    """What the other side knows includes what was announced: the call comes, or is taken back, there."""
    world = TwoSides()
    desktop = world.desktop("1001")
    desktop.sends(state_req("1001", S.LOGIN), state_req("1001", S.AVAILABLE))
    operator = Operator(world)
    operator.says(AnnounceCall(number="8001", agent="1001"))
    operator.says(ROUTE)
    operator.says(order(side=SideName.A))
    bridge = world.goes_to("B", "bridge", 25, CTIService.SERVICE_ALL_EVENTS)
    bridge.forgets()
    operator.says(CallArrives(number=DNIS))
    assert told(bridge, m.BeginCallEvent).dnis == DNIS
    bridge.forgets()
    world.passes(30)
    assert told(bridge, m.AgentPreCallAbortEvent).agent_instrument == A
    assert world.centre.switch.announced_calls(PG) == {}


def test_simulated_callers_are_announced() -> None:
    """At a site that says so, every client hears of calls before they come, and of those that do not come."""
    site = demo()
    numbers = tuple(
        evolve(each, translation_routes=("7101", "7102")) if each.number == "8001" else each
        for each in site.dialed_numbers
    )
    habits = evolve(site.workload, announced=0.5)
    world = World(evolve(site, workload=habits, dialed_numbers=numbers), workload=True, calls_per_hour=200)
    bridge = world.bridge(25, CTIService.SERVICE_ALL_EVENTS)
    world.passes(4 * 3600)
    heard = bridge.heard
    routed = [event for event in heard if isinstance(event, m.CallTranslationRouteEvent)]
    lost = [event for event in heard if isinstance(event, m.AgentPreCallAbortEvent)]
    assert {event.dnis for event in routed} == {"7101", "7102"}
    assert lost
    announced = {tuple(key_of(event).values()) for event in heard if isinstance(event, m.AgentPreCallEvent)}
    assert {tuple(key_of(event).values()) for event in lost} <= announced
    begun = {tuple(key_of(event).values()) for event in heard if isinstance(event, m.BeginCallEvent)}
    assert not begun & {tuple(key_of(event).values()) for event in lost}
    came = [event for event in routed if tuple(key_of(event).values()) in begun]
    assert 0.8 * len(routed) < len(came) < len(routed)


def test_a_station_goes_and_comes_back() -> None:
    """SYSTEM_EVENT 10 and 11 to every session; who was signed in there is signed out with reason 50003."""
    office = Office()
    office.world.happens(TakeInstrumentOutOfService(peripheral_id=PG, device=A))
    gone = like(m.SystemEvent, system_event_id=SystemEventID.INSTRUMENT_OUT_OF_SERVICE, text=A, system_event_arg1=PG)
    assert [type(event) for event in office.b.heard] == [m.SystemEvent]
    office.b.hears(gone)
    signed_out = [event for event in office.a.heard if isinstance(event, m.AgentStateEvent)]
    assert {(event.agent_state, event.event_reason_code) for event in signed_out} == {(S.LOGOUT, 50003)}
    office.settle()
    office.world.happens(ReturnInstrumentToService(peripheral_id=PG, device=A))
    back = like(m.SystemEvent, system_event_id=SystemEventID.INSTRUMENT_BACK_IN_SERVICE, text=A)
    for client in (office.a, office.b, office.all, office.all_of_old):
        client.hears(back)
