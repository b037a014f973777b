"""Promises of a tape as a client, by plain calls in virtual time."""

from __future__ import annotations

import math

import pytest

from ctiproto import messages as m
from ctiproto.codec import codec
from ctiproto.connection import Role
from ctiproto.constants import ConfigEndStatus, ConfigMsgMask, ConfigType, ConnectionDeviceIDType, LineType, StatusCode
from ctiproto.declare import Message
from ctiproto.versions import Profile
from ctiserver.engine.effects import Connect, Effect, HangUp, Send
from ctiserver.site.endpoints import Endpoint
from ctiserver.tapes.entries import Header
from ctiserver.traffic.replay import as_client
from ctiserver.traffic.replay.as_client import ClientPlayer, ClientPlayerOptions
from ctiserver.traffic.replay.as_server import ServerPlayerOptions
from ctiserver.traffic.replay.dialogue import Dialogue, load_dialogue
from ctiserver.traffic.replay.speed import Speed
from tests.ctiserver.traffic.replay.dialogues import (
    BEAT,
    CLIENT,
    CLOSE,
    CLOSE_CONF,
    OPEN,
    OPEN_CONF,
    SERVER,
    VERSION,
    entries,
    opened,
    query,
    state,
    system,
    written,
)
from tests.ctiserver.traffic.replay.test_fields import cleared
from tests.support.harness import PG, World, call_req, dial_req
from tests.support.taping import asked, office, played_to

FAST = Speed(math.inf)
NOBODY = Endpoint("", 0)


class Chair:
    """The server's end of a player, played by hand.

    Args:
        dialogue: what is played.
        more: how.
    """

    def __init__(self, dialogue: Dialogue, **more: object) -> None:
        self.now = 100.0
        self.said: list[str] = []
        how = ClientPlayerOptions(**{"speed": FAST, **more})  # type: ignore[arg-type] # as they came
        self.player = ClientPlayer(dialogue, how, self.said.append)
        assert self.player.start(self.now) == [Connect(0)]

    def connects(self, client: int = 0) -> list[object]:
        """The connection is there; what the player says then."""
        return _shown(self.player.connected(client, "", NOBODY, self.now))

    def says(self, *messages: Message, client: int = 0) -> list[object]:
        """The server says something; what the player says then."""
        return _shown(self.player.received(client, b"".join(written(each) for each in messages), self.now))

    def waits(self) -> tuple[float, list[object]]:
        """Wait for what is due next: after how long it comes, and what it is."""
        due = self.player.next_deadline()
        assert due is not None
        waited, self.now = due - self.now, due
        return round(waited, 6), _shown(self.player.tick(due))

    @property
    def troubles(self) -> list[str]:
        """What was not as on the tape."""
        return [str(each) for outcome in self.player.outcomes() for each in outcome.unmatched]


END = [HangUp(0, 0.05)]


def _shown(effects: list[Effect]) -> list[object]:
    return [
        codec(Profile(VERSION)).decode(effect.data).message if isinstance(effect, Send) else effect
        for effect in effects
    ]


def test_a_client_waits_where_it_had_waited() -> None:
    """For the answers that the tape has before its next frame, with InvokeIDs of its own."""
    chair = Chair(opened((2.0, CLIENT, query("1")), (2.5, SERVER, state("1")), (3.0, CLIENT, CLOSE)))
    assert chair.connects() == [OPEN]
    assert chair.says(OPEN_CONF) == [query("1", 3)]
    assert chair.says(state("1", 3)) == [CLOSE.changed(invoke_id=5), *END]
    (outcome,) = chair.player.outcomes()
    assert (outcome.matched, outcome.frames, outcome.sent, outcome.own, outcome.unmatched) == (2, 2, 3, 3, [])
    assert chair.player.is_over
    assert chair.player.next_deadline() is None
    assert chair.player.lost(0, 101.0) == []
    assert chair.said[0] == "session 1: sent OPEN_REQ, frame 1 of the tape"


def test_distances_are_those_of_the_tape() -> None:
    """From what was said last, by either end; a server that is slow delays what follows."""
    chair = Chair(opened((3.0, CLIENT, query("1")), (3.5, SERVER, state("1")), (5.5, CLIENT, CLOSE)), speed=Speed(2.0))
    chair.connects()
    chair.says(OPEN_CONF)
    assert chair.waits() == (1.5, [query("1", 3)])
    chair.now += 1
    assert chair.says(state("1", 3)) == []
    assert chair.waits() == (1.0, [CLOSE.changed(invoke_id=5), *END])


def test_requests_that_did_not_wait_do_not_wait() -> None:
    """Answers that the tape has later may come earlier."""
    dialogue = opened(
        (2.0, CLIENT, query("1", 2)),
        (2.0, CLIENT, query("2", 3)),
        (2.5, SERVER, state("1", 2)),
        (2.5, SERVER, state("2", 3)),
        (3.0, CLIENT, CLOSE),
    )
    chair = Chair(dialogue)
    chair.connects()
    assert chair.says(OPEN_CONF) == [query("1", 3), query("2", 4)]
    assert chair.says(state("2", 4)) == []
    assert chair.says(state("1", 3)) == [CLOSE.changed(invoke_id=7), *END]
    early = Chair(
        opened((2.0, CLIENT, query("1")), (9.0, CLIENT, query("2", 3)), (9.5, SERVER, state("1"))), speed=Speed()
    )
    early.connects()
    early.says(OPEN_CONF)
    assert early.waits() == (2.0, [query("1", 3)])
    assert early.says(state("1", 3)) == []
    assert early.waits() == (7.0, [query("2", 4), *END])
    assert early.troubles == []


def test_an_answer_that_does_not_come_is_waited_for_as_long_as_patience_lasts() -> None:
    """From when it should have come; then the tape goes on."""
    dialogue = opened(
        (2.0, CLIENT, query("1")), (7.0, SERVER, state("1")), (8.0, CLIENT, CLOSE), (9.0, SERVER, CLOSE_CONF)
    )
    chair = Chair(dialogue, speed=Speed(), patience=3.0)
    chair.connects()
    chair.says(OPEN_CONF)
    chair.waits()
    assert chair.says(system(1)) == []
    assert chair.waits() == (8.0, [CLOSE.changed(invoke_id=5)])
    assert chair.waits() == (4.0, END)
    assert chair.troubles == [
        "QUERY_AGENT_STATE_CONF: frame 4 of the tape did not come",
        "CLOSE_CONF: frame 6 of the tape did not come",
    ]


def test_a_server_that_says_nothing_at_all_is_waited_for_once() -> None:
    """Patience is spent once on a silent server, and not for each request."""
    chair = Chair(opened((2.0, CLIENT, query("1")), (2.5, SERVER, state("1")), (3.0, CLIENT, CLOSE)), patience=3.0)
    chair.connects()
    assert chair.waits() == (3.0, [query("1", 3), CLOSE.changed(invoke_id=5), *END])
    assert len(chair.troubles) == 2


def questions(count: int) -> Dialogue:
    """So many questions about agents, one after the other, each with its answer."""
    lines: list[tuple[float, Role, Message]] = []
    for number in range(count):
        asked, answered = query(str(number), 2 + number), state(str(number), 2 + number)
        lines += [(2.0 + number, CLIENT, asked), (2.5 + number, SERVER, answered)]
    return opened(*lines)


def waited(player: Chair) -> list[float]:
    """What is waited for one thing after the other until all is over, the server being silent."""
    times = []
    while not player.player.is_over:
        times.append(player.waits()[0])
    return times


def test_a_server_that_answers_no_request_is_waited_for_ten_times() -> None:
    """Not again for each request of the tape, however much it sends that nobody asked for."""
    chair = Chair(questions(50), patience=3.0)
    chair.connects()
    chair.says(OPEN_CONF)
    assert waited(chair) == [3.0] * 10
    assert len(chair.troubles) == 50
    flooded = Chair(questions(50), patience=3.0)
    flooded.connects()
    flooded.says(OPEN_CONF)
    while not flooded.player.is_over:
        flooded.now += 0.5
        flooded.says(*[BEAT] * 10)
    assert flooded.now == 100.0 + 10 * 3.0


def test_a_server_that_answers_again_is_waited_for_again() -> None:
    """The requests in a row that it did not answer are counted; an answer that came before counts once."""
    chair = Chair(questions(13), patience=3.0)
    chair.connects()
    chair.says(OPEN_CONF)
    for _ in range(9):
        assert chair.waits()[0] == 3.0
    assert chair.says(state("9", 3 + 2 * 9)) == [query("10", 3 + 2 * 10)]
    assert waited(chair) == [3.0] * 3
    repeated = Chair(questions(13), patience=3.0)
    repeated.connects()
    repeated.says(OPEN_CONF)
    for _ in range(9):
        repeated.says(OPEN_CONF)
        assert repeated.waits()[0] == 3.0
    assert waited(repeated) == [3.0]


def test_what_comes_unasked_does_not_prolong_a_wait() -> None:
    """Not even if it is on the tape: patience is counted from what is waited for."""
    events = [(2.2, SERVER, system(number)) for number in range(1, 4)]
    chair = Chair(
        opened((2.0, CLIENT, query("1")), (2.1, SERVER, state("1")), *events, (3.0, CLIENT, CLOSE)), patience=3.0
    )
    chair.connects()
    chair.says(OPEN_CONF)
    for number in range(1, 4):
        chair.now += 0.9
        assert chair.says(system(number)) == []
    assert chair.waits() == (0.3, [CLOSE.changed(invoke_id=8), *END])


def test_of_what_the_tape_does_not_have_only_so_much_is_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    """The rest is counted; what the tape has is kept however much came before it."""
    monkeypatch.setattr(as_client, "_SURPLUS", 0)
    chair = Chair(opened((2.0, CLIENT, query("1")), (2.5, SERVER, state("1"))))
    chair.connects()
    chair.says(*[BEAT] * 1000)
    assert len(chair.player.heard) + chair.player.unkept == 1000
    assert 0 < len(chair.player.heard) < 10
    kept = len(chair.player.heard)
    chair.says(OPEN_CONF)
    chair.says(state("1", 3))
    assert len(chair.player.heard) == kept + 2
    nothing = Chair(opened(), keeps=False)
    nothing.connects()
    nothing.says(BEAT, OPEN_CONF)
    assert (nothing.player.heard, nothing.player.unkept) == ([], 0)


def test_nothing_is_heard_when_all_is_over() -> None:
    """Also not in the bytes that ended it; a connection that is made too late is ended at once."""
    lines = [(0.0, CLIENT, OPEN), (1.0, SERVER, OPEN_CONF)]
    second = entries((1.5, CLIENT, OPEN.changed(client_id="b")), session=2)
    chair = Chair(load_dialogue(Header(), [*entries(*lines), *second]), stops=True)
    assert chair.connects() == [OPEN, Connect(1)]
    refusal = m.FailureConf(invoke_id=1, status=StatusCode.TIMEOUT)
    assert chair.says(refusal, BEAT, BEAT) == [*END, HangUp(1, 0.05)]
    chair.says(BEAT)
    assert len(chair.player.heard) == 1
    assert chair.connects(1) == [HangUp(1)]


def test_another_answer_is_as_good_as_any() -> None:
    """A refusal is told, and the tape goes on."""
    refusal = m.FailureConf(invoke_id=3, status=StatusCode.TIMEOUT)
    chair = Chair(opened((2.0, CLIENT, query("1")), (2.5, SERVER, state("1")), (3.0, CLIENT, CLOSE)))
    chair.connects()
    chair.says(OPEN_CONF)
    assert chair.says(refusal) == [CLOSE.changed(invoke_id=5), *END]
    assert chair.troubles == ["QUERY_AGENT_STATE_CONF: the server said FAILURE_CONF Status 16"]
    early = Chair(
        opened((2.0, CLIENT, query("1")), (9.0, CLIENT, query("2", 3)), (9.5, SERVER, state("1"))), speed=Speed()
    )
    early.connects()
    early.says(OPEN_CONF)
    early.waits()
    assert early.says(refusal) == []
    assert early.waits()[1] == [query("2", 4), *END]
    assert early.troubles == ["QUERY_AGENT_STATE_CONF: the server said FAILURE_CONF Status 16"]


@pytest.mark.parametrize("answer", [m.FailureConf(invoke_id=1, status=StatusCode.TIMEOUT), None])
def test_the_first_trouble_may_end_everything(answer: Message | None) -> None:
    """Whether it is another answer or none."""
    chair = Chair(opened((2.0, CLIENT, query("1"))), stops=True)
    chair.connects()
    assert (chair.waits()[1] if answer is None else chair.says(answer)) == END
    assert len(chair.troubles) == 1


def test_what_nobody_asked_for_need_not_come() -> None:
    """An unsolicited event is waited for in the end only, and may be missing; a surplus one is kept, too."""
    chair = Chair(opened((1.5, SERVER, system(1)), (1.6, SERVER, system(2)), (2.0, CLIENT, query("1"))), patience=3.0)
    chair.connects()
    assert chair.says(OPEN_CONF) == [query("1", 5)]
    assert chair.says(system(9), system(7), system(5)) == END
    settled = Chair(opened(), settle=2.0)
    settled.connects()
    settled.says(OPEN_CONF)
    assert settled.waits() == (2.0, END)
    missing = Chair(opened((1.5, SERVER, system(1))), patience=3.0)
    missing.connects()
    missing.says(OPEN_CONF)
    assert missing.waits() == (3.0, END)
    assert (chair.troubles, missing.troubles) == ([], [])
    assert missing.player.outcomes()[0].missing == 1


def test_what_came_too_early_counts_when_it_is_due() -> None:
    """A server may be faster than the tape."""
    chair = Chair(opened((2.0, CLIENT, query("1")), (2.5, SERVER, state("1")), (3.0, SERVER, system(1))))
    chair.connects()
    assert chair.says(system(1), OPEN_CONF) == [query("1", 3)]
    assert chair.says(state("1", 3)) == END
    assert chair.player.outcomes()[0].missing == 0


def test_of_several_that_may_be_it_the_one_that_says_the_same() -> None:
    """Of several frames that it may be, the one with the same fields counts, or else the first."""
    chair = Chair(opened((1.5, SERVER, system(1)), (1.6, SERVER, system(2)), (2.0, CLIENT, query("1"))))
    chair.connects()
    chair.says(OPEN_CONF)
    assert chair.says(system(2)) == []
    assert chair.says(system(7)) == END


def test_a_connection_that_is_lost() -> None:
    """What was still to be said and heard on it is told; other sessions go on."""
    lines = [(0.0, CLIENT, OPEN), (1.0, SERVER, OPEN_CONF), (2.0, CLIENT, query("1")), (3.0, SERVER, state("1"))]
    second = [(1.0, CLIENT, OPEN.changed(client_id="b")), (2.0, SERVER, OPEN_CONF)]
    dialogue = load_dialogue(Header(), [*entries(*lines), *entries(*second, session=2)])
    chair = Chair(dialogue)
    assert chair.connects() == [OPEN]
    assert chair.player.lost(0, 100.0) == [Connect(1)]
    assert chair.player.lost(0, 100.0) == []
    assert chair.connects(1) == [OPEN.changed(invoke_id=5, client_id="b")]
    assert chair.says(OPEN_CONF.changed(invoke_id=5), client=1) == [HangUp(1, 0.05)]
    assert chair.troubles == [
        "QUERY_AGENT_STATE_REQ: the connection was lost before it could be sent",
        "OPEN_CONF: frame 2 of the tape did not come",
    ]


def test_what_is_no_frame_ends_the_connection() -> None:
    """Bytes that are no frame end the connection, and with it all that was still expected."""
    chair = Chair(opened())
    chair.connects()
    assert chair.player.received(0, b"HTTP/1.1 400 Bad Request", 100.0) == [HangUp(0)]
    assert [trouble.partition(":")[0] for trouble in chair.troubles][1:] == ["OPEN_CONF"]
    assert chair.player.is_over


def test_step_by_step() -> None:
    """A frame for each step, once what it needs is there; in the end without any."""
    dialogue = opened(
        (2.0, CLIENT, query("1")), (3.0, SERVER, state("1")), (4.0, CLIENT, query("2")), (5.0, CLIENT, CLOSE)
    )
    player = ClientPlayer(dialogue, ClientPlayerOptions(speed=Speed(by_step=True)))
    assert player.start(0.0) == []
    assert player.next_deadline() is None
    assert player.step(0.0) == [Connect(0)]
    assert _shown(player.connected(0, "", NOBODY, 0.0)) == [OPEN]
    assert player.step(0.0) == []
    assert _shown(player.received(0, written(OPEN_CONF), 0.0)) == [query("1", 3)]
    assert player.received(0, written(state("1", 3)), 0.0) == []
    assert _shown(player.step(0.0)) == [query("2", 5)]
    assert _shown(player.run_on(90.0)) == [CLOSE.changed(invoke_id=6), *END]


def test_times_are_moved_to_now() -> None:
    """In the messages of a client there are none as yet; it does no harm."""
    chair = Chair(opened(), moves_times=True)
    assert chair.connects() == [OPEN]


def test_requests_of_the_server_are_answered_with_its_invoke_id() -> None:
    """Which is another one than on the tape; the answer waits for the request."""
    ask, answer = (
        m.ActiveMaintenanceReqMsg(invoke_id=5),
        m.ActiveMaintenanceRespMsg(invoke_id=5, maintenance_mode_accepted=True),
    )
    dialogue = opened((1.5, SERVER, ask), (2.0, CLIENT, answer), (3.0, CLIENT, CLOSE))
    chair = Chair(dialogue)
    chair.connects()
    assert chair.says(OPEN_CONF) == []
    assert chair.says(ask.changed(invoke_id=70)) == [answer.changed(invoke_id=70), CLOSE.changed(invoke_id=5), *END]
    missed = Chair(dialogue)
    missed.connects()
    missed.says(OPEN_CONF)
    assert missed.waits() == (5.0, [answer, CLOSE.changed(invoke_id=5), *END])


def test_an_upload_is_over_with_its_last_message() -> None:
    """However many records another site has."""
    group = m.ConfigSkillGroupEvent(records=())
    begin = m.ConfigBeginEvent(config_type=ConfigType(1), config_information=ConfigMsgMask(2))
    end = m.ConfigEndEvent(config_end_status=ConfigEndStatus(0))
    wanted = m.ConfigRequestEvent(config_information=ConfigMsgMask(2), peripheral_id=PG)
    told = [(2.5, SERVER, each) for each in (begin, group, group, end)]
    chair = Chair(opened((2.0, CLIENT, wanted), *told, (3.0, CLIENT, CLOSE)))
    chair.connects()
    chair.says(OPEN_CONF)
    assert chair.says(begin, group) == []
    assert chair.says(end) == [CLOSE.changed(invoke_id=8)]
    assert chair.waits() == (5.0, END)


def test_calls_have_other_numbers_today() -> None:
    """A whole office is played against another one in which calls went before."""
    dialogue = office().dialogue
    world = World()
    for _ in range(3):
        world.caller_hangs_up(world.caller_calls())
    player = asked(dialogue, world)
    assert [outcome.unmatched for outcome in player.outcomes()] == [[], [], []]
    assert [outcome.missing for outcome in player.outcomes()] == [0, 0, 0]
    numbers = {field.value for each in player.heard for field in each.fields if field.name == "NewConnectionCallID"}
    recorded = {
        field.value for taped in dialogue.frames for field in taped.fields if field.name == "NewConnectionCallID"
    }
    assert numbers.isdisjoint(recorded)


def test_an_identifier_that_never_comes_is_waited_for_no_longer_than_patience() -> None:
    """After patience the identifier of the tape is used."""
    made = m.MakeCallConf(
        invoke_id=6,
        new_connection_call_id=7,
        new_connection_device_id_type=ConnectionDeviceIDType.STATIC,
        line_type=LineType(0),
        new_connection_device_id="2",
    )
    answer = call_req(m.AnswerCallReq, "2002", 7)
    dialogue = opened((2.0, CLIENT, dial_req("2001", "2002")), (3.0, SERVER, made), (4.0, CLIENT, answer))
    chair = Chair(dialogue)
    chair.connects()
    chair.says(OPEN_CONF)
    assert chair.says(m.FailureConf(invoke_id=3, status=StatusCode.TIMEOUT)) == [answer.changed(invoke_id=5), *END]
    known = Chair(dialogue)
    known.connects()
    known.says(OPEN_CONF)
    renamed = call_req(m.AnswerCallReq, "2002", 70).changed(invoke_id=5)
    assert known.says(made.changed(invoke_id=3, new_connection_call_id=70)) == [renamed, *END]


def test_a_tape_plays_with_itself() -> None:
    """One half asks, the other answers, at any pace, and nothing is left over."""
    dialogue = office(20).dialogue
    for pace in (Speed(), FAST):
        player = played_to(dialogue, dialogue, ClientPlayerOptions(speed=pace), ServerPlayerOptions(speed=pace))
        assert [(outcome.missing, outcome.unmatched) for outcome in player.outcomes()] == [(0, [])] * 3


def test_events_of_calls_that_are_mixed_otherwise() -> None:
    """What is known of identifiers says which event is which."""

    def over(call: int) -> Message:
        return cleared(call=call, device="2001", kind=ConnectionDeviceIDType.STATIC, monitor=0)

    answer = call_req(m.AnswerCallReq, "2002", 2)
    told = [(1.5, SERVER, over(1)), (1.6, SERVER, over(2)), (1.7, SERVER, over(1)), (1.8, CLIENT, answer)]
    chair = Chair(opened(*told))
    chair.connects()
    assert chair.says(OPEN_CONF, over(11), over(11)) == []
    assert chair.says(over(12)) == [call_req(m.AnswerCallReq, "2002", 12).changed(invoke_id=6), *END]
