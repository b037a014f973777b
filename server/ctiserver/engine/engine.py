"""The clients of one side: connections, sessions, requests, and who is told what.

It has no sockets, no clock and no log: bytes and the time go in, effects come out.  A request is answered first; then
all clients concerned are told what it caused, in the order in which it happened.
"""

from __future__ import annotations

import math

from ctiproto import messages as m
from ctiproto.codec import codec
from ctiproto.connection import Arrived, Connection, Dropped, Fault, Role
from ctiproto.constants import ControlFailureCode, StatusCode
from ctiproto.constants.limits import MHDR_SIZE
from ctiproto.declare import Message
from ctiproto.versions import Profile
from ctiserver.centre.contact_centre import ContactCentre
from ctiserver.centre.switch.timers import earlier
from ctiserver.engine.client_failure import is_failure, make_not_ready
from ctiserver.engine.connections import ClientConnection, ClientConnections
from ctiserver.engine.control_latency import ControlLatency, WaitingRequest
from ctiserver.engine.effects import HangUp, Send
from ctiserver.engine.log_limit import Budget
from ctiserver.engine.maintenance import Maintenance
from ctiserver.engine.message_log import MessageLog
from ctiserver.engine.opening import Opening, session_closed, session_opened
from ctiserver.engine.outcome import Collector
from ctiserver.engine.services.context import Context, EncodedReply
from ctiserver.engine.services.dispatch import control_failure, dispatch
from ctiserver.engine.sessions.audience import wants
from ctiserver.engine.sessions.grants import grant
from ctiserver.engine.sessions.refusal import RequestRefused
from ctiserver.engine.sessions.registry import Registry
from ctiserver.engine.sessions.session import Session
from ctiserver.engine.telling import Telling
from ctiserver.site.endpoints import Endpoint


class Engine:
    """Serves the clients of one side.

    Args:
        centre: the contact centre.
        out: collects what is to be done; it knows the limits and the dialect.

    Attributes:
        registry: the open sessions.
        out: what is to be done, the alarms, and the counts of messages.
        telling: tells the sessions what happens.
        refusal: why no OPEN_REQ is granted now, whatever it asks for; ``None``: it may be.
        opens_on_standby: whether sessions that are opened now wait for this side to become the active one.
        maintenance: the maintenance of this side that is under way.
        message_log: the sessions of which each message is a line of the log.
    """

    def __init__(self, centre: ContactCentre, out: Collector) -> None:
        self.centre = centre
        self.registry = Registry()
        self.out = out
        self.telling = Telling(centre, self.registry, out, self.dismiss)
        self.refusal: StatusCode | None = None
        self.opens_on_standby = False
        self.maintenance: Maintenance | None = None
        self.message_log = MessageLog(out)
        self._pace = out.admission.pace
        self._rules = out.rules
        sessionless = codec(Profile.nearest(0, out.rules.dialect))
        self._heartbeat_conf = sessionless.encode(m.HeartbeatConf(invoke_id=0))[:MHDR_SIZE]
        self._connections = ClientConnections()
        self._control_latency = ControlLatency(centre.seed, self._pace)

    # --- connections -------------------------------------------------------------------------------------------------

    def connect(self, client: int, address: Endpoint, now: float) -> None:
        """Take a new connection: it is reset unless a session is opened within the site's ``open_timeout``."""
        timeout = self._pace.after(now, self.centre.site.settings.open_timeout)
        protocol = Connection(Role.SERVER, self._pace.outside(now), self._rules.dialect)
        self._connections.add(ClientConnection(client, address, protocol, timeout, pace=self._pace), now)

    def receive(self, client: int, data: bytes, now: float) -> None:
        """Answer what a client sent, message by message; bytes of a connection that is over are ignored."""
        connection = self._connections.get(client)
        if connection is None:
            return
        for item in connection.receive(data, now):
            if connection.is_over:
                break
            self._take(connection, item, now)
        self._connections.watch(connection, now)

    def receive_heartbeat(self, client: int, frame: bytes, now: float) -> bool:
        """Answer a HEARTBEAT_REQ of a session as :meth:`receive` would, but do nothing for any other.

        Its deadline, which is later now, is looked at when it would have been over.

        Args:
            client: the connection.
            frame: what it sent, a frame for which :func:`is_heartbeat`.
            now: seconds since 1970.

        Returns:
            Whether it was one of a session; if not, nothing has changed, and it is for :meth:`receive`.
        """
        connection = self._connections.get(client)
        if connection is None or not connection.take_heartbeat(now):
            return False
        self.out.count_received(connection, m.HeartbeatReq, now)
        self.message_log.received(client, frame, now)
        self._confirm_heartbeat(connection, frame)
        return True

    def _confirm_heartbeat(self, connection: ClientConnection, frame: bytes) -> None:
        # fidelity sessions.heartbeat: guide Session Management, "Heartbeat": A heartbeat is confirmed at once, with
        # its InvokeID; the server itself sends none.
        # The answer's body is the InvokeID in every version, and the request's begins with it.
        self.out.counts.sent[m.HeartbeatConf] += 1
        answer = self._heartbeat_conf + frame[MHDR_SIZE : MHDR_SIZE + 4]
        self.out.effects.append(Send(connection.number, answer))

    def lose(self, client: int, now: float) -> None:
        """Strike off a connection that is gone, and end its session."""
        if self._connections.pop(client) is not None:
            self.message_log.end(client)
            try:
                # fidelity sessions.lost: guide E_CTI_CLIENT_DISCONNECTED: A session whose connection is lost ends
                # with status 37.
                self._end_session(client, StatusCode.CLIENT_DISCONNECTED, now)
            finally:
                # After a mistake on the way, too: the session's agent, device and name must be free again.
                self.registry.remove_client(client)

    def next_deadline(self) -> float | None:
        """When :meth:`expire` has something to do, if nothing happens before; ``None``: never."""
        deadline = earlier(self._connections.next_deadline(), self.telling.pending.next_deadline())
        return earlier(deadline, self._control_latency.next_deadline())

    def is_due(self, now: float) -> bool:
        """Whether :meth:`expire` may have something to do."""
        return self._connections.is_due(now) or self.telling.pending.is_due(now) or self._control_latency.is_due(now)

    def expire(self, now: float) -> None:
        """Answer requests whose time has come or is over, and hang up on clients that were silent for too long."""
        while (due := self._control_latency.take_due(now)) is not None:
            self._serve_late(*due, now)
        self.telling.refuse(self.telling.pending.take_due(now), StatusCode.TIMEOUT)
        while (connection := self._connections.take_due(now)) is not None:
            self.out.log_limited(connection, connection.why_it_is_due(), now, Budget.SESSIONS)
            self._hang_up(connection, StatusCode.TIMEOUT, now, drain=0.0)

    def shed(self, client: int, limit: str, now: float) -> None:
        """Reset a connection that a limit keeps out; nothing happens if it is over already."""
        connection = self._connections.get(client)
        if connection is not None and not connection.is_over:
            self.out.log_limit_reached(limit, connection, now, Budget.SESSIONS)
            self._hang_up(connection, StatusCode.UNSPECIFIED_FAILURE, now, drain=0.0)

    def hang_up_all(self, status: StatusCode, now: float) -> None:
        """Reset all connections at once, without a message."""
        for connection in self._connections:
            self._hang_up(connection, status, now, drain=0.0)

    def dismiss_all(self, status: StatusCode, now: float) -> None:
        """Tell every session by FAILURE_EVENT why it ends, and hang up on it and on all other connections."""
        for connection in self._connections:
            if connection.is_over:
                continue
            if self.registry.of_client(connection.number) is not None:
                self.out.send(connection, self._rules.farewell(status, now))
            self._hang_up(connection, status, now)

    def dismiss(self, session: Session, status: StatusCode, now: float) -> None:
        """Tell a session by FAILURE_EVENT why it ends, and hang up."""
        connection = self._connections[session.client]
        self.out.send(connection, self._rules.farewell(status, now))
        self._hang_up(connection, status, now)

    # --- messages ----------------------------------------------------------------------------------------------------

    def _take(self, connection: ClientConnection, item: Arrived | Fault | Dropped, now: float) -> None:
        if not isinstance(item, Arrived):
            self.out.answer_flaw(connection, item, now)
            if isinstance(item, Fault) and item.is_fatal:
                self._hang_up(connection, item.error.status, now)
            return
        self.out.count_received(connection, type(item.message), now)
        self.message_log.received(connection.number, item.frame, now)
        try:
            self._answer(connection, item, now)
        except Exception as error:  # noqa: BLE001 - one request must not take the server down, whatever is wrong
            self.out.fail(connection, item.message, error, now)

    def _answer(self, connection: ClientConnection, item: Arrived, now: float) -> None:
        message = item.message
        if item.findings:
            more = len(item.findings) - 1
            self.out.log_flaw(connection, now, "message_has_findings", first=str(item.findings[0]), more=more)
        elif self.maintenance is not None and self._takes_part_in_maintenance(connection, message, now):
            return
        if isinstance(message, m.HeartbeatReq) and not item.findings:
            self._confirm_heartbeat(connection, item.frame)
        elif isinstance(message, m.OpenReq):
            self._open(connection, message, item, now)
        elif isinstance(message, m.CloseReq):
            self._close(connection, message, now)
        elif self._control_latency.concerns(connection.number, item, self.centre.site.settings):
            self._let_wait(connection, item, now)
        else:
            self._serve(connection, item, now)

    def _let_wait(self, connection: ClientConnection, item: Arrived, now: float) -> None:
        """Let a request of Client Control wait for a peripheral that takes its time."""
        # fidelity control.latency: guide Client Control Service; ours: A slow peripheral answers after so long, each
        # session in the order of its requests.
        if not self._control_latency.add(connection.number, item, self.centre.site.settings, now):
            # fidelity control.too-many-waiting: ours: A session whose requests wait by the thousand is refused one
            # more with code 44.
            code = ControlFailureCode.OUTSTANDING_REQUEST_LIMIT_EXCEEDED
            self.out.send(connection, control_failure(item.message, code))

    def _serve_late(self, client: int, waited: WaitingRequest, now: float) -> None:
        connection = self._connections[client]
        if waited.is_given_up:
            # fidelity control.timeout: guide CONTROL_FAILURE_CONF; ours: A request that would take longer than the
            # site's control_timeout is refused then with code 78, and not carried out.
            code = ControlFailureCode.REQUEST_TIMEOUT_REJECTION
            self.out.send(connection, control_failure(waited.arrived.message, code))
            return
        try:
            self._serve(connection, waited.arrived, now)
        except Exception as error:  # noqa: BLE001 - as a request that does not wait
            self.out.fail(connection, waited.arrived.message, error, now)

    def _takes_part_in_maintenance(self, connection: ClientConnection, message: Message, now: float) -> bool:
        """Hand what a client says about a maintenance to it; ``False``: it is about something else, or not expected."""
        maintenance, session = self.maintenance, self.registry.of_client(connection.number)
        if maintenance is None or session is None:
            return False
        if maintenance.is_left_with(message):
            self._hang_up(connection, StatusCode.SERVER_IN_MAINTENANCE_MODE, now)
            return True
        return maintenance.takes(session, message)

    def _serve(self, connection: ClientConnection, item: Arrived, now: float) -> None:
        session, telling = self.registry[connection.number], self.telling
        context = Context(self.centre, self.registry, telling.delivery, telling.upload, session, now, telling.pending)
        context.has_pg, context.pace = telling.pg_link.is_reached, self._pace
        try:
            for reply in dispatch(context, item.message, item.findings):
                if isinstance(reply, EncodedReply):
                    self.out.counts.sent[reply.kind] += reply.count
                    self.out.effects.append(Send(connection.number, reply.data))
                else:
                    self.out.send(connection, reply)
                    self.out.effects += telling.delivery.watched(reply, session)
        finally:
            for record in context.notes:
                self.out.log_limited(connection, record, now)
            telling.deliver(context.outgoing)
            if context.events:
                telling.tell(context.events, now, session)

    # --- sessions ----------------------------------------------------------------------------------------------------

    def _open(self, connection: ClientConnection, request: m.OpenReq, item: Arrived, now: float) -> None:
        is_closed = not self.out.count_opening(connection, now) or not self.telling.pg_link.is_reached
        try:
            granted = grant(
                request,
                item.findings,
                self._rules,
                site=self.centre.site,
                stations=self.centre.switch,
                registry=self.registry,
                closed=self._rules.offline if is_closed else self.refusal,
                standby=self.opens_on_standby,
            )
        except RequestRefused as refused:
            self.out.log_flaw(connection, now, "session_refused", "warning", status=refused.status.guide_name)
            # fidelity sessions.refused-stays: ours: After a refusal the connection stays, and another OPEN_REQ may
            # come.
            self.out.send(connection, m.FailureConf(invoke_id=request.invoke_id, status=refused.status))
            return
        if granted.displaced is not None:
            self.dismiss(granted.displaced, StatusCode.NEW_SESSION_OPENED, now)
        opening = Opening(self.centre, self.registry, self.telling.delivery, self._rules, now)
        # fidelity sessions.takeover: guide E_CTI_NEW_SESSION_OPENED; ours: The session that is taken over is told by
        # FAILURE_EVENT 11 and reset before the new one is confirmed.
        make = opening.standby_session if self.opens_on_standby else opening.new_session
        session = make(connection.number, connection.address, request, granted)
        connection.hang_up_at = None
        self.out.opened(connection, granted.tolerated, now)
        self.message_log.begin(session, item.frame, now)
        # fidelity sessions.open-conf-first: guide OPEN_CONF: It is the first message of a session.
        self.out.send(connection, opening.confirmation(session, request, granted))
        self.registry.add(session)
        if session.is_standby:
            self.out.log_session("session_opened_on_standby", session, now, version=session.version)
        else:
            self._welcome(connection, session, opening)

    def _welcome(self, connection: ClientConnection, session: Session, opening: Opening) -> None:
        """Tell a session that becomes active how things are, and the other sessions that it is there."""
        for message in opening.greetings(session):
            if wants(session, message):
                self.out.send(connection, message)
        if others := self.registry.client_monitors(besides=session):
            # fidelity sessions.others-hear-last: guide CLIENT_SESSION_OPENED_EVENT; ours: Other sessions hear of a
            # new one when that has been told all that comes first.
            self.telling.broadcast(session_opened(session), others)
        self.telling.claim_agent(session)
        now, services = opening.now, f"0x{session.services:08X}"
        self.out.log_session("session_opened", session, now, version=session.version, services=services)
        self.out.monitor_connection("connection_established", "info", session, now)

    def _close(self, connection: ClientConnection, request: m.CloseReq, now: float) -> None:
        self.out.send(connection, m.CloseConf(invoke_id=request.invoke_id))
        # fidelity sessions.any-close-status: guide CLOSE_REQ; ours: A session ends with the Status of CLOSE_REQ,
        # whatever that is.
        self._end_session(connection.number, request.status, now, is_normal=True)
        connection.hang_up_at = self._pace.after(now, self.centre.site.settings.close_linger)
        connection.hang_up_reason = "connection_lingered"

    def start_telling(self, now: float) -> None:
        """Tell clients from now on what happens: sessions on standby become as if they had just been opened."""
        self.telling.begin()
        opening = Opening(self.centre, self.registry, self.telling.delivery, self._rules, now)
        for session in self.registry:
            try:
                self._activate(session, opening)
            except Exception as error:  # noqa: BLE001 - as a request: one session must not keep the others waiting
                self.out.fail(self._connections[session.client], m.StandbyActiveEventMsg(), error, now)
        self.telling.tell_calls_in_progress(now)

    def _activate(self, session: Session, opening: Opening) -> None:
        request = session.standby_request
        assert request is not None  # noqa: S101 - a side that was not active has no others
        connection = self._connections[session.client]
        self.out.send(connection, m.StandbyActiveEventMsg())
        try:
            granted = grant(
                request, (), self._rules, site=self.centre.site, stations=self.centre.switch, registry=self.registry
            )
        except RequestRefused as refused:
            # Its agent is not where it was looked for, or another client was first.
            self.dismiss(session, refused.status, opening.now)
            return
        if granted.displaced is not None:
            self.dismiss(granted.displaced, StatusCode.NEW_SESSION_OPENED, opening.now)
        opening.activate(session, granted)
        self._welcome(connection, session, opening)

    def _hang_up(self, connection: ClientConnection, status: StatusCode, now: float, drain: float = math.inf) -> None:
        connection.is_over = True
        self.out.effects.append(HangUp(connection.number, min(drain, self.centre.site.settings.final_drain)))
        self._end_session(connection.number, status, now)

    def _end_session(self, client: int, status: StatusCode, now: float, *, is_normal: bool = False) -> None:
        session = self.registry.of_client(client)
        if session is None:
            return
        if self.maintenance is not None:
            self.maintenance.lose(session)
        device = session.device
        self._control_latency.forget(client)
        self.registry.remove(session)
        # In an order that is the same in every process: of a set it is not.
        for agent in sorted(session.claims):
            self.centre.unclaim(agent, session.client, now)
        if others := self.registry.client_monitors(besides=session):
            self.telling.broadcast(session_closed(session, status), others)
        self.out.log_session("session_closed", session, now, status=status.guide_name)
        ending, level = ("connection_ended", "info") if is_normal else ("connection_ended_abnormally", "error")
        self.out.monitor_connection(ending, level, session, now)
        # fidelity recording.recorder-leaves: ours: A request that waits for a recorder whose session ends is refused.
        self.telling.refuse(self.telling.pending.forget(session), self.centre.site.settings.no_server_status)
        if not is_normal and device is not None and is_failure(status):
            events, records = make_not_ready(self.centre, device, now)
            for each in records:
                self.out.log_limited(session, each, now, Budget.SESSIONS)
            self.telling.tell(events, now)

    def send(self, session: Session, message: Message) -> None:
        """Send one message to one session."""
        self.out.send(self._connections[session.client], message)
