"""The contact centre: every command goes through it, so that the workload and the statistics see everything."""

from __future__ import annotations

import attrs
import pytest

from ctiproto.constants import AgentState
from ctiserver.centre.contact_centre import ContactCentre
from ctiserver.centre.statistics.counters import Period
from ctiserver.centre.switch.commands import (
    BringPeripheralOnline,
    CallArrives,
    Reconfigure,
    SetAgentState,
    TakePeripheralOffline,
)
from ctiserver.centre.switch.errors import Refused
from ctiserver.centre.switch.events import AgentStateChanged, CallDelivered, CallEstablished, Event
from ctiserver.centre.switch.identifiers import NO_DEVICE
from ctiserver.site.keys import AgentKey
from ctiserver.site.load import load_demo
from ctiserver.site.model import Peripheral

PG = 5000
START = 1_767_600_600.0


def run(centre: ContactCentre, until: float) -> list[Event]:
    """Let time pass to ``until``."""
    events: list[Event] = []
    while (due := centre.next_deadline()) is not None and due <= until:
        events += centre.tick(due)
    return events


def test_simulated_agents_begin_the_day() -> None:
    """Simulated agents sign in at the start; no others do."""
    centre = ContactCentre(load_demo(), seed=1)
    events = centre.start(START) + run(centre, START + 60)
    signed_in = {event.agent_id for event in events if isinstance(event, AgentStateChanged)}
    assert signed_in == {"1003", "1004", "1005", "1008", "1009", "1010"}


def test_without_life_nothing_happens_by_itself() -> None:
    """No callers, no agents, no deadlines."""
    centre = ContactCentre(load_demo(), seed=1, workload=False)
    assert centre.start(START) == []
    assert centre.next_deadline() is None
    assert centre.tick(START + 86_400) == []


def test_time_passes_also_where_nothing_happens() -> None:
    """Whoever asks how long an agent has been in his state, or a call has waited, gets the answer of this moment."""
    centre = ContactCentre(load_demo(), seed=1, workload=False)
    centre.execute(CallArrives(peripheral_id=5000, dialed_number="8001"), START)
    sign_in = SetAgentState(peripheral_id=PG, agent_id="1001", state=AgentState.LOGIN, password="1001")
    centre.execute(sign_in, START)
    centre.tick(START + 30)
    assert centre.switch.agent(PG, "1001").state_duration == 30
    assert centre.statistics.group(PG, 1, Period.NOW, START + 30)["longest_call_q_now"] == 30


@pytest.mark.parametrize(("rate", "least", "most"), [(0.0, 0, 0), (600.0, 400, 900), (None, 20, 120)])
def test_as_many_calls_come_in_as_were_asked_for(rate: float | None, least: int, most: int) -> None:
    """The site's own rate, unless another one is given."""
    centre = ContactCentre(load_demo(), seed=1, calls_per_hour=rate)
    events = centre.start(START) + run(centre, START + 3600)
    arrivals = [event for event in events if isinstance(event, CallDelivered) and event.alerting == NO_DEVICE]
    assert least <= len(arrivals) <= most


def test_each_event_has_its_own_time() -> None:
    """Also when the clock comes late: nothing is told as of now that happened before."""
    prompt, late = (ContactCentre(load_demo(), seed=3) for _ in range(2))
    told = prompt.start(START) + run(prompt, START + 900)
    assert late.start(START) + late.tick(START + 900) == told
    assert [event.at for event in told] == sorted(event.at for event in told)
    assert len({event.at for event in told}) > 10


def test_what_somebody_else_did_first_is_shrugged_off() -> None:
    """Simulated callers find no trunk, and agents no link: they go on, and nothing is raised."""
    site = load_demo()
    small = attrs.evolve(site, trunk_groups=(attrs.evolve(site.trunk_groups[0], trunks=(1,)),))
    centre = ContactCentre(small, seed=1, calls_per_hour=600)
    centre.start(START)
    busy = run(centre, START + 600)
    centre.execute(TakePeripheralOffline(peripheral_id=PG), START + 600)
    without = run(centre, START + 1200)
    centre.execute(BringPeripheralOnline(peripheral_id=PG), START + 1200)
    again = run(centre, START + 1800)
    answered = [sum(isinstance(event, CallEstablished) for event in events) for events in (busy, without, again)]
    assert (answered[0] > 0, answered[1], answered[2] > 0) == (True, 0, True)


def test_what_is_refused_changes_nothing() -> None:
    """The refusal is the caller's to deal with."""
    centre = ContactCentre(load_demo(), seed=1, workload=False)
    with pytest.raises(Refused):
        centre.execute(CallArrives(peripheral_id=PG, dialed_number="4711"), START)


def test_all_links_are_up_or_not() -> None:
    """One peripheral that is down is enough."""
    site = load_demo()
    assert ContactCentre(site, seed=1, workload=False).all_online
    partly = attrs.evolve(site, peripherals=(*site.peripherals, Peripheral(4000, online=False)))
    assert not ContactCentre(partly, seed=1, workload=False).all_online


def test_an_agent_is_taken_over_and_given_back() -> None:
    """Only simulated ones; by several sessions at once; and given back a while after the last of them."""
    centre = ContactCentre(load_demo(), seed=1, calls_per_hour=0)
    centre.start(START)
    busy, idle = AgentKey(PG, "1003"), AgentKey(PG, "1001")
    assert not centre.claim(idle, 1)
    centre.unclaim(idle, 1, START)
    assert centre.claim(busy, 1)
    assert centre.claim(busy, 2)
    run(centre, START + 30)
    order = SetAgentState(peripheral_id=PG, agent_id="1003", state=AgentState.NOT_READY)
    centre.execute(order, START + 30)
    centre.unclaim(busy, 1, START + 40)
    assert not [event for event in run(centre, START + 200) if is_about(event, "1003")]
    centre.unclaim(busy, 2, START + 200)
    assert centre.claim(busy, 3), "before the time is over"
    assert not [event for event in run(centre, START + 400) if is_about(event, "1003")]
    centre.unclaim(busy, 3, START + 400)
    assert not [event for event in run(centre, START + 459) if is_about(event, "1003")]
    assert [event for event in run(centre, START + 2000) if is_about(event, "1003")]


def test_who_is_simulated_no_more_is_not_waited_for() -> None:
    """Of two agents who were given back, the one who is still simulated acts again, and the other does not."""
    site = load_demo()
    centre = ContactCentre(site, seed=1, calls_per_hour=0)
    centre.start(START)
    run(centre, START + 30)
    stays, goes = AgentKey(PG, "1003"), AgentKey(PG, "1004")
    for agent in (stays, goes):
        assert centre.claim(agent, 1)
        order = SetAgentState(peripheral_id=PG, agent_id=agent.agent_id, state=AgentState.NOT_READY)
        centre.execute(order, START + 30)
        centre.unclaim(agent, 1, START + 40)
    workload = attrs.evolve(site.workload, agents=("1003",))
    centre.execute(Reconfigure(site=attrs.evolve(site, workload=workload)), START + 50)
    events = run(centre, START + 2000)
    assert [event for event in events if is_about(event, "1003")]
    assert not [event for event in events if is_about(event, "1004")]


def is_about(event: Event, agent_id: str) -> bool:
    """Whether an agent's state changed."""
    return isinstance(event, AgentStateChanged) and event.agent_id == agent_id


def test_without_life_nobody_is_taken_over() -> None:
    """There is nobody to take over from."""
    centre = ContactCentre(load_demo(), seed=1, workload=False)
    assert not centre.claim(AgentKey(PG, "1003"), 1)
    centre.unclaim(AgentKey(PG, "1003"), 1, START)
    assert centre.next_deadline() is None
