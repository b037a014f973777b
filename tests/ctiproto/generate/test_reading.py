"""Generated parsers read what the reference codec reads, and refuse what it refuses."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ctiproto import generate, reference
from ctiproto.declare import Message
from ctiproto.errors import BadFormat, Finding
from ctiproto.layout import Layout
from ctiproto.strategies import frames, mangled_frames
from tests.ctiproto import layouts
from tests.ctiproto.examples import property_settings

Outcome = tuple[object, ...]


def outcome(parse: Callable[[bytes], tuple[Message, tuple[Finding, ...]]], frame: bytes) -> Outcome:
    """All that reading gives: the message, its class, what it shows of its values' types, and what was found."""
    try:
        message, found = parse(frame)
    except BadFormat as error:
        return ("refused", error.finding, error.finding.reason, error.invoke_id)
    return (type(message), message, repr(message), found, [finding.reason for finding in found])


def twins(layout: Layout, frame: bytes) -> tuple[Outcome, Outcome]:
    """What both codecs say of a frame."""
    generated = outcome(generate.parser(layout), frame)
    return generated, outcome(lambda data: reference.parse(layout, data), frame)


@pytest.mark.parametrize("layout", layouts.DISTINCT, ids=layouts.name)
def test_both_codecs_read_the_same(layout: Layout) -> None:
    """Values, findings and errors are equal, on whole frames and on broken ones."""

    @property_settings
    @given(frames(layout.profile, layout.cls, extras=True) | mangled_frames(layout.profile, layout.cls))
    def check(frame: bytes) -> None:
        generated, expected = twins(layout, frame)
        assert generated == expected

    check()


@pytest.mark.parametrize("layout", layouts.DISTINCT, ids=layouts.name)
def test_both_codecs_read_the_same_of_noise(layout: Layout) -> None:
    """Any bytes behind a header give the same message or the same error."""

    @property_settings
    @given(st.binary(max_size=layout.fixed_size + 24))
    def check(body: bytes) -> None:
        frame = len(body).to_bytes(4) + layout.declaration.number.to_bytes(4) + body
        generated, expected = twins(layout, frame)
        assert generated == expected

    check()
