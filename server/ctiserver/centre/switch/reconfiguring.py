"""Another site takes the place of the present one while calls go on.

First go those whom the new site does not have: stations as if they were taken out of service, their agents, agents who
are signed in at other stations, and agents who lose a skill group.  Then the site is the new one, and this is told
once.  Then queued calls whose number leads elsewhere now are queued there, and agents join the groups that are new to
them.  So clients hear who leaves in terms of the site that they know, and who comes in terms of the new one.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import evolve

from ctiproto.constants import AgentState, EventCause
from ctiserver.centre.switch import announced_calls, login, outage, reasons, reports
from ctiserver.centre.switch.clearing import fail, leave_queue
from ctiserver.centre.switch.devices import stations_of
from ctiserver.centre.switch.errors import Unchangeable
from ctiserver.centre.switch.queue_limits import limit_wait
from ctiserver.centre.switch.reporting import watch_inactivity
from ctiserver.centre.switch.ringing import enqueue
from ctiserver.centre.switch.routing import groups_of
from ctiserver.site.changes import compare, taken_over

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ctiserver.centre.switch.commands import Reconfigure
    from ctiserver.centre.switch.devices import Stations
    from ctiserver.centre.switch.identifiers import SkillGroupRef
    from ctiserver.centre.switch.model import Agent, Call, Destination, Station
    from ctiserver.centre.switch.state import SwitchState
    from ctiserver.site.changes import SiteChanges
    from ctiserver.site.model import Site

    Groups = dict[Agent, tuple[SkillGroupRef, ...]]


def reconfigure(state: SwitchState, command: Reconfigure) -> None:
    """Take the new site over.

    Raises:
        Unchangeable: it cannot be, with all reasons; nothing has changed.
    """
    before = state.site
    reasons = tuple(_reasons(state, compare(before, command.site)))
    if reasons:
        raise Unchangeable(reasons)
    after = taken_over(before, command.site)
    if after == before:
        return
    stations = stations_of(after, state.stations)
    _remove_what_is_gone(state, after, stations)
    groups = _leave_groups(state, after)
    limits = {agent: agent.settings.logout_non_activity_time for agent in groups}
    available = _take_from_router(state)
    state.replace_site(after, stations)
    state.tell(reports.site_reconfigured(before, after, state.now))
    for agent in available:
        state.router.becomes_idle(agent)
    for (peripheral_id, dnis), announced in list(state.announced.items()):
        there = state.router.destination(peripheral_id, announced.destination.device.id)
        if there is None:
            announced_calls.cancel(state, peripheral_id, dnis)
        else:
            state.announced[peripheral_id, dnis] = evolve(announced, destination=there)
    for call in list(state.calls.values()):
        _requeue(state, call)
    for agent, theirs in groups.items():
        login.set_groups(state, agent, theirs)
        if limits[agent] != agent.settings.logout_non_activity_time:
            watch_inactivity(state, agent)


def _reasons(state: SwitchState, changes: SiteChanges) -> Iterator[str]:
    yield from changes.impossible
    for peripheral_id in sorted(changes.peripherals):
        if not state.online.get(peripheral_id, True):
            yield f"peripheral {peripheral_id} is off-line: nothing of it can be changed now"


# --- who goes -----------------------------------------------------------------------------------------------------


def _remove_what_is_gone(state: SwitchState, after: Site, stations: Stations) -> None:
    for station in dict.fromkeys(state.stations.values()):
        if station.in_service and stations.get((station.peripheral_id, station.extension)) is not station:
            outage.remove_station(state, station, _removal_reason(state, station, after))
    for agent in state.agents.values():
        if agent.signed_in and agent.key not in after.agents_by_id:
            login.sign_out(state, agent, agent.profile.reasons.removed)


def _removal_reason(state: SwitchState, station: Station, after: Site) -> int:
    """Why the agent of a station is signed out that ``after`` does not have."""
    agent = station.agent
    if agent is not None and agent.site.extension == station.extension:
        then = after.agents_by_id.get(agent.key)
        if then is not None and then.extension != station.extension:
            return state.profiles[station.peripheral_id].extension_changed
    return reasons.OUT_OF_SERVICE


def _leave_groups(state: SwitchState, after: Site) -> Groups:
    """Sign agents out of the groups that they are not assigned to any more.

    Returns:
        For each agent who is signed in, the groups that they work for from then on: those that are left, and those
        that they were not assigned to before.
    """
    now, then = groups_of(state.site), groups_of(after)
    found: Groups = {}
    for agent in [agent for agent in state.agents.values() if agent.signed_in]:
        peripheral_id, assigned = agent.site.peripheral_id, after.groups_at_the_telephone(after.agents_by_id[agent.key])
        refs = {then[peripheral_id, number] for number in assigned}
        leaving = tuple(group for group in agent.groups if group not in refs)
        if leaving:
            login.leave_groups(state, agent, leaving)
        # A group that the agent signed out of by themselves they do not join again.
        fresh = refs.difference(now[peripheral_id, number] for number in state.site.groups_at_the_telephone(agent.site))
        found[agent] = tuple(sorted(fresh.union(agent.groups), key=lambda group: group.number))
    return found


def _take_from_router(state: SwitchState) -> list[Agent]:
    """Let the router know of no available agent.

    Returns:
        The agents who are available, in the order in which they became so.
    """
    available = [agent for agent in state.agents.values() if agent.state is AgentState.AVAILABLE]
    for agent in available:
        state.router.becomes_busy(agent)
    return sorted(available, key=lambda agent: agent.idle_order)


# --- calls --------------------------------------------------------------------------------------------------------


def _requeue(state: SwitchState, call: Call) -> None:
    """Let a call know its number as it is now: it waits where that leads to, and fails if the number is gone."""
    waits_at = call.allocate_to or (call.queue_entry if call.queue is not None else None)
    if call.allocate_to is not None:
        call.allocate_to = _as_it_is_now(state, call, call.allocate_to)
    if call.queue_entry is not None:
        call.queue_entry = _as_it_is_now(state, call, call.queue_entry) or call.queue_entry
    if waits_at is None or call.failed or call.cleared:
        return
    there = _as_it_is_now(state, call, waits_at)
    if there is None:
        leave_queue(state, call)
        fail(state, call.caller, EventCause.CEC_DEST_NOT_OBTAINABLE, waits_at.device)
    elif call.queue is not None and call.queue is not there.queue:
        leave_queue(state, call)
        enqueue(state, call, there)
    elif call.queue is not None:
        limit_wait(state, call)


def _as_it_is_now(state: SwitchState, call: Call, destination: Destination) -> Destination | None:
    return state.router.destination(call.peripheral_id, destination.device.id)
