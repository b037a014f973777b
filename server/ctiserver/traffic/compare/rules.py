"""The rules for what may differ between two servers: built in, and from a file that a user writes.

See docs/reference/comparison-rules.md.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from difflib import get_close_matches
from fnmatch import fnmatchcase
from typing import Final, Literal, cast

import attrs

from ctiproto.declare import messages_of
from ctiproto.versions import Dialect
from ctiserver.traffic.replay.fields import Field


class RulesError(Exception):
    """A file of rules cannot be used; as text it is one line."""


@attrs.frozen
class Ignored:
    """A field that is not compared, or a whole message.

    Args:
        message: the guide's name, with ``*`` for anything.
        field: as above; ``None``: the message itself may be there or not.
    """

    message: str = "*"
    field: str | None = None


@attrs.frozen
class Tolerated:
    """A number that may differ a little.

    Args:
        by: how much.
        message: the guide's name, with ``*`` for anything.
        field: as above.
    """

    by: float
    message: str = "*"
    field: str = "*"


@attrs.frozen(kw_only=True)
class Rules:
    """The differences that are allowed.

    Args:
        ignored: what is not compared.
        tolerated: what may differ a little.
        streams: whether answers and unsolicited messages are compared apart from each other, or as they came.
        unsolicited: whether unsolicited messages have to come in the order of the tape.
    """

    ignored: tuple[Ignored, ...] = ()
    tolerated: tuple[Tolerated, ...] = ()
    streams: Literal["two", "one"] = "two"
    unsolicited: Literal["kept", "free"] = "kept"

    def ignores_message(self, message: str) -> bool:
        """Whether messages of this name are not compared at all."""
        return any(rule.field is None and fnmatchcase(message, rule.message) for rule in self.ignored)

    def ignores(self, message: str, field: Field) -> bool:
        """Whether this field of the message is not compared."""
        return any(
            rule.field is not None and fnmatchcase(field.name, rule.field) and fnmatchcase(message, rule.message)
            for rule in self.ignored
        )

    def tolerates(self, message: str, name: str, one: object, other: object) -> bool:
        """Whether two values of a field are near enough to each other."""
        if not (isinstance(one, int) and isinstance(other, int)):
            return False
        return any(
            abs(one - other) <= rule.by and fnmatchcase(name, rule.field) and fnmatchcase(message, rule.message)
            for rule in self.tolerated
        )


DEFAULTS: Final = Rules(
    ignored=(
        Ignored(field="InvokeID"),
        Ignored(field="ICMCentralControllerTime"),
        Ignored(field="CCXTime"),
        Ignored(field="CTIClientTimestamp"),
        Ignored(field="CTIClientTimeStamp"),
        Ignored(field="StateDuration"),
        Ignored(field="AtcStateDuration"),
        Ignored(field="RouterCallKeyDay"),
        Ignored(field="*ConfigKey"),
        Ignored(field="ClientAddress"),
        Ignored(field="ClientPort"),
        Ignored(field="SendingAddress"),
        Ignored(field="SendingPort"),
        Ignored("HEARTBEAT_CONF"),
    )
)
"""Fields with a time, the number of a request or an address; and heartbeats, which a client sends when it likes."""

_KEYS: Final = ("defaults", "ignore", "tolerate", "order")


def parse_rules(data: bytes, name: str, dialect: Dialect) -> Rules:
    """The rules in a file.

    Args:
        data: TOML.
        name: what to call it.
        dialect: the dialect of the tape, whose messages the rules name.

    Raises:
        RulesError: it cannot be used.
    """
    try:
        document = tomllib.loads(data.decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:
        raise RulesError(f"{name}: expected TOML: {error}") from error
    try:
        return _rules(document, dialect)
    except ValueError as error:
        raise RulesError(f"{name}: {error}") from error


def _rules(document: Mapping[str, object], dialect: Dialect) -> Rules:
    _check("", document, _KEYS)
    defaults = document.get("defaults", True)
    if not isinstance(defaults, bool):
        raise ValueError("defaults: expected true or false")  # noqa: TRY004 - a flaw of the file
    known = messages_of(dialect).by_name
    ignored = [_ignored(place, table, known) for place, table in _tables(document, "ignore")]
    tolerated = [_tolerated(place, table, known) for place, table in _tables(document, "tolerate")]
    order = document.get("order", {})
    if not isinstance(order, dict):
        raise ValueError("order: expected a table")  # noqa: TRY004 - as above
    _check("order", order, ("streams", "unsolicited"))
    return Rules(
        ignored=(*(DEFAULTS.ignored if defaults else ()), *ignored),
        tolerated=tuple(tolerated),
        streams=cast('Literal["two", "one"]', _one_of("order.streams", order.get("streams", "two"), ("two", "one"))),
        unsolicited=cast(
            'Literal["kept", "free"]',
            _one_of("order.unsolicited", order.get("unsolicited", "kept"), ("kept", "free")),
        ),
    )


def _tables(document: Mapping[str, object], key: str) -> Iterable[tuple[str, dict[str, object]]]:
    tables = document.get(key, [])
    if not isinstance(tables, list) or not all(isinstance(table, dict) for table in tables):
        raise ValueError(f"{key}: expected tables, each below [[{key}]]")
    return [(f"{key}[{index}]", table) for index, table in enumerate(tables)]


def _ignored(place: str, table: dict[str, object], known: Iterable[str]) -> Ignored:
    _check(place, table, ("message", "field"))
    if not table:
        raise ValueError(f"{place}: expected message, field or both")
    return Ignored(_message(place, table, known), _text(place, table, "field") if "field" in table else None)


def _tolerated(place: str, table: dict[str, object], known: Iterable[str]) -> Tolerated:
    _check(place, table, ("message", "field", "by"))
    by = table.get("by")
    if type(by) not in (int, float) or not cast("float", by) >= 0:
        raise ValueError(f"{place}.by: expected a number from 0")
    if "field" not in table:
        raise ValueError(f"{place}.field: expected the name of a field")
    return Tolerated(float(cast("float", by)), _message(place, table, known), _text(place, table, "field"))


def _message(place: str, table: Mapping[str, object], known: Iterable[str]) -> str:
    name = _text(place, table, "message") if "message" in table else "*"
    if "*" not in name and name not in known and not name.isdecimal():
        near = "".join(f": did you mean {each}?" for each in get_close_matches(name, known, n=1))
        raise ValueError(f"{place}.message: no message is called {name!a}{near}")
    return name


def _text(place: str, table: Mapping[str, object], key: str) -> str:
    value = table[key]
    if not isinstance(value, str):
        raise ValueError(f"{place}.{key}: expected a string")  # noqa: TRY004 - a flaw of the file
    return value


def _one_of(place: str, value: object, known: tuple[str, ...]) -> object:
    if value not in known:
        raise ValueError(f"{place}: expected {' or '.join(known)}")
    return value


def _check(place: str, table: Mapping[str, object], known: tuple[str, ...]) -> None:
    for key in table:
        if key not in known:
            where = f"{place}: " if place else ""
            raise ValueError(f"{where}the key {key!a} is not known; expected {', '.join(known)}")
