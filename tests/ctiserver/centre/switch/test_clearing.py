"""Calls of more than two: what one party leaves goes on, and what is ended for all ends party by party."""

from __future__ import annotations

from ctiserver.centre.switch.commands import ClearCall
from ctiserver.site.settings import Settings
from tests.ctiserver.centre.switch.story import PG, Story


def three_of_them() -> tuple[Story, int]:
    """A caller from outside talks with A and B in a conference."""
    story = Story(settings=Settings(cce_restrictions=False))
    story.ready("1001", "1002")
    number = story.arrives()
    story.answers("2001")
    story.confers("2001", number, dialed_number="2002")
    story.answers("2002")
    story.forget()
    return story, number


def test_one_party_leaves() -> None:
    """The others hear it and go on; only the leaver's association ends."""
    story, number = three_of_them()
    story.clears("2001", number)
    assert story.rows() == [
        "MediaStopped K(2001) -> 2001, All",
        "ConnectionCleared K(2001) NULL -> 2001, 2002, All",
        "Ended K(2001) -> 2001",
        "AGENT 1001 AVAILABLE [1:AVAILABLE 3:AVAILABLE]",
    ]
    story.hangs_up(number)
    assert [row for row in story.rows() if row.startswith("Cleared")] == ["Cleared K(2002) NULL -> 2002, All"]


def test_the_call_ends_for_all() -> None:
    """Connections are cleared one by one, whichever party asked first, and the call with the last."""
    story, number = three_of_them()
    story.do(ClearCall(peripheral_id=PG, device="2002", call_id=number))
    cleared = [row.partition(" ->")[0] for row in story.rows() if "leared" in row]
    assert cleared == ["ConnectionCleared K(2002) NULL", "ConnectionCleared K(X) NULL", "Cleared K(2001) NULL"]
