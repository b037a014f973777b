"""Who gets which call, and the figures of groups and queues."""

from __future__ import annotations

import pytest

from ctiproto.constants import DeskSettingsMask, PeripheralType
from ctiserver.centre.switch import events as e
from ctiserver.centre.switch.identifiers import SkillGroupRef
from tests.ctiserver.centre.switch.scenes import A, B, S
from tests.ctiserver.centre.switch.story import OTHER, PG, Story, desk

# --- figures and queries --------------------------------------------------------------------------------------------


def test_group_figures_follow_every_change() -> None:
    """They count agents by their state towards the group, and the calls that wait for it."""
    story = Story()
    story.ready(A, B)
    story.arrives("8001")
    story.answers("2001")
    story.sign_in("1003")
    figures = story.group(3)
    assert (figures["agents_logged_on"], figures["agents_ready"]) == (2, 2)
    assert (figures["agents_busy_other"], figures["agents_avail"]) == (1, 1)
    assert story.group(1)["agents_talking_in"] == 1
    story.arrives("8001")
    story.wait(5)
    assert story.group(1)["longest_call_q_now"] == 5
    assert story.waiting(1) == 1
    story.wants(B, S.NOT_READY)
    story.dials("2002", "95550100")
    assert story.group(3)["agents_talking_out"] == 1


def test_how_an_agent_is_reported_when_asked_for() -> None:
    """The answer has the seconds in the present state; of a signed-out agent it has all assigned groups."""
    story = Story()
    story.ready(A)
    story.wait(30)
    report = story.switch.agent(PG, A)
    assert (report.state, report.state_duration) == (S.AVAILABLE, 30)
    away = story.switch.agent(PG, B)
    assert away.state is S.LOGOUT
    assert away.groups == tuple(e.GroupState(SkillGroupRef(n, 5000 + n), S.LOGOUT) for n in (2, 3))
    assert (away.extension, away.instrument) == ("2002", "SEP2002")


def test_a_choice_that_waits_does_not_begin_the_state_anew() -> None:
    """The seconds count from the beginning of the overall state, whatever else is told about the agent meanwhile."""
    story = Story()
    story.ready(A)
    story.arrives("8001")
    story.answers("2001")
    story.wait(30)
    story.wants(A, S.NOT_READY)
    told = [event for event in story.events if isinstance(event, e.AgentStateChanged)][-1]
    assert (told.state, told.next_state) == (S.TALKING, S.NOT_READY)
    story.wait(5)
    assert (story.switch.agent(PG, A).state, story.switch.agent(PG, A).state_duration) == (S.TALKING, 35)


@pytest.mark.fidelity("routing.longest-available")
def test_the_longest_available_agent_may_be_in_the_second_group() -> None:
    """Of a service with two groups: whoever waits in the first of them does not come before."""
    story = Story(desk(DeskSettingsMask.AGENT_CAN_SELECT_GROUP_MASK))
    story.sign_in(A, skill_groups=(1,))
    story.wants(A, S.AVAILABLE)
    story.wait(1)
    story.ready(B)
    story.arrives("8004")
    assert (story.state(A), story.state(B)) == (S.RESERVED, S.AVAILABLE)
    (offered,) = [event for event in story.events if isinstance(event, e.PreCall)]
    assert offered.skill_group.number == 1


@pytest.mark.fidelity("routing.longest-available")
def test_who_has_waited_longest_gets_the_call() -> None:
    """The agent who was available longest, in any group of the queue; who becomes available again waits anew."""
    story = Story()
    story.ready(B, A)
    first = story.arrives("8003")
    assert story.state(B) is S.RESERVED
    story.hangs_up(first)
    story.arrives("8004")
    assert (story.state(A), story.state(B)) == (S.RESERVED, S.AVAILABLE)


@pytest.mark.fidelity("routing.longest-waiting")
def test_the_call_that_has_waited_longest_gets_the_agent() -> None:
    """Whichever of the agent's groups and lines it waits for."""
    story = Story()
    first = story.arrives("8004")
    story.wait(1)
    second = story.arrives("8001")
    story.ready(A)
    legs = [story.switch.present_leg(PG, call) for call in (first, second)]
    assert story.switch.connections_at(PG, "2001")[0].id.call_id == legs[0]
    assert legs[1] == second
    story.answers("2001")
    story.clears("2001", legs[0])
    assert story.switch.connections_at(PG, "2001")[0].id.call_id == story.switch.present_leg(PG, second)


@pytest.mark.fidelity("routing.longest-waiting")
@pytest.mark.parametrize("kind", [PeripheralType.ENTERPRISE_AGENT, OTHER])
def test_a_call_that_is_transferred_into_another_line_waits_anew(kind: PeripheralType) -> None:
    """An older call that comes into a line later is served after a younger one that has waited longer in another."""
    story = Story(kind=kind)
    story.ready(B)
    older = story.arrives("8002")
    story.answers("2002")
    story.wants(B, S.NOT_READY)
    story.wait(10)
    younger = story.arrives("8001")
    story.wait(10)
    story.transfers("2002", story.switch.present_leg(PG, older), dialed_number="8004")
    assert (story.waiting(1), story.waiting(3)) == (1, 1)
    story.wait(10)
    story.ready(A)
    assert (story.waiting(1), story.waiting(3)) == (0, 1)
    assert story.switch.connections_at(PG, "2001")[0].id.call_id == story.switch.present_leg(PG, younger)


def test_auto_answer() -> None:
    """With AUTO_ANSWER_ENABLED a call is established one turn after it was delivered, if the telephone is free."""
    story = Story(desk(DeskSettingsMask.AUTO_ANSWER_ENABLED_MASK | DeskSettingsMask.AGENT_TO_AGENT_CALLS_ALLOWED))
    story.ready(A)
    story.arrives()
    assert story.state(A) is S.RESERVED
    story.wait(0)
    assert story.state(A) is S.TALKING
    story.sign_in(B)
    story.dials("2002", "77")
    story.dials("2003", "2002")
    story.wait(0)
    assert len(story.switch.connections_at(PG, "2002")) == 2
    assert story.state(B) is S.TALKING
