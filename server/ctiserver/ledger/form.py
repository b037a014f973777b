"""Inputs as bytes and back: one JSON object each, with the number of its form.

Reading is strict: nothing is converted, nothing unknown is skipped, and whatever is wrong raises :class:`FormError`.
Bytes are written as hexadecimal digits, enumerations as their numbers, commands with the name of their class, and an
operator's commands and queries with their phrase.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from enum import Enum
from types import UnionType
from typing import Any, Final, cast, get_args

from cattrs import Converter, transform_error
from cattrs.errors import BaseValidationError
from cattrs.gen import make_dict_unstructure_fn, override
from cattrs.v import format_exception

from ctiproto.constants.enumeration import WireEnum, WireMask
from ctiserver.admin.commands import COMMANDS
from ctiserver.admin.fields import Request
from ctiserver.admin.queries import QUERIES
from ctiserver.centre.switch.commands import Command
from ctiserver.ledger.inputs import Founded, Input
from ctiserver.site.model import Site

FORM: Final = 1
"""The number of the form; it goes up with every change that the reader of the form before does not understand."""

_KINDS: Final = {kind.__name__.lower(): kind for kind in (Founded, *get_args(Input))}
_COMMANDS: Final = {kind.__name__: kind for kind in get_args(Command)}
_REQUESTS: Final = {kind.phrase: kind for kind in (*COMMANDS, *QUERIES)}


class FormError(ValueError):
    """The bytes are no input in this form."""


def write(given: Founded | Input) -> bytes:
    """An input, or what a server is made of, as one line of JSON without its end."""
    fields = _CONVERTER.unstructure(given, type(given))
    document = {"form": FORM, "input": type(given).__name__.lower(), **fields}
    return json.dumps(document, ensure_ascii=False, allow_nan=False, separators=(",", ":")).encode()


def read(data: bytes) -> Founded | Input:
    """The input that :func:`write` made bytes of.

    Raises:
        FormError: the bytes are none, or of another form.
    """
    try:
        document = json.loads(data, parse_constant=_refuse_constant)
    except (ValueError, RecursionError) as error:
        raise FormError(f"no JSON: {error}") from None
    if not isinstance(document, dict):
        raise FormError("no JSON object")
    form = document.pop("form", None)
    if form != FORM or isinstance(form, bool):
        raise FormError(f"form {form!r}, expected {FORM}")
    name = document.pop("input", None)
    kind = _KINDS.get(name) if isinstance(name, str) else None
    if kind is None:
        raise FormError(f"input {name!r}, expected one of {', '.join(_KINDS)}")
    try:
        return cast("Founded | Input", _CONVERTER.structure(document, kind))
    except BaseValidationError as error:
        flaws = transform_error(error, path=str(name), format_exception=_flaw)
        raise FormError(f"{name}: {'; '.join(flaws)}") from None


def _flaw(error: BaseException, kind: type | None) -> str:
    return str(error) if isinstance(error, ValueError) else format_exception(error, kind)


def _refuse_constant(constant: str) -> float:
    raise ValueError(f"{constant} is no number")


# --- the converter ----------------------------------------------------------------------------------------------------


def _converter() -> Converter:
    converter = Converter(forbid_extra_keys=True)
    for plain in (int, str, bool):
        converter.register_structure_hook(plain, _exactly(plain))
    converter.register_structure_hook(float, _number)
    converter.register_structure_hook(bytes, _from_hex)
    converter.register_unstructure_hook(bytes, bytes.hex)
    # cattrs knows numbers by their class, which goes before what is known by a predicate, and these are numbers.
    for kind in (WireEnum, WireMask):
        converter.register_structure_hook(kind, lambda value, member: _member(member)(value, member))
        converter.register_unstructure_hook(kind, int)
    converter.register_structure_hook_factory(_is_enumeration, _member)
    converter.register_unstructure_hook_factory(_is_enumeration, lambda _: lambda member: member.value)
    for union, by_name, tag in ((Command, _COMMANDS, "command"), (Request, _REQUESTS, "phrase")):
        converter.register_structure_hook_func(_exactly_that(union), _tagged(converter, by_name, tag))
        converter.register_unstructure_hook_func(_exactly_that(union), _tagging(converter, by_name, tag))
    # A dialect is written only where it is not UCCE, as in the JSON form: so it needs no other number of the form.
    site = make_dict_unstructure_fn(Site, converter, dialect=override(omit_if_default=True))
    converter.register_unstructure_hook(Site, site)
    return converter


def _exactly_that(union: type | UnionType) -> Callable[[Any], bool]:
    return lambda kind: kind == union


def _is_enumeration(kind: Any) -> bool:
    return isinstance(kind, type) and issubclass(kind, Enum)


def _exactly(kind: type) -> Callable[[object, Any], Any]:
    def structure(value: object, _: Any) -> object:
        if type(value) is not kind:
            raise ValueError(f"expected {kind.__name__}, not {value!r}")
        return value

    return structure


def _number(value: object, _: Any) -> float:
    if type(value) not in (int, float):
        raise ValueError(f"expected a number, not {value!r}")
    return value  # type: ignore[return-value]


def _from_hex(value: object, _: Any) -> bytes:
    if not isinstance(value, str):
        raise ValueError(f"expected hexadecimal digits, not {value!r}")  # noqa: TRY004 - a flaw of the bytes
    return bytes.fromhex(value)


def _member(kind: Any) -> Callable[[object, Any], Any]:
    plain = str if any(isinstance(member.value, str) for member in kind) else int

    def structure(value: object, _: Any) -> Any:
        if type(value) is not plain:
            raise ValueError(f"expected {plain.__name__}, not {value!r}")
        return kind(value)

    return structure


def _tagged(converter: Converter, by_name: Mapping[str, type], tag: str) -> Callable[[object, Any], Any]:
    def structure(value: object, _: Any) -> Any:
        if not isinstance(value, dict):
            raise ValueError(f"expected an object, not {value!r}")  # noqa: TRY004 - a flaw of the bytes
        fields = dict(value)
        name = fields.pop(tag, None)
        kind = by_name.get(name) if isinstance(name, str) else None
        if kind is None:
            raise ValueError(f"{tag} {name!r} is unknown")
        return converter.structure(fields, kind)

    return structure


def _tagging(converter: Converter, by_name: Mapping[str, type], tag: str) -> Callable[[Any], dict[str, Any]]:
    names = {kind: name for name, kind in by_name.items()}

    def unstructure(value: Any) -> dict[str, Any]:
        return {tag: names[type(value)], **converter.unstructure(value, type(value))}

    return unstructure


_CONVERTER: Final = _converter()
