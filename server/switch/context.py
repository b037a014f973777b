"""What is known about a call beside who is on it.  Guide: Call Context; scenario rules of the call variables."""

from __future__ import annotations

from typing import Final

from attrs import frozen

from ctiproto.constants import CallType, DispositionCode
from ctiproto.constants.limits import CALL_VARIABLE_COUNT
from server.switch.identifiers import RouterCallKey

NO_DISPOSITION: Final = DispositionCode(0)
"""Nothing has ended yet."""

NO_VARIABLES: Final = ("",) * CALL_VARIABLE_COUNT


@frozen
class NamedVariable:
    """An expanded call context variable and its value."""

    name: str
    value: str


@frozen
class NamedArrayElement:
    """One element of an expanded call context array."""

    name: str
    index: int
    value: str


@frozen(kw_only=True)
class CallData:
    """What people and applications write on a call.  An empty text means that the item was never set.

    ``call_variables`` always has ten entries, CallVariable1 first.
    """

    ani: str = ""
    dnis: str = ""
    dialed_number: str = ""
    caller_entered_digits: str = ""
    user_to_user_info: bytes = b""
    call_variables: tuple[str, ...] = NO_VARIABLES
    wrapup_data: str = ""
    named_variables: tuple[NamedVariable, ...] = ()
    named_arrays: tuple[NamedArrayElement, ...] = ()


NO_DATA: Final = CallData()


@frozen(kw_only=True)
class CallContext:
    """The whole context of a call at one moment.

    ``router_call_key`` is absent on calls that no router has seen: internal and outbound ones.
    """

    call_type: CallType
    disposition: DispositionCode = NO_DISPOSITION
    router_call_key: RouterCallKey | None = None
    data: CallData = NO_DATA
