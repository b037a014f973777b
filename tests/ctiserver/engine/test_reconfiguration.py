"""Another site takes the place of the present one: what each client is told, and what it loses."""

from __future__ import annotations

import gc
from types import FunctionType, ModuleType
from typing import Any, Final

import attrs
import pytest

from ctiproto import messages as m
from ctiproto.constants import (
    AgentState,
    CallMsgMask,
    CallVariableMask,
    ConfigEndStatus,
    ConfigMsgMask,
    ConfigType,
    CTIService,
    DeviceIDType,
    Distribution,
    EnabledService,
    RecordType,
    StatusCode,
    TeamConfigOperation,
)
from ctiproto.version_rules import config_bits_of
from ctiproto.versions import Profile
from ctiproto.wire import NamedArray, NamedVariable
from ctiserver.centre.switch.errors import Unchangeable
from ctiserver.site.model import Agent, Device, ECCArray, ECCVariable, Peripheral, Site, SkillGroup, Team
from ctiserver.site.model import Client as Program
from tests.ctiproto import guide
from tests.ctiserver.engine.services.watchers import monitor_client, started, watch_device
from tests.support.harness import BRIDGE, DESKTOP, PG, Client, World, demo, like, state_req

MASK: Final = ConfigMsgMask
ALL: Final = 0x3FF
DEMO: Final = demo()
EXTRA: Final = attrs.evolve(DEMO, skill_groups=(*DEMO.skill_groups, SkillGroup(9, 5009, PG, name="Night")))
ADD, CHANGE, DELETE = RecordType.ADD, RecordType.CHANGE, RecordType.DELETE


def first_agent(site: Site = DEMO, **changes: Any) -> Site:
    """The site with agent 1001 changed."""
    return attrs.evolve(
        site, agents=tuple(attrs.evolve(each, **changes) if each.id == "1001" else each for each in site.agents)
    )


def without_1001(site: Site = DEMO) -> Site:
    """The site without agent 1001."""
    return attrs.evolve(
        site,
        agents=tuple(agent for agent in site.agents if agent.id != "1001"),
        teams=tuple(
            attrs.evolve(team, members=tuple(each for each in team.members if each != "1001")) for team in site.teams
        ),
    )


def listener(
    world: World, version: int = 25, mask: int = ALL, peripheral_id: int = 0xFFFFFFFF, **fields: Any
) -> Client:
    """A client that wants to hear of changes."""
    client = world.bridge(version, config_msg_mask=ConfigMsgMask(mask) & config_bits_of(Profile(version)), **fields)
    client.sends(m.ConfigRequestEvent(config_information=ConfigMsgMask(0), peripheral_id=peripheral_id))
    client.hears()
    client.frames.clear()
    return client


def blocks(client: Client) -> list[tuple[int, list[Any]]]:
    """What arrived since this was asked last: the bit and the records of each block."""
    heard, client.heard = client.heard, []
    found: list[tuple[int, list[Any]]] = []
    for message in heard:
        if isinstance(message, m.ConfigBeginEvent):
            assert message.config_type is ConfigType.UNSOLICITED
            found.append((int(message.config_information), []))
        elif isinstance(message, m.ConfigEndEvent):
            assert (message.config_end_status, message.text) == (ConfigEndStatus.SUCCESS, None)
        else:
            found[-1][1].extend(getattr(message, "records"))  # noqa: B009 - all such messages have records
    ends = [message for message in heard if isinstance(message, m.ConfigEndEvent)]
    assert len(ends) == len(found)
    return found


# --- configuration ----------------------------------------------------------------------------------------------------


@pytest.mark.fidelity("configuration.updates")
def test_only_those_who_asked_are_told_and_only_of_what_they_asked_for() -> None:
    """CONFIG_REQUEST_EVENT is leave to send changes; the mask says which."""
    world = World()
    agents = listener(world, mask=MASK.AGENT_MASK, name="agents")
    services = listener(world, mask=MASK.SERVICE_MASK, name="services")
    silent = world.bridge(config_msg_mask=ConfigMsgMask(ALL), name="silent")
    world.becomes(first_agent(last_name="New"))
    agents.hears(
        like(m.ConfigBeginEvent, config_type=ConfigType.UNSOLICITED, config_information=MASK.AGENT_MASK),
        m.ConfigAgentEvent,
        m.ConfigEndEvent(config_end_status=ConfigEndStatus.SUCCESS),
    )
    services.hears()
    silent.hears()


@pytest.mark.fidelity("configuration.max-queued")
def test_how_many_calls_may_wait_is_told_and_how_long_is_not() -> None:
    """The record of a service has a field for the one, and none for the other."""
    world = World()
    client = listener(world, mask=MASK.SERVICE_MASK)
    first, *others = DEMO.services
    limited = attrs.evolve(first, max_queued=5)
    for service in (limited, attrs.evolve(limited, max_queue_time=30)):
        world.becomes(attrs.evolve(DEMO, services=(service, *others)))
    ((bit, (record,)),) = blocks(client)
    assert (bit, record.record_type, record.max_queued) == (MASK.SERVICE_MASK, CHANGE, 5)
    assert world.centre.site.services[0].max_queue_time == 30


def changed_everywhere() -> Site:
    """The site of ``EXTRA`` with changes of most kinds of record."""
    changed = first_agent(last_name="New", enabled_services=(EnabledService.RECORDING,))
    return attrs.evolve(
        changed,
        services=(attrs.evolve(changed.services[0], name="New"), *changed.services[1:]),
        call_types=changed.call_types[:-1],
        dialed_numbers=changed.dialed_numbers[:-1],
        desk_settings=(attrs.evolve(changed.desk_settings[0], work_mode_timer=77),),
        peripherals=(attrs.evolve(changed.peripherals[0], desk_settings_id=None),),
    )


@pytest.mark.parametrize("version", [10, 15, 20, 22, 24, 25])
def test_each_kind_of_record_has_its_block(version: int) -> None:
    """In the order of an upload, as far as the version has messages for them."""
    world = World(EXTRA)
    client = listener(world, version)
    world.becomes(changed_everywhere())
    told = [(bit, [record.record_type for record in records]) for bit, records in blocks(client)]
    expected = [
        (1, [CHANGE]),
        (2, [DELETE]),
        (4, [CHANGE]),
        (0x200, [ADD]),
        (8, [DELETE]),
        (0x10, [DELETE]),
        (0x40, [CHANGE]),
        (0x80, [CHANGE]),
    ]
    since = {0x10: 11, 0x40: 22, 0x80: 22, 0x200: 24}
    assert told == [(bit, kinds) for bit, kinds in expected if since.get(bit, 10) <= version]


def test_each_bit_alone_lets_one_kind_of_change_through() -> None:
    """Who has one bit is told the kind of the guide's table and no other one; some kinds never change."""
    world = World(EXTRA)
    rows = guide.table("masks")["ConfigMsgMask"]["values"]
    clients = {row["name"]: listener(world, mask=row["value"], name=row["name"]) for row in rows}
    world.becomes(changed_everywhere())
    told = {name: [message.name for message in client.heard] for name, client in clients.items()}
    unchanged = {"CONFIG_MSG_MRD_MASK", "CONFIG_MSG_TERMINAL_MASK"}
    assert told == {
        row["name"]: [] if row["name"] in unchanged else ["CONFIG_BEGIN_EVENT", row["unmasks"], "CONFIG_END_EVENT"]
        for row in rows
    }


def test_a_deleted_record_to_the_byte() -> None:
    """Written by hand from the guide's tables: one byte for tag and length each at version 15."""
    world = World(EXTRA)
    client = listener(world, 15, MASK.SKILL_GROUP_MASK)
    world.becomes(DEMO)
    begin, record, end = client.frames
    assert begin[:16].hex(" ") == "00 00 00 10 00 00 00 e9 00 02 00 00 00 02 b2 08"
    assert len(begin) == 24
    assert record == bytes.fromhex("00000012 000000ec 0001 b7020002 d00400001388 b80400000009")
    assert end == bytes.fromhex("00000004 000000ea 00000000")


@pytest.mark.parametrize("version", [22, 24, 25])
def test_a_deleted_record_to_the_byte_with_long_tags(version: int) -> None:
    """Two bytes for tag and length each from version 20 on."""
    world = World(EXTRA)
    client = listener(world, version, MASK.SKILL_GROUP_MASK)
    world.becomes(DEMO)
    begin, record, end = client.frames
    assert begin[:18].hex(" ") == "00 00 00 12 00 00 00 e9 00 02 00 00 00 02 00 b2 00 08"
    assert record == bytes.fromhex("00000018 000000ec 0001 00b700020002 00d0000400001388 00b8000400000009")
    assert end == bytes.fromhex("00000004 000000ea 00000000")


def test_the_key_of_a_block_is_the_new_one() -> None:
    """It differs from the former, and is the answer to every CONFIG_REQUEST_KEY_EVENT from now on."""
    world = World(EXTRA)
    client = listener(world, mask=MASK.SKILL_GROUP_MASK, peripheral_id=PG)

    def key() -> bytes | None:
        told = client.asks(m.ConfigRequestKeyEvent(peripheral_id=PG))
        assert isinstance(told, m.ConfigKeyEvent)
        return told.skill_group_config_key

    before = key()
    world.becomes(DEMO)
    (begin, *_) = client.heard
    assert isinstance(begin, m.ConfigBeginEvent)
    assert begin.agent_config_key is None
    assert begin.skill_group_config_key == key() != before
    world.becomes(EXTRA)
    assert key() == before


def test_one_peripheral_or_all_of_them() -> None:
    """Who asked for one hears of no other."""
    site = attrs.evolve(
        DEMO,
        peripherals=(*DEMO.peripherals, Peripheral(5001)),
        agents=(*DEMO.agents, Agent("1001", "2001", 20001, 5001)),
    )
    world = World(site)
    other = listener(world, mask=MASK.AGENT_MASK, peripheral_id=5001, name="other")
    whole = listener(world, mask=MASK.AGENT_MASK, name="whole")
    world.becomes(attrs.evolve(site, agents=(attrs.evolve(site.agents[0], last_name="New"), *site.agents[1:])))
    other.hears()
    assert [records[0].login_id for _, records in blocks(whole)] == [site.agents[0].id]


def test_updates_fit_into_messages_as_uploads_do() -> None:
    """At most ten records in each."""
    world = World(attrs.evolve(DEMO, agents=(), teams=(), workload=attrs.evolve(DEMO.workload, agents=())))
    client = listener(world, mask=MASK.AGENT_MASK)
    world.becomes(DEMO)
    pages = [len(each.records) for each in client.heard if isinstance(each, m.ConfigAgentEvent)]
    assert pages == [10, 2]
    assert {record.record_type for _, records in blocks(client) for record in records} == {ADD}


def test_nothing_is_told_of_what_did_not_change() -> None:
    """The same site read again, or settings alone."""
    world = World()
    client = listener(world)
    world.becomes(attrs.evolve(DEMO))
    world.becomes(demo(auth=True))
    client.hears()
    assert world.centre.site.settings.auth


def test_what_is_refused_changes_nothing() -> None:
    """No client hears of it, and no part of it stays."""
    world = World()
    client = listener(world)
    with pytest.raises(Unchangeable, match="peripheral 4000 cannot be added"):
        world.becomes(attrs.evolve(first_agent(last_name="New"), peripherals=(*DEMO.peripherals, Peripheral(4000))))
    client.hears()
    assert world.centre.site is world.site


# --- teams ------------------------------------------------------------------------------------------------------------


def team_told(client: Client) -> list[tuple[int, TeamConfigOperation, list[tuple[str | None, int | None]]]]:
    """What was told of teams: which, what happened, and to whom."""
    heard, client.heard = client.heard, []
    told = [message for message in heard if isinstance(message, m.AgentTeamConfigEvent)]
    return [
        (each.team_id, each.config_operation, [(agent.atc_agent_id, agent.agent_flags) for agent in each.agents])
        for each in told
    ]


def follows_team(client: Client) -> int:
    """A client starts to follow the first team; returns the monitor."""
    conf = client.asks(m.MonitorAgentTeamStartReq(invoke_id=7, team_id=7001))
    assert isinstance(conf, m.MonitorAgentTeamStartConf)
    client.forgets()
    return conf.monitor_id


GONE, NEW = TeamConfigOperation.REMOVE_AGENT, TeamConfigOperation.ADD_AGENT


def sales(**changes: Any) -> Site:
    """The demo site with its first team changed."""
    return attrs.evolve(DEMO, teams=(attrs.evolve(DEMO.teams[0], **changes), *DEMO.teams[1:]))


@pytest.mark.fidelity("teams.changes")
def test_supervisors_hear_who_leaves_and_who_joins_their_teams() -> None:
    """Those of the team, and those who supervise all; with the states that people are in."""
    world = World()
    own, other = world.supervisor("1000"), world.supervisor("1100")
    bridge = world.bridge(services=BRIDGE | CTIService.SERVICE_SUPERVISOR)
    world.becomes(sales(members=("1002", "1003", "1004", "1006"), other_supervisors=("1100",)))
    changes = [
        (7001, GONE, [("1001", 0), ("1005", 0)]),
        (7001, NEW, [("1006", 0)]),
        (7001, NEW, [("1100", 4)]),
    ]
    assert team_told(bridge) == changes
    assert team_told(other) == [
        (7001, NEW, [("1002", 0), ("1003", 0), ("1004", 0), ("1006", 0)]),
        (7001, NEW, [("1000", 1), ("1100", 4)]),
    ]
    assert team_told(own) == changes
    session = world.engine.registry.of_client(other.number)
    assert session is not None
    assert session.teams == {7001, 7002}


def test_who_supervises_no_longer_hears_that_the_team_is_gone() -> None:
    """All of it; the monitors of it end."""
    world = World()
    own = world.supervisor("1000")
    monitor = follows_team(own)
    own.forgets()
    world.becomes(sales(primary_supervisor=None, other_supervisors=("1100",)))
    assert team_told(own) == [
        (7001, GONE, [(each, 0) for each in ("1001", "1002", "1003", "1004", "1005")]),
        (7001, GONE, [("1000", 1)]),
    ]
    own.is_refused(m.MonitorAgentTeamStopReq(invoke_id=8, monitor_id=monitor), StatusCode.INVALID_MONITORID)
    own.is_refused(m.MonitorAgentTeamStartReq(invoke_id=7, team_id=7001), StatusCode.TEAM_NOT_FOUND)


def test_teams_that_are_gone_and_teams_that_are_new() -> None:
    """Each is told as a whole, also members who are not at the site any more."""
    world = World(without_1001())
    bridge = world.bridge(services=BRIDGE | CTIService.SERVICE_SUPERVISOR)
    world.becomes(DEMO)
    assert team_told(bridge) == [(7001, NEW, [("1001", 0)])]
    world.becomes(attrs.evolve(without_1001(), teams=(Team(7003, PG, name="Night", members=("1002",)),)))
    assert team_told(bridge)[-1:] == [(7003, NEW, [("1002", 0)])]
    world.becomes(attrs.evolve(without_1001(), teams=()))
    assert team_told(bridge) == [(7003, GONE, [("1002", 0)])]


def test_a_team_with_another_name_is_told_again() -> None:
    """The name stands in every event."""
    world = World(attrs.evolve(DEMO, teams=(Team(7001, PG, name="Day", members=("1001",)),)))
    bridge = world.bridge(services=BRIDGE | CTIService.SERVICE_SUPERVISOR)
    world.becomes(attrs.evolve(DEMO, teams=(Team(7001, PG, name="Night", members=("1001", "1002")),)))
    (event,) = bridge.hears(like(m.AgentTeamConfigEvent, config_operation=NEW, agent_team_name="Night"))
    assert isinstance(event, m.AgentTeamConfigEvent)
    assert [agent.atc_agent_id for agent in event.agents] == ["1001", "1002"]


def test_a_team_on_another_peripheral_is_another_team() -> None:
    """It is gone here and new there."""
    site = attrs.evolve(
        DEMO,
        peripherals=(*DEMO.peripherals, Peripheral(5001)),
        agents=(*DEMO.agents, Agent("1", "1", 1, 5001)),
        teams=(Team(7001, PG, members=("1001",)),),
    )
    world = World(site)
    bridge = world.bridge(services=BRIDGE | CTIService.SERVICE_SUPERVISOR)
    world.becomes(attrs.evolve(site, teams=(Team(7001, 5001, members=("1",)),)))
    bridge.hears(
        like(m.AgentTeamConfigEvent, peripheral_id=PG, config_operation=GONE),
        like(m.AgentTeamConfigEvent, peripheral_id=5001, config_operation=NEW),
    )


def test_a_team_monitor_follows_the_team_as_it_is_now() -> None:
    """Who left it is not followed any more, and who joined it is; and it is still the one monitor of that team."""
    world = World()
    own = world.supervisor("1000")
    monitor = follows_team(own)
    world.becomes(sales(members=("1006",)))
    own.forgets()
    bridge = world.staffed("1001", ready=False)
    own.hears()
    bridge.asks(state_req("1006", AgentState.LOGIN))
    assert {each.monitor_id for each in own.heard if isinstance(each, m.AgentStateEvent)} == {monitor}
    own.forgets()
    again = m.MonitorAgentTeamStartReq(invoke_id=7, team_id=7001)
    own.is_refused(again, StatusCode.AGENT_TEAM_MONITOR_ALREADY_EXISTS)
    world.becomes(attrs.evolve(DEMO, teams=()))
    own.forgets()
    own.is_refused(m.MonitorAgentTeamStopReq(invoke_id=8, monitor_id=monitor), StatusCode.INVALID_MONITORID)


@pytest.mark.fidelity("teams.unknown")
def test_a_session_that_sees_all_keeps_its_monitor() -> None:
    """It needs to supervise no team for that."""
    world = World()
    bridge = world.bridge()
    monitor = follows_team(bridge)
    world.becomes(sales(primary_supervisor="1100"))
    bridge.forgets()
    conf = bridge.asks(m.MonitorAgentTeamStopReq(invoke_id=8, monitor_id=monitor))
    assert isinstance(conf, m.MonitorAgentTeamStopConf)


# --- stations and agents ----------------------------------------------------------------------------------------------


def test_a_desktop_whose_agent_is_removed() -> None:
    """The agent is signed out; the session stays, but it follows no agent any more."""
    world = World()
    desktop = world.desktop("1001")
    mate = world.desktop("1002")
    bridge = world.staffed("1001")
    desktop.forgets()
    world.becomes(attrs.evolve(without_1001(), devices=(Device("3001", PG),)))
    (out, logout, *_) = desktop.heard
    assert isinstance(out, m.SystemEvent)
    assert isinstance(logout, m.AgentStateEvent)
    assert (logout.agent_state, logout.event_reason_code) == (AgentState.LOGOUT, 50003)
    desktop.forgets()
    desktop.is_refused(m.AgentDeskSettingsReq(invoke_id=5, peripheral_id=PG), StatusCode.INVALID_AGENT_DATA)
    mate.forgets()
    bridge.forgets()
    bridge.asks(
        m.UserMessageReq(invoke_id=9, peripheral_id=PG, distribution=Distribution.TEAM, agent_id="1002", text="x")
    )
    mate.hears(m.UserMessageEvent)
    desktop.hears()


def test_a_desktop_whose_station_is_renumbered() -> None:
    """It follows its agent to the new station, when the agent signs in there."""
    world = World()
    desktop = world.open(25, DESKTOP, agent_id="1001", name="desktop")
    bridge = world.staffed("1001")
    desktop.forgets()
    world.becomes(first_agent(extension="2901", instrument="2901"))
    session = world.engine.registry.of_client(desktop.number)
    assert session is not None
    assert session.device is None
    bridge.asks(state_req("1001", AgentState.LOGIN, agent_instrument="2901"))
    assert session.device == (PG, "2901")


def test_monitors_of_devices_that_are_gone_end() -> None:
    """Of stations, route points, trunks; those of what stays go on."""
    site = attrs.evolve(DEMO, devices=(Device("3001", PG),))
    world = World(site)
    client = monitor_client(world)
    gone = [
        started(client, watch_device(number, kind))
        for number, kind in (
            ("2001", DeviceIDType.AGENT_DEVICE),
            ("3001", DeviceIDType.DEVICE_IDENTIFIER),
            ("8003", DeviceIDType.ROUTE_POINT),
            ("24", DeviceIDType.TRUNK_IDENTIFIER),
        )
    ]
    stays = started(client, watch_device("2002"))
    call = started(client, watch_device("8001", DeviceIDType.ROUTE_POINT))
    world.becomes(
        attrs.evolve(
            without_1001(),
            dialed_numbers=DEMO.dialed_numbers[:-1],
            trunk_groups=(attrs.evolve(DEMO.trunk_groups[0], trunks=tuple(range(1, 24))),),
        )
    )
    for monitor in gone:
        client.forgets()
        client.is_refused(m.MonitorStopReq(invoke_id=1, monitor_id=monitor), StatusCode.INVALID_MONITORID)
    for monitor in (stays, call):
        assert isinstance(client.asks(m.MonitorStopReq(invoke_id=1, monitor_id=monitor)), m.MonitorStopConf)


def test_programs_that_may_open_sessions() -> None:
    """New sessions go by the new list; those that are open stay."""
    world = World()
    old = world.bridge()
    world.becomes(attrs.evolve(demo(auth=True), clients=(Program("known", "secret"),)))
    world.refuses(StatusCode.INVALID_PASSWORD, services=BRIDGE)
    world.open(25, BRIDGE, name="known", client_id="known", client_password=b"secret")
    old.heartbeats()


# --- variables --------------------------------------------------------------------------------------------------------


@pytest.mark.fidelity("variables.removed")
def test_who_registered_a_variable_that_is_removed_is_told() -> None:
    """FAILURE_EVENT 67 for named variables, 68 for arrays; others are not concerned."""
    site = attrs.evolve(
        DEMO,
        ecc_variables=(*DEMO.ecc_variables, ECCVariable("user.extra")),
        ecc_arrays=(*DEMO.ecc_arrays, ECCArray("user.list", 2)),
    )
    world = World(site)
    client, other = world.bridge(name="registered"), world.bridge(name="other")
    conf = client.asks(
        m.RegisterVariablesReq(
            invoke_id=3,
            call_variable_mask=CallVariableMask(0),
            named_variables=(NamedVariable("user.account", ""), NamedVariable("user.extra", "")),
            named_arrays=(NamedArray("user.list", 0, ""),),
        )
    )
    assert isinstance(conf, m.RegisterVariablesConf)
    world.becomes(attrs.evolve(site, ecc_variables=DEMO.ecc_variables))
    client.hears(m.FailureEvent(status=StatusCode.NAMED_VARIABLE_NOT_CONFIGURED))
    world.becomes(DEMO)
    client.hears(m.FailureEvent(status=StatusCode.NAMED_ARRAY_NOT_CONFIGURED))
    world.becomes(site)
    client.hears()
    other.hears()
    session = world.engine.registry.of_client(client.number)
    assert session is not None
    assert session.variable_filter is not None
    assert session.variable_filter.named_variables == {"user.account"}
    assert session.variable_filter.named_arrays == frozenset()


# --- people who work by themselves ------------------------------------------------------------------------------------


def test_who_becomes_a_simulated_agent_is_still_the_client_s() -> None:
    """A client keeps an agent who becomes simulated; without a client the simulation begins."""
    world = World(workload=True, calls_per_hour=0)
    desktop = world.desktop("1001")
    world.becomes(attrs.evolve(DEMO, workload=attrs.evolve(DEMO.workload, agents=("1001", "1002"))))
    world.passes(60)
    states = {agent: world.centre.switch.agent(PG, agent).state for agent in ("1001", "1002")}
    assert states == {"1001": AgentState.LOGOUT, "1002": AgentState.AVAILABLE}
    desktop.leaves()
    world.passes(240)
    assert world.centre.switch.agent(PG, "1001").state is AgentState.AVAILABLE


# --- one site ---------------------------------------------------------------------------------------------------------


def test_nobody_keeps_the_former_site() -> None:
    """Whatever the server holds leads to the new one alone, and the table of keys too."""
    former = attrs.evolve(demo(), name="Former")
    world = World(former, workload=True, calls_per_hour=600)
    client = world.supervisor("1000")
    client.asks(m.ConfigRequestKeyEvent(peripheral_id=PG))
    world.bridge().sends(m.ConfigRequestEvent(config_information=ConfigMsgMask(0xFF), peripheral_id=PG))
    world.passes(600)
    latter = attrs.evolve(without_1001(former), name="Latter", settings=attrs.evolve(former.settings, auto_hold=False))
    world.becomes(latter)
    world.passes(60)
    names = {site.name for site in sites(world.engine)}
    assert names == {"Latter"}


def sites(root: object) -> list[Site]:
    """All sites that an object leads to."""
    found, seen, waiting = [], set[int](), [root]
    while waiting:
        thing = waiting.pop()
        if id(thing) in seen or isinstance(thing, type | ModuleType | FunctionType):
            continue
        seen.add(id(thing))
        if isinstance(thing, Site):
            found.append(thing)
        waiting += gc.get_referents(thing)
    return found


def test_two_worlds_go_the_same_way() -> None:
    """The same changes at the same times give the same bytes."""

    def day() -> list[bytes]:
        world = World(workload=True, calls_per_hour=600)
        client = listener(world, services=BRIDGE | CTIService.SERVICE_SUPERVISOR)
        for site in (without_1001(), first_agent(extension="2901"), EXTRA, DEMO):
            world.passes(120)
            world.becomes(site)
        world.passes(120)
        return client.frames

    assert day() == day()


def test_who_does_not_want_to_hear_of_teams_does_not() -> None:
    """Without the bit of teams in its CallMsgMask, a supervisor's session is not told of changed teams."""
    world = World()
    bridge = world.bridge(services=BRIDGE | CTIService.SERVICE_SUPERVISOR, call_msg_mask=CallMsgMask(0))
    world.becomes(sales(members=()))
    bridge.hears()
