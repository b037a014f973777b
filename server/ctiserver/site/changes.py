"""Compares two sites: what a running server takes over, what waits for its next start, and what cannot be changed."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator, Mapping
from typing import Any, Final

import attrs

from ctiserver.site.model import Site

IDENTITIES: Final[Mapping[str, Callable[[Any], Hashable]]] = {
    "peripherals": lambda part: part.id,
    "media_routing_domains": lambda part: part.id,
    "desk_settings": lambda part: part.id,
    "skill_groups": lambda part: (part.peripheral_id, part.number),
    "services": lambda part: (part.peripheral_id, part.number),
    "call_types": lambda part: part.id,
    "dialed_numbers": lambda part: (part.peripheral_id, part.number),
    "trunk_groups": lambda part: (part.peripheral_id, part.number),
    "devices": lambda part: (part.peripheral_id, part.number),
    "terminals": lambda part: part.name,
    "agents": lambda part: part.key,
    "teams": lambda part: part.id,
    "ecc_variables": lambda part: part.name.lower(),
    "ecc_arrays": lambda part: part.name.lower(),
    "reason_codes": lambda part: part.code,
    "wrapup_codes": lambda part: part.code,
    "clients": lambda part: part.id,
}
"""The lists of a site, and the key by which a part of each is the same part in another site."""

SECTIONS: Final = ("settings", "limits", "dial_plan", "workload")
"""The tables of a site that exist once."""

AT_START: Final[Mapping[str, str]] = {
    "port_a": "listeners are open already",
    "port_b": "listeners are open already",
    "seed": "chance goes on from where it is",
    "alarm_sink": "the file is open already",
    "acd_profile": "calls in progress would be told half in one way and half in the other",
    "network_progress": "calls in progress would be told half in one way and half in the other",
}
"""The settings that take effect at a start only, and why; so does ``online`` of a peripheral, its state at a start."""


@attrs.frozen
class PartChanges:
    """How many parts of one list differ.

    Args:
        name: the list, as the site calls it.
        added: parts that are new.
        changed: parts that differ from what they were.
        removed: parts that are there no more.
    """

    name: str
    added: int
    changed: int
    removed: int


@attrs.frozen
class SiteChanges:
    """The differences between the site that runs and another one.

    Args:
        parts: the lists in which something differs, in the order of ``IDENTITIES``.
        settings: keys whose new values take effect at once, such as ``settings.auth``.
        at_start: keys whose new values take effect at the next start.
        impossible: why the new site cannot be taken over, one reason for each obstacle; empty: it can.
        peripherals: the peripherals of which something differs.
    """

    parts: tuple[PartChanges, ...] = ()
    settings: tuple[str, ...] = ()
    at_start: tuple[str, ...] = ()
    impossible: tuple[str, ...] = ()
    peripherals: frozenset[int] = frozenset()

    @property
    def added(self) -> dict[str, int]:
        """How many parts are new, by their list."""
        return {part.name: part.added for part in self.parts if part.added}

    @property
    def changed(self) -> dict[str, int]:
        """How many parts differ from what they were, by their list."""
        return {part.name: part.changed for part in self.parts if part.changed}

    @property
    def removed(self) -> dict[str, int]:
        """How many parts are there no more, by their list."""
        return {part.name: part.removed for part in self.parts if part.removed}

    def as_logged(self) -> dict[str, object]:
        """The fields for the log: how many parts of each list differ in each way, and the keys."""
        return {
            "added": self.added,
            "changed": self.changed,
            "removed": self.removed,
            "settings": list(self.settings),
            "at_next_start": list(self.at_start),
        }


def compare(before: Site, after: Site) -> SiteChanges:
    """Find what changes if ``after`` takes the place of ``before``."""
    parts, touched = [], set[int]()
    for name in IDENTITIES:
        if getattr(before, name) == getattr(after, name):
            continue
        old, new = _by_identity(before, name), _by_identity(after, name)
        added, removed = new.keys() - old.keys(), old.keys() - new.keys()
        changed = [key for key, part in new.items() if key in old and old[key] != part]
        if added or changed or removed:
            parts.append(PartChanges(name, len(added), len(changed), len(removed)))
        different = [new[key] for key in (*added, *changed)] + [old[key] for key in removed]
        touched.update(part.peripheral_id for part in different if hasattr(part, "peripheral_id"))
    keys = tuple(_keys(before, after))
    later = (*(key for key in keys if _waits(key)), *_links(before, after))
    now = tuple(key for key in keys if not _waits(key))
    return SiteChanges(tuple(parts), now, later, tuple(_obstacles(before, after)), frozenset(touched))


def _by_identity(site: Site, name: str) -> Mapping[Any, Any]:
    if name == "agents":
        # There may be very many, and who takes the site over needs this look-up in any case.
        return site.agents_by_id
    identity = IDENTITIES[name]
    return {identity(part): part for part in getattr(site, name)}


def taken_over(before: Site, after: Site) -> Site:
    """The site that runs once ``after`` is taken over: ``after``, with what waits for the next start as in ``before``.

    If nothing has to wait it is ``after`` itself, with all look-ups that it has built already.

    Raises:
        KeyError: a peripheral is new, which :func:`compare` says is impossible.
    """
    kept = {name: getattr(before.settings, name) for name in AT_START}
    online = {peripheral.id: peripheral.online for peripheral in before.peripherals}
    settings = attrs.evolve(after.settings, **kept)
    peripherals = tuple(attrs.evolve(each, online=online[each.id]) for each in after.peripherals)
    if (settings, peripherals) == (after.settings, after.peripherals):
        return after
    return attrs.evolve(after, settings=settings, peripherals=peripherals)


def _keys(before: Site, after: Site) -> Iterator[str]:
    if before.name != after.name:
        yield "name"
    for section in SECTIONS:
        old, new = getattr(before, section), getattr(after, section)
        for field in attrs.fields(type(old)):
            if getattr(old, field.name) != getattr(new, field.name):
                yield f"{section}.{field.name}"


def _waits(key: str) -> bool:
    section, _, name = key.partition(".")
    return section == "settings" and name in AT_START


def _links(before: Site, after: Site) -> Iterator[str]:
    for peripheral in after.peripherals:
        old = before.peripherals_by_id.get(peripheral.id)
        if old is not None and old.online != peripheral.online:
            yield f"peripherals[{peripheral.id}].online"


def _obstacles(before: Site, after: Site) -> Iterator[str]:
    if before.dialect is not after.dialect:
        yield f"the dialect cannot change to {after.dialect.value} while the server runs"
    for peripheral in after.peripherals:
        old = before.peripherals_by_id.get(peripheral.id)
        if old is None:
            yield f"peripheral {peripheral.id} cannot be added while the server runs"
        elif old.type is not peripheral.type:
            yield f"peripheral {peripheral.id} cannot change its type while the server runs"
    for peripheral in before.peripherals:
        if peripheral.id not in after.peripherals_by_id:
            yield f"peripheral {peripheral.id} cannot be removed while the server runs"
