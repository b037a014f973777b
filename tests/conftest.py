"""What all tests have: the option that records what comes in at servers, and examples that are the same every time."""

from __future__ import annotations

from collections.abc import Sequence
from importlib import import_module
from pkgutil import walk_packages

import pytest
from hypothesis import HealthCheck, find, given, settings

import ctiproto
import ctiserver
from tests.support.record_inputs import pytest_addoption, pytest_configure

__all__ = ["pytest_addoption", "pytest_collection_modifyitems", "pytest_configure"]

# A busy machine is no fault of the product: how long examples take is for the benchmarks.
settings.register_profile("any_machine", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("any_machine")


def pytest_collection_modifyitems(items: Sequence[pytest.Item]) -> None:
    """Load the whole product where properties are tried.

    Hypothesis draws some values from what stands in the modules that happen to be loaded: with fewer of them a test
    that runs alone would have other examples than the same test among all others.
    """
    tests = {item.module for item in items if isinstance(item, pytest.Function)}
    if any(value is given or value is find for test in tests for value in vars(test).values()):
        for package in (ctiproto, ctiserver):
            for module in walk_packages(package.__path__, f"{package.__name__}."):
                if not module.name.endswith(".__main__"):
                    import_module(module.name)
