"""Compares the server's frames on a tape with what another server sent to the same client.

Strategy, twice: messages are paired by an alignment.  The first time identifiers do not count; each pair then votes for
what the tape calls the identifiers that were heard.  The second time they count, under the names that won.  So calls
that are mixed with each other find their partners, and an identifier that changes within a call is a difference.
"""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from typing import Any, Final, Literal

import attrs

from ctiproto.connection import Role
from ctiserver.traffic.compare.alignment import align
from ctiserver.traffic.compare.messages import Content, FieldDifference, Filter, Said, differences, masked, named
from ctiserver.traffic.compare.rules import Rules
from ctiserver.traffic.replay.dialogue import Dialogue
from ctiserver.traffic.replay.expecting import Heard
from ctiserver.traffic.replay.fields import Identifier, shown
from ctiserver.traffic.replay.identifiers import Identifiers, identifier_pairs

Verdict = Literal["equal", "fields", "missing", "surplus", "moved", "instead"]
"""The result for a message: it came as on the tape, with other fields, not at all, without being on the tape, at
another place, or another message came in its place."""

_ALL: Final = 100.0


@attrs.frozen
class ComparedMessage:
    """A message of the tape, or one that was heard and is not on it, with the verdict on it.

    Args:
        session: the number of its session on the tape.
        stream: whether it answers a request.
        message: its name.
        verdict: whether it came, and how.
        order: its place among all frames of the tape, from 0; ``None``: it is not on the tape.
        after: for one that is not on the tape the place of the frame that it came after or answers; -1: of none.
        fields: the fields that differ.
        heard: the message that came in its place, or ``""``.
        compared: how many fields were compared.
    """

    session: int
    stream: Literal["answer", "unsolicited"]
    message: str
    verdict: Verdict
    order: int | None = None
    after: int = -1
    fields: tuple[FieldDifference, ...] = ()
    heard: str = ""
    compared: int = 0

    @property
    def place(self) -> str:
        """Where it stands, for people."""
        where = f"frame {self.order + 1}" if self.order is not None else f"after frame {self.after + 1}"
        return f"session {self.session}, {where}"


@attrs.frozen
class Comparison:
    """The result of a comparison.

    Args:
        messages: every message that was compared, in the order of the tape.
        uncompared: how many more messages came that are not on the tape, too many to be kept.
    """

    messages: tuple[ComparedMessage, ...]
    uncompared: int = 0

    @property
    def every(self) -> int:
        """How many messages are on the tape or came, those that were not compared among them."""
        return len(self.messages) + self.uncompared

    @property
    def different(self) -> tuple[ComparedMessage, ...]:
        """Those that are not equal."""
        return tuple(each for each in self.messages if each.verdict != "equal")

    @property
    def percent(self) -> float:
        """How many of a hundred messages are equal, rounded down: never 100 if one is not."""
        return _percent(len(self.messages) - len(self.different), self.every)

    @property
    def fields(self) -> tuple[int, int]:
        """How many fields are equal, and how many there are in messages that have a partner."""
        every = sum(each.compared for each in self.messages)
        return every - sum(min(len(each.fields), each.compared) for each in self.messages), every


def _percent(some: int, every: int) -> float:
    return _ALL if some == every else (1000 * some // every) / 10


def compare_halves(dialogue: Dialogue, heard: Iterable[Heard], rules: Rules, uncompared: int = 0) -> Comparison:
    """Compare what a server sent with the server's frames on a tape.

    Args:
        dialogue: the sessions of the tape that were played.
        heard: what the server sent when the client's frames were played to it.
        rules: what may differ.
        uncompared: how many more frames it sent that were not kept.
    """
    left = Filter(rules)
    tape = [
        Said(taped.session, taped.name, taped.answers, taped.order, left.fields(taped.name, taped.fields))
        for taped in dialogue.frames
        if taped.sender is Role.SERVER and not rules.ignores_message(taped.name)
    ]
    other = []
    for order, each in enumerate(heard):
        if not rules.ignores_message(each.name):
            other.append(Said(each.session, each.name, each.answers, order, left.fields(each.name, each.fields)))
    numbers = [session.number for session in dialogue.sessions]
    comparer = _Comparer(tape, other, rules, numbers)
    return Comparison(tuple(comparer.messages()), uncompared)


@attrs.frozen(eq=False)
class _Item:
    said: Said
    content: Content

    @property
    def kind(self) -> Hashable:
        return self.said.name, self.said.answers

    @property
    def key(self) -> Hashable:
        return self.kind, self.content


@attrs.frozen(eq=False)
class _Stream:
    """Messages that are aligned with each other: the answers to one request, or a session's unsolicited messages."""

    request: int | None
    is_free: bool
    tape: list[Said] = attrs.field(factory=list)
    heard: list[Said] = attrs.field(factory=list)

    def paired(
        self, tape: Callable[[Said], Content], heard: Callable[[Said], Content]
    ) -> list[tuple[_Item | None, _Item | None]]:
        """Pair the messages of both sides by their content, which the two functions make of them."""
        ours = [_Item(said, tape(said)) for said in self.tape]
        theirs = [_Item(said, heard(said)) for said in self.heard]
        if self.is_free:
            theirs = _reordered(ours, theirs)
        pairs = align(ours, theirs, key=lambda item: item.key, kind=lambda item: item.kind, distance=_distance)
        return [(None if i is None else ours[i], None if j is None else theirs[j]) for i, j in pairs]


def _distance(one: _Item, two: _Item) -> float:
    return 1 - 2 * len(one.content & two.content) / (len(one.content) + len(two.content))


def _reordered(ours: Sequence[_Item], theirs: Sequence[_Item]) -> list[_Item]:
    """``theirs`` in an order in which as many as possible stand where ``ours`` has the same."""
    waiting: dict[Hashable, deque[_Item]] = {}
    for item in theirs:
        waiting.setdefault(item.key, deque()).append(item)
    taken = [queue.popleft() if (queue := waiting.get(item.key)) else None for item in ours]
    used = {id(item) for item in taken}
    rest = deque(item for item in theirs if id(item) not in used)
    return [item or rest.popleft() for item in taken if item or rest] + list(rest)


class _Comparer:
    def __init__(self, tape: Sequence[Said], heard: Sequence[Said], rules: Rules, numbers: Sequence[int]) -> None:
        self._rules = rules
        self._numbers = numbers
        self._streams = _streams(tape, heard, rules)
        self._tape_names = self._named()

    def _named(self) -> dict[Identifier, Identifier]:
        """Vote on the identifiers that were heard: each gets the name on the tape that most pairs give it."""
        votes: Counter[tuple[Identifier, Identifier]] = Counter()
        for stream in self._streams:
            for one, two in stream.paired(masked, masked):
                if one is not None and two is not None:
                    votes.update(identifier_pairs(one.said.fields, two.said.fields))
        identifiers = Identifiers()
        for (ours, theirs), _ in votes.most_common():
            identifiers.bind(ours, theirs)
        return {theirs: ours for ours, theirs in votes if identifiers.tape(theirs) == ours}

    def messages(self) -> list[ComparedMessage]:
        """Every message, in the order of the tape; one that is not on it stands behind the one that it came after."""
        found = [each for stream in self._streams for each in self._compared(stream)]
        return [each for _, each in sorted(found, key=lambda pair: pair[0])]

    def _compared(self, stream: _Stream) -> Iterator[tuple[tuple[int, int], ComparedMessage]]:
        """The messages of a stream, each with the key that it is sorted by."""
        pairs = stream.paired(named, lambda said: named(said, self._tape_names))
        surplus = _Surplus(heard for tape, heard in pairs if tape is None and heard is not None)
        last = -1 if stream.request is None else stream.request
        for tape, heard in pairs:
            if tape is not None:
                last = tape.said.order
                yield (last, 0), self._missing(tape, surplus) if heard is None else self._pair(tape.said, heard.said)
        for said in surplus.rest():
            yield (last, 1 + said.order), self._row(said, "surplus", after=last)

    def _row(self, said: Said, verdict: Verdict, **more: Any) -> ComparedMessage:
        stream: Literal["answer", "unsolicited"] = "unsolicited" if said.answers is None else "answer"
        return ComparedMessage(self._numbers[said.session], stream, said.name, verdict, **more)

    def _pair(self, tape: Said, heard: Said) -> ComparedMessage:
        found = tuple(differences(tape, heard, self._tape_names, self._rules))
        verdict: Verdict = "fields" if found else "equal"
        return self._row(tape, verdict, order=tape.order, fields=found, compared=len(tape.fields))

    def _missing(self, tape: _Item, surplus: _Surplus) -> ComparedMessage:
        """A message without a partner: it came at another place, another answer came instead, or it is missing."""
        if surplus.take(tape) is not None:
            return self._row(tape.said, "moved", order=tape.said.order)
        other = None if tape.said.answers is None else surplus.take_answer(tape.said.answers)
        if other is not None:
            return self._row(tape.said, "instead", order=tape.said.order, heard=shown(other.name, other.fields))
        return self._row(tape.said, "missing", order=tape.said.order)


class _Surplus:
    """The messages that were heard and have no partner on the tape."""

    def __init__(self, items: Iterable[_Item]) -> None:
        self._items = {id(item): item for item in items}
        self._same: dict[Hashable, deque[_Item]] = {}
        for item in self._items.values():
            self._same.setdefault(item.key, deque()).append(item)

    def take(self, like: _Item) -> Said | None:
        """Take out the first that says the same; ``None``: there is none."""
        same = self._same.get(like.key)
        return self._taken(same.popleft()) if same else None

    def take_answer(self, request: int) -> Said | None:
        """Take out the first that answers this request; ``None``: there is none."""
        item = next((each for each in self._items.values() if each.said.answers == request), None)
        if item is None:
            return None
        self._same[item.key].remove(item)
        return self._taken(item)

    def _taken(self, item: _Item) -> Said:
        return self._items.pop(id(item)).said

    def rest(self) -> list[Said]:
        """The messages that were not taken out."""
        return [item.said for item in self._items.values()]


def _streams(tape: Iterable[Said], heard: Iterable[Said], rules: Rules) -> list[_Stream]:
    """Sort all messages into the streams that are aligned."""
    streams: dict[tuple[int, int | None], _Stream] = {}

    def stream_of(said: Said) -> _Stream:
        request = None if rules.streams == "one" else said.answers
        is_free = request is None and rules.unsolicited == "free"
        return streams.setdefault((said.session, request), _Stream(request, is_free))

    for said in tape:
        stream_of(said).tape.append(said)
    for said in heard:
        stream_of(said).heard.append(said)
    return list(streams.values())
