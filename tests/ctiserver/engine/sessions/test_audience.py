"""Who hears what, and on which stream."""

from __future__ import annotations

import attrs
import pytest

from ctiproto import messages as m
from ctiproto.codec import codec
from ctiproto.constants import (
    AgentState,
    AgentStateMask,
    CallMsgMask,
    PGStatusCode,
    SystemEventID,
    TeamConfigOperation,
)
from ctiproto.declare import Message, messages_of
from ctiproto.layout import layout_of
from ctiproto.messages.parts import MonitoredEvent
from ctiproto.versions import Dialect, Profile
from ctiserver.centre.switch.commands import AnswerCall, CallArrives, MakeCall, SetAgentState, TakePeripheralOffline
from ctiserver.centre.switch.events import CallEvent, Event
from ctiserver.centre.switch.switch import Switch
from ctiserver.engine.sessions.audience import CALL_MASK, recipients, wants
from ctiserver.engine.sessions.registry import Registry
from ctiserver.engine.sessions.session import Session
from ctiserver.engine.translate.system import system_event
from ctiserver.site.keys import AgentKey, DeviceKey
from ctiserver.site.load import load_demo
from tests.ctiproto import guide
from tests.ctiserver.engine.sessions.people import PG, session, streams
from tests.support.harness import open_req
from tests.support.services import ALL, EVENTS
from tests.support.specimens import full_frame

NOW = 1_767_600_600.0


def registered(*sessions: Session) -> Registry:
    """A registry of these sessions."""
    registry = Registry()
    for each in sessions:
        registry.add(each)
    return registry


def heard(events: list[Event], registry: Registry) -> list[tuple[str, list[tuple[int, int]]]]:
    """Each event's name, with the sessions that hear it and on which monitor."""
    return [(type(event).__name__, streams(recipients(event, registry))) for event in events]


def at_work(switch: Switch, *agents: str, state: AgentState = AgentState.AVAILABLE) -> None:
    """Agents sign in."""
    for agent in agents:
        for each in (AgentState.LOGIN, state):
            if each is not AgentState.NOT_READY:
                order = SetAgentState(peripheral_id=PG, agent_id=agent, state=each, password=agent)
                switch.execute(order, NOW)


BRIDGE = (1, 0)
DESK = (2, 22)
BOTH = (3, 33)


def world() -> tuple[Switch, Registry]:
    """A client that sees all, a desktop at 2001, and one at 2002 that sees all as well."""
    return Switch(load_demo(), seed=1), registered(
        session(1, services=ALL),
        session(2, services=EVENTS, device=DeviceKey(PG, "2001"), monitor_id=22),
        session(3, services=EVENTS | ALL, device=DeviceKey(PG, "2002"), monitor_id=33),
    )


def test_a_call_from_outside() -> None:
    """Stations hear of their own part, those who see all hear everything once, with their own monitor where theirs."""
    switch, registry = world()
    at_work(switch, "1001")
    events = switch.execute(CallArrives(peripheral_id=PG, dialed_number="8001"), NOW)
    everybody = [DESK, BRIDGE, (3, 0)]
    assert heard(events, registry) == [
        ("CallBegan", [BRIDGE, (3, 0)]),
        ("CallDelivered", [BRIDGE, (3, 0)]),
        ("CallQueued", [BRIDGE, (3, 0)]),
        ("AgentStateChanged", everybody),
        ("PreCall", everybody),
        ("CallDequeued", [BRIDGE, (3, 0)]),
        ("CallConnectionCleared", [BRIDGE, (3, 0)]),
        ("CallCleared", [BRIDGE, (3, 0)]),
        ("CallEnded", [BRIDGE, (3, 0)]),
        ("CallBegan", [BRIDGE, (3, 0)]),
        ("CallBegan", [DESK]),
        ("CallDelivered", everybody),
    ]
    (call,) = switch.calls(PG)
    events = switch.execute(AnswerCall(peripheral_id=PG, device="2001", call_id=call), NOW)
    assert {tuple(who) for _, who in heard(events, registry)} == {tuple(everybody)}


def test_a_trunk_with_the_number_of_a_station_is_not_that_station() -> None:
    """Numbers are unique among devices of a kind only: the client of station 1 hears nothing of trunk 1."""
    switch, _ = world()
    registry = registered(session(2, services=EVENTS, device=DeviceKey(PG, "1"), monitor_id=22))
    events = switch.execute(CallArrives(peripheral_id=PG, dialed_number="8001"), NOW)
    assert "1" in {device.id for event in events if isinstance(event, CallEvent) for device in event.parties}
    assert {tuple(who) for _, who in heard(events, registry)} == {()}


@pytest.mark.fidelity("delivery.two-associations", "delivery.once")
def test_a_call_of_a_station_that_sees_all() -> None:
    """Its own events carry its own monitor, and nothing comes twice; but it has two associations, which begin apart."""
    switch, registry = world()
    at_work(switch, "1001", "1002", state=AgentState.NOT_READY)
    events = switch.execute(MakeCall(peripheral_id=PG, device="2002", dialed_number="2001"), NOW)
    told = [each for each in heard(events, registry) if each[0] != "AgentStateChanged"]
    assert told[0] == ("CallBegan", [BOTH, BRIDGE, (3, 0)])
    assert told[1:3] == [("CallServiceInitiated", [BOTH, BRIDGE]), ("CallOriginated", [BOTH, BRIDGE])]
    assert told[-1] == ("CallDelivered", [BOTH, DESK, BRIDGE])


def test_a_session_that_waits_for_an_agent_hears_of_him() -> None:
    """It hears of the agent also at a station that no session follows."""
    switch, _ = world()
    registry = registered(session(4, services=EVENTS, pending_agent=AgentKey(PG, "1001"), monitor_id=44))
    order = SetAgentState(peripheral_id=PG, agent_id="1001", state=AgentState.LOGIN, password="1001")
    assert {tuple(who) for _, who in heard(switch.execute(order, NOW), registry)} == {((4, 44),)}


@pytest.mark.fidelity("delivery.system-events")
def test_what_happens_to_a_peripheral_is_for_every_active_session() -> None:
    """Whatever it was granted; a session on standby hears nothing."""
    switch, _ = world()
    registry = registered(session(1), session(2, standby_request=open_req(25)), session(3, services=ALL))
    events = switch.execute(TakePeripheralOffline(peripheral_id=PG), NOW)
    assert heard(events, registry)[0] == ("PeripheralWentOffline", [(1, 0), (3, 0)])


def test_an_event_for_parties_alone_is_for_them_alone() -> None:
    """An event for parties alone does not go to clients that see all."""
    switch, registry = world()
    at_work(switch, "1001")
    events = switch.execute(CallArrives(peripheral_id=PG, dialed_number="8001"), NOW)
    delivered = events[-1]
    assert isinstance(delivered, CallEvent)
    assert heard([attrs.evolve(delivered, to_all=False)], registry) == [("CallDelivered", [DESK])]


# --- masks -----------------------------------------------------------------------------------------------------------


CALL_BITS = guide.table("masks")["CallMsgMask"]["values"]
STATE_BITS = guide.table("masks")["AgentStateMask"]["values"]
NEVER_SENT = {"AGENT_LEGACY_PRE_CALL_EVENT", "CALL_ATTRIBUTE_CHANGE_EVENT", "CALL_TERMINATION_EVENT"}


def specimen(name: str) -> Message:
    """A message of that name, with some value in each field."""
    profile = Profile(25)
    return codec(profile).decode(full_frame(layout_of(messages_of(Dialect.UCCE).by_name[name], profile))).message


def agent_event(state: AgentState) -> Message:
    """AGENT_STATE_EVENT with that state, and with another one in the skill group."""
    return specimen("AGENT_STATE_EVENT").changed(agent_state=state)


@pytest.fixture(scope="module")
def sent() -> list[Message]:
    """One of each message that a call mask of the guide has a bit for, but for those that are never sent."""
    return [specimen(row["unmasks"]) for row in CALL_BITS if row["unmasks"] not in NEVER_SENT]


@pytest.mark.fidelity("delivery.call-mask")
@pytest.mark.parametrize("bit", CALL_BITS, ids=lambda bit: bit["name"])
def test_every_bit_of_the_call_mask_stands_for_one_message(bit: guide.Row, sent: list[Message]) -> None:
    """A mask of one bit lets the message of the guide's table through and no other one; some are never sent."""
    only = session(1, call_mask=CallMsgMask(bit["value"]), agent_mask=AgentStateMask(0))
    assert {message.name for message in sent if wants(only, message)} == {bit["unmasks"]} - NEVER_SENT


@pytest.mark.fidelity("delivery.agent-mask", "delivery.state-unknown")
@pytest.mark.parametrize("bit", STATE_BITS, ids=lambda bit: bit["name"])
def test_every_bit_of_the_agent_mask_stands_for_one_state(bit: guide.Row) -> None:
    """A mask of one bit lets its state through and no other one but UNKNOWN, which has no bit."""
    only = session(1, call_mask=CallMsgMask(0xFFFFFFFF), agent_mask=AgentStateMask(bit["value"]))
    states = {state for state in AgentState if wants(only, agent_event(state))}
    assert states == {AgentState(bit["state_value"]), AgentState.UNKNOWN}


def test_who_wants_no_state_hears_of_none() -> None:
    """An empty mask lets no state through, not even UNKNOWN."""
    deaf = session(1, call_mask=CallMsgMask(0xFFFFFFFF), agent_mask=AgentStateMask(0))
    assert not any(wants(deaf, agent_event(state)) for state in AgentState)


def test_a_mask_lets_through_what_it_has_a_bit_for() -> None:
    """A mask lets through the messages whose bits it has, and all messages without a bit."""
    deaf = session(1, call_mask=CallMsgMask(0), agent_mask=AgentStateMask(0))
    team = m.AgentTeamConfigEvent(peripheral_id=PG, team_id=1, config_operation=TeamConfigOperation.ADD_AGENT)
    event = system_event(SystemEventID.HALF_HOUR_CHANGE, NOW, PGStatusCode(0))
    assert not wants(deaf, team)
    assert wants(deaf, event)
    assert wants(session(2, call_mask=CallMsgMask.AGENT_TEAM_CONFIG_MASK), team)


def test_whatever_has_a_bit_is_an_event() -> None:
    """All but the teams carry a MonitorID."""
    without: set[type[Message]] = {cls for cls in CALL_MASK if not issubclass(cls, MonitoredEvent)}
    assert m.AgentTeamConfigEvent in without
    assert m.CallDeliveredEvent not in without
