"""Tells the sessions of one side what happens at the contact centre, and does what follows from it for them."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Final

from ctiproto import messages as m
from ctiproto.constants import CTIService, PGStatusCode, StatusCode
from ctiproto.declare import Message
from ctiserver.centre.contact_centre import ContactCentre
from ctiserver.centre.switch.events import (
    AlarmRaised,
    CallBegan,
    CallDataUpdated,
    EmergencyCalled,
    Event,
    SiteReconfigured,
)
from ctiserver.engine.delivery import Delivery
from ctiserver.engine.effects import log_record
from ctiserver.engine.emergency_recording import emergency_alarm, emergency_recording
from ctiserver.engine.outcome import Collector, Untold
from ctiserver.engine.pg_link import PGLink
from ctiserver.engine.reconfiguration import Reconfiguration
from ctiserver.engine.services.context import Outgoing
from ctiserver.engine.sessions.late_binding import bind_to_station
from ctiserver.engine.sessions.pending_requests import PendingRequest, PendingRequests
from ctiserver.engine.sessions.registry import Registry
from ctiserver.engine.sessions.session import Session
from ctiserver.engine.translate.call_context import has_too_much
from ctiserver.engine.translate.upload import Upload
from ctiserver.site.keys import DeviceKey

_NAMED: Final = frozenset(("named_variables", "named_arrays"))


class Telling:
    """What the sessions of a side are told that they did not ask for.

    Args:
        centre: the contact centre.
        registry: the open sessions.
        out: collects what is to be done.
        dismiss: tells a session at a time with which status it ends, and hangs up.

    Attributes:
        tells_events: whether clients are told what happens; if not, events are handed over as untold.
        pg_link: the link to the peripheral gateway.
        delivery: makes frames of events; keeps the clients of calls.
        pending: the requests that server applications have yet to answer.
        upload: the configuration of the site, ready to be sent.
    """

    def __init__(
        self,
        centre: ContactCentre,
        registry: Registry,
        out: Collector,
        dismiss: Callable[[Session, StatusCode, float], None],
    ) -> None:
        self.tells_events = True
        self.pg_link = PGLink()
        self._centre = centre
        self._registry = registry
        self._out = out
        self._dismiss = dismiss
        self.delivery = Delivery(centre.site, registry, out.counts, out.rules)
        self.pending = PendingRequests()
        self.upload = Upload(centre.site, out.rules)
        self._know_lines()

    @property
    def status(self) -> PGStatusCode:
        """What prevents the peripheral gateway from normal work; 0: nothing."""
        return self.pg_link.added_to(self._centre.status)

    def begin(self) -> None:
        """Tell clients from now on what happens: what the side knew of calls when it did so before is out of date."""
        self.tells_events = True
        self.delivery = Delivery(self._centre.site, self._registry, self._out.counts, self._out.rules)
        self.pending = PendingRequests()

    def tell(self, events: list[Event], now: float, asker: Session | None = None) -> None:
        """Tell clients what happened, and do what follows for their sessions; or keep it for the other side to tell.

        Args:
            events: what happened, in order.
            now: seconds since 1970.
            asker: the session whose request caused it, if one did.
        """
        if not self.tells_events:
            self._out.untold.append(Untold(events, asker))
            return
        status = self.status
        for event in events:
            self._tell_one(event, now, asker, status)
        for event in events:
            if isinstance(event, AlarmRaised):
                self._out.raise_alarm(emergency_alarm(event, asker), asker)
            elif isinstance(event, EmergencyCalled) and self.pg_link.is_reached:
                deadline = self._out.admission.pace.after(now, self._centre.site.settings.control_timeout)
                self.deliver(emergency_recording(event, self._registry, self.pending, deadline))

    def _tell_one(self, event: Event, now: float, asker: Session | None, status: PGStatusCode) -> None:
        try:
            if self.pg_link.lets_through(event):
                self._out.effects += self.delivery.tell(event, status, asker)
                if isinstance(event, CallBegan | CallDataUpdated) and _comes_to_have_too_much(event):
                    self._log_too_much(event, now, asker)
            if isinstance(event, SiteReconfigured):
                self._take_over_site(event)
        except Exception as error:  # noqa: BLE001 - as a request: an event that cannot be told is skipped
            self._out.log_failure("event_failed", error, what=type(event).__name__)
        late = bind_to_station(event, self._registry)
        if late is not None:
            self._dismiss(late, StatusCode.DEVICE_IN_USE, now)

    def _log_too_much(self, event: CallBegan | CallDataUpdated, now: float, asker: Session | None) -> None:
        # fidelity variables.overflow-logged: inferred R: That the named variables of a call are more than events can
        # carry is logged, when the call begins with them or comes to have them.
        record = log_record(
            "named_variables_left_out",
            "warning",
            peripheral_id=event.peripheral_id,
            call_id=event.connection.call_id,
        )
        if asker is None:
            self._out.effects.append(record)
        else:
            self._out.log_limited(asker, record, now)

    def tell_calls_in_progress(self, now: float) -> None:
        """Tell the sessions that see all events how the calls stand."""
        for event in self._centre.switch.calls_in_progress(now):
            self._out.effects += self.delivery.tell(event, self.status, only=CTIService.SERVICE_ALL_EVENTS)

    def broadcast(self, message: Message, sessions: Iterable[Session] | None = None) -> None:
        """Send one message to several active sessions, as far as their versions have it; ``None``: to all."""
        self._out.effects += self.delivery.broadcast(message, self._registry if sessions is None else sessions)

    def deliver(self, outgoing: Iterable[Outgoing]) -> None:
        """Send messages, each to several sessions."""
        for message, sessions in outgoing:
            self.broadcast(message, sessions)

    def refuse(self, requests: Iterable[PendingRequest], status: StatusCode) -> None:
        """Tell those who asked for a recording that no server application answered."""
        for request in requests:
            if request.asker is not None:
                self.broadcast(m.FailureConf(invoke_id=request.invoke_id, status=status), (request.asker,))

    # --- the site ----------------------------------------------------------------------------------------------------

    def follow_site(self) -> None:
        """Make anew what was made of the site before."""
        self.delivery.site = self._centre.site
        self._out.follow_site()
        self.upload = Upload(self._centre.site, self._out.rules)
        self._know_lines()

    def _know_lines(self) -> None:
        if self._out.rules.hears_second_lines:
            # fidelity uccx.own-second-line: guide Unified CCX, CALL_DELIVERED_EVENT: The client of an agent
            # hears of all lines of the agent's telephone.
            lines = self._centre.site.second_lines
            self._registry.first_lines = {
                DeviceKey(peripheral, line): DeviceKey(peripheral, first) for (peripheral, line), first in lines.items()
            }

    def _take_over_site(self, event: SiteReconfigured) -> None:
        self.follow_site()
        self.deliver(Reconfiguration(event, self._registry, self._centre.switch, self.upload).apply())
        for session in self._registry:
            self.claim_agent(session)

    def claim_agent(self, session: Session) -> None:
        """Let a session's agent act for itself no longer, if it is a simulated one."""
        if session.agent is not None and self._centre.claim(session.agent, session.client):
            session.claim(session.agent)


def _comes_to_have_too_much(event: CallBegan | CallDataUpdated) -> bool:
    """Whether an event, of which every call has one, is the first that goes without the call's named variables."""
    changed = isinstance(event, CallBegan) or not _NAMED.isdisjoint(event.changed)
    return changed and event.to_all and has_too_much(event.context.data)
