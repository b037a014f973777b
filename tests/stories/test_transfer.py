"""Calls that go from one agent to another, as each of the clients around hears of it."""

from __future__ import annotations

import pytest
from attrs import evolve

from ctiproto import messages as m
from ctiproto.constants import (
    AgentState,
    CallType,
    ConnectionDeviceIDType,
    DeviceIDType,
    EventCause,
    LocalConnectionState,
    PeripheralType,
    StatusCode,
)
from ctiproto.constants.limits import NULL_CALL_ID
from tests.stories.offices import MEDIA_STARTED, MEDIA_STOPPED, A, B, Office, at, new_call, renamed, states
from tests.support.harness import call_req, demo, like
from tests.support.orders import alternate, blind_transfer, consult, transfer

L = LocalConnectionState
S = AgentState


def _party(call: int, kind: DeviceIDType, device: str) -> m.ConnectedParty:
    return m.ConnectedParty(
        connected_party_call_id=call, connected_party_device_id_type=kind, connected_party_device_id=device
    )


@pytest.mark.fidelity("calls.consult-transfer-type")
def test_a_call_is_announced_and_handed_over() -> None:
    """Scenario S7: A of version 15 consults B of version 20, and leaves the caller to B."""
    office = Office()
    a, b, world = office.a, office.b, office.world
    c1 = office.call_with(a, A)

    a.sends(consult(A, c1, B, call_variable2="from A"))
    conf = a.takes()
    assert isinstance(conf, m.ConsultationCallConf)
    c2 = conf.new_connection_call_id
    assert (conf.invoke_id, conf.new_connection_device_id, c2 != c1) == (9, A, True)
    held = like(m.CallHeldEvent, **at(c1, A), local_connection_state=L.HOLD, holding_device_id=A)
    placed = (
        like(
            m.BeginCallEvent, **at(c2, A), call_type=CallType.CALLTYPE_CONSULT, ani="5550100", call_variable2="from A"
        ),
        like(m.CallServiceInitiatedEvent, **at(c2, A), local_connection_state=L.INITIATE),
        like(m.CallOriginatedEvent, **at(c2, A), local_connection_state=L.INITIATE, called_device_id=B),
    )
    rings = like(m.CallDeliveredEvent, **at(c2, B), local_connection_state=L.ALERTING, alerting_device_id=B)
    begun = like(m.BeginCallEvent, **at(c2, B), call_type=CallType.CALLTYPE_CONSULT, ani="5550100")
    a.hears(held, *MEDIA_STOPPED, *placed, rings)
    b.hears(*states("1002", S.RESERVED), begun, rings)
    office.all_hear(held, *MEDIA_STOPPED, *placed, *states("1002", S.RESERVED), rings)

    b.sends(call_req(m.AnswerCallReq, B, c2))
    answered = like(m.CallEstablishedEvent, **at(c2, B), local_connection_state=L.CONNECT)
    a.hears(answered, *MEDIA_STARTED)
    b.hears(m.AnswerCallConf, *states("1002", S.TALKING), answered, *MEDIA_STARTED)
    office.all_hear(*states("1002", S.TALKING), answered, *MEDIA_STARTED, *MEDIA_STARTED)

    a.sends(transfer(A, c2, c1))
    parties = (_party(c1, DeviceIDType.EXTERNAL, "5550100"), _party(c1, DeviceIDType.AGENT_DEVICE, B))
    handed_over = like(
        m.CallTransferredEvent,
        primary_call_id=c1,
        primary_device_id=A,
        secondary_call_id=c2,
        secondary_device_id=A,
        transferring_device_id=A,
        transferred_device_id=B,
        local_connection_state=L.NULL,
        event_cause=EventCause.CEC_TRANSFER,
        parties=parties,
    )
    now = CallType.CALLTYPE_TRANSFER_IN
    a.hears(
        like(
            m.TransferCallConf,
            invoke_id=9,
            new_connection_call_id=c1,
            new_connection_device_id=B,
            new_connection_device_id_type=ConnectionDeviceIDType.STATIC,
            parties=parties,
        ),
        *MEDIA_STOPPED,
        handed_over,
        like(m.EndCallEvent, **at(c2, A)),
        like(m.EndCallEvent, **at(c1, A)),
        *states("1001", S.WORK_READY),
    )
    (told,) = [event for event in b.heard if isinstance(event, m.CallDataUpdateEvent)]
    assert [client.cti_client_signature for client in told.clients] == ["desktop 1001", "desktop 1002"]
    b.hears(*MEDIA_STOPPED, handed_over, renamed((c2, B), (c1, B), call_type=now), *MEDIA_STARTED)
    office.all_hear(
        *MEDIA_STOPPED,
        *MEDIA_STOPPED,
        handed_over,
        like(m.EndCallEvent, **at(c2, A), monitor_id=0),
        renamed((c1, "5550100"), (c1, "5550100"), call_type=now),
        *MEDIA_STARTED,
        *states("1001", S.WORK_READY),
    )

    world.caller_hangs_up(c1)
    leaves, over = like(m.CallConnectionClearedEvent, **at(c1, "5550100")), like(m.CallClearedEvent, **at(c1, B))
    b.hears(leaves, *MEDIA_STOPPED, over, *states("1002", S.WORK_READY))
    a.hears()


def test_what_was_written_meanwhile_goes_along() -> None:
    """The original call keeps its data; what the consultation and the request bring goes over it."""
    office = Office()
    c1 = office.call_with(office.a, A)
    c2 = new_call(office.a.asks(consult(A, c1, B)))
    office.b.sends(call_req(m.AnswerCallReq, B, c2))
    office.settle()
    office.a.sends(transfer(A, c2, c1, call_variable3="handed over", call_wrapup_data="done"))
    (told,) = [event for event in office.b.heard if isinstance(event, m.CallDataUpdateEvent)]
    assert (told.call_variable3, told.call_wrapup_data, told.ani) == ("handed over", "done", None)


def test_somebody_who_still_rings_gets_no_call() -> None:
    """CF24/13121 on Unified CCE; elsewhere the call goes to the station that rings."""
    office = Office()
    c1 = office.call_with(office.a, A)
    c2 = new_call(office.a.asks(consult(A, c1, B)))
    office.settle()
    failed = like(m.ControlFailureConf, invoke_id=9, failure_code=24, peripheral_error_code=13121)
    office.a.sends(transfer(A, c2, c1))
    office.a.hears(failed)

    office = Office(demo(cce_restrictions=False))
    c1 = office.call_with(office.a, A)
    c2 = new_call(office.a.asks(consult(A, c1, B)))
    office.settle()
    office.a.sends(transfer(A, c2, c1))
    assert isinstance(office.a.takes(), m.TransferCallConf)
    office.settle()
    office.b.sends(call_req(m.AnswerCallReq, B, c1))
    office.b.hears(
        m.AnswerCallConf, *states("1002", S.TALKING), like(m.CallEstablishedEvent, **at(c1, B)), *MEDIA_STARTED
    )


def test_after_an_odd_number_of_alternations_it_has_to_be_alternated_back() -> None:
    """CF25/13125 as long as the consultation is the held one."""
    office = Office()
    c1 = office.call_with(office.a, A)
    c2 = new_call(office.a.asks(consult(A, c1, B)))
    office.b.sends(call_req(m.AnswerCallReq, B, c2))
    assert isinstance(office.a.asks(alternate(A, c2, c1)), m.AlternateCallConf)
    conf = office.a.asks(transfer(A, c1, c2))
    assert isinstance(conf, m.ControlFailureConf)
    assert (conf.failure_code, conf.peripheral_error_code) == (25, 13125)
    assert isinstance(office.a.asks(alternate(A, c1, c2)), m.AlternateCallConf)
    assert isinstance(office.a.asks(transfer(A, c2, c1)), m.TransferCallConf)


@pytest.mark.fidelity("transfers.second-call", "transfers.held-first", "transfers.while-it-rings")
def test_a_call_is_handed_over_blindly() -> None:
    """Scenario S9 on Unified CCE: in a single step, which makes a second call, to an agent who has yet to answer."""
    office = Office()
    a, b = office.a, office.b
    c1 = office.call_with(a, A)
    a.sends(blind_transfer(A, c1, B, call_variable1="blind"))
    conf = a.takes()
    assert isinstance(conf, m.TransferCallConf)
    assert (new_call(conf), conf.new_connection_device_id, conf.num_parties) == (c1, B, 2)
    (begun,) = [event for event in a.heard if isinstance(event, m.BeginCallEvent)]
    c2 = begun.connection_call_id
    held = like(m.CallHeldEvent, **at(c1, A), local_connection_state=L.HOLD, holding_device_id=A)
    placed = (
        like(m.BeginCallEvent, **at(c2, A), call_type=CallType.CALLTYPE_OTHER_IN, ani="5550100", dialed_number=B),
        like(m.CallServiceInitiatedEvent, **at(c2, A), local_connection_state=L.INITIATE),
        like(m.CallOriginatedEvent, **at(c2, A), local_connection_state=L.INITIATE, called_device_id=B),
    )
    rings = like(
        m.CallDeliveredEvent,
        **at(c2, B),
        calling_device_type=DeviceIDType.AGENT_DEVICE,
        calling_device_id="5550100",
        called_device_id=B,
        last_redirect_device_id=A,
    )
    parties = (_party(c1, DeviceIDType.EXTERNAL, "5550100"), _party(c1, DeviceIDType.AGENT_DEVICE, B))
    handed_over = like(
        m.CallTransferredEvent,
        primary_call_id=c1,
        primary_device_id=A,
        secondary_call_id=c2,
        secondary_device_id_type=ConnectionDeviceIDType.STATIC,
        secondary_device_id=A,
        transferring_device_id=A,
        transferred_device_id=B,
        parties=parties,
    )
    a.hears(
        held,
        *MEDIA_STOPPED,
        *states("1001", S.HOLD),
        *placed,
        rings,
        handed_over,
        like(m.EndCallEvent, **at(c2, A)),
        like(m.EndCallEvent, **at(c1, A)),
        *states("1001", S.WORK_READY),
    )
    now = CallType.CALLTYPE_TRANSFER_IN
    b.hears(
        *states("1002", S.RESERVED),
        like(m.BeginCallEvent, **at(c2, B), call_variable1="blind", ani="5550100", dnis=B),
        rings,
        handed_over,
        renamed((c2, B), (c1, B), call_type=now, dnis=A),
    )
    office.all_hear(
        held,
        *MEDIA_STOPPED,
        *states("1001", S.HOLD),
        *placed,
        *states("1002", S.RESERVED),
        rings,
        handed_over,
        like(m.EndCallEvent, **at(c2, A)),
        like(
            m.CallDataUpdateEvent,
            connection_call_id=c1,
            new_connection_call_id=c1,
            call_type=now,
            call_variable1="blind",
        ),
        *states("1001", S.WORK_READY),
    )
    b.sends(call_req(m.AnswerCallReq, B, c1))
    answered = like(m.CallEstablishedEvent, **at(c1, B), last_redirect_device_id=A)
    b.hears(m.AnswerCallConf, *states("1002", S.TALKING), answered, *MEDIA_STARTED)
    office.all_hear(*states("1002", S.TALKING), answered, *MEDIA_STARTED)


@pytest.mark.fidelity("transfers.second-call", "transfers.while-it-rings")
def test_a_recorder_follows_a_caller_who_is_handed_over_blindly() -> None:
    """A program that forgets calls when they are over is told of all media on a call that it has, the first one."""
    office = Office()
    a, b, world = office.a, office.b, office.world
    recorder = world.bridge(25, name="recorder")
    recorder.forgets()
    c1 = world.caller_calls()
    a.sends(call_req(m.AnswerCallReq, A, c1), blind_transfer(A, c1, B))
    b.sends(call_req(m.AnswerCallReq, B, c1))
    world.caller_hangs_up(c1)
    calls: set[int] = set()
    media: list[tuple[str, str | None]] = []
    for event in recorder.heard:
        if isinstance(event, m.BeginCallEvent):
            calls.add(event.connection_call_id)
        elif isinstance(event, m.CallClearedEvent | m.EndCallEvent):
            calls.discard(event.connection_call_id)
        elif isinstance(event, m.RtpStartedEvent | m.RtpStoppedEvent):
            assert event.connection_call_id in calls & {c1}
            media.append((event.name, event.connection_device_id))
    assert media == [
        (name, device) for device in (A, B) for name in ("RTP_STARTED_EVENT", "RTP_STOPPED_EVENT") for _ in range(2)
    ]
    assert not calls


def test_a_call_is_handed_over_blindly_elsewhere() -> None:
    """Scenario S9 at a peripheral that is none of Unified CCE: there is no second call."""
    site = demo()
    main, *others = site.peripherals
    office = Office(evolve(site, peripherals=(evolve(main, type=PeripheralType.DEFINITY_ECS_EAS), *others)))
    a, b = office.a, office.b
    c1 = office.call_with(a, A)
    a.sends(blind_transfer(A, c1, B, call_variable1="blind"))
    rings = like(
        m.CallDeliveredEvent, **at(c1, B), calling_device_id="5550100", called_device_id=B, last_redirect_device_id=A
    )
    handed_over = like(
        m.CallTransferredEvent,
        primary_call_id=c1,
        primary_device_id=A,
        secondary_call_id=NULL_CALL_ID,
        secondary_device_id_type=ConnectionDeviceIDType.NONE,
        secondary_device_id="",
        transferring_device_id=A,
        transferred_device_id=B,
        num_parties=2,
    )
    ended = (like(m.EndCallEvent, **at(c1, A)), *states("1001", S.WORK_READY))
    conf = like(m.TransferCallConf, new_connection_call_id=c1, new_connection_device_id=B, num_parties=2)
    a.hears(conf, rings, *MEDIA_STOPPED, handed_over, *ended)
    updated = like(m.CallDataUpdateEvent, connection_call_id=c1, call_type=CallType.CALLTYPE_OFFERED)
    begun = like(m.BeginCallEvent, **at(c1, B), call_variable1="blind", ani="5550100")
    b.hears(*states("1002", S.RESERVED), begun, rings, handed_over, updated)
    office.all_hear(
        *states("1002", S.RESERVED), rings, *MEDIA_STOPPED, handed_over, updated, *states("1001", S.WORK_READY)
    )
    b.sends(call_req(m.AnswerCallReq, B, c1))
    answered = like(m.CallEstablishedEvent, **at(c1, B), last_redirect_device_id=A)
    b.hears(m.AnswerCallConf, answered, *MEDIA_STARTED, *states("1002", S.TALKING))


@pytest.mark.parametrize(
    ("number", "code", "error"), [("7777", 6, 20011), ("abc", 6, 20011), ("2001", 33, 20013), ("2002", 33, 20013)]
)
def test_a_blind_transfer_to_nowhere_changes_nothing(number: str, code: int, error: int) -> None:
    """CF6/20011 to a number that does not exist, CF33/20013 to a busy station; the call stays."""
    office = Office()
    c1 = office.call_with(office.a, A)
    if number == B:
        # As many calls as a station can have.
        for device in ("2100", "2000", "2003", "2004", "2005"):
            office.all.sends(m.MakeCallReq(invoke_id=1, peripheral_id=5000, agent_instrument=device, dialed_number=B))
        office.settle()
    office.a.sends(blind_transfer(A, c1, number))
    office.a.hears(like(m.ControlFailureConf, failure_code=code, peripheral_error_code=error))
    office.all_hear()


def test_a_call_goes_outside_or_back_to_a_queue() -> None:
    """The call reaches the network, or waits, with the caller on it."""
    office = Office()
    c1 = office.call_with(office.a, A)
    office.a.sends(blind_transfer(A, c1, "95550199"))
    conf = office.a.takes()
    assert isinstance(conf, m.TransferCallConf)
    assert conf.new_connection_device_id == "95550199"
    heard = [type(event) for event in office.all.heard]
    assert heard.index(m.CallReachedNetworkEvent) < heard.index(m.CallTransferredEvent)

    office.settle()
    c3 = office.call_with(office.b, B)
    office.b.sends(blind_transfer(B, c3, "8002"))
    conf = office.b.takes()
    assert isinstance(conf, m.TransferCallConf)
    assert (conf.new_connection_call_id, conf.new_connection_device_id, conf.num_parties) == (c3, "", 1)
    heard = [type(event) for event in office.all.heard]
    assert heard.index(m.CallTransferredEvent) < heard.index(m.CallQueuedEvent)


def test_a_transfer_needs_two_calls_or_a_number() -> None:
    """TRANSFER_CALL_REQ with one call and no number gets status 6."""
    office = Office()
    c1 = office.call_with(office.a, A)
    office.a.is_refused(blind_transfer(A, c1, ""), StatusCode.REQUIRED_DATA_MISSING)
