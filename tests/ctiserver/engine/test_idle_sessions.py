"""What the engine keeps of thousands of idle sessions, and of those that have left."""

from __future__ import annotations

import gc
import tracemalloc
from collections.abc import Iterator

import pytest

from ctiproto.codec import codec
from ctiproto.constants import AgentStateMask
from ctiproto.versions import Profile
from ctiserver.centre.contact_centre import ContactCentre
from ctiserver.engine.duplex import Duplex
from ctiserver.engine.sides import SIDE_A
from ctiserver.site.endpoints import Endpoint
from tests.support.harness import START, demo, open_req
from tests.support.services import ALL

SESSIONS = 1000
MOST_HELD = 1300
"""Bytes of one idle session: a third of what it may hold in all."""

MOST_LEFT = 250
"""Bytes of one that has left, in tables that are used again."""


class Traced:
    """A server, whose memory is counted."""

    def __init__(self) -> None:
        self._duplex = Duplex(ContactCentre(demo(), seed=1, workload=False), START)
        self._clients = 0

    def held(self) -> int:
        """How many bytes there are more than before."""
        gc.collect()
        held, _ = tracemalloc.get_traced_memory()
        return held

    def fills(self) -> range:
        """Clients open sessions, and are silent from then on; these are their numbers."""
        hears_states = open_req(25, ALL, agent_state_mask=AgentStateMask(0x3FFF), idle_timeout=120)
        data = codec(Profile(25)).encode(hears_states)
        clients = range(self._clients + 1, self._clients + SESSIONS + 1)
        for client in clients:
            self._duplex.connected(client, SIDE_A, Endpoint("192.0.2.1", 10_000 + client), START)
            self._duplex.received(client, data, START)
        self._clients += SESSIONS
        return clients

    def empties(self, clients: range) -> None:
        """The clients disconnect."""
        for client in clients:
            self._duplex.lost(client, START)


@pytest.fixture
def traced() -> Iterator[Traced]:
    """A server that has had many sessions before."""
    server = Traced()
    server.empties(server.fills())
    tracemalloc.start()
    yield server
    tracemalloc.stop()


def test_an_idle_session_holds_little(traced: Traced) -> None:
    """What all sessions have alike they share, and what an idle one does not need it does not have."""
    traced.fills()
    assert traced.held() / SESSIONS < MOST_HELD


def test_of_sessions_that_left_nothing_stays(traced: Traced) -> None:
    """Neither that they were there, nor when they would have been silent for too long."""
    for _ in range(3):
        traced.empties(traced.fills())
    assert traced.held() / SESSIONS < MOST_LEFT
