"""The link to a peripheral is lost, or the desktop of an agent: what becomes of agents, as clients see it."""

from __future__ import annotations

from typing import Final

import pytest

from ctiproto import messages as m
from ctiproto.constants import AgentState, EventCause, ForcedFlag, SystemEventID
from tests.stories.offices import MEDIA_STOPPED, A, Office, at, states
from tests.support.harness import call_req, demo, like, state_req

S: Final = AgentState

LOST: Final = like(m.SystemEvent, system_event_id=SystemEventID.PERIPHERAL_OFFLINE)
BACK: Final = like(m.SystemEvent, system_event_id=SystemEventID.PERIPHERAL_ONLINE)


@pytest.mark.fidelity("agents.lost-peripheral", "agents.return-from-wrapup", "outages.calls-cleared")
def test_agents_are_signed_out_with_their_peripheral_and_come_back_with_it() -> None:
    """Who talked when the calls went, and who was available, are both available again."""
    office = Office()
    c1 = office.call_with(office.a, A)
    office.world.link_breaks()
    out = {"event_reason_code": 50002}
    down = EventCause.CEC_CTI_LINK_DOWN
    cleared = (
        like(m.CallConnectionClearedEvent, event_cause=down),
        *MEDIA_STOPPED,
        like(m.CallClearedEvent, event_cause=down),
    )
    office.a.hears(LOST, *cleared, like(m.EndCallEvent, **at(c1, A)), *states("1001", S.LOGOUT, **out))
    office.b.hears(LOST, *states("1002", S.LOGOUT, **out))
    both = (*states("1001", S.LOGOUT, **out), *states("1002", S.LOGOUT, **out))
    office.all_hear(LOST, *cleared, m.EndCallEvent, *both)

    office.world.passes(60)
    office.all_hear()
    office.world.link_is_back()
    office.a.hears(BACK, *states("1001", S.LOGIN), *states("1001", S.AVAILABLE))
    office.b.hears(BACK, *states("1002", S.LOGIN), *states("1002", S.AVAILABLE))
    office.all_hear(
        BACK,
        *states("1001", S.LOGIN),
        *states("1001", S.AVAILABLE),
        *states("1002", S.LOGIN),
        *states("1002", S.AVAILABLE),
    )


@pytest.mark.fidelity("agents.return-on-a-call")
def test_a_call_that_is_still_there_keeps_its_agent_not_ready() -> None:
    """The call goes on; the agent is NOT_READY with 51004 before they talk again, and after it."""
    office = Office(demo(peripheral_linger=30))
    c1 = office.call_with(office.a, A)
    office.world.link_breaks()
    office.settle()
    office.world.link_is_back()
    has_call = {"event_reason_code": 51004}
    office.a.hears(BACK, *states("1001", S.LOGIN), *states("1001", S.NOT_READY, **has_call), *states("1001", S.TALKING))
    office.settle()
    office.world.caller_hangs_up(c1)
    office.world.passes(10)
    office.a.hears(
        m.CallConnectionClearedEvent,
        *MEDIA_STOPPED,
        m.CallClearedEvent,
        *states("1001", S.WORK_NOT_READY),
        like(m.EndCallEvent, **at(c1, A)),
        *states("1001", S.NOT_READY, **has_call),
    )


def _desktop_is_lost(office: Office) -> None:
    """The server of the desktops says so of A's, in the words that Finesse has for it."""
    request = state_req("1001", S.LOGOUT, event_reason_code=255, forced_flag=ForcedFlag.TRUE)
    assert isinstance(office.all.asks(request), m.SetAgentStateConf)


@pytest.mark.fidelity("agents.lost-desktop-load-0")
def test_a_lost_desktop() -> None:
    """The agent is not signed out, but NOT_READY with 50002, and that after the call."""
    office = Office()
    c1 = office.call_with(office.a, A)
    _desktop_is_lost(office)
    promised = states("1001", S.TALKING, next_agent_state=S.NOT_READY)
    office.a.hears(*promised)
    office.all.hears(*promised)
    office.settle()
    office.world.caller_hangs_up(c1)
    not_ready = states("1001", S.NOT_READY, event_reason_code=50002)
    office.a.hears(
        m.CallConnectionClearedEvent,
        *MEDIA_STOPPED,
        m.CallClearedEvent,
        like(m.EndCallEvent, **at(c1, A)),
        *not_ready,
    )
    office.all_hear(m.CallConnectionClearedEvent, *MEDIA_STOPPED, m.CallClearedEvent, m.EndCallEvent, *not_ready)


@pytest.mark.fidelity("agents.lost-desktop-load-1")
def test_a_lost_desktop_where_load_is_on() -> None:
    """The agent is signed out with 50002 at once, and the call goes on."""
    office = Office(demo(logout_on_agent_disconnect=True))
    c1 = office.call_with(office.a, A)
    _desktop_is_lost(office)
    out = states("1001", S.LOGOUT, event_reason_code=50002)
    office.a.hears(*out)
    office.all.hears(*out)
    office.settle()
    assert isinstance(office.all.asks(call_req(m.ClearConnectionReq, A, c1)), m.ClearConnectionConf)
    office.all_hear(*MEDIA_STOPPED, m.CallConnectionClearedEvent, m.CallClearedEvent, m.EndCallEvent)
