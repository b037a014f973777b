"""What all tests have: the option that records what comes in at servers."""

from __future__ import annotations

from tests.support.record_inputs import pytest_addoption, pytest_configure

__all__ = ["pytest_addoption", "pytest_configure"]
