"""What may become of the site of the stories, piece by piece; any of them can be combined."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, Final, TypeVar

from attrs import evolve

from ctiserver.site.model import Agent, Device, Site, SkillGroup
from tests.ctiserver.centre.switch.story import PG

P = TypeVar("P")


def changed(parts: Iterable[P], number: object, **changes: Any) -> tuple[P, ...]:
    """The parts of the main peripheral, with changes of the one that has ``number``."""
    whole: tuple[Any, ...] = tuple(parts)
    return tuple(evolve(part, **changes) if _is(part, number) else part for part in whole)


def without(parts: Iterable[P], number: object) -> tuple[P, ...]:
    """All parts but the one of the main peripheral that has ``number``."""
    return tuple(part for part in parts if not _is(part, number))


def _is(part: Any, number: object) -> bool:
    own = part.id if isinstance(part, Agent) else part.number
    return bool(part.peripheral_id == PG and own == number)


def agent(number: str, **changes: Any) -> Callable[[Site], Site]:
    """An agent is configured otherwise."""
    return lambda site: evolve(site, agents=changed(site.agents, number, **changes))


def no_agent(site: Site) -> Site:
    """B is signed out."""
    teams = tuple(evolve(team, members=tuple(each for each in team.members if each != "1002")) for team in site.teams)
    return evolve(site, agents=without(site.agents, "1002"), teams=teams)


def no_group(site: Site) -> Site:
    """Group 3 is gone, and the number of its own."""
    kept = tuple(evolve(each, skill_groups=tuple(n for n in each.skill_groups if n != 3)) for each in site.agents)
    return evolve(
        site,
        agents=kept,
        skill_groups=without(site.skill_groups, 3),
        services=changed(site.services, 3, members=(1,)),
        dialed_numbers=without(site.dialed_numbers, "8003"),
    )


def only_group_1(site: Site) -> Site:
    """Service 3 is done by group 1 alone."""
    return evolve(site, services=changed(site.services, 3, members=(1,)))


def other_default(site: Site) -> Site:
    """Work of no group is put down to another one."""
    groups: tuple[SkillGroup, ...] = changed(site.skill_groups, 3, default=False)
    return evolve(site, skill_groups=changed(groups, 1, default=True))


def impatient(site: Site) -> Site:
    """Agents who are not ready for long are signed out, and everything rings for ever."""
    changed = tuple(
        evolve(each, logout_non_activity_time=50, ring_no_answer_time=0, ring_no_answer_dn=0)
        for each in site.desk_settings
    )
    return evolve(site, desk_settings=changed)


def short_queues(site: Site) -> Site:
    """One call may wait for each service, and none for long; calls go from service 3 to 1, and from there to 2."""
    services = site.services
    for number, there in ((3, "8005"), (1, "8002"), (2, None)):
        services = changed(
            services,
            number,
            max_queued=1,
            overflow_number=there,
            max_queue_time=20,
            time_out_number=there,
        )
    return evolve(site, services=services)


VARIANTS: Final[dict[str, Callable[[Site], Site]]] = {
    "agent gone": no_agent,
    "agent for another group": agent("1001", skill_groups=(1, 2)),
    "agent for a first group": agent("1003", skill_groups=(1,)),
    "telephone renamed": agent("1001", instrument="SEP2001"),
    "telephone renumbered": agent("1003", extension="2009", instrument="2009"),
    "group gone": no_group,
    "group with another id": lambda site: evolve(site, skill_groups=changed(site.skill_groups, 1, id=5101)),
    "service of one group": only_group_1,
    "number gone": lambda site: evolve(site, dialed_numbers=without(site.dialed_numbers, "8001")),
    "number of another service": lambda site: evolve(
        site, dialed_numbers=changed(site.dialed_numbers, "8004", service_number=2)
    ),
    "one trunk": lambda site: evolve(site, trunk_groups=changed(site.trunk_groups, 1, trunks=(2,))),
    "no trunks": lambda site: evolve(site, trunk_groups=()),
    "device gone": lambda site: evolve(site, devices=without(site.devices, "3001")),
    "device new": lambda site: evolve(site, devices=(*site.devices, Device("3009", PG))),
    "other default": other_default,
    "impatience": impatient,
    "short queues": short_queues,
}
