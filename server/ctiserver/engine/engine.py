"""The CTI Server without sockets, clocks or logs: bytes and the time go in, effects come out.

For each client it keeps the protocol's connection and, once it is opened, the session.  A request is answered first;
then everybody is told what it caused, in the order in which it happened.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from traceback import format_exception
from typing import Final, assert_never

from ctiproto import messages as m
from ctiproto.connection import Arrived, Connection, Dropped, Fault, Role
from ctiproto.constants import CTIService, PGStatusCode, StatusCode, SystemEventID
from ctiproto.declare import Kind, Message
from ctiserver.centre.contact_centre import ContactCentre
from ctiserver.centre.switch import commands
from ctiserver.centre.switch.events import AlarmRaised, EmergencyCalled, Event, SiteReconfigured
from ctiserver.engine.alarms import AlarmTable
from ctiserver.engine.client_failure import make_not_ready
from ctiserver.engine.connections import ClientConnection, ClientConnections
from ctiserver.engine.delivery import Delivery
from ctiserver.engine.effects import Alarm, Effect, HangUp, LogRecord, Send, alarm, log_record
from ctiserver.engine.emergency_recording import emergency_recording
from ctiserver.engine.opening import Opening, session_closed, session_opened
from ctiserver.engine.pg_link import PGLink
from ctiserver.engine.reconfiguration import Reconfiguration
from ctiserver.engine.roles import SideRole
from ctiserver.engine.services.context import Context, EncodedReply, Outgoing
from ctiserver.engine.services.dispatch import dispatch
from ctiserver.engine.sessions.audience import wants
from ctiserver.engine.sessions.grants import grant
from ctiserver.engine.sessions.late_binding import follow
from ctiserver.engine.sessions.pending_requests import PendingRequest, PendingRequests
from ctiserver.engine.sessions.refusal import RequestRefused
from ctiserver.engine.sessions.registry import Registry
from ctiserver.engine.sessions.session import Session
from ctiserver.engine.timescale import REAL_TIME, HalfHours, Timescale
from ctiserver.engine.translate.system import system_event
from ctiserver.engine.translate.upload import Upload
from ctiserver.site.endpoints import Endpoint

_NOT_THE_CLIENT: Final = frozenset(
    (StatusCode.NEW_SESSION_OPENED, StatusCode.CTI_SERVER_OFFLINE, StatusCode.SERVER_IN_MAINTENANCE_MODE)
)
"""Ends of a session that say nothing about the client's health."""


class Engine:
    """A CTI Server, or one side of a server that has two.

    Args:
        centre: the contact centre behind it.
        now: seconds since 1970; every later time must not be earlier.
        side: what the log calls it; empty: there is no other.
        pace: how fast the centre's time goes for clients.

    Attributes:
        role: what it is at the moment.
    """

    def __init__(self, centre: ContactCentre, now: float, *, side: str = "", pace: Timescale = REAL_TIME) -> None:
        self.centre = centre
        self.pace = pace
        self.registry = Registry()
        self.alarms = AlarmTable()
        self.role = SideRole.ACTIVE
        self._side = {"side": side} if side else {}
        self._delivery = Delivery(centre.site, self.registry)
        self._pending = PendingRequests()
        self._upload = Upload(centre.site)
        self._connections = ClientConnections()
        self.pg_link = PGLink()
        self._effects: list[Effect] = []
        self._half_hours = HalfHours(now)

    # --- the door: each call returns what is to be done, in order ----------------------------------------------------

    def start(self, now: float) -> list[Effect]:
        """Open the contact centre: whoever is simulated comes to work."""
        self._tell(self.centre.start(now), now)
        return self._done()

    def connected(self, client: int, address: Endpoint, now: float) -> list[Effect]:
        """A client connected; ``client`` is a number that no connection has had."""
        self._tick(now)
        timeout = self.pace.after(now, self.centre.site.settings.open_timeout)
        protocol = Connection(Role.SERVER, self.pace.outside(now))
        connection = ClientConnection(client, address, protocol, timeout, pace=self.pace)
        self._connections.add(connection, now)
        if self.role is SideRole.DOWN:
            # Accepted just before the listeners were closed: nobody would end it.
            self._hang_up(connection, StatusCode.CTI_SERVER_OFFLINE, now, drain=0.0)
        return self._done()

    def received(self, client: int, data: bytes, now: float) -> list[Effect]:
        """A client sent bytes."""
        self._tick(now)
        connection = self._connections.get(client)
        if connection is not None:
            for item in connection.receive(data, now):
                if connection.is_over:
                    break
                self._take(connection, item, now)
            self._connections.watch(connection, now)
        return self._done()

    def lost(self, client: int, now: float) -> list[Effect]:
        """A client's connection is gone, whoever ended it."""
        self._tick(now)
        if self._connections.pop(client) is not None:
            self._end_session(client, StatusCode.CLIENT_DISCONNECTED, now)
        return self._done()

    def execute(self, command: commands.Command, now: float) -> list[Effect]:
        """Let somebody do something whom no client speaks for: a caller, an operator, a scenario.

        Raises:
            Refused: the switch declines; nothing has changed.
        """
        self._tick(now)
        self._tell(self.centre.execute(command, now), now)
        return self._done()

    def announce(self, messages: Iterable[Message], now: float, events: Iterable[Event] = ()) -> list[Effect]:
        """Tell every active session these messages, and whoever may hear them these events."""
        self._tick(now)
        for message in messages:
            self._broadcast(self.registry, message)
        self._tell(list(events), now)
        return self._done()

    @property
    def status(self) -> PGStatusCode:
        """What prevents the peripheral gateway from normal work; 0: nothing."""
        status = self.centre.status
        # Asked for with every event, and masks are slow to put together.
        return status if self.pg_link.is_reached else status | self.pg_link.status

    def next_deadline(self) -> float | None:
        """When :meth:`tick` has something to do; ``None``: never."""
        half_hour = self._half_hours.next if len(self.registry) else None
        centre = self.centre.next_deadline() if self.role.is_active else None
        times = (centre, self._connections.next_deadline(), self._pending.next_deadline(), half_hour)
        return min((at for at in times if at is not None), default=None)

    def tick(self, now: float) -> list[Effect]:
        """Let happen what is due."""
        self._tick(now)
        return self._done()

    def stop(self, now: float) -> list[Effect]:
        """Tell every session that the server goes off-line, and hang up."""
        self.role = SideRole.DOWN
        for connection in self._connections:
            if connection.is_over:
                continue
            if self.registry.of_client(connection.number) is not None:
                self._send(connection, m.FailureEvent(status=StatusCode.CTI_SERVER_OFFLINE))
            self._hang_up(connection, StatusCode.CTI_SERVER_OFFLINE, now)
        return self._done()

    def _tick(self, now: float) -> None:
        try:
            self._tell(self.centre.tick(now), now)
        except Exception as error:  # noqa: BLE001 - as a request: what somebody simulated tried is skipped
            trace = "".join(format_exception(error))
            self._log("simulation_failed", "error", error=trace)
        for moment in self._half_hours.take_due(now):
            event = system_event(SystemEventID.HALF_HOUR_CHANGE, moment, self.status)
            if self.role.is_active:
                self._broadcast(self.registry, event)
        self._refuse(self._pending.take_due(now), StatusCode.TIMEOUT)
        while (connection := self._connections.take_due(now)) is not None:
            if connection.hang_up_at is None:
                self._log("session_idle", "warning", client=connection.number)
            else:
                self._log(connection.hang_up_reason, client=connection.number)
            self._hang_up(connection, StatusCode.TIMEOUT, now, drain=0.0)

    def _take(self, connection: ClientConnection, item: Arrived | Fault | Dropped, now: float) -> None:
        match item:
            case Fault() if item.is_fatal:
                self._log("stream_broken", "warning", client=connection.number, reason=str(item.error))
                self._send(connection, m.FailureEvent(status=item.error.status))
                self._hang_up(connection, item.error.status, now)
            case Fault():
                note = log_record("message_refused", "warning", client=connection.number, reason=str(item.error))
                self._complain(connection, note, now)
                self._send(connection, m.FailureConf(invoke_id=item.error.invoke_id, status=item.error.status))
            case Dropped():
                why = {} if item.error is None else {"reason": str(item.error)}
                note = log_record("message_dropped", client=connection.number, message_type=item.message_type, **why)
                self._complain(connection, note, now)
            case Arrived():
                try:
                    self._answer(connection, item, now)
                except Exception as error:  # noqa: BLE001 - one request must not take the server down, whatever is wrong
                    self._fail(connection, item.message, error)
            case _:
                assert_never(item)

    def _answer(self, connection: ClientConnection, item: Arrived, now: float) -> None:
        message = item.message
        if item.findings:
            more = len(item.findings) - 1
            note = log_record("message_has_findings", client=connection.number, first=str(item.findings[0]), more=more)
            self._complain(connection, note, now)
        if isinstance(message, m.OpenReq):
            self._open(connection, message, item, now)
        elif isinstance(message, m.CloseReq):
            self._close(connection, message, now)
        elif isinstance(message, m.HeartbeatReq) and not item.findings:
            self._send(connection, m.HeartbeatConf(invoke_id=message.invoke_id))
        else:
            self._serve(connection, item, now)

    def _serve(self, connection: ClientConnection, item: Arrived, now: float) -> None:
        session = self.registry[connection.number]
        context = Context(self.centre, self.registry, self._delivery, self._upload, session, now, self._pending)
        context.has_pg, context.pace = self.pg_link.is_reached, self.pace
        try:
            for reply in dispatch(context, item.message, item.findings):
                if isinstance(reply, EncodedReply):
                    self._effects.append(Send(connection.number, reply.data))
                else:
                    self._send(connection, reply)
                    self._effects += self._delivery.watched(reply, session)
        finally:
            for note in context.notes:
                self._complain(connection, note, now)
            self._deliver(context.outgoing)
            self._tell(context.events, now, context.session)

    def _fail(self, connection: ClientConnection, message: Message, error: Exception) -> None:
        """A request met a mistake of ours."""
        trace = "".join(format_exception(error))
        self._log("request_failed", "error", client=connection.number, request=message.name, error=trace)
        if message.kind is Kind.REQUEST:
            invoke_id = getattr(message, "invoke_id", 0)
            self._send(connection, m.FailureConf(invoke_id=invoke_id, status=StatusCode.UNSPECIFIED_FAILURE))

    def _open(self, connection: ClientConnection, request: m.OpenReq, item: Arrived, now: float) -> None:
        try:
            granted = grant(
                request,
                item.findings,
                site=self.centre.site,
                stations=self.centre.switch,
                registry=self.registry,
                closed=self.role.refusal if self.pg_link.is_reached else StatusCode.CTI_SERVER_OFFLINE,
                standby=self.role is SideRole.STANDBY,
            )
        except RequestRefused as refused:
            note = log_record("session_refused", "warning", client=connection.number, status=refused.status.guide_name)
            self._complain(connection, note, now)
            self._send(connection, m.FailureConf(invoke_id=request.invoke_id, status=refused.status))
            return
        if granted.displaced is not None:
            self._displace(granted.displaced, StatusCode.NEW_SESSION_OPENED, now)
        opening = Opening(self.centre, self.registry, self._delivery, now)
        make = opening.standby_session if self.role is SideRole.STANDBY else opening.new_session
        session = make(connection.number, connection.address, request, granted)
        connection.hang_up_at = None
        self._send(connection, opening.confirmation(session, request, granted))
        self.registry.add(session)
        if session.is_standby:
            self._note_session("session_opened_on_standby", session, version=session.version)
        else:
            self._welcome(connection, session, opening)

    def _welcome(self, connection: ClientConnection, session: Session, opening: Opening) -> None:
        """A session begins to hear what happens, and others hear of it."""
        for message in opening.greetings(session):
            if wants(session, message):
                self._send(connection, message)
        others = (
            other for other in self.registry.with_service(CTIService.SERVICE_CLIENT_MONITOR) if other is not session
        )
        self._broadcast(others, session_opened(session))
        self._claim(session)
        self._note_session("session_opened", session, version=session.version, services=f"0x{session.services:08X}")
        if session.has(CTIService.SERVICE_CONNECTION_MONITOR):
            self._raise(alarm(opening.now, "connection_established", "info", None, **session.as_logged()))

    def _close(self, connection: ClientConnection, request: m.CloseReq, now: float) -> None:
        self._send(connection, m.CloseConf(invoke_id=request.invoke_id))
        self._end_session(connection.number, request.status, now, is_normal=True)
        connection.hang_up_at = self.pace.after(now, self.centre.site.settings.close_linger)
        connection.hang_up_reason = "connection_lingered"

    # --- ending ------------------------------------------------------------------------------------------------------

    def _displace(self, session: Session, status: StatusCode, now: float) -> None:
        """End a session in favour of another one, telling its client why."""
        connection = self._connections[session.client]
        self._send(connection, m.FailureEvent(status=status))
        self._hang_up(connection, status, now)

    def _hang_up(self, connection: ClientConnection, status: StatusCode, now: float, drain: float = math.inf) -> None:
        connection.is_over = True
        self._effects.append(HangUp(connection.number, min(drain, self.centre.site.settings.final_drain)))
        self._end_session(connection.number, status, now)

    def _end_session(self, client: int, status: StatusCode, now: float, *, is_normal: bool = False) -> None:
        session = self.registry.of_client(client)
        if session is None:
            return
        device = session.device
        self.registry.remove(session)
        for agent in session.claims:
            self.centre.unclaim(agent, session.client, now)
        self._broadcast(self.registry.with_service(CTIService.SERVICE_CLIENT_MONITOR), session_closed(session, status))
        self._note_session("session_closed", session, status=status.guide_name)
        if session.has(CTIService.SERVICE_CONNECTION_MONITOR) and not session.is_standby:
            ending, level = ("connection_ended", "info") if is_normal else ("connection_ended_abnormally", "error")
            self._raise(alarm(now, ending, level, None, **session.as_logged()))
        self._refuse(self._pending.forget(session), self.centre.site.settings.no_server_status)
        failed = not is_normal and status not in _NOT_THE_CLIENT
        if failed and device is not None and self.centre.site.settings.logout_on_disconnect:
            events, notes = make_not_ready(self.centre, device, now)
            self._effects += notes
            self._tell(events, now)

    # --- effects -----------------------------------------------------------------------------------------------------

    def _complain(self, connection: ClientConnection, note: LogRecord, now: float) -> None:
        """Note what a client did, unless it does so much that the log would be full of it."""
        if isinstance(note, Alarm):
            self.alarms.add(note)
        self._effects += connection.log_limit.limited(connection.number, note, now)

    def _log(self, event: str, level: str = "info", **fields: object) -> None:
        self._effects.append(log_record(event, level, **fields))

    def _send(self, connection: ClientConnection, message: Message) -> None:
        self._effects.append(Send(connection.number, connection.protocol.send(message)))

    def _broadcast(self, sessions: Iterable[Session], message: Message) -> None:
        self._effects += self._delivery.broadcast(message, sessions)

    def _tell(self, events: list[Event], now: float, asker: Session | None = None) -> None:
        for event in events:
            try:
                if self.pg_link.lets_through(event):
                    self._effects += self._delivery.tell(event, self.status, asker)
                if isinstance(event, SiteReconfigured):
                    self._take_over(event)
            except Exception as error:  # noqa: BLE001 - as a request: an event that cannot be told is skipped
                trace = "".join(format_exception(error))
                self._log("event_failed", "error", what=type(event).__name__, error=trace)
            for session in follow(event, self.registry):
                self._displace(session, StatusCode.DEVICE_IN_USE, now)
        for event in events:
            if isinstance(event, AlarmRaised):
                agent, client_id = event.agent_id, None if asker is None else asker.client_id
                self._raise(alarm(event.at, "emergency_called", "error", agent=agent, client_id=client_id))
            elif isinstance(event, EmergencyCalled) and self.pg_link.is_reached:
                deadline = self.pace.after(now, self.centre.site.settings.control_timeout)
                self._deliver(emergency_recording(event, self.registry, self._pending, deadline))

    def _take_over(self, event: SiteReconfigured) -> None:
        """The site is another one: what was made of the former is made anew, and clients are told what changed."""
        self.follow_site()
        self._deliver(Reconfiguration(event, self.registry, self.centre.switch, self._upload).apply())
        for session in self.registry:
            self._claim(session)

    def follow_site(self) -> None:
        """What was made of the site before is made anew."""
        self._delivery.site = self.centre.site
        self._upload = Upload(self.centre.site)

    def _claim(self, session: Session) -> None:
        """A session takes its agent over, if he is a simulated one."""
        if session.agent is not None and self.centre.claim(session.agent, session.client):
            session.claims.add(session.agent)

    def _deliver(self, outgoing: Iterable[Outgoing]) -> None:
        for message, sessions in outgoing:
            self._broadcast(sessions, message)

    def _refuse(self, questions: Iterable[PendingRequest], status: StatusCode) -> None:
        """Tell those who asked for a recording that nobody answered."""
        for question in questions:
            if question.asker is not None:
                self._broadcast((question.asker,), m.FailureConf(invoke_id=question.invoke_id, status=status))

    def _note_session(self, event: str, session: Session, **fields: object) -> None:
        self._log(event, "info", **self._side, **session.as_logged(), **fields)

    def _raise(self, raised: Alarm) -> None:
        self.alarms.add(raised)
        self._effects.append(raised)

    def _done(self) -> list[Effect]:
        effects, self._effects = self._effects, []
        return effects
