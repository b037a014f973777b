"""The CTI Server protocol (GED-188): bytes, messages and sessions, without input, output or a clock.

:class:`Connection` is for programs that speak the protocol, :func:`codec` for programs that only read and write frames.
  All messages are in ``ctiproto.messages``, all numbers in ``ctiproto.constants``.
"""

from ctiproto import constants, messages
from ctiproto.codec import Codec, codec
from ctiproto.connection import Arrived, Connection, Dropped, Fault, Received, Role
from ctiproto.declare import Message
from ctiproto.decoded import Decoded
from ctiproto.errors import BadFormat, BadLength, CTIError, Finding, LocalProtocolError, RemoteProtocolError
from ctiproto.framing import Framer
from ctiproto.json_form import decoded_json, from_json, to_json
from ctiproto.messages.parts import Confirmation, Event, MonitoredEvent, Opaque, Request, Response
from ctiproto.schema import ExtraField, MessageClass
from ctiproto.state import State
from ctiproto.unknown import UnknownMessage
from ctiproto.versions import FIRST_VERSION, LAST_VERSION, VERSIONS, Dialect, Profile
from ctiproto.wire import NamedArray, NamedVariable

__all__ = [
    "FIRST_VERSION",
    "LAST_VERSION",
    "VERSIONS",
    "Arrived",
    "BadFormat",
    "BadLength",
    "CTIError",
    "Codec",
    "Confirmation",
    "Connection",
    "Decoded",
    "Dialect",
    "Dropped",
    "Event",
    "ExtraField",
    "Fault",
    "Finding",
    "Framer",
    "LocalProtocolError",
    "Message",
    "MessageClass",
    "MonitoredEvent",
    "NamedArray",
    "NamedVariable",
    "Opaque",
    "Profile",
    "Received",
    "RemoteProtocolError",
    "Request",
    "Response",
    "Role",
    "State",
    "UnknownMessage",
    "codec",
    "constants",
    "decoded_json",
    "from_json",
    "messages",
    "to_json",
]
