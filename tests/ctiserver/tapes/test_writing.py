"""Promises of writing tapes."""

from __future__ import annotations

import json
from importlib.resources import files
from typing import Any

import attrs
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ctiproto.versions import Profile
from ctiserver.tapes.entries import Begin, Frame, Header
from ctiserver.tapes.writing import TapeWriter, entry_bytes, header_bytes, write_whole
from tests.ctiproto.frames import bodies, frames
from tests.ctiserver.tapes.examples import BEAT, BEAT_FORM, BROKEN, CLIENT, ENTRIES, HEADER, START, read

jsonschema = pytest.importorskip("jsonschema")
referencing = pytest.importorskip("referencing")

PLAIN = settings(max_examples=200, derandomize=True, deadline=None)


def schema(package: str, name: str) -> Any:
    """A published schema."""
    return json.loads(files(package).joinpath(name).read_text("utf-8"))


SCHEMAS = (schema("ctiserver.tapes", "tape.schema.json"), schema("ctiproto", "message.schema.json"))
REGISTRY = referencing.Registry().with_resources(
    (each["$id"], referencing.Resource.from_contents(each)) for each in SCHEMAS
)
JUDGE = jsonschema.Draft202012Validator(SCHEMAS[0], registry=REGISTRY)


class Slow:
    """Takes three bytes at a time, and remembers them."""

    def __init__(self) -> None:
        self.data = b""

    def write(self, data: bytes) -> int:
        """Take some bytes of ``data``."""
        self.data += data[:3]
        return len(data[:3])


def test_a_header_for_people() -> None:
    """What is not known is left out; the time is one that can be read."""
    assert json.loads(header_bytes(HEADER)) == {
        "tape": 1,
        "dialect": "ucce",
        "start": "2026-01-05T08:00:00.250000Z",
        "version": 20,
        "notes": "a day in January",
        "seed": 7,
        "redacted": ["passwords"],
    }
    assert json.loads(header_bytes(Header(start=START, seed=0))).keys() == {"tape", "dialect", "start", "seed"}


def test_a_frame_stands_in_both_forms() -> None:
    """A frame has its JSON form as far as it can be decoded; times are in microseconds."""
    line = {"time": 0.123457, "session": 1, "from": "client", "version": 15, "hex": BEAT.hex(), "frame": BEAT_FORM}
    assert json.loads(entry_bytes(Frame(0.12345678, 1, CLIENT, BEAT, "", Profile(15)))) == line
    del line["frame"]
    line |= {"hex": BROKEN.hex(), "time": 1.0}
    broken = json.loads(entry_bytes(Frame(1.0, 1, CLIENT, BROKEN, "", Profile(15))))
    assert broken.pop("error").startswith("HEARTBEAT_REQ.InvokeID at byte 8: the body has 2 bytes")
    assert broken == line
    del line["version"]
    assert json.loads(entry_bytes(Frame(1.0, 1, CLIENT, BROKEN))) == line


def test_lines_are_written_whole() -> None:
    """Also where the sink takes less than that at once, or does not say how much it took."""
    slow = Slow()
    quick: list[bytes] = []
    writer = TapeWriter(slow, HEADER)
    for entry in ENTRIES:
        writer.write(entry)
    assert read(slow.data) == (HEADER, list(ENTRIES))
    write_whole(type("Quick", (), {"write": staticmethod(quick.append)})(), b"all")
    assert quick == [b"all"]


def test_the_schema_accepts_what_is_written() -> None:
    """The published schema accepts the header and an entry of every kind."""
    jsonschema.Draft202012Validator.check_schema(SCHEMAS[0])
    JUDGE.validate(json.loads(header_bytes(HEADER)))
    JUDGE.validate(json.loads(entry_bytes(Begin(0.0, 1, profile=Profile(15)))))
    for entry in ENTRIES:
        JUDGE.validate(json.loads(entry_bytes(entry)))


@pytest.mark.parametrize(
    "line",
    [
        {},
        {"tape": 2},
        {"tape": 1, "star": 1},
        {"time": 1, "session": 1, "from": "client"},
        {"time": 1, "session": 1, "hex": BEAT.hex()},
        {"time": "1", "session": 1, "from": "client", "hex": BEAT.hex()},
        {"time": 1, "session": 1, "from": "client", "hex": "00"},
        {"time": 1, "session": 1, "from": "client", "frame": {}},
        {"time": 1, "session": 1, "begin": {}, "end": {}},
        {"time": 1, "lost": "all"},
    ],
)
def test_the_schema_refuses_typical_mistakes(line: object) -> None:
    """What the reader refuses for its shape."""
    assert not JUDGE.is_valid(line)


@PLAIN
@given(frames() | bodies(), st.sampled_from(list(CLIENT.__class__)))
def test_every_frame_comes_back(drawn: tuple[bytes, Profile], sender: Any) -> None:
    """Whether it decodes or not, and without anything to remark; its line obeys the schema."""
    data, profile = drawn
    frame = Frame(0.5, 1, sender, data, "", profile)
    line = entry_bytes(frame)
    JUDGE.validate(json.loads(line))
    header = attrs.evolve(HEADER, dialect=profile.dialect, version=profile.version)
    JUDGE.validate(json.loads(header_bytes(header)))
    assert read(header_bytes(header) + line) == (header, [frame])
