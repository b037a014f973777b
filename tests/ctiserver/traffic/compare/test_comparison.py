"""Promises of the comparison: a tape equals itself, and what is planted is found, and nothing else."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

import attrs
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ctiproto import messages as m
from ctiproto.codec import codec
from ctiproto.connection import Role
from ctiproto.constants import ConnectionDeviceIDType, StatusCode
from ctiproto.declare import Message
from ctiproto.json_form import from_json, to_json
from ctiproto.versions import Profile
from ctiserver.tapes.entries import Header
from ctiserver.traffic.compare.comparison import ComparedMessage, Comparison, compare_halves
from ctiserver.traffic.compare.messages import ABSENT, FieldDifference
from ctiserver.traffic.compare.rules import DEFAULTS, Ignored, Rules, Tolerated
from ctiserver.traffic.replay.dialogue import Dialogue, load_dialogue
from ctiserver.traffic.replay.expecting import Heard
from ctiserver.traffic.replay.fields import fields_of
from tests.ctiserver.traffic.compare.plants import Place, places, planted
from tests.ctiserver.traffic.replay.dialogues import CLIENT, OPEN, SERVER, VERSION, Line, entries, query, state, system
from tests.ctiserver.traffic.replay.test_fields import cleared as ended
from tests.support.harness import World, demo
from tests.support.taping import TapedExpress, TapedWorld, asked, express_office, office

ORDERED = attrs.evolve(DEFAULTS, streams="one")
FREE = attrs.evolve(DEFAULTS, unsolicited="free")


@cache
def recorded_and_heard(version: int) -> tuple[Dialogue, list[Heard]]:
    """The tape of an office, and what another one says to its clients, where calls have other numbers."""
    dialogue = office(version).dialogue
    world = World(site=demo())
    for _ in range(3):
        world.caller_hangs_up(world.caller_calls())
    return dialogue, asked(dialogue, world).heard


@pytest.mark.parametrize("version", [10, 17, 18])
def test_a_tape_of_unified_ccx_equals_itself(version: int) -> None:
    """Its calls have other names, and are other ones on another day."""
    dialogue = express_office(version).dialogue
    world = TapedExpress()
    for _ in range(3):
        world.caller_hangs_up(world.caller_calls())
    heard = asked(dialogue, world).heard
    comparison = compare_halves(dialogue, heard, DEFAULTS)
    assert comparison.different == ()
    assert (comparison.percent, len(comparison.messages)) == (100.0, len(heard) - 1), "all but the heartbeat"


def found(dialogue: Dialogue, heard: Sequence[Heard], rules: Rules = DEFAULTS) -> list[ComparedMessage]:
    """The messages that are different."""
    return list(compare_halves(dialogue, heard, rules).different)


@pytest.mark.parametrize("version", [9, 15, 20, 25])
def test_a_tape_equals_itself(version: int) -> None:
    """Although calls, sessions and times are others."""
    dialogue, heard = recorded_and_heard(version)
    comparison = compare_halves(dialogue, heard, DEFAULTS)
    assert comparison.different == ()
    assert (comparison.percent, len(comparison.messages)) == (100.0, len(heard) - 1), "all but the heartbeat"
    assert comparison.fields[0] == comparison.fields[1] > 500
    assert found(dialogue, heard, ORDERED) == found(dialogue, heard, FREE) == []


@given(seed=st.integers(0, 1 << 32), version=st.sampled_from([9, 13, 15, 19, 20, 24, 25]), seconds=st.integers(1, 200))
@settings(max_examples=8, deadline=None)
def test_any_day_equals_itself(seed: int, version: int, seconds: int) -> None:
    """With callers and agents who act by themselves, but with another number of sessions before."""
    world = TapedWorld(workload=True, seed=seed, calls_per_hour=1200)
    world.bridge(version).sends(m.HeartbeatReq(invoke_id=1))
    world.passes(seconds)
    dialogue = world.dialogue
    again = World(workload=True, seed=seed, calls_per_hour=1200)
    again.connects()
    assert found(dialogue, asked(dialogue, again).heard) == []


def test_without_any_rules_only_times_and_keys_differ() -> None:
    """Identifiers are renamed in any case."""
    dialogue, heard = recorded_and_heard(VERSION)
    names = {each.field.partition("[")[0] for one in found(dialogue, heard, Rules()) for each in one.fields}
    assert names == {"InvokeID", "ClientPort", "SendingPort"}


def test_three_planted_differences_are_found() -> None:
    """Exactly the three fields that were changed are told, and the share of equal fields is below 100."""
    dialogue, heard = recorded_and_heard(VERSION)
    where = list(places(heard))
    chosen = [where[5], where[len(where) // 2], where[-3]]
    different = found(dialogue, planted(heard, chosen))
    assert [len(each.fields) for each in different] == [1, 1, 1]
    names = [heard[number].fields[place].name for number, place in chosen]
    assert [each.fields[0].field.partition("[")[0] for each in different] == names
    assert compare_halves(dialogue, planted(heard, chosen), DEFAULTS).percent < 100


@given(st.sampled_from([9, 15, 20, 25]), st.data())
@settings(max_examples=30, deadline=None)
def test_exactly_what_is_planted_is_found(version: int, data: st.DataObject) -> None:
    """In any fields of any messages."""
    dialogue, heard = recorded_and_heard(version)
    chosen = data.draw(st.sets(st.sampled_from(list(places(heard))), max_size=5))
    different = found(dialogue, planted(heard, chosen))
    assert sorted(_names(different)) == sorted(_expected(heard, chosen))


def _names(different: Sequence[ComparedMessage]) -> list[tuple[str, str]]:
    return [(each.message, field.field.partition("[")[0]) for each in different for field in each.fields]


def _expected(heard: Sequence[Heard], chosen: set[Place]) -> list[tuple[str, str]]:
    return [(_name(heard[number]), heard[number].fields[place].name) for number, place in chosen]


def _name(heard: Heard) -> str:
    return codec(heard.profile).decode(heard.frame).message.name


@given(st.data())
@settings(max_examples=20, deadline=None)
def test_a_message_that_is_missing_or_surplus_spoils_no_other(data: st.DataObject) -> None:
    """One difference, whatever stands behind it."""
    dialogue, heard = recorded_and_heard(VERSION)
    at = data.draw(st.sampled_from([at for at, each in enumerate(heard) if _name(each) != "HEARTBEAT_CONF"]))
    (missing,) = found(dialogue, heard[:at] + heard[at + 1 :])
    assert (missing.message, missing.verdict) == (_name(heard[at]), "missing")
    (surplus,) = found(dialogue, heard[: at + 1] + heard[at:])
    assert (surplus.message, surplus.verdict, surplus.order) == (_name(heard[at]), "surplus", None)


# --- by hand ---------------------------------------------------------------------------------------------------------


def tape(*messages: Message) -> Dialogue:
    """The tape of a session of one client, which says OPEN_REQ and two more requests."""
    said: list[Line] = [
        (0.0, CLIENT, OPEN),
        (0.0, CLIENT, query("1")),
        *((0.0, SERVER, message) for message in messages),
    ]
    return load_dialogue(Header(), entries(*said, session=7))


def heard(*messages: Message, answers: int | None = None) -> list[Heard]:
    """What a server says; ``answers`` is the request for those with an InvokeID."""
    frames = [codec(Profile(VERSION)).encode(message) for message in messages]
    requests = [answers if hasattr(message, "invoke_id") else None for message in messages]
    return [
        Heard(0, frame, Profile(VERSION), request, fields_of(frame, Profile(VERSION)))
        for frame, request in zip(frames, requests, strict=True)
    ]


def cleared(number: int, device: str = "X1") -> m.CallConnectionClearedEvent:
    """The end of a part of a call."""
    return ended(call=number, device=device, kind=ConnectionDeviceIDType.DYNAMIC, monitor=0)


def test_values_that_are_not_there() -> None:
    """A field of which one message has fewer is absent in the other."""
    (compared,) = found(tape(system(3, "x")), heard(system(3)))
    assert compared.fields == (FieldDifference("Text", "x", ABSENT),)
    (compared,) = found(tape(system(3)), heard(system(3, "x")))
    assert compared.fields == (FieldDifference("Text", ABSENT, "x"),)


def test_one_value_of_several_that_is_missing() -> None:
    """The others find their partners."""
    mine = system(3)
    several = [["Text", text] for text in ("a", "b", "c")]
    form = {**to_json(codec(Profile(VERSION)).encode(mine), Profile(VERSION)), "floating": several}
    fewer = {**form, "floating": several[:1] + several[2:]}
    frame = from_json(fewer, Profile(VERSION))
    said = [Heard(0, frame, Profile(VERSION), None, fields_of(frame, Profile(VERSION)))]
    dialogue = tape()
    taped = attrs.evolve(
        dialogue.sessions[0].frames[1], order=2, sender=Role.SERVER, frame=from_json(form, Profile(VERSION))
    )
    taped = attrs.evolve(taped, fields=fields_of(taped.frame, Profile(VERSION)))
    session = attrs.evolve(dialogue.sessions[0], frames=(*dialogue.sessions[0].frames, taped))
    (compared,) = found(attrs.evolve(dialogue, sessions=(session,)), said)
    assert compared.fields == (FieldDifference("Text[2]", "b", ABSENT),)


def test_numbers_that_are_near_each_other() -> None:
    """Numbers that are near each other are no difference, if the rules say so."""
    rules = attrs.evolve(DEFAULTS, tolerated=(Tolerated(1, "SYSTEM_EVENT", "SystemEventID"),))
    assert found(tape(system(3)), heard(system(4)), rules) == []
    (compared,) = found(tape(system(3)), heard(system(5)), rules)
    assert compared.fields == (FieldDifference("SystemEventID", 3, 5),)


def test_messages_that_do_not_count() -> None:
    """May be there or not."""
    rules = attrs.evolve(DEFAULTS, ignored=(Ignored("SYSTEM_*"),))
    comparison = compare_halves(tape(system(3)), heard(system(1), system(2)), rules)
    assert (comparison.messages, comparison.percent, comparison.fields) == ((), 100.0, (0, 0))


def test_what_changes_places_is_told_once() -> None:
    """A message that came at another place is one difference, or none if the order does not count."""
    dialogue, said = tape(system(1), system(2), system(3, "x")), heard(system(3, "x"), system(1), system(2))
    (compared,) = found(dialogue, said)
    assert (compared.verdict, compared.order, compared.place) == ("moved", 4, "session 7, frame 5")
    assert found(dialogue, said, FREE) == []


def test_in_any_order_what_differs_still_finds_a_partner() -> None:
    """One that is like it, if there is one."""
    assert [each.verdict for each in found(tape(system(1)), heard(system(3), system(1)), FREE)] == ["surplus"]
    assert [each.verdict for each in found(tape(system(1), system(3)), heard(system(3)), FREE)] == ["missing"]
    assert [each.verdict for each in found(tape(system(1), system(3)), heard(system(3), system(2)), FREE)] == ["fields"]


def test_another_answer_is_told_with_its_reason() -> None:
    """An answer in place of another is reported with the reason that it gives."""
    conf = state("1")
    dialogue = tape(conf)
    refused = heard(m.FailureConf(invoke_id=2, status=StatusCode(7)), answers=1)
    (compared,) = found(dialogue, refused)
    assert (compared.verdict, compared.message, compared.heard) == (
        "instead",
        "QUERY_AGENT_STATE_CONF",
        "FAILURE_CONF Status 7",
    )
    (compared,) = found(dialogue, [])
    assert (compared.verdict, compared.stream, compared.place) == ("missing", "answer", "session 7, frame 3")
    twice = found(dialogue, [*heard(conf, answers=1), *refused])
    assert [(each.verdict, each.place) for each in twice] == [("surplus", "session 7, after frame 3")]


def test_the_order_of_answers_and_of_what_nobody_asked_for() -> None:
    """Counts only if the rules say that the two are one stream."""
    conf = m.HeartbeatConf(invoke_id=2)
    rules = Rules(streams="one")
    report = m.ClientEventReportConf(invoke_id=2)
    dialogue, said = tape(report, system(1)), [*heard(system(1)), *heard(report, answers=1)]
    assert found(dialogue, said) == []
    assert [each.verdict for each in found(dialogue, said, attrs.evolve(DEFAULTS, streams="one"))] == ["moved"]
    assert found(tape(conf), heard(conf, answers=1), rules) == []


def test_calls_that_are_mixed_with_each_other() -> None:
    """Each finds its own, and an identifier that changes within a call is a difference."""
    dialogue = tape(cleared(1), cleared(2), cleared(1), cleared(2, "X2"), cleared(1))
    assert found(dialogue, heard(cleared(11), cleared(12), cleared(11), cleared(12, "X9"), cleared(11))) == []
    (compared,) = found(dialogue, heard(cleared(11), cleared(12), cleared(11), cleared(12, "X9"), cleared(12)))
    names = [each.field for each in compared.fields]
    assert (compared.order, names) == (6, ["ConnectionCallID", "ConnectionDeviceID"])


def test_a_hundred_percent_is_only_said_of_what_is_equal() -> None:
    """However small the difference is among many messages."""
    equal = ComparedMessage(1, "answer", "OPEN_CONF", "equal", 0, compared=3)
    other = attrs.evolve(equal, verdict="missing")
    assert Comparison((equal,) * 99_999 + (other,)).percent == 99.9
    assert Comparison((other,)).percent == 0
    assert Comparison((equal, other)).fields == (6, 6)
