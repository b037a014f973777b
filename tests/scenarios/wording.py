"""What a message says, in a few words: the connection that it names, and the fields that matter in a scenario."""

from __future__ import annotations

from collections.abc import Iterator
from enum import IntEnum
from typing import Final

from ctiproto import messages as m
from ctiproto.constants import DeviceIDType, EventCause, LocalConnectionState
from ctiproto.declare import Kind, Message

NUMBERED: Final = (range(0x0100_0001, 0x0200_0000), range(0x7F00_0001, 0x8000_0000))
"""Numbers of calls; other values of the fields for them mean that there is none, or which one of several is meant."""

FAR: Final = "95550199"
"""A number outside, whose owner is X in scenarios that call it."""

PARTIES: Final = {"2001": "A", "2002": "B", "2000": "S", "5550100": "X", FAR: "X"}
AGENTS: Final = {"1001": "A", "1002": "B", "1000": "S"}

_CONNECTIONS: Final = {
    "": "",
    "new_": "now ",
    "primary_": "",
    "secondary_": "and ",
    "active_": "active ",
    "held_": "held ",
    "other_": "other ",
    "agent_": "",
}
"""Connections by the beginning of their fields, and how the page introduces them."""

_DEVICES: Final = (
    *("alerting", "answering", "holding", "retrieving", "releasing", "diverting", "failing"),
    *("calling", "called", "last_redirect", "transferring", "transferred", "controller", "added_party"),
)
_NUMBERS: Final = {
    "num_queued": "queued",
    "num_parties": "parties",
    "event_reason_code": "reason",
    "duration": "duration",
    "failure_code": "code",
}
_NAMES: Final = {
    "next_agent_state": "then",
    "direction": "direction",
    "supervisory_action": "action",
}
_TEXTS: Final = {
    "dialed_number": "to",
    "dtmf_string": "tones",
    "caller_entered_digits": "entered",
    "recorder_address": "recorder",
    "client_id": "client",
    "service_name": "service",
}
_TOLD: Final = frozenset(("dialed_number",))
"""What requests say first, and events only repeat."""


Calls = dict[int, str]
"""The calls of a scenario by their numbers: the first is c1, the next c2."""


def said(message: Message, calls: Calls) -> str:
    """The fields of interest, in words; calls that are new go into ``calls``."""
    return ", ".join(part for part in _parts(message, calls) if part)


def _parts(message: Message, calls: Calls) -> Iterator[str]:
    if isinstance(message, m.AgentStateEvent):
        yield from _agent(message)
        return
    yield from (_connection(message, prefix, words, calls) for prefix, words in _CONNECTIONS.items())
    state = getattr(message, "local_connection_state", None)
    yield state.name if isinstance(state, LocalConnectionState) else ""
    yield from (_device(message, name) for name in _DEVICES)
    yield _of_call_type(message)
    yield from _rest(message)
    cause = getattr(message, "event_cause", None)
    if isinstance(cause, EventCause) and cause is not EventCause.CEC_NONE:
        yield f"cause {cause.name.removeprefix('CEC_')}"


def _agent(message: m.AgentStateEvent) -> Iterator[str]:
    yield f"{AGENTS.get(message.agent_id or '', message.agent_id)} {message.agent_state.name}"
    yield from _rest(message)


def group_of(message: m.AgentStateEvent) -> str:
    """What AGENT_STATE_EVENT says of the skill group that it is about."""
    return f"group {message.skill_group_number} {message.skill_group_state.name}"


def _connection(message: Message, prefix: str, words: str, calls: Calls) -> str:
    call, device = (
        getattr(message, f"{prefix}{part}", None) for part in ("connection_call_id", "connection_device_id")
    )
    if prefix in ("primary_", "secondary_"):
        call, device = (getattr(message, f"{prefix}{part}", None) for part in ("call_id", "device_id"))
    if not isinstance(call, int) or not any(call in numbers for numbers in NUMBERED):
        return ""
    name = calls.setdefault(call, f"c{len(calls) + 1}")
    if prefix == "new_" and (call, device) == (
        getattr(message, "connection_call_id", 0),
        getattr(message, "connection_device_id", ""),
    ):
        return ""
    return f"{words}{name}" + (f"/{PARTIES.get(device, device)}" if device else "")


def _device(message: Message, name: str) -> str:
    kind, device = (getattr(message, f"{name}_device_{part}", None) for part in ("type", "id"))
    if not isinstance(kind, DeviceIDType) or not isinstance(device, str) or not device:
        return ""
    return f"{name.replace('_', ' ')} {PARTIES.get(device, device)}"


def _of_call_type(message: Message) -> str:
    kind = getattr(message, "call_type", None)
    if not isinstance(kind, IntEnum) or not kind:
        return ""
    return kind.name.removeprefix("CALLTYPE_") if isinstance(message, m.BeginCallEvent | m.CallDataUpdateEvent) else ""


def _rest(message: Message) -> Iterator[str]:
    for name, words in _NUMBERS.items():
        value = getattr(message, name, None)
        yield f"{words} {value}" if isinstance(value, int) and value else ""
    for name, words in _NAMES.items():
        value = getattr(message, name, None)
        yield f"{words} {value.name}" if isinstance(value, IntEnum) and value.name != "NONE" else ""
    is_request = message.declaration.kind is Kind.REQUEST
    for name, words in _TEXTS.items():
        value = getattr(message, name, None)
        yield f"{words} {PARTIES.get(value, value)}" if value and (is_request or name not in _TOLD) else ""
    if isinstance(message, m.CallAgentGreetingEvent):
        yield "it ends" if message.event_code else "it begins"
    if isinstance(message, m.CallTranslationRouteEvent):
        yield f"DNIS {message.dnis}, dialled {message.dialed_number}"
    if isinstance(message, m.AgentPreCallEvent):
        yield AGENTS.get(message.agent_id or "", "")
