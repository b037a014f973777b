"""Another site takes the place of the present one while calls go on.

First go those whom the new site does not have: stations as if they were taken out of service, their agents, agents who
sit at other stations, and who leaves a skill group.  Then the site is the new one, and this is told once.  Then calls
that waited where things are different now are put where they belong, and agents join the groups that are new to them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import evolve

from ctiproto.constants import AgentState, EventCause
from ctiserver.centre.switch import announced_calls as expecting
from ctiserver.centre.switch import device_service as instruments
from ctiserver.centre.switch import login as signing
from ctiserver.centre.switch.clearing import fail, leave_queue
from ctiserver.centre.switch.devices import stations_of
from ctiserver.centre.switch.errors import Unchangeable
from ctiserver.centre.switch.events import SiteReconfigured
from ctiserver.centre.switch.ringing import enqueue
from ctiserver.centre.switch.routing import groups_of
from ctiserver.site.changes import compare, taken_over

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ctiserver.centre.switch.agents import Agent
    from ctiserver.centre.switch.calls import Call
    from ctiserver.centre.switch.commands import Reconfigure
    from ctiserver.centre.switch.identifiers import SkillGroupRef
    from ctiserver.centre.switch.routing import Destination
    from ctiserver.centre.switch.state import Floor
    from ctiserver.site.changes import SiteChanges
    from ctiserver.site.model import Site

    Groups = dict[Agent, tuple[SkillGroupRef, ...]]


def reconfigure(floor: Floor, command: Reconfigure) -> None:
    """Take the new site over, or refuse it with all reasons and nothing changed."""
    before = floor.site
    reasons = tuple(_reasons(floor, compare(before, command.site)))
    if reasons:
        raise Unchangeable(reasons)
    after = taken_over(before, command.site)
    if after == before:
        return
    _clear_out(floor, after)
    groups = _leave_groups(floor, after)
    patience = {agent: agent.settings.logout_non_activity_time for agent in groups}
    idle = _rest(floor)
    floor.refurnish(after)
    floor.events.append(
        SiteReconfigured(at=floor.now, peripheral_id=after.main_peripheral.id, before=before, after=after)
    )
    for agent in idle:
        floor.router.becomes_idle(agent)
    for (peripheral_id, dnis), expected in list(floor.expected.items()):
        there = floor.router.destination(peripheral_id, expected.destination.device.id)
        if there is None:
            expecting.cancel(floor, peripheral_id, dnis)
        else:
            floor.expected[peripheral_id, dnis] = evolve(expected, destination=there)
    for call in list(floor.calls.values()):
        _redirect(floor, call)
    for agent, his in groups.items():
        signing.work_for(floor, agent, his)
        if patience[agent] != agent.settings.logout_non_activity_time:
            floor.watch_inactivity(agent)


def _reasons(floor: Floor, changes: SiteChanges) -> Iterator[str]:
    yield from changes.impossible
    for peripheral_id in sorted(changes.peripherals):
        if not floor.online.get(peripheral_id, True):
            yield f"peripheral {peripheral_id} is off-line: nothing of it can be changed now"


# --- who goes -----------------------------------------------------------------------------------------------------


def _clear_out(floor: Floor, after: Site) -> None:
    stations = stations_of(after, floor.stations)
    for station in dict.fromkeys(floor.stations.values()):
        if station.in_service and stations.get((station.peripheral_id, station.extension)) is not station:
            instruments.remove(floor, station)
    for agent in floor.agents.values():
        if agent.signed_in and agent.key not in after.agents_by_id:
            signing.sign_out(floor, agent, instruments.OUT_OF_SERVICE)


def _leave_groups(floor: Floor, after: Site) -> Groups:
    """Let agents leave the groups that they may not work for any more; those that each will work for."""
    now, then = groups_of(floor.site), groups_of(after)
    found: Groups = {}
    for agent in [agent for agent in floor.agents.values() if agent.signed_in]:
        peripheral_id, assigned = agent.site.peripheral_id, after.groups_at_the_telephone(after.agents_by_id[agent.key])
        refs = {then[peripheral_id, number] for number in assigned}
        leaving = tuple(group for group in agent.groups if group not in refs)
        if leaving:
            signing.leave_groups(floor, agent, leaving)
        # Whom he has left by himself he does not join again.
        fresh = refs.difference(now[peripheral_id, number] for number in floor.site.groups_at_the_telephone(agent.site))
        found[agent] = tuple(sorted(fresh.union(agent.groups), key=lambda group: group.number))
    return found


def _rest(floor: Floor) -> list[Agent]:
    """Nobody is available for a moment; who was, in the order in which they have waited."""
    available = [agent for agent in floor.agents.values() if agent.state is AgentState.AVAILABLE]
    for agent in available:
        floor.router.becomes_busy(agent)
    return sorted(available, key=lambda agent: agent.idle_order)


# --- calls --------------------------------------------------------------------------------------------------------


def _redirect(floor: Floor, call: Call) -> None:
    """A call knows its number as it is now: it waits where that leads to, and fails if it is gone."""
    waits_at = call.queue or (call.home if call.line is not None else None)
    if call.queue is not None:
        call.queue = _now(floor, call, call.queue)
    if call.home is not None:
        call.home = _now(floor, call, call.home) or call.home
    if waits_at is None or call.failed or call.cleared:
        return
    there = _now(floor, call, waits_at)
    if there is None:
        leave_queue(floor, call)
        fail(floor, call.caller, EventCause.CEC_DEST_NOT_OBTAINABLE, waits_at.device)
    elif call.line is not None and call.line is not there.line:
        leave_queue(floor, call)
        enqueue(floor, call, there)


def _now(floor: Floor, call: Call, destination: Destination) -> Destination | None:
    return floor.router.destination(call.peripheral_id, destination.device.id)
