"""How many examples a property is tried on.

A plain run is the same every time.  ``CTIPROTO_EXAMPLES=500 pytest tests/ctiproto`` tries that many for each property
and layout, others each time.
"""

from __future__ import annotations

import os
from typing import Final

import pytest
from hypothesis import HealthCheck, settings

from ctiproto.versions import VERSIONS, Dialect, Profile

PROFILES: Final = (
    *(Profile(version) for version in VERSIONS),
    *(Profile(version, Dialect.UCCX) for version in (10, 14, 17, 18)),
)
"""The profiles that a property is tried in: of Unified CCX those between which something changes for many messages."""


def profile_name(profile: Profile) -> str:
    """What a test of a profile is called."""
    return f"{profile.version}" if profile.dialect.is_default else f"{profile.dialect.value}-{profile.version}"


in_each_profile: Final = pytest.mark.parametrize("profile", PROFILES, ids=profile_name)
"""Put it on a test that is to be made in each of them."""

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
