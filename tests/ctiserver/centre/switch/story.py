"""A small contact centre to tell stories of, and a short way of writing down what happened in it.

``A`` and ``B`` are agents at the stations 2001 and 2002; ``A`` works for the groups 1 and 3, ``B`` for 2 and 3.
"""

from __future__ import annotations

from collections import Counter
from typing import Any, Final

import pytest
from attrs import evolve

from ctiproto.constants import (
    AgentState,
    CallDirection,
    DeskSettingsMask,
    DeviceIDType,
    EventCause,
    ForcedFlag,
    PeripheralType,
    SupervisoryAction,
    WrapupDataMode,
)
from ctiserver.centre.statistics.counters import Period
from ctiserver.centre.statistics.statistics import Statistics
from ctiserver.centre.switch import events as e
from ctiserver.centre.switch.commands import (
    AlternateCall,
    AnswerCall,
    CallArrives,
    CallerHangsUp,
    ClearConnection,
    Command,
    ConferenceCall,
    ConsultationCall,
    DeflectCall,
    HoldCall,
    MakeCall,
    ReconnectCall,
    RetrieveCall,
    SetAgentState,
    SetCallData,
    SuperviseCall,
    TransferCall,
)
from ctiserver.centre.switch.context import CallData
from ctiserver.centre.switch.errors import Refused
from ctiserver.centre.switch.identifiers import ConnectionID
from ctiserver.centre.switch.switch import Switch
from ctiserver.site.model import (
    Agent,
    CallType,
    DeskSettings,
    Device,
    DialedNumber,
    Peripheral,
    Service,
    Settings,
    Site,
    SkillGroup,
    Team,
    TrunkGroup,
)

PG: Final = 5000
START: Final = 1_760_000_000.0
DEFAULT_GROUP: Final = 3
STATION_DIGITS: Final = 4
OTHER: Final = PeripheralType.DEFINITY_ECS_EAS
"""A type of peripheral of which nothing more is known than the guide says."""

CCX: Final = PeripheralType.CRS
"""The type of a Unified CCX engine."""

WRAPUP: Final = DeskSettings(
    id=1,
    wrapup_data_incoming_mode=WrapupDataMode.REQUIRED,
    wrapup_data_outgoing_mode=WrapupDataMode.OPTIONAL,
    work_mode_timer=10,
    ring_no_answer_time=12,
)
PLAIN: Final = DeskSettings(id=1, ring_no_answer_time=12)


def desk(mask: DeskSettingsMask = PLAIN.mask, **changes: Any) -> DeskSettings:
    """The plain desk settings with changes."""
    return evolve(PLAIN, mask=mask, **changes)


def site(
    desk_settings: DeskSettings = PLAIN,
    settings: Settings | None = None,
    kind: PeripheralType = PeripheralType.ENTERPRISE_AGENT,
) -> Site:
    """A contact centre with one peripheral of a ``kind``, whose agents all have ``desk_settings``.

    One of Unified CCX has two CTI ports.
    """
    ports = ("9026", "9027") if kind is CCX else ()
    return Site(
        peripherals=(Peripheral(PG, desk_settings_id=1, type=kind), Peripheral(5001, online=False)),
        settings=settings or Settings(),
        desk_settings=(desk_settings,),
        skill_groups=tuple(
            SkillGroup(number, 5000 + number, PG, default=number == DEFAULT_GROUP) for number in (1, 2, 3)
        ),
        services=(
            Service(1, 6001, PG, members=(1,)),
            Service(2, 6002, PG, members=(2,)),
            Service(3, 6003, PG, members=(3, 1)),
        ),
        call_types=(CallType(9001),),
        dialed_numbers=(
            DialedNumber("8001", 1, PG, call_type_id=9001),
            DialedNumber("8002", 2, PG),
            DialedNumber("8003", 3, PG, skill_group_number=3),
            DialedNumber("8004", 3, PG),
            DialedNumber("8005", 1, PG),
        ),
        trunk_groups=(TrunkGroup(1, PG, (1, 2, 3)),),
        devices=(
            Device("3001", PG),
            Device("3002", PG, DeviceIDType.ROUTE_POINT),
            Device("3003", PG),
            Device("3004", PG),
            *(Device(port, PG, DeviceIDType.CTI_PORT) for port in ports),
        ),
        agents=(
            Agent("1001", "2001", 10_001, PG, skill_groups=(1, 3)),
            Agent("1002", "2002", 10_002, PG, skill_groups=(2, 3), instrument="SEP2002"),
            Agent("1003", "2003", 10_003, PG),
            Agent("1000", "2000", 10_000, PG),
            Agent("1001", "2001", 20_001, 5001),
        ),
        teams=(Team(7001, PG, members=("1001", "1002"), primary_supervisor="1000"),),
    )


NEXT_LEG: Final = [
    "ConnectionCleared K(X) NULL cause 28 -> All",
    "Cleared K(X) NULL cause 28 -> All",
    "Ended K(X) -> All",
    "Began K(X) -> All",
]
"""A caller from outside goes on as the next call of their contact."""


class Story:
    """A switch, the time, and the events since the story last looked at them."""

    def __init__(
        self,
        desk_settings: DeskSettings = PLAIN,
        settings: Settings | None = None,
        seed: int = 1,
        kind: PeripheralType = PeripheralType.ENTERPRISE_AGENT,
    ) -> None:
        self.switch = Switch(site(desk_settings, settings, kind), seed=seed)
        self.now = START
        self.events: list[e.Event] = []
        self.history: list[e.Event] = []
        self._statistics = Statistics(self.switch.site)

    def do(self, command: Command) -> list[e.Event]:
        """Execute a command now."""
        events = self.switch.execute(command, self.now)
        self.note(events)
        return events

    def refusal(self, command: Command) -> tuple[int, int]:
        """Try a command that is refused, with nothing that happens; the codes of it."""
        self.forget()
        with pytest.raises(Refused) as refused:
            self.do(command)
        assert self.events == []
        return int(refused.value.code), refused.value.peripheral_error

    def wait(self, seconds: float) -> list[e.Event]:
        """Let time pass."""
        self.now += seconds
        events = self.switch.tick(self.now)
        self.note(events)
        return events

    def note(self, events: list[e.Event]) -> None:
        """Keep what happened, and let statistics hear of it."""
        self.events += events
        self.history += events
        self._statistics.observe(events)

    def rows(self) -> list[str]:
        """What happened since this was asked last."""
        events, self.events = self.events, []
        return [row(event) for event in events]

    def forget(self) -> None:
        """What happened so far was only the scene of the story."""
        self.events = []

    # --- what people do -------------------------------------------------------------------------------------------

    def sign_in(self, agent: str, **more: Any) -> None:
        """An agent signs in."""
        more = {"password": agent} | more
        self.do(SetAgentState(peripheral_id=PG, agent_id=agent, state=AgentState.LOGIN, **more))

    def wants(self, agent: str, state: AgentState, **more: Any) -> None:
        """An agent asks for a state."""
        self.do(SetAgentState(peripheral_id=PG, agent_id=agent, state=state, **more))

    def ready(self, *agents: str) -> None:
        """Agents sign in and become available."""
        for agent in agents:
            self.sign_in(agent)
            self.wants(agent, AgentState.AVAILABLE)
        self.forget()

    def arrives(self, number: str = "8001", ani: str = "5550100", **more: Any) -> int:
        """A call arrives from outside; returns the call."""
        self.do(CallArrives(peripheral_id=PG, dialed_number=number, data=CallData(ani=ani), **more))
        return self.switch.calls(PG)[-1]

    def dials(self, device: str, number: str, **more: Any) -> int:
        """A station places a call; returns the call."""
        self.do(MakeCall(peripheral_id=PG, device=device, dialed_number=number, **more))
        return self.switch.calls(PG)[-1]

    def answers(self, device: str, **more: Any) -> None:
        """A station answers."""
        self.do(AnswerCall(peripheral_id=PG, device=device, **more))

    def holds(self, device: str, call_id: int) -> None:
        """A station holds."""
        self.do(HoldCall(peripheral_id=PG, device=device, call_id=call_id))

    def retrieves(self, device: str, call_id: int) -> None:
        """A station retrieves."""
        self.do(RetrieveCall(peripheral_id=PG, device=device, call_id=call_id))

    def clears(self, device: str, call_id: int) -> None:
        """A station hangs up."""
        self.do(ClearConnection(peripheral_id=PG, device=device, call_id=call_id))

    def consults(self, device: str, call_id: int, number: str, **more: Any) -> int:
        """A station holds a call and places another on behalf of it; returns the new call."""
        self.do(ConsultationCall(peripheral_id=PG, device=device, call_id=call_id, dialed_number=number, **more))
        return self.switch.calls(PG)[-1]

    def transfers(self, device: str, active: int, held: int | None = None, **more: Any) -> None:
        """A station leaves two calls to each other, or one to a number."""
        self.do(TransferCall(peripheral_id=PG, device=device, active_call_id=active, held_call_id=held, **more))

    def confers(self, device: str, active: int, held: int | None = None, **more: Any) -> None:
        """A station makes one call of two, or adds a number to one."""
        self.do(ConferenceCall(peripheral_id=PG, device=device, active_call_id=active, held_call_id=held, **more))

    def alternates(self, device: str, active: int, other: int) -> None:
        """A station goes from one call to the other."""
        self.do(AlternateCall(peripheral_id=PG, device=device, active_call_id=active, other_call_id=other))

    def reconnects(self, device: str, active: int, held: int) -> None:
        """A station leaves one call and takes the other back."""
        self.do(ReconnectCall(peripheral_id=PG, device=device, active_call_id=active, held_call_id=held))

    def deflects(self, device: str, call_id: int, number: str) -> None:
        """A station sends a call elsewhere that alerts there."""
        self.do(DeflectCall(peripheral_id=PG, device=device, call_id=call_id, dialed_number=number))

    def supervises(self, action: SupervisoryAction, device: str = "2000", agent: str = "2001", **more: Any) -> None:
        """A supervisor does something about a call of an agent."""
        self.do(SuperviseCall(peripheral_id=PG, device=device, agent_device=agent, action=action, **more))

    def talks(self, device: str = "2001", number: str = "8001") -> int:
        """The agent of a station is available, and talks with a caller from outside; returns the call."""
        self.ready(self.switch.site.agents_by_extension[PG, device].id)
        call_id = self.arrives(number)
        self.answers(device)
        self.forget()
        return call_id

    def writes(self, call_id: int, **items: Any) -> None:
        """A client sets call data."""
        self.do(SetCallData(peripheral_id=PG, call_id=call_id, **items))

    def hangs_up(self, call_id: int) -> None:
        """The outside party hangs up."""
        self.do(CallerHangsUp(peripheral_id=PG, call_id=call_id))

    def state(self, agent: str) -> AgentState:
        """An agent's overall state."""
        return self.switch.agent(PG, agent).state

    def group(self, number: int) -> Counter[str]:
        """The figures of a skill group at this moment."""
        return Counter(self._statistics.group(PG, number, Period.NOW, self.now))

    def figures(self, agent: str) -> Counter[str]:
        """The figures of an agent since they signed in."""
        return Counter(self._statistics.agent(PG, agent, Period.SESSION, self.now))

    def waiting(self, service: int) -> int:
        """How many calls wait for a service."""
        return self.switch._state.router.calls_waiting(PG, service)

    def force_out(self, agent: str) -> None:
        """Sign an agent out, whatever the agent does."""
        self.wants(agent, AgentState.LOGOUT, forced=ForcedFlag.TRUE)


def row(event: e.Event) -> str:  # noqa: PLR0911 - one line for each kind of event
    """An event in a few words: what, connection, state, cause, and who hears it."""
    match event:
        case e.AgentStateChanged():
            groups = " ".join(f"{each.skill_group.number}:{each.state.name}" for each in event.groups)
            more = f" reason {event.reason_code}" if event.reason_code else ""
            more += f" direction {int(event.direction)}" if event.direction is not CallDirection.NONE else ""
            more += f" duration {event.duration}" if event.duration is not None else ""
            more += f" next {event.next_state.name}" if event.next_state is not None else ""
            return f"AGENT {event.agent_id} {event.state.name} [{groups}]{more}"
        case e.PreCall():
            return f"PRE_CALL {event.agent_id}"
        case e.ConnectionEvent():
            cause = "" if event.cause is EventCause.CEC_NONE else f" cause {int(event.cause)}"
            return f"{_name(event)} K({_party(event)}) {event.local_state.name}{cause} -> {_hearers(event)}"
        case e.CallDataUpdated() if event.connection.call_id != event.new_connection.call_id:
            return f"Renamed K({_party(event)}) type {int(event.context.call_type)} -> {_hearers(event)}"
        case e.CallDataUpdated() if event.connection != event.new_connection:
            new = _name_of(event.new_connection)
            return f"Referred K({_party(event)}) to K({new}) {' '.join(event.changed)} -> {_hearers(event)}"
        case e.CallDataUpdated():
            return f"DataUpdated {' '.join(event.changed)} -> {_hearers(event)}"
        case e.CallEvent():
            return f"{_name(event)} K({_party(event)}) -> {_hearers(event)}"
        case _:
            return type(event).__name__


def _name(event: e.Event) -> str:
    return type(event).__name__.removeprefix("Call")


def _party(event: e.CallEvent) -> str:
    return _name_of(event.connection)


def _name_of(connection: ConnectionID) -> str:
    return "X" if is_outside(connection) else connection.device_id


def is_outside(connection: ConnectionID) -> bool:
    """Whether a connection is that of an outside party: no station of the site has a number as long."""
    return len(connection.device_id) != STATION_DIGITS


def _hearers(event: e.CallEvent) -> str:
    stations = [party.id for party in event.parties if party.kind is DeviceIDType.AGENT_DEVICE]
    return ", ".join([*stations, "All"] if event.to_all else stations)
