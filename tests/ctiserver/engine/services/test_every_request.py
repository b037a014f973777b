"""Every message that a client can send is answered exactly where an answer is due."""

from __future__ import annotations

import pytest

from ctiproto import messages as m
from ctiproto.constants import CTIService, StatusCode
from ctiproto.declare import Kind, Message, Sender, Service, messages_of
from ctiproto.versions import Dialect
from ctiserver.engine.services.handlers import HANDLERS
from tests.ctiserver.engine.services.requests import answer, anybody, smallest
from tests.support.harness import World

OF_THE_SESSION = (m.OpenReq, m.HeartbeatReq, m.CloseReq, m.ActiveMaintenanceRespMsg, m.StoppingRequestsToThisSideInd)

BUILT = {
    "AGENT_DESK_SETTINGS_REQ",
    "AGENT_GREETING_CONTROL_REQ",
    "ALTERNATE_CALL_REQ",
    "ANSWER_CALL_REQ",
    "BAD_CALL_REQ",
    "CHANGE_MONITOR_MASK_REQ",
    "CLEAR_CALL_REQ",
    "CLEAR_CONNECTION_REQ",
    "CLIENT_EVENT_REPORT_REQ",
    "CONFERENCE_CALL_REQ",
    "CONFIG_REQUEST_EVENT",
    "CONFIG_REQUEST_KEY_EVENT",
    "CONSULTATION_CALL_REQ",
    "DEFLECT_CALL_REQ",
    "EMERGENCY_CALL_REQ",
    "FAILURE_CONF",
    "HOLD_CALL_REQ",
    "LIST_AGENT_TEAM_REQ",
    "MAKE_CALL_REQ",
    "MAKE_PREDICTIVE_CALL_REQ",
    "MONITOR_AGENT_TEAM_START_REQ",
    "MONITOR_AGENT_TEAM_STOP_REQ",
    "MONITOR_START_REQ",
    "MONITOR_STOP_REQ",
    "QUERY_AGENT_STATE_REQ",
    "QUERY_DEVICE_INFO_REQ",
    "QUERY_AGENT_QUEUE_STATISTICS_REQ",
    "QUERY_AGENT_STATISTICS_REQ",
    "QUERY_QUEUE_STATISTICS_REQ",
    "QUERY_SKILL_GROUP_STATISTICS_REQ",
    "RECONNECT_CALL_REQ",
    "REGISTER_SERVICE_REQ",
    "REGISTER_VARIABLES_REQ",
    "RELEASE_CALL_REQ",
    "RETRIEVE_CALL_REQ",
    "SEND_DTMF_SIGNAL_REQ",
    "SESSION_MONITOR_START_REQ",
    "SESSION_MONITOR_STOP_REQ",
    "SET_AGENT_SERVICE_DATA_REQ",
    "SET_AGENT_STATE_REQ",
    "SET_APP_DATA_REQ",
    "SET_CALL_DATA_REQ",
    "SET_DEVICE_ATTRIBUTES_REQ",
    "SNAPSHOT_CALL_REQ",
    "SNAPSHOT_DEVICE_REQ",
    "START_NETWORK_RECORDING_REQ",
    "START_RECORDING_CONF",
    "START_RECORDING_REQ",
    "STOP_NETWORK_RECORDING_REQ",
    "STOP_RECORDING_CONF",
    "STOP_RECORDING_REQ",
    "SUPERVISE_CALL_REQ",
    "SUPERVISOR_ASSIST_REQ",
    "TEAM_CONFIG_REQ",
    "TRANSFER_CALL_REQ",
    "UNREGISTER_SERVICE_REQ",
    "USER_MESSAGE_REQ",
}

NOT_BUILT = [
    cls
    for cls in messages_of(Dialect.UCCE).by_number.values()
    if cls.declaration.sender is not Sender.SERVER and cls not in HANDLERS and cls not in OF_THE_SESSION
]
REQUESTS = [cls for cls in NOT_BUILT if cls.declaration.kind is Kind.REQUEST]
UNANSWERED = [cls for cls in NOT_BUILT if cls.declaration.kind is not Kind.REQUEST]
OF_THE_SERVER = [
    cls
    for cls in messages_of(Dialect.UCCE).by_number.values()
    if cls.declaration.sender is Sender.SERVER and cls is not m.FailureConf
]
FOR_EVERYBODY = (Service.MISCELLANEOUS, Service.SESSION, Service.CONFIGURATION, Service.ROUTING)


def _name(cls: type[Message]) -> str:
    return cls.declaration.name


def test_what_is_built() -> None:
    """These requests are answered for real; a new handler belongs on this list."""
    assert {cls.declaration.name for cls in HANDLERS} == BUILT


@pytest.mark.fidelity("requests.not-built", "requests.without-layouts")
@pytest.mark.parametrize("cls", REQUESTS, ids=_name)
def test_a_request_that_is_known_but_not_built_is_refused(cls: type[Message]) -> None:
    """Status 12, never silence, and the log tells it from one that was not granted."""
    client = anybody()
    client.world.noted()
    assert answer(client, smallest(cls)) == m.FailureConf(invoke_id=77, status=StatusCode.FUNCTION_NOT_AVAILABLE)
    assert client.world.noted() == ["request_not_implemented"]


GRANTED = [
    cls
    for cls in (*REQUESTS, *HANDLERS)
    if cls.declaration.kind is Kind.REQUEST and cls.declaration.service not in FOR_EVERYBODY
]


@pytest.mark.fidelity("requests.services")
@pytest.mark.parametrize("cls", GRANTED, ids=_name)
def test_a_request_of_a_service_that_was_not_granted_is_refused(cls: type[Message]) -> None:
    """Status 12 as well, but the log says that it was not granted."""
    client = World().bridge(services=0)
    client.world.noted()
    assert answer(client, smallest(cls)) == m.FailureConf(invoke_id=77, status=StatusCode.FUNCTION_NOT_AVAILABLE)
    assert client.world.noted() == ["request_not_granted"]


LIMITED = {
    "QUERY_AGENT_STATE_REQ",
    "QUERY_DEVICE_INFO_REQ",
    "SET_AGENT_STATE_REQ",
    "SNAPSHOT_CALL_REQ",
    "SNAPSHOT_DEVICE_REQ",
}


@pytest.mark.parametrize("cls", [cls for cls in GRANTED if cls in HANDLERS], ids=_name)
def test_agent_state_control_is_for_five_requests(cls: type[Message]) -> None:
    """All others are refused with status 12 to a session that was granted it in place of call control."""
    client = World().bridge(services=CTIService.SERVICE_ALL_EVENTS | CTIService.AGENT_STATE_CONTROL_ONLY)
    client.world.noted()
    conf = answer(client, smallest(cls))
    is_refused = conf == m.FailureConf(invoke_id=77, status=StatusCode.FUNCTION_NOT_AVAILABLE)
    assert is_refused is (cls.declaration.name not in LIMITED)


@pytest.mark.fidelity("requests.without-invoke-id")
@pytest.mark.parametrize("services", [0, 0x1DFE])
@pytest.mark.parametrize("cls", UNANSWERED, ids=_name)
def test_nobody_waits_for_an_answer_to_an_indication(cls: type[Message], services: int) -> None:
    """A message without InvokeID is never answered; that it was dropped stands in the log."""
    client = anybody(services=services)
    client.world.noted()
    client.sends_bytes(smallest(cls))
    client.hears()
    assert client.world.noted()[-1] == "message_dropped"


@pytest.mark.fidelity("requests.of-servers")
@pytest.mark.parametrize("cls", OF_THE_SERVER, ids=_name)
def test_what_only_a_server_may_send_is_refused(cls: type[Message]) -> None:
    """Status 48, with whatever stands in the first four bytes."""
    client = anybody()
    conf = answer(client, smallest(cls))
    assert conf in (
        m.FailureConf(invoke_id=77, status=StatusCode.INVALID_MSG_TYPE_FOR_VERSION),
        # Two messages begin with two numbers of two bytes each.
        m.FailureConf(invoke_id=0, status=StatusCode.INVALID_MSG_TYPE_FOR_VERSION),
    )
    assert isinstance(conf, m.FailureConf)
    first = next(iter(cls.declaration.fixed), None)
    assert conf.invoke_id == (77 if first is None or first.wire.size == 4 else 0)


@pytest.mark.parametrize("version", range(9, 26))
def test_every_request_of_every_version_is_answered(version: int) -> None:
    """One answer each, with its InvokeID, whether the version knows the message or not."""
    client = anybody(version, SERVICES_OF_OLD)
    for cls in messages_of(Dialect.UCCE).by_number.values():
        if cls.declaration.kind is Kind.REQUEST and cls not in OF_THE_SESSION:
            since = cls.declaration.since or 9
            conf = answer(client, smallest(cls, max(version, since)))
            assert getattr(conf, "invoke_id", None) == 77, cls
            if since > version:
                assert conf == m.FailureConf(invoke_id=77, status=StatusCode.INVALID_MSG_TYPE_FOR_VERSION), cls


SERVICES_OF_OLD = CTIService.SERVICE_ALL_EVENTS | CTIService.SERVICE_CLIENT_CONTROL
