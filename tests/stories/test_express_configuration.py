"""Clients of Unified CCX fetch the configuration, and hear of what changes in it."""

from __future__ import annotations

from typing import Any, Final

import attrs
import pytest

from ctiproto import messages as m
from ctiproto.constants import (
    AgentState,
    AgentType,
    ConfigDeviceType,
    ConfigEndStatus,
    ConfigKeyStatus,
    ConfigMsgMask,
    ConfigType,
    CTIService,
    RecordType,
    uccx,
)
from ctiproto.declare import Message
from ctiserver.site.model import Device, MediaRoutingDomain, Site, SkillGroup
from tests.support.express import Express
from tests.support.express_demo import DEMO, Demo
from tests.support.frames import frame
from tests.support.harness import BRIDGE, DESKTOP, Client, like

CONFIG: Final = CTIService.SERVICE_CONFIG_EVENTS
APPLICATION, CSQ, AGENT, DEVICE, TERMINAL = uccx.ConfigurationMask
OPEN: Final = uccx.ConfigMsgMask
KEYS: Final = ("service_config_key", "skill_group_config_key", "agent_config_key", "device_config_key")
NONE: Final = 0xFFFFFFFF
LONGEST: Final = max((agent.id for agent in DEMO.agents), key=len)


def bridge(world: Express, version: int = 18, mask: int | None = None, services: CTIService = CONFIG) -> Client:
    """A client in bridge mode that may have all of the configuration, or the kinds in a mask of OPEN_REQ."""
    known = 0x1F if version >= 18 else 0xF
    return world.bridge(version, BRIDGE | services, config_msg_mask=ConfigMsgMask(known if mask is None else mask))


def fetches(client: Client, mask: int, **fields: Any) -> list[Message]:
    """What a client is told that asks for kinds of records."""
    client.forgets()
    given = {"config_information": ConfigMsgMask(mask), "peripheral_id": 0, "customer_id": 0} | fields
    client.sends(m.ConfigRequestEvent(**given))
    heard, client.heard = client.heard, []
    return heard


def records(heard: list[Message], kind: type[Message]) -> list[Any]:
    """The records of one kind, whichever messages they came in."""
    return [record for message in heard if type(message) is kind for record in getattr(message, "records")]  # noqa: B009


def with_agent(site: Site, agent_id: str, **changes: Any) -> Site:
    """The site with one agent changed."""
    agents = (attrs.evolve(each, **changes) if each.id == agent_id else each for each in site.agents)
    return attrs.evolve(site, agents=tuple(agents))


# --- keys -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("version", [10, 11, 18])
def test_there_are_four_keys(version: int) -> None:
    """Eight bytes each, of which none is all zero, and they stay as they are until the configuration changes."""
    world = Demo()
    client = bridge(world, version)
    told = client.asks(m.ConfigRequestKeyEvent(peripheral_id=0, customer_id=0))
    assert isinstance(told, m.ConfigKeyEvent)
    assert told.config_key_status is ConfigKeyStatus.SUCCESS
    keys = [getattr(told, name) for name in KEYS]
    assert {len(key) for key in keys} == {8}
    assert all(map(any, keys))
    assert client.asks(m.ConfigRequestKeyEvent(peripheral_id=0)) == told
    world.becomes(with_agent(DEMO, "abaker", last_name="Bakewell"))
    after = client.asks(m.ConfigRequestKeyEvent(peripheral_id=0))
    assert [name for name in KEYS if getattr(after, name) != getattr(told, name)] == ["agent_config_key"]


@pytest.mark.fidelity("uccx.config-service")
@pytest.mark.parametrize("version", [10, 18])
def test_without_the_service_nothing_is_told(version: int) -> None:
    """Keys and records are answered with status 1 alone, and no change is told later."""
    world = Demo()
    client = bridge(world, version, services=CTIService(0))
    client.sends(m.ConfigRequestKeyEvent(peripheral_id=0))
    client.hears(m.ConfigKeyEvent(config_key_status=ConfigKeyStatus.SERVICE_PROVIDER))
    only = m.ConfigEndEvent(config_end_status=ConfigEndStatus.NO_SERVICE_PROVIDER)
    assert fetches(client, AGENT) == [only]
    assert fetches(client, 0) == [only]
    world.becomes(with_agent(DEMO, "abaker", last_name="Bakewell"))
    client.hears()


@pytest.mark.fidelity("uccx.config-customer")
def test_the_reserved_field_131() -> None:
    """Another number than 0 is unknown data; of records it has to be there, of keys it need not."""
    client = bridge(Demo())
    client.sends(m.ConfigRequestKeyEvent(peripheral_id=0, customer_id=7))
    client.hears(m.ConfigKeyEvent(config_key_status=ConfigKeyStatus.UNKNOWN_CUSTOMER))
    unknown = m.ConfigEndEvent(config_end_status=ConfigEndStatus.UNKNOWN_CUSTOMER)
    assert fetches(client, AGENT, customer_id=7) == [unknown]
    client.sends_bytes(frame(232, AGENT, 0))
    client.hears(unknown)


# --- uploads ----------------------------------------------------------------------------------------------------------


@pytest.mark.fidelity("uccx.configuration-mask", "uccx.config-blocks")
@pytest.mark.parametrize("version", [10, 17, 18])
def test_an_upload(version: int) -> None:
    """BEGIN with type 1, the mask and the keys, applications, CSQs, agents, devices, from 18 on terminals, END."""
    client = bridge(Demo(), version)
    wanted = 0x1F if version >= 18 else 0xF
    begin, *told, end = fetches(client, wanted)
    assert isinstance(begin, m.ConfigBeginEvent)
    assert (begin.config_type, begin.config_information) == (ConfigType.SOLICITED, wanted)
    assert all(getattr(begin, name) for name in KEYS)
    assert end == m.ConfigEndEvent(config_end_status=ConfigEndStatus.SUCCESS)
    kinds = [m.ConfigServiceEvent, m.ConfigSkillGroupEvent, m.ConfigAgentEvent, m.ConfigDeviceEvent]
    assert list(dict.fromkeys(map(type, told))) == kinds + [m.ConfigTerminalEvent] * (version >= 18)
    assert max(len(getattr(message, "records")) for message in told) == 10  # noqa: B009
    assert {record.record_type for kind in kinds for record in records(told, kind)} == {RecordType.ADD}


@pytest.mark.fidelity("uccx.configuration-mask", "uccx.config-within-open", "uccx.config-mask")
@pytest.mark.parametrize(
    ("asked", "opened", "kind"),
    [
        (APPLICATION, OPEN.APPLICATION_MASK, m.ConfigServiceEvent),
        (CSQ, OPEN.CSQ_MASK, m.ConfigSkillGroupEvent),
        (AGENT, OPEN.AGENT_MASK, m.ConfigAgentEvent),
        (DEVICE, OPEN.DEVICE_MASK, m.ConfigDeviceEvent),
        (TERMINAL, OPEN.TERMINAL_MASK, m.ConfigTerminalEvent),
    ],
)
def test_each_kind_has_a_bit_in_each_of_two_masks(asked: int, opened: int, kind: type[Message]) -> None:
    """What is uploaded has both bits; with one of them alone there is nothing."""
    world = Demo()
    begin, *told, _ = fetches(bridge(world, mask=opened), 0x1F)
    assert isinstance(begin, m.ConfigBeginEvent)
    assert begin.config_information == asked
    assert set(map(type, told)) == {kind}
    empty = [m.ConfigEndEvent(config_end_status=ConfigEndStatus.EMPTY)]
    assert fetches(bridge(world, mask=0x1F & ~opened), asked) == empty
    assert set(map(type, fetches(bridge(world), asked)[1:-1])) == {kind}


@pytest.mark.fidelity("uccx.config-blocks")
def test_a_block_for_each_kind() -> None:
    """So it is with ``config_blocks = "per_item"``: each has a BEGIN, and an END that says whether more follow."""
    site = attrs.evolve(DEMO, settings=attrs.evolve(DEMO.settings, config_blocks="per_item"))
    heard = fetches(bridge(Demo(site)), APPLICATION | TERMINAL)
    begins = [int(message.config_information) for message in heard if isinstance(message, m.ConfigBeginEvent)]
    ends = [message.config_end_status for message in heard if isinstance(message, m.ConfigEndEvent)]
    assert (begins, ends) == ([APPLICATION, TERMINAL], [ConfigEndStatus.PARTIAL, ConfigEndStatus.SUCCESS])


def test_bits_that_the_version_does_not_have() -> None:
    """END with status 3 says so, and nothing else: version 17 knows no terminals."""
    (only,) = fetches(bridge(Demo(), 17), AGENT | TERMINAL)
    assert isinstance(only, m.ConfigEndEvent)
    assert only.config_end_status is ConfigEndStatus.INVALID
    assert only.text


def test_a_client_in_agent_mode_may_ask_as_well() -> None:
    """It is told the same, and no more than a client in bridge mode."""
    world = Demo()
    desk = world.desk("abaker", 16, DESKTOP | CONFIG, config_msg_mask=ConfigMsgMask(0xF))
    watcher = bridge(world, 16)
    assert fetches(desk, 0xF) == fetches(watcher, 0xF)


# --- records ----------------------------------------------------------------------------------------------------------


@pytest.mark.fidelity("uccx.previous-application", "uccx.media-of-csqs")
@pytest.mark.parametrize("version", [10, 11, 18])
def test_applications_and_csqs(version: int) -> None:
    """By their numbers and names; reserved places hold 0, as far as the version has them."""
    chat = SkillGroup(4, 5004, 1, "Mail", media_routing_domain_id=2)
    domains = (*DEMO.media_routing_domains, MediaRoutingDomain(2))
    site = attrs.evolve(DEMO, skill_groups=(*DEMO.skill_groups, chat), media_routing_domains=domains)
    heard = fetches(bridge(Demo(site), version), APPLICATION | CSQ)
    applications = records(heard, m.ConfigServiceEvent)
    reserved = 0 if version >= 11 else None
    assert [
        (each.peripheral_number, each.peripheral_name, each.max_queued, each.service_skill_target_id)
        for each in applications
    ] == [(1, "Orders", NONE, 1), (2, "Help", NONE, 2)]
    assert {(each.flt_peripheral_id, each.flt_mr_domain_id) for each in applications} == {(reserved, reserved)}
    csqs = records(heard, m.ConfigSkillGroupEvent)
    assert [(each.peripheral_number, each.peripheral_name, each.auto_work) for each in csqs] == [
        (1, "Sales", False),
        (2, "Support", True),
        (3, "Billing", False),
        (4, "Mail", False),
    ]
    assert {(each.flt_peripheral_id, each.skill_group_skill_target_id) for each in csqs} == {(reserved, 0)}
    assert [each.flt_mr_domain_id for each in csqs] == ([0, 0, 0, 1] if version >= 11 else 4 * [None])


@pytest.mark.fidelity("uccx.agent-records", "uccx.states-of-records")
@pytest.mark.parametrize("version", [10, 17, 18])
def test_agents(version: int) -> None:
    """By their names as resources, however long, with their CSQs and their state just now."""
    world = Demo()
    client = bridge(world, version)
    world.signs_in(world.desk("abaker"), "abaker", ready=False)
    agents = {each.login_id: each for each in records(fetches(client, AGENT), m.ConfigAgentEvent)}
    assert list(agents) == [agent.id for agent in DEMO.agents]
    assert len(LONGEST) == 128
    assert LONGEST in agents
    first = agents["abaker"]
    assert (first.first_name, first.last_name, first.extension) == ("Anna", "Baker", "2001")
    assert [(skill.flt_skill_group_number, skill.flt_skill_group_priority) for skill in first.skills] == [
        (1, 0),
        (3, 0),
    ]
    assert (first.agent_type, agents["klane"].agent_type) == (AgentType.AGENT, AgentType.SUPERVISOR)
    assert (first.agent_state, agents["bcook"].agent_state) == (AgentState.NOT_READY, AgentState.LOGOUT)
    assert (first.mrd_id, first.agent_skill_target_id) == (1 if version >= 17 else None, 0)
    assert first.login_name == ("" if version >= 11 else None)


@pytest.mark.fidelity("uccx.devices")
@pytest.mark.parametrize("version", [10, 18])
def test_devices(version: int) -> None:
    """Agents by their records, triggers with their applications, CTI ports, and the group of the ports."""
    devices = records(fetches(bridge(Demo(), version), DEVICE), m.ConfigDeviceEvent)
    told = [
        (each.device_type, each.peripheral_number, each.flt_service_id, each.dialed_number, each.extension)
        for each in devices
    ]
    kind = ConfigDeviceType
    assert told[0] == (kind.AGENT_ID, 10001, None, "abaker", "2001")
    assert [each[3] for each in told[:12]] == [agent.id for agent in DEMO.agents]
    assert told[12:] == [
        (kind.ROUTE_POINT, 1, 1, "7000", None),
        (kind.ROUTE_POINT, 1, 2, "7001", None),
        (kind.ROUTE_POINT, 1, 2, "7002", None),
        *((kind.CTI_PORT, 1, None, port, None) for port in ("6001", "6002", "6003", "6004")),
        (kind.CALL_CONTROL_GROUP, 1, None, None, None),
    ]
    assert [each.max_queued for each in devices[12:]] == [NONE, NONE, NONE, None, None, None, None, 4]


def test_a_site_without_ports_has_no_group_of_them() -> None:
    """There is no record of a call control group then."""
    site = attrs.evolve(DEMO, devices=(Device("2101", 1),), terminals=())
    devices = records(fetches(bridge(Demo(site)), DEVICE), m.ConfigDeviceEvent)
    assert {each.device_type for each in devices} == {ConfigDeviceType.AGENT_ID, ConfigDeviceType.ROUTE_POINT}


def test_terminals() -> None:
    """Each has its name, and the lines on it."""
    (terminal,) = records(fetches(bridge(Demo()), TERMINAL), m.ConfigTerminalEvent)
    assert (terminal.terminal_device_name, terminal.instruments) == ("SEP001122334401", ("2001", "2101"))


# --- changes ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("version", [10, 18])
def test_changes_are_told_to_those_who_asked(version: int) -> None:
    """A block of type 2 for each kind that has changes: what is gone, then what is new or different."""
    world = Demo()
    client, silent = bridge(world, version), bridge(world, version)
    assert fetches(client, 0) == []
    night = SkillGroup(4, 5004, 1, "Night")
    site = with_agent(DEMO, "abaker", skill_groups=(1, 4))
    world.becomes(
        attrs.evolve(
            site,
            skill_groups=(*site.skill_groups, night),
            agents=tuple(agent for agent in site.agents if agent.id != "lmoss"),
            teams=(site.teams[0], attrs.evolve(site.teams[1], primary_supervisor=None)),
        )
    )
    silent.hears(like(m.SystemEvent, event_device_id="2012"))
    heard, client.heard = client.heard, []
    begins = [message for message in heard if isinstance(message, m.ConfigBeginEvent)]
    assert [(begin.config_type, int(begin.config_information)) for begin in begins] == [
        (ConfigType.UNSOLICITED, CSQ),
        (ConfigType.UNSOLICITED, AGENT),
        (ConfigType.UNSOLICITED, DEVICE),
    ]
    (csq,) = records(heard, m.ConfigSkillGroupEvent)
    assert (csq.record_type, csq.peripheral_number, csq.peripheral_name) == (RecordType.ADD, 4, "Night")
    gone, changed = records(heard, m.ConfigAgentEvent)
    assert (gone.record_type, gone.login_id, gone.first_name, gone.login_name) == (
        RecordType.DELETE,
        "lmoss",
        None,
        None,
    )
    assert (changed.record_type, changed.login_id, changed.agent_state) == (RecordType.CHANGE, "abaker", None)
    assert [skill.flt_skill_group_number for skill in changed.skills] == [1, 4]
    (device,) = records(heard, m.ConfigDeviceEvent)
    assert (device.record_type, device.peripheral_number) == (RecordType.DELETE, 10012)


@pytest.mark.fidelity("uccx.config-mask")
def test_only_the_kinds_of_open_req_are_told() -> None:
    """The one client hears of the application, whose bit in OPEN_REQ is 4, the other one of the agent, whose is 1."""
    world = Demo()
    first, second = bridge(world, mask=OPEN.APPLICATION_MASK), bridge(world, mask=OPEN.AGENT_MASK)
    assert fetches(first, 0) == fetches(second, 0) == []
    site = with_agent(DEMO, "abaker", last_name="Bakewell")
    world.becomes(attrs.evolve(site, services=(attrs.evolve(site.services[0], name="Orders 2"), site.services[1])))
    end = m.ConfigEndEvent(config_end_status=ConfigEndStatus.SUCCESS)
    first.hears(like(m.ConfigBeginEvent, config_information=APPLICATION), m.ConfigServiceEvent, end)
    second.hears(like(m.ConfigBeginEvent, config_information=AGENT), m.ConfigAgentEvent, end)


def test_a_change_of_a_terminal() -> None:
    """It is told as a deletion and an addition, from version 18 on."""
    world = Demo()
    new, old = bridge(world, 18), bridge(world, 17)
    assert fetches(new, 0) == fetches(old, 0) == []
    world.becomes(attrs.evolve(DEMO, terminals=(attrs.evolve(DEMO.terminals[0], type_name="Cisco 8865"),)))
    old.hears()
    kinds = [each.record_type for each in records(new.heard, m.ConfigTerminalEvent)]
    assert kinds == [RecordType.DELETE, RecordType.ADD]
