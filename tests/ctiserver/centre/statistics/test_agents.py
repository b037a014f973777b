"""What is counted for one agent: states, parts in calls, and the figures that come of them."""

from __future__ import annotations

import pytest

from ctiproto.constants import AgentState, CallDirection, CallType
from ctiserver.centre.statistics.agents import AgentStatistics, Part
from ctiserver.centre.statistics.call_categories import HANDLED, Durations, Origin
from ctiserver.centre.statistics.counters import Period
from ctiserver.centre.statistics.groups import GroupStatistics

S = AgentState
NOON = 1_767_614_400_000


class Day:
    """An agent who signed in at noon, for one group."""

    def __init__(self) -> None:
        self.group = GroupStatistics()
        self.agent = AgentStatistics()
        self.becomes(S.LOGIN, 0)
        self.becomes(S.NOT_READY, 0)

    def becomes(self, state: AgentState, second: int, direction: CallDirection = CallDirection.NONE) -> None:
        """The agent comes into a state, so many seconds after noon."""
        self.agent.change_state(state, {self.group: state}, direction, NOON + second * 1000)

    def answers(self, second: int, call_type: CallType = CallType.CALLTYPE_ACD_IN) -> Part:
        """The agent answers a call, and is reported talking."""
        began = NOON + second * 1000
        part = Part(agent=self.agent, group=self.group, origin=Origin.ANSWERED, call_type=call_type, began=began)
        self.agent.begin_part(part)
        self.becomes(S.TALKING, second, CallDirection.IN)
        return part

    def leaves(self, part: Part, second: int) -> None:
        """The agent leaves a call."""
        self.agent.end_part(part, NOON + second * 1000)

    def handled(self, second: int) -> list[int]:
        """Inbound calls that the agent handled, with talk and work time; the group has the same figures."""
        names = ("handled_calls", "handled_calls_talk_time", "handled_calls_after_call_time")
        own = self.agent.figures(Period.SESSION, NOON + second * 1000)
        groups = self.group.figures(Period.TODAY, NOON + second * 1000)
        figures = [own.get(name, 0) for name in names]
        assert figures == [groups.get(name, 0) for name in names]
        return figures

    def headcount(self) -> dict[str, int]:
        """The states in which the group counts the agent."""
        figures = self.group.figures(Period.NOW, NOON)
        totals = ("agents_logged_on", "agents_ready", "agents_icm_available")
        return {name: value for name, value in figures.items() if value and name not in totals}


@pytest.mark.fidelity("statistics.counted-after-the-work")
def test_a_call_counts_when_the_work_after_it_is_done() -> None:
    """A call counts neither while the agent talks nor during wrap-up, but at its end."""
    day = Day()
    part = day.answers(10)
    assert day.handled(30) == [0, 0, 0]
    day.leaves(part, 40)
    day.becomes(S.WORK_READY, 40)
    day.becomes(S.WORK_NOT_READY, 44)
    assert day.handled(45) == [0, 0, 0]
    day.becomes(S.NOT_READY, 47)
    assert day.handled(47) == [1, 30, 7]


def test_a_call_without_work_counts_at_its_end() -> None:
    """A call without wrap-up counts at once, when the agent is reported in another state."""
    day = Day()
    day.leaves(day.answers(10), 40)
    day.becomes(S.AVAILABLE, 40)
    assert day.handled(40) == [1, 30, 0]


def test_work_is_over_when_the_next_call_begins() -> None:
    """Wrap-up is over, and its call counts, when the agent answers the next call."""
    day = Day()
    day.leaves(day.answers(10), 40)
    day.becomes(S.WORK_READY, 40)
    day.answers(45)
    assert day.handled(45) == [1, 30, 5]


def test_who_still_has_a_call_has_no_work() -> None:
    """The one that is over counts at once."""
    day = Day()
    first, second = day.answers(10), day.answers(20)
    day.leaves(second, 30)
    assert day.handled(30) == [1, 10, 0]
    day.leaves(first, 40)
    day.becomes(S.WORK_READY, 40)
    day.becomes(S.AVAILABLE, 42)
    assert day.handled(42) == [2, 40, 2]


def test_who_signs_out_leaves_his_calls() -> None:
    """At sign-out calls count for the time that the agent was on them; how long they go on does not matter."""
    day = Day()
    part = day.answers(10)
    day.becomes(S.LOGOUT, 25)
    day.leaves(part, 99)
    assert day.handled(99) == [1, 15, 0]
    assert not day.agent.groups
    assert day.headcount() == {}


def test_calls_that_nobody_counts() -> None:
    """A call for help is none of the guide's figures."""
    day = Day()
    day.leaves(day.answers(10, CallType.CALLTYPE_ASSIST), 40)
    day.becomes(S.AVAILABLE, 40)
    assert day.handled(40) == [0, 0, 0]


@pytest.mark.fidelity("statistics.supervision")
def test_a_supervisors_part_counts_for_the_agent_whom_it_was_about() -> None:
    """It counts for the agent, and for the agent's default group if there is one."""
    supervisor, agent, of_no_group = Day(), Day(), AgentStatistics()
    agent.agent.default_group = agent.group
    for about in (agent.agent, of_no_group):
        part = supervisor.answers(10, CallType.CALLTYPE_SUPERVISOR_WHISPER)
        part.supervised = about
        supervisor.leaves(part, 20)
        supervisor.becomes(S.NOT_READY, 20)
        assert about.figures(Period.TODAY, NOON + 20_000)["whisper_calls"] == 1
    assert agent.group.figures(Period.TODAY, NOON + 20_000)["whisper_calls"] == 1
    assert "whisper_calls" not in supervisor.agent.figures(Period.TODAY, NOON + 20_000)


@pytest.mark.fidelity("statistics.session", "statistics.icm-available")
def test_a_session_begins_at_login() -> None:
    """Figures of the day go on over a new login; icm-available equals available, and routable equals logged on."""
    day = Day()
    day.becomes(S.AVAILABLE, 10)
    day.becomes(S.LOGOUT, 15)
    day.becomes(S.LOGIN, 20)
    day.becomes(S.AVAILABLE, 20)
    session = day.agent.figures(Period.SESSION, NOON + 22_000)
    today = day.agent.figures(Period.TODAY, NOON + 22_000)
    for figures, available, logged_on in ((session, 2, 2), (today, 7, 17)):
        assert figures["avail_time"] == figures["icm_available_time"] == available
        assert figures["logged_on_time"] == figures["routable_time"] == logged_on
    assert today["not_ready_time"] == 10


def test_who_talks_is_counted_by_his_call() -> None:
    """A dialler's call has a figure of its own while the agent has it; other calls go by their direction."""
    day = Day()
    day.becomes(S.TALKING, 5, CallDirection.OUT)
    assert day.headcount() == {"agents_talking_out": 1}
    day.becomes(S.TALKING, 6, CallDirection.OTHER_IN)
    assert day.headcount() == {"agents_talking_other": 1}
    inbound = day.answers(10)
    assert day.headcount() == {"agents_talking_in": 1}
    preview = day.answers(20, CallType.CALLTYPE_PREVIEW)
    assert day.headcount() == {"agents_talking_preview": 1}
    day.leaves(preview, 30)
    assert day.headcount() == {"agents_talking_in": 1}
    day.leaves(inbound, 40)
    day.becomes(S.WORK_READY, 40)
    assert day.headcount() == {"agents_work_ready": 1}


# --- parts in calls ---------------------------------------------------------------------------------------------------


def part(**fields: object) -> Part:
    """An agent's part in an inbound call, answered at 100."""
    whole = Part(
        agent=AgentStatistics(), group=None, origin=Origin.ANSWERED, call_type=CallType.CALLTYPE_ACD_IN, began=100
    )
    for name, value in fields.items():
        setattr(whole, name, value)
    return whole


def test_it_is_as_long_as_it_lasted() -> None:
    """From its beginning to its end; who never held it has no time on hold, not even none."""
    assert part(ended=130).durations(after_call=7) == Durations(talk=30, after_call=7, held=None)


def test_holding_adds_up() -> None:
    """Each time; retrieving what is not on hold does nothing."""
    mine = part(ended=160)
    mine.retrieve(105)
    for begin, end in ((110, 115), (120, 140)):
        mine.hold(begin)
        mine.retrieve(end)
    mine.retrieve(150)
    assert mine.durations(0) == Durations(talk=60, held=25)


def test_what_it_counts_as() -> None:
    """A call counts by its kind and origin; not at all if it reached no one, is a supervisor's, or of another kind."""
    assert part().category is HANDLED
    assert part(failed=True).category is None
    assert part(supervised=AgentStatistics()).category is None
    assert part(call_type=CallType.CALLTYPE_ASSIST).category is None
