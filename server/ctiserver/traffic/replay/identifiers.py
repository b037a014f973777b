"""Pairs identifiers of the tape with those that the other end has for the same calls, monitors and sessions now."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import zip_longest

from ctiserver.traffic.replay.fields import Field, Identifier


class Identifiers:
    """Pairs of identifiers, one of the tape and one of the other end; none is in two pairs."""

    def __init__(self) -> None:
        self._live: dict[Identifier, Identifier] = {}
        self._tape: dict[Identifier, Identifier] = {}

    def bind(self, tape: Identifier, live: Identifier) -> None:
        """Let the two mean the same, unless one of them means something else already."""
        if tape not in self._live and live not in self._tape:
            self._live[tape] = live
            self._tape[live] = tape

    def agree(self, tape: Identifier, live: Identifier) -> bool:
        """Whether the two mean the same, or may do so because neither is known."""
        return self._live.get(tape, live) == live and self._tape.get(live, tape) == tape

    def live(self, tape: Identifier) -> Identifier | None:
        """The other end's identifier for this one of the tape; ``None``: it is not known yet."""
        return self._live.get(tape)

    def tape(self, live: Identifier) -> Identifier | None:
        """The tape's identifier for this one of the other end; ``None``: none is known."""
        return self._tape.get(live)

    def live_value(self, field: Field) -> object:
        """The value of a field of the tape as the other end would write it."""
        found = None if field.identifier is None else self._live.get(field.identifier)
        return field.value if found is None else found.value


def identifier_pairs(tape: Iterable[Field], live: Iterable[Field]) -> Iterator[tuple[Identifier, Identifier]]:
    """Identifiers that stand in the same place of two frames: in the n-th field of the same name."""
    theirs: dict[str, list[Identifier | None]] = {}
    for field in live:
        theirs.setdefault(field.name, []).append(field.identifier)
    ours: dict[str, list[Identifier | None]] = {}
    for field in tape:
        ours.setdefault(field.name, []).append(field.identifier)
    for name, identifiers in ours.items():
        for one, other in zip_longest(identifiers, theirs.get(name, ())):
            if one is not None and other is not None and one.family is other.family:
                yield one, other
