"""Outbound previews of Unified CCX: an agent is asked by a reservation call, and answers by writing on it."""

from __future__ import annotations

from typing import Final

import pytest

from ctiproto.constants import AgentState, CallType, EventCause, LocalConnectionState
from ctiproto.wire import NamedVariable
from ctiserver.centre.switch import events as e
from ctiserver.centre.switch.commands import (
    AlternateCall,
    AnswerCall,
    ClearConnection,
    DeflectCall,
    OutsideAnswers,
    PreviewCustomer,
)
from tests.ctiserver.centre.switch.story import CCX, PG, Story

A, B = "1001", "1002"
CUSTOMER: Final = "95550100"
RESERVED: Final = "AGENT 1001 RESERVED [1:BUSY_OTHER 3:RESERVED] direction 6"
AVAILABLE: Final = "AGENT 1001 AVAILABLE [1:AVAILABLE 3:AVAILABLE]"
CLEARED: Final = [
    "ConnectionCleared K(2001) NONE -> 2001, All",
    "Cleared K(2001) NULL -> 2001, All",
    "Ended K(X) -> 2001",
    "Ended K(X) -> All",
]
"""The end of a reservation call, which names no connection."""
TOLD: Final = "DataUpdated named_variables -> 2001, All"


def asked(agent: str | None = None, **more: str) -> tuple[Story, int]:
    """A waits for calls, and is asked whether they call a customer; the reservation call."""
    story = Story(kind=CCX)
    story.ready(A)
    story.do(PreviewCustomer(peripheral_id=PG, number=CUSTOMER, agent_id=agent, **more))
    return story, story.switch.calls(PG)[-1]


def answers(story: Story, call: int, response: str) -> list[str]:
    """The agent's client answers; what is told then."""
    story.forget()
    story.writes(call, named_variables=(NamedVariable("BAResponse", response),))
    return story.rows()


@pytest.mark.fidelity("uccx.reservation-call", "uccx.outbound-variables")
def test_a_reservation_call() -> None:
    """The agent is reserved, and a call of type 18 is delivered to them, with what is known of the customer."""
    story, call = asked(campaign="LoadCamp", layout="OODefault", account="AC111", list_id="20779", name="John,Doe")
    began = next(event for event in story.events if isinstance(event, e.CallBegan))
    delivered = next(event for event in story.events if isinstance(event, e.CallDelivered))
    assert story.rows() == [RESERVED, "Began K(2001) -> 2001, All", "Delivered K(2001) ALERTING cause 22 -> 2001, All"]
    assert began.context.call_type is CallType.CALLTYPE_RESERVATION
    assert [(each.name, each.value) for each in began.context.data.named_variables] == [
        ("BACampaign", "LoadCamp"),
        ("BACampaignID", ""),
        ("BAStatus", "DO"),
        ("BAResponse", ""),
        ("user.layout", "OODefault"),
        ("BAAccountNumber", "AC111"),
        ("BADialedListID", "20779"),
        ("BABuddyName", "John,Doe"),
    ]
    assert (delivered.cause, delivered.alerting.id, delivered.called.id) == (EventCause.CEC_NEW_CALL, "2001", "2001")
    assert delivered.local_state is LocalConnectionState.ALERTING
    assert story.switch.calls(PG) == (call,)


@pytest.mark.fidelity("uccx.accept")
def test_accept() -> None:
    """The reservation is over, and a call of type 17 with another number begins at the agent's telephone."""
    story, call = asked(A)
    rows = answers(story, call, "Accept")
    assert rows[:9] == [
        TOLD,
        *CLEARED,
        "AGENT 1001 TALKING [1:BUSY_OTHER 3:TALKING] direction 2",
        "Began K(2001) -> 2001, All",
        "ServiceInitiated K(2001) INITIATE -> 2001, All",
        "Originated K(2001) INITIATE -> 2001, All",
    ]
    (customer,) = story.switch.calls(PG)
    assert customer != call
    context = story.switch.call(PG, customer).context
    assert context.call_type is CallType.CALLTYPE_PREVIEW
    variables = {each.name: each.value for each in context.data.named_variables}
    assert (variables["BAStatus"], variables["BAResponse"], context.data.dialed_number) == ("CO", "", CUSTOMER)
    story.do(OutsideAnswers(peripheral_id=PG, call_id=customer))
    story.forget()
    story.hangs_up(customer)
    assert story.rows()[-1] == AVAILABLE


@pytest.mark.fidelity("uccx.reservation-ends")
@pytest.mark.parametrize("response", ["Reject", "Reject-Close"])
def test_reject(response: str) -> None:
    """The reservation is over, and the agent is available."""
    story, call = asked()
    assert answers(story, call, response) == [TOLD, *CLEARED, AVAILABLE]
    assert story.switch.calls(PG) == ()
    assert story.wait(100) == []


@pytest.mark.fidelity("uccx.skip")
@pytest.mark.parametrize("response", ["Skip", "Skip-Close"])
def test_skip(response: str) -> None:
    """The agent is available before the answer is told and behind it, and the reservation is over."""
    story, call = asked()
    assert answers(story, call, response) == [AVAILABLE, TOLD, AVAILABLE, *CLEARED]
    assert story.switch.calls(PG) == ()


@pytest.mark.fidelity("uccx.cancel-reservation")
def test_cancel_reservation() -> None:
    """The reservation is over, and the agent is not ready, with 32752."""
    story, call = asked()
    not_ready = "AGENT 1001 NOT_READY [1:NOT_READY 3:NOT_READY] reason 32752"
    assert answers(story, call, "Cancel Reservation") == [TOLD, *CLEARED, not_ready]


def test_what_is_no_answer_changes_nothing() -> None:
    """Neither another text, nor another variable, nor the same one on a call of another type."""
    story, call = asked()
    assert answers(story, call, "Maybe") == [TOLD]
    story.writes(call, named_variables=(NamedVariable("BAStatus", "Accept"),))
    assert story.state(A) is AgentState.RESERVED
    assert answers(story, call, "Accept")[0] == TOLD
    (customer,) = story.switch.calls(PG)
    assert answers(story, customer, "Reject") == [TOLD]
    assert story.state(A) is AgentState.TALKING


@pytest.mark.fidelity("uccx.reservation-time")
def test_who_says_nothing_is_available_again() -> None:
    """The reservation is over after ten seconds."""
    story, _ = asked()
    story.forget()
    story.wait(10)
    assert story.rows() == [*CLEARED, AVAILABLE]


@pytest.mark.fidelity("uccx.reservation-is-no-call")
def test_no_telephone_knows_of_it() -> None:
    """It cannot be answered, deflected or alternated to; its connection can be cleared."""
    story, call = asked()
    assert story.refusal(AnswerCall(peripheral_id=PG, device="2001"))[0] == 28
    assert story.refusal(AnswerCall(peripheral_id=PG, device="2001", call_id=call))[0] == 28
    assert story.refusal(DeflectCall(peripheral_id=PG, device="2001", call_id=call, dialed_number="8001"))[0] == 22
    alternate = AlternateCall(peripheral_id=PG, device="2001", active_call_id=call, other_call_id=call)
    assert story.refusal(alternate)[0] == 23
    story.do(ClearConnection(peripheral_id=PG, device="2001", call_id=call))
    assert story.rows()[-1] == AVAILABLE
    assert story.wait(100) == []


def test_who_signs_out_leaves_the_reservation_behind() -> None:
    """It is over when its time is, and an answer to it changes nothing."""
    story, call = asked()
    story.wants(A, AgentState.NOT_READY, reason_code=50_001)
    assert story.state(A) is AgentState.LOGOUT
    assert answers(story, call, "Accept") == [TOLD]
    story.wait(10)
    assert story.switch.calls(PG) == ()


def test_who_is_asked() -> None:
    """The agent named, or the one who has been available longest."""
    story = Story(kind=CCX)
    story.ready(B, A)
    story.do(PreviewCustomer(peripheral_id=PG, number=CUSTOMER))
    assert (story.state(B), story.state(A)) == (AgentState.RESERVED, AgentState.AVAILABLE)


def test_what_is_refused() -> None:
    """Another type of peripheral, a number inside, an unknown agent, one who is not available, and nobody."""
    story = Story(kind=CCX)
    story.sign_in(A)
    assert Story().refusal(PreviewCustomer(peripheral_id=PG, number=CUSTOMER)) == (71, 0)
    assert story.refusal(PreviewCustomer(peripheral_id=PG, number="2002")) == (1009, 88_015)
    assert story.refusal(PreviewCustomer(peripheral_id=PG, number=CUSTOMER, agent_id="77")) == (256, 88_008)
    assert story.refusal(PreviewCustomer(peripheral_id=PG, number=CUSTOMER, agent_id=A)) == (21, 0)
    assert story.refusal(PreviewCustomer(peripheral_id=PG, number=CUSTOMER)) == (21, 0)


def test_trunks_may_be_busy_when_the_agent_accepts() -> None:
    """The call of type 17 fails then, and the agent is available after the tone."""
    story, call = asked()
    for _ in range(3):
        story.arrives("8002")
    answers(story, call, "Accept")
    story.wait(2)
    assert story.rows()[-1] == AVAILABLE
