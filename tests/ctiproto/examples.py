"""How many examples a property is tried on.

A plain run is the same every time.  ``CTIPROTO_EXAMPLES=500 pytest tests/ctiproto`` tries that many for each property
and layout, others each time.
"""

from __future__ import annotations

import os
from typing import Final

from hypothesis import HealthCheck, settings

_WANTED: Final = os.environ.get("CTIPROTO_EXAMPLES")

property_settings: Final = settings(
    max_examples=int(_WANTED or 20),
    derandomize=_WANTED is None,
    database=None,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
"""Put it on a property that is tried for each layout."""

thorough_settings: Final = settings(property_settings, max_examples=10 * int(_WANTED or 20))
"""Put it on a property that is tried once."""
