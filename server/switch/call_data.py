"""What people write on calls, and when they say that they are done.  Behaviour: call context, Call Data Update."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import evolve

from ctiproto.constants import ControlFailureCode
from server.switch import associations
from server.switch.errors import Refused
from server.switch.events import CallDataUpdated

if TYPE_CHECKING:
    from server.switch.commands import ReleaseCall, SetCallData
    from server.switch.context import CallData
    from server.switch.floor import Floor


def set_call_data(floor: Floor, command: SetCallData) -> None:
    """Write on a call and tell everybody who is associated with it; nothing changed: no event."""
    call = floor.call(command.peripheral_id, command.call_id)
    before, after = call.data, _written(call.data, command)
    changed = _changes(before, after)
    if not changed:
        return
    call.data = after
    floor.events.append(
        CallDataUpdated(
            at=floor.now,
            peripheral_id=call.peripheral_id,
            connection=call.reference,
            parties=(*call.associations, *call.entry),
            new_connection=call.reference,
            context=call.context,
            changed=changed,
        )
    )


def _written(data: CallData, command: SetCallData) -> CallData:
    variables = list(data.call_variables)
    for number, value in command.call_variables:
        variables[number - 1] = value
    named = {variable.name: variable for variable in (*data.named_variables, *command.named_variables)}
    arrays = {(each.name, each.index): each for each in (*data.named_arrays, *command.named_arrays)}
    return evolve(
        data,
        ani=_or(command.ani, data.ani),
        dnis=_or(command.dnis, data.dnis),
        caller_entered_digits=_or(command.caller_entered_digits, data.caller_entered_digits),
        wrapup_data=_or(command.wrapup_data, data.wrapup_data),
        user_to_user_info=data.user_to_user_info if command.user_to_user_info is None else command.user_to_user_info,
        call_variables=tuple(variables),
        named_variables=tuple(named.values()),
        named_arrays=tuple(arrays.values()),
    )


def _or(new: str | None, old: str) -> str:
    return old if new is None else new


_NAMES = (
    "ani",
    "dnis",
    "caller_entered_digits",
    "user_to_user_info",
    "wrapup_data",
    "named_variables",
    "named_arrays",
)


def _changes(before: CallData, after: CallData) -> tuple[str, ...]:
    pairs = zip(before.call_variables, after.call_variables, strict=True)
    variables = (f"call_variable_{number}" for number, (old, new) in enumerate(pairs, 1) if old != new)
    return (*(name for name in _NAMES if getattr(before, name) != getattr(after, name)), *variables)


def release_call(floor: Floor, command: ReleaseCall) -> None:
    """The station's association ends as soon as its connection is gone."""
    station = floor.station(command.peripheral_id, command.device)
    call = floor.call(command.peripheral_id, command.call_id)
    if station.device not in call.associations:
        raise Refused(ControlFailureCode.AGENT_NOT_PARTY_ON_CALL)
    call.released[station.device] = None
    if station.extension not in call.connections:
        associations.end(floor, call, station.device)
        associations.close(floor, call)
