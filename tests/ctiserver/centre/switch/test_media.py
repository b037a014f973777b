"""The media of stations: when it starts and stops, beside the events of calls."""

from __future__ import annotations

import pytest

from ctiproto.constants import AgentState, ForcedFlag
from ctiserver.centre.switch import events as e
from ctiserver.site.model import EventOrder, Settings
from tests.ctiserver.centre.switch.story import Story, row
from tests.ctiserver.centre.switch.test_transfer_conference import consulting

AFTER = Settings(event_order=EventOrder(rtp_stopped="after"))


@pytest.mark.fidelity("clients.rtp-stopped-first")
def test_media_stops_before_the_connection_is_cleared() -> None:
    """A recorder that forgets a call when it is cleared has heard of the end by then."""
    story = Story()
    call_id = story.talks()
    story.hangs_up(call_id)
    assert story.rows()[:3] == [
        "ConnectionCleared K(X) NULL -> 2001, All",
        "MediaStopped K(2001) -> 2001, All",
        "Cleared K(2001) NULL -> 2001, All",
    ]
    call_id = story.talks("2002", "8002")
    story.clears("2002", call_id)
    assert story.rows()[:3] == [
        "MediaStopped K(2002) -> 2002, All",
        "ConnectionCleared K(2002) NULL -> 2002, All",
        "Cleared K(X) NULL -> 2002, All",
    ]


def test_media_may_stop_after_the_end() -> None:
    """Where the site says so, it stops behind all that is told of the call itself."""
    story = Story(settings=AFTER)
    call_id = story.talks()
    story.hangs_up(call_id)
    assert story.rows()[:3] == [
        "ConnectionCleared K(X) NULL -> 2001, All",
        "Cleared K(2001) NULL -> 2001, All",
        "MediaStopped K(2001) -> 2001, All",
    ]


def test_media_may_stop_after_a_transfer() -> None:
    """That of the party who leaves; that of the party who moves stops while its call is known."""
    story = Story(settings=AFTER)
    first, second = consulting(story)
    story.transfers("2001", second, first)
    assert story.rows()[:3] == [
        "MediaStopped K(2002) -> 2002, All",
        "Transferred K(2001) NULL cause 32 -> 2001, 2002, All",
        "MediaStopped K(2001) -> 2001, All",
    ]


@pytest.mark.fidelity("clients.rtp-of-moved-parties")
def test_the_media_of_a_party_who_moves_stops_under_the_old_call() -> None:
    """And starts again under the one that goes on."""
    story = Story()
    first, second = consulting(story)
    story.confers("2001", second, first)
    media = [event for event in story.events if isinstance(event, e.MediaEvent)]
    calls = [(row(event).split(" ->")[0], event.connection.call_id) for event in media]
    assert calls == [
        ("MediaStopped K(2001)", second),
        ("MediaStopped K(2002)", second),
        ("MediaStarted K(2002)", first),
        ("MediaStarted K(2001)", first),
    ]


@pytest.mark.fidelity("clients.rtp-agent")
def test_the_end_of_media_names_the_agent_whom_its_beginning_named() -> None:
    """A recording is an agent's, also if they are signed out while they talk: evidence E22, with LOAD."""
    story = Story(settings=Settings(logout_on_agent_disconnect=True))
    call_id = story.talks()
    story.wants("1001", AgentState.LOGOUT, forced=ForcedFlag.TRUE, reason_code=255)
    story.hangs_up(call_id)
    stopped = [event for event in story.events if isinstance(event, e.MediaStopped)]
    assert story.state("1001") is AgentState.LOGOUT
    assert [event.agent_id for event in stopped] == ["1001"]
