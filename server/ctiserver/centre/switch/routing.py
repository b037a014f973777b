"""Who waits for whom: calls in lines, and agents by the time that they have been available.

A *line* is where the calls of one service wait for the same skill groups, in order of arrival.  Everything here is
found without looking at more than the heads of a few lines, however many calls or agents there are.
"""

from __future__ import annotations

from collections import OrderedDict
from typing import TYPE_CHECKING

from attrs import frozen

from ctiproto.constants import DeviceIDType
from ctiserver.centre.switch.identifiers import Device, ServiceRef, SkillGroupRef

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ctiserver.centre.switch.agents import Agent
    from ctiserver.centre.switch.calls import Call
    from ctiserver.site.model import DialedNumber, Service, Site


Work = tuple[int, ServiceRef, tuple[SkillGroupRef, ...]]
"""A service on a peripheral, and the skill groups that can give it."""


class Line:
    """Calls of one service that wait for one set of skill groups."""

    def __init__(self, peripheral_id: int, service: ServiceRef, groups: tuple[SkillGroupRef, ...]) -> None:
        self.peripheral_id = peripheral_id
        self.service = service
        self.groups = groups
        self._calls: OrderedDict[int, Call] = OrderedDict()

    @property
    def work(self) -> Work:
        """What its calls are about; no two lines of a site have the same."""
        return self.peripheral_id, self.service, self.groups

    def __len__(self) -> int:
        """How many calls wait."""
        return len(self._calls)

    def join(self, call: Call, *, in_front: bool) -> None:
        """``call`` waits from now on, behind all others or before them."""
        self._calls[call.id] = call
        if in_front:
            self._calls.move_to_end(call.id, last=False)

    def leave(self, call: Call) -> None:
        """``call`` waits no longer."""
        del self._calls[call.id]

    def head(self) -> Call | None:
        """The call whose turn it is."""
        return next(iter(self._calls.values()), None)


@frozen
class Destination:
    """Where a number of the site leads: a line, the number as a device, and the category of its calls."""

    line: Line
    device: Device
    call_type_id: int | None


def groups_of(site: Site) -> dict[tuple[int, int], SkillGroupRef]:
    """The skill groups of a site, by peripheral and number."""
    return {
        key: SkillGroupRef(group.number, group.id, group.priority) for key, group in site.skill_groups_by_number.items()
    }


class Router:
    """The lines of a site and its available agents.

    Args:
        site: the site.
        lines: lines that there are already: one for the same work is the same, with the calls that wait in it.
    """

    def __init__(self, site: Site, lines: Iterable[Line] = ()) -> None:
        self._groups = groups_of(site)
        self._destinations: dict[tuple[int, str], Destination] = {}
        self._lines_by_service: dict[tuple[int, int], list[Line]] = {}
        self._lines_by_group: dict[tuple[int, int], list[Line]] = {key: [] for key in self._groups}
        self._idle: dict[tuple[int, int], OrderedDict[Agent, None]] = {key: OrderedDict() for key in self._groups}
        self._idle_order = 0
        known = {line.work: line for line in lines}
        self._lines: dict[Work, Line] = {}
        for dialed in site.dialed_numbers:
            service = site.services_by_number[dialed.peripheral_id, dialed.service_number]
            ref, groups = ServiceRef(service.number, service.id), self._groups_for(dialed, service)
            work = (dialed.peripheral_id, ref, groups)
            line = self._lines.get(work)
            if line is None:
                line = self._lines[work] = known[work] if work in known else Line(*work)
                self._lines_by_service.setdefault((dialed.peripheral_id, ref.number), []).append(line)
                for group in groups:
                    self._lines_by_group[dialed.peripheral_id, group.number].append(line)
            device = Device(DeviceIDType.ROUTE_POINT, dialed.number)
            destination = Destination(line, device, dialed.call_type_id)
            self._destinations[dialed.peripheral_id, dialed.number] = destination

    def _groups_for(self, dialed: DialedNumber, service: Service) -> tuple[SkillGroupRef, ...]:
        numbers = service.members if dialed.skill_group_number is None else (dialed.skill_group_number,)
        return tuple(self._groups[dialed.peripheral_id, number] for number in numbers)

    @property
    def lines(self) -> Iterable[Line]:
        """All lines."""
        return self._lines.values()

    def group(self, peripheral_id: int, number: int) -> SkillGroupRef:
        """The skill group of that number; ``KeyError`` if there is none."""
        return self._groups[peripheral_id, number]

    def destination(self, peripheral_id: int, dialed_number: str) -> Destination | None:
        """Where a number leads; ``None`` if the site does not have it."""
        return self._destinations.get((peripheral_id, dialed_number))

    def waiting(self, peripheral_id: int, service_number: int) -> int:
        """How many calls wait for a service."""
        return sum(len(line) for line in self._lines_by_service.get((peripheral_id, service_number), ()))

    def becomes_idle(self, agent: Agent) -> None:
        """``agent`` is available from now on, behind all who are already."""
        self._idle_order += 1
        agent.idle_order = self._idle_order
        agent.idle_groups = agent.groups
        for group in agent.groups:
            self._idle[agent.site.peripheral_id, group.number][agent] = None

    def becomes_busy(self, agent: Agent) -> None:
        """``agent`` is available no longer."""
        for group in agent.idle_groups:
            del self._idle[agent.site.peripheral_id, group.number][agent]
        agent.idle_groups = ()

    def agent_for(self, line: Line) -> tuple[Agent, SkillGroupRef] | None:
        """Who has been available longest for ``line``, and for which of its groups; the first that he is in."""
        best: tuple[Agent, SkillGroupRef] | None = None
        for group in line.groups:
            agent = next(iter(self._idle[line.peripheral_id, group.number]), None)
            if agent is not None and (best is None or agent.idle_order < best[0].idle_order):
                best = agent, group
        return best

    def call_for(self, agent: Agent) -> tuple[Call, SkillGroupRef] | None:
        """The call that has waited longest for a group of ``agent``, and for which of its groups he gets it."""
        best: Call | None = None
        for group in agent.groups:
            for call in _heads(self._lines_by_group[agent.site.peripheral_id, group.number]):
                if best is None or (call.queued_at, call.id) < (best.queued_at, best.id):
                    best = call
        if best is None or best.line is None:
            return None
        return best, next(group for group in best.line.groups if group in agent.groups)


def _heads(lines: list[Line]) -> list[Call]:
    return [head for line in lines if (head := line.head()) is not None]
