"""Plays the server's half of a tape: clients are answered as the recorded server answered.

Each frame of a client is looked for on the tape; what the server said after it goes out at the same distance from it.
An answer belongs to its request, all else to the last frame of the client before it.  When the client is faster than
the tape, what was to come before the frame that it says is sent at once, so that the order is that of the tape.
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
from ctiproto.versions import Dialect, Profile
from ctiserver.engine.effects import Effect, HangUp, Send
from ctiserver.site.endpoints import Endpoint
from ctiserver.tapes.versions import announced_profile
from ctiserver.traffic.replay.dialogue import OPEN_REQ, Dialogue, TapeFrame, TapeSession
from ctiserver.traffic.replay.fields import invoke_id, name_of, number_of, with_invoke_id
from ctiserver.traffic.replay.matching import Matching
from ctiserver.traffic.replay.outcome import Outcome, Unmatched
from ctiserver.traffic.replay.speed import Speed, TimeShift

Policy = Literal["ignore", "refuse", "close", "fail"]
"""What is done with a frame that is not on the tape."""

_HEARTBEAT: Final = HeartbeatReq.declaration.number
_CLOSE: Final = CloseReq.declaration.number
_DRAIN: Final = 1.0
"""Seconds for the last bytes to arrive."""


@attrs.frozen(kw_only=True)
class ServerPlayerOptions:
    """How :class:`ServerPlayer` plays a tape.

    Args:
        matching: which frame of the tape a client means.
        unmatched: what is done with what is not on the tape: nothing, a refusal, the end of the connection, or the end
            of everything.
        speed: how fast.
        moves_times: whether the times inside messages are moved to now.
        loops: how often each session of the tape is played; ``None``: without end.
    """

    matching: Matching = attrs.field(factory=Matching)
    unmatched: Policy = "refuse"
    speed: Speed = attrs.field(factory=Speed)
    moves_times: bool = False
    loops: int | None = 1


class ServerPlayer:
    """Answers clients from a tape, without sockets: bytes and the time go in, effects come out.

    Args:
        dialogue: the sessions that are played.
        options: how clients are answered.
        tell: is told what happens, a line each.
    """

    def __init__(
        self, dialogue: Dialogue, options: ServerPlayerOptions, tell: Callable[[str], None] = lambda _: None
    ) -> None:
        self._dialogue = dialogue
        self._options = options
        self._tell = tell
        self._loop = 1
        self._left = list(dialogue.sessions)
        self._connections: dict[int, _Connection] = {}
        self._finished: list[Outcome] = []
        self.has_failed = False
        """Whether a frame came that is not on the tape, where ``unmatched`` is ``fail``."""

    @property
    def is_over(self) -> bool:
        """Whether every session was played as often as it should be, and no client is connected."""
        return self.has_failed or not (self._left or self._loops_are_left() or self._connections)

    def outcomes(self) -> list[Outcome]:
        """How much of each session that was played came and went as on the tape, in the order in which they ended."""
        return [
            *self._finished,
            *(outcome for each in self._connections.values() for outcome in each.outcomes),
        ]

    def _loops_are_left(self) -> bool:
        return self._options.loops is None or self._loop < self._options.loops

    # --- the door: each call returns what is to be done, in order ----------------------------------------------------

    def connected(self, client: int, _listener: str, _peer: Endpoint, now: float) -> list[Effect]:
        """A client connected: it gets a session of the tape when it sends OPEN_REQ."""
        self._connections[client] = _Connection(
            client, self._dialogue.header.dialect, self._options, TimeShift(self._dialogue.header.start)
        )
        return self.tick(now)

    def received(self, client: int, data: bytes, now: float) -> list[Effect]:
        """A client sent bytes: each whole frame is looked for on the tape, and answered as there."""
        effects = self.tick(now)
        connection = self._connections.get(client)
        if connection is None:
            return effects
        try:
            for _, frame in connection.framer.feed(data):
                effects += self._take(connection, frame, now)
        except BadLength as error:
            effects += self._unmatched(connection, Unmatched("", str(error)), b"")
            effects.append(HangUp(client))
        return effects

    def lost(self, client: int, now: float) -> list[Effect]:
        """A client's connection is gone: what came of its sessions is kept for :meth:`outcomes`."""
        self._finished += self._connections.pop(client).outcomes
        return self.tick(now)

    def next_deadline(self) -> float | None:
        """When :meth:`tick` has something to do; ``None``: never, as far as is known."""
        return min(
            (due for connection in self._connections.values() if (due := connection.next_deadline()) is not None),
            default=None,
        )

    def tick(self, now: float) -> list[Effect]:
        """Send the frames that are due."""
        return [effect for connection in self._connections.values() for effect in connection.due(now)]

    def step(self, now: float) -> list[Effect]:
        """Send the next frame of the tape that waits for a step, if there is one."""
        waiting = [connection for connection in self._connections.values() if connection.pending]
        return min(waiting, key=lambda connection: connection.pending[0].order).next_one(now) if waiting else []

    def run_on(self, now: float) -> list[Effect]:
        """Wait for no more steps: what waits for one is sent now, and what comes later at its time."""
        self._options = attrs.evolve(self._options, speed=attrs.evolve(self._options.speed, by_step=False))
        return [effect for connection in self._connections.values() for effect in connection.run_on(self._options, now)]

    # --- what a client says ------------------------------------------------------------------------------------------

    def _take(self, connection: _Connection, frame: bytes, now: float) -> list[Effect]:
        number, invoked = number_of(frame), invoke_id(frame, connection.dialect)
        if number == _HEARTBEAT and invoked is not None:
            return [_said(connection, HeartbeatConf(invoke_id=invoked))]
        if connection.session is None:
            return self._before_a_session(connection, frame, now)
        taped = self._options.matching.find(frame, connection.profile, connection.waiting)
        if taped is not None:
            self._tell(f"{connection.label}: {taped.name} is frame {taped.order + 1} of the tape")
            return connection.matched(taped, frame, now)
        if number == _CLOSE and invoked is not None:
            return [_said(connection, CloseConf(invoke_id=invoked))]
        return self._unmatched(connection, Unmatched(name_of(frame, connection.dialect), connection.expected()), frame)

    def _before_a_session(self, connection: _Connection, frame: bytes, now: float) -> list[Effect]:
        if number_of(frame) == OPEN_REQ:
            return self._opens(connection, frame, now)
        if connection.is_closed:
            return []
        return self._unmatched(connection, Unmatched(name_of(frame, connection.dialect), "no session is open"), frame)

    def _opens(self, connection: _Connection, frame: bytes, now: float) -> list[Effect]:
        if not self._left and self._loops_are_left():
            self._loop += 1
            self._left = list(self._dialogue.sessions)
        dialect = connection.dialect
        profile = announced_profile(frame, dialect) or Profile(dialect.versions[0], dialect)
        openings = [session.opening for session in self._left if session.profile == profile]
        taped = self._options.matching.find(frame, profile, openings)
        if taped is None:
            others = sorted({session.profile.version for session in self._left})
            reason = _no_session(profile.version, others) if not openings else "no session of the tape begins so"
            status = StatusCode.INVALID_VERSION if others and not openings else StatusCode.FUNCTION_NOT_AVAILABLE
            return self._unmatched(connection, Unmatched(name_of(frame, connection.dialect), reason), frame, status)
        session = next(each for each in self._left if each.opening is taped)
        self._left.remove(session)
        connection.begin(session, self._loop)
        self._tell(f"{connection.label}: the session is opened")
        return connection.matched(taped, frame, now)

    def _unmatched(
        self, connection: _Connection, what: Unmatched, frame: bytes, status: StatusCode | None = None
    ) -> list[Effect]:
        self._tell(f"{connection.label}: {what}")
        connection.outcome.unmatched.append(what)
        match self._options.unmatched:
            case "refuse":
                invoked = invoke_id(frame, connection.dialect)
                if invoked is None:
                    return []
                return [
                    _said(
                        connection, FailureConf(invoke_id=invoked, status=status or StatusCode.FUNCTION_NOT_AVAILABLE)
                    )
                ]
            case "close":
                return [HangUp(connection.client)]
            case "fail":
                self.has_failed = True
                return [HangUp(client) for client in self._connections]
        return []


def _said(connection: _Connection, message: Message) -> Send:
    """A message that is not on the tape; those that there are have the same layout in all versions."""
    profile = Profile(connection.dialect.versions[0], connection.dialect)
    return Send(connection.client, codec(profile).encode(message))


def _no_session(version: int, others: Sequence[int]) -> str:
    known = " and ".join(map(str, others))
    return f"the tape has version {known}, not {version}" if others else "all sessions of the tape were played"


@attrs.frozen
class _Pending:
    due: float
    order: int
    taped: TapeFrame | None
    invoked: int | None


class _Connection:
    """A connection, and the session that is played on it once it is known."""

    def __init__(self, client: int, dialect: Dialect, options: ServerPlayerOptions, shift: TimeShift) -> None:
        self.client = client
        self.dialect = dialect
        self.framer = Framer()
        self.session: TapeSession | None = None
        self.outcomes: list[Outcome] = []
        self.waiting: list[TapeFrame] = []
        self.pending: list[_Pending] = []
        self.is_closed = False
        self._options = options
        self._shift = shift
        self._followers: dict[int, list[TapeFrame]] = {}

    @property
    def label(self) -> str:
        return f"client {self.client}"

    @property
    def outcome(self) -> Outcome:
        """The outcome of the session that is played, or of frames outside any session."""
        if not self.outcomes:
            self.outcomes.append(Outcome("no session", 0, 0))
        return self.outcomes[-1]

    @property
    def profile(self) -> Profile:
        assert self.session is not None  # noqa: S101 - asked only while a session is played
        return self.session.profile

    def begin(self, session: TapeSession, loop: int) -> None:
        said = [taped for taped in session.said_by(Role.CLIENT) if not taped.is_heartbeat]
        heard = [taped for taped in session.said_by(Role.SERVER) if not taped.is_heartbeat]
        name = f"session {session.number}" + (f", loop {loop}" if loop > 1 else "")
        self.session, self.waiting = session, said
        self.outcomes.append(Outcome(name, len(said), len(heard)))
        self._followers = _followers(said, heard)

    def expected(self) -> str:
        """What the tape has next, in words."""
        if not self.waiting:
            return "expected nothing more"
        return f"expected {self.waiting[0].name}, frame {self.waiting[0].order + 1} of the tape"

    def matched(self, taped: TapeFrame, frame: bytes, now: float) -> list[Effect]:
        """Take a frame of the client for one of the tape.

        Returns:
            What the tape has before it and was not due yet, and what follows it and is due at once.
        """
        assert self.session is not None  # noqa: S101 - a session is played
        self.outcome.matched += 1
        self.waiting.remove(taped)
        effects = (
            []
            if self._options.speed.by_step
            else self._sent([each for each in self.pending if each.order < taped.order], now)
        )
        for follower in self._followers.pop(taped.order, ()):
            invoked = invoke_id(frame, self.dialect) if follower.answers == taped.order else None
            due = now + self._options.speed.wait(follower.time - taped.time)
            self.pending.append(_Pending(due, follower.order, follower, invoked))
        if not self.waiting and self.session.end is not None:
            due = now + self._options.speed.wait(self.session.end - taped.time)
            self.pending.append(_Pending(due, self.session.frames[-1].order + 1, None, None))
        self.pending.sort(key=lambda each: each.order)
        return effects + self.due(now)

    def next_deadline(self) -> float | None:
        return min((each.due for each in self.pending), default=None)

    def due(self, now: float) -> list[Effect]:
        return self._sent(sorted((each for each in self.pending if each.due <= now), key=lambda each: each.due), now)

    def run_on(self, options: ServerPlayerOptions, now: float) -> list[Effect]:
        self._options = options
        return self._sent(tuple(self.pending), now)

    def next_one(self, now: float) -> list[Effect]:
        return self._sent(self.pending[:1], now)

    def _sent(self, several: Iterable[_Pending], now: float) -> list[Effect]:
        return [self._send(each, now) for each in several]

    def _send(self, each: _Pending, now: float) -> Effect:
        self.pending.remove(each)
        taped = each.taped
        if taped is None:
            return HangUp(self.client, _DRAIN)
        frame = (
            taped.frame
            if each.invoked is None or invoke_id(taped.frame, self.dialect) is None
            else with_invoke_id(taped.frame, each.invoked)
        )
        if self._options.moves_times:
            frame = self._shift.moved(taped, frame, now)
        if number_of(frame) == CloseConf.declaration.number and not self.waiting:
            self.session, self.is_closed = None, True
        self.outcome.sent += 1
        return Send(self.client, frame)


def _followers(said: Sequence[TapeFrame], heard: Sequence[TapeFrame]) -> dict[int, list[TapeFrame]]:
    """The frames of the server by the ``order`` of the frame of the client that each of them follows."""
    orders = [taped.order for taped in said]
    followers: dict[int, list[TapeFrame]] = {}
    for taped in heard:
        before = orders[max(bisect_left(orders, taped.order) - 1, 0)]
        followers.setdefault(before if taped.answers is None else taped.answers, []).append(taped)
    return followers
