"""Three messages read and written the way one does it by hand: ``struct`` and a ``dict`` of tags.

This is what the generated codec is measured against: plain, idiomatic code for versions from 20 on that gives the same
values.  It checks as little as such code usually does, keeps nothing unknown, and leaves enumerations as numbers.
"""

from __future__ import annotations

import struct
from collections.abc import Callable, Mapping
from typing import Any, Final, NamedTuple

Values = dict[str, Any]

_HEADER: Final = struct.Struct(">II")
_FIELD: Final = struct.Struct(">HH")
_UINT: Final = struct.Struct(">I")
_USHORT: Final = struct.Struct(">H")


class _Type(NamedTuple):
    """How the value of a floating field is read and written."""

    decode: Callable[[bytes], Any]
    encode: Callable[[Any], bytes]


def _text(data: bytes) -> str:
    return (data[:-1] if data.endswith(b"\0") else data).decode("latin-1")


def _from_text(text: str) -> bytes:
    return text.encode("latin-1") + b"\0"


def _variable(data: bytes) -> tuple[str, str]:
    name, _, value = data.partition(b"\0")
    return name.decode("latin-1"), _text(value)


def _from_variable(variable: tuple[str, str]) -> bytes:
    return _from_text(variable[0]) + _from_text(variable[1])


def _element(data: bytes) -> tuple[str, int, str]:
    name, value = _variable(data[1:])
    return name, data[0], value


def _from_element(element: tuple[str, int, str]) -> bytes:
    return bytes((element[1],)) + _from_text(element[0]) + _from_text(element[2])


_STRING: Final = _Type(_text, _from_text)
_BYTES: Final = _Type(bytes, bytes)
_UINT_FIELD: Final = _Type(lambda data: _UINT.unpack(data)[0], _UINT.pack)
_USHORT_FIELD: Final = _Type(lambda data: _USHORT.unpack(data)[0], _USHORT.pack)
_NAMED_VARIABLE: Final = _Type(_variable, _from_variable)
_NAMED_ARRAY: Final = _Type(_element, _from_element)


class HandWritten:
    """The codec of one message.

    Args:
        number: its MessageType.
        fixed: ``struct``'s format of the fixed part.
        names: what the fields of the fixed part are called.
        fields: name and type of each floating field by tag.
        listed: the same for lists of bare values.
        groups: the same for the fields of list entries, by the name of the list.
    """

    def __init__(
        self,
        number: int,
        fixed: str,
        names: tuple[str, ...],
        *,
        fields: Mapping[int, tuple[str, _Type]] | None = None,
        listed: Mapping[int, tuple[str, _Type]] | None = None,
        groups: Mapping[str, Mapping[int, tuple[str, _Type]]] | None = None,
    ) -> None:
        self.number = number
        self.fixed = struct.Struct(f">{fixed}")
        self.names = names
        self.fields = fields or {}
        self.listed = listed or {}
        self.groups = groups or {}
        self.grouped = {tag: (of, *entry) for of, tags in self.groups.items() for tag, entry in tags.items()}
        self.lists = (*self.groups, *(name for name, _ in self.listed.values()))

    def parse(self, frame: bytes) -> Values:
        """The values of a frame by name."""
        values: Values = dict(zip(self.names, self.fixed.unpack_from(frame, _HEADER.size), strict=True))
        for name in self.lists:
            values[name] = []
        position = _HEADER.size + self.fixed.size
        end = len(frame)
        while position < end:
            tag, size = _FIELD.unpack_from(frame, position)
            begin = position + _FIELD.size
            position = begin + size
            data = frame[begin:position]
            if tag in self.fields:
                name, kind = self.fields[tag]
                values[name] = kind.decode(data)
            elif tag in self.listed:
                name, kind = self.listed[tag]
                values[name].append(kind.decode(data))
            elif tag in self.grouped:
                of, name, kind = self.grouped[tag]
                entries = values[of]
                if not entries or name in entries[-1]:
                    entries.append({})
                entries[-1][name] = kind.decode(data)
        return values

    def build(self, values: Values) -> bytes:
        """The frame of the values that :meth:`parse` gives."""
        parts = [self.fixed.pack(*[values[name] for name in self.names])]
        for tag, (name, kind) in self.fields.items():
            if name in values:
                parts.append(_field(tag, kind.encode(values[name])))
        for tag, (name, kind) in self.listed.items():
            parts.extend(_field(tag, kind.encode(value)) for value in values[name])
        for of, tags in self.groups.items():
            for entry in values[of]:
                parts.extend(_field(tag, kind.encode(entry[name])) for tag, (name, kind) in tags.items())
        body = b"".join(parts)
        return _HEADER.pack(len(body), self.number) + body


def _field(tag: int, data: bytes) -> bytes:
    return _FIELD.pack(tag, len(data)) + data


HEARTBEAT_REQ: Final = HandWritten(5, "I", ("invoke_id",))

AGENT_STATE_EVENT: Final = HandWritten(
    30,
    "IIIHHIIIHHHiIHIiIHi",
    (
        "monitor_id",
        "peripheral_id",
        "session_id",
        "peripheral_type",
        "skill_group_state",
        "state_duration",
        "skill_group_number",
        "skill_group_id",
        "skill_group_priority",
        "agent_state",
        "event_reason_code",
        "mrd_id",
        "num_tasks",
        "agent_mode",
        "max_task_limit",
        "icm_agent_id",
        "agent_availability_status",
        "num_flt_skill_groups",
        "department_id",
    ),
    fields={
        3: ("cti_client_signature", _STRING),
        5: ("agent_id", _STRING),
        4: ("agent_extension", _STRING),
        303: ("active_terminal", _STRING),
        6: ("agent_instrument", _STRING),
        150: ("duration", _UINT_FIELD),
        123: ("next_agent_state", _USHORT_FIELD),
        244: ("direction", _UINT_FIELD),
        266: ("max_beyond_task_limit", _UINT_FIELD),
    },
    groups={
        "skill_groups": {
            62: ("flt_skill_group_number", _UINT_FIELD),
            63: ("flt_skill_group_id", _UINT_FIELD),
            64: ("flt_skill_group_priority", _USHORT_FIELD),
            65: ("flt_skill_group_state", _USHORT_FIELD),
        }
    },
)

BEGIN_CALL_EVENT: Final = HandWritten(
    23,
    "IIHHHHHHIH",
    (
        "monitor_id",
        "peripheral_id",
        "peripheral_type",
        "num_cti_clients",
        "num_named_variables",
        "num_named_arrays",
        "call_type",
        "connection_device_id_type",
        "connection_call_id",
        "called_party_disposition",
    ),
    fields={
        25: ("connection_device_id", _STRING),
        8: ("ani", _STRING),
        9: ("user_to_user_info", _BYTES),
        10: ("dnis", _STRING),
        11: ("dialed_number", _STRING),
        12: ("caller_entered_digits", _STRING),
        72: ("router_call_key_day", _UINT_FIELD),
        73: ("router_call_key_call_id", _UINT_FIELD),
        110: ("router_call_key_sequence_number", _UINT_FIELD),
        13: ("call_variable1", _STRING),
        14: ("call_variable2", _STRING),
        15: ("call_variable3", _STRING),
        16: ("call_variable4", _STRING),
        17: ("call_variable5", _STRING),
        18: ("call_variable6", _STRING),
        19: ("call_variable7", _STRING),
        20: ("call_variable8", _STRING),
        21: ("call_variable9", _STRING),
        22: ("call_variable10", _STRING),
        46: ("call_wrapup_data", _STRING),
        223: ("call_reference_id", _BYTES),
    },
    listed={82: ("named_variables", _NAMED_VARIABLE), 83: ("named_arrays", _NAMED_ARRAY)},
    groups={"clients": {23: ("cti_client_signature", _STRING), 24: ("cti_client_timestamp", _UINT_FIELD)}},
)
