"""What agents thought of the suggestions that they got on calls.  Guide: "SET_AGENT_SERVICE_DATA_REQ"."""

from __future__ import annotations

from typing import Final

import attrs

from ctiproto.constants import EnabledService

RouterKey = tuple[int, int, int]
"""Day, call and leg, by which the router knows a call."""

_MOST_SUGGESTIONS: Final = 10_000


@attrs.frozen
class SuggestionCounts:
    """What an agent thought of the suggestions on a call.

    Args:
        services: the services that he had.
        positive: suggestions that he liked; ``None``: not told.
        negative: those that he did not.
    """

    services: tuple[EnabledService, ...]
    positive: int | None
    negative: int | None


class Suggestions:
    """What agents thought of suggestions, by call and agent: the latest calls."""

    def __init__(self) -> None:
        self._counts: dict[tuple[RouterKey, int], SuggestionCounts] = {}

    def add(self, key: RouterKey, icm_agent_id: int, counts: SuggestionCounts) -> None:
        """Keep the counts of an agent on a call, instead of those that he gave before."""
        self._counts[key, icm_agent_id] = counts
        if len(self._counts) > _MOST_SUGGESTIONS:
            del self._counts[next(iter(self._counts))]

    def of(self, key: RouterKey, icm_agent_id: int) -> SuggestionCounts | None:
        """The counts of an agent on a call, if they are known."""
        return self._counts.get((key, icm_agent_id))
