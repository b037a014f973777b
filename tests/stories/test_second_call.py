"""A station and its second call: alternating, reconnecting, sending a call on before it is answered."""

from __future__ import annotations

import pytest

from ctiproto import messages as m
from ctiproto.constants import AgentState, CallMannerType, DeviceIDType, EventCause, LocalConnectionState, StatusCode
from tests.stories.offices import MEDIA_STARTED, MEDIA_STOPPED, A, B, Office, at, new_call, states
from tests.support.harness import call_req, demo, like
from tests.support.orders import NONE, alternate, consult, deflect, reconnect

L = LocalConnectionState
S = AgentState


def _consulted(office: Office, *, answered: bool = True) -> tuple[int, int]:
    c1 = office.call_with(office.a, A)
    c2 = new_call(office.a.asks(consult(A, c1, B)))
    if answered:
        office.b.sends(call_req(m.AnswerCallReq, B, c2))
    office.settle()
    return c1, c2


@pytest.mark.parametrize("kind", ["static", "none"])
def test_to_and_fro(kind: str) -> None:
    """Scenario S11: the active call is held, the other one taken, and the agent talks all the time."""
    office = Office()
    c1, c2 = _consulted(office)
    unnamed = {"active_connection_device_id_type": NONE, "other_connection_device_id_type": NONE}
    office.a.sends(alternate(A, c2, c1, **({} if kind == "static" else unnamed)))
    held = like(m.CallHeldEvent, **at(c2, A), local_connection_state=L.HOLD, event_cause=EventCause.CEC_ALTERNATE)
    taken = like(
        m.CallRetrievedEvent, **at(c1, A), local_connection_state=L.CONNECT, event_cause=EventCause.CEC_ALTERNATE
    )
    office.a.hears(m.AlternateCallConf, held, *MEDIA_STOPPED, taken, *MEDIA_STARTED)
    office.b.hears(held)
    office.all_hear(held, *MEDIA_STOPPED, taken, *MEDIA_STARTED)


def test_a_call_that_rings_is_answered_by_alternating() -> None:
    """The guide lets ALTERNATE_CALL answer a second call."""
    office = Office()
    c1 = office.call_with(office.a, A)
    office.b.sends(
        m.MakeCallReq(
            invoke_id=1,
            peripheral_id=5000,
            agent_instrument=B,
            dialed_number=A,
            call_manner_type=CallMannerType.BELLIGERENT,
        )
    )
    c2 = new_call(office.b.takes())
    office.settle()
    office.a.sends(alternate(A, c1, c2))
    office.a.hears(
        m.AlternateCallConf,
        like(m.CallHeldEvent, **at(c1, A)),
        *MEDIA_STOPPED,
        # He talks on, now on a call from inside: Direction says so to younger versions.
        *states("1001", S.TALKING),
        like(m.CallEstablishedEvent, **at(c2, A)),
        *MEDIA_STARTED,
    )


def test_back_to_the_caller() -> None:
    """Scenario S12: the consultation ends, and the held call goes on."""
    office = Office()
    c1, c2 = _consulted(office)
    office.a.sends(reconnect(A, c2, c1))
    leaves = like(m.CallConnectionClearedEvent, **at(c2, A), releasing_device_id=A)
    over = like(m.CallClearedEvent, **at(c2, B))
    back = like(m.CallRetrievedEvent, **at(c1, A), local_connection_state=L.CONNECT)
    a_left = like(m.EndCallEvent, **at(c2, A))
    office.a.hears(m.ReconnectCallConf, *MEDIA_STOPPED, leaves, over, a_left, back, *MEDIA_STARTED)
    office.b.hears(leaves, *MEDIA_STOPPED, over, like(m.EndCallEvent, **at(c2, B)), *states("1002", S.AVAILABLE))
    office.all_hear(
        *MEDIA_STOPPED,
        leaves,
        *MEDIA_STOPPED,
        over,
        like(m.EndCallEvent, **at(c2, A)),
        *states("1002", S.AVAILABLE),
        back,
        *MEDIA_STARTED,
    )


def test_back_to_the_caller_before_anybody_answered() -> None:
    """Who rang hears that the call was given up."""
    office = Office()
    c1, c2 = _consulted(office, answered=False)
    office.a.sends(reconnect(A, c2, c1))
    office.b.hears(
        like(m.CallConnectionClearedEvent, **at(c2, A), event_cause=EventCause.CEC_CALL_CANCELLED),
        like(m.CallClearedEvent, **at(c2, B), event_cause=EventCause.CEC_CALL_CANCELLED),
        like(m.EndCallEvent, **at(c2, B)),
        *states("1002", S.AVAILABLE),
    )


@pytest.mark.parametrize("profile", ["generic", "cce"])
def test_a_call_is_sent_on_before_it_is_answered(profile: str) -> None:
    """Scenario S13; Unified CCE reports a cleared connection in place of a diversion."""
    office = Office(demo(acd_profile=profile))
    call = office.world.caller_calls()
    office.settle()
    office.a.sends(deflect(A, call, B))
    if profile == "cce":
        away = like(m.CallConnectionClearedEvent, **at(call, A), event_cause=EventCause.CEC_REDIRECTED)
    else:
        away = like(
            m.CallDivertedEvent,
            **at(call, A),
            local_connection_state=L.NULL,
            event_cause=EventCause.CEC_REDIRECTED,
            diverting_device_id=A,
            called_device_id=B,
        )
    rings = like(m.CallDeliveredEvent, **at(call, B), last_redirect_device_id=A)
    office.a.hears(m.DeflectCallConf, away, like(m.EndCallEvent, **at(call, A)), *states("1001", S.AVAILABLE))
    office.b.hears(*states("1002", S.RESERVED), like(m.BeginCallEvent, **at(call, B)), rings)
    office.all_hear(away, *states("1001", S.AVAILABLE), *states("1002", S.RESERVED), rings)


def test_what_cannot_be_sent_on() -> None:
    """CF22 what does not alert, CF7/20052 to nowhere, CF8 another station's, status 6 and 27."""
    office = Office()
    call = office.world.caller_calls()
    office.settle()
    for request, code, error in (
        (deflect(A, call, "7777"), 7, 20052),
        (deflect(B, call, "2003", agent_instrument=A), 8, 0),
        (deflect(A, 99, B), 11, 0),
        (deflect("2009", call, B, agent_instrument=B), 13, 0),
        (deflect(A, call, "2003", agent_instrument=B), 268, 0),
    ):
        client = office.b if request.agent_instrument else office.a
        client.sends(request)
        client.hears(like(m.ControlFailureConf, failure_code=code, peripheral_error_code=error))
    office.a.is_refused(deflect(A, call, B, called_device_type=DeviceIDType(99)), StatusCode.INVALID_DEVICE_ID_TYPE)
    office.a.sends(call_req(m.AnswerCallReq, A, call))
    office.settle()
    office.a.sends(deflect(A, call, B))
    office.a.hears(like(m.ControlFailureConf, failure_code=22, peripheral_error_code=0))


@pytest.mark.parametrize(
    ("name", "code"),
    [("active_held", 23), ("other_active", 25)],
)
def test_what_cannot_be_alternated_or_reconnected(name: str, code: int) -> None:
    """CF23: the active call is held; CF25: the other one is not."""
    office = Office()
    c1, c2 = _consulted(office)
    active, other = (c1, c1) if name == "active_held" else (c2, c2)
    for order in (alternate, reconnect):
        office.a.sends(order(A, active, other))
        office.a.hears(like(m.ControlFailureConf, failure_code=code, peripheral_error_code=0))
    office.b.sends(alternate(A, c2, c1))
    office.b.hears(like(m.ControlFailureConf, failure_code=268))
    office.a.sends(alternate(A, c2, c1, active_connection_device_id=B))
    office.a.hears(like(m.ControlFailureConf, failure_code=2))
