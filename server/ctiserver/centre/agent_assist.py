"""Keeps how agents rated the suggestions that they got on calls.  Guide: "SET_AGENT_SERVICE_DATA_REQ"."""

from __future__ import annotations

from typing import Final

import attrs

from ctiproto.constants import EnabledService

RouterKey = tuple[int, int, int]
"""RouterCallKeyDay, RouterCallKeyCallID and RouterCallKeySequenceNumber, by which the router knows a call."""

_MOST_SUGGESTIONS: Final = 10_000
"""How many counts are kept; the oldest makes room for a new one."""


@attrs.frozen
class SuggestionCounts:
    """How an agent rated the suggestions on a call.

    Args:
        services: the services that the agent had.
        positive: how many suggestions the agent liked; ``None``: not given.
        negative: how many the agent did not like; likewise.
    """

    services: tuple[EnabledService, ...]
    positive: int | None
    negative: int | None


class Suggestions:
    """How agents rated suggestions, by call and agent, of the latest calls."""

    def __init__(self) -> None:
        self._counts: dict[tuple[RouterKey, int], SuggestionCounts] = {}

    def add(self, key: RouterKey, icm_agent_id: int, counts: SuggestionCounts) -> None:
        """Keep the counts of an agent on a call, in place of any that the agent gave before."""
        self._counts[key, icm_agent_id] = counts
        if len(self._counts) > _MOST_SUGGESTIONS:
            del self._counts[next(iter(self._counts))]

    def of(self, key: RouterKey, icm_agent_id: int) -> SuggestionCounts | None:
        """The counts of an agent on a call; ``None``: there are none."""
        return self._counts.get((key, icm_agent_id))
