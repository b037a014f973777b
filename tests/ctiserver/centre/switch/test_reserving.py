"""A dialler keeps an agent for a customer: the reservation call, and the call of the customer."""

from __future__ import annotations

from typing import Final

import pytest

from ctiproto.constants import AgentState, CallType, DispositionCode, PeripheralType
from ctiserver.centre.switch import events as e
from ctiserver.centre.switch.commands import OutsideAnswers, SetDeviceAttributes
from tests.ctiserver.centre.switch.story import OTHER, PG, WRAPUP, Story

S = AgentState
HOLD: Final = "AGENT 1001 HOLD [1:BUSY_OTHER 3:HOLD] direction 5"
AVAILABLE: Final = "AGENT 1001 AVAILABLE [1:AVAILABLE 3:AVAILABLE]"


def dialler(kind: PeripheralType = PeripheralType.ENTERPRISE_AGENT) -> Story:
    """A waits for calls, and 3001 is a dialler's port for reservations."""
    story = Story(WRAPUP, kind=kind)
    story.ready("1001")
    reservation = CallType.RESERVATION_PREDICTIVE
    story.do(SetDeviceAttributes(peripheral_id=PG, device="3001", call_type=reservation))
    return story


def states(story: Story) -> list[str]:
    """The states in which A was reported since this was asked last."""
    return [row.split()[2] for row in story.rows() if row.startswith("AGENT 1001")]


@pytest.mark.fidelity("agents.outbound-hold", "agents.outbound-events")
def test_a_reservation_puts_the_agent_on_hold_without_a_ring() -> None:
    """The agent is in HOLD at once, never RESERVED, and nothing alerts."""
    story = dialler()
    story.dials("3001", "2001")
    assert story.rows()[3:] == [
        "Began K(2001) -> 2001",
        "Established K(2001) CONNECT -> 2001, All",
        "Held K(2001) HOLD -> 2001, All",
        HOLD,
    ]


@pytest.mark.fidelity("agents.outbound-hold", "agents.outbound-disposition")
def test_the_customer_comes_as_a_transferred_call() -> None:
    """HOLD, then TALKING when the agent answers; the reservation ends with disposition 6, and the customer stays."""
    story = dialler()
    reservation = story.dials("3001", "2001")
    customer = story.dials("3003", "95550100")
    story.do(OutsideAnswers(peripheral_id=PG, call_id=customer))
    story.transfers("3003", customer, dialed_number="2001")
    assert [event.alerting.id for event in story.events if isinstance(event, e.CallDelivered)][-1] == "2001"
    assert states(story) == ["HOLD"]
    story.answers("2001")
    assert story.switch.call(PG, customer).context.call_type is CallType.CALLTYPE_TRANSFER_IN
    assert states(story) == ["TALKING"]
    over = story.switch._state.calls[PG, reservation]
    story.clears("3001", reservation)
    assert over.disposition is DispositionCode(6)
    assert states(story) == []
    story.hangs_up(customer)
    assert states(story) == ["WORK_READY"]


def test_a_reservation_for_nothing() -> None:
    """The agent is available again when the customer is not reached, without after-call work."""
    story = dialler()
    reservation = story.dials("3001", "2001")
    story.forget()
    story.clears("3001", reservation)
    assert story.rows()[-1] == AVAILABLE


def test_who_is_not_available_is_called_like_anybody() -> None:
    """At a peripheral of another type, too; what is no reservation rings in any case."""
    story = dialler(OTHER)
    story.dials("3001", "2001")
    assert states(story) == ["RESERVED"]
    story = dialler()
    story.wants("1001", S.NOT_READY)
    story.dials("3001", "2001")
    assert "Delivered K(2001) ALERTING -> 2001, All" in story.rows()
    story = dialler()
    story.dials("3001", "3003")
    story.dials("3004", "2001")
    assert states(story) == ["RESERVED"]
