"""Signing in and out, by oneself, by supervisors, and by lapse of time."""

from __future__ import annotations

from typing import Any

import pytest
from attrs import evolve

from ctiproto.constants import (
    ACDSharedLineUsage,
    AgentState,
    AgentWorkMode,
    CallMannerType,
    DeskSettingsMask,
    DeviceIDType,
    ForcedFlag,
)
from ctiserver.centre.switch.switch import Switch
from ctiserver.site.model import Device, Settings
from tests.ctiserver.centre.switch.scenes import ALL_NOT_READY, LEFT_WORK, SCENES, A, B, S, refusal, talking
from tests.ctiserver.centre.switch.story import PG, WRAPUP, Story, desk

# --- signing in -----------------------------------------------------------------------------------------------------


@pytest.mark.fidelity("login.stations")
def test_sign_in_failures() -> None:
    """Each way of signing in wrongly has its own code."""
    story = Story()
    assert refusal(story, "1999", S.LOGIN) == (256, 0)
    assert refusal(story, A, S.LOGIN, password="x") == (257, 0)
    assert refusal(story, A, S.LOGIN) == (257, 0)
    assert refusal(story, A, S.LOGIN, password=A, instrument="2999") == (260, 10_004)
    assert refusal(story, A, S.LOGIN, password=A, skill_groups=(2,)) == (262, 0)
    story.sign_in(B)
    assert refusal(story, A, S.LOGIN, password=A, instrument="2002") == (283, 0)
    combined = Story(settings=Settings(combined_login_error=True))
    assert refusal(combined, A, S.LOGIN, password="x") == (258, 0)


@pytest.mark.fidelity("login.restricted-stations")
@pytest.mark.parametrize(
    ("device", "code"),
    [
        (Device("3001", PG), None),
        (Device("3001", PG, DeviceIDType.CTI_PORT), None),
        (Device("3001", PG, DeviceIDType.NON_ACD_DEVICE_IDENTIFIER), 288),
        (Device("3001", PG, DeviceIDType.SHARED_DEVICE_IDENTIFIER), 292),
        (Device("3001", PG, login_failure="DEVICE_RESTRICTED"), 287),
        (Device("3001", PG, login_failure="LINE_RESTRICTED"), 288),
        (Device("3001", PG, login_failure="MAXIMUM_LINE_LIMIT_EXCEEDED"), 291),
        (Device("3001", PG, login_failure="SHARED_LINES_NOT_SUPPORTED"), 292),
        (Device("3001", PG, DeviceIDType.SHARED_DEVICE_IDENTIFIER, login_failure="EXTENSION_NOT_UNIQUE"), 293),
    ],
)
@pytest.mark.parametrize("forced", ForcedFlag)
def test_not_every_device_is_for_agents(device: Device, code: int | None, forced: ForcedFlag) -> None:
    """What is wrong with a device has a failure code of its own, also for a login that is forced."""
    if forced is ForcedFlag.AUTHENTICATION_ONLY:
        code = None
    story = Story()
    story.switch = Switch(evolve(story.switch.site, devices=(device,)), seed=1)
    if code is None:
        story.sign_in(A, instrument="3001", forced=forced)
    else:
        assert refusal(story, A, S.LOGIN, password=A, instrument="3001", forced=forced) == (code, 0)
        assert story.state(A) is S.LOGOUT


@pytest.mark.fidelity("login.restricted-stations")
@pytest.mark.parametrize(
    ("kind", "code"),
    [(DeviceIDType.SHARED_DEVICE_IDENTIFIER, None), (DeviceIDType.NON_ACD_DEVICE_IDENTIFIER, 288)],
)
def test_desk_settings_may_permit_shared_lines(kind: DeviceIDType, code: int | None) -> None:
    """An agent whose desk settings permit shared lines signs in at one, and at no non-ACD line."""
    story = Story(desk(acd_shared_line_usage=ACDSharedLineUsage.PERMITTED))
    story.switch = Switch(evolve(story.switch.site, devices=(Device("3001", PG, kind),)), seed=1)
    if code is None:
        story.sign_in(A, instrument="3001")
        assert story.switch.agent_at(PG, "3001") is not None
    else:
        assert refusal(story, A, S.LOGIN, password=A, instrument="3001") == (code, 0)


def test_sign_in_elsewhere_and_for_some_groups() -> None:
    """An agent may use any free station, also as a remote agent, and sign in to some skill groups only."""
    story = Story()
    story.sign_in(
        A,
        instrument="3001;5550123",
        skill_groups=(3,),
        work_mode=AgentWorkMode.RA_CALL_BY_CALL,
        terminal="SEP001122334455",
    )
    here = story.switch.agent_at(PG, "3001")
    assert here is not None
    assert (here.agent_id, here.extension, here.instrument) == (A, "3001", "3001")
    assert [each.skill_group.number for each in here.groups] == [3]
    assert here.terminal == "SEP001122334455"
    assert story.switch.agent_at(PG, "2001") is None
    story.force_out(A)
    assert story.switch.agent(PG, A).extension == "2001"
    assert story.switch.agent(PG, A).terminal is None


@pytest.mark.fidelity("login.groups")
def test_the_desk_settings_may_forbid_to_choose_groups() -> None:
    """Without AGENT_CAN_SELECT_GROUP a list of groups is ignored."""
    story = Story(desk(DeskSettingsMask(0)))
    story.sign_in(A, skill_groups=(2,))
    assert [each.skill_group.number for each in story.switch.agent(PG, A).groups] == [1, 3]


def test_single_sign_on_needs_no_password() -> None:
    """With single sign-on the password is not checked: another system has done that."""
    story = Story()
    story.sign_in(A, password=None, single_sign_on=True)
    assert story.state(A) is S.NOT_READY


@pytest.mark.fidelity("login.authentication-only")
def test_authentication_only_changes_nothing() -> None:
    """The password is checked, and nothing changes, whether the agent is signed in or not."""
    story = Story()
    story.sign_in(A, forced=ForcedFlag.AUTHENTICATION_ONLY)
    assert refusal(story, A, S.LOGIN, password="x", forced=ForcedFlag.AUTHENTICATION_ONLY) == (257, 0)
    assert story.rows() == []
    assert story.state(A) is S.LOGOUT


@pytest.mark.fidelity("login.forced")
def test_a_forced_sign_in_replaces_the_old_one() -> None:
    """The old one ends with reason 50002; calls at the old station go on without the agent."""
    story = Story()
    talking(story)
    story.forget()
    story.sign_in(A, instrument="3001", forced=ForcedFlag.TRUE)
    assert story.rows() == [
        "AGENT 1001 LOGOUT [1:LOGOUT 3:LOGOUT] reason 50002",
        "AGENT 1001 LOGIN [1:LOGIN 3:LOGIN]",
        f"AGENT 1001 NOT_READY {ALL_NOT_READY}",
    ]
    (connection,) = story.switch.connections_at(PG, "2001")
    assert connection.agent_id == ""
    story.clears("2001", connection.id.call_id)
    assert not [row for row in story.rows() if row.startswith("AGENT")]


def test_an_agent_without_groups() -> None:
    """The agent events of an agent without groups name none."""
    story = Story()
    story.ready("1003")
    story.dials("2003", "77", manner=CallMannerType.BELLIGERENT)
    assert story.rows()[0] == "AGENT 1003 NOT_READY [] reason 50006"
    assert story.state("1003") is S.TALKING


# --- signing out ----------------------------------------------------------------------------------------------------


def test_sign_out_failures() -> None:
    """A wrong password is refused, an absent one only where the site is strict; so is a group of other agents."""
    story = Story()
    story.sign_in(A)
    assert refusal(story, A, S.LOGOUT, password="x") == (257, 0)
    assert refusal(story, A, S.LOGOUT, skill_groups=(2,)) == (262, 0)
    story.wants(A, S.LOGOUT)
    strict = Story(settings=Settings(strict_logout_password=True))
    strict.sign_in(A)
    assert refusal(strict, A, S.LOGOUT) == (257, 0)


@pytest.mark.fidelity("agents.reason-required")
def test_reasons_can_be_required() -> None:
    """The desk settings may demand a reason for NOT_READY and for LOGOUT: 281 without."""
    story = Story(desk(DeskSettingsMask.IDLE_REASON_REQUIRED_MASK | DeskSettingsMask.LOGOUT_REASON_REQUIRED_MASK))
    story.sign_in(A)
    assert refusal(story, A, S.NOT_READY) == (281, 0)
    assert refusal(story, A, S.LOGOUT) == (281, 0)
    story.wants(A, S.NOT_READY, reason_code=1)
    story.wants(A, S.LOGOUT, reason_code=1)
    assert story.state(A) is S.LOGOUT


def test_sign_out_of_some_groups() -> None:
    """The agent goes on working for the other groups; the groups that were left are reported a last time."""
    story = Story(settings=Settings(logout_from_available=True))
    story.ready(A)
    story.wants(A, S.LOGOUT, skill_groups=(1,))
    assert story.rows() == ["AGENT 1001 AVAILABLE [1:LOGOUT 3:AVAILABLE]"]
    assert story.group(1)["agents_logged_on"] == 0
    assert story.group(3)["agents_avail"] == 1
    waiting = story.arrives("8001")
    assert story.switch.connections_at(PG, "2001") == ()
    story.arrives("8004")
    assert story.state(A) is S.RESERVED
    story.hangs_up(waiting)
    not_ready = Story()
    not_ready.sign_in(A)
    not_ready.wants(A, S.LOGOUT, skill_groups=(1,))
    assert not_ready.rows()[-1] == "AGENT 1001 NOT_READY [1:LOGOUT 3:NOT_READY]"
    not_ready.wants(A, S.LOGOUT, skill_groups=(3,))
    assert not_ready.rows() == ["AGENT 1001 LOGOUT [3:LOGOUT]"]


@pytest.mark.parametrize("state", [S.AVAILABLE, S.WORK_READY, S.WORK_NOT_READY])
def test_forced_sign_out(state: AgentState) -> None:
    """Forced, it happens at once where it would be refused otherwise."""
    story = Story(WRAPUP)
    SCENES[state](story)
    story.forget()
    story.force_out(A)
    rows = story.rows()
    assert rows[-1] == "AGENT 1001 LOGOUT [1:LOGOUT 3:LOGOUT]"
    assert rows[:-1] == ([] if state is S.AVAILABLE else LEFT_WORK)
    assert story.group(1)["agents_logged_on"] == 0


@pytest.mark.parametrize("more", [{"forced": ForcedFlag.TRUE}, {"reason_code": 999}])
def test_sign_out_during_a_call_waits_for_its_end(more: dict[str, Any]) -> None:
    """Forced, or with reason 999, it is promised now and done when the last call ends, without wrap-up."""
    story = Story(WRAPUP)
    talking(story)
    story.forget()
    story.wants(A, S.LOGOUT, **more)
    assert story.rows() == ["AGENT 1001 TALKING [1:TALKING 3:BUSY_OTHER] direction 1 next LOGOUT"]
    story.clears("2001", story.switch.calls(PG)[-1])
    reason = " reason 999" if "reason_code" in more else ""
    assert story.rows()[-3:] == [*LEFT_WORK, f"AGENT 1001 LOGOUT [1:LOGOUT 3:LOGOUT]{reason}"]


@pytest.mark.fidelity("agents.inactive")
def test_too_long_not_ready() -> None:
    """LogoutNonActivityTime in NOT_READY signs the agent out with reason 50004; being available stops that clock."""
    story = Story(desk(logout_non_activity_time=300))
    story.sign_in(A)
    story.wait(299)
    story.wants(A, S.AVAILABLE)
    story.wait(1000)
    story.wants(A, S.NOT_READY)
    story.forget()
    story.wait(300)
    assert story.rows() == ["AGENT 1001 LOGOUT [1:LOGOUT 3:LOGOUT] reason 50004"]


# --- supervisors ----------------------------------------------------------------------------------------------------


@pytest.mark.fidelity("supervisors.what-they-order")
def test_supervisors_make_agents_of_their_team_ready_and_sign_them_out() -> None:
    """They force it; others do not: 264; and nothing else: 8."""
    story = Story(desk(DeskSettingsMask.LOGOUT_REASON_REQUIRED_MASK))
    story.sign_in(A)
    story.sign_in("1003")
    assert refusal(story, A, S.AVAILABLE, supervisor_id=B) == (264, 0)
    assert refusal(story, "1003", S.AVAILABLE, supervisor_id="1000") == (264, 0)
    assert refusal(story, A, S.NOT_READY, supervisor_id="1000") == (8, 0)
    story.forget()
    story.wants(A, S.AVAILABLE, supervisor_id="1000")
    story.wants(A, S.LOGOUT, supervisor_id="1000")
    assert story.rows() == [
        "AGENT 1001 AVAILABLE [1:AVAILABLE 3:AVAILABLE]",
        "AGENT 1001 LOGOUT [1:LOGOUT 3:LOGOUT] reason 999",
    ]


def test_a_supervisor_named_at_sign_in_means_nothing() -> None:
    """The supervisor's id in a sign-in is ignored: only peripherals of other kinds use it."""
    story = Story()
    story.sign_in(A, supervisor_id="1000")
    assert story.state(A) is S.NOT_READY


@pytest.mark.fidelity("agents.group-of-the-call")
def test_leaving_the_group_that_one_works_for() -> None:
    """The work that is done after its call is put down to the default group from then on, and that is told."""
    story = Story(WRAPUP)
    story.talks()
    story.clears("2001", story.switch.calls(PG)[-1])
    story.forget()
    story.wants(A, S.LOGOUT, skill_groups=(1,), forced=ForcedFlag.TRUE)
    assert story.rows() == [
        "AGENT 1001 WORK_READY [1:LOGOUT 3:BUSY_OTHER] direction 1 duration 10 next AVAILABLE",
        "AGENT 1001 WORK_READY [3:WORK_READY] direction 1 duration 10 next AVAILABLE",
    ]
