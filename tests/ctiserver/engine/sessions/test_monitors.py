"""Monitors: found by what they watch, and gone with it."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from ctiproto.constants import AgentStateMask, CallMsgMask, DeviceIDType
from ctiserver.centre.switch.identifiers import Device
from ctiserver.engine.sessions.monitors import Monitor, Monitors, SessionMonitor, Target
from ctiserver.engine.sessions.session import Session
from ctiserver.site.keys import AgentKey
from tests.ctiserver.engine.sessions.people import PG, session


def monitor(number: int, owner: Session, target: Target) -> Monitor:
    """A monitor that wants everything."""
    return Monitor(number, owner, target, CallMsgMask(0xFFFFFFFF), AgentStateMask(0x3FFF))


STATION: Target = (PG, Device(DeviceIDType.AGENT_DEVICE, "2001"))
CALL: Target = (PG, 16_777_217)


def test_a_device_and_a_call_of_the_same_number_are_two() -> None:
    """Kinds tell targets apart, and so do peripherals."""
    monitors, owner = Monitors(), session(1)
    targets: list[Target] = [STATION, CALL, (PG, Device(DeviceIDType.TRUNK_IDENTIFIER, "2001")), (PG + 1, 16_777_217)]
    for number, target in enumerate(targets, 1):
        monitors.start(monitor(number, owner, target))
    assert [[each.id for each in monitors.of(target)] for target in targets] == [[1], [2], [3], [4]]


def test_so_many_ended_monitors_are_remembered() -> None:
    """The latest ones, of each session for itself, until it ends."""
    monitors, owner, other = Monitors(), session(1), session(2)
    most = 5
    for number in range(1, most + 2):
        monitors.start(monitor(number, owner, (PG, number)))
        monitors.end_call((PG, number), most)
    assert not monitors.has_ended(owner, 1)
    assert monitors.has_ended(owner, 2)
    assert monitors.has_ended(owner, most + 1)
    assert not monitors.has_ended(other, 2)
    assert (monitors.most_ended(), monitors.forgotten) == (most, 1)
    monitors.forget(owner)
    assert not monitors.has_ended(owner, 2)
    assert len(monitors) == 0


def test_what_was_told_on_a_monitor_is_forgotten_with_it() -> None:
    """A session with many monitors after each other does not grow."""
    monitors, owner = Monitors(), session(1)
    followed = monitor(7, owner, STATION)
    owner.last_agent_states[7] = {AgentKey(PG, "1001"): ()}
    monitors.start(followed)
    monitors.stop(followed)
    assert owner.last_agent_states == {}


def test_sessions_that_watch_each_other_end_once() -> None:
    """Both monitors end with either session."""
    monitors, one, two = Monitors(), session(1), session(2)
    monitors.watch(SessionMonitor(1, one, two))
    monitors.watch(SessionMonitor(2, two, one))
    assert len(monitors) == 2
    assert (monitors.count(one), monitors.most()) == (1, 1)
    monitors.forget(one)
    assert len(monitors) == 0
    assert monitors.most() == 0
    assert list(monitors.on_session(two)) == list(monitors.watching(two)) == []


@given(
    steps=st.lists(
        st.tuples(st.sampled_from(["start", "stop", "end", "leave"]), st.integers(0, 2), st.integers(0, 2)),
        max_size=40,
    )
)
@settings(max_examples=60, deadline=None, derandomize=True)
def test_whatever_is_started_and_stopped(steps: list[tuple[str, int, int]]) -> None:
    """The indexes tell what a plain list of the monitors would."""
    monitors, owners = Monitors(), [session(number) for number in range(3)]
    targets: list[Target] = [(PG, 1), (PG, 2), STATION]
    alive: list[Monitor] = []
    for number, (step, who, what) in enumerate(steps, 1):
        owner, target = owners[who], targets[what]
        known = next((each for each in alive if each.session is owner and each.target == target), None)
        assert monitors.has(owner, target) == (known is not None)
        if step == "start" and known is None:
            alive.append(monitor(number, owner, target))
            monitors.start(alive[-1])
        elif step == "stop" and known is not None:
            assert monitors.get(owner, known.id) is known
            monitors.stop(known)
            alive.remove(known)
        elif step == "end":
            monitors.end_call(target, 0)
            alive = [each for each in alive if each.target != target]
        elif step == "leave":
            monitors.forget(owner)
            alive = [each for each in alive if each.session is not owner]
        for each in targets:
            assert list(monitors.of(each)) == [found for found in alive if found.target == each]
        assert len(monitors) == len(alive)


def test_those_on_devices() -> None:
    """With the device; monitors on calls are others."""
    monitors, owner = Monitors(), session(1)
    on_station, on_call = monitor(1, owner, STATION), monitor(2, owner, CALL)
    monitors.start(on_station)
    monitors.start(on_call)
    assert monitors.on_devices() == [(on_station, STATION[1])]
