"""The limits of the site beside how much of each is used, and how often it was reached."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

from ctiserver.admin.results import LimitNow
from ctiserver.engine.duplex import Duplex
from ctiserver.site.limits import LIMITS


def limits_now(duplex: Duplex, now: float) -> list[LimitNow]:
    """All limits, in the order in which they are declared."""
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


def _usage(duplex: Duplex, now: float) -> Mapping[str, int]:
    used = Counter(duplex.admission.usage(now))
    for side in duplex.sides.values():
        monitors = side.engine.registry.monitors
        # Each side counts its own: a session, and nearly all that goes on, is at one of them.
        used |= Counter(
            monitors=len(monitors),
            monitors_per_session=monitors.most(),
            ended_monitors_per_session=monitors.most_ended(),
            **side.engine.out.log_usage,
        )
    return used


def _hits(duplex: Duplex) -> Mapping[str, int]:
    hits = Counter(duplex.admission.hits)
    hits["ended_monitors_per_session"] += sum(side.engine.registry.monitors.forgotten for side in duplex.sides.values())
    return hits
