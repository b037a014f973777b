"""Scenario S6, row by row: calls that fail, and calls that are refused.

A row says what happens, to which connection, its state after that, the cause if there is one, and who hears it.
``K(X)`` is the connection of the outside party.
"""

from __future__ import annotations

import pytest
from attrs import evolve

from ctiproto.constants import (
    AgentState,
    CallMannerType,
    CallPlacementType,
    ControlFailureCode,
    DeskSettingsMask,
    DeviceIDType,
)
from ctiproto.constants.limits import NULL_SKILL_GROUP
from ctiserver.centre.switch import events as e
from ctiserver.centre.switch.errors import Refused
from ctiserver.centre.switch.identifiers import Device
from ctiserver.site.model import Settings
from tests.ctiserver.centre.switch.story import PG, PLAIN, WRAPUP, Story, desk

A, B = "1001", "1002"

CALL_FROM_A = [
    "AGENT 1001 TALKING [1:BUSY_OTHER 3:TALKING] direction 4",
    "Began K(2001) -> 2001, All",
    "ServiceInitiated K(2001) INITIATE -> 2001, All",
    "Originated K(2001) INITIATE -> 2001, All",
]


# --- S6 and refusals ------------------------------------------------------------------------------------------------

CLEARING_OF_A = [
    "ConnectionCleared K(2001) NULL -> 2001, All",
    "Cleared K(2001) NULL -> 2001, All",
    "Ended K(2001) -> 2001",
    "Ended K(2001) -> All",
]


@pytest.mark.fidelity("calls.failed-call", "calls.failed-linger")
@pytest.mark.parametrize(
    ("number", "placement"),
    [
        ("77", CallPlacementType.UNSPECIFIED),
        ("1002", CallPlacementType.DIRECT_AGENT),
        ("9999", CallPlacementType.DIRECT_AGENT),
        ("SEP9", CallPlacementType.DIRECT_POSITION),
        ("", CallPlacementType.SUPERVISOR_ASSIST),
    ],
)
def test_s6_a_call_to_nowhere_fails(number: str, placement: CallPlacementType) -> None:
    """No match: cause 13, a tone for two seconds, and clearing; the agent's state is as before, without wrap-up."""
    story = Story(evolve(WRAPUP, wrapup_data_outgoing_mode=WRAPUP.wrapup_data_incoming_mode))
    story.sign_in(A)
    story.forget()
    story.dials("2001", number, placement=placement)
    assert story.rows() == [*CALL_FROM_A, "Failed K(2001) FAIL cause 13 -> 2001, All"]
    story.wait(2)
    assert story.rows() == [*CLEARING_OF_A, "AGENT 1001 NOT_READY [1:NOT_READY 3:NOT_READY]"]


def test_s6_nobody_supervises_a_station_without_agent() -> None:
    """A call for help fails at a station without a signed-in agent, and for an agent without a team."""
    story = Story()
    story.sign_in("1003")
    for station in ("3001", "2003"):
        call_id = story.dials(station, "", placement=CallPlacementType.SUPERVISOR_ASSIST)
        assert story.switch.call(PG, call_id).called.id == ""


@pytest.mark.fidelity("calls.five-at-a-station")
def test_s6_busy_station() -> None:
    """A station has at most five calls; the sixth caller hears that it is busy, as does a station that calls itself."""
    story = Story()
    story.sign_in(A)
    own = story.dials("2001", "2001")
    story.clears("2001", own)
    assert "Failed K(2001) FAIL cause 3 -> 2001, All" in story.rows()
    for station in ("3001", "3003", "3004", "2002", "2003"):
        story.dials(station, "2001")
    story.forget()
    story.dials("2000", "2001")
    assert story.rows()[-1] == "Failed K(2000) FAIL cause 3 -> 2000, All"


def test_s6_all_trunks_busy() -> None:
    """Without a free trunk a call to the outside fails with cause 33 at the trunk group."""
    story = Story()
    for _ in range(3):
        story.arrives()
    story.sign_in(A)
    story.forget()
    story.dials("2001", "95550100")
    failed = story.events[-1]
    assert isinstance(failed, e.CallFailed)
    assert failed.failing == Device(DeviceIDType.TRUNK_GROUP_IDENTIFIER, "1")
    assert story.rows()[-1] == "Failed K(2001) FAIL cause 33 -> 2001, All"


@pytest.mark.fidelity("calls.six-seconds-a-ring")
def test_s6_nobody_answers_in_so_many_rings() -> None:
    """With AlertRings the called party is given up after six seconds a ring: not ready, and the caller hears a tone."""
    story = Story()
    story.sign_in(A)
    story.ready(B)
    story.dials("2001", "2002", alert_rings=2)
    story.forget()
    story.wait(12)
    assert story.rows() == [
        "ConnectionCleared K(2002) NULL cause 10 -> 2001, 2002, All",
        "Ended K(2002) -> 2002",
        "AGENT 1002 NOT_READY [2:NOT_READY 3:NOT_READY] reason 32767",
        "Failed K(2001) FAIL cause 10 -> 2001, All",
    ]
    story.wait(2)
    assert story.rows() == [*CLEARING_OF_A, "AGENT 1001 NOT_READY [1:NOT_READY 3:NOT_READY]"]


def test_s6_rings_at_a_station_without_agent_run_out_as_well() -> None:
    """A call rings out in the same way for the caller, whether an agent is signed in at the station or not."""
    story = Story()
    story.dials("3001", "2003", alert_rings=1)
    story.wait(6)
    assert story.rows()[-1] == "Failed K(3001) FAIL cause 10 -> All"


def test_an_agent_who_fails_to_connect_is_available_again_if_he_was() -> None:
    """A belligerent call that fails leaves no trace on the agent."""
    story = Story()
    story.ready(A)
    story.dials("2001", "77", manner=CallMannerType.BELLIGERENT)
    story.wait(2)
    assert story.rows()[-1] == "AGENT 1001 AVAILABLE [1:AVAILABLE 3:AVAILABLE]"


@pytest.mark.fidelity("calls.desk-settings")
def test_who_may_not_place_a_call() -> None:
    """The agent's state, the station, desk settings and the number can each forbid a call; nothing happens then."""
    story = Story(desk(DeskSettingsMask.SUPERVISOR_CALLS_ALLOWED_MASK | DeskSettingsMask.AGENT_CAN_SELECT_GROUP_MASK))
    story.ready(A)
    story.sign_in(B)
    story.forget()

    def refusal(device: str, number: str, skill_group: int = NULL_SKILL_GROUP) -> tuple[int, int]:
        with pytest.raises(Refused) as refused:
            story.dials(device, number, skill_group=skill_group)
        return int(refused.value.code), refused.value.peripheral_error

    assert refusal("2009", "2002") == (12, 0)
    assert refusal("2001", "2002") == (21, 10_103)
    assert refusal("2002", "2001") == (10, 10_109)
    assert refusal("2002", "95550100") == (10, 10_109)
    assert refusal("2002", "20 01") == (1009, 0)
    assert refusal("2002", "") == (1009, 0)
    assert refusal("2002", "3001", skill_group=1) == (262, 0)
    assert refusal("3001", "2001", skill_group=1) == (262, 0)
    story.arrives()
    assert refusal("2001", "3001") == (21, 10_106)
    story.forget()
    story.dials("2002", "3001", skill_group=2)
    assert "AGENT 1002 TALKING [2:TALKING 3:BUSY_OTHER] direction 4" in story.rows()
    assert refusal("2002", "3001") == (33, 0)


def test_a_site_can_demand_that_somebody_is_signed_in() -> None:
    """With ``require_login_for_calls`` a station without agent places no calls."""
    story = Story(settings=Settings(require_login_for_calls=True))
    with pytest.raises(Refused) as refused:
        story.dials("2001", "2002")
    assert refused.value.code is ControlFailureCode.INVALID_CALLING_DEVICE


def test_calls_in_after_call_work_are_refused() -> None:
    """Who wraps up places no calls, whatever the site allows."""
    story = Story(WRAPUP, Settings(cce_restrictions=False))
    story.ready(A)
    call_id = story.arrives()
    story.answers("2001")
    story.clears("2001", call_id)
    with pytest.raises(Refused) as refused:
        story.dials("2001", "2002")
    assert refused.value.peripheral_error == 10_103


@pytest.mark.fidelity("agents.calls-while-not-ready")
def test_without_the_restrictions_an_available_agent_may_call() -> None:
    """Only Unified CCE demands that an agent who places a call is not ready."""
    story = Story(PLAIN, Settings(cce_restrictions=False))
    story.ready(A)
    call_id = story.dials("2001", "2002")
    story.clears("2001", call_id)
    assert story.state(A) is AgentState.AVAILABLE
