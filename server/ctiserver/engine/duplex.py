"""The server as the rim and an operator see it: one side, or two, over one contact centre.

Clients belong to the side that they connected to.  At most one side is active: what happens in the contact centre is
told by it alone, and time goes on there also while no side is.  As soon as no side is active, the one that stands by
becomes it.  Guide: Session Management, "Active and Standby".
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from ctiproto.declare import Message
from ctiserver.centre.contact_centre import ContactCentre
from ctiserver.centre.switch.commands import Command, Reconfigure
from ctiserver.centre.switch.events import Event
from ctiserver.engine.effects import Effect, Listen, StopListening, log_record
from ctiserver.engine.roles import SideRole
from ctiserver.engine.side import Side
from ctiserver.engine.timescale import REAL_TIME, Timescale
from ctiserver.site.endpoints import Endpoint
from ctiserver.site.model import Site

SIDE_A = "A"
SIDE_B = "B"


class SideError(Exception):
    """An operator asked for what the sides cannot do now; nothing has changed."""


class Duplex:
    """A CTI Server with one side or two.

    Args:
        centre: the contact centre behind it.
        now: seconds since 1970; every later time must not be earlier.
        two_sides: whether there is a side B, which stands by in the beginning.
        pace: how fast the centre's time goes for clients.
    """

    def __init__(
        self, centre: ContactCentre, now: float, *, two_sides: bool = False, pace: Timescale = REAL_TIME
    ) -> None:
        self.centre = centre
        self._pace = pace
        self._is_duplex = two_sides
        self._is_stopping = False
        self._sides = {SIDE_A: self._new_side(SIDE_A, now)}
        if two_sides:
            self._sides[SIDE_B] = self._new_side(SIDE_B, now)
            self._sides[SIDE_B].role = SideRole.STANDBY
        self._side_of: dict[int, Side] = {}

    def _new_side(self, name: str, now: float) -> Side:
        return Side(self.centre, now, side=name if self._is_duplex else "", pace=self._pace)

    @property
    def sides(self) -> Mapping[str, Side]:
        """The sides by their names."""
        return self._sides

    @property
    def active(self) -> str | None:
        """The name of the active side; ``None``: none is."""
        return next((name for name, side in self._sides.items() if side.role.is_active), None)

    @property
    def telling_side(self) -> Side:
        """The active side; while there is none, one whose sessions nobody tells what happens."""
        return self._active or self._sides[SIDE_A]

    # --- the door: each call returns what is to be done, in order ----------------------------------------------------

    def start(self, now: float) -> list[Effect]:
        """Open the contact centre: whoever is simulated comes to work."""
        return self._settled(self._sides[SIDE_A].start(now), now)

    def connected(self, client: int, side: str, address: Endpoint, now: float) -> list[Effect]:
        """A client connected to a side; ``client`` is a number that no connection of either has had."""
        chosen = self._side_of[client] = self._sides[side]
        effects = self._before(chosen, now)
        effects += chosen.connected(client, address, now)
        return self._settled(effects, now)

    def received(self, client: int, data: bytes, now: float) -> list[Effect]:
        """A client sent bytes."""
        side = self._side_of[client]
        effects = self._before(side, now)
        effects += side.received(client, data, now)
        return self._settled(effects, now)

    def lost(self, client: int, now: float) -> list[Effect]:
        """A client's connection is gone, whoever ended it."""
        side = self._side_of.pop(client)
        effects = self._before(side, now)
        effects += side.lost(client, now)
        return self._settled(effects, now)

    def execute(self, command: Command, now: float) -> list[Effect]:
        """Let somebody do something whom no client speaks for: a caller, an operator, a scenario.

        Raises:
            Refused: the switch declines; nothing has changed.
        """
        return self._settled(self.telling_side.execute(command, now), now)

    def reconfigure(self, site: Site, now: float) -> list[Effect]:
        """Let another site take the place of the present one, and tell clients what changed.

        Raises:
            Unchangeable: it cannot while the server runs, for the reasons that it names; nothing has changed.
        """
        effects = self.telling_side.execute(Reconfigure(site=site), now)
        for side in self._sides.values():
            if not side.role.is_active:
                side.follow_site()
        return self._settled(effects, now)

    def announce(self, messages: Iterable[Message], now: float, events: Iterable[Event] = ()) -> list[Effect]:
        """Tell every session of the active side these messages, and whoever may hear them these events."""
        return self._settled(self.telling_side.announce(messages, now, events), now)

    def next_deadline(self) -> float | None:
        """When :meth:`tick` has something to do; ``None``: never."""
        times = [side.next_deadline() for side in self._sides.values()]
        if self.active is None:
            times.append(self.centre.next_deadline())
        return min((at for at in times if at is not None), default=None)

    def tick(self, now: float) -> list[Effect]:
        """Let happen what is due."""
        effects = self.telling_side.tick(now)
        for side in self._sides.values():
            if side is not self.telling_side:
                effects += side.tick(now)
        return self._settled(effects, now)

    def stop(self, now: float) -> list[Effect]:
        """Tell every session of every side that the server goes off-line, and hang up; nothing is started any more."""
        self._is_stopping = True
        return [effect for side in self._sides.values() for effect in side.stop(now)]

    # --- what an operator may do -------------------------------------------------------------------------------------

    def stop_side(self, name: str, now: float) -> list[Effect]:
        """Stop a side in an orderly way; the other one becomes the active one, if it can.

        Its sessions get FAILURE_EVENT with status 15, its connections are reset, and nobody can connect any more.

        Raises:
            SideError: there is no such side, it is down, or a maintenance is under way.
        """
        side = self._up(name)
        self._require_no_maintenance()
        effects = self.tick(now)
        effects += [*side.stop(now), StopListening(name), self._noted("side_stopped", name)]
        return self._settled(effects, now)

    def kill_side(self, name: str, now: float) -> list[Effect]:
        """Let a side die: connections break off without a word; the other one becomes the active one, if it can.

        If that was asking its clients whether it may go into maintenance, it may not.

        Raises:
            SideError: there is no such side, or it is down.
        """
        side = self._up(name)
        effects = self.tick(now)
        effects += [*side.kill(now), StopListening(name), self._noted("side_killed", name, "warning")]
        for other in self._sides.values():
            effects += other.abandon()
        return self._settled(effects, now)

    def start_side(self, name: str, now: float) -> list[Effect]:
        """Start a side again that is down, at the port that it had.

        It loads for a while (``load_time`` of the site) in which it opens no session; then it stands by, or is the
        active side if there is no other.

        Raises:
            SideError: there is no such side, it is not down, or the server is being stopped.
        """
        if self._named(name).role is not SideRole.DOWN:
            raise SideError(f"side {name} is not down")
        if self._is_stopping:
            raise SideError("the server is being stopped")
        effects = self.tick(now)
        side = self._sides[name] = self._new_side(name, now)
        side.load(now)
        return self._settled([*effects, Listen(name), self._noted("side_started", name)], now)

    def switch_over(self, now: float) -> list[Effect]:
        """Make the side that stands by the active one, and the active one stand by.

        Sessions of the side that was active get FAILURE_EVENT with status 15, and their connections are reset.

        Raises:
            SideError: no side stands by, no side is active, or a maintenance is under way.
        """
        active, standby = self._both()
        effects = self.tick(now)
        effects += [*self._sides[active].stand_by(now), *self._sides[standby].activate(now)]
        return self._settled(effects, now)

    def begin_maintenance(self, now: float) -> list[Effect]:
        """Ask the clients of the active side whether it may go into maintenance.

        If all that know of two sides accept within five seconds, the other side becomes the active one, they have five
        seconds more to go there, and this side stands by in the end.  If one does not, nothing changes.  The log says
        which it is: ``maintenance_accepted``, or ``maintenance_rejected`` and by whom.

        Raises:
            SideError: no side stands by, no side is active, or a maintenance is under way.
        """
        active, _ = self._both()
        effects = self.tick(now)
        effects += self._sides[active].ask(now)
        return self._settled(effects, now)

    def _named(self, name: str) -> Side:
        side = self._sides.get(name)
        if side is None:
            raise SideError(f"there is no side {name}, expected {' or '.join(self._sides)}")
        return side

    def _up(self, name: str) -> Side:
        side = self._named(name)
        if side.role is SideRole.DOWN:
            raise SideError(f"side {name} is down already")
        return side

    def _require_no_maintenance(self) -> None:
        for name, side in self._sides.items():
            if side.role in (SideRole.ASKING, SideRole.LEAVING):
                raise SideError(f"a maintenance of side {name} is under way")

    def _both(self) -> tuple[str, str]:
        """The names of the active side and the one that stands by."""
        if not self._is_duplex:
            raise SideError("there is only one side")
        self._require_no_maintenance()
        active = self.active
        standby = next((name for name, side in self._sides.items() if side.role is SideRole.STANDBY), None)
        if active is None or standby is None:
            roles = ", ".join(f"side {name} is {side.role.value}" for name, side in self._sides.items())
            raise SideError(f"there is no active side with another that stands by: {roles}")
        return active, standby

    # --- the order of things -----------------------------------------------------------------------------------------

    @property
    def _active(self) -> Side | None:
        for side in self._sides.values():
            if side.role.is_active:
                return side
        return None

    def _before(self, side: Side, now: float) -> list[Effect]:
        """What is due comes before what a client does, and the active side is the one that has to hear it."""
        telling_side = self.telling_side
        return [] if telling_side is side else telling_side.tick(now)

    def _settled(self, effects: list[Effect], now: float) -> list[Effect]:
        """Add what follows from what has happened: roles that change, and what the active side tells of the others."""
        for side in self._sides.values():
            if not side.is_settled:
                effects += self._consequences(now)
                break
        if self._active is None:
            waiting = next((side for side in self._sides.values() if side.role is SideRole.STANDBY), None)
            if waiting is not None:
                effects += waiting.activate(now)
                effects += self._consequences(now)
        return effects

    def _consequences(self, now: float) -> list[Effect]:
        effects: list[Effect] = []
        for side in self._sides.values():
            effects += side.settle(now)
            untold, side.untold = side.untold, []
            active = self._active
            if active is not None:
                for events, asker in untold:
                    effects += active.hear(events, asker, now)
        return effects

    def _noted(self, event: str, name: str, level: str = "info") -> Effect:
        return log_record(event, level, side=name)
