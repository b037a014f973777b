"""The parts of a site: one frozen class per kind of thing that is configured.

``id`` is the number that is unique at the whole site, ``number`` the one that is unique on its peripheral.
"""

from __future__ import annotations

from typing import Annotated, Final, Literal, TypeAlias

import attrs

from ctiproto.constants import (
    ACDSharedLineUsage,
    CTIService,
    DeskSettingsMask,
    DeviceIDType,
    EnabledService,
    PeripheralType,
    PlayZipTone,
    WrapupDataMode,
    limits,
)
from ctiserver.site.keys import AgentKey
from ctiserver.site.values import (
    ID,
    RANGES,
    AgentID,
    ArraySize,
    ClientID,
    Count,
    Department,
    DialedNumberText,
    EnterpriseName,
    Extension,
    Instrument,
    IPAddress,
    Label,
    LoginName,
    Number,
    Password,
    PeripheralName,
    PersonName,
    PortAddress,
    Reason,
    Short,
    TeamName,
    TerminalName,
    TerminalTypeName,
    VariableLength,
    VariableName,
    WrapupData,
)

NumberKey: TypeAlias = tuple[int, int]
TextKey: TypeAlias = tuple[int, str]

# Nothing forbidden, nothing automatic, no reason demanded.
_UNRESTRICTED: Final = DeskSettingsMask(0x3FE0)

SUPERVISORS_REASON: Final = 999
"""The reason code of what a supervisor orders."""

FIRST_SYSTEM_REASON: Final = 20_001
"""The reason codes from here on are the system's own."""


@attrs.frozen
class MediaRoutingDomain:
    """A kind of work that agents are routed for, such as voice."""

    id: ID
    name: EnterpriseName = ""


@attrs.frozen
class DeskSettings:
    """What agents may do, and what timers do to them; a timer of 0 seconds is off."""

    id: ID
    mask: DeskSettingsMask = _UNRESTRICTED
    wrapup_data_incoming_mode: WrapupDataMode = WrapupDataMode.OPTIONAL
    wrapup_data_outgoing_mode: WrapupDataMode = WrapupDataMode.OPTIONAL
    work_mode_timer: Count = 0
    ring_no_answer_time: Count = 0
    ring_no_answer_dn: Number = 0
    logout_non_activity_time: Count = 0
    supervisor_assist_call_method: Count = 0
    emergency_call_method: Count = 0
    auto_record_on_emergency: Count = 0
    recording_mode: Count = 0
    quality_recording_rate: Count = 0
    silent_monitor_warning_message: Count = 0
    silent_monitor_audible_indication: Count = 0
    default_device_port_address: PortAddress = ""
    play_zip_tone: PlayZipTone = PlayZipTone.DISABLED
    acd_shared_line_usage: ACDSharedLineUsage = ACDSharedLineUsage.PROHIBITED
    remote_agents: bool = True


UNCONFIGURED_DESK_SETTINGS: Final = DeskSettings(id=limits.NULL_AGENT_DESK_SETTINGS_ID)


@attrs.frozen
class Peripheral:
    """An ACD: the switch whose calls and agents the server reports."""

    id: ID
    name: PeripheralName = ""
    type: PeripheralType = PeripheralType.ENTERPRISE_AGENT
    online: bool = True
    media_routing_domain_id: ID = 1
    desk_settings_id: ID | None = None


@attrs.frozen
class SkillGroup:
    """A group of agents that can do the same work; ``id`` is its skill target id.

    ``media_routing_domain_id`` ``None`` means that of the peripheral; work of another domain does not come from there.
    ``automatic_work`` seconds of after-call work follow each of its calls whatever the desk settings say, 0 without
    limit; ``None``: those decide.
    """

    number: Number
    id: ID
    peripheral_id: ID
    name: PeripheralName = ""
    priority: Short = 0
    default: bool = False
    media_routing_domain_id: ID | None = None
    automatic_work: Count | None = None


@attrs.frozen
class Service:
    """What callers ask for; its members are the skill groups (by number) that can give it.

    ``max_queued`` calls may wait for it at most, and each for ``max_queue_time`` seconds; 0 is no limit.  A call beyond
    either goes to the dialled number ``overflow_number`` or ``time_out_number``, and fails without one.
    """

    number: Number
    id: ID
    peripheral_id: ID
    name: PeripheralName = ""
    members: Annotated[tuple[Number, ...], RANGES] = ()
    max_queued: Count = 0
    overflow_number: DialedNumberText | None = None
    max_queue_time: Count = 0
    time_out_number: DialedNumberText | None = None

    @property
    def elsewhere(self) -> dict[str, str]:
        """The numbers that calls go to which do not wait for it any more, by their keys."""
        named = {"overflow_number": self.overflow_number, "time_out_number": self.time_out_number}
        return {key: number for key, number in named.items() if number is not None}


@attrs.frozen
class CallType:
    """A category of routed calls."""

    id: ID
    name: EnterpriseName = ""


@attrs.frozen
class DialedNumber:
    """A number that callers reach the contact centre by, and the work that its calls are.

    Calls wait for the skill group if one is named, else for all members of the service.  ``translation_routes`` are the
    DNIS by which the router may send calls of this number here.
    """

    number: DialedNumberText
    service_number: Number
    peripheral_id: ID
    skill_group_number: Number | None = None
    call_type_id: ID | None = None
    translation_routes: Annotated[tuple[DialedNumberText, ...], RANGES] = ()


@attrs.frozen
class TrunkGroup:
    """Lines to the outside world."""

    number: Number
    peripheral_id: ID
    trunks: Annotated[tuple[Number, ...], RANGES] = ()


LoginFailure: TypeAlias = Literal[
    "DEVICE_RESTRICTED",
    "LINE_RESTRICTED",
    "MAXIMUM_LINE_LIMIT_EXCEEDED",
    "SHARED_LINES_NOT_SUPPORTED",
    "EXTENSION_NOT_UNIQUE",
]
"""A failure of the guide that says what is wrong with a device, as to an agent who wants to sign in at it."""


@attrs.frozen
class Device:
    """Something that can hold a call and is no agent's telephone: an extension, a route point, a CTI port.

    ``login_failure`` is the failure with which agents cannot sign in at it; ``None``: its type decides.
    """

    number: Extension
    peripheral_id: ID
    type: DeviceIDType = DeviceIDType.DEVICE_IDENTIFIER
    ip: IPAddress = ""
    login_failure: LoginFailure | None = None


@attrs.frozen
class Terminal:
    """A device by the name that the call manager knows it by, and the instruments that are lines of it."""

    name: TerminalName
    peripheral_id: ID
    type: Short = 0
    type_name: TerminalTypeName = ""
    instruments: Annotated[tuple[Instrument, ...], RANGES] = ()


def usual_password(agent_id: str) -> str:
    """The password of an agent who is given none: the id, as far as AgentPassword has room for it."""
    return agent_id[:63]


@attrs.frozen
class Agent:
    """A person who takes calls, and their own telephone; they may sign in at another.

    Skill groups are numbers on the agent's peripheral; ``desk_settings_id`` ``None`` means those of the peripheral.
    ``enabled_services`` are those that an AI gives the agent on calls; ``department_id`` 0 is no department; ``ip`` is
    the address of the telephone.
    Without an ``own_extension`` the configuration names none, and the telephone is only where the agent usually sits.
    """

    id: AgentID
    extension: Extension
    icm_agent_id: ID
    peripheral_id: ID
    instrument: Instrument = attrs.field(default=attrs.Factory(lambda agent: agent.extension, takes_self=True))
    password: Password = attrs.field(default=attrs.Factory(lambda agent: usual_password(agent.id), takes_self=True))
    first_name: PersonName = "Agent"
    last_name: PersonName = attrs.field(default=attrs.Factory(lambda agent: agent.id[:31], takes_self=True))
    login_name: LoginName = attrs.field(default=attrs.Factory(lambda agent: agent.id, takes_self=True))
    skill_groups: Annotated[tuple[Number, ...], RANGES] = ()
    desk_settings_id: ID | None = None
    enabled_services: tuple[EnabledService, ...] = ()
    department_id: Department = 0
    ip: IPAddress = ""
    own_extension: bool = True

    @property
    def key(self) -> AgentKey:
        """What the agent goes by in the look-ups of ``Site``."""
        return AgentKey(self.peripheral_id, self.id)


@attrs.frozen
class Team:
    """Agents with the same supervisors; all are named by their ids on the team's peripheral."""

    id: ID
    peripheral_id: ID
    name: TeamName = ""
    department_id: Department = 0
    members: Annotated[tuple[AgentID, ...], RANGES] = ()
    primary_supervisor: AgentID | None = None
    other_supervisors: Annotated[tuple[AgentID, ...], RANGES] = ()

    @property
    def supervisors(self) -> tuple[str, ...]:
        """All who supervise the team, the primary supervisor first."""
        primary = () if self.primary_supervisor is None else (self.primary_supervisor,)
        return primary + self.other_supervisors


@attrs.frozen
class ECCVariable:
    """A named variable that calls may carry."""

    name: VariableName
    max_length: VariableLength = 210


@attrs.frozen
class ECCArray:
    """A named array that calls may carry, with ``size`` elements."""

    name: VariableName
    size: ArraySize
    max_length: VariableLength = 210


@attrs.frozen
class ReasonCode:
    """A reason that agents may give, and what people read for it.

    ``state`` is what it is a reason for, ``None`` for both; it tells desktops where to offer it.
    """

    code: Reason
    label: Label = ""
    state: Literal["NOT_READY", "LOGOUT"] | None = None


@attrs.frozen
class WrapupCode:
    """A text that agents enter as wrap-up data, and what people read for it.

    The list tells desktops what to offer; any other text can be entered as well.
    """

    code: WrapupData
    label: Label = attrs.field(default=attrs.Factory(lambda wrapup: wrapup.code, takes_self=True))


@attrs.frozen
class Client:
    """A program that may open sessions where ``auth`` is on, and the services it may have.

    ``grantable`` ``None`` means those of the settings.
    """

    id: ClientID
    password: Password = ""
    grantable: CTIService | None = None
