"""What is played of a tape: for each of its sessions the frames of both ends, and which of them answers which."""

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


class ScriptError(Exception):
    """A tape has nothing that could be played; as text it is one line."""


@attrs.frozen(eq=False)
class Cue:
    """A frame of a session that is played.

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
        return name_of(self.frame)

    @property
    def is_heartbeat(self) -> bool:
        """Whether it only says that its sender is alive, or that this was heard."""
        return number_of(self.frame) in _HEARTBEATS


@attrs.frozen
class Script:
    """A session that is played.

    Args:
        number: what the tape calls it.
        cues: its frames in their order.
        profile: dialect and version that it is opened with.
        end: when the server hung up, in seconds from the start of the tape; ``None``: it did not.
    """

    number: int
    cues: tuple[Cue, ...]
    profile: Profile
    end: float | None = None

    def said_by(self, sender: Role) -> tuple[Cue, ...]:
        """The frames of one end."""
        return tuple(cue for cue in self.cues if cue.sender is sender)

    @property
    def opening(self) -> Cue:
        """The OPEN_REQ that it begins with."""
        return next(cue for cue in self.cues if number_of(cue.frame) == OPEN_REQ and cue.sender is Role.CLIENT)


@attrs.frozen
class Scripts:
    """All that is played of a tape.

    Args:
        header: what the tape says of itself.
        sessions: the sessions in the order in which they were opened.
        remarks: what is odd about the tape, for people: a line each.
    """

    header: Header
    sessions: tuple[Script, ...]
    remarks: tuple[str, ...] = ()

    @property
    def cues(self) -> list[Cue]:
        """The frames of all sessions in the order of the tape."""
        return sorted((cue for script in self.sessions for cue in script.cues), key=lambda cue: cue.order)


def load_scripts(
    header: Header, entries: Iterable[Entry | Flaw], *, needs: Sequence[Role] = (), side: str | None = None
) -> Scripts:
    """What can be played of a tape.

    Args:
        header: the header of the tape.
        entries: what follows it.
        needs: whose frames there have to be.
        side: the side of the server whose sessions are played; ``None``: both.

    Raises:
        ScriptError: there is nothing to play.
    """
    loader = _Loader()
    for entry in entries:
        if side is None or isinstance(entry, Flaw | Lost) or entry.side == side:
            loader.take(entry)
    if not loader.found:
        raise ScriptError("expected a tape with frames, found none")
    for role in needs:
        if role not in loader.senders:
            raise ScriptError(f"expected frames of the {role.value}, found none")
    sessions = loader.opened()
    if not sessions:
        raise ScriptError("expected a session that begins with OPEN_REQ, found none")
    return Scripts(header, tuple(sessions), tuple(loader.remarks))


@attrs.define
class _Found:
    number: int
    cues: list[Cue] = attrs.field(factory=list)
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
        cue = Cue(self._order, 0, entry.time, entry.sender, entry.data, entry.profile)
        found.cues.append(cue)
        self._order += 1

    def opened(self) -> list[Script]:
        scripts: list[Script] = []
        for found in self.found:
            first = next((cue for cue in found.cues if cue.sender is Role.CLIENT and not cue.is_heartbeat), None)
            if first is None or number_of(first.frame) != OPEN_REQ:
                self.remarks.append(f"session {found.number} is left out, as its client does not begin with OPEN_REQ")
                continue
            if found.has_strays:
                self.remarks.append(f"session {found.number} has bytes that are no frames, which are left out")
            if found.unread:
                self.remarks.append(f"session {found.number} has frames before its OPEN_REQ, which are left out")
            cues = tuple(_linked(found.cues, len(scripts)))
            scripts.append(Script(found.number, cues, first.profile, found.end))
        return scripts


def _linked(cues: Iterable[Cue], session: int) -> Iterable[Cue]:
    pairing = Pairing()
    for cue in cues:
        answers = pairing.answered(cue.sender, cue.frame, cue.profile)
        pairing.asked(cue.sender, cue.frame, cue.profile, cue.order)
        fields = fields_of(cue.frame, cue.profile)
        yield attrs.evolve(cue, session=session, answers=answers, fields=fields)
