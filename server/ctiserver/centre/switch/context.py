"""The context of a call: what is known about it beside who is on it.  See docs/reference/call-data.md."""

from __future__ import annotations

from typing import Final

from attrs import evolve, frozen

from ctiproto.constants import CallType, DispositionCode
from ctiproto.constants.limits import CALL_VARIABLE_COUNT, CAMPAIGN_UNUSED
from ctiproto.wire import NamedArray, NamedVariable
from ctiserver.centre.switch.identifiers import RouterCallKey

NO_DISPOSITION: Final = DispositionCode(0)
"""The disposition of a call that is not over."""

RESERVATIONS: Final = (
    CallType.CALLTYPE_RESERVATION,
    CallType.RESERVATION_PREVIEW,
    CallType.RESERVATION_PREVIEW_DIRECT,
    CallType.RESERVATION_PREDICTIVE,
    CallType.RESERVATION_CALLBACK,
    CallType.RESERVATION_PERSONAL_CALLBACK,
)
"""The types of calls by which a dialler keeps an agent for a customer."""

PURPOSES: Final = (
    CallType.CALLTYPE_CONSULT,
    CallType.CALLTYPE_TRANSFER_IN,
    CallType.CALLTYPE_OFFERED,
    CallType.CALLTYPE_CONFERENCE,
    CallType.CALLTYPE_ASSIST,
    CallType.CALLTYPE_EMERGENCY,
    CallType.CALLTYPE_AUTO_OUT,
    CallType.CALLTYPE_PREVIEW,
    *RESERVATIONS,
)
"""The types of calls on Unified CCX that say more than that a call waits in a queue."""

NO_VARIABLES: Final = ("",) * CALL_VARIABLE_COUNT


@frozen(kw_only=True)
class CallData:
    """The data that clients set on a call.  An empty text means that the item was never set.

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
    named_arrays: tuple[NamedArray, ...] = ()
    campaign_id: int = CAMPAIGN_UNUSED
    query_rule_id: int = CAMPAIGN_UNUSED
    customer_phone_number: str = ""
    customer_account_number: str = ""


NO_DATA: Final = CallData()


@frozen(kw_only=True)
class DataChanges:
    """The items of a context that a request changes; ``None`` leaves an item as it is, an empty text clears it.

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
    named_arrays: tuple[NamedArray, ...] = ()
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


def written(data: CallData, changes: DataChanges) -> CallData:
    """``data`` after ``changes``."""
    # Most consultations and transfers bring nothing, and putting the same together again is slow.
    if changes is NO_CHANGES:
        return data
    variables = list(data.call_variables)
    for number, value in changes.call_variables:
        variables[number - 1] = value
    named = {variable.name: variable for variable in (*data.named_variables, *changes.named_variables)}
    arrays = {(each.name, each.index): each for each in (*data.named_arrays, *changes.named_arrays)}
    given = {name: value for name in _GIVEN if (value := getattr(changes, name)) is not None}
    return evolve(
        data,
        call_variables=tuple(variables),
        named_variables=tuple(named.values()),
        named_arrays=tuple(arrays.values()),
        **given,
    )


_GIVEN: Final = (
    "ani",
    "dnis",
    "caller_entered_digits",
    "user_to_user_info",
    "wrapup_data",
    "campaign_id",
    "query_rule_id",
    "customer_phone_number",
    "customer_account_number",
)
_OF_CONTEXT: Final = ("call_type", "disposition", "router_call_key")
_OF_DATA: Final = (*_GIVEN[:2], "dialed_number", *_GIVEN[2:], "named_variables", "named_arrays")


def changes(before: CallContext, after: CallContext) -> tuple[str, ...]:
    """Names of the items that differ, as ``CallDataUpdated.changed`` has them."""
    if before == after:
        return ()
    of_context = (name for name in _OF_CONTEXT if getattr(before, name) != getattr(after, name))
    of_data = (name for name in _OF_DATA if getattr(before.data, name) != getattr(after.data, name))
    pairs = zip(before.data.call_variables, after.data.call_variables, strict=True)
    variables = (f"call_variable_{number}" for number, (old, new) in enumerate(pairs, 1) if old != new)
    return (*of_context, *of_data, *variables)


def with_changed_variables(context: CallContext, before: CallContext) -> CallContext:
    """``context`` with those named variables and elements alone that are others than in ``before``."""
    data, then = context.data, before.data
    variables = tuple(each for each in data.named_variables if each not in then.named_variables)
    arrays = tuple(each for each in data.named_arrays if each not in then.named_arrays)
    return evolve(context, data=evolve(data, named_variables=variables, named_arrays=arrays))


def touched(changes: DataChanges) -> frozenset[str]:
    """Names of the items that ``changes`` changes, as ``changes`` has them."""
    given = (name for name in (*_GIVEN, *_OF_CONTEXT) if getattr(changes, name) is not None)
    variables = (f"call_variable_{number}" for number, _ in changes.call_variables)
    several = (name for name in ("named_variables", "named_arrays") if getattr(changes, name))
    return frozenset((*given, *variables, *several))
