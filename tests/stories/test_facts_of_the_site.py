"""What a site says of its agents, and agents of their terminals, as clients are told it."""

from __future__ import annotations

from typing import Any

import attrs
import pytest

from ctiproto import messages as m
from ctiproto.constants import AgentState, ConnectionDeviceIDType, EnabledService
from ctiserver.site.model import Site
from tests.stories.offices import new_call
from tests.support.harness import DESKTOP, PG, SUPERVISOR, Client, World, call_req, demo, like, state_req
from tests.support.orders import consult
from tests.support.services import ALL, SUPERVISES

A, B = "1001", "1002"
DEPARTMENT = 4711
TERMINAL = "SEP001122334455"


def changed(site: Site, agent_id: str, **fields: Any) -> Site:
    """The site with one agent changed."""
    agents = (attrs.evolve(each, **fields) if each.id == agent_id else each for each in site.agents)
    return attrs.evolve(site, agents=tuple(agents))


def states(client: Client) -> list[m.AgentStateEvent]:
    """The agent states that a client heard and did not speak of yet."""
    heard = [message for message in client.heard if isinstance(message, m.AgentStateEvent)]
    client.forgets()
    return heard


# --- departments -----------------------------------------------------------------------------------------------------


@pytest.mark.fidelity("agents.department")
@pytest.mark.parametrize(("version", "told"), [(18, 0), (19, DEPARTMENT), (25, DEPARTMENT)])
def test_the_department_of_an_agent(version: int, told: int) -> None:
    """It is told with OPEN_CONF, every state and every question, from version 19 on; of others it is 0."""
    world = World(changed(demo(), A, department_id=DEPARTMENT))
    bridge = world.bridge(version)
    desktop = world.connects()
    assert desktop.opens(version, DESKTOP, agent_id=A, agent_extension="2001").department_id == told
    bridge.sends(state_req(A, AgentState.LOGIN), state_req(B, AgentState.LOGIN))
    assert {(event.agent_id, event.department_id) for event in states(bridge)} == {(A, told), (B, 0)}
    for agent, department in ((A, told), (B, 0)):
        question = m.QueryAgentStateReq(invoke_id=1, peripheral_id=PG, mrd_id=1, icm_agent_id=0, agent_id=agent)
        conf = bridge.asks(question)
        assert isinstance(conf, m.QueryAgentStateConf)
        assert conf.department_id == department
    assert world.connects().opens(version, ALL).department_id == 0


@pytest.mark.parametrize(("is_out_of_reach", "told"), [(False, DEPARTMENT), (True, 0)])
def test_the_department_of_an_agent_who_is_taken_out_of_the_site(
    is_out_of_reach: bool,
    told: int,
) -> None:
    """It is told a last time; later, when the gateway is back, the site says nothing of the agent any more."""
    site = changed(demo(), A, department_id=DEPARTMENT)
    world = World(site)
    bridge = world.bridge()
    bridge.asks(state_req(A, AgentState.LOGIN))
    if is_out_of_reach:
        world.do(world.duplex.lose_pg_link(world.now))
    bridge.forgets()
    teams = tuple(
        attrs.evolve(team, members=tuple(member for member in team.members if member != A)) for team in site.teams
    )
    world.becomes(attrs.evolve(site, agents=tuple(each for each in site.agents if each.id != A), teams=teams))
    if is_out_of_reach:
        world.do(world.duplex.regain_pg_link(world.now))
    assert {(event.agent_state, event.department_id) for event in states(bridge)} == {(AgentState.LOGOUT, told)}


@pytest.mark.fidelity("agents.department")
def test_the_department_of_a_team() -> None:
    """Supervisors are told it with the team, and the whole team again when it changes."""
    world = World()
    lead = world.connects()
    lead.opens(25, SUPERVISOR, agent_id="1000")
    lead.hears(*[like(m.AgentTeamConfigEvent, team_id=7001, department_id=0)] * 2)
    site = demo()
    teams = tuple(attrs.evolve(team, department_id=team.id - 7000) for team in site.teams)
    world.becomes(attrs.evolve(site, teams=teams))
    lead.hears(*[like(m.AgentTeamConfigEvent, team_id=7001, department_id=1)] * 2)
    later = world.connects()
    later.opens(25, ALL | SUPERVISES)
    told = [(event.team_id, event.department_id) for event in later.heard if isinstance(event, m.AgentTeamConfigEvent)]
    assert told == [(7001, 1), (7001, 1), (7002, 2), (7002, 2)]


# --- terminals -------------------------------------------------------------------------------------------------------


@pytest.mark.fidelity("agents.terminal")
def test_the_terminal_that_an_agent_chose() -> None:
    """It is told with each state until they sign out, and the next login begins without one."""
    world = World()
    bridge, old = world.bridge(24), world.bridge(23)
    bridge.sends(state_req(A, AgentState.LOGIN, active_terminal=TERMINAL), state_req(A, AgentState.AVAILABLE))
    bridge.sends(state_req(A, AgentState.NOT_READY), state_req(A, AgentState.LOGOUT))
    told = states(bridge)
    assert {event.agent_state for event in told} == {
        AgentState.LOGIN,
        AgentState.NOT_READY,
        AgentState.AVAILABLE,
        AgentState.LOGOUT,
    }
    assert {event.active_terminal for event in told} == {TERMINAL}
    assert {event.active_terminal for event in states(old)} == {None}
    bridge.sends(state_req(A, AgentState.LOGIN))
    assert {event.active_terminal for event in states(bridge)} == {None}


# --- consultations ---------------------------------------------------------------------------------------------------


@pytest.mark.fidelity("calls.consultation-names-its-call")
@pytest.mark.parametrize("version", [13, 14, 25])
def test_a_consultation_names_the_call_that_it_is_about(version: int) -> None:
    """CALL_SERVICE_INITIATED_EVENT and pictures of it name the agent's connection on the first call, from 14 on."""
    world = World()
    world.staffed(A, B)
    bridge = world.bridge(version)
    first = world.caller_calls("8001")
    bridge.asks(call_req(m.AnswerCallReq, "2001", first))
    second = new_call(bridge.asks(consult("2001", first, "2002")))
    about = (None, None, None) if version == 13 else (first, ConnectionDeviceIDType.STATIC, "2001")
    (initiated,) = [event for event in bridge.heard if isinstance(event, m.CallServiceInitiatedEvent)]
    assert _coc(initiated) == about
    assert _coc(_picture(bridge, second)) == about
    assert _coc(_picture(bridge, first)) == (None, None, None)
    world.caller_hangs_up(first)
    assert _coc(_picture(bridge, second)) == (None, None, None), "the first call is over"


def _coc(message: m.CallServiceInitiatedEvent | m.SnapshotCallConf) -> tuple[object, ...]:
    return (
        message.coc_connection_call_id,
        message.coc_call_connection_device_id_type,
        message.coc_call_connection_device_id,
    )


def _picture(client: Client, call: int) -> m.SnapshotCallConf:
    conf = client.asks(
        m.SnapshotCallReq(
            invoke_id=1,
            peripheral_id=PG,
            connection_call_id=call,
            connection_device_id_type=ConnectionDeviceIDType.NONE,
            connection_device_id="",
        )
    )
    assert isinstance(conf, m.SnapshotCallConf), conf
    return conf


# --- services of an AI -----------------------------------------------------------------------------------------------


@pytest.mark.fidelity("calls.pre-call-services", "snapshots.services")
def test_the_services_that_an_ai_gives_on_a_call() -> None:
    """Those of the agent are told when a call is announced, and those of all agents on a call in its picture."""
    answers, records = EnabledService.AGENT_ANSWERS, EnabledService.RECORDING
    site = changed(demo(), A, enabled_services=(answers,))
    world = World(changed(site, B, enabled_services=(records, answers)))
    bridge = world.staffed(A)
    call = world.caller_calls("8001")
    (announced,) = [event for event in bridge.heard if isinstance(event, m.AgentPreCallEvent)]
    assert announced.enabled_services == (answers,)
    assert _picture(bridge, call).enabled_services == (answers,)
    bridge.asks(call_req(m.AnswerCallReq, "2001", call))
    bridge.asks(state_req(B, AgentState.LOGIN))
    second = new_call(bridge.asks(consult("2001", call, "2002")))
    assert _picture(bridge, second).enabled_services == (answers, records)
    plain = World().staffed(A)
    plain.world.caller_calls("8001")
    assert [event.enabled_services for event in plain.heard if isinstance(event, m.AgentPreCallEvent)] == [()]
