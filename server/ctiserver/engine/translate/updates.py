"""Configuration records of what changed between two sites.  Guide: Configuration Acquisition Messages."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import starmap, takewhile
from operator import eq
from typing import Any

import attrs

from ctiproto.constants import RecordType
from ctiproto.versions import Profile
from ctiserver.engine.translate.configuration import Item, Records
from ctiserver.site.model import Agent, Site


def narrowed(before: Site, after: Site) -> tuple[Site, Site]:
    """Two sites without the agents at the beginning and the end of both who are the same: their records are as well.

    The records of what is left tell the same as those of the whole sites, and are far fewer where there are very many.
    """
    if before.teams != after.teams:
        # The record of an agent says whether they supervise a team.
        return before, after
    were, are = _different(before.agents, after.agents)
    return attrs.evolve(before, agents=were), attrs.evolve(after, agents=are)


def _different(old: tuple[Agent, ...], new: tuple[Agent, ...]) -> tuple[tuple[Agent, ...], tuple[Agent, ...]]:
    begin = _equal_pairs(zip(old, new, strict=False))
    old, new = old[begin:], new[begin:]
    end = _equal_pairs(zip(reversed(old), reversed(new), strict=False))
    return old[: len(old) - end], new[: len(new) - end]


def _equal_pairs(pairs: Iterable[tuple[object, object]]) -> int:
    """How many pairs of equal things there are before the first pair that is not."""
    return sum(takewhile(bool, starmap(eq, pairs)))


def changed_records(item: Item, before: Site, after: Site, wanted: int | None, profile: Profile) -> Records:
    """The records of one kind that tell how a site differs from the one before.

    Args:
        item: the kind of record.
        before: the site as it was.
        after: the site as it is.
        wanted: the peripheral, or ``None`` for all.
        profile: dialect and version that they are for.

    Returns:
        First a deletion of each record that is gone, then additions and changes in the order of the new site; nothing
        if the version has no message for this kind.
    """
    if not item.message.is_in(profile):
        return ()
    old, new = (_by_identity(item, site, wanted, profile) for site in (before, after))
    records: list[object] = [_only(item, old[key], item.gone) for key in old if key not in new]
    for key, record in new.items():
        if key not in old:
            records.append(record)
        # fidelity configuration.changes: guide Configuration Acquisition Messages: An update has the whole record as
        # it is now, and of one that is gone what tells it from others.
        elif record != old[key] and item.changes:
            records.append(attrs.evolve(record, record_type=RecordType.CHANGE))
        elif record != old[key]:
            # fidelity configuration.terminals: guide CONFIG_TERMINAL_EVENT: A terminal that changed is deleted and
            # added.
            records += [_only(item, record, RecordType.DELETE), record]
    return tuple(records)


def _by_identity(item: Item, site: Site, wanted: int | None, profile: Profile) -> dict[tuple[object, ...], Any]:
    left_out: dict[str, Any] = dict.fromkeys(item.upload_only, ())
    records: tuple[Any, ...] = item.records(site, wanted, profile)
    return {
        tuple(getattr(record, name) for name in item.identity): attrs.evolve(record, **left_out) for record in records
    }


def _only(item: Item, record: Any, kind: RecordType) -> object:
    """A record with its identity and the kind of change alone."""
    named = {name: getattr(record, name) for name in item.identity}
    return type(record)(record_type=kind, **named)
