"""Another site takes the place of the present one while calls go on."""

from __future__ import annotations

from typing import Any

import pytest
from attrs import evolve
from cattrs import Converter

from ctiproto.constants import AgentState, ControlFailureCode, DeviceIDType
from ctiserver.centre.switch.call_numbers import LONGEST_STEP
from ctiserver.centre.switch.commands import (
    AnnounceCall,
    MakePredictiveCall,
    OutsideAnswers,
    Reconfigure,
    ReturnInstrumentToService,
    TakeInstrumentOutOfService,
    TranslationRouteCall,
)
from ctiserver.centre.switch.errors import Refused, Unchangeable
from ctiserver.centre.switch.events import SiteReconfigured
from ctiserver.centre.switch.identifiers import Device
from ctiserver.site.model import Peripheral, Settings, Site
from tests.ctiserver.centre.switch.story import PG, WRAPUP, Story
from tests.ctiserver.centre.switch.variants import VARIANTS, changed

GONE = ["InstrumentOutOfService"]
NEW = ["SiteReconfigured"]


def becomes(story: Story, *variants: str, **fields: Any) -> list[str]:
    """What happens when the site is changed so."""
    site = evolve(story.switch.site, **fields)
    for variant in variants:
        site = VARIANTS[variant](site)
    story.forget()
    story.do(Reconfigure(site=site))
    return story.rows()


# --- the command ------------------------------------------------------------------------------------------------------


def test_nothing_happens_if_nothing_is_different() -> None:
    """A site that is equal to the one before makes no event."""
    story = Story()
    site = story.switch.site
    assert becomes(story) == []
    assert story.switch.site is site


def test_the_event_says_what_it_was_and_what_it_is() -> None:
    """With the main peripheral for a place."""
    story = Story()
    before = story.switch.site
    becomes(story, "agent gone")
    (event,) = (each for each in story.history if isinstance(each, SiteReconfigured))
    assert (event.peripheral_id, event.before, event.after) == (PG, before, story.switch.site)
    assert event.after == VARIANTS["agent gone"](before)


def test_the_command_can_be_written_down() -> None:
    """With the whole site in it: what is read back does the same."""
    story, again, converter = Story(), Story(), Converter()
    command = Reconfigure(site=VARIANTS["agent gone"](story.switch.site))
    read = converter.structure(converter.unstructure(command), Reconfigure)
    assert read == command
    assert story.do(command) == again.do(read)


def test_what_only_a_start_looks_at_stays() -> None:
    """The other settings are those of the new site."""
    story = Story(settings=Settings(seed=3))
    settings = Settings(seed=4, port_a=1, network_progress=False, auto_hold=False)
    assert becomes(story, settings=settings) == NEW
    assert story.switch.site.settings == Settings(seed=3, auto_hold=False)
    story.talks()
    with pytest.raises(Refused):
        story.dials("2001", "2002")


def test_settings_alone_make_a_difference() -> None:
    """A site that differs in its settings alone is taken over, too."""
    assert becomes(Story(), settings=Settings(agent_greeting=1.0)) == NEW


def refusal(story: Story, site: Site) -> tuple[str, ...]:
    """The reasons for which a site is refused; nothing has changed by that."""
    before = story.switch.site
    with pytest.raises(Unchangeable) as refused:
        story.do(Reconfigure(site=site))
    assert story.switch.site is before
    assert refused.value.code is ControlFailureCode.REQUEST_INCOMPATIBLE_WITH_OBJECT
    assert str(refused.value) == "; ".join(refused.value.reasons)
    return refused.value.reasons


def test_what_is_impossible_is_refused_with_all_reasons() -> None:
    """Peripherals stay, and nothing is changed of one that cannot be reached."""
    story = Story()
    site = story.switch.site
    others = tuple(evolve(agent, last_name="New") for agent in site.agents)
    assert refusal(story, evolve(site, peripherals=(*site.peripherals, Peripheral(5002)), agents=others)) == (
        "peripheral 5002 cannot be added while the server runs",
        "peripheral 5001 is off-line: nothing of it can be changed now",
    )


def test_a_peripheral_that_is_off_line_need_not_change() -> None:
    """What happens at others is no matter of it."""
    story = Story()
    assert not story.switch.is_online(5001)
    assert becomes(story, "agent gone") == [*GONE, *NEW]


# --- stations and agents ----------------------------------------------------------------------------------------------


def test_an_agent_is_removed() -> None:
    """An agent who is removed leaves as if the station were taken out of service; then both are gone."""
    story = Story(WRAPUP)
    story.talks("2002", "8002")
    assert becomes(story, "agent gone") == [
        *GONE,
        "AGENT 1002 LOGOUT [2:LOGOUT 3:LOGOUT] reason 50003",
        "MediaStopped K(2002) -> 2002, All",
        "ConnectionCleared K(2002) NULL -> 2002, All",
        "Cleared K(X) NULL -> 2002, All",
        "Ended K(2002) -> 2002",
        "Ended K(X) -> All",
        *NEW,
    ]
    for look in (lambda: story.switch.agent(PG, "1002"), lambda: story.switch.station(PG, "2002")):
        with pytest.raises(KeyError):
            look()


def test_an_agent_is_removed_who_sits_elsewhere() -> None:
    """The agent is signed out at the other station, which stays with its calls."""
    story = Story(WRAPUP)
    story.sign_in("1002", instrument="2003")
    story.wants("1002", AgentState.AVAILABLE)
    call_id = story.arrives("8002")
    story.answers("2003")
    assert becomes(story, "agent gone") == [*GONE, "AGENT 1002 LOGOUT [2:LOGOUT 3:LOGOUT] reason 50003", *NEW]
    assert [each.agent_id for each in story.switch.connections_at(PG, "2003")] == [""]
    story.clears("2003", call_id)
    assert story.switch.calls(PG) == ()


def test_an_agent_is_added() -> None:
    """A new agent is signed out, has a station, and can sign in."""
    story = Story()
    added = story.switch.site
    becomes(story, "agent gone")
    story.do(Reconfigure(site=added))
    assert story.rows() == NEW
    assert story.switch.station(PG, "SEP2002") == Device(DeviceIDType.AGENT_DEVICE, "2002")
    assert story.state("1002") is AgentState.LOGOUT
    story.ready("1002")
    assert story.state("1002") is AgentState.AVAILABLE
    assert story.group(2)["agents_avail"] == 1


def test_a_telephone_is_renamed() -> None:
    """Its agent is signed out and its calls end; the agent can sign in again under the new name."""
    story = Story(WRAPUP)
    story.talks()
    rows = becomes(story, "telephone renamed")
    assert rows[:2] == [*GONE, "AGENT 1001 LOGOUT [1:LOGOUT 3:LOGOUT] reason 50003"]
    assert rows[-1:] == NEW
    assert story.switch.calls(PG) == ()
    with pytest.raises(Refused):
        story.sign_in("1001", instrument="NONE2001")
    story.sign_in("1001", instrument="SEP2001")
    assert story.switch.agent(PG, "1001").instrument == "SEP2001"


def test_an_agent_keeps_working_elsewhere_when_his_own_telephone_is_another() -> None:
    """The agent belongs to the new station after signing out."""
    story = Story()
    story.sign_in("1003", instrument="3001")
    assert becomes(story, "telephone renumbered") == [*GONE, *NEW]
    assert story.switch.agent(PG, "1003").device.id == "3001"
    story.wants("1003", AgentState.LOGOUT)
    assert story.switch.agent(PG, "1003").device.id == "2009"


def test_a_station_that_stays_keeps_what_it_has() -> None:
    """Out of service it was before, and is; its calls go on."""
    story = Story()
    call_id = story.talks()
    story.do(TakeInstrumentOutOfService(peripheral_id=PG, device="2003"))
    becomes(story, "device gone", "device new")
    assert not story.switch.device(PG, "2003").in_service
    assert story.switch.calls(PG) == (call_id,)
    assert story.switch.device(PG, "3009").in_service
    story.do(ReturnInstrumentToService(peripheral_id=PG, device="2003"))
    # One that was out of service goes without a word.
    story.do(TakeInstrumentOutOfService(peripheral_id=PG, device="2002"))
    assert becomes(story, "agent gone") == NEW


def test_names_and_passwords_change_at_once() -> None:
    """Who is signed in stays so."""
    story = Story()
    story.ready("1001")
    site = story.switch.site
    agents = changed(site.agents, "1001", password="new", icm_agent_id=77, last_name="New")
    assert becomes(story, agents=agents) == NEW
    story.wants("1001", AgentState.NOT_READY)
    assert story.switch.agent(PG, "1001").icm_agent_id == 77
    story.wants("1001", AgentState.LOGOUT, password="new")
    assert story.state("1001") is AgentState.LOGOUT


def test_patience_changes_at_once() -> None:
    """Who is not ready is signed out after the new time, counted from now; and not at all once there is none."""
    story = Story(WRAPUP)
    story.sign_in("1001")
    story.wait(100)
    plain = story.switch.site
    becomes(story, "impatience")
    assert story.switch.next_deadline() == story.now + 50
    story.do(Reconfigure(site=plain))
    assert story.switch.next_deadline() is None
    becomes(story, "impatience")
    story.forget()
    story.wait(50)
    assert story.rows() == ["AGENT 1001 LOGOUT [1:LOGOUT 3:LOGOUT] reason 50004"]


# --- skill groups -----------------------------------------------------------------------------------------------------


def test_an_agent_leaves_one_group_and_joins_another() -> None:
    """The agent is reported signed out of the one, then in the other, and gets the calls that wait there."""
    story = Story(WRAPUP)
    story.ready("1001")
    story.arrives("8002")
    assert becomes(story, "agent for another group")[:4] == [
        "AGENT 1001 AVAILABLE [1:AVAILABLE 3:LOGOUT]",
        *NEW,
        "AGENT 1001 AVAILABLE [1:AVAILABLE 2:AVAILABLE]",
        "AGENT 1001 RESERVED [1:BUSY_OTHER 2:RESERVED] direction 1",
    ]
    assert story.group(3)["agents_logged_on"] == 0
    assert (story.group(1)["agents_logged_on"], story.group(2)["agents_reserved"]) == (1, 1)


def test_groups_change_during_a_call() -> None:
    """The call counts for another group if its own is one of those that the agent leaves."""
    story = Story(WRAPUP)
    story.ready("1001")
    story.arrives("8003")
    story.answers("2001")
    assert becomes(story, "group gone") == [
        "AGENT 1001 TALKING [1:BUSY_OTHER 3:LOGOUT] direction 1",
        "AGENT 1001 TALKING [1:TALKING] direction 1",
        *NEW,
    ]
    assert story.group(1)["agents_logged_on"] == 1


def test_a_group_that_somebody_left_by_himself_he_does_not_join_again() -> None:
    """A reconfiguration signs an agent in to groups that are new only, not to groups that the agent left."""
    story = Story()
    story.sign_in("1001", skill_groups=(1,))
    becomes(story, "other default")
    assert [each.skill_group.number for each in story.switch.agent(PG, "1001").groups] == [1]


def test_a_group_with_another_id_is_another_group() -> None:
    """The agent leaves the group with the old id and joins the one with the new id."""
    story = Story()
    story.ready("1001")
    assert becomes(story, "group with another id") == [
        "AGENT 1001 AVAILABLE [1:LOGOUT 3:AVAILABLE]",
        *NEW,
        "AGENT 1001 AVAILABLE [1:AVAILABLE 3:AVAILABLE]",
    ]
    assert story.switch.agent(PG, "1001").groups[0].skill_group.id == 5101


def test_another_default_group() -> None:
    """What is of no group, such as a call that was there before its agent, is put down to the new one from now on."""
    story = Story()
    story.dials("2001", "3001")
    story.sign_in("1001")
    assert story.switch.agent(PG, "1001").groups[1].state is AgentState.TALKING
    assert becomes(story, "other default") == [*NEW, "AGENT 1001 TALKING [1:TALKING 3:BUSY_OTHER] direction 4"]


def test_who_has_waited_longest_still_has() -> None:
    """The next call is for the same agent as before."""
    story = Story()
    story.ready("1002", "1001")
    assert becomes(story, "device gone")[-1:] == NEW
    story.arrives("8003")
    assert story.state("1002") is AgentState.RESERVED


# --- numbers, queues and trunks ---------------------------------------------------------------------------------------


def test_a_predictive_call_is_queued_where_its_number_leads_then() -> None:
    """What it was to be queued for when it was placed does not matter."""
    story = Story()
    story.do(MakePredictiveCall(peripheral_id=PG, originating="8004", dialed_number="95550100"))
    (call_id,) = story.switch.calls(PG)
    assert becomes(story, "number of another service") == NEW
    story.do(OutsideAnswers(peripheral_id=PG, call_id=call_id))
    assert story.switch.call(PG, call_id).service.number == 2


def test_calls_fail_whose_number_is_gone() -> None:
    """They leave the queue and hear a tone for a while, inside as well as outside."""
    story = Story(WRAPUP)
    story.arrives("8001")
    story.dials("2003", "8001")
    assert becomes(story, "number gone") == [
        *NEW,
        "Dequeued K(X) CONNECT -> All",
        "Failed K(X) FAIL cause 13 -> All",
        "Dequeued K(2003) CONNECT -> 2003, All",
        "Failed K(2003) FAIL cause 13 -> 2003, All",
    ]
    story.wait(2)
    assert story.switch.calls(PG) == ()
    with pytest.raises(Refused):
        story.arrives("8001")


def test_a_call_that_rings_when_its_number_goes() -> None:
    """Nothing happens to it, but there is no queue that it could go back to."""
    story = Story(WRAPUP)
    story.ready("1001")
    story.arrives("8001")
    assert becomes(story, "number gone") == NEW
    story.wait(12)
    assert story.rows()[-1] == "Failed K(X) FAIL cause 10 -> All"
    story.wait(2)
    assert story.switch.calls(PG) == ()


def test_calls_wait_on_where_nothing_is_different() -> None:
    """Calls go on waiting in an unchanged queue, also when another number of it is removed."""
    story = Story()
    story.arrives("8005")
    assert becomes(story, "number gone", "agent gone")[-1:] == NEW
    story.ready("1001")
    assert story.state("1001") is AgentState.RESERVED


def test_calls_wait_where_their_number_leads_to_now() -> None:
    """Waiting calls leave the old queue of their number and join the new one."""
    story = Story()
    calls = story.arrives("8004"), story.arrives("8004")
    moved = ["Dequeued K(X) CONNECT -> All", "Queued K(X) QUEUED -> All"]
    assert becomes(story, "number of another service") == [*NEW, *moved, *moved]
    assert [story.switch.call(PG, each).service.number for each in calls] == [2, 2]
    assert (story.waiting(2), story.waiting(3)) == (2, 0)


def test_a_call_that_waits_for_other_groups_gets_a_free_agent() -> None:
    """Who is available there answers for it at once."""
    story = Story()
    story.arrives("8001")
    story.ready("1002")
    site = story.switch.site
    rows = becomes(story, dialed_numbers=changed(site.dialed_numbers, "8001", service_number=2))
    assert "AGENT 1002 RESERVED [2:RESERVED 3:BUSY_OTHER] direction 1" in rows


@pytest.mark.parametrize("agent_id", ["1001", None])
def test_an_announced_call_is_cancelled_with_its_number(agent_id: str | None) -> None:
    """Its agent is free again."""
    story = Story()
    story.ready("1001")
    if agent_id is None:
        story.do(TranslationRouteCall(peripheral_id=PG, dnis="7001", dialed_number="8001"))
    else:
        story.do(AnnounceCall(peripheral_id=PG, dialed_number="8001", agent_id=agent_id))
    freed = ["PreCallAborted", "AGENT 1001 AVAILABLE [1:AVAILABLE 3:AVAILABLE]"] if agent_id else []
    assert becomes(story, "number gone") == NEW + freed
    with pytest.raises(Refused):
        story.arrives("7001" if agent_id is None else "2001")
    assert story.switch.announced_calls(PG) == {}
    assert story.switch.next_deadline() is None


def test_an_announced_call_comes_where_its_number_leads_to_now() -> None:
    """An announced call waits in the new queue of its number."""
    story = Story()
    story.do(TranslationRouteCall(peripheral_id=PG, dnis="7001", dialed_number="8004"))
    becomes(story, "number of another service")
    story.arrives("7001")
    assert story.waiting(2) == 1


def test_trunks_that_are_gone_finish_their_calls() -> None:
    """They are not used again; those that stay are."""
    story = Story()
    first, second = story.arrives(), story.arrives()
    assert becomes(story, "one trunk") == NEW
    with pytest.raises(Refused):
        story.arrives()
    story.hangs_up(first)
    with pytest.raises(Refused):
        story.arrives()
    story.hangs_up(second)
    trunk = story.switch.call(PG, story.arrives()).trunk
    assert trunk is not None
    assert trunk.number == 2


def test_a_trunk_group_that_is_gone_finishes_its_calls() -> None:
    """Without any, calls need none; and one that comes back does not give a trunk out twice."""
    story = Story()
    site = story.switch.site
    first, second = story.arrives(), story.arrives()
    becomes(story, "no trunks")
    story.hangs_up(first)
    assert story.switch.call(PG, story.arrives()).trunk is None
    story.do(Reconfigure(site=site))
    taken = [story.switch.call(PG, story.arrives()).trunk for _ in range(2)]
    assert [trunk.number for trunk in taken if trunk is not None] == [1, 3]
    story.hangs_up(second)
    assert story.switch.call(PG, story.arrives()).trunk is not None


def test_numbers_of_calls_go_on() -> None:
    """No number is given out twice, whatever happens."""
    story = Story()
    first = story.arrives()
    story.hangs_up(first)
    becomes(story, "agent gone")
    assert first < story.arrives() <= first + LONGEST_STEP


def test_agents_follow_the_rules_of_the_new_site() -> None:
    """What the site says of a peripheral holds for those who were there before as for those who are new."""
    story = Story()
    becomes(story, settings=evolve(story.switch.site.settings, precall_timeout=77.0))
    timeouts = {agent.profile.reservation_timeout for agent in story.switch._state.agents.values()}
    assert timeouts == {77.0}
