"""What all tests have: the option that records what comes in at servers, and no judgement of how fast a machine is."""

from __future__ import annotations

from hypothesis import HealthCheck, settings

from tests.support.record_inputs import pytest_addoption, pytest_configure

__all__ = ["pytest_addoption", "pytest_configure"]

# A busy machine is no fault of the product: how long examples take is for the benchmarks.
settings.register_profile("any_machine", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("any_machine")
