"""Checks whether the parts of a site fit together."""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING, Final

from ctiproto.constants import DeviceIDType, WrapupDataMode, limits
from ctiserver.site.addresses import is_ip
from ctiserver.site.bounds import MOST_FLAWS
from ctiserver.site.clashes import clashes
from ctiserver.site.dialects import rules_of
from ctiserver.site.references import missing
from ctiserver.site.round_trips import round_trips
from ctiserver.site.scalars import shown
from ctiserver.site.settings import DIALABLE, OUTSIDE_CLASSES

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from ctiserver.site.model import Site
    from ctiserver.site.settings import DialPlan
    from ctiserver.site.tables import PlacedAgent

_DEVICE_TYPES: Final = (
    DeviceIDType.DEVICE_IDENTIFIER,
    DeviceIDType.CTI_PORT,
    DeviceIDType.ROUTE_POINT,
    DeviceIDType.NON_ACD_DEVICE_IDENTIFIER,
    DeviceIDType.SHARED_DEVICE_IDENTIFIER,
)

_MOST_LINES: Final = 10
"""Lines that a terminal may have: so many fit into any message."""


def check(site: Site, agents: Sequence[PlacedAgent]) -> tuple[tuple[str, str], ...]:
    """Find everything that does not fit together.

    Args:
        site: the site.
        agents: its agents, with the tables of the file that they are in.

    Returns:
        For each flaw the path of a key, and what was expected there; of very many the first ones.
    """
    if not site.peripherals:
        return (("peripherals", "expected at least one peripheral"),)
    # A flaw of a table of many agents would be found once for each of them.
    found: dict[tuple[str, str], None] = {}
    for flaw in chain(
        clashes(site, agents), missing(site, agents), round_trips(site), _services(site), _rules(site, agents)
    ):
        found[flaw] = None
        if len(found) == MOST_FLAWS:
            break
    return tuple(found)


def _rules(site: Site, agents: Sequence[PlacedAgent]) -> Iterator[tuple[str, str]]:
    if not site.settings.versions:
        yield "settings.versions", "expected at least one version"
    versions = site.dialect.versions
    if not set(versions).issuperset(site.settings.versions):
        own = f"{versions[0]} to {versions[-1]}"
        yield "settings.versions", f"expected versions of {site.dialect.value}, which are {own}"
    yield from _of_dialect(site, agents)
    yield from _prefixes(site.dial_plan)
    for index, settings in enumerate(site.desk_settings):
        if settings.wrapup_data_outgoing_mode is WrapupDataMode.REQUIRED_WITH_DATA:
            key = f"desk_settings[{index}].wrapup_data_outgoing_mode"
            yield key, "expected another mode: REQUIRED_WITH_DATA is for incoming calls only"
    for index, device in enumerate(site.devices):
        if device.type not in _DEVICE_TYPES:
            yield f"devices[{index}].type", "expected one of " + ", ".join(kind.name for kind in _DEVICE_TYPES)
        yield from _ip(f"devices[{index}].ip", device.ip)
    for index, terminal in enumerate(site.terminals):
        yield from _longest(f"terminals[{index}].instruments", "instruments", terminal.instruments, _MOST_LINES)
    for placed in agents:
        yield from _ip(placed.key("ip"), "" if placed.in_range else placed.agent.ip)


def _of_dialect(site: Site, agents: Sequence[PlacedAgent]) -> Iterator[tuple[str, str]]:
    rules, dialect = rules_of(site.dialect), site.dialect.value
    only = rules.only_peripheral
    if only is not None and [peripheral.id for peripheral in site.peripherals] != [only]:
        yield "peripherals", f"expected one, with id {only}: clients of {dialect} name no other"
    if only is not None and site.main_peripheral.type is not rules.peripheral_type:
        yield "peripherals[0].type", f"expected {rules.peripheral_type.name}, the only type of {dialect}"
    for placed in agents:
        if len(placed.agent.id) > rules.longest_agent_id:
            yield placed.key("id"), f"expected at most {rules.longest_agent_id} characters in an id of {dialect}"
        if rules.ascii_agent_ids and not placed.agent.id.isascii():
            yield placed.key("id"), f"expected ASCII characters in an id of {dialect}"
        key, most = placed.key("skill_groups"), rules.most_skill_groups
        yield from _longest(key, "skill groups", placed.agent.skill_groups, most)


def _services(site: Site) -> Iterator[tuple[str, str]]:
    for index, service in enumerate(site.services):
        key = f"services[{index}].members"
        yield from _longest(key, "skill groups", service.members, limits.MAX_NUM_SERVICE_MEMBERS)
        for name, limit in (("overflow_number", "max_queued"), ("time_out_number", "max_queue_time")):
            if name in service.elsewhere and not getattr(service, limit):
                yield f"services[{index}].{name}", f"expected {limit} beside it: without that no call goes there"


def _prefixes(plan: DialPlan) -> Iterator[tuple[str, str]]:
    if plan.outside_prefix and not (plan.outside_prefix.isascii() and plan.outside_prefix.isdigit()):
        yield "dial_plan.outside_prefix", f"expected digits, not {shown(plan.outside_prefix)}"
    for name in OUTSIDE_CLASSES:
        for prefix in getattr(plan, name):
            if not DIALABLE.issuperset(prefix):
                yield f"dial_plan.{name}", f"expected digits, *, # and +, not {shown(prefix)}"


def _ip(key: str, given: str) -> Iterator[tuple[str, str]]:
    if given and not is_ip(given):
        yield key, f"expected an IPv4 address, not {shown(given)}"


def _longest(key: str, what: str, named: Sequence[object], longest: int) -> Iterator[tuple[str, str]]:
    if len(named) > longest:
        yield key, f"expected at most {longest} {what}, not {len(named)}"
