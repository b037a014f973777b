"""Leaves variables that a session did not register out of the messages that carry them.

Guide: "REGISTER_VARIABLES_REQ".
"""

from __future__ import annotations

from typing import Final, TypeVar, cast

import attrs

from ctiproto import messages as m
from ctiproto.constants.limits import CALL_VARIABLE_COUNT
from ctiproto.declare import Message

M = TypeVar("M", bound=Message)

# fidelity variables.registered-alone: guide REGISTER_VARIABLES_REQ: A session that registered variables is sent those
# alone, in the messages that carry any.
_CARRIERS: Final = (
    m.BeginCallEvent,
    m.CallDataUpdateEvent,
    m.CallDeliveredEvent,
    m.AgentPreCallEvent,
    m.CallTranslationRouteEvent,
    m.SnapshotCallConf,
)
"""The messages that carry variables of a call."""


@attrs.frozen
class VariableFilter:
    """The variables that a session registered.

    Args:
        call_variables: numbers of call variables, 1 to 10.
        named_variables: names of named variables, as configured.
        named_arrays: names of named arrays, as configured.
    """

    call_variables: frozenset[int]
    named_variables: frozenset[str]
    named_arrays: frozenset[str]

    def of(self, message: M) -> M:
        """The message without the variables that were not registered; the message itself if it carries none of them."""
        if not isinstance(message, _CARRIERS):
            return message
        unwanted: dict[str, object] = {
            f"call_variable{number}": None
            for number in range(1, CALL_VARIABLE_COUNT + 1)
            if number not in self.call_variables and getattr(message, f"call_variable{number}") is not None
        }
        named = tuple(each for each in message.named_variables if each.name in self.named_variables)
        arrays = tuple(each for each in message.named_arrays if each.name in self.named_arrays)
        if named != message.named_variables:
            unwanted["named_variables"] = named
        if arrays != message.named_arrays:
            unwanted["named_arrays"] = arrays
        return cast("M", message.changed(**unwanted) if unwanted else message)
