"""Clients that want one thing alone hear that one thing, on the tour on which every message is met.

What each bit stands for is read from the guide's tables, and none of it from the table of the server.
"""

from __future__ import annotations

from typing import Any, Final

import pytest

from ctiproto import messages as m
from ctiproto.constants import AgentStateMask, CallMsgMask, CTIService
from tests.ctiproto import guide
from tests.ctiserver.engine.services.watchers import monitor_client, started, watch_device
from tests.stories.test_every_message import STATIONS, A, Tour

CALL_ROWS: Final = guide.table("masks")["CallMsgMask"]["values"]
STATE_ROWS: Final = guide.table("masks")["AgentStateMask"]["values"]
MASKED: Final = {row["unmasks"] for row in CALL_ROWS}

SEES_ALL: Final = CTIService.SERVICE_ALL_EVENTS | CTIService.SERVICE_SUPERVISOR


def _masks(calls: int, states: int) -> dict[str, Any]:
    return {"call_msg_mask": CallMsgMask(calls), "agent_state_mask": AgentStateMask(states)}


class Listener:
    """A client that wants some call events and agent states: on its session, or by a monitor of the first station."""

    def __init__(self, tour: Tour, stream: str, calls: int, states: int) -> None:
        wanted = _masks(calls, states)
        if stream == "session":
            self._client = tour.world.connects(f"listener {calls:#x} {states:#x}")
            self._client.opens(25, SEES_ALL, **wanted)
        else:
            self._client = monitor_client(tour.world, **_masks(0, 0))
            started(self._client, watch_device(A, **wanted))

    @property
    def events(self) -> set[str]:
        """The events that it heard and that a call mask has a bit for."""
        return {message.name for _, message in self._client.feed} & MASKED

    @property
    def states(self) -> set[str]:
        """The agent states that it heard of."""
        events = (message for _, message in self._client.feed if isinstance(message, m.AgentStateEvent))
        return {event.agent_state.guide_name for event in events}


class Listeners:
    """One that wants everything, and one for each bit that wants what it stands for and nothing else."""

    def __init__(self, tour: Tour, stream: str) -> None:
        self.whole = Listener(tour, stream, 0xFFFFFFFF, 0x3FFF)
        self.of_calls = {row["unmasks"]: Listener(tour, stream, row["value"], 0) for row in CALL_ROWS}
        self.of_states = {row["state"]: Listener(tour, stream, 0, row["value"]) for row in STATE_ROWS}


@pytest.fixture(scope="module")
def listeners() -> dict[str, Listeners]:
    """What they heard on the tour."""
    tour = Tour()
    found = {stream: Listeners(tour, stream) for stream in ("session", "monitor")}
    for station in STATIONS:
        station(tour)
    return found


@pytest.mark.fidelity("delivery.call-mask")
@pytest.mark.parametrize(("stream", "met"), [("session", 27), ("monitor", 22)])
def test_each_bit_of_the_call_mask_alone(stream: str, met: int, listeners: dict[str, Listeners]) -> None:
    """Who wants one call event hears it, wherever it is told, and neither another one nor an agent state."""
    told = listeners[stream].whole.events
    assert len(told) == met
    heard = {event: (each.events, each.states) for event, each in listeners[stream].of_calls.items()}
    assert heard == {event: ({event} & told, set()) for event in MASKED}


@pytest.mark.fidelity("delivery.agent-mask")
@pytest.mark.parametrize("stream", ["session", "monitor"])
def test_each_bit_of_the_agent_mask_alone(stream: str, listeners: dict[str, Listeners]) -> None:
    """Who wants one agent state hears of it alone, and of no call."""
    told = listeners[stream].whole.states
    assert len(told) == 7
    heard = {state: (each.states, each.events) for state, each in listeners[stream].of_states.items()}
    assert heard == {row["state"]: ({row["state"]} & told, set()) for row in STATE_ROWS}
