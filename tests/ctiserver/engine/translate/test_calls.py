"""Call events in the words of the protocol: every field of every message."""

from __future__ import annotations

from typing import Any, Final

import attrs
import pytest

from ctiproto import messages as m
from ctiproto.constants import (
    CallType,
    ConnectionDeviceIDType,
    DeviceIDType,
    DispositionCode,
    EventCause,
    LineType,
    LocalConnectionState,
    PeripheralType,
)
from ctiproto.declare import Message
from ctiproto.wire import NamedArray, NamedVariable
from ctiserver.centre.switch import events as e
from ctiserver.centre.switch.identifiers import NO_DEVICE, NO_SERVICE, NO_SKILL_GROUP, Device
from ctiserver.engine.translate.events import translate
from ctiserver.site.keys import CallKey
from tests.ctiserver.engine.translate.happenings import BARE, CALL, K_X, event, facts
from tests.support.harness import PG

NULL: Final = 0xFFFFFFFF
NAMED: Final[dict[str, Any]] = {
    "peripheral_id": PG,
    "peripheral_type": PeripheralType.ENTERPRISE_AGENT,
    "connection_device_id_type": ConnectionDeviceIDType.STATIC,
    "connection_call_id": CALL,
    "connection_device_id": "2001",
}
CHANGE: Final[dict[str, Any]] = NAMED | {
    "local_connection_state": LocalConnectionState.CONNECT,
    "event_cause": EventCause.CEC_ALTERNATE,
}
LINE: Final[dict[str, Any]] = {"line_handle": 3, "line_type": LineType.INBOUND_ACD}
SERVICE: Final[dict[str, Any]] = {"service_number": 1, "service_id": 6001}
COUNTED: Final[dict[str, Any]] = SERVICE | {
    "skill_group_number": 1,
    "skill_group_id": 5001,
    "skill_group_priority": 0,
}
TRUNK: Final[dict[str, Any]] = {"trunk_number": 7, "trunk_group_number": 1}
VARIABLES: Final[dict[str, Any]] = {
    "call_variable1": "one",
    "call_variable10": "ten",
    "named_variables": (NamedVariable("user.account", "7"),),
    "named_arrays": (NamedArray("user.history", 2, "then"),),
}
DATA: Final[dict[str, Any]] = VARIABLES | {
    "ani": "5550100",
    "dnis": "8001",
    "dialed_number": "8001x",
    "caller_entered_digits": "42",
    "user_to_user_info": b"\x00\x01",
    "call_wrapup_data": "wrapped",
}
CONTEXT_FIELDS: Final[dict[str, Any]] = {
    "call_type": CallType.CALLTYPE_ACD_IN,
    "called_party_disposition": DispositionCode.DISCONNECT_DROP_HANDLED_PRIMARY_ROUTE,
}
KEY: Final[dict[str, Any]] = {
    "router_call_key_day": 155_000,
    "router_call_key_call_id": 12,
    "router_call_key_sequence_number": 1,
}


def _device(name: str, kind: DeviceIDType, number: str | None) -> dict[str, Any]:
    return {f"{name}_device_type": kind, f"{name}_device_id": number}


def _agent(name: str, number: str = "2001") -> dict[str, Any]:
    return _device(name, DeviceIDType.AGENT_DEVICE, number)


CALLING_X: Final = _device("calling", DeviceIDType.EXTERNAL, "5550100")
CALLED_X: Final = _device("called", DeviceIDType.EXTERNAL, "5550100")
CALLED_NUMBER: Final = _device("called", DeviceIDType.ROUTE_POINT, "8001")
GROUPS: Final = (
    m.QueueSkillGroup(skill_group_number=1, skill_group_id=5001, skill_group_priority=0),
    m.QueueSkillGroup(skill_group_number=3, skill_group_id=5003, skill_group_priority=2),
)

TOLD: Final[dict[type[e.Event], Message]] = {
    e.CallBegan: m.BeginCallEvent(**NAMED, **CONTEXT_FIELDS, **KEY, **DATA),
    e.CallEnded: m.EndCallEvent(**NAMED),
    e.CallDataUpdated: m.CallDataUpdateEvent(
        **NAMED,
        **CONTEXT_FIELDS,
        new_connection_device_id_type=ConnectionDeviceIDType.DYNAMIC,
        new_connection_call_id=CALL,
        new_connection_device_id="X1",
        ani="5550100",
        call_variable2="",
        named_variables=VARIABLES["named_variables"],
        named_arrays=VARIABLES["named_arrays"],
    ),
    e.CallDelivered: m.CallDeliveredEvent(
        **CHANGE,
        **LINE,
        **COUNTED,
        **_agent("alerting"),
        **CALLING_X,
        **CALLED_NUMBER,
        **_agent("last_redirect", "2002"),
        **TRUNK,
        **DATA,
    ),
    e.CallQueued: m.CallQueuedEvent(
        **CHANGE, **SERVICE, **CALLING_X, **CALLED_NUMBER, num_queued=4, skill_groups=GROUPS
    ),
    e.CallDequeued: m.CallDequeuedEvent(**CHANGE, **SERVICE, num_queued=3, skill_groups=GROUPS[1:]),
    e.CallEstablished: m.CallEstablishedEvent(
        **CHANGE,
        **LINE,
        **COUNTED,
        **_agent("answering"),
        **CALLING_X,
        **CALLED_NUMBER,
        **_agent("last_redirect", "2002"),
        **TRUNK,
    ),
    e.CallHeld: m.CallHeldEvent(**CHANGE, **_agent("holding")),
    e.CallRetrieved: m.CallRetrievedEvent(**CHANGE, **_agent("retrieving")),
    e.CallDiverted: m.CallDivertedEvent(**CHANGE, **SERVICE, **_agent("diverting"), **_agent("called", "2002")),
    e.CallFailed: m.CallFailedEvent(**CHANGE, **_agent("failing", "2002"), **CALLED_NUMBER),
    e.CallConnectionCleared: m.CallConnectionClearedEvent(**CHANGE, **_agent("releasing")),
    e.CallCleared: m.CallClearedEvent(**CHANGE),
    e.CallServiceInitiated: m.CallServiceInitiatedEvent(**CHANGE, **LINE, **COUNTED, **_agent("calling")),
    e.CallOriginated: m.CallOriginatedEvent(
        **CHANGE, **LINE, **COUNTED, **_agent("calling"), **_agent("called", "2002")
    ),
    e.CallReachedNetwork: m.CallReachedNetworkEvent(
        **CHANGE, **LINE, **_device("trunk_used", DeviceIDType.TRUNK_IDENTIFIER, "7"), **CALLED_X, **TRUNK
    ),
}


@pytest.mark.parametrize("kind", TOLD, ids=lambda kind: kind.__name__)
def test_each_event_is_one_message(kind: type[e.Event]) -> None:
    """Subject, state, cause, devices and data of the event, and nothing else."""
    assert translate(event(kind), facts()) == (TOLD[kind],)


# --- devices ----------------------------------------------------------------------------------------------------------

KINDS: Final = (
    # kind of the switch, first version that has it
    (DeviceIDType.DEVICE_IDENTIFIER, 9),
    (DeviceIDType.TRUNK_IDENTIFIER, 9),
    (DeviceIDType.TRUNK_GROUP_IDENTIFIER, 9),
    (DeviceIDType.ROUTE_POINT, 9),
    (DeviceIDType.EXTERNAL, 9),
    (DeviceIDType.AGENT_DEVICE, 11),
    (DeviceIDType.QUEUE, 10),
    (DeviceIDType.NON_ACD_DEVICE_IDENTIFIER, 14),
    (DeviceIDType.SHARED_DEVICE_IDENTIFIER, 14),
)


@pytest.mark.fidelity("wire.device-types-of-old-versions")
@pytest.mark.parametrize(("kind", "since"), KINDS)
@pytest.mark.parametrize("version", [9, 10, 11, 13, 14, 25])
def test_a_kind_of_device_that_the_version_does_not_have(kind: DeviceIDType, since: int, version: int) -> None:
    """It is a plain device to those versions; its number stays."""
    (told,) = translate(event(e.CallHeld, holding=Device(kind, "77")), facts(version))
    assert isinstance(told, m.CallHeldEvent)
    assert told.holding_device_type is (kind if version >= since else DeviceIDType.DEVICE_IDENTIFIER)
    assert told.holding_device_id == "77"


NOWHERE: Final[tuple[tuple[type[e.Event], tuple[str, ...], dict[str, str]], ...]] = (
    (e.CallDelivered, ("alerting", "calling", "called", "last_redirect"), {}),
    (e.CallQueued, ("calling", "called", "last_redirect"), {}),
    (e.CallEstablished, ("answering", "calling", "called", "last_redirect"), {}),
    (e.CallHeld, ("holding",), {}),
    (e.CallRetrieved, ("retrieving",), {}),
    (e.CallDiverted, ("diverting", "called"), {}),
    (e.CallFailed, ("failing", "called"), {}),
    (e.CallConnectionCleared, ("releasing",), {}),
    (e.CallServiceInitiated, ("calling",), {}),
    (e.CallOriginated, ("calling", "called"), {}),
    (e.CallReachedNetwork, ("called", "trunk_device"), {"trunk_device": "trunk_used"}),
)


@pytest.mark.parametrize(("kind", "devices", "names"), NOWHERE, ids=lambda each: getattr(each, "__name__", ""))
def test_no_device_has_no_number(kind: type[e.Event], devices: tuple[str, ...], names: dict[str, str]) -> None:
    """A device that is not there has type NONE, and the message no id of it."""
    (told,) = translate(event(kind, **dict.fromkeys(devices, NO_DEVICE)), facts())
    for device in devices:
        name = names.get(device, device)
        assert getattr(told, f"{name}_device_type") is DeviceIDType.NONE
        assert getattr(told, f"{name}_device_id") is None


def test_a_seized_trunk_is_a_delivered_call_without_a_device() -> None:
    """The bridge form: no alerting device, no line, no group as yet."""
    seized = event(
        e.CallDelivered,
        connection=K_X,
        alerting=NO_DEVICE,
        last_redirect=NO_DEVICE,
        line_type=e.NO_LINE_TYPE,
        line_handle=0xFFFF,
        service=NO_SERVICE,
        skill_group=NO_SKILL_GROUP,
        local_state=LocalConnectionState.INITIATE,
        cause=EventCause.CEC_NEW_CALL,
    )
    (told,) = translate(seized, facts())
    changes = {
        "connection_device_id_type": ConnectionDeviceIDType.DYNAMIC,
        "connection_device_id": "X1",
        "local_connection_state": LocalConnectionState.INITIATE,
        "event_cause": EventCause.CEC_NEW_CALL,
    }
    nothing = _device("alerting", DeviceIDType.NONE, None) | _device("last_redirect", DeviceIDType.NONE, None)
    assert told == m.CallDeliveredEvent(**CHANGE | changes, **nothing, **CALLING_X, **CALLED_NUMBER, **TRUNK, **DATA)
    assert (told.line_handle, told.line_type) == (0xFFFF, 0xFFFF)
    assert (told.service_number, told.service_id, told.skill_group_number, told.skill_group_id) == (NULL,) * 4


@pytest.mark.parametrize("kind", [e.CallDelivered, e.CallEstablished, e.CallReachedNetwork])
def test_a_call_without_a_trunk(kind: type[e.Event]) -> None:
    """The message has neither trunk number nor trunk group."""
    (told,) = translate(event(kind, trunk=None), facts())
    assert (getattr(told, "trunk_number", 0), getattr(told, "trunk_group_number", 0)) == (None, None)


@pytest.mark.fidelity("calls.queue-is-no-device")
def test_the_queue_is_not_a_device() -> None:
    """CALL_QUEUED has QueueDeviceType NONE and no id; CALL_DEQUEUED no groups when the call left them all."""
    (queued,) = translate(event(e.CallQueued), facts())
    (dequeued,) = translate(event(e.CallDequeued, skill_groups=()), facts())
    assert isinstance(queued, m.CallQueuedEvent)
    assert (queued.queue_device_type, queued.queue_device_id) == (DeviceIDType.NONE, None)
    assert isinstance(dequeued, m.CallDequeuedEvent)
    assert dequeued.num_skill_groups == 0


# --- context ----------------------------------------------------------------------------------------------------------


@pytest.mark.fidelity("calls.key-of-routed-calls")
@pytest.mark.parametrize("kind", [e.CallBegan, e.CallDelivered])
def test_what_is_not_known_is_not_told(kind: type[e.Event]) -> None:
    """A call with nothing written on it: no numbers, no variables, no key."""
    (told,) = translate(event(kind, context=BARE), facts())
    absent = set(DATA) | (set(KEY) if kind is e.CallBegan else set())
    for name in absent - {"named_variables", "named_arrays"}:
        assert getattr(told, name) is None
    assert (getattr(told, "named_variables", None), getattr(told, "named_arrays", None)) == ((), ())


@pytest.mark.fidelity("calls.clients-before")
def test_the_clients_of_a_call_so_far() -> None:
    """BEGIN_CALL and CALL_DATA_UPDATE list them in the order in which they came."""
    world = facts()
    world.history.add(CallKey(PG, CALL), "first", 10.9)
    world.history.add(CallKey(PG, CALL), "second", 20.0)
    world.history.add(CallKey(PG, CALL + 1), "other", 30.0)
    clients = (
        m.CTIClient(cti_client_signature="first", cti_client_timestamp=10),
        m.CTIClient(cti_client_signature="second", cti_client_timestamp=20),
    )
    (began,) = translate(event(e.CallBegan), world)
    (updated,) = translate(event(e.CallDataUpdated), world)
    assert isinstance(began, m.BeginCallEvent)
    assert isinstance(updated, m.CallDataUpdateEvent)
    assert began.clients == updated.clients == clients


CHANGES: Final = (
    # what changed, the field that says so, what it says
    ("ani", "ani", "5550100"),
    ("dnis", "dnis", "8001"),
    ("dialed_number", "dialed_number", "8001x"),
    ("caller_entered_digits", "caller_entered_digits", "42"),
    ("user_to_user_info", "user_to_user_info", b"\x00\x01"),
    ("wrapup_data", "call_wrapup_data", "wrapped"),
    ("call_variable_1", "call_variable1", "one"),
    ("call_variable_5", "call_variable5", ""),
    ("call_variable_10", "call_variable10", "ten"),
    ("router_call_key", "router_call_key_day", 155_000),
)


@pytest.mark.fidelity("calls.update-has-what-changed")
@pytest.mark.parametrize(("changed", "field", "value"), CHANGES)
def test_an_update_tells_what_changed(changed: str, field: str, value: object) -> None:
    """That item, also when it was emptied, and no other; with the named variables that always stand there."""
    (told,) = translate(event(e.CallDataUpdated, changed=(changed,)), facts())
    assert getattr(told, field) == value
    items = {name for _, name, _ in CHANGES if getattr(told, name) is not None}
    assert items == {field}


@pytest.mark.fidelity("variables.all-named-ones")
@pytest.mark.parametrize("version", [9, 21, 22, 25])
@pytest.mark.parametrize("changed", [(), ("named_variables",), ("named_arrays",), ("named_variables", "named_arrays")])
def test_named_variables_of_an_update(version: int, changed: tuple[str, ...]) -> None:
    """From version 22 on always all of them; before, those of the kind that changed."""
    (told,) = translate(event(e.CallDataUpdated, changed=changed), facts(version))
    assert isinstance(told, m.CallDataUpdateEvent)
    assert bool(told.named_variables) is (version >= 22 or "named_variables" in changed)
    assert bool(told.named_arrays) is (version >= 22 or "named_arrays" in changed)


@pytest.mark.fidelity("calls.renamed-connection")
def test_an_update_of_a_renamed_connection() -> None:
    """The old name and the new one, and no item."""
    (told,) = translate(event(e.CallDataUpdated, changed=(), context=BARE), facts())
    assert told == m.CallDataUpdateEvent(
        **NAMED,
        call_type=CallType.CALLTYPE_AGENT_INSIDE,
        new_connection_device_id_type=ConnectionDeviceIDType.DYNAMIC,
        new_connection_call_id=CALL,
        new_connection_device_id="X1",
    )


@pytest.mark.fidelity("calls.renamed-connection")
def test_an_update_of_a_connection_that_is_part_of_another_call_now() -> None:
    """The clients that it lists are those of the call that the connection is on from now on."""
    world = facts()
    for call, client in ((CALL, "of the old call"), (CALL + 1, "of the new call")):
        world.history.add(CallKey(PG, call), client, 0)
    moved = event(e.CallDataUpdated, new_connection=attrs.evolve(K_X, call_id=CALL + 1))
    (told,) = translate(moved, world)
    assert isinstance(told, m.CallDataUpdateEvent)
    assert [client.cti_client_signature for client in told.clients] == ["of the new call"]


# --- profiles ---------------------------------------------------------------------------------------------------------


@pytest.mark.fidelity("calls.diverted-on-cce")
def test_unified_cce_tells_less() -> None:
    """Its profile has no CALL_QUEUED and no CALL_DEQUEUED; a diverted call is a connection cleared by redirection."""
    cce = facts(acd_profile="cce")
    assert translate(event(e.CallQueued), cce) == ()
    assert translate(event(e.CallDequeued), cce) == ()
    redirected = CHANGE | {"event_cause": EventCause.CEC_REDIRECTED}
    assert translate(event(e.CallDiverted), cce) == (m.CallConnectionClearedEvent(**redirected, **_agent("releasing")),)


@pytest.mark.fidelity("calls.all-events")
@pytest.mark.parametrize("kind", [kind for kind in TOLD if kind not in (e.CallQueued, e.CallDequeued, e.CallDiverted)])
def test_unified_cce_tells_all_else_the_same(kind: type[e.Event]) -> None:
    """Every other event is the same message with both profiles."""
    assert translate(event(kind), facts(acd_profile="cce")) == (TOLD[kind],)
