"""Statistics: of which group or agent, who may ask, and what is answered."""

from __future__ import annotations

from typing import Any

import pytest

from ctiproto import messages as m
from ctiproto.constants import AgentState, StatusCode, Tag
from ctiproto.declare import ExtraField, Message
from tests.ctiserver.engine.services.scenes import bring, confirmed, make_call
from tests.ctiserver.engine.services.test_call_control import two_peripherals
from tests.support.harness import DESKTOP, PG, Client, World, demo, state_req

S = AgentState
NULL = 0xFFFFFFFF
NOON = 1_767_614_400.0


def asked(client: Client, number: int = 1, group_id: int = NULL, peripheral_id: int = PG) -> Message:
    """The answer to the question about a group."""
    return client.asks(
        m.QuerySkillGroupStatisticsReq(
            invoke_id=9, peripheral_id=peripheral_id, skill_group_number=number, skill_group_id=group_id
        )
    )


def now(client: Client, number: int) -> dict[str, int]:
    """The figures of this moment that are not 0, agents only."""
    conf = asked(client, number)
    assert isinstance(conf, m.QuerySkillGroupStatisticsConf)
    names = [field.attribute for field in conf.declaration.fixed if field.attribute.startswith("agents_")]
    return {name: getattr(conf, name) for name in names if getattr(conf, name)}


# --- which group ------------------------------------------------------------------------------------------------------


@pytest.mark.fidelity("requests.group-by-number")
@pytest.mark.parametrize(("number", "group_id"), [(1, NULL), (NULL, 5001), (1, 5001)])
def test_a_group_is_named_by_its_number_or_its_id(number: int, group_id: int) -> None:
    """Either, or both if they agree; the answer has both."""
    conf = asked(World().bridge(), number, group_id)
    assert isinstance(conf, m.QuerySkillGroupStatisticsConf)
    assert (conf.invoke_id, conf.peripheral_id, conf.skill_group_number, conf.skill_group_id) == (9, PG, 1, 5001)


@pytest.mark.parametrize(
    ("number", "group_id", "peripheral_id", "status"),
    [
        (NULL, NULL, PG, 72),
        (99, NULL, PG, 72),
        (NULL, 99, PG, 72),
        (1, 99, PG, 72),
        (99, 5001, PG, 72),
        (1, 5002, PG, 86),
        (1, NULL, 4711, 7),
        (1, NULL, NULL, 7),
        (NULL, 5001, 5001, 72),
    ],
)
def test_groups_that_are_refused(number: int, group_id: int, peripheral_id: int, status: int) -> None:
    """Unknown 72, number and id of different groups 86, peripheral unknown 7."""
    client = World(two_peripherals()).bridge()
    assert asked(client, number, group_id, peripheral_id) == m.FailureConf(invoke_id=9, status=StatusCode(status))


@pytest.mark.fidelity("statistics.own-groups")
def test_a_desktop_sees_the_groups_of_its_agent() -> None:
    """Signed in or not; any other group is unknown to it."""
    desktop = World().desktop("1001")
    unknown = m.FailureConf(invoke_id=9, status=StatusCode.INVALID_SKILL_GROUP)
    for state in (S.LOGOUT, S.NOT_READY):
        bring(desktop, state)
        assert isinstance(asked(desktop, 1), m.QuerySkillGroupStatisticsConf)
        assert asked(desktop, 2) == unknown
    by_station = desktop.world.open(25, DESKTOP, agent_extension="2003", client_id="other")
    assert asked(by_station, 1) == unknown


def test_who_follows_nobody_sees_every_group() -> None:
    """A session without events of any kind, whatever peripheral it named."""
    client = World().open(25, 0, peripheral_id=PG)
    answers = [asked(client, group.number) for group in client.world.site.skill_groups]
    assert [type(answer) for answer in answers] == [m.QuerySkillGroupStatisticsConf] * 4


# --- how it is doing --------------------------------------------------------------------------------------------------

READY = {"agents_logged_on": 1, "agents_ready": 1}

MOMENTS: list[tuple[AgentState, dict[str, int], dict[str, int]]] = [
    # the agent's state; group 1, whose call it is; group 3, the other one
    (S.LOGOUT, {}, {}),
    (
        S.NOT_READY,
        {"agents_logged_on": 1, "agents_not_ready": 1},
        {"agents_logged_on": 1, "agents_not_ready": 1},
    ),
    (
        S.AVAILABLE,
        READY | {"agents_avail": 1, "agents_icm_available": 1},
        READY | {"agents_avail": 1, "agents_icm_available": 1},
    ),
    (S.RESERVED, READY | {"agents_reserved": 1}, READY | {"agents_busy_other": 1}),
    (S.TALKING, READY | {"agents_talking_in": 1}, READY | {"agents_busy_other": 1}),
    (S.HOLD, READY | {"agents_hold": 1}, READY | {"agents_busy_other": 1}),
    (S.WORK_READY, READY | {"agents_work_ready": 1}, READY | {"agents_busy_other": 1}),
    (S.WORK_NOT_READY, READY | {"agents_work_not_ready": 1}, READY | {"agents_busy_other": 1}),
]


@pytest.mark.parametrize(("state", "own", "other"), MOMENTS)
def test_agents_are_counted_by_their_state_towards_the_group(
    state: AgentState, own: dict[str, int], other: dict[str, int]
) -> None:
    """Each signed-in agent counts once, and twice as ready or not."""
    client = World().bridge()
    bring(client, state)
    assert now(client, 1) == own
    assert now(client, 3) == other


@pytest.mark.parametrize(("number", "figure"), [("2002", "agents_talking_other"), ("90012345", "agents_talking_out")])
def test_calls_count_by_their_direction(number: str, figure: str) -> None:
    """Talking time counts as inside or outgoing, by the direction of the call."""
    client = World().bridge()
    bring(client, S.NOT_READY)
    confirmed(client, make_call(number))
    group = 1 if now(client, 1).get(figure) else 3
    assert now(client, group) == READY | {figure: 1}


QUEUE_NOW = ("calls_q_now", "calls_q_time_now", "longest_call_q_now")
ROUTER = ("router_calls_q_now", "longest_router_call_q_now")


@pytest.mark.fidelity("statistics.unknown-figures")
def test_the_queue_of_this_moment() -> None:
    """Calls that wait for the group, how long they all and the first of them have; the router's are unknown."""
    world = World()
    client = world.bridge()
    assert _queue(client) == [0, 0, 0]
    world.caller_calls()
    world.passes(20)
    world.caller_calls()
    world.passes(10)
    bring(client, S.NOT_READY, "1006")
    assert _queue(client) == [2, 40, 30]
    confirmed(client, state_req("1001", S.LOGIN))
    confirmed(client, state_req("1001", S.AVAILABLE))
    assert _queue(client) == [1, 10, 10]


def _queue(client: Client) -> list[int]:
    conf = asked(client, 1)
    assert [getattr(conf, name) for name in ROUTER] == [NULL, NULL]
    return [getattr(conf, name) for name in QUEUE_NOW]


def test_unified_cce_knows_nothing_of_queues() -> None:
    """Under its profile every figure of a queue is the null number."""
    world = World(demo(acd_profile="cce"))
    client = world.bridge()
    world.caller_calls()
    client.forgets()
    conf = asked(client, 1)
    assert isinstance(conf, m.QuerySkillGroupStatisticsConf)
    queues = [
        field.attribute for field in conf.declaration.fixed if "_q_" in field.attribute or "_q" in field.attribute
    ]
    assert len(queues) > 10
    assert {getattr(conf, name) for name in queues} == {NULL}


PERIODS = ("5", "_half", "_today")


def test_what_accumulates() -> None:
    """Each period has what was over in it: of calls, queues and states."""
    world = World(now=NOON)
    client = world.bridge()
    waiting = world.caller_calls()
    world.passes(20)
    bring(client, S.TALKING)
    world.passes(250)
    confirmed(client, state_req("1001", S.NOT_READY))
    world.caller_hangs_up(waiting)
    world.passes(30)
    conf = asked(client, 1)
    assert [getattr(conf, f"calls_q{ending}") for ending in PERIODS] == [0, 1, 1]
    assert [getattr(conf, f"longest_call_q{ending}") for ending in PERIODS] == [0, 20, 20]
    names = [f"handled_calls_time{ending}" for ending in ("_to5", "_to_half", "_today")]
    assert [getattr(conf, name) for name in names] == [0, 260, 260]
    names = [f"logged_on_time{ending}" for ending in ("_to5", "_to_half", "_today")]
    assert [getattr(conf, name) for name in names] == [0, 280, 280]


# --- agents -----------------------------------------------------------------------------------------------------------


def about(**fields: Any) -> m.QueryAgentStatisticsReq:
    """A QUERY_AGENT_STATISTICS_REQ for an agent."""
    return m.QueryAgentStatisticsReq(**{"invoke_id": 9, "peripheral_id": PG} | fields)


@pytest.mark.parametrize(
    "named",
    [
        {"agent_id": "1001"},
        {"agent_extension": "2001"},
        {"agent_instrument": "2001"},
        {"agent_id": "1001", "agent_extension": "2001", "agent_instrument": "2001"},
    ],
)
def test_an_agent_is_named_by_any_of_his_items(named: dict[str, str]) -> None:
    """The answer has login id, extension and instrument, whichever the request named."""
    client = World().staffed("1001")
    conf = client.asks(about(**named))
    assert isinstance(conf, m.QueryAgentStatisticsConf)
    assert (conf.agent_id, conf.agent_extension, conf.agent_instrument) == ("1001", "2001", "2001")
    assert (conf.invoke_id, conf.peripheral_id) == (9, PG)


def test_a_long_agent_id_wins() -> None:
    """It may stand in any request that names an agent."""
    client = World().staffed("1001", "1002")
    long = ExtraField(Tag.AGENT_ID_LONG, b"1002\0")
    conf = client.asks(about(agent_id="1001", extra_fields=(long,)))
    assert isinstance(conf, m.QueryAgentStatisticsConf)
    assert conf.agent_id == "1002"


@pytest.mark.fidelity("statistics.signed-out")
@pytest.mark.parametrize(
    ("fields", "status"),
    [
        ({}, 6),
        ({"peripheral_id": 4711}, 6),
        ({"agent_id": "1001", "peripheral_id": 4711}, 7),
        ({"agent_id": "4711"}, 8),
        ({"agent_extension": "4711"}, 8),
        ({"agent_id": "1001", "agent_extension": "2002"}, 32),
        ({"agent_extension": "2001", "agent_instrument": "2002"}, 32),
        ({"agent_id": "1003"}, 9),
        ({"agent_extension": "2003"}, 9),
    ],
)
def test_agents_that_are_refused(fields: dict[str, Any], status: int) -> None:
    """No agent named 6, peripheral unknown 7, agent unknown 8, two agents 32, not signed in 9."""
    client = World().staffed("1001", "1002")
    assert client.asks(about(**fields)) == m.FailureConf(invoke_id=9, status=StatusCode(status))


def test_a_desktop_asks_about_its_own_agent() -> None:
    """Whether the request names the agent or not; other agents are unknown to it, also at the other peripheral."""
    world = World(two_peripherals())
    desktop, other = world.desktop("1001"), world.desktop("1002")
    not_there = m.FailureConf(invoke_id=9, status=StatusCode.AGENT_NOT_LOGGED_ON)
    unknown = m.FailureConf(invoke_id=9, status=StatusCode.INVALID_AGENT_DATA)
    assert desktop.asks(about()) == not_there
    assert desktop.asks(about(agent_id="1001")) == not_there
    for client in (desktop, other):
        bring(client, S.NOT_READY, "1001" if client is desktop else "1002")
    for named in ({}, {"agent_id": "1001"}, {"agent_extension": "2001"}):
        conf = desktop.asks(about(**named))
        assert isinstance(conf, m.QueryAgentStatisticsConf)
        assert conf.agent_id == "1001"
    assert desktop.asks(about(agent_id="1002")) == unknown
    assert desktop.asks(about(agent_extension="2003")) == unknown
    assert desktop.asks(about(peripheral_id=5001)) == unknown


def test_who_follows_nobody_asks_about_everybody() -> None:
    """Such a session may ask about any agent, but has to name one."""
    world = World()
    world.staffed("1001")
    client = world.open(25, 0)
    assert isinstance(client.asks(about(agent_id="1001")), m.QueryAgentStatisticsConf)
    client.is_refused(about(), StatusCode.REQUIRED_DATA_MISSING)


@pytest.mark.parametrize("version", range(9, 26))
def test_every_version_is_told_the_same(version: int) -> None:
    """The figures are the same in all versions, whose layouts do not differ."""
    world = World(now=NOON)
    world.staffed("1001")
    world.passes(100)
    client = world.bridge(version)
    conf = client.asks(about(agent_id="1001"))
    assert isinstance(conf, m.QueryAgentStatisticsConf)
    figures = (conf.avail_time_session, conf.routable_time_today, conf.handled_calls_today, conf.not_ready_time_session)
    assert figures == (100, 100, 0, 0)
    group = asked(client, 3)
    assert isinstance(group, m.QuerySkillGroupStatisticsConf)
    assert (group.agents_avail, group.avail_time_to5, group.emergency_calls_today) == (1, 100, 0)
