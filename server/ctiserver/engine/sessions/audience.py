"""Decides which sessions are sent an event, on which MonitorID and under which masks.

Guide: Client Events Service, All Events Service.

A session may hear an event on several *streams*: as the client of a station, as one that sees all events, through
monitors.  Each stream has its own MonitorID, and 0 stands for all events.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import chain
from typing import Final, NamedTuple, Protocol

from ctiproto import messages as m
from ctiproto.constants import AgentState, AgentStateMask, CallMsgMask, CTIService, DeviceIDType
from ctiproto.constants.limits import NO_MONITOR
from ctiproto.declare import Message
from ctiproto.version_rules import tells_all_of_aborted_pre_calls
from ctiserver.centre.switch.events import (
    AgentEvent,
    AgentStateChanged,
    AlarmRaised,
    CallBegan,
    CallEnded,
    CallEvent,
    CallForHelp,
    EmergencyCalled,
    Event,
    JoinEvent,
    NetworkRecordingTarget,
    PreCallAborted,
    SiteReconfigured,
    TranslationRouted,
)
from ctiserver.centre.switch.identifiers import NO_CONNECTION, Device
from ctiserver.engine.sessions.bits import has_bit
from ctiserver.engine.sessions.registry import Crowd, Registry
from ctiserver.engine.sessions.server_apps import CALL_RECORDING
from ctiserver.engine.sessions.session import Session
from ctiserver.site.keys import AgentKey, DeviceKey

_STATIONS: Final = frozenset(
    (
        DeviceIDType.AGENT_DEVICE,
        DeviceIDType.DEVICE_IDENTIFIER,
        DeviceIDType.NON_ACD_DEVICE_IDENTIFIER,
        DeviceIDType.SHARED_DEVICE_IDENTIFIER,
    )
)
"""The kinds of device that a client can follow."""


class Masks(Protocol):
    """The masks of a stream: those of a session, or a monitor's own."""

    @property
    def call_mask(self) -> CallMsgMask:
        """The call events that are wanted."""

    @property
    def agent_mask(self) -> AgentStateMask:
        """The agent states that are wanted."""


class Recipient(NamedTuple):
    """A stream that an event belongs to.

    Args:
        session: the session that hears the event.
        monitor_id: the monitor that it hears it on.
        masks: the masks of the stream.
        crowd: the sessions that are told the same, of which this is one; ``None``: it is told alone.
    """

    session: Session
    monitor_id: int
    masks: Masks
    crowd: Crowd | None = None


# fidelity delivery.call-mask: guide OPEN_REQ: Each call event has a bit of CallMsgMask without which it is not sent.
CALL_MASK: Final[dict[type[Message], CallMsgMask]] = {
    m.CallDeliveredEvent: CallMsgMask.CALL_DELIVERED_MASK,
    m.CallQueuedEvent: CallMsgMask.CALL_QUEUED_MASK,
    m.CallEstablishedEvent: CallMsgMask.CALL_ESTABLISHED_MASK,
    m.CallHeldEvent: CallMsgMask.CALL_HELD_MASK,
    m.CallRetrievedEvent: CallMsgMask.CALL_RETRIEVED_MASK,
    m.CallClearedEvent: CallMsgMask.CALL_CLEARED_MASK,
    m.CallConnectionClearedEvent: CallMsgMask.CALL_CONNECTION_CLEARED_MASK,
    m.CallOriginatedEvent: CallMsgMask.CALL_ORIGINATED_MASK,
    m.CallConferencedEvent: CallMsgMask.CALL_CONFERENCED_MASK,
    m.CallTransferredEvent: CallMsgMask.CALL_TRANSFERRED_MASK,
    m.CallDivertedEvent: CallMsgMask.CALL_DIVERTED_MASK,
    m.CallServiceInitiatedEvent: CallMsgMask.CALL_SERVICE_INITIATED_MASK,
    m.CallTranslationRouteEvent: CallMsgMask.CALL_TRANSLATION_ROUTE_MASK,
    m.BeginCallEvent: CallMsgMask.BEGIN_CALL_MASK,
    m.EndCallEvent: CallMsgMask.END_CALL_MASK,
    m.CallDataUpdateEvent: CallMsgMask.CALL_DATA_UPDATE_MASK,
    m.CallFailedEvent: CallMsgMask.CALL_FAILED_MASK,
    m.CallReachedNetworkEvent: CallMsgMask.CALL_REACHED_NETWORK_MASK,
    m.CallDequeuedEvent: CallMsgMask.CALL_DEQUEUED_MASK,
    m.AgentPreCallEvent: CallMsgMask.AGENT_PRE_CALL_MASK,
    m.AgentPreCallAbortEvent: CallMsgMask.AGENT_PRE_CALL_ABORT_MASK,
    m.RtpStartedEvent: CallMsgMask.RTP_STARTED_MASK,
    m.RtpStoppedEvent: CallMsgMask.RTP_STOPPED_MASK,
    m.AgentTeamConfigEvent: CallMsgMask.AGENT_TEAM_CONFIG_MASK,
    m.CallAgentGreetingEvent: CallMsgMask.CALL_AGENT_GREETING_MASK,
    m.NetworkRecordingStartedEvent: CallMsgMask.NETWORK_RECORDING_STARTED_MASK,
    m.NetworkRecordingEndedEvent: CallMsgMask.NETWORK_RECORDING_ENDED_MASK,
    m.NetworkRecordingFailedEvent: CallMsgMask.NETWORK_RECORDING_FAILED_MASK,
    m.NetworkRecordingTargetInfoEvent: CallMsgMask.NETWORK_RECORDING_TARGET_INFO_MASK,
}
"""The bit of CallMsgMask without which a message is not sent."""

# fidelity delivery.agent-mask: guide OPEN_REQ: Each agent state has a bit of AgentStateMask.
AGENT_MASK: Final[dict[AgentState, AgentStateMask]] = {
    AgentState.LOGIN: AgentStateMask.LOGIN_MASK,
    AgentState.LOGOUT: AgentStateMask.LOGOUT_MASK,
    AgentState.NOT_READY: AgentStateMask.NOT_READY_MASK,
    AgentState.AVAILABLE: AgentStateMask.AVAILABLE_MASK,
    AgentState.TALKING: AgentStateMask.TALKING_MASK,
    AgentState.WORK_NOT_READY: AgentStateMask.WORK_NOT_READY_MASK,
    AgentState.WORK_READY: AgentStateMask.WORK_READY_MASK,
    AgentState.BUSY_OTHER: AgentStateMask.BUSY_OTHER_MASK,
    AgentState.RESERVED: AgentStateMask.RESERVED_MASK,
    AgentState.HOLD: AgentStateMask.HOLD_MASK,
    AgentState.ACTIVE: AgentStateMask.ACTIVE_MASK,
    AgentState.PAUSED: AgentStateMask.PAUSED_MASK,
    AgentState.INTERRUPTED: AgentStateMask.INTERRUPTED_MASK,
    AgentState.NOT_ACTIVE: AgentStateMask.NOT_ACTIVE_MASK,
    # fidelity delivery.state-unknown: ours: UNKNOWN, which has no bit, is sent to all that want any state.
    AgentState.UNKNOWN: AgentStateMask(0xFFFFFFFF),
}
"""The bit of AgentStateMask without which a state is not sent: not one shifted by the state."""


NO_PENDING: Final[Mapping[AgentState, int]] = {}
"""What follows makes no difference to the bit of an agent who talks."""


def recipients(  # noqa: C901 - a table of kinds of events
    event: Event, registry: Registry, asker: Session | None = None
) -> Iterator[Recipient]:
    """The streams that an event belongs to, masks left aside, each session's own stream first.

    Args:
        event: what happened.
        registry: the open sessions.
        asker: the session whose request caused it, if one did.
    """
    match event:
        # fidelity delivery.recording-target: guide NETWORK_RECORDING_TARGET_INFO_EVENT: Where a recording goes is
        # told to the session that asked for it.
        case NetworkRecordingTarget():
            yield from _asking(event, asker)
        case CallBegan() | CallEnded():
            # fidelity delivery.two-associations: ours: A session with CLIENT_EVENTS and ALL_EVENTS has two
            # associations with a call of its station.
            both = chain(_at_stations(event, registry), _bridges(registry) if event.to_all else ())
            yield from _on_wanted_lines(event, chain(both, _on_monitors(event, registry)))
        # fidelity delivery.once: ours: What happens meanwhile it hears once, with its own MonitorID where its station
        # is concerned.
        case CallEvent():
            once = _once(_at_stations(event, registry), _bridges(registry) if event.to_all else ())
            yield from _on_wanted_lines(event, chain(once, _on_monitors(event, registry)))
        case AlarmRaised() | SiteReconfigured():
            # The table of alarms is not for clients; of the site each is told what it asked for.
            pass
        case CallForHelp():
            # fidelity delivery.calls-for-help: guide EMERGENCY_CALL_EVENT: An emergency is told to all that see all
            # events and to recorders, a call for help to supervisors of the team.
            bridges = _bridges(registry) if isinstance(event, EmergencyCalled) else ()
            recorders = registry.server_apps.of(CALL_RECORDING) if isinstance(event, EmergencyCalled) else ()
            others = (_on_no_monitor(server.session) for server in recorders)
            yield from _once(bridges, chain(_supervisors(event, registry), others))
        case PreCallAborted():
            informed = (each for each in _bridges(registry) if tells_all_of_aborted_pre_calls(each.session.profile))
            yield from _once(_of_agent(event, registry), informed)
            yield from _at_device(event.peripheral_id, event.device, registry)
        # fidelity delivery.agent-states: guide AGENT_STATE_EVENT: Agent states go to the agent's session, to all that
        # see all events, and to monitors of device and team.
        case AgentStateChanged():
            yield from _once(_of_agent(event, registry), _bridges(registry))
            yield from _at_device(event.peripheral_id, event.device, registry)
            for monitor in registry.team_monitors_of(AgentKey(event.peripheral_id, event.agent_id)):
                yield Recipient(monitor.session, monitor.id, monitor.session)
        case AgentEvent():
            yield from _once(_of_agent(event, registry), _bridges(registry))
            yield from _at_device(event.peripheral_id, event.device, registry)
        # fidelity delivery.translation-routes: guide CALL_TRANSLATION_ROUTE_EVENT: A translation route is told to all
        # that see all events and to peripheral monitors.
        case TranslationRouted():
            watching = registry.with_service(CTIService.SERVICE_PERIPHERAL_MONITOR)
            yield from _once(_bridges(registry), map(_on_no_monitor, watching))
        case _:
            # fidelity delivery.system-events: guide SYSTEM_EVENT: System events go to every active session, whatever
            # its masks.
            yield from (_on_no_monitor(session) for session in registry if not session.is_standby)


def session_at(peripheral_id: int, device: Device, registry: Registry) -> Session | None:
    """The session that is associated with a device, if it is a station.

    A trunk or a route point may have the number of a station, but has no session.
    """
    return registry.at_device(DeviceKey(peripheral_id, device.id)) if device.kind in _STATIONS else None


def _at_stations(event: CallEvent, registry: Registry) -> Iterator[Recipient]:
    for device in event.parties:
        session = session_at(event.peripheral_id, device, registry)
        if session is not None:
            yield Recipient(session, session.monitor_id, session)


# fidelity delivery.acd-lines-alone: guide Client Events Service: A session with ACD_LINE_ONLY hears nothing of calls
# on other lines.
def _on_wanted_lines(event: CallEvent, recipients_of_it: Iterable[Recipient]) -> Iterator[Recipient]:
    """Leave out sessions that want events of ACD lines alone, if the event is about another line, or theirs is one."""
    others = {device.id for device in event.parties if device.kind is DeviceIDType.NON_ACD_DEVICE_IDENTIFIER}
    if not others:
        yield from recipients_of_it
        return
    for recipient in recipients_of_it:
        session = recipient.session
        own = None if session.device is None else session.device.number
        if not (others & {event.connection.device_id, own} and session.has(CTIService.SERVICE_ACD_LINE_ONLY)):
            yield recipient


# fidelity delivery.copy-for-each-monitor: guide Peripheral Monitor Service: Each matching monitor gets a copy.
def _on_monitors(event: CallEvent, registry: Registry) -> Iterator[Recipient]:
    """The monitors on the devices and calls of an event: each gets a copy."""
    if not registry.monitors.has_targets:
        return
    for device in event.parties:
        yield from _at_device(event.peripheral_id, device, registry)
    if event.to_all:
        for call_id in _calls_of(event):
            for monitor in registry.monitors.of((event.peripheral_id, call_id)):
                yield Recipient(monitor.session, monitor.id, monitor)


def _calls_of(event: CallEvent) -> tuple[int, ...]:
    """The call of an event, and the call that becomes a part of it, if one does."""
    if isinstance(event, JoinEvent) and event.secondary != NO_CONNECTION:
        return event.connection.call_id, event.secondary.call_id
    return (event.connection.call_id,)


def _at_device(peripheral_id: int, device: Device, registry: Registry) -> Iterator[Recipient]:
    for monitor in registry.monitors.of((peripheral_id, device)):
        yield Recipient(monitor.session, monitor.id, monitor)


def _on_no_monitor(session: Session) -> Recipient:
    return Recipient(session, NO_MONITOR, session)


def _of_agent(event: AgentEvent, registry: Registry) -> Iterator[Recipient]:
    own = registry.of_agent(
        AgentKey(event.peripheral_id, event.agent_id), DeviceKey(event.peripheral_id, event.device.id)
    )
    if own is not None:
        yield Recipient(own, own.monitor_id, own)


def _asking(event: CallEvent, asker: Session | None) -> Iterator[Recipient]:
    if asker is not None:
        follows = any(asker.device == (event.peripheral_id, device.id) for device in event.parties)
        yield Recipient(asker, asker.monitor_id if follows else NO_MONITOR, asker)


def _bridges(registry: Registry) -> Iterator[Recipient]:
    crowds, others = registry.bridges()
    for crowd in crowds:
        yield Recipient(crowd.session, NO_MONITOR, crowd.session, crowd)
    yield from map(_on_no_monitor, others)


def _supervisors(event: CallForHelp, registry: Registry) -> Iterator[Recipient]:
    for session in registry.with_service(CTIService.SERVICE_SUPERVISOR):
        if event.team_id in session.teams:
            yield _on_no_monitor(session)


def _once(first: Iterable[Recipient], others: Iterable[Recipient]) -> Iterator[Recipient]:
    """Each session once, with its own MonitorID where the event concerns its own station."""
    heard: set[int] = set()
    crowds: list[Crowd] = []
    for recipient in chain(first, others):
        client = recipient.session.client
        if recipient.crowd is not None:
            crowds.append(recipient.crowd)
            yield recipient
        elif client not in heard and not any(client in crowd.members for crowd in crowds):
            heard.add(client)
            yield recipient


def wants(masks: Masks, message: Message, pending: Mapping[AgentState, int] = NO_PENDING) -> bool:
    """Whether the masks of a stream let a message through; messages without a bit in a mask are always sent.

    Args:
        masks: those of the stream.
        message: what is to be sent.
        pending: the bits for an agent who talks, by the state that follows, where that makes a difference.
    """
    bit = CALL_MASK.get(type(message))
    if bit is not None:
        return has_bit(masks.call_mask, bit)
    if isinstance(message, m.AgentStateEvent):
        bit_of_state: int = AGENT_MASK[message.agent_state]
        if pending and message.agent_state is AgentState.TALKING and message.next_agent_state is not None:
            bit_of_state = pending.get(message.next_agent_state, bit_of_state)
        return has_bit(masks.agent_mask, bit_of_state)
    return True
