"""The site as configuration records.  Guide: Configuration Acquisition Messages.

A record carries what real servers were seen to send; a text that is not configured is sent as an empty string.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

import attrs

from ctiproto import messages as m
from ctiproto.constants import AgentState, ConfigDeviceType, ConfigMsgMask, RecordType, SSOEnabled, uccx
from ctiproto.constants.limits import NULL_CALL_ID
from ctiproto.declare import Message
from ctiproto.version_rules import longest_login_name
from ctiproto.versions import Profile
from ctiserver.engine.dialects.rules import Rules
from ctiserver.engine.translate.agents import VOICE
from ctiserver.site.model import Agent, Site

# fidelity configuration.additions: guide Configuration Acquisition Messages: Every record of an upload is an
# addition.
_ADD: Final = RecordType.ADD
_OFF: Final = NULL_CALL_ID
_NO_DESK_SETTINGS: Final = NULL_CALL_ID

Records = tuple[object, ...]

StateOf = Callable[[int, str], AgentState]
"""The present state of an agent, named by PeripheralID and AgentID."""


@attrs.frozen
class Item:
    """One kind of configuration record.

    Args:
        bit: what stands for it in a mask.
        message: what carries its records.
        records: its records at a site, of one peripheral or of all (``None``).
        identity: the fields that tell one record from another, and all that is told of one that is deleted.
        changes: whether a record can change; one that cannot is deleted and added.
        gone: the kind of change that tells of a record that is gone.
        upload_only: lists that a record has in uploads, and not in updates.
        state: the state just now of what a record is about, which uploads alone tell; ``None``: they tell none.
        with_state: a record that tells that state.
    """

    bit: ConfigMsgMask
    message: type[Message]
    records: Callable[[Site, int | None, Profile], Records]
    identity: tuple[str, ...]
    changes: bool = True
    gone: RecordType = RecordType.DELETE
    upload_only: tuple[str, ...] = ()
    state: Callable[[Any, StateOf], AgentState] | None = None
    with_state: Callable[[Any, AgentState], object] = lambda record, _: record


def _of(site_id: int, wanted: int | None) -> bool:
    return wanted is None or site_id == wanted


def _services(site: Site, wanted: int | None, _profile: Profile) -> Records:
    return tuple(
        m.ServiceRecord(
            record_type=_ADD,
            flt_peripheral_id=service.peripheral_id,
            peripheral_number=service.number,
            # fidelity configuration.max-queued: guide CONFIG_SERVICE_EVENT; ours: MaxQueued is how many calls may wait
            # for a service; where there is no limit it is the null number.
            max_queued=service.max_queued or _OFF,
            extension="",
            service_skill_target_id=service.id,
            peripheral_name=service.name,
            description="",
            config_param="",
            flt_mr_domain_id=site.peripherals_by_id[service.peripheral_id].media_routing_domain_id,
            members=tuple(m.ServiceMember(service_member=number, service_priority=1) for number in service.members),
        )
        for service in site.services
        if _of(service.peripheral_id, wanted)
    )


def _skill_groups(site: Site, wanted: int | None, _profile: Profile) -> Records:
    return tuple(
        m.SkillGroupRecord(
            record_type=_ADD,
            flt_peripheral_id=group.peripheral_id,
            peripheral_number=group.number,
            flt_skill_group_priority=group.priority,
            skill_group_skill_target_id=group.id,
            auto_work=group.automatic_work is not None,
            extension="",
            peripheral_name=group.name,
            description="",
            flt_mr_domain_id=site.domain_of(group),
            flt_precision_queue_id=0,
            flt_precision_queue_name="",
            config_param="",
        )
        for group in site.skill_groups
        if _of(group.peripheral_id, wanted)
    )


def _agents(site: Site, wanted: int | None, profile: Profile) -> Records:
    return tuple(_agent(site, agent, profile) for agent in site.agents if _of(agent.peripheral_id, wanted))


def _agent(site: Site, agent: Agent, profile: Profile) -> m.AgentRecord:
    return m.AgentRecord(
        record_type=_ADD,
        flt_peripheral_id=agent.peripheral_id,
        # fidelity configuration.agent-type: guide CONFIG_AGENT_EVENT; seen R9: AgentType tells supervisors from
        # agents.
        agent_type=site.agent_type(agent),
        # fidelity configuration.no-desk-settings: guide CONFIG_AGENT_EVENT: An agent without desk settings of their
        # own has all ones there.
        agent_desk_settings_id=_NO_DESK_SETTINGS if agent.desk_settings_id is None else agent.desk_settings_id,
        login_id=agent.id,
        login_name=agent.login_name[: longest_login_name(profile)],
        last_name=agent.last_name,
        first_name=agent.first_name,
        # fidelity clients.no-extension: seen X3: An agent who has no extension of their own has an empty one.
        extension=agent.extension if agent.own_extension else "",
        description="",
        agent_skill_target_id=agent.icm_agent_id,
        sso_enabled=SSOEnabled.DISABLED,
        skills=tuple(m.AgentSkill(flt_skill_group_number=n, flt_skill_group_priority=0) for n in agent.skill_groups),
        mrds=(),
    )


def _state(record: Any, state_of: StateOf) -> AgentState:
    return state_of(record.flt_peripheral_id, record.login_id)


def _in_state(record: Any, state: AgentState) -> object:
    """The record of an agent with the state, and the media routing domain that they are signed in to, if they are."""
    # fidelity configuration.domains: guide CONFIG_AGENT_EVENT: Of an agent who is signed in, uploads tell the media
    # routing domain and the state there, and updates do not.
    told = () if state is AgentState.LOGOUT else (m.AgentMRD(flt_agent_mrd_id=VOICE, flt_agent_mrd_state=state),)
    # fidelity uccx.states-of-records: guide CONFIG_AGENT_EVENT; ours: Records of agents tell the state just now; that
    # updates tell none is ours.
    return attrs.evolve(record, mrds=told, agent_state=uccx.AgentState(state))


def _devices(site: Site, wanted: int | None, _profile: Profile) -> Records:
    telephones = (
        m.DeviceRecord(
            record_type=_ADD,
            flt_peripheral_id=agent.peripheral_id,
            peripheral_number=_number(agent.extension),
            device_type=ConfigDeviceType.AGENT_EXTENSION,
            extension=agent.extension,
            description="",
        )
        for agent in site.agents
        if _of(agent.peripheral_id, wanted)
    )
    numbers = (
        m.DeviceRecord(
            record_type=_ADD,
            flt_peripheral_id=number.peripheral_id,
            peripheral_number=_number(number.number),
            device_type=ConfigDeviceType.ROUTE_POINT,
            flt_service_id=site.services_by_number[number.peripheral_id, number.service_number].id,
            dialed_number=number.number,
            extension="",
            description="",
        )
        for number in site.dialed_numbers
        if _of(number.peripheral_id, wanted)
    )
    others = (
        m.DeviceRecord(
            record_type=_ADD,
            flt_peripheral_id=device.peripheral_id,
            peripheral_number=_number(device.number),
            device_type=ConfigDeviceType.UNKNOWN,
            extension=device.number,
            description="",
        )
        for device in site.devices
        if _of(device.peripheral_id, wanted)
    )
    return (*telephones, *numbers, *others)


def _number(text: str) -> int | None:
    """The PeripheralNumber of a device: its extension or number, where that can be one."""
    return int(text) if text.isdecimal() and len(text) <= _MOST_DIGITS else None


_MOST_DIGITS: Final = 9
"""A number of so many digits always fits into 32 bits."""


def _call_types(site: Site, _wanted: int | None, _profile: Profile) -> Records:
    return tuple(
        m.CallTypeRecord(
            record_type=_ADD,
            flt_call_type_id=call_type.id,
            customer_definition_id=0,
            enterprise_name=call_type.name,
            description="",
        )
        for call_type in site.call_types
    )


def _domains(site: Site, _wanted: int | None, _profile: Profile) -> Records:
    return tuple(
        m.MRDRecord(
            record_type=_ADD,
            flt_mr_domain_id=domain.id,
            flt_enterprise_name=domain.name,
            flt_description="",
            flt_max_task_duration=0,
            flt_interruptible=False,
        )
        for domain in site.media_routing_domains
    )


def _peripherals(site: Site, wanted: int | None, _profile: Profile) -> Records:
    return tuple(
        m.PeripheralRecord(
            record_type=_ADD,
            config_peripheral_id=peripheral.id,
            default_agent_desk_settings_id=_NO_DESK_SETTINGS
            if peripheral.desk_settings_id is None
            else peripheral.desk_settings_id,
        )
        for peripheral in site.peripherals
        if _of(peripheral.id, wanted)
    )


def _desk_settings(site: Site, _wanted: int | None, _profile: Profile) -> Records:
    return tuple(
        m.DeskSettingsRecord(
            record_type=_ADD,
            agent_desk_settings_id=settings.id,
            flt_desk_settings_mask=settings.mask,
            flt_wrap_up_data_incoming_mode=settings.wrapup_data_incoming_mode,
            flt_wrap_up_data_outgoing_mode=settings.wrapup_data_outgoing_mode,
            flt_logout_non_activity_time=settings.logout_non_activity_time or _OFF,
            flt_quality_recording_rate=settings.quality_recording_rate or _OFF,
            flt_ring_no_answer_time=settings.ring_no_answer_time or _OFF,
            flt_silent_monitor_warning_message=settings.silent_monitor_warning_message,
            flt_silent_monitor_audible_indication=settings.silent_monitor_audible_indication,
            flt_supervisor_assist_call_method=settings.supervisor_assist_call_method,
            flt_emergency_call_method=settings.emergency_call_method,
            flt_auto_record_on_emergency=settings.auto_record_on_emergency,
            flt_recording_mode=settings.recording_mode,
            flt_work_mode_timer=settings.work_mode_timer or _OFF,
            flt_ring_no_answer_dn_id=settings.ring_no_answer_dn,
            flt_default_device_port_address=settings.default_device_port_address,
            play_zip_tone=settings.play_zip_tone,
            acd_shared_line_usage=settings.acd_shared_line_usage,
        )
        for settings in site.desk_settings
    )


def _agent_services(site: Site, wanted: int | None, _profile: Profile) -> Records:
    return tuple(
        m.AgentServiceRecord(
            agent_skill_target_id=agent.icm_agent_id,
            enabled_services=agent.enabled_services,
            record_type=_ADD,
        )
        for agent in site.agents
        if agent.enabled_services and _of(agent.peripheral_id, wanted)
    )


def _terminals(site: Site, wanted: int | None, _profile: Profile) -> Records:
    return tuple(
        m.TerminalRecord(
            record_type=_ADD,
            terminal_type=terminal.type,
            terminal_device_name=terminal.name,
            terminal_type_name=terminal.type_name,
            instruments=terminal.instruments,
        )
        for terminal in site.terminals
        if _of(terminal.peripheral_id, wanted)
    )


_BY_NUMBER: Final = ("flt_peripheral_id", "peripheral_number")

# fidelity configuration.order: guide Configuration Acquisition Messages; ours: Records come in this order; that
# terminals are the last is ours.
ITEMS: Final = (
    Item(ConfigMsgMask.SERVICE_MASK, m.ConfigServiceEvent, _services, _BY_NUMBER),
    Item(ConfigMsgMask.SKILL_GROUP_MASK, m.ConfigSkillGroupEvent, _skill_groups, _BY_NUMBER),
    Item(
        ConfigMsgMask.AGENT_MASK,
        m.ConfigAgentEvent,
        _agents,
        ("flt_peripheral_id", "login_id"),
        upload_only=("mrds",),
        state=_state,
        with_state=_in_state,
    ),
    # An agent who has lost all services is still there: that is a change to a record without any, not a deletion.
    Item(
        ConfigMsgMask.AGENT_SERVICE_MASK,
        m.ConfigAgentServiceEvent,
        _agent_services,
        ("agent_skill_target_id",),
        gone=RecordType.CHANGE,
    ),
    # Devices may be without PeripheralNumber, as not every extension can be one: it alone does not tell them apart.
    Item(
        ConfigMsgMask.DEVICE_MASK,
        m.ConfigDeviceEvent,
        _devices,
        (*_BY_NUMBER, "device_type", "dialed_number", "extension"),
    ),
    Item(ConfigMsgMask.CALL_TYPE_MASK, m.ConfigCallTypeEvent, _call_types, ("flt_call_type_id",)),
    Item(ConfigMsgMask.MRD_MASK, m.ConfigMrdEvent, _domains, ("flt_mr_domain_id",)),
    Item(ConfigMsgMask.PERIPHERAL_MASK, m.ConfigPeripheralEvent, _peripherals, ("config_peripheral_id",)),
    Item(
        ConfigMsgMask.AGENT_DESK_SETTINGS_MASK,
        m.ConfigAgentDeskSettingsEvent,
        _desk_settings,
        ("agent_desk_settings_id",),
    ),
    Item(ConfigMsgMask.TERMINAL_MASK, m.ConfigTerminalEvent, _terminals, ("terminal_device_name",), changes=False),
)
"""The kinds of configuration record of Unified CCE, in the order in which they are uploaded."""


def items_of(rules: Rules) -> tuple[Item, ...]:
    """The kinds of configuration record that a dialect has, in the same order."""
    known = (item for item in ITEMS if rules.dialect in item.message.declarations)
    devices = rules.config.devices
    if devices is None:
        return tuple(known)
    return tuple(attrs.evolve(item, records=devices) if item.records is _devices else item for item in known)
