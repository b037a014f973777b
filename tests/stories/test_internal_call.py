"""One agent calls another, as both of them and the other clients hear of it."""

from __future__ import annotations

import attrs
import pytest

from ctiproto import messages as m
from ctiproto.constants import AgentState, CallDirection, CallType, LineType, LocalConnectionState, WrapupDataMode
from tests.stories.chairs import VERSIONS, Floor, agent
from tests.support.harness import PG, Like, call_req, demo, dial_req, like

INITIATE, ALERTING, CONNECT = LocalConnectionState.INITIATE, LocalConnectionState.ALERTING, LocalConnectionState.CONNECT
NULL = LocalConnectionState.NULL
TALKING, RESERVED = AgentState.TALKING, AgentState.RESERVED
AVAILABLE, NOT_READY, BUSY_OTHER = AgentState.AVAILABLE, AgentState.NOT_READY, AgentState.BUSY_OTHER


@pytest.mark.parametrize("version", VERSIONS)
def test_an_agent_calls_another(version: int) -> None:
    """Scenario S4 row by row: A is not ready and dials, B is available and answers, A hangs up."""
    site = demo()
    plain = attrs.evolve(site.desk_settings[0], wrapup_data_incoming_mode=WrapupDataMode.OPTIONAL)
    floor = Floor(version, attrs.evolve(site, desk_settings=(plain,)))
    a_desk, b_desk, bridge = floor.seats("1001", NOT_READY), floor.seats("1002"), floor.bridge
    a_desk.sends(dial_req("2001", "2002"))
    conf = a_desk.takes()
    assert isinstance(conf, m.MakeCallConf)
    call = conf.new_connection_call_id
    assert (conf.new_connection_device_id, conf.line_type) == ("2001", LineType.INSIDE)

    a = {"connection_call_id": call, "connection_device_id": "2001"}
    b = {"connection_call_id": call, "connection_device_id": "2002"}
    dialled = (
        like(m.BeginCallEvent, **a, call_type=CallType.CALLTYPE_AGENT_INSIDE),
        like(m.CallServiceInitiatedEvent, **a, local_connection_state=INITIATE, calling_device_id="2001"),
        like(
            m.CallOriginatedEvent,
            **a,
            local_connection_state=INITIATE,
            calling_device_id="2001",
            called_device_id="2002",
        ),
    )
    made = {} if version < 16 else {"direction": CallDirection.OTHER_OUT}
    received = {} if version < 16 else {"direction": CallDirection.OTHER_IN}
    calling = agent_on_call("1001", TALKING, **made)
    reserved = agent_on_call("1002", RESERVED)
    alerting = like(
        m.CallDeliveredEvent,
        **b,
        local_connection_state=ALERTING,
        alerting_device_id="2002",
        calling_device_id="2001",
        called_device_id="2002",
    )
    a_desk.hears(*calling, *dialled, alerting)
    b_desk.hears(*reserved, like(m.BeginCallEvent, **b, call_type=CallType.CALLTYPE_OTHER_IN), alerting)
    bridge.hears(*calling, *dialled, *reserved, alerting)

    b_desk.sends(call_req(m.AnswerCallReq, "2002", call))
    established = like(m.CallEstablishedEvent, **b, local_connection_state=CONNECT)
    talking = agent_on_call("1002", TALKING, **received)
    started = (m.RtpStartedEvent, m.RtpStartedEvent)
    a_desk.hears(established, *started)
    b_desk.hears(m.AnswerCallConf, *talking, established, *started)
    bridge.hears(*talking, established, *started, *started)

    a_desk.sends(call_req(m.ClearConnectionReq, "2001", call))
    leaves = like(m.CallConnectionClearedEvent, **a, local_connection_state=NULL, releasing_device_id="2001")
    over = like(m.CallClearedEvent, **b, local_connection_state=NULL)
    stopped = (m.RtpStoppedEvent, m.RtpStoppedEvent)
    a_desk.hears(m.ClearConnectionConf, *stopped, leaves, over, like(m.EndCallEvent, **a), *agent("1001", NOT_READY))
    b_desk.hears(leaves, *stopped, over, like(m.EndCallEvent, **b), *agent("1002", AVAILABLE))
    bridge.hears(
        *stopped,
        leaves,
        *stopped,
        over,
        like(m.EndCallEvent, monitor_id=0, **a),
        *agent("1001", NOT_READY),
        *agent("1002", AVAILABLE),
    )
    floor.supervisor.hears()
    floor.all_tell_the_same()


def agent_on_call(agent_id: str, state: AgentState, **fields: object) -> tuple[Like, Like]:
    """A call without a group: it counts for the agent's default group, and the other one is busy elsewhere."""
    return agent(agent_id, state, state, **fields)


@pytest.mark.fidelity("calls.delivered-attended", "calls.begun-unattended")
def test_a_station_where_nobody_is_signed_in_is_called() -> None:
    """Scenario S4: neither A nor the bridge is told that it rings; a monitor of the station can answer there."""
    floor = Floor()
    a_desk = floor.seats("1001", NOT_READY)
    monitor = floor.world.desktop("1002", 25)
    monitor.forgets()
    a_desk.sends(dial_req("2001", "2002"))
    call = floor.world.centre.switch.calls(PG)[-1]
    dialled = (m.BeginCallEvent, m.CallServiceInitiatedEvent, m.CallOriginatedEvent)
    begun = like(m.BeginCallEvent, connection_call_id=call, connection_device_id="2002")
    a_desk.hears(m.MakeCallConf, *agent_on_call("1001", TALKING), *dialled)
    floor.bridge.hears(*agent_on_call("1001", TALKING), *dialled)
    monitor.hears(begun)

    monitor.sends(call_req(m.AnswerCallReq, "2002", call))
    established = like(m.CallEstablishedEvent, connection_call_id=call, answering_device_id="2002")
    started = (m.RtpStartedEvent, m.RtpStartedEvent)
    a_desk.hears(established, *started)
    floor.bridge.hears(established, *started, *started)
    monitor.hears(m.AnswerCallConf, established, *started)


def test_the_site_file_has_it_told_all_the_same() -> None:
    """With ``delivered_unattended`` CALL_DELIVERED_EVENT comes as the guide has it."""
    floor = Floor(site=demo(delivered_unattended=True))
    a_desk = floor.seats("1001", NOT_READY)
    a_desk.sends(dial_req("2001", "2002"))
    rings = like(m.CallDeliveredEvent, connection_device_id="2002", alerting_device_id="2002")
    for client in (a_desk, floor.bridge):
        client.heard = client.heard[-1:]
        client.hears(rings)
