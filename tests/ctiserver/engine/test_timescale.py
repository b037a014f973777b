"""Clients live in the world's time, however fast the centre's goes."""

from __future__ import annotations

import pytest

from ctiproto import messages as m
from ctiproto.constants import StatusCode
from ctiserver.engine.timescale import REAL_TIME, HalfHours, Timescale
from tests.ctiserver.engine.services.watchers import record, recorder
from tests.support.harness import BRIDGE, START, World, call_req, demo, like
from tests.support.two_sides import DUPLEX_BRIDGE, TwoSides

HOUR_A_MINUTE = Timescale(60.0)


def test_times() -> None:
    """A client's second is a minute of the centre."""
    assert HOUR_A_MINUTE.after(START, 20) == START + 1200
    moment = HOUR_A_MINUTE.outside(START) + 20
    assert HOUR_A_MINUTE.inside(moment) == pytest.approx(START + 1200)
    assert REAL_TIME.inside(REAL_TIME.outside(START) + 20) == REAL_TIME.after(START, 20) == START + 20


def test_a_client_may_be_silent_for_its_own_seconds() -> None:
    """Twenty of them, whatever the centre goes through meanwhile."""
    world = World(pace=HOUR_A_MINUTE)
    client = world.open(25, 0, idle_timeout=20)
    world.passes(1190)
    client.heartbeats()
    world.passes(1190)
    assert not client.is_cut_off
    world.passes(20)
    assert client.is_cut_off


def test_a_client_has_its_time_to_open_and_to_go() -> None:
    """The half minute after it connected, and the few seconds after it closed."""
    world = World(demo(open_timeout=30, close_linger=5), pace=HOUR_A_MINUTE)
    silent, leaving = world.connects(), world.open(25, 0)
    leaving.asks(m.CloseReq(invoke_id=1, status=StatusCode.NO_ERROR))
    gone = []
    for seconds in (299, 1, 1499, 1):
        world.passes(seconds)
        gone.append((leaving.is_cut_off, silent.is_cut_off))
    assert gone == [(False, False), (True, False), (True, False), (True, True)]


def test_a_recorder_has_its_time_to_answer() -> None:
    """A quarter of an hour of the centre."""
    world = World(pace=HOUR_A_MINUTE)
    recorder(world)
    bridge = world.staffed("1001")
    call = world.caller_calls()
    bridge.asks(call_req(m.AnswerCallReq, "2001", call))
    bridge.forgets()
    bridge.sends(record("2001", call, agent_id="1001"))
    world.passes(899)
    assert not any(isinstance(message, m.FailureConf) for message in bridge.heard)
    bridge.forgets()
    world.passes(1)
    bridge.hears(like(m.FailureConf, status=StatusCode.TIMEOUT))


def test_clients_have_their_time_in_a_maintenance() -> None:
    """Five seconds to answer, five to go."""
    world = TwoSides(pace=HOUR_A_MINUTE)
    here = world.goes_to("A", "here", 25, DUPLEX_BRIDGE)
    world.maintains()
    world.passes(299)
    assert world.roles == "asking standby"
    here.sends(m.ActiveMaintenanceRespMsg(invoke_id=1, maintenance_mode_accepted=True))
    world.passes(299)
    assert world.roles == "leaving active"
    world.passes(1)
    assert world.roles == "standby active"
    world.goes_to("B", "plain", 15, BRIDGE)


@pytest.mark.parametrize(("now", "first"), [(0.0, 1800.0), (1799.9, 1800.0), (1800.0, 3600.0), (5000.0, 5400.0)])
def test_the_next_one(now: float, first: float) -> None:
    """Never the one that has just begun."""
    assert HalfHours(now).next == first


def test_each_is_taken_once() -> None:
    """All that began meanwhile, in their order."""
    half_hours = HalfHours(1000.0)
    assert list(half_hours.take_due(1799.9)) == []
    assert list(half_hours.take_due(5400.0)) == [1800.0, 3600.0, 5400.0]
    assert list(half_hours.take_due(5400.0)) == []
    assert half_hours.next == 7200.0
