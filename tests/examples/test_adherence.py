"""``docs/examples/adherence.py`` writes what agents did when."""

from __future__ import annotations

import csv
import io
from itertools import groupby, pairwise

import pytest
import trio
from trio.testing import MockClock

from ctiproto import messages as m
from ctiproto.constants import AgentState, CTIService
from ctiserver.client import ClientOptions, Side
from tests.examples.program import loaded
from tests.support.harness import call_req, dial_req, state_req
from tests.support.net import MemoryServer
from tests.support.served import Operator, Served, example

Heard = tuple[float, m.AgentStateEvent]
Told = tuple[str, str, int, str, str, float | None]
"""Agent, state, reason; the state and the reason before it; and how long that lasted."""


def recounted(heard: list[Heard]) -> list[Told]:
    """All changes of state, agent by agent: of each row of events that say the same, only the first counts."""
    told: list[Told] = []
    for agent in sorted({str(event.agent_id) for _, event in heard}):
        own = [(at, event) for at, event in heard if event.agent_id == agent]
        firsts = [next(same) for _, same in groupby(own, lambda each: (each[1].agent_state, each[1].event_reason_code))]
        begun, first = firsts[0]
        told.append((agent, first.agent_state.name, first.event_reason_code, "", "", None))
        for (since, before), (at, event) in pairwise(firsts):
            reasons = (event.event_reason_code, before.agent_state.name, str(before.event_reason_code))
            told.append((agent, event.agent_state.name, *reasons, at - since))
        assert sum(line[-1] or 0.0 for line in told if line[0] == agent) == pytest.approx(firsts[-1][0] - begun)
    return told


def written(text: str) -> list[Told]:
    """The lines of the program, agent by agent."""
    lines = [
        (
            line["agent"],
            line["state"],
            int(line["reason"]),
            line["state_before"],
            line["reason_before"],
            float(line["seconds_before"]) if line["seconds_before"] else None,
        )
        for line in csv.DictReader(io.StringIO(text))
    ]
    return sorted(lines, key=lambda line: line[0])


async def test_an_afternoon_of_a_busy_site(autojump_clock: MockClock) -> None:
    """Every change that another session hears of stands there once, with its reason and how long what ended lasted."""
    server, out, heard = MemoryServer(workload=True), io.StringIO(), list[Heard]()

    async def connect(_side: Side) -> trio.abc.Stream:
        await trio.lowlevel.checkpoint()
        return server.connects().stream

    async def audit() -> None:
        auditor = await server.opens(25, CTIService.SERVICE_ALL_EVENTS)
        while True:
            message = await auditor.hears()
            if isinstance(message, m.AgentStateEvent):
                heard.append((server.clock.now(), message))

    async with trio.open_nursery() as nursery:
        nursery.start_soon(server.run)
        await trio.testing.wait_all_tasks_blocked()
        options = ClientOptions(connect=connect, now=server.clock.now)
        nursery.start_soon(loaded("adherence").adherence, Side("A", "memory", 1), out, options)
        nursery.start_soon(audit)
        await trio.sleep(4 * 3600)
        nursery.cancel_scope.cancel()
    lines, expected = written(out.getvalue()), recounted(heard)
    assert [line[:-1] for line in lines] == [line[:-1] for line in expected]
    assert [line[-1] for line in lines] == [
        None if seconds is None else pytest.approx(seconds, abs=0.001) for *_, seconds in expected
    ]
    # The day had something of everything: agents who went on a break and came back, and calls.
    assert len(expected) > 500
    assert {reason for _, state, reason, *_ in expected if state == "NOT_READY"} >= {1, 2, 3}
    assert max(seconds or 0 for *_, seconds in expected) > 300
    assert out.getvalue().splitlines()[1].startswith("2026-01-05T08:")


def two_agents_at_work(operator: Operator) -> None:
    """Breaks with and without a new reason, a call between them, and the end of the shift."""
    for agent in ("1001", "1002"):
        operator.asks(state_req(agent, AgentState.LOGIN))
        operator.asks(state_req(agent, AgentState.NOT_READY, event_reason_code=5))
        operator.asks(state_req(agent, AgentState.NOT_READY, event_reason_code=6))
    operator.asks(state_req("1002", AgentState.AVAILABLE))
    operator.asks(dial_req("2001", "2002"))
    call = operator.hears(m.CallDeliveredEvent).connection_call_id
    operator.asks(call_req(m.AnswerCallReq, "2002", call))
    operator.asks(call_req(m.ClearConnectionReq, "2001", call))
    for agent in ("1001", "1002"):
        operator.asks(state_req(agent, AgentState.NOT_READY, event_reason_code=7))
        operator.asks(state_req(agent, AgentState.LOGOUT, event_reason_code=8))


def test_of_the_real_server(served: Served) -> None:
    """No change is missing, in whatever state it was; what lasted how long adds up."""
    with example("adherence", served.address) as adherence, served.operator() as operator:
        header = adherence.line()
        two_agents_at_work(operator)
        feed = [(0.0, item.message) for item in operator.feed if isinstance(item.message, m.AgentStateEvent)]
        expected = [line[:-1] for line in recounted(feed)]
        lines = [adherence.line() for _ in expected]
        adherence.is_interrupted()
        assert adherence.ends() == (0, [], [])
    told = written("\n".join((header, *lines)))
    assert [line[:-1] for line in told] == expected
    assert ("1001", "LOGOUT", 8, "NOT_READY", "7") in expected
    assert all(seconds is None or seconds >= 0 for *_, seconds in told)
