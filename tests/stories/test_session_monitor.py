"""A client monitors the session of another: the watcher hears what the desktop hears."""

from __future__ import annotations

import pytest

from ctiproto import messages as m
from ctiproto.constants import CTIService, StatusCode
from ctiproto.messages.parts import MonitoredEvent
from tests.ctiserver.engine.services.watchers import started
from tests.stories.chairs import VERSIONS, Floor
from tests.support.harness import call_req, like


@pytest.mark.parametrize("version", VERSIONS)
def test_over_the_shoulder(version: int) -> None:
    """The watcher learns of the session when it opens, follows it through a call, and sees it end."""
    floor = Floor(version)
    watcher = floor.world.open(version, CTIService.SERVICE_CLIENT_MONITOR, client_id="watcher")
    desktop = floor.seats("1001")
    session = floor.world.engine.registry[desktop.number]
    other = floor.world.desktop("1002", version)
    opened = watcher.takes()
    assert isinstance(opened, m.ClientSessionOpenedEvent)
    assert opened.agent_id == "1002"

    monitor = started(watcher, m.SessionMonitorStartReq(invoke_id=3, session_id=session.id))
    call = floor.world.caller_calls()
    desktop.sends(call_req(m.AnswerCallReq, "2001", call), call_req(m.HoldCallReq, "2001", call))
    floor.world.caller_hangs_up(call)
    floor.world.passes(60)
    seen = [event.changed(monitor_id=monitor) for event in desktop.heard if isinstance(event, MonitoredEvent)]
    assert isinstance(seen[-1], m.AgentStateEvent)
    assert {m.BeginCallEvent, m.CallEstablishedEvent, m.CallHeldEvent, m.EndCallEvent} <= {type(each) for each in seen}
    watcher.hears(*seen)

    other.leaves()
    desktop.leaves()
    closed = like(m.ClientSessionClosedEvent, status=StatusCode.CLIENT_DISCONNECTED)
    watcher.hears(closed, closed)
    watcher.is_refused(m.SessionMonitorStopReq(invoke_id=4, monitor_id=monitor), StatusCode.INVALID_MONITORID)
