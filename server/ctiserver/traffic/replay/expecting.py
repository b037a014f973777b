"""Pairs frames that a server sends with those that the tape has of it, and keeps those that have not come yet."""

from __future__ import annotations

import math
from collections import Counter, deque
from collections.abc import Hashable, Iterable
from itertools import islice
from typing import Final

import attrs

from ctiproto.connection import Role
from ctiproto.declare import Kind
from ctiproto.versions import Profile
from ctiserver.traffic.replay.dialogue import TapeFrame
from ctiserver.traffic.replay.fields import INVOKE_ID, Field, Identifier, invoke_id, kind_of, name_of, number_of
from ctiserver.traffic.replay.identifiers import Identifiers, identifier_pairs
from ctiserver.traffic.replay.pairing import ends_upload

_FAR: Final = 200
"""So many messages are looked through for the one that came, and so many are kept that came before they were due."""


@attrs.frozen(eq=False)
class Heard:
    """A frame that the server sent in the run, as against the one on the tape.

    Args:
        session: the place of its session among those that are played.
        frame: its bytes.
        profile: dialect and version that it is laid out in.
        answers: the ``order`` of the frame of the tape that it answers; ``None``: it answers none.
        fields: what it says.
    """

    session: int
    frame: bytes = attrs.field(repr=False)
    profile: Profile
    answers: int | None
    fields: tuple[Field, ...] = attrs.field(repr=False)

    @property
    def name(self) -> str:
        """The name of its message."""
        return name_of(self.frame, self.profile.dialect)


class Expectations:
    """The frames of the server that have to come by now, and the pairs of those that came.

    Args:
        frames: all frames of the tape.
    """

    def __init__(self, frames: Iterable[TapeFrame]) -> None:
        self.open: dict[int, TapeFrame] = {}
        """The frames that have not come yet, by their place on the tape."""
        self.identifiers = Identifiers()
        self.paired: Counter[int] = Counter()
        """How many frames came that are on the tape, by session."""
        self.invoked: dict[int, int] = {}
        """The InvokeIDs that the server chose, by the place of its request on the tape."""
        self._alike: dict[Hashable, dict[int, TapeFrame]] = {}
        self._asked: dict[int, TapeFrame] = {}
        self._early: dict[int, deque[Heard]] = {}
        self._answered: set[int] = set()
        self._first = _first_heard(frames)

    def expect(self, taped: TapeFrame) -> Heard | None:
        """Expect a frame from now on; one that came early is paired with it at once.

        Returns:
            A frame that came already and answers the request otherwise; ``None``: there is none.
        """
        early = self._early.setdefault(taped.session, deque(maxlen=_FAR))
        heard = next((each for each in early if _kind(taped) == _kind(each)), None)
        if heard is not None:
            early.remove(heard)
            self._pair(taped, heard)
            return None
        self.open[taped.order] = taped
        self._alike.setdefault(_kind(taped), {})[taped.order] = taped
        if taped.answers is not None:
            self._asked[taped.order] = taped
        return next((each for each in early if _settles(each, taped)), None)

    def hear(self, heard: Heard) -> TapeFrame | None:
        """Pair a frame that came with one that is expected; one that is not is kept, as it may be early.

        Returns:
            The frame of the tape; ``None``: none that is expected by now.
        """
        taped = self._found(heard)
        if taped is not None:
            self.drop(taped)
            self._pair(taped, heard)
        else:
            self._early.setdefault(heard.session, deque(maxlen=_FAR)).append(heard)
        if heard.answers is not None and ends_upload(heard.frame):
            self._answered.add(heard.answers)
        return taped

    def settle(self, heard: Heard) -> list[TapeFrame]:
        """Expect no more what would answer a request that this frame answers otherwise.

        Returns:
            The frames of the tape that are no longer expected.
        """
        settled = [taped for taped in self._asked.values() if _settles(heard, taped)]
        for taped in settled:
            self.drop(taped)
        return settled

    def drop(self, taped: TapeFrame) -> None:
        """Expect this frame no more."""
        del self.open[taped.order]
        del self._alike[_kind(taped)][taped.order]
        self._asked.pop(taped.order, None)

    def awaited(self, taped: TapeFrame) -> list[TapeFrame]:
        """The frames that a client's frame has to wait for: answers that it may depend on, and identifiers in it."""
        unknown = {
            identifier
            for identifier in _identifiers(taped.fields)
            if self._first.get(identifier, math.inf) < taped.order and self.identifiers.live(identifier) is None
        }
        awaited = {order: other for order, other in self._asked.items() if other.answers not in self._answered}
        if taped.answers in self.open:
            awaited[taped.answers] = self.open[taped.answers]
        if unknown:
            found = (other for other in self.open.values() if not unknown.isdisjoint(_identifiers(other.fields)))
            awaited |= {other.order: other for other in found}
        return list(awaited.values())

    def _found(self, heard: Heard) -> TapeFrame | None:
        """Of the frames that this may be, the first with the same fields, or else with the same identifiers."""
        alike = islice(self._alike.get(_kind(heard), {}).values(), _FAR)
        said = _plain(heard.fields)
        first: TapeFrame | None = None
        best: TapeFrame | None = None
        for taped in alike:
            first = first or taped
            if all(self.identifiers.agree(*pair) for pair in identifier_pairs(taped.fields, heard.fields)):
                best = best or taped
                if _plain(taped.fields) == said:
                    return taped
        return best or first

    def _pair(self, taped: TapeFrame, heard: Heard) -> None:
        self.paired[taped.session] += 1
        for tape, live in identifier_pairs(taped.fields, heard.fields):
            self.identifiers.bind(tape, live)
        invoked = invoke_id(heard.frame, heard.profile.dialect)
        if invoked is not None and heard.answers is None:
            self.invoked[taped.order] = invoked


def _kind(frame: TapeFrame | Heard) -> Hashable:
    """The key under which a frame of the tape and one that was heard may be the same."""
    return frame.session, frame.answers, number_of(frame.frame)


def _settles(heard: Heard, taped: TapeFrame) -> bool:
    """Whether the frame of the tape need not be waited for, as its request was answered otherwise."""
    is_answer = heard.answers is not None and heard.answers == taped.answers
    return is_answer and kind_of(heard.frame, heard.profile.dialect) is Kind.CONFIRMATION


def _plain(fields: Iterable[Field]) -> list[tuple[str, object]]:
    """The fields of a frame apart from identifiers and times."""
    return [
        (field.name, field.value)
        for field in fields
        if field.identifier is None and not field.is_time and field.name != INVOKE_ID
    ]


def _identifiers(fields: Iterable[Field]) -> list[Identifier]:
    return [field.identifier for field in fields if field.identifier is not None]


def _first_heard(frames: Iterable[TapeFrame]) -> dict[Identifier, float]:
    """Where on the tape the server first says an identifier, if no client said it before."""
    first: dict[Identifier, float] = {}
    for taped in frames:
        for identifier in _identifiers(taped.fields):
            first.setdefault(identifier, taped.order if taped.sender is Role.SERVER else math.inf)
    return first
