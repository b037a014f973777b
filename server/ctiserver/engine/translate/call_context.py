"""The context of a call as fields of messages: numbers, variables, router call key.  Guide: "Call Variables"."""

from __future__ import annotations

from collections.abc import Container
from typing import Final, TypedDict

from ctiproto.constants.limits import ECC_TOTAL_MAX
from ctiproto.wire import NamedArray, NamedVariable
from ctiserver.centre.switch.context import CallContext, CallData
from ctiserver.centre.switch.identifiers import RouterCallKey

_ECC_NAMES_MAX: Final = 500
"""Bytes that the names of an event's named variables may have in all, with their NULs: a limit of Unified CCE."""


class Variables(TypedDict):
    """CallVariable1 to CallVariable10."""

    call_variable1: str | None
    call_variable2: str | None
    call_variable3: str | None
    call_variable4: str | None
    call_variable5: str | None
    call_variable6: str | None
    call_variable7: str | None
    call_variable8: str | None
    call_variable9: str | None
    call_variable10: str | None


class ECC(TypedDict):
    """Named variables and arrays."""

    named_variables: tuple[NamedVariable, ...]
    named_arrays: tuple[NamedArray, ...]


class Key(TypedDict):
    """The key by which the central controller's router knows a contact."""

    router_call_key_day: int | None
    router_call_key_call_id: int | None
    router_call_key_sequence_number: int | None


class Numbers(TypedDict):
    """The numbers that came with a call or were dialled."""

    ani: str | None
    user_to_user_info: bytes | None
    dialed_number: str | None
    caller_entered_digits: str | None


def variables(data: CallData, changed: Container[str] | None = None) -> Variables:
    """The call variables as fields: all that are set, or all that changed.

    Args:
        data: what the call carries.
        changed: the names of the items that changed, for CALL_DATA_UPDATE_EVENT: a variable that was cleared is sent
            as an empty one then.
    """
    if changed is None:
        # fidelity variables.empty-ones: ours: Empty call variables are left out of events.
        shown = [value or None for value in data.call_variables]
    else:
        shown = [
            value if f"call_variable_{number}" in changed else None
            for number, value in enumerate(data.call_variables, 1)
        ]
    return Variables(
        call_variable1=shown[0],
        call_variable2=shown[1],
        call_variable3=shown[2],
        call_variable4=shown[3],
        call_variable5=shown[4],
        call_variable6=shown[5],
        call_variable7=shown[6],
        call_variable8=shown[7],
        call_variable9=shown[8],
        call_variable10=shown[9],
    )


def has_too_much(data: CallData) -> bool:
    """Whether named variables and arrays have more values (2,000 bytes) or names (500) than an event may carry."""
    names = sum(len(variable.name) + 1 for variable in data.named_variables)
    names += sum(len(element.name) + 1 for element in data.named_arrays)
    values = sum(len(variable.value) + 1 for variable in data.named_variables)
    values += sum(len(element.value) + 1 for element in data.named_arrays)
    return values > ECC_TOTAL_MAX or names > _ECC_NAMES_MAX


def ecc(data: CallData) -> ECC:
    """All named variables and arrays as fields; none of them if there are too many."""
    # fidelity variables.too-much-ecc: seen Q5, R: An event that would have more than 2,000 bytes of values or 500 of
    # names is sent without any named variable.
    if has_too_much(data):
        return ECC(named_variables=(), named_arrays=())
    return ECC(named_variables=data.named_variables, named_arrays=data.named_arrays)


def key(found: RouterCallKey | None) -> Key:
    """The router call key as fields; absent on calls that no router has seen."""
    return Key(
        # fidelity calls.key-of-routed-calls: guide BEGIN_CALL_EVENT; seen A: The router call key is there where a
        # router saw the call, from the beginning on.
        router_call_key_day=None if found is None else found.day,
        router_call_key_call_id=None if found is None else found.call_id,
        router_call_key_sequence_number=None if found is None else found.sequence_number,
    )


def numbers(data: CallData) -> Numbers:
    """The numbers of a call as fields; absent where they are not known."""
    return Numbers(
        ani=data.ani or None,
        user_to_user_info=data.user_to_user_info or None,
        dialed_number=data.dialed_number or None,
        caller_entered_digits=data.caller_entered_digits or None,
    )


def dnis(context: CallContext) -> str | None:
    """DNIS, the digits that the network delivered; absent where it delivered none."""
    return context.data.dnis or None
