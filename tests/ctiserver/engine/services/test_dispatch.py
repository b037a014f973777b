"""The gate before every service: what is asked in which order, and how a refusal looks."""

from __future__ import annotations

from typing import Any, NoReturn

import pytest

from ctiproto import messages as m
from ctiproto.codec import codec
from ctiproto.constants import (
    AgentGreetingAction,
    AgentState,
    CallPlacementType,
    ClientEventState,
    ConnectionDeviceIDType,
    CTIService,
    StatusCode,
    Tag,
)
from ctiproto.constants.limits import NULL_SKILL_GROUP
from ctiproto.declare import ExtraField, Message
from ctiproto.versions import Profile
from ctiproto.wire import NamedVariable
from ctiserver.centre.switch.commands import SetAgentState
from ctiserver.engine.services import dispatch as gate
from ctiserver.engine.services.context import Context
from ctiserver.engine.services.handlers import HANDLERS
from ctiserver.engine.services.row import answers as row
from ctiserver.engine.services.row import takes
from tests.ctiserver.engine.services.requests import altered, answer, anybody, control_failure, refusal, text
from tests.support.harness import BRIDGE, DESKTOP, PG, World, demo, like, state_req
from tests.support.orders import one_of

MAKE_CALL = m.MakeCallReq(
    invoke_id=77,
    peripheral_id=PG,
    skill_group_number=NULL_SKILL_GROUP,
    agent_instrument="9999",
    dialed_number="2002",
    named_variables=(NamedVariable("user.nobody", "x"),),
)

ASKS: dict[str, Any] = {"invoke_id": 77, "peripheral_id": PG}

UNKNOWN_TAG = (9999, b"\0")
CONTROL_CHARACTER = text(Tag.CALL_WRAPUP_DATA, "a\tb")

FAULTS: list[tuple[str, StatusCode | int]] = [
    ("unknown_tag", StatusCode.INVALID_FIELD_TAG),
    ("control_character", StatusCode.INVALID_CHARACTER),
    ("no_gateway", StatusCode.CTI_SERVER_OFFLINE),
    ("not_granted", StatusCode.FUNCTION_NOT_AVAILABLE),
    ("enumeration", StatusCode.INVALID_CALL_PLACEMENT_TYPE),
    ("count", StatusCode.INVALID_NUM_NAMED_VARIABLES),
    ("dialed_number_missing", StatusCode.REQUIRED_DATA_MISSING),
    ("peripheral", StatusCode.INVALID_PERIPHERAL_ID),
    ("named_variable", StatusCode.NAMED_VARIABLE_NOT_CONFIGURED),
]


@pytest.mark.fidelity("requests.order", "wire.counts")
@pytest.mark.parametrize("fixed", range(len(FAULTS)))
def test_the_earlier_step_wins(fixed: int) -> None:
    """A request with every fault is refused for the first of them; with that one mended, for the next."""
    faults = {name for name, _ in FAULTS[fixed:]}
    numbers = {}
    if "enumeration" in faults:
        numbers["call_placement_type"] = 99
    if "count" in faults:
        numbers["num_named_variables"] = 7
    if "peripheral" in faults:
        numbers["peripheral_id"] = 4711
    more = [
        field
        for name, field in (("unknown_tag", UNKNOWN_TAG), ("control_character", CONTROL_CHARACTER))
        if name in faults
    ]
    without = {Tag.DIALED_NUMBER} if "dialed_number_missing" in faults else ()
    world = World()
    client = world.bridge(25, 0x10 if "not_granted" in faults else BRIDGE)
    if "no_gateway" in faults:
        world.do(world.duplex.lose_pg_link(world.now))
        client.forgets()
    assert refusal(client, altered(MAKE_CALL, without=without, more=more, **numbers)) == FAULTS[fixed][1]


def test_what_only_the_switch_knows_comes_last() -> None:
    """With all that mended, the request is refused for the station, by CONTROL_FAILURE_CONF."""
    client = World().bridge()
    assert control_failure(client, MAKE_CALL.changed(named_variables=())) == (12, 0)


@pytest.mark.fidelity("login.ten-groups")
def test_set_agent_state_too_is_asked_in_order() -> None:
    """Skill groups, then the missing agent, then the peripheral, then the agent, then the agent's state."""
    client = World().bridge()
    groups = tuple(m.RequestedSkillGroup(skill_group_number=1) for _ in range(11))
    request = m.SetAgentStateReq(
        invoke_id=77, peripheral_id=1, agent_state=AgentState.LOGOUT, event_reason_code=0, agent_instrument="2001"
    )
    assert refusal(client, altered(request.changed(skill_groups=groups))) == StatusCode.INVALID_NUM_SKILL_GROUPS
    assert refusal(client, altered(request)) == StatusCode.REQUIRED_DATA_MISSING
    request = request.changed(agent_id="4711")
    assert refusal(client, altered(request)) == StatusCode.INVALID_PERIPHERAL_ID
    assert refusal(client, altered(request, peripheral_id=PG)) == StatusCode.INVALID_AGENT_DATA
    assert control_failure(client, request.changed(peripheral_id=PG, agent_id="1001")) == (21, 10101)


@pytest.mark.fidelity("requests.invoke-id-of-the-unknown")
def test_an_unknown_type_is_answered_by_the_first_bytes_of_its_body() -> None:
    """A MessageType that stands for nothing: status 2 (F2), with whatever stands where the InvokeID would."""
    client = anybody()
    for body, invoke_id in ((bytes.fromhex("0000004d00"), 77), (b"\1", 0), (b"", 0)):
        frame = len(body).to_bytes(4) + (70).to_bytes(4) + body
        assert answer(client, frame) == m.FailureConf(invoke_id=invoke_id, status=StatusCode.INVALID_MESSAGE_LENGTH)


def test_a_type_that_is_too_new_is_refused() -> None:
    """A message of a later version: status 48."""
    request = codec(Profile(25)).encode(
        m.AgentGreetingControlReq(invoke_id=77, peripheral_id=PG, agent_action=AgentGreetingAction(0), agent_id="1")
    )
    client = anybody(14)
    assert answer(client, request) == m.FailureConf(invoke_id=77, status=StatusCode.INVALID_MSG_TYPE_FOR_VERSION)


@pytest.mark.parametrize("tag", [Tag.CTIOS_CIL_CLIENT_ID, Tag.CLIENT_SHARE_KEY])
def test_two_tags_are_accepted_in_every_request(tag: Tag) -> None:
    """CTIOSCilClientID and ClientShareKey are no fault wherever they stand."""
    client = anybody()
    heartbeat = altered(m.HeartbeatReq(invoke_id=77), more=[text(tag, "abc")])
    assert answer(client, heartbeat) == m.HeartbeatConf(invoke_id=77)
    report = m.ClientEventReportReq(invoke_id=77, state=ClientEventState.NORMAL, text="1")
    assert answer(client, altered(report, more=[text(tag, "abc")])) == m.ClientEventReportConf(invoke_id=77)


@pytest.mark.fidelity("requests.cil-client-id")
@pytest.mark.parametrize("version", [20, 24, 25])
def test_a_failure_echoes_the_client_of_cti_os(version: int) -> None:
    """CTIOSCilClientID comes back in FAILURE_CONF and CONTROL_FAILURE_CONF, whether the request lists it or not."""
    echoed = (ExtraField(Tag.CTIOS_CIL_CLIENT_ID, b"cil 1\0"),)
    world = World()
    client = world.bridge(version)
    clear = m.ClearConnectionReq(
        invoke_id=77,
        peripheral_id=PG,
        connection_call_id=1,
        connection_device_id_type=ConnectionDeviceIDType.STATIC,
        connection_device_id="2001",
        agent_instrument="2001",
    )
    more = [text(Tag.CTIOS_CIL_CLIENT_ID, "cil 1")]
    refused = answer(client, altered(clear, version, more=more, peripheral_id=4711))
    assert refused == m.FailureConf(invoke_id=77, status=StatusCode.INVALID_PERIPHERAL_ID, extra_fields=echoed)
    refused = answer(client, altered(clear, version, more=more))
    assert isinstance(refused, m.ControlFailureConf)
    assert (refused.failure_code, refused.extra_fields) == (11, echoed)


def test_a_failure_without_such_a_client_echoes_nothing() -> None:
    """Other extra fields of a request do not come back."""
    client = anybody()
    frame = altered(m.HeartbeatReq(invoke_id=77), more=[text(Tag.CLIENT_SHARE_KEY, "key"), UNKNOWN_TAG])
    assert answer(client, frame) == m.FailureConf(invoke_id=77, status=StatusCode.INVALID_FIELD_TAG)


def test_a_long_agent_id_wins() -> None:
    """AgentID_Long is accepted wherever AgentID is, and is the one that counts."""
    client = World().bridge()
    query = m.QueryAgentStateReq(invoke_id=77, peripheral_id=PG, mrd_id=1, icm_agent_id=0, agent_id="4711")
    conf = answer(client, altered(query, more=[text(Tag.AGENT_ID_LONG, "1001")]))
    assert isinstance(conf, m.QueryAgentStateConf)
    assert conf.agent_id == "1001"


@pytest.mark.parametrize(
    ("granted", "request_", "expected"),
    [
        ("client control", "hold", m.ControlFailureConf),
        ("nothing", "hold", m.FailureConf),
        ("nothing", "query", m.FailureConf),
        ("nothing", "report", m.ClientEventReportConf),
        ("agent states only", "query", m.QueryAgentStateConf),
        ("agent states only", "hold", m.FailureConf),
    ],
)
def test_a_request_needs_its_service(granted: str, request_: str, expected: type[m.FailureConf]) -> None:
    """Client Control needs its service; with agent state control only the agent's requests pass; others need none."""
    services = {
        "client control": BRIDGE,
        "nothing": CTIService.SERVICE_ALL_EVENTS,
        "agent states only": CTIService.SERVICE_ALL_EVENTS | CTIService.AGENT_STATE_CONTROL_ONLY,
    }
    requests: dict[str, Message] = {
        "hold": m.HoldCallReq(
            invoke_id=77,
            peripheral_id=PG,
            connection_call_id=1,
            connection_device_id_type=ConnectionDeviceIDType.NONE,
            reservation=False,
            connection_device_id="2001",
            agent_instrument="2001",
        ),
        "query": m.QueryAgentStateReq(invoke_id=77, peripheral_id=PG, mrd_id=1, icm_agent_id=0, agent_id="1001"),
        "report": m.ClientEventReportReq(invoke_id=77, state=ClientEventState.NORMAL, text="1"),
    }
    world = World()
    client = world.bridge(25, services[granted])
    world.noted()
    answered = client.asks(requests[request_])
    assert type(answered) is expected
    if isinstance(answered, m.FailureConf):
        assert answered.status is StatusCode.FUNCTION_NOT_AVAILABLE
    assert ("request_not_granted" in world.noted()) == isinstance(answered, m.FailureConf)


def test_agent_states_may_be_set_without_call_control() -> None:
    """Where the policy of a site grants agent state control instead of client control, agents can still sign in."""
    grantable = CTIService(0xFFFFFFFF & ~CTIService.SERVICE_CLIENT_CONTROL)
    world = World(demo(grantable=grantable))
    client = world.bridge()
    client.sends(state_req("1001", AgentState.LOGIN))
    assert type(client.takes()) is m.SetAgentStateConf
    call = MAKE_CALL.changed(named_variables=(), agent_instrument="2001")
    client.forgets()
    client.is_refused(call, StatusCode.FUNCTION_NOT_AVAILABLE)


@pytest.mark.fidelity("requests.ignore-conf")
def test_positive_confirmations_can_be_done_without() -> None:
    """With IGNORE_CONF, orders are not confirmed, but refusals and the answers of other services come."""
    world = World()
    client = world.bridge(services=BRIDGE | CTIService.SERVICE_IGNORE_CONF)
    client.sends(state_req("1001", AgentState.LOGIN))
    assert {type(message) for message in client.heard} == {m.AgentStateEvent}
    client.forgets()
    client.sends(state_req("1001", AgentState.LOGIN))
    client.hears(like(m.ControlFailureConf, failure_code=259, peripheral_error_code=10102))
    client.sends(m.AgentDeskSettingsReq(invoke_id=77, peripheral_id=PG, agent_id="1001"))
    client.hears(m.AgentDeskSettingsConf)


@pytest.mark.fidelity("requests.ignore-conf")
@pytest.mark.parametrize(
    ("question", "conf"),
    [
        (m.QueryAgentStateReq(**ASKS, mrd_id=1, icm_agent_id=0, agent_id="1001"), m.QueryAgentStateConf),
        (m.QueryDeviceInfoReq(**ASKS, agent_instrument="2001"), m.QueryDeviceInfoConf),
        (m.SnapshotCallReq(**ASKS, **one_of("2001", 0)), m.SnapshotCallConf),
        (m.SnapshotDeviceReq(**ASKS, agent_instrument="2001"), m.SnapshotDeviceConf),
    ],
)
def test_a_question_is_answered_all_the_same(question: Message, conf: type[Message]) -> None:
    """With IGNORE_CONF, each of the four questions of Client Control has its answer."""
    world = World()
    world.staffed("1001")
    call = world.caller_calls()
    client = world.open(25, BRIDGE | CTIService.SERVICE_IGNORE_CONF)
    client.sends(question.changed(connection_call_id=call) if isinstance(question, m.SnapshotCallReq) else question)
    client.hears(conf)


@pytest.mark.parametrize(
    ("request_", "answers"),
    [
        (
            m.ClientEventReportReq(invoke_id=77, state=ClientEventState.NORMAL, text="1"),
            (m.FailureConf(invoke_id=77, status=StatusCode.UNSPECIFIED_FAILURE),),
        ),
        (m.ConfigRequestKeyEvent(peripheral_id=PG), ()),
    ],
)
def test_a_broken_handler_costs_only_its_own_answer(
    monkeypatch: pytest.MonkeyPatch, request_: m.ClientEventReportReq, answers: tuple[m.FailureConf, ...]
) -> None:
    """An exception: status 17 where an answer is due, what the switch did is still told, and the server goes on."""

    def breaks(context: Context, _request: object) -> NoReturn:
        state = AgentState.LOGIN
        login = SetAgentState(peripheral_id=PG, agent_id="1001", state=state, instrument="2001", password="1001")
        context.execute(login)
        raise ZeroDivisionError("broken")

    monkeypatch.setattr(
        gate,
        "HANDLERS",
        {
            **HANDLERS,
            m.ClientEventReportReq: row(m.ClientEventReportReq, breaks),
            m.ConfigRequestKeyEvent: takes(m.ConfigRequestKeyEvent, breaks),
        },
    )
    world = World()
    world.is_allowed_to_fail = True
    client = world.bridge()
    client.sends(request_)
    login = like(m.AgentStateEvent, agent_state=AgentState.LOGIN)
    not_ready = like(m.AgentStateEvent, agent_state=AgentState.NOT_READY)
    client.hears(login, login, not_ready, not_ready, *answers)
    assert "request_failed" in world.noted()
    assert client.asks(m.HeartbeatReq(invoke_id=78)) == m.HeartbeatConf(invoke_id=78)


def test_a_session_that_follows_one_station_may_order_as_well() -> None:
    """CLIENT_EVENTS with CLIENT_CONTROL passes the gate as ALL_EVENTS does."""
    desktop = World().desktop("1001", services=DESKTOP)
    desktop.sends(state_req("1001", AgentState.LOGIN))
    assert type(desktop.takes()) is m.SetAgentStateConf


def test_the_numbers_of_the_guide_are_what_the_gate_compares() -> None:
    """The faults above stand in the order of the steps."""
    assert [int(status) for _, status in FAULTS] == [3, 62, 15, 12, 45, 77, 6, 7, 67]
    assert CallPlacementType(99).guide_name == "99"
