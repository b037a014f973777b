"""Scenarios S14 to S19 row by row: supervisors on the calls of their agents, and agents who call for them.

``S`` is the supervisor of A and B, at the station 2000; he works for no group.
"""

from __future__ import annotations

from typing import Any

import pytest

from ctiproto.constants import (
    CallType,
    DeskSettingsMask,
    LineType,
    PeripheralType,
    SilentMonitorStatus,
    SupervisoryAction,
)
from ctiproto.constants.limits import NO_RELATED_CALL
from ctiserver.centre.switch import events as e
from ctiserver.centre.switch.commands import EmergencyCall, HoldCall, SuperviseCall, SupervisorAssist
from ctiserver.centre.switch.errors import NoSupervisor, Refused
from ctiserver.centre.switch.identifiers import NO_CONNECTION, NO_DEVICE
from ctiserver.site.model import DeskSettings
from tests.ctiserver.centre.switch.story import OTHER, PG, PLAIN, WRAPUP, Story, desk

A, B, S = "1001", "1002", "1000"
CLEAR, MONITOR, WHISPER = SupervisoryAction.CLEAR, SupervisoryAction.MONITOR, SupervisoryAction.WHISPER
CCE = PeripheralType.ENTERPRISE_AGENT
BARGE_IN, INTERCEPT = SupervisoryAction.BARGE_IN, SupervisoryAction.INTERCEPT

S_IS_BACK = "AGENT 1000 NOT_READY []"


def supervised(desk_settings: DeskSettings = WRAPUP, kind: PeripheralType = CCE) -> tuple[Story, int]:
    """A talks with a caller from outside, and S is signed in."""
    story = Story(desk_settings, kind=kind)
    call_id = story.talks()
    story.sign_in(S)
    story.forget()
    return story, call_id


def listening(cause: int) -> list[str]:
    """The scene of S14, up to the supervisor who listens."""
    return [
        "AGENT 1000 TALKING [] direction 4",
        "Began K(2000) -> 2000, All",
        f"ServiceInitiated K(2000) INITIATE cause {cause} -> 2000, All",
        f"Originated K(2000) INITIATE cause {cause} -> 2000, All",
        f"Established K(2000) CONNECT cause {cause} -> 2000, All",
        "MediaStarted K(2000) -> 2000, All",
    ]


NO_LONGER_LISTENING = [
    "MediaStopped K(2000) -> 2000, All",
    "ConnectionCleared K(2000) NULL cause 45 -> 2000, All",
    "Cleared K(2000) NULL cause 45 -> 2000, All",
    "Ended K(2000) -> 2000",
    "Ended K(2000) -> All",
    S_IS_BACK,
]
BARGES_IN = [
    "Held K(2001) HOLD cause 48 -> 2001, All",
    "MediaStopped K(2001) -> 2001, All",
    "Began K(2001) -> 2001, All",
    "ServiceInitiated K(2001) INITIATE cause 48 -> 2001, All",
    "Originated K(2001) INITIATE cause 48 -> 2001, All",
    "Began K(2000) -> 2000",
    "Delivered K(2000) ALERTING cause 48 -> 2001, 2000, All",
    "AGENT 1000 TALKING [] direction 3",
    "Established K(2000) CONNECT cause 48 -> 2001, 2000, All",
    "MediaStarted K(2001) -> 2001, All",
    "MediaStarted K(2000) -> 2000, All",
    "MediaStopped K(2001) -> 2001, All",
    "MediaStopped K(2000) -> 2000, All",
    "Conferenced K(2001) CONNECT cause 48 -> 2001, 2000, All",
    "Renamed K(2000) type 15 -> 2000",
    "Ended K(2001) -> 2001",
    "Ended K(2001) -> All",
    "DataUpdated call_type disposition -> 2001, All",
    "MediaStarted K(2000) -> 2000, All",
    "MediaStarted K(2001) -> 2001, All",
]


@pytest.mark.parametrize(
    ("action", "cause", "call_type"),
    [
        (MONITOR, 46, 21),
        (WHISPER, 47, 21),
    ],
)
@pytest.mark.fidelity("calls.whisper-type", "supervisors.listen-apart", "devices.silent-monitor")
def test_s14_listening(action: SupervisoryAction, cause: int, call_type: int) -> None:
    """S has a separate call, of which A hears nothing; device snapshots show who listens to whom."""
    story, call_id = supervised()
    story.supervises(action)
    established = next(event for event in story.events if isinstance(event, e.CallEstablished))
    assert (established.answering.id, established.line_type) == ("2001", LineType.SILENT_MONITOR)
    assert story.rows() == listening(cause)
    own = story.switch.calls(PG)[-1]
    assert story.switch.call(PG, own).context.call_type == call_type
    seen = {
        name: [(call.connection.id.call_id, call.silent_monitor) for call in story.switch.snapshot(PG, name)]
        for name in ("2000", "2001")
    }
    assert seen == {
        "2000": [(own, SilentMonitorStatus.INITIATOR)],
        "2001": [(call_id, SilentMonitorStatus.TARGET)],
    }


@pytest.mark.parametrize(("action", "call_type"), [(MONITOR, 21), (WHISPER, 22)])
def test_s14_listening_elsewhere(action: SupervisoryAction, call_type: int) -> None:
    """Whispering has a type of its own where nothing else is known."""
    story, _ = supervised(kind=OTHER)
    story.supervises(action)
    assert story.switch.call(PG, story.switch.calls(PG)[-1]).context.call_type == call_type


@pytest.mark.fidelity("calls.barge-in-type", "calls.barge-in-leg-type", "supervisors.barge-in")
def test_s15_barge_in() -> None:
    """S is in the conference of A without a word of A's state; the type is that of a conference only in the end."""
    story, call_id = supervised()
    story.supervises(BARGE_IN)
    begun = {event.context.call_type for event in story.events if isinstance(event, e.CallBegan)}
    assert begun == {CallType.CALLTYPE_SUPERVISOR_BARGEIN}
    told = next(event for event in story.events if isinstance(event, e.CallConferenced))
    assert (told.controller.id, told.added.id) == ("2001", "2000")
    assert [party.device.id for party in told.connected] == ["5550100", "2001", "2000"]
    assert story.rows() == BARGES_IN
    assert story.switch.call(PG, call_id).context.call_type is CallType.CALLTYPE_CONFERENCE


def test_s15_barge_in_elsewhere() -> None:
    """A call that a supervisor barges in on stays what it is where nothing else is known."""
    story, call_id = supervised(kind=OTHER)
    story.supervises(BARGE_IN)
    assert "Renamed K(2000) type 1 -> 2000" in story.rows()
    assert story.switch.call(PG, call_id).context.call_type is CallType.CALLTYPE_ACD_IN


def test_s15_after_listening() -> None:
    """The call by which S listened is cleared first."""
    story, _ = supervised()
    story.supervises(MONITOR)
    story.forget()
    story.supervises(BARGE_IN)
    assert story.rows() == NO_LONGER_LISTENING + BARGES_IN


@pytest.mark.fidelity("supervisors.causes")
def test_s16_intercept() -> None:
    """A leaves and wraps up; S goes on with the caller."""
    story, call_id = supervised()
    story.supervises(BARGE_IN)
    story.forget()
    story.supervises(INTERCEPT)
    assert story.rows() == [
        "MediaStopped K(2001) -> 2001, All",
        "ConnectionCleared K(2001) NULL cause 49 -> 2001, 2000, All",
        "DataUpdated call_type -> 2000, All",
        "AGENT 1001 WORK_READY [1:WORK_READY 3:BUSY_OTHER] direction 1 duration 10 next AVAILABLE",
    ]
    assert story.switch.call(PG, call_id).context.call_type is CallType.CALLTYPE_SUPERVISOR_INTERCEPT


@pytest.mark.fidelity("supervisors.intercept-barges-in")
def test_s16_intercept_by_a_listener() -> None:
    """Who only listens barges in first."""
    story, _ = supervised(PLAIN)
    story.supervises(MONITOR)
    story.forget()
    story.supervises(INTERCEPT)
    assert story.rows() == [
        *NO_LONGER_LISTENING,
        *BARGES_IN,
        "MediaStopped K(2001) -> 2001, All",
        "ConnectionCleared K(2001) NULL cause 49 -> 2001, 2000, All",
        "DataUpdated call_type -> 2000, All",
        "Ended K(2001) -> 2001",
        "AGENT 1001 AVAILABLE [1:AVAILABLE 3:AVAILABLE]",
    ]


@pytest.mark.fidelity("agents.no-work-after")
def test_s17_clear() -> None:
    """S leaves, with nothing to wrap up, and the call goes on."""
    story, _ = supervised()
    story.supervises(BARGE_IN)
    story.forget()
    story.supervises(CLEAR)
    assert story.rows() == [
        "MediaStopped K(2000) -> 2000, All",
        "ConnectionCleared K(2000) NULL cause 45 -> 2001, 2000, All",
        "Ended K(2000) -> 2000",
        S_IS_BACK,
    ]


def test_s17_clear_by_a_listener() -> None:
    """The supervisor's own call ends, with the events of a listener who leaves."""
    story, call_id = supervised()
    story.supervises(MONITOR)
    own = story.switch.calls(PG)[-1]
    story.forget()
    story.supervises(CLEAR, call_id=call_id, supervisor_call_id=own)
    assert story.rows() == NO_LONGER_LISTENING


def test_s17_nothing_left_to_hear() -> None:
    """The end of A's call is the end of listening to it."""
    story, call_id = supervised()
    story.supervises(WHISPER)
    story.forget()
    story.hangs_up(call_id)
    assert story.rows()[-6:] == NO_LONGER_LISTENING


@pytest.mark.fidelity("supervisors.own-team")
def test_what_supervisors_cannot_do() -> None:
    """Each thing that stands in the way has its failure code."""
    story, call_id = supervised()

    def refused(action: SupervisoryAction, **more: Any) -> tuple[int, int]:
        given: dict[str, Any] = {"peripheral_id": PG, "device": "2000", "agent_device": "2001"} | more
        with pytest.raises(Refused) as caught:
            story.do(SuperviseCall(action=action, **given))
        return int(caught.value.code), caught.value.peripheral_error

    assert refused(MONITOR, device="2999") == (12, 0)
    assert refused(MONITOR, device="3001") == (5, 0)
    assert refused(MONITOR, agent_device="2003") == (8, 0)
    assert refused(MONITOR, call_id=1) == (11, 0)
    assert refused(MONITOR, call_id=call_id, connection="9") == (13, 0)
    assert refused(MONITOR, call_id=call_id, connection="5550100") == (268, 0)
    assert refused(CLEAR) == (27, 13_116)
    assert refused(INTERCEPT) == (27, 13_116)
    assert refused(SupervisoryAction(9)) == (3, 0)
    story.do(HoldCall(peripheral_id=PG, device="2001", call_id=call_id))
    assert refused(MONITOR) == (24, 13_095)
    assert refused(BARGE_IN, call_id=call_id) == (24, 13_095)
    story.retrieves("2001", call_id)
    story.supervises(BARGE_IN)
    assert refused(BARGE_IN) == (22, 13_096)
    assert refused(MONITOR) == (22, 13_096)
    story.supervises(CLEAR)
    story.dials("2000", "3001")
    assert refused(BARGE_IN) == (33, 0)
    assert refused(WHISPER) == (33, 0)


# --- S18 and S19 ----------------------------------------------------------------------------------------------------


def in_need(desk_settings: DeskSettings = PLAIN) -> tuple[Story, int]:
    """A talks with a caller from outside, and S is available."""
    story = Story(desk_settings)
    call_id = story.talks()
    story.ready(S)
    return story, call_id


def by_consultation(cause: int) -> list[str]:
    """Scenario S7, steps 1 and 2, with a cause."""
    return [
        f"Held K(2001) HOLD cause {cause} -> 2001, All",
        "MediaStopped K(2001) -> 2001, All",
        "Began K(2001) -> 2001, All",
        f"ServiceInitiated K(2001) INITIATE cause {cause} -> 2001, All",
        f"Originated K(2001) INITIATE cause {cause} -> 2001, All",
        "AGENT 1000 RESERVED [] direction 3",
        "Began K(2000) -> 2000",
        f"Delivered K(2000) ALERTING cause {cause} -> 2001, 2000, All",
    ]


@pytest.mark.fidelity("supervisors.assist-method")
def test_s18_by_consultation() -> None:
    """The supervisor is called on behalf of the call, and A completes the consultation in any way."""
    story, call_id = in_need()
    story.do(SupervisorAssist(peripheral_id=PG, device="2001", call_id=call_id))
    told = story.events[0]
    assert isinstance(told, e.SupervisorAssisted)
    assert (told.connection.call_id, told.team_id, told.supervisor.id) == (call_id, 7001, "2000")
    assert story.rows() == ["SupervisorAssisted", *by_consultation(43)]
    second = story.switch.calls(PG)[-1]
    assert story.switch.call(PG, second).context.call_type is CallType.CALLTYPE_ASSIST
    story.answers("2000")
    assert story.rows()[:2] == [
        "AGENT 1000 TALKING [] direction 3",
        "Established K(2000) CONNECT cause 43 -> 2001, 2000, All",
    ]
    story.confers("2001", second, call_id)
    assert story.rows()[:3] == [
        "MediaStopped K(2001) -> 2001, All",
        "MediaStopped K(2000) -> 2000, All",
        "Conferenced K(2001) CONNECT -> 2001, 2000, All",
    ]


@pytest.mark.fidelity("supervisors.assist-method")
def test_s19_by_blind_conference() -> None:
    """The supervisor is a party on answering; the emergency alarm is an event of its own."""
    story, call_id = in_need(desk(emergency_call_method=1, auto_record_on_emergency=1))
    story.do(EmergencyCall(peripheral_id=PG, device="2001", call_id=call_id))
    told = story.events[0]
    assert isinstance(told, e.EmergencyCalled)
    assert told.record
    rows = by_consultation(44)
    rows.insert(2, "AGENT 1001 HOLD [1:HOLD 3:BUSY_OTHER] direction 1")
    rows.insert(3, "AGENT 1001 TALKING [1:TALKING 3:BUSY_OTHER] direction 1")
    assert story.rows() == ["EmergencyCalled", "AlarmRaised", *rows]
    story.answers("2000")
    assert story.rows() == [
        "AGENT 1000 TALKING [] direction 3",
        "Established K(2000) CONNECT cause 44 -> 2001, 2000, All",
        "MediaStarted K(2001) -> 2001, All",
        "MediaStarted K(2000) -> 2000, All",
        "MediaStopped K(2001) -> 2001, All",
        "MediaStopped K(2000) -> 2000, All",
        "Conferenced K(2001) CONNECT cause 44 -> 2001, 2000, All",
        "Renamed K(2000) type 20 -> 2000",
        "Ended K(2001) -> 2001",
        "Ended K(2001) -> All",
        "DataUpdated call_type disposition -> 2001, All",
        "MediaStarted K(2000) -> 2000, All",
        "MediaStarted K(2001) -> 2001, All",
    ]


@pytest.mark.fidelity("supervisors.available")
def test_s18_about_no_call() -> None:
    """The call to the supervisor is then one like any other, with a cause."""
    story = Story()
    story.ready(A, S)
    story.do(SupervisorAssist(peripheral_id=PG, device="2001"))
    assert story.rows() == [
        "SupervisorAssisted",
        "AGENT 1001 NOT_READY [1:NOT_READY 3:NOT_READY] reason 50006",
        "AGENT 1001 TALKING [1:BUSY_OTHER 3:TALKING] direction 4",
        "Began K(2001) -> 2001, All",
        "ServiceInitiated K(2001) INITIATE cause 43 -> 2001, All",
        "Originated K(2001) INITIATE cause 43 -> 2001, All",
        "AGENT 1000 RESERVED [] direction 3",
        "Began K(2000) -> 2000",
        "Delivered K(2000) ALERTING cause 43 -> 2001, 2000, All",
    ]


@pytest.mark.fidelity("supervisors.emergency-always-told")
def test_without_a_supervisor() -> None:
    """Without an available supervisor, or without a team, assistance is refused; an emergency is still reported."""
    story = Story()
    call_id = story.talks()
    with pytest.raises(NoSupervisor) as nobody:
        story.do(SupervisorAssist(peripheral_id=PG, device="2001", call_id=call_id))
    assert nobody.value.in_team
    story.do(EmergencyCall(peripheral_id=PG, device="2001", call_id=call_id))
    told = story.events[0]
    assert isinstance(told, e.EmergencyCalled)
    assert (told.supervisor, told.team_id) == (NO_DEVICE, 7001)
    assert story.rows() == ["EmergencyCalled", "AlarmRaised"]
    story.sign_in("1003")
    story.forget()
    with pytest.raises(NoSupervisor) as lonely:
        story.do(SupervisorAssist(peripheral_id=PG, device="2003"))
    assert not lonely.value.in_team
    story.do(EmergencyCall(peripheral_id=PG, device="2003"))
    told = story.events[0]
    assert isinstance(told, e.EmergencyCalled)
    assert (told.connection, told.team_id) == (NO_CONNECTION, None)


def test_when_help_cannot_be_called() -> None:
    """The failures of SUPERVISOR_ASSIST and EMERGENCY_CALL."""
    story, call_id = in_need()

    def refused(device: str, call: int = NO_RELATED_CALL, where: Story = story) -> tuple[int, int]:
        with pytest.raises(Refused) as caught:
            where.do(EmergencyCall(peripheral_id=PG, device=device, call_id=call))
        return int(caught.value.code), caught.value.peripheral_error

    assert refused("3001") == (5, 0)
    assert refused("2001") == (33, 0)
    assert refused("2001", 1) == (11, 0)
    story.holds("2001", call_id)
    assert refused("2001", call_id) == (24, 0)
    story.retrieves("2001", call_id)
    story.do(EmergencyCall(peripheral_id=PG, device="2001", call_id=call_id))
    mute, call_id = in_need(desk(mask=PLAIN.mask & ~DeskSettingsMask.SUPERVISOR_CALLS_ALLOWED_MASK))
    assert refused("2001", call_id, mute) == (10, 0)


def test_s16_nobody_else_is_there() -> None:
    """When only A and S are left, an intercept ends the call."""
    story, call_id = supervised(PLAIN)
    story.supervises(BARGE_IN)
    story.hangs_up(call_id)
    story.forget()
    story.supervises(INTERCEPT, call_id=call_id)
    assert story.rows()[:4] == [
        "MediaStopped K(2001) -> 2001, All",
        "ConnectionCleared K(2001) NULL cause 49 -> 2001, 2000, All",
        "MediaStopped K(2000) -> 2000, All",
        "Cleared K(2000) NULL cause 49 -> 2001, 2000, All",
    ]


def test_listening_in_another_way() -> None:
    """A supervisor who listens may whisper instead; that is another call."""
    story, _ = supervised()
    story.supervises(MONITOR)
    story.forget()
    story.supervises(WHISPER)
    assert story.rows() == NO_LONGER_LISTENING + listening(47)


def test_what_is_listened_to_cannot_be_joined() -> None:
    """A call by which a supervisor listens has no parties to give away."""
    story, call_id = supervised(PLAIN)
    story.supervises(MONITOR)
    own = story.switch.calls(PG)[-1]
    story.dials("3001", "2000")
    story.answers("2000")
    with pytest.raises(Refused) as refused:
        story.transfers("2000", story.switch.calls(PG)[-1], own)
    assert int(refused.value.code) == 2
    with pytest.raises(Refused) as refused:
        story.consults("2000", own, "3003")
    assert int(refused.value.code) == 24
    story.clears("2000", own)
    assert own not in story.switch.calls(PG)
    assert call_id in story.switch.calls(PG)


def test_no_seat_for_a_supervisor() -> None:
    """There is no room for a seventeenth party."""
    story, call_id = supervised(PLAIN)
    state = story.switch._state
    for number in range(14):
        state.add_outside_party(state.calls[PG, call_id], str(number), LineType.OUTBOUND)
    with pytest.raises(Refused) as refused:
        story.supervises(BARGE_IN)
    assert int(refused.value.code) == 38
