"""``docs/examples/agent_*.py``: the same program three times, with trio, with asyncio and with blocking sockets."""

from __future__ import annotations

import pytest

from ctiproto.constants import AgentState
from tests.support.harness import state_req
from tests.support.served import Served, example

FACES = pytest.mark.parametrize("name", ["agent_trio", "agent_asyncio", "agent_blocking"])


@FACES
def test_it_writes_each_state_of_the_agent(name: str, served: Served) -> None:
    """First the one that it asks for, then those that it hears of; it ends by itself when there were enough."""
    with example(name, served.address, "--count", "2") as program:
        assert program.line() == "1001: LOGOUT"
        with served.operator() as operator:
            operator.asks(state_req("1001", AgentState.LOGIN))
        assert program.ends() == (0, ["1001: LOGIN", "1001: NOT_READY"], [])


@FACES
def test_it_can_be_interrupted(name: str, served: Served) -> None:
    """The session is closed in an orderly way."""
    with example(name, served.address) as program:
        program.line()
        program.is_interrupted()
        assert program.ends() == (0, [], [])
    served.program.is_interrupted()
    assert any('"E_CTI_NO_ERROR"' in line for line in served.program.ends()[2])


@FACES
def test_an_agent_that_is_not_there_is_told(name: str, served: Served) -> None:
    """In one line, as is one that cannot be written."""
    for agent in ("9999", "\u20ac"):
        with example(name, served.address, "--agent", agent) as program:
            status, out, (line,) = program.ends()
        assert (status, out) == (1, [])
        assert line.startswith(f"{name}: QUERY_AGENT_STATE_REQ")
