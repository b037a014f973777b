"""Simulated callers whom the router announces: they arrive, or get lost on their way."""

from __future__ import annotations

from collections import Counter

from attrs import evolve

from ctiserver.centre.switch import events as e
from ctiserver.centre.switch.commands import (
    AnnounceCall,
    CallArrives,
    LoseCentralController,
    Reconfigure,
    TakePeripheralOffline,
    TranslationRouteCall,
)
from ctiserver.centre.switch.context import CallData
from ctiserver.centre.workload.callers import LOST, UNDERWAY
from ctiserver.site.keys import AgentKey
from ctiserver.site.model import Settings, Span
from tests.ctiserver.centre.switch.story import WRAPUP, site
from tests.ctiserver.centre.workload.town import PG, WORKLOAD, Town

DAY = 24 * 3600.0


def town(share: float = 1.0, routes: tuple[str, ...] = (), *, seed: int = 1, settings: Settings | None = None) -> Town:
    """A town whose callers all dial 8004, where there is a line for each, and are announced."""
    small = site(WRAPUP, settings)
    (dialed,) = (each for each in small.dialed_numbers if each.number == "8004")
    numbers = (evolve(dialed, translation_routes=routes),)
    habits = evolve(WORKLOAD, announced=share)
    where = evolve(small, workload=habits, dialed_numbers=numbers, trunk_groups=())
    return Town(calls_per_hour=20, seed=seed, where=where)


def begun(place: Town) -> list[e.CallBegan]:
    """The beginnings of calls from outside, but not of their later legs."""
    seen: dict[object, e.CallBegan] = {}
    for event in place.events:
        if isinstance(event, e.CallBegan) and event.to_all:
            key = event.context.router_call_key
            seen.setdefault(event.connection.call_id if key is None else (key.day, key.call_id), event)
    return list(seen.values())


def test_they_come_by_translation_routes() -> None:
    """Each is announced on a DNIS, and arrives on it one to four seconds later, with what was announced."""
    place = town(routes=("7001", "7002", "7003"))
    place.pass_time(DAY)
    routed = {event.context.router_call_key: event for event in place.events if isinstance(event, e.TranslationRouted)}
    assert len(routed) > 350
    assert {event.dnis for event in routed.values()} > {"7001"}
    arrived = [event for event in begun(place) if event.context.router_call_key in routed]
    for event in arrived:
        before = routed[event.context.router_call_key]
        assert event.context == before.context
        assert event.context.data.dnis == before.dnis
        assert UNDERWAY.shortest <= event.at - before.at <= UNDERWAY.longest
    lost = len(routed) - len(arrived)
    assert 0.5 * LOST < lost / len(routed) < 2 * LOST
    assert place.count(e.CallEstablished) > 0.8 * len(arrived)
    place.pass_time(30)
    assert len(place.switch.announced_calls(PG)) <= 1


def test_they_come_to_agents() -> None:
    """Without translation routes each is announced to an agent, rings there, or is taken back if it gets lost."""
    place = town()
    place.pass_time(DAY)
    assert place.count(AnnounceCall) > 350
    assert place.count(e.TranslationRouted) == 0
    lost = place.count(e.PreCallAborted)
    announced = place.count(AnnounceCall) - place.refused["AnnounceCall"]
    assert 0.5 * LOST < lost / announced < 2 * LOST
    assert len(begun(place)) >= place.count(AnnounceCall) - lost - 1
    assert place.count(e.CallEstablished) > 0.8 * len(begun(place))


def test_who_cannot_be_announced_calls_all_the_same() -> None:
    """Nobody is available, or no route is free: the caller dials the number itself, at once."""
    place = town(settings=Settings(pre_call_events=False))
    place.pass_time(3 * 3600)
    assert place.refused == {"AnnounceCall": place.count(AnnounceCall), "SetAgentState": place.refused["SetAgentState"]}
    assert place.count(CallArrives) == place.count(AnnounceCall) > 40
    assert {call.dialed_number for call in place.commands if isinstance(call, CallArrives)} == {"8004"}
    assert len(begun(place)) == place.count(CallArrives)
    place = town(routes=("7001",))
    place.do(TranslationRouteCall(peripheral_id=PG, dialed_number="8004"))
    place.do(LoseCentralController())
    place.pass_time(3 * 3600)
    assert place.refused["TranslationRouteCall"] > 40
    assert len(begun(place)) == place.count(CallArrives) > 40


def test_a_share_of_them() -> None:
    """The others call as ever; by default nobody is announced."""
    place = town(0.25, ("7001", "7002"))
    place.pass_time(DAY)
    calls = Counter(type(command) for command in place.commands)
    arrived_announced = sum(
        isinstance(command, CallArrives) and command.dialed_number != "8004" for command in place.commands
    )
    assert 0.15 < calls[TranslationRouteCall] / (calls[CallArrives] + calls[TranslationRouteCall]) < 0.35
    assert 0 < arrived_announced <= calls[TranslationRouteCall]
    assert WORKLOAD.announced == 0
    place = town(0.0)
    place.pass_time(3 * 3600)
    assert place.count(AnnounceCall) == place.count(TranslationRouteCall) == 0


def test_the_same_seed_gives_the_same_announced_day() -> None:
    """Also with callers who are announced."""
    first, second, third = (town(seed=seed) for seed in (7, 7, 8))
    for place in (first, second, third):
        place.pass_time(3 * 3600)
    assert first.events == second.events
    assert first.events != third.events


def test_calls_that_others_announce_are_left_alone() -> None:
    """No simulated caller arrives on a number that somebody else had a call announced for."""
    place = town(0.0, ("7001",))
    data = CallData(ani=WORKLOAD.callers[0])
    place.do(TranslationRouteCall(peripheral_id=PG, dialed_number="8004", data=data))
    place.pass_time(20)
    assert place.count(CallArrives) == len(begun(place))
    assert all(event.context.data.dnis != "7001" for event in begun(place))


def test_routed_calls_are_no_announced_ones() -> None:
    """That a call from the same number is announced while it waits in a queue makes no other one arrive."""
    place = town(0.0)
    place.pass_time(10)
    place.workload.release(AgentKey(PG, "1001"))
    place.workload.release(AgentKey(PG, "1002"))
    becomes = evolve(place.site.workload, callers=("5550100",), patience=Span(30.0, 30.0), calls_per_hour=1.0)
    place.do(Reconfigure(site=evolve(place.site, workload=becomes)))
    due: list[CallArrives] = []
    while len(due) < 2:
        place.now = place.workload.next_deadline() or place.now
        due += [each for each in place.workload.tick(place.now) if isinstance(each, CallArrives)]
    for command in due:
        place.see(place.switch.execute(command, place.now))
    assert place.count(e.PreCall) == 2
    place.pass_time(40)
    assert place.switch.calls(PG) == ()


def test_who_is_underway_when_the_link_is_lost_does_not_come() -> None:
    """The arrival is refused, and the caller is not waited for."""
    place = town(routes=("7001",))
    while not place.count(e.TranslationRouted):
        place.pass_time(1)
    place.do(TakePeripheralOffline(peripheral_id=PG))
    before = place.count(CallArrives)
    place.pass_time(5)
    assert place.count(CallArrives) == before + 1
    assert place.refused["CallArrives"] == 1
    assert begun(place) == []
    assert place.workload._callers._underway == {}
