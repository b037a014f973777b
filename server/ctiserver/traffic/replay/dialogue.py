"""Reads a tape to be played: for each of its sessions the frames of both ends, and which of them answers which."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final, assert_never

import attrs

from ctiproto.connection import Role
from ctiproto.messages import HeartbeatConf, HeartbeatReq, OpenReq
from ctiproto.versions import Profile
from ctiserver.tapes.entries import Begin, End, Entry, Flaw, Frame, Header, Lost, Stray
from ctiserver.traffic.replay.fields import Field, fields_of, name_of, number_of
from ctiserver.traffic.replay.pairing import Pairing

OPEN_REQ: Final = OpenReq.declaration.number
_HEARTBEATS: Final = (HeartbeatReq.declaration.number, HeartbeatConf.declaration.number)


class DialogueError(Exception):
    """A tape has nothing that could be played; as text it is one line."""


@attrs.frozen(eq=False)
class TapeFrame:
    """A frame of the tape, in a session that is played.

    Args:
        order: its place among all frames of the tape, from 0.
        session: the place of its session among those that are played, from 0.
        time: when it was seen, in seconds from the start of the tape.
        sender: who sent it.
        frame: its bytes.
        profile: dialect and version that it is laid out in.
        answers: the ``order`` of the request that it answers; ``None``: it answers none.
        fields: what it says.
    """

    order: int
    session: int
    time: float
    sender: Role
    frame: bytes = attrs.field(repr=False)
    profile: Profile
    answers: int | None = None
    fields: tuple[Field, ...] = attrs.field(repr=False, default=())

    @property
    def name(self) -> str:
        """The name of its message."""
        return name_of(self.frame, self.profile.dialect)

    @property
    def is_heartbeat(self) -> bool:
        """Whether it is a HEARTBEAT_REQ or a HEARTBEAT_CONF."""
        return number_of(self.frame) in _HEARTBEATS


@attrs.frozen
class TapeSession:
    """A session of the tape that is played.

    Args:
        number: what the tape calls it.
        frames: its frames in their order.
        profile: dialect and version that it is opened with.
        end: when the server hung up, in seconds from the start of the tape; ``None``: it did not.
    """

    number: int
    frames: tuple[TapeFrame, ...]
    profile: Profile
    end: float | None = None

    def said_by(self, sender: Role) -> tuple[TapeFrame, ...]:
        """The frames of one end."""
        return tuple(taped for taped in self.frames if taped.sender is sender)

    @property
    def opening(self) -> TapeFrame:
        """The OPEN_REQ with which the client begins the session."""
        return next(
            taped for taped in self.frames if number_of(taped.frame) == OPEN_REQ and taped.sender is Role.CLIENT
        )


@attrs.frozen
class Dialogue:
    """The sessions of a tape that are played.

    Args:
        header: what the tape says of itself.
        sessions: the sessions in the order in which they were opened.
        remarks: what is odd about the tape, for people: a line each.
    """

    header: Header
    sessions: tuple[TapeSession, ...]
    remarks: tuple[str, ...] = ()

    @property
    def frames(self) -> list[TapeFrame]:
        """The frames of all sessions in the order of the tape."""
        return sorted((taped for session in self.sessions for taped in session.frames), key=lambda taped: taped.order)


def load_dialogue(
    header: Header, entries: Iterable[Entry | Flaw], *, needs: Sequence[Role] = (), side: str | None = None
) -> Dialogue:
    """Read the sessions of a tape that begin with OPEN_REQ; the others cannot be played, which is a remark.

    Args:
        header: the header of the tape.
        entries: what follows it.
        needs: the ends of which the tape has to have frames.
        side: the side of the server whose sessions are played; ``None``: both.

    Raises:
        DialogueError: there is nothing to play.
    """
    loader = _Loader()
    for entry in entries:
        if side is None or isinstance(entry, Flaw | Lost) or entry.side == side:
            loader.take(entry)
    if not loader.found:
        raise DialogueError("expected a tape with frames, found none")
    for role in needs:
        if role not in loader.senders:
            raise DialogueError(f"expected frames of the {role.value}, found none")
    sessions = loader.opened()
    if not sessions:
        raise DialogueError("expected a session that begins with OPEN_REQ, found none")
    return Dialogue(header, tuple(sessions), tuple(loader.remarks))


@attrs.define
class _Found:
    number: int
    frames: list[TapeFrame] = attrs.field(factory=list)
    end: float | None = None
    is_over: bool = False
    has_strays: bool = False
    unread: int = 0


class _Loader:
    def __init__(self) -> None:
        self.found: list[_Found] = []
        self.senders: set[Role] = set()
        self.remarks: list[str] = []
        self._current: dict[int, _Found] = {}
        self._order = 0

    def take(self, entry: Entry | Flaw) -> None:
        match entry:
            case Flaw():
                self.remarks.append(str(entry))
            case Lost():
                self.remarks.append(f"{entry.frames} frames are missing at {entry.time:g} s")
            case Begin():
                self._current.pop(entry.session, None)
            case End():
                ended = self._current.get(entry.session)
                if ended is not None:
                    ended.is_over = True
                    ended.end = entry.time if entry.sender is Role.SERVER else None
            case Stray():
                self._session(entry.session).has_strays = True
            case Frame():
                self._frame(entry)
            case _:
                assert_never(entry)

    def _session(self, number: int) -> _Found:
        found = self._current.get(number)
        if found is None or found.is_over:
            found = self._current[number] = _Found(number)
            self.found.append(found)
        return found

    def _frame(self, entry: Frame) -> None:
        found = self._session(entry.session)
        self.senders.add(entry.sender)
        if entry.profile is None:
            found.unread += 1
            return
        taped = TapeFrame(self._order, 0, entry.time, entry.sender, entry.data, entry.profile)
        found.frames.append(taped)
        self._order += 1

    def opened(self) -> list[TapeSession]:
        sessions: list[TapeSession] = []
        for found in self.found:
            first = next(
                (taped for taped in found.frames if taped.sender is Role.CLIENT and not taped.is_heartbeat), None
            )
            if first is None or number_of(first.frame) != OPEN_REQ:
                self.remarks.append(f"session {found.number} is left out, as its client does not begin with OPEN_REQ")
                continue
            if found.has_strays:
                self.remarks.append(f"session {found.number} has bytes that are no frames, which are left out")
            if found.unread:
                self.remarks.append(f"session {found.number} has frames before its OPEN_REQ, which are left out")
            frames = tuple(_linked(found.frames, len(sessions)))
            sessions.append(TapeSession(found.number, frames, first.profile, found.end))
        return sessions


def _linked(frames: Iterable[TapeFrame], session: int) -> list[TapeFrame]:
    """The frames of a session, each with the request that it answers."""
    linked = []
    pairing = Pairing()
    for taped in frames:
        answers = pairing.answered(taped.sender, taped.frame, taped.profile)
        pairing.asked(taped.sender, taped.frame, taped.profile, taped.order)
        fields = fields_of(taped.frame, taped.profile)
        linked.append(attrs.evolve(taped, session=session, answers=answers, fields=fields))
    return linked
