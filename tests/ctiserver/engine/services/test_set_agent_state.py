"""SET_AGENT_STATE_REQ over the wire: the table of states cell by cell, and what is pending."""

from __future__ import annotations

from typing import Any, Final

import attrs
import pytest

from ctiproto import messages as m
from ctiproto.constants import AgentState, AgentWorkMode, DeskSettingsMask, ForcedFlag, WrapupDataMode
from ctiserver.site.model import Site
from tests.ctiserver.engine.services.requests import control_failure
from tests.ctiserver.engine.services.scenes import agent_events, answer, bring, confirmed
from tests.support.harness import World, demo, like, state_req

S = AgentState

COLUMNS: Final = (S.LOGOUT, S.NOT_READY, S.AVAILABLE, S.RESERVED, S.TALKING, S.HOLD, S.WORK_READY, S.WORK_NOT_READY)

SIGNED_ON: Final = (259, 10102)
SIGNED_OUT: Final = (21, 10101)
NOT_OUT: Final = (21, 10112)
BAD: Final = (21, 10108)
STAYS: Final = (21, 10104)
NOT_UP: Final = (21, 10111)
OBJECT: Final = (22, 0)
GOES = "goes there"
NOTHING = "confirmed, no event"
PENDING = "pending"

TABLE: Final = {
    S.LOGIN: (GOES, SIGNED_ON, SIGNED_ON, SIGNED_ON, SIGNED_ON, SIGNED_ON, SIGNED_ON, SIGNED_ON),
    S.LOGOUT: (SIGNED_OUT, GOES, NOT_OUT, NOT_OUT, NOT_OUT, NOT_OUT, NOT_OUT, NOT_OUT),
    S.NOT_READY: (BAD, NOTHING, GOES, STAYS, PENDING, PENDING, GOES, GOES),
    S.AVAILABLE: (NOT_UP, GOES, NOTHING, NOT_UP, NOT_UP, NOT_UP, GOES, GOES),
    S.WORK_NOT_READY: (BAD, BAD, BAD, BAD, PENDING, PENDING, GOES, NOTHING),
    S.WORK_READY: (BAD, BAD, BAD, BAD, PENDING, PENDING, NOTHING, GOES),
    S.TALKING: (OBJECT,) * 8,
    S.BUSY_OTHER: (OBJECT,) * 8,
    S.RESERVED: (OBJECT,) * 8,
    S.UNKNOWN: (OBJECT,) * 8,
    S.HOLD: (OBJECT,) * 8,
    S.ACTIVE: (OBJECT,) * 8,
    S.NOT_ACTIVE: (OBJECT,) * 8,
}

CELLS = [(asked, now, cell) for asked, row in TABLE.items() for now, cell in zip(COLUMNS, row, strict=True)]


@pytest.mark.parametrize(("asked", "now", "cell"), CELLS)
def test_the_table_of_agent_states(asked: AgentState, now: AgentState, cell: str | tuple[int, int]) -> None:
    """What becomes of a request for a state depends on the state that the agent is in, and on nothing else."""
    world = World()
    client = world.bridge()
    bring(client, now)
    request = state_req("1001", asked)
    if isinstance(cell, tuple):
        assert control_failure(client, request) == cell
        return
    assert client.asks(request) == m.SetAgentStateConf(invoke_id=2)
    heard = [(event.agent_state, event.next_agent_state) for event in agent_events(client)]
    if cell is NOTHING:
        assert not heard
    elif cell is PENDING:
        assert heard == [(now, asked)] * 2
    elif asked is S.LOGIN:
        assert [state for state, _ in heard] == [S.LOGIN, S.LOGIN, S.NOT_READY, S.NOT_READY]
    else:
        assert [state for state, _ in heard] == [asked, asked]


def test_a_new_reason_is_told_and_the_same_one_is_not() -> None:
    """NOT_READY in NOT_READY: a new reason code makes an event."""
    client = World().bridge()
    bring(client, S.NOT_READY)
    client.sends(state_req("1001", S.NOT_READY, event_reason_code=7))
    not_ready = like(m.AgentStateEvent, agent_state=S.NOT_READY, event_reason_code=7)
    client.hears(m.SetAgentStateConf, not_ready, not_ready)
    client.sends(state_req("1001", S.NOT_READY, event_reason_code=7))
    client.hears(m.SetAgentStateConf)


@pytest.mark.parametrize("now", [S.TALKING, S.HOLD])
@pytest.mark.parametrize(("forced", "reason"), [(ForcedFlag.TRUE, 0), (ForcedFlag.FALSE, 999)])
def test_an_agent_on_a_call_is_signed_out_after_it(now: AgentState, forced: ForcedFlag, reason: int) -> None:
    """LOGOUT with ForcedFlag 1 or reason 999 waits for the end of the last call."""
    world = World()
    client = world.bridge()
    call_id = bring(client, now)
    client.sends(state_req("1001", S.LOGOUT, forced_flag=forced, event_reason_code=reason))
    pending = like(m.AgentStateEvent, agent_state=now, next_agent_state=S.LOGOUT)
    client.hears(m.SetAgentStateConf, pending, pending)
    world.caller_hangs_up(call_id)
    assert [event.agent_state for event in agent_events(client)] == [S.LOGOUT] * 2


@pytest.mark.parametrize("now", [S.AVAILABLE, S.WORK_READY, S.WORK_NOT_READY])
def test_a_forced_logout_does_not_wait_for_work(now: AgentState) -> None:
    """Available or in after-call work, ForcedFlag 1 signs out at once."""
    client = World().bridge()
    bring(client, now)
    client.sends(state_req("1001", S.LOGOUT, forced_flag=ForcedFlag.TRUE))
    assert [event.agent_state for event in agent_events(client)] == [S.LOGOUT] * 2


@pytest.mark.fidelity("agents.logout-from-available")
def test_a_site_may_suffer_logout_from_available() -> None:
    """With ``logout_from_available``, an available agent may sign out, and is signed out; else it is refused."""
    request = state_req("1001", S.LOGOUT)
    client = World(demo(logout_from_available=True)).bridge()
    bring(client, S.AVAILABLE)
    client.sends(request)
    signed_out = like(m.AgentStateEvent, agent_id="1001", agent_state=S.LOGOUT)
    client.hears(m.SetAgentStateConf, signed_out, signed_out)
    other = World(demo(logout_from_available=False)).bridge()
    bring(other, S.AVAILABLE)
    assert control_failure(other, request) == (21, 10112)
    other.hears()


def test_a_pending_choice_is_applied_when_the_last_call_ends() -> None:
    """NOT_READY chosen during the call: after-call work, then NOT_READY."""
    world = World()
    client = world.bridge()
    call_id = bring(client, S.TALKING)
    confirmed(client, state_req("1001", S.NOT_READY, event_reason_code=3))
    world.caller_hangs_up(call_id)
    told = [(event.agent_state, event.duration, event.next_agent_state) for event in agent_events(client)]
    assert told == [(S.WORK_NOT_READY, 10, S.NOT_READY)] * 2
    world.passes(10)
    told_later = [(event.agent_state, event.event_reason_code, event.duration) for event in agent_events(client)]
    assert told_later == [(S.NOT_READY, 3, None)] * 2


def _with_desk(**changes: Any) -> Site:
    site = demo()
    return attrs.evolve(site, desk_settings=tuple(attrs.evolve(each, **changes) for each in site.desk_settings))


def test_work_cannot_be_chosen_where_it_is_not_allowed() -> None:
    """Wrap-up mode 2: CF21/10108, also during a call."""
    client = World(_with_desk(wrapup_data_incoming_mode=WrapupDataMode.NOT_ALLOWED)).bridge()
    bring(client, S.TALKING)
    assert control_failure(client, state_req("1001", S.WORK_READY)) == BAD


@pytest.mark.parametrize(
    ("bit", "state"),
    [
        (DeskSettingsMask.IDLE_REASON_REQUIRED_MASK, S.NOT_READY),
        (DeskSettingsMask.LOGOUT_REASON_REQUIRED_MASK, S.LOGOUT),
    ],
)
def test_a_reason_can_be_demanded(bit: DeskSettingsMask, state: AgentState) -> None:
    """CF281 without an EventReasonCode, where the desk settings demand one."""
    client = World(_with_desk(mask=bit)).bridge()
    bring(client, S.NOT_READY)
    assert control_failure(client, state_req("1001", state)) == (281, 0)
    confirmed(client, state_req("1001", state, event_reason_code=1))


def test_work_with_data_ends_only_with_data() -> None:
    """Wrap-up mode 3: CF280 until wrap-up data are set."""
    client = World(_with_desk(wrapup_data_incoming_mode=WrapupDataMode.REQUIRED_WITH_DATA)).bridge()
    bring(client, S.WORK_READY)
    assert control_failure(client, state_req("1001", S.AVAILABLE)) == (280, 0)


def test_the_work_mode_counts() -> None:
    """MANUAL_IN: after-call work without a timer."""
    world = World()
    client = world.bridge()
    confirmed(client, state_req("1001", S.LOGIN, agent_work_mode=AgentWorkMode.AWM_MANUAL_IN))
    confirmed(client, state_req("1001", S.AVAILABLE))
    call_id = world.caller_calls()
    client.forgets()
    confirmed(client, answer("2001"))
    world.caller_hangs_up(call_id)
    client.forgets()
    world.passes(3600)
    assert not agent_events(client)
    assert world.centre.switch.agent(5000, "1001").state is S.WORK_NOT_READY
