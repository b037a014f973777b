"""Sessions with CTI_SERVICE_DEBUG: each message that they send and are sent is a line of the log."""

from __future__ import annotations

from typing import Any

import attrs
import pytest

from ctiproto import messages as m
from ctiproto.constants import AgentState, ConfigMsgMask, CTIService
from ctiserver.site.limits import Limits
from tests.support.harness import BRIDGE, PG, World, demo, state_req
from tests.support.services import STAYS

DEBUG = CTIService.SERVICE_DEBUG


def lines(world: World) -> list[tuple[str, int, str]]:
    """The lines about messages since this was asked last: the event, the session, and the message."""
    notes, world.notes = world.notes, []
    told = [(note, dict[str, Any](note.fields)) for note in notes if note.event.startswith("message_")]
    assert all(note.level == "debug" for note, _ in told)
    return [(note.event, fields["session"], fields["message"]) for note, fields in told]


@pytest.mark.fidelity("sessions.debug")
def test_every_message_of_such_a_session_is_a_line() -> None:
    """In both directions, in their order, from OPEN_REQ to CLOSE_CONF, also those that several clients get."""
    world = World()
    others = [world.bridge() for _ in range(2)]
    client = world.bridge(24, BRIDGE | DEBUG)
    assert lines(world) == [
        ("message_received", 3, "OPEN_REQ"),
        ("message_sent", 3, "OPEN_CONF"),
        ("message_sent", 3, "SYSTEM_EVENT"),
    ]
    client.sends(state_req("1001", AgentState.LOGIN))
    told = [("message_sent", 3, "AGENT_STATE_EVENT")] * 4
    assert lines(world) == [
        ("message_received", 3, "SET_AGENT_STATE_REQ"),
        ("message_sent", 3, "SET_AGENT_STATE_CONF"),
        *told,
    ]
    others[0].sends(state_req("1001", AgentState.AVAILABLE))
    assert lines(world) == told[:2]
    client.forgets()
    client.heartbeats()
    client.sends(STAYS)
    assert lines(world) == [
        ("message_received", 3, "HEARTBEAT_REQ"),
        ("message_sent", 3, "HEARTBEAT_CONF"),
        ("message_received", 3, "CLOSE_REQ"),
        ("message_sent", 3, "CLOSE_CONF"),
    ]
    client.leaves()
    others[0].sends(state_req("1001", AgentState.NOT_READY))
    assert lines(world) == []
    assert len(world.engine.message_log) == 0


def test_a_line_says_what_is_in_the_message_and_no_secret() -> None:
    """Every field by its name; passwords are not shown."""
    world = World()
    client = world.connects()
    client.opens(25, BRIDGE | DEBUG, client_password=b"sesame")
    client.sends(state_req("1001", AgentState.LOGIN, agent_password="open sesame"))
    opening, login = (dict(note.fields) for note in world.notes if note.event == "message_received")
    assert 'ClientID "client", ClientPassword ***' in str(opening["fields"])
    assert str(login["fields"]).startswith("InvokeID 2, PeripheralID 5000, AgentState AGENT_STATE_LOGIN")
    assert 'AgentID "1001", AgentPassword ***' in str(login["fields"])
    assert not [note for note in world.notes if "sesame" in str(note.fields)]


def test_an_upload_is_a_line_for_each_of_its_messages() -> None:
    """Frames that are sent together are told one by one."""
    world = World()
    client = world.bridge(24, BRIDGE | DEBUG)
    lines(world)
    client.sends(
        m.ConfigRequestEvent(
            config_information=ConfigMsgMask.SKILL_GROUP_MASK | ConfigMsgMask.AGENT_MASK,
            peripheral_id=PG,
        )
    )
    heard = [("message_sent", 1, message.declaration.name) for message in client.heard]
    assert len(heard) > 4
    assert lines(world) == [("message_received", 1, "CONFIG_REQUEST_EVENT"), *heard]


def test_the_last_words_to_a_session_are_told_too() -> None:
    """FAILURE_EVENT comes when the session is over already."""
    world = World()
    first = world.bridge(25, BRIDGE | DEBUG)
    lines(world)
    world.do(world.duplex.stop(world.now))
    first.hears_the_end(m.FailureEvent)
    assert lines(world) == [("message_sent", 1, "FAILURE_EVENT")]


def test_sessions_of_both_sides_have_lines() -> None:
    """One on standby hears from its own side."""
    world = World(two_sides=True)
    client = world.connects(side="B")
    client.opens(25, BRIDGE | DEBUG | CTIService.SERVICE_ACTIVE_STANDBY)
    assert lines(world) == [("message_received", 1, "OPEN_REQ"), ("message_sent", 1, "OPEN_CONF")]


def test_lines_are_limited_and_keep_no_others_out() -> None:
    """What is too much for an address is left out, which is said at the same level; the rest of the log goes on."""
    site = attrs.evolve(demo(), limits=Limits(message_records_per_address=5, log_records=4))
    world = World(site)
    client = world.bridge(25, BRIDGE | DEBUG)
    for _ in range(10):
        client.heartbeats()
    world.connects().opens(25)
    muted = [note for note in world.notes if note.event == "client_muted"]
    assert [note.level for note in muted] == ["debug"]
    opened = [note.event for note in world.notes if note.level != "debug"]
    assert opened == ["session_opened", "session_opened"]
    world.notes.clear()
    world.passes(10)
    client.heartbeats()
    assert [note.event for note in world.notes] == ["message_received", "message_sent"]


def test_lines_do_not_count_for_the_whole_log() -> None:
    """They are written where all other lines about clients are left out, and keep none of these out."""
    world = World(attrs.evolve(demo(), limits=Limits(log_records=1)))
    client = world.bridge(25, BRIDGE | DEBUG)
    world.notes.clear()
    client.heartbeats()
    world.connects().opens(25)
    assert [note.event for note in world.notes] == ["message_received", "message_sent"]
