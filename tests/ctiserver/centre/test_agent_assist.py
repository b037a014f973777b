"""What agents thought of suggestions."""

from __future__ import annotations

from ctiserver.centre import agent_assist as room
from ctiserver.centre.agent_assist import SuggestionCounts, Suggestions


def test_the_latest_are_kept() -> None:
    """By call and agent; the oldest are forgotten."""
    suggestions = Suggestions()
    counts = [SuggestionCounts((), number, None) for number in range(room._MOST_SUGGESTIONS + 1)]
    for number, each in enumerate(counts):
        suggestions.add((1, number, 0), 10001, each)
    assert suggestions.of((1, 0, 0), 10001) is None
    assert suggestions.of((1, 1, 0), 10001) is counts[1]
    assert suggestions.of((1, 1, 0), 10002) is None
    suggestions.add((1, 1, 0), 10001, counts[0])
    assert suggestions.of((1, 1, 0), 10001) is counts[0]
