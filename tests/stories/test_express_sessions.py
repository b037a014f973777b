"""Clients of Unified CCX open sessions, or are refused, and hear how the server is."""

from __future__ import annotations

from typing import Any

import attrs
import pytest
from hypothesis import given

from ctiproto import messages as m
from ctiproto.codec import codec
from ctiproto.constants import (
    AgentState,
    CallMsgMask,
    CallVariableMask,
    ConfigMsgMask,
    CTIService,
    DeviceIDType,
    MultilineAgentControl,
    StatusCode,
    uccx,
)
from ctiproto.constants.limits import IDLE_TIMEOUT_DISABLED
from ctiproto.declare import Message
from ctiproto.layout import layout_of
from ctiproto.strategies import messages
from ctiproto.versions import Dialect, Profile
from ctiserver.centre.switch.commands import ReturnInstrumentToService, TakeInstrumentOutOfService
from ctiserver.engine.dialects.uccx import UCCX
from ctiserver.site.load import load_demo
from ctiserver.site.model import Client as KnownClient
from tests.ctiproto.examples import property_settings
from tests.support.express import CCX, LATEST, Express, express, signs_in
from tests.support.frames import frame
from tests.support.harness import BRIDGE, DESKTOP, SUPERVISOR, call_req, like, open_req, state_req
from tests.support.orders import conference, consult
from tests.support.specimens import full_frame

S = AgentState
BOTH = CTIService.SERVICE_CLIENT_EVENTS | CTIService.SERVICE_ALL_EVENTS
CONFIG = CTIService.SERVICE_CONFIG_EVENTS
STATES_ALONE = CTIService.AGENT_STATE_CONTROL_ONLY
ONLINE, OFFLINE, OUT_OF_SERVICE, BACK = 3, 4, 10, 11


# --- OPEN_CONF --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("version", Dialect.UCCX.versions)
@pytest.mark.fidelity("uccx.one-peripheral", "uccx.says-no-more", "uccx.constants")
def test_a_client_in_bridge_mode(version: int) -> None:
    """Every version opens a session; from 14 on it is told of the one peripheral, from 18 on of ConfigMsgMask."""
    client = Express().connects()
    conf = client.opens(version, BRIDGE | CONFIG, config_msg_mask=ConfigMsgMask(0x3))
    listed = m.MultilinePeripheral(
        flt_peripheral_id=CCX, multiline_agent_control=MultilineAgentControl.MULTILINE_ENABLED
    )
    assert (conf.services_granted, conf.peripheral_online, conf.agent_state) == (BRIDGE | CONFIG, True, S.UNKNOWN)
    assert (conf.monitor_id, conf.pg_status, conf.icm_central_controller_time, conf.peripheral_type) == (0, 0, 0, 0)
    assert conf.peripherals == ((listed,) if version >= 14 else ())
    assert conf.config_msg_mask_granted == (0x3 if version >= 18 else None)
    client.heartbeats()


@pytest.mark.fidelity("uccx.one-peripheral")
def test_a_client_in_agent_mode() -> None:
    """It is told of its agent, once that is signed in, and of the one peripheral."""
    world = Express()
    before = world.connects().opens(16, DESKTOP, agent_extension="2001")
    assert (before.agent_state, before.agent_id) == (S.LOGOUT, None)
    signs_in(world.desktop("1002", 16), "1002")
    conf = world.connects().opens(16, DESKTOP, client_id="desktop 1002", agent_id="1002")
    assert (conf.agent_extension, conf.agent_id, conf.agent_instrument) == ("2002", "1002", "2002")
    assert (conf.agent_state, conf.monitor_id, len(conf.peripherals)) == (S.AVAILABLE, 0, 1)


@pytest.mark.parametrize("version", [10, 16, 18])
def test_an_agent_whose_name_is_as_long_as_can_be(version: int) -> None:
    """The session follows them by all of its 128 characters: from the beginning, and when they sign in later."""
    site = load_demo(Dialect.UCCX)
    agent_id = max((agent.id for agent in site.agents), key=len)
    assert len(agent_id) == 128
    world = Express(site)
    desk = world.connects()
    desk.opens(version, DESKTOP, agent_id=agent_id)
    login = state_req("1008", S.LOGIN, peripheral_id=CCX, agent_password="irvine")
    assert isinstance(desk.asks(login.changed(agent_id=agent_id)), m.SetAgentStateConf)
    desk.hears(like(m.AgentStateEvent, agent_id=agent_id, agent_state=S.NOT_READY))
    own = world.connects().opens(version, DESKTOP, agent_extension="2008")
    assert (own.agent_id, own.agent_state) == (agent_id, S.NOT_READY)


@pytest.mark.fidelity("uccx.config-mask")
@pytest.mark.parametrize(
    ("bit", "kind"),
    [
        (uccx.ConfigMsgMask.AGENT_MASK, ConfigMsgMask.AGENT_MASK),
        (uccx.ConfigMsgMask.CSQ_MASK, ConfigMsgMask.SKILL_GROUP_MASK),
        (uccx.ConfigMsgMask.APPLICATION_MASK, ConfigMsgMask.SERVICE_MASK),
        (uccx.ConfigMsgMask.DEVICE_MASK, ConfigMsgMask.DEVICE_MASK),
        (uccx.ConfigMsgMask.TERMINAL_MASK, ConfigMsgMask.TERMINAL_MASK),
    ],
)
def test_the_bits_of_open_req_have_an_order_of_their_own(bit: int, kind: ConfigMsgMask) -> None:
    """Agents come first there, and applications first in CONFIG_REQUEST_EVENT."""
    world = Express()
    conf = world.connects().opens(LATEST, BRIDGE | CONFIG, config_msg_mask=ConfigMsgMask(bit))
    (session,) = world.engine.registry
    assert (session.config_mask, conf.config_msg_mask_granted) == (kind, bit)


@pytest.mark.fidelity("uccx.unused-bits")
def test_what_is_not_there_is_not_granted() -> None:
    """Masks may have bits that the version does not know; control of agent states alone came with version 12."""
    everything = ~CTIService.SERVICE_CLIENT_EVENTS & 0xFFFFFFFF
    conf = Express().connects().opens(LATEST, everything, config_msg_mask=ConfigMsgMask(0xFFFFFFFF))
    assert conf.services_granted == BRIDGE | CONFIG | STATES_ALONE | CTIService.SERVICE_SUPERVISOR
    assert conf.config_msg_mask_granted == 0x1F
    for version, granted in ((11, BRIDGE & ~CTIService.SERVICE_CLIENT_CONTROL), (12, STATES_ALONE | BRIDGE)):
        asked = (BRIDGE & ~CTIService.SERVICE_CLIENT_CONTROL) | STATES_ALONE
        assert Express().connects().opens(version, asked).services_granted == granted & asked


@pytest.mark.fidelity("uccx.supervisor")
def test_who_supervises_no_team_is_not_granted_that() -> None:
    """The session opens without SUPERVISOR; a supervisor has it."""
    world = Express()
    assert world.connects().opens(LATEST, SUPERVISOR, agent_id="1001").services_granted == DESKTOP
    conf = world.connects().opens(LATEST, SUPERVISOR, client_id="supervisor", agent_id="1000")
    assert conf.services_granted == SUPERVISOR


@pytest.mark.fidelity("uccx.clients")
def test_no_password_is_asked_for() -> None:
    """Whatever the site says of its clients; the two fields have to be there."""
    site = attrs.evolve(express(auth=True), clients=(KnownClient(id="known", password="x", grantable=CTIService(0)),))
    world = Express(site)
    for name in ("", "known", "unknown"):
        assert world.connects().opens(LATEST, BRIDGE, client_id=name).services_granted == BRIDGE
    words = (1, 17, 120, 0, BRIDGE, 0, 0, 0, 0, 0, 0)
    for fields in ([(1, b"c\0")], [(2, b"")]):
        client = world.connects()
        client.sends_bytes(frame(3, *words, fields=fields, version=17))
        client.hears(like(m.FailureConf, status=StatusCode.REQUIRED_DATA_MISSING))


def test_a_session_waits_for_its_agent() -> None:
    """One that names an AgentID alone hears of calls at the phone where that agent signs in, until they sign out."""
    world = Express()
    desk = world.connects()
    desk.opens(16, DESKTOP, agent_id="1001")
    signs_in(desk, "1001")
    desk.forgets()
    call = world.caller_calls()
    assert {m.BeginCallEvent, m.CallDeliveredEvent} <= set(map(type, desk.heard))
    world.caller_hangs_up(call)
    world.passes(60)
    desk.asks(state_req("1001", S.NOT_READY, peripheral_id=CCX))
    desk.asks(state_req("1001", S.LOGOUT, peripheral_id=CCX))
    world.refuses(StatusCode.DEVICE_IN_USE, 16, DESKTOP, client_id="other", agent_id="1001")
    world.connects().opens(16, DESKTOP, client_id="other", agent_extension="2001")


# --- refusals ---------------------------------------------------------------------------------------------------------

REFUSALS: list[tuple[StatusCode, int, dict[str, Any]]] = [
    (StatusCode.INVALID_VERSION, BRIDGE, {"version_number": 9}),
    (StatusCode.INVALID_VERSION, BRIDGE, {"version_number": 19}),
    (StatusCode.INVALID_PERIPHERAL_ID, BRIDGE, {"peripheral_id": 1}),
    (StatusCode.INVALID_PERIPHERAL_ID, BRIDGE, {"peripheral_id": 0xFFFFFFFF}),
    (StatusCode.INVALID_PERIPHERAL_ID, BRIDGE, {"reserved2": 1}),
    (StatusCode.INVALID_TIMEOUT, BRIDGE, {"idle_timeout": 19}),
    (StatusCode.INVALID_TIMEOUT, BRIDGE, {"idle_timeout": 121}),
    (StatusCode.INVALID_TIMEOUT, BRIDGE, {"idle_timeout": IDLE_TIMEOUT_DISABLED}),
    (StatusCode.INVALID_FIELD_TAG, BOTH, {"agent_id": "1001"}),
    (StatusCode.INVALID_AGENT_DATA, BRIDGE, {"agent_id": "1001"}),
    (StatusCode.INVALID_AGENT_DATA, BRIDGE, {"agent_instrument": "2001"}),
    (StatusCode.REQUIRED_DATA_MISSING, DESKTOP, {}),
    (StatusCode.INVALID_AGENT_DATA, DESKTOP, {"agent_id": "4711"}),
    (StatusCode.INVALID_AGENT_DATA, DESKTOP, {"agent_extension": "2001", "agent_instrument": "2002"}),
]


@pytest.mark.fidelity("uccx.idle-timeout", "uccx.one-mode", "uccx.bridge-names-nobody", "uccx.inconsistent")
@pytest.mark.parametrize(("status", "services", "fields"), REFUSALS)
def test_what_is_wrong_is_refused(status: StatusCode, services: int, fields: dict[str, Any]) -> None:
    """Each with a status that the guide has; the connection stays."""
    Express().refuses(status, services=services, **fields)


@pytest.mark.parametrize("version", [20, 25])
def test_a_client_of_unified_cce_is_told_that_it_is_the_version(version: int) -> None:
    """Its OPEN_REQ is laid out otherwise, so that it cannot be read; the connection stays."""
    client = Express().connects()
    opening = open_req(version, BRIDGE)
    client.sends_bytes(codec(Profile(version)).encode(opening), opening=opening)
    client.hears(m.FailureConf(invoke_id=1, status=StatusCode.INVALID_VERSION))
    client.opens(16, BRIDGE)


@pytest.mark.parametrize("seconds", [20, 120])
def test_the_limits_of_the_idle_timeout(seconds: int) -> None:
    """They are allowed themselves; a client that is silent so long is reset."""
    world = Express()
    client = world.connects()
    client.opens(10, BRIDGE, idle_timeout=seconds)
    world.passes(seconds)
    client.hears_the_end()


def test_a_phone_has_one_client() -> None:
    """Another client is refused; the same one takes its phone over, and the old session is told so."""
    world = Express()
    first = world.desktop("1001", 16)
    world.refuses(StatusCode.DEVICE_IN_USE, 16, DESKTOP, agent_extension="2001")
    world.desktop("1001", 16)
    first.hears_the_end(m.FailureEvent(status=StatusCode.NEW_SESSION_OPENED))


@pytest.mark.fidelity("uccx.statuses")
def test_what_is_not_of_the_dialect() -> None:
    """A message that only Unified CCE has is status 2, a request of a service that was not granted 17."""
    world = Express()
    client = world.bridge(LATEST, BRIDGE & ~CTIService.SERVICE_CLIENT_CONTROL)
    client.sends_bytes(
        codec(Profile(18)).encode(m.RegisterVariablesReq(invoke_id=7, call_variable_mask=CallVariableMask(0)))
    )
    client.hears(m.FailureConf(invoke_id=7, status=StatusCode.INVALID_MESSAGE_TYPE))
    client.is_refused(call_req(m.AnswerCallReq, "2001", 1, peripheral_id=CCX), StatusCode.UNSPECIFIED_FAILURE)


def test_what_only_servers_send_is_refused_by_its_own_invoke_id() -> None:
    """Also where another field comes first in Unified CCE."""
    client = Express().bridge()
    event = full_frame(layout_of(m.EmergencyCallEvent, Profile(LATEST, Dialect.UCCX)))
    client.sends_bytes(event)
    client.hears(m.FailureConf(invoke_id=int.from_bytes(event[8:12]), status=StatusCode.INVALID_MESSAGE_TYPE))


@pytest.mark.parametrize("version", [10, 18])
def test_whatever_a_client_sends_there_is_no_mistake_of_ours(version: int) -> None:
    """Any message of the dialect, whoever sends such ones: the world fails if the server meets a mistake of its own."""
    profile = Profile(version, Dialect.UCCX)

    @property_settings
    @given(messages(profile))
    def check(message: Message) -> None:
        world = Express()
        bridge = world.bridge(version, BRIDGE | CONFIG | CTIService.SERVICE_SUPERVISOR)
        bridge.sends_bytes(codec(profile).encode(message))
        desk = world.desktop("1000", version, SUPERVISOR | CONFIG)
        desk.sends_bytes(codec(profile).encode(message))

    check()


@pytest.mark.fidelity("uccx.statuses")
@pytest.mark.parametrize("status", StatusCode)
def test_each_status_that_is_told_is_one_of_the_dialect(status: StatusCode) -> None:
    """The others are told as the nearest one, or as 17, by messages of both kinds."""
    nearest = {15: 92, 26: 3, 32: 8, 35: 13, 48: 2, 49: 3, 72: 93, 73: 23, 74: 23}
    own = {int(each) for each in uccx.StatusCode}
    told = int(status) if status in own else nearest.get(int(status), 17)
    for message in (m.FailureConf(invoke_id=1, status=status), m.FailureEvent(status=status)):
        assert UCCX.worded is not None
        assert UCCX.worded(message, Profile(18, Dialect.UCCX), express()) == message.changed(status=told)


# --- who hears what ---------------------------------------------------------------------------------------------------


def test_a_bridge_hears_of_all_and_is_answered_alone() -> None:
    """Events of an agent go to that agent and to all bridges; the confirmation only to who asked."""
    world = Express()
    bridges = [world.bridge(version, name=f"version {version}") for version in (10, 18)]
    own, other = world.desktop("1001", 16), world.desktop("1002", 16)
    own.sends(state_req("1001", S.LOGIN, peripheral_id=CCX))
    assert isinstance(own.takes(), m.SetAgentStateConf)
    assert {type(message) for message in own.heard} == {m.AgentStateEvent}
    for bridge in bridges:
        assert [type(message) for message in bridge.heard] == [type(message) for message in own.heard]
    other.hears()


def test_an_agent_hears_of_others_in_the_same_conference() -> None:
    """What another party of the conference does is told to all who have part in it."""
    world = Express()
    desks = {agent: world.desktop(agent, 16) for agent in ("1001", "1002", "1003")}
    for agent, desk in desks.items():
        signs_in(desk, agent)
    call = world.caller_calls()
    first = desks["1001"]
    first.asks(call_req(m.AnswerCallReq, "2001", call, peripheral_id=CCX))
    conf = first.asks(consult("2001", call, "2002", peripheral_id=CCX))
    assert isinstance(conf, m.ConsultationCallConf), conf
    desks["1002"].asks(call_req(m.AnswerCallReq, "2002", conf.new_connection_call_id, peripheral_id=CCX))
    joined = first.asks(conference("2001", conf.new_connection_call_id, call, peripheral_id=CCX))
    assert isinstance(joined, m.ConferenceCallConf), joined
    for desk in desks.values():
        desk.forgets()
    first.sends(call_req(m.HoldCallReq, "2001", joined.new_connection_call_id, peripheral_id=CCX))
    assert m.CallHeldEvent in map(type, desks["1002"].heard)
    desks["1003"].hears()


@pytest.mark.fidelity("uccx.constants")
def test_reserved_places_hold_their_constants() -> None:
    """In every message that clients of three versions are sent in the course of a call."""
    world = Express()
    clients = [world.bridge(version, name=f"version {version}") for version in (10, 14, 18)]
    desk = world.desktop("1001", 18)
    signs_in(desk, "1001")
    call = world.caller_calls()
    desk.asks(call_req(m.AnswerCallReq, "2001", call, peripheral_id=CCX))
    world.happens(TakeInstrumentOutOfService(peripheral_id=CCX, device="2002"))
    world.caller_hangs_up(call)
    world.passes(60)
    for client in (*clients, desk):
        profile = Profile(client.version, Dialect.UCCX)
        kinds = {type(message) for _, message in client.feed}
        assert {m.OpenConf, m.AgentStateEvent, m.BeginCallEvent, m.CallDeliveredEvent, m.EndCallEvent} <= kinds
        for _, message in client.feed:
            for field in layout_of(type(message), profile).fixed:
                if field.constant is not None and field.counts is None:
                    assert getattr(message, field.attribute) == field.constant, field.name


# --- how the server is ------------------------------------------------------------------------------------------------


@pytest.mark.fidelity("uccx.status", "uccx.device-events", "uccx.system-events")
@pytest.mark.parametrize(("setting", "healthy"), [("zero", 0), ("in_service", 0x400)])
def test_system_events_go_to_all(setting: str, healthy: int) -> None:
    """Whatever their mode and masks: the server off line and on line again, a phone that goes and comes back."""
    world = Express(express(ccx_status=setting))
    masks = {"call_msg_mask": CallMsgMask(0), "agent_state_mask": 0}
    clients = [world.bridge(10, **masks), world.desktop("1001", 18, **masks), world.open(14, 0, client_id="neither")]
    world.link_breaks(CCX)
    world.link_is_back(CCX)
    world.happens(TakeInstrumentOutOfService(peripheral_id=CCX, device="2002"))
    world.happens(ReturnInstrumentToService(peripheral_id=CCX, device="2002"))
    argument = {"system_event_arg1": 0, "text": None}
    device = {"event_device_type": DeviceIDType.AGENT_DEVICE, "event_device_id": "2002"} | argument
    nothing = {"event_device_type": DeviceIDType.NONE, "event_device_id": None} | argument
    for client in clients:
        client.hears(
            like(m.SystemEvent, system_event_id=OFFLINE, pg_status=0x600, **nothing),
            like(m.SystemEvent, system_event_id=ONLINE, pg_status=healthy, **nothing),
            like(m.SystemEvent, system_event_id=OUT_OF_SERVICE, pg_status=healthy, **device),
            like(m.SystemEvent, system_event_id=BACK, pg_status=healthy, **device),
        )


@pytest.mark.fidelity("uccx.system-events")
def test_no_other_system_event_is_told() -> None:
    """A half hour begins without a word."""
    world = Express()
    client = world.bridge(LATEST, idle_timeout=120)
    for _ in range(40):
        world.passes(60)
        client.heartbeats()


@pytest.mark.fidelity("uccx.supervisor-orders")
def test_a_supervisor_orders_the_states_of_their_team() -> None:
    """The session says who orders, as no field does; the reason is that of an order.  Agents order nobody."""
    world = Express()
    own, supervisor = world.desktop("1001", 16), world.desktop("1000", 18, SUPERVISOR)
    signs_in(own, "1001")
    signs_in(supervisor, "1000")
    own.forgets()
    order = state_req("1001", S.NOT_READY, peripheral_id=CCX, agent_instrument="2001")
    assert isinstance(supervisor.asks(order), m.SetAgentStateConf)
    (told,) = (each for each in own.heard if isinstance(each, m.AgentStateEvent))
    assert (told.agent_id, told.agent_state, told.event_reason_code) == ("1001", S.NOT_READY, 33)
    stranger = world.desktop("1002", 16)
    signs_in(stranger, "1002")
    assert isinstance(stranger.asks(order), m.ControlFailureConf)
