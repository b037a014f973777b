"""Calls that the router announces before they arrive: they come, or they do not.  Scenario S24."""

from __future__ import annotations

from ctiproto import messages as m
from ctiproto.constants import AgentState, CTIService
from server.switch.commands import RouteCall
from tests.stories.offices import A, Office, states
from tests.support.harness import PG, like

S = AgentState
DNIS = "5550177"


def test_an_announced_call_does_not_come() -> None:
    """The agent is reserved and told of it, and free again when the time is over; old bridges hear no abort."""
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
    office.world.passes(10)
    aborted = like(
        m.AgentPreCallAbortEvent,
        agent_instrument=A,
        router_call_key_day=told.router_call_key_day,
        router_call_key_call_id=told.router_call_key_call_id,
    )
    office.a.hears(aborted, *states("1001", S.AVAILABLE))
    office.all.hears(aborted, *states("1001", S.AVAILABLE))
    office.all_of_old.hears(*states("1001", S.AVAILABLE))


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
