"""Calls that the router announces before they arrive: they come, or they do not.  Scenario S24."""

from __future__ import annotations

import pytest

from ctiproto import messages as m
from ctiproto.constants import AgentState, CallType, CTIService, SystemEventID
from ctiserver.centre.switch.commands import ReturnInstrumentToService, RouteCall, TakeInstrumentOutOfService
from tests.stories.offices import A, Office, states
from tests.support.harness import PG, like

S = AgentState
DNIS = "5550177"


@pytest.mark.fidelity("agents.reservation-timeout", "agents.missed-calls")
def test_an_announced_call_does_not_come() -> None:
    """The agent is reserved and told of it, and free again after half a minute; old bridges hear no abort."""
    office = Office()
    route = RouteCall(peripheral_id=PG, dnis=DNIS, dialed_number="8001", agent_id="1001")
    office.world.happens(route)
    announced = like(m.AgentPreCallEvent, agent_instrument=A)
    office.a.hears(*states("1001", S.RESERVED), announced)
    routed = like(m.CallTranslationRouteEvent, dnis=DNIS)
    told_to_all = list(office.all.heard)
    office.all.hears(routed, *states("1001", S.RESERVED), announced)
    (told,) = [event for event in told_to_all if isinstance(event, m.AgentPreCallEvent)]
    office.settle()
    office.world.passes(29)
    office.a.hears()
    office.world.passes(1)
    aborted = like(
        m.AgentPreCallAbortEvent,
        agent_instrument=A,
        router_call_key_day=told.router_call_key_day,
        router_call_key_call_id=told.router_call_key_call_id,
    )
    office.a.hears(aborted, *states("1001", S.AVAILABLE))
    office.all.hears(aborted, *states("1001", S.AVAILABLE))
    office.all_of_old.hears(*states("1001", S.AVAILABLE))
    # The second one that does not come makes the agent not ready.
    office.world.happens(route)
    office.settle()
    office.world.passes(30)
    not_ready = states("1001", S.NOT_READY, event_reason_code=50010)
    office.a.hears(m.AgentPreCallAbortEvent, *not_ready)
    office.all.hears(m.AgentPreCallAbortEvent, *not_ready)


def test_a_call_is_announced_to_whoever_watches() -> None:
    """CALL_TRANSLATION_ROUTE_EVENT: once to those who see all, once to those who may set monitors."""
    office = Office()
    watching = office.world.open(25, CTIService.SERVICE_PERIPHERAL_MONITOR, name="monitors", client_id="monitors")
    both = office.world.bridge(25, CTIService.SERVICE_PERIPHERAL_MONITOR | CTIService.SERVICE_ALL_EVENTS, name="both")
    office.settle()
    office.world.happens(RouteCall(peripheral_id=PG, dnis=DNIS, dialed_number="8001"))
    for client in (watching, both, office.all):
        client.hears(like(m.CallTranslationRouteEvent, dnis=DNIS))
    office.a.hears()


@pytest.mark.fidelity("calls.announced-type")
def test_an_announced_call_comes() -> None:
    """It has the type, the key and the data that were announced, and goes to the agent who was kept for it."""
    office = Office()
    route = RouteCall(peripheral_id=PG, dnis=DNIS, dialed_number="8001", agent_id="1001")
    office.world.happens(route)
    (told,) = [event for event in office.all.heard if isinstance(event, m.CallTranslationRouteEvent)]
    office.settle()
    office.world.caller_calls(DNIS)
    begun = next(event for event in office.all.heard if isinstance(event, m.BeginCallEvent))
    assert begun.router_call_key_call_id == told.router_call_key_call_id
    assert begun.call_type is CallType.CALLTYPE_PREROUTE_ACD_IN
    rings = [event for event in office.a.heard if isinstance(event, m.CallDeliveredEvent)]
    assert [event.connection_device_id for event in rings] == [A]


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
