"""Which call counts as what."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

from ctiproto.constants import CallType
from ctiserver.centre.statistics.call_categories import (
    AGENT_OUT,
    CALL_CATEGORIES,
    HANDLED,
    INTERNAL,
    SUPERVISION,
    CallCategory,
    Durations,
    Origin,
)
from ctiserver.centre.statistics.counters import Amounts, Period
from ctiserver.engine.translate.statistics import OF_AGENTS, OF_GROUPS
from tests.house.tree import ROOT

TIMES_OF_STATES = {"avail_time", "logged_on_time", "not_ready_time"}
TIMES_OF_SESSIONS = TIMES_OF_STATES | {"icm_available_time", "routable_time"}
QUEUE = {"calls_q", "calls_q_time", "longest_call_q"}
INITIATED = {"internal_calls", "internal_calls_time"}


WORDS = {
    "handled_calls": "handled",
    "agent_out_calls": "agent-out",
    "auto_out_calls": "auto-out",
    "internal_calls": "internal",
    "internal_calls_rcvd": "internal, received",
    "preview_calls": "preview",
    "reservation_calls": "reservation",
    "emergency_calls": "emergency",
}
"""What the page of the statistics calls the categories, by the figure that counts the calls."""


def known() -> set[str]:
    """Every figure that a call can add to."""
    return {name for category in CALL_CATEGORIES.values() for name in _names(category)} | {
        name for amounts in SUPERVISION.values() for name in amounts.counts
    }


def _names(category: CallCategory) -> Iterator[str]:
    amounts = category.amounts(Durations(talk=1, after_call=1, held=1))
    yield from amounts.counts
    yield from dict(amounts.times)


@pytest.mark.parametrize("period", [Period.SESSION, Period.TODAY])
def test_every_figure_of_agents_that_the_guide_has_is_counted(period: Period) -> None:
    """Every figure of the confirmation is counted somewhere, and no figure is counted that the guide lacks."""
    shown = {figure for _, figure in OF_AGENTS[period]}
    assert shown == known() | TIMES_OF_SESSIONS


@pytest.mark.parametrize("period", [Period.FIVE_MINUTES, Period.HALF_HOUR, Period.TODAY])
def test_every_figure_of_groups_that_the_guide_has_is_counted(period: Period) -> None:
    """As for agents, but of internal calls it has only those received, and of queues it has more."""
    shown = {figure for _, figure in OF_GROUPS[period]}
    assert shown == (known() - INITIATED) | TIMES_OF_STATES | QUEUE


@pytest.mark.parametrize("call_type", list(CallType))
def test_a_call_inside_is_one_thing_to_each_side(call_type: CallType) -> None:
    """Inbound calls count for who answers them, outbound ones for who places them, a dialler's for both."""
    origins = {origin for origin in Origin if (call_type, origin) in CALL_CATEGORIES}
    categories = {CALL_CATEGORIES[call_type, origin].calls for origin in origins}
    if call_type in (CallType.CALLTYPE_ACD_IN, CallType.CALLTYPE_PREROUTE_ACD_IN):
        # Who places such a call dials a route point, which is inside.
        assert categories == {"handled_calls", "internal_calls"}
    elif call_type <= CallType.CALLTYPE_OTHER_IN:
        assert (origins, categories) == ({Origin.ANSWERED}, {"handled_calls"})
    elif call_type in (CallType.CALLTYPE_AGENT_OUT, CallType.CALLTYPE_OUT):
        # Who answers such a call had it from who placed it, by a transfer.
        assert categories == {"agent_out_calls", "internal_calls_rcvd"}
    elif call_type in (CallType.CALLTYPE_AUTO_OUT, CallType.CALLTYPE_PREVIEW, CallType.CALLTYPE_RESERVATION):
        assert len(origins) == 2
        assert len(categories) == 1
    elif call_type in (CallType.CALLTYPE_AGENT_INSIDE, CallType.CALLTYPE_CONSULT):
        assert categories == {"internal_calls", "internal_calls_rcvd"}


def test_what_a_call_adds() -> None:
    """Talk, work and both, by their names; held ones have figures of their own."""
    assert HANDLED.amounts(Durations(talk=100, after_call=10)) == Amounts(
        ("handled_calls",),
        (("handled_calls_talk_time", 100), ("handled_calls_after_call_time", 10), ("handled_calls_time", 110)),
    )
    assert AGENT_OUT.amounts(Durations(talk=100, after_call=10, held=0)) == Amounts(
        ("agent_out_calls", "agent_out_calls_held"),
        (("agent_out_calls_talk_time", 100), ("agent_out_calls_time", 110), ("agent_out_calls_held_time", 0)),
    )


def test_what_the_guide_has_no_figure_for_is_left_out() -> None:
    """Internal calls that one placed: how many, and how long they were; neither work nor holding."""
    assert INTERNAL.amounts(Durations(talk=100, after_call=10, held=5)) == Amounts(
        ("internal_calls",), (("internal_calls_time", 100),)
    )


def told() -> dict[tuple[int, Origin], str]:
    """What the table of docs/explanation/statistics.md says of each type but those of supervision."""
    page = (ROOT / "docs/explanation/statistics.md").read_text(encoding="utf-8")
    _, _, table = page.partition("| Type of the call | who placed it | who answered it |\n|---|---|---|\n")
    words: dict[tuple[int, Origin], str] = {}
    for line in table.partition("\n\n")[0].splitlines():
        kinds, placed, answered = (cell.strip() for cell in line.strip("|").split("|"))
        for first, last in re.findall(r"(\d+)(?: to (\d+))?", kinds):
            for number in range(int(first), int(last or first) + 1):
                words |= {(number, Origin.PLACED): placed, (number, Origin.ANSWERED): answered}
    assert {number for number, _ in words} >= {int(kind) for kind in SUPERVISION}
    return {key: word for key, word in words.items() if word and key[0] not in set(map(int, SUPERVISION))}


def test_the_page_says_what_each_type_counts_as() -> None:
    """The table in docs/explanation/statistics.md says of every type what a part in such a call is counted as."""
    expected = {(int(kind), origin): WORDS[category.calls] for (kind, origin), category in CALL_CATEGORIES.items()}
    assert told() == expected
