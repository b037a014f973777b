"""How commands, queries and results are declared: frozen values whose fields are described in their metadata."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar, Final

import attrs
from attrs import frozen

from ctiproto.constants import StatusCode, SystemEventID

HELP: Final = "help"
MOST: Final = "most"
HIGHEST: Final = "highest"
OPTION: Final = "option"
EXAMPLE: Final = "example"

MOST_CHARACTERS: Final = 255
"""How many characters a text may have, unless its field says otherwise."""

LONGEST_NUMBER: Final = 40
"""Characters of a telephone number."""

LONGEST_ID: Final = 128
"""Characters of an agent's login id, in the dialect that has the longest."""

LONGEST_DEVICE: Final = 64
"""Characters of a device's number."""

HIGHEST_NUMBER: Final = 0xFFFFFFFF
"""The highest value of a number, unless its field says otherwise; the lowest is 0."""


def described(
    help_text: str,
    *,
    default: Any = attrs.NOTHING,
    most: int = MOST_CHARACTERS,
    highest: int = HIGHEST_NUMBER,
    option: str = "",
    example: str = "",
) -> Any:
    """Declare a field of a command, query or result.

    Args:
        help_text: what it means, as a sentence.
        default: its value where none is given; without a default it is required.
        most: how many characters a text may have.
        highest: the highest value of a number.
        option: its option on the command line, if that has another name: the singular for a field with several values.
        example: a value, as one would write it on the command line.
    """
    made: Any = attrs.Factory(default) if isinstance(default, type) else default
    told = {HELP: help_text, MOST: most, HIGHEST: highest, OPTION: option, EXAMPLE: example}
    return attrs.field(default=made, metadata=told)


def of_peripheral() -> int | None:
    """Declare the field that names a peripheral, where the first one of the site is meant without it."""
    text = "The number of the peripheral; without it, the first one of the site."
    number: int | None = described(text, default=None)
    return number


@frozen(kw_only=True)
class Request:
    """A command or a query.

    Attributes:
        phrase: its name, of one or two words.
        result: the class of its result.
    """

    phrase: ClassVar[str]
    result: ClassVar[type]


@frozen(kw_only=True)
class Command(Request):
    """A request that has something happen.

    Attributes:
        tells: what clients are told by it; where servers of a dialect never say that, it cannot be carried out.
    """

    tells: ClassVar[SystemEventID | StatusCode | None] = None


@frozen(kw_only=True)
class Query(Request):
    """A request that changes nothing."""


def summary(request: type[Request]) -> str:
    """The first paragraph of a request's docstring: what it does, in a sentence."""
    return (request.__doc__ or "").split("\n\n", 1)[0].replace("\n    ", " ")


def fields(cls: type) -> Mapping[str, attrs.Attribute[Any]]:
    """The fields of a command, query or result by name, their types resolved."""
    return attrs.fields_dict(attrs.resolve_types(cls))
