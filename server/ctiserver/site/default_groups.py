"""Gives every peripheral a default skill group, and agents who are in no other a place in it."""

from __future__ import annotations

from itertools import count
from typing import TYPE_CHECKING, Final

import attrs

from ctiproto.constants import limits
from ctiserver.site.parts import SkillGroup

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ctiserver.site.model import Site

_NAME: Final = "Default"
_FIRST_NUMBER: Final = 49_001
_FIRST_ID: Final = 1_000_000_001
"""Far from the numbers that people choose, so that hardly any change of a site moves them."""


def with_default_groups(site: Site) -> Site:
    """The site in which each peripheral has a default skill group, and each agent a group.

    Where the site marks no group of a peripheral as the default one, there is one more, whose number and id nothing
    else has: a mark at a group of another kind of work does not count, since nobody at a telephone is in it.  An agent
    whose groups are all of that kind, and as many as there can be, stays without one.
    """
    made = tuple(_missing(site))
    # fidelity clients.default-group: seen X2: Every peripheral has a default skill group.
    # fidelity clients.agents-without-group: inferred X2: An agent who is in no other group is in it.
    complete = attrs.evolve(site, skill_groups=site.skill_groups + made)
    default = {group.peripheral_id: group.number for group in complete.skill_groups if _is_default(complete, group)}
    agents = tuple(
        agent
        if complete.groups_at_the_telephone(agent) or len(agent.skill_groups) == limits.MAX_NUM_FLT_SKILL_GROUPS
        else attrs.evolve(agent, skill_groups=(*agent.skill_groups, default[agent.peripheral_id]))
        for agent in site.agents
    )
    return attrs.evolve(complete, agents=agents)


def _is_default(site: Site, group: SkillGroup) -> bool:
    peripheral = site.peripherals_by_id[group.peripheral_id]
    return group.default and site.domain_of(group) == peripheral.media_routing_domain_id


def _missing(site: Site) -> Iterator[SkillGroup]:
    have = {group.peripheral_id for group in site.skill_groups if _is_default(site, group)}
    numbers = site.skill_groups_by_number
    ids = {group.id for group in site.skill_groups} | {service.id for service in site.services}
    taken = ids | site.agents_by_icm_id.keys()
    free_ids = (number for number in count(_FIRST_ID) if number not in taken)
    for peripheral in site.peripherals:
        if peripheral.id not in have:
            number = next(number for number in count(_FIRST_NUMBER) if (peripheral.id, number) not in numbers)
            yield SkillGroup(number, next(free_ids), peripheral.id, _NAME, default=True)
