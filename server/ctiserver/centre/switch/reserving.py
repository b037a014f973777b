"""Calls by which a dialler keeps an agent for a customer who is called meanwhile.

A dialler's ports are stations like others.  Their calls have the type that the dialler has set for the port, and a
reservation is a call of one of the types for that.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ctiproto.constants import AgentState, CallDirection, LineType
from ctiserver.centre.switch import associations, reports
from ctiserver.centre.switch.connection_states import Trigger
from ctiserver.centre.switch.context import RESERVATIONS
from ctiserver.centre.switch.hold_retrieve import hold
from ctiserver.centre.switch.identifiers import NO_SKILL_GROUP

if TYPE_CHECKING:
    from ctiserver.centre.switch.model import Call, Station
    from ctiserver.centre.switch.state import SwitchState


def is_reservation(state: SwitchState, call: Call) -> bool:
    """Whether ``call`` reserves an agent without ringing, at a peripheral that has such calls."""
    return call.call_type in RESERVATIONS and state.profiles[call.peripheral_id].reserves_on_hold


def reserve(state: SwitchState, call: Call, station: Station) -> bool:
    """Let a reservation reach the agent of ``station``: answered and put on hold at once, without a ring.

    Returns:
        Whether it did; false: it is no reservation, or the agent is not available, and the call is one like any other.
    """
    agent = station.agent
    if not is_reservation(state, call) or agent is None or agent.state is not AgentState.AVAILABLE:
        return False
    group = call.skill_group = agent.default_group or NO_SKILL_GROUP
    connection = state.add_station(call, station, LineType.INSIDE, CallDirection.OUTBOUND_RESERVE, group)
    # fidelity agents.outbound-events: ours: Clients are told that it is answered and held, and then of HOLD; it is no
    # conversation, so that no after-call work follows.
    with state.reporting(agent):
        connection.move(Trigger.PRESENT, state.now)
        associations.begin(state, call, connection.id, station=station.device)
        connection.move(Trigger.ANSWER, state.now)
        call.established = True
        for caller in call.others(connection):
            caller.move(Trigger.ANSWERED, state.now)
        state.tell(reports.established(connection, state.now))
        hold(state, connection)
    return True
