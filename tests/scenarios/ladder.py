"""A scenario as a picture: a ladder with a rail for the server and one for each client."""

from __future__ import annotations

from typing import Final
from xml.sax.saxutils import escape

from tests.scenarios.stage import Row

_SERVER: Final = 330
"""Where the server's rail stands: what is sent has its name on the left of it."""
_APART: Final = 90
_RUNG: Final = 18
_TOP: Final = 40
_TIP: Final = 4

TIMES: Final = "\N{MULTIPLICATION SIGN}"

_Told = list[tuple[Row, str, int]]


def drawn(chairs: list[str], steps: list[tuple[str, _Told]]) -> str:
    """The picture as SVG."""
    rails = {chair: _SERVER + (place + 1) * _APART for place, chair in enumerate(chairs)}
    width = max(rails.values()) + 60
    body, y = [], _TOP
    for number, (text, rows) in enumerate(steps, 1):
        y += _RUNG + 6
        body.append(f'<rect x="6" y="{y - 13}" width="{width - 12}" height="18" fill="#eef3f8"/>')
        body.append(f'<text x="12" y="{y}" font-weight="bold">{number}. {escape(text)}</text>')
        for row, _, times in rows:
            y += _RUNG
            body += _rung(row, times, rails, y)
    height = y + 24
    lines = "".join(f'<path d="M{x} {_TOP - 8}V{height - 10}" stroke="#9ab"/>\n' for x in (_SERVER, *rails.values()))
    names = "".join(
        f'<text x="{x}" y="{_TOP - 16}" text-anchor="middle" font-weight="bold">{escape(name)}</text>\n'
        for name, x in {"CTI Server": _SERVER, **rails}.items()
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" '
        'font-family="sans-serif" font-size="11">\n'
        f'<rect width="{width}" height="{height}" fill="white"/>\n' + lines + names + "\n".join(body) + "\n</svg>\n"
    )


def _rung(row: Row, times: int, rails: dict[str, int], y: int) -> list[str]:
    """One message: a line from the server to all that hear it, or from the client that sends it to the server."""
    name = row.name + (f" {TIMES}{times}" if times > 1 else "")
    where = row.says.split(",")[0]
    label = f"{name} {where}" if where.startswith("c") and "/" in where else name
    level = y - 4
    if row.sends:
        far, tips = rails[row.sends], [f"M{_SERVER} {level}l7 -{_TIP}v{2 * _TIP}z"]
    else:
        hearing = [rails[chair] for chair in row.hears]
        far, tips = max(hearing), [f"M{x} {level}l-7 -{_TIP}v{2 * _TIP}z" for x in hearing]
    colour = "#36c" if row.sends else "#333"
    return [
        f'<text x="{_SERVER - 10}" y="{y}" text-anchor="end" fill="{colour}">{escape(label)}</text>',
        f'<path d="M{_SERVER} {level}H{far}" stroke="{colour}"/>',
        f'<path d="{"".join(tips)}" fill="{colour}"/>',
    ]
