"""Decode and encode, measured through the public door: ``codec.decode`` and ``codec.encode``.

Four ways to do the same work on the same frames: a ``construct`` written as its documentation teaches, the reference
codec, code written by hand, and ours.  For Unified CCX, which has the same messages, nothing is written by hand.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any, Final

import construct as cs

from ctiproto import Dialect, Message, Profile, codec, reference
from ctiproto.layout import Layout, layout_of
from ctiproto.reserved import with_constants
from tests.bench import by_hand, frames
from tests.bench.bench import Bench, Figures, Goal, Setting
from tests.bench.results import OURS, Result

TIME: Final = "us a message"
RATE: Final = "messages/s"
DECODE, ENCODE = "decode", "encode"
CONSTRUCT, REFERENCE, BY_HAND = "construct", "reference", "by hand"
MESSAGES: Final = ("HEARTBEAT_REQ", "AGENT_STATE_EVENT", "BEGIN_CALL_EVENT")
PROFILES: Final = (Profile(frames.VERSION), Profile(Dialect.UCCX.versions[-1], Dialect.UCCX))

_WARM_UP: Final = 500
"""Calls before the first one counts: layouts are compiled at the first call, and Python adapts to what comes often."""

_SECONDS: Final = 0.005
"""How long a variant works at a time: short, so that many rounds are measured side by side."""

Job = Callable[[], object]


def case_of(name: str, direction: str, dialect: Dialect = Dialect.UCCE) -> str:
    """What a case is called."""
    return f"{direction} {name}" if dialect.is_default else f"{direction} {name} of {dialect.value}"


def textbook(layout: Layout) -> Any:
    """The message as a construct: a fixed struct, then tagged values, each read by the type of its tag."""
    types = {tag: field.wire.construct for tag, field in layout.tags.items()}
    tag, length = (
        cs.Int16ub if width > 1 else cs.Int8ub for width in (layout.profile.tag_width, layout.profile.length_width)
    )
    floating = cs.Struct("tag" / tag, "value" / cs.Prefixed(length, cs.Switch(cs.this.tag, types, cs.GreedyBytes)))
    return cs.Struct(
        "MessageLength" / cs.Int32ub,
        "MessageType" / cs.Int32ub,
        "fixed" / cs.Struct(*(field.name / field.wire.construct for field in layout.fixed)),
        "floating" / cs.GreedyRange(floating),
    )


def jobs(message: Message, profile: Profile, hand: by_hand.HandWritten | None = None) -> dict[str, dict[str, Job]]:
    """What is measured, by direction and variant.

    Raises:
        AssertionError: the variants do not do the same work.
    """
    ours, layout = codec(profile), layout_of(type(message), profile)
    frame = ours.encode(message)
    as_construct = textbook(layout)
    container = as_construct.parse(frame)
    if as_construct.build(container) != frame:
        raise AssertionError(f"the variants do not do the same work on {layout.name}")
    found: dict[str, dict[str, Job]] = {
        DECODE: {
            OURS: partial(ours.decode, frame),
            CONSTRUCT: partial(as_construct.parse, frame),
            REFERENCE: partial(reference.parse, layout, frame),
        },
        ENCODE: {
            OURS: partial(ours.encode, message),
            CONSTRUCT: partial(as_construct.build, container),
            REFERENCE: partial(reference.build, layout, message),
        },
    }
    if hand is not None:
        values = hand.decode(frame)
        in_hand_order = hand.encode(values)
        if len(in_hand_order) != len(frame) or hand.decode(in_hand_order) != values:
            raise AssertionError(f"the variants do not do the same work on {layout.name}")
        found[DECODE][BY_HAND] = partial(hand.decode, frame)
        found[ENCODE][BY_HAND] = partial(hand.encode, values)
    return found


def _cases(profile: Profile) -> Iterator[tuple[str, dict[str, Job]]]:
    """Each case with its variants."""
    for name in MESSAGES:
        message = with_constants(getattr(frames, name), profile)
        hand = getattr(by_hand, name) if profile.dialect.is_default else None
        for direction, variants in jobs(message, profile, hand).items():
            yield case_of(name, direction, profile.dialect), variants


def _timed(job: Job, calls: int) -> float:
    begin = time.process_time()
    for _ in range(calls):
        job()
    return (time.process_time() - begin) / calls


def _measured(job: Job, calls: int) -> Figures:
    seconds = _timed(job, calls)
    return {TIME: seconds * 1e6, RATE: 1 / seconds}


def measure(setting: Setting) -> Iterator[Result]:
    """Measure three messages both ways, in each dialect."""
    for case, variants in (each for profile in PROFILES for each in _cases(profile)):
        for job in variants.values():
            _timed(job, 1 if setting.is_trial else _WARM_UP)
        timed: dict[str, Callable[[], Figures]] = {
            variant: partial(_measured, job, max(5, round(_SECONDS / _timed(job, 20))))
            for variant, job in variants.items()
        }
        yield from setting.often().compare("codec", case, timed)


def _goals() -> Iterator[Goal]:
    for direction in (DECODE, ENCODE):
        yield Goal(case_of("HEARTBEAT_REQ", direction), RATE, 25, at_least=True, peer=CONSTRUCT)
        for name in MESSAGES[1:]:
            yield Goal(case_of(name, direction), RATE, 30, at_least=True, peer=CONSTRUCT)
            yield Goal(case_of(name, direction), RATE, 1.25, at_least=True, peer=BY_HAND)
    for direction in (DECODE, ENCODE):
        for name in MESSAGES:
            least = 25 if name == MESSAGES[0] else 30
            yield Goal(case_of(name, direction, Dialect.UCCX), RATE, least, at_least=True, peer=CONSTRUCT)


BENCH: Final = Bench(
    "codec",
    f"messages through the codec, in version {PROFILES[0].version}, and of Unified CCX in {PROFILES[1].version}",
    measure,
    (RATE,),
    tuple(_goals()),
)
