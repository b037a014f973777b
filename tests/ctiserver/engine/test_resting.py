"""What fails again and again at the same deadline rests, and all else goes on."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from ctiproto import messages as m
from ctiproto.constants import CTIService, SystemEventID
from ctiserver.engine.resting import REST, Resting
from ctiserver.engine.timescale import Timescale
from tests.support.harness import BRIDGE, World, like

MISTAKE = ZeroDivisionError("a mistake")


class Part:
    """A part with a deadline."""

    def __init__(self, deadline: float | None) -> None:
        self.deadline = deadline

    def next_deadline(self) -> float | None:
        """As a test wants it."""
        return self.deadline


def test_what_fails_twice_at_a_deadline_rests() -> None:
    """For a while of a client's time; another part does not."""
    resting, part, other = Resting(Timescale(10)), Part(100.0), Part(200.0)
    record = resting.fail(part, "deadline_failed", MISTAKE, 100.0)
    assert (record.event, record.level) == ("deadline_failed", "error")
    assert not resting.has(part, 100.0)
    assert resting.next_deadline(part) == 100.0
    resting.fail(part, "deadline_failed", MISTAKE, 100.5)
    assert resting.has(part, 100.5)
    assert resting.next_deadline(part) == 100.5 + 10 * REST
    assert resting.has(part, 100.0 + 10 * REST)
    assert not resting.has(part, 100.5 + 10 * REST)
    assert not resting.has(other, 100.5)
    assert resting.next_deadline(other) == 200.0


@pytest.mark.parametrize("later", [101.0, 300.0, None])
def test_what_goes_on_with_the_next_deadline_does_not_rest(later: float | None) -> None:
    """However often it fails, as long as each failure is at another deadline."""
    resting, part = Resting(Timescale()), Part(100.0)
    resting.fail(part, "deadline_failed", MISTAKE, 200.0)
    part.deadline = later
    resting.fail(part, "deadline_failed", MISTAKE, 200.0)
    part.deadline = 100.0
    resting.fail(part, "deadline_failed", MISTAKE, 200.0)
    assert not resting.has(part, 200.0)
    part.deadline = None
    assert resting.next_deadline(part) is None


# --- in the server ---------------------------------------------------------------------------------------------------


def fails(*_: object, **__: object) -> Any:
    """A mistake of ours."""
    raise MISTAKE


def in_expire(world: World, patch: pytest.MonkeyPatch) -> None:
    """Before anything that is due is taken out."""
    patch.setattr(world.engine, "expire", fails)


def in_the_centre(world: World, patch: pytest.MonkeyPatch) -> None:
    """The same at the contact centre."""
    patch.setattr(world.centre, "tick", fails)


def in_maintenance(world: World, patch: pytest.MonkeyPatch) -> None:
    """The answers to a maintenance are never counted."""
    patch.setattr("ctiserver.engine.maintenance.Maintenance.is_decided", fails)
    world.do(world.duplex.begin_maintenance(world.now))


@pytest.mark.parametrize("plant", [in_expire, in_the_centre, in_maintenance])
def test_a_deadline_that_fails_and_stays_due(
    plant: Callable[[World, pytest.MonkeyPatch], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is tried twice and then once in a while; clients are answered meanwhile, and all is well afterwards."""
    world = World(workload=True, two_sides=True, calls_per_hour=0)
    world.is_allowed_to_fail = True
    client = world.bridge(services=BRIDGE | CTIService.SERVICE_ACTIVE_STANDBY)
    world.open(idle_timeout=20)
    with monkeypatch.context() as patch:
        plant(world, patch)
        world.passes(5 * REST)
        client.forgets()
        client.heartbeats()
        assert 2 <= sum(event.endswith("_failed") for event in world.noted()) <= 20
    world.passes(2 * REST)
    assert not any(event.endswith("_failed") for event in world.noted())
    client.forgets()
    client.heartbeats()


def test_a_half_hour_that_cannot_be_told(monkeypatch: pytest.MonkeyPatch) -> None:
    """It is skipped, and the next one is told."""
    world = World()
    world.is_allowed_to_fail = True
    client = world.open()
    with monkeypatch.context() as patch:
        patch.setattr("ctiserver.engine.side.system_event", fails)
        world.passes(1500)
    assert world.noted().count("deadline_failed") == 1
    client.hears()
    world.passes(1800)
    client.hears(like(m.SystemEvent, system_event_id=SystemEventID.HALF_HOUR_CHANGE))


def test_idle_clients_whose_end_fails(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each is cut off in its time all the same, with a line of the log."""
    world = World()
    world.is_allowed_to_fail = True
    clients = [world.open(idle_timeout=seconds) for seconds in (20, 20, 25)]
    other = world.open(services=CTIService.SERVICE_CLIENT_MONITOR)
    monkeypatch.setattr("ctiserver.engine.engine.session_closed", fails)
    world.passes(30)
    assert all(client.is_cut_off for client in clients)
    assert world.noted().count("deadline_failed") == 3
    other.heartbeats()


def test_a_side_that_cannot_become_active(monkeypatch: pytest.MonkeyPatch) -> None:
    """Who sends something meanwhile is answered, and the side becomes active when it can."""
    world = World(two_sides=True)
    world.is_allowed_to_fail = True
    client = world.connects(side="B")
    client.opens(25, CTIService.SERVICE_ALL_EVENTS | CTIService.SERVICE_ACTIVE_STANDBY)
    with monkeypatch.context() as patch:
        patch.setattr(world.duplex.sides["B"], "activate", fails)
        world.do(world.duplex.kill_side("A", world.now))
        client.heartbeats()
        assert world.noted().count("sides_failed") == 2
        assert not world.duplex.telling_side.is_active
    client.sends(m.HeartbeatReq(invoke_id=1))
    assert world.duplex.active == "B"
    client.hears(m.HeartbeatConf, m.StandbyActiveEventMsg, m.SystemEvent)


def test_a_session_whose_end_fails_is_gone_all_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    """Its agent can sign in at the same station again."""
    world = World()
    client = world.desktop("1001")
    with monkeypatch.context() as patch:
        patch.setattr(world.engine, "_end_session", fails)
        with pytest.raises(ZeroDivisionError):
            client.leaves()
    world.desktop("1001").heartbeats()
