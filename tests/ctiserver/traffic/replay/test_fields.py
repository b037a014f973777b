"""Promises about fields: what is an identifier, and that a frame survives being changed."""

from __future__ import annotations

import pytest
from hypothesis import given

from ctiproto import messages as m
from ctiproto.codec import codec
from ctiproto.constants import ConnectionDeviceIDType, DeviceIDType, EventCause, LocalConnectionState, PeripheralType
from ctiproto.declare import Kind, messages_of
from ctiproto.strategies import frames
from ctiproto.versions import Dialect, Profile
from ctiserver.traffic.replay.fields import (
    BODY,
    CONNECTIONS,
    FAMILIES,
    Family,
    Field,
    Identifier,
    changed,
    fields_of,
    invoke_id,
    kind_of,
    name_of,
    number_of,
    with_invoke_id,
)
from ctiserver.traffic.replay.matching import ABOUT
from tests.support.frames import frame

UCCE = Dialect.UCCE
BEAT = frame(5, 7)
OPAQUE_REQ = frame(messages_of(Dialect.UCCE).by_name["AGENT_TEAM_CONFIG_REQ"].declaration.number, 7, 8)
UNKNOWN = frame(9_999, 7)
BROKEN = bytes.fromhex("00000002 00000005 0000")


def cleared(call: int, device: str, kind: ConnectionDeviceIDType, monitor: int) -> m.CallConnectionClearedEvent:
    """The end of a part of a call."""
    return m.CallConnectionClearedEvent(
        monitor_id=monitor,
        peripheral_id=1,
        peripheral_type=PeripheralType(17),
        connection_device_id_type=kind,
        connection_call_id=call,
        releasing_device_type=DeviceIDType.NONE,
        local_connection_state=LocalConnectionState.NULL,
        event_cause=EventCause.CEC_NONE,
        connection_device_id=device,
    )


def _names(dialect: Dialect) -> set[str]:
    declarations = [cls.declarations[dialect] for cls in messages_of(dialect).by_number.values()]
    fixed = {field.name for declaration in declarations for field in declaration.fixed}
    return fixed | {field.name for declaration in declarations for field in declaration.tags()}


def test_identifiers_have_the_names_of_their_dialect() -> None:
    """A call and a connection of Unified CCX are known as those of Unified CCE are."""
    gone = cleared(7, "2006", ConnectionDeviceIDType.DYNAMIC, 0).changed(
        peripheral_type=PeripheralType(21), releasing_device_id="2006"
    )
    profile = Profile(18, Dialect.UCCX)
    fields = {field.name: field for field in fields_of(codec(profile).encode(gone), profile)}
    assert fields["CallID"].identifier == Identifier(Family.CALL, 7)
    assert fields["ConnectionDeviceID"].identifier == Identifier(Family.CONNECTION, "2006", 7)
    assert fields["MonitorID"].identifier is None


def test_names_of_fields_are_those_of_the_guide() -> None:
    """And all that says a call by its ConnectionCallID is known to be an identifier."""
    names = {dialect: _names(dialect) for dialect in Dialect}
    every = set().union(*names.values())
    assert set(FAMILIES) <= every
    assert set(CONNECTIONS) <= names[Dialect.UCCE]
    assert {call for calls in CONNECTIONS.values() for call in calls} <= set(FAMILIES)
    assert {f"{name}Type" for name in CONNECTIONS} <= names[Dialect.UCCE]
    assert {name for name in every if name.endswith("CallID")} <= set(FAMILIES)
    assert set(ABOUT) - {BODY} <= every
    for device in set(CONNECTIONS) & names[Dialect.UCCX]:
        assert set(CONNECTIONS[device]) & names[Dialect.UCCX]
        assert {f"{device}Type", f"{device.removesuffix('ID')}Type"} & names[Dialect.UCCX]
    odd = {
        cls.declaration.name
        for cls in messages_of(Dialect.UCCE).by_number.values()
        if any(field.name == "InvokeID" for field in cls.declaration.fixed[1:])
    }
    assert odd == set(), "an InvokeID is always the first field"


def test_what_a_frame_is() -> None:
    """By its header and its table."""
    assert (number_of(BEAT), name_of(BEAT, UCCE), invoke_id(BEAT, UCCE)) == (5, "HEARTBEAT_REQ", 7)
    assert (number_of(UNKNOWN), name_of(UNKNOWN, UCCE)) == (9_999, "9999")
    assert (invoke_id(UNKNOWN, UCCE), kind_of(UNKNOWN, UCCE)) == (None, None)
    assert invoke_id(BROKEN, UCCE) is None
    assert invoke_id(OPAQUE_REQ, UCCE) == 7
    assert invoke_id(frame(31, 7), UCCE) is None
    assert with_invoke_id(BEAT, 9) == frame(5, 9)


def test_what_a_frame_is_in_another_dialect() -> None:
    """A MessageType that the dialect does not have is one that no table lists."""
    other = Dialect.UCCX
    assert (name_of(BEAT, other), kind_of(BEAT, other), invoke_id(BEAT, other)) == ("HEARTBEAT_REQ", Kind.REQUEST, 7)
    assert (name_of(frame(52, 7), UCCE), invoke_id(frame(52, 7), UCCE)) == ("DEFLECT_CALL_REQ", 7)
    assert (name_of(frame(52, 7), other), invoke_id(frame(52, 7), other)) == ("52", None)


def test_what_has_no_layout_is_a_body() -> None:
    """With the InvokeID apart from it, where there is one."""
    assert fields_of(BROKEN, Profile(15)) == (Field(BODY, "0000"),)
    assert fields_of(UNKNOWN, Profile(15)) == (Field(BODY, "00000007"),)
    assert fields_of(OPAQUE_REQ, Profile(25)) == (Field("InvokeID", 7), Field(BODY, "00000008"))
    assert changed(UNKNOWN, Profile(15), lambda _: "00") == UNKNOWN


def test_identifiers() -> None:
    """A call, a connection whose type says that it is dynamic, and nothing where nothing is named."""
    message = cleared(call=5, device="X1", kind=ConnectionDeviceIDType.DYNAMIC, monitor=9)
    found = {
        field.name: field.identifier
        for field in fields_of(codec(Profile(20)).encode(message), Profile(20))
        if field.identifier
    }
    assert found == {
        "MonitorID": Identifier(Family.MONITOR, 9),
        "ConnectionCallID": Identifier(Family.CALL, 5),
        "ConnectionDeviceID": Identifier(Family.CONNECTION, "X1", 5),
    }
    message = cleared(call=0xFFFFFFFF, device="2001", kind=ConnectionDeviceIDType.STATIC, monitor=0)
    assert [field for field in fields_of(codec(Profile(20)).encode(message), Profile(20)) if field.identifier] == []
    conf = frame(4, 1, 0, 0, 0, 5, version=15) + bytes(6)
    conf = (len(conf) - 8).to_bytes(4) + conf[4:]
    fields = {field.name: field for field in fields_of(conf, Profile(15))}
    assert fields["MonitorID"].identifier is None
    assert fields["ICMCentralControllerTime"].is_time
    assert not fields["PGStatus"].is_time


@pytest.mark.parametrize("version", [9, 15, 20, 25])
def test_any_frame_can_be_taken_apart_and_put_together(version: int) -> None:
    """Byte for byte, if nothing is changed; and with other numbers, if some are."""

    @given(frames(Profile(version)))
    def check(data: bytes) -> None:
        assert changed(data, Profile(version), lambda field: field.value) == data
        fields = fields_of(data, Profile(version))
        again = changed(data, Profile(version), lambda field: 0 if type(field.value) is int else field.value)
        assert [field.name for field in fields_of(again, Profile(version))][: len(fields)]

    check()
