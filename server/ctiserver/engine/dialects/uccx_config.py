"""The configuration of Unified CCX: what its records say, and what stands for their kinds.

Guide: Unified CCX, "Share Configuration Data".
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final, TypeVar, cast

import attrs

from ctiproto.constants import ConfigDeviceType, ConfigMsgMask, DeviceIDType, RecordType, uccx
from ctiproto.constants.limits import NULL_CALL_ID
from ctiproto.declare import Message
from ctiproto.messages import (
    AgentRecord,
    ConfigAgentEvent,
    ConfigBeginEvent,
    ConfigServiceEvent,
    ConfigSkillGroupEvent,
    DeviceRecord,
    ServiceRecord,
    SkillGroupRecord,
)
from ctiproto.version_rules import bits_of
from ctiproto.versions import Profile
from ctiserver.engine.dialects.rules import ConfigRules
from ctiserver.site.model import Site
from ctiserver.site.settings import Settings

_KINDS: Final[Mapping[uccx.ConfigurationMask, ConfigMsgMask]] = {
    uccx.ConfigurationMask.APPLICATION: ConfigMsgMask.SERVICE_MASK,
    uccx.ConfigurationMask.CSQ: ConfigMsgMask.SKILL_GROUP_MASK,
    uccx.ConfigurationMask.AGENT: ConfigMsgMask.AGENT_MASK,
    uccx.ConfigurationMask.DEVICE: ConfigMsgMask.DEVICE_MASK,
    uccx.ConfigurationMask.TERMINAL: ConfigMsgMask.TERMINAL_MASK,
}
"""The kinds of records by their bit in CONFIG_REQUEST_EVENT and CONFIG_BEGIN_EVENT: not that of OPEN_REQ."""

_CALL_CONTROL_GROUP: Final = 1
_VOICE: Final = 1
_MEDIA: Final = {True: 0, False: 1}
"""MRDomainID of a CSQ, by whether it is one of voice; else it is one of e-mail."""

R = TypeVar("R", ServiceRecord, SkillGroupRecord, AgentRecord)


def _bits(profile: Profile) -> int:
    return int(bits_of(uccx.ConfigurationMask, profile))


def _kinds(mask: ConfigMsgMask) -> ConfigMsgMask:
    # fidelity uccx.configuration-mask: guide CONFIG_REQUEST_EVENT: ConfigurationMask has applications 1, CSQs 2, agents
    # 4, devices 8 and, from version 18 on, terminals 16, where ConfigMsgMask of OPEN_REQ has agents and applications
    # the other way round.
    return ConfigMsgMask(sum(kind for bit, kind in _KINDS.items() if int(mask) & bit))


def _devices(site: Site, _wanted: int | None, _profile: Profile) -> tuple[DeviceRecord, ...]:
    return (*_telephones(site), *_triggers(site), *_ports(site))


# fidelity uccx.devices: guide CONFIG_DEVICE_EVENT; ours: A device is an agent with their record and LoginID, a route
# point with its application, or a CTI port, and what they are called is DeviceField2; that DeviceField4 of an agent is
# the extension, and that all ports are in one call control group, whose record follows them, is ours.
def _telephones(site: Site) -> Iterator[DeviceRecord]:
    for agent in site.agents:
        yield DeviceRecord(
            record_type=RecordType.ADD,
            flt_peripheral_id=agent.peripheral_id,
            peripheral_number=agent.icm_agent_id,
            device_type=ConfigDeviceType.AGENT_ID,
            dialed_number=agent.id,
            extension=agent.extension,
            description="",
        )


def _triggers(site: Site) -> Iterator[DeviceRecord]:
    for number in site.dialed_numbers:
        service = site.services_by_number[number.peripheral_id, number.service_number]
        yield DeviceRecord(
            record_type=RecordType.ADD,
            flt_peripheral_id=number.peripheral_id,
            peripheral_number=_CALL_CONTROL_GROUP,
            device_type=ConfigDeviceType.ROUTE_POINT,
            max_queued=service.max_queued or NULL_CALL_ID,
            flt_service_id=service.number,
            dialed_number=number.number,
            description="",
        )


def _ports(site: Site) -> Iterator[DeviceRecord]:
    ports = [device for device in site.devices if device.type is DeviceIDType.CTI_PORT]
    for port in ports:
        yield _of_group(site, ConfigDeviceType.CTI_PORT, dialed_number=port.number)
    if ports:
        yield _of_group(site, ConfigDeviceType.CALL_CONTROL_GROUP, max_queued=len(ports))


def _of_group(site: Site, kind: ConfigDeviceType, **fields: Any) -> DeviceRecord:
    return DeviceRecord(
        record_type=RecordType.ADD,
        flt_peripheral_id=site.main_peripheral.id,
        peripheral_number=_CALL_CONTROL_GROUP,
        device_type=kind,
        description="",
        **fields,
    )


def _begin(message: ConfigBeginEvent, _settings: Settings) -> Message:
    asked = sum(bit for bit, kind in _KINDS.items() if message.config_information & kind)
    return message.changed(config_information=ConfigMsgMask(asked))


def _applications(message: ConfigServiceEvent, _settings: Settings) -> Message:
    # fidelity uccx.previous-application: guide CONFIG_APPLICATION_EVENT; ours: PreviousApplicationID is another one
    # only where an ApplicationID changed, which no site tells: it is the present one.
    told = (_reworded(each, service_skill_target_id=each.peripheral_number) for each in message.records)
    return message.changed(records=tuple(told))


def _csqs(message: ConfigSkillGroupEvent, _settings: Settings) -> Message:
    # fidelity uccx.media-of-csqs: guide CONFIG_CSQ_EVENT; ours: MRDomainID is 0 for voice and 1 for e-mail; that a CSQ
    # is one of voice whose media routing domain has the id 1 is ours.
    told = (_reworded(each, flt_mr_domain_id=_MEDIA[each.flt_mr_domain_id == _VOICE]) for each in message.records)
    return message.changed(records=tuple(told))


def _agents(message: ConfigAgentEvent, _settings: Settings) -> Message:
    # fidelity uccx.agent-records: guide CONFIG_AGENT_EVENT: An agent is told by the LoginID, which no other has; what
    # has no use there is reserved.
    return message.changed(records=tuple(_reworded(each, login_name="", mrd_id=_VOICE) for each in message.records))


def _reworded(record: R, **values: object) -> R:
    """A record with other values in some fields; one of what is gone has nothing but what tells it from others."""
    if record.record_type is RecordType.DELETE:
        return record
    return cast("R", attrs.evolve(cast("Any", record), **values))


RECORDS: Final[Mapping[type[Message], Callable[[Any, Settings], Message]]] = {
    ConfigBeginEvent: _begin,
    ConfigServiceEvent: _applications,
    ConfigSkillGroupEvent: _csqs,
    ConfigAgentEvent: _agents,
}
"""How records are told that are told otherwise than at Unified CCE."""

CONFIG: Final = ConfigRules(
    # fidelity uccx.config-service: guide CONFIG_KEY_EVENT, CONFIG_END_EVENT: Without CONFIG_EVENTS a request is
    # answered with status 1, and with nothing else.
    needs_service=True,
    # fidelity uccx.config-within-open: guide CONFIG_REQUEST_EVENT: ConfigMsgMask of OPEN_REQ restricts what is sent.
    is_within_open=True,
    # fidelity uccx.config-customer: guide CONFIG_KEY_EVENT, CONFIG_END_EVENT; ours: Another number than 0 in the
    # reserved field 131 is answered with status 3 for keys and 2 for records; where it is required and absent as well,
    # which is ours.
    reserves_customer=True,
    bits=_bits,
    kinds=_kinds,
    devices=_devices,
)
"""What Unified CCX says of its configuration."""
