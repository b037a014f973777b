"""The peripheral gateway is lost and comes back: what clients hear, and what they do not."""

from __future__ import annotations

import attrs
import pytest

from ctiproto import messages as m
from ctiproto.constants import AgentState, CTIService, PeripheralType, StatusCode, SystemEventID
from ctiserver.centre.switch.commands import AnswerCall, SetAgentState, TakeInstrumentOutOfService, TransferCall
from ctiserver.centre.switch.errors import Refused
from tests.stories.chairs import VERSIONS, agent
from tests.support.harness import PG, START, Client, World, demo, dial_req, like, open_req, state_req

S = AgentState
DOWN, CC_DOWN, PERIPHERAL_DOWN = 1, 2, 4


def lost(world: World) -> None:
    """The gateway is lost; what is heard of that is forgotten."""
    world.do(world.duplex.lose_pg_link(world.now))
    for client in world.clients.values():
        client.forgets()


def is_back(world: World) -> None:
    """The gateway comes back."""
    world.do(world.duplex.regain_pg_link(world.now))


def news(client: Client) -> list[object]:
    """What a client heard after the system events."""
    heard, client.heard = client.heard, []
    return [message for message in heard if not isinstance(message, m.SystemEvent)]


def test_every_session_hears_that_it_is_lost_and_what_is_there_again() -> None:
    """SYSTEM_EVENT 6, and 3 for the peripheral once it is back, each with the status from then on."""
    world = World()
    clients = [world.bridge(version, name=f"version {version}") for version in VERSIONS]
    clients.append(world.open(15, CTIService.SERVICE_CLIENT_MONITOR))
    for client in clients:
        client.forgets()
    world.do(world.duplex.lose_pg_link(world.now))
    for client in clients:
        client.hears(like(m.SystemEvent, system_event_id=6, system_event_arg1=0, pg_status=DOWN))
    is_back(world)
    for client in clients:
        client.hears(like(m.SystemEvent, system_event_id=3, system_event_arg1=PG, pg_status=0))


def test_it_is_lost_once_and_comes_back_once() -> None:
    """Otherwise it is refused (2)."""
    duplex = World().duplex
    with pytest.raises(Refused, match="REQUEST_INCOMPATIBLE_WITH_OBJECT"):
        duplex.regain_pg_link(START)
    duplex.lose_pg_link(START)
    with pytest.raises(Refused, match="REQUEST_INCOMPATIBLE_WITH_OBJECT"):
        duplex.lose_pg_link(START)


@pytest.mark.fidelity("requests.without-the-gateway")
def test_nobody_can_open_a_session_meanwhile() -> None:
    """Status 15; those who are there stay, and are served what the server knows without the gateway."""
    world = World()
    bridge = world.bridge()
    lost(world)
    world.refuses(StatusCode.CTI_SERVER_OFFLINE, 25, CTIService.SERVICE_ALL_EVENTS)
    bridge.heartbeats()
    bridge.sends(m.ListAgentTeamReq(invoke_id=5, supervisor_id=10_000))
    bridge.hears(m.ListAgentTeamConf)
    bridge.is_refused(state_req("1001", S.LOGIN), StatusCode.CTI_SERVER_OFFLINE)
    bridge.is_refused(dial_req("2001", "2002"), StatusCode.CTI_SERVER_OFFLINE)
    bridge.is_refused(m.AgentDeskSettingsReq(invoke_id=5, peripheral_id=PG, agent_id="1001"), StatusCode(15))
    is_back(world)
    bridge.forgets()
    bridge.sends(state_req("1001", S.LOGIN))
    assert isinstance(bridge.takes(), m.SetAgentStateConf)
    client = world.connects()
    client.sends(open_req(25, CTIService.SERVICE_ALL_EVENTS))
    assert isinstance(client.takes(), m.OpenConf)


@pytest.mark.fidelity("outages.without-the-gateway")
def test_what_is_told_meanwhile_is_about_links() -> None:
    """No call event and no agent event; the status says all that is wrong."""
    world = World()
    bridge = world.staffed("1001")
    lost(world)
    call = world.caller_calls()
    world.happens(AnswerCall(peripheral_id=PG, device="2001"))
    world.caller_hangs_up(call)
    bridge.hears()
    world.happens(TakeInstrumentOutOfService(peripheral_id=PG, device="2002"))
    bridge.hears(like(m.SystemEvent, system_event_id=10, text="2002", pg_status=DOWN))
    world.link_breaks()
    bridge.hears(like(m.SystemEvent, system_event_id=4, pg_status=DOWN | PERIPHERAL_DOWN))
    world.do(world.duplex.announce("back at noon", world.now))
    bridge.hears(like(m.SystemEvent, system_event_id=5, text="back at noon"))
    is_back(world)
    out = like(m.AgentStateEvent, agent_id="1001", agent_state=S.LOGOUT, event_reason_code=50002)
    bridge.hears(like(m.SystemEvent, system_event_id=4, system_event_arg1=PG, pg_status=PERIPHERAL_DOWN), out, out)


@pytest.mark.fidelity("outages.after-the-gateway")
def test_calls_that_are_over_end_and_new_ones_begin() -> None:
    """Each stream hears the end of what it knew, the beginning of what it did not, and nothing of the rest."""
    world = World()
    bridge = world.bridge()
    desktop = world.desktop("1001")
    for state in (S.LOGIN, S.AVAILABLE):
        desktop.sends(state_req("1001", state))
    over = world.caller_calls(ani="5550101")
    world.happens(AnswerCall(peripheral_id=PG, device="2001"))
    stays = world.caller_calls(ani="5550102")
    lost(world)
    world.caller_hangs_up(over)
    world.passes(10)
    gone = world.caller_calls(ani="5550103")
    new = world.caller_calls(ani="5550104")
    world.caller_hangs_up(gone)
    # What waited rings now, as another call.
    waited, stays = stays, world.centre.switch.present_leg(PG, stays)
    assert set(world.centre.switch.calls(PG)) == {stays, new}
    is_back(world)
    system = like(m.SystemEvent, system_event_id=3)
    begins = [like(m.BeginCallEvent, connection_call_id=call) for call in (stays, new)]
    bridge.hears(
        system,
        like(m.EndCallEvent, connection_call_id=over),
        like(m.EndCallEvent, connection_call_id=waited),
        *begins,
        *agent("1001", S.RESERVED, S.RESERVED, state_duration=0),
    )
    desktop.hears(
        system,
        like(m.EndCallEvent, connection_call_id=over),
        begins[0],
        *agent("1001", S.RESERVED, S.RESERVED, state_duration=0),
    )


def test_whoever_signed_out_is_reported() -> None:
    """The logout is reported at the station that clients know, also to the agent's own client."""
    world = World()
    bridge, desktop = world.bridge(), world.desktop("1001")
    desktop.sends(state_req("1001", S.LOGIN))
    lost(world)
    world.happens(SetAgentState(peripheral_id=PG, agent_id="1001", state=S.LOGOUT))
    is_back(world)
    out = agent("1001", S.LOGOUT, agent_instrument="2001")
    desktop.hears(like(m.SystemEvent, system_event_id=SystemEventID.PERIPHERAL_ONLINE), *out)
    bridge.hears(like(m.SystemEvent, system_event_id=SystemEventID.PERIPHERAL_ONLINE), *out)


def test_of_a_peripheral_that_is_off_line_no_agent_is_told() -> None:
    """Its agents are told when its own link comes back, and not with the gateway."""
    site = demo()
    (first, *others) = site.peripherals
    other = attrs.evolve(first, type=PeripheralType.DEFINITY_ECS_EAS)
    world = World(attrs.evolve(site, peripherals=(other, *others)))
    bridge = world.bridge()
    bridge.sends(state_req("1001", S.LOGIN))
    lost(world)
    world.link_breaks()
    is_back(world)
    assert news(bridge) == []
    world.link_is_back()
    bridge.hears(like(m.SystemEvent, system_event_id=SystemEventID.PERIPHERAL_ONLINE), *agent("1001", S.NOT_READY))


def test_calls_that_became_one_meanwhile() -> None:
    """A transfer takes a call away from one device and gives it to another one: each is told so."""
    world = World()
    bridge = world.staffed("1001", "1002")
    desks = [world.desktop(each) for each in ("1001", "1002")]
    call = world.caller_calls()
    world.happens(AnswerCall(peripheral_id=PG, device="2001"))
    lost(world)
    world.happens(TransferCall(peripheral_id=PG, device="2001", active_call_id=call, dialed_number="2002"))
    world.happens(AnswerCall(peripheral_id=PG, device="2002"))
    is_back(world)
    assert [type(told).__name__ for told in news(desks[0])][:1] == ["EndCallEvent"]
    assert [type(told).__name__ for told in news(desks[1])][:1] == ["BeginCallEvent"]
    assert {type(told) for told in news(bridge)} == {m.AgentStateEvent}


def test_the_same_again() -> None:
    """Nothing of an outage is left over for the next one."""
    world = World()
    bridge = world.staffed("1001")
    lost(world)
    is_back(world)
    bridge.forgets()
    lost(world)
    is_back(world)
    bridge.hears(like(m.SystemEvent, system_event_id=3), *agent("1001", S.AVAILABLE))
