"""Generated builders write what the reference codec writes, and refuse what it refuses."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, cast

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ctiproto import generate, reference
from ctiproto.declare import Message
from ctiproto.errors import LocalProtocolError
from ctiproto.layout import Layout, layout_of_message
from ctiproto.schema import ExtraField
from ctiproto.strategies import messages
from ctiproto.wire import NamedArray, NamedVariable
from tests.ctiproto import layouts
from tests.ctiproto.examples import property_settings

WRONG: tuple[Any, ...] = (
    None,
    -1,
    1 << 32,
    1.5,
    "",
    "5",
    "x" * 300,
    "\u20ac",
    b"",
    b"x" * 300,
    (),
    (None,),
    ("x",),
    (1 << 40,),
    (NamedVariable("a\0b", ""),),
    (NamedVariable("x" * 200, "x" * 200),),
    (NamedVariable("\u20ac", ""),),
    (NamedVariable(b"x", ""),),  # type: ignore[arg-type] # wrong on purpose
    (NamedArray("x", 256, ""),),
    (NamedArray("x", -1, ""),),
    (NamedArray("x", 0, b"x"),),  # type: ignore[arg-type] # wrong on purpose
    object(),
)
"""What some field or other cannot hold."""

WRONG_EXTRAS = (
    (ExtraField(1 << 16, b""),),
    (ExtraField(-1, b""),),
    (ExtraField(256, b"x"),),
    (ExtraField(1, bytes(256)),),
    (ExtraField(1, bytes(1 << 16)),),
    tuple(ExtraField(255, bytes(250)) for _ in range(60)),
    (ExtraField(1, "text"),),  # type: ignore[arg-type] # wrong on purpose
)
"""Extra fields that some version or other cannot hold."""


def outcome(build: Callable[[Message], bytes], message: Message) -> bytes | tuple[str, str, str]:
    """The frame, or which field of which message is refused and why."""
    try:
        return build(message)
    except LocalProtocolError as error:
        return (error.message, error.field, error.reason)


def twins(layout: Layout, message: Message) -> tuple[object, object]:
    """What both codecs make of a message."""
    generated = outcome(generate.builder(layout), message)
    return generated, outcome(lambda it: reference.build(layout, it), message)


@pytest.mark.parametrize("layout", layouts.DISTINCT, ids=layouts.name)
def test_both_codecs_write_the_same(layout: Layout) -> None:
    """A message becomes the same bytes, and these read back as the message."""

    @property_settings
    @given(messages(layout.profile, layout.cls))
    def check(message: Message) -> None:
        here = layout_of_message(message, layout.profile)
        generated, expected = twins(here, message)
        assert generated == expected
        assert isinstance(generated, bytes)
        assert generate.parser(here)(generated) == (message, ())

    check()


@pytest.mark.parametrize("layout", layouts.DISTINCT, ids=layouts.name)
def test_both_codecs_refuse_the_same(layout: Layout) -> None:
    """A message that cannot be written raises the same error for the same field; nothing else is raised."""
    attributes = [field.name for field in attrs.fields(cast("Any", layout.cls)) if field.name != "extra_fields"]
    wrong = st.tuples(st.sampled_from(attributes), st.sampled_from(WRONG)) if attributes else st.nothing()
    wrong_extras = st.tuples(st.just("extra_fields"), st.sampled_from(WRONG_EXTRAS))

    @property_settings
    @given(messages(layout.profile, layout.cls), wrong | wrong | wrong_extras)
    def check(message: Message, change: tuple[str, Any]) -> None:
        generated, expected = twins(layout, message.changed(**dict([change])))
        assert generated == expected

    check()
