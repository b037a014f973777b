"""Convert one value of a field to JSON and back.

``Wire`` says which JSON a value has: a number for a number, a string for text, hex for bytes, objects for named
variables and array elements.  ``{"hex": "..."}`` is any bytes at all, for values that their type cannot hold.
"""

from __future__ import annotations

import re
import struct
from collections.abc import Mapping
from typing import Any, Final

from ctiproto.wire import ENCODING, Form, Wire

_HEX: Final = re.compile("(?:[0-9a-fA-F]{2})*")

_KINDS: Final = {bool: "true or false", int: "a number", float: "a fraction", str: "a string", list: "a list"}


def json_value(wire: Wire[Any], data: bytes) -> object:
    """Convert the bytes of a value to JSON: ``{"hex": "..."}`` if they are no value of type ``wire``."""
    match wire.form:
        case Form.NUMBER | Form.FLAG if len(data) == wire.size:
            return number_of(wire, data)
        case Form.TEXT if _ends_once(data, 1):
            return data[:-1].decode(ENCODING)
        case Form.BYTES:
            return data.hex()
        case Form.VARIABLE if _ends_once(data, 2):
            name, value = data.decode(ENCODING).split("\0")[:2]
            return {"name": name, "value": value}
        case Form.ELEMENT if _ends_once(data[1:], 2):
            name, value = data[1:].decode(ENCODING).split("\0")[:2]
            return {"name": name, "index": data[0], "value": value}
    return {"hex": data.hex()}


def number_of(wire: Wire[Any], data: bytes) -> int:
    """The number that ``data`` stands for, which is as wide as ``wire``."""
    return int(struct.unpack(f">{wire.code}", data)[0])


def _ends_once(data: bytes, texts: int) -> bool:
    """Whether ``data`` consists of so many texts, each with its NUL."""
    return data.endswith(b"\0") and data.count(0) == texts


def value_bytes(wire: Wire[Any], value: object) -> bytes:
    """Convert JSON to the bytes of a value: the inverse of :func:`json_value`.

    Raises:
        ValueError: ``value`` is not the JSON form of a value of this type; it is not repeated in the text.
    """
    if not isinstance(value, str) and isinstance(value, Mapping) and value.keys() == {"hex"}:
        return hex_bytes(value["hex"])
    match wire.form:
        case Form.NUMBER | Form.FLAG:
            return number_bytes(wire, value)
        case Form.TEXT:
            return _text_bytes(value)
        case Form.BYTES:
            return hex_bytes(value)
        case Form.VARIABLE:
            parts = _parts(value, ("name", "value"))
            return _text_bytes(parts["name"]) + _text_bytes(parts["value"])
    parts = _parts(value, ("name", "index", "value"))
    index = parts["index"]
    if type(index) is not int or index not in range(256):
        raise ValueError("expected an index from 0 to 255")
    return bytes((index,)) + _text_bytes(parts["name"]) + _text_bytes(parts["value"])


def hex_bytes(value: object) -> bytes:
    """The bytes that a string of hexadecimal digits stands for.

    Raises:
        ValueError: it is none.
    """
    if not isinstance(value, str):
        raise ValueError(f"expected a string of hex digits, not {kind_of(value)}")  # noqa: TRY004 - a flaw of the data
    if _HEX.fullmatch(value) is None:
        raise ValueError("expected pairs of hex digits and nothing else")
    return bytes.fromhex(value)


def kind_of(value: object) -> str:
    """The name of a value's JSON type, for error messages."""
    return "null" if value is None else _KINDS.get(type(value), "an object")


def number_bytes(wire: Wire[Any], value: object) -> bytes:
    """The bytes of a number.

    Raises:
        ValueError: ``value`` is no number, or one that ``wire`` has no room for.
    """
    if type(value) is not int:
        raise ValueError(f"expected a number, not {kind_of(value)}")
    try:
        return struct.pack(f">{wire.code}", value)
    except struct.error as error:
        bits = 8 * wire.size
        low, high = (-(1 << bits - 1), (1 << bits - 1) - 1) if wire.code.islower() else (0, (1 << bits) - 1)
        raise ValueError(f"expected a number from {low} to {high} ({wire.name})") from error


def _text_bytes(value: object) -> bytes:
    if not isinstance(value, str):
        raise ValueError(f"expected a string, not {kind_of(value)}")  # noqa: TRY004 - a flaw of the data
    try:
        data = value.encode(ENCODING)
    except UnicodeEncodeError as error:
        raise ValueError(f"character {error.start + 1} is not in {ENCODING}") from error
    if b"\0" in data:
        raise ValueError('a string has no NUL inside; bytes are written as {"hex": "..."}')
    return data + b"\0"


def _parts(value: object, keys: tuple[str, ...]) -> Mapping[str, object]:
    if not isinstance(value, Mapping) or value.keys() != set(keys):
        raise ValueError(f"expected an object of {', '.join(keys)}")
    return value
