"""The site as data: who and what is configured at a contact centre.

Everything is frozen and knows no behaviour.  Numbers are unique per peripheral, so look-ups that go by a number have
``(peripheral_id, number)`` as key; they are built at first use and take constant time from then on.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from typing import Final

import attrs

from ctiproto.constants import AgentType
from ctiproto.versions import Dialect
from ctiserver.site.dialects import rules_of
from ctiserver.site.limits import Limits
from ctiserver.site.parts import (
    FIRST_SYSTEM_REASON,
    SUPERVISORS_REASON,
    UNCONFIGURED_DESK_SETTINGS,
    Agent,
    CallType,
    Client,
    DeskSettings,
    Device,
    DialedNumber,
    ECCArray,
    ECCVariable,
    MediaRoutingDomain,
    NumberKey,
    Peripheral,
    ReasonCode,
    Service,
    SkillGroup,
    Team,
    Terminal,
    TextKey,
    TrunkGroup,
    WrapupCode,
)
from ctiserver.site.settings import DialPlan, EventOrder, Settings, Span, WorkloadSettings
from ctiserver.site.values import EnterpriseName

__all__ = [
    "Agent",
    "CallType",
    "Client",
    "DeskSettings",
    "Device",
    "DialPlan",
    "DialedNumber",
    "ECCArray",
    "ECCVariable",
    "EventOrder",
    "Limits",
    "MediaRoutingDomain",
    "NumberKey",
    "Peripheral",
    "ReasonCode",
    "Service",
    "Settings",
    "Site",
    "SkillGroup",
    "Span",
    "Team",
    "Terminal",
    "TextKey",
    "TrunkGroup",
    "WorkloadSettings",
    "WrapupCode",
]


LOOK_UPS: Final = (
    "agents_by_id",
    "agents_by_extension",
    "agents_by_instrument",
    "agents_by_icm_id",
    "agents_by_skill_group",
    "simulated_agents",
    "team_by_member",
    "teams_by_supervisor",
)
"""The look-ups of a site that take long to build where there are many agents."""


@attrs.frozen
class Site:
    """A contact centre.

    The first peripheral is the main one: parts that name no peripheral belong to it.
    """

    peripherals: tuple[Peripheral, ...]
    name: EnterpriseName = ""
    dialect: Dialect = Dialect.UCCE
    settings: Settings = attrs.field(factory=Settings)
    limits: Limits = attrs.field(factory=Limits)
    dial_plan: DialPlan = attrs.field(factory=DialPlan)
    workload: WorkloadSettings = attrs.field(factory=WorkloadSettings)
    media_routing_domains: tuple[MediaRoutingDomain, ...] = (MediaRoutingDomain(1),)
    desk_settings: tuple[DeskSettings, ...] = ()
    skill_groups: tuple[SkillGroup, ...] = ()
    services: tuple[Service, ...] = ()
    call_types: tuple[CallType, ...] = ()
    dialed_numbers: tuple[DialedNumber, ...] = ()
    trunk_groups: tuple[TrunkGroup, ...] = ()
    devices: tuple[Device, ...] = ()
    terminals: tuple[Terminal, ...] = ()
    agents: tuple[Agent, ...] = ()
    teams: tuple[Team, ...] = ()
    ecc_variables: tuple[ECCVariable, ...] = ()
    ecc_arrays: tuple[ECCArray, ...] = ()
    reason_codes: tuple[ReasonCode, ...] = ()
    wrapup_codes: tuple[WrapupCode, ...] = ()
    clients: tuple[Client, ...] = ()

    @property
    def main_peripheral(self) -> Peripheral:
        """The peripheral that everything belongs to which names no other."""
        return self.peripherals[0]

    def agent(self, agent_id: str, peripheral_id: int | None = None) -> Agent:
        """The agent of that login id, on the main peripheral unless another is named.

        Raises:
            KeyError: there is no such agent.
        """
        return self.agents_by_id[self.main_peripheral.id if peripheral_id is None else peripheral_id, agent_id]

    def agent_type(self, agent: Agent) -> AgentType:
        """Supervisor if ``agent`` supervises a team, else agent."""
        return AgentType.SUPERVISOR if agent.key in self.teams_by_supervisor else AgentType.AGENT

    def desk_settings_of(self, agent: Agent) -> DeskSettings:
        """The desk settings of ``agent``: their own, else those of the peripheral, else the defaults."""
        own = agent.desk_settings_id
        settings_id = self.peripherals_by_id[agent.peripheral_id].desk_settings_id if own is None else own
        return UNCONFIGURED_DESK_SETTINGS if settings_id is None else self.desk_settings_by_id[settings_id]

    def allows_reason(self, code: int) -> bool:
        """Whether agents may give a reason code: any if the site has no list or allows others, else one of the list.

        No reason, a supervisor's and those of the system are always allowed.
        """
        # fidelity agents.system-reasons: inferred DB: Reasons of the system are allowed also where the site has a list
        # of them.
        if code in (0, SUPERVISORS_REASON) or code >= FIRST_SYSTEM_REASON:
            return True
        is_any_allowed = self.settings.unlisted_reason_codes or not self.reason_codes
        return is_any_allowed or code in self.reason_codes_by_code

    def domain_of(self, group: SkillGroup) -> int:
        """The media routing domain that the work of a skill group belongs to: its own, or that of its peripheral."""
        own = group.media_routing_domain_id
        return self.peripherals_by_id[group.peripheral_id].media_routing_domain_id if own is None else own

    def groups_at_the_telephone(self, agent: Agent) -> tuple[int, ...]:
        """The numbers of the agent's skill groups whose work comes from the agent's peripheral."""
        elsewhere = self._groups_elsewhere
        if not elsewhere:
            return agent.skill_groups
        return tuple(number for number in agent.skill_groups if (agent.peripheral_id, number) not in elsewhere)

    @cached_property
    def _groups_elsewhere(self) -> frozenset[NumberKey]:
        """The skill groups whose work does not come from their peripheral."""
        peripherals = self.peripherals_by_id
        return frozenset(
            (group.peripheral_id, group.number)
            for group in self.skill_groups
            if self.domain_of(group) != peripherals[group.peripheral_id].media_routing_domain_id
        )

    @cached_property
    def peripherals_by_id(self) -> Mapping[int, Peripheral]:
        """Peripherals by PeripheralID."""
        return {peripheral.id: peripheral for peripheral in self.peripherals}

    @cached_property
    def enterprise_peripherals(self) -> tuple[Peripheral, ...]:
        """The peripherals that other peripherals stand behind: those whose type is an enterprise's."""
        return tuple(peripheral for peripheral in self.peripherals if peripheral.type.name.startswith("ENTERPRISE"))

    @cached_property
    def media_routing_domains_by_id(self) -> Mapping[int, MediaRoutingDomain]:
        """Media routing domains by MRDomainID."""
        return {domain.id: domain for domain in self.media_routing_domains}

    @cached_property
    def desk_settings_by_id(self) -> Mapping[int, DeskSettings]:
        """Desk settings by AgentDeskSettingsID."""
        return {settings.id: settings for settings in self.desk_settings}

    @cached_property
    def skill_groups_by_number(self) -> Mapping[NumberKey, SkillGroup]:
        """Skill groups by peripheral and SkillGroupNumber."""
        return {(group.peripheral_id, group.number): group for group in self.skill_groups}

    @cached_property
    def skill_groups_by_id(self) -> Mapping[int, SkillGroup]:
        """Skill groups by SkillGroupID."""
        return {group.id: group for group in self.skill_groups}

    @cached_property
    def services_by_number(self) -> Mapping[NumberKey, Service]:
        """Services by peripheral and ServiceNumber."""
        return {(service.peripheral_id, service.number): service for service in self.services}

    @cached_property
    def services_by_id(self) -> Mapping[int, Service]:
        """Services by ServiceID."""
        return {service.id: service for service in self.services}

    @cached_property
    def call_types_by_id(self) -> Mapping[int, CallType]:
        """Call types by CallTypeID."""
        return {call_type.id: call_type for call_type in self.call_types}

    @cached_property
    def dialed_numbers_by_number(self) -> Mapping[TextKey, DialedNumber]:
        """Dialled numbers by peripheral and the digits dialled."""
        return {(dialed.peripheral_id, dialed.number): dialed for dialed in self.dialed_numbers}

    @cached_property
    def trunk_groups_by_number(self) -> Mapping[NumberKey, TrunkGroup]:
        """Trunk groups by peripheral and TrunkGroupNumber."""
        return {(group.peripheral_id, group.number): group for group in self.trunk_groups}

    @cached_property
    def devices_by_number(self) -> Mapping[TextKey, Device]:
        """Devices that are no agent's telephone, by peripheral and number."""
        return {(device.peripheral_id, device.number): device for device in self.devices}

    @cached_property
    def terminals_by_instrument(self) -> Mapping[TextKey, Terminal]:
        """Terminals by peripheral and each of their instruments."""
        return {(each.peripheral_id, line): each for each in self.terminals for line in each.instruments}

    @cached_property
    def second_lines(self) -> Mapping[TextKey, str]:
        """The first line of a terminal by peripheral and each of its other lines."""
        return {
            (each.peripheral_id, line): each.instruments[0] for each in self.terminals for line in each.instruments[1:]
        }

    @cached_property
    def agents_by_id(self) -> Mapping[TextKey, Agent]:
        """Agents by peripheral and AgentID, the login id."""
        return {agent.key: agent for agent in self.agents}

    @cached_property
    def agents_by_extension(self) -> Mapping[TextKey, Agent]:
        """Agents by peripheral and AgentExtension."""
        return {(agent.peripheral_id, agent.extension): agent for agent in self.agents}

    @cached_property
    def agents_by_instrument(self) -> Mapping[TextKey, Agent]:
        """Agents by peripheral and AgentInstrument."""
        return {(agent.peripheral_id, agent.instrument): agent for agent in self.agents}

    @cached_property
    def agents_by_icm_id(self) -> Mapping[int, Agent]:
        """Agents by ICMAgentID, the skill target id."""
        return {agent.icm_agent_id: agent for agent in self.agents}

    @cached_property
    def agents_by_skill_group(self) -> Mapping[NumberKey, tuple[Agent, ...]]:
        """The agents of every skill group, by peripheral and SkillGroupNumber."""
        members: dict[NumberKey, list[Agent]] = {key: [] for key in self.skill_groups_by_number}
        for agent in self.agents:
            for number in agent.skill_groups:
                members[agent.peripheral_id, number].append(agent)
        return {key: tuple(agents) for key, agents in members.items()}

    @cached_property
    def simulated_agents(self) -> tuple[Agent, ...]:
        """The agents who work by themselves, in the order of ``agents``.

        An id that several peripherals have means the agent on each of them.
        """
        simulated = frozenset(self.workload.agents)
        return tuple(agent for agent in self.agents if agent.id in simulated)

    @cached_property
    def teams_by_id(self) -> Mapping[int, Team]:
        """Teams by TeamID."""
        return {team.id: team for team in self.teams}

    @cached_property
    def team_by_member(self) -> Mapping[TextKey, Team]:
        """The one team of each agent who is in a team, by the agent's key."""
        return {(team.peripheral_id, member): team for team in self.teams for member in team.members}

    @cached_property
    def teams_by_supervisor(self) -> Mapping[TextKey, tuple[Team, ...]]:
        """The teams of each supervisor, by the supervisor's key."""
        teams: dict[TextKey, tuple[Team, ...]] = {}
        for team in self.teams:
            for supervisor in team.supervisors:
                key = (team.peripheral_id, supervisor)
                teams[key] = (*teams.get(key, ()), team)
        return teams

    @cached_property
    def ecc_variables_by_name(self) -> Mapping[str, ECCVariable]:
        """Named variables by their name in lower case: case does not count.

        Some are there at every site of a dialect.
        """
        variables = (*rules_of(self.dialect).ecc_variables, *self.ecc_variables)
        return {variable.name.lower(): variable for variable in variables}

    @cached_property
    def ecc_arrays_by_name(self) -> Mapping[str, ECCArray]:
        """Named arrays by their name in lower case: case does not count."""
        return {array.name.lower(): array for array in self.ecc_arrays}

    @cached_property
    def reason_codes_by_code(self) -> Mapping[int, ReasonCode]:
        """Reason codes by the number that stands in EventReasonCode."""
        return {reason.code: reason for reason in self.reason_codes}

    @cached_property
    def clients_by_id(self) -> Mapping[str, Client]:
        """Clients by ClientID."""
        return {client.id: client for client in self.clients}
