"""What desk settings and the dial plan do to an agent, bit by bit and field by field, from a site file to the wire."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any, Final

import attrs
import pytest

from ctiproto import messages as m
from ctiproto.constants import AgentState, DeskSettingsMask
from ctiserver.centre.switch.commands import OutsideAnswers
from ctiserver.site.load import parse_site
from ctiserver.site.model import Site
from tests.ctiserver.engine.services.requests import control_failure
from tests.ctiserver.engine.services.scenes import agent_events, answer, bring, clear, confirmed, make_call
from tests.ctiserver.site.sites import changed_demo
from tests.support.harness import PG, Client, World, like, state_req
from tests.support.orders import assist, blind_conference, blind_transfer, consult, deflect, emergency, write

S = AgentState
Bit = DeskSettingsMask
ALL_ALLOWED: Final = 0x3FE0
FORBIDDEN: Final = (10, 10109)

DIAL_PLAN: Final = """
international = ["900", "+"]
private_net = ["71", "7200"]
operator_assisted = "0"
pbx = ["6", "72"]
"""
NUMBERS: Final = {
    Bit.OUTBOUND_ACCESS_INTERNATIONAL_MASK: ("90044123", "+4412345"),
    Bit.OUTBOUND_ACCESS_PUBLIC_NET_MASK: ("95550100", "90123"),
    Bit.OUTBOUND_ACCESS_PRIVATE_NET_MASK: ("7155", "720099"),
    Bit.OUTBOUND_ACCESS_OPERATOR_ASSISTED_MASK: ("0", "04711"),
    Bit.OUTBOUND_ACCESS_PBX_MASK: ("6001", "7211"),
}


def site(mask: int = ALL_ALLOWED, settings: str = "", more: str = "", strict: bool = True) -> Site:
    """The site of the demo's file, with a dial plan of all classes and other desk settings for all of its agents."""
    text = changed_demo("outside_min_digits = 5\n", "outside_min_digits = 5\n" + DIAL_PLAN)
    for key in [line.partition(" = ")[0] for line in settings.splitlines()]:
        text = "\n".join(line for line in text.splitlines() if not line.startswith(f"{key} = "))
    text = text.replace("[[desk_settings]]\n", f"[[desk_settings]]\nmask = {int(mask)}\n{settings}\n")
    restrictions = "" if strict else "cce_restrictions = false\n"
    text = text.replace("[settings]\n", f"[settings]\n{restrictions}")
    return parse_site((text + "\n" + more).encode(), "my.toml")


def without(bit: DeskSettingsMask, **more: Any) -> World:
    """A site where agents may do all but one thing."""
    return World(site(ALL_ALLOWED & ~bit, **more))


# --- where an agent may call ------------------------------------------------------------------------------------------


@pytest.mark.fidelity("calls.dial-plan-classes")
@pytest.mark.parametrize("bit", NUMBERS, ids=lambda bit: bit.name)
def test_each_class_of_numbers_has_its_bit(bit: DeskSettingsMask) -> None:
    """Without it its numbers are refused with CF10/10109, and those of no other class."""
    for kind, numbers in NUMBERS.items():
        for number in numbers:
            client = without(bit).bridge()
            bring(client, S.NOT_READY)
            if kind is bit:
                assert control_failure(client, make_call(number)) == FORBIDDEN, number
            else:
                assert isinstance(client.asks(make_call(number)), m.MakeCallConf), number


@pytest.mark.parametrize("number", [number for numbers in NUMBERS.values() for number in numbers])
def test_numbers_of_all_classes_lead_outside(number: str) -> None:
    """They reach the network, whatever class they are of; a station without an agent may call any."""
    client = World(site(0)).bridge()
    client.sends(make_call(number))
    reached = [each for each in client.heard if isinstance(each, m.CallReachedNetworkEvent)]
    assert [each.called_device_id for each in reached] == [number]


@pytest.mark.fidelity("calls.desk-settings")
@pytest.mark.parametrize("order", [consult, blind_transfer, blind_conference])
def test_a_second_call_needs_the_same_bit(order: Any) -> None:
    """As a consultation, and as a transfer or conference in a single step."""
    client = without(Bit.OUTBOUND_ACCESS_INTERNATIONAL_MASK, strict=False).bridge()
    call = bring(client, S.TALKING)
    assert control_failure(client, order("2001", call, "90044123")) == FORBIDDEN
    assert not isinstance(client.asks(order("2001", call, "95550199")), m.ControlFailureConf)


@pytest.mark.fidelity("calls.desk-settings")
def test_a_deflection_needs_the_same_bit() -> None:
    """A call that rings cannot be sent where the agent may not call."""
    client = without(Bit.OUTBOUND_ACCESS_PRIVATE_NET_MASK).bridge()
    call = bring(client, S.RESERVED)
    assert control_failure(client, deflect("2001", call, "7155")) == FORBIDDEN


@pytest.mark.fidelity("calls.desk-settings")
def test_agents_may_not_call_each_other() -> None:
    """CF10/10109, whether at their own telephone or at one of nobody's; a number of the site they may call."""
    world = without(Bit.AGENT_TO_AGENT_CALLS_ALLOWED, more="[[devices]]\nnumber = '3001'\n")
    client = world.bridge()
    bring(client, S.NOT_READY)
    confirmed(client, state_req("1002", S.LOGIN, agent_instrument="3001"))
    for number in ("2002", "2003", "3001"):
        assert control_failure(client, make_call(number)) == FORBIDDEN
    confirmed(client, make_call("8001"))


def test_what_is_allowed_is_read_again() -> None:
    """Other desk settings and another dial plan count at once, for agents who are signed in already."""
    world = World(site())
    client = world.bridge()
    bring(client, S.NOT_READY)
    world.becomes(site(ALL_ALLOWED & ~Bit.OUTBOUND_ACCESS_PBX_MASK))
    assert control_failure(client, make_call("6001")) == FORBIDDEN
    plan = attrs.evolve(world.site.dial_plan, pbx=("88",), private_net=("6",))
    world.becomes(attrs.evolve(world.site, dial_plan=plan))
    assert control_failure(client, make_call("8801")) == FORBIDDEN
    confirmed(client, make_call("6001"))


SECOND_LINE: Final = """
[[devices]]
number = "2501"
type = "NON_ACD_DEVICE_IDENTIFIER"

[[devices]]
number = "2502"
type = "NON_ACD_DEVICE_IDENTIFIER"

[[devices]]
number = "2503"

[[terminals]]
name = "SEP1001"
instruments = ["2001", "2501", "2503"]
"""


@pytest.mark.fidelity("calls.second-line")
def test_a_second_line() -> None:
    """CF10 for calls from a line that is no ACD line, of the terminal at which an agent is signed in who may not."""
    client = without(Bit.NON_ACD_CALLS_ALLOWED_MASK, more=SECOND_LINE).bridge()
    confirmed(client, make_call("95550100", "2501"))
    client = without(Bit.NON_ACD_CALLS_ALLOWED_MASK, more=SECOND_LINE).bridge()
    bring(client, S.NOT_READY)
    assert control_failure(client, make_call("95550100", "2501")) == (10, 0)
    assert control_failure(client, make_call("2002", "2501")) == (10, 0)
    for line in ("2001", "2502", "2503"):
        confirmed(client, make_call("95550100", line))
    client = World(site(more=SECOND_LINE)).bridge()
    bring(client, S.NOT_READY)
    confirmed(client, make_call("95550100", "2501"))


@pytest.mark.parametrize("order", [assist, emergency])
def test_no_calls_for_help(order: Any) -> None:
    """CF10 for SUPERVISOR_ASSIST_REQ and EMERGENCY_CALL_REQ."""
    world = without(Bit.SUPERVISOR_CALLS_ALLOWED_MASK)
    desktop = world.desktop("1001")
    bring(desktop, S.NOT_READY)
    assert control_failure(desktop, order())[0] == 10


# --- what an agent has to say, and may choose -------------------------------------------------------------------------


@pytest.mark.fidelity("agents.reason-required")
@pytest.mark.parametrize(
    ("bit", "state", "other"),
    [
        (Bit.IDLE_REASON_REQUIRED_MASK, S.NOT_READY, S.LOGOUT),
        (Bit.LOGOUT_REASON_REQUIRED_MASK, S.LOGOUT, S.NOT_READY),
    ],
)
def test_a_reason_is_demanded(bit: DeskSettingsMask, state: AgentState, other: AgentState) -> None:
    """CF281 without one, for that state alone."""
    client = World(site(ALL_ALLOWED | bit)).bridge()
    bring(client, S.NOT_READY)
    assert control_failure(client, state_req("1001", state)) == (281, 0)
    confirmed(client, state_req("1001", state, event_reason_code=1))
    if other is S.LOGOUT:
        confirmed(client, state_req("1001", other))


@pytest.mark.fidelity("login.groups")
@pytest.mark.parametrize(("mask", "groups"), [(ALL_ALLOWED, {1}), (ALL_ALLOWED & ~0x2000, {1, 3})])
def test_whether_an_agent_chooses_groups(mask: int, groups: set[int]) -> None:
    """A list of groups counts only where the desk settings let the agent choose."""
    client = World(site(mask)).bridge()
    client.sends(state_req("1001", S.LOGIN, skill_groups=(m.RequestedSkillGroup(skill_group_number=1),)))
    assert {event.skill_group_number for event in agent_events(client)} == groups


# --- what happens by itself -------------------------------------------------------------------------------------------


def test_calls_are_answered_by_themselves() -> None:
    """With AUTO_ANSWER_ENABLED CALL_ESTABLISHED_EVENT follows CALL_DELIVERED_EVENT."""
    for mask, kinds in ((ALL_ALLOWED, set()), (ALL_ALLOWED | Bit.AUTO_ANSWER_ENABLED_MASK, {m.CallEstablishedEvent})):
        world = World(site(mask))
        client = world.bridge()
        bring(client, S.RESERVED)
        world.passes(0)
        told = {type(each) for each in client.heard}
        assert told & {m.CallEstablishedEvent} == kinds


@pytest.mark.fidelity("agents.available-after")
@pytest.mark.parametrize(
    ("bit", "incoming", "outgoing"),
    [
        (0, S.NOT_READY, S.NOT_READY),
        (Bit.AVAIL_AFTER_INCOMING_MASK, S.AVAILABLE, S.NOT_READY),
        (Bit.AVAIL_AFTER_OUTGOING_MASK, S.NOT_READY, S.AVAILABLE),
    ],
)
def test_what_an_agent_is_after_a_call(bit: int, incoming: AgentState, outgoing: AgentState) -> None:
    """An agent who was not ready is made available by calls of one direction or the other."""
    world = World(site(ALL_ALLOWED | bit))
    client = world.bridge()
    bring(client, S.NOT_READY)
    confirmed(client, make_call("2001", "2002"))
    confirmed(client, answer("2001"))
    client.sends(clear(world.centre.switch.calls(PG)[-1]))
    assert agent_events(client)[-1].agent_state is incoming
    client.sends(state_req("1001", S.NOT_READY))
    confirmed(client, make_call("95550100"))
    call = world.centre.switch.calls(PG)[-1]
    world.happens(OutsideAnswers(peripheral_id=PG, call_id=call))
    client.forgets()
    client.sends(clear(call))
    assert agent_events(client)[-1].agent_state is outgoing


def after_a_call(client: Client, number: str) -> AgentState:
    """The state of agent 1001 after a call from a caller, or to a number outside."""
    world = client.world
    if number:
        bring(client, S.NOT_READY)
        confirmed(client, make_call(number))
        call = world.centre.switch.calls(PG)[-1]
        world.happens(OutsideAnswers(peripheral_id=PG, call_id=call))
    else:
        call = bring(client, S.TALKING)
    client.forgets()
    client.sends(clear(call))
    return agent_events(client)[-1].agent_state


@pytest.mark.fidelity("agents.wrapup-modes")
@pytest.mark.parametrize(
    ("mode", "incoming", "outgoing"),
    [
        ("REQUIRED", S.WORK_READY, S.WORK_NOT_READY),
        ("OPTIONAL", S.AVAILABLE, S.NOT_READY),
        ("NOT_ALLOWED", S.AVAILABLE, S.NOT_READY),
    ],
)
def test_work_after_calls_of_either_direction(mode: str, incoming: AgentState, outgoing: AgentState) -> None:
    """Each direction has a mode of its own."""
    other = "NOT_ALLOWED" if mode == "REQUIRED" else "REQUIRED"
    settings = "wrapup_data_incoming_mode = '{}'\nwrapup_data_outgoing_mode = '{}'\n"
    assert after_a_call(World(site(settings=settings.format(mode, other))).bridge(), "") is incoming
    assert after_a_call(World(site(settings=settings.format(other, mode))).bridge(), "95550100") is outgoing


@pytest.mark.fidelity("agents.data-required")
def test_work_that_needs_data() -> None:
    """CF280 until there are wrap-up data; any text will do, whatever the site's list has."""
    client = World(site(settings="wrapup_data_incoming_mode = 'REQUIRED_WITH_DATA'")).bridge()
    call = bring(client, S.TALKING)
    confirmed(client, clear(call))
    assert control_failure(client, state_req("1001", S.AVAILABLE)) == (280, 0)
    confirmed(client, write("2001", call, call_wrapup_data="anything"))
    confirmed(client, state_req("1001", S.AVAILABLE))


@pytest.mark.parametrize(("seconds", "state"), [(0, None), (7, S.AVAILABLE)])
def test_work_ends_by_itself(seconds: int, state: AgentState | None) -> None:
    """After ``work_mode_timer``; 0 is off."""
    world = World(site(settings=f"work_mode_timer = {seconds}"))
    client = world.bridge()
    assert after_a_call(client, "") is S.WORK_READY
    world.passes(6)
    assert agent_events(client) == []
    world.passes(1000 if state is None else 1)
    assert {event.agent_state for event in agent_events(client)} == ({state} if state else set())


@pytest.mark.fidelity("calls.where-unanswered-calls-go")
@pytest.mark.parametrize(("settings", "service"), [("", 1), ("ring_no_answer_dn = 8002\n", 2)])
def test_a_call_that_is_not_answered(settings: str, service: int) -> None:
    """After ``ring_no_answer_time`` it goes to the number, else to where it waited; the agent is NOT_READY 32767."""
    world = World(site(settings=settings + "ring_no_answer_time = 20\n"))
    client = world.bridge()
    bring(client, S.RESERVED)
    world.passes(19)
    assert client.heard == []
    world.passes(1)
    queued = [each for each in client.heard if isinstance(each, m.CallQueuedEvent)]
    assert [each.service_number for each in queued] == [service]
    (told,) = {(each.agent_state, each.event_reason_code) for each in agent_events(client)}
    assert told == (S.NOT_READY, 32767)


@pytest.mark.fidelity("agents.inactive")
def test_an_agent_who_is_not_ready_for_too_long() -> None:
    """After ``logout_non_activity_time`` they are signed out with reason 50004; who is available is not."""
    world = World(site(settings="logout_non_activity_time = 90"))
    client = world.bridge()
    bring(client, S.NOT_READY)
    bring(client, S.AVAILABLE, "1002")
    world.passes(89)
    assert agent_events(client) == []
    world.passes(1)
    told = like(m.AgentStateEvent, agent_id="1001", agent_state=S.LOGOUT, event_reason_code=50004)
    client.hears(told, told)


@pytest.mark.fidelity("supervisors.assist-method")
@pytest.mark.parametrize("key", ["supervisor_assist_call_method", "emergency_call_method"])
@pytest.mark.parametrize("method", [0, 1])
def test_how_a_supervisor_comes_in(key: str, method: int) -> None:
    """By a consultation, or by a conference in a single step; each of the two calls for help has its own method."""
    world = World(site(settings=f"{key} = {method}"))
    client = world.bridge()
    world.supervisor("1000")
    bring(client, S.AVAILABLE, "1000")
    call = bring(client, S.TALKING)
    order = assist if key.startswith("supervisor") else emergency
    conf = client.asks(order("2001", call, agent_id="1001"))
    assert isinstance(conf, m.SupervisorAssistConf | m.EmergencyCallConf)
    confirmed(client, answer("2000"))
    states = sorted(each.state.name for each in world.centre.switch.connections_at(PG, "2001"))
    assert states == (["CONNECT"] if method else ["CONNECT", "HOLD"])


def test_the_reference_has_every_bit() -> None:
    """A bit that is added to the guide's mask has a row that says what it does."""
    page = Path("docs/reference/agents.md").read_text("utf-8")
    assert re.findall(r"^\| `(\w+)` \|", page, re.MULTILINE) == [bit.name for bit in Bit]
