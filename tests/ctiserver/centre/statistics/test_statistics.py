"""What people do in the contact centre, as the statistics have it."""

from __future__ import annotations

import copy
import pickle
from collections.abc import Callable, Mapping

import attrs
import pytest

from ctiproto import messages as m
from ctiproto.constants import AgentState, CallType, ForcedFlag, SupervisoryAction
from ctiproto.declare import Message
from ctiserver.centre.statistics.counters import Period
from ctiserver.centre.statistics.statistics import Statistics
from ctiserver.site.model import Site
from tests.ctiserver.engine.services.scenes import confirmed
from tests.support import orders
from tests.support.harness import PG, START, Client, World, call_req, demo, dial_req, state_req

A, B, S = "2001", "2002", "2000"
OUTSIDE = "90012345"
HANDLED = (
    "handled_calls",
    "handled_calls_talk_time",
    "handled_calls_after_call_time",
    "handled_calls_time",
    "incoming_calls_held",
)


class Place:
    """Agents 1001 and 1002 and their supervisor signed in to Sales, and the commands of the test."""

    def __init__(self, site: Site | None = None) -> None:
        self.world = World(site)
        self.bridge: Client = self.world.staffed("1001", "1002", ready=False)
        self.supervisor = self.world.supervisor()
        self.does(state_req("1000", AgentState.LOGIN), state_req("1000", AgentState.AVAILABLE))

    def does(self, *requests: Message) -> None:
        """Orders that are carried out."""
        for request in requests:
            confirmed(self.bridge, request)

    def inbound(self, agent_id: str = "1001", device: str = A) -> int:
        """A caller talks to an agent who was not ready, from now on."""
        self.does(state_req(agent_id, AgentState.AVAILABLE))
        call = self.world.caller_calls()
        self.does(call_req(m.AnswerCallReq, device, call))
        return call

    def ends(self, call: int, device: str = A) -> None:
        """A party hangs up."""
        self.does(call_req(m.ClearConnectionReq, device, call))

    def figures(self, agent_id: str = "1001") -> Mapping[str, int]:
        """What calls added to an agent's session."""
        whole = self.world.centre.statistics.agent(PG, agent_id, Period.SESSION, self.world.now)
        return {name: value for name, value in whole.items() if value and "_calls" in name}

    def group(self, number: int = 1) -> Mapping[str, int]:
        """What calls added to a group today."""
        whole = self.world.centre.statistics.group(PG, number, Period.TODAY, self.world.now)
        return {name: value for name, value in whole.items() if value and "_calls" in name}


@pytest.mark.parametrize("copied", [copy.deepcopy, lambda statistics: pickle.loads(pickle.dumps(statistics))])  # noqa: S301
def test_a_copy_counts_on_by_itself(copied: Callable[[Statistics], Statistics]) -> None:
    """Made while one call is talked on and another waits, it counts both to their ends, and the original neither."""
    place = Place()
    centre, call = place.world.centre, place.inbound()
    place.world.caller_calls()
    original, centre.statistics = centre.statistics, copied(centre.statistics)
    place.ends(call)
    place.does(state_req("1001", AgentState.AVAILABLE))
    assert place.figures()["handled_calls"] == 1
    assert centre.statistics.group(PG, 1, Period.NOW, place.world.now)["calls_q_now"] == 0
    assert original.group(PG, 1, Period.NOW, place.world.now)["calls_q_now"] == 1
    assert "handled_calls" not in original.agent(PG, "1001", Period.SESSION, place.world.now)


@pytest.mark.fidelity("statistics.handled")
def test_an_inbound_call() -> None:
    """It is handled: talk with holding, and work; in the group through which the agent got it."""
    place = Place()
    call = place.inbound()
    place.world.passes(10)
    place.does(call_req(m.HoldCallReq, A, call))
    place.world.passes(5)
    place.does(call_req(m.RetrieveCallReq, A, call))
    place.world.passes(10)
    place.ends(call)
    place.world.passes(3)
    assert place.figures() == {}
    place.does(state_req("1001", AgentState.NOT_READY))
    expected = {
        "handled_calls": 1,
        "handled_calls_talk_time": 25,
        "handled_calls_after_call_time": 3,
        "handled_calls_time": 28,
        "incoming_calls_held": 1,
        "incoming_calls_held_time": 5,
    }
    assert place.figures() == place.group() == {n: v for n, v in expected.items() if "_calls" in n}
    whole = place.world.centre.statistics.group(PG, 1, Period.TODAY, place.world.now)
    assert expected.items() <= whole.items()


def test_a_call_inside() -> None:
    """One agent initiated it, the other received it and held it; both count in their default group."""
    place = Place()
    place.does(dial_req(A, B))
    call = place.world.centre.switch.calls(PG)[-1]
    place.world.passes(4)
    place.does(call_req(m.AnswerCallReq, B, call))
    place.world.passes(6)
    place.does(call_req(m.HoldCallReq, B, call))
    place.world.passes(2)
    place.ends(call)
    assert place.figures() == {"internal_calls": 1, "internal_calls_time": 12}
    received = {
        "internal_calls_rcvd": 1,
        "internal_calls_rcvd_time": 8,
        "internal_calls_held": 1,
        "internal_calls_held_time": 2,
    }
    assert place.figures("1002") == received
    assert received.items() <= place.group().items()


def test_a_call_outside_and_one_that_fails() -> None:
    """The one counts from dialling on, the other not at all."""
    place = Place(demo(network_progress=True))
    place.does(dial_req(A, "4711"))
    place.world.passes(60)
    assert place.figures() == {}
    place.does(dial_req(A, OUTSIDE))
    place.world.passes(40)
    place.ends(place.world.centre.switch.calls(PG)[-1])
    figures = place.figures()
    assert (figures["agent_out_calls"], figures["agent_out_calls_talk_time"]) == (1, 40)


@pytest.mark.parametrize(
    ("call_type", "category"), [(CallType.CALLTYPE_PREVIEW, "preview"), (CallType.RESERVATION_CALLBACK, "reservation")]
)
def test_a_call_counts_as_what_it_was_last_said_to_be(call_type: CallType, category: str) -> None:
    """A dialler says by SET_CALL_DATA what kind of call it placed; other data changes nothing."""
    place = Place()
    call = place.inbound()
    place.does(orders.write(A, call, call_type=call_type), orders.write(A, call, call_variable1="x"))
    now = place.world.centre.statistics.group(PG, 1, Period.NOW, place.world.now)
    assert now[f"agents_talking_{category}"] == 1
    place.ends(call)
    place.does(
        orders.write(A, call, call_type=CallType.CALLTYPE_AUTO_OUT),
        state_req("1001", AgentState.NOT_READY),
    )
    assert place.figures()[f"{category}_calls"] == 1


@pytest.mark.fidelity("statistics.type-of-before")
def test_a_transfer_leaves_the_caller_to_the_other() -> None:
    """Who transfers handled a call and initiated a consultation; the other goes on with the call received."""
    place = Place()
    call = place.inbound()
    place.world.passes(10)
    place.does(orders.consult(A, call, B))
    second = place.world.centre.switch.calls(PG)[-1]
    place.does(call_req(m.AnswerCallReq, B, second))
    place.world.passes(5)
    place.does(orders.transfer(A, second, call))
    place.world.passes(7)
    place.does(state_req("1001", AgentState.NOT_READY), call_req(m.ClearConnectionReq, B, call))
    mine = place.figures()
    assert (mine["internal_calls"], mine["internal_calls_time"]) == (1, 5)
    assert (mine["handled_calls_talk_time"], mine["handled_calls_after_call_time"]) == (15, 7)
    assert place.figures("1002") == {"internal_calls_rcvd": 1, "internal_calls_rcvd_time": 12}


def test_a_caller_who_is_sent_on_is_handled_twice() -> None:
    """In a single step: the other answers the caller's own call."""
    place = Place()
    call = place.inbound()
    place.does(orders.blind_transfer(A, call, B))
    place.does(call_req(m.AnswerCallReq, B, call))
    place.ends(call, B)
    place.does(state_req("1001", AgentState.NOT_READY))
    assert place.figures()["handled_calls"] == place.figures("1002")["handled_calls"] == 1


@pytest.mark.fidelity("groups.called-agent")
@pytest.mark.parametrize(("number", "group"), [("8001", 1), (B, 3)])
def test_a_caller_who_is_sent_on_counts_for_the_group_of_the_number(number: str, group: int) -> None:
    """By dialled number for the group of its queue, by extension for the default group of who is there."""
    site = demo()
    groups = tuple(attrs.evolve(each, default=each.number == 3) for each in site.skill_groups)
    place = Place(attrs.evolve(site, skill_groups=groups))
    call = place.inbound()
    place.does(state_req("1002", AgentState.AVAILABLE), orders.blind_transfer(A, call, number))
    place.does(call_req(m.AnswerCallReq, B, call))
    place.does(state_req("1001", AgentState.NOT_READY))
    before = {each: place.group(each).get("handled_calls", 0) for each in (1, 3)}
    place.ends(call, B)
    place.does(state_req("1002", AgentState.NOT_READY))
    after = {each: place.group(each).get("handled_calls", 0) for each in (1, 3)}
    assert {each for each in after if after[each] > before[each]} == {group}


def test_a_conference_ends_the_consultation_alone() -> None:
    """The caller is no longer on hold, and the parts of all agents go on."""
    place = Place()
    call = place.inbound()
    place.does(orders.consult(A, call, B))
    second = place.world.centre.switch.calls(PG)[-1]
    place.does(call_req(m.AnswerCallReq, B, second))
    place.world.passes(5)
    place.does(orders.conference(A, second, call))
    assert place.figures() == {"internal_calls": 1, "internal_calls_time": 5}
    place.world.passes(10)
    place.ends(call)
    place.world.passes(20)
    whole = place.world.centre.statistics.agent(PG, "1001", Period.SESSION, place.world.now)
    assert (whole["handled_calls_talk_time"], whole["incoming_calls_held_time"]) == (15, 5)


@pytest.mark.parametrize(
    ("actions", "figures"),
    [
        ((SupervisoryAction.MONITOR,), {"monitor_calls": 1}),
        ((SupervisoryAction.WHISPER,), {"whisper_calls": 1}),
        ((SupervisoryAction.MONITOR, SupervisoryAction.BARGE_IN), {"monitor_calls": 1, "barge_in_calls": 1}),
        ((SupervisoryAction.BARGE_IN, SupervisoryAction.INTERCEPT), {"barge_in_calls": 1, "intercept_calls": 1}),
    ],
)
def test_supervision_counts_for_who_is_supervised(
    actions: tuple[SupervisoryAction, ...], figures: Mapping[str, int]
) -> None:
    """It counts at its end, for the agent and the agent's default group, and not for the supervisor."""
    place = Place()
    call = place.inbound()
    for action in actions:
        confirmed(place.supervisor, orders.supervise(action))
        place.world.passes(3)
    if SupervisoryAction.BARGE_IN in actions:
        place.ends(call, S)
    else:
        place.world.caller_hangs_up(call)
    place.world.passes(20)
    own = {name: value for name, value in place.figures().items() if name not in HANDLED}
    assert own == figures
    assert figures.items() <= place.group().items()
    assert place.figures("1000") == {}


def test_an_intercepted_call_of_several_is_only_one_agents() -> None:
    """Who else is in the conference goes on as before, and so does a supervisor's part that is about another."""
    place = Place()
    call = place.inbound()
    place.does(orders.consult(A, call, B))
    second = place.world.centre.switch.calls(PG)[-1]
    place.does(call_req(m.AnswerCallReq, B, second), orders.conference(A, second, call))
    confirmed(place.supervisor, orders.supervise(SupervisoryAction.BARGE_IN, "1002"))
    confirmed(place.supervisor, orders.supervise(SupervisoryAction.INTERCEPT, "1001"))
    assert "intercept_calls" not in place.figures()
    place.world.passes(5)
    place.ends(call, S)
    assert place.figures("1002")["barge_in_calls"] == 1


def test_an_emergency() -> None:
    """It counts for who placed it."""
    place = Place()
    place.does(orders.emergency(agent_extension=A))
    call = place.world.centre.switch.calls(PG)[-1]
    place.does(call_req(m.AnswerCallReq, S, call))
    place.ends(call)
    place.world.passes(20)
    assert place.figures() == {"emergency_calls": 1}
    assert place.figures("1000") == {}


def test_telephones_where_nobody_is_signed_in() -> None:
    """Calls at such a telephone count for no agent, also not for one who signs in there later."""
    place = Place()
    place.does(dial_req("2006", A))
    call = place.world.centre.switch.calls(PG)[-1]
    place.does(call_req(m.AnswerCallReq, A, call))
    place.does(call_req(m.HoldCallReq, "2006", call), call_req(m.RetrieveCallReq, "2006", call))
    place.does(state_req("1006", AgentState.LOGIN))
    place.ends(call)
    place.does(dial_req("2007", "4711"))
    place.world.passes(20)
    assert place.figures()["internal_calls_rcvd"] == 1
    assert place.figures("1006") == {}


def test_who_signs_in_in_the_middle() -> None:
    """A call that was there before does not count for the agent; one that the agent places then does."""
    place = Place()
    place.does(dial_req("2006", A))
    call = place.world.centre.switch.calls(PG)[-1]
    place.does(call_req(m.AnswerCallReq, A, call), state_req("1006", AgentState.LOGIN), orders.consult("2006", call, B))
    second = place.world.centre.switch.calls(PG)[-1]
    place.does(call_req(m.AnswerCallReq, B, second), orders.conference("2006", second, call))
    place.world.passes(5)
    place.ends(call, "2006")
    place.world.passes(20)
    assert place.figures("1006") == {"internal_calls": 1}


def test_who_signs_out_in_the_middle() -> None:
    """The figures until then count; a new session begins with none."""
    place = Place()
    call = place.inbound()
    place.world.passes(9)
    place.does(state_req("1001", AgentState.LOGIN, forced_flag=ForcedFlag.TRUE, agent_instrument="2006"))
    assert place.figures() == {}
    today = place.world.centre.statistics.agent(PG, "1001", Period.TODAY, place.world.now)
    assert (today["handled_calls"], today["handled_calls_talk_time"]) == (1, 9)
    place.world.caller_hangs_up(call)
    today = place.world.centre.statistics.agent(PG, "1001", Period.TODAY, place.world.now)
    assert today["handled_calls"] == 1


def test_calls_that_are_dropped_with_the_link() -> None:
    """Calls lost with the link are over, and those that waited do not wait any more, though no event said so."""
    place = Place(demo(peripheral_linger=0))
    place.inbound()
    place.world.caller_calls()
    place.world.passes(30)
    now = place.world.centre.statistics.group(PG, 1, Period.NOW, place.world.now)
    assert (now["calls_q_now"], now["longest_call_q_now"]) == (1, 30)
    place.world.link_breaks()
    place.world.link_is_back()
    today = place.world.centre.statistics.agent(PG, "1001", Period.TODAY, place.world.now)
    assert today["handled_calls"] == 1
    now = place.world.centre.statistics.group(PG, 1, Period.NOW, place.world.now)
    assert now["calls_q_now"] == 0
    assert place.group()["handled_calls_talk_time"] == 30


def test_an_agent_in_no_group() -> None:
    """The agent's own figures are kept; there is no group for them."""
    site = demo()
    place = Place(attrs.evolve(site, agents=tuple(attrs.evolve(each, skill_groups=()) for each in site.agents)))
    place.does(state_req("1000", AgentState.NOT_READY), dial_req(S, B))
    place.world.passes(10)
    place.ends(place.world.centre.switch.calls(PG)[-1], S)
    assert place.figures("1000") == {"internal_calls": 1, "internal_calls_time": 10}


def test_the_past_costs_nothing() -> None:
    """After a long time alone the figures of today are those of today."""
    place = Place()
    place.world.passes(3 * 86_400)
    today = place.world.centre.statistics.agent(PG, "1001", Period.TODAY, place.world.now)
    assert today["not_ready_time"] == int(START % 86_400) == today["logged_on_time"]
    session = place.world.centre.statistics.agent(PG, "1001", Period.SESSION, place.world.now)
    assert session["logged_on_time"] == 3 * 86_400


# --- another site -----------------------------------------------------------------------------------------------------


def test_a_group_begins_anew_when_it_comes_back() -> None:
    """Nothing is kept of groups and agents who are gone; all others have what they had."""
    site = demo()
    place = Place(site)
    place.world.passes(60)
    sold = place.world.centre.statistics
    no_billing = attrs.evolve(
        site,
        agents=tuple(
            attrs.evolve(each, skill_groups=each.skill_groups[:1]) for each in site.agents if each.id != "1002"
        ),
        teams=(),
        skill_groups=(*site.skill_groups[:2], site.skill_groups[3]),
        services=site.services[:2],
        dialed_numbers=site.dialed_numbers[:2],
    )
    place.world.becomes(no_billing)
    with pytest.raises(KeyError):
        sold.group(PG, 3, Period.TODAY, place.world.now)
    place.world.becomes(site)
    assert sold.group(PG, 1, Period.TODAY, place.world.now)["logged_on_time"] == 120
    assert sold.group(PG, 3, Period.TODAY, place.world.now).get("logged_on_time", 0) == 0
    assert sold.group(PG, 3, Period.NOW, place.world.now)["agents_logged_on"] == 1
    assert sold.agent(PG, "1001", Period.TODAY, place.world.now)["logged_on_time"] == 60
    with pytest.raises(KeyError):
        sold.agent(PG, "1002", Period.TODAY, place.world.now)


def test_another_default_group_counts_from_now_on() -> None:
    """What is of no group is put down to it, also for agents who are there already."""
    site = demo()
    place = Place(site)
    groups = tuple(attrs.evolve(group, default=group.number == 3) for group in site.skill_groups)
    place.world.becomes(attrs.evolve(site, skill_groups=groups))
    place.does(dial_req(A, OUTSIDE))
    place.world.passes(30)
    call = place.world.centre.switch.calls(PG)[-1]
    place.does(call_req(m.ClearConnectionReq, A, call))
    figures = [place.world.centre.statistics.group(PG, number, Period.TODAY, place.world.now) for number in (1, 3)]
    assert [each.get("agent_out_calls", 0) for each in figures] == [0, 1]
