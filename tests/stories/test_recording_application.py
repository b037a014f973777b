"""A recording application registers, is asked to start and to stop, and reports how it does.  Scenario S21."""

from __future__ import annotations

import pytest

from ctiproto import messages as m
from ctiproto.constants import ClientEventState, CTIService, ServerMode, StatusCode
from tests.ctiserver.engine.services.watchers import RECORDING, asked, record, records, stop_recording
from tests.stories.chairs import Floor
from tests.support.harness import Client, call_req, like


def talking(floor: Floor, desktop: Client, device: str) -> int:
    """An agent talks with a caller from outside; the events of that are forgotten."""
    call = floor.world.caller_calls()
    desktop.sends(call_req(m.AnswerCallReq, device, call))
    for client in floor.world.clients.values():
        client.forgets()
    return call


@pytest.mark.parametrize(("version", "other"), [(9, 25), (15, 15), (25, 9), (25, 25)])
def test_a_day_of_a_recording_application(version: int, other: int) -> None:
    """Row by row, whatever versions the two speak; a failure and a silence on the way, and the end of the day."""
    floor = Floor(version)
    desktop = floor.seats("1001")
    application = floor.world.open(
        other, CTIService.SERVICE_SERVER | CTIService.SERVICE_CONNECTION_MONITOR, client_id="recorder"
    )
    call = talking(floor, desktop, "2001")

    # Nobody records yet.
    desktop.is_refused(record("2001", call), StatusCode.FUNCTION_NOT_AVAILABLE)
    application.sends(
        m.RegisterServiceReq(invoke_id=1, server_mode=ServerMode.EXCLUSIVE, service_name=RECORDING),
        m.ClientEventReportReq(
            invoke_id=2, state=ClientEventState.NORMAL, object_name="recorder", text="ready to record"
        ),
    )
    application.hears(m.RegisterServiceConf(invoke_id=1, registered_service_id=1), m.ClientEventReportConf(invoke_id=2))

    # Scenario S21, steps 2 and 3.
    desktop.sends(record("2001", call, invoke_id=51))
    desktop.hears()
    started = asked(application)
    assert isinstance(started, m.StartRecordingReq)
    assert (started.client_id, started.client_port, started.agent_id) == ("desktop 1001", 4000, "1001")
    application.sends(records(started.invoke_id, server_data=9))
    (conf,) = desktop.hears(
        like(m.StartRecordingConf, invoke_id=51, server_data=9, client_id="recorder", client_address="192.0.2.1")
    )
    assert isinstance(conf, m.StartRecordingConf)

    # Scenario S21, steps 4 and 5, after the call.
    floor.world.caller_hangs_up(call)
    floor.world.passes(300)
    desktop.forgets()
    desktop.sends(stop_recording("2001", call, conf.session_id, 9, invoke_id=52))
    stopped = asked(application)
    assert isinstance(stopped, m.StopRecordingReq)
    assert stopped.server_data == 9
    application.sends(m.StopRecordingConf(invoke_id=stopped.invoke_id))
    desktop.hears(like(m.StopRecordingConf, invoke_id=52, client_id="recorder"))

    # It fails once, and is silent once.
    call = talking(floor, desktop, "2001")
    desktop.sends(record("2001", call, invoke_id=53))
    failed = asked(application)
    application.sends(
        m.ClientEventReportReq(invoke_id=3, state=ClientEventState.ERROR, object_name="recorder", text="disk full"),
        m.FailureConf(invoke_id=failed.invoke_id, status=StatusCode.UNSPECIFIED_FAILURE),
    )
    application.hears(m.ClientEventReportConf(invoke_id=3))
    desktop.hears(m.FailureConf(invoke_id=53, status=StatusCode.UNSPECIFIED_FAILURE))
    desktop.sends(record("2001", call, invoke_id=54))
    asked(application)
    floor.world.passes(15)
    desktop.hears(m.FailureConf(invoke_id=54, status=StatusCode.TIMEOUT))

    # It goes while it is asked, without a word.
    desktop.sends(record("2001", call, invoke_id=55))
    application.leaves()
    desktop.hears(m.FailureConf(invoke_id=55, status=StatusCode.FUNCTION_NOT_AVAILABLE))
    alarms = floor.world.engine.out.alarms
    assert [alarm.event for alarm in alarms] == [
        "connection_established",
        "client_event_reported",
        "client_event_reported",
        "connection_ended_abnormally",
    ]
    recorder = alarms.of("recorder")
    assert recorder is not None
    assert recorder.level == "error"
