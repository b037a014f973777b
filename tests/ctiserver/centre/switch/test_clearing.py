"""Calls of more than two: what one party leaves goes on, and what is ended for all ends party by party."""

from __future__ import annotations

from ctiproto.constants import CallDirection, LineType
from ctiserver.centre.switch import clearing, ringing
from ctiserver.centre.switch.identifiers import NO_SKILL_GROUP
from tests.ctiserver.centre.switch.story import PG, Story


def three_of_them() -> tuple[Story, int]:
    """A caller from outside talks with A, and B rings on the same call.

    No request makes such a call yet, so the test does what a conference will do.
    """
    story = Story()
    story.ready("1001", "1002")
    number = story.arrives()
    story.answers("2001")
    state = story.switch._state
    call, station = state.calls[PG, number], state.stations[PG, "2002"]
    ringing.ring(state, call, station, LineType.INSIDE, CallDirection.OTHER_IN, group=NO_SKILL_GROUP)
    story.answers("2002")
    story.forget()
    return story, number


def test_one_party_leaves() -> None:
    """The others hear it and go on; only the leaver's association ends."""
    story, number = three_of_them()
    story.clears("2001", number)
    assert story.rows() == [
        "ConnectionCleared K(2001) NULL -> 2001, 2002, All",
        "MediaStopped K(2001) -> 2001, All",
        "Ended K(2001) -> 2001",
        "AGENT 1001 AVAILABLE [1:AVAILABLE 3:AVAILABLE]",
    ]
    story.hangs_up(number)
    assert [row for row in story.rows() if row.startswith("Cleared")] == ["Cleared K(2002) NULL -> 2002, All"]


def test_the_call_ends_for_all() -> None:
    """Connections are cleared one by one, whichever party asked first, and the call with the last."""
    story, number = three_of_them()
    state = story.switch._state
    clearing.end_call(state, state.calls[PG, number].connections["2002"])
    story.note(state.events)
    cleared = [row.partition(" ->")[0] for row in story.rows() if "leared" in row]
    assert cleared == ["ConnectionCleared K(2002) NULL", "ConnectionCleared K(X) NULL", "Cleared K(2001) NULL"]
