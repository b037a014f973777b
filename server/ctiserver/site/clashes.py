"""Finds numbers and names that a site gives more than once where they must be unique."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import attrs

from ctiserver.site.scalars import shown
from ctiserver.site.settings import OUTSIDE_CLASSES

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterator, Sequence

    from ctiserver.site.model import Site
    from ctiserver.site.tables import PlacedAgent

# Collections whose parts are told apart by one number alone, by a code, and by a number on their peripheral.
_BY_ID: Final = (
    "peripherals",
    "media_routing_domains",
    "desk_settings",
    "skill_groups",
    "services",
    "call_types",
    "teams",
    "clients",
)
_BY_CODE: Final = ("reason_codes", "wrapup_codes")
_BY_NUMBER: Final = ("skill_groups", "services", "trunk_groups")


@attrs.frozen
class _Claim:
    """A number given at ``key``: no other key of the file may give it within the same ``space``.

    Args:
        space: what must not have the number twice.
        number: the number, behind what tells spaces of the same kind apart.
        key: the path of the key.
        said: how an error calls the number, where that is not the number itself.
    """

    space: str
    number: Hashable
    key: str
    said: str = ""

    def __str__(self) -> str:
        return self.said or shown(self.number[-1] if isinstance(self.number, tuple) else self.number)


def clashes(site: Site, agents: Sequence[PlacedAgent]) -> Iterator[tuple[str, str]]:
    """The key of every number that another key gave before it, and what that key is."""
    owners: dict[Hashable, str] = {}
    for claims in (
        _parts(site),
        _agents(agents),
        _addresses(site, agents),
        _lists(site),
        _terminals(site),
        _prefixes(site),
        _codes(site),
        _names(site),
    ):
        for claim in claims:
            place = (claim.space, claim.number)
            if place in owners:
                yield claim.key, f"{claim} stands already in {owners[place]}"
            else:
                owners[place] = claim.key


def _parts(site: Site) -> Iterator[_Claim]:
    for name in _BY_ID:
        for index, part in enumerate(getattr(site, name)):
            yield _Claim(f"{name} by id", part.id, f"{name}[{index}].id")
    for name in _BY_NUMBER:
        for index, part in enumerate(getattr(site, name)):
            number = (part.peripheral_id, part.number)
            yield _Claim(f"{name} by number", number, f"{name}[{index}].number")
    for index, group in enumerate(site.skill_groups):
        if group.default:
            key = f"skill_groups[{index}].default"
            yield _Claim("default", group.peripheral_id, key, "the default group of the peripheral")
    settings = site.settings
    for key, port in (("settings.port_a", settings.port_a), ("settings.port_b", settings.port_b)):
        # Port 0 stands for any free one.
        if port:
            yield _Claim("ports", port, key)


def _agents(agents: Sequence[PlacedAgent]) -> Iterator[_Claim]:
    for placed in agents:
        agent = placed.agent
        yield _Claim("agents by id", agent.key, placed.key("id"))
        yield _Claim("agents by ICM id", agent.icm_agent_id, placed.key("icm_agent_id"))
        for number in agent.skill_groups:
            yield _Claim("groups of agents", (agent.key, number), placed.key("skill_groups"))
        for enabled in agent.enabled_services:
            yield _Claim("services of agents", (agent.key, enabled), placed.key("enabled_services"), enabled.name)


def _addresses(site: Site, agents: Sequence[PlacedAgent]) -> Iterator[_Claim]:
    # All that can be dialled or named as a device, whatever kind it is, is one space.
    for placed in agents:
        agent = placed.agent
        yield _address(agent.peripheral_id, agent.extension, placed.key("extension"))
        if agent.instrument != agent.extension:
            yield _address(agent.peripheral_id, agent.instrument, placed.key("instrument"))
    for index, device in enumerate(site.devices):
        yield _address(device.peripheral_id, device.number, f"devices[{index}].number")
    for index, dialed in enumerate(site.dialed_numbers):
        yield _address(dialed.peripheral_id, dialed.number, f"dialed_numbers[{index}].number")
        for dnis in dialed.translation_routes:
            yield _address(dialed.peripheral_id, dnis, f"dialed_numbers[{index}].translation_routes")


def _address(peripheral_id: int, number: str, key: str) -> _Claim:
    return _Claim("addresses", (peripheral_id, number), key)


def _lists(site: Site) -> Iterator[_Claim]:
    for index, service in enumerate(site.services):
        for number in service.members:
            yield _Claim("members of services", (index, number), f"services[{index}].members")
    for index, trunk_group in enumerate(site.trunk_groups):
        for number in trunk_group.trunks:
            yield _Claim("trunks", (index, number), f"trunk_groups[{index}].trunks")
    for index, team in enumerate(site.teams):
        # An agent is in one team at most, but a supervisor may have several.
        for member in team.members:
            key = f"teams[{index}].members"
            yield _Claim("members of teams", (team.peripheral_id, member), key)
        for supervisor in team.supervisors:
            yield _Claim("supervisors", (index, supervisor), f"teams[{index}].other_supervisors")


def _terminals(site: Site) -> Iterator[_Claim]:
    for index, terminal in enumerate(site.terminals):
        yield _Claim("terminals", terminal.name, f"terminals[{index}].name")
        for instrument in terminal.instruments:
            line = (terminal.peripheral_id, instrument)
            yield _Claim("lines of terminals", line, f"terminals[{index}].instruments")


def _prefixes(site: Site) -> Iterator[_Claim]:
    for name in OUTSIDE_CLASSES:
        for prefix in getattr(site.dial_plan, name):
            yield _Claim("prefixes", prefix, f"dial_plan.{name}")


def _codes(site: Site) -> Iterator[_Claim]:
    for name in _BY_CODE:
        for index, part in enumerate(getattr(site, name)):
            yield _Claim(name, part.code, f"{name}[{index}].code")


def _names(site: Site) -> Iterator[_Claim]:
    # Case does not tell variables apart, and a variable and an array of the same name could not be either.
    for name in ("ecc_variables", "ecc_arrays"):
        for index, variable in enumerate(getattr(site, name)):
            yield _Claim("variables", variable.name.lower(), f"{name}[{index}].name", shown(variable.name))
