"""``docs/examples/recorder.py`` serves as a recorder."""

from __future__ import annotations

from pathlib import Path

from ctiproto import messages as m
from ctiproto.constants import AgentState, StatusCode
from tests.ctiserver.engine.services.watchers import record, stop_recording
from tests.support.harness import dial_req, state_req
from tests.support.served import alarms, example, serving


def test_it_records_until_it_is_interrupted(tmp_path: Path) -> None:
    """It registers, starts and stops as it is asked, reports that it is full, and takes its leave."""
    path = tmp_path / "alarms.jsonl"
    with (
        serving("--no-workload", "--alarms", str(path)) as server,
        example("recorder", server.address, "--most", "1") as recorder,
        server.operator() as operator,
    ):
        assert recorder.line() == "normal: ready to record"
        operator.asks(state_req("1001", AgentState.LOGIN))
        operator.asks(dial_req("2001", "90012345"))
        call = operator.hears(m.CallEstablishedEvent).connection_call_id

        request = record("2001", call, agent_id="1001")
        started = operator.asks(request)
        assert isinstance(started, m.StartRecordingConf)
        assert (started.client_id, started.server_data) == ("recorder", 1)
        assert recorder.line() == f"1: recording call {call}, agent 1001"

        refused = operator.asks(request)
        assert isinstance(refused, m.FailureConf)
        assert refused.status is StatusCode.UNSPECIFIED_FAILURE
        assert recorder.line() == "error: no room for more than 1 recordings"

        stop = stop_recording("2001", call, started.session_id, started.server_data, agent_id="1001")
        assert isinstance(operator.asks(stop), m.StopRecordingConf)
        assert recorder.line() == "1: stopped"
        assert recorder.line() == "normal: there is room again"
        again = operator.asks(stop)
        assert isinstance(again, m.FailureConf)
        assert again.status is StatusCode.UNSPECIFIED_FAILURE

        recorder.is_interrupted()
        assert recorder.ends() == (0, ["warning: shutting down"], [])
        gone = operator.asks(request)
        assert isinstance(gone, m.FailureConf)
        assert gone.status is StatusCode.FUNCTION_NOT_AVAILABLE
    assert alarms(path) == [
        ("Recorder", "normal", "ready to record"),
        ("Recorder", "error", "no room for more than 1 recordings"),
        ("Recorder", "normal", "there is room again"),
        ("Recorder", "warning", "shutting down"),
    ]


def test_there_is_only_one() -> None:
    """It registers exclusively: a second one is refused, and says so in one line."""
    with serving("--no-workload") as server, example("recorder", server.address) as recorder:
        assert recorder.line() == "normal: ready to record"
        with example("recorder", server.address) as second:
            reason = "recorder: REGISTER_SERVICE_REQ was refused with FAILURE_CONF 12, E_CTI_FUNCTION_NOT_AVAILABLE"
            assert second.ends() == (1, [], [reason])
