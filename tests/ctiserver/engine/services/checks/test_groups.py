"""Services and skill groups by number, by id, or by both."""

from __future__ import annotations

import pytest

from ctiproto.constants import StatusCode
from ctiserver.engine.services.checks.groups import named_group, named_service
from ctiserver.engine.sessions.refusal import RequestRefused
from tests.ctiserver.engine.services.test_call_control import two_peripherals
from tests.support.harness import PG

NULL = 0xFFFFFFFF
SITE = two_peripherals()


@pytest.mark.parametrize(("number", "own_id"), [(1, NULL), (NULL, 5001), (1, 5001)])
def test_a_group_is_found(number: int, own_id: int) -> None:
    """By its number, by its id, or by both if they are of the same group."""
    found = named_group(SITE, PG, number, own_id)
    assert found is not None
    assert (found.number, found.id) == (1, 5001)


def test_nothing_is_named() -> None:
    """A request whose number and id are both null names no group."""
    assert named_group(SITE, PG, NULL, NULL) is None
    assert named_service(SITE, PG, NULL, NULL) is None


@pytest.mark.fidelity("requests.unknown-group", "requests.group-conflict")
@pytest.mark.parametrize(
    ("peripheral_id", "number", "own_id", "conflict"),
    [
        (PG, 9, NULL, False),
        (PG, NULL, 9, False),
        (PG, 1, 9, False),
        (PG, 9, 5001, False),
        (5001, NULL, 5001, False),
        (PG, 1, 5002, True),
    ],
)
def test_what_is_not_one_group(peripheral_id: int, number: int, own_id: int, conflict: bool) -> None:
    """Unknown on that peripheral, or two of them; services have statuses of their own."""
    with pytest.raises(RequestRefused) as refused:
        named_group(SITE, peripheral_id, number, own_id)
    assert refused.value.status is (StatusCode.SKILL_GROUP_CONFLICT if conflict else StatusCode.INVALID_SKILL_GROUP)
    with pytest.raises(RequestRefused) as refused:
        named_service(SITE, peripheral_id, number, own_id if own_id in (NULL, 9) else own_id + 1000)
    assert refused.value.status is (StatusCode.SERVICE_CONFLICT if conflict else StatusCode.INVALID_SERVICE)
