"""Reports of who is associated with a call, and of what is written on it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ctiserver.centre.switch.context import with_changed_variables
from ctiserver.centre.switch.events import CallBegan, CallDataUpdated, CallEnded

if TYPE_CHECKING:
    from ctiserver.centre.switch.context import CallContext
    from ctiserver.centre.switch.identifiers import ConnectionID, Device
    from ctiserver.centre.switch.model import Call


def call_began(
    call: Call, connection: ConnectionID, parties: tuple[Device, ...], now: float, *, to_all: bool
) -> CallBegan:
    """The streams of ``parties``, and that of all calls if ``to_all``, begin to know ``call`` by ``connection``."""
    device = None if to_all else next(iter(parties), None)
    return CallBegan(
        at=now,
        peripheral_id=call.peripheral_id,
        connection=connection,
        parties=parties,
        to_all=to_all,
        context=call.context_to(device),
    )


def call_ended(
    call: Call, connection: ConnectionID, parties: tuple[Device, ...], now: float, *, to_all: bool
) -> CallEnded:
    """The streams of ``parties``, and that of all calls if ``to_all``, hear of ``call`` no more."""
    return CallEnded(at=now, peripheral_id=call.peripheral_id, connection=connection, parties=parties, to_all=to_all)


def association_ended(began: CallBegan, now: float) -> CallEnded:
    """The streams that ``began`` was told to hear of that call no more."""
    return CallEnded(
        at=now,
        peripheral_id=began.peripheral_id,
        connection=began.connection,
        parties=began.parties,
        to_all=began.to_all,
    )


def data_updated(
    call: Call,
    known: ConnectionID,
    name: ConnectionID,
    parties: tuple[Device, ...],
    now: float,
    *,
    changed: tuple[str, ...],
    to_all: bool,
    since: CallContext | None = None,
) -> CallDataUpdated:
    """Items of ``call`` changed, or the connection ``known`` to ``parties`` is called ``name`` from now on.

    It has all named variables, or those alone that are others than in the context ``since``.
    """
    device = None if to_all else next(iter(parties), None)
    context = call.context_to(device)
    return CallDataUpdated(
        at=now,
        peripheral_id=call.peripheral_id,
        connection=known,
        parties=parties,
        to_all=to_all,
        new_connection=name,
        context=context if since is None else with_changed_variables(context, since),
        changed=changed,
    )
