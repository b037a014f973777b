"""Who gets which call, and the figures of groups and queues."""

from __future__ import annotations

import pytest

from ctiproto.constants import DeskSettingsMask
from ctiserver.centre.switch import events as e
from ctiserver.centre.switch.identifiers import SkillGroupRef
from tests.ctiserver.centre.switch.scenes import A, B, S
from tests.ctiserver.centre.switch.story import PG, Story, desk

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
