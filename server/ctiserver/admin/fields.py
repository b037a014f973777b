"""How orders, questions and answers are declared: frozen values whose fields say what they mean."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar, Final

import attrs
from attrs import frozen

HELP: Final = "help"
MOST: Final = "most"
HIGHEST: Final = "highest"
OPTION: Final = "option"
EXAMPLE: Final = "example"

MOST_CHARACTERS: Final = 255
"""Characters of a text of which nothing else is said."""

HIGHEST_NUMBER: Final = 0xFFFFFFFF
"""The highest number of which nothing else is said; the lowest is 0."""


def said(
    help_text: str,
    *,
    default: Any = attrs.NOTHING,
    most: int = MOST_CHARACTERS,
    highest: int = HIGHEST_NUMBER,
    option: str = "",
    example: str = "",
) -> Any:
    """A field.

    Args:
        help_text: what it means, as a sentence.
        default: its value where none is given; without one it has to be given.
        most: characters of a text.
        highest: the highest number.
        option: what a command line calls it, if not as it is called here: a single one of several.
        example: a value, as one would write it on a command line.
    """
    made: Any = attrs.Factory(default) if isinstance(default, type) else default
    told = {HELP: help_text, MOST: most, HIGHEST: highest, OPTION: option, EXAMPLE: example}
    return attrs.field(default=made, metadata=told)


@frozen(kw_only=True)
class Request:
    """Something that an operator says.

    Attributes:
        phrase: its name, in words.
        answer: what it is answered with.
    """

    phrase: ClassVar[str]
    answer: ClassVar[type]


@frozen(kw_only=True)
class Order(Request):
    """Something that shall happen."""


@frozen(kw_only=True)
class Question(Request):
    """Something that is asked; nothing changes by it."""


def summary(request: type[Request]) -> str:
    """What a request is, in a sentence."""
    return (request.__doc__ or "").split("\n\n", 1)[0].replace("\n    ", " ")


def fields(cls: type) -> Mapping[str, attrs.Attribute[Any]]:
    """The fields of a value by name, their types resolved."""
    return attrs.fields_dict(attrs.resolve_types(cls))
