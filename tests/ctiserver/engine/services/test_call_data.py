"""SET_CALL_DATA, RELEASE_CALL and SET_DEVICE_ATTRIBUTES over the wire: what they do, and every refusal."""

from __future__ import annotations

from typing import Any

import attrs
import pytest

from ctiproto import messages as m
from ctiproto.constants import AgentState, CallType, DispositionCode, StatusCode, Tag
from ctiproto.constants.limits import NULL_CALLTYPE, NULL_SERVICE, NULL_SKILL_GROUP
from ctiproto.wire import NamedArray, NamedVariable
from ctiserver.site.model import ECCArray, ECCVariable, Site
from tests.ctiserver.engine.services.requests import altered, refusal
from tests.ctiserver.engine.services.scenes import answer, bring, confirmed, make_call
from tests.ctiserver.engine.services.test_call_control import two_peripherals
from tests.support.harness import PG, Client, Like, World, demo, like
from tests.support.orders import NONE, consult, one_of, release, transfer, write

S = AgentState
A, B = "2001", "2002"


def _talking(site: Site | None = None, version: int = 25) -> tuple[World, Client, Client, int]:
    """A world, a client that sees all, the desktop of agent 1001, and the agent's call."""
    world = World(site)
    bridge, desktop = world.bridge(version), world.desktop("1001", version)
    call = bring(desktop, S.TALKING)
    bridge.forgets()
    return world, bridge, desktop, call


def _updated(call: int, **fields: Any) -> Like:
    return like(m.CallDataUpdateEvent, connection_call_id=call, new_connection_call_id=call, **fields)


# --- writing ----------------------------------------------------------------------------------------------------------


def test_everybody_hears_what_changed_and_nothing_else() -> None:
    """The confirmation first; then all parties, the one who wrote too."""
    _, bridge, desktop, call = _talking()
    desktop.sends(write(A, call, call_variable3="three", call_wrapup_data="done", ani="5550199"))
    desktop.hears(
        m.SetCallDataConf,
        _updated(call, call_variable3="three", call_wrapup_data="done", ani="5550199", call_variable1=None, dnis=None),
    )
    bridge.hears(_updated(call, call_variable3="three", call_variable4=None))


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        ({"user_to_user_info": b"\x01\x02"}, {"user_to_user_info": b"\x01\x02"}),
        ({"caller_entered_digits": "42"}, {"caller_entered_digits": "42"}),
        ({"call_type": CallType.CALLTYPE_PREVIEW}, {"call_type": CallType.CALLTYPE_PREVIEW}),
        ({"called_party_disposition": DispositionCode.BUSY}, {"called_party_disposition": DispositionCode.BUSY}),
        ({"campaign_id": 7, "query_rule_id": 8}, {"campaign_id": 7, "query_rule_id": 8}),
        ({"customer_phone_number": "5550"}, {"customer_phone_number": "5550"}),
        ({"customer_account_number": "77"}, {"customer_account_number": "77"}),
        (
            {"router_call_key_day": 1, "router_call_key_call_id": 2, "router_call_key_sequence_number": 3},
            {"router_call_key_day": 1, "router_call_key_call_id": 2, "router_call_key_sequence_number": 3},
        ),
        (
            {"named_variables": (NamedVariable("USER.account", "9"),)},
            {"named_variables": (NamedVariable("user.account", "9"),)},
        ),
        (
            {"named_arrays": (NamedArray("user.history", 4, "x"),)},
            {"named_arrays": (NamedArray("user.history", 4, "x"),)},
        ),
    ],
)
def test_every_item_can_be_written(asked: dict[str, Any], told: dict[str, Any]) -> None:
    """Numbers, texts, and named variables, which get their configured names."""
    _, bridge, desktop, call = _talking()
    desktop.sends(write(A, call, **asked))
    desktop.hears(m.SetCallDataConf, _updated(call, **told))
    bridge.hears(_updated(call, **told))


@pytest.mark.fidelity("call-data.part-of-the-key")
def test_a_part_of_the_router_s_key_keeps_the_rest() -> None:
    """A request with a sequence number alone leaves day and call id of the key as they are."""
    _, bridge, desktop, call = _talking()
    shown = bridge.asks(m.SnapshotCallReq(invoke_id=1, peripheral_id=PG, **one_of(A, call)))
    assert isinstance(shown, m.SnapshotCallConf)
    desktop.sends(write(A, call, router_call_key_sequence_number=9))
    desktop.hears(
        m.SetCallDataConf,
        _updated(call, router_call_key_sequence_number=9, router_call_key_call_id=shown.router_call_key_call_id),
    )


@pytest.mark.fidelity("requests.not-given")
def test_what_a_request_leaves_out_stays_on_the_call() -> None:
    """Also the numbers of the campaign, which a request that is silent about them writes as the null number."""
    _, bridge, desktop, call = _talking()
    confirmed(desktop, write(A, call, campaign_id=7, query_rule_id=8))
    bridge.forgets()
    desktop.sends(write(A, call, call_variable1="new"))
    bridge.hears(_updated(call, call_variable1="new", campaign_id=7, query_rule_id=8))


@pytest.mark.fidelity("requests.not-given")
@pytest.mark.parametrize("call_type", [0, NULL_CALLTYPE])
def test_nothing_changed_is_no_event(call_type: int) -> None:
    """The same values again, and numbers that stand for "unchanged", cause no CALL_DATA_UPDATE_EVENT."""
    _, bridge, desktop, call = _talking()
    confirmed(desktop, write(A, call, call_variable1="one"))
    bridge.forgets()
    desktop.sends(write(A, call, call_variable1="one", call_type=CallType(call_type)))
    desktop.hears(m.SetCallDataConf)
    bridge.hears()


def test_an_empty_text_clears_and_says_so() -> None:
    """The event carries the empty variable; later pictures leave it out."""
    _, _, desktop, call = _talking()
    confirmed(desktop, write(A, call, call_variable1="one"))
    desktop.sends(write(A, call, call_variable1=""))
    desktop.hears(m.SetCallDataConf, _updated(call, call_variable1=""))


@pytest.mark.parametrize("version", [21, 22])
def test_named_variables_since_22_come_all_together(version: int) -> None:
    """CALL_DATA_UPDATE_EVENT has all named variables from version 22 on, and before only those that changed."""
    _, _, desktop, call = _talking(version=version)
    confirmed(desktop, write(A, call, named_variables=(NamedVariable("user.account", "9"),)))
    desktop.sends(write(A, call, call_variable1="one"))
    kept = (NamedVariable("user.account", "9"),) if version >= 22 else ()
    desktop.hears(m.SetCallDataConf, _updated(call, call_variable1="one", named_variables=kept))


@pytest.mark.fidelity("call-data.bridges-enter-the-history", "call-data.bridges")
def test_who_sees_all_writes_on_any_call_and_belongs_to_its_clients() -> None:
    """It is added to the clients of the call once, however often it writes."""
    _, bridge, _, call = _talking()
    for value in ("one", "two"):
        bridge.sends(write(A, call, call_variable1=value))
    last = bridge.heard[-1]
    assert isinstance(last, m.CallDataUpdateEvent)
    assert [client.cti_client_signature for client in last.clients] == ["desktop 1001", "bridge"]


def test_data_can_be_written_as_long_as_the_agent_works_on_the_call() -> None:
    """After the caller has gone; not once the association has ended."""
    world, _, desktop, call = _talking()
    world.caller_hangs_up(call)
    desktop.forgets()
    desktop.sends(write(A, call, call_wrapup_data="nice"))
    desktop.hears(m.SetCallDataConf, _updated(call, call_wrapup_data="nice"))
    world.passes(11)
    desktop.forgets()
    desktop.is_refused(write(A, call, call_wrapup_data="late"), StatusCode.INVALID_CALLID)


# --- refusals ---------------------------------------------------------------------------------------------------------


@pytest.mark.fidelity("call-data.statuses")
@pytest.mark.parametrize("order", [write, release])
@pytest.mark.parametrize(
    ("fields", "status"),
    [
        ({"peripheral_id": 1}, StatusCode.INVALID_PERIPHERAL_ID),
        ({"connection_call_id": 99}, StatusCode.INVALID_CALLID),
        ({"connection_device_id": "nobody"}, StatusCode.INVALID_CALLID),
        ({"connection_device_id_type": 7}, StatusCode.INVALID_CONNECTION_ID_TYPE),
    ],
)
def test_what_is_not_there(order: Any, fields: dict[str, Any], status: StatusCode) -> None:
    """The statuses of SET_CALL_DATA_REQ and RELEASE_CALL_REQ for calls and connections that do not exist."""
    _, _, desktop, call = _talking()
    desktop.is_refused(order(A, call).changed(**fields), status)


@pytest.mark.parametrize("order", [write, release])
def test_a_connection_without_its_id(order: Any) -> None:
    """Status 6, unless the type says that there is none."""
    _, _, desktop, call = _talking()
    tag = {Tag.CONNECTION_DEVID}
    assert refusal(desktop, altered(order(A, call), without=tag)) == StatusCode.REQUIRED_DATA_MISSING
    unnamed = order(A, call, connection_device_id_type=NONE)
    desktop.sends_bytes(altered(unnamed, without=tag))
    assert not isinstance(desktop.takes(), m.FailureConf)


@pytest.mark.fidelity("call-data.parties-alone")
@pytest.mark.parametrize("order", [write, release])
def test_only_parties(order: Any) -> None:
    """Status 35 for a desktop that has no part in the call; status 12 without the service."""
    world, _, _, call = _talking()
    other = world.desktop("1002")
    other.is_refused(order(A, call), StatusCode.NOT_CALL_PARTY)
    nobody = world.open(25, 0)
    nobody.is_refused(order(A, call), StatusCode.FUNCTION_NOT_AVAILABLE)


@pytest.mark.parametrize(
    ("fields", "status"),
    [
        ({"call_type": CallType(99)}, StatusCode.INVALID_CALL_TYPE),
        ({"called_party_disposition": DispositionCode(66)}, StatusCode.CALLED_PARTY_DISPOSITION),
        ({"named_variables": (NamedVariable("user.none", ""),)}, StatusCode.NAMED_VARIABLE_NOT_CONFIGURED),
        ({"named_arrays": (NamedArray("user.none", 0, ""),)}, StatusCode.NAMED_ARRAY_NOT_CONFIGURED),
        ({"named_variables": (NamedVariable("user.history", ""),)}, StatusCode.SCALAR_FUNCTION_ON_ARRAY),
        ({"named_arrays": (NamedArray("user.account", 0, ""),)}, StatusCode.ARRAY_FUNCTION_ON_SCALAR),
        ({"named_arrays": (NamedArray("user.history", 5, ""),)}, StatusCode.INVALID_ARRAY_INDEX),
        ({"named_variables": (NamedVariable("user.short", "123"),)}, StatusCode.VALUE_TOO_LONG),
        ({"named_arrays": (NamedArray("user.shorts", 0, "123"),)}, StatusCode.VALUE_TOO_LONG),
        ({"named_variables": (NamedVariable("user.account", "x" * 200),) * 10}, StatusCode.TOO_MUCH_DATA),
        ({"call_variable1": "a\x01"}, StatusCode.INVALID_CHARACTER),
    ],
)
def test_what_cannot_be_written(fields: dict[str, Any], status: StatusCode) -> None:
    """All or nothing: the good variable beside the bad item is not written."""
    site = demo()
    more: dict[str, Any] = {
        "ecc_variables": (*site.ecc_variables, ECCVariable("user.short", max_length=2)),
        "ecc_arrays": (*site.ecc_arrays, ECCArray("user.shorts", size=2, max_length=2)),
    }
    _, bridge, desktop, call = _talking(attrs.evolve(site, **more))
    desktop.is_refused(write(A, call, **{"call_variable2": "good"} | fields), status)
    bridge.hears()


def test_a_text_that_is_too_long() -> None:
    """Status 23: 40 characters and the NUL fill a call variable."""
    _, _, desktop, call = _talking()
    long = (int(Tag.CALL_VAR_1), b"x" * 41 + b"\0")
    assert refusal(desktop, altered(write(A, call), more=[long])) == StatusCode.INVALID_FIELD_LENGTH


@pytest.mark.fidelity("call-data.protected")
@pytest.mark.parametrize(
    ("settings", "fields"),
    [
        ({"call_control_variable_map": "ynyyyyyyyy"}, {"call_variable2": "two"}),
        ({"protect_ani": True}, {"ani": "1"}),
        ({"protect_ani": True}, {"caller_entered_digits": "1"}),
    ],
)
def test_protected_items(settings: dict[str, Any], fields: dict[str, Any]) -> None:
    """Status 14, and nothing of the request is written; other items may be."""
    _, bridge, desktop, call = _talking(demo(**settings))
    desktop.is_refused(write(A, call, call_variable1="one", **fields), StatusCode.PROTECTED_VARIABLE)
    bridge.hears()
    desktop.sends(write(A, call, call_variable1="one"))
    assert isinstance(desktop.takes(), m.SetCallDataConf)


def test_the_link_is_down() -> None:
    """Nothing is known of the call any more: status 13; while it lingers, status 15."""
    world, _, desktop, call = _talking()
    world.link_breaks()
    desktop.forgets()
    desktop.is_refused(write(A, call, ani="1"), StatusCode.INVALID_CALLID)
    world, _, desktop, call = _talking(demo(peripheral_linger=60))
    world.link_breaks()
    desktop.forgets()
    desktop.is_refused(write(A, call, ani="1"), StatusCode.CTI_SERVER_OFFLINE)


# --- being done -------------------------------------------------------------------------------------------------------


@pytest.mark.fidelity("call-data.release")
def test_a_live_call_is_released() -> None:
    """END_CALL comes directly after the clearing, though the agent works on it; the client writes nothing any more."""
    world, _, desktop, call = _talking()
    desktop.sends(release(A, call))
    desktop.hears(m.ReleaseCallConf)
    desktop.is_refused(write(A, call, ani="1"), StatusCode.NOT_CALL_PARTY)
    desktop.is_refused(release(A, call), StatusCode.NOT_CALL_PARTY)
    world.caller_hangs_up(call)
    heard = [type(event) for event in desktop.heard]
    assert heard.index(m.CallClearedEvent) < heard.index(m.EndCallEvent) < heard.index(m.AgentStateEvent)
    assert world.engine.registry[desktop.number].released == set()


def test_an_ended_call_is_released() -> None:
    """END_CALL_EVENT for the station follows at once."""
    world, _, desktop, call = _talking()
    world.caller_hangs_up(call)
    desktop.forgets()
    desktop.sends(release(A, call))
    desktop.hears(m.ReleaseCallConf, like(m.EndCallEvent, connection_call_id=call))
    desktop.is_refused(release(A, call), StatusCode.INVALID_CALLID)


def test_who_sees_all_releases_for_a_station() -> None:
    """The one that the connection names; it has no association of its own to release."""
    world, bridge, desktop, call = _talking()
    world.caller_hangs_up(call)
    desktop.forgets()
    bridge.forgets()
    bridge.is_refused(release(A, call, connection_device_id_type=NONE), StatusCode.NOT_CALL_PARTY)
    bridge.sends(release(A, call))
    assert isinstance(bridge.takes(), m.ReleaseCallConf)
    desktop.hears(like(m.EndCallEvent, connection_call_id=call))


def test_who_sees_all_writes_on_what_a_station_is_done_with() -> None:
    """So does the station's own client: it did not say that it is done."""
    _, bridge, desktop, call = _talking()
    confirmed(bridge, release(A, call))
    for client, value in ((bridge, "one"), (desktop, "two")):
        bridge.forgets()
        client.sends(write(A, call, call_variable1=value))
        told = [event for event in bridge.heard if isinstance(event, m.CallDataUpdateEvent)]
        assert [event.call_variable1 for event in told] == [value]


def test_what_was_released_stays_so_when_the_call_is_joined_to_another() -> None:
    """The consulted agent was done with the consultation; it goes on as another call."""
    world, _, desktop, call = _talking()
    other = world.desktop("1002")
    bring(other, S.NOT_READY, "1002")
    conf = desktop.asks(consult(A, call, B))
    assert isinstance(conf, m.ConsultationCallConf)
    confirmed(other, answer(B))
    confirmed(other, release(B, conf.new_connection_call_id))
    confirmed(desktop, transfer(A, conf.new_connection_call_id, call))
    other.forgets()
    other.is_refused(write(B, call, ani="1"), StatusCode.NOT_CALL_PARTY)


# --- devices ----------------------------------------------------------------------------------------------------------


def _attributes(**fields: Any) -> m.SetDeviceAttributesReq:
    given: dict[str, Any] = {
        "invoke_id": 9,
        "peripheral_id": PG,
        "call_type": CallType(NULL_CALLTYPE),
        "calling_device_id": A,
    }
    return m.SetDeviceAttributesReq(**given | fields)


@pytest.mark.fidelity("call-data.device-attributes")
def test_calls_of_a_device_are_counted_as_it_says() -> None:
    """Service, skill group and type of the calls that it places from now on."""
    world = World()
    desktop = world.desktop("1001")
    bring(desktop, S.NOT_READY)
    desktop.sends(_attributes(service_number=2, skill_group_id=5003, call_type=CallType.CALLTYPE_PREVIEW))
    desktop.hears(m.SetDeviceAttributesConf)
    desktop.sends(make_call("2002"))
    events = {type(event): event for event in desktop.heard}
    begun, dialled = events[m.BeginCallEvent], events[m.CallOriginatedEvent]
    assert isinstance(begun, m.BeginCallEvent)
    assert isinstance(dialled, m.CallOriginatedEvent)
    assert (begun.call_type, dialled.service_number, dialled.skill_group_number) == (CallType.CALLTYPE_PREVIEW, 2, 3)


@pytest.mark.parametrize(
    ("fields", "status"),
    [
        ({"peripheral_id": 1}, StatusCode.INVALID_PERIPHERAL_ID),
        ({"calling_device_id": "nobody"}, StatusCode.INVALID_DEVICE),
        ({"calling_device_id": B}, StatusCode.INVALID_DEVICE),
        ({"service_number": 9}, StatusCode.INVALID_SERVICE),
        ({"service_number": 1, "service_id": 6002}, StatusCode.SERVICE_CONFLICT),
        ({"skill_group_number": 9}, StatusCode.INVALID_SKILL_GROUP),
        ({"skill_group_number": 1, "skill_group_id": 5002}, StatusCode.SKILL_GROUP_CONFLICT),
        ({"call_type": CallType(99)}, StatusCode.INVALID_CALL_TYPE),
    ],
)
def test_what_a_device_cannot_be_set_to(fields: dict[str, Any], status: StatusCode) -> None:
    """The statuses with which SET_DEVICE_ATTRIBUTES_REQ is refused."""
    desktop = World().desktop("1001")
    desktop.is_refused(_attributes(**fields), status)


def test_a_group_of_another_peripheral() -> None:
    """A skill group number counts on its own peripheral only."""
    bridge = World(two_peripherals()).bridge()
    bridge.is_refused(_attributes(peripheral_id=5001, skill_group_id=5001), StatusCode.INVALID_SKILL_GROUP)
    none = {"service_number": NULL_SERVICE, "skill_group_number": NULL_SKILL_GROUP}
    assert isinstance(bridge.asks(_attributes(peripheral_id=5001, **none)), m.SetDeviceAttributesConf)
    assert refusal(bridge, altered(_attributes(), without={Tag.CALLING_DEVID})) == StatusCode.REQUIRED_DATA_MISSING
