"""Messages are declared once, as frozen classes."""

from __future__ import annotations

import attrs
import pytest

from ctiproto import declare
from ctiproto.codec import codec
from ctiproto.constants import AgentState, AgentStateMask, CallMsgMask, ConfigMsgMask, CTIService
from ctiproto.declare import UCCX, Message, fixed, message, messages_of
from ctiproto.errors import LocalProtocolError
from ctiproto.messages import (
    AgentStateSkillGroup,
    ConfigServiceEvent,
    HeartbeatConf,
    HeartbeatReq,
    HoldCallConf,
    HoldCallReq,
    OpenReq,
    SetAgentStateReq,
)
from ctiproto.messages.parts import Event
from ctiproto.schema import Fixed, Kind, MessageClass, Sender, Service
from ctiproto.versions import Dialect, Profile
from ctiproto.wire import UINT


def test_a_declaration_says_everything_of_a_message() -> None:
    """Number, name, service, kind and sender, and the fields in wire order."""
    declaration = HeartbeatReq.declaration
    assert (declaration.number, declaration.name) == (5, "HEARTBEAT_REQ")
    assert (declaration.service, declaration.kind, declaration.sender) == (Service.SESSION, Kind.REQUEST, Sender.CLIENT)
    assert declaration.fixed == (Fixed("invoke_id", "InvokeID", UINT),)
    assert declaration.floating == ()
    assert HeartbeatConf.declaration.sender is Sender.SERVER


def test_a_message_has_the_class_of_its_service_unless_it_says_another() -> None:
    """Every service has a usual one; a declaration names a class only where it differs."""
    assert {service.usual_class for service in Service} == set(MessageClass)
    assert HoldCallReq.declaration.message_class is Service.CLIENT_CONTROL.usual_class is MessageClass.CALL_CONTROL
    assert SetAgentStateReq.declaration.service is Service.CLIENT_CONTROL
    assert SetAgentStateReq.declaration.message_class is MessageClass.AGENT_STATE


@pytest.mark.parametrize(
    ("name", "solicited"),
    [
        ("HOLD_CALL_REQ", True),
        ("HOLD_CALL_CONF", True),
        ("CALL_HELD_EVENT", False),
        ("MEDIA_LOGIN_RESP", True),
        ("CONFIG_REQUEST_KEY_EVENT", True),
        ("CONFIG_KEY_EVENT", True),
        ("CONFIG_BEGIN_EVENT", False),
        ("OFFER_TASK_IND", True),
        ("DESKTOP_CONNECTED_IND", False),
        ("START_RECORDING_REQ", True),
        ("ACTIVE_MAINTENANCE_REQ_MSG", False),
    ],
)
def test_what_a_client_sends_and_what_answers_it_is_solicited(name: str, solicited: bool) -> None:
    """What the server sends by itself is not, not even if it is called a request."""
    assert messages_of(Dialect.UCCE).by_name[name].declaration.is_solicited is solicited


def test_a_message_knows_its_number_and_name() -> None:
    """Number and name are the guide's, and both lead back to the class."""
    heartbeat = HeartbeatReq(invoke_id=1)
    assert (heartbeat.number, heartbeat.name) == (5, "HEARTBEAT_REQ")
    assert messages_of(Dialect.UCCE).by_number[5] is messages_of(Dialect.UCCE).by_name["HEARTBEAT_REQ"] is HeartbeatReq


def test_messages_are_frozen_values() -> None:
    """Compared by their fields, changed by making another one."""
    heartbeat = HeartbeatReq(invoke_id=1)
    assert heartbeat == HeartbeatReq(invoke_id=1)
    assert hash(heartbeat) == hash(HeartbeatReq(invoke_id=1))
    assert heartbeat.changed(invoke_id=2) == HeartbeatReq(invoke_id=2)
    other: Message = HeartbeatConf(invoke_id=1)
    assert heartbeat != other
    with pytest.raises(attrs.exceptions.FrozenInstanceError):
        heartbeat.invoke_id = 2  # type: ignore[misc] # wrong on purpose


def test_a_message_that_was_read_is_as_frozen_as_any() -> None:
    """However it was filled in."""
    data = codec(Profile(24)).encode(HeartbeatReq(invoke_id=1))
    heartbeat = codec(Profile(24)).decode(data).message
    assert type(heartbeat) is HeartbeatReq
    assert hash(heartbeat) == hash(HeartbeatReq(invoke_id=1))
    with pytest.raises(attrs.exceptions.FrozenInstanceError):
        heartbeat.invoke_id = 2  # type: ignore[misc] # wrong on purpose
    with pytest.raises(AttributeError):
        heartbeat.more = 2  # type: ignore[attr-defined] # wrong on purpose


def test_what_is_shown_leaves_out_what_is_not_set() -> None:
    """A message reads as a constructor call with what it holds."""
    assert repr(HeartbeatReq(invoke_id=1)) == "HeartbeatReq(invoke_id=1)"
    assert repr(AgentStateSkillGroup(flt_skill_group_state=AgentState.AVAILABLE)) == (
        "AgentStateSkillGroup(flt_skill_group_state=AgentState.AVAILABLE)"
    )
    assert repr(ConfigServiceEvent()) == "ConfigServiceEvent()"


def test_secrets_are_not_shown() -> None:
    """Passwords stay out of logs and tracebacks."""
    request = OpenReq(
        invoke_id=1,
        version_number=24,
        services_requested=CTIService(0),
        call_msg_mask=CallMsgMask(0),
        agent_state_mask=AgentStateMask(0),
        config_msg_mask=ConfigMsgMask(0),
        client_id="a",
        client_password=b"secret",
    )
    assert "client_password=***" in repr(request)
    assert "secret" not in repr(request)
    assert "client_id='a'" in repr(request)


@pytest.mark.parametrize("cls", messages_of(Dialect.UCCE).by_number.values(), ids=lambda cls: cls.__name__)
def test_every_password_is_a_secret(cls: type[OpenReq]) -> None:
    """Fields that hold a password, and only these, are marked so that no text shows them."""
    for field in cls.declaration.tags():
        assert field.secret == ("Password" in field.name)


def test_a_required_field_must_be_given() -> None:
    """Forgetting one is an error at once, not on the wire."""
    with pytest.raises(TypeError, match="agent_state"):
        SetAgentStateReq(invoke_id=1, peripheral_id=1)  # type: ignore[call-arg] # wrong on purpose


def test_a_number_is_declared_once() -> None:
    """A second message of the same type fails where it is declared, and changes nothing."""
    with pytest.raises(ValueError, match="message 5 is declared twice: HeartbeatReq and AnotherEvent"):

        @message(5, Service.SESSION)
        class AnotherEvent(Event):
            number_of_it: int = fixed(UINT)

    assert messages_of(Dialect.UCCE).by_number[5] is HeartbeatReq
    assert "ANOTHER_EVENT" not in messages_of(Dialect.UCCE).by_name


def test_a_field_without_a_name_in_the_guide_is_no_field() -> None:
    """What is kept of an unpublished body stands in no declaration."""
    assert messages_of(Dialect.UCCE).by_name["MEDIA_LOGIN_REQ"].declaration.fixed == ()


def test_a_request_knows_the_class_of_its_confirmation() -> None:
    """Both classes of an exchange, each as a type of its own."""
    assert HoldCallReq.exchange() == (HoldCallReq, HoldCallConf)


def test_a_message_belongs_to_the_dialects_that_have_it(monkeypatch: pytest.MonkeyPatch) -> None:
    """Its number means something else, or nothing, in another one."""
    monkeypatch.setitem(declare._REGISTRIES, Dialect.UCCX, declare.Registry())

    @message(9002, Service.SESSION, dialects=UCCX)
    class OthersEvent(Event):
        number_of_it: int = fixed(UINT)

    others = messages_of(Dialect.UCCX)
    assert others.by_number[9002] is others.by_name["OTHERS_EVENT"] is OthersEvent
    assert 9002 not in messages_of(Dialect.UCCE).by_number
    assert OthersEvent.declaration is OthersEvent.declarations[Dialect.UCCX]
    assert not OthersEvent.is_in(Profile(18))
    assert OthersEvent.is_in(Profile(18, Dialect.UCCX))
    with pytest.raises(LocalProtocolError, match="it is no message of ucce"):
        codec(Profile(18)).encode(OthersEvent(number_of_it=1))


def test_a_declaration_knows_the_versions_that_have_the_message() -> None:
    """A message without a first version is in all of them."""
    newest = messages_of(Dialect.UCCE).by_name["ACTIVE_MAINTENANCE_REQ_MSG"].declaration
    assert [newest.is_in(version) for version in (23, 24, 25)] == [False, True, True]
    assert HeartbeatReq.declaration.is_in(9)
