"""Messages for tests that care about a few of their fields."""

from __future__ import annotations

from typing import Any, TypeVar, cast

import attrs

from ctiproto.constants import ConnectionDeviceIDType
from ctiproto.declare import Message
from ctiserver.client import Received

M = TypeVar("M", bound=Message)

_DEFAULTS = {"peripheral_id": 5000, "connection_device_id_type": ConnectionDeviceIDType.STATIC}


def said(cls: type[M], **values: object) -> M:
    """A message with these fields; what else it needs is 0."""
    needed = {
        field.name: _DEFAULTS.get(field.name, 0)
        for field in attrs.fields(cast("Any", cls))
        if field.default is attrs.NOTHING and field.init
    }
    return cls(**cast("Any", needed | values))


def received(message: Message, time: float = 0.0, frame: bytes = b"") -> Received:
    """A message as a session hands it over."""
    return Received(time, message, (), frame)
