"""Promises of redaction: what is redacted is nowhere on the tape.

Originals are searched for in the bytes of the lines: as they are, as hex, and as text in JSON.
"""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ctiproto.errors import RemoteProtocolError
from ctiproto.json_form import to_json
from ctiproto.versions import VERSIONS, Dialect, Profile
from ctiserver.tapes.entries import Begin, End, Frame, Lost, Stray
from ctiserver.tapes.redaction import Redactor
from ctiserver.tapes.selection import GROUPS, selected, vocabulary_of
from ctiserver.tapes.writing import entry_bytes
from tests.ctiproto.frames import bodies, frames
from tests.ctiserver.tapes.examples import BEAT, CLIENT, OPEN, SERVER
from tests.support.frames import Field, floating, named, open_frame

DECLARED = vocabulary_of(Dialect.UCCE).declared
SECRET = b"a secret that nobody writes down"
PLAIN = settings(max_examples=200, derandomize=True, deadline=None)
WORD = b"Sesame-4711"
BEGIN_CALL, BEGIN_CALL_SIZE = 23, 26
SET_AGENT_STATE, SET_AGENT_STATE_SIZE = 38, 21
ANI, PASSWORD, NAMED, ARRAY, ID_LONG, DURATION, UNKNOWN = 8, 49, 82, 83, 194, 150, 54


def framed(number: int, size: int, *fields: Field, version: int = 25, fixed: bytes = b"") -> bytes:
    """A frame whose fixed part is mostly zeros."""
    body = fixed.ljust(size, b"\0") + floating(fields, version)
    return len(body).to_bytes(4) + number.to_bytes(4) + body


def call(*fields: Field, version: int = 25) -> bytes:
    """A BEGIN_CALL_EVENT with these floating fields."""
    return framed(BEGIN_CALL, BEGIN_CALL_SIZE, *fields, version=version)


def redacted(data: bytes, version: int | Profile | None, *words: str) -> bytes:
    """A frame as it stands on the tape."""
    profile = Profile(version) if isinstance(version, int) else version
    selection = selected(words, Dialect.UCCE if profile is None else profile.dialect)
    assert selection is not None
    found = Redactor(selection, SECRET).frame(data, profile)
    assert len(found) == len(data)
    assert found[:8] == data[:8]
    return found


def shows(data: bytes, version: int | None, original: bytes) -> bool:
    """Whether the line of a frame has a value in it."""
    line = entry_bytes(Frame(0.0, 1, CLIENT, data, "", None if version is None else Profile(version)))
    return any(
        way in line
        for way in (original, original.hex().encode(), json.dumps(original.decode("latin-1"))[1:-1].encode())
    )


def fields_of(data: bytes, version: int = 25) -> dict[Any, Any]:
    """The floating part of a frame in its JSON form."""
    found: Any = to_json(data, Profile(version))["floating"]
    return dict(found)


def test_passwords_are_never_seen() -> None:
    """In any version; all else is as it was."""
    for version in VERSIONS:
        data = open_frame(version, 0, *named(b"desktop\0", WORD))
        found = redacted(data, 25)
        assert not shows(found, version, WORD)
        assert found[: -len(WORD)] == data[: -len(WORD)]
    data = framed(SET_AGENT_STATE, SET_AGENT_STATE_SIZE, (5, b"1001\0"), (PASSWORD, WORD + b"\0"))
    found = redacted(data, 25)
    assert not shows(found, 25, WORD)
    assert fields_of(found)["AgentID"] == "1001"


def test_groups_are_seen_unless_they_are_asked_for() -> None:
    """Each by itself; the same value gets the same pseudonym wherever it stands."""
    data = call((ANI, b"0301234567\0"), (10, b"8001\0"), (11, b"8001\0"), (13, b"gold\0"), (23, b"jane\0"))
    assert redacted(data, 25) == data
    for word, names in (
        ("numbers", {"ANI", "DNIS", "DialedNumber"}),
        ("variables", {"CallVariable1"}),
        ("ANI", {"ANI"}),
    ):
        before, found = fields_of(data), fields_of(redacted(data, 25, word))
        assert {name for name in found if found[name] != before[name]} == names
    found = fields_of(redacted(data, 25, "numbers"))
    assert found["DNIS"] == found["DialedNumber"]
    assert found["ANI"].isdecimal()
    assert len(found["ANI"]) == 10


def test_named_variables_one_by_one_and_all() -> None:
    """Their names stay, and their values get pseudonyms."""
    data = call(
        (NAMED, b"user.account\0" + WORD + b"\0"),
        (NAMED, b"user.segment\0gold\0"),
        (ARRAY, b"\3user.account\0" + WORD),
    )
    one, both = redacted(data, 25, "user.account"), redacted(data, 25, "variables")
    assert not shows(one, 25, WORD)
    assert shows(one, 25, b"gold")
    assert shows(one, 25, b"user.account")
    assert not shows(both, 25, WORD)
    assert not shows(both, 25, b"gold")
    assert shows(both, 25, b"user.segment")


def test_numbers_of_the_fixed_part_and_the_floating_one() -> None:
    """They stay numbers, also where they are none."""
    fixed = bytes(4) + (1_234_567).to_bytes(4)
    data = framed(BEGIN_CALL, BEGIN_CALL_SIZE, (72, (151_000).to_bytes(4)), (73, b"\xff" * 4), fixed=fixed)
    found = redacted(data, 25, "PeripheralID", "RouterCallKeyDay", "RouterCallKeyCallID")
    form: Any = to_json(found, Profile(25))
    assert form["fixed"]["PeripheralID"] not in (0, 1_234_567)
    assert fields_of(found)["RouterCallKeyDay"] != 151_000
    assert len(str(fields_of(found)["RouterCallKeyDay"])) == 6
    assert fields_of(found)["RouterCallKeyCallID"] == 0xFFFFFFFF


@pytest.mark.parametrize(
    "field",
    [
        (UNKNOWN, WORD),
        (99, WORD),
        (72, WORD),
        (ANI, b"1\0" + WORD),
        (NAMED, WORD),
        (NAMED, b"user.account\0a\0" + WORD),
        (ARRAY, b"\1" + WORD),
        (ARRAY, b""),
    ],
)
def test_what_cannot_be_decoded_is_overwritten(field: Field) -> None:
    """Unknown tags, tags of unknown type, values of the wrong shape; the fields around them are seen."""
    data = call((10, b"8001\0"), field, (11, b"8002\0"))
    found = redacted(data, 25)
    assert not shows(found, 25, WORD)
    assert shows(found, 25, b"8001")
    assert shows(found, 25, b"8002")
    assert list(fields_of(found).values())[1] in (field[1].hex(), "ff" * len(field[1]), {"hex": "ff" * len(field[1])})


def test_a_field_of_another_message_is_read_as_that() -> None:
    """Its tag says what it is; AgentIDLong is accepted wherever AgentID is."""
    data = call((ID_LONG, b"1001\0"), (PASSWORD, WORD), (DURATION, bytes(4)), (5, b"1001\0"))
    assert not shows(redacted(data, 25), 25, WORD)
    assert shows(redacted(data, 25), 25, b"1001")
    assert not shows(redacted(data, 25, "agents"), 25, b"1001")


@pytest.mark.parametrize("broken", [b"\0\2\1\0", b"\0", b"\0\2\0"])
def test_a_broken_floating_part_is_overwritten(broken: bytes) -> None:
    """All of it, since its fields may be others than they seem; the fixed part is seen, and it stays broken."""
    whole = open_frame(25, 0, *named(b"desktop\0", WORD))
    data = (len(whole) - 8 + len(broken)).to_bytes(4) + whole[4:] + broken
    found = redacted(data, 25)
    assert not shows(found, 25, WORD)
    assert found[8:52] == data[8:52]
    assert set(found[52:]) == {0xFF}
    with pytest.raises(RemoteProtocolError):
        to_json(found, Profile(25))


@pytest.mark.parametrize(("announced", "written"), [(15, 25), (25, 15), (24, 9)])
def test_a_password_in_fields_that_are_not_what_they_seem(announced: int, written: int) -> None:
    """Tags and lengths that are written in another width than the version has."""
    whole = open_frame(written, 0, *named(b"desktop\0", WORD))
    data = whole[:12] + announced.to_bytes(4) + whole[16:]
    assert not shows(redacted(data, announced), announced, WORD)


@pytest.mark.parametrize("odd", [(UNKNOWN, b"x"), (5, b"1001\0" + bytes(2) + WORD), (1, b"x" * 65)])
def test_one_odd_field_beside_a_password_is_enough(odd: Field) -> None:
    """Then no field of the floating part is seen."""
    data = open_frame(25, 0, *named(b"desktop\0", WORD), odd)
    found = redacted(data, 25)
    assert not shows(found, 25, WORD)
    assert not shows(found, 25, b"desktop")


@pytest.mark.parametrize(
    "data", [framed(9_999, 8, fixed=WORD[:8]), framed(245, 8, fixed=WORD[:8]), BEAT[:8] + b"", b""]
)
def test_messages_without_a_layout_are_overwritten(data: bytes) -> None:
    """Of unknown type, of unpublished layout; and any as long as the version is not known."""
    if data:
        assert not shows(redacted(data, 25), 25, WORD[:8])
    assert redacted(OPEN, None)[8:] == b"\xff" * (len(OPEN) - 8)


def test_a_short_body_is_overwritten_where_it_breaks() -> None:
    """Whole fields of the fixed part are seen."""
    data = framed(BEGIN_CALL, 9, fixed=bytes(4) + b"\1" + WORD[:4])
    assert redacted(data, 25)[8:] == data[8:16] + b"\xff"


def test_entries_other_than_frames() -> None:
    """Strays are overwritten; addresses are left out on request; remarks always, as they may say anything."""
    selection = selected(["addresses"], Dialect.UCCE)
    assert selection is not None
    redactor = Redactor(selection, SECRET)
    begin = Begin(0.0, 1, "A", "10.0.0.1:5", "10.0.0.2:6", Profile(15), "Jane's desk")
    assert redactor.redacted(begin) == Begin(0.0, 1, "A", "", "", Profile(15))
    assert redactor.redacted(Stray(0.0, 1, SERVER, WORD, "A", "n")) == Stray(0.0, 1, SERVER, b"\xff" * len(WORD), "A")
    assert redactor.redacted(Frame(0.0, 1, CLIENT, BEAT, "", Profile(15), "n")) == Frame(
        0.0, 1, CLIENT, BEAT, "", Profile(15)
    )
    for entry in (End(0.0, 1), Lost(0.0, 5)):
        assert redactor.redacted(entry) == entry
    selection = selected([], Dialect.UCCE)
    assert selection is not None
    assert Redactor(selection, SECRET).redacted(begin) == Begin(0.0, 1, "A", "10.0.0.1:5", "10.0.0.2:6", Profile(15))


SECRETS = [*GROUPS, "user.account"]


@PLAIN
@given(frames() | bodies(), st.data())
def test_any_frame_stays_one(drawn: tuple[bytes, Profile], data: st.DataObject) -> None:
    """Of the same type and size, broken where it was broken and whole where it was whole."""
    frame, profile = drawn
    words = data.draw(st.lists(st.sampled_from(SECRETS)))
    found = redacted(frame, profile, *words)
    assert _is_whole(found, profile) or not _is_whole(frame, profile)
    assert redacted(frame, profile, *words) == found


def _is_whole(frame: bytes, profile: Profile) -> bool:
    try:
        to_json(frame, profile)
    except RemoteProtocolError:
        return False
    return True


TAGS = sorted(set(DECLARED) | {UNKNOWN, 99})


@PLAIN
@given(st.data())
def test_no_value_is_left_wherever_it_stands(data: st.DataObject) -> None:
    """In any field of any shape, or none, with everything redacted; fields that are not selected may show it."""
    number, size = data.draw(
        st.sampled_from([(3, 44), (BEGIN_CALL, BEGIN_CALL_SIZE), (SET_AGENT_STATE, SET_AGENT_STATE_SIZE)])
    )
    selection = selected([*SECRETS, *(field.name for field in DECLARED.values())], Dialect.UCCE)
    assert selection is not None
    shape = st.sampled_from(
        [WORD, WORD + b"\0", b"a\0" + WORD, b"a\0" + WORD + b"\0", b"\1a\0" + WORD, WORD + b"\0" + WORD]
    )
    fields = data.draw(st.lists(st.tuples(st.sampled_from(TAGS), shape), max_size=5))
    tail = data.draw(st.sampled_from([b"", b"\0", b"\0\1\0\x50" + WORD]))
    body = bytes(size) + floating(fields, 25) + tail
    frame = len(body).to_bytes(4) + number.to_bytes(4) + body
    assert not shows(Redactor(selection, SECRET).frame(frame, Profile(25)), 25, WORD)


def test_a_frame_of_another_dialect_is_overwritten() -> None:
    """What the words select are other fields there."""
    selection = selected([], Dialect.UCCE)
    assert selection is not None
    profile = Profile(18, Dialect.UCCX)
    assert Redactor(selection, SECRET).frame(BEAT, profile) == BEAT[:8] + b"\xff" * (len(BEAT) - 8)
    assert Redactor(selection, SECRET).frame(BEAT, Profile(18)) == BEAT
