"""Inputs of every kind, and a strict comparison of values."""

from __future__ import annotations

from typing import Any, Final

import attrs

from ctiserver.admin.commands import CallArrives, SideName, StopSide
from ctiserver.admin.queries import Agents
from ctiserver.centre.switch import commands
from ctiserver.ledger.inputs import (
    Commanded,
    Connected,
    Founded,
    Input,
    Lost,
    Ordered,
    Received,
    Reloaded,
    Started,
    Stopped,
    Ticked,
)
from ctiserver.site.endpoints import Endpoint
from tests.support.harness import PG, START, demo

INPUTS: Final[tuple[Founded | Input, ...]] = (
    Founded(at=START, site=demo(), seed=7, two_sides=True, rate=60.0, calls_per_hour=30.0, workload=False),
    Started(at=START),
    Connected(at=START, client=1, side="A", address=Endpoint("192.0.2.1", 50001)),
    Received(at=START + 0.25, client=1, data=b"\x00\xff"),
    Ticked(at=START + 1 / 3),
    Ordered(at=START + 1, request=CallArrives(number="8001", variables={"1": "x", "user.account": "7"})),
    Ordered(at=START + 1, request=Agents(agent="1001")),
    Ordered(at=START + 1, request=StopSide(side=SideName.A)),
    Commanded(at=START + 2, command=commands.CallArrives(peripheral_id=PG, dialed_number="8001")),
    Reloaded(at=START + 3, site=demo(load_time=3.0)),
    Lost(at=START + 4, client=1),
    Stopped(at=START + 5),
)
"""One of every kind at least."""


def assert_same(one: object, other: object, path: str = "") -> None:
    """Say where two values differ, also where only their types do: an enumeration is equal to its number."""
    assert type(one) is type(other), f"{path}: {type(one)} and {type(other)}"
    kind: Any = type(one)
    if attrs.has(kind):
        for field in attrs.fields(kind):
            assert_same(getattr(one, field.name), getattr(other, field.name), f"{path}.{field.name}")
    elif isinstance(one, tuple):
        assert isinstance(other, tuple)
        for index, (left, right) in enumerate(zip(one, other, strict=True)):
            assert_same(left, right, f"{path}[{index}]")
    else:
        assert one == other, path
