"""Agents are reported behind blocks, and before, behind or long after the calls that change them."""

from __future__ import annotations

from typing import Final, Literal

import pytest
from attrs import evolve

from ctiproto.constants import AgentState, DeskSettingsMask, PeripheralType
from ctiserver.centre.switch.commands import Reconfigure, TakePeripheralOffline
from ctiserver.centre.switch.errors import ImpossibleMoveError
from ctiserver.site.model import EventOrder, Settings
from tests.ctiserver.centre.switch.story import OTHER, PG, WRAPUP, Story, desk


def test_an_agent_is_reported_once_behind_the_outermost_block() -> None:
    """An agent who changes several times within blocks is reported once, in the last state."""
    story = Story()
    story.ready("1001")
    state = story.switch._state
    agent = state.agents[PG, "1001"]
    with state.reporting(agent, None):
        with state.reporting(agent):
            agent.ready = False
        assert state.events == []
        agent.reason_code = 7
    (event,) = state.take_events()
    assert repr(event).count("reason_code=7") == 1


def test_a_mistake_is_not_reported() -> None:
    """After an error an agent is not reported, and the next time as usual."""
    story = Story()
    story.ready("1001")
    state = story.switch._state
    agent = state.agents[PG, "1001"]
    agent.ready = False
    with pytest.raises(ImpossibleMoveError), state.reporting(agent):
        raise ImpossibleMoveError
    assert state.take_events() == []
    state.report(agent)
    assert len(state.take_events()) == 1


# --- the order among the events of a call ---------------------------------------------------------------------------

RESERVED: Final = "AGENT 1001 RESERVED [1:RESERVED 3:BUSY_OTHER] direction 1"
TALKING: Final = "AGENT 1001 TALKING [1:TALKING 3:BUSY_OTHER] direction 1"
CALLS: Final = "AGENT 1001 TALKING [1:BUSY_OTHER 3:TALKING] direction 4"
AVAILABLE: Final = "AGENT 1001 AVAILABLE [1:AVAILABLE 3:AVAILABLE]"
ANSWERED: Final = ["Established K(2001) CONNECT -> 2001, All", "MediaStarted K(2001) -> 2001, All"]
DIALLED: Final = [
    "Began K(2001) -> 2001, All",
    "ServiceInitiated K(2001) INITIATE -> 2001, All",
    "Originated K(2001) INITIATE -> 2001, All",
]


def ordered(agent_events: Literal["first", "last", "delayed"]) -> Settings:
    """Settings with an order of reports of agents."""
    return Settings(event_order=EventOrder(agent_events=agent_events))


@pytest.mark.fidelity("agents.talking-before-established", "agents.talking-before-answer-by-request")
@pytest.mark.parametrize("automatic", [True, False])
def test_an_agent_is_told_to_talk_before_the_call_is_told_to_be_answered(*, automatic: bool) -> None:
    """On Unified CCE: TALKING a moment before ESTABLISHED, as RESERVED comes before DELIVERED."""
    story = Story(desk(DeskSettingsMask.AUTO_ANSWER_ENABLED_MASK) if automatic else desk())
    story.ready("1001")
    story.arrives()
    rows = story.rows()
    assert rows.index(RESERVED) < rows.index("Delivered K(2001) ALERTING -> 2001, All")
    if automatic:
        story.wait(0)
    else:
        story.answers("2001")
    assert story.rows() == [TALKING, *ANSWERED]


@pytest.mark.fidelity("agents.talking-at-off-hook", "agents.state-after-the-end")
def test_an_agent_is_told_to_talk_before_their_call_begins() -> None:
    """On Unified CCE: TALKING at off-hook, and the state of before only when the connections are gone."""
    story = Story()
    story.sign_in("1001")
    story.forget()
    call_id = story.dials("2001", "3001")
    assert story.rows()[:4] == [CALLS, *DIALLED]
    story.clears("2001", call_id)
    assert story.rows() == [
        "ConnectionCleared K(2001) NULL cause 5 -> 2001, All",
        "Cleared K(3001) NULL cause 5 -> 2001, All",
        "Ended K(2001) -> 2001",
        "Ended K(3001) -> ",
        "Ended K(2001) -> All",
        "AGENT 1001 NOT_READY [1:NOT_READY 3:NOT_READY]",
    ]


@pytest.mark.parametrize(
    ("settings", "kind"), [(None, OTHER), (ordered("last"), OTHER), (ordered("last"), PeripheralType.ENTERPRISE_AGENT)]
)
def test_elsewhere_an_agent_is_told_to_talk_behind_the_call(settings: Settings | None, kind: PeripheralType) -> None:
    """At peripherals of other types, or where the site says so; RESERVED comes before DELIVERED there, too."""
    story = Story(settings=settings, kind=kind)
    story.ready("1001")
    story.arrives()
    rows = story.rows()
    assert rows.index(RESERVED) < rows.index("Delivered K(2001) ALERTING -> 2001, All")
    story.answers("2001")
    assert story.rows() == [*ANSWERED, TALKING]
    story = Story(settings=settings, kind=kind)
    story.sign_in("1001")
    story.forget()
    story.dials("2001", "3001")
    assert story.rows()[:4] == [*DIALLED, CALLS]


def test_an_order_of_the_site_holds_for_every_type() -> None:
    """A peripheral of another type can be told to report agents first."""
    story = Story(settings=ordered("first"), kind=OTHER)
    story.ready("1001")
    story.arrives()
    story.forget()
    story.answers("2001")
    assert story.rows() == [TALKING, *ANSWERED]


@pytest.mark.fidelity("agents.events-delayed")
def test_reports_may_come_half_a_second_later() -> None:
    """Each comes half a second after what it is due to, with the time at which it comes, and in order."""
    story = Story(settings=ordered("delayed"))
    story.sign_in("1001")
    story.now += 0.25
    story.wants("1001", AgentState.AVAILABLE)
    assert story.rows() == []
    story.wait(0.25)
    assert [event.at for event in story.events] == [story.now] * 2
    assert story.rows() == [
        "AGENT 1001 LOGIN [1:LOGIN 3:LOGIN]",
        "AGENT 1001 NOT_READY [1:NOT_READY 3:NOT_READY]",
    ]
    story.wait(0.25)
    assert story.rows() == [AVAILABLE]
    story.arrives()
    story.answers("2001")
    assert [row for row in story.rows() if row.startswith("AGENT")] == []
    story.wait(0.5)
    assert story.rows() == [RESERVED, TALKING]


def test_what_was_delayed_is_told_before_what_follows_it() -> None:
    """Also while the link to the peripheral is down, and when the site does not delay reports any more."""
    story = Story(WRAPUP, settings=ordered("delayed"))
    story.sign_in("1001")
    story.do(Reconfigure(site=evolve(story.switch.site, settings=Settings())))
    story.wants("1001", AgentState.AVAILABLE)
    story.do(TakePeripheralOffline(peripheral_id=PG))
    story.forget()
    story.wait(0.5)
    assert story.rows()[:3] == [
        "AGENT 1001 LOGIN [1:LOGIN 3:LOGIN]",
        "AGENT 1001 NOT_READY [1:NOT_READY 3:NOT_READY]",
        AVAILABLE,
    ]
