"""START_RECORDING and STOP_RECORDING: what is asked of recorders, what they answer, and what if they do not."""

from __future__ import annotations

from typing import Any

import attrs
import pytest

from ctiproto import messages as m
from ctiproto.constants import (
    AgentState,
    ConnectionDeviceIDType,
    CTIService,
    LocalConnectionState,
    ServerMode,
    StatusCode,
    Tag,
)
from ctiproto.declare import ExtraField
from ctiserver.site.model import Site
from tests.ctiserver.engine.services.requests import altered, refusal, text
from tests.ctiserver.engine.services.watchers import asked, record, recorder, records, stop_recording
from tests.support.harness import DESKTOP, PG, Client, World, call_req, demo, like, state_req
from tests.support.orders import emergency

NO_SERVER = StatusCode.FUNCTION_NOT_AVAILABLE
STATIC = ConnectionDeviceIDType.STATIC
L = LocalConnectionState


class Office:
    """An agent at a desktop talks with a caller from outside; recorders as a test needs them.

    Attributes:
        call: their call.
    """

    def __init__(self, site: Site | None = None, *, version: int = 25, services: int = DESKTOP) -> None:
        self.world = World(site)
        self.desktop = self.world.desktop("1001", version, services)
        self.desktop.sends(state_req("1001", AgentState.LOGIN), state_req("1001", AgentState.AVAILABLE))
        self.call = self.world.caller_calls()
        self.desktop.sends(call_req(m.AnswerCallReq, "2001", self.call))
        self.desktop.forgets()

    def asks(self, **fields: Any) -> None:
        """The agent wants to be recorded."""
        self.desktop.sends(record("2001", self.call, **fields))

    def recorded(self, recorder: Client, session_id: int = 0xFFFFFFFF) -> m.StartRecordingConf:
        """A recorder has confirmed that it records a call."""
        self.asks()
        recorder.sends(records(asked(recorder).invoke_id, session_id))
        conf = self.desktop.takes()
        assert isinstance(conf, m.StartRecordingConf)
        return conf


def id_of(client: Client) -> int:
    """The SessionID of a client."""
    return client.world.engine.registry[client.number].id


# --- what may be asked ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("fields", "status"),
    [
        ({"direction": 3}, 79),
        ({"rtp_type": 3, "peripheral_id": 1}, 80),
        ({"connection_device_id_type": 5}, 33),
        ({"peripheral_id": 1, "connection_call_id": 1}, 7),
        ({"connection_call_id": 1}, 13),
    ],
)
def test_what_is_refused(fields: dict[str, Any], status: int) -> None:
    """Numbers 79, 80, 33; peripheral 7; call 13.  Recorders hear nothing of it."""
    office = Office()
    server = recorder(office.world)
    frame = altered(record("2001", office.call), **fields)
    assert refusal(office.desktop, frame) == status
    server.hears()


def test_more_that_is_refused() -> None:
    """No connection 6, or one that the call does not have 13; an unknown agent 8, or two agents 32."""
    office = Office()
    recorder(office.world)
    request = record("2001", office.call)
    assert refusal(office.desktop, altered(request, without={Tag.CONNECTION_DEVID})) == StatusCode.REQUIRED_DATA_MISSING
    for fields, status in (
        ({"connection_device_id": "2002"}, 13),
        ({"agent_id": "4711"}, 8),
        ({"agent_id": "1001", "agent_extension": "2002"}, 32),
    ):
        office.desktop.is_refused(request.changed(**fields), StatusCode(status))


def test_whose_call_it_is() -> None:
    """A desktop must be a party (35); who follows no station must name an agent (6)."""
    office = Office()
    recorder(office.world)
    other, bridge = office.world.desktop("1002"), office.world.bridge()
    request = record("2001", office.call)
    other.is_refused(request, StatusCode.NOT_CALL_PARTY)
    other.is_refused(stop_recording("2001", office.call, 0), StatusCode.NOT_CALL_PARTY)
    bridge.is_refused(request, StatusCode.REQUIRED_DATA_MISSING)
    bridge.is_refused(request.changed(peripheral_id=1, agent_id="1001"), StatusCode.INVALID_PERIPHERAL_ID)
    none = {"connection_device_id_type": ConnectionDeviceIDType.NONE, "agent_id": "1002"}
    bridge.is_refused(request.changed(**none), StatusCode.NOT_CALL_PARTY)


@pytest.mark.fidelity("recording.no-server-status")
@pytest.mark.parametrize("status", [StatusCode.FUNCTION_NOT_AVAILABLE, StatusCode.UNSPECIFIED_FAILURE])
def test_nobody_records(status: StatusCode) -> None:
    """The status that the site says; also when the one who recorded is gone, or never was."""
    office = Office(demo(no_server_status=status))
    office.desktop.is_refused(record("2001", office.call), status)
    office.desktop.is_refused(stop_recording("2001", office.call, 0), status)
    server = recorder(office.world)
    office.desktop.is_refused(stop_recording("2001", office.call, id_of(server) + 1), status)


# --- what is asked, and what is answered ------------------------------------------------------------------------------


@pytest.mark.fidelity("recording.stop-asks-the-same", "recording.own-invoke-ids")
@pytest.mark.parametrize(("version", "other"), [(9, 25), (25, 9), (15, 15), (14, 24)])
def test_a_request_and_its_answer(version: int, other: int) -> None:
    """Recorders are told who wants what; clients learn who records, and whom to ask to stop.  InvokeIDs are ours."""
    office = Office(version=version)
    server = recorder(office.world, version=other)
    office.asks()
    office.desktop.hears()
    request = asked(server)
    assert request == record(
        "2001",
        office.call,
        invoke_id=1,
        client_id="desktop 1001",
        client_address="192.0.2.1",
        agent_id="1001",
        agent_extension="2001",
        agent_instrument="2001",
    )
    server.sends(records(1, server_data=77))
    office.desktop.hears(
        m.StartRecordingConf(
            invoke_id=31, session_id=id_of(server), server_data=77, client_id="recorder", client_address="192.0.2.1"
        )
    )
    office.desktop.sends(stop_recording("2001", office.call, id_of(server), 77))
    stop = asked(server)
    assert isinstance(stop, m.StopRecordingReq)
    assert (stop.invoke_id, stop.session_id, stop.server_data) == (2, id_of(server), 77)
    server.sends(m.StopRecordingConf(invoke_id=2))
    office.desktop.hears(m.StopRecordingConf(invoke_id=32, client_id="recorder", client_address="192.0.2.1"))


@pytest.mark.parametrize("told", [0, 12345])
def test_a_session_id_is_passed_on(told: int) -> None:
    """A SessionID other than NULL reaches the client as the recorder gave it."""
    office = Office()
    assert office.recorded(recorder(office.world), told).session_id == told


@pytest.mark.fidelity("recording.client-of-the-request")
def test_a_bridge_names_the_agent() -> None:
    """And without ConnectionDeviceID it is the agent's own connection, signed in or not; extras stay behind."""
    office = Office()
    server, bridge = recorder(office.world), office.world.bridge()
    none = {"connection_device_id_type": ConnectionDeviceIDType.NONE, "agent_extension": "2001"}
    extra = (ExtraField(Tag.CTIOS_CIL_CLIENT_ID, b"cil\0"),)
    bridge.sends(record("?", office.call, extra_fields=extra, **none))
    request = asked(server)
    named = (request.connection_device_id_type, request.connection_device_id, request.agent_id, request.client_id)
    assert named == (STATIC, "2001", "1001", "bridge")
    assert request.extra_fields == ()
    bridge.sends(record("2001", office.call, agent_id="1002"))
    request = asked(server)
    assert (request.agent_id, request.agent_extension) == ("1002", None)
    station = office.world.open(25, DESKTOP, agent_extension="2002", client_id="station")
    office.desktop.sends(call_req(m.ClearConnectionReq, "2001", office.call))
    station.is_refused(record("2002", office.call), StatusCode.INVALID_CALLID)


def test_a_failure_is_passed_on() -> None:
    """FAILURE_CONF of the recorder reaches the client with the client's own InvokeID."""
    office = Office()
    server = recorder(office.world)
    office.asks()
    server.sends(m.FailureConf(invoke_id=asked(server).invoke_id, status=StatusCode.UNSPECIFIED_FAILURE))
    office.desktop.hears(m.FailureConf(invoke_id=31, status=StatusCode.UNSPECIFIED_FAILURE))
    server.hears()


def test_confirmations_cannot_be_done_without() -> None:
    """A session with IGNORE_CONF gets START_RECORDING_CONF all the same."""
    office = Office(services=DESKTOP | CTIService.SERVICE_IGNORE_CONF)
    office.recorded(recorder(office.world))


def test_answers_that_nobody_waits_for() -> None:
    """Unknown, of another kind, a second one, from another client: dropped, with a line in the log."""
    office = Office()
    server, other = recorder(office.world), office.world.open(25, CTIService.SERVICE_SERVER)
    office.asks()
    invoke_id = asked(server).invoke_id
    office.world.noted()
    for client, answer in (
        (server, records(99)),
        (server, m.StopRecordingConf(invoke_id=invoke_id)),
        (other, records(invoke_id)),
        (other, m.FailureConf(invoke_id=invoke_id, status=StatusCode.TIMEOUT)),
    ):
        client.sends(answer)
        client.hears()
        assert office.world.noted() == ["message_dropped"]
    office.desktop.hears()
    server.sends(records(invoke_id))
    office.desktop.hears(m.StartRecordingConf)
    server.sends(records(invoke_id))
    office.desktop.hears()
    assert office.world.noted() == ["message_dropped"]


def test_a_failure_of_somebody_who_does_not_serve() -> None:
    """It is a message that only servers send: status 48."""
    bridge = World().bridge()
    bridge.is_refused(m.FailureConf(invoke_id=1, status=StatusCode.TIMEOUT), StatusCode.INVALID_MSG_TYPE_FOR_VERSION)


def test_a_failure_with_a_flaw_is_not_answered() -> None:
    """There is no end to failures that answer failures."""
    world = World()
    server = recorder(world)
    frame = altered(m.FailureConf(invoke_id=1, status=StatusCode.TIMEOUT), more=[text(Tag.TEXT, "why")])
    server.sends_bytes(frame)
    server.hears()


# --- which recorder ---------------------------------------------------------------------------------------------------


@pytest.mark.fidelity("recording.chosen")
def test_recorders_take_turns() -> None:
    """Round-robin: each time the one who was not asked for longest."""
    office = Office()
    servers = [recorder(office.world, ServerMode.ROUND_ROBIN, name=f"recorder {number}") for number in range(3)]
    for turn in range(7):
        office.asks(invoke_id=turn)
        assert [bool(server.heard) for server in servers] == [number == turn % 3 for number in range(3)]
        asked(servers[turn % 3])


def test_recorders_side_by_side() -> None:
    """Parallel: all are asked, and every answer is passed on."""
    office = Office()
    one, two = (recorder(office.world, ServerMode.PARALLEL, name=name) for name in ("one", "two"))
    office.asks()
    first, second = asked(one), asked(two)
    assert first.invoke_id != second.invoke_id
    two.sends(records(second.invoke_id))
    one.sends(m.FailureConf(invoke_id=first.invoke_id, status=StatusCode.UNSPECIFIED_FAILURE))
    office.desktop.hears(
        like(m.StartRecordingConf, invoke_id=31, client_id="two"),
        m.FailureConf(invoke_id=31, status=StatusCode.UNSPECIFIED_FAILURE),
    )
    office.desktop.sends(stop_recording("2001", office.call, 0), stop_recording("2001", office.call, id_of(two)))
    assert (len(one.heard), len(two.heard)) == (1, 2)


# --- what if they do not answer ---------------------------------------------------------------------------------------


@pytest.mark.fidelity("recording.silence")
@pytest.mark.parametrize("timeout", [15, 3])
def test_silence(timeout: int) -> None:
    """Status 16 when the time is over, and an answer is too late then."""
    office = Office(demo(control_timeout=float(timeout)))
    server = recorder(office.world)
    office.asks()
    invoke_id = asked(server).invoke_id
    office.world.passes(timeout - 0.1)
    assert m.FailureConf not in {type(message) for message in office.desktop.heard}
    office.world.passes(0.1)
    assert m.FailureConf(invoke_id=31, status=StatusCode.TIMEOUT) in office.desktop.heard
    office.desktop.forgets()
    server.sends(records(invoke_id))
    office.desktop.hears()


def test_silence_of_some() -> None:
    """If one of several answered, the others are not missed; if none did, it is told once."""
    office = Office()
    one, two = (recorder(office.world, ServerMode.PARALLEL, name=name) for name in ("one", "two"))
    office.asks()
    one.sends(records(asked(one).invoke_id))
    asked(two)
    office.desktop.hears(m.StartRecordingConf)
    office.asks(invoke_id=33)
    asked(one)
    office.world.passes(10)
    two.leaves()
    office.desktop.hears()
    office.world.passes(10)
    office.desktop.hears(m.FailureConf(invoke_id=33, status=StatusCode.TIMEOUT))


@pytest.mark.fidelity("recording.recorder-leaves")
def test_a_recorder_that_leaves() -> None:
    """The client that waits is told that no recorder serves; the next request may go to another recorder."""
    office = Office()
    server = recorder(office.world)
    conf = office.recorded(server)
    office.asks(invoke_id=33)
    server.leaves()
    office.desktop.hears(m.FailureConf(invoke_id=33, status=NO_SERVER))
    other = recorder(office.world)
    office.desktop.is_refused(stop_recording("2001", office.call, conf.session_id), NO_SERVER)
    office.asks()
    asked(other)


def test_a_client_that_leaves() -> None:
    """The answer goes nowhere, and the recorder is none the wiser."""
    office = Office()
    server = recorder(office.world)
    office.asks()
    office.desktop.leaves()
    server.sends(records(asked(server).invoke_id))
    bridge = office.world.bridge()
    bridge.sends(record("2001", office.call, agent_id="1001"))
    asked(server)
    bridge.leaves()
    office.world.passes(20)
    server.hears()


@pytest.mark.fidelity("recording.outlives-its-call")
def test_a_recording_outlives_its_call() -> None:
    """Once a recorder said that it records, it can be told to stop when the call is over; other calls cannot (13)."""
    office = Office()
    server = recorder(office.world)
    conf = office.recorded(server)
    office.world.caller_hangs_up(office.call)
    office.world.passes(300)
    office.desktop.forgets()
    office.desktop.is_refused(record("2001", office.call), StatusCode.INVALID_CALLID)
    office.desktop.is_refused(stop_recording("2001", 99, conf.session_id), StatusCode.INVALID_CALLID)
    stop = stop_recording("2001", office.call, conf.session_id)
    office.desktop.sends(stop)
    server.sends(m.StopRecordingConf(invoke_id=asked(server).invoke_id))
    office.desktop.hears(m.StopRecordingConf)
    office.desktop.is_refused(stop, StatusCode.INVALID_CALLID)


# --- emergencies ------------------------------------------------------------------------------------------------------


def recording_in_need() -> Site:
    """The demo site, where emergencies are recorded."""
    site = demo()
    settings = tuple(attrs.evolve(each, auto_record_on_emergency=1) for each in site.desk_settings)
    return attrs.evolve(site, desk_settings=settings)


@pytest.mark.fidelity("recording.emergencies")
def test_an_emergency_is_recorded() -> None:
    """By the agent's settings, on the server's own account: the answer, or that there is none, goes nowhere.

    So is the call of an agent whom no supervisor can help.
    """
    office = Office(recording_in_need())
    server = recorder(office.world)
    office.world.supervisor("1000")
    for answer in (m.StartRecordingConf, m.FailureConf, None):
        office.desktop.sends(emergency("2001", office.call))
        assert office.desktop.takes() == m.FailureConf(invoke_id=9, status=StatusCode.SUPERVISOR_NOT_FOUND)
        event, request = server.heard
        assert isinstance(event, m.EmergencyCallEvent)
        assert isinstance(request, m.StartRecordingReq)
        assert (request.connection_call_id, request.connection_device_id) == (office.call, "2001")
        assert (request.client_id, request.agent_id) == ("desktop 1001", "1001")
        server.forgets()
        if answer is m.StartRecordingConf:
            server.sends(records(request.invoke_id))
        elif answer is m.FailureConf:
            server.sends(m.FailureConf(invoke_id=request.invoke_id, status=StatusCode.TIMEOUT))
        office.desktop.hears()
    office.world.passes(20)
    assert m.FailureConf not in {type(message) for message in office.desktop.heard}


@pytest.mark.parametrize("has_call", [True, False])
def test_what_is_not_recorded(has_call: bool) -> None:
    """Without the setting, or without a call in need: recorders hear that there is an emergency, and no more."""
    office = Office(demo() if has_call else recording_in_need())
    server = recorder(office.world)
    bridge = office.world.bridge()
    if not has_call:
        office.world.caller_hangs_up(office.call)
        office.world.passes(20)
    bridge.sends(emergency(None, agent_id="1001") if not has_call else emergency("2001", office.call, agent_id="1001"))
    server.hears(like(m.EmergencyCallEvent, agent_id="1001", peripheral_id=PG))


def test_nobody_records_an_emergency() -> None:
    """Without a recorder an emergency call is placed as any other, the first call waits, and the log has the alarm."""
    office = Office(recording_in_need())
    chief = office.world.supervisor("1000")
    chief.sends(state_req("1000", AgentState.LOGIN), state_req("1000", AgentState.AVAILABLE))
    office.desktop.forgets()
    office.world.noted()
    office.desktop.sends(emergency("2001", office.call))
    placed = office.desktop.takes()
    assert isinstance(placed, m.EmergencyCallConf)
    states = [
        [party.state for party in office.world.centre.switch.call(PG, call).connections]
        for call in (office.call, placed.connection_call_id)
    ]
    assert states == [[L.CONNECT, L.HOLD], [L.INITIATE, L.ALERTING]]
    office.world.passes(10)
    assert office.world.noted() == ["emergency_called"]


def test_an_agent_without_a_client_is_recorded_too() -> None:
    """START_RECORDING_REQ has no ClientID and no ClientAddress then."""
    office = Office(recording_in_need())
    server, bridge = recorder(office.world), office.world.bridge()
    office.desktop.leaves()
    bridge.sends(emergency("2001", office.call, agent_id="1001"))
    assert isinstance(server.takes(), m.EmergencyCallEvent)
    request = asked(server)
    assert (request.client_id, request.client_address) == (None, None)
