"""Name the fields for Wireshark's display filters.

The names do not change: people keep them in filters, columns and scripts.  A field has the same name in every message
and version that has it: ``ged188.`` and the guide's name in lower case with underscores.  Where dialects name a field
alike, its filter is one for all of them, and of one type; the names of its numbers may differ.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Final

import attrs

from ctiproto.constants import WireEnum, WireMask
from ctiproto.declare import Message
from ctiproto.names import field_name
from ctiproto.schema import Fixed, Floating
from ctiproto.versions import Dialect
from ctiproto.wire import BOOL4

PREFIX: Final = "ged188"

APART: Final = {
    ("CSQID", "INT"): "statistics_csq_id",
    ("Direction", "RTPDirection"): "rtp_direction",
    ("MRD_ID", "UINT"): "agent_mrd_id",
    ("SupervisorID", "STRING"): "supervisor_agent_id",
    ("ConfigParam", "TeamConfigParam"): "team_config_param",
    ("RecordType", "TeamRecordType"): "team_record_type",
    ("Reserved", "INT"): "reserved_word",
    ("Status", "ConfigEndStatus"): "config_end_status",
    ("Status", "ConfigKeyStatus"): "config_key_status",
    ("Status", "UINT"): "team_config_status",
}
"""Filters by the name of a field and its enumeration or data type, where the guide gives two fields one name.

Wireshark wants one type for each filter, so that the two cannot share one.
"""

RESERVED: Final = {
    "message_length": "MessageLength, a number",
    "message_type": "MessageType, a number with the message's name",
    "message": "the message's name in its dialect",
    "dialect": "the dialect that the frame is read in: ucce or uccx",
    "class": "what the message is for, a number with the name of its class",
    "solicited": "whether a client sends the message, or the server in answer: 1 or 0",
    "version": "the protocol version that the frame is read in",
    "floating": "a floating field as a whole",
    "tag": "its tag, a number with the tag's name",
    "length": "the length of its value",
    "entry": "an entry of a list",
    "data": "bytes whose type is not known, or cannot hold them",
    "body": "the body of a message whose layout is not known",
    "request_in": "in an answer: the number of the packet with the request",
    "response_in": "in a request: the number of the packet with the first answer",
    "response_time": "in an answer: seconds since the request",
}
"""The filters that do not stand for a field of the guide, and what each stands for."""

_IRREGULAR: Final = {"CSQID": "csq_id", "NumCSQs": "num_csqs"}

_WORD: Final = re.compile(r"[A-Z]+(?=[A-Z][a-z]|$)|[A-Z]?[a-z0-9]+")


@attrs.frozen
class Filter:
    """A display filter and the fields that it stands for.

    Args:
        name: what it is called in a filter, without the prefix.
        field: its name in the guide.
        data_type: the guide's name of its data type.
        numbers: the enumeration or mask that it is a number of, or ``None``.
        size: bytes of a number, where they are others than those of its data type, or ``None``.
        dialect: the dialect whose field it is, or ``None``: every dialect that has a filter of that name and no other
            field with it.
    """

    name: str
    field: str
    data_type: str
    numbers: type[WireEnum | WireMask] | None = None
    size: int | None = None
    dialect: Dialect | None = None


def filter_name(field: Fixed | Floating) -> str:
    """The filter of a field, without the prefix.

    >>> from ctiproto.messages import AgentStateEvent
    >>> [filter_name(field) for field in AgentStateEvent.declaration.fixed[:3]]
    ['monitor_id', 'peripheral_id', 'session_id']
    """
    numbers = field.shown.numbers
    apart = APART.get((field.name, numbers.__name__ if numbers is not None else field.wire.name))
    if apart is not None:
        return apart
    if field_name(field.attribute) == field.name:
        return field.attribute
    return _IRREGULAR.get(field.name) or "_".join(_WORD.findall(field.name)).lower()


def filters(messages: Iterable[type[Message]], dialects: Iterable[Dialect] = tuple(Dialect)) -> tuple[Filter, ...]:
    """The filters of all fields that these messages have in these dialects, by name; the first dialect's first.

    Raises:
        ValueError: two fields that differ in their type would have the same name; ``APART`` has to tell them apart.
    """
    known = tuple(messages)
    found: dict[str, Filter] = {}
    others: list[Filter] = []
    for dialect in dialects:
        for name, new in _of_dialect(known, dialect).items():
            first = found.setdefault(name, new)
            if first.data_type != new.data_type:
                raise ValueError(f"{new.field}: the filter {name} has another type in another dialect")
            if first != new:
                others.append(attrs.evolve(new, dialect=dialect))
    # The sort is stable: what several dialects have comes before what one has alone.
    return tuple(sorted((*found.values(), *others), key=lambda each: each.name))


def _of_dialect(messages: Iterable[type[Message]], dialect: Dialect) -> Mapping[str, Filter]:
    found: dict[str, Filter] = {}
    for declaration in (cls.declarations[dialect] for cls in messages if dialect in cls.declarations):
        fields: tuple[Fixed | Floating, ...] = (*declaration.fixed, *declaration.tags())
        for field in fields:
            size = field.wire.size if field.wire is BOOL4 else None
            new = Filter(filter_name(field), field.name, field.wire.name, field.shown.numbers, size)
            if found.setdefault(new.name, new) != new or new.name in RESERVED:
                raise ValueError(f"{declaration.name}: the filter {new.name} is already that of another field")
    return found


def bit_name(bit: WireMask) -> str:
    """The last part of the filter of one bit of a mask: the guide's name of the bit in lower case."""
    return bit.guide_names[0].lower()
