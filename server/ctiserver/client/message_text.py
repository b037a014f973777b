"""Writes a message in one line, in words or as JSON."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator, Mapping
from typing import Final

from ctiproto.constants import CallDirection
from ctiproto.constants.enumeration import WireEnum, WireMask
from ctiproto.constants.limits import ENUM_NONE_16, MHDR_SIZE, NULL_CALL_ID
from ctiproto.declare import Fixed, Floating, Message
from ctiproto.errors import RemoteProtocolError
from ctiproto.json_form import decoded_json, profile_json
from ctiproto.messages import CallTranslationRouteEvent
from ctiproto.text import printable
from ctiproto.versions import Dialect, Profile
from ctiserver.client.core import Received
from ctiserver.client.declared import declared

_SHOWN: Final = (
    "agent_id",
    "agent_state",
    "event_reason_code",
    "next_agent_state",
    "connection_call_id",
    "local_connection_state",
    "event_cause",
    "call_type",
    "ani",
    "dialed_number",
    "calling_device_id",
    "called_device_id",
    "alerting_device_id",
    "answering_device_id",
    "holding_device_id",
    "retrieving_device_id",
    "releasing_device_id",
    "failing_device_id",
    "diverting_device_id",
    "primary_call_id",
    "secondary_call_id",
    "transferred_device_id",
    "added_party_device_id",
    "new_connection_call_id",
    "num_queued",
    "num_parties",
    "service_number",
    "connection_device_id",
    "agent_extension",
    "direction",
    "skill_group_number",
    "skill_group_state",
    "call_wrapup_data",
    "invoke_id",
    "status",
    "failure_code",
    "services_granted",
    "monitor_id",
    "session_type",
    "session_id",
    "client_id",
    "system_event_id",
    "system_event_arg1",
    "pg_status",
    "text",
    "config_type",
    "config_information",
    "config_end_status",
    "num_records",
)
"""The fields that a line in words shows, by attribute, in that order: what people look for in a feed."""

_SHOWN_FIRST: Final[Mapping[type[Message], tuple[str, ...]]] = {CallTranslationRouteEvent: ("dnis",)}
"""Before these, the fields of a message that tell more of it than of any other."""

_NOTHING: Final = (None, "", NULL_CALL_ID, ENUM_NONE_16)
_SILENT_AS_ZERO: Final = frozenset(("event_reason_code", "pg_status", "monitor_id", "session_id", "system_event_arg1"))


def words(message: Message, dialect: Dialect = Dialect.UCCE) -> str:
    """The name of a message and its most telling fields, all on one line and as its dialect names them."""
    declaration = message.declarations.get(dialect, message.declaration)
    name = declaration.name or message.name
    return " ".join((name, *(f"{name}={value}" for name, value in _fields(message, dialect))))


def plain_line(received: Received, dialect: Dialect = Dialect.UCCE) -> str:
    """When a message arrived, in local time, and what it says in words; what is wrong with it follows."""
    flaws = "".join(f" ! {printable(str(finding))}" for finding in received.findings)
    return f"{clock_time(received.time)} {words(received.message, dialect)}{flaws}"


def json_line(received: Received, profile: Profile) -> str:
    """A message in its JSON form, with the time of its arrival in UTC, for programs in other languages.

    Args:
        received: the message.
        profile: dialect and version of its session.
    """
    moment = dt.datetime.fromtimestamp(received.time, dt.UTC).isoformat(timespec="milliseconds")
    stamp: dict[str, object] = {"time": moment.replace("+00:00", "Z")}
    try:
        return json.dumps(stamp | decoded_json(received.frame, profile))
    except RemoteProtocolError as error:
        body = {"type": received.message.number} | profile_json(profile) | {"body": received.frame[MHDR_SIZE:].hex()}
        flaw = {"status": int(error.status), "offset": error.finding.offset, "reason": error.finding.reason}
        return json.dumps(stamp | body | {"findings": [flaw]})


def clock_time(time: float, timespec: str = "milliseconds") -> str:
    """A moment as local clocks show it."""
    return dt.datetime.fromtimestamp(time).astimezone().time().isoformat(timespec=timespec)


def named(field: Fixed | Floating | None, value: object) -> object:
    """The value of a field with the name that its number has in the dialect of the field."""
    return value if field is None or field.names is None or not isinstance(value, int) else field.names(int(value))


def _fields(message: Message, dialect: Dialect) -> Iterator[tuple[str, str]]:
    known = declared(type(message), dialect)
    for attribute in (*_SHOWN_FIRST.get(type(message), ()), *_SHOWN):
        found = known.get(attribute)
        # What is reserved says nothing, and what the entries of a list have is no field of the message itself.
        if found is None or found.constant is not None or not hasattr(message, attribute):
            continue
        value = named(found, getattr(message, attribute))
        if value in _NOTHING or value is CallDirection.NONE or (not value and attribute in _SILENT_AS_ZERO):
            continue
        yield found.name, _shown(value)


def _shown(value: object) -> str:
    match value:
        case WireMask():
            return "|".join(short(name) for name in value.guide_names) or "0"
        case WireEnum():
            return value.name or str(int(value))
        case str() if " " in value:
            return f'"{printable(value)}"'
    return printable(str(value))


def short(name: str) -> str:
    """A bit's name without what all the names of its table begin or end with."""
    for prefix in ("CTI_SERVICE_", "CTI_", "PGS_", "CONFIG_MSG_"):
        name = name.removeprefix(prefix)
    return name.removesuffix("_MASK")
