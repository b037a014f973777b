"""Finds what a site names and does not have."""

from __future__ import annotations

from typing import TYPE_CHECKING

import attrs

from ctiserver.site.scalars import shown

if TYPE_CHECKING:
    from collections.abc import Container, Hashable, Iterator, Sequence

    from ctiserver.site.model import Site
    from ctiserver.site.tables import PlacedAgent


@attrs.frozen
class _Reference:
    """A number at ``key``, which must be one of ``among``."""

    key: str
    number: Hashable
    among: Container[Hashable]
    wanted: str


def missing(site: Site, agents: Sequence[PlacedAgent]) -> Iterator[tuple[str, str]]:
    """The key of every reference that leads nowhere, and what was expected there."""
    for references in (
        _peripherals(site, agents),
        _services(site),
        _work(site),
        _terminals(site),
        _people(site, agents),
    ):
        for reference in references:
            if reference.number not in reference.among:
                number = reference.number[-1] if isinstance(reference.number, tuple) else reference.number
                yield reference.key, f"expected {reference.wanted}, not {shown(number)}"


def _peripherals(site: Site, agents: Sequence[PlacedAgent]) -> Iterator[_Reference]:
    peripherals = site.peripherals_by_id
    for name in ("skill_groups", "services", "dialed_numbers", "trunk_groups", "devices", "terminals", "teams"):
        for index, part in enumerate(getattr(site, name)):
            key = f"{name}[{index}].peripheral_id"
            yield _Reference(key, part.peripheral_id, peripherals, "the id of a peripheral")
    for placed in agents:
        key = placed.key("peripheral_id")
        yield _Reference(key, placed.agent.peripheral_id, peripherals, "the id of a peripheral")
    for index, peripheral in enumerate(site.peripherals):
        yield _Reference(
            f"peripherals[{index}].media_routing_domain_id",
            peripheral.media_routing_domain_id,
            site.media_routing_domains_by_id,
            "the id of a media routing domain",
        )
        yield from _desk_settings(site, f"peripherals[{index}].desk_settings_id", peripheral.desk_settings_id)


def _desk_settings(site: Site, key: str, number: int | None) -> Iterator[_Reference]:
    if number is not None:
        yield _Reference(key, number, site.desk_settings_by_id, "the id of desk settings")


def _skill_group(site: Site, key: str, peripheral_id: int, number: int) -> _Reference:
    wanted = f"the number of a skill group of peripheral {peripheral_id}"
    return _Reference(key, (peripheral_id, number), site.skill_groups_by_number, wanted)


def _work(site: Site) -> Iterator[_Reference]:
    for index, group in enumerate(site.skill_groups):
        if group.media_routing_domain_id is not None:
            key, domain = f"skill_groups[{index}].media_routing_domain_id", group.media_routing_domain_id
            yield _Reference(key, domain, site.media_routing_domains_by_id, "the id of a media routing domain")
    for index, dialed in enumerate(site.dialed_numbers):
        yield _Reference(
            f"dialed_numbers[{index}].service_number",
            (dialed.peripheral_id, dialed.service_number),
            site.services_by_number,
            f"the number of a service of peripheral {dialed.peripheral_id}",
        )
        if dialed.skill_group_number is not None:
            key = f"dialed_numbers[{index}].skill_group_number"
            yield _skill_group(site, key, dialed.peripheral_id, dialed.skill_group_number)
        if dialed.call_type_id is not None:
            key = f"dialed_numbers[{index}].call_type_id"
            yield _Reference(key, dialed.call_type_id, site.call_types_by_id, "the id of a call type")
    numbers = {dialed.number for dialed in site.dialed_numbers}
    for index, settings in enumerate(site.desk_settings):
        if settings.ring_no_answer_dn:
            key = f"desk_settings[{index}].ring_no_answer_dn"
            yield _Reference(key, str(settings.ring_no_answer_dn), numbers, "a dialled number")


def _services(site: Site) -> Iterator[_Reference]:
    for index, service in enumerate(site.services):
        for number in service.members:
            yield _skill_group(site, f"services[{index}].members", service.peripheral_id, number)
        for name, dialed_number in service.elsewhere.items():
            key, there = f"services[{index}].{name}", (service.peripheral_id, dialed_number)
            wanted = f"a dialled number of peripheral {service.peripheral_id}"
            yield _Reference(key, there, site.dialed_numbers_by_number, wanted)


def _terminals(site: Site) -> Iterator[_Reference]:
    for index, terminal in enumerate(site.terminals):
        wanted = f"the instrument of an agent or the number of a device of peripheral {terminal.peripheral_id}"
        among = site.agents_by_instrument.keys() | site.devices_by_number.keys()
        for instrument in terminal.instruments:
            key = f"terminals[{index}].instruments"
            yield _Reference(key, (terminal.peripheral_id, instrument), among, wanted)


def _people(site: Site, agents: Sequence[PlacedAgent]) -> Iterator[_Reference]:
    for placed in agents:
        agent = placed.agent
        for number in agent.skill_groups:
            yield _skill_group(site, placed.key("skill_groups"), agent.peripheral_id, number)
        yield from _desk_settings(site, placed.key("desk_settings_id"), agent.desk_settings_id)
    for index, team in enumerate(site.teams):
        wanted = f"the id of an agent of peripheral {team.peripheral_id}"
        named = {
            "members": team.members,
            "primary_supervisor": () if team.primary_supervisor is None else (team.primary_supervisor,),
            "other_supervisors": team.other_supervisors,
        }
        for attribute, ids in named.items():
            for agent_id in ids:
                yield _Reference(
                    f"teams[{index}].{attribute}", (team.peripheral_id, agent_id), site.agents_by_id, wanted
                )
    agent_ids = {agent.id for agent in site.agents}
    for agent_id in site.workload.agents:
        yield _Reference("workload.agents", agent_id, agent_ids, "the id of an agent")
    for code in site.workload.break_reason_codes if site.workload.agents else ():
        if not site.allows_reason(code):
            yield _Reference("workload.break_reason_codes", code, site.reason_codes_by_code, "the code of a reason")
