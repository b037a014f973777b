"""What is known about a call beside who is on it.  Guide: Call Context; scenario rules of the call variables."""

from __future__ import annotations

from typing import Final

from attrs import frozen

from ctiproto.constants import CallType, DispositionCode
from ctiproto.constants.limits import CALL_VARIABLE_COUNT, CAMPAIGN_UNUSED
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
    campaign_id: int = CAMPAIGN_UNUSED
    query_rule_id: int = CAMPAIGN_UNUSED
    customer_phone_number: str = ""
    customer_account_number: str = ""


NO_DATA: Final = CallData()


@frozen(kw_only=True)
class DataChanges:
    """Items of a context that a request gives; what is ``None`` stays as it is, an empty text clears.

    Attributes:
        call_variables: Pairs of the variable's number, 1 to 10, and its new value.
        named_variables: Values that replace or join those of the same name.
        named_arrays: Elements that replace or join those of the same name and index.
    """

    ani: str | None = None
    dnis: str | None = None
    caller_entered_digits: str | None = None
    user_to_user_info: bytes | None = None
    call_variables: tuple[tuple[int, str], ...] = ()
    wrapup_data: str | None = None
    named_variables: tuple[NamedVariable, ...] = ()
    named_arrays: tuple[NamedArrayElement, ...] = ()
    campaign_id: int | None = None
    query_rule_id: int | None = None
    customer_phone_number: str | None = None
    customer_account_number: str | None = None
    call_type: CallType | None = None
    disposition: DispositionCode | None = None
    router_call_key: RouterCallKey | None = None


NO_CHANGES: Final = DataChanges()


@frozen(kw_only=True)
class CallContext:
    """The whole context of a call at one moment.

    ``router_call_key`` is absent on calls that no router has seen: internal and outbound ones.
    """

    call_type: CallType
    disposition: DispositionCode = NO_DISPOSITION
    router_call_key: RouterCallKey | None = None
    data: CallData = NO_DATA
