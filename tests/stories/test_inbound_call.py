"""Calls from outside: answered, given up, and not answered, as each of the clients around hears of them."""

from __future__ import annotations

from typing import Any

import pytest

from ctiproto import messages as m
from ctiproto.constants import AgentState, CallDirection, CallType, DeviceIDType, EventCause, LocalConnectionState
from tests.stories.chairs import SALES, VERSIONS, Floor, agent
from tests.support.harness import PG, Like, call_req, like

INITIATE, ALERTING, CONNECT = LocalConnectionState.INITIATE, LocalConnectionState.ALERTING, LocalConnectionState.CONNECT
HOLD, QUEUED, NULL = LocalConnectionState.HOLD, LocalConnectionState.QUEUED, LocalConnectionState.NULL
ACD_IN, PREROUTED = CallType.CALLTYPE_ACD_IN, CallType.CALLTYPE_PREROUTE_ACD_IN
TALKING, RESERVED = AgentState.TALKING, AgentState.RESERVED
AVAILABLE, NOT_READY, WORK_READY = AgentState.AVAILABLE, AgentState.NOT_READY, AgentState.WORK_READY


def sent_on(named: dict[str, Any]) -> tuple[Like, ...]:
    """The end of a call that the router sent on, for those who see all; the next leg begins then."""
    gone = {"local_connection_state": NULL, "event_cause": EventCause.CEC_REDIRECTED}
    cleared = (like(cls, **named, **gone) for cls in (m.CallConnectionClearedEvent, m.CallClearedEvent))
    return (*cleared, like(m.EndCallEvent, **named))


@pytest.mark.fidelity("calls.leg", "calls.leg-ends", "calls.label")
@pytest.mark.parametrize("version", VERSIONS)
def test_a_call_is_queued_answered_held_retrieved_and_cleared(version: int) -> None:
    """Scenario S1 row by row, with required after-call work."""
    floor = Floor(version)
    world, bridge, desktop = floor.world, floor.bridge, floor.seats("1001")
    teleset = DeviceIDType.AGENT_DEVICE if version >= 11 else DeviceIDType.DEVICE_IDENTIFIER
    call = world.caller_calls("8001", ani="5550100")
    # At the route point it was another call: each leg of the contact is one.
    first = floor.first_leg()
    assert first != call
    before = {"connection_call_id": first, "connection_device_id": "5550100"}
    x = {"connection_call_id": call, "connection_device_id": "5550100"}
    a = {"connection_call_id": call, "connection_device_id": "2001"}
    routed = {"call_type": PREROUTED, "dnis": "2001", "dialed_number": "8001", "ani": "5550100"}
    delivered = like(
        m.CallDeliveredEvent,
        **a,
        local_connection_state=ALERTING,
        alerting_device_type=teleset,
        alerting_device_id="2001",
        calling_device_type=DeviceIDType.EXTERNAL,
        called_device_type=DeviceIDType.ROUTE_POINT,
        called_device_id="8001",
        service_number=1,
        skill_group_number=SALES,
    )
    bridge.hears(
        like(m.BeginCallEvent, monitor_id=0, **before, call_type=ACD_IN, dnis="8001", ani="5550100"),
        like(
            m.CallDeliveredEvent,
            **before,
            local_connection_state=INITIATE,
            alerting_device_type=DeviceIDType.NONE,
            calling_device_type=DeviceIDType.EXTERNAL,
            called_device_type=DeviceIDType.ROUTE_POINT,
            trunk_number=1,
            trunk_group_number=1,
        ),
        like(m.CallQueuedEvent, **before, local_connection_state=QUEUED, service_number=1, num_queued=1),
        *agent("1001", RESERVED, RESERVED),
        like(m.AgentPreCallEvent, agent_instrument="2001", router_call_key_sequence_number=2),
        like(m.CallDequeuedEvent, **before, local_connection_state=CONNECT, num_queued=0),
        *sent_on(before),
        like(m.BeginCallEvent, monitor_id=0, **x, **routed),
        delivered,
    )
    desktop.hears(
        *agent("1001", RESERVED, RESERVED, monitor_id=2),
        like(m.AgentPreCallEvent, monitor_id=2),
        like(m.BeginCallEvent, monitor_id=2, **a, **routed),
        delivered,
    )

    desktop.sends(call_req(m.AnswerCallReq, "2001", call))
    established = like(m.CallEstablishedEvent, **a, local_connection_state=CONNECT, answering_device_id="2001")
    media = (m.RtpStartedEvent, m.RtpStartedEvent)
    direction = {} if version < 16 else {"direction": CallDirection.IN}
    desktop.hears(m.AnswerCallConf, *agent("1001", TALKING, TALKING, **direction), established, *media)
    bridge.hears(*agent("1001", TALKING, TALKING, **direction), established, *media)

    desktop.sends(call_req(m.HoldCallReq, "2001", call))
    held = like(m.CallHeldEvent, **a, local_connection_state=HOLD, holding_device_id="2001")
    silence = (m.RtpStoppedEvent, m.RtpStoppedEvent)
    desktop.hears(m.HoldCallConf, held, *silence, *agent("1001", AgentState.HOLD, AgentState.HOLD))
    bridge.hears(held, *silence, *agent("1001", AgentState.HOLD, AgentState.HOLD))

    desktop.sends(call_req(m.RetrieveCallReq, "2001", call))
    retrieved = like(m.CallRetrievedEvent, **a, local_connection_state=CONNECT, retrieving_device_id="2001")
    desktop.hears(m.RetrieveCallConf, retrieved, *media, *agent("1001", TALKING, TALKING))
    bridge.hears(retrieved, *media, *agent("1001", TALKING, TALKING))

    world.caller_hangs_up(call)
    after = {} if version < 10 else {"duration": 10, "next_agent_state": AVAILABLE}
    cleared = (
        like(m.CallConnectionClearedEvent, **x, local_connection_state=NULL, releasing_device_id="5550100"),
        *silence,
        like(m.CallClearedEvent, **a, local_connection_state=NULL),
        *agent("1001", WORK_READY, WORK_READY, **after),
    )
    desktop.hears(*cleared)
    bridge.hears(*cleared)
    world.passes(10)
    desktop.hears(like(m.EndCallEvent, monitor_id=2, **a), *agent("1001", AVAILABLE))
    bridge.hears(like(m.EndCallEvent, monitor_id=0, **x), *agent("1001", AVAILABLE))

    floor.supervisor.hears()
    floor.all_tell_the_same()


@pytest.mark.parametrize("version", [9, 15, 25])
def test_a_caller_gives_up_in_the_queue(version: int) -> None:
    """Scenario S2: only clients that see all hear of a call that never reached an agent."""
    floor = Floor(version)
    desktop = floor.seats("1001", NOT_READY)
    call = floor.world.caller_calls("8001")
    floor.bridge.hears(m.BeginCallEvent, m.CallDeliveredEvent, m.CallQueuedEvent)
    floor.world.caller_hangs_up(call)
    x = {"connection_call_id": call, "connection_device_id": "5550100"}
    gone = {"event_cause": EventCause.CEC_CALL_CANCELLED}
    floor.bridge.hears(
        like(m.CallDequeuedEvent, **x, **gone),
        like(m.CallConnectionClearedEvent, **x, local_connection_state=NULL, **gone),
        like(m.CallClearedEvent, **x, local_connection_state=NULL, **gone),
        like(m.EndCallEvent, **x),
    )
    desktop.hears()
    floor.supervisor.hears()
    floor.all_tell_the_same()


@pytest.mark.parametrize("version", [9, 15, 25])
def test_a_caller_gives_up_while_it_rings(version: int) -> None:
    """Scenario S2: the agent is available again at once, without after-call work."""
    floor = Floor(version)
    desktop = floor.seats("1001")
    call = floor.world.caller_calls("8001")
    floor.bridge.forgets()
    desktop.forgets()
    floor.world.caller_hangs_up(call)
    x = {"connection_call_id": call, "connection_device_id": "5550100"}
    a = {"connection_call_id": call, "connection_device_id": "2001"}
    gone = {"event_cause": EventCause.CEC_CALL_CANCELLED}
    cleared = (
        like(m.CallConnectionClearedEvent, **x, local_connection_state=NULL, **gone),
        like(m.CallClearedEvent, **a, local_connection_state=NULL, **gone),
    )
    desktop.hears(*cleared, like(m.EndCallEvent, **a), *agent("1001", AVAILABLE))
    floor.bridge.hears(*cleared, like(m.EndCallEvent, **x), *agent("1001", AVAILABLE))
    floor.supervisor.hears()
    floor.all_tell_the_same()


@pytest.mark.parametrize("version", [9, 15, 25])
def test_a_call_that_is_not_answered_goes_to_the_next_agent(version: int) -> None:
    """Scenario S3: the first agent becomes NOT_READY; the call goes back to the front of its queue, and on."""
    floor = Floor(version)
    first, second = floor.seats("1001"), floor.seats("1002")
    call = floor.world.caller_calls("8001")
    for client in (first, second, floor.bridge):
        client.forgets()
    floor.world.passes(12)
    queued = floor.first_leg()
    (now,) = floor.world.centre.switch.calls(PG)
    assert len({call, queued, now}) == len(["at the first agent", "in the queue", "at the second agent"])
    x = {"connection_call_id": call, "connection_device_id": "5550100"}
    again_x = {"connection_call_id": queued, "connection_device_id": "5550100"}
    a = {"connection_call_id": call, "connection_device_id": "2001"}
    b = {"connection_call_id": now, "connection_device_id": "2002"}
    diverted = like(
        m.CallDivertedEvent,
        **a,
        local_connection_state=NULL,
        diverting_device_id="2001",
        event_cause=EventCause.CEC_CALL_NOT_ANSWERED,
    )
    missed = agent("1001", NOT_READY, event_reason_code=32767)
    again = like(m.CallDeliveredEvent, **b, local_connection_state=ALERTING, last_redirect_device_id="2001")
    first.hears(diverted, like(m.EndCallEvent, **a), *missed)
    second.hears(*agent("1002", RESERVED, RESERVED), m.AgentPreCallEvent, like(m.BeginCallEvent, **b), again)
    floor.bridge.hears(
        diverted,
        *missed,
        *sent_on(x),
        like(m.BeginCallEvent, **again_x, call_type=ACD_IN),
        like(m.CallQueuedEvent, **again_x),
        *agent("1002", RESERVED, RESERVED),
        m.AgentPreCallEvent,
        like(m.CallDequeuedEvent, **again_x),
        *sent_on(again_x),
        like(m.BeginCallEvent, **b | {"connection_device_id": "5550100"}, call_type=PREROUTED),
        again,
    )
    floor.supervisor.hears()
    floor.all_tell_the_same()
    assert floor.world.centre.switch.agent(PG, "1001").state is NOT_READY
