"""The library as a type checker sees it: never run, only checked."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Literal, assert_never, assert_type

import ctiproto
from ctiproto import messages as m
from ctiproto.constants import AgentState, CTIService, StatusCode

assert_type(ctiproto.FIRST_VERSION, Literal[9])
assert_type(ctiproto.LAST_VERSION, Literal[25])
assert_type(ctiproto.VERSIONS, range)


def _a_codec(frame: bytes) -> None:
    codec = ctiproto.codec(ctiproto.Profile(25))
    assert_type(codec, ctiproto.Codec)
    assert_type(codec.profile, ctiproto.Profile)
    assert_type(codec.profile.dialect, ctiproto.Dialect)
    decoded = codec.decode(frame)
    assert_type(decoded, ctiproto.Decoded)
    assert_type(decoded.message, ctiproto.Message)
    assert_type(decoded.message.declaration.message_class, ctiproto.MessageClass)
    assert_type(decoded.message.declaration.is_solicited, bool)
    assert_type(decoded.findings, tuple[ctiproto.Finding, ...])
    assert_type(codec.encode(m.HeartbeatReq(invoke_id=1)), bytes)


def _messages() -> None:
    request = m.SetAgentStateReq(
        invoke_id=1,
        peripheral_id=5000,
        agent_state=AgentState.LOGIN,
        agent_work_mode=ctiproto.constants.AgentWorkMode.AWM_UNSPECIFIED,
        event_reason_code=0,
        forced_flag=ctiproto.constants.ForcedFlag(0),
        agent_instrument="2001",
    )
    assert_type(request.agent_state, AgentState)
    assert_type(request.agent_id, str | None)
    assert_type(request.extra_fields, tuple[ctiproto.ExtraField, ...])
    assert_type(request.changed(agent_id="1001"), m.SetAgentStateReq)
    same: ctiproto.Request[m.SetAgentStateConf] = request
    assert_type(same.invoke_id, int)
    assert_type(m.HoldCallReq.exchange(), tuple[type[m.HoldCallReq], type[m.HoldCallConf]])


def _kinds(
    message: ctiproto.Confirmation | ctiproto.Response | ctiproto.MonitoredEvent | ctiproto.Event,
) -> int:
    match message:
        case ctiproto.Confirmation() | ctiproto.Response():
            return message.invoke_id
        case ctiproto.MonitoredEvent():
            return message.monitor_id
        case ctiproto.Event():
            return 0
        case _:
            assert_never(message)


def _variables() -> tuple[ctiproto.NamedVariable, ctiproto.NamedArray]:
    return (
        ctiproto.NamedVariable(name="user.account", value="1"),
        ctiproto.NamedArray(name="user.history", index=0, value="1"),
    )


def _unknown(message: ctiproto.UnknownMessage | ctiproto.Opaque) -> bytes:
    return message.body


def _a_connection(data: bytes, now: float) -> Iterator[bytes]:
    connection = ctiproto.Connection(ctiproto.Role.SERVER, now)
    assert_type(connection.state, ctiproto.State)
    assert_type(connection.profile, ctiproto.Profile | None)
    assert_type(connection.version, int | None)
    assert_type(connection.idle_deadline, float | None)
    for received in connection.receive_data(data, now):
        _one_of(received)
        match received:
            case ctiproto.Arrived(message, findings):
                assert_type(message, ctiproto.Message)
                assert_type(findings, tuple[ctiproto.Finding, ...])
            case ctiproto.Fault(error):
                assert_type(error, ctiproto.RemoteProtocolError)
                assert_type(error.status, StatusCode)
                yield connection.send(m.FailureConf(invoke_id=error.invoke_id, status=error.status))
            case ctiproto.Dropped(number):
                assert_type(number, int)
            case _:
                assert_never(received)


def _one_of(received: ctiproto.Received) -> ctiproto.Arrived | ctiproto.Fault | ctiproto.Dropped:
    return received


def _frames(data: bytes) -> None:
    framer = ctiproto.Framer()
    try:
        for number, frame in framer.feed(data):
            assert_type(number, int)
            assert_type(frame, bytes)
            assert_type(ctiproto.to_json(frame, ctiproto.Profile(25)), dict[str, object])
            assert_type(ctiproto.decoded_json(frame, ctiproto.Profile(25)), dict[str, object])
    except (ctiproto.BadLength, ctiproto.BadFormat) as error:
        assert_type(error.finding, ctiproto.Finding)


def _json(form: Mapping[str, object]) -> bytes:
    try:
        return ctiproto.from_json(form, ctiproto.Profile(25))
    except ctiproto.LocalProtocolError as error:
        assert_type(error.field, str)
        raise
    except ctiproto.CTIError:
        return b""


def _the_rooms() -> None:
    assert_type(ctiproto.messages.CloseReq(invoke_id=1, status=StatusCode.NO_ERROR).status, StatusCode)
    assert_type(CTIService.SERVICE_CLIENT_EVENTS | CTIService.SERVICE_CLIENT_CONTROL, CTIService)
