"""Every peripheral has a default skill group, and nobody is without a group."""

from __future__ import annotations

import attrs
import pytest

from ctiserver.site.default_groups import with_default_groups
from ctiserver.site.load import load_demo, parse_site
from ctiserver.site.model import Agent, MediaRoutingDomain, Peripheral, Service, Site, SkillGroup

PG = 5000
TWO = Site(
    peripherals=(Peripheral(PG), Peripheral(5001)),
    skill_groups=(SkillGroup(1, 101, PG), SkillGroup(49_001, 102, PG)),
    services=(Service(1, 1_000_000_001, PG),),
    agents=(
        Agent("1", "21", 1_000_000_002, PG, skill_groups=(1,)),
        Agent("2", "22", 202, PG),
        Agent("2", "22", 203, 5001),
    ),
)


@pytest.mark.fidelity("clients.default-group")
def test_a_peripheral_without_a_default_group_gets_one() -> None:
    """Its number is free at the peripheral, its id at the whole site."""
    site = with_default_groups(TWO)
    assert [
        (group.peripheral_id, group.number, group.id, group.name) for group in site.skill_groups if group.default
    ] == [
        (PG, 49_002, 1_000_000_003, "Default"),
        (5001, 49_001, 1_000_000_004, "Default"),
    ]


@pytest.mark.fidelity("clients.agents-without-group")
def test_who_is_in_no_group_is_in_the_default_one() -> None:
    """All others are where they were."""
    site = with_default_groups(TWO)
    assert [agent.skill_groups for agent in site.agents] == [(1,), (49_002,), (49_001,)]


def test_a_default_group_of_the_site_stays() -> None:
    """No other one is made; so it is at the demo site, whose supervisors are in no other group."""
    site = load_demo()
    assert [group.number for group in site.skill_groups] == [1, 2, 3, 49]
    assert {agent.id for agent in site.agents if agent.skill_groups == (49,)} == {"1000", "1100"}
    assert with_default_groups(site) == site


def test_a_default_group_of_another_kind_of_work_does_not_count() -> None:
    """Agents whose groups are all of another kind are in the default one as well, unless they have no room for it."""
    many = tuple(range(2, 101))
    site = with_default_groups(
        Site(
            peripherals=(Peripheral(PG),),
            media_routing_domains=(MediaRoutingDomain(1), MediaRoutingDomain(2)),
            skill_groups=(
                SkillGroup(1, 101, PG, default=True, media_routing_domain_id=2),
                *(SkillGroup(number, 100 + number, PG, media_routing_domain_id=2) for number in many),
            ),
            agents=(Agent("1", "21", 201, PG, skill_groups=(1,)), Agent("2", "22", 202, PG, skill_groups=many)),
        )
    )
    assert site.skill_groups[-1] == SkillGroup(49_001, 1_000_000_001, PG, "Default", default=True)
    assert [agent.skill_groups for agent in site.agents] == [(1, 49_001), many]


def test_a_site_file_is_completed() -> None:
    """A group that is made is one of the site from then on, and the same file makes the same one."""
    data = b"[[peripherals]]\nid = 5000\n"
    site = parse_site(data, "site.toml")
    assert site.skill_groups == (SkillGroup(49_001, 1_000_000_001, PG, "Default", default=True),)
    assert parse_site(data, "site.toml") == site
    assert attrs.evolve(site, skill_groups=()) == Site(peripherals=site.peripherals)
