"""A client that follows a station, a trunk and a call of its choice, and controls the station."""

from __future__ import annotations

import pytest

from ctiproto import messages as m
from ctiproto.constants import AgentState, CTIService, DeviceIDType, StatusCode
from tests.ctiserver.engine.services.watchers import MONITOR, started, watch_call, watch_device
from tests.stories.chairs import VERSIONS, agent
from tests.support.harness import World, call_req, every_call_event, like, state_req


@pytest.mark.parametrize("version", VERSIONS)
def test_a_call_as_a_monitor_client_sees_it(version: int) -> None:
    """Nothing before the monitors; then what happens at the station, each event once for each monitor."""
    world = World()
    client = world.open(version, MONITOR | CTIService.SERVICE_CLIENT_CONTROL, client_id="monitor")
    bridge = world.staffed("1001")
    earlier = world.caller_calls("8002")
    client.hears()

    masks = {"call_msg_mask": every_call_event(version)}
    station = started(client, watch_device("2001", DeviceIDType.DEVICE_IDENTIFIER, **masks))
    client.hears()
    call = world.caller_calls()
    on = {"monitor_id": station, "connection_call_id": call}
    reserved = [like(m.AgentStateEvent, monitor_id=station, agent_state=AgentState.RESERVED)] * 2
    client.hears(
        *reserved,
        like(m.AgentPreCallEvent, monitor_id=station, agent_instrument="2001"),
        like(m.BeginCallEvent, **on, connection_device_id="2001"),
        like(m.CallDeliveredEvent, **on, connection_device_id="2001"),
    )

    followed = started(client, watch_call(call, **masks))
    client.hears(like(m.BeginCallEvent, monitor_id=followed, connection_call_id=call, connection_device_id="5550100"))
    client.sends(call_req(m.AnswerCallReq, "2001", call))
    also = {"monitor_id": followed, "connection_call_id": call}
    media = (m.RtpStartedEvent, m.RtpStartedEvent)
    conf, *events = client.heard
    assert conf == m.AnswerCallConf(invoke_id=5)
    client.heard[:] = [event for event in events if not isinstance(event, media)]
    talking = agent("1001", AgentState.TALKING, AgentState.TALKING, monitor_id=station)
    client.hears(*talking, like(m.CallEstablishedEvent, **on), like(m.CallEstablishedEvent, **also))

    world.caller_hangs_up(call)
    world.passes(30)
    assert [each.monitor_id for each in client.heard if isinstance(each, m.EndCallEvent)] == [station, followed]
    client.forgets()

    # The monitor of the call went with it, that of the station did not.
    client.is_refused(m.MonitorStopReq(invoke_id=9, monitor_id=followed), StatusCode.MONITOR_TERMINATED)
    assert client.asks(state_req("1001", AgentState.NOT_READY)) == m.SetAgentStateConf(invoke_id=2)
    not_ready = like(m.AgentStateEvent, monitor_id=station, agent_state=AgentState.NOT_READY)
    client.hears(not_ready, not_ready)
    assert client.asks(m.MonitorStopReq(invoke_id=9, monitor_id=station)) == m.MonitorStopConf(invoke_id=9)
    bridge.sends(state_req("1001", AgentState.AVAILABLE))
    world.caller_hangs_up(earlier)
    client.hears()
