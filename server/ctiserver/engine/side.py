"""One side of the server: its role, what follows from it, and the engine that serves its clients.

Guide: Session Management, "Active and Standby", "Maintenance Mode".
"""

from __future__ import annotations

from typing import Final

from ctiproto import messages as m
from ctiproto.constants import CTIService, StatusCode, SystemEventID
from ctiserver.centre.contact_centre import ContactCentre
from ctiserver.centre.switch.timers import earlier
from ctiserver.engine.effects import Effect, HangUp, LogRecord, Mistake
from ctiserver.engine.engine import Engine
from ctiserver.engine.maintenance import Maintenance
from ctiserver.engine.outcome import Collector, Outcome
from ctiserver.engine.pg_link import PGLink
from ctiserver.engine.roles import SideRole
from ctiserver.engine.translate.system import system_event
from ctiserver.site.endpoints import Endpoint

_KNOWS_TWO_SIDES: Final = CTIService.SERVICE_ACTIVE_STANDBY


class Side:
    """A side of the server, which may serve, wait for the other side, go into maintenance, and be down.

    Every call gives back what is to be done, and the events that it caused and did not tell its own clients.

    Args:
        name: what operators call it.
        centre: the contact centre.
        role: what it is in the beginning.
        out: collects what is to be done; it knows the limits and the dialect.

    Attributes:
        engine: serves its clients.
        role: what the side is at the moment.
        is_active: whether it tells its clients what happens in the contact centre.
    """

    def __init__(self, name: str, centre: ContactCentre, role: SideRole, out: Collector) -> None:
        self.engine = Engine(centre, out)
        self._name = name
        self._centre = centre
        self._pace = out.admission.pace
        self._ready_at = 0.0
        self._questions = 0
        self._become(role)

    def _become(self, role: SideRole) -> None:
        self.role = role
        self.is_active = self.engine.telling.tells_events = role.is_active
        self.engine.refusal = role.refusal(self.engine.out.rules)
        self.engine.opens_on_standby = role is SideRole.STANDBY

    # --- clients -----------------------------------------------------------------------------------------------------

    def connected(self, client: int, address: Endpoint, now: float) -> Outcome:
        """Take a new connection."""
        if self.role is SideRole.DOWN:
            # Accepted just before the listeners were closed: nothing that comes later would end it.
            return Outcome([HangUp(client)], [])
        self.engine.connect(client, address, now)
        return self.engine.out.take()

    def shed(self, client: int, limit: str, now: float) -> Outcome:
        """Reset a connection that a limit keeps out."""
        self.engine.shed(client, limit, now)
        return self.engine.out.take()

    def received(self, client: int, data: bytes, now: float) -> Outcome:
        """Answer what a client sent."""
        self.engine.receive(client, data, now)
        return self.engine.out.take()

    def lost(self, client: int, now: float) -> Outcome:
        """End what a client had whose connection is gone."""
        self.engine.lose(client, now)
        return self.engine.out.take()

    # --- time --------------------------------------------------------------------------------------------------------

    def next_deadline(self) -> float | None:
        """When something is due for this side alone; ``None``: never."""
        deadline = self.engine.next_deadline()
        if self.role is SideRole.LOADING:
            deadline = earlier(deadline, self._ready_at)
        if self.engine.maintenance is not None:
            deadline = earlier(deadline, self.engine.maintenance.deadline)
        return deadline

    def is_due(self, now: float) -> bool:
        """Whether :meth:`expire` may have something to do."""
        return self.engine.is_due(now)

    def expire(self, now: float) -> Outcome:
        """End the connections and refuse the requests whose time is over."""
        self.engine.expire(now)
        return self.engine.out.take()

    def tell_half_hour(self, moment: float) -> Outcome:
        """Tell every session, if this is the active side, that a half hour of the central controller began."""
        telling = self.engine.telling
        if self.is_active and SystemEventID.HALF_HOUR_CHANGE in self.engine.out.rules.system_events:
            telling.broadcast(system_event(SystemEventID.HALF_HOUR_CHANGE, moment, telling.status))
        return self.engine.out.take()

    # --- what an operator has clients told ---------------------------------------------------------------------------

    def announce(self, text: str, now: float) -> Outcome:
        """Tell every session a text for people to read."""
        telling = self.engine.telling
        telling.broadcast(system_event(SystemEventID.TEXT_FYI, now, telling.status, text=text))
        return self.engine.out.take()

    def reset_configuration(self) -> tuple[int, Outcome]:
        """Have the sessions that may ask for the configuration fetch it anew; how many were told so."""
        concerned = tuple(self.engine.registry.with_service(CTIService.SERVICE_CONFIG_EVENTS))
        # fidelity uccx.config-reset: guide Unified CCX, "Error (E) Status Codes"; ours: FAILURE_EVENT 96 has clients
        # fetch the configuration anew; that it is sent when an operator says so is ours.
        self.engine.telling.broadcast(m.FailureEvent(status=StatusCode.AUTO_CONFIG_RESET), concerned)
        return len(concerned), self.engine.out.take()

    def lose_pg_link(self, now: float) -> Outcome:
        """Lose the link to the peripheral gateway, and say so to every session.

        Raises:
            Refused: it was lost before (2); nothing has changed.
        """
        telling = self.engine.telling
        telling.pg_link.lose(self._centre)
        telling.broadcast(system_event(SystemEventID.PERIPHERAL_GATEWAY_OFFLINE, now, telling.status))
        return self.engine.out.take()

    @property
    def is_settled(self) -> bool:
        """Whether :meth:`settle` has nothing to do, whatever the time is."""
        return self.engine.maintenance is None and self.role is not SideRole.LOADING

    def settle(self, now: float) -> Outcome:
        """Change the role where time or clients have decided it: loaded, a maintenance decided, or over."""
        if self.role is SideRole.LOADING and now >= self._ready_at:
            # fidelity uccx.no-fail-back: guide E_CTI_SERVER_NOT_MASTER; ours: A node that is there again stands by; the
            # new master stays the master, as the guide sees no need of going back.
            self._become(SideRole.STANDBY)
            self._log("side_loaded")
        maintenance = self.engine.maintenance
        if maintenance is not None:
            if self.role is SideRole.ASKING:
                if maintenance.is_decided(now):
                    self._decide(maintenance, now)
            elif now >= maintenance.deadline or not len(self.engine.registry):
                self._finish(now)
        return self.engine.out.take()

    # --- roles -------------------------------------------------------------------------------------------------------

    def load(self, now: float) -> None:
        """Begin to load agents and calls, as a side does that was just started, before it can serve or stand by."""
        self._become(SideRole.LOADING)
        # fidelity sides.load-first: guide Session Management, "Active and Standby": A side that was started again
        # loads agents and calls before it handles anything.
        self._ready_at = now + self._centre.site.settings.load_time

    def activate(self, now: float) -> Outcome:
        """Become the active side; sessions on standby become as if they had just been opened."""
        self._become(SideRole.ACTIVE)
        self._log("side_became_active", sessions=len(self.engine.registry))
        # fidelity sides.becomes-active: guide STANDBY_ACTIVE_EVENT_MSG: A side that becomes active says so to its
        # sessions on standby, before anything else.
        self.engine.start_telling(now)
        return self.engine.out.take()

    def stand_by(self, now: float) -> Outcome:
        """Leave the clients to the other side, and stand by."""
        self._leave(SideRole.STANDBY)
        self._dismiss_sessions(StatusCode.CTI_SERVER_OFFLINE, now)
        return self.engine.out.take()

    def _leave(self, role: SideRole) -> None:
        """Be the active side no longer; whether it reached the peripheral gateway does not matter then."""
        self._become(role)
        self.engine.telling.pg_link = PGLink()

    def stop(self, now: float) -> Outcome:
        """Go down in an orderly way: every session is told by FAILURE_EVENT."""
        self._go_down()
        # fidelity sides.stop-says-so: guide FAILURE_EVENT; seen X5: A side that is stopped says so by FAILURE_EVENT
        # 15, which clients read before the reset.
        self.engine.dismiss_all(StatusCode.CTI_SERVER_OFFLINE, now)
        return self.engine.out.take()

    def kill(self, now: float) -> Outcome:
        """Go down at once: connections break off, and no client is told."""
        self._go_down()
        self.engine.hang_up_all(StatusCode.CTI_SERVER_OFFLINE, now)
        outcome = self.engine.out.take()
        # What its sessions would have been sent on the way, and the alarms, died with it.
        kept: list[Effect] = [
            effect for effect in outcome.effects if isinstance(effect, HangUp) or type(effect) in (LogRecord, Mistake)
        ]
        return Outcome(kept, outcome.untold)

    def _go_down(self) -> None:
        self.engine.maintenance = None
        self._become(SideRole.DOWN)

    def _dismiss_sessions(self, status: StatusCode, now: float) -> None:
        for session in self.engine.registry:
            self.engine.dismiss(session, status, now)

    def _log(self, event: str, level: str = "info", **fields: object) -> None:
        # These are about sides: the only one is named, too, as it is when it listens.
        self.engine.out.log(event, level, side=self._name, **fields)

    # --- maintenance -------------------------------------------------------------------------------------------------

    def ask(self, now: float) -> Outcome:
        """Ask the clients that know of two sides whether this one may go into maintenance."""
        self._become(SideRole.ASKING)
        asked = self.engine.registry.with_service(_KNOWS_TWO_SIDES)
        maintenance = self.engine.maintenance = Maintenance(asked, now, self._pace, self._questions + 1)
        self._questions += len(maintenance.asked)
        self._log("maintenance_asked", sessions=len(maintenance.asked))
        for session, invoke_id in maintenance.asked.items():
            self.engine.send(session, m.ActiveMaintenanceReqMsg(invoke_id=invoke_id))
        return self.engine.out.take()

    def abandon(self) -> Outcome:
        """Reject a maintenance that is being asked for, because clients have no other side to go to any more."""
        if self.engine.maintenance is not None and self.role is SideRole.ASKING:
            self._reject(self.engine.maintenance, reason="the other side is down")
        return self.engine.out.take()

    def _decide(self, maintenance: Maintenance, now: float) -> None:
        if not maintenance.is_accepted:
            refused = [session.client_id for session in maintenance.refused]
            self._reject(maintenance, refused=refused, silent=[session.client_id for session in maintenance.silent])
            return
        self._log("maintenance_accepted", sessions=len(maintenance.asked))
        self._tell_outcome(maintenance, accepted=True)
        self._leave(SideRole.LEAVING)
        maintenance.begin_leaving(now)
        for session in self.engine.registry:
            # fidelity maintenance.who-knows-one-side: ours: A client that does not know of two sides is sent away at
            # once when all have accepted.
            if not session.has(_KNOWS_TWO_SIDES):
                self.engine.dismiss(session, StatusCode.SERVER_IN_MAINTENANCE_MODE, now)

    def _reject(self, maintenance: Maintenance, **why: object) -> None:
        self._log("maintenance_rejected", "warning", **why)
        self._tell_outcome(maintenance, accepted=False)
        self._become(SideRole.ACTIVE)
        self.engine.maintenance = None

    def _tell_outcome(self, maintenance: Maintenance, *, accepted: bool) -> None:
        registry = self.engine.registry
        still_there = [session for session in maintenance.asked if registry.of_client(session.client) is session]
        self.engine.telling.broadcast(m.ActiveMaintenanceEventMsg(maintenance_mode_status=accepted), still_there)

    def _finish(self, now: float) -> None:
        """End a maintenance: all clients have gone, or their time is over."""
        # fidelity maintenance.who-stays: guide E_CTI_SERVER_IN_MAINTENANCE_MODE; ours: Who is still there then is
        # told so by FAILURE_EVENT 110 and reset.
        self._dismiss_sessions(StatusCode.SERVER_IN_MAINTENANCE_MODE, now)
        self._become(SideRole.STANDBY)
        self.engine.maintenance = None
        self._log("maintenance_finished")
