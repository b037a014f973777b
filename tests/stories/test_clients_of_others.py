"""What clients that others wrote rely on: recorders, team monitors, and whoever keeps calls by their ids."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

import attrs
import pytest

from ctiproto import messages as m
from ctiproto.constants import AgentState
from ctiproto.constants.limits import NULL_CALL_ID
from ctiproto.declare import Message
from tests.stories.offices import A, B, C, Office, new_call
from tests.support.harness import PG, Client, World, call_req
from tests.support.orders import blind_transfer, conference, consult, transfer

ADDRESSES: Final = {A: "198.18.0.1", B: "198.18.0.2", C: "198.18.0.3"}
"""Of the telephones of the demo site: in the order in which it has them."""


@attrs.frozen
class Recording:
    """One direction of the media of an agent on a call, from its start to its end."""

    key: tuple[int, int, int]
    agent_id: str
    address: str
    direction: int


class Recorder:
    """A program that keeps calls in a map, and forgets them when they are cleared.

    Attributes:
        recordings: what was recorded from its start to its end.
    """

    def __init__(self) -> None:
        self.recordings: list[Recording] = []
        self._calls: dict[int, tuple[int, int, int]] = {}
        self._running: dict[tuple[int, str, int], m.RtpStartedEvent] = {}

    def hears(self, messages: Iterable[Message]) -> None:
        """Follow what a session is told."""
        for message in messages:
            self._hears(message)

    def _hears(self, message: Message) -> None:
        match message:
            case m.BeginCallEvent(connection_call_id=call):
                key = (message.router_call_key_day or 0, message.router_call_key_call_id or 0, call)
                self._calls[call] = key
            case m.RtpStartedEvent(connection_call_id=call, agent_extension=device, direction=direction):
                assert call in self._calls, f"media of {device} on call {call}, which has not begun"
                assert (call, device, direction) not in self._running
                self._running[call, device or "", direction] = message
            case m.RtpStoppedEvent(connection_call_id=call, agent_extension=device, direction=direction):
                # This is what a normal end looks like: a call that is unknown by now stays a recording without an end.
                started = self._running.pop((call, device or "", direction))
                where = ("client_address", "client_port", "sending_address", "sending_port", "agent_id")
                assert [getattr(message, each) for each in where] == [getattr(started, each) for each in where]
                assert all(getattr(message, each) for each in where), message
                key, host = self._calls[call], message.client_address or ""
                self.recordings.append(Recording(key, message.agent_id or "", host, direction))
            case m.CallClearedEvent(connection_call_id=call) | m.EndCallEvent(connection_call_id=call):
                assert not [each for each in self._running if each[0] == call], f"call {call} is recorded for ever"
                self._calls.pop(call, None)

    def is_idle(self) -> bool:
        """Whether it records nothing, and knows no call."""
        return not self._running and not self._calls


def recorded(office: Office) -> Recorder:
    """What a recorder has recorded that was there from the first, now that all is over."""
    office.world.passes(200)
    recorder = Recorder()
    recorder.hears(message for _, message in office.all.feed)
    assert recorder.is_idle()
    for recording in recorder.recordings:
        assert recording.address == ADDRESSES[str(int(recording.agent_id) + 1000)]
    return recorder


def agents(recorder: Recorder) -> list[str]:
    """Whose media was recorded, once for each time that it flowed."""
    inward = [recording for recording in recorder.recordings if recording.direction == 0]
    assert len(recorder.recordings) == 2 * len(inward)
    return [recording.agent_id for recording in inward]


@pytest.mark.fidelity("clients.rtp-stopped-first", "clients.rtp-addresses")
def test_a_recorder_records_a_routed_call() -> None:
    """Once for each time that the agent and the caller hear each other; it knows the contact by the router's key."""
    office = Office()
    call = office.call_with(office.a, A)
    office.a.sends(call_req(m.HoldCallReq, A, call))
    office.a.sends(call_req(m.RetrieveCallReq, A, call))
    office.world.caller_hangs_up(call)
    recorder = recorded(office)
    assert agents(recorder) == ["1001", "1001"]
    assert {recording.key[2] for recording in recorder.recordings} == {call}
    assert all(0 not in recording.key for recording in recorder.recordings)


def test_a_recorder_records_whoever_hangs_up() -> None:
    """The agent, where the caller did before."""
    office = Office()
    call = office.call_with(office.a, A)
    office.a.sends(call_req(m.ClearConnectionReq, A, call))
    assert agents(recorded(office)) == ["1001"]


@pytest.mark.fidelity("clients.rtp-of-moved-parties")
@pytest.mark.parametrize("join", ["transfer", "conference"])
def test_a_recorder_records_calls_that_become_one(join: str) -> None:
    """The talk of A and the caller, that of A and B, and what comes of it."""
    office = Office()
    first = office.call_with(office.a, A)
    second = new_call(office.a.asks(consult(A, first, B)))
    office.b.sends(call_req(m.AnswerCallReq, B, second))
    office.a.sends(transfer(A, second, first) if join == "transfer" else conference(A, second, first))
    office.world.caller_hangs_up(first)
    if join == "conference":
        office.a.sends(call_req(m.ClearConnectionReq, A, first))
    recorder = recorded(office)
    talked = ["1001", "1001", "1002", "1002"]
    assert sorted(agents(recorder)) == (talked if join == "transfer" else sorted([*talked, "1001"]))
    assert {recording.key[2] for recording in recorder.recordings} == {first, second}


def test_a_recorder_records_a_call_that_is_handed_over_blindly() -> None:
    """A's part until A hands the call over, and B's from the answer on."""
    office = Office()
    call = office.call_with(office.a, A)
    office.a.sends(blind_transfer(A, call, B))
    (call,) = office.world.centre.switch.calls(PG)
    office.b.sends(call_req(m.AnswerCallReq, B, call))
    office.world.caller_hangs_up(call)
    assert agents(recorded(office)) == ["1001", "1002"]


# --- a team monitor ---------------------------------------------------------------------------------------------------


def ask(client: Client, **named: object) -> m.QueryAgentStateConf:
    """How an agent is."""
    request = m.QueryAgentStateReq(invoke_id=0, peripheral_id=PG, mrd_id=1, **({"icm_agent_id": 0} | named))  # type: ignore[arg-type]  # names of fields
    client.sends(request)
    conf = next(message for message in reversed(client.heard) if isinstance(message, m.QueryAgentStateConf))
    client.forgets()
    return conf


@pytest.mark.fidelity("clients.default-group", "clients.agents-without-group")
@pytest.mark.parametrize("version", [15, 24, 25])
def test_a_busy_site_tells_all_that_strict_clients_need(version: int) -> None:
    """Ten minutes of the demo site with a call a second: no answer lacks a group, and no media an address."""
    world = World(workload=True, calls_per_hour=3600)
    client = world.bridge(version)
    asked = 0
    for _ in range(10):
        world.passes(60)
        client.forgets()
        for agent in world.site.agents:
            for named in (
                {"agent_id": agent.id},
                {"icm_agent_id": agent.icm_agent_id},
                {"agent_extension": agent.extension},
                {"agent_instrument": agent.instrument},
            ):
                conf = ask(client, **named)
                assert (conf.agent_id, conf.agent_extension) == (agent.id, agent.extension)
                assert conf.skill_groups
                assert all(group.skill_group_id for group in conf.skill_groups)
                asked += 1
    assert asked == 10 * 4 * 12
    told = [message for _, message in client.feed]
    media = [each for each in told if isinstance(each, m.RtpStartedEvent | m.RtpStoppedEvent)]
    assert len(media) > 100
    for event in media:
        assert event.client_address
        assert event.client_port
        assert event.sending_address
        assert event.sending_port
    recorder = Recorder()
    recorder.hears(told)
    assert len(recorder.recordings) > 40
    for state in told:
        if isinstance(state, m.AgentStateEvent):
            assert state.agent_id
            assert state.agent_extension
            assert state.skill_group_id != NULL_CALL_ID


def test_a_supervisor_is_in_the_default_group() -> None:
    """Signed in or not, and in events."""
    world = World()
    client = world.bridge(24)
    assert [(each.skill_group_number, each.skill_group_id) for each in ask(client, agent_id="1000").skill_groups] == [
        (49, 5049)
    ]
    supervisor = world.supervisor("1000")
    supervisor.forgets()
    bridge = world.staffed("1000", ready=False)
    assert ask(bridge, agent_id="1000").agent_state is AgentState.NOT_READY
    told = [message for _, message in client.feed if isinstance(message, m.AgentStateEvent)]
    assert {(event.agent_id, event.skill_group_number) for event in told} == {("1000", 49)}
