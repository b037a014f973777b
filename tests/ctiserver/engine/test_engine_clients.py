"""Real clients and their habits, as they were seen on the wire: a server serves them all.

Their bytes are written by hand here: each test says what the habit is.
"""

from __future__ import annotations

import pytest

from ctiproto import messages as m
from ctiproto.constants import AgentState, CTIService, StatusCode, SystemEventID
from ctiproto.constants.limits import NULL_SKILL_GROUP
from tests.support.frames import CLOSE, HEARTBEAT, ZEROS, frame, named, open_frame
from tests.support.harness import PG, Client, World, like, open_req, state_req

VERSIONS = [14, 15, 18, 20, 24]
ALL = int(CTIService.SERVICE_ALL_EVENTS)
BRIDGE_OF_15 = 0x001C0296
"""What a CTI OS server of version 15 asked for."""


def opens(client: Client, data: bytes, version: int, services: int = ALL) -> m.OpenConf:
    """Send an OPEN_REQ that was written by hand, and take its OPEN_CONF."""
    client.sends_bytes(data, opening=open_req(version, services))
    conf = client.takes()
    assert isinstance(conf, m.OpenConf), conf
    return conf


@pytest.mark.fidelity("sessions.empty-passwords")
@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize("client_id", [b"desk", b"desk\0", b"\0"])
@pytest.mark.parametrize("password", [b"", b"\0", b"pw\0"])
def test_a_client_says_its_name_in_many_ways(version: int, client_id: bytes, password: bytes) -> None:
    """ClientID comes with and without its NUL, the password with no byte at all or with just a NUL."""
    world = World()
    monitor = world.open(25, CTIService.SERVICE_CLIENT_MONITOR)
    opens(world.connects(), open_frame(version, ALL, *named(client_id, password)), version)
    name = client_id.rstrip(b"\0").decode()
    monitor.hears(like(m.ClientSessionOpenedEvent, client_id=name, client_signature=name))


@pytest.mark.parametrize("idle_timeout", [0xFFFFFFFF, 0x7FFFFFFF])
@pytest.mark.parametrize("peripheral_id", [5000, 0xFFFFFFFF])
@pytest.mark.parametrize("version", VERSIONS)
def test_a_client_that_never_sends_heartbeats(version: int, peripheral_id: int, idle_timeout: int) -> None:
    """InvokeID 0, an IdleTimeout of for ever or nearly so, and silence for a day: the session lives."""
    world = World()
    client = world.connects()
    data = open_frame(version, ALL, *named(), invoke_id=0, idle_timeout=idle_timeout, peripheral_id=peripheral_id)
    assert opens(client, data, version).invoke_id == 0
    world.passes(86_400)
    client.forgets()
    client.sends_bytes(frame(HEARTBEAT, 0))
    client.hears(m.HeartbeatConf(invoke_id=0))


@pytest.mark.parametrize(("version", "mask"), [(14, 0), (15, 0), (24, 0), (24, 0xFFFFFFFF)])
def test_a_client_that_wants_no_calls_or_all_of_them(version: int, mask: int) -> None:
    """No bit of CallMsgMask, or every one: agents are told all the same."""
    world = World()
    client = world.connects()
    opens(client, open_frame(version, ALL, *named(), masks=(mask, 0x3FFF, 0)), version)
    client.forgets()
    world.caller_calls("8001")
    assert [type(event) for event in client.heard] == (
        [m.BeginCallEvent, m.CallDeliveredEvent, m.CallQueuedEvent] if mask else []
    )
    client.forgets()
    world.bridge().asks(state_req("1001", AgentState.LOGIN))
    login = like(m.AgentStateEvent, agent_state=AgentState.LOGIN)
    not_ready = like(m.AgentStateEvent, agent_state=AgentState.NOT_READY)
    client.hears(login, login, not_ready, not_ready)


@pytest.mark.parametrize("version", VERSIONS)
def test_a_client_with_the_debug_bit(version: int) -> None:
    """The bit is granted with the rest."""
    client = World().connects()
    services = ALL | 0x80000000
    assert opens(client, open_frame(version, services, *named()), version).services_granted == services


@pytest.mark.fidelity("sessions.bridge-supervisor")
def test_a_bridge_that_asks_for_what_no_table_lists() -> None:
    """All of it is granted: teams and peripherals follow."""
    client = World().connects()
    conf = opens(client, open_frame(15, BRIDGE_OF_15, *named()), 15, BRIDGE_OF_15)
    assert conf.services_granted == BRIDGE_OF_15
    assert conf.monitor_id == 0
    assert conf.agent_state is AgentState.UNKNOWN
    told = [type(event) for event in client.heard]
    assert told == [m.AgentTeamConfigEvent] * 4 + [m.SystemEvent]


@pytest.mark.fidelity("sessions.several-in-a-segment", "sessions.heartbeat")
@pytest.mark.parametrize("version", VERSIONS)
def test_a_client_that_does_not_wait_for_open_conf(version: int) -> None:
    """A heartbeat in the same segment as OPEN_REQ is confirmed after it."""
    client = World().connects()
    data = open_frame(version, ALL, *named()) + frame(HEARTBEAT, 2)
    client.sends_bytes(data, opening=open_req(version, ALL))
    client.hears(
        m.OpenConf,
        like(m.SystemEvent, system_event_id=SystemEventID.PERIPHERAL_ONLINE),
        m.HeartbeatConf(invoke_id=2),
    )


@pytest.mark.fidelity("sessions.several-in-a-segment")
def test_a_client_that_sends_zeros_behind_its_last_message() -> None:
    """A message of length 0 and type 0 after CLOSE_REQ finds no session; in a session no message has that type."""
    client = World().connects()
    opens(client, open_frame(15, ALL, *named()), 15)
    client.forgets()
    client.sends_bytes(ZEROS)
    client.hears(m.FailureConf(invoke_id=0, status=StatusCode.INVALID_MESSAGE_TYPE))
    client.sends_bytes(frame(CLOSE, 3, 0) + ZEROS)
    client.hears(m.CloseConf(invoke_id=3), m.FailureConf(invoke_id=0, status=StatusCode.SESSION_NOT_OPEN))
    client.sends_bytes(bytes(5))
    client.hears()


# --- questions -------------------------------------------------------------------------------------------------------

EXTENSION, AGENT_ID, INSTRUMENT = 4, 5, 6


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize("domain", [0, 1])
@pytest.mark.parametrize(
    ("icm_agent_id", "field"),
    [
        (0, (AGENT_ID, b"1001\0")),
        (0xFFFFFFFF, (EXTENSION, b"2001")),
        (0, (INSTRUMENT, b"2001\0")),
        (10001, None),
    ],
)
def test_a_question_with_one_item(
    version: int, domain: int, icm_agent_id: int, field: tuple[int, bytes] | None
) -> None:
    """Any single item names the agent, with MRDID 0 or 1; the answer has what a monitor of version 24 relies on."""
    world = World()
    world.bridge().asks(state_req("1001", AgentState.LOGIN))
    client = world.bridge(version)
    fields = () if field is None else (field,)
    client.sends_bytes(frame(36, 9, PG, domain, icm_agent_id, fields=fields, version=version))
    (conf,) = client.hears(m.QueryAgentStateConf)
    assert isinstance(conf, m.QueryAgentStateConf)
    assert (conf.invoke_id, conf.mrd_id, conf.agent_state) == (9, 1, AgentState.NOT_READY)
    assert (conf.agent_id, conf.agent_extension) == ("1001", "2001")
    assert [group.skill_group_id for group in conf.skill_groups] == [5001, 5003]


def test_a_burst_of_questions() -> None:
    """One per member of a team in one segment: one answer each, in order."""
    world = World()
    client = world.bridge(18)
    burst = b"".join(
        frame(36, number, PG, 1, 0, fields=((AGENT_ID, str(1000 + number).encode()),), version=18)
        for number in range(1, 11)
    )
    client.sends_bytes(burst)
    answers = client.hears(*[m.QueryAgentStateConf] * 10)
    assert [getattr(answer, "agent_id", None) for answer in answers] == [str(1000 + number) for number in range(1, 11)]


def test_seven_hundred_and_fifty_one_statistics_at_once() -> None:
    """Every request gets its own answer, also those for groups that do not exist."""
    world = World()
    client = world.bridge(15)
    client.sends_bytes(b"".join(frame(114, number, PG, number % 5, NULL_SKILL_GROUP) for number in range(751)))
    kinds = {0: m.FailureConf, 4: m.FailureConf}
    answers = client.hears(*[kinds.get(number % 5, m.QuerySkillGroupStatisticsConf) for number in range(751)])
    assert [getattr(answer, "invoke_id", None) for answer in answers] == list(range(751))


@pytest.mark.parametrize("version", [18, 24])
def test_a_monitor_that_relies_on_its_fields(version: int) -> None:
    """AgentID, AgentExtension and Direction are in every AGENT_STATE_EVENT, from LOGIN to LOGOUT."""
    world = World()
    client = world.bridge(version)
    other = world.bridge()
    other.asks(state_req("1001", AgentState.LOGIN))
    other.asks(state_req("1001", AgentState.AVAILABLE))
    call = world.caller_calls("8001")
    world.caller_hangs_up(call)
    other.asks(state_req("1001", AgentState.NOT_READY, event_reason_code=3))
    other.asks(state_req("1001", AgentState.LOGOUT, event_reason_code=1))
    states = [event for event in client.heard if isinstance(event, m.AgentStateEvent)]
    assert [event.agent_state.name for event in states[::2]] == [
        "LOGIN",
        "NOT_READY",
        "AVAILABLE",
        "RESERVED",
        "AVAILABLE",
        "NOT_READY",
        "LOGOUT",
    ]
    for event in states:
        assert (event.agent_id, event.agent_extension) == ("1001", "2001")
        assert event.direction is not None


def test_all_versions_at_once() -> None:
    """Clients of every version are served side by side, each in its own layouts."""
    world = World()
    clients = [world.bridge(version) for version in range(9, 26)]
    world.bridge().asks(state_req("1001", AgentState.LOGIN))
    kinds = {tuple(type(event).__name__ for event in client.heard) for client in clients}
    assert kinds == {("AgentStateEvent",) * 4}
