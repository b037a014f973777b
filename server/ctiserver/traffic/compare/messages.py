"""Messages as they are compared: what the rules leave of their fields, and how two of them differ."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from difflib import SequenceMatcher
from enum import Enum
from itertools import zip_longest
from typing import Final

import attrs

from ctiserver.traffic.compare.rules import Rules
from ctiserver.traffic.replay.fields import Field, Identifier


class Absent(Enum):
    """In place of the value of a field that one of two messages does not have."""

    ABSENT = "absent"


ABSENT: Final = Absent.ABSENT


@attrs.frozen(eq=False)
class Said:
    """A message of a server.

    Args:
        session: the place of its session.
        name: the guide's name.
        answers: the place of the request on the tape; ``None``: it is unsolicited.
        order: its own place, on the tape or among what was heard.
        fields: what the rules leave of it.
    """

    session: int
    name: str
    answers: int | None
    order: int
    fields: tuple[Field, ...] = attrs.field(repr=False)


@attrs.frozen
class FieldDifference:
    """A field that differs between two messages.

    Args:
        field: the guide's name; where the tape has several, with its place among them, from 1.
        tape: the value on the tape, or ``ABSENT``.
        heard: the value that was heard, or ``ABSENT``.
    """

    field: str
    tape: object
    heard: object


class Filter:
    """Leaves out the fields that the rules ignore; each name is looked up in the rules once."""

    def __init__(self, rules: Rules) -> None:
        self._rules = rules
        self._ignored: dict[tuple[str, str], bool] = {}

    def fields(self, message: str, fields: Sequence[Field]) -> tuple[Field, ...]:
        """The fields that are compared."""
        return tuple(field for field in fields if not self._ignores(message, field))

    def _ignores(self, message: str, field: Field) -> bool:
        key = (message, field.name)
        if key not in self._ignored:
            self._ignored[key] = self._rules.ignores(message, field)
        return self._ignored[key]


TapeNames = Mapping[Identifier, Identifier]
"""The identifiers that were heard, each with the identifier of the tape that stands for the same."""


Content = frozenset[tuple[str, int, Hashable]]
"""What a message says: fields of one name are counted, the order of different ones does not matter."""


def masked(said: Said) -> Content:
    """A message without the values of its identifiers: equal for messages that may be the same."""
    return _content(said, lambda field: field.identifier and field.identifier.family.value)


def named(said: Said, tape_names: TapeNames | None = None) -> Content:
    """A message with its identifiers as the tape has them; ``means`` is given for what was heard."""
    return _content(said, lambda field: _identified(field, tape_names))


def _content(said: Said, mark: Callable[[Field], Hashable]) -> Content:
    counts: Counter[str] = Counter()
    found = []
    for field in said.fields:
        counts[field.name] += 1
        found.append((field.name, counts[field.name], _canonical(field, mark(field))))
    return frozenset(found)


def _identified(field: Field, tape_names: TapeNames | None) -> Hashable:
    if field.identifier is None or tape_names is None:
        return field.identifier
    return tape_names.get(field.identifier, ("not on the tape", field.identifier))


def _canonical(field: Field, mark: Hashable) -> Hashable:
    return repr(field.value) if mark is None else mark


def differences(tape: Said, heard: Said, tape_names: TapeNames, rules: Rules) -> Iterator[FieldDifference]:
    """The fields in which two messages of one name differ, in the order of the tape.

    Floating fields may come in any order, and do; of several with one name, the n-th is compared with the n-th, unless
    one is missing or surplus.
    """
    ours, theirs = _by_name(tape), _by_name(heard)
    for name in dict.fromkeys((*ours, *theirs)):
        mine, other = ours.get(name, []), theirs.get(name, [])
        several = max(len(mine), len(other)) > 1
        for place, one, two in _differing(mine, other, tape_names):
            if one is None or two is None or not rules.tolerates(tape.name, name, one.value, two.value):
                label = f"{name}[{place}]" if several else name
                yield FieldDifference(label, _value(one), _value(two))


def _by_name(said: Said) -> dict[str, list[Field]]:
    found: dict[str, list[Field]] = {}
    for field in said.fields:
        found.setdefault(field.name, []).append(field)
    return found


def _differing(
    ours: Sequence[Field], theirs: Sequence[Field], tape_names: TapeNames
) -> Iterator[tuple[int, Field | None, Field | None]]:
    mine = [_canonical(field, _identified(field, None)) for field in ours]
    other = [_canonical(field, _identified(field, tape_names)) for field in theirs]
    if len(mine) == len(other):
        for place, (one, two) in enumerate(zip(ours, theirs, strict=True)):
            if mine[place] != other[place]:
                yield place + 1, one, two
        return
    for tag, i, i_end, j, j_end in SequenceMatcher(None, mine, other, autojunk=False).get_opcodes():
        if tag != "equal":
            for step, (one, two) in enumerate(zip_longest(ours[i:i_end], theirs[j:j_end])):
                yield i + step + 1, one, two


def _value(field: Field | None) -> object:
    return ABSENT if field is None else field.value
