"""The reasons that the system gives: their numbers, and those that Unified CCE has instead of the usual ones."""

from __future__ import annotations

import pytest
from attrs import evolve

from ctiproto.constants import AgentState, ForcedFlag, PeripheralType
from ctiserver.centre.switch import reasons
from ctiserver.centre.switch.commands import Reconfigure
from ctiserver.site.model import ReasonCode, Settings
from tests.ctiserver.centre.switch.scenes import SCENES, A, S, refusal
from tests.ctiserver.centre.switch.story import OTHER, PG, WRAPUP, Story
from tests.ctiserver.centre.switch.variants import agent

CCE = PeripheralType.ENTERPRISE_AGENT


def test_the_numbers_are_those_of_unified_cce() -> None:
    """As its handbooks list them; numbers below zero are counted down from 65536 in two bytes."""
    assert {name: value for name, value in vars(reasons).items() if name.isupper()} == {
        "DESKTOP_LOST": 255,
        "SUPERVISOR": 999,
        "NOT_ANSWERED": 32767,
        "CLIENT_GONE": 50001,
        "CLIENT_FAILED": 50002,
        "OUT_OF_SERVICE": 50003,
        "INACTIVE": 50004,
        "PLACED_A_CALL": 50006,
        "MISSED_CALLS": 50010,
        "ON_A_CALL": 51004,
        "EXTENSION_CHANGED": 65533,
    }


@pytest.mark.fidelity("agents.reason-50001")
@pytest.mark.parametrize(("kind", "told"), [(CCE, 50002), (OTHER, 50001)])
def test_reason_50001_is_not_shown(kind: PeripheralType, told: int) -> None:
    """It is told as 50002 on Unified CCE, with NOT_READY and with LOGOUT."""
    story = Story(kind=kind)
    story.ready(A)
    story.wants(A, S.NOT_READY, reason_code=50001)
    story.wants(A, S.LOGOUT, reason_code=50001)
    assert story.rows() == [
        f"AGENT 1001 NOT_READY [1:NOT_READY 3:NOT_READY] reason {told}",
        f"AGENT 1001 LOGOUT [1:LOGOUT 3:LOGOUT] reason {told}",
    ]


@pytest.mark.fidelity("agents.reasons-of-clients")
@pytest.mark.parametrize("reason", [20001, 20002, 20003, 50005, 50030, 65533, 65534, 65535])
def test_a_client_may_give_the_reasons_of_a_sign_out_procedure(reason: int) -> None:
    """They are told as they are given, with NOT_READY and with LOGOUT, also where the site has a list of reasons."""
    story = Story()
    story.do(Reconfigure(site=evolve(story.switch.site, reason_codes=(ReasonCode(1), ReasonCode(2)))))
    story.ready(A)
    story.wants(A, S.NOT_READY, reason_code=reason)
    story.wants(A, S.LOGOUT, reason_code=reason)
    assert story.rows() == [
        f"AGENT 1001 NOT_READY [1:NOT_READY 3:NOT_READY] reason {reason}",
        f"AGENT 1001 LOGOUT [1:LOGOUT 3:LOGOUT] reason {reason}",
    ]


@pytest.mark.fidelity("agents.extension-changed")
@pytest.mark.parametrize(("kind", "told"), [(CCE, 65533), (OTHER, 50003)])
def test_an_extension_that_is_changed(kind: PeripheralType, told: int) -> None:
    """The agent at it is signed out with -3 on Unified CCE, but not another one who sits there today."""
    story = Story(kind=kind)
    story.ready(A)
    story.do(Reconfigure(site=agent(A, extension="2010", instrument="2010")(story.switch.site)))
    assert story.rows()[:2] == [
        "InstrumentOutOfService",
        f"AGENT 1001 LOGOUT [1:LOGOUT 3:LOGOUT] reason {told}",
    ]
    guest = Story(kind=kind)
    guest.sign_in(A, instrument="2002")
    guest.forget()
    guest.do(Reconfigure(site=agent("1002", extension="2010")(guest.switch.site)))
    assert guest.rows()[1] == "AGENT 1001 LOGOUT [1:LOGOUT 3:LOGOUT] reason 50003"


def test_another_instrument_is_no_other_extension() -> None:
    """The station is another one all the same, so the agent is signed out because it is gone."""
    story = Story()
    story.ready(A)
    story.do(Reconfigure(site=agent(A, instrument="SEP2001")(story.switch.site)))
    assert story.rows()[1] == "AGENT 1001 LOGOUT [1:LOGOUT 3:LOGOUT] reason 50003"


# --- a lost desktop -------------------------------------------------------------------------------------------------

LOST = "AGENT 1001 NOT_READY [1:NOT_READY 3:NOT_READY] reason 50002"
GONE = "AGENT 1001 LOGOUT [1:LOGOUT 3:LOGOUT] reason 50002"


def lost(before: AgentState, *, load: bool, kind: PeripheralType = CCE, reason: int = 255) -> Story:
    """The desktop of A is lost, who is in a state."""
    story = Story(WRAPUP, Settings(logout_on_agent_disconnect=load), kind=kind)
    SCENES[before](story)
    story.forget()
    story.wants(A, S.LOGOUT, reason_code=reason, forced=ForcedFlag.TRUE)
    return story


@pytest.mark.fidelity("agents.lost-desktop-load-0", "agents.lost-desktop-reserved")
@pytest.mark.parametrize("before", [S.NOT_READY, S.AVAILABLE, S.RESERVED, S.WORK_READY, S.WORK_NOT_READY])
def test_a_lost_desktop_makes_the_agent_not_ready(before: AgentState) -> None:
    """A forced LOGOUT with 255 is no sign-out by default: NOT_READY with 50002 at once."""
    story = lost(before, load=False)
    assert story.rows()[-1] == LOST


@pytest.mark.fidelity("agents.lost-desktop-load-0")
@pytest.mark.parametrize("before", [S.TALKING, S.HOLD])
def test_a_lost_desktop_lets_the_agent_talk_to_the_end(before: AgentState) -> None:
    """And then NOT_READY with 50002, without after-call work."""
    story = lost(before, load=False)
    assert story.rows() == [f"AGENT 1001 {before.name} [1:{before.name} 3:BUSY_OTHER] direction 1 next NOT_READY"]
    story.clears("2001", story.switch.calls(PG)[-1])
    assert story.rows()[-1] == LOST


@pytest.mark.fidelity("agents.lost-desktop-load-1")
@pytest.mark.parametrize("before", [state for state in SCENES if state is not S.LOGOUT])
def test_a_lost_desktop_may_sign_the_agent_out(before: AgentState) -> None:
    """With LOAD 1: LOGOUT with 50002 at once, and a call goes on without an agent."""
    story = lost(before, load=True)
    assert story.rows()[-1] == GONE
    if before in (S.TALKING, S.HOLD):
        assert [each.agent_id for each in story.switch.connections_at(PG, "2001")] == [""]


@pytest.mark.fidelity("agents.lost-desktop-load-0")
def test_any_other_forced_sign_out_is_one() -> None:
    """With another reason, at a peripheral of another type, or not forced; who is signed out cannot be."""
    assert lost(S.AVAILABLE, load=False, reason=254).rows() == ["AGENT 1001 LOGOUT [1:LOGOUT 3:LOGOUT] reason 254"]
    assert lost(S.AVAILABLE, load=False, kind=OTHER).rows() == ["AGENT 1001 LOGOUT [1:LOGOUT 3:LOGOUT] reason 255"]
    story = Story()
    story.sign_in(A)
    story.forget()
    story.wants(A, S.LOGOUT, reason_code=255)
    assert story.rows() == ["AGENT 1001 LOGOUT [1:LOGOUT 3:LOGOUT] reason 255"]
    assert refusal(story, A, S.LOGOUT, reason_code=255, forced=ForcedFlag.TRUE) == (21, 10101)
