"""A peripheral that takes its time: what waits, in which order it is answered, and what never is."""

from __future__ import annotations

from typing import NoReturn

import pytest

from ctiproto import messages as m
from ctiproto.constants import AgentState, ControlFailureCode, StatusCode
from ctiserver.engine.control_latency import MOST_WAITING
from ctiserver.engine.services import dispatch
from ctiserver.engine.services.row import Row
from ctiserver.engine.timescale import Timescale
from ctiserver.site.settings import Span
from tests.support.harness import PG, Client, World, demo, dial_req, like, state_req


def slow(shortest: float, longest: float | None = None, **settings: float) -> World:
    """A contact centre whose peripheral takes so many seconds, or a time between these."""
    return World(demo(control_latency=Span(shortest, shortest if longest is None else longest), **settings))


def question(invoke_id: int) -> m.QueryAgentStateReq:
    """A request that changes nothing."""
    return m.QueryAgentStateReq(invoke_id=invoke_id, peripheral_id=PG, mrd_id=1, icm_agent_id=0, agent_id="1001")


def heard_at(client: Client) -> list[tuple[float, int]]:
    """The seconds since the beginning, and the InvokeIDs, of the states that a client was told."""
    return [(at, heard.invoke_id) for at, heard in client.feed if isinstance(heard, m.QueryAgentStateConf)]


@pytest.mark.fidelity("control.latency")
def test_a_request_is_carried_out_when_its_time_has_come() -> None:
    """Nothing happens before; then the answer comes first, and the events follow."""
    world = slow(12)
    bridge = world.bridge()
    bridge.sends(state_req("1001", AgentState.LOGIN))
    world.passes(11.9)
    bridge.hears()
    assert world.centre.switch.signed_in(PG, "1001") is None
    world.passes(0.1)
    login = like(m.AgentStateEvent, agent_state=AgentState.LOGIN)
    not_ready = like(m.AgentStateEvent, agent_state=AgentState.NOT_READY)
    bridge.hears(m.SetAgentStateConf, login, login, not_ready, not_ready)


def test_only_client_control_waits() -> None:
    """Heartbeats and requests of other services are answered at once."""
    world = slow(10)
    bridge = world.bridge()
    bridge.sends(question(1))
    bridge.heartbeats()
    bridge.sends(m.AgentDeskSettingsReq(invoke_id=2, peripheral_id=PG, agent_id="1001"))
    bridge.hears(like(m.AgentDeskSettingsConf, invoke_id=2))
    world.passes(10)
    bridge.hears(like(m.QueryAgentStateConf, invoke_id=1))


@pytest.mark.fidelity("control.latency")
def test_requests_of_a_session_keep_their_order() -> None:
    """Whatever time is drawn for each: the later one waits for the earlier one, but not for that of another session."""
    world = slow(0, 10)
    first, second = world.bridge(), world.bridge()
    for invoke_id in range(20):
        first.sends(question(invoke_id))
    second.sends(question(0))
    world.passes(10)
    times, order = zip(*heard_at(first), strict=True)
    assert order == tuple(range(20))
    assert len(set(times)) > 2
    assert heard_at(second)[0][0] < times[-1]


def test_the_same_seed_draws_the_same_times() -> None:
    """A day that is played again is as slow as the first time."""

    def day(seed: int) -> list[tuple[float, int]]:
        world = World(demo(control_latency=Span(0.5, 12)), seed=seed)
        bridge = world.bridge()
        for invoke_id in range(5):
            bridge.sends(question(invoke_id))
            world.passes(12)
        return heard_at(bridge)

    assert day(1) == day(1) != day(2)


def test_seconds_are_those_of_the_client() -> None:
    """Where an hour of the centre takes a minute, a client waits no less."""
    world = World(demo(control_latency=Span(5, 5)), pace=Timescale(60))
    bridge = world.bridge()
    bridge.sends(question(1))
    world.passes(299)
    bridge.hears()
    world.passes(1)
    bridge.hears(like(m.QueryAgentStateConf, invoke_id=1))


@pytest.mark.fidelity("control.timeout")
def test_a_peripheral_that_does_not_answer() -> None:
    """What would take longer than a client may be kept waiting is refused then, and never carried out."""
    world = slow(60, control_timeout=15.0)
    bridge = world.bridge()
    bridge.sends(state_req("1001", AgentState.LOGIN, invoke_id=3))
    world.passes(14.9)
    bridge.hears()
    world.passes(0.1)
    late = ControlFailureCode.REQUEST_TIMEOUT_REJECTION
    bridge.hears(m.ControlFailureConf(invoke_id=3, failure_code=late, peripheral_error_code=0))
    world.passes(100)
    bridge.hears()
    assert world.centre.switch.signed_in(PG, "1001") is None


def test_the_longest_time_that_is_waited_for() -> None:
    """A peripheral that answers just in time is not refused."""
    world = slow(15, control_timeout=15.0)
    bridge = world.bridge()
    bridge.sends(question(1))
    world.passes(15)
    bridge.hears(like(m.QueryAgentStateConf, invoke_id=1))


@pytest.mark.fidelity("control.too-many-waiting")
def test_a_session_cannot_let_any_number_wait() -> None:
    """One more than a thousand is refused at once; another session, and the same one later, may go on."""
    world = slow(10)
    greedy, modest = world.bridge(), world.bridge()
    greedy.sends(*map(question, range(MOST_WAITING)))
    greedy.hears()
    greedy.sends(question(5000))
    many = ControlFailureCode.OUTSTANDING_REQUEST_LIMIT_EXCEEDED
    greedy.hears(m.ControlFailureConf(invoke_id=5000, failure_code=many, peripheral_error_code=0))
    modest.sends(question(1))
    world.passes(10)
    modest.hears(like(m.QueryAgentStateConf, invoke_id=1))
    assert len(greedy.heard) == MOST_WAITING
    greedy.forgets()
    greedy.sends(question(5001))
    world.passes(10)
    greedy.hears(like(m.QueryAgentStateConf, invoke_id=5001))


@pytest.mark.parametrize("closes", [True, False])
def test_what_waits_ends_with_its_session(closes: bool) -> None:
    """A call that was asked for is not placed for a client that is gone, and nothing is due for it."""
    world = slow(10)
    bridge = world.bridge()
    bridge.sends(dial_req("2001", "2002"), dial_req("2003", "2004"))
    if closes:
        bridge.asks(m.CloseReq(invoke_id=9, status=StatusCode.NO_ERROR))
    else:
        bridge.leaves()
    # A client whose session was closed still has to hang up.
    assert world.engine.is_due(world.now + 10) is closes
    world.passes(20)
    assert world.centre.switch.calls(PG) == ()


def test_a_request_is_judged_when_its_time_has_come() -> None:
    """As the centre is by then: the link to the peripheral was lost meanwhile."""
    world = slow(10)
    bridge = world.bridge()
    bridge.sends(dial_req("2001", "2002", invoke_id=4))
    world.link_breaks()
    bridge.forgets()
    world.passes(10)
    bridge.hears(like(m.ControlFailureConf, invoke_id=4, failure_code=ControlFailureCode.ADJUNCT_SWITCH_COMM_ERROR))


@pytest.mark.fidelity("control.latency")
def test_a_site_that_becomes_quick_again() -> None:
    """What waits keeps its time, and what the session sends then does not overtake it; others are answered at once."""
    world = slow(10)
    bridge, other = world.bridge(), world.bridge()
    bridge.sends(question(1))
    world.becomes(demo())
    bridge.sends(question(2))
    bridge.hears()
    other.sends(question(3))
    other.hears(like(m.QueryAgentStateConf, invoke_id=3))
    world.passes(10)
    bridge.hears(like(m.QueryAgentStateConf, invoke_id=1), like(m.QueryAgentStateConf, invoke_id=2))
    bridge.sends(question(4))
    bridge.hears(like(m.QueryAgentStateConf, invoke_id=4))


def test_a_mistake_of_ours_is_one_failed_request(monkeypatch: pytest.MonkeyPatch) -> None:
    """As with a request that does not wait: status 17, a line of the log, and the next one is answered."""

    def fails(*_: object) -> NoReturn:
        raise ZeroDivisionError("a mistake")

    world = slow(10)
    world.is_allowed_to_fail = True
    bridge = world.bridge()
    bridge.sends(question(1), question(2))
    monkeypatch.setattr(dispatch, "HANDLERS", {m.QueryAgentStateReq: Row(m.QueryAgentStateReq, fails)})
    world.passes(10)
    broken = StatusCode.UNSPECIFIED_FAILURE
    bridge.hears(m.FailureConf(invoke_id=1, status=broken), m.FailureConf(invoke_id=2, status=broken))
    assert world.noted().count("request_failed") == 2
