"""Clients of Unified CCX ask how many agents and calls there are in queues."""

from __future__ import annotations

import pytest

from ctiproto import messages as m
from ctiproto.constants import AgentState, StatusCode
from tests.support.express import CCX
from tests.support.express_demo import Demo
from tests.support.frames import frame
from tests.support.harness import Client, call_req

SALES, SUPPORT, BILLING = 1, 2, 3


def queue(client: Client, csq_id: int) -> tuple[tuple[int, ...], int]:
    """The agents of a CSQ (signed in, talking, ready, not ready, at work, reserved), and the calls that wait for it."""
    conf = client.asks(m.QueryQueueStatisticsReq(invoke_id=4, csq_id=csq_id))
    assert isinstance(conf, m.QueryQueueStatisticsConf), conf
    assert conf.invoke_id == 4
    assert {getattr(conf, f"calls_in_priority_queue{priority}") for priority in range(2, 11)} == {0}
    agents = (
        conf.logged_in_agents,
        conf.in_session_agents,
        conf.available_agents,
        conf.un_available_agents,
        conf.in_work_agents,
        conf.selected_agents,
    )
    return agents, conf.calls_in_priority_queue1


def queues_of(client: Client, agent_id: str) -> tuple[int, int]:
    """The calls in the queues of an agent, and how long the oldest one has waited."""
    conf = client.asks(m.QueryAgentQueueStatisticsReq(invoke_id=5, agent_id=agent_id))
    assert isinstance(conf, m.QueryAgentQueueStatisticsConf), conf
    assert (conf.invoke_id, conf.agent_id) == (5, agent_id)
    return conf.calls_in_queue, conf.oldest_call_in_queue


@pytest.mark.fidelity("uccx.queue-statistics")
@pytest.mark.parametrize("work", [AgentState.WORK_NOT_READY, AgentState.WORK_READY])
@pytest.mark.parametrize("version", [10, 18])
def test_the_agents_of_a_csq_are_counted_by_their_states(version: int, work: AgentState) -> None:
    """Signed out, not ready, ready, reserved for a call, talking, at work: each counts in one figure, of each CSQ."""
    world = Demo()
    client = world.bridge(version)
    assert queue(client, SALES) == ((0, 0, 0, 0, 0, 0), 0)
    world.signs_in(client, "abaker")
    world.signs_in(client, "bcook", ready=False)
    assert queue(client, SALES) == ((2, 0, 1, 1, 0, 0), 0)
    assert queue(client, BILLING) == ((1, 0, 1, 0, 0, 0), 0)
    call = world.caller_calls("7000")
    assert queue(client, SALES) == ((2, 0, 0, 1, 0, 1), 0)
    client.asks(call_req(m.AnswerCallReq, "2001", call, peripheral_id=CCX))
    assert queue(client, SALES) == ((2, 1, 0, 1, 0, 0), 0)
    assert queue(client, BILLING) == ((1, 1, 0, 0, 0, 0), 0)
    client.asks(world.state_req("abaker", work))
    world.caller_hangs_up(call)
    assert queue(client, SALES) == ((2, 0, 0, 1, 1, 0), 0)
    assert queue(client, SUPPORT) == ((0, 0, 0, 0, 0, 0), 0)


@pytest.mark.fidelity("uccx.queue-statistics")
def test_an_agent_who_is_at_work_by_themselves() -> None:
    """AutoWork of the CSQ counts as work, until its time is over and the agent is ready again."""
    world = Demo()
    client = world.bridge(18)
    world.signs_in(client, "ghall")
    call = world.caller_calls("7001")
    client.asks(call_req(m.AnswerCallReq, "2007", call, peripheral_id=CCX))
    world.caller_hangs_up(call)
    assert queue(client, SUPPORT) == ((1, 0, 0, 0, 1, 0), 0)
    world.passes(11)
    assert queue(client, SUPPORT) == ((1, 0, 1, 0, 0, 0), 0)


@pytest.mark.fidelity("uccx.queue-statistics", "uccx.agent-queues")
@pytest.mark.parametrize("version", [10, 18])
def test_calls_that_wait_are_counted(version: int) -> None:
    """For each CSQ that they wait for, and for the agents of each; the oldest call says for how long."""
    world = Demo()
    client, desk = world.bridge(version), world.desk("fgray", version)
    assert queues_of(client, "fgray") == (0, 0)
    world.caller_calls("7002")
    world.passes(7)
    second = world.caller_calls("7001")
    world.passes(5)
    assert [queue(client, csq)[1] for csq in (SALES, SUPPORT, BILLING)] == [0, 1, 1]
    for asker in (client, desk):
        assert queues_of(asker, "fgray") == (2, 12)
        assert queues_of(asker, "ghall") == (1, 5)
        assert queues_of(asker, "abaker") == (1, 12)
        assert queues_of(asker, "bcook") == (0, 0)
    world.caller_hangs_up(second)
    assert queues_of(client, "fgray") == (1, 12)
    assert queues_of(client, "ghall") == (0, 0)


@pytest.mark.fidelity("uccx.unknown-csq", "uccx.agent-queues")
def test_who_or_what_is_not_there() -> None:
    """An unknown CSQ is refused with 93, an unknown agent with 8, and with 6 where none is named."""
    client = Demo().bridge(18)
    for unknown in (0, 4, -1):
        client.is_refused(m.QueryQueueStatisticsReq(invoke_id=4, csq_id=unknown), StatusCode.INVALID_CSQ)
    client.is_refused(m.QueryAgentQueueStatisticsReq(invoke_id=5, agent_id="nobody"), StatusCode.INVALID_AGENT_DATA)
    for number in (114, 239):
        client.sends_bytes(frame(number, 6))
        assert client.takes() == m.FailureConf(invoke_id=6, status=StatusCode.REQUIRED_DATA_MISSING)


def test_statistics_of_agents_are_not_there() -> None:
    """QUERY_AGENT_STATISTICS_REQ of Unified CCE is a message that Unified CCX does not have."""
    client = Demo().bridge(18)
    client.sends_bytes(frame(112, 6, CCX))
    assert client.takes() == m.FailureConf(invoke_id=6, status=StatusCode.INVALID_MESSAGE_TYPE)
