"""The parts that agents have in calls."""

from __future__ import annotations

from ctiproto.constants import CallType
from ctiserver.centre.statistics.agents import AgentBook
from ctiserver.centre.statistics.call_categories import HANDLED, Side, Spans
from ctiserver.centre.statistics.calls import Part


def part(**fields: object) -> Part:
    """Somebody's part in an inbound call, which he answered at 100."""
    whole = Part(agent=AgentBook(), group=None, side=Side.ANSWERED, call_type=CallType.CALLTYPE_ACD_IN, began=100)
    for name, value in fields.items():
        setattr(whole, name, value)
    return whole


def test_it_is_as_long_as_it_lasted() -> None:
    """From its beginning to its end; who never held it has no time on hold, not even none."""
    assert part(ended=130).spans(after_call=7) == Spans(talk=30, after_call=7, held=None)


def test_holding_adds_up() -> None:
    """Each time; retrieving what is not on hold does nothing."""
    mine = part(ended=160)
    mine.retrieve(105)
    for begin, end in ((110, 115), (120, 140)):
        mine.hold(begin)
        mine.retrieve(end)
    mine.retrieve(150)
    assert mine.spans(0) == Spans(talk=60, held=25)


def test_what_it_counts_as() -> None:
    """By its kind and side; nothing if it reached nobody, is a supervisor's, or of a kind that nobody counts."""
    assert part().family is HANDLED
    assert part(failed=True).family is None
    assert part(supervised=AgentBook()).family is None
    assert part(call_type=CallType.CALLTYPE_ASSIST).family is None
