"""QUERY_AGENT_STATE_REQ: which agent it denotes, and what the confirmation says of the agent."""

from __future__ import annotations

from typing import Any

import attrs
import pytest

from ctiproto import messages as m
from ctiproto.constants import AgentAvailabilityStatus, AgentMode, AgentState, StatusCode, Tag
from ctiserver.site.model import Device
from tests.ctiserver.engine.services.requests import altered, control_failure, text
from tests.ctiserver.engine.services.scenes import bring, query
from tests.support.harness import BRIDGE, DESKTOP, PG, Client, World, demo, state_req

S = AgentState


def asked(client: Client, **fields: Any) -> m.QueryAgentStateConf:
    """The answer to a QUERY_AGENT_STATE_REQ."""
    conf = client.asks(query(**fields))
    assert isinstance(conf, m.QueryAgentStateConf), conf
    return conf


def _groups(conf: m.QueryAgentStateConf) -> list[tuple[int | None, int | None, int | None, AgentState | None]]:
    return [
        (each.skill_group_number, each.skill_group_id, each.skill_group_priority, each.skill_group_state)
        for each in conf.skill_groups
    ]


@pytest.mark.fidelity("query.domains", "query.one-item")
@pytest.mark.parametrize(
    "item",
    [{"agent_id": "1001"}, {"agent_extension": "2001"}, {"agent_instrument": "2001"}, {"icm_agent_id": 10001}],
)
@pytest.mark.parametrize("mrd_id", [0, 1])
def test_any_one_item_tells_who_is_meant(item: dict[str, Any], mrd_id: int) -> None:
    """Login id, extension, instrument or internal number; MRDID 0 and 1 are both the telephone, and 1 is answered."""
    client = World().bridge()
    bring(client, S.TALKING)
    conf = asked(client, mrd_id=mrd_id, **item)
    assert conf == m.QueryAgentStateConf(
        invoke_id=9,
        agent_state=S.TALKING,
        mrd_id=1,
        num_tasks=1,
        agent_mode=AgentMode.ROUTABLE,
        max_task_limit=1,
        icm_agent_id=10001,
        agent_availability_status=AgentAvailabilityStatus.NOT_AVAILABLE,
        agent_id="1001",
        agent_extension="2001",
        agent_instrument="2001",
        skill_groups=conf.skill_groups,
        max_beyond_task_limit=0,
    )
    assert _groups(conf) == [(1, 5001, 0, S.TALKING), (3, 5003, 0, S.BUSY_OTHER)]


def test_an_available_agent_is_available_to_the_router() -> None:
    """AgentAvailabilityStatus is 1, and NumTasks 0."""
    client = World().bridge()
    bring(client, S.AVAILABLE)
    conf = asked(client, agent_id="1001")
    assert (conf.agent_state, conf.num_tasks) == (S.AVAILABLE, 0)
    assert conf.agent_availability_status is AgentAvailabilityStatus.ICM_AVAILABLE


@pytest.mark.fidelity("query.signed-out", "query.groups-of-signed-out", "query.named-device")
@pytest.mark.parametrize(
    ("items", "extension"),
    [
        ({"agent_id": "1001"}, "2001"),
        ({"icm_agent_id": 10001}, "2001"),
        ({"agent_id": "1001", "agent_instrument": "2005"}, "2005"),
        ({"agent_id": "1001", "agent_extension": "2005"}, "2005"),
    ],
)
def test_an_agent_who_is_signed_out(items: dict[str, Any], extension: str) -> None:
    """State 1, also towards all groups, everything else 0, and the station that was named, else the agent's own."""
    conf = asked(World().bridge(), **items)
    assert (conf.agent_state, conf.agent_id, conf.icm_agent_id) == (S.LOGOUT, "1001", 10001)
    assert (conf.agent_extension, conf.agent_instrument) == (extension, extension)
    assert (conf.mrd_id, conf.num_tasks, conf.max_task_limit) == (1, 0, 0)
    assert (conf.agent_mode, conf.agent_availability_status) == (AgentMode.NOT_ROUTABLE, 0)
    assert _groups(conf) == [(1, 5001, 0, S.LOGOUT), (3, 5003, 0, S.LOGOUT)]


@pytest.mark.fidelity("query.owner-of-a-station")
def test_the_station_of_an_agent_who_is_signed_out() -> None:
    """The answer is about the agent, as if they had been named."""
    bridge = World().bridge()
    conf = asked(bridge, agent_extension="2001")
    assert conf == asked(bridge, agent_id="1001", agent_instrument="2001")
    assert (conf.agent_id, conf.agent_state) == ("1001", S.LOGOUT)
    assert _groups(conf) == [(1, 5001, 0, S.LOGOUT), (3, 5003, 0, S.LOGOUT)]


@pytest.mark.fidelity("query.empty-station")
@pytest.mark.parametrize("why", ["its agent is elsewhere", "it is nobody's own"])
def test_a_station_where_nobody_is(why: str) -> None:
    """State 1 and no skill groups; no agent is named."""
    site = demo()
    if why == "it is nobody's own":
        site = attrs.evolve(site, agents=tuple(attrs.evolve(each, own_extension=False) for each in site.agents))
    bridge = World(site).bridge()
    if why == "its agent is elsewhere":
        bridge.asks(state_req("1001", S.LOGIN, agent_instrument="2002"))
    conf = asked(bridge, agent_extension="2001")
    assert (conf.agent_state, conf.skill_groups, conf.agent_id, conf.icm_agent_id) == (S.LOGOUT, (), None, 0)
    assert (conf.agent_extension, conf.agent_instrument) == ("2001", "2001")


def test_a_station_that_is_no_agent_s() -> None:
    """A plain telephone is answered for too."""
    site = attrs.evolve(demo(), devices=(Device("3001", PG),))
    conf = asked(World(site).bridge(), agent_instrument="3001")
    assert (conf.agent_state, conf.agent_extension, conf.agent_instrument) == (S.LOGOUT, "3001", "3001")


@pytest.mark.parametrize(
    ("fields", "status"),
    [
        ({}, 6),
        ({"icm_agent_id": -1}, 6),
        ({"agent_id": "1001", "peripheral_id": 4711}, 7),
        ({"agent_id": "1001", "peripheral_id": 0xFFFFFFFF}, 7),
        ({"agent_id": "4711"}, 8),
        ({"agent_extension": "4711"}, 8),
        ({"agent_instrument": "4711"}, 8),
        ({"icm_agent_id": 4711}, 8),
        ({"agent_id": "1001", "icm_agent_id": 10002}, 32),
        ({"agent_id": "1001", "agent_extension": "2002"}, 32),
        ({"agent_extension": "2001", "agent_instrument": "2002"}, 32),
        ({"agent_id": "1003", "agent_extension": "2001"}, 32),
        ({"agent_id": "1001", "mrd_id": 2}, 88),
        ({"agent_id": "1001", "mrd_id": -1}, 88),
        # what comes first wins
        ({"peripheral_id": 4711}, 6),
        ({"agent_id": "4711", "mrd_id": 2}, 8),
    ],
)
def test_queries_that_are_refused(fields: dict[str, Any], status: int) -> None:
    """No agent named 6, peripheral 7, no agent found 8, two different ones 32, another media routing domain 88."""
    client = World().bridge()
    bring(client, S.NOT_READY, "1001")
    bring(client, S.NOT_READY, "1002")
    client.is_refused(query(**fields), StatusCode(status))


@pytest.mark.fidelity("query.no-internal-number")
@pytest.mark.parametrize("icm_agent_id", [0, -1])
def test_two_numbers_stand_for_no_internal_number(icm_agent_id: int) -> None:
    """ICMAgentID 0 and -1 name no agent."""
    assert asked(World().bridge(), agent_id="1001", icm_agent_id=icm_agent_id).icm_agent_id == 10001


def test_the_long_agent_id_wins() -> None:
    """If AgentID_Long and AgentID differ, AgentID_Long counts."""
    client = World().bridge()
    more = [text(Tag.CLIENT_SHARE_KEY, "key"), text(Tag.AGENT_ID_LONG, "1002")]
    client.sends_bytes(altered(query(agent_id="4711"), more=more))
    conf = client.takes()
    assert isinstance(conf, m.QueryAgentStateConf)
    assert conf.agent_id == "1002"


def test_an_offline_peripheral_is_not_asked() -> None:
    """CF267 while the link is down."""
    world = World()
    client = world.bridge()
    world.link_breaks()
    client.forgets()
    assert control_failure(client, query(agent_id="1001")) == (267, 0)


def test_a_desktop_asks_for_its_own_agent_alone() -> None:
    """The own agent can be asked for signed in or not, by any item; CF8 for all others."""
    world = World()
    desktop = world.desktop("1001")
    own: tuple[dict[str, Any], ...] = ({"agent_id": "1001"}, {"agent_extension": "2001"}, {"icm_agent_id": 10001})
    for state in (S.LOGOUT, S.NOT_READY):
        bring(desktop, state)
        for item in own:
            assert asked(desktop, **item).agent_state is state
    other: tuple[dict[str, Any], ...] = ({"agent_id": "1002"}, {"agent_extension": "2002"}, {"icm_agent_id": 10002})
    for item in other:
        assert control_failure(desktop, query(**item)) == (8, 0)


def test_a_desktop_may_follow_an_agent_or_a_station() -> None:
    """Opened by AgentID alone it asks for the agent, by AgentExtension alone for the station."""
    world = World()
    by_agent = world.open(25, DESKTOP, agent_id="1001")
    assert asked(by_agent, agent_id="1001").agent_id == "1001"
    assert control_failure(by_agent, query(agent_extension="2001")) == (8, 0)
    by_station = world.open(25, DESKTOP, agent_extension="2002", client_id="other")
    assert asked(by_station, agent_extension="2002").agent_id == "1002"
    assert control_failure(by_station, query(agent_id="1002")) == (8, 0)


def test_a_session_that_follows_nobody_asks_for_nobody() -> None:
    """CLIENT_CONTROL without any events: CF8 for every agent."""
    client = World().open(25, BRIDGE & ~0x10, peripheral_id=PG)
    assert control_failure(client, query(agent_id="1001")) == (8, 0)
