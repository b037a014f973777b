"""A heartbeat alone in its segment is answered without being read, and nothing differs from one that is."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress

import attrs
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ctiproto import messages as m
from ctiproto.constants import StatusCode
from ctiserver.centre.contact_centre import ContactCentre
from ctiserver.centre.switch.errors import Refused
from ctiserver.engine import duplex as doors
from ctiserver.engine.duplex import Duplex
from ctiserver.engine.effects import Effect
from ctiserver.engine.engine import Engine
from ctiserver.engine.sides import SideError
from ctiserver.site.endpoints import Endpoint
from tests.support.frames import CLOSE, HEARTBEAT, frame, named, open_frame
from tests.support.harness import START, World, demo
from tests.support.services import ALL
from tests.support.two_sides import DUPLEX_BRIDGE

BEAT = frame(HEARTBEAT, 77)
SAID = (
    BEAT,
    BEAT,
    BEAT,
    BEAT[:5],
    BEAT[5:],
    BEAT + BEAT,
    frame(HEARTBEAT, 5, 6),
    frame(CLOSE, 3, 0),
    open_frame(25, ALL, *named(), idle_timeout=20),
    open_frame(25, int(DUPLEX_BRIDGE), *named()),
)
AGREES = frame(m.ActiveMaintenanceRespMsg.declaration.number, 1, 1)

CLIENTS = st.integers(1, 4)
STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("says"), CLIENTS, st.sampled_from((*SAID, AGREES))),
        st.tuples(st.just("goes"), CLIENTS),
        st.tuples(st.sampled_from(("waits", "is_late_by")), st.sampled_from((0.25, 2.0, 7.0, 40.0))),
        st.tuples(st.sampled_from(("stop_side", "kill_side", "start_side")), st.sampled_from("AB")),
        st.tuples(st.sampled_from(("switch_over", "begin_maintenance", "lose_pg_link", "regain_pg_link"))),
    ),
    max_size=25,
)


@attrs.define
class Server:
    """A server with a life of its own, and what it wanted done at each step.

    Args:
        duplex: the server.
        now: what the time is.
        effects: the effects of each step.
    """

    duplex: Duplex
    now: float = START
    effects: list[list[Effect] | None] = attrs.Factory(list)

    def does(self, step: tuple[object, ...]) -> None:
        """Carry out a step; an operator's may be refused."""
        verb, *what = step
        orders: dict[object, Callable[..., list[Effect]]] = {
            "says": self.duplex.received,
            "goes": self._comes_again,
            "waits": self._waits,
            "is_late_by": self._is_late_by,
        }
        self.effects.append(None)
        with suppress(SideError, Refused):
            self.effects[-1] = orders.get(verb, getattr(self.duplex, str(verb), None))(*what, self.now)  # type: ignore[misc]

    def _waits(self, seconds: float, now: float) -> list[Effect]:
        end = now + seconds
        effects: list[Effect] = []
        while (due := self.duplex.next_deadline()) is not None and due <= end:
            self.now = max(self.now, due)
            effects += self.duplex.tick(self.now)
        self.now = end
        return effects

    def _is_late_by(self, seconds: float, now: float) -> list[Effect]:
        self.now = now + seconds
        return []

    def _comes_again(self, client: int, now: float) -> list[Effect]:
        effects = self.duplex.lost(client, now)
        return effects + self.duplex.connected(client, "AB"[client % 2], Endpoint("192.0.2.1", client), now)


def server() -> Server:
    """One with four connections to two sides, two of them with a session."""
    site = demo(load_time=2.0)
    ours = Server(Duplex(ContactCentre(site, seed=1, calls_per_hour=400), START, two_sides=True))
    ours.effects.append(ours.duplex.start(START))
    for client in (1, 2, 3, 4):
        ours.effects.append(ours.duplex.connected(client, "AB"[client % 2], Endpoint("192.0.2.1", client), START))
        if client < 3:
            ours.does(("says", client, SAID[-1]))
    return ours


@settings(max_examples=40, deadline=None, derandomize=True)
@given(STEPS)
def test_nothing_differs_from_heartbeats_that_are_read(steps: list[tuple[object, ...]]) -> None:
    """Effects, deadlines and counts at each step, whatever clients say, operators order and the centre does."""
    quick, thorough = server(), server()
    for step in steps:
        quick.does(step)
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(doors, "is_heartbeat", lambda _: False)
            thorough.does(step)
        assert quick.effects[-1] == thorough.effects[-1]
        assert quick.duplex.next_deadline() == thorough.duplex.next_deadline()
    assert quick.duplex.counts.named() == thorough.duplex.counts.named()


def test_a_heartbeat_is_not_read(monkeypatch: pytest.MonkeyPatch) -> None:
    """But its session is heard of, as the other one notices that sends none."""
    world = World()
    silent, alive = (world.bridge(idle_timeout=20) for _ in range(2))
    with monkeypatch.context() as patch:
        patch.setattr(Engine, "receive", lambda *_: 1 // 0)
        world.now += 15
        alive.heartbeats()
    world.passes(15)
    assert silent.is_cut_off
    assert not alive.is_cut_off


def test_what_is_due_is_looked_for_again_after_every_other_input() -> None:
    """A connection that never opens a session is reset before the heartbeat is answered that comes after its time."""
    world = World()
    client = world.bridge()
    world.passes(2 * world.site.settings.open_timeout)
    client.heartbeats()
    late = world.connects()
    client.heartbeats()
    world.now += world.site.settings.open_timeout
    client.sends_bytes(BEAT)
    assert late.is_cut_off
    client.hears(m.HeartbeatConf(invoke_id=77))


def test_without_a_session_it_is_refused() -> None:
    """As it would be if it were read: before OPEN_REQ, after CLOSE_REQ, and after the server has hung up."""
    world = World()
    client = world.connects()
    client.sends_bytes(BEAT)
    client.hears(m.FailureConf(invoke_id=77, status=StatusCode.SESSION_NOT_OPEN))
    over = world.desktop("1001", client_id="same")
    world.desktop("1001", client_id="same")
    over.forgets()
    world.do(world.entrance.received(over.number, BEAT, world.now))
    over.hears()
