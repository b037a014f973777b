"""A dialler reserves an agent by a call of its own, and hands the customer over."""

from __future__ import annotations

from typing import Final

import pytest

from ctiproto import messages as m
from ctiproto.constants import AgentState, CallType
from ctiserver.centre.switch.commands import (
    ClearConnection,
    MakeCall,
    OutsideAnswers,
    SetDeviceAttributes,
    TransferCall,
)
from tests.stories.offices import A, C, Office, at, states
from tests.support.harness import PG, call_req, like

S: Final = AgentState
PORT: Final = "2006"
"""The port of the dialler that calls customers; C's station, where nobody sits, is that for reservations."""


@pytest.mark.fidelity("agents.outbound-hold", "agents.outbound-events")
def test_a_dialler_keeps_an_agent_on_hold_for_a_customer() -> None:
    """HOLD without RESERVED, then the customer's call as one that was transferred, then the end of the reservation."""
    office = Office()
    happens = office.world.happens
    happens(SetDeviceAttributes(peripheral_id=PG, device=C, call_type=CallType.RESERVATION_PREDICTIVE))
    happens(MakeCall(peripheral_id=PG, device=C, dialed_number=A))
    reservation = office.world.centre.switch.calls(PG)[-1]
    kept = (
        like(m.CallEstablishedEvent, **at(reservation, A)),
        like(m.CallHeldEvent, **at(reservation, A)),
        *states("1001", S.HOLD),
    )
    office.a.hears(like(m.BeginCallEvent, **at(reservation, A)), *kept)
    begun = like(m.BeginCallEvent, **at(reservation, C))
    office.all_hear(begun, m.CallServiceInitiatedEvent, m.CallOriginatedEvent, *kept)

    happens(MakeCall(peripheral_id=PG, device=PORT, dialed_number="95550100"))
    customer = office.world.centre.switch.calls(PG)[-1]
    happens(OutsideAnswers(peripheral_id=PG, call_id=customer))
    happens(TransferCall(peripheral_id=PG, device=PORT, active_call_id=customer, held_call_id=None, dialed_number=A))
    assert not [event for event in office.a.heard if isinstance(event, m.AgentStateEvent)]
    updated = [event for event in office.a.heard if isinstance(event, m.CallDataUpdateEvent)][-1]
    assert updated.call_type == CallType.CALLTYPE_TRANSFER_IN
    office.settle()
    office.a.sends(call_req(m.AnswerCallReq, A, updated.new_connection_call_id))
    talking = [event.agent_state for event in office.a.heard if isinstance(event, m.AgentStateEvent)]
    assert talking == [S.TALKING] * 2

    office.settle()
    happens(ClearConnection(peripheral_id=PG, device=C, call_id=reservation))
    office.a.hears(m.CallConnectionClearedEvent, m.CallClearedEvent, like(m.EndCallEvent, **at(reservation, A)))
