"""The states that an agent can be in, and what brings an agent into each of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import pytest
from attrs import evolve

from ctiproto.constants import AgentState, WrapupDataMode
from ctiserver.centre.switch.errors import Refused
from tests.ctiserver.centre.switch.story import PG, PLAIN, Story

if TYPE_CHECKING:
    from collections.abc import Callable


A, B = "1001", "1002"
S = AgentState
PEND: Final = evolve(PLAIN, wrapup_data_incoming_mode=WrapupDataMode.NOT_ALLOWED)


def refusal(story: Story, agent: str, state: AgentState, **more: Any) -> tuple[int, int]:
    """The codes with which a request is refused; nothing may have changed by it."""
    before = [evolve(story.switch.agent(PG, each), at=story.now) for each in (A, B)]
    with pytest.raises(Refused) as refused:
        story.wants(agent, state, **more)
    assert [story.switch.agent(PG, each) for each in (A, B)] == before
    return int(refused.value.code), refused.value.peripheral_error


def logout(_: Story) -> None:
    """A is signed out."""


def not_ready(story: Story) -> None:
    """A is signed in and does not want calls."""
    story.sign_in(A, reason_code=5)


def available(story: Story) -> None:
    """A waits for calls."""
    story.ready(A)


def reserved(story: Story) -> None:
    """A call rings at A."""
    story.ready(A)
    story.arrives()


def talking(story: Story) -> None:
    """A talks with a caller from outside."""
    reserved(story)
    story.answers("2001")


def hold(story: Story) -> None:
    """A holds a call from outside."""
    talking(story)
    story.holds("2001", story.switch.calls(PG)[-1])


def work_ready(story: Story) -> None:
    """A has just talked, and will be available."""
    talking(story)
    story.clears("2001", story.switch.calls(PG)[-1])


def work_not_ready(story: Story) -> None:
    """A has just talked, and will not be ready."""
    work_ready(story)
    story.wants(A, S.WORK_NOT_READY)


SCENES: Final[dict[AgentState, Callable[[Story], None]]] = {
    S.LOGOUT: logout,
    S.NOT_READY: not_ready,
    S.AVAILABLE: available,
    S.RESERVED: reserved,
    S.TALKING: talking,
    S.HOLD: hold,
    S.WORK_READY: work_ready,
    S.WORK_NOT_READY: work_not_ready,
}

STATE: Final = 21
"""The code of requests that do not fit the agent's state."""

ALL_NOT_READY = "[1:NOT_READY 3:NOT_READY]"
LEFT_WORK = ["Ended K(2001) -> 2001", "Ended K(X) -> All"]
WORK_ROWS: Final = {
    S.WORK_READY: "AGENT 1001 WORK_READY [1:WORK_READY 3:BUSY_OTHER] direction 1 duration 10 next AVAILABLE",
    S.WORK_NOT_READY: (
        "AGENT 1001 WORK_NOT_READY [1:WORK_NOT_READY 3:BUSY_OTHER] direction 1 duration 10 next NOT_READY"
    ),
}
