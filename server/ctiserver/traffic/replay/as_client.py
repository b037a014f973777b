"""Plays the clients' half of a tape: a server is asked what the recorded clients asked, at the same distances.

All sessions of the tape are played together, their frames in the order of the tape.  A frame goes out when all answers
have come that the tape has before it, when the identifiers in it have been heard, and when as much time has passed
since its predecessor as on the tape.  What does not come is waited for no longer than ``patience`` seconds.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from typing import Final

import attrs

from ctiproto.connection import Role
from ctiproto.declare import Kind
from ctiproto.errors import BadLength
from ctiproto.framing import Framer
from ctiproto.messages import OpenConf
from ctiproto.versions import Profile
from ctiserver.engine.effects import Connect, Effect, HangUp, Send
from ctiserver.site.endpoints import Endpoint
from ctiserver.tapes.versions import announced_profile
from ctiserver.traffic.replay.dialogue import Dialogue, TapeFrame
from ctiserver.traffic.replay.expecting import Expectations, Heard
from ctiserver.traffic.replay.fields import (
    changed,
    fields_of,
    invoke_id,
    kind_of,
    number_of,
    shown,
    with_invoke_id,
)
from ctiserver.traffic.replay.outcome import Outcome, Unmatched
from ctiserver.traffic.replay.pairing import Pairing
from ctiserver.traffic.replay.speed import Speed, TimeShift

_DRAIN: Final = 0.05
"""Seconds for the last bytes to leave."""

_MOST_IN_VAIN: Final = 10
"""Waits in a row without any answer, after which nothing is waited for until one comes.  A server may not know some
kinds of requests; one that answers none would cost patience for every request of the tape, whatever else it sends."""

_SURPLUS: Final = 2 << 20
"""Bytes that are kept of what the server said and the tape does not have, beside as many as the tape has."""

_OVERHEAD: Final = 64
"""Bytes that a frame counts beside its own: in memory the smallest ones cost most."""


@attrs.frozen(kw_only=True)
class ClientPlayerOptions:
    """How :class:`ClientPlayer` plays a tape.

    Args:
        speed: how fast.
        patience: how many seconds something may take to come that the tape has.
        settle: how many seconds are waited in the end for what the tape does not have.
        moves_times: whether the times inside messages are moved to now.
        stops: whether the first thing that is not as on the tape ends everything.
        keeps: whether what the server said is kept, to be compared.
    """

    speed: Speed = attrs.field(factory=Speed)
    patience: float = 5.0
    settle: float = 0.0
    moves_times: bool = False
    stops: bool = False
    keeps: bool = True


class ClientPlayer:
    """Asks a server from a tape, without sockets: bytes and the time go in, effects come out.

    All sessions are played; the place of a session on the tape is the number of its connection.

    Args:
        dialogue: the sessions that are played.
        options: how the server is asked.
        tell: is told what happens, a line each.
    """

    def __init__(
        self, dialogue: Dialogue, options: ClientPlayerOptions, tell: Callable[[str], None] = lambda _: None
    ) -> None:
        self.heard: list[Heard] = []
        """What the server said, in the order in which it came; of what the tape does not have only so much."""
        self.unkept = 0
        """How many frames are not in ``heard``, as there were too many that the tape does not have."""
        self.is_over = False
        self._options = options
        self._tell = tell
        self._shift = TimeShift(dialogue.header.start)
        self._frames = dialogue.frames
        self._expected = Expectations(self._frames)
        self._sessions = [_PlayedSession(number, session.profile) for number, session in enumerate(dialogue.sessions)]
        self._outcomes = [
            Outcome(
                f"session {session.number}",
                len(session.said_by(Role.SERVER)),
                len(session.said_by(Role.CLIENT)),
            )
            for session in dialogue.sessions
        ]
        self._next = 0  # of all frames
        self._anchor = (0.0, 0.0)  # times on the tape and now of what the next frame has its distance from
        self._since = 0.0  # when something happened that patience is counted from
        self._due = math.inf
        self._steps = 0
        self._in_vain = 0  # waits in a row
        self._answered: set[int] = set()  # requests, by their places on the tape
        self._room = _SURPLUS + sum(_size(taped.frame) for taped in self._frames if taped.sender is Role.SERVER)

    def outcomes(self) -> list[Outcome]:
        """How much of each session came and went as on the tape."""
        for number, outcome in enumerate(self._outcomes):
            outcome.matched = self._expected.paired[number]
        return self._outcomes

    # --- the door: each call returns what is to be done, in order ----------------------------------------------------

    def start(self, now: float) -> list[Effect]:
        """Begin with the first frame of the tape: its session asks for a connection."""
        self._anchor = (self._frames[0].time, now)
        self._since = now
        return self.tick(now)

    def connected(self, client: int, _listener: str, _peer: Endpoint, now: float) -> list[Effect]:
        """The connection of a session is there: its first frame goes out."""
        if self.is_over:
            return [HangUp(client)]
        self._sessions[client].is_connected = True
        self._since = now
        return self.tick(now)

    def lost(self, client: int, now: float) -> list[Effect]:
        """The connection of a session is gone, or could not be had: its frames will neither be sent nor expected."""
        played = self._sessions[client]
        if not (played.is_gone or self.is_over):
            played.is_gone = True
            left = [
                taped for taped in self._frames[self._next :] if taped.session == client and taped.sender is Role.CLIENT
            ]
            if left:
                self._fails(client, Unmatched(left[0].name, "the connection was lost before it could be sent"))
            for taped in [taped for taped in self._expected.open.values() if taped.session == client]:
                self._miss(taped)
        return self.tick(now)

    def next_deadline(self) -> float | None:
        """When :meth:`tick` has something to do; ``None``: never, as far as is known."""
        return None if self.is_over or math.isinf(self._due) else self._due

    def step(self, now: float) -> list[Effect]:
        """Send one more frame, as soon as the answers and identifiers that it needs are there."""
        self._steps += 1
        return self.tick(now)

    def run_on(self, now: float) -> list[Effect]:
        """Wait for no more steps: from now on frames go at their time."""
        self._options = attrs.evolve(self._options, speed=attrs.evolve(self._options.speed, by_step=False))
        return self.tick(now)

    def tick(self, now: float) -> list[Effect]:
        """Send the frames that are due, and give up what was waited for in vain."""
        effects: list[Effect] = []
        while not self.is_over:
            taped = self._upcoming()
            self._due = self._due_of(taped, now)
            if self._due > now:
                return effects
            if taped is None:
                self._end()
            else:
                self._play(taped, now, effects)
        for played in self._sessions:
            if played.is_dialled and not played.is_gone:
                played.is_gone = True
                effects.append(HangUp(played.number, _DRAIN))
        return effects

    def received(self, client: int, data: bytes, now: float) -> list[Effect]:
        """The server sent bytes: each whole frame is paired with one of the tape."""
        played = self._sessions[client]
        try:
            for _, frame in played.framer.feed(data):
                if self.is_over:
                    break
                self._hear(played, frame, now)
        except BadLength as error:
            self._fails(client, Unmatched("", str(error)))
            return [HangUp(client), *self.lost(client, now)]
        return self.tick(now)

    # --- what we say -------------------------------------------------------------------------------------------------

    def _upcoming(self) -> TapeFrame | None:
        """The next frame of a client; those of the server before it are expected from now on."""
        while self._next < len(self._frames):
            taped = self._frames[self._next]
            played = self._sessions[taped.session]
            if taped.sender is Role.CLIENT and not played.is_gone:
                return taped
            if taped.sender is Role.SERVER and not played.is_gone:
                self._expect(taped)
            self._next += 1
        return None

    def _expect(self, taped: TapeFrame) -> None:
        refusal = self._expected.expect(taped)
        if refusal is not None:
            self._refused(refusal)

    def _due_of(self, taped: TapeFrame | None, now: float) -> float:
        """When a frame may go, if nothing else happens; without a frame, when all is over."""
        if taped is None:
            late = self._expected.open.values()
            return self._given_up(late) if late else self._since + self._options.settle
        played = self._sessions[taped.session]
        if played.is_dialled and not played.is_connected:
            return math.inf
        awaited = self._expected.awaited(taped) if played.is_dialled else []
        if awaited:
            return max(self._given_up(awaited), self._paced(taped))
        return max(now, self._paced(taped))

    def _given_up(self, awaited: Iterable[TapeFrame]) -> float:
        """When what has not come will not be waited for any more."""
        tape, live = self._anchor
        latest = max(taped.time for taped in awaited)
        if self._in_vain >= _MOST_IN_VAIN or all(self._sessions[taped.session].is_silent for taped in awaited):
            return self._since
        # What the tape has before the frame that came last was due before it.
        due = live + self._options.speed.distance(latest - tape) if latest > tape else -math.inf
        return max(self._since, due) + self._options.patience

    def _paced(self, taped: TapeFrame) -> float:
        if self._options.speed.by_step:
            return -math.inf if self._steps else math.inf
        tape, live = self._anchor
        return live + self._options.speed.distance(taped.time - tape)

    def _anchored(self, taped: TapeFrame, now: float) -> None:
        """Take a frame of the tape as having happened now, so that later ones keep their distance from it."""
        tape, live = self._anchor
        if now >= live + self._options.speed.distance(taped.time - tape):
            self._anchor = (taped.time, now)

    def _play(self, taped: TapeFrame, now: float, effects: list[Effect]) -> None:
        played = self._sessions[taped.session]
        if not played.is_dialled:
            played.is_dialled = True
            self._since = now
            effects.append(Connect(taped.session))
            return
        late = self._expected.awaited(taped)
        self._in_vain += bool(late)
        for each in late:
            self._miss(each)
        if self.is_over:
            return
        frame = self._ours(taped, now)
        played.pairing.asked(Role.CLIENT, frame, taped.profile, taped.order)
        played.profile = announced_profile(frame, played.profile.dialect) or played.profile
        self._next += 1
        self._steps -= self._options.speed.by_step
        self._anchor = (taped.time, now)
        self._since = now
        self._outcomes[taped.session].sent += 1
        self._tell(f"{self._outcomes[taped.session].session}: sent {taped.name}, frame {taped.order + 1} of the tape")
        effects.append(Send(taped.session, frame))

    def _ours(self, taped: TapeFrame, now: float) -> bytes:
        """A frame of the tape with the identifiers of today."""
        frame = changed(taped.frame, taped.profile, self._expected.identifiers.live_value)
        if self._options.moves_times:
            frame = self._shift.moved(taped, frame, now)
        dialect = taped.profile.dialect
        if kind_of(frame, dialect) is Kind.REQUEST and invoke_id(frame, dialect) is not None:
            return with_invoke_id(frame, taped.order + 1)
        if taped.answers in self._expected.invoked:
            return with_invoke_id(frame, self._expected.invoked[taped.answers])
        return frame

    def _end(self) -> None:
        for late in list(self._expected.open.values()):
            self._miss(late)
        self.is_over = True

    # --- what we hear ------------------------------------------------------------------------------------------------

    def _hear(self, played: _PlayedSession, frame: bytes, now: float) -> None:
        answers = played.pairing.answered(Role.SERVER, frame, played.profile)
        heard = Heard(played.number, frame, played.profile, answers, fields_of(frame, played.profile))
        upcoming = self._upcoming()
        taped = self._expected.hear(heard)
        self._keep(heard, is_expected=taped is not None)
        if answers is not None and answers not in self._answered:
            self._answered.add(answers)
            self._in_vain = 0
        if taped is not None:
            self._anchored(taped, now)
            # While answers are waited for, what comes unasked does not prolong the wait.
            if upcoming is None or taped.answers is not None:
                self._since = now
        elif self._refused(heard):
            self._since = now

    def _keep(self, heard: Heard, *, is_expected: bool) -> None:
        """Keep a frame to be compared; a server that never stops sending does not fill the memory with surplus."""
        if not self._options.keeps:
            return
        if not is_expected:
            self._room -= _size(heard.frame)
        if is_expected or self._room >= 0:
            self.heard.append(heard)
        else:
            self.unkept += 1

    def _refused(self, heard: Heard) -> bool:
        """Tell of an answer that is another one than on the tape.

        Returns:
            Whether it is.
        """
        expected = self._expected.settle(heard)
        if expected:
            self._fails(
                heard.session,
                Unmatched(expected[0].name, f"the server said {shown(heard.name, heard.fields)}"),
            )
        return bool(expected)

    def _miss(self, taped: TapeFrame) -> None:
        """Expect a frame no more; it counts as a difference only if it would have answered a request."""
        self._expected.drop(taped)
        if number_of(taped.frame) == OpenConf.declaration.number:
            # A server that does not answer OPEN_REQ answers nothing else: patience is spent once for the session.
            self._sessions[taped.session].is_silent = True
        if taped.answers is not None:
            self._fails(taped.session, Unmatched(taped.name, f"frame {taped.order + 1} of the tape did not come"))

    def _fails(self, session: int, what: Unmatched) -> None:
        self._outcomes[session].unmatched.append(what)
        self._tell(f"{self._outcomes[session].session}: {what}")
        self.is_over = self.is_over or self._options.stops


def _size(frame: bytes) -> int:
    """How many bytes a frame counts among those that are kept."""
    return _OVERHEAD + len(frame)


@attrs.define
class _PlayedSession:
    """A session of the tape, and how far it is."""

    number: int
    profile: Profile
    framer: Framer = attrs.field(factory=Framer)
    pairing: Pairing = attrs.field(factory=Pairing)
    is_dialled: bool = False
    is_connected: bool = False
    is_gone: bool = False
    is_silent: bool = False
