"""Where calls go that may wait no longer: the numbers form chains that end."""

from __future__ import annotations

import pytest

from tests.ctiserver.site.sites import SMALLEST, flaws, site

OVERFLOW, TIME_OUT = "max_queued = 1\noverflow_number = '{0}'\n", "max_queue_time = 1\ntime_out_number = '{0}'\n"


def service(number: int, *ways: str, peripheral_id: int = 5000) -> str:
    """A service with a dialled number, 800 and its own, and where its calls go."""
    id_ = peripheral_id + number
    return (
        f"[[services]]\nnumber = {number}\nid = {id_}\nperipheral_id = {peripheral_id}\n"
        + "".join(ways)
        + f"[[dialed_numbers]]\nnumber = '800{number}'\nservice_number = {number}\nperipheral_id = {peripheral_id}\n"
    )


def test_chains_that_end() -> None:
    """However they branch, and wherever they meet again."""
    there = (
        service(1, OVERFLOW.format(8002), TIME_OUT.format(8003))
        + service(2, OVERFLOW.format(8004), TIME_OUT.format(8004))
        + service(3, OVERFLOW.format(8004))
        + service(4)
    )
    (first, *_) = site(there).services
    assert first.elsewhere == {"overflow_number": "8002", "time_out_number": "8003"}


@pytest.mark.parametrize("way", [OVERFLOW, TIME_OUT])
def test_a_number_that_leads_back_to_its_own_service(way: str) -> None:
    """Calls would never leave it."""
    key = "overflow_number" if way is OVERFLOW else "time_out_number"
    assert flaws(SMALLEST + service(1, way.format(8001))) == [
        (f"services[0].{key}", 'expected a number that does not lead back to service 1, not "8001"')
    ]


def test_numbers_that_lead_back_by_others() -> None:
    """By either key; each number is told that closes a ring, and none that only leads into one."""
    rings = (
        service(1, OVERFLOW.format(8002))
        + service(2, OVERFLOW.format(8003), TIME_OUT.format(8004))
        + service(3, TIME_OUT.format(8002))
        + service(4, OVERFLOW.format(8004))
    )
    assert flaws(SMALLEST + rings) == [
        ("services[2].time_out_number", 'expected a number that does not lead back to service 2, not "8002"'),
        ("services[3].overflow_number", 'expected a number that does not lead back to service 4, not "8004"'),
    ]


def test_the_same_number_elsewhere_is_another() -> None:
    """Each peripheral has chains of its own."""
    second = "[[peripherals]]\nid = 6000\n"
    there = service(1, OVERFLOW.format(8002)) + service(2)
    here = service(2, OVERFLOW.format(8001), peripheral_id=6000) + service(1, peripheral_id=6000)
    assert len(site(second + there + here).services) == 4
    ring = service(3, OVERFLOW.format(8003), peripheral_id=6000)
    assert [key for key, _ in flaws(SMALLEST + second + there + ring)] == ["services[2].overflow_number"]


def test_what_is_not_there_is_told_by_others() -> None:
    """A number or a service that the peripheral lacks is one flaw, and no ring."""
    assert flaws(SMALLEST + service(1, OVERFLOW.format(8009), TIME_OUT.format(8008))) == [
        ("services[0].overflow_number", 'expected a dialled number of peripheral 5000, not "8009"'),
        ("services[0].time_out_number", 'expected a dialled number of peripheral 5000, not "8008"'),
    ]
    lost = "[[dialed_numbers]]\nnumber = '9'\nservice_number = 9\n"
    assert flaws(SMALLEST + service(1, OVERFLOW.format(9)) + lost) == [
        ("dialed_numbers[1].service_number", "expected the number of a service of peripheral 5000, not 9")
    ]


def test_thousands_of_services_are_followed_quickly() -> None:
    """Each number once, also where all lead to all that follow."""
    count = 3000
    ways = "".join(
        f"[[services]]\nnumber = {place}\nid = {place + 1}\nmax_queued = 1\nmax_queue_time = 1\n"
        f"overflow_number = '{(place + 1) % count}'\ntime_out_number = '{min(place + 2, count - 1)}'\n"
        f"[[dialed_numbers]]\nnumber = '{place}'\nservice_number = {place}\n"
        for place in range(count)
    )
    assert [key for key, _ in flaws(SMALLEST + ways)] == [
        f"services[{count - 1}].overflow_number",
        f"services[{count - 1}].time_out_number",
    ]
