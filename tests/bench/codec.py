"""Parse and build, measured: ``python -m tests.bench.codec [ROUNDS]``.

Four ways to do the same work on the same frames: a ``construct`` written as its documentation teaches, the reference
codec, code written by hand, and the generated codec.  Rounds are interleaved, so that a busy machine slows all of them,
and the ratios are medians of the ratios within one round.  The exit status is 1 if a goal is missed.
"""

from __future__ import annotations

import statistics
import sys
import time
from collections.abc import Callable
from functools import partial
from typing import Any, Final

import construct as cs

from ctiproto import generate, reference
from ctiproto.declare import Message
from ctiproto.layout import Layout, layout_of
from ctiproto.versions import Profile
from tests.bench import by_hand, frames

GOALS: Final = {"parse": (30.0, 1.25), "build": (40.0, 2.0)}

Job = Callable[[], object]


def textbook(layout: Layout) -> Any:
    """The message as a construct: a fixed struct, then tagged values, each read by the type of its tag."""
    types = {tag: field.wire.construct for tag, field in layout.tags.items()}
    number = cs.Int16ub if layout.profile.tag_width > 1 else cs.Int8ub
    floating = cs.Struct("tag" / number, "value" / cs.Prefixed(number, cs.Switch(cs.this.tag, types, cs.GreedyBytes)))
    return cs.Struct(
        "MessageLength" / cs.Int32ub,
        "MessageType" / cs.Int32ub,
        "fixed" / cs.Struct(*(field.name / field.wire.construct for field in layout.fixed)),
        "floating" / cs.GreedyRange(floating),
    )


def jobs(message: Message, hand: by_hand.HandWritten) -> tuple[int, dict[str, dict[str, Job]]]:
    """The size of the frame, and what is measured by direction and variant."""
    layout = layout_of(type(message), Profile(frames.VERSION))
    frame = generate.builder(layout)(message)
    as_construct = textbook(layout)
    container = as_construct.parse(frame)
    values = hand.parse(frame)
    in_hand_order = hand.build(values)
    if as_construct.build(container) != frame or len(in_hand_order) != len(frame):
        raise AssertionError(f"the variants do not do the same work on {layout.name}")
    return len(frame), {
        "parse": {
            "construct": partial(as_construct.parse, frame),
            "reference": partial(reference.parse, layout, frame),
            "by hand": partial(hand.parse, frame),
            "generated": partial(generate.parser(layout), frame),
        },
        "build": {
            "construct": partial(as_construct.build, container),
            "reference": partial(reference.build, layout, message),
            "by hand": partial(hand.build, values),
            "generated": partial(generate.builder(layout), message),
        },
    }


def _timed(job: Job, calls: int) -> float:
    begin = time.perf_counter()
    for _ in range(calls):
        job()
    return (time.perf_counter() - begin) / calls


def _rounds(variants: dict[str, Job], rounds: int) -> dict[str, list[float]]:
    """Seconds per call of each variant in each round."""
    calls = {name: max(5, round(0.005 / _timed(job, 20))) for name, job in variants.items()}
    taken: dict[str, list[float]] = {name: [] for name in variants}
    for _ in range(rounds):
        for name, job in variants.items():
            taken[name].append(_timed(job, calls[name]))
    return taken


def _ratio(slow: list[float], fast: list[float]) -> float:
    return statistics.median(one / other for one, other in zip(slow, fast, strict=True))


def _report(rounds: int) -> tuple[list[str], bool]:
    """The lines of the table, and whether all goals are met."""
    widths = {"construct": 11, "reference": 11, "by hand": 9, "generated": 11, "x construct": 13, "x by hand": 11}
    lines = [f"{'message':20}{'bytes':>6} {'':6}" + "".join(f"{title:>{width}}" for title, width in widths.items())]
    met = True
    for name in ("HEARTBEAT_REQ", "AGENT_STATE_EVENT", "BEGIN_CALL_EVENT"):
        size, directions = jobs(getattr(frames, name), getattr(by_hand, name))
        for direction, variants in directions.items():
            taken = _rounds(variants, rounds)
            times = {variant: statistics.median(seconds) * 1e6 for variant, seconds in taken.items()}
            ratios = {f"x {slow}": _ratio(taken[slow], taken["generated"]) for slow in ("construct", "by hand")}
            columns = "".join(f"{value:{widths[title]}.2f}" for title, value in (times | ratios).items())
            enough = all(ratio >= goal for ratio, goal in zip(ratios.values(), GOALS[direction], strict=True))
            lines.append(f"{name:20}{size:6} {direction:6}{columns}{'' if enough else '  missed'}")
            met &= enough
    goals = ", ".join(f"{direction} {slow:g} x and {hand:g} x" for direction, (slow, hand) in GOALS.items())
    return [*lines, f"microseconds per message, medians of {rounds} rounds; goals: {goals}"], met


def main(rounds: int = 40) -> int:
    """Measure, print a table, and say whether the goals are met."""
    lines, met = _report(rounds)
    sys.stdout.write("\n".join(lines) + "\n")
    return 0 if met else 1


if __name__ == "__main__":
    sys.exit(main(*map(int, sys.argv[1:2])))
