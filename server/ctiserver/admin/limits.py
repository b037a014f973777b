"""The limits of the site beside how much of each is used, and how often it was reached."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import NamedTuple

import attrs

from ctiserver.admin.results import LimitNow, Limits
from ctiserver.engine.duplex import Duplex
from ctiserver.site.limits import LIMITS


class TransportUse(NamedTuple):
    """The use of the limits on sockets and on what waits to be sent, by their names.

    Args:
        current: how much of each is used.
        hits: how often each was reached.
    """

    current: Mapping[str, int]
    hits: Mapping[str, int]


def limits_now(duplex: Duplex, now: float) -> list[LimitNow]:
    """All limits, in the order in which they are declared; :func:`with_transport` adds what the transport knows."""
    limits, used, hits = duplex.centre.site.limits, _usage(duplex, now), _hits(duplex)
    return [
        LimitNow(
            limit=each.name,
            value=getattr(limits, each.name),
            current=used[each.name],
            hits=hits[each.name],
            what=each.what,
        )
        for each in LIMITS
    ]


def with_transport(limits: Limits, use: TransportUse) -> Limits:
    """The limits with those parts that only the transport knows."""
    return Limits(
        limits=[
            attrs.evolve(each, current=use.current[each.limit], hits=use.hits.get(each.limit, 0))
            if each.limit in use.current
            else each
            for each in limits.limits
        ]
    )


def _usage(duplex: Duplex, now: float) -> Mapping[str, int]:
    used = Counter(duplex.admission.usage(now))
    for side in duplex.sides.values():
        monitors = side.engine.registry.monitors
        # Each side counts its own: a session, and nearly all that goes on, is at one of them.
        used |= Counter(
            monitors=len(monitors),
            monitors_per_session=monitors.most(),
            ended_monitors_per_session=monitors.most_ended(),
            **side.engine.out.log_usage(now),
        )
    return used


def _hits(duplex: Duplex) -> Mapping[str, int]:
    hits = Counter(duplex.admission.hits)
    hits["ended_monitors_per_session"] += sum(side.engine.registry.monitors.forgotten for side in duplex.sides.values())
    return hits
