"""What stations may not do with two calls: every failure code, the restrictions of Unified CCE, and who controls."""

from __future__ import annotations

import pytest
from attrs import evolve

from ctiproto.constants import CallType, DeskSettingsMask, DispositionCode, EventCause, LocalConnectionState
from ctiproto.constants.limits import MAX_NUM_PARTIES
from ctiproto.wire import NamedVariable
from ctiserver.centre.switch.commands import (
    AlternateCall,
    ClearCall,
    ClearConnection,
    Command,
    ConferenceCall,
    ConsultationCall,
    DeflectCall,
    OutsideRefuses,
    ReconnectCall,
    SetCallData,
    TransferCall,
)
from ctiserver.centre.switch.errors import Refused
from ctiserver.centre.switch.identifiers import RouterCallKey
from ctiserver.site.model import Settings
from tests.ctiserver.centre.switch.story import PG, PLAIN, Story, desk
from tests.ctiserver.centre.switch.test_transfer_conference import consulting

A, B = "1001", "1002"
FREE = Settings(cce_restrictions=False)


def refusal(story: Story, command: Command) -> tuple[int, int]:
    """The codes with which a command is refused, and that nothing happened."""
    story.forget()
    before = [story.switch.call(PG, call_id) for call_id in story.switch.calls(PG)]
    with pytest.raises(Refused) as refused:
        story.do(command)
    assert story.events == []
    assert [story.switch.call(PG, call_id) for call_id in story.switch.calls(PG)] == before
    return int(refused.value.code), refused.value.peripheral_error


def transfer(active: int, held: int | None = None, number: str = "") -> TransferCall:
    """A asks to transfer."""
    return TransferCall(peripheral_id=PG, device="2001", active_call_id=active, held_call_id=held, dialed_number=number)


def conference(active: int, held: int | None = None, number: str = "", device: str = "2001") -> ConferenceCall:
    """A asks for a conference."""
    return ConferenceCall(
        peripheral_id=PG, device=device, active_call_id=active, held_call_id=held, dialed_number=number
    )


def consultation(call_id: int, number: str = "2002") -> ConsultationCall:
    """A asks to consult."""
    return ConsultationCall(peripheral_id=PG, device="2001", call_id=call_id, dialed_number=number)


def test_consultation() -> None:
    """It needs a connected call, one consultation at a time, and a number that can be read."""
    story = Story()
    first = story.talks()
    assert refusal(story, consultation(1)) == (11, 0)
    assert refusal(story, evolve(consultation(first), connection="9")) == (13, 0)
    assert refusal(story, evolve(consultation(first), connection="5550100")) == (268, 0)
    assert refusal(story, consultation(first, "x")) == (1009, 0)
    story.holds("2001", first)
    assert refusal(story, consultation(first)) == (24, 13_063)
    story.retrieves("2001", first)
    story.ready(B)
    second = story.consults("2001", first, "2002")
    assert refusal(story, consultation(second)) == (24, 13_063)
    story.answers("2002")
    assert refusal(story, consultation(second, "3001")) == (2, 0)


def test_consultation_needs_a_line_and_permission() -> None:
    """A station has five; desk settings may forbid calls to agents."""
    story = Story()
    first = story.talks()
    for device in ("3001", "3003", "3004", "2002"):
        story.dials(device, "2001")
    assert refusal(story, consultation(first)) == (291, 0)
    story = Story(desk(mask=PLAIN.mask & ~DeskSettingsMask.AGENT_TO_AGENT_CALLS_ALLOWED))
    assert refusal(story, consultation(story.talks())) == (10, 10_109)


@pytest.mark.fidelity("calls.consulted-party-answers-first")
def test_two_steps() -> None:
    """The consulted party must be connected and the original call held; after one alternate it is not."""
    story = Story()
    first = story.talks()
    story.ready(B)
    second = story.consults("2001", first, "2002")
    assert refusal(story, transfer(second, first)) == (24, 13_121)
    assert refusal(story, conference(second, first)) == (24, 13_045)
    story.answers("2002")
    story.holds("2002", second)
    assert refusal(story, transfer(second, first)) == (21, 0)
    story.retrieves("2002", second)
    story.alternates("2001", second, first)
    assert refusal(story, transfer(first, second)) == (25, 13_125)
    assert refusal(story, conference(first, second)) == (25, 13_056)
    assert refusal(story, transfer(second, first)) == (24, 13_121)
    assert refusal(story, transfer(first, first)) == (25, 13_125)
    story.alternates("2001", first, second)
    story.transfers("2001", second, first)


@pytest.mark.fidelity("calls.consultation-alone")
def test_calls_that_do_not_belong_together() -> None:
    """On Unified CCE only a consultation can be completed; elsewhere any two calls of a station."""
    for settings, joined in ((Settings(), False), (FREE, True)):
        story = Story(settings=settings)
        first = story.talks()
        second = story.dials("3001", "2001")
        story.answers("2001", call_id=second)
        if joined:
            story.confers("2001", second, first)
            assert story.switch.call(PG, first).context.call_type is CallType.CALLTYPE_CONFERENCE
        else:
            assert refusal(story, transfer(second, first)) == (2, 0)


def test_a_conference_needs_an_answer() -> None:
    """Where an alerting transfer is possible, an alerting conference is not."""
    story = Story(settings=FREE)
    first = story.talks()
    second = story.consults("2001", first, "2002")
    assert refusal(story, conference(second, first)) == (24, 13_045)


def test_single_steps() -> None:
    """Unknown and busy targets are refused at once, and nothing changes."""
    story = Story()
    first = story.talks()
    assert refusal(story, transfer(first, number="77")) == (6, 20_011)
    assert refusal(story, transfer(first, number="x")) == (6, 20_011)
    assert refusal(story, transfer(first, number="2001")) == (33, 20_013)
    story.arrives()
    story.arrives()
    assert refusal(story, transfer(first, number="95550100")) == (33, 20_013)
    assert refusal(story, conference(first, number="2002")) == (71, 0)
    story.holds("2001", first)
    assert refusal(story, transfer(first, number="2002")) == (24, 13_121)


def test_single_steps_of_several_parties_and_of_who_holds() -> None:
    """A conference cannot wait or go outside, and who holds cannot be queued."""
    story = Story()
    first, second = consulting(story)
    story.confers("2001", second, first)
    assert refusal(story, transfer(first, number="8002")) == (2, 0)
    assert refusal(story, transfer(first, number="95550100")) == (2, 0)
    story = Story()
    story.sign_in(A)
    call_id = story.dials("2001", "3001")
    story.answers("3001")
    story.holds("3001", call_id)
    assert refusal(story, transfer(call_id, number="8002")) == (21, 0)


@pytest.mark.parametrize("number", ["2000", "8002", "95550100"])
def test_nobody_who_only_rings_is_transferred(number: str) -> None:
    """A cannot transfer a call whose other party still alerts: that party has not answered yet."""
    story = Story()
    story.sign_in(A)
    call_id = story.dials("2001", "2002")
    story.answers("2002")
    story.transfers("2002", call_id, dialed_number="3001")
    assert refusal(story, transfer(call_id, number=number)) == (24, 13_121)
    story.answers("3001")
    story.do(transfer(call_id, number=number))
    assert story.switch.connections_at(PG, "2001") == ()


def test_deflect() -> None:
    """Only an alerting call can be deflected, and only to a number that is known and free."""

    def deflect(number: str, call_id: int) -> DeflectCall:
        return DeflectCall(peripheral_id=PG, device="2001", call_id=call_id, dialed_number=number)

    story = Story()
    story.ready(A)
    first = story.arrives()
    assert refusal(story, deflect("77", first)) == (7, 20_052)
    assert refusal(story, deflect("2001", first)) == (33, 0)
    story.answers("2001")
    assert refusal(story, deflect("2002", first)) == (22, 0)


@pytest.mark.fidelity("calls.desk-settings")
def test_deflecting_needs_permission() -> None:
    """Desk settings that forbid calls to the outside forbid to deflect one there."""
    story = Story(desk(mask=PLAIN.mask & ~DeskSettingsMask.OUTBOUND_ACCESS_PUBLIC_NET_MASK))
    story.ready(A)
    call = story.arrives()
    outside = DeflectCall(peripheral_id=PG, device="2001", call_id=call, dialed_number="95550199")
    assert refusal(story, outside) == (10, 10_109)
    story.deflects("2001", call, "2002")


def test_alternate_and_reconnect() -> None:
    """The active call must be one, and the other held."""
    story = Story()
    first, second = consulting(story)
    names = {"peripheral_id": PG, "device": "2001"}
    assert refusal(story, AlternateCall(active_call_id=first, other_call_id=second, **names)) == (23, 0)  # type: ignore[arg-type]  # one dict for values of two types
    assert refusal(story, AlternateCall(active_call_id=second, other_call_id=second, **names)) == (25, 0)  # type: ignore[arg-type]  # as above
    assert refusal(story, ReconnectCall(active_call_id=first, held_call_id=second, **names)) == (23, 0)  # type: ignore[arg-type]  # as above
    assert refusal(story, ReconnectCall(active_call_id=second, held_call_id=second, **names)) == (25, 0)  # type: ignore[arg-type]  # as above


@pytest.mark.fidelity("calls.controller-alone")
def test_the_controller() -> None:
    """Only the controller of a conference adds parties or takes them out; without the controller it cannot be done."""
    story = Story()
    first, second = consulting(story)
    story.confers("2001", second, first)

    def drop(device: str, connection: str) -> ClearConnection:
        return ClearConnection(peripheral_id=PG, device=device, call_id=first, connection=connection)

    assert refusal(story, drop("2002", "2001")) == (290, 0)
    third = story.consults("2002", first, "3001")
    story.answers("3001")
    assert refusal(story, conference(third, first, device="2002")) == (2, 0)
    story.reconnects("2002", third, first)
    story.forget()
    story.do(drop("2001", "2002"))
    assert story.rows() == [
        "MediaStopped K(2002) -> 2002, All",
        "ConnectionCleared K(2002) NULL -> 2001, 2002, All",
        "Ended K(2002) -> 2002",
        "AGENT 1002 AVAILABLE [2:AVAILABLE 3:AVAILABLE]",
    ]


def test_overlapping_consultations() -> None:
    """When two parties of a call consult at the same time, only the first to complete can."""
    story = Story()
    story.sign_in(A)
    story.sign_in(B)
    first = story.dials("2001", "2002")
    story.answers("2002")
    of_a = story.consults("2001", first, "3001")
    story.answers("3001")
    of_b = story.consults("2002", first, "3003")
    story.answers("3003")
    story.transfers("2001", of_a, first)
    late = TransferCall(peripheral_id=PG, device="2002", active_call_id=of_b, held_call_id=first)
    assert refusal(story, late) == (2, 0)


@pytest.mark.fidelity("calls.conference-to-nobody-outside")
def test_a_conference_goes_to_nobody_outside() -> None:
    """On Unified CCE the party that takes it over must be one that is watched."""
    story = Story()
    first, second = consulting(story)
    story.confers("2001", second, first)
    third = story.consults("2001", first, "95550100")
    story.wait(8)
    assert refusal(story, transfer(third, first)) == (2, 0)


def test_nobody_is_on_a_call_twice() -> None:
    """A consulted party that is on the call already cannot come in again."""
    story = Story(settings=FREE)
    first, second = consulting(story)
    story.confers("2001", second, first)
    again = story.consults("2001", first, "2002")
    story.answers("2002", call_id=again)
    assert refusal(story, conference(again, first)) == (2, 0)


@pytest.mark.fidelity("calls.last-party")
def test_clearing_a_conference() -> None:
    """One CALL_CONNECTION_CLEARED for each party but the last, then CALL_CLEARED."""
    story = Story()
    first, second = consulting(story)
    story.confers("2001", second, first)
    story.forget()
    story.do(ClearCall(peripheral_id=PG, device="2001", call_id=first))
    assert story.rows()[:5] == [
        "MediaStopped K(2001) -> 2001, All",
        "ConnectionCleared K(2001) NULL -> 2001, 2002, All",
        "ConnectionCleared K(X) NULL -> 2001, 2002, All",
        "MediaStopped K(2002) -> 2002, All",
        "Cleared K(2002) NULL -> 2001, 2002, All",
    ]
    assert story.switch.calls(PG) == ()


def test_sixteen_parties() -> None:
    """There is no room for a seventeenth."""
    story = Story()
    first = story.talks()
    call = story.switch._state.calls[PG, first]
    for number in range(MAX_NUM_PARTIES - len(call.connections)):
        story.switch._state.add_outside_party(call, str(number), next(iter(call.connections.values())).line_type)
    story.ready(B)
    second = story.consults("2001", first, "2002")
    story.answers("2002")
    assert refusal(story, conference(second, first)) == (38, 0)


# --- SET_CALL_DATA in full ------------------------------------------------------------------------------------------


def test_everything_that_can_be_written() -> None:
    """Each item is told when it changes, and only then."""
    story = Story()
    call_id = story.talks()
    items = {
        "call_type": CallType.CALLTYPE_PREVIEW,
        "disposition": DispositionCode.SHORT,
        "router_call_key": RouterCallKey(1, 2, 3),
        "ani": "1",
        "dnis": "2",
        "caller_entered_digits": "3",
        "user_to_user_info": b"4",
        "wrapup_data": "5",
        "campaign_id": 6,
        "query_rule_id": 7,
        "customer_phone_number": "8",
        "customer_account_number": "9",
        "named_variables": (NamedVariable("user.account", "10"),),
    }
    story.writes(call_id, call_variables=((10, "x"),), **items)
    names = " ".join((*items, "call_variable_10"))
    (row,) = story.rows()
    assert sorted(row.removesuffix(" -> 2001, All").split()) == sorted(f"DataUpdated {names}".split())
    story.writes(call_id, call_variables=((10, "x"),), **items)
    assert story.rows() == []


@pytest.mark.fidelity("call-data.all-or-nothing")
def test_what_is_protected() -> None:
    """One protected item, and nothing is written."""
    story = Story()
    call_id = story.talks()
    write = SetCallData(
        peripheral_id=PG, call_id=call_id, ani="1", call_variables=((2, "x"),), protected=("call_variable_2",)
    )
    assert refusal(story, write) == (8, 0)
    story.do(evolve(write, call_variables=((3, "x"),)))
    assert story.rows() == ["DataUpdated ani call_variable_3 -> 2001, All"]


def test_a_conference_whose_first_call_ends_before_anybody_answers() -> None:
    """The party who answers then talks to the one who called, and no conference is made."""
    story = Story(settings=FREE)
    first = story.talks()
    story.confers("2001", first, dialed_number="2002")
    second = story.switch.calls(PG)[-1]
    story.hangs_up(first)
    story.answers("2002")
    parties = [(each.device.id, each.state) for each in story.switch.call(PG, second).connections]
    assert parties == [("2001", LocalConnectionState.CONNECT), ("2002", LocalConnectionState.CONNECT)]


def test_a_conference_of_a_call_that_is_held() -> None:
    """No party can be added to a held call before it is retrieved."""
    story = Story(settings=FREE)
    call_id = story.talks()
    story.holds("2001", call_id)
    assert refusal(story, conference(call_id, number="2002")) == (24, 13_045)


def test_somebody_outside_is_not_reached_while_his_caller_holds() -> None:
    """The call ends at once, without a tone: the caller holds it and could not hear one."""
    story = Story()
    call_id = story.dials("2001", "95550100")
    story.holds("2001", call_id)
    story.do(OutsideRefuses(peripheral_id=PG, call_id=call_id, cause=EventCause.CEC_BUSY))
    assert story.switch.calls(PG) == ()
