"""ANSWER, HOLD, RETRIEVE and CLEAR over the wire: what they do, and every refusal."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import attrs
import pytest

from ctiproto import messages as m
from ctiproto.constants import (
    AgentState,
    ConnectionDeviceIDType,
    DeviceIDType,
    EventCause,
    LocalConnectionState,
    StatusCode,
    Tag,
)
from ctiproto.declare import Message
from ctiserver.site.model import Agent, Peripheral, Site
from tests.ctiserver.engine.services.requests import altered, control_failure, refusal
from tests.ctiserver.engine.services.scenes import (
    DYNAMIC,
    NONE,
    STATIC,
    answer,
    bring,
    clear,
    clear_call,
    confirmed,
    hold,
    make_call,
    retrieve,
)
from tests.support.harness import DESKTOP, PG, Client, World, demo, like

S = AgentState
L = LocalConnectionState

REQUESTS: dict[str, tuple[Callable[..., Any], AgentState]] = {
    "answer": (answer, S.RESERVED),
    "hold": (hold, S.TALKING),
    "retrieve": (retrieve, S.HOLD),
    "clear": (clear, S.TALKING),
    "clear_call": (clear_call, S.TALKING),
}
"""Each request, and the state of an agent in which it can be done."""


AFTER: dict[str, list[LocalConnectionState]] = {
    "answer": [L.CONNECT],
    "hold": [L.HOLD],
    "retrieve": [L.CONNECT],
    "clear": [],
    "clear_call": [],
}
"""What the station's parts in calls are in when a request was done."""


def _done(client: Client, request: Message, name: str) -> None:
    """The request is confirmed, and what was asked for is done."""
    confirmed(client, request)
    assert [each.connection.state for each in client.world.centre.switch.snapshot(PG, "2001")] == AFTER[name]


def _request(name: str, call_id: int, device_id: str | None = "2001", **fields: Any) -> Any:
    make, _ = REQUESTS[name]
    if name == "answer":
        return make("2001", call_id, connection_device_id=device_id, agent_instrument=None).changed(**fields)
    if name == "retrieve":
        fields = {f"held_{key}" if key.startswith("connection") else key: value for key, value in fields.items()}
    return make(call_id, device_id or "").changed(**fields)


@pytest.fixture
def world() -> World:
    """A contact centre without signed-in agents."""
    return World()


@pytest.fixture
def bridge(world: World) -> Client:
    """A client that may act for every station."""
    return world.bridge()


# --- which station, which connection ----------------------------------------------------------------------------------

EVERY = pytest.mark.parametrize("name", REQUESTS)


@pytest.mark.fidelity("control.which-station")
@EVERY
@pytest.mark.parametrize(
    "naming",
    [
        {},
        {"connection_device_id_type": DYNAMIC},
        {"agent_instrument": "2001"},
        {"agent_instrument": "2001", "connection_device_id_type": NONE},
    ],
)
def test_a_connection_is_named_by_its_id_or_by_its_station(bridge: Client, name: str, naming: dict[str, Any]) -> None:
    """The id alone, the id with the instrument, or the type NONE and the instrument."""
    call_id = bring(bridge, REQUESTS[name][1])
    _done(bridge, _request(name, call_id, **naming), name)


@EVERY
@pytest.mark.parametrize("named", [True, False])
def test_a_desktop_need_not_name_its_station(world: World, name: str, named: bool) -> None:
    """Without AgentInstrument: its own device, by the connection's id or by the type NONE."""
    desktop = world.desktop("1001")
    call_id = bring(desktop, REQUESTS[name][1])
    kind = STATIC if named else NONE
    _done(desktop, _request(name, call_id, connection_device_id_type=kind), name)


@EVERY
def test_what_is_missing(bridge: Client, name: str) -> None:
    """Status 6: a type that announces an id and no id, or neither an id nor a station."""
    call_id = bring(bridge, REQUESTS[name][1])
    tag = Tag.HELD_CONN_DEVID if name == "retrieve" else Tag.CONNECTION_DEVID
    request = _request(name, call_id)
    assert refusal(bridge, altered(request, without={tag})) == StatusCode.REQUIRED_DATA_MISSING
    with_station = request.changed(agent_instrument="2001")
    assert refusal(bridge, altered(with_station, without={tag})) == StatusCode.REQUIRED_DATA_MISSING
    field = "held_connection_device_id_type" if name == "retrieve" else "connection_device_id_type"
    unnamed = request.changed(**{field: NONE})
    assert refusal(bridge, altered(unnamed, without={tag})) == StatusCode.REQUIRED_DATA_MISSING
    assert refusal(bridge, altered(request, without={tag}, peripheral_id=1)) == StatusCode.REQUIRED_DATA_MISSING
    bridge.sends_bytes(altered(unnamed.changed(agent_instrument="2001"), without={tag}))
    assert not isinstance(bridge.takes(), m.FailureConf)


@EVERY
@pytest.mark.parametrize("peripheral_id", [4711, 0xFFFFFFFF])
def test_the_peripheral_is_unknown(bridge: Client, name: str, peripheral_id: int) -> None:
    """A PeripheralID that the site does not have is refused with status 7."""
    bridge.is_refused(_request(name, 1, peripheral_id=peripheral_id), StatusCode.INVALID_PERIPHERAL_ID)


@pytest.mark.fidelity("control.offline")
@EVERY
def test_the_peripheral_is_off_line(world: World, bridge: Client, name: str) -> None:
    """While the link to the peripheral is down, requests are refused with CF267."""
    call_id = bring(bridge, REQUESTS[name][1])
    world.link_breaks()
    bridge.forgets()
    assert control_failure(bridge, _request(name, call_id)) == (267, 0)


@EVERY
def test_the_station_is_unknown(bridge: Client, name: str) -> None:
    """An AgentInstrument that the site does not have is refused with CF12."""
    call_id = bring(bridge, REQUESTS[name][1])
    assert control_failure(bridge, _request(name, call_id, agent_instrument="4711")) == (12, 0)


@pytest.mark.fidelity("control.unknown-call")
@EVERY
@pytest.mark.parametrize("instrument", [None, "2001"])
def test_the_call_or_the_connection_is_unknown(bridge: Client, name: str, instrument: str | None) -> None:
    """CF11 without such a call, CF13 without such a connection on it."""
    call_id = bring(bridge, REQUESTS[name][1])
    assert control_failure(bridge, _request(name, call_id + 1, agent_instrument=instrument)) == (11, 0)
    assert control_failure(bridge, _request(name, call_id, "2009", agent_instrument=instrument)) == (13, 0)


@pytest.mark.parametrize("name", [name for name in REQUESTS if name != "clear"])
def test_the_connection_is_another_party_s(bridge: Client, name: str) -> None:
    """CF268 when the station acts on the caller's connection, and when it is not on the call at all."""
    call_id = bring(bridge, REQUESTS[name][1])
    assert control_failure(bridge, _request(name, call_id, "5550100", agent_instrument="2001")) == (268, 0)
    assert control_failure(bridge, _request(name, call_id, agent_instrument="2002")) == (268, 0)
    # Nobody acts for somebody outside.
    assert control_failure(bridge, _request(name, call_id, "5550100", agent_instrument=None)) == (8, 0)


@pytest.mark.fidelity("control.own-device")
@EVERY
def test_a_desktop_acts_for_its_own_station_alone(world: World, bridge: Client, name: str) -> None:
    """CF8 for another station, named by its instrument or not at all, and on another peripheral."""
    call_id = bring(bridge, REQUESTS[name][1])
    desktop = world.desktop("1002")
    assert control_failure(desktop, _request(name, call_id, agent_instrument="2001")) == (8, 0)
    waiting = world.open(25, DESKTOP, agent_id="1003")
    assert control_failure(waiting, _request(name, call_id)) == (8, 0)


def test_a_desktop_acts_on_its_own_peripheral_alone() -> None:
    """CF8, also where the other peripheral has a station of the same number."""
    site = two_peripherals()
    world = World(site)
    desktop = world.desktop("1001")
    assert control_failure(desktop, hold(1, peripheral_id=5001)) == (8, 0)
    assert control_failure(desktop, make_call(instrument="2001", peripheral_id=5001)) == (8, 0)


def two_peripherals() -> Site:
    """The demo site with a second ACD that has the same numbers."""
    site = demo()
    return attrs.evolve(
        site,
        peripherals=(*site.peripherals, Peripheral(5001)),
        agents=(*site.agents, Agent("1001", "2001", 20001, 5001)),
    )


# --- what each does ---------------------------------------------------------------------------------------------------


@pytest.mark.fidelity("requests.confirmation-first")
def test_answer(world: World, bridge: Client) -> None:
    """ANSWER_CALL_CONF comes first, then the events of an answered call."""
    call_id = bring(bridge, S.RESERVED)
    bridge.sends(answer("2001", call_id))
    bridge.hears(
        m.AnswerCallConf(invoke_id=9),
        like(m.AgentStateEvent, agent_state=S.TALKING, skill_group_number=1, skill_group_state=S.TALKING),
        like(m.AgentStateEvent, agent_state=S.TALKING, skill_group_number=3, skill_group_state=S.BUSY_OTHER),
        like(m.CallEstablishedEvent, connection_call_id=call_id, answering_device_id="2001"),
        m.RtpStartedEvent,
        m.RtpStartedEvent,
    )


@pytest.mark.fidelity("calls.answer-any")
@pytest.mark.parametrize("kind", [STATIC, DYNAMIC, NONE])
def test_answer_whatever_alerts(world: World, kind: ConnectionDeviceIDType) -> None:
    """The null call id: the call that has alerted longest at the station, whatever the type of the connection."""
    desktop = world.desktop("1001")
    call_id = bring(desktop, S.RESERVED)
    desktop.sends(answer("2001", agent_instrument=None, connection_device_id_type=kind))
    assert desktop.takes() == m.AnswerCallConf(invoke_id=9)
    (established,) = [event for event in desktop.heard if isinstance(event, m.CallEstablishedEvent)]
    assert established.connection_call_id == call_id


def test_the_null_call_does_not_name_a_station(bridge: Client) -> None:
    """Status 6 where neither the session nor the request has one."""
    bridge.is_refused(answer("2001", agent_instrument=None), StatusCode.REQUIRED_DATA_MISSING)


def test_nothing_to_answer(bridge: Client) -> None:
    """CF28/20010: nothing alerts, or it does not alert any more."""
    bring(bridge, S.AVAILABLE)
    assert control_failure(bridge, answer("2001")) == (28, 20010)
    call_id = bridge.world.caller_calls()
    bridge.forgets()
    confirmed(bridge, answer("2001"))
    assert control_failure(bridge, answer("2001", call_id)) == (28, 20010)
    bridge.world.caller_hangs_up(call_id)
    bridge.forgets()
    assert control_failure(bridge, answer("2001", call_id)) == (28, 20010)


def test_hold_and_retrieve(bridge: Client) -> None:
    """A call is held, then retrieved; the second time each is refused."""
    call_id = bring(bridge, S.TALKING)
    bridge.sends(hold(call_id))
    heard = bridge.hears(
        m.HoldCallConf(invoke_id=9),
        like(m.CallHeldEvent, holding_device_id="2001"),
        m.RtpStoppedEvent,
        m.RtpStoppedEvent,
        like(m.AgentStateEvent, agent_state=S.HOLD),
        like(m.AgentStateEvent, agent_state=S.HOLD),
    )
    assert len(heard) == 6
    assert control_failure(bridge, hold(call_id)) == (24, 20015)
    bridge.sends(retrieve(call_id))
    bridge.hears(
        m.RetrieveCallConf(invoke_id=9),
        like(m.CallRetrievedEvent, retrieving_device_id="2001"),
        m.RtpStartedEvent,
        m.RtpStartedEvent,
        like(m.AgentStateEvent, agent_state=S.TALKING),
        like(m.AgentStateEvent, agent_state=S.TALKING),
    )
    assert control_failure(bridge, retrieve(call_id)) == (25, 20017)


@pytest.mark.parametrize(
    ("request_", "conf", "failure"),
    [(clear, m.ClearConnectionConf, (27, 13044)), (clear_call, m.ClearCallConf, (26, 0))],
)
def test_clear(
    bridge: Client, request_: Callable[[int], Message], conf: type[Message], failure: tuple[int, int]
) -> None:
    """The call of two ends; the same request on the ended call is refused."""
    call_id = bring(bridge, S.TALKING)
    bridge.sends(request_(call_id))
    assert type(bridge.takes()) is conf
    kinds = [type(message) for message in bridge.heard]
    assert kinds.count(m.CallClearedEvent) == 1
    bridge.forgets()
    ended = request_(call_id).changed(agent_instrument="2001", connection_device_id_type=NONE)
    assert control_failure(bridge, ended) == failure


def test_the_releasing_device_is_the_one_that_asked(bridge: Client) -> None:
    """The agent's CLEAR_CONNECTION: the agent's connection is cleared first, and the caller's with the call."""
    call_id = bring(bridge, S.TALKING)
    bridge.sends(clear(call_id))
    assert [type(bridge.takes()) for _ in range(3)] == [m.ClearConnectionConf, m.RtpStoppedEvent, m.RtpStoppedEvent]
    first = bridge.takes()
    assert isinstance(first, m.CallConnectionClearedEvent)
    assert (first.connection_device_id, first.releasing_device_id) == ("2001", "2001")


@pytest.mark.fidelity("control.bridges")
@pytest.mark.parametrize("instrument", [None, "2001"])
def test_whoever_sees_all_events_may_clear_any_party(bridge: Client, instrument: str | None) -> None:
    """The caller's connection, with or without the name of a station that asks for it."""
    call_id = bring(bridge, S.TALKING)
    requesting = {"requesting_device_id": "2001", "requesting_device_id_type": DeviceIDType.AGENT_DEVICE}
    bridge.sends(
        clear(call_id, "5550100", connection_device_id_type=DYNAMIC, agent_instrument=instrument, **requesting)
    )
    assert bridge.takes() == m.ClearConnectionConf(invoke_id=9)
    first = bridge.takes()
    assert isinstance(first, m.CallConnectionClearedEvent)
    assert (first.connection_device_id, first.releasing_device_type) == ("5550100", DeviceIDType.EXTERNAL)


def test_another_station_s_connection_too(world: World, bridge: Client) -> None:
    """On an internal call, in the name of the other party."""
    bring(bridge, S.NOT_READY, "1001")
    bring(bridge, S.NOT_READY, "1002")
    conf = bridge.asks(make_call("2002"))
    assert isinstance(conf, m.MakeCallConf)
    bridge.forgets()
    bridge.sends(clear(conf.new_connection_call_id, "2002", agent_instrument="2001"))
    assert bridge.takes() == m.ClearConnectionConf(invoke_id=9)
    first = bridge.takes()
    assert isinstance(first, m.CallConnectionClearedEvent)
    assert (first.connection_device_id, first.event_cause) == ("2002", EventCause.CEC_NONE)


@pytest.mark.fidelity("calls.controller-clears")
def test_a_desktop_may_not_clear_another_party(world: World) -> None:
    """CF290 for another party's connection, since no controller of a conference asks."""
    desktop = world.desktop("1001")
    call_id = bring(desktop, S.TALKING)
    assert control_failure(desktop, clear(call_id, "5550100", connection_device_id_type=DYNAMIC)) == (290, 0)


def test_a_desktop_that_does_not_look_may_clear_by_station(world: World) -> None:
    """With ConnectionDeviceIDType NONE, the connection of the session's own device is cleared."""
    desktop = world.desktop("1001")
    call_id = bring(desktop, S.TALKING)
    _done(desktop, clear(call_id, connection_device_id_type=NONE), "clear")


@pytest.mark.fidelity("control.takes-over")
def test_an_order_takes_a_simulated_agent_over() -> None:
    """After a request about an agent's call the simulation leaves the agent alone."""
    world = World(workload=True, calls_per_hour=0)
    client = world.bridge()
    assert control_failure(client, answer("2003")) == (28, 20010)
    session = world.engine.registry.of_client(client.number)
    assert session is not None
    assert session.claims == {(PG, "1003")}


def test_to_ask_for_its_state_leaves_a_simulated_agent_to_the_simulation() -> None:
    """QUERY_AGENT_STATE_REQ names an agent, and does not act for them: a client that only looks changes nothing."""
    world = World(workload=True, calls_per_hour=0)
    client = world.bridge()
    query = m.QueryAgentStateReq(invoke_id=1, peripheral_id=PG, mrd_id=1, icm_agent_id=0, agent_id="1003")
    assert isinstance(client.asks(query), m.QueryAgentStateConf)
    session = world.engine.registry.of_client(client.number)
    assert session is not None
    assert session.claims == set()
