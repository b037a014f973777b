"""Numbers in the fixed part that no table lists are refused, each kind with its own status."""

from __future__ import annotations

import pytest

from ctiproto import messages as m
from ctiproto.constants import AgentState, StatusCode
from ctiproto.declare import messages_of
from ctiproto.versions import Dialect
from tests.ctiserver.engine.services.requests import anybody, control_failure, refusal, smallest
from tests.support.harness import World, state_req

NONE = 0xFFFF

ROWS = [
    # message, field, status, a number that is accepted, one that is not
    ("QUERY_DEVICE_INFO_REQ", "reserved", 22, 0, 1),
    ("DEFLECT_CALL_REQ", "called_device_type", 27, NONE, 1),
    ("SNAPSHOT_DEVICE_REQ", "snapshot_device_type", 27, 76, 80),
    ("MONITOR_START_REQ", "monitored_device_type", 27, 79, 69),
    ("SET_DEVICE_ATTRIBUTES_REQ", "calling_device_type", 27, 70, 2),
    ("SET_CALL_DATA_REQ", "connection_device_id_type", 33, NONE, 2),
    ("ALTERNATE_CALL_REQ", "active_connection_device_id_type", 33, 0, 2),
    ("ALTERNATE_CALL_REQ", "other_connection_device_id_type", 33, 1, 0xFFFE),
    ("SUPERVISE_CALL_REQ", "supervisor_connection_device_id_type", 33, NONE, 2),
    ("SET_CALL_DATA_REQ", "call_type", 34, 45, 46),
    ("SET_CALL_DATA_REQ", "call_type", 34, 0, 47),
    ("SET_CALL_DATA_REQ", "call_type", 34, NONE, 0xFFFE),
    ("SET_DEVICE_ATTRIBUTES_REQ", "call_type", 34, NONE, 0),
    ("CLIENT_EVENT_REPORT_REQ", "state", 38, 2, 3),
    ("MAKE_PREDICTIVE_CALL_REQ", "allocation_state", 42, 1, 2),
    ("MAKE_CALL_REQ", "answering_machine", 43, 5, 6),
    ("MAKE_PREDICTIVE_CALL_REQ", "call_manner_type", 44, 3, 4),
    ("CONSULTATION_CALL_REQ", "call_manner_type", 44, 0, 5),
    ("TRANSFER_CALL_REQ", "call_placement_type", 45, 6, 7),
    ("CONSULTATION_CALL_REQ", "consult_type", 46, 2, 3),
    ("CONFERENCE_CALL_REQ", "facility_type", 47, 2, 3),
    ("SET_AGENT_STATE_REQ", "agent_work_mode", 50, 4, 5),
    ("MAKE_PREDICTIVE_CALL_REQ", "call_option", 51, 6, 7),
    ("MAKE_PREDICTIVE_CALL_REQ", "destination_country", 52, 1, 2),
    ("MAKE_PREDICTIVE_CALL_REQ", "answer_detect_mode", 53, 5, 6),
    ("USER_MESSAGE_REQ", "distribution", 71, 3, 4),
    ("START_RECORDING_REQ", "direction", 79, 2, 3),
    ("STOP_RECORDING_REQ", "direction", 79, 0, 3),
    ("START_RECORDING_REQ", "rtp_type", 80, 2, 3),
    ("SET_CALL_DATA_REQ", "called_party_disposition", 81, 65, 66),
    ("SET_CALL_DATA_REQ", "called_party_disposition", 81, 0, 0xFFFF),
    ("SET_CALL_DATA_REQ", "called_party_disposition", 81, 56, 67),
    ("SUPERVISE_CALL_REQ", "supervisory_action", 82, 4, 5),
    ("REGISTER_SERVICE_REQ", "server_mode", 98, 2, 3),
]


@pytest.mark.fidelity("requests.enumerations")
@pytest.mark.parametrize(("name", "field", "status", "right", "wrong"), ROWS)
def test_a_number_that_no_table_lists_is_refused(name: str, field: str, status: int, right: int, wrong: int) -> None:
    """The first number passes the gate, the second does not."""
    client = anybody()
    assert refusal(client, smallest(messages_of(Dialect.UCCE).by_name[name], **{field: wrong})) == status
    client.sends_bytes(smallest(messages_of(Dialect.UCCE).by_name[name], **{field: right}))
    answered = client.takes()
    assert not isinstance(answered, m.FailureConf) or answered.status != status


def test_the_first_wrong_field_counts() -> None:
    """Fields are looked at in the order of the wire."""
    client = anybody()
    two = {"call_manner_type": 4, "facility_type": 9}
    assert refusal(client, smallest(m.MakeCallReq, **two)) == StatusCode.INVALID_CALL_MANNER_TYPE
    assert (
        refusal(client, smallest(m.MakeCallReq, call_placement_type=9, **two)) == StatusCode.INVALID_CALL_PLACEMENT_TYPE
    )


@pytest.mark.parametrize(("state", "code"), [(15, 3), (0xFFFF, 3), (14, 22)])
def test_an_agent_state_is_not_an_alarm_state(state: int, code: int) -> None:
    """A state that does not exist is out of range (CF3); one that cannot be requested is refused (CF22)."""
    client = World().bridge()
    assert control_failure(client, state_req("1001", AgentState(state))) == (code, 0)
