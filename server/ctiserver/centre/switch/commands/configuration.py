"""Replacing the site.  See docs/reference/reconfiguration.md."""

from __future__ import annotations

from attrs import frozen

from ctiserver.site.model import Site


@frozen(kw_only=True)
class Reconfigure:
    """Another site takes the place of the present one while calls go on.

    Attributes:
        site: The new site; settings that take effect only at a start are ignored.

    Refused:
        2 with all reasons (``Unchangeable``): peripherals differ, or one is off-line of which something differs.
    """

    site: Site
