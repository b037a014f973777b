"""The numbers of calls and contacts, and the names of connections."""

from __future__ import annotations

from itertools import pairwise
from typing import Final

import pytest
from attrs import evolve

from ctiproto.constants import ConnectionDeviceIDType, PeripheralType
from ctiserver.centre.switch.call_numbers import GATEWAY, LONGEST_STEP, NODE, SEQUENCES, CallNumbers
from ctiserver.centre.switch.commands import CallArrives, OutsideAnswers
from ctiserver.centre.switch.context import CallData
from ctiserver.centre.switch.profiles import GENERIC, UNIFIED_CCE
from ctiserver.centre.switch.switch import Switch
from tests.ctiserver.centre.switch.story import PG, START, Story, site

OTHER: Final = 5001
MORNING: Final = 1_767_600_600.0


def numbers(count: int, now: float = MORNING, seed: int = 1, lives: frozenset[int] = frozenset()) -> list[int]:
    """The first numbers that calls of a cluster get."""
    source = CallNumbers(seed)
    return [source.next(PG, UNIFIED_CCE, now, lives.__contains__, made_by_gateway=False) for _ in range(count)]


def generic() -> Switch:
    """A switch at a peripheral of another type than Unified CCE."""
    here = site()
    others = tuple(evolve(each, type=PeripheralType.GENERIC) for each in here.peripherals)
    return Switch(evolve(here, peripherals=others), seed=1)


@pytest.mark.fidelity("calls.ids")
def test_calls_have_the_number_of_their_node_and_a_sequence_with_gaps() -> None:
    """The number is (node << 24) | sequence; other legs of the cluster take numbers, so that there are gaps."""
    given = numbers(500)
    assert {number >> 24 for number in given} == {1}
    steps = {after - before for before, after in pairwise(given)}
    assert steps == set(range(1, LONGEST_STEP + 1))


@pytest.mark.fidelity("calls.ids")
def test_the_sequence_is_that_of_the_site() -> None:
    """All Unified CCE peripherals of a site take their numbers from one sequence."""
    source = CallNumbers(1)
    given = [source.next(pg, UNIFIED_CCE, MORNING, {0}.__contains__, made_by_gateway=False) for pg in (PG, OTHER) * 5]
    assert given == numbers(10)


@pytest.mark.fidelity("calls.ids-go-on")
def test_numbers_go_on_after_a_restart() -> None:
    """They follow from the time of the start; the same seed and time give the same numbers, another seed others."""
    before, after = numbers(500), numbers(500, now=MORNING + 60)
    assert not set(before) & set(after)
    assert NODE + 1 not in (*before, *after)
    assert numbers(500) == before
    assert numbers(500, seed=2) != before


@pytest.mark.fidelity("calls.ids-go-on")
def test_numbers_follow_from_when_the_site_began() -> None:
    """However long it took until the first call came: the same start and seed give the same numbers."""
    sources = (CallNumbers(1, MORNING) for _ in range(2))
    first, second = (
        source.next(PG, UNIFIED_CCE, now, {0}.__contains__, made_by_gateway=False)
        for source, now in zip(sources, (MORNING + 0.2, MORNING + 0.9), strict=True)
    )
    assert first == second == numbers(1)[0]


@pytest.mark.fidelity("calls.ids")
def test_a_number_that_lives_is_not_given_again() -> None:
    """When the sequence has gone round, numbers of calls that there still are are left out; so is none too large."""
    end = float(SEQUENCES // 64) - 1
    given = numbers(200, now=end)
    assert max(given) < NODE + SEQUENCES
    assert min(given) < given[0]
    again = numbers(200, now=end, lives=frozenset(given[100:]))
    assert again[:100] == given[:100]
    assert not set(again) & set(given[100:])


@pytest.mark.fidelity("calls.ids-of-gateway")
def test_calls_of_the_gateway_count_up_in_a_range_of_their_own() -> None:
    """They are 0x7Fxxxxxx, one after the other."""
    source = CallNumbers(1)
    given = [source.next(PG, UNIFIED_CCE, MORNING, {0}.__contains__, made_by_gateway=True) for _ in range(20)]
    assert {number >> 24 for number in given} == {0x7F}
    assert given == list(range(given[0], given[0] + 20))
    assert given[0] > GATEWAY


@pytest.mark.fidelity("calls.ids-of-peripheral")
def test_other_peripherals_count_their_calls_themselves() -> None:
    """Each has a sequence of its own, without gaps, whoever makes the call; but none begins at 1."""
    source = CallNumbers(1)
    first, *others = (
        source.next(PG, GENERIC, MORNING, {0}.__contains__, made_by_gateway=made) for made in (False, True, False)
    )
    assert others == [first + 1, first + 2]
    assert first > NODE + 1
    assert source.next(OTHER, GENERIC, MORNING, {0}.__contains__, made_by_gateway=False) == first


@pytest.mark.fidelity("calls.outside-name")
def test_an_outside_party_is_called_by_its_number() -> None:
    """The identifier is dynamic, and says the caller's number."""
    story = Story()
    (party,) = story.switch.call(PG, story.arrives(ani="5550100")).connections
    assert (party.id.device_id, party.id.device_id_type) == ("5550100", ConnectionDeviceIDType.DYNAMIC)


@pytest.mark.fidelity("calls.outside-name-else")
def test_numbers_that_name_nobody() -> None:
    """No number, or that of a station, is no name; there each party gets another one."""
    story = Story()
    for number, name in (("", "X1"), ("2001", "X2"), ("5550100", "5550100")):
        (party,) = story.switch.call(PG, story.arrives(ani=number)).connections
        assert party.id.device_id == name


@pytest.mark.fidelity("calls.outside-name-else")
def test_two_parties_of_one_number_have_two_names() -> None:
    """Who talks with a caller can consult the same number, and make one call of both."""
    story = Story()
    first = story.talks()
    for _ in range(2):
        second = story.consults("2001", first, "95550100")
        story.do(OutsideAnswers(peripheral_id=PG, call_id=second))
        story.confers("2001", second, first)
    names = [party.id.device_id for party in story.switch.call(PG, first).connections]
    assert names == ["5550100", "2001", "95550100", "X1"]


@pytest.mark.fidelity("calls.outside-name-else")
def test_at_other_peripherals_no_number_is_a_name() -> None:
    """Their outside parties are X1, X2 and so on."""
    switch = generic()
    switch.execute(CallArrives(peripheral_id=PG, dialed_number="8001", data=CallData(ani="5550100")), START)
    (call,) = switch.calls(PG)
    (party,) = switch.call(PG, call).connections
    assert party.id.device_id == "X1"


@pytest.mark.fidelity("calls.first-leg")
def test_the_first_call_of_a_contact_is_its_first_leg() -> None:
    """The sequence number of its router call key is 1 on Unified CCE, and 0 elsewhere."""
    story = Story()
    key = story.switch.call(PG, story.arrives()).context.router_call_key
    assert key is not None
    assert key.sequence_number == 1
    switch = generic()
    switch.execute(CallArrives(peripheral_id=PG, dialed_number="8001"), START)
    (call,) = switch.calls(PG)
    key = switch.call(PG, call).context.router_call_key
    assert key is not None
    assert key.sequence_number == 0
