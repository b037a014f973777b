"""What is written on a call stays on it and is told to everybody who is associated with it."""

from __future__ import annotations

import pytest

from ctiproto.wire import NamedArray, NamedVariable
from ctiserver.centre.switch import events as e
from ctiserver.centre.switch.commands import SetCallData
from ctiserver.centre.switch.identifiers import RouterCallKey
from tests.ctiserver.centre.switch.story import PG, Story


@pytest.mark.fidelity("call-data.told-to-all")
def test_changes_are_told_with_their_names() -> None:
    """Only what really changed is named; what is not mentioned stays; an empty text clears."""
    story = Story()
    story.ready("1001")
    call_id = story.arrives()
    (updated,) = story.do(
        SetCallData(
            peripheral_id=PG,
            call_id=call_id,
            ani="5550100",
            dnis="800",
            caller_entered_digits="1",
            user_to_user_info=b"\x00\xff",
            wrapup_data="w",
            call_variables=((10, "ten"), (1, "one")),
            named_variables=(NamedVariable("user.account", "7"),),
            named_arrays=(NamedArray("user.history", 0, "a"), NamedArray("user.history", 1, "b")),
        )
    )
    assert isinstance(updated, e.CallDataUpdated)
    assert updated.changed == (
        "dnis",
        "caller_entered_digits",
        "user_to_user_info",
        "wrapup_data",
        "named_variables",
        "named_arrays",
        "call_variable_1",
        "call_variable_10",
    )
    assert updated.new_connection == updated.connection
    assert [party.id for party in updated.parties] == ["2001", "1", "1"]
    story.do(
        SetCallData(
            peripheral_id=PG,
            call_id=call_id,
            dnis="",
            named_variables=(NamedVariable("user.account", "8"),),
            named_arrays=(NamedArray("user.history", 1, "c"),),
        )
    )
    data = story.switch.call(PG, call_id).context.data
    assert (data.dnis, data.wrapup_data, data.ani) == ("", "w", "5550100")
    assert data.named_variables == (NamedVariable("user.account", "8"),)
    assert [each.value for each in data.named_arrays] == ["a", "c"]


@pytest.mark.fidelity("call-data.no-change")
def test_nothing_changed_is_no_event() -> None:
    """Call data that are set to the values that they have make no event."""
    story = Story()
    call_id = story.arrives()
    assert story.do(SetCallData(peripheral_id=PG, call_id=call_id, ani="5550100")) == []


@pytest.mark.fidelity("call-data.key-and-next-legs")
@pytest.mark.parametrize(("number", "then"), [(7, 8), (2**32 - 1, 0)])
def test_a_consultation_has_the_key_that_a_client_set(number: int, then: int) -> None:
    """A key that a client sets names the contact, here of a call that no router saw: a consultation is its next leg."""
    story = Story()
    story.ready("1002")
    story.sign_in("1001")
    direct = story.dials("2001", "2002")
    story.answers("2002")
    assert story.switch.call(PG, direct).context.router_call_key is None
    story.do(SetCallData(peripheral_id=PG, call_id=direct, router_call_key=RouterCallKey(155_000, 12, number)))
    second = story.consults("2001", direct, "2003")
    assert story.switch.call(PG, second).context.router_call_key == RouterCallKey(155_000, 12, then)


@pytest.mark.fidelity("call-data.key-and-next-legs")
def test_a_key_that_was_set_replaces_the_one_of_the_router() -> None:
    """The consultation about a routed call has the key that a client set, and not the router's."""
    story = Story()
    story.ready("1001", "1002")
    call_id = story.arrives()
    story.answers("2001")
    story.do(SetCallData(peripheral_id=PG, call_id=call_id, router_call_key=RouterCallKey(155_000, 12, 1)))
    second = story.consults("2001", call_id, "2002")
    assert story.switch.call(PG, second).context.router_call_key == RouterCallKey(155_000, 12, 2)
