"""Scenarios S7 to S13 row by row: two calls of a station, and calls that are sent on.

A transfer in a single step as Unified CCE makes it is told in ``test_second_call``.
"""

from __future__ import annotations

import pytest
from attrs import evolve

from ctiproto.constants import AgentState, CallType, DeviceIDType, DispositionCode, LineType, PeripheralType
from ctiserver.centre.switch import events as e
from ctiserver.centre.switch.commands import OutsideAnswers
from ctiserver.centre.switch.context import CallData, DataChanges
from ctiserver.centre.switch.identifiers import NO_CONNECTION
from ctiserver.site.model import Settings
from tests.ctiserver.centre.switch.story import OTHER, PG, PLAIN, WRAPUP, Story

A, B = "1001", "1002"
FREE = Settings(cce_restrictions=False)
CCE = PeripheralType.ENTERPRISE_AGENT

A_HOLDS = ["Held K(2001) HOLD -> 2001, All", "MediaStopped K(2001) -> 2001, All"]
A_DIALS = [
    "Began K(2001) -> 2001, All",
    "ServiceInitiated K(2001) INITIATE -> 2001, All",
    "Originated K(2001) INITIATE -> 2001, All",
]
RINGS_AT_B = [
    "AGENT 1002 RESERVED [2:BUSY_OTHER 3:RESERVED] direction 3",
    "Began K(2002) -> 2002",
    "Delivered K(2002) ALERTING -> 2001, 2002, All",
]
B_ANSWERS = [
    "Established K(2002) CONNECT -> 2001, 2002, All",
    "MediaStarted K(2001) -> 2001, All",
    "MediaStarted K(2002) -> 2002, All",
]
B_TALKS = ["AGENT 1002 TALKING [2:BUSY_OTHER 3:TALKING] direction 3"]
A_AFTERWARDS = ["AGENT 1001 WORK_READY [1:WORK_READY 3:BUSY_OTHER] direction 1 duration 10 next AVAILABLE"]


def consulting(story: Story) -> tuple[int, int]:
    """A talks with a caller from outside, and then consults B; returns the two calls."""
    first = story.talks()
    story.ready(B)
    second = story.consults("2001", first, "2002")
    story.answers("2002")
    story.forget()
    return first, second


@pytest.mark.fidelity("calls.consulting-is-talking")
def test_s7_consultation() -> None:
    """Rows 2 to 9: A is TALKING all the while."""
    story = Story(WRAPUP)
    first = story.talks()
    story.ready(B)
    story.consults("2001", first, "2002")
    assert story.rows() == A_HOLDS + A_DIALS + RINGS_AT_B
    story.answers("2002")
    assert story.rows() == B_TALKS + B_ANSWERS


@pytest.mark.fidelity("calls.consult-transfer-type", "transfers.ends-at-once")
@pytest.mark.parametrize(("kind", "call_type"), [(CCE, 4), (OTHER, 13)])
def test_s7_announced_transfer(kind: PeripheralType, call_type: int) -> None:
    """Rows 11 to 17; A hears the end of both calls in one, and the end of the media before that."""
    story = Story(WRAPUP, kind=kind)
    first, second = consulting(story)
    story.transfers("2001", second, first)
    ended = [event for event in story.events if isinstance(event, e.CallEnded)]
    assert [(event.connection.call_id, event.to_all) for event in ended] == [
        (second, False),
        (first, False),
        (second, True),
    ]
    assert story.rows() == [
        "MediaStopped K(2001) -> 2001, All",
        "MediaStopped K(2002) -> 2002, All",
        "Transferred K(2001) NULL cause 32 -> 2001, 2002, All",
        f"Renamed K(2002) type {call_type} -> 2002",
        "Ended K(2001) -> 2001",
        "Ended K(2001) -> 2001",
        "Ended K(2001) -> All",
        "DataUpdated call_type disposition -> All",
        "MediaStarted K(2002) -> 2002, All",
        *A_AFTERWARDS,
    ]
    story.wait(10)
    assert story.rows() == ["AGENT 1001 AVAILABLE [1:AVAILABLE 3:AVAILABLE]"]
    story.hangs_up(first)
    assert story.rows() == [
        "ConnectionCleared K(X) NULL -> 2002, All",
        "MediaStopped K(2002) -> 2002, All",
        "Cleared K(2002) NULL -> 2002, All",
        "AGENT 1002 WORK_READY [2:BUSY_OTHER 3:WORK_READY] direction 3 duration 10 next AVAILABLE",
    ]


@pytest.mark.fidelity("calls.consultation-id")
def test_s7_what_the_transfer_carries() -> None:
    """The event names both calls and all who are on the one that results, old parties first."""
    story = Story()
    first, second = consulting(story)
    story.transfers("2001", second, first)
    (told,) = (event for event in story.events if isinstance(event, e.CallTransferred))
    assert (told.connection.call_id, told.secondary.call_id) == (first, second)
    assert (told.controller.id, told.added.id) == ("2001", "2002")
    assert [(party.connection.call_id, party.device.id) for party in told.connected] == [
        (first, "5550100"),
        (first, "2002"),
    ]
    assert told.added_connection == told.connected[1].connection
    assert told.line_type is LineType.INBOUND_ACD
    assert told.skill_group.number == 1
    view = story.switch.call(PG, first)
    assert view.context.call_type is CallType.CALLTYPE_TRANSFER_IN
    assert view.context.disposition is DispositionCode.ANNOUNCED_TRANSFER


def test_s7_alerting_transfer() -> None:
    """Without restrictions A need not wait for B: the call rings on there, and B answers the first one."""
    story = Story(settings=FREE)
    first = story.talks()
    story.ready(B)
    second = story.consults("2001", first, "2002")
    story.forget()
    story.transfers("2001", second, first)
    assert story.rows()[0] == "Transferred K(2001) NULL cause 32 -> 2001, 2002, All"
    story.answers("2002", call_id=first)
    assert story.rows() == [
        *B_TALKS,
        "Established K(2002) CONNECT -> 2002, All",
        "MediaStarted K(2002) -> 2002, All",
    ]


def test_s7_transfer_to_somebody_outside() -> None:
    """The consulted party outside goes over with its trunk, and only the trunk is named otherwise; A is free."""
    story = Story()
    first = story.talks()
    second = story.consults("2001", first, "95550199")
    story.do(OutsideAnswers(peripheral_id=PG, call_id=second))
    story.forget()
    story.transfers("2001", second, first)
    assert story.rows() == [
        "MediaStopped K(2001) -> 2001, All",
        "Transferred K(2001) NULL cause 32 -> 2001, All",
        "Renamed K(2001) type 4 -> ",
        "Ended K(2001) -> 2001",
        "Ended K(2001) -> 2001",
        "Ended K(2001) -> All",
        "DataUpdated call_type disposition -> All",
        "AGENT 1001 AVAILABLE [1:AVAILABLE 3:AVAILABLE]",
    ]
    assert story.switch.calls(PG) == (first,)
    parties = story.switch.call(PG, first).connections
    assert [(party.id.call_id, party.device.id) for party in parties] == [(first, "5550100"), (first, "95550199")]


@pytest.mark.fidelity("calls.next-reference")
def test_s7_the_reference_moves_when_the_caller_transfers() -> None:
    """Who sees every call is told the connection that names the call now; parties are told the data only."""
    story = Story()
    story.sign_in(A)
    story.ready(B)
    first = story.dials("2001", "3001")
    story.answers("3001")
    second = story.consults("2001", first, "2002")
    story.answers("2002")
    story.forget()
    story.transfers("2001", second, first)
    rows = story.rows()
    assert "DataUpdated call_type disposition -> " in rows
    assert "Referred K(2001) to K(3001) call_type disposition -> All" in rows
    assert story.switch.call(PG, first).reference.device_id == "3001"
    story.clears("3001", first)
    assert story.rows()[-2] == "Ended K(3001) -> All"


def test_s7_reconsidered_consultation_that_fails() -> None:
    """A consultation that fails leaves the first call held: A is in HOLD after the tone, until it is retrieved."""
    story = Story()
    first = story.talks()
    story.consults("2001", first, "77")
    assert story.rows() == [*A_HOLDS, *A_DIALS, "Failed K(2001) FAIL cause 13 -> 2001, All"]
    story.wait(2)
    assert story.rows() == [
        "ConnectionCleared K(2001) NULL -> 2001, All",
        "Cleared K(2001) NULL -> 2001, All",
        "Ended K(2001) -> 2001",
        "Ended K(2001) -> All",
        "AGENT 1001 HOLD [1:HOLD 3:BUSY_OTHER] direction 1",
    ]


@pytest.mark.fidelity("calls.renamed-when-joined", "calls.conference-keeps-the-first")
def test_s8_conference() -> None:
    """Rows 11 to 14, and what becomes of it when parties leave: rows 15 to 17."""
    story = Story()
    first, second = consulting(story)
    story.confers("2001", second, first)
    assert story.rows() == [
        "MediaStopped K(2001) -> 2001, All",
        "MediaStopped K(2002) -> 2002, All",
        "Conferenced K(2001) CONNECT -> 2001, 2002, All",
        "Renamed K(2002) type 15 -> 2002",
        "Ended K(2001) -> 2001",
        "Ended K(2001) -> All",
        "DataUpdated call_type disposition -> 2001, All",
        "MediaStarted K(2002) -> 2002, All",
        "MediaStarted K(2001) -> 2001, All",
    ]
    story.clears("2001", first)
    assert story.rows() == [
        "MediaStopped K(2001) -> 2001, All",
        "ConnectionCleared K(2001) NULL -> 2001, 2002, All",
        "Ended K(2001) -> 2001",
        "AGENT 1001 AVAILABLE [1:AVAILABLE 3:AVAILABLE]",
    ]
    story.hangs_up(first)
    assert story.rows() == [
        "ConnectionCleared K(X) NULL -> 2002, All",
        "MediaStopped K(2002) -> 2002, All",
        "Cleared K(2002) NULL -> 2002, All",
        "Ended K(2002) -> 2002",
        "Ended K(X) -> All",
        "AGENT 1002 AVAILABLE [2:AVAILABLE 3:AVAILABLE]",
    ]


def test_s9_to_an_agent() -> None:
    """A leaves at once; B hears the context as it is, and answers the same call."""
    story = Story(WRAPUP, kind=OTHER)
    first = story.talks()
    story.ready(B)
    story.transfers("2001", first, dialed_number="2002")
    delivered = next(event for event in story.events if isinstance(event, e.CallDelivered))
    assert (delivered.calling.id, delivered.called.id, delivered.last_redirect.id) == ("5550100", "2002", "2001")
    told = next(event for event in story.events if isinstance(event, e.CallTransferred))
    assert told.secondary == NO_CONNECTION
    assert [party.device.id for party in told.connected] == ["5550100", "2002"]
    assert story.rows() == [
        *RINGS_AT_B,
        "MediaStopped K(2001) -> 2001, All",
        "Transferred K(2001) NULL cause 32 -> 2001, 2002, All",
        "Ended K(2001) -> 2001",
        "DataUpdated call_type disposition -> 2002, All",
        *A_AFTERWARDS,
    ]
    assert story.switch.call(PG, first).context.call_type is CallType.CALLTYPE_OFFERED
    story.answers("2002")
    assert story.rows() == ["Established K(2002) CONNECT -> 2002, All", "MediaStarted K(2002) -> 2002, All", *B_TALKS]


def test_s9_outside() -> None:
    """The new party reaches the network before A is gone."""
    story = Story(kind=OTHER)
    first = story.talks()
    story.transfers("2001", first, dialed_number="95550199")
    assert story.rows() == [
        "Began K(X) -> ",
        "ReachedNetwork K(X) ALERTING -> 2001, All",
        "Delivered K(X) ALERTING -> 2001, All",
        "MediaStopped K(2001) -> 2001, All",
        "Transferred K(2001) NULL cause 32 -> 2001, All",
        "Ended K(2001) -> 2001",
        "DataUpdated call_type disposition -> All",
        "AGENT 1001 AVAILABLE [1:AVAILABLE 3:AVAILABLE]",
    ]
    story.wait(8)
    assert story.rows() == ["Established K(X) CONNECT -> All"]


def test_s9_of_a_call_that_a_placed() -> None:
    """Who remains is the caller to B, whose station rings no longer than A asked for."""
    story = Story(kind=OTHER)
    story.sign_in(A)
    first = story.dials("2001", "3001")
    story.answers("3001")
    story.ready(B)
    story.transfers("2001", first, dialed_number="2002", alert_rings=1)
    (rings,) = (event for event in story.events if isinstance(event, e.CallDelivered))
    assert rings.calling.id == "3001"
    story.wait(6)
    assert story.switch.connections_at(PG, "2002") == ()


def test_a_trunk_group_stays_as_long_as_one_of_its_trunks() -> None:
    """When one of two parties outside leaves a conference, its trunk is off the call, and the group with the last."""
    story = Story(settings=FREE)
    first = story.talks()
    second = story.consults("2001", first, "95550199")
    story.do(OutsideAnswers(peripheral_id=PG, call_id=second))
    story.confers("2001", second, first)
    story.forget()
    story.hangs_up(first)
    (left,) = [event.parties for event in story.events if isinstance(event, e.CallEnded)]
    assert [(device.kind, device.id) for device in left] == [(DeviceIDType.TRUNK_IDENTIFIER, "1")]
    story.forget()
    story.hangs_up(first)
    over = next(event for event in story.events if isinstance(event, e.CallEnded) and event.to_all)
    kinds = [device.kind for device in over.parties]
    assert kinds.count(DeviceIDType.TRUNK_GROUP_IDENTIFIER) == kinds.count(DeviceIDType.TRUNK_IDENTIFIER) == 1


@pytest.mark.fidelity("calls.unattended")
def test_people_left_to_each_other_hang_up() -> None:
    """Without a party inside, those outside hang up, and their trunks are given back when the call is over."""
    story = Story()
    first = story.talks()
    story.transfers("2001", first, dialed_number="95550199")
    story.wait(8)
    story.forget()
    story.wait(240)
    assert story.rows() == [
        "ConnectionCleared K(X) NULL -> All",
        "Cleared K(X) NULL -> All",
        "Ended K(X) -> All",
    ]
    assert story.switch.next_deadline() is None


def test_s9_to_a_queue() -> None:
    """The caller waits in the queue after A has left, until an agent is free."""
    story = Story(kind=OTHER)
    first = story.talks()
    story.transfers("2001", first, dialed_number="8002")
    assert story.rows() == [
        "MediaStopped K(2001) -> 2001, All",
        "Transferred K(2001) NULL cause 32 -> 2001, All",
        "Ended K(2001) -> 2001",
        "DataUpdated call_type disposition -> All",
        "AGENT 1001 AVAILABLE [1:AVAILABLE 3:AVAILABLE]",
        "Began K(X) -> ",
        "Queued K(X) QUEUED -> All",
    ]
    story.ready(B)
    assert story.state(B).name == "RESERVED"


def test_s10_single_step_conference() -> None:
    """Rows 2 to 13: B is a party of the conference on answering."""
    story = Story(settings=FREE)
    first = story.talks()
    story.ready(B)
    story.confers("2001", first, dialed_number="2002")
    assert story.rows() == [
        *A_HOLDS,
        "AGENT 1001 HOLD [1:HOLD 3:BUSY_OTHER] direction 1",
        "AGENT 1001 TALKING [1:TALKING 3:BUSY_OTHER] direction 1",
        *A_DIALS,
        *RINGS_AT_B,
    ]
    story.answers("2002")
    assert story.rows() == [
        *B_TALKS,
        *B_ANSWERS,
        "MediaStopped K(2001) -> 2001, All",
        "MediaStopped K(2002) -> 2002, All",
        "Conferenced K(2001) CONNECT -> 2001, 2002, All",
        "Renamed K(2002) type 15 -> 2002",
        "Ended K(2001) -> 2001",
        "Ended K(2001) -> All",
        "DataUpdated call_type disposition -> 2001, All",
        "MediaStarted K(2002) -> 2002, All",
        "MediaStarted K(2001) -> 2001, All",
    ]


def test_s10_nobody_answers() -> None:
    """The call for it is over, and A goes on with the first."""
    story = Story(settings=FREE)
    first = story.talks()
    story.confers("2001", first, dialed_number="77")
    story.forget()
    story.wait(2)
    assert story.rows() == [
        "ConnectionCleared K(2001) NULL -> 2001, All",
        "Cleared K(2001) NULL -> 2001, All",
        "Ended K(2001) -> 2001",
        "Ended K(2001) -> All",
        "Retrieved K(2001) CONNECT -> 2001, All",
        "MediaStarted K(2001) -> 2001, All",
    ]


@pytest.mark.fidelity("calls.alternate")
def test_s11_alternate() -> None:
    """A goes from one call to the other without an event about A's state."""
    story = Story()
    first, second = consulting(story)
    story.alternates("2001", second, first)
    assert story.rows() == [
        "Held K(2001) HOLD cause 2 -> 2001, 2002, All",
        "MediaStopped K(2001) -> 2001, All",
        "Retrieved K(2001) CONNECT cause 2 -> 2001, All",
        "MediaStarted K(2001) -> 2001, All",
    ]


@pytest.mark.fidelity("calls.alternate")
def test_s11_alternate_answers_what_alerts() -> None:
    """The other call may be one that alerts."""
    story = Story()
    first = story.talks()
    second = story.dials("3001", "2001")
    story.forget()
    story.alternates("2001", first, second)
    assert story.rows()[:4] == [
        "Held K(2001) HOLD cause 2 -> 2001, All",
        "MediaStopped K(2001) -> 2001, All",
        "AGENT 1001 TALKING [1:BUSY_OTHER 3:TALKING] direction 3",
        "Established K(2001) CONNECT -> 2001, All",
    ]


@pytest.mark.fidelity("calls.reconnect")
def test_s12_reconnect() -> None:
    """Rows 2 to 6; B has nothing to wrap up."""
    story = Story(WRAPUP)
    first, second = consulting(story)
    story.reconnects("2001", second, first)
    assert story.rows() == [
        "MediaStopped K(2001) -> 2001, All",
        "ConnectionCleared K(2001) NULL -> 2001, 2002, All",
        "MediaStopped K(2002) -> 2002, All",
        "Cleared K(2002) NULL -> 2001, 2002, All",
        "Ended K(2001) -> 2001",
        "Ended K(2002) -> 2002",
        "Ended K(2001) -> All",
        "AGENT 1002 AVAILABLE [2:AVAILABLE 3:AVAILABLE]",
        "Retrieved K(2001) CONNECT -> 2001, All",
        "MediaStarted K(2001) -> 2001, All",
    ]


def test_s12_before_b_answers() -> None:
    """A gives up: the cause says so."""
    story = Story()
    first = story.talks()
    story.ready(B)
    second = story.consults("2001", first, "2002")
    story.forget()
    story.reconnects("2001", second, first)
    assert story.rows()[:2] == [
        "ConnectionCleared K(2001) NULL cause 5 -> 2001, 2002, All",
        "Cleared K(2002) NULL cause 5 -> 2001, 2002, All",
    ]
    assert story.state(B).name == "AVAILABLE"


def test_s12_before_a_blind_conference_comes_about() -> None:
    """The end of the call for it takes A back to the first already: it is retrieved once."""
    story = Story(settings=FREE)
    first = story.talks()
    story.ready(B)
    story.confers("2001", first, dialed_number="2002")
    second = story.switch.calls(PG)[-1]
    story.forget()
    story.reconnects("2001", second, first)
    assert story.rows() == [
        "ConnectionCleared K(2001) NULL cause 5 -> 2001, 2002, All",
        "Cleared K(2002) NULL cause 5 -> 2001, 2002, All",
        "Ended K(2001) -> 2001",
        "Ended K(2002) -> 2002",
        "Ended K(2001) -> All",
        "Retrieved K(2001) CONNECT -> 2001, All",
        "MediaStarted K(2001) -> 2001, All",
        "AGENT 1002 AVAILABLE [2:AVAILABLE 3:AVAILABLE]",
    ]


@pytest.mark.fidelity("calls.deflected")
def test_s13_deflect() -> None:
    """Rows 2 to 6: A is in the same state as before, and B is told where the call came from."""
    story = Story()
    story.ready(A)
    first = story.arrives()
    story.ready(B)
    story.deflects("2001", first, "2002")
    (delivered,) = (event for event in story.events if isinstance(event, e.CallDelivered))
    assert delivered.last_redirect.id == "2001"
    assert story.switch.call(PG, first).context.call_type is CallType.CALLTYPE_PREROUTE_ACD_IN
    assert story.rows() == [
        "Diverted K(2001) NULL cause 28 -> 2001, All",
        "Ended K(2001) -> 2001",
        "AGENT 1001 AVAILABLE [1:AVAILABLE 3:AVAILABLE]",
        "AGENT 1002 RESERVED [2:BUSY_OTHER 3:RESERVED] direction 3",
        "Began K(2002) -> 2002",
        "Delivered K(2002) ALERTING -> 2002, All",
    ]


def test_s13_deflect_to_a_queue_and_outside() -> None:
    """A call can be sent back to a queue, or out of the house."""
    story = Story()
    story.ready(A)
    first = story.arrives()
    story.deflects("2001", first, "8002")
    assert story.rows()[-1] == "Queued K(X) QUEUED -> All"
    story = Story()
    story.ready(A)
    first = story.arrives()
    story.deflects("2001", first, "95550199")
    assert story.rows()[-2:] == ["ReachedNetwork K(X) ALERTING -> All", "Delivered K(X) ALERTING -> All"]


@pytest.mark.fidelity("calls.consultation-context")
def test_context_goes_along() -> None:
    """A consultation copies the context; what was written on it, and then the request, go over the first call's."""
    story = Story(PLAIN)
    story.ready(A, B)
    first = story.arrives()
    story.answers("2001")
    story.writes(first, call_variables=((1, "first"), (2, "kept")))
    second = story.consults("2001", first, "2002", changes=DataChanges(call_variables=((3, "asked"),)))
    before = story.switch.call(PG, second).context
    assert before.data.call_variables[:3] == ("first", "kept", "asked")
    assert before.call_type is CallType.CALLTYPE_CONSULT
    key, original = before.router_call_key, story.switch.call(PG, first).context.router_call_key
    assert key is not None
    assert original is not None
    assert key == evolve(original, sequence_number=original.sequence_number + 1)
    story.answers("2002")
    story.writes(second, call_variables=((1, "second"),))
    story.forget()
    story.transfers("2001", second, first, changes=DataChanges(wrapup_data="sold"))
    after = story.switch.call(PG, first).context.data
    assert after.call_variables[:3] == ("second", "kept", "")
    assert after.wrapup_data == "sold"
    assert "DataUpdated call_type disposition wrapup_data call_variable_1 -> All" in story.rows()


def test_what_a_transfer_brings_is_written_last() -> None:
    """It goes over what was written on the consultation, and that over what was on the first call."""
    story = Story(PLAIN)
    first, second = consulting(story)
    story.writes(first, wrapup_data="first", call_variables=((1, "first"),))
    story.writes(second, wrapup_data="second", call_variables=((1, "second"),))
    story.transfers("2001", second, first, changes=DataChanges(wrapup_data="asked"))
    after = story.switch.call(PG, first).context.data
    assert (after.wrapup_data, after.call_variables[0]) == ("asked", "second")


@pytest.mark.fidelity("calls.context-of-the-request")
def test_data_of_a_call_placed_comes_from_the_request_only() -> None:
    """A call that is placed has what MAKE_CALL gives, and the number; nothing is copied."""
    story = Story()
    story.sign_in(A)
    call_id = story.dials("2001", "2002", data=CallData(ani="1"))
    assert story.switch.call(PG, call_id).context.data == CallData(ani="1", dialed_number="2002")


@pytest.mark.fidelity("calls.one-association")
def test_work_for_a_call_and_then_the_call_itself() -> None:
    """A call that comes back to an agent who wraps it up goes on with the association that the agent has."""
    story = Story(WRAPUP, kind=OTHER)
    first, second = consulting(story)
    story.confers("2001", second, first)
    story.clears("2002", first)
    assert story.state(B).name == "WORK_READY"
    story.forget()
    story.transfers("2001", first, dialed_number="2002")
    assert "Began K(2002) -> 2002" not in story.rows()
    story.answers("2002")
    story.hangs_up(first)
    assert story.rows()[-1].startswith("AGENT 1002 WORK_READY")
    story.wants(B, AgentState.AVAILABLE)
    assert story.rows()[:2] == ["Ended K(2002) -> 2002", "Ended K(X) -> All"]


def test_who_knows_both_calls_hears_the_end_of_one() -> None:
    """A party that still wraps up the first call, and alerts on the second, is told no new name."""
    story = Story(WRAPUP, settings=FREE)
    first, second = consulting(story)
    story.confers("2001", second, first)
    story.clears("2002", first)
    third = story.consults("2001", first, "2002")
    story.forget()
    story.transfers("2001", third, first)
    rows = story.rows()
    assert "Ended K(2002) -> 2002" in rows
    assert not [row for row in rows if row.startswith("Renamed")]
    story.answers("2002", call_id=first)


def test_what_a_consultation_went_through_goes_along() -> None:
    """The number of the site by which B was found belongs to the first call from then on, where it is one call."""
    story = Story(kind=OTHER)
    first = story.talks()
    story.ready(B)
    second = story.consults("2001", first, "8002")
    story.answers("2002")
    story.forget()
    story.transfers("2001", second, first)
    renamed = [event for event in story.events if isinstance(event, e.CallDataUpdated) and not event.to_all]
    assert [[party.id for party in event.parties] for event in renamed] == [["2002"], ["8002"]]


def test_an_alerting_party_of_several_is_given_up() -> None:
    """An added party who does not answer is given up, and the other parties talk on."""
    story = Story()
    first, second = consulting(story)
    story.confers("2001", second, first)
    story.transfers("2001", first, dialed_number="3001", alert_rings=1)
    story.forget()
    story.wait(6)
    assert story.rows() == ["ConnectionCleared K(3001) NULL cause 10 -> 2002, All", "Ended K(3001) -> "]


def test_an_alerting_party_is_given_up_for_the_queue() -> None:
    """A caller who came through a queue goes back there."""
    story = Story()
    first = story.talks()
    story.transfers("2001", first, dialed_number="3001", alert_rings=1)
    story.wants(A, AgentState.NOT_READY)
    story.forget()
    story.wait(6)
    assert story.rows()[-1] == "Queued K(X) QUEUED -> All"


def test_an_alerting_party_is_given_up_with_the_call() -> None:
    """Where no other party is left, and there is no queue to go back to, the call is over."""
    story = Story()
    story.sign_in(A)
    call_id = story.dials("2001", "3003")
    story.answers("3003")
    story.transfers("2001", call_id, dialed_number="3001", alert_rings=1)
    story.forget()
    story.wait(6)
    assert story.rows()[:3] == [
        "ConnectionCleared K(3001) NULL cause 10 -> All",
        "MediaStopped K(3003) -> All",
        "Cleared K(3003) NULL cause 10 -> All",
    ]


def test_a_party_that_rings_goes_over_with_its_timers() -> None:
    """It rings for as long as it would have rung in the call that is over."""
    story = Story(settings=Settings(cce_restrictions=False))
    held = story.talks()
    active = story.consults("2001", held, "2002", alert_rings=2)
    story.wait(4)
    story.transfers("2001", active, held)
    story.forget()
    assert story.wait(7) == []
    story.wait(1)
    assert story.rows()[0] == "Diverted K(2002) NULL cause 10 -> 2002, All"
