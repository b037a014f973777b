"""MAKE_CALL between extensions (scenario S4), every refusal, and the variables that a call can begin with."""

from __future__ import annotations

from typing import Any

import attrs
import pytest

from ctiproto import messages as m
from ctiproto.constants import (
    AgentState,
    CallDirection,
    CallMannerType,
    CallPlacementType,
    CallType,
    ConnectionDeviceIDType,
    DeskSettingsMask,
    DeviceIDType,
    LineType,
    LocalConnectionState,
    StatusCode,
    Tag,
    WrapupDataMode,
)
from ctiproto.wire import NamedArray, NamedVariable
from ctiserver.site.model import ECCArray, ECCVariable, Site
from tests.ctiserver.engine.services.requests import altered, control_failure, refusal
from tests.ctiserver.engine.services.scenes import answer, bring, clear, confirmed, make_call
from tests.support.harness import BRIDGE, PG, World, demo, like

S = AgentState
L = LocalConnectionState


def test_a_call_from_station_to_station() -> None:
    """Scenario S4 from three chairs: the caller's, the called agent's, and of one who sees all."""
    site = demo()
    desk = tuple(attrs.evolve(each, wrapup_data_incoming_mode=WrapupDataMode.OPTIONAL) for each in site.desk_settings)
    world = World(attrs.evolve(site, desk_settings=desk))
    bridge, caller, called = world.bridge(), world.desktop("1001"), world.desktop("1002")
    bring(caller, S.NOT_READY, "1001")
    bring(called, S.AVAILABLE, "1002")
    bridge.forgets()
    caller.sends(make_call(instrument="2001"))
    (call_id,) = world.centre.switch.calls(PG)
    call = {"connection_call_id": call_id}
    a, b = {**call, "connection_device_id": "2001"}, {**call, "connection_device_id": "2002"}
    begin_a = like(m.BeginCallEvent, call_type=CallType.CALLTYPE_AGENT_INSIDE, **a)
    begin_b = like(m.BeginCallEvent, call_type=CallType.CALLTYPE_OTHER_IN, **b)
    initiated = like(m.CallServiceInitiatedEvent, local_connection_state=L.INITIATE, calling_device_id="2001", **a)
    originated = like(
        m.CallOriginatedEvent, local_connection_state=L.INITIATE, calling_device_id="2001", called_device_id="2002", **a
    )
    a_talks = like(m.AgentStateEvent, agent_id="1001", agent_state=S.TALKING, direction=CallDirection.OTHER_OUT)
    b_reserved = like(m.AgentStateEvent, agent_id="1002", agent_state=S.RESERVED)
    delivered = like(
        m.CallDeliveredEvent,
        local_connection_state=L.ALERTING,
        alerting_device_id="2002",
        calling_device_id="2001",
        called_device_id="2002",
        **b,
    )
    conf = m.MakeCallConf(
        invoke_id=9,
        new_connection_call_id=call_id,
        new_connection_device_id_type=ConnectionDeviceIDType.STATIC,
        new_connection_device_id="2001",
        line_handle=0xFFFF,
        line_type=LineType.INSIDE,
    )
    heard = caller.heard[0]
    assert isinstance(heard, m.MakeCallConf)
    conf = conf.changed(line_handle=heard.line_handle)
    caller.hears(conf, a_talks, a_talks, begin_a, initiated, originated, delivered)
    called.hears(b_reserved, b_reserved, begin_b, delivered)
    bridge.hears(a_talks, a_talks, begin_a, initiated, originated, b_reserved, b_reserved, delivered)

    called.sends(answer("2002"))
    established = like(m.CallEstablishedEvent, local_connection_state=L.CONNECT, answering_device_id="2002", **b)
    b_talks = like(m.AgentStateEvent, agent_id="1002", agent_state=S.TALKING, direction=CallDirection.OTHER_IN)
    rtp_a, rtp_b = like(m.RtpStartedEvent, agent_id="1001"), like(m.RtpStartedEvent, agent_id="1002")
    called.hears(m.AnswerCallConf, b_talks, b_talks, established, rtp_b, rtp_b)
    caller.hears(established, rtp_a, rtp_a)
    bridge.hears(b_talks, b_talks, established, rtp_a, rtp_a, rtp_b, rtp_b)

    caller.sends(clear(call_id))
    gone = like(m.CallConnectionClearedEvent, local_connection_state=L.NULL, releasing_device_id="2001", **a)
    over = like(m.CallClearedEvent, local_connection_state=L.NULL, **b)
    end_a, end_b = like(m.EndCallEvent, **a), like(m.EndCallEvent, **b)
    a_back = like(m.AgentStateEvent, agent_id="1001", agent_state=S.NOT_READY)
    b_back = like(m.AgentStateEvent, agent_id="1002", agent_state=S.AVAILABLE)
    stop_a, stop_b = like(m.RtpStoppedEvent, agent_id="1001"), like(m.RtpStoppedEvent, agent_id="1002")
    caller.hears(m.ClearConnectionConf, stop_a, stop_a, gone, over, end_a, a_back, a_back)
    called.hears(gone, stop_b, stop_b, over, end_b, b_back, b_back)
    bridge.hears(stop_a, stop_a, gone, stop_b, stop_b, over, end_a, a_back, a_back, b_back, b_back)


def test_the_called_agent_s_state_is_his_own_until_he_answers() -> None:
    """A call for an agent who is not ready is delivered, and the agent stays not ready."""
    client = World().bridge()
    bring(client, S.NOT_READY, "1001")
    bring(client, S.NOT_READY, "1002")
    client.sends(make_call())
    states = [(event.agent_id, event.agent_state) for event in client.heard if isinstance(event, m.AgentStateEvent)]
    assert states == [("1001", S.TALKING)] * 2


# --- how a number is read ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("placement", "number", "alerts"),
    [
        (CallPlacementType.UNSPECIFIED, "2002", "2002"),
        (CallPlacementType.LINE_CALL, "2002", "2002"),
        (CallPlacementType.DIRECT_AGENT, "1002", "2002"),
        (CallPlacementType.DIRECT_POSITION, "2002", "2002"),
        (CallPlacementType.SUPERVISOR_ASSIST, "1", "2000"),
    ],
)
def test_a_number_is_read_as_the_placement_says(placement: CallPlacementType, number: str, alerts: str) -> None:
    """By the dial plan, as an AgentID, as an instrument, or as nothing but a call for the supervisor."""
    client = World().bridge()
    for agent in ("1000", "1002", "1001"):
        bring(client, S.NOT_READY, agent)
    client.sends(make_call(number, call_placement_type=placement))
    delivered = [message for message in client.heard if isinstance(message, m.CallDeliveredEvent)]
    assert [message.alerting_device_id for message in delivered] == [alerts]


@pytest.mark.parametrize(
    ("number", "kind"), [("90012345", m.CallReachedNetworkEvent), ("8001", m.CallQueuedEvent), ("7", m.CallFailedEvent)]
)
def test_other_ways_that_a_call_can_go(number: str, kind: type[m.CallFailedEvent]) -> None:
    """Outside, into a queue, or nowhere: confirmed as well, and the events say what became of it."""
    client = World().bridge()
    bring(client, S.NOT_READY)
    assert isinstance(client.asks(make_call(number)), m.MakeCallConf)
    assert kind in {type(message) for message in client.heard}


# --- refusals ---------------------------------------------------------------------------------------------------------

REFUSALS: list[tuple[AgentState, dict[str, Any], tuple[int, int]]] = [
    # the agent's state, what is asked for, the answer
    (S.AVAILABLE, {}, (21, 10103)),
    (S.AVAILABLE, {"call_manner_type": CallMannerType.POLITE}, (21, 10103)),
    (S.WORK_READY, {}, (21, 10103)),
    (S.WORK_NOT_READY, {"call_manner_type": CallMannerType.BELLIGERENT}, (21, 10103)),
    (S.RESERVED, {}, (21, 10106)),
    (S.TALKING, {}, (33, 0)),
    (S.HOLD, {}, (33, 0)),
    (S.NOT_READY, {"dialed_number": "x"}, (1009, 0)),
    (S.NOT_READY, {"dialed_number": ""}, (1009, 0)),
    (S.NOT_READY, {"skill_group_number": 2}, (262, 0)),
    (S.LOGOUT, {"skill_group_number": 1}, (262, 0)),
    (S.NOT_READY, {"agent_instrument": "4711"}, (12, 0)),
]


@pytest.mark.parametrize(("state", "fields", "failure"), REFUSALS)
def test_refused_by_the_switch(state: AgentState, fields: dict[str, Any], failure: tuple[int, int]) -> None:
    """Each reason has its code, and nothing happens."""
    client = World().bridge()
    bring(client, state)
    assert control_failure(client, make_call().changed(**fields)) == failure


def test_an_available_agent_may_insist() -> None:
    """With BELLIGERENT the agent becomes not ready with reason 50006, and the call goes out."""
    client = World().bridge()
    bring(client, S.AVAILABLE)
    client.sends(make_call(call_manner_type=CallMannerType.BELLIGERENT))
    assert isinstance(client.takes(), m.MakeCallConf)
    first = client.takes()
    assert isinstance(first, m.AgentStateEvent)
    assert (first.agent_state, first.event_reason_code) == (S.NOT_READY, 50006)


@pytest.mark.parametrize(
    ("number", "allowed"),
    [
        ("2002", ~DeskSettingsMask.AGENT_TO_AGENT_CALLS_ALLOWED),
        ("90012345", ~DeskSettingsMask.OUTBOUND_ACCESS_PUBLIC_NET_MASK),
    ],
)
def test_what_the_desk_settings_do_not_allow(number: str, allowed: DeskSettingsMask) -> None:
    """Numbers of a kind that the desk settings forbid are refused with CF10/10109."""
    site = demo()
    desk = tuple(attrs.evolve(each, mask=each.mask & allowed) for each in site.desk_settings)
    client = World(attrs.evolve(site, desk_settings=desk)).bridge()
    bring(client, S.NOT_READY)
    assert control_failure(client, make_call(number)) == (10, 10109)


@pytest.mark.fidelity("calls.station-without-agent")
def test_a_station_without_an_agent() -> None:
    """A station may call without an agent, unless the site demands a signed-in one (CF5)."""
    confirmed(World().bridge(), make_call())
    strict = World(demo(require_login_for_calls=True)).bridge()
    assert control_failure(strict, make_call()) == (5, 0)


@pytest.mark.parametrize("tag", [Tag.AGENT_INSTRUMENT, Tag.DIALED_NUMBER])
def test_what_is_missing(tag: Tag) -> None:
    """Status 6: a client that follows no station has to name it, and every client the number."""
    client = World().bridge()
    assert refusal(client, altered(make_call(), without={tag})) == StatusCode.REQUIRED_DATA_MISSING


def test_a_desktop_need_not_name_its_station() -> None:
    """Without AgentInstrument: its own device; another one: CF8."""
    world = World()
    desktop = world.desktop("1001")
    bring(desktop, S.NOT_READY)
    assert control_failure(desktop, make_call(instrument="2003")) == (8, 0)
    desktop.sends_bytes(altered(make_call(), without={Tag.AGENT_INSTRUMENT}))
    assert isinstance(desktop.takes(), m.MakeCallConf)


def test_the_peripheral_is_off_line() -> None:
    """CF267, but what is wrong with the request itself is said first."""
    world = World()
    client = world.bridge()
    world.link_breaks()
    client.forgets()
    assert control_failure(client, make_call()) == (267, 0)
    wrong = make_call(named_variables=(NamedVariable("nobody", "x"),))
    client.is_refused(wrong, StatusCode.NAMED_VARIABLE_NOT_CONFIGURED)


# --- variables --------------------------------------------------------------------------------------------------------


def variables(**settings: Any) -> Site:
    """A site whose calls can carry much."""
    return attrs.evolve(
        demo(**settings),
        ecc_variables=(
            ECCVariable("user.account", max_length=20),
            *(ECCVariable(f"user.long{number}") for number in range(10)),
        ),
        ecc_arrays=(ECCArray("user.history", size=5, max_length=30),),
    )


def _much(last: int) -> tuple[NamedVariable, ...]:
    """Nearly all that a request may carry, with a last value of so many characters."""
    long = tuple(NamedVariable(f"user.long{number}", "x" * 210) for number in range(8))
    return (*long, NamedVariable("user.account", "x" * 20), NamedVariable("user.long8", "x" * last))


VARIABLES: list[tuple[tuple[NamedVariable, ...], tuple[NamedArray, ...], int | None]] = [
    ((NamedVariable("user.account", "x" * 20),), (), None),
    ((NamedVariable("USER.Account", ""),), (), None),
    ((), (NamedArray("user.history", 4, "x" * 30),), None),
    ((), (NamedArray("User.History", 0, "x"), NamedArray("user.history", 1, "y")), None),
    ((NamedVariable("account", "x"),), (), 67),
    ((), (NamedArray("history", 0, "x"),), 68),
    ((NamedVariable("user.history", "x"),), (), 75),
    ((), (NamedArray("user.account", 0, "x"),), 76),
    ((), (NamedArray("user.history", 5, "x"),), 61),
    ((NamedVariable("user.account", "x" * 21),), (), 74),
    ((), (NamedArray("user.history", 0, "x" * 31),), 74),
    # eight fields of 222 bytes, one of 34 and one of 190 are the 2,000 that may be
    (_much(178), (), None),
    (_much(179), (), 73),
    (_much(160), (NamedArray("user.history", 0, ""),), None),
    (_much(160), (NamedArray("user.history", 0, "x" * 4),), 73),
]


@pytest.mark.fidelity("variables.request-with-too-much", "variables.configured", "variables.value-too-long")
@pytest.mark.parametrize(("named", "arrays", "status"), VARIABLES)
def test_named_variables(named: tuple[NamedVariable, ...], arrays: tuple[NamedArray, ...], status: int | None) -> None:
    """A name must be configured, of its kind, and its value must fit; case does not count."""
    client = World(variables()).bridge()
    request = make_call(named_variables=named, named_arrays=arrays)
    if status is None:
        confirmed(client, request)
    else:
        client.is_refused(request, StatusCode(status))


@pytest.mark.parametrize("version", [9, 19, 20, 25])
def test_a_call_begins_with_what_the_request_brings(version: int) -> None:
    """Call variables, wrap-up data, user-to-user information, and named variables as the site writes them."""
    client = World(variables()).bridge(version)
    client.sends(
        make_call(
            call_variable1="one",
            call_variable10="ten",
            call_wrapup_data="wrapped",
            user_to_user_info=b"\0\1",
            named_variables=(NamedVariable("USER.ACCOUNT", "42"),),
            named_arrays=(NamedArray("User.History", 3, "yes"),),
        )
    )
    begin = next(message for message in client.heard if isinstance(message, m.BeginCallEvent))
    assert (begin.call_variable1, begin.call_variable2, begin.call_variable10) == ("one", None, "ten")
    assert (begin.call_wrapup_data, begin.user_to_user_info, begin.dialed_number) == ("wrapped", b"\0\1", "2002")
    assert begin.named_variables == (NamedVariable("user.account", "42"),)
    assert begin.named_arrays == (NamedArray("user.history", 3, "yes"),)


def test_a_call_that_did_not_begin_has_no_confirmation(monkeypatch: pytest.MonkeyPatch) -> None:
    """If the switch placed no call and did not say why: CF70."""
    world = World()
    client = world.bridge(services=BRIDGE)
    monkeypatch.setattr(world.centre, "execute", lambda *_: [])
    assert control_failure(client, make_call()) == (70, 0)


def test_an_outside_party_is_a_device_of_its_own_kind() -> None:
    """The called device of an outbound call is external, its connection dynamic."""
    client = World().bridge()
    client.sends(make_call("90012345"))
    delivered = next(message for message in client.heard if isinstance(message, m.CallDeliveredEvent))
    assert delivered.called_device_type is DeviceIDType.EXTERNAL
    assert delivered.connection_device_id_type is ConnectionDeviceIDType.DYNAMIC
