"""The states of a session, drawn and tabled from the table that the library works by."""

from __future__ import annotations

from typing import Final

import attrs
from myst_text import table

from ctiproto.constants import StatusCode
from ctiproto.state import TABLE, Input, State


@attrs.frozen
class _Box:
    """Where a state stands in the drawing: its centre."""

    x: int
    y: int


_BOXES: Final = {
    State.CONNECTED: _Box(90, 150),
    State.OPENING: _Box(330, 150),
    State.OPEN: _Box(590, 60),
    State.STANDBY: _Box(590, 240),
    State.CLOSING: _Box(900, 150),
}
_WIDTH, _HEIGHT = 120, 40
_LINE: Final = 14
_MANY: Final = 2
_BELOW: Final = 310
"""How far down the way back from the last state leads."""


def pages() -> dict[str, str]:
    """The page and its drawing by their name."""
    return {"session-states.md": _page(), "session-states.svg": _drawing()}


def _moves() -> dict[tuple[State, State], list[Input]]:
    moves: dict[tuple[State, State], list[Input]] = {}
    for (state, step), outcome in TABLE.items():
        if isinstance(outcome, State) and outcome is not state:
            moves.setdefault((state, outcome), []).append(step)
    return moves


def _page() -> str:
    heads = ("", *(f"{state.value}" for state in State))
    rows = ((step.value, *(_cell(state, step) for state in State)) for step in Input)
    return (
        "# States of a session\n\n"
        "Both ends of a connection keep the same state.\n"
        "The drawing and the table are made from `ctiproto.state.TABLE`, which both ends work by.\n\n"
        "![The states of a session, and the messages that lead from one to the other](session-states.svg)\n\n"
        "A cell says what a message does in a state: the state that follows, the status that refuses it, or that it is "
        "dropped without an answer.\n"
        "An empty cell cannot come about.\n\n" + table(heads, rows)
    )


def _cell(state: State, step: Input) -> str:
    outcome = TABLE.get((state, step))
    match outcome:
        case None:
            return ""
        case State():
            return f"**{outcome.value}**" if outcome is not state else "stays"
        case StatusCode():
            return f"refused: {int(outcome)} {outcome.guide_name}"
        case _:
            return "dropped"


def _drawing() -> str:
    moves = _moves()
    lines = "".join(_arrow(begin, end, steps, is_pair=(end, begin) in moves) for (begin, end), steps in moves.items())
    boxes = "".join(_box(state) for state in State)
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1010 350" font-family="sans-serif" font-size="12">\n'
        '<defs><marker id="tip" viewBox="0 0 8 8" refX="8" refY="4" markerWidth="8" markerHeight="8" orient="auto">'
        '<path d="M0 0L8 4L0 8z"/></marker></defs>\n'
        '<rect width="1010" height="350" fill="white"/>\n'
        f"{lines}{boxes}</svg>\n"
    )


def _box(state: State) -> str:
    at = _BOXES[state]
    return (
        f'<rect x="{at.x - _WIDTH // 2}" y="{at.y - _HEIGHT // 2}" width="{_WIDTH}" height="{_HEIGHT}" rx="6" '
        'fill="#eef3f8" stroke="#345"/>'
        f'<text x="{at.x}" y="{at.y + 4}" text-anchor="middle" font-weight="bold">{state.value}</text>\n'
    )


def _arrow(begin: State, end: State, steps: list[Input], *, is_pair: bool) -> str:
    a, b = _BOXES[begin], _BOXES[end]
    label = ", ".join(step.value for step in steps)
    if a.x == b.x:
        down = 1 if b.y > a.y else -1
        path = f"M{a.x} {a.y + down * _HEIGHT // 2}L{b.x} {b.y - down * _HEIGHT // 2}"
        return _line(path, a.x + 8, (a.y + b.y) // 2 + 4, label, "start")
    if abs(a.x - b.x) > max(abs(a.x - other.x) for other in _BOXES.values() if other is not b and other.x != a.x):
        start, stop = a.y + _HEIGHT // 2, b.y + _HEIGHT // 2
        path = f"M{a.x} {start}L{a.x} {_BELOW}L{b.x} {_BELOW}L{b.x} {stop}"
        return _line(path, (a.x + b.x) // 2, _BELOW - 6, label, "middle")
    side = 1 if b.x > a.x else -1
    shift = -8 * side if is_pair else 0
    path = f"M{a.x + side * _WIDTH // 2} {a.y + shift}L{b.x - side * _WIDTH // 2} {b.y + shift}"
    x, y = (a.x + b.x) // 2, (a.y + b.y) // 2
    if a.y == b.y:
        return _line(path, x, y + shift + (-6 if shift <= 0 else 16), label, "middle")
    above = -8 - _LINE * (len(_folded(label)) - 1)
    return _line(path, x + 6, y + (above if b.y > a.y else 18), label, "start")


def _line(path: str, x: int, y: int, label: str, anchor: str) -> str:
    lines = "".join(f'<tspan x="{x}" y="{y + _LINE * n}">{line}</tspan>' for n, line in enumerate(_folded(label)))
    return (
        f'<path d="{path}" fill="none" stroke="black" marker-end="url(#tip)"/>'
        f'<text text-anchor="{anchor}">{lines}</text>\n'
    )


def _folded(label: str) -> list[str]:
    """A label of many words stands in two lines."""
    words = label.split()
    if len(words) <= _MANY:
        return [label]
    half = (len(words) + 1) // 2
    return [" ".join(words[:half]), " ".join(words[half:])]
