"""What a handler works with: the server, the session that asks, and what answering it causes."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

import attrs

from ctiproto.constants import CTIService, StatusCode
from ctiproto.declare import Message
from ctiserver.centre.contact_centre import ContactCentre
from ctiserver.centre.switch.commands import Command
from ctiserver.centre.switch.events import Event
from ctiserver.centre.switch.switch import Switch
from ctiserver.engine.delivery import Delivery
from ctiserver.engine.dialects.rules import Rules
from ctiserver.engine.effects import LogRecord, alarm, limit_reached, log_record
from ctiserver.engine.sessions.identity import Identity, identify
from ctiserver.engine.sessions.pending_requests import PendingRequests
from ctiserver.engine.sessions.refusal import RequestRefused
from ctiserver.engine.sessions.registry import Registry
from ctiserver.engine.sessions.session import AgentItems, Session
from ctiserver.engine.timescale import REAL_TIME, Timescale
from ctiserver.engine.translate.upload import Upload
from ctiserver.site.keys import AgentKey, DeviceKey
from ctiserver.site.model import Peripheral, Site


@attrs.frozen
class EncodedReply:
    """A part of an answer that is encoded already: an upload is kept as frames, and shared by sessions.

    Args:
        data: whole frames.
        kind: the message that they all are.
        count: how many they are.
    """

    data: bytes = attrs.field(repr=False)
    kind: type[Message]
    count: int


Answer = Message | EncodedReply
"""One part of the answer to a message."""


class Outgoing(NamedTuple):
    """A message for other sessions than the one that asks.

    Args:
        message: the message.
        sessions: the sessions that it goes to.
    """

    message: Message
    sessions: tuple[Session, ...]


@attrs.define
class Context:
    """What a handler needs to answer one message, and what it leaves to be sent after the answer.

    Args:
        centre: the contact centre.
        registry: the open sessions.
        delivery: makes frames of events; keeps the clients of calls.
        upload: the configuration of the site, ready to be sent.
        session: the session that asks.
        now: seconds since 1970.
        pending: the requests that server applications have yet to answer.
        outgoing: messages to other sessions; sent after the answer.
        events: the events of the switch that the message has caused so far; told after the answer and ``outgoing``.
        notes: lines for the log.
        has_pg: whether the peripheral gateway can be reached.
        pace: how fast the centre's time goes for clients.
    """

    centre: ContactCentre
    registry: Registry
    delivery: Delivery
    upload: Upload
    session: Session
    now: float
    pending: PendingRequests = attrs.field(factory=PendingRequests)
    outgoing: list[Outgoing] = attrs.field(factory=list)
    events: list[Event] = attrs.field(factory=list)
    notes: list[LogRecord] = attrs.field(factory=list)
    has_pg: bool = True
    pace: Timescale = REAL_TIME

    @property
    def site(self) -> Site:
        """The site as it is configured now."""
        return self.centre.site

    @property
    def switch(self) -> Switch:
        """The switch, to look things up in; commands go through :meth:`execute`."""
        return self.centre.switch

    @property
    def rules(self) -> Rules:
        """What the dialect of the server says."""
        return self.delivery.rules

    def note(self, event: str, level: str = "info", **fields: object) -> None:
        """Add a line for the log."""
        self.notes.append(log_record(event, level, session=self.session.id, **fields))

    def tolerates(self, what: str) -> bool:
        """Whether the site tolerates a fault of the client; the first one of its kind in a session is logged."""
        if self.site.settings.strictness != "tolerant":
            return False
        if what not in self.session.tolerated:
            self.session.tolerated |= {what}
            self.note("fault_tolerated", what=what)
        return True

    def limit_reached(self, limit: str) -> None:
        """Add a line for the log that says that a limit was reached, which counts it as well."""
        self.notes.append(limit_reached(limit, session=self.session.id))

    def alarm(self, event: str, level: str = "info", object_name: str | None = None, **fields: object) -> None:
        """Raise an alarm, which is a line of the log as well."""
        self.notes.append(alarm(self.now, event, level, object_name, session=self.session.id, **fields))

    def write(self, message: Message, sessions: Iterable[Session]) -> None:
        """Send a message to other sessions after the answer; those whose version does not have it get nothing."""
        self.outgoing.append(Outgoing(message, tuple(sessions)))

    def execute(self, command: Command) -> list[Event]:
        """Execute a command of the switch; its events are told after the answer.

        Returns:
            The events.

        Raises:
            Refused: the switch refuses it; nothing has changed.
        """
        events = self.centre.execute(command, self.now)
        self.events += events
        return events

    def peripheral(self, peripheral_id: int) -> Peripheral:
        """The peripheral that a request names.

        Raises:
            RequestRefused: there is none (7).
        """
        found = self.site.peripherals_by_id.get(peripheral_id)
        if found is None:
            raise RequestRefused(StatusCode.INVALID_PERIPHERAL_ID)
        return found

    def identify(self, peripheral_id: int, items: AgentItems, icm_agent_id: int | None = None) -> Identity:
        """The agent and station that a request names.

        Raises:
            RequestRefused: the site has no such agent or station (8), or two different ones are named (32).
        """
        return identify(self.site, self.switch, peripheral_id, items, icm_agent_id)

    def own_identity(self) -> Identity | None:
        """The agent and station that the session follows, as :meth:`identity_of` says."""
        return self.identity_of(self.session)

    def identity_of(self, session: Session) -> Identity | None:
        """The agent and station that a CLIENT_EVENTS session follows, as they are now; ``None`` for other sessions."""
        if not session.is_client_events or session.peripheral_id is None:
            return None
        named = AgentItems(session.named.agent_id)
        if session.device is not None:
            here = self.identify(session.peripheral_id, AgentItems(extension=session.device.number))
            if here.agent is not None or not named:
                return here
        return self.identify(session.peripheral_id, named)

    def require_own_identity(self) -> Identity:
        """The agent and station that the session follows, where a request names none.

        Raises:
            RequestRefused: the session follows none (6).
        """
        own = self.own_identity()
        if own is None:
            raise RequestRefused(StatusCode.REQUIRED_DATA_MISSING)
        return own

    def take_over(self, agent: AgentKey | None) -> None:
        """Let the session act for an agent; if the agent is a simulated one, the workload acts for them no longer."""
        if agent is not None and self.centre.claim(agent, self.session.client):
            self.session.claim(agent)

    def controls_any_device(self) -> bool:
        """Whether the session may act for every station, as one that sees all events may."""
        # fidelity control.bridges: guide Client Control Service: A session that sees all events may act for every
        # station.
        return self.session.has(CTIService.SERVICE_ALL_EVENTS)

    def controls(self, device: DeviceKey | None) -> bool:
        """Whether the session may act for a station: for any, for its own, or for one that it has a monitor on."""
        if self.controls_any_device():
            return True
        if device is None:
            return False
        peripheral_id, name = device
        # fidelity control.monitored-devices: ours: A session with device monitors may act for the devices that it
        # monitors.
        monitored = (peripheral_id, self.switch.station(peripheral_id, name))
        return self.registry.is_at(self.session, device) or self.registry.monitors.has(self.session, monitored)
