"""The CTI Server as the transport and an operator see it: one side, or two, over one contact centre.

Clients belong to the side that they connected to.  At most one side is active: it alone tells what happens in the
contact centre, where time goes on also while no side is active.  As soon as none is, the one that stands by becomes it.
Guide: Session Management, "Active and Standby".
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from functools import partial
from itertools import chain

from ctiproto.connection import is_heartbeat
from ctiserver.centre.contact_centre import ContactCentre
from ctiserver.centre.switch.commands import Command, Reconfigure
from ctiserver.centre.switch.events import Event
from ctiserver.centre.switch.timers import earlier
from ctiserver.engine.admission import Admission
from ctiserver.engine.counts import MessageCounts
from ctiserver.engine.dialects.known import rules_of
from ctiserver.engine.effects import Effect, Listen, StopListening, log_failure, log_record
from ctiserver.engine.outcome import Collector, Outcome, Untold
from ctiserver.engine.resting import Resting
from ctiserver.engine.roles import SideRole
from ctiserver.engine.side import Side
from ctiserver.engine.sides import SIDE_A, SIDE_B, SideError, Sides
from ctiserver.engine.timescale import REAL_TIME, HalfHours, Timescale
from ctiserver.engine.translate.system import peripheral_event
from ctiserver.engine.unattended_calls import UnattendedCalls
from ctiserver.site.endpoints import Endpoint
from ctiserver.site.model import Site


class Duplex:
    """A CTI Server with one side or two: the doors through which everything comes in.

    Each door takes the time, in seconds since 1970, which must not go back, lets happen first what is due by then, and
    gives back what is to be done, in order.

    Args:
        centre: the contact centre.
        now: the time at the beginning.
        two_sides: whether there is a side B, which stands by in the beginning.
        pace: how fast the centre's time goes for clients.

    Attributes:
        centre: the contact centre.
        admission: the connections of all sides, and the limits that were reached.
        counts: the messages of all sides.
        rules: what the dialect of the server says.
    """

    def __init__(
        self,
        centre: ContactCentre,
        now: float,
        *,
        two_sides: bool = False,
        pace: Timescale = REAL_TIME,
    ) -> None:
        self.centre = centre
        self.admission = Admission(centre, pace)
        self.counts = MessageCounts(dialect=centre.site.dialect)
        self._resting = Resting(pace)
        self.rules = rules_of(centre.site.dialect)
        self._has_two_sides = two_sides
        self._is_stopping = False
        self._half_hours = HalfHours(now)
        self._unattended = UnattendedCalls(centre)
        self._sides = Sides({SIDE_A: self._new_side(SIDE_A, SideRole.ACTIVE)})
        if two_sides:
            self._sides[SIDE_B] = self._new_side(SIDE_B, SideRole.STANDBY)
        self._side_of: dict[int, Side] = {}
        self._effects: list[Effect] = []
        self._untold: list[Untold] = []
        self._quiet_until: float | None = -math.inf

    def _new_side(self, name: str, role: SideRole) -> Side:
        # Where there is only one, the log does not name it with sessions.
        out = Collector(name if self._has_two_sides else "", self.admission, self.counts, self.rules)
        return Side(name, self.centre, role, out)

    @property
    def sides(self) -> Mapping[str, Side]:
        """The sides by their names."""
        return self._sides

    @property
    def active(self) -> str | None:
        """The name of the active side; ``None``: none is."""
        return self._sides.active

    @property
    def telling_side(self) -> Side:
        """The active side, which tells what happens; while there is none, side A, which tells nothing."""
        return self._sides.telling

    # --- the doors ---------------------------------------------------------------------------------------------------

    def start(self, now: float) -> list[Effect]:
        """Open the contact centre: simulated agents come to work."""
        self._tell(self.centre.start(now), now)
        return self._settled(now)

    def connected(self, client: int, side: str, address: Endpoint, now: float) -> list[Effect]:
        """Take a connection to a side; ``client`` is a number that no connection to either side has had."""
        self._pass_time(now)
        chosen = self._side_of[client] = self._sides[side]
        self._add(chosen.connected(client, address, now))
        for other, limit in self.admission.enter(client, address.host):
            self._add(self._side_of[other].shed(other, limit, now))
        return self._settled(now)

    def received(self, client: int, data: bytes, now: float) -> list[Effect]:
        """Answer what a client sent."""
        if is_heartbeat(data) and self._is_quiet(now):
            engine = self._side_of[client].engine
            if engine.receive_heartbeat(client, data, now):
                self._add(engine.out.take())
                return self._take_effects(now)
        self._pass_time(now)
        self._add(self._side_of[client].received(client, data, now))
        return self._settled(now)

    def lost(self, client: int, now: float) -> list[Effect]:
        """End what a client had whose connection is gone, whichever end closed it."""
        self._pass_time(now)
        self.admission.leave(client)
        self._add(self._side_of.pop(client).lost(client, now))
        return self._settled(now)

    def execute(self, command: Command, now: float) -> list[Effect]:
        """Carry out a command that no client gave: an operator, or a test.

        Raises:
            Refused: the switch declines; nothing has changed.
        """
        self._pass_time(now)
        self._tell(self.centre.execute(command, now), now)
        return self._settled(now)

    def reconfigure(self, site: Site, now: float) -> list[Effect]:
        """Let another site take the place of the present one, and tell clients what changed.

        Raises:
            Unchangeable: it cannot while the server runs, for the reasons that it names; nothing has changed.
        """
        self._pass_time(now)
        self._tell(self.centre.execute(Reconfigure(site=site), now), now)
        for side in self._sides.values():
            if not side.is_active:
                side.engine.telling.follow_site()
        return self._settled(now)

    def announce(self, text: str, now: float) -> list[Effect]:
        """Tell every session of the active side a text for people to read.  Guide: SYSTEM_EVENT, TEXT_FYI."""
        self._pass_time(now)
        self._add(self._sides.telling.announce(text, now))
        return self._settled(now)

    def reset_configuration(self, now: float) -> tuple[int, list[Effect]]:
        """Have sessions fetch the configuration anew; how many were told so, and what is to be done."""
        self._pass_time(now)
        told, outcome = self._sides.telling.reset_configuration()
        self._add(outcome)
        return told, self._settled(now)

    def lose_pg_link(self, now: float) -> list[Effect]:
        """Lose the link between the active side and the peripheral gateway: what happens behind it is not told.

        Raises:
            Refused: it was lost before (2); nothing has changed.
        """
        self._pass_time(now)
        self._add(self._sides.telling.lose_pg_link(now))
        return self._settled(now)

    def regain_pg_link(self, now: float) -> list[Effect]:
        """Reach the peripheral gateway again.

        The guide has no system event for that.  Every session is told of every peripheral, as at the beginning of a
        session that sees all events, and then what is different from what it knows.

        Raises:
            Refused: it was not lost (2); nothing has changed.
        """
        self._pass_time(now)
        engine, switch = self._sides.telling.engine, self.centre.switch
        news = engine.telling.pg_link.regain(self.centre, now)
        for peripheral_id in sorted(peripheral.id for peripheral in self.centre.site.peripherals):
            online = switch.is_online(peripheral_id)
            engine.telling.broadcast(peripheral_event(peripheral_id, now, engine.telling.status, online=online))
        self._tell(news, now)
        return self._settled(now)

    def next_deadline(self) -> float | None:
        """When :meth:`tick` has something to do; ``None``: never."""
        deadline = earlier(self._resting.next_deadline(self.centre), self._resting.next_deadline(self._unattended))
        for side in self._sides.values():
            deadline = earlier(deadline, self._resting.next_deadline(side))
            if len(side.engine.registry):
                deadline = earlier(deadline, self._half_hours.next)
        return deadline

    def tick(self, now: float) -> list[Effect]:
        """Let happen what is due."""
        self._pass_time(now)
        return self._settled(now)

    def stop(self, now: float) -> list[Effect]:
        """Tell every session of every side that the server goes off-line, and hang up; no side is started any more."""
        self._is_stopping = True
        for side in self._sides.values():
            self._add(side.stop(now))
        return self._take_effects(now)

    # --- what an operator may do to the sides ------------------------------------------------------------------------

    def stop_side(self, name: str, now: float) -> list[Effect]:
        """Stop a side in an orderly way; the other one becomes the active one, if it can.

        Its sessions get FAILURE_EVENT with status 15, its connections are reset, and it accepts no more.

        Raises:
            SideError: there is no such side, it is down, or a maintenance is under way.
        """
        side = self._sides.up(name)
        self._sides.require_no_maintenance()
        self._catch_up(now)
        self._add(side.stop(now))
        self._effects += [StopListening(name), log_record("side_stopped", side=name)]
        return self._settled(now)

    def kill_side(self, name: str, now: float) -> list[Effect]:
        """Let a side die: connections break off without a message; the other one becomes the active one, if it can.

        If that was asking its clients whether it may go into maintenance, it may not.

        Raises:
            SideError: there is no such side, or it is down.
        """
        side = self._sides.up(name)
        self._catch_up(now)
        self._add(side.kill(now))
        self._effects += [StopListening(name), log_record("side_killed", "warning", side=name)]
        for other in self._sides.values():
            self._add(other.abandon())
        return self._settled(now)

    def start_side(self, name: str, now: float) -> list[Effect]:
        """Start a side again that is down, at the port that it had.

        It loads for a while (``load_time`` of the site) in which it opens no session; then it stands by, or is the
        active side if there is no other.

        Raises:
            SideError: there is no such side, it is not down, or the server is being stopped.
        """
        if self._sides.named(name).role is not SideRole.DOWN:
            raise SideError(f"side {name} is not down")
        if self._is_stopping:
            raise SideError("the server is being stopped")
        self._catch_up(now)
        side = self._sides[name] = self._new_side(name, SideRole.LOADING)
        side.load(now)
        self._effects += [Listen(name), log_record("side_started", side=name)]
        return self._settled(now)

    def switch_over(self, now: float) -> list[Effect]:
        """Make the side that stands by the active one, and the active one stand by.

        Sessions of the side that was active get FAILURE_EVENT with status 15, and their connections are reset.

        Raises:
            SideError: no side stands by, no side is active, or a maintenance is under way.
        """
        active, standby = self._sides.active_and_standby()
        self._catch_up(now)
        self._add(self._sides[active].stand_by(now))
        self._add(self._sides[standby].activate(now))
        return self._settled(now)

    def begin_maintenance(self, now: float) -> list[Effect]:
        """Ask the clients of the active side whether it may go into maintenance.

        If all that know of two sides accept within five seconds, the other side becomes the active one, they have five
        seconds more to go there, and this side stands by in the end.  If one does not, nothing changes.  The log says
        which it is: ``maintenance_accepted``, or ``maintenance_rejected`` and by which clients.

        Raises:
            SideError: no side stands by, no side is active, or a maintenance is under way.
        """
        active, _ = self._sides.active_and_standby()
        self._catch_up(now)
        self._add(self._sides[active].ask(now))
        return self._settled(now)

    # --- the order of things -----------------------------------------------------------------------------------------

    def _pass_time(self, now: float) -> None:
        """Let happen what is due: at the contact centre, at half hours, and at each side, the telling one first."""
        self._quiet_until = -math.inf
        # Before every request there is mostly nothing due, so nothing is prepared before that is known.
        telling = self._sides.telling
        if not self._resting.has(self.centre, now):
            try:
                if events := self.centre.tick(now):
                    self._tell(events, now)
            except Exception as error:  # noqa: BLE001 - as a request: what a simulated caller or agent tried is skipped
                self._effects.append(self._resting.fail(self.centre, "simulation_failed", error, now))
        if self._unattended.is_due(now) and not self._resting.has(self._unattended, now):
            sessions = chain.from_iterable(side.engine.registry for side in self._sides.values())
            try:
                self._tell(self._unattended.look(sessions, now), now)
            except Exception as error:  # noqa: BLE001 - as above: calls that cannot be ended must not keep clients waiting
                self._effects.append(self._resting.fail(self._unattended, "unattended_calls_failed", error, now))
        for moment in self._half_hours.take_due(now):
            self._add(self._resting.guarded(telling, partial(telling.tell_half_hour, moment), now))
        if telling.is_due(now):
            self._add(self._resting.guarded(telling, partial(telling.expire, now), now))
        for side in self._sides.values():
            if side is not telling and side.is_due(now):
                self._add(self._resting.guarded(side, partial(side.expire, now), now))

    def _is_quiet(self, now: float) -> bool:
        """Whether nothing is due and no role can change, so that what concerns its session alone needs no look at them.

        A heartbeat changes nothing but when its own session is idle, which is later then, so the look is kept until
        another input comes.
        """
        if self._quiet_until is None:
            is_settled = all(side.is_settled for side in self._sides.values())
            deadline = self.next_deadline() if is_settled else -math.inf
            self._quiet_until = math.inf if deadline is None else deadline
        return now < self._quiet_until

    def _catch_up(self, now: float) -> None:
        """Let happen what is due, with all that follows from it."""
        self._pass_time(now)
        self._settle(now)

    def _tell(self, events: list[Event], now: float) -> None:
        """Let the telling side tell events that no client caused."""
        engine = self._sides.telling.engine
        engine.telling.tell(events, now)
        self._add(engine.out.take())

    def _add(self, outcome: Outcome) -> None:
        self._effects += outcome.effects
        self._untold += outcome.untold

    def _settle(self, now: float) -> None:
        """Let roles change as they must, and let the active side tell what the others caused."""
        self._settle_sides(now)
        if not self._sides.telling.is_active:
            standby = self._sides.standby
            if standby is not None:
                self._add(self._sides[standby].activate(now))
                self._settle_sides(now)

    def _settle_sides(self, now: float) -> None:
        for side in self._sides.values():
            if not side.is_settled:
                self._add(self._resting.guarded(side, partial(side.settle, now), now))
        if self._untold:
            self._tell_untold(now)

    def _tell_untold(self, now: float) -> None:
        untold, self._untold = self._untold, []
        side = self._sides.telling
        if side.is_active:
            for events, asker in untold:
                side.engine.telling.tell(events, now, asker)
            self._add(side.engine.out.take())

    def _settled(self, now: float) -> list[Effect]:
        try:
            self._settle(now)
            self._unattended.follow(now)
            self._quiet_until = None
        except Exception as error:  # noqa: BLE001 - as above: a client that sent something is not to blame
            self._add(self._sides.telling.engine.out.take())
            self._effects.append(log_failure("sides_failed", error))
        return self._take_effects(now)

    def _take_effects(self, now: float) -> list[Effect]:
        effects, self._effects = self._effects, []
        for side in self._sides.values():
            effects = side.engine.message_log.with_sent(effects, now)
        return effects
