"""Connections move along their table only, and requests must name what is there."""

from __future__ import annotations

import pytest

from ctiproto.constants import ControlFailureCode, LineType, LocalConnectionState
from ctiserver.centre.switch.commands import (
    AnswerCall,
    CallerHangsUp,
    ClearCall,
    ClearConnection,
    HoldCall,
    ReleaseCall,
    RetrieveCall,
    SetCallData,
)
from ctiserver.centre.switch.connection_states import MOVES, Trigger
from ctiserver.centre.switch.errors import ImpossibleMoveError, Refused
from ctiserver.centre.switch.identifiers import NO_CONNECTION, NO_DEVICE
from ctiserver.centre.switch.model import Connection
from ctiserver.site.model import Settings
from tests.ctiserver.centre.switch.story import PG, WRAPUP, Story

A, B = "1001", "1002"
LIVE = [state for state in LocalConnectionState if state not in (LocalConnectionState.NULL, LocalConnectionState.NONE)]
ON_OWN_CALL = (AnswerCall, HoldCall, RetrieveCall, ClearConnection, ClearCall)


@pytest.mark.fidelity("calls.connection-states")
@pytest.mark.parametrize("trigger", Trigger)
@pytest.mark.parametrize("state", LocalConnectionState)
def test_connections_move_along_the_table_only(trigger: Trigger, state: LocalConnectionState) -> None:
    """Every pair of state and trigger leads where the table says, or is impossible and changes nothing."""
    call = Story()
    number = call.arrives()
    owner = call.switch._state.calls[PG, number]
    connection = Connection(
        id=NO_CONNECTION, call=owner, device=NO_DEVICE, line_type=LineType.INSIDE, state=state, since=1.0
    )
    after = MOVES[trigger].get(state)
    if after is None:
        with pytest.raises(ImpossibleMoveError, match=trigger.name):
            connection.move(trigger, 2.0)
        assert connection.state is state
    else:
        connection.move(trigger, 2.0)
        assert connection.state is after
        assert connection.since == (1.0 if after is state else 2.0)


def test_every_live_connection_can_be_released() -> None:
    """However a call stands, it can end."""
    assert set(MOVES[Trigger.RELEASE]) == set(LIVE)


def refusal(story: Story, command: object) -> tuple[int, int]:
    """The codes with which a command is refused, and that nothing happened."""
    story.forget()
    with pytest.raises(Refused) as refused:
        story.do(command)  # type: ignore[arg-type]  # the tests build commands of several types
    assert story.events == []
    return int(refused.value.code), refused.value.peripheral_error


@pytest.mark.parametrize("request_", ON_OWN_CALL)
def test_what_must_be_there(request_: type[AnswerCall]) -> None:
    """An unknown station is 12, an unknown call 11, an unknown connection 13, and that of another station 268.

    Who wants to take somebody else out of a call, and may not, is told so: 290.
    """
    story = Story()
    story.ready(A)
    call_id = story.arrives()
    assert refusal(story, request_(peripheral_id=PG, device="2999", call_id=call_id)) == (12, 0)
    assert refusal(story, request_(peripheral_id=PG, device="2001", call_id=1)) == (11, 0)
    assert refusal(story, request_(peripheral_id=PG, device="2001", call_id=call_id, connection="9")) == (13, 0)
    others = 290 if issubclass(request_, ClearConnection) else 268
    assert refusal(story, request_(peripheral_id=PG, device="2001", call_id=call_id, connection="5550100")) == (
        others,
        0,
    )
    assert refusal(story, request_(peripheral_id=PG, device="2002", call_id=call_id)) == (268, 0)


def test_a_connection_can_be_named() -> None:
    """The station's own connection may be named as well as left out."""
    story = Story()
    story.ready(A)
    call_id = story.arrives()
    story.do(AnswerCall(peripheral_id=PG, device="2001", call_id=call_id, connection="2001"))
    assert story.switch.connections_at(PG, "2001")[0].state is LocalConnectionState.CONNECT


def test_wrong_states() -> None:
    """Answering what does not ring, holding what is not connected and so on have their own codes."""
    story = Story()
    assert refusal(story, AnswerCall(peripheral_id=PG, device="2001")) == (28, 20_010)
    story.ready(A)
    call_id = story.arrives()
    assert refusal(story, HoldCall(peripheral_id=PG, device="2001", call_id=call_id)) == (24, 20_015)
    assert refusal(story, RetrieveCall(peripheral_id=PG, device="2001", call_id=call_id)) == (25, 20_017)
    story.answers("2001")
    assert refusal(story, AnswerCall(peripheral_id=PG, device="2001", call_id=call_id)) == (28, 20_010)


def test_what_is_over_is_over() -> None:
    """A call that has ended but is still being wrapped up has no connections to act on."""
    story = Story(WRAPUP)
    story.ready(A)
    call_id = story.arrives()
    story.answers("2001")
    story.hangs_up(call_id)
    assert refusal(story, CallerHangsUp(peripheral_id=PG, call_id=call_id)) == (27, 0)
    assert refusal(story, ClearConnection(peripheral_id=PG, device="2001", call_id=call_id)) == (27, 13_044)
    assert refusal(story, ClearCall(peripheral_id=PG, device="2001", call_id=call_id)) == (26, 0)
    assert refusal(story, HoldCall(peripheral_id=PG, device="2001", call_id=call_id)) == (24, 20_015)
    assert refusal(story, CallerHangsUp(peripheral_id=PG, call_id=1)) == (11, 0)
    assert refusal(story, SetCallData(peripheral_id=PG, call_id=1)) == (11, 0)
    assert refusal(story, ReleaseCall(peripheral_id=PG, device="2001", call_id=1)) == (11, 0)


@pytest.mark.fidelity("calls.auto-hold")
def test_answering_or_retrieving_holds_the_active_call_first() -> None:
    """Auto-hold makes room for another active call."""
    story = Story()
    first, second = _two_calls(story)
    story.answers("2001", call_id=second)
    story.forget()
    story.retrieves("2001", first)
    assert story.rows() == [
        "Held K(2001) HOLD -> 2003, 2001, All",
        "MediaStopped K(2001) -> 2001, All",
        "Retrieved K(2001) CONNECT -> 2001, All",
        "MediaStarted K(2001) -> 2001, All",
        "AGENT 1001 TALKING [1:TALKING 3:BUSY_OTHER] direction 1",
    ]


@pytest.mark.fidelity("calls.auto-hold")
def test_without_auto_hold_there_is_one_active_call() -> None:
    """A second one is refused with 21 until the first is put on hold."""
    story = Story(settings=Settings(auto_hold=False))
    first, second = _two_calls(story)
    assert refusal(story, AnswerCall(peripheral_id=PG, device="2001", call_id=second)) == (21, 0)
    story.holds("2001", first)
    story.answers("2001", call_id=second)
    assert refusal(story, RetrieveCall(peripheral_id=PG, device="2001", call_id=first)) == (21, 0)


def _two_calls(story: Story) -> tuple[int, int]:
    story.ready(A)
    first = story.arrives()
    story.answers("2001")
    return first, story.dials("2003", "2001")


def test_a_call_that_is_being_set_up_cannot_be_put_aside() -> None:
    """Answering is refused with 21 while the station's own call is not through yet."""
    story = Story()
    story.sign_in(A)
    story.dials("2001", "2002")
    second = story.dials("2003", "2001")
    assert refusal(story, AnswerCall(peripheral_id=PG, device="2001", call_id=second)) == (21, 0)


def test_a_caller_on_his_way_to_an_agent_has_nothing_to_hold() -> None:
    """An agent who called a queue cannot hold before the call is answered, nor answer another call by holding it."""
    story = Story()
    story.ready(B)
    queued = story.dials("2001", "8002")
    assert refusal(story, HoldCall(peripheral_id=PG, device="2001", call_id=queued)) == (24, 20_015)
    second = story.dials("3001", "2001")
    assert refusal(story, AnswerCall(peripheral_id=PG, device="2001", call_id=second)) == (21, 0)
    story.answers("2002")
    story.answers("2001", call_id=second)
    assert "Held K(2001) HOLD -> 2001, 2002, All" in story.rows()


def test_refusals_read_well() -> None:
    """They name the code in the guide's words, and the peripheral's own number."""
    refused = Refused(ControlFailureCode.NO_ACTIVE_CALL, 20_015)
    assert str(refused) == "CF_NO_ACTIVE_CALL (peripheral error 20015)"
