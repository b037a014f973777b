"""Several agents on one call, as each of the clients around hears of it."""

from __future__ import annotations

import pytest

from ctiproto import messages as m
from ctiproto.constants import AgentState, CallType, DeviceIDType, LocalConnectionState
from ctiproto.declare import Message
from tests.stories.offices import MEDIA_STARTED, MEDIA_STOPPED, A, B, C, Office, at, new_call, renamed, states
from tests.support.harness import Client, call_req, demo, like
from tests.support.orders import blind_conference, conference, consult, one_of

L = LocalConnectionState
S = AgentState


def _three(office: Office) -> tuple[int, int]:
    """A caller, A and B in a conference of A's; the call and what the consultation was."""
    c1 = office.call_with(office.a, A)
    c2 = new_call(office.a.asks(consult(A, c1, B)))
    office.b.sends(call_req(m.AnswerCallReq, B, c2))
    assert isinstance(office.a.asks(conference(A, c2, c1)), m.ConferenceCallConf)
    office.settle()
    return c1, c2


def test_a_consultation_becomes_a_conference() -> None:
    """Scenario S8: A of version 15 conferences B of version 20 into a call, and each hears its own part."""
    office = Office()
    a, b = office.a, office.b
    c1 = office.call_with(a, A)
    c2 = new_call(a.asks(consult(A, c1, B)))
    b.sends(call_req(m.AnswerCallReq, B, c2))
    office.settle()
    a.sends(conference(A, c2, c1, call_variable4="three"))
    conf = a.takes()
    assert isinstance(conf, m.ConferenceCallConf)
    assert (conf.new_connection_call_id, conf.new_connection_device_id, conf.num_parties) == (c1, A, 3)
    assert [party.connected_party_device_id for party in conf.parties] == ["5550100", A, B]
    joined = like(
        m.CallConferencedEvent,
        primary_call_id=c1,
        primary_device_id=A,
        secondary_call_id=c2,
        secondary_device_id=A,
        controller_device_id=A,
        added_party_device_id=B,
        local_connection_state=L.CONNECT,
        parties=conf.parties,
    )
    now = {"call_type": CallType.CALLTYPE_CONFERENCE, "call_variable4": "three"}
    changed = renamed((c1, "5550100"), (c1, "5550100"), **now)
    a.hears(*MEDIA_STOPPED, joined, like(m.EndCallEvent, **at(c2, A)), changed, *MEDIA_STARTED)
    b.hears(*MEDIA_STOPPED, joined, renamed((c2, B), (c1, B), **now), *MEDIA_STARTED)
    over = like(m.EndCallEvent, **at(c2, A))
    office.all_hear(*MEDIA_STOPPED, *MEDIA_STOPPED, joined, over, changed, *MEDIA_STARTED, *MEDIA_STARTED)


def test_a_party_leaves_and_the_others_go_on() -> None:
    """Scenario S8, steps 4 and 5: each that leaves hears the end; the call is over when only one is left."""
    office = Office()
    c1, _ = _three(office)
    office.b.sends(call_req(m.ClearConnectionReq, B, c1))
    left = like(m.CallConnectionClearedEvent, **at(c1, B), releasing_device_id=B)
    office.a.hears(left)
    assert isinstance(office.b.takes(), m.ClearConnectionConf)
    assert office.b.heard[2].name == "CALL_CONNECTION_CLEARED_EVENT"
    office.settle()
    office.world.caller_hangs_up(c1)
    office.a.hears(
        like(m.CallConnectionClearedEvent, **at(c1, "5550100")),
        *MEDIA_STOPPED,
        like(m.CallClearedEvent, **at(c1, A)),
        *states("1001", S.WORK_READY),
    )


def test_the_conference_goes_on_without_its_controller() -> None:
    """The caller and B talk on."""
    office = Office()
    c1, _ = _three(office)
    office.a.sends(call_req(m.ClearConnectionReq, A, c1))
    assert isinstance(office.a.takes(), m.ClearConnectionConf)
    office.settle()
    conf = office.all.asks(m.SnapshotCallReq(invoke_id=3, peripheral_id=5000, **one_of(B, c1)))
    assert isinstance(conf, m.SnapshotCallConf)
    assert [device.call_device_id for device in conf.devices] == ["5550100", B]


def _taken_out(desktop: Client, station: str, call: int, device: str) -> Message:
    named = {"requesting_device_id": station, "requesting_device_id_type": DeviceIDType.AGENT_DEVICE}
    return desktop.asks(call_req(m.ClearConnectionReq, device, call, agent_instrument=None, **named))


def test_the_controller_takes_a_party_out() -> None:
    """RequestingDevice names the controller; another station may not (CF290)."""
    office = Office()
    c1, _ = _three(office)
    refused = _taken_out(office.b, B, c1, A)
    assert isinstance(refused, m.ControlFailureConf)
    assert refused.failure_code == 290
    before = office.a.asks(call_req(m.ClearConnectionReq, B, c1, agent_instrument=None))
    assert isinstance(before, m.ClearConnectionConf)
    assert any(isinstance(event, m.CallConnectionClearedEvent) for event in office.b.heard)


def test_whoever_sees_all_takes_any_party_out() -> None:
    """A client that sees all takes out any party, also one outside, whatever the requesting device is."""
    office = Office()
    c1, _ = _three(office)
    assert isinstance(_taken_out(office.all, A, c1, B), m.ClearConnectionConf)
    assert [type(event) for event in office.b.heard[:3]] == [*MEDIA_STOPPED, m.CallConnectionClearedEvent]


def test_a_conference_in_a_single_step() -> None:
    """Scenario S10, where the site allows it: the confirmation comes before the new party answers."""
    office = Office(demo(cce_restrictions=False))
    a, b = office.a, office.b
    c1 = office.call_with(a, A)
    a.sends(blind_conference(A, c1, B))
    conf = a.takes()
    assert isinstance(conf, m.ConferenceCallConf)
    assert (conf.new_connection_call_id, conf.new_connection_device_id, conf.num_parties) == (c1, A, 2)
    assert conf.line_handle == 1
    (begun,) = [event for event in a.heard if isinstance(event, m.BeginCallEvent)]
    c2 = begun.connection_call_id
    rings = like(m.CallDeliveredEvent, **at(c2, B), local_connection_state=L.ALERTING)
    a.hears(
        like(m.CallHeldEvent, **at(c1, A), local_connection_state=L.HOLD),
        *MEDIA_STOPPED,
        *states("1001", S.HOLD),
        *states("1001", S.TALKING),
        like(m.BeginCallEvent, **at(c2, A), call_type=CallType.CALLTYPE_CONFERENCE),
        like(m.CallServiceInitiatedEvent, **at(c2, A)),
        like(m.CallOriginatedEvent, **at(c2, A)),
        rings,
    )
    office.settle()
    b.sends(call_req(m.AnswerCallReq, B, c2))
    joined = like(m.CallConferencedEvent, primary_call_id=c1, secondary_call_id=c2, num_parties=3)
    answered = like(m.CallEstablishedEvent, **at(c2, B))
    heard = [type(event) for event in a.heard]
    assert heard.index(m.CallEstablishedEvent) < heard.index(m.CallConferencedEvent) < heard.index(m.EndCallEvent)
    b_heard = [
        event for event in b.heard if not isinstance(event, m.RtpStartedEvent | m.RtpStoppedEvent | m.AgentStateEvent)
    ]
    b.heard = b_heard
    b.hears(m.AnswerCallConf, answered, joined, renamed((c2, B), (c1, B), call_type=CallType.CALLTYPE_CONFERENCE))


@pytest.mark.parametrize(
    ("held", "active", "named", "code", "error"),
    [
        ("second", "first", {}, 24, 13045),
        ("second", "second", {}, 25, 13056),
        ("none", "second", {}, 11, 0),
        ("first", "second", {"held_connection_device_id": "5550100"}, 2, 0),
        ("first", "second", {"held_connection_device_id": "nobody"}, 13, 0),
    ],
)
def test_what_cannot_be_one_call(held: str, active: str, named: dict[str, str], code: int, error: int) -> None:
    """The codes of calls that are not as they should be."""
    office = Office()
    c1 = office.call_with(office.a, A)
    c2 = new_call(office.a.asks(consult(A, c1, B)))
    office.b.sends(call_req(m.AnswerCallReq, B, c2))
    office.settle()
    calls = {"first": c1, "second": c2, "none": 99}
    office.a.sends(conference(A, calls[active], calls[held], **named))
    office.a.hears(like(m.ControlFailureConf, failure_code=code, peripheral_error_code=error))


def test_unified_cce_has_no_conference_in_a_single_step() -> None:
    """With the restrictions of Unified CCE it is refused: CONTROL_FAILURE_CONF 71."""
    office = Office()
    c1 = office.call_with(office.a, A)
    office.a.sends(blind_conference(A, c1, C))
    office.a.hears(like(m.ControlFailureConf, failure_code=71))
