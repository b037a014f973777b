"""Supervisors on the calls of their agents, and agents who call for them."""

from __future__ import annotations

from typing import Any

import attrs
import pytest

from ctiproto import messages as m
from ctiproto.codec import codec
from ctiproto.constants import (
    AgentState,
    CallType,
    EventCause,
    LineType,
    LocalConnectionState,
    SilentMonitorStatus,
    StatusCode,
    SupervisoryAction,
)
from ctiproto.constants.limits import NULL_CALL_ID
from ctiproto.declare import Message
from ctiproto.versions import Profile
from ctiserver.site.model import Site
from tests.stories.offices import MEDIA_STARTED, MEDIA_STOPPED, A, Office, at, new_call, renamed, states
from tests.support.harness import Client, Like, call_req, demo, like, state_req
from tests.support.orders import STATIC, assist, emergency, one_of, supervise

L = LocalConnectionState
S = AgentState
X = SupervisoryAction
SEAT = "2000"


class Watched(Office):
    """An office with the team's supervisor at a desktop, not available for calls."""

    def __init__(self, site: Site | None = None, state: AgentState = S.NOT_READY) -> None:
        super().__init__(site)
        self.chief = self.world.supervisor("1000", 25)
        self.chief.sends(state_req("1000", S.LOGIN))
        if state is not S.NOT_READY:
            self.chief.sends(state_req("1000", state))
        self.settle()

    def call(self) -> int:
        """A talks to a caller."""
        return self.call_with(self.a, A)

    def on_the_call_of_a(self, action: SupervisoryAction) -> int:
        """The supervisor does something about A's call; returns the call that the supervisor is on by that."""
        self.chief.sends(supervise(action))
        conf = self.chief.takes()
        assert isinstance(conf, m.SuperviseCallConf), conf
        (begun,) = [event for event in self.chief.heard if isinstance(event, m.BeginCallEvent)]
        self.settle()
        return begun.connection_call_id


def supervisor_is(state: AgentState) -> Like:
    """AGENT_STATE_EVENT of the supervisor, who is in no skill group."""
    return like(m.AgentStateEvent, agent_id="1000", agent_state=state)


@pytest.mark.fidelity("calls.whisper-type")
@pytest.mark.parametrize(
    ("action", "kind", "cause"),
    [
        (X.MONITOR, CallType.CALLTYPE_SUPERVISOR_MONITOR, EventCause.CEC_SUPERVISOR_MONITOR),
        (X.WHISPER, CallType.CALLTYPE_SUPERVISOR_MONITOR, EventCause.CEC_SUPERVISOR_WHISPER),
    ],
)
def test_a_supervisor_listens(action: SupervisoryAction, kind: CallType, cause: EventCause) -> None:
    """Scenario S14: the supervisor has a separate call, of which no party of the agent's call hears."""
    office = Watched()
    c1 = office.call()
    office.chief.sends(supervise(action))
    assert office.chief.takes() == m.SuperviseCallConf(
        invoke_id=9, connection_call_id=c1, connection_device_id_type=STATIC, connection_device_id=A
    )
    (begun,) = [event for event in office.chief.heard if isinstance(event, m.BeginCallEvent)]
    c3 = begun.connection_call_id
    told = (
        supervisor_is(S.TALKING),
        like(m.BeginCallEvent, **at(c3, SEAT), call_type=kind),
        like(m.CallServiceInitiatedEvent, **at(c3, SEAT), local_connection_state=L.INITIATE, event_cause=cause),
        like(m.CallOriginatedEvent, **at(c3, SEAT), called_device_id=A, event_cause=cause),
        like(
            m.CallEstablishedEvent,
            **at(c3, SEAT),
            local_connection_state=L.CONNECT,
            answering_device_id=A,
            line_type=LineType.SILENT_MONITOR,
            event_cause=cause,
        ),
        *MEDIA_STARTED,
    )
    office.chief.hears(*told)
    office.all_hear(*told)
    office.a.hears()

    assert _status(office.chief, SEAT) == [(c3, SilentMonitorStatus.INITIATOR)]
    assert _status(office.all, A) == [(c1, SilentMonitorStatus.TARGET)]
    assert _status(office.world.bridge(11), A) == [(c1, None)]

    office.chief.sends(supervise(X.CLEAR))
    over = EventCause.CEC_SUPERVISOR_CLEAR
    office.chief.hears(
        like(m.SuperviseCallConf, **at(c1, A)),
        *MEDIA_STOPPED,
        like(m.CallConnectionClearedEvent, **at(c3, SEAT), releasing_device_id=SEAT, event_cause=over),
        like(m.CallClearedEvent, **at(c3, SEAT), event_cause=over),
        like(m.EndCallEvent, **at(c3, SEAT)),
        supervisor_is(S.NOT_READY),
    )
    office.a.hears()


def _status(client: Client, device: str) -> list[tuple[int | None, SilentMonitorStatus | None]]:
    fields: dict[str, Any] = {"snapshot_device_type": 76} if client.version >= 11 else {}
    conf = client.asks(m.SnapshotDeviceReq(invoke_id=1, peripheral_id=5000, agent_instrument=device, **fields))
    assert isinstance(conf, m.SnapshotDeviceConf), conf
    return [(call.call_connection_call_id, call.silent_monitor_status) for call in conf.calls]


def test_what_is_listened_to_ends() -> None:
    """S17: the supervisor's call ends by itself with the agent's."""
    office = Watched()
    c1 = office.call()
    c3 = office.on_the_call_of_a(X.MONITOR)
    office.world.caller_hangs_up(c1)
    office.chief.hears(
        *MEDIA_STOPPED,
        like(m.CallConnectionClearedEvent, **at(c3, SEAT)),
        like(m.CallClearedEvent, **at(c3, SEAT)),
        like(m.EndCallEvent, **at(c3, SEAT)),
        supervisor_is(S.NOT_READY),
    )


@pytest.mark.fidelity("calls.barge-in-type", "calls.barge-in-leg-type")
def test_a_supervisor_barges_in_intercepts_and_goes() -> None:
    """Scenarios S15 and S16: a supervisor joins A's call as a party, and takes it over from A."""
    office = Watched()
    a, chief = office.a, office.chief
    c1 = office.call()
    chief.sends(supervise(X.BARGE_IN))
    conf = chief.takes()
    assert isinstance(conf, m.SuperviseCallConf)
    assert (conf.connection_call_id, conf.connection_device_id) == (c1, A)
    (begun,) = [event for event in chief.heard if isinstance(event, m.BeginCallEvent)]
    c3, barge = begun.connection_call_id, EventCause.CEC_SUPERVISOR_BARGE_IN
    joined = like(
        m.CallConferencedEvent,
        primary_call_id=c1,
        primary_device_id=A,
        secondary_call_id=c3,
        controller_device_id=A,
        added_party_device_id=SEAT,
        num_parties=3,
        event_cause=barge,
    )
    rings = like(m.CallDeliveredEvent, **at(c3, SEAT), event_cause=barge)
    answered = like(m.CallEstablishedEvent, **at(c3, SEAT), event_cause=barge)
    chief.heard = [event for event in chief.heard if not isinstance(event, m.RtpStartedEvent | m.RtpStoppedEvent)]
    chief.hears(
        like(m.BeginCallEvent, **at(c3, SEAT), call_type=CallType.CALLTYPE_SUPERVISOR_BARGEIN),
        rings,
        supervisor_is(S.TALKING),
        answered,
        joined,
        renamed((c3, SEAT), (c1, SEAT), call_type=CallType.CALLTYPE_CONFERENCE),
    )
    a.heard = [event for event in a.heard if not isinstance(event, m.RtpStartedEvent | m.RtpStoppedEvent)]
    a.hears(
        like(m.CallHeldEvent, **at(c1, A), event_cause=barge),
        like(m.BeginCallEvent, **at(c3, A)),
        like(m.CallServiceInitiatedEvent, **at(c3, A), event_cause=barge),
        like(m.CallOriginatedEvent, **at(c3, A), event_cause=barge),
        rings,
        answered,
        joined,
        like(m.EndCallEvent, **at(c3, A)),
        like(m.CallDataUpdateEvent, connection_call_id=c1, call_type=CallType.CALLTYPE_CONFERENCE),
    )
    chief.sends(supervise(X.BARGE_IN))
    chief.hears(like(m.ControlFailureConf, failure_code=22, peripheral_error_code=13096))

    office.settle()
    chief.sends(supervise(X.INTERCEPT))
    taken = like(
        m.CallConnectionClearedEvent,
        **at(c1, A),
        releasing_device_id=A,
        event_cause=EventCause.CEC_SUPERVISOR_INTERCEPT,
    )
    now = like(m.CallDataUpdateEvent, connection_call_id=c1, call_type=CallType.CALLTYPE_SUPERVISOR_INTERCEPT)
    chief.hears(like(m.SuperviseCallConf, **at(c1, A)), taken, now)
    assert [type(event) for event in a.heard[:3]] == [*MEDIA_STOPPED, m.CallConnectionClearedEvent]
    assert a.heard[-1].name == "AGENT_STATE_EVENT"


def test_a_supervisor_who_barged_in_leaves() -> None:
    """S17, left column: the agent and the caller go on."""
    office = Watched()
    c1 = office.call()
    office.on_the_call_of_a(X.BARGE_IN)
    office.chief.sends(supervise(X.CLEAR))
    office.chief.hears(
        like(m.SuperviseCallConf, **at(c1, A)),
        *MEDIA_STOPPED,
        like(m.CallConnectionClearedEvent, **at(c1, SEAT), event_cause=EventCause.CEC_SUPERVISOR_CLEAR),
        like(m.EndCallEvent, **at(c1, SEAT)),
        supervisor_is(S.NOT_READY),
    )
    office.a.hears(like(m.CallConnectionClearedEvent, **at(c1, SEAT)))


# --- calling for help -------------------------------------------------------------------------------------------------


def _site(**methods: Any) -> Site:
    site = demo()
    return attrs.evolve(site, desk_settings=(attrs.evolve(site.desk_settings[0], **methods),))


@pytest.mark.parametrize(("blind", "kind"), [(0, "assist"), (1, "assist"), (0, "emergency"), (1, "emergency")])
def test_an_agent_calls_for_help_on_a_call(blind: int, kind: str) -> None:
    """Scenarios S18 and S19: the call for help is confirmed, told to those concerned, and placed."""
    office = Watched(_site(supervisor_assist_call_method=blind, emergency_call_method=blind), S.AVAILABLE)
    c1 = office.call()
    order = assist if kind == "assist" else emergency
    cause = EventCause.CEC_SUPERVISOR_ASSIST if kind == "assist" else EventCause.CEC_EMERGENCY_CALL
    office.a.sends(order(A, c1))
    conf = office.a.takes()
    assert isinstance(conf, m.SupervisorAssistConf | m.EmergencyCallConf)
    c2 = conf.connection_call_id
    assert (c2 != c1, conf.connection_device_id) == (True, A)
    told = _told(office.chief.heard[0], 25)
    assert (told.connection_call_id, told.connection_device_id, told.agent_id) == (c1, A, "1001")
    assert (told.session_id, told.client_id, told.client_address) == (3, "desktop 1001", "192.0.2.1")
    begun = [event for event in office.chief.heard if isinstance(event, m.BeginCallEvent)]
    wanted = CallType.CALLTYPE_ASSIST if kind == "assist" else CallType.CALLTYPE_EMERGENCY
    assert [(event.connection_call_id, event.call_type) for event in begun] == [(c2, wanted)]
    assert next(event for event in office.chief.heard if isinstance(event, m.CallDeliveredEvent)).event_cause is cause
    heard = [event for event in office.all.heard if isinstance(event, m.EmergencyCallEvent)]
    assert len(heard) == (kind == "emergency")
    assert not any(isinstance(event, m.SupervisorAssistEvent) for event in office.all.heard)
    office.b.hears()
    office.chief.sends(call_req(m.AnswerCallReq, SEAT, c2))
    joined = any(isinstance(event, m.CallConferencedEvent) for event in office.chief.heard)
    assert joined is bool(blind)


def _told(message: Message, version: int) -> m.EmergencyCallEvent:
    """What SUPERVISOR_ASSIST_EVENT says: it has the layout of EMERGENCY_CALL_EVENT."""
    if isinstance(message, m.EmergencyCallEvent):
        return message
    assert isinstance(message, m.SupervisorAssistEvent), message
    frame = len(message.body).to_bytes(4) + (123).to_bytes(4) + message.body
    read, findings = codec(Profile(version)).decode(frame)
    assert isinstance(read, m.EmergencyCallEvent)
    assert not findings
    return read


def test_help_without_a_call() -> None:
    """The agent has no call: the agent calls the supervisor, and the event names no connection."""
    office = Watched(None, S.AVAILABLE)
    office.a.sends(emergency())
    conf = office.a.takes()
    assert isinstance(conf, m.EmergencyCallConf)
    told = _told(office.chief.heard[0], 25)
    assert (told.connection_call_id, told.connection_device_id) == (NULL_CALL_ID, "")
    assert "emergency_called" in office.world.noted()


@pytest.mark.fidelity("supervisors.none-found")
@pytest.mark.parametrize("order", [assist, emergency])
def test_nobody_can_help(order: object) -> None:
    """Status 64 without a supervisor, 65 without a team; an emergency is told all the same, after the answer."""
    office = Watched()
    assert callable(order)
    office.a.sends(order())
    office.a.hears(like(m.FailureConf, invoke_id=9, status=StatusCode.SUPERVISOR_NOT_FOUND))
    is_told = order is emergency
    assert [type(event) for event in office.chief.heard] == [m.EmergencyCallEvent] * is_told
    assert [type(event) for event in office.all.heard] == [m.EmergencyCallEvent] * is_told
    office.settle()
    office.chief.sends(order())
    assert office.chief.takes() == m.FailureConf(invoke_id=9, status=StatusCode.TEAM_NOT_FOUND)


def test_somebody_else_orders_help_for_an_agent() -> None:
    """A client that sees all names the agent; without a name, or with a wrong one, it is refused."""
    office = Watched(None, S.AVAILABLE)
    office.all.is_refused(assist(), StatusCode.REQUIRED_DATA_MISSING)
    office.all.is_refused(assist(agent_id="nobody"), StatusCode.INVALID_AGENT_DATA)
    office.all.is_refused(assist(agent_id="1001", agent_instrument="2002"), StatusCode.INCONSISTENT_AGENT_DATA)
    office.b.sends(assist(agent_id="1001"))
    office.b.hears(like(m.ControlFailureConf, failure_code=8))
    office.all.sends(assist(agent_id="1003"))
    office.all.hears(like(m.ControlFailureConf, failure_code=5))
    office.all.sends(assist(agent_id="1001"))
    assert new_call(office.all.takes())
    told = _told(office.chief.heard[0], 25)
    assert told.client_id == "bridge"


# --- what supervisors may not do --------------------------------------------------------------------------------------


@pytest.mark.fidelity("supervisors.no-call")
@pytest.mark.parametrize(
    ("fields", "status"),
    [
        ({"agent_id": None}, StatusCode.REQUIRED_DATA_MISSING),
        ({"supervisory_action": 5}, StatusCode.INVALID_SUPERVISORY_ACTION),
        ({"peripheral_id": 1}, StatusCode.INVALID_PERIPHERAL_ID),
        ({"agent_id": "nobody"}, StatusCode.INVALID_AGENT_DATA),
        ({"agent_extension": "2002"}, StatusCode.INCONSISTENT_AGENT_DATA),
        ({"agent_id": "1002"}, StatusCode.NO_CALL_ACTIVE),
        ({"agent_id": "1003"}, StatusCode.NO_CALL_ACTIVE),
    ],
)
def test_what_a_supervisor_is_refused(fields: dict[str, object], status: StatusCode) -> None:
    """SUPERVISE_CALL_REQ gets FAILURE_CONF with the status of what is wrong with it."""
    office = Watched()
    office.call()
    office.chief.is_refused(supervise(X.MONITOR).changed(**fields), status)


def test_what_the_switch_does_not_let_a_supervisor_do() -> None:
    """CF8 another team's agent, 11 no call, 268 another's call, 24/13095 not talking, 27/13116 no leg, 33 busy."""
    office = Watched()
    c1 = office.call()

    def fails(request: m.SuperviseCallReq, code: int, error: int = 0) -> None:
        office.chief.sends(request)
        office.chief.hears(like(m.ControlFailureConf, failure_code=code, peripheral_error_code=error))

    fails(supervise(X.MONITOR, agent_connection_call_id=99), 11)
    fails(supervise(X.MONITOR, "1002", agent_connection_call_id=c1), 268)
    fails(supervise(X.CLEAR), 27, 13116)
    fails(supervise(X.INTERCEPT), 27, 13116)
    named = {"agent_id": None} | one_of("nobody", c1, "agent_")
    fails(supervise(X.MONITOR).changed(**named), 13)
    office.a.sends(call_req(m.HoldCallReq, A, c1))
    fails(supervise(X.MONITOR, agent_connection_call_id=c1), 24, 13095)
    office.a.sends(call_req(m.RetrieveCallReq, A, c1))
    office.settle()
    for agent_id in ("1006",):
        office.all.sends(state_req(agent_id, S.LOGIN), state_req(agent_id, S.AVAILABLE))
    c9 = office.world.caller_calls("8002")
    office.all.sends(call_req(m.AnswerCallReq, "2006", c9))
    office.settle()
    fails(supervise(X.MONITOR, "1006"), 8)
    office.chief.sends(m.MakeCallReq(invoke_id=1, peripheral_id=5000, agent_instrument=SEAT, dialed_number="2003"))
    office.settle()
    fails(supervise(X.BARGE_IN), 33)
    office.chief.sends(supervise(X.MONITOR, supervisor_instrument="2002"))
    office.chief.hears(like(m.ControlFailureConf, failure_code=8))


def test_the_connection_names_the_agent() -> None:
    """Call and connection of the agent, in place of the agent's id."""
    office = Watched()
    c1 = office.call()
    named = {"agent_id": None} | one_of(A, c1, "agent_")
    office.chief.sends(supervise(X.MONITOR).changed(**named))
    assert isinstance(office.chief.takes(), m.SuperviseCallConf)


def test_who_sees_all_has_to_name_the_supervisor() -> None:
    """SupervisorInstrument: status 6 without it; a desktop without the service is refused altogether."""
    office = Watched()
    office.call()
    office.all.is_refused(supervise(X.MONITOR), StatusCode.REQUIRED_DATA_MISSING)
    office.all.sends(supervise(X.MONITOR, supervisor_instrument=SEAT))
    assert isinstance(office.all.takes(), m.SuperviseCallConf)
    office.settle()
    office.b.is_refused(supervise(X.MONITOR), StatusCode.FUNCTION_NOT_AVAILABLE)
    signed_out = office.world.supervisor("1100")
    signed_out.sends(supervise(X.MONITOR))
    signed_out.hears(like(m.ControlFailureConf, failure_code=5))


# --- agents' states ---------------------------------------------------------------------------------------------------


def test_a_supervisor_makes_her_agents_ready_and_signs_them_out() -> None:
    """AVAILABLE and LOGOUT with reason 999, for the team's members; CF264 for others, CF8 for other states."""
    office = Watched()
    office.a.sends(state_req("1001", S.NOT_READY))
    office.settle()
    forced = {"supervisor_id": "1000"}
    office.chief.sends(state_req("1001", S.AVAILABLE, **forced))
    office.chief.hears(m.SetAgentStateConf)
    office.a.hears(*states("1001", S.AVAILABLE))
    for state, agent_id, code in ((S.NOT_READY, "1001", 8), (S.AVAILABLE, "1006", 264)):
        office.chief.sends(state_req(agent_id, state, **forced))
        office.chief.hears(like(m.ControlFailureConf, failure_code=code))
    office.chief.sends(state_req("1001", S.LOGOUT, **forced, sso_enabled=1))
    office.chief.hears(m.SetAgentStateConf)
    office.a.hears(*states("1001", S.LOGOUT, event_reason_code=999))


def test_a_client_that_sees_all_orders_for_a_supervisor() -> None:
    """It names the supervisor; one who is no supervisor of the agent's team is refused (CF264)."""
    office = Watched()
    office.a.sends(state_req("1001", S.NOT_READY))
    office.settle()
    office.all.sends(state_req("1001", S.AVAILABLE, supervisor_id="1100"))
    office.all.hears(like(m.ControlFailureConf, failure_code=264))
    office.all.sends(state_req("1001", S.AVAILABLE, supervisor_id="1000"))
    assert isinstance(office.all.takes(), m.SetAgentStateConf)
    office.a.hears(*states("1001", S.AVAILABLE))
