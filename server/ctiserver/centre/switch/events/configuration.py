"""The event of another site.  Guide: Configuration Acquisition Messages."""

from __future__ import annotations

from attrs import frozen

from ctiserver.centre.switch.events.kinds import Event
from ctiserver.site.model import Site


@frozen(kw_only=True)
class SiteReconfigured(Event):
    """Another site took the place of the former one; ``peripheral_id`` is that of the main peripheral.

    The events of agents and stations that left because of it came before this one, and those of agents who join new
    groups come after it.  All that is kept of the site elsewhere goes by ``after`` from then on.
    """

    before: Site
    after: Site
