"""What an operator is told."""

from __future__ import annotations

import attrs

from ctiproto import messages as m
from ctiproto.constants import ClientEventState
from ctiserver.admin import queries, results
from ctiserver.admin.commands import (
    AnswerCall,
    BecomeNotReady,
    BecomeReady,
    CallArrives,
    CallerHangsUp,
    Dial,
    SignIn,
)
from ctiserver.admin.errors import Fault
from tests.ctiserver.admin.console import Operator
from tests.support.harness import PG, START, World, demo


def test_the_whole() -> None:
    """The site, the seed, the time, the links, the sides, and how many there are of what."""
    world = World(seed=7)
    world.staffed("1001", "1002")
    operator = Operator(world)
    operator.says(CallArrives(number="8001"))
    assert operator.says(queries.Status()) == results.SystemNow(
        site="Demo",
        seed=7,
        time=START,
        pg_status=[],
        controller=True,
        gateway=True,
        peripherals=[results.PeripheralNow(peripheral=PG, name=world.site.main_peripheral.name, online=True)],
        sides=[results.SideNow(side="A", role="active", host="127.0.0.1", port=42027)],
        sessions=1,
        agents=2,
        calls=1,
    )


def test_sessions() -> None:
    """Who they are, what they may do, and whom they follow."""
    world = World()
    world.bridge(15)
    world.desktop("1001", 25)
    first, second = Operator(world).gets(results.Sessions, queries.Sessions()).sessions
    assert (first.session, first.client, first.version, first.device, first.agent) == (1, "bridge", 15, None, None)
    assert first.services == ["CALL_DATA_UPDATE", "CLIENT_CONTROL", "ALL_EVENTS"]
    assert first.address == "192.0.2.1:50001"
    assert (second.signature, second.device, second.agent) == ("desktop 1001", "2001", "1001")


def test_agents() -> None:
    """All, those of a peripheral, or one."""
    world = World()
    operator = Operator(world)
    operator.says(SignIn(agent="1001"))
    world.passes(9)
    found = operator.gets(results.Agents, queries.Agents()).agents
    assert [each.agent for each in found] == [each.id for each in world.site.agents]
    assert operator.gets(results.Agents, queries.Agents(peripheral=PG)).agents == found
    one = operator.agent("1001")
    assert (one.name, one.state, one.seconds, one.reason) == ("Agent 1001", "NOT_READY", 9, 0)
    assert operator.is_denied(queries.Agents(peripheral=1)).code == 7
    denied = operator.is_denied(queries.Agents(agent="nobody"))
    assert (denied.code, denied.text) == (8, "there is no agent nobody")
    assert operator.is_denied(queries.Agents(agent="1", peripheral=PG)).text == "there is no agent 1 at peripheral 5000"


def test_calls() -> None:
    """All, those of a peripheral, or one."""
    world = World()
    operator = Operator(world)
    calls = [operator.says(CallArrives(number=number, caller="5550123")).call for number in ("8001", "8002")]
    found = operator.gets(results.Calls, queries.Calls(peripheral=PG)).calls
    assert [each.call for each in found] == calls
    assert (found[0].type, found[0].calling) == ("ACD_IN", "5550123")
    denied = operator.is_denied(queries.Calls(call=4711))
    assert (denied.fault, denied.code, denied.name) == (Fault.UNKNOWN, 13, "E_CTI_INVALID_CALLID")


def test_calls_without_a_service() -> None:
    """A call between stations came for none."""
    world = World()
    world.staffed("1001", ready=False)
    operator = Operator(world)
    call = operator.says(Dial(agent="1001", number="2002")).calls[0].call
    seen = operator.call(call)
    assert (seen.service, seen.waits) == (None, None)


def test_queues() -> None:
    """How many wait for each service, and for how long the first; who is being served does not wait."""
    world = World()
    operator = Operator(world)
    operator.says(SignIn(agent="1001"))
    operator.says(BecomeReady(agent="1001"))
    operator.says(CallArrives(number="8001"))
    operator.says(AnswerCall(agent="1001"))
    operator.says(CallArrives(number="8001"))
    world.passes(20)
    operator.says(CallArrives(number="8001"))
    world.passes(3)
    first, second, third = operator.gets(results.Queues, queries.Queues()).queues
    assert (first.service, first.id, first.waiting, first.longest_wait) == (1, 6001, 2, 23)
    assert (second.waiting, second.longest_wait, third.waiting) == (0, 0, 0)


def test_skill_groups() -> None:
    """Who is assigned, and what those who are there do."""
    world = World()
    operator = Operator(world)
    for agent in ("1001", "1002"):
        operator.says(SignIn(agent=agent))
    operator.says(BecomeReady(agent="1002"))
    sales, support, billing, default = operator.gets(results.SkillGroups, queries.SkillGroups()).skill_groups
    assert (sales.skill_group, sales.id, sales.agents) == (1, 5001, 5)
    assert sales.states == {"AVAILABLE": 1, "NOT_READY": 1}
    assert (support.states, billing.agents, default.agents) == ({}, 10, 2)


def test_reason_codes() -> None:
    """As the site has them, and an agent who gives one is shown with its label."""
    operator = Operator(World())
    listed = operator.gets(results.ReasonCodes, queries.ReasonCodes()).reason_codes
    assert listed[1] == results.ReasonCode(code=2, label="Lunch", state="NOT_READY")
    assert [each.state for each in listed[-2:]] == [None, "LOGOUT"]
    operator.says(SignIn(agent="1001"))
    operator.says(BecomeNotReady(agent="1001", reason=2))
    assert (operator.agent("1001").reason, operator.agent("1001").reason_label) == (2, "Lunch")
    operator.says(BecomeNotReady(agent="1001", reason=50002))
    assert (operator.agent("1001").reason, operator.agent("1001").reason_label) == (50002, "")


def test_a_reason_that_the_site_does_not_have() -> None:
    """It is denied to an operator as well."""
    operator = Operator(World(demo(unlisted_reason_codes=False)))
    operator.says(SignIn(agent="1001"))
    denied = operator.is_denied(BecomeNotReady(agent="1001", reason=4711))
    assert (denied.code, denied.expected) == (266, "a reason code of the site")


def test_wrapup_codes() -> None:
    """As the site has them."""
    listed = Operator(World()).gets(results.WrapupCodes, queries.WrapupCodes()).wrapup_codes
    assert listed[1] == results.WrapupCode(code="callback", label="Call back later")


def test_alarms() -> None:
    """What clients reported and what sessions did."""
    world = World()
    bridge = world.bridge()
    bridge.sends(m.ClientEventReportReq(invoke_id=9, state=ClientEventState.WARNING, object_name="disk", text="full"))
    bridge.sends(m.ClientEventReportReq(invoke_id=9, state=ClientEventState.NORMAL, text="hello"))
    first, second = Operator(world).gets(results.Alarms, queries.Alarms()).alarms
    assert (first.at, first.alarm, first.state, first.object) == (START, "client_event_reported", "warning", "disk")
    assert first.details["text"] == "full"
    assert (second.state, second.object) == ("normal", None)


def test_statistics_of_an_agent() -> None:
    """The figures are those of the confirmation; before the first sign-in there are none."""
    world = World()
    operator = Operator(world)
    denied = operator.is_denied(queries.AgentStatistics(agent="1001"))
    assert (denied.fault, denied.code, denied.name) == (Fault.UNKNOWN, 9, "E_CTI_AGENT_NOT_LOGGED_ON")
    operator.says(SignIn(agent="1001"))
    world.passes(30)
    told = operator.gets(results.Figures, queries.AgentStatistics(agent="1001"))
    assert (told.peripheral, told.name, told.figures["not_ready_time_session"]) == (PG, "1001", 30)
    bridge = world.bridge()
    conf = bridge.asks(m.QueryAgentStatisticsReq(invoke_id=9, peripheral_id=PG, agent_id="1001"))
    assert {name: getattr(conf, name) for name in told.figures} == told.figures


def test_statistics_of_a_skill_group() -> None:
    """As the confirmation has them; on Unified CCE nothing is known of queues."""
    for profile, knows in (("generic", True), ("cce", False)):
        world = World(demo(acd_profile=profile))
        operator = Operator(world)
        operator.says(SignIn(agent="1001"))
        operator.says(BecomeReady(agent="1001"))
        call = operator.says(CallArrives(number="8001")).call
        operator.says(AnswerCall(agent="1001"))
        world.passes(5)
        operator.says(CallerHangsUp(call=call))
        told = operator.gets(results.Figures, queries.SkillGroupStatistics(skill_group=1))
        assert told.name == "1"
        assert ("calls_q_now" in told.figures) is knows
        conf = world.bridge().asks(
            m.QuerySkillGroupStatisticsReq(
                invoke_id=9, peripheral_id=PG, skill_group_number=1, skill_group_id=0xFFFFFFFF
            )
        )
        assert {name: getattr(conf, name) for name in told.figures} == told.figures
    denied = operator.is_denied(queries.SkillGroupStatistics(skill_group=99))
    assert (denied.fault, denied.code) == (Fault.UNKNOWN, 72)
    assert operator.is_denied(queries.SkillGroupStatistics(skill_group=1, peripheral=1)).code == 7


def test_nothing_changes_by_asking() -> None:
    """The same query has the same result."""
    operator = Operator(World())
    for query in queries.QUERIES:
        if not any(each.default is attrs.NOTHING for each in attrs.fields(query)):
            assert operator.says(query()) == operator.says(query())
