"""Links go down and come back: to a peripheral, and to the central controller.  See docs/explanation/outages.md.

While that to a peripheral is down nothing is reported from there and nothing can be asked.  Its calls are dropped
when the link has been down for as long as the site lets calls linger; timers that run out before are held up until the
link is back.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ctiproto.constants import AgentState
from ctiserver.centre.switch import associations, clearing
from ctiserver.centre.switch.errors import Refused
from ctiserver.centre.switch.events import (
    CentralControllerBack,
    CentralControllerLost,
    PeripheralCameOnline,
    PeripheralWentOffline,
)
from ctiserver.centre.switch.state import IS_SO_ALREADY, UNKNOWN_PERIPHERAL, state_event
from ctiserver.centre.switch.timers import Timer, TimerKind

if TYPE_CHECKING:
    from ctiserver.centre.switch.calls import Call
    from ctiserver.centre.switch.commands import BringPeripheralOnline, TakePeripheralOffline
    from ctiserver.centre.switch.state import Floor


def take_offline(floor: Floor, command: TakePeripheralOffline) -> None:
    """The link goes down."""
    peripheral_id = command.peripheral_id
    floor.require_online(peripheral_id)
    floor.online[peripheral_id] = False
    floor.events.append(PeripheralWentOffline(at=floor.now, peripheral_id=peripheral_id))
    linger = floor.settings.peripheral_linger
    if linger:
        floor.timers.start(Timer(TimerKind.PERIPHERAL_LINGER, peripheral_id), floor.now + linger)
    else:
        drop_calls(floor, peripheral_id)


def bring_online(floor: Floor, command: BringPeripheralOnline) -> None:
    """The link comes back: everybody signed in is reported anew, and timers held up run out now."""
    peripheral_id = command.peripheral_id
    if peripheral_id not in floor.online:
        raise Refused(UNKNOWN_PERIPHERAL)
    if floor.online[peripheral_id]:
        raise Refused(IS_SO_ALREADY)
    floor.online[peripheral_id] = True
    floor.timers.stop(Timer(TimerKind.PERIPHERAL_LINGER, peripheral_id))
    floor.events.append(PeripheralCameOnline(at=floor.now, peripheral_id=peripheral_id))
    for agent in floor.agents.values():
        if agent.site.peripheral_id == peripheral_id and agent.signed_in:
            reported = agent.reported
            floor.report(agent)
            if agent.reported is reported:
                floor.events.append(state_event(agent, reported, reported.state, floor.now))
            if agent.state is AgentState.AVAILABLE:
                floor.freed.append(agent)
    held_up = [timer for timer in floor.suspended if timer.peripheral_id == peripheral_id]
    floor.suspended = [timer for timer in floor.suspended if timer.peripheral_id != peripheral_id]
    for timer in held_up:
        floor.timers.start(timer, floor.now)


def lose_controller(floor: Floor) -> None:
    """The router is out of reach: whatever it would do is not done."""
    if not floor.has_controller:
        raise Refused(IS_SO_ALREADY)
    floor.has_controller = False
    floor.events.append(CentralControllerLost(at=floor.now))


def regain_controller(floor: Floor) -> None:
    """The router does its work again."""
    if floor.has_controller:
        raise Refused(IS_SO_ALREADY)
    floor.has_controller = True
    floor.events.append(CentralControllerBack(at=floor.now))


def drop_calls(floor: Floor, peripheral_id: int) -> None:
    """Nothing more is heard of the calls of a peripheral; no association outlives this."""
    floor.suspended = [timer for timer in floor.suspended if timer.peripheral_id != peripheral_id or not timer.call_id]
    for call in [call for call in floor.calls.values() if call.peripheral_id == peripheral_id]:
        _drop(floor, call)


def _drop(floor: Floor, call: Call) -> None:
    if call.line is not None:
        call.line.leave(call)
        call.line = None
    if not call.cleared:
        call.cleared = True
        floor.timers.stop(clearing.unattended_timer(call))
    for connection in list(call.connections.values()):
        floor.detach(connection)
        if connection.agent is not None:
            connection.agent.choice = None
    for device in list(call.associations):
        associations.end(floor, call, device)
    associations.close(floor, call)
