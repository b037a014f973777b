"""What a session may ask for beside events, and agents that it takes over from the simulation."""

from __future__ import annotations

from ctiproto import messages as m
from ctiproto.constants import AgentState, CTIService
from tests.support.harness import BRIDGE, PG, World, like, state_req

# --- options of a session --------------------------------------------------------------------------------------------


def test_duplicate_agent_events_can_be_left_out() -> None:
    """Only the first group's event of a change, and nothing when only groups change."""
    world = World()
    plain = world.open(15, BRIDGE)
    terse = world.open(15, BRIDGE | CTIService.SERVICE_IGNORE_DUPLICATE_AGENT_EVENTS)
    deaf = world.open(15, BRIDGE | CTIService.SERVICE_IGNORE_DUPLICATE_AGENT_EVENTS, agent_state_mask=0x4)
    plain.asks(state_req("1001", AgentState.LOGIN))
    login = like(m.AgentStateEvent, agent_state=AgentState.LOGIN)
    not_ready = like(m.AgentStateEvent, agent_state=AgentState.NOT_READY)
    plain.hears(login, login, not_ready, not_ready)
    terse.hears(login, not_ready)
    deaf.hears(not_ready)
    plain.asks(state_req("1001", AgentState.NOT_READY, event_reason_code=7))
    reason = like(m.AgentStateEvent, agent_state=AgentState.NOT_READY, event_reason_code=7, skill_group_number=1)
    terse.hears(reason)
    plain.asks(state_req("1001", AgentState.AVAILABLE))
    deaf.hears(reason)
    plain.asks(state_req("1001", AgentState.NOT_READY, event_reason_code=7))
    deaf.hears()


QUERY = m.QueryAgentStateReq(invoke_id=12, peripheral_id=PG, mrd_id=1, icm_agent_id=0, agent_id="1001")


def test_confirmations_can_be_left_out() -> None:
    """Confirmations of control requests are suppressed; answers to questions, and failures, are not."""
    world = World()
    terse = world.open(14, BRIDGE | CTIService.SERVICE_IGNORE_CONF, agent_state_mask=0)
    terse.sends(state_req("1001", AgentState.LOGIN))
    terse.hears()
    terse.sends(QUERY, m.HeartbeatReq(invoke_id=13), state_req("1001", AgentState.LOGIN, invoke_id=14))
    terse.hears(m.QueryAgentStateConf, m.HeartbeatConf, like(m.ControlFailureConf, invoke_id=14))


# --- simulated agents ------------------------------------------------------------------------------------------------


def test_a_session_takes_a_simulated_agent_over() -> None:
    """The simulation leaves an agent alone while a client follows the agent, and for a while after the last one."""
    world = World(workload=True, calls_per_hour=0)
    bridge = world.bridge()
    desktops = [world.desktop(agent, name="same") for agent in ("1003", "1004", "1005")]
    again = world.desktop("1005", name="same")
    assert desktops[2].is_cut_off
    world.passes(20)
    bridge.forgets()
    world.caller_calls("8001")
    world.passes(40)
    assert not [event for event in bridge.heard if isinstance(event, m.CallEstablishedEvent)], "nobody answers"
    for client in (*desktops, again):
        client.leaves()
    world.passes(59)
    bridge.forgets()
    world.passes(1000)
    assert [event for event in bridge.heard if isinstance(event, m.CallEstablishedEvent)], "somebody answers again"


def test_a_control_request_takes_a_simulated_agent_over() -> None:
    """A request that names the agent does so until the session that sent it ends."""
    world = World(workload=True, calls_per_hour=0)
    bridge = world.bridge()
    for agent in ("1003", "1004", "1005"):
        bridge.asks(state_req(agent, AgentState.AVAILABLE))
    bridge.forgets()
    world.caller_calls("8001")
    world.passes(40)
    assert not [event for event in bridge.heard if isinstance(event, m.CallEstablishedEvent)], "nobody answers"


def test_without_life_nobody_is_taken_over() -> None:
    """An agent who is not simulated does not become so."""
    world = World()
    world.desktop("1003").leaves()
    world.passes(60)
    assert world.duplex.next_deadline() is None
