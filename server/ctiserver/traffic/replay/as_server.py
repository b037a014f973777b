"""A tape as a server: it answers clients as the server did that was recorded.

What the client says is found on the tape; what the server said after it goes out at the same distance from it.  An
answer belongs to its request, all else to the last frame of the client before it.  When the client is faster than the
tape, what was to come before the frame that it says is sent at once, so that the order is that of the tape.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterable, Sequence
from typing import Final, Literal

import attrs

from ctiproto.codec import codec
from ctiproto.connection import Role
from ctiproto.constants import StatusCode
from ctiproto.declare import Message
from ctiproto.errors import BadLength
from ctiproto.framing import Framer
from ctiproto.messages import CloseConf, CloseReq, FailureConf, HeartbeatConf, HeartbeatReq
from ctiproto.versions import FIRST_VERSION, Profile
from ctiserver.engine.effects import Effect, HangUp, Send
from ctiserver.site.endpoints import Endpoint
from ctiserver.tapes.versions import announced_version
from ctiserver.traffic.replay.fields import invoke_id, name_of, number_of, with_invoke_id
from ctiserver.traffic.replay.matching import Matching
from ctiserver.traffic.replay.outcome import Outcome, Unmatched
from ctiserver.traffic.replay.scripts import OPEN_REQ, Cue, Script, Scripts
from ctiserver.traffic.replay.speed import Pace, Shift

Policy = Literal["ignore", "refuse", "close", "fail"]
"""What is done with a frame that is not on the tape."""

_HEARTBEAT: Final = HeartbeatReq.declaration.number
_CLOSE: Final = CloseReq.declaration.number
_DRAIN: Final = 1.0
"""Seconds for the last bytes to arrive."""


@attrs.frozen(kw_only=True)
class Answering:
    """How clients are answered.

    Args:
        matching: which frame of the tape a client means.
        unmatched: what is done with what is not on the tape: nothing, a refusal, the end of the connection, or the end
            of everything.
        pace: how fast.
        moves_times: whether the times inside messages are moved to now.
        loops: how often each session of the tape is played; ``None``: without end.
    """

    matching: Matching = attrs.field(factory=Matching)
    unmatched: Policy = "refuse"
    pace: Pace = attrs.field(factory=Pace)
    moves_times: bool = False
    loops: int | None = 1


class AnsweringPlayer:
    """A server without sockets: bytes and the time go in, effects come out.

    Args:
        scripts: what is played.
        how: how.
        tell: is told what happens, a line each.
    """

    def __init__(self, scripts: Scripts, how: Answering, tell: Callable[[str], None] = lambda _: None) -> None:
        self._scripts = scripts
        self._how = how
        self._tell = tell
        self._loop = 1
        self._left = list(scripts.sessions)
        self._guests: dict[int, _Guest] = {}
        self._finished: list[Outcome] = []
        self.has_failed = False
        """Whether something happened that ends everything."""

    @property
    def is_over(self) -> bool:
        """Whether every session was played as often as it should be, and nobody is connected."""
        return self.has_failed or not (self._left or self._loops_are_left() or self._guests)

    def outcomes(self) -> list[Outcome]:
        """What came of each session that was played, in the order in which they ended."""
        return [*self._finished, *(outcome for guest in self._guests.values() for outcome in guest.outcomes)]

    def _loops_are_left(self) -> bool:
        return self._how.loops is None or self._loop < self._how.loops

    # --- the door: each call returns what is to be done, in order ----------------------------------------------------

    def connected(self, client: int, _listener: str, _peer: Endpoint, now: float) -> list[Effect]:
        """A client connected; ``client`` is a number that no connection has had."""
        self._guests[client] = _Guest(client, self._how, Shift(self._scripts.header.start))
        return self.tick(now)

    def received(self, client: int, data: bytes, now: float) -> list[Effect]:
        """A client sent bytes."""
        effects = self.tick(now)
        guest = self._guests.get(client)
        if guest is None:
            return effects
        try:
            for _, frame in guest.framer.feed(data):
                effects += self._take(guest, frame, now)
        except BadLength as error:
            effects += self._unmatched(guest, Unmatched("", str(error)), b"")
            effects.append(HangUp(client))
        return effects

    def lost(self, client: int, now: float) -> list[Effect]:
        """A client's connection is gone."""
        self._finished += self._guests.pop(client).outcomes
        return self.tick(now)

    def next_deadline(self) -> float | None:
        """When :meth:`tick` has something to do; ``None``: never, as far as is known."""
        return min((due for guest in self._guests.values() if (due := guest.next_deadline()) is not None), default=None)

    def tick(self, now: float) -> list[Effect]:
        """Send what is due."""
        return [effect for guest in self._guests.values() for effect in guest.due(now)]

    def step(self, now: float) -> list[Effect]:
        """Send the next frame that waits, whenever it is due."""
        waiting = [guest for guest in self._guests.values() if guest.pending]
        return min(waiting, key=lambda guest: guest.pending[0].order).next_one(now) if waiting else []

    def run_on(self, now: float) -> list[Effect]:
        """From now on nobody says when the next frame may go: what waits goes."""
        self._how = attrs.evolve(self._how, pace=attrs.evolve(self._how.pace, by_step=False))
        return [effect for guest in self._guests.values() for effect in guest.run_on(self._how, now)]

    # --- what a client says ------------------------------------------------------------------------------------------

    def _take(self, guest: _Guest, frame: bytes, now: float) -> list[Effect]:
        number, invoked = number_of(frame), invoke_id(frame)
        if number == _HEARTBEAT and invoked is not None:
            return [_said(guest, HeartbeatConf(invoke_id=invoked))]
        if guest.script is None:
            return self._before_a_session(guest, frame, now)
        cue = self._how.matching.find(frame, guest.version, guest.waiting)
        if cue is not None:
            self._tell(f"{guest.label}: {cue.name} is frame {cue.order + 1} of the tape")
            return guest.matched(cue, frame, now)
        if number == _CLOSE and invoked is not None:
            return [_said(guest, CloseConf(invoke_id=invoked))]
        return self._unmatched(guest, Unmatched(name_of(frame), guest.expected()), frame)

    def _before_a_session(self, guest: _Guest, frame: bytes, now: float) -> list[Effect]:
        if number_of(frame) == OPEN_REQ:
            return self._opens(guest, frame, now)
        if guest.is_closed:
            return []
        return self._unmatched(guest, Unmatched(name_of(frame), "no session is open"), frame)

    def _opens(self, guest: _Guest, frame: bytes, now: float) -> list[Effect]:
        if not self._left and self._loops_are_left():
            self._loop += 1
            self._left = list(self._scripts.sessions)
        version = announced_version(frame) or FIRST_VERSION
        openings = [script.opening for script in self._left if script.version == version]
        cue = self._how.matching.find(frame, version, openings)
        if cue is None:
            others = sorted({script.version for script in self._left})
            reason = _no_session(version, others) if not openings else "no session of the tape begins so"
            status = StatusCode.INVALID_VERSION if others and not openings else StatusCode.FUNCTION_NOT_AVAILABLE
            return self._unmatched(guest, Unmatched(name_of(frame), reason), frame, status)
        script = next(each for each in self._left if each.opening is cue)
        self._left.remove(script)
        guest.begin(script, self._loop)
        self._tell(f"{guest.label}: the session is opened")
        return guest.matched(cue, frame, now)

    def _unmatched(
        self, guest: _Guest, what: Unmatched, frame: bytes, status: StatusCode | None = None
    ) -> list[Effect]:
        self._tell(f"{guest.label}: {what}")
        guest.outcome.unmatched.append(what)
        match self._how.unmatched:
            case "refuse":
                invoked = invoke_id(frame)
                if invoked is None:
                    return []
                return [
                    _said(guest, FailureConf(invoke_id=invoked, status=status or StatusCode.FUNCTION_NOT_AVAILABLE))
                ]
            case "close":
                return [HangUp(guest.client)]
            case "fail":
                self.has_failed = True
                return [HangUp(client) for client in self._guests]
        return []


def _said(guest: _Guest, message: Message) -> Send:
    """A message of our own; no version changes those that there are."""
    return Send(guest.client, codec(Profile(FIRST_VERSION)).encode(message))


def _no_session(version: int, others: Sequence[int]) -> str:
    known = " and ".join(map(str, others))
    return f"the tape has version {known}, not {version}" if others else "all sessions of the tape were played"


@attrs.frozen
class _Pending:
    due: float
    order: int
    cue: Cue | None
    invoked: int | None


class _Guest:
    """A connection, and the session that is played on it once it is known."""

    def __init__(self, client: int, how: Answering, shift: Shift) -> None:
        self.client = client
        self.framer = Framer()
        self.script: Script | None = None
        self.outcomes: list[Outcome] = []
        self.waiting: list[Cue] = []
        self.pending: list[_Pending] = []
        self.is_closed = False
        self._how = how
        self._shift = shift
        self._followers: dict[int, list[Cue]] = {}

    @property
    def label(self) -> str:
        return f"client {self.client}"

    @property
    def outcome(self) -> Outcome:
        """That of the session, or of what is said without one."""
        if not self.outcomes:
            self.outcomes.append(Outcome("no session", 0, 0))
        return self.outcomes[-1]

    @property
    def version(self) -> int:
        assert self.script is not None  # noqa: S101 - asked only while a session is played
        return self.script.version

    def begin(self, script: Script, loop: int) -> None:
        said = [cue for cue in script.said_by(Role.CLIENT) if not cue.is_heartbeat]
        heard = [cue for cue in script.said_by(Role.SERVER) if not cue.is_heartbeat]
        name = f"session {script.number}" + (f", loop {loop}" if loop > 1 else "")
        self.script, self.waiting = script, said
        self.outcomes.append(Outcome(name, len(said), len(heard)))
        self._followers = _followers(said, heard)

    def expected(self) -> str:
        """What the tape has next, for people."""
        if not self.waiting:
            return "expected nothing more"
        return f"expected {self.waiting[0].name}, frame {self.waiting[0].order + 1} of the tape"

    def matched(self, cue: Cue, frame: bytes, now: float) -> list[Effect]:
        """The client said this frame of the tape: what was to come before it comes now, what follows it is due."""
        assert self.script is not None  # noqa: S101 - a session is played
        self.outcome.matched += 1
        self.waiting.remove(cue)
        effects = (
            [] if self._how.pace.by_step else self._sent([each for each in self.pending if each.order < cue.order], now)
        )
        for follower in self._followers.pop(cue.order, ()):
            invoked = invoke_id(frame) if follower.answers == cue.order else None
            due = now + self._how.pace.wait(follower.time - cue.time)
            self.pending.append(_Pending(due, follower.order, follower, invoked))
        if not self.waiting and self.script.end is not None:
            due = now + self._how.pace.wait(self.script.end - cue.time)
            self.pending.append(_Pending(due, self.script.cues[-1].order + 1, None, None))
        self.pending.sort(key=lambda each: each.order)
        return effects + self.due(now)

    def next_deadline(self) -> float | None:
        return min((each.due for each in self.pending), default=None)

    def due(self, now: float) -> list[Effect]:
        return self._sent(sorted((each for each in self.pending if each.due <= now), key=lambda each: each.due), now)

    def run_on(self, how: Answering, now: float) -> list[Effect]:
        self._how = how
        return self._sent(tuple(self.pending), now)

    def next_one(self, now: float) -> list[Effect]:
        return self._sent(self.pending[:1], now)

    def _sent(self, several: Iterable[_Pending], now: float) -> list[Effect]:
        return [self._send(each, now) for each in several]

    def _send(self, each: _Pending, now: float) -> Effect:
        self.pending.remove(each)
        cue = each.cue
        if cue is None:
            return HangUp(self.client, _DRAIN)
        frame = (
            cue.frame
            if each.invoked is None or invoke_id(cue.frame) is None
            else with_invoke_id(cue.frame, each.invoked)
        )
        if self._how.moves_times:
            frame = self._shift.moved(cue, frame, now)
        if number_of(frame) == CloseConf.declaration.number and not self.waiting:
            self.script, self.is_closed = None, True
        self.outcome.sent += 1
        return Send(self.client, frame)


def _followers(said: Sequence[Cue], heard: Sequence[Cue]) -> dict[int, list[Cue]]:
    """What the server said, by the frame of the client that it follows."""
    orders = [cue.order for cue in said]
    followers: dict[int, list[Cue]] = {}
    for cue in heard:
        before = orders[max(bisect_left(orders, cue.order) - 1, 0)]
        followers.setdefault(before if cue.answers is None else cue.answers, []).append(cue)
    return followers
