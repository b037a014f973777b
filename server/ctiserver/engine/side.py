"""One side of the server: an engine that may serve, wait for the other, go into maintenance, and be down.

Whatever follows from the time and from what clients said - it is loaded, a maintenance is decided, or over - is drawn
by :meth:`Side.settle`, after everything else.  Guide: Session Management, "Active and Standby", "Maintenance Mode".
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from ctiproto import messages as m
from ctiproto.connection import Arrived
from ctiproto.constants import CTIService, StatusCode
from ctiserver.centre.contact_centre import ContactCentre
from ctiserver.centre.switch.events import Event
from ctiserver.engine.connections import ClientConnection
from ctiserver.engine.delivery import Delivery
from ctiserver.engine.effects import Effect, HangUp, LogRecord, log_record
from ctiserver.engine.engine import Engine
from ctiserver.engine.maintenance import Maintenance
from ctiserver.engine.opening import Opening
from ctiserver.engine.pg_link import PGLink
from ctiserver.engine.roles import SideRole
from ctiserver.engine.sessions.grants import grant
from ctiserver.engine.sessions.pending_requests import PendingRequests
from ctiserver.engine.sessions.refusal import RequestRefused
from ctiserver.engine.sessions.session import Session
from ctiserver.engine.timescale import REAL_TIME, Timescale

_DUPLEX_CLIENT = CTIService.SERVICE_ACTIVE_STANDBY

_ONLY_SIDE: Final = "A"


class Side(Engine):
    """An engine with a role that changes; in the beginning it is active.

    Args:
        centre: the contact centre behind it.
        now: seconds since 1970; every later time must not be earlier.
        side: what the log calls it; empty: there is no other.
        pace: how fast the centre's time goes for clients.

    Attributes:
        untold: what happened through it while it was not the active side, and the session that asked for it: the
            other side tells it.
    """

    def __init__(self, centre: ContactCentre, now: float, *, side: str = "", pace: Timescale = REAL_TIME) -> None:
        super().__init__(centre, now, side=side, pace=pace)
        self.untold: list[tuple[list[Event], Session | None]] = []
        self._ready_at = now
        self._maintenance: Maintenance | None = None
        self._questions = 0

    def next_deadline(self) -> float | None:
        """When something is due; ``None``: never."""
        times = [super().next_deadline()]
        if self.role is SideRole.LOADING:
            times.append(self._ready_at)
        if self._maintenance is not None:
            times.append(self._maintenance.deadline)
        return min((at for at in times if at is not None), default=None)

    @property
    def is_settled(self) -> bool:
        """Whether :meth:`settle` has nothing to do, and nothing is untold, whatever the time is."""
        return self._maintenance is None and not self.untold and self.role is not SideRole.LOADING

    def settle(self, now: float) -> list[Effect]:
        """Draw the consequences of what has happened; call it after every other call, and once more if it did much."""
        if self.role is SideRole.LOADING and now >= self._ready_at:
            self.role = SideRole.STANDBY
            self._note("side_loaded")
        maintenance = self._maintenance
        if maintenance is not None:
            if self.role is SideRole.ASKING:
                if maintenance.is_decided(now):
                    self._decide(maintenance, now)
            elif now >= maintenance.deadline or not len(self.registry):
                self._finish(now)
        return self._done()

    # --- roles -------------------------------------------------------------------------------------------------------

    def hear(self, events: list[Event], asker: Session | None, now: float) -> list[Effect]:
        """Tell what happened through the other side."""
        self._tell(events, now, asker)
        return self._done()

    def _tell(self, events: list[Event], now: float, asker: Session | None = None) -> None:
        if self.role.is_active:
            super()._tell(events, now, asker)
        elif events:
            self.untold.append((events, asker))

    def load(self, now: float) -> None:
        """It was just started: it loads agents and calls before it can serve or wait."""
        self.role = SideRole.LOADING
        self._ready_at = now + self.centre.site.settings.load_time

    def activate(self, now: float) -> list[Effect]:
        """It is the active side from now on; sessions on standby become as if they had just been opened."""
        self.role = SideRole.ACTIVE
        # What it knew of calls when it was active before is out of date.
        self._delivery = Delivery(self.centre.site, self.registry)
        self._pending = PendingRequests()
        self._note("side_became_active", sessions=len(self.registry))
        opening = Opening(self.centre, self.registry, self._delivery, now)
        for session in self.registry:
            try:
                self._activate(session, opening)
            except Exception as error:  # noqa: BLE001 - as a request: one session must not keep the others waiting
                self._fail(self._connections[session.client], m.StandbyActiveEventMsg(), error)
        for event in self.centre.switch.calls_in_progress(now):
            self._effects += self._delivery.tell(event, self.status, only=CTIService.SERVICE_ALL_EVENTS)
        return self._done()

    def _activate(self, session: Session, opening: Opening) -> None:
        request = session.standby_request
        assert request is not None  # noqa: S101 - a side that was not active has no others
        connection = self._connections[session.client]
        self._send(connection, m.StandbyActiveEventMsg())
        centre = self.centre
        try:
            granted = grant(request, (), site=centre.site, stations=centre.switch, registry=self.registry)
        except RequestRefused as refused:
            # Its agent is not where it was looked for, or another client was first.
            self._displace(session, refused.status, opening.now)
            return
        if granted.displaced is not None:
            self._displace(granted.displaced, StatusCode.NEW_SESSION_OPENED, opening.now)
        opening.activate(session, granted)
        self._welcome(connection, session, opening)

    def stand_by(self, now: float) -> list[Effect]:
        """It leaves its clients to the other side, and waits from now on."""
        self._leave(SideRole.STANDBY)
        self._dismiss(self.registry, StatusCode.CTI_SERVER_OFFLINE, now)
        return self._done()

    def _leave(self, role: SideRole) -> None:
        """It is not the active side any more; whether it reached the peripheral gateway does not matter then."""
        self.role = role
        self.pg_link = PGLink()

    def stop(self, now: float) -> list[Effect]:
        """Tell every session that the side goes off-line, and hang up."""
        self._maintenance = None
        return super().stop(now)

    def kill(self, now: float) -> list[Effect]:
        """It is down, and nobody is told: connections break off."""
        self._maintenance = None
        self.role = SideRole.DOWN
        for connection in self._connections:
            self._hang_up(connection, StatusCode.CTI_SERVER_OFFLINE, now, drain=0.0)
        # What its sessions would have been sent on the way, and the alarms, died with it.
        return [effect for effect in self._done() if isinstance(effect, HangUp) or type(effect) is LogRecord]

    def _dismiss(self, sessions: Iterable[Session], status: StatusCode, now: float) -> None:
        for session in sessions:
            self._displace(session, status, now)

    def _note(self, event: str, level: str = "info", **fields: object) -> None:
        # These are about sides: the only one is named, too, as it is when it listens.
        side = self._side or {"side": _ONLY_SIDE}
        self._effects.append(log_record(event, level, **side, **fields))

    # --- maintenance -------------------------------------------------------------------------------------------------

    def ask(self, now: float) -> list[Effect]:
        """Ask the clients that know of two sides whether this one may go into maintenance."""
        self.role = SideRole.ASKING
        asked = self.registry.with_service(_DUPLEX_CLIENT)
        self._maintenance = Maintenance(asked, now, self.pace, self._questions + 1)
        self._questions += len(self._maintenance.asked)
        self._note("maintenance_asked", sessions=len(self._maintenance.asked))
        for session, invoke_id in self._maintenance.asked.items():
            self._send(self._connections[session.client], m.ActiveMaintenanceReqMsg(invoke_id=invoke_id))
        return self._done()

    def abandon(self) -> list[Effect]:
        """There is nobody any more to whom the clients could go: if they are still being asked, all stays as it is."""
        if self._maintenance is not None and self.role is SideRole.ASKING:
            self._reject(self._maintenance, reason="the other side is down")
        return self._done()

    def _answer(self, connection: ClientConnection, item: Arrived, now: float) -> None:
        if item.findings or not self._is_about_maintenance(connection, item.message, now):
            super()._answer(connection, item, now)

    def _is_about_maintenance(self, connection: ClientConnection, message: object, now: float) -> bool:
        """Take what a client says about the maintenance; ``False``: it says nothing, or nobody waits for it."""
        maintenance, session = self._maintenance, self.registry.of_client(connection.number)
        if maintenance is None or session is None:
            return False
        match message:
            case m.ActiveMaintenanceRespMsg():
                return maintenance.answer(session, message.invoke_id, accepted=message.maintenance_mode_accepted)
            case m.StoppingRequestsToThisSideInd() if self.role is SideRole.LEAVING:
                self._hang_up(connection, StatusCode.SERVER_IN_MAINTENANCE_MODE, now)
                return True
            case _:
                return False

    def _end_session(self, client: int, status: StatusCode, now: float, *, is_normal: bool = False) -> None:
        session = self.registry.of_client(client)
        if session is not None and self._maintenance is not None:
            self._maintenance.lose(session)
        super()._end_session(client, status, now, is_normal=is_normal)

    def _decide(self, maintenance: Maintenance, now: float) -> None:
        if not maintenance.is_accepted:
            refused = [session.client_id for session in maintenance.refused]
            self._reject(maintenance, refused=refused, silent=[session.client_id for session in maintenance.silent])
            return
        self._note("maintenance_accepted", sessions=len(maintenance.asked))
        self._tell_outcome(maintenance, accepted=True)
        self._leave(SideRole.LEAVING)
        maintenance.let_go(now)
        others = [session for session in self.registry if not session.has(_DUPLEX_CLIENT)]
        self._dismiss(others, StatusCode.SERVER_IN_MAINTENANCE_MODE, now)

    def _reject(self, maintenance: Maintenance, **why: object) -> None:
        self._note("maintenance_rejected", "warning", **why)
        self._tell_outcome(maintenance, accepted=False)
        self.role = SideRole.ACTIVE
        self._maintenance = None

    def _tell_outcome(self, maintenance: Maintenance, *, accepted: bool) -> None:
        still_there = (each for each in maintenance.asked if self.registry.of_client(each.client) is each)
        self._broadcast(still_there, m.ActiveMaintenanceEventMsg(maintenance_mode_status=accepted))

    def _finish(self, now: float) -> None:
        """All clients have gone, or their time is over."""
        self._dismiss(self.registry, StatusCode.SERVER_IN_MAINTENANCE_MODE, now)
        self.role = SideRole.STANDBY
        self._maintenance = None
        self._note("maintenance_finished")
