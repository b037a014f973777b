"""Promises of a tape as a server, by plain calls in virtual time."""

from __future__ import annotations

import math
from typing import Any

import attrs
import pytest

from ctiproto import messages as m
from ctiproto.constants import ConnectionDeviceIDType, StatusCode
from ctiproto.declare import Message
from ctiserver.engine.effects import Effect, HangUp
from ctiserver.site.endpoints import Endpoint
from ctiserver.tapes.entries import Header
from ctiserver.traffic.replay.as_server import Policy, ServerPlayer, ServerPlayerOptions
from ctiserver.traffic.replay.dialogue import Dialogue, load_dialogue
from ctiserver.traffic.replay.matching import Matching
from ctiserver.traffic.replay.speed import Speed
from tests.ctiserver.traffic.replay.dialogues import (
    BEAT,
    BEAT_CONF,
    CLIENT,
    CLOSE,
    CLOSE_CONF,
    OPEN,
    OPEN_CONF,
    SERVER,
    START,
    entries,
    heard,
    opened,
    query,
    state,
    system,
    tape,
    written,
)
from tests.support.harness import dial_req

FAST = Speed(math.inf)
REFUSED = StatusCode.FUNCTION_NOT_AVAILABLE


class Guest:
    """A client of a player.

    Args:
        player: what answers.
        number: its number.
        now: when it connects.
    """

    def __init__(self, player: ServerPlayer, number: int = 1, now: float = 100.0) -> None:
        self.player = player
        self.number = number
        self.now = now
        self.first = player.connected(number, "", Endpoint("", 0), now)

    def says(self, *messages: Message) -> list[Message | float]:
        """Say something; what is answered at once."""
        data = b"".join(written(message) for message in messages)
        return heard(self.player.received(self.number, data, self.now), self.number)

    def waits(self) -> tuple[float, list[Message | float]]:
        """Wait for what is due next: after how long it comes, and what it is."""
        due = self.player.next_deadline()
        assert due is not None
        waited, self.now = due - self.now, due
        return round(waited, 6), heard(self.player.tick(due), self.number)


def player(dialogue: Dialogue, **more: object) -> ServerPlayer:
    """A player that goes as fast as it can, unless it is told otherwise."""
    return ServerPlayer(dialogue, ServerPlayerOptions(**{"speed": FAST, **more}))  # type: ignore[arg-type] # as they came


def test_answers_come_as_on_the_tape() -> None:
    """Answers keep their distance from the request and take its InvokeID; events keep theirs as well."""
    dialogue = opened((2.0, CLIENT, query("1")), (2.5, SERVER, state("1")), (4.0, SERVER, system(3)))
    guest = Guest(player(dialogue, speed=Speed(2.0)))
    assert guest.says(OPEN.changed(invoke_id=55)) == []
    assert guest.waits() == (0.5, [OPEN_CONF.changed(invoke_id=55)])
    assert guest.player.next_deadline() is None
    assert guest.says(query("1", 66)) == []
    assert guest.waits() == (0.25, [state("1", 66)])
    assert guest.waits() == (0.75, [system(3)])
    (outcome,) = guest.player.outcomes()
    assert (outcome.matched, outcome.missing, outcome.sent, outcome.own, outcome.unmatched) == (2, 0, 3, 3, [])
    was_over = guest.player.is_over
    guest.player.lost(1, guest.now)
    assert (was_over, guest.player.is_over) == (False, True)
    assert guest.player.outcomes() == [outcome]
    assert guest.player.received(1, written(CLOSE), guest.now) == []


def test_a_call_to_another_number_is_refused() -> None:
    """The tape has no answer for it, and still waits for the call that was placed on it."""
    static = ConnectionDeviceIDType.STATIC
    placed: dict[str, Any] = {
        "new_connection_call_id": 7,
        "new_connection_device_id": "2001",
        "new_connection_device_id_type": static,
    }
    confirmed = m.MakeCallConf(invoke_id=6, **placed)
    guest = Guest(player(opened((2.0, CLIENT, dial_req("2001", "2002")), (2.0, SERVER, confirmed))))
    guest.says(OPEN)
    assert guest.says(dial_req("2001", "2003")) == [m.FailureConf(invoke_id=6, status=REFUSED)]
    assert guest.says(dial_req("2001", "2002")) == [confirmed]


def test_what_was_to_come_before_comes_at_once() -> None:
    """When the client is faster than the tape, the order stays that of the tape."""
    dialogue = opened((9.0, SERVER, system(3)), (10.0, CLIENT, query("1")), (10.0, SERVER, state("1")))
    guest = Guest(player(dialogue, speed=Speed()))
    guest.says(OPEN)
    guest.waits()
    assert guest.says(query("1")) == [system(3), state("1")]


def test_answers_that_came_late_do_not_wait_for_what_the_client_says_next() -> None:
    """Each belongs to its own request."""
    dialogue = opened(
        (2.0, CLIENT, query("1", 2)),
        (3.0, CLIENT, query("2", 3)),
        (4.0, SERVER, state("2", 3)),
        (5.0, SERVER, state("1", 2)),
    )
    guest = Guest(player(dialogue, speed=Speed()))
    guest.says(OPEN)
    guest.waits()
    guest.says(query("1", 9))
    assert guest.waits() == (3.0, [state("1", 9)])


def test_heartbeats_and_farewells_are_always_answered() -> None:
    """Those on the tape are not waited for; after the farewell nothing is said any more."""
    dialogue = opened((2.0, CLIENT, BEAT), (2.0, SERVER, BEAT_CONF), (3.0, CLIENT, CLOSE), (3.0, SERVER, CLOSE_CONF))
    guest = Guest(player(dialogue))
    assert guest.says(BEAT) == [BEAT_CONF]
    assert guest.says(OPEN, BEAT) == [OPEN_CONF, BEAT_CONF]
    assert guest.says(CLOSE) == [CLOSE_CONF]
    assert guest.says(query("1")) == []
    assert guest.player.outcomes()[0].unmatched == []
    other = Guest(player(opened((2.0, CLIENT, query("1")))))
    assert other.says(OPEN, CLOSE) == [OPEN_CONF, CLOSE_CONF]


def test_what_was_said_before_the_client_spoke() -> None:
    """It is sent together with the answer, when the client opens its session."""
    guest = Guest(player(tape((0.0, SERVER, system(1)), (0.5, CLIENT, OPEN), (1.0, SERVER, OPEN_CONF))))
    assert guest.says(OPEN) == [system(1), OPEN_CONF]


@pytest.mark.parametrize(
    ("policy", "answer"),
    [("ignore", []), ("refuse", [m.FailureConf(invoke_id=5, status=REFUSED)]), ("close", [0.0]), ("fail", [0.0])],
)
def test_what_is_not_on_the_tape(policy: Policy, answer: list[object]) -> None:
    """A request that is not on the tape is reported, and treated as the option says."""
    told: list[str] = []
    how = ServerPlayerOptions(speed=FAST, unmatched=policy)
    guest = Guest(ServerPlayer(opened((2.0, CLIENT, query("1"))), how, told.append))
    guest.says(OPEN)
    assert guest.says(query("2", 5)) == answer
    (outcome,) = guest.player.outcomes()
    assert [str(each) for each in outcome.unmatched] == [
        "QUERY_AGENT_STATE_REQ: expected QUERY_AGENT_STATE_REQ, frame 3 of the tape"
    ]
    assert told[-1] == f"client 1: {outcome.unmatched[0]}"
    assert guest.player.is_over is (policy == "fail")


def test_what_has_no_invoke_id_is_not_refused() -> None:
    """There is nothing to answer to; and behind the end of the tape nothing is expected."""
    guest = Guest(player(opened()))
    guest.says(OPEN)
    assert guest.says(m.ConfigRequestKeyEvent(peripheral_id=1)) == []
    assert guest.player.outcomes()[0].unmatched[0].reason == "expected nothing more"


def test_what_is_no_frame_ends_the_connection() -> None:
    """Bytes that are no frame end the connection, as it cannot be read on."""
    guest = Guest(player(opened()))
    effects: list[Effect] = guest.player.received(1, b"GET / HTTP/1.1", 100.0)
    assert effects == [HangUp(1)]
    assert "a body of" in str(guest.player.outcomes()[0].unmatched[0])


def test_no_session_is_open() -> None:
    """Requests before OPEN_REQ are not on the tape."""
    guest = Guest(player(opened()))
    assert guest.says(query("1")) == [m.FailureConf(invoke_id=2, status=REFUSED)]
    assert [(each.session, each.unmatched[0].reason) for each in guest.player.outcomes()] == [
        ("no session", "no session is open")
    ]


def test_another_version_is_refused() -> None:
    """With the guide's status: frames are laid out in the version of the tape."""
    guest = Guest(player(opened()))
    assert guest.says(OPEN.changed(version_number=20)) == [
        m.FailureConf(invoke_id=1, status=StatusCode.INVALID_VERSION)
    ]
    assert guest.player.outcomes()[0].unmatched[0].reason == "the tape has version 25, not 20"


def two() -> Dialogue:
    """A tape with two sessions, which differ in their agent."""
    first = [(0.0, CLIENT, OPEN.changed(agent_id="1")), (1.0, SERVER, OPEN_CONF)]
    second = [(0.0, CLIENT, OPEN.changed(agent_id="2")), (1.0, SERVER, OPEN_CONF.changed(agent_id="2"))]
    return load_dialogue(Header(), [*entries(*first), *entries(*second, session=2)])


def test_sessions_are_given_out_in_order() -> None:
    """Strictly the next one, and when all are played no more."""
    played = player(two())
    guest = Guest(played)
    assert guest.says(OPEN.changed(agent_id="2")) == [m.FailureConf(invoke_id=1, status=REFUSED)]
    assert guest.says(OPEN.changed(agent_id="1")) == [OPEN_CONF]
    assert Guest(played, 2).says(OPEN.changed(agent_id="2")) == [OPEN_CONF.changed(agent_id="2")]
    assert Guest(played, 3).says(OPEN) == [m.FailureConf(invoke_id=1, status=REFUSED)]
    assert [str(each) for outcome in played.outcomes() for each in outcome.unmatched] == [
        "OPEN_REQ: no session of the tape begins so",
        "OPEN_REQ: all sessions of the tape were played",
    ]


def test_sessions_are_found_by_what_they_begin_with() -> None:
    """Leniently, clients may come in another order than on the tape, and the last one gets what is left."""
    played = player(two(), matching=Matching("lenient"))
    assert Guest(played).says(OPEN.changed(agent_id="2")) == [OPEN_CONF.changed(agent_id="2")]
    assert Guest(played, 2).says(OPEN.changed(agent_id="9")) == [OPEN_CONF]


@pytest.mark.parametrize("loops", [3, None])
def test_the_tape_in_loops(loops: int | None) -> None:
    """It begins again when all its sessions were played; without end, if that is wanted."""
    played = player(opened(), loops=loops)
    for number in range(1, 4):
        guest = Guest(played, number)
        assert guest.says(OPEN) == [OPEN_CONF]
        assert not played.is_over
        played.lost(number, 101.0)
    assert played.is_over is (loops is not None)
    assert [outcome.session for outcome in played.outcomes()] == ["session 1", "session 1, loop 2", "session 1, loop 3"]


def test_a_second_session_on_one_connection() -> None:
    """After the farewell of the first one."""
    once = [(0.0, CLIENT, OPEN), (1.0, SERVER, OPEN_CONF), (2.0, CLIENT, CLOSE), (2.0, SERVER, CLOSE_CONF)]
    guest = Guest(player(load_dialogue(Header(), [*entries(*once), *entries(*once, session=2)])))
    assert guest.says(OPEN, CLOSE, OPEN, CLOSE) == [OPEN_CONF, CLOSE_CONF] * 2
    assert [outcome.session for outcome in guest.player.outcomes()] == ["session 1", "session 2"]


def test_the_server_hangs_up_as_on_the_tape() -> None:
    """At the same distance from what the client said last."""
    guest = Guest(player(opened(end=(5.0, SERVER)), speed=Speed()))
    guest.says(OPEN)
    guest.waits()
    assert guest.waits() == (4.0, [1.0])
    assert Guest(player(opened(end=(5.0, CLIENT)))).says(OPEN) == [OPEN_CONF]


def test_step_by_step() -> None:
    """Nothing goes by itself; in the end all that waits does."""
    dialogue = opened(
        (1.5, SERVER, system(1)), (1.6, SERVER, system(2)), (2.0, CLIENT, query("1")), (3.0, SERVER, state("1"))
    )
    guest = Guest(player(dialogue, speed=Speed(by_step=True)))
    assert guest.says(OPEN) == []
    assert heard(guest.player.step(100.0)) == [OPEN_CONF]
    assert heard(guest.player.step(100.0)) == [system(1)]
    assert guest.says(query("1")) == []
    assert heard(guest.player.step(100.0)) == [system(2)]
    assert heard(guest.player.run_on(100.0)) == [state("1")]
    assert guest.player.step(100.0) == []


def test_times_are_moved_to_now() -> None:
    """By as much as lies between the tape and now, when each message is sent; 0 stands for no time."""
    dialogue = opened((5.0, SERVER, system(3, time=START + 5)), (6.0, SERVER, system(4, time=0)))
    guest = Guest(player(dialogue, speed=Speed(), moves_times=True), now=5000.0)
    guest.says(OPEN)
    assert guest.waits() == (1.0, [OPEN_CONF.changed(icm_central_controller_time=5000)])
    assert guest.waits() == (4.0, [system(3, time=5005)])
    assert guest.waits() == (1.0, [system(4, time=0)])


def test_times_of_a_tape_that_does_not_say_when_it_began() -> None:
    """The first time in a message is taken for the time at which it was sent."""
    dialogue = opened((5.0, SERVER, system(3, time=START + 4)))
    undated = attrs.evolve(dialogue, header=Header())
    guest = Guest(player(undated, speed=Speed(), moves_times=True), now=5000.0)
    guest.says(OPEN)
    assert guest.waits() == (1.0, [OPEN_CONF.changed(icm_central_controller_time=5001)])
    assert guest.waits() == (4.0, [system(3, time=5005)])
