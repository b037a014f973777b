"""Messages and frames put together by hand, for tests that need them wrong in one place, and what is read of them."""

from __future__ import annotations

from ctiproto.codec import codec
from ctiproto.constants import AgentStateMask, CallMsgMask, ConfigMsgMask, CTIService, Tag
from ctiproto.declare import Message
from ctiproto.errors import Finding
from ctiproto.messages import OpenReq, SetAgentServiceDataReq
from ctiproto.versions import Profile


def field(tag: int | Tag, data: bytes, *, wide: bool = True) -> bytes:
    """A floating field."""
    width = 2 if wide else 1
    return int(tag).to_bytes(width) + len(data).to_bytes(width) + data


def frame(number: int, body: bytes) -> bytes:
    """A frame with a header that tells the truth."""
    return len(body).to_bytes(4) + number.to_bytes(4) + body


def uint(number: int) -> bytes:
    """A UINT."""
    return number.to_bytes(4)


def ushort(number: int) -> bytes:
    """A USHORT."""
    return number.to_bytes(2)


OPEN_REQ = OpenReq(
    invoke_id=1,
    version_number=24,
    services_requested=CTIService.SERVICE_ALL_EVENTS,
    call_msg_mask=CallMsgMask(0),
    agent_state_mask=AgentStateMask(0),
    config_msg_mask=ConfigMsgMask(0),
    client_id="a",
    client_password=b"",
)


SERVICE_DATA = SetAgentServiceDataReq(
    invoke_id=1,
    router_call_key_day=1,
    router_call_key_call_id=1,
    router_call_key_sequence_number=1,
    agent_skill_target_id=1,
)


def user_message(*fields: bytes) -> bytes:
    """A USER_MESSAGE_REQ with these floating fields."""
    return frame(107, uint(1) + uint(5000) + ushort(0) + b"".join(fields))


TEXT = field(Tag.TEXT, b"hello\0")


def read(data: bytes, version: int = 24) -> tuple[Message, tuple[Finding, ...]]:
    """Decode a frame: the message, and the findings about it."""
    return codec(Profile(version)).decode(data)


def found(data: bytes, version: int = 24) -> list[tuple[int, str, int]]:
    """Status, field and offset of what is wrong with a frame."""
    return [(finding.status, finding.field, finding.offset) for finding in read(data, version)[1]]


def agent_state(version: int, *fields: bytes, listed: int = 0) -> bytes:
    """An AGENT_STATE_EVENT of a version from 10 to 18 or of 24 that announces ``listed`` skill groups."""
    department = uint(0) if version >= 19 else b""
    return frame(30, bytes(56) + ushort(listed) + department + b"".join(fields))
