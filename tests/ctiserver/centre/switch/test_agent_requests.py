"""What agents may ask for in which state."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Final

import pytest

from ctiproto.constants import AgentState
from tests.ctiserver.centre.switch.scenes import ALL_NOT_READY, LEFT_WORK, SCENES, STATE, WORK_ROWS, A, S, refusal
from tests.ctiserver.centre.switch.story import WRAPUP, Story

ON_A_CALL = (S.TALKING, S.HOLD)
WORKING = (S.WORK_READY, S.WORK_NOT_READY)

REFUSALS: Final[dict[tuple[AgentState, AgentState], tuple[int, int]]] = {
    **{(S.LOGIN, state): (259, 10_102) for state in SCENES if state is not S.LOGOUT},
    (S.LOGOUT, S.LOGOUT): (STATE, 10_101),
    **{(S.LOGOUT, state): (STATE, 10_112) for state in (S.AVAILABLE, S.RESERVED, *ON_A_CALL, *WORKING)},
    (S.NOT_READY, S.LOGOUT): (STATE, 10_108),
    (S.NOT_READY, S.RESERVED): (STATE, 10_104),
    **{(S.AVAILABLE, state): (STATE, 10_111) for state in (S.LOGOUT, S.RESERVED, *ON_A_CALL)},
    **{
        (work, state): (STATE, 10_108) for work in WORKING for state in (S.LOGOUT, S.NOT_READY, S.AVAILABLE, S.RESERVED)
    },
}

PENDING: Final = {S.TALKING: "TALKING [1:TALKING 3:BUSY_OTHER]", S.HOLD: "HOLD [1:HOLD 3:BUSY_OTHER]"}
GRANTS: Final[dict[tuple[AgentState, AgentState], list[str]]] = {
    (S.LOGIN, S.LOGOUT): ["AGENT 1001 LOGIN [1:LOGIN 3:LOGIN]", f"AGENT 1001 NOT_READY {ALL_NOT_READY} reason 7"],
    (S.LOGOUT, S.NOT_READY): ["AGENT 1001 LOGOUT [1:LOGOUT 3:LOGOUT] reason 7"],
    (S.NOT_READY, S.NOT_READY): [f"AGENT 1001 NOT_READY {ALL_NOT_READY} reason 7"],
    (S.NOT_READY, S.AVAILABLE): [f"AGENT 1001 NOT_READY {ALL_NOT_READY} reason 7"],
    (S.AVAILABLE, S.NOT_READY): ["AGENT 1001 AVAILABLE [1:AVAILABLE 3:AVAILABLE]"],
    (S.AVAILABLE, S.AVAILABLE): [],
    **{(S.NOT_READY, state): [f"AGENT 1001 {PENDING[state]} direction 1 next NOT_READY"] for state in ON_A_CALL},
    **{(S.NOT_READY, state): [*LEFT_WORK, f"AGENT 1001 NOT_READY {ALL_NOT_READY} reason 7"] for state in WORKING},
    **{(S.AVAILABLE, state): [*LEFT_WORK, "AGENT 1001 AVAILABLE [1:AVAILABLE 3:AVAILABLE]"] for state in WORKING},
    **{
        (work, state): [f"AGENT 1001 {PENDING[state]} direction 1 next {work.name}"]
        for work in WORKING
        for state in ON_A_CALL
    },
    **{(work, state): [WORK_ROWS[work]] if work is not state else [] for work in WORKING for state in WORKING},
}


@pytest.mark.fidelity("agents.request-table")
@pytest.mark.parametrize("state", SCENES)
@pytest.mark.parametrize("wanted", [S.LOGIN, S.LOGOUT, S.NOT_READY, S.AVAILABLE, S.WORK_READY, S.WORK_NOT_READY])
def test_every_cell_of_the_table(wanted: AgentState, state: AgentState) -> None:
    """Each state can be asked for in each state, and is granted or refused as the table of transitions says."""
    story = Story(WRAPUP)
    SCENES[state](story)
    story.forget()
    assert story.state(A) is state
    if (wanted, state) in REFUSALS:
        assert refusal(story, A, wanted, password=A, reason_code=7) == REFUSALS[wanted, state]
        assert story.events == []
    else:
        story.wants(A, wanted, password=A, reason_code=7)
        assert story.rows() == GRANTS[wanted, state]


@pytest.mark.parametrize("wanted", [S.TALKING, S.BUSY_OTHER, S.RESERVED, S.UNKNOWN, S.HOLD, S.ACTIVE, S.NOT_ACTIVE])
def test_states_that_nobody_can_ask_for(wanted: AgentState) -> None:
    """They follow from calls or belong to other media: 22; numbers that are no state: 3."""
    story = Story()
    assert refusal(story, A, wanted) == (22, 0)
    assert refusal(story, A, AgentState(15)) == (3, 0)


def test_the_same_reason_again_changes_nothing() -> None:
    """NOT_READY with the reason that the agent has already is confirmed without an event."""
    story = Story()
    story.sign_in(A, reason_code=7)
    story.forget()
    story.wants(A, S.NOT_READY, reason_code=7)
    assert story.rows() == []


def test_the_documentation_has_the_same_table() -> None:
    """``docs/reference/agents.md`` shows each refusal in its cell, and none elsewhere."""
    page = (Path(__file__).parents[4] / "docs" / "reference" / "agents.md").read_text(encoding="utf-8")
    head, _, *rows = [
        [cell.strip() for cell in line.strip("|").split("|")]
        for line in page.partition("| Asked for |")[2].partition("\n\n")[0].splitlines()
    ]
    shown = {
        (AgentState[asked], AgentState[state]): (int(found[1]), int(found[2]))
        for asked, *cells in rows
        for states, cell in zip(head, cells, strict=True)
        for state in states.split(", ")
        if (found := re.match(r"(\d+)/(\d+)", cell))
    }
    assert shown == REFUSALS
