"""Write Python values as Lua source."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Final

Value = str | int | bool | None | Sequence["Value"] | Mapping[str, "Value"] | Mapping[int, "Value"]

_NAME: Final = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_KEYWORDS: Final = frozenset(
    (
        *("and", "break", "do", "else", "elseif", "end", "false", "for", "function", "goto", "if", "in", "local"),
        *("nil", "not", "or", "repeat", "return", "then", "true", "until", "while"),
    )
)
_PLAIN: Final = re.compile(r"[ -~]*")


def literal(value: Value) -> str:
    """Write a value on one line; entries of a table that are ``None`` are left out.

    >>> literal({"name": "OPEN_REQ", "since": None, "sizes": [12, 20]})
    '{name="OPEN_REQ", sizes={12, 20}}'

    Raises:
        ValueError: a text has characters that are not printable ASCII, which no name of the guide has.
    """
    match value:
        case None:
            return "nil"
        case bool():
            return "true" if value else "false"
        case int():
            return str(int(value))
        case str():
            return _quoted(value)
        case Mapping():
            return _braced(f"{_key(key)}={literal(item)}" for key, item in value.items() if item is not None)
    return _braced(literal(item) for item in value)


def table(value: Mapping[str, Value] | Mapping[int, Value] | Sequence[Value]) -> str:
    """Write a table with one entry a line."""
    if isinstance(value, Mapping):
        lines = [f"  {_key(key)}={literal(item)},\n" for key, item in value.items()]
    else:
        lines = [f"  {literal(item)},\n" for item in value]
    return f"{{\n{''.join(lines)}}}"


def _braced(parts: object) -> str:
    return f"{{{', '.join(parts)}}}"  # type: ignore[arg-type]


def _quoted(text: str) -> str:
    if _PLAIN.fullmatch(text) is None:
        raise ValueError(f"{text!a} is not printable ASCII")
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def _key(key: str | int) -> str:
    if isinstance(key, int):
        return f"[{int(key)}]"
    return key if _NAME.fullmatch(key) and key not in _KEYWORDS else f"[{_quoted(key)}]"
