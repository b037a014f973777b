"""Decides which call goes to which agent: queues of calls, and agents in the order in which they became available.

The call that has waited longest goes to the agent who has been available longest.  Both are found by looking at the
heads of a few queues, however many calls or agents there are.
"""

from __future__ import annotations

from collections import OrderedDict
from typing import TYPE_CHECKING

from ctiproto.constants import DeviceIDType
from ctiserver.centre.switch.identifiers import Device, ServiceRef, SkillGroupRef
from ctiserver.centre.switch.model import Destination, Queue

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ctiserver.centre.switch.model import Agent, Call, QueueKey
    from ctiserver.site.model import DialedNumber, Service, Site


def groups_of(site: Site) -> dict[tuple[int, int], SkillGroupRef]:
    """The skill groups of a site, by peripheral and number."""
    return {
        key: SkillGroupRef(group.number, group.id, group.priority) for key, group in site.skill_groups_by_number.items()
    }


class Router:
    """The queues of a site and its available agents.

    Args:
        site: the site.
        queues: queues of the site before: one with the same key goes on, with the calls that wait in it.
    """

    def __init__(self, site: Site, queues: Iterable[Queue] = ()) -> None:
        self._groups = groups_of(site)
        self._destinations: dict[tuple[int, str], Destination] = {}
        self._queues_by_service: dict[tuple[int, int], list[Queue]] = {}
        self._queues_by_group: dict[tuple[int, int], list[Queue]] = {key: [] for key in self._groups}
        self._idle: dict[tuple[int, int], OrderedDict[Agent, None]] = {key: OrderedDict() for key in self._groups}
        self._idle_order = 0
        known = {queue.key: queue for queue in queues}
        self._queues: dict[QueueKey, Queue] = {}
        for dialed in site.dialed_numbers:
            service = site.services_by_number[dialed.peripheral_id, dialed.service_number]
            ref, groups = ServiceRef(service.number, service.id), self._groups_for(dialed, service)
            key = (dialed.peripheral_id, ref, groups)
            queue = self._queues.get(key)
            if queue is None:
                queue = self._queues[key] = known[key] if key in known else Queue(*key)
                self._queues_by_service.setdefault((dialed.peripheral_id, ref.number), []).append(queue)
                for group in groups:
                    self._queues_by_group[dialed.peripheral_id, group.number].append(queue)
            device = Device(DeviceIDType.ROUTE_POINT, dialed.number)
            destination = Destination(queue, device, dialed.call_type_id)
            self._destinations[dialed.peripheral_id, dialed.number] = destination

    def _groups_for(self, dialed: DialedNumber, service: Service) -> tuple[SkillGroupRef, ...]:
        numbers = service.members if dialed.skill_group_number is None else (dialed.skill_group_number,)
        return tuple(self._groups[dialed.peripheral_id, number] for number in numbers)

    @property
    def queues(self) -> Iterable[Queue]:
        """All queues of the site."""
        return self._queues.values()

    def group(self, peripheral_id: int, number: int) -> SkillGroupRef:
        """The skill group with a number.

        Raises:
            KeyError: there is none.
        """
        return self._groups[peripheral_id, number]

    def destination(self, peripheral_id: int, dialed_number: str) -> Destination | None:
        """Look up a dialled number of the site; ``None``: it is no number of the site."""
        return self._destinations.get((peripheral_id, dialed_number))

    def calls_waiting(self, peripheral_id: int, service_number: int) -> int:
        """How many calls wait for a service, in all of its queues."""
        return sum(len(queue) for queue in self._queues_by_service.get((peripheral_id, service_number), ()))

    def becomes_idle(self, agent: Agent) -> None:
        """Count ``agent`` among the available ones of each of their groups, behind all others."""
        self._idle_order += 1
        agent.idle_order = self._idle_order
        agent.idle_groups = agent.groups
        for group in agent.groups:
            self._idle[agent.site.peripheral_id, group.number][agent] = None

    def becomes_busy(self, agent: Agent) -> None:
        """Count ``agent`` among the available ones no longer."""
        for group in agent.idle_groups:
            del self._idle[agent.site.peripheral_id, group.number][agent]
        agent.idle_groups = ()

    def agent_for(self, queue: Queue) -> tuple[Agent, SkillGroupRef] | None:
        """The agent for the next call of ``queue``, and the group for which the agent gets it.

        It is the one who has been available longest in any of the queue's groups; an agent of several of them gets
        the call for the first of these.
        """
        best: tuple[Agent, SkillGroupRef] | None = None
        for group in queue.groups:
            agent = next(iter(self._idle[queue.peripheral_id, group.number]), None)
            # fidelity routing.longest-available: ours: A call goes to the agent who has been available longest in any
            # group of the queue.
            if agent is not None and (best is None or agent.idle_order < best[0].idle_order):
                best = agent, group
        return best

    def call_for(self, agent: Agent) -> tuple[Call, SkillGroupRef] | None:
        """The call that has waited longest for any group of ``agent``, and the group for which the agent gets it.

        Of calls that have waited for the same time the one with the lower number comes first, so that the outcome is
        the same in every run.
        """
        best: Call | None = None
        for group in agent.groups:
            for call in _heads(self._queues_by_group[agent.site.peripheral_id, group.number]):
                # fidelity routing.longest-waiting: ours: An agent gets the call that has waited longest for any group
                # of theirs.
                if best is None or (call.queued_at, call.id) < (best.queued_at, best.id):
                    best = call
        if best is None or best.queue is None:
            return None
        return best, next(group for group in best.queue.groups if group in agent.groups)


def _heads(queues: list[Queue]) -> list[Call]:
    return [head for queue in queues if (head := queue.head()) is not None]
