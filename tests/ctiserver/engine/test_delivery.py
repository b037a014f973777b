"""From one event to every session's frames."""

from __future__ import annotations

from collections.abc import Iterable

import pytest

from ctiproto import messages as m
from ctiproto.codec import Codec, codec
from ctiproto.constants import AgentState, CTIService, PGStatusCode, StatusCode, SystemEventID
from ctiproto.declare import Message
from ctiproto.versions import Dialect, Profile
from ctiserver.centre.switch.commands import CallArrives, CallerHangsUp, SetAgentState
from ctiserver.centre.switch.events import AgentGreeting, CallBegan, Event
from ctiserver.centre.switch.switch import Switch
from ctiserver.engine.delivery import Delivery, is_duplicate, remember_told
from ctiserver.engine.dialects.uccx import UCCX
from ctiserver.engine.effects import Broadcast, Send
from ctiserver.engine.sessions.registry import Registry
from ctiserver.engine.sessions.variable_filter import VariableFilter
from ctiserver.engine.translate.system import system_event
from ctiserver.site.keys import CallKey, DeviceKey
from ctiserver.site.load import load_demo
from tests.ctiserver.engine.sessions.people import session
from tests.ctiserver.engine.translate.happenings import event as happening
from tests.support.harness import open_req
from tests.support.services import ALL

PG = 5000
NOW = 1_767_600_600.0
FINE = PGStatusCode(0)


@pytest.fixture
def written(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The versions in which a message was written, one entry a message."""
    versions: list[int] = []
    encode = Codec.encode

    def counted(self: Codec, message: Message) -> bytes:
        versions.append(self.profile.version)
        return encode(self, message)

    monkeypatch.setattr(Codec, "encode", counted)
    return versions


def clients(told: Iterable[Send | Broadcast]) -> list[int]:
    """To which connections frames are sent."""
    return [client for each in told for client in ((each.client,) if isinstance(each, Send) else each.clients)]


def login() -> list[Event]:
    """What happens when agent 1001 signs in."""
    switch = Switch(load_demo(), seed=1)
    return switch.execute(
        SetAgentState(peripheral_id=PG, agent_id="1001", state=AgentState.LOGIN, password="1001"), NOW
    )


def test_what_is_sent_to_several_is_in_the_words_of_the_dialect() -> None:
    """A status that Unified CCX does not have is told as another one, to sessions of each version."""
    registry = Registry()
    for client, version in ((1, 10), (2, 18)):
        registry.add(session(client, version, profile=Profile(version, Dialect.UCCX)))
    told = Delivery(load_demo(Dialect.UCCX), registry, rules=UCCX).broadcast(
        m.FailureEvent(status=StatusCode.TIMEOUT), registry
    )
    expected = codec(Profile(10, Dialect.UCCX)).encode(m.FailureEvent(status=StatusCode.UNSPECIFIED_FAILURE))
    assert told == [Broadcast((1,), expected), Broadcast((2,), expected)]


def test_an_event_is_written_once_per_version(written: list[int]) -> None:
    """However many sessions hear it; the copies differ in their MonitorID alone."""
    registry = Registry()
    for client, version in enumerate((15, 15, 25, 15, 25), start=1):
        registry.add(session(client, version=version, services=ALL))
    registry.add(
        session(6, version=15, services=CTIService.SERVICE_CLIENT_EVENTS, device=DeviceKey(PG, "2001"), monitor_id=77)
    )
    delivery = Delivery(load_demo(), registry)
    (event, _) = login()
    sends = list(delivery.tell(event, FINE))
    assert sorted(written) == [15, 15, 25, 25], "two skill groups, two versions"
    assert clients(sends) == [6, 6, 1, 2, 4, 1, 2, 4, 3, 5, 3, 5]
    own, other = sends[0].data, sends[2].data
    assert own[8:12] == (77).to_bytes(4)
    assert other[8:12] == bytes(4)
    assert own[:8] + own[12:] == other[:8] + other[12:]


def test_a_message_without_a_monitor_is_the_same_for_all() -> None:
    """Its first bytes are something else: they stay."""
    registry = Registry()
    registry.add(session(1, services=CTIService.SERVICE_CLIENT_EVENTS, device=DeviceKey(PG, "2001"), monitor_id=77))
    event = system_event(SystemEventID.HALF_HOUR_CHANGE, NOW, FINE)
    assert list(Delivery(load_demo(), registry).broadcast(event, registry)) == [
        Broadcast((1,), codec(Profile(25)).encode(event))
    ]


def test_a_broadcast_is_written_once_per_version(written: list[int]) -> None:
    """It leaves out sessions on standby, and versions that do not have the message."""
    registry = Registry()
    for client, version in enumerate((9, 23, 24, 25, 25), start=1):
        registry.add(session(client, version=version, standby_request=open_req(25) if client == 4 else None))
    delivery = Delivery(load_demo(), registry)
    told = list(delivery.broadcast(m.ActiveMaintenanceEventMsg(maintenance_mode_status=True), registry))
    assert clients(told) == [3, 5]
    assert written == [24, 25]


def test_nobody_listens() -> None:
    """Without sessions no message is encoded, but histories of calls are kept."""
    registry = Registry()
    delivery = Delivery(load_demo(), registry)
    assert [list(delivery.tell(event, FINE)) for event in login()] == [[], []]


def test_the_history_of_a_call_ends_with_the_call() -> None:
    """Clients are listed from their BEGIN_CALL_EVENT to the END_CALL_EVENT of those who see all."""
    site = load_demo()
    switch = Switch(site, seed=1)
    registry = Registry()
    registry.add(session(1, services=CTIService.SERVICE_CLIENT_EVENTS, device=DeviceKey(PG, "2001"), monitor_id=1))
    delivery = Delivery(site, registry)

    def told(events: list[Event]) -> None:
        for event in events:
            list(delivery.tell(event, FINE))

    for state in (AgentState.LOGIN, AgentState.AVAILABLE):
        told(switch.execute(SetAgentState(peripheral_id=PG, agent_id="1001", state=state, password="1001"), NOW))
    told(switch.execute(CallArrives(peripheral_id=PG, dialed_number="8001"), NOW))
    (call,) = switch.calls(PG)
    assert [client.cti_client_signature for client in delivery.history.of(CallKey(PG, call))] == ["signature 1"]
    # Nobody answers: the contact goes on as another call, which no client has been associated with.
    told(switch.tick(NOW + 12))
    assert delivery.history.of(CallKey(PG, call)) == ()
    told(switch.execute(CallerHangsUp(peripheral_id=PG, call_id=call), NOW + 13))
    assert switch.calls(PG) == ()


def agent_state(**fields: object) -> m.AgentStateEvent:
    """One AGENT_STATE_EVENT."""
    (event, _) = login()
    registry = Registry()
    registry.add(session(1, services=ALL))
    send = Delivery(load_demo(), registry).tell(event, FINE)[0]
    message = codec(Profile(25)).decode(send.data).message
    assert isinstance(message, m.AgentStateEvent)
    return message.changed(**fields)


@pytest.mark.fidelity("delivery.duplicates")
@pytest.mark.parametrize(
    ("change", "duplicate"),
    [
        ({}, True),
        ({"skill_group_number": 3, "skill_group_state": AgentState.BUSY_OTHER, "state_duration": 9}, True),
        ({"agent_state": AgentState.AVAILABLE}, False),
        ({"event_reason_code": 9}, False),
        ({"mrd_id": 2}, False),
        ({"next_agent_state": AgentState.NOT_READY}, False),
        ({"direction": 1}, False),
        ({"agent_id": "1002"}, False),
        ({"peripheral_id": 5001}, False),
    ],
)
def test_what_is_a_duplicate(change: dict[str, object], duplicate: bool) -> None:
    """The same state, reason, domain, next state and direction of the same agent, whatever the group."""
    terse = session(1, services=ALL | CTIService.SERVICE_IGNORE_DUPLICATE_AGENT_EVENTS)
    event = agent_state()
    assert not is_duplicate(terse, event)
    remember_told(terse, event)
    assert is_duplicate(terse, event.changed(**change)) is duplicate


def test_only_agent_states_and_only_on_request() -> None:
    """Other messages may repeat themselves, and so may everything to a session that did not ask."""
    terse = session(1, services=ALL | CTIService.SERVICE_IGNORE_DUPLICATE_AGENT_EVENTS)
    patient = session(2, services=ALL)
    event = system_event(SystemEventID.TEXT_FYI, NOW, FINE)
    for _ in range(2):
        assert not is_duplicate(terse, event)
        assert not is_duplicate(patient, agent_state())
        remember_told(terse, event)
        remember_told(patient, agent_state())
    assert (terse.last_agent_states, patient.last_agent_states) == ({}, {})


def test_a_registration_of_variables_is_written_beside_the_version(written: list[int]) -> None:
    """Once for all that registered nothing, once for each registration."""
    registry = Registry()
    chosen = VariableFilter(frozenset((1,)), frozenset(), frozenset())
    for client, wanted in enumerate((None, None, chosen, chosen), 1):
        registry.add(session(client, services=ALL, variable_filter=wanted))
    delivery = Delivery(load_demo(), registry)
    assert clients(delivery.tell(happening(CallBegan), FINE)) == [1, 2, 3, 4]
    assert written == [25, 25]


def test_what_a_version_does_not_have_is_not_sent() -> None:
    """Greetings are told since version 15."""
    registry = Registry()
    for version in (14, 15):
        registry.add(session(version, services=ALL, version=version))
    delivery = Delivery(load_demo(), registry)
    assert clients(delivery.tell(happening(AgentGreeting), FINE)) == [15]
