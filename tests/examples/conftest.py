"""What the programs meet."""

from __future__ import annotations

import socket
from collections.abc import Iterator

import pytest

from tests.support.served import Served, serving


@pytest.fixture
def served() -> Iterator[Served]:
    """The demo site, without callers and simulated agents."""
    with serving("--no-workload") as server:
        yield server


@pytest.fixture
def nowhere() -> Iterator[str]:
    """An address where nothing listens."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        yield f"127.0.0.1:{taken.getsockname()[1]}"
