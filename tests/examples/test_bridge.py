"""``docs/examples/bridge.py`` writes the feed as JSON lines."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import trio
from trio.testing import MockClock

from ctiproto import from_json
from ctiproto import messages as m
from ctiproto.constants import AgentState, StatusCode
from ctiproto.messages.parts import MonitoredEvent
from ctiserver.cli import main
from tests.ctiserver.client.network import A, B, Network
from tests.examples.program import loaded
from tests.support.harness import call_req, dial_req, state_req
from tests.support.served import Operator, Served, example


def a_busy_minute(operator: Operator) -> None:
    """Two agents sign in, one calls the other, and a call is transferred outside."""
    for agent in ("1001", "1002"):
        operator.asks(state_req(agent, AgentState.LOGIN))
    operator.asks(dial_req("2001", "2002"))
    call = operator.hears(m.CallDeliveredEvent).connection_call_id
    operator.asks(call_req(m.AnswerCallReq, "2002", call))
    operator.asks(call_req(m.HoldCallReq, "2002", call))
    operator.asks(call_req(m.RetrieveCallReq, "2002", call))
    operator.asks(call_req(m.ClearConnectionReq, "2001", call))
    for agent in ("1001", "1002"):
        operator.asks(state_req(agent, AgentState.NOT_READY, event_reason_code=7))
        operator.asks(state_req(agent, AgentState.LOGOUT, event_reason_code=8))


def test_its_lines_are_the_feed(
    served: Served, nowhere: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Side A is down, so it is side B's; ``ctiserver encode`` makes of each line the bytes that another session got."""
    with example("bridge", nowhere, served.address) as bridge, served.operator() as operator:
        assert bridge.log_line() == f"bridge: connected to {served.address}"
        greeting = [json.loads(bridge.line())["message"] for _ in range(2)]
        assert greeting == ["OPEN_CONF", "SYSTEM_EVENT"]
        a_busy_minute(operator)
        feed = [arrived.frame.hex() for arrived in operator.feed if isinstance(arrived.message, MonitoredEvent)]
        assert len(feed) > 30
        lines = [bridge.line() for _ in feed]
        bridge.is_interrupted()
        assert bridge.ends() == (0, [], [])
    path = tmp_path / "feed.jsonl"
    path.write_text("\n".join(lines), "utf-8")
    assert not main(["encode", "--version", "25", str(path)])
    assert capsys.readouterr().out.splitlines() == feed


async def test_it_changes_sides(autojump_clock: MockClock, capsys: pytest.CaptureFixture[str]) -> None:
    """What both sides said stands in one row; why it changed is told elsewhere."""
    network = Network()
    frames = {}

    async def serve() -> None:
        first = await network.accept()
        await first.open()
        await first.say(m.FailureEvent(status=StatusCode.CTI_SERVER_OFFLINE))
        await first.close()
        network.down.add(A)
        second = await network.accept()
        frames["B"] = await second.open()
        nursery.cancel_scope.cancel()

    async with trio.open_nursery() as nursery:
        nursery.start_soon(serve)
        await loaded("bridge").bridge([A, B], 20, network.options)
    messages = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [message["message"] for message in messages] == ["OPEN_CONF", "FAILURE_EVENT"]
    assert frames["B"].version_number == 20
    assert from_json(messages[1]).hex() == "00000004000000020000000f"
    assert network.told == [
        "connected to a:1",
        "a:1: the server ended the session (status 15, E_CTI_CTI_SERVER_OFFLINE)",
        "connected to b:2",
    ]
