"""Bad input on the engine: the status on the wire, no notices for others, no exception, nothing left behind."""

from __future__ import annotations

from typing import NoReturn

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ctiproto import messages as m
from ctiproto.constants import AgentState, CTIService, StatusCode
from ctiproto.strategies import frames
from ctiproto.versions import Profile
from ctiserver.centre.switch.events import Event
from ctiserver.engine.services import dispatch
from ctiserver.engine.services.row import Row
from tests.support.frames import HEARTBEAT, UNKNOWN_TAG, ZEROS, frame, named, open_frame
from tests.support.harness import BRIDGE, DESKTOP, PG, Client, World, like, state_req
from tests.support.two_sides import who_is_where

GIANT = bytes.fromhex("7fffffff 00000003")


@pytest.mark.fidelity("wire.too-long")
@pytest.mark.parametrize("version", [9, 15, 20, 25])
@pytest.mark.parametrize("opened", [False, True])
def test_a_giant_length_ends_the_connection(version: int, opened: bool) -> None:
    """FAILURE_EVENT 2, a moment to read it, and a reset: nothing more can be understood."""
    world = World()
    monitor = world.open(25, CTIService.SERVICE_CLIENT_MONITOR)
    client = world.open(version) if opened else world.connects()
    monitor.forgets()
    client.sends_bytes(GIANT)
    client.hears_the_end(m.FailureEvent(status=StatusCode.INVALID_MESSAGE_LENGTH))
    assert client.last_words == world.site.settings.final_drain
    closed = like(m.ClientSessionClosedEvent, status=StatusCode.INVALID_MESSAGE_LENGTH)
    monitor.hears(*[closed] * opened)
    client.sends_bytes(frame(HEARTBEAT, 1))
    client.leaves()
    monitor.hears()


def test_what_stands_before_a_giant_length_is_answered() -> None:
    """The frames before it are whole."""
    client = World().open(25)
    client.sends_bytes(frame(HEARTBEAT, 1) + GIANT[:4] + frame(HEARTBEAT, 2))
    client.hears_the_end(m.HeartbeatConf(invoke_id=1), m.FailureEvent)


def test_the_largest_legal_message_is_read() -> None:
    """12,500 bytes with the header, and not one more."""
    client = World().open(25)
    client.sends_bytes((12_492).to_bytes(4) + (999).to_bytes(4) + bytes(12_492))
    client.hears(like(m.FailureConf, status=StatusCode.INVALID_MESSAGE_TYPE))
    client.sends_bytes((12_493).to_bytes(4))
    client.hears_the_end(m.FailureEvent)


@pytest.mark.parametrize(
    ("data", "status", "invoke_id"),
    [
        (frame(999, 5), StatusCode.INVALID_MESSAGE_TYPE, 5),
        (frame(999), StatusCode.INVALID_MESSAGE_TYPE, 0),
        (ZEROS, StatusCode.INVALID_MESSAGE_TYPE, 0),
        (frame(0xFFFFFFFF, 5), StatusCode.INVALID_MESSAGE_TYPE, 5),
        (frame(282, 5), StatusCode.INVALID_MSG_TYPE_FOR_VERSION, 5),
        (frame(HEARTBEAT, 5)[:4] + (6).to_bytes(4) + (5).to_bytes(4), StatusCode.INVALID_MSG_TYPE_FOR_VERSION, 5),
        (frame(HEARTBEAT), StatusCode.BAD_MESSAGE_FORMAT, 0),
        (frame(HEARTBEAT, 5, fields=((UNKNOWN_TAG, b""),), version=15), StatusCode.INVALID_FIELD_TAG, 5),
        (frame(HEARTBEAT, 5, fields=((1, b"x"),), version=15), StatusCode.INVALID_TAG_FOR_MSG_TYPE, 5),
        (frame(36, 5, PG, 1, 0, fields=((5, b"1" * 13),), version=15), StatusCode.INVALID_FIELD_LENGTH, 5),
        (frame(36, 5, PG, 1, 0, fields=((5, b"1\x07"),), version=15), StatusCode.INVALID_CHARACTER, 5),
        (frame(36, 5, PG, 1, 0), StatusCode.REQUIRED_DATA_MISSING, 5),
        (frame(36, 5, 4711, 1, 0, fields=((5, b"1001"),), version=15), StatusCode.INVALID_PERIPHERAL_ID, 5),
        (frame(36, 5, PG, 1, 0, fields=((5, b"4711"),), version=15), StatusCode.INVALID_AGENT_DATA, 5),
    ],
)
def test_each_mistake_has_its_status(data: bytes, status: StatusCode, invoke_id: int) -> None:
    """The guide's own status, the InvokeID where there is one, and the session goes on."""
    client = World().bridge(15)
    client.sends_bytes(data)
    client.hears(m.FailureConf(invoke_id=invoke_id, status=status))
    client.heartbeats()


def test_a_heartbeat_may_carry_what_every_request_may() -> None:
    """The number of a CTI OS client is accepted everywhere."""
    client = World().open(15)
    client.sends_bytes(frame(HEARTBEAT, 5, fields=((217, b"id\0"),), version=15))
    client.hears(m.HeartbeatConf(invoke_id=5))


@pytest.mark.parametrize("data", [b"", b"\0", frame(HEARTBEAT, 1)[:-1], open_frame(25, 0, *named())[:30]])
def test_half_a_message_waits_for_its_other_half(data: bytes) -> None:
    """Nothing is answered, and a client that leaves in the middle of a frame is gone like any other."""
    world = World()
    client = world.connects()
    client.sends_bytes(data)
    client.hears()
    client.leaves()
    assert not list(world.engine._connections)


@pytest.mark.fidelity("sessions.lost")
def test_a_client_that_leaves_in_the_middle_of_a_frame_ends_its_session() -> None:
    """Others hear that it was lost."""
    world = World()
    monitor = world.open(25, CTIService.SERVICE_CLIENT_MONITOR)
    client = world.open(15)
    monitor.forgets()
    client.sends_bytes(frame(36, 5, PG, 1, 0)[:11])
    client.leaves()
    monitor.hears(like(m.ClientSessionClosedEvent, status=StatusCode.CLIENT_DISCONNECTED))


def test_bad_input_is_told_to_nobody_else() -> None:
    """A session beside the one that sends rubbish hears nothing of it."""
    world = World()
    everything = int(BRIDGE | CTIService.SERVICE_CLIENT_MONITOR)
    beside = world.open(25, everything)
    client = world.connects()
    for data in (frame(36, 1), open_frame(99, 0, *named()), open_frame(25, 0), ZEROS * 10, GIANT):
        client.sends_bytes(data)
    client.leaves()
    beside.hears()


# --- mistakes of our own ---------------------------------------------------------------------------------------------


def test_a_mistake_of_ours_is_one_failed_request(monkeypatch: pytest.MonkeyPatch) -> None:
    """F17, a log line with the traceback, and the session goes on; without an InvokeID there is no answer."""

    def fails(*_: object) -> NoReturn:
        raise ZeroDivisionError("a mistake")

    broken = {cls: Row(cls, fails) for cls in (m.QueryAgentStateReq, m.ConfigRequestKeyEvent)}
    monkeypatch.setattr(dispatch, "HANDLERS", broken)
    world = World()
    world.is_allowed_to_fail = True
    client = world.bridge()
    request = m.QueryAgentStateReq(invoke_id=5, peripheral_id=PG, mrd_id=1, icm_agent_id=0, agent_id="1001")
    client.is_refused(request, StatusCode.UNSPECIFIED_FAILURE)
    client.sends(m.ConfigRequestKeyEvent(peripheral_id=PG))
    client.hears()
    client.heartbeats()
    failed = [note for note in world.notes if note.event == "request_failed"]
    assert [note.level for note in failed] == ["error", "error"]
    assert "a mistake" in str(dict(failed[0].fields)["error"])


def test_an_event_that_cannot_be_told_is_skipped(monkeypatch: pytest.MonkeyPatch) -> None:
    """A mistake in telling one event costs this event and nothing else."""

    def fails(*_: object) -> tuple[m.AgentStateEvent, ...]:
        raise ZeroDivisionError("a mistake")

    world = World()
    world.is_allowed_to_fail = True
    client = world.bridge()
    with monkeypatch.context() as patch:
        patch.setattr("ctiserver.engine.translate.agents.agent_state_changed", fails)
        client.sends(state_req("1001", AgentState.LOGIN))
        client.hears(m.SetAgentStateConf)
    assert world.noted().count("event_failed") == 2
    client.sends(state_req("1001", AgentState.AVAILABLE))
    client.hears(m.SetAgentStateConf, m.AgentStateEvent, m.AgentStateEvent)


def test_a_mistake_in_the_contact_centre_costs_nobody_his_session(monkeypatch: pytest.MonkeyPatch) -> None:
    """What fails by itself is noted, and the server goes on."""

    def fails(*_: object) -> list[Event]:
        raise ZeroDivisionError("a mistake")

    world = World()
    world.is_allowed_to_fail = True
    client = world.bridge()
    with monkeypatch.context() as patch:
        patch.setattr(world.engine.centre, "tick", fails)
        client.asks(who_is_where("1001"))
    assert "simulation_failed" in world.noted()
    client.heartbeats()


# --- anything at all -------------------------------------------------------------------------------------------------

OPENING = st.sampled_from(
    [
        open_frame(version, int(services), *named(str(version).encode()), (5, b"1002\0"), peripheral_id=PG)
        for version in (9, 15, 20, 25)
        for services in (BRIDGE, DESKTOP, 0)
    ]
)
SEGMENTS = st.one_of(
    st.binary(max_size=64), OPENING, frames(Profile(25)), frames(Profile(15)), st.just(ZEROS), st.just(GIANT)
)
STEPS = st.lists(st.tuples(st.integers(0, 3), SEGMENTS, st.integers(0, 80)), max_size=40)


class Deaf(Client):
    """A client that does not try to understand what it gets."""

    def gets(self, data: bytes) -> None:
        """Only whole frames arrive."""
        while data:
            size = 8 + int.from_bytes(data[:4])
            assert len(data) >= size
            data = data[size:]


@settings(max_examples=100, deadline=None, derandomize=True)
@given(STEPS)
def test_no_bytes_disturb_anybody(steps: list[tuple[int, bytes, int]]) -> None:
    """Arbitrary bytes in arbitrary pieces from several clients: no exception, and who behaves is served as ever."""
    world = World()
    beside = world.open(20, int(CTIService.SERVICE_ALL_EVENTS), agent_state_mask=0, call_msg_mask=0)
    rude: dict[int, Client] = {}
    for who, data, cut in steps:
        client = rude.get(who)
        if client is not None and client.is_cut_off:
            client.leaves()
        if client is None or client.is_gone:
            number = len(world.clients) + 1
            client = rude[who] = world.arrives(Deaf(world, number, f"rude {who}"))
        for piece in (data[:cut], data[cut:]):
            if not client.is_cut_off:
                client.sends_bytes(piece)
    beside.forgets()
    beside.heartbeats()
    for client in rude.values():
        client.leaves()
    assert len(world.engine.registry) == 1
    assert len(list(world.engine._connections)) == 1
