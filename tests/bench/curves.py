"""Curves as pictures: one measure of all variants over a size, as SVG."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Final
from xml.sax.saxutils import escape

import attrs

from tests.bench.results import OURS, Result

WIDTH, HEIGHT = 640, 340
_LEFT, _RIGHT, _TOP, _BOTTOM = 70, 150, 54, 50
_COLOURS: Final = ("#c33", "#36c", "#393", "#96c")
"""Ours first."""

_STEPS: Final = (1, 2, 2.5, 5, 10)
_TICKS: Final = 5

Points = Sequence[tuple[float, float]]


@attrs.frozen
class Picture:
    """What a picture shows.

    Args:
        name: the stem of its file.
        bench: the bench that it belongs to.
        title: what stands above it.
        measure: what goes up.
        across: what goes across, in words.
        cases: what the names of its cases end with.
    """

    name: str
    bench: str
    title: str
    measure: str
    across: str
    cases: str = ""

    def points(self, results: Sequence[Result]) -> dict[str, Points]:
        """The curves of all variants, ours first."""
        found: dict[str, list[tuple[float, float]]] = {OURS: []}
        for result in results:
            if result.size is not None and result.case.endswith(self.cases) and self.measure in result.rounds:
                found.setdefault(result.variant, []).append((result.size, result.median(self.measure)))
        return {variant: sorted(points) for variant, points in found.items() if points}


def drawn(picture: Picture, curves: Mapping[str, Points]) -> str:
    """The picture as SVG: sizes across by their logarithms, figures upwards from zero."""
    sizes = sorted({size for points in curves.values() for size, _ in points})
    top = ceiling(max(value for points in curves.values() for _, value in points))
    first, last = math.log(sizes[0]), math.log(sizes[-1])

    def x(size: float) -> float:
        share = (math.log(size) - first) / (last - first) if last > first else 0.5
        return round(_LEFT + share * (WIDTH - _LEFT - _RIGHT), 1)

    def y(value: float) -> float:
        return round(HEIGHT - _BOTTOM - value / top * (HEIGHT - _TOP - _BOTTOM), 1)

    body = [f'<text x="{_LEFT}" y="20" font-weight="bold">{escape(picture.title)}</text>']
    for number in range(_TICKS + 1):
        value = top * number / _TICKS
        body.append(f'<path d="M{_LEFT} {y(value)}H{WIDTH - _RIGHT}" stroke="#ddd"/>')
        body.append(f'<text x="{_LEFT - 6}" y="{y(value) + 4}" text-anchor="end">{value:,.6g}</text>')
    level = HEIGHT - _BOTTOM + 18
    body += [f'<text x="{x(size)}" y="{level}" text-anchor="middle">{size:,.0f}</text>' for size in sizes]
    middle = (_LEFT + WIDTH - _RIGHT) / 2
    body.append(f'<text x="{middle}" y="{HEIGHT - 10}" text-anchor="middle">{escape(picture.across)}</text>')
    body.append(f'<text x="{_LEFT}" y="37">{escape(picture.measure)}</text>')
    for place, (variant, points) in enumerate(curves.items()):
        colour = _COLOURS[place % len(_COLOURS)]
        path = "L".join(f"{x(size)} {y(value)}" for size, value in points)
        body.append(f'<path d="M{path}" fill="none" stroke="{colour}" stroke-width="2"/>')
        body += [f'<circle cx="{x(size)}" cy="{y(value)}" r="3" fill="{colour}"/>' for size, value in points]
        level = _TOP + 12 + 18 * place
        body.append(f'<path d="M{WIDTH - _RIGHT + 14} {level - 4}h18" stroke="{colour}" stroke-width="2"/>')
        body.append(f'<text x="{WIDTH - _RIGHT + 38}" y="{level}">{escape(variant)}</text>')
    lines = "\n".join(body)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" '
        f'font-family="sans-serif" font-size="12">\n<rect width="{WIDTH}" height="{HEIGHT}" fill="white"/>\n'
        f"{lines}\n</svg>\n"
    )


def ceiling(value: float) -> float:
    """The next round number, so that the marks at the side are round."""
    if value <= 0:
        return 1.0
    unit: float = 10 ** math.floor(math.log10(value))
    return next(step * unit for step in _STEPS if step * unit >= value)
