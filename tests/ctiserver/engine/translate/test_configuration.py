"""Configuration records: what stands in each."""

from __future__ import annotations

from typing import Any

import attrs
import pytest

from ctiproto import messages as m
from ctiproto.constants import (
    AgentState,
    AgentType,
    ConfigDeviceType,
    ConfigMsgMask,
    DeskSettingsMask,
    DeviceIDType,
    EnabledService,
    RecordType,
    SSOEnabled,
    WrapupDataMode,
)
from ctiproto.versions import Dialect, Profile
from ctiserver.engine.translate.configuration import ITEMS, Records
from ctiserver.engine.translate.upload import Upload
from ctiserver.site.model import Device, Peripheral, Site
from tests.ctiserver.engine.translate.equipment import equipped
from tests.support.harness import PG, World, demo, state_req

NULL = 0xFFFFFFFF
ADD = RecordType.ADD


def records(bit: ConfigMsgMask, site: Site | None = None, wanted: int | None = PG, version: int = 25) -> Records:
    """The records of one kind."""
    item = next(item for item in ITEMS if item.bit == bit)
    return item.records(site or demo(), wanted, Profile(version))


@pytest.mark.fidelity("configuration.order")
def test_the_order_of_an_upload() -> None:
    """Services, skill groups, agents and their services, devices, call types, media routing domains, and so on."""
    assert [int(item.bit) for item in ITEMS] == [1, 2, 4, 0x200, 8, 0x10, 0x20, 0x40, 0x80, 0x100]


def test_a_service() -> None:
    """The record of a service lists its members."""
    assert records(ConfigMsgMask.SERVICE_MASK)[2] == m.ServiceRecord(
        record_type=ADD,
        flt_peripheral_id=PG,
        peripheral_number=3,
        max_queued=NULL,
        extension="",
        service_skill_target_id=6003,
        peripheral_name="Billing",
        description="",
        config_param="",
        flt_mr_domain_id=1,
        members=(m.ServiceMember(service_member=3, service_priority=1),),
    )


@pytest.mark.fidelity("configuration.max-queued")
def test_a_service_for_which_few_calls_may_wait() -> None:
    """MaxQueued is the limit of the site."""
    (first, *others) = equipped().services
    site = attrs.evolve(equipped(), services=(attrs.evolve(first, max_queued=5), *others))
    told = [getattr(record, "max_queued", None) for record in records(ConfigMsgMask.SERVICE_MASK, site)]
    assert told == [5, *[NULL for _ in others]]


def test_a_skill_group() -> None:
    """A skill group is sent as Unified CCE does: priority 0, no precision queue."""
    assert records(ConfigMsgMask.SKILL_GROUP_MASK)[0] == m.SkillGroupRecord(
        record_type=ADD,
        flt_peripheral_id=PG,
        peripheral_number=1,
        flt_skill_group_priority=0,
        skill_group_skill_target_id=5001,
        auto_work=False,
        extension="",
        peripheral_name="Sales",
        description="",
        flt_mr_domain_id=1,
        flt_precision_queue_id=0,
        flt_precision_queue_name="",
        config_param="",
    )


@pytest.mark.fidelity("configuration.agent-type")
def test_an_agent() -> None:
    """An agent has its groups, and a supervisor is marked as one."""
    agents = {
        record.login_id: record for record in records(ConfigMsgMask.AGENT_MASK) if isinstance(record, m.AgentRecord)
    }
    known = demo().agent("1001")
    assert agents["1001"] == m.AgentRecord(
        record_type=ADD,
        flt_peripheral_id=PG,
        agent_type=AgentType.AGENT,
        agent_desk_settings_id=agents["1001"].agent_desk_settings_id,
        login_id="1001",
        login_name=known.login_name,
        last_name=known.last_name,
        first_name=known.first_name,
        extension="2001",
        description="",
        agent_skill_target_id=10001,
        sso_enabled=SSOEnabled.DISABLED,
        skills=(
            m.AgentSkill(flt_skill_group_number=1, flt_skill_group_priority=0),
            m.AgentSkill(flt_skill_group_number=3, flt_skill_group_priority=0),
        ),
    )
    assert agents["1000"].agent_type is AgentType.SUPERVISOR
    assert agents["1000"].skills == (m.AgentSkill(flt_skill_group_number=49, flt_skill_group_priority=0),)


@pytest.mark.fidelity("clients.no-extension")
def test_an_agent_without_an_extension() -> None:
    """The record has an empty one; the extension is that of the telephone where the agent signs in."""
    site = demo()
    agents = tuple(attrs.evolve(agent, own_extension=False) for agent in site.agents)
    bridge = World(attrs.evolve(site, agents=agents)).bridge()
    bridge.sends(m.ConfigRequestEvent(config_information=ConfigMsgMask.AGENT_MASK, peripheral_id=PG))
    told = [record for message in bridge.heard if isinstance(message, m.ConfigAgentEvent) for record in message.records]
    assert {record.extension for record in told} == {""}
    bridge.forgets()
    bridge.sends(state_req("1001", AgentState.LOGIN, agent_instrument="2002"))
    event = bridge.heard[-1]
    assert isinstance(event, m.AgentStateEvent)
    assert (event.agent_id, event.agent_extension) == ("1001", "2002")


@pytest.mark.fidelity("configuration.no-desk-settings")
@pytest.mark.parametrize(("settings_id", "told"), [(1, 1), (None, NULL)])
def test_the_desk_settings_of_an_agent(settings_id: int | None, told: int) -> None:
    """The agent's own, or the null number for those of the peripheral; the same for the peripheral's default."""
    site = demo()
    site = attrs.evolve(
        site,
        agents=(attrs.evolve(site.agents[0], desk_settings_id=settings_id),),
        peripherals=(attrs.evolve(site.peripherals[0], desk_settings_id=settings_id),),
    )
    (agent,) = records(ConfigMsgMask.AGENT_MASK, site)
    assert isinstance(agent, m.AgentRecord)
    assert agent.agent_desk_settings_id == told
    (peripheral,) = records(ConfigMsgMask.PERIPHERAL_MASK, site)
    assert peripheral == m.PeripheralRecord(
        record_type=ADD, config_peripheral_id=PG, default_agent_desk_settings_id=told
    )


@pytest.mark.parametrize(("version", "longest"), [(19, 31), (20, 40), (25, 40)])
def test_a_login_name_is_cut_for_old_versions(version: int, longest: int) -> None:
    """It has at most 32 bytes with the NUL before version 20."""
    site = demo()
    site = attrs.evolve(site, agents=(attrs.evolve(site.agents[0], login_name="n" * 40),))
    (agent,) = records(ConfigMsgMask.AGENT_MASK, site, version=version)
    assert isinstance(agent, m.AgentRecord)
    assert agent.login_name == "n" * longest


def test_devices_of_all_kinds() -> None:
    """Telephones of agents, numbers that lead to a service, and the rest, told apart by number and type."""
    others = (Device("3001", PG), Device("lobby", PG), Device("5550123456", PG))
    site = attrs.evolve(demo(), devices=(*others, Device("12345678901", PG, DeviceIDType.CTI_PORT)))
    found = [record for record in records(ConfigMsgMask.DEVICE_MASK, site) if isinstance(record, m.DeviceRecord)]
    by_extension = {record.extension: record for record in found if record.extension}
    assert by_extension["2001"] == _device("2001", 2001, ConfigDeviceType.AGENT_EXTENSION)
    assert by_extension["3001"] == _device("3001", 3001, ConfigDeviceType.UNKNOWN)
    assert by_extension["lobby"] == _device("lobby", None, ConfigDeviceType.UNKNOWN)
    # Ten digits may be more than fits.
    assert by_extension["5550123456"] == _device("5550123456", None, ConfigDeviceType.UNKNOWN)
    assert by_extension["12345678901"] == _device("12345678901", None, ConfigDeviceType.UNKNOWN)
    route_points = [record for record in found if record.device_type is ConfigDeviceType.ROUTE_POINT]
    assert route_points[0] == _device("", 8001, ConfigDeviceType.ROUTE_POINT, dialed_number="8001", flt_service_id=6001)
    assert len({(record.peripheral_number, record.device_type) for record in found if record.peripheral_number}) == len(
        [record for record in found if record.peripheral_number]
    )


def _device(extension: str, number: int | None, kind: ConfigDeviceType, **more: Any) -> m.DeviceRecord:
    return m.DeviceRecord(
        record_type=ADD,
        flt_peripheral_id=PG,
        peripheral_number=number,
        device_type=kind,
        extension=extension,
        description="",
        **more,
    )


def test_call_types_and_domains() -> None:
    """Their records are sent whatever peripheral is asked for: they belong to none."""
    assert records(ConfigMsgMask.CALL_TYPE_MASK)[0] == m.CallTypeRecord(
        record_type=ADD, flt_call_type_id=9001, customer_definition_id=0, enterprise_name="Sales", description=""
    )
    assert records(ConfigMsgMask.MRD_MASK) == (
        m.MRDRecord(
            record_type=ADD,
            flt_mr_domain_id=1,
            flt_enterprise_name="Cisco_Voice",
            flt_description="",
            flt_max_task_duration=0,
            flt_interruptible=False,
        ),
    )


def test_desk_settings() -> None:
    """Timers that are off are the null number."""
    (settings,) = records(ConfigMsgMask.AGENT_DESK_SETTINGS_MASK)
    assert isinstance(settings, m.DeskSettingsRecord)
    assert (settings.agent_desk_settings_id, settings.flt_desk_settings_mask) == (1, DeskSettingsMask(0x3FE0))
    assert settings.flt_wrap_up_data_incoming_mode is WrapupDataMode.REQUIRED
    assert (settings.flt_ring_no_answer_time, settings.flt_work_mode_timer) == (12, 10)
    assert (settings.flt_logout_non_activity_time, settings.flt_quality_recording_rate) == (NULL, NULL)


def test_terminals() -> None:
    """The record of a terminal lists its lines."""
    assert records(ConfigMsgMask.TERMINAL_MASK, equipped()) == (
        m.TerminalRecord(
            record_type=ADD,
            terminal_type=7,
            terminal_device_name="SEP001",
            terminal_type_name="Telephone 8800",
            instruments=("2001", "2002"),
        ),
        m.TerminalRecord(record_type=ADD, terminal_type=0, terminal_device_name="CSF2003", terminal_type_name=""),
    )


def test_services_of_agents() -> None:
    """Only agents who have some are listed."""
    assert records(ConfigMsgMask.AGENT_SERVICE_MASK, equipped()) == (
        m.AgentServiceRecord(
            agent_skill_target_id=equipped().agents[0].icm_agent_id,
            enabled_services=(EnabledService.AGENT_ANSWERS, EnabledService.RECORDING),
            record_type=ADD,
        ),
    )


@pytest.mark.parametrize("version", [23, 24, 25])
@pytest.mark.parametrize(
    ("bit", "frame"),
    [
        (
            ConfigMsgMask.TERMINAL_MASK,
            """
            00000067 00000114 0002
            00b7 0002 0000  012e 0002 0007  012f 0007 53455030303100  0130 000f 54656c6570686f6e65203838303000
            0131 0002 0002  0006 0005 3230303100  0006 0005 3230303200
            00b7 0002 0000  012e 0002 0000  012f 0008 4353463230303300  0130 0001 00  0131 0002 0000
            """,
        ),
        (
            ConfigMsgMask.AGENT_SERVICE_MASK,
            """
            00000022 0000011a 0001
            008d 0004 00002af8  0136 0002 0002  0135 0002 0001  0135 0002 0003  00b7 0002 0000
            """,
        ),
    ],
)
def test_the_frames_of_version_24(bit: ConfigMsgMask, frame: str, version: int) -> None:
    """As the guide lays them out; older versions have no such messages."""
    site = attrs.evolve(equipped(), agents=(attrs.evolve(equipped().agents[0], icm_agent_id=11000),))
    item = next(item for item in ITEMS if item.bit == bit)
    expected = b"" if version == 23 else bytes.fromhex(frame)
    assert Upload(site).frames(item, PG, Profile(version)) == expected


def test_every_field_that_a_record_has_is_there() -> None:
    """Every record is written with all that its newest version knows, but for what the site cannot say."""
    unknown = {
        "old_peripheral_number",
        "service_level_threshold",
        "service_level_type",
        "active_terminal",
        "agent_state",
        "mrd_id",
        "old_login_id",
        "mrds",
        "skills",
        "max_queued",
        "flt_service_id",
        "dialed_number",
        "dnis",
        "peripheral_number",
        "instruments",
    } | {"agent_state", "mrd_id"}  # these are of Unified CCX
    for item in ITEMS:
        for record in item.records(equipped(), None, Profile(25)):
            fields = attrs.fields(type(record))  # type: ignore[arg-type] # every record is such a class
            empty = {field.name for field in fields if getattr(record, field.name) in (None, ())}
            assert empty <= unknown, record


@pytest.mark.parametrize("item", ITEMS, ids=lambda item: item.message.__name__)
def test_records_of_one_peripheral(item: Any) -> None:
    """A peripheral without anything has records only of what belongs to no peripheral, and of itself."""
    site = attrs.evolve(equipped(), peripherals=(*demo().peripherals, Peripheral(5001)))
    whole = {ConfigMsgMask.CALL_TYPE_MASK, ConfigMsgMask.MRD_MASK, ConfigMsgMask.AGENT_DESK_SETTINGS_MASK}
    found = item.records(site, 5001, 25)
    if item.bit in whole:
        assert found == item.records(site, None, Profile(25))
    else:
        assert len(found) == (1 if item.bit == ConfigMsgMask.PERIPHERAL_MASK else 0)
        assert Upload(site).key(item, 5001, Dialect.UCCE) != Upload(site).key(item, PG, Dialect.UCCE)
    assert len(Upload(site).key(item, 5001, Dialect.UCCE)) == 8
