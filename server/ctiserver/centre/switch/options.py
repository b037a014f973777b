"""Limits of the switch that no site file sets yet: only code that makes a switch can, such as tests.

The guide has codes for what they refuse, and the switch acts on them; by default nothing is refused.  They stand apart
from ``Site.settings``, which has everything that a site file sets, until the site file has keys for them.
"""

from __future__ import annotations

from attrs import frozen


@frozen(kw_only=True)
class Options:
    """Limits that hold for as long as a switch runs.

    Attributes:
        missed_calls: The number of announced calls missed in a row that makes an agent not ready.
    """

    missed_calls: int = 2


DEFAULT_OPTIONS = Options()
