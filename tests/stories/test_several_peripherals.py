"""A site of several ACDs with the same numbers: what happens on one is not seen on another.

The site is the one in the documentation.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final

import attrs
import pytest

from ctiproto import messages as m
from ctiproto.constants import AgentState, ConfigMsgMask, ControlFailureCode, PGStatusCode, SystemEventID
from ctiproto.constants.limits import NULL_PERIPHERAL_ID
from ctiproto.declare import Message
from ctiserver.admin import queries as questions
from ctiserver.admin import results as answers
from ctiserver.centre.switch.commands import CallArrives
from ctiserver.centre.switch.context import CallData
from ctiserver.site.load import load_site
from ctiserver.site.model import Peripheral, Site
from tests.ctiserver.admin.console import Operator
from tests.house.tree import ROOT
from tests.support.harness import Client, World, call_req, demo, like, state_req
from tests.support.people import People

S = AgentState
SITE: Final = load_site(str(ROOT / "docs" / "examples" / "branches.toml"))
NORTH: Final = 5000
SOUTH: Final = 5001
NIGHT: Final = 5002
OFFLINE: Final = PGStatusCode.PERIPHERAL_OFFLINE


def caller(world: World, peripheral: int) -> int:
    """A caller dials 8001, which each branch has; returns the call."""
    world.happens(CallArrives(peripheral_id=peripheral, dialed_number="8001", data=CallData(ani="5550100")))
    return world.centre.switch.calls(peripheral)[-1]


def agent_state(client: Client, peripheral: int, agent: str = "1001") -> AgentState:
    """The state of an agent."""
    conf = client.asks(
        m.QueryAgentStateReq(invoke_id=9, peripheral_id=peripheral, mrd_id=1, icm_agent_id=0, agent_id=agent)
    )
    assert isinstance(conf, m.QueryAgentStateConf), conf
    return conf.agent_state


def signed_in(peripherals: Iterable[int], *, ready: bool = True) -> tuple[World, Client]:
    """Agent 1001 works on each of these peripherals; and a client that sees all."""
    world = World(SITE)
    bridge = world.bridge()
    for peripheral in peripherals:
        for state in (S.LOGIN, S.AVAILABLE)[: 1 + ready]:
            conf = bridge.asks(state_req("1001", state, peripheral_id=peripheral))
            assert isinstance(conf, m.SetAgentStateConf), conf
    bridge.forgets()
    return world, bridge


def about(messages: Iterable[Message], peripheral: int) -> list[Message]:
    """The messages that are about one peripheral."""
    return [message for message in messages if getattr(message, "peripheral_id", None) == peripheral]


# --- sessions ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("version", [9, 15, 25])
def test_who_sees_all_is_told_of_each(version: int) -> None:
    """All peripherals are listed, one is off-line: so the status has its bit, and PeripheralOnline is false."""
    client = World(SITE).connects()
    conf = client.opens(version, 0x10)
    assert (conf.pg_status, conf.peripheral_online) == (OFFLINE, False)
    listed = [NORTH, SOUTH, NIGHT] if version >= 14 else []
    assert [each.flt_peripheral_id for each in conf.peripherals] == listed
    online, offline = SystemEventID.PERIPHERAL_ONLINE, SystemEventID.PERIPHERAL_OFFLINE
    client.hears(
        like(m.SystemEvent, system_event_id=online, system_event_arg1=NORTH, pg_status=OFFLINE),
        like(m.SystemEvent, system_event_id=online, system_event_arg1=SOUTH, pg_status=OFFLINE),
        like(m.SystemEvent, system_event_id=offline, system_event_arg1=NIGHT, pg_status=OFFLINE),
    )


@pytest.mark.parametrize(("peripheral", "online"), [(NORTH, True), (SOUTH, True), (NIGHT, False)])
def test_a_desktop_is_told_of_its_own(peripheral: int, online: bool) -> None:
    """PeripheralOnline is that of the agent's peripheral; the status is that of all of them."""
    client = World(SITE).connects()
    conf = client.opens(25, 0x3, peripheral_id=peripheral, agent_id="1001", agent_extension="2001")
    assert (conf.pg_status, conf.peripheral_online, conf.peripherals) == (OFFLINE, online, ())
    client.hears()


def test_one_device_number_is_a_device_on_each() -> None:
    """The desktops of both agents called 1001 are open at the same time; neither displaces the other."""
    world = World(SITE)
    north = world.desktop("1001", peripheral_id=NORTH, name="north")
    south = world.desktop("1001", peripheral_id=SOUTH, name="south")
    south.sends(state_req("1001", S.LOGIN, peripheral_id=SOUTH))
    south.hears(
        m.SetAgentStateConf,
        like(m.AgentStateEvent, peripheral_id=SOUTH, agent_state=S.LOGIN, icm_agent_id=12001, skill_group_id=5201),
        like(m.AgentStateEvent, peripheral_id=SOUTH, agent_state=S.NOT_READY, icm_agent_id=12001),
    )
    north.heartbeats()


def test_operators_see_each_agent_of_an_id() -> None:
    """Unless they name the peripheral."""
    operator = Operator(World(SITE))
    found = operator.gets(answers.Agents, questions.Agents(agent="1001")).agents
    assert [each.peripheral for each in found] == [NORTH, SOUTH, NIGHT]
    (one,) = operator.gets(answers.Agents, questions.Agents(agent="1001", peripheral=SOUTH)).agents
    assert one == found[1]


# --- agents and calls -------------------------------------------------------------------------------------------------


def test_the_same_agent_id_is_two_agents() -> None:
    """Each has a state and a call of its own, and the figures of the groups are those of their own agents."""
    world, bridge = signed_in((NORTH, SOUTH))
    bridge.sends(state_req("1001", S.NOT_READY, peripheral_id=SOUTH, event_reason_code=4))
    assert about(bridge.heard, NORTH) == []
    assert (agent_state(bridge, NORTH), agent_state(bridge, SOUTH)) == (S.AVAILABLE, S.NOT_READY)

    north, south = caller(world, NORTH), caller(world, SOUTH)
    assert north != south
    delivered = [each for each in bridge.heard if isinstance(each, m.CallDeliveredEvent) and each.alerting_device_id]
    assert [(each.peripheral_id, each.connection_call_id) for each in delivered] == [(NORTH, north)]
    assert (agent_state(bridge, NORTH), agent_state(bridge, SOUTH)) == (S.RESERVED, S.NOT_READY)
    figures = {
        peripheral: bridge.asks(
            m.QuerySkillGroupStatisticsReq(invoke_id=8, peripheral_id=peripheral, skill_group_number=1)
        )
        for peripheral in (NORTH, SOUTH)
    }
    shown = {
        peripheral: (conf.skill_group_id, conf.agents_reserved, conf.agents_not_ready, conf.calls_q_now)
        for peripheral, conf in figures.items()
        if isinstance(conf, m.QuerySkillGroupStatisticsConf)
    }
    assert shown == {NORTH: (5101, 1, 0, 0), SOUTH: (5201, 0, 1, 1)}

    # Whoever names the wrong peripheral means a call there, and none has that number.
    bridge.forgets()
    bridge.sends(call_req(m.AnswerCallReq, "2001", north, peripheral_id=SOUTH))
    bridge.hears(like(m.ControlFailureConf, failure_code=ControlFailureCode.INVALID_CSTA_CALL_IDENTIFIER))
    bridge.sends(call_req(m.AnswerCallReq, "2001", north, peripheral_id=NORTH))
    bridge.forgets()
    bridge.sends(state_req("1001", S.AVAILABLE, peripheral_id=SOUTH))
    assert about(bridge.heard, NORTH) == []
    routed = world.centre.switch.present_leg(SOUTH, south)
    bridge.sends(call_req(m.AnswerCallReq, "2001", routed, peripheral_id=SOUTH))
    assert (agent_state(bridge, NORTH), agent_state(bridge, SOUTH)) == (S.TALKING, S.TALKING)


# --- off-line ---------------------------------------------------------------------------------------------------------


def test_an_acd_that_goes_offline_takes_only_its_own_with_it() -> None:
    """Calls and agents of the others go on; nothing can be asked there until it is back, and then it is told anew."""
    world, bridge = signed_in((NORTH, SOUTH))
    calls = {peripheral: caller(world, peripheral) for peripheral in (NORTH, SOUTH)}
    for peripheral, call in calls.items():
        bridge.sends(call_req(m.AnswerCallReq, "2001", call, peripheral_id=peripheral))
    desktop = world.desktop("1001", peripheral_id=NORTH, name="north")
    bridge.forgets()

    world.link_breaks(SOUTH)
    gone = like(
        m.SystemEvent,
        system_event_id=SystemEventID.PERIPHERAL_OFFLINE,
        system_event_arg1=SOUTH,
        pg_status=OFFLINE,
    )
    of_south = {"peripheral_id": SOUTH, "agent_id": "1001"}
    bridge.hears(
        gone,
        like(m.CallConnectionClearedEvent, peripheral_id=SOUTH, connection_call_id=calls[SOUTH]),
        m.RtpStoppedEvent,
        m.RtpStoppedEvent,
        like(m.CallClearedEvent, peripheral_id=SOUTH, connection_call_id=calls[SOUTH]),
        like(m.EndCallEvent, peripheral_id=SOUTH, connection_call_id=calls[SOUTH]),
        like(m.AgentStateEvent, **of_south, agent_state=S.LOGOUT, event_reason_code=50002),
    )
    desktop.hears(gone)
    for request in (
        state_req("1001", S.NOT_READY, peripheral_id=SOUTH),
        call_req(m.HoldCallReq, "2001", calls[SOUTH], peripheral_id=SOUTH),
    ):
        bridge.sends(request)
        bridge.hears(like(m.ControlFailureConf, failure_code=ControlFailureCode.ADJUNCT_SWITCH_COMM_ERROR))
    bridge.sends(call_req(m.HoldCallReq, "2001", calls[NORTH]))
    bridge.hears(
        m.HoldCallConf,
        m.CallHeldEvent,
        m.RtpStoppedEvent,
        m.RtpStoppedEvent,
        like(m.AgentStateEvent, peripheral_id=NORTH, agent_state=S.HOLD),
    )
    assert not world.connects().opens(25, 0x3, peripheral_id=SOUTH, agent_id="1002").peripheral_online
    assert world.connects().opens(25, 0x3, peripheral_id=NORTH, agent_id="1002").peripheral_online

    world.link_is_back(SOUTH)
    back = {"system_event_id": SystemEventID.PERIPHERAL_ONLINE, "pg_status": OFFLINE}  # another one still is not
    events = bridge.hears(
        like(m.SystemEvent, system_event_arg1=SOUTH, **back),
        like(m.AgentStateEvent, **of_south, agent_state=S.LOGIN),
        like(m.AgentStateEvent, **of_south, agent_state=S.AVAILABLE),
    )
    assert about(events, NORTH) == []
    world.link_is_back(NIGHT)
    bridge.hears(like(m.SystemEvent, system_event_arg1=NIGHT, **back | {"pg_status": PGStatusCode(0)}))
    assert world.connects().opens(25, 0x10).peripheral_online


# --- configuration ----------------------------------------------------------------------------------------------------


def uploaded(peripheral: int) -> list[tuple[int | None, str | None]]:
    """Peripheral and LoginID of the agents that a client gets who asks for those of a peripheral."""
    client = World(SITE).bridge()
    client.sends(m.ConfigRequestEvent(config_information=ConfigMsgMask.AGENT_MASK, peripheral_id=peripheral))
    begin, *records, end = client.heard
    assert isinstance(begin, m.ConfigBeginEvent)
    assert isinstance(end, m.ConfigEndEvent)
    return [
        (each.flt_peripheral_id, each.login_id)
        for event in records
        if isinstance(event, m.ConfigAgentEvent)
        for each in event.records
    ]


def test_each_has_its_own_configuration() -> None:
    """Who asks for one peripheral gets its agents, who asks for none all; the same id stands there for each."""
    south = [(SOUTH, agent) for agent in ("1000", "1001", "1002")]
    assert sorted(map(str, uploaded(SOUTH))) == sorted(map(str, south))
    night = [(NIGHT, agent) for agent in ("1001", "1002")]
    north = [(NORTH, agent) for agent in ("1000", "1001", "1002")]
    assert sorted(map(str, uploaded(NULL_PERIPHERAL_ID))) == sorted(map(str, north + south + night))


# --- whatever happens -------------------------------------------------------------------------------------------------


NUMBERS_OF_CALLS: Final = (
    "connection_call_id",
    "new_connection_call_id",
    "primary_call_id",
    "secondary_call_id",
    "coc_connection_call_id",
)


def twins() -> Site:
    """The demo site, and beside it everything once more on another peripheral, with the same numbers."""
    site = demo()

    def both(parts: tuple[Any, ...], name: str = "id") -> tuple[Any, ...]:
        other = (attrs.evolve(each, peripheral_id=SOUTH, **{name: getattr(each, name) + 50_000}) for each in parts)
        return (*parts, *other)

    return attrs.evolve(
        site,
        peripherals=(*site.peripherals, Peripheral(SOUTH, desk_settings_id=1)),
        skill_groups=both(site.skill_groups),
        services=both(site.services),
        trunk_groups=(),
        agents=both(site.agents, "icm_agent_id"),
        teams=both(site.teams),
        dialed_numbers=(
            *site.dialed_numbers,
            *(attrs.evolve(each, peripheral_id=SOUTH) for each in site.dialed_numbers),
        ),
    )


def told_of_north(*, is_lively: bool) -> list[Message]:
    """What is heard of people in the north in an hour, with or without much ado in the south."""
    world = World(twins())
    people = People(world, 3)
    listener = world.bridge(name="listener")
    south = world.bridge(name="south", call_msg_mask=0, agent_state_mask=0)
    for minute in range(60):
        caller(world, NORTH)
        if is_lively:
            agent = ("1001", "1002", "1006", "1007")[minute % 4]
            for request in (
                state_req(agent, S.LOGIN, peripheral_id=SOUTH),
                state_req(agent, S.AVAILABLE, peripheral_id=SOUTH),
                call_req(m.AnswerCallReq, str(int(agent) + 1000), 0xFFFFFFFF, peripheral_id=SOUTH),
            ):
                south.sends(request)
            if minute % 7 != 6:
                caller(world, SOUTH)
        people.live(world.now + 60, 3)
        if is_lively and minute % 7 == 5:
            world.link_breaks(SOUTH)
        if is_lively and minute % 7 == 6:
            world.link_is_back(SOUTH)
    elsewhere = about((each for _, each in listener.feed), SOUTH)
    assert any(isinstance(each, m.CallEstablishedEvent) for each in elsewhere) is is_lively
    heard = about((each for _, each in listener.feed), NORTH)
    for group in (1, 2, 3):
        question = m.QuerySkillGroupStatisticsReq(invoke_id=1, peripheral_id=NORTH, skill_group_number=group)
        heard.append(listener.asks(question))
    calls: dict[int, int] = {}
    return [_of_one_place(each, calls) for each in heard]


def _of_one_place(message: Message, calls: dict[int, int]) -> Message:
    """A message without what is counted for the whole site: the numbers of calls and of the router's contacts.

    The ports of media follow from the numbers of calls.
    """
    if isinstance(message, m.RtpStartedEvent | m.RtpStoppedEvent):
        message = message.changed(client_port=0, sending_port=0)
    changed: dict[str, Any] = {"router_call_key_call_id": 0} if hasattr(message, "router_call_key_call_id") else {}
    for name in NUMBERS_OF_CALLS:
        number = getattr(message, name, None)
        if number is not None:
            changed[name] = calls.setdefault(number, len(calls))
    if isinstance(message, m.CallConferencedEvent | m.CallTransferredEvent):
        changed["parties"] = tuple(
            m.ConnectedParty(
                connected_party_call_id=calls[party.connected_party_call_id or 0],
                connected_party_device_id_type=party.connected_party_device_id_type,
                connected_party_device_id=party.connected_party_device_id,
            )
            for party in message.parties
        )
    return message.changed(**changed)


def test_whatever_happens_on_one_is_not_heard_of_another() -> None:
    """An hour of people who do what comes to their minds is told alike, whatever others do elsewhere."""
    alone, among_others = told_of_north(is_lively=False), told_of_north(is_lively=True)
    assert len(alone) > 2_000
    assert among_others == alone
