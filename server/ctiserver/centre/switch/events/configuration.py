"""What the site is.  Guide: Configuration Acquisition Messages."""

from __future__ import annotations

from attrs import frozen

from ctiserver.centre.switch.events.kinds import Event
from ctiserver.site.model import Site


@frozen(kw_only=True)
class SiteReconfigured(Event):
    """Another site took the place of the former one; ``peripheral_id`` is that of the main peripheral.

    Who has left because of it was told before this, and who has joined is told after it.
    Whoever keeps anything of the site goes by ``after`` from now on.
    """

    before: Site
    after: Site
