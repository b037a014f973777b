"""A call's context in the words of the protocol.  Guide: Client Events Service; "Call Variables"."""

from __future__ import annotations

from collections.abc import Container
from typing import Final, TypedDict

from ctiproto.constants.limits import CALL_VARIABLE_COUNT, ECC_TOTAL_MAX
from ctiproto.wire import NamedArray, NamedVariable
from ctiserver.centre.switch.context import CallContext, CallData
from ctiserver.centre.switch.identifiers import RouterCallKey

_ECC_NAMES_MAX: Final = 500
"""The names of an event's named variables may have so many bytes in all, beside the bytes of their values."""


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
    """The key by which the router knows the contact."""

    router_call_key_day: int | None
    router_call_key_call_id: int | None
    router_call_key_sequence_number: int | None


class Numbers(TypedDict):
    """The numbers of a call."""

    ani: str | None
    user_to_user_info: bytes | None
    dialed_number: str | None
    caller_entered_digits: str | None


class Everything:
    """Any name is in it."""

    def __contains__(self, _name: object) -> bool:
        """Yes."""
        return True


EVERYTHING: Final[Container[str]] = Everything()


def variables(data: CallData, wanted: Container[str] = EVERYTHING) -> Variables:
    """The call variables that are set, as far as wanted; a variable that was cleared is sent only when it changed."""
    whole = wanted is EVERYTHING
    shown: list[str | None] = []
    for number in range(1, CALL_VARIABLE_COUNT + 1):
        value = data.call_variables[number - 1]
        shown.append(value if f"call_variable_{number}" in wanted and (value or not whole) else None)
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


def ecc(data: CallData) -> ECC:
    """All named variables and arrays; none if they are more than an event may carry."""
    names = sum(len(variable.name) + 1 for variable in data.named_variables)
    names += sum(len(element.name) + 1 for element in data.named_arrays)
    values = sum(len(variable.value) + 1 for variable in data.named_variables)
    values += sum(len(element.value) + 1 for element in data.named_arrays)
    if values > ECC_TOTAL_MAX or names > _ECC_NAMES_MAX:
        return ECC(named_variables=(), named_arrays=())
    return ECC(
        named_variables=tuple(NamedVariable(item.name, item.value) for item in data.named_variables),
        named_arrays=tuple(NamedArray(item.name, item.index, item.value) for item in data.named_arrays),
    )


def key(found: RouterCallKey | None) -> Key:
    """The router call key; absent on calls that no router has seen."""
    return Key(
        router_call_key_day=None if found is None else found.day,
        router_call_key_call_id=None if found is None else found.call_id,
        router_call_key_sequence_number=None if found is None else found.sequence_number,
    )


def numbers(data: CallData) -> Numbers:
    """The numbers that are known."""
    return Numbers(
        ani=data.ani or None,
        user_to_user_info=data.user_to_user_info or None,
        dialed_number=data.dialed_number or None,
        caller_entered_digits=data.caller_entered_digits or None,
    )


def dnis(context: CallContext) -> str | None:
    """The digits that the network delivered."""
    return context.data.dnis or None
