"""Signing in and out over the wire: who may, what must be said, and every refusal."""

from __future__ import annotations

from typing import Any

import pytest

from ctiproto import messages as m
from ctiproto.constants import (
    AgentServiceRequest,
    AgentState,
    AgentWorkMode,
    CTIService,
    ForcedFlag,
    SSOEnabled,
    StatusCode,
    Tag,
)
from tests.ctiserver.engine.services.requests import altered, control_failure, refusal, refusal_code, text
from tests.ctiserver.engine.services.scenes import agent_events, bring, confirmed
from tests.ctiserver.engine.services.test_call_control import two_peripherals
from tests.support.harness import DESKTOP, PG, SUPERVISOR, World, demo, like, state_req

S = AgentState
LOGIN, LOGOUT = S.LOGIN, S.LOGOUT


# --- what must be said ------------------------------------------------------------------------------------------------

MISSING = [
    # state, tags that are missing, settings, the answer: a status or nothing
    (LOGIN, {Tag.AGENT_ID}, {}, 6),
    (LOGIN, {Tag.AGENT_PASSWORD}, {}, 6),
    (LOGIN, {Tag.AGENT_INSTRUMENT}, {}, 6),
    (LOGOUT, {Tag.AGENT_ID}, {}, 6),
    (LOGOUT, {Tag.AGENT_PASSWORD}, {"strict_logout_password": True}, 6),
    (LOGOUT, {Tag.AGENT_PASSWORD}, {}, None),
    (LOGOUT, {Tag.AGENT_INSTRUMENT}, {}, None),
    (S.AVAILABLE, {Tag.AGENT_INSTRUMENT}, {}, None),
    (S.AVAILABLE, {Tag.AGENT_ID}, {}, None),
    (S.AVAILABLE, {Tag.AGENT_ID, Tag.AGENT_INSTRUMENT}, {}, 6),
]


@pytest.mark.fidelity("login.password")
@pytest.mark.parametrize(("state", "tags", "settings", "status"), MISSING)
def test_what_must_be_said(state: AgentState, tags: set[Tag], settings: dict[str, Any], status: int | None) -> None:
    """Status 6 where a required item is missing."""
    client = World(demo(**settings)).bridge()
    if state is not LOGIN:
        bring(client, S.NOT_READY)
    frame = altered(state_req("1001", state, agent_password="1001"), without=tags)
    if status is None:
        client.sends_bytes(frame)
        assert client.takes() == m.SetAgentStateConf(invoke_id=2)
    else:
        assert refusal(client, frame) == status


def test_single_sign_on_needs_no_password() -> None:
    """With SSOEnabled 1 a password may be missing or wrong."""
    client = World().bridge()
    for password in (None, "wrong"):
        sso = state_req("1001", LOGIN, agent_password=password, sso_enabled=SSOEnabled.ENABLED)
        confirmed(client, sso)
        confirmed(client, state_req("1001", LOGOUT))


@pytest.mark.fidelity("login.own-station")
def test_a_desktop_signs_in_at_its_own_station() -> None:
    """Without an AgentInstrument, the station is the session's own, as long as it follows it and after a logout."""
    desktop = World().desktop("1001")
    frame = altered(state_req("1001", LOGIN), without={Tag.AGENT_INSTRUMENT})
    for _ in range(2):
        desktop.sends_bytes(frame)
        assert desktop.takes() == m.SetAgentStateConf(invoke_id=2)
        assert {event.agent_instrument for event in agent_events(desktop)} == {"2001"}
        confirmed(desktop, state_req("1001", LOGOUT))


def test_a_desktop_without_station_has_to_name_one() -> None:
    """Opened by AgentID alone: AgentInstrument is needed, and any station will do for this agent."""
    desktop = World().open(25, DESKTOP, agent_id="1001")
    frame = altered(state_req("1001", LOGIN), without={Tag.AGENT_INSTRUMENT})
    assert refusal(desktop, frame) == StatusCode.REQUIRED_DATA_MISSING
    assert control_failure(desktop, state_req("1002", LOGIN)) == (8, 0)
    confirmed(desktop, state_req("1001", LOGIN, agent_instrument="2005"))


# --- who may ----------------------------------------------------------------------------------------------------------


def test_a_desktop_signs_in_only_at_its_own_station() -> None:
    """CF8 at another station; CF260 at an unknown one; any agent may sign in at the desktop's own."""
    desktop = World().desktop("1001")
    assert control_failure(desktop, state_req("1001", LOGIN, agent_instrument="2005")) == (8, 0)
    assert control_failure(desktop, state_req("1001", LOGIN, agent_instrument="4711")) == (260, 10004)
    confirmed(desktop, state_req("1002", LOGIN, agent_instrument="2001"))


def test_a_session_without_a_station_signs_nobody_in() -> None:
    """Client control without events of any kind: CF8."""
    client = World().open(25, CTIService.SERVICE_CLIENT_CONTROL)
    assert control_failure(client, state_req("1001", LOGIN)) == (8, 0)


@pytest.mark.parametrize("state", [S.NOT_READY, S.AVAILABLE, LOGOUT])
def test_a_desktop_orders_for_its_own_agent_alone(state: AgentState) -> None:
    """CF8 for another agent, by whichever item the request names the agent."""
    world = World()
    bridge, desktop = world.bridge(), world.desktop("1001")
    bring(bridge, S.NOT_READY, "1001")
    bring(bridge, S.NOT_READY, "1002")
    desktop.forgets()
    assert control_failure(desktop, state_req("1002", state)) == (8, 0)
    confirmed(desktop, state_req("1001", state))


def test_a_desktop_need_not_name_its_agent() -> None:
    """Neither AgentID nor AgentInstrument: the session's own agent."""
    desktop = World().desktop("1001")
    bring(desktop, S.NOT_READY)
    desktop.sends_bytes(altered(state_req("1001", S.AVAILABLE), without={Tag.AGENT_ID, Tag.AGENT_INSTRUMENT}))
    available = like(m.AgentStateEvent, agent_state=S.AVAILABLE)
    desktop.hears(m.SetAgentStateConf, available, available)


@pytest.mark.fidelity("agents.orders-to-a-signed-out")
@pytest.mark.parametrize(
    ("state", "failure"),
    [
        (S.NOT_READY, (21, 10108)),
        (S.AVAILABLE, (21, 10111)),
        (S.WORK_READY, (21, 10108)),
        (S.TALKING, (22, 0)),
        (S.NOT_ACTIVE, (22, 0)),
        (AgentState(15), (3, 0)),
    ],
)
def test_at_an_empty_station_everybody_is_signed_out(state: AgentState, failure: tuple[int, int]) -> None:
    """At a station without an agent the state table's column for signed-out agents holds."""
    world = World()
    desktop = world.open(25, DESKTOP, agent_extension="2001")
    assert control_failure(desktop, state_req("1001", state).changed(agent_id=None)) == failure
    assert control_failure(world.bridge(), state_req("1001", state).changed(agent_id=None)) == failure


@pytest.mark.parametrize(
    ("fields", "status"),
    [({"agent_id": "4711"}, 8), ({"agent_id": "1002"}, 32), ({"agent_instrument": "4711"}, 8)],
)
def test_items_that_denote_nobody_or_two(fields: dict[str, str], status: int) -> None:
    """Status 8 or 32, except at login, which has codes of its own."""
    client = World().bridge()
    bring(client, S.NOT_READY)
    client.is_refused(state_req("1001", S.AVAILABLE).changed(**fields), StatusCode(status))


def test_a_desktop_orders_on_its_own_peripheral_alone() -> None:
    """CF8, also where the other peripheral has an agent of the same number."""
    world = World(two_peripherals())
    desktop = world.desktop("1001")
    unnamed = state_req("1001", S.AVAILABLE, peripheral_id=5001).changed(agent_id=None)
    assert refusal_code(desktop, altered(unnamed, without={Tag.AGENT_INSTRUMENT})) == 8
    for request in (state_req("1001", LOGIN, peripheral_id=5001), unnamed):
        assert control_failure(desktop, request) == (8, 0)


# --- failures of the table --------------------------------------------------------------------------------------------

FAILURES = [
    # what is asked for, what goes before it, settings, the answer
    ({"agent_id": "4711"}, None, {}, (256, 0)),
    ({"agent_password": "wrong"}, None, {}, (257, 0)),
    ({"agent_password": "wrong"}, None, {"combined_login_error": True}, (258, 0)),
    ({}, "1001", {}, (259, 10102)),
    ({"agent_instrument": "2005"}, "1001", {}, (259, 10102)),
    ({"agent_instrument": "4711"}, None, {}, (260, 10004)),
    ({"agent_instrument": "2002"}, "1002", {}, (283, 0)),
    ({"skill_groups": (m.RequestedSkillGroup(skill_group_number=2),)}, None, {}, (262, 0)),
    ({"skill_groups": (m.RequestedSkillGroup(skill_group_number=99),)}, None, {}, (262, 0)),
    ({"skill_groups": (m.RequestedSkillGroup(skill_group_priority=0),)}, None, {}, (262, 0)),
    ({"forced_flag": ForcedFlag.AUTHENTICATION_ONLY, "agent_password": "wrong"}, None, {}, (257, 0)),
]


@pytest.mark.parametrize(("fields", "before", "settings", "failure"), FAILURES)
def test_login_failures(
    fields: dict[str, Any], before: str | None, settings: dict[str, Any], failure: tuple[int, int]
) -> None:
    """Each failure has its code, and a refused request signs no agent in."""
    client = World(demo(**settings)).bridge()
    if before is not None:
        bring(client, S.NOT_READY, before)
    assert control_failure(client, state_req("1001", LOGIN).changed(**fields)) == failure


def test_an_offline_peripheral_takes_no_orders() -> None:
    """CF267 while the link is down, for every state that can be asked for."""
    world = World()
    client = world.bridge()
    world.link_breaks()
    client.forgets()
    for state in (LOGIN, LOGOUT, S.NOT_READY, S.AVAILABLE):
        assert control_failure(client, state_req("1001", state)) == (267, 0)


@pytest.mark.parametrize("peripheral_id", [4711, 0xFFFFFFFF])
def test_an_unknown_peripheral(peripheral_id: int) -> None:
    """Status 7, also for the null peripheral."""
    client = World().bridge()
    for state in (LOGIN, S.AVAILABLE):
        request = state_req("1001", state, peripheral_id=peripheral_id)
        client.is_refused(request, StatusCode.INVALID_PERIPHERAL_ID)


# --- what becomes of it -----------------------------------------------------------------------------------------------


@pytest.mark.fidelity("login.two-events")
@pytest.mark.parametrize(
    ("fields", "groups"),
    [
        ({}, [1, 3]),
        ({"skill_groups": (m.RequestedSkillGroup(skill_group_number=3),)}, [3]),
        (
            {
                "skill_groups": (
                    m.RequestedSkillGroup(skill_group_number=3, skill_group_priority=0),
                    m.RequestedSkillGroup(skill_group_number=1, skill_group_priority=0),
                )
            },
            [1, 3],
        ),
    ],
)
def test_a_login_is_for_the_groups_that_it_names(fields: dict[str, Any], groups: list[int]) -> None:
    """LOGIN, then NOT_READY, one event for each group; without a list, for all that are assigned."""
    client = World().bridge()
    client.sends(state_req("1001", LOGIN, event_reason_code=5, **fields))
    assert client.takes() == m.SetAgentStateConf(invoke_id=2)
    told = [(event.agent_state, event.skill_group_number, event.event_reason_code) for event in agent_events(client)]
    assert told == [(LOGIN, n, 0) for n in groups] + [(S.NOT_READY, n, 5) for n in groups]


def test_a_logout_from_one_group_leaves_the_others() -> None:
    """LOGOUT with a list: those groups only."""
    client = World().bridge()
    bring(client, S.NOT_READY)
    client.sends(state_req("1001", LOGOUT, skill_groups=(m.RequestedSkillGroup(skill_group_number=1),)))
    assert client.takes() == m.SetAgentStateConf(invoke_id=2)
    told = [(event.agent_state, event.skill_group_number, event.skill_group_state) for event in agent_events(client)]
    assert told == [(S.NOT_READY, 1, LOGOUT), (S.NOT_READY, 3, S.NOT_READY)]


def test_a_forced_login_ends_the_other_one() -> None:
    """Signed in elsewhere: LOGOUT with reason 50002 there, then LOGIN here."""
    client = World().bridge()
    bring(client, S.NOT_READY)
    client.sends(state_req("1001", LOGIN, agent_instrument="2005", forced_flag=ForcedFlag.TRUE))
    assert client.takes() == m.SetAgentStateConf(invoke_id=2)
    told = [(event.agent_state, event.agent_extension, event.event_reason_code) for event in agent_events(client)]
    assert told == [
        *[(LOGOUT, "2001", 50002)] * 2,
        *[(LOGIN, "2005", 0)] * 2,
        *[(S.NOT_READY, "2005", 0)] * 2,
    ]


def test_a_password_can_be_checked_without_signing_in() -> None:
    """ForcedFlag 2: confirmed, and nothing happens."""
    client = World().bridge()
    client.sends(state_req("1001", LOGIN, forced_flag=ForcedFlag.AUTHENTICATION_ONLY))
    client.hears(m.SetAgentStateConf)


def test_a_remote_agent_says_where_he_can_be_called() -> None:
    """``instrument;telephone``: the station is what stands before the semicolon, also in later requests."""
    desktop = World().desktop("1001")
    remote = {"agent_instrument": "2001;5550100", "agent_work_mode": AgentWorkMode.RA_CALL_BY_CALL}
    confirmed(desktop, state_req("1001", LOGIN, agent_service_req=AgentServiceRequest(1), **remote))
    desktop.sends(state_req("1001", S.AVAILABLE, **remote))
    available = like(m.AgentStateEvent, agent_state=S.AVAILABLE, agent_extension="2001", agent_instrument="2001")
    desktop.hears(m.SetAgentStateConf, available, available)


def test_the_long_agent_id_counts() -> None:
    """AgentID_Long wins over AgentID here too."""
    client = World().bridge()
    login = state_req("1001", LOGIN).changed(agent_id="4711")
    client.sends_bytes(altered(login, more=[text(Tag.AGENT_ID_LONG, "1001")]))
    assert client.takes() == m.SetAgentStateConf(invoke_id=2)
    assert {event.agent_id for event in agent_events(client)} == {"1001"}


# --- supervisors ------------------------------------------------------------------------------------------------------


@pytest.mark.fidelity("supervisors.act-for-their-team")
@pytest.mark.parametrize("chair", ["bridge", "supervisor"])
@pytest.mark.parametrize(
    ("state", "agent", "failure"),
    [
        (S.AVAILABLE, "1001", None),
        (LOGOUT, "1001", None),
        (S.NOT_READY, "1001", (8, 0)),
        (LOGOUT, "1006", (264, 0)),
    ],
)
def test_a_supervisor_orders_for_his_team(
    chair: str, state: AgentState, agent: str, failure: tuple[int, int] | None
) -> None:
    """A supervisor's AVAILABLE and LOGOUT for a team member act as if forced (reason 999); others are refused."""
    world = World()
    bridge = world.bridge()
    supervisor = bridge if chair == "bridge" else world.supervisor()
    bring(bridge, S.AVAILABLE if state is LOGOUT else S.NOT_READY, agent)
    request = state_req(agent, state, supervisor_id="1000")
    if failure is not None:
        assert control_failure(supervisor, request) == failure
        return
    assert supervisor.asks(request) == m.SetAgentStateConf(invoke_id=2)
    told = {(event.agent_state, event.event_reason_code) for event in agent_events(bridge)}
    assert told == {(state, 999 if state is LOGOUT else 0)}


@pytest.mark.parametrize(
    ("services", "supervisor_id"), [(SUPERVISOR, "1100"), (DESKTOP, "1000"), (SUPERVISOR, ""), (SUPERVISOR, None)]
)
def test_nobody_orders_in_the_name_of_somebody_else(services: int, supervisor_id: str | None) -> None:
    """CF8: from another supervisor's desktop, without the service, or without saying who."""
    world = World()
    bring(world.bridge(), S.AVAILABLE)
    desktop = world.desktop("1000", services=services)
    request = state_req("1001", LOGOUT, supervisor_id=supervisor_id)
    assert control_failure(desktop, request) == (8, 0)


@pytest.mark.parametrize("supervisor_id", [None, "1000"])
def test_a_supervisor_is_an_agent_too(supervisor_id: str | None) -> None:
    """A supervisor's request about their own state is an agent's, with SupervisorID or without: nothing is forced."""
    supervisor = World().supervisor()
    for state in (LOGIN, S.AVAILABLE, S.NOT_READY):
        supervisor.forgets()
        supervisor.sends(state_req("1000", state, supervisor_id=supervisor_id))
        assert isinstance(supervisor.takes(), m.SetAgentStateConf)
        assert state in {event.agent_state for event in agent_events(supervisor)}
    # A member of the team would be signed out of AVAILABLE by the supervisor's request; the supervisor is not.
    confirmed(supervisor, state_req("1000", S.AVAILABLE, supervisor_id=supervisor_id))
    assert control_failure(supervisor, state_req("1000", LOGOUT, supervisor_id=supervisor_id)) == (21, 10112)


def test_an_order_takes_a_simulated_agent_over() -> None:
    """After a request that names an agent the simulation leaves the agent alone, whatever the answer."""
    world = World(workload=True, calls_per_hour=0)
    client = world.bridge()
    assert control_failure(client, state_req("1003", LOGIN)) == (259, 10102)
    session = world.engine.registry.of_client(client.number)
    assert session is not None
    assert session.claims == {(PG, "1003")}
