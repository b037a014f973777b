"""From the tables of a TOML document to the classes of a site, strictly.

The type of an attribute says what its value may be; nothing is converted on the quiet, so ``"7"`` is no number and
``true`` is no 1.  All that is wrong is collected, not only the first.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from difflib import get_close_matches
from typing import Annotated, Any, Final, Literal, TypeAlias, get_args, get_origin

import attrs
from cattrs import Converter
from cattrs.errors import (
    AttributeValidationNote,
    BaseValidationError,
    ForbiddenExtraKeysError,
    IterableValidationError,
    IterableValidationNote,
)
from cattrs.gen import make_dict_structure_fn

from ctiproto.constants.enumeration import WireEnum, WireMask
from ctiproto.versions import Dialect
from ctiserver.site import scalars
from ctiserver.site.bounds import MOST_FLAWS
from ctiserver.site.parts import Agent
from ctiserver.site.ranges import Budget, NumberRange
from ctiserver.site.tables import AgentRange
from ctiserver.site.values import Ranges, Real, Text, Whole

Reader: TypeAlias = Callable[[object], Any]

_RENAMED: Final = {"life": "workload"}
"""Keys of site files written for an earlier version, and what each is called now."""


_LONGEST_KEY: Final = 100
"""Characters of an unknown key that are compared with those that there are: it takes long to compare more."""


def site_converter() -> Converter:
    """A converter for one site file: all lists that it reads share one budget.

    It raises only cattrs' validation errors; ``flaws`` says what they mean.
    """
    budget = Budget()
    converter = Converter(forbid_extra_keys=True)

    def reads(wanted: Callable[[Any], bool], reader: Callable[[Any], Reader]) -> None:
        def hook(kind: Any) -> Callable[[object, Any], Any]:
            read = reader(kind)
            return lambda value, _: read(value)

        converter.register_structure_hook_factory(wanted, hook)

    def element(kind: Any) -> Reader:
        (wanted, _) = get_args(kind)
        structure = converter.get_structure_hook(wanted)
        return lambda value: structure(value, wanted)

    # cattrs knows bool and enumerations by their class, which goes before what is known by a predicate.
    converter.register_structure_hook(bool, lambda value, _: scalars.flag(value))
    converter.register_structure_hook(Dialect, lambda value, _: _dialect(value))
    converter.register_structure_hook(WireEnum, lambda value, kind: scalars.member(kind)(value))
    converter.register_structure_hook(WireMask, lambda value, kind: scalars.mask(kind)(value))
    reads(_bounded_by(Whole), lambda kind: scalars.whole(_bounds(kind)))
    reads(_bounded_by(Real), lambda kind: scalars.real(_bounds(kind)))
    reads(_bounded_by(Text), lambda kind: scalars.text(_bounds(kind)))
    reads(_bounded_by(Ranges), lambda kind: _range_list(kind, element(get_args(kind)[0]), budget))
    reads(lambda kind: get_origin(kind) is Literal, lambda kind: scalars.one_of(get_args(kind)))
    reads(lambda kind: get_origin(kind) is tuple, lambda kind: _table_list(kind, element(kind)))
    reads(attrs.has, lambda kind: _table(kind, converter))
    reads(lambda kind: kind == Agent | AgentRange, lambda _: _agent_table(converter))
    return converter


def flaws(error: BaseValidationError, path: str = "") -> Iterator[tuple[str, str]]:
    """Every single thing that ``error`` says: the path of a key, and what was expected there."""
    for each in error.exceptions:
        here = path + _step(each)
        if isinstance(each, BaseValidationError):
            yield from flaws(each, here)
        elif isinstance(each, ForbiddenExtraKeysError):
            for key in sorted(each.extra_fields):
                yield here.removeprefix("."), _unknown_key(key, [field.name for field in attrs.fields(each.cl)])
        elif isinstance(each, KeyError):
            yield here.removeprefix("."), "expected a value, but the key is missing"
        else:
            yield here.removeprefix("."), str(each)


def _step(error: BaseException) -> str:
    match getattr(error, "__notes__", ()):
        case [AttributeValidationNote(name=name), *_]:
            return f".{name}"
        case [IterableValidationNote(index=index), *_]:
            return f"[{index}]"
        case _:
            return ""


def _unknown_key(key: str, known: list[str]) -> str:
    if _RENAMED.get(key) in known:
        return f'unknown key {scalars.shown(key)}: it is called "{_RENAMED[key]}" now'
    close = get_close_matches(key[:_LONGEST_KEY], known, n=1)
    hint = f'did you mean "{close[0]}"?' if close else "expected only " + ", ".join(known)
    return f"unknown key {scalars.shown(key)}: {hint}"


def _bounds(kind: Any) -> Any:
    return kind.__metadata__[0]


def _bounded_by(bounds: type) -> Callable[[Any], bool]:
    return lambda kind: get_origin(kind) is Annotated and isinstance(_bounds(kind), bounds)


def _table(kind: Any, converter: Converter) -> Reader:
    structure = make_dict_structure_fn(kind, converter, _cattrs_forbid_extra_keys=True)

    def read(value: object) -> Any:
        if not isinstance(value, dict):
            raise ValueError(f"expected a table, not {scalars.shown(value)}")  # noqa: TRY004 - a flaw of the file
        return structure(value, kind)

    return read


def _agent_table(converter: Converter) -> Reader:
    one, many = converter.get_structure_hook(Agent), converter.get_structure_hook(AgentRange)

    def read(value: object) -> Any:
        if isinstance(value, dict) and "ids" in value:
            return many(value, AgentRange)
        return one(value, Agent)

    return read


def _dialect(value: object) -> Dialect:
    return Dialect(scalars.one_of(tuple(each.value for each in Dialect))(value))


def _table_list(kind: Any, element: Reader) -> Reader:
    def read(value: object) -> tuple[object, ...]:
        if not isinstance(value, list):
            raise ValueError(f"expected a list of tables, not {scalars.shown(value)}")  # noqa: TRY004 - as above
        return _collect(value, lambda item: (element(item),), kind)

    return read


def _range_list(kind: Any, element: Reader, budget: Budget) -> Reader:
    def spread(item: object) -> Iterable[object]:
        numbers = NumberRange.parse(item) if isinstance(item, str) else None
        if numbers is None:
            budget.take(1)
            return (element(item),)
        budget.take(len(numbers))
        return [element(number) for number in (numbers.numbers() if are_numbers else numbers.texts())]

    are_numbers = get_args(get_args(get_args(kind)[0])[0])[0] is int

    def read(value: object) -> tuple[object, ...]:
        return _collect(value, spread, kind) if isinstance(value, list) else tuple(spread(value))

    return read


def _collect(items: list[object], spread: Callable[[object], Iterable[object]], kind: Any) -> tuple[object, ...]:
    result: list[object] = []
    errors: list[Exception] = []
    for index, item in enumerate(items):
        try:
            result.extend(spread(item))
        except (ValueError, BaseValidationError) as error:
            error.add_note(IterableValidationNote("", index, kind))
            errors.append(error)
            if len(errors) == MOST_FLAWS:
                break
    if errors:
        raise IterableValidationError("", errors, kind)
    return tuple(result)
