"""Makes a pydantic model of each command, query and result from its declaration, as FastAPI needs them."""

from __future__ import annotations

from enum import Enum
from typing import Annotated, Any, get_args, get_origin

import attrs
from pydantic import BaseModel, ConfigDict, Field, create_model

from ctiserver.admin.fields import EXAMPLE, HELP, HIGHEST, MOST, fields

_MADE: dict[tuple[type, bool], type[BaseModel]] = {}


def model(cls: type, *, is_strict: bool = False) -> type[BaseModel]:
    """The model of a command, query or result; the same one for the same class.

    Args:
        cls: its class.
        is_strict: whether a text of digits is no number: so in a JSON body, and not in a query string.
    """
    made = _MADE.get((cls, is_strict))
    if made is None:
        parts: dict[str, Any] = {name: _field(field) for name, field in fields(cls).items()}
        config = ConfigDict(extra="forbid", strict=is_strict)
        made = create_model(cls.__name__, __config__=config, __doc__=cls.__doc__, **parts)
        _MADE[cls, is_strict] = made
    return made


def _field(field: attrs.Attribute[Any]) -> tuple[Any, Any]:
    told = field.metadata
    limits: dict[str, Any] = {}
    scalars = () if get_origin(field.type) in (dict, list) else get_args(field.type) or (field.type,)
    if str in scalars:
        limits = {"max_length": told[MOST], "examples": [told[EXAMPLE]] if told[EXAMPLE] else None}
    elif int in scalars:
        limits = {"ge": 0, "le": told[HIGHEST]}
    default: Any = field.default
    if hasattr(default, "factory"):
        limits["default_factory"] = default.factory
    elif default is not attrs.NOTHING:
        limits["default"] = default
    return _kind(field.type), Field(description=told[HELP], **limits)


def _kind(kind: Any) -> Any:
    """A type, with models in the place of results within it."""
    if get_origin(kind) is list:
        return list[_kind(get_args(kind)[0])]  # type: ignore[misc]  # made at run time
    if isinstance(kind, type) and attrs.has(kind):
        return model(kind)
    if isinstance(kind, type) and issubclass(kind, Enum):
        return Annotated[kind, Field(strict=False)]
    return kind
