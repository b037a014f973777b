"""tshark reads with our dissector what our library reads: an outside judge.

Each test is skipped where tshark is missing.  ``CTIPROTO_EXAMPLES=100`` tries so many frames of each message.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final, TypeVar

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from ctiproto import strategies
from ctiproto.codec import codec
from ctiproto.constants import StatusCode, Tag
from ctiproto.declare import Message, messages_of
from ctiproto.dissect import dissect
from ctiproto.errors import Finding, RemoteProtocolError
from ctiproto.json_form import to_json
from ctiproto.layout import has_extension, layout_of
from ctiproto.versions import Dialect, Profile
from ctiserver.wireshark.script import PORTS
from tests.ctiproto.building import field, frame, uint, user_message, ushort
from tests.ctiproto.examples import property_settings
from tests.support.capture import Capture
from tests.support.frames import ccx_open_frame, named, open_frame
from tests.support.specimens import full_frame
from tests.support.tshark import Shown, needs_tshark, shown

pytestmark = [pytest.mark.outside, needs_tshark]

T = TypeVar("T")

PROFILES: Final = (*map(Profile, (9, 15, 20, 25)), *(Profile(version, Dialect.UCCX) for version in (10, 17, 18)))
ALL_EVENTS: Final = 16
PACKETS_A_CONNECTION: Final = 400


def examples(strategy: st.SearchStrategy[T], count: int) -> list[T]:
    """The same examples each time; more of them where more are asked for."""
    found: list[T] = []

    @settings(property_settings, max_examples=count * property_settings.max_examples // 20, phases=[Phase.generate])
    @given(strategy)
    def collect(value: T) -> None:
        found.append(value)

    collect()
    return found


def title(profile: Profile) -> str:
    """What a test of a profile is called."""
    return f"{profile.version}" if profile.dialect.is_default else f"{profile.dialect.value}-{profile.version}"


of_each_profile = pytest.mark.parametrize("profile", PROFILES, ids=title)


def classes(profile: Profile) -> list[type[Message]]:
    """The messages that a profile has."""
    return [cls for _, cls in sorted(messages_of(profile.dialect).by_number.items()) if cls.is_in(profile)]


def specimens(profile: Profile) -> Iterator[bytes]:
    """Frames of every message of a profile: with all their fields, and whatever the strategies think of."""
    for cls in classes(profile):
        if cls.declarations[profile.dialect].documented:
            yield full_frame(layout_of(cls, profile))
            if has_extension(cls, profile):
                yield full_frame(layout_of(cls, profile, extended=True))
        yield from examples(strategies.frames(profile, cls, extras=True), 2)


def opening(profile: Profile) -> bytes:
    """The OPEN_REQ of a session."""
    make = open_frame if profile.dialect.is_default else ccx_open_frame
    return make(profile.version, ALL_EVENTS, *named())


def in_sessions(path: Path, profile: Profile, frames: list[bytes]) -> dict[int, bytes]:
    """Write a capture in which sessions of one profile carry the frames; they by the number of their packet."""
    capture = Capture(path)
    packets = {}
    for begin in range(0, len(frames), PACKETS_A_CONNECTION):
        connection = capture.connection(50_000 + begin, PORTS[profile.dialect][0])
        connection.client(opening(profile))
        for each in frames[begin : begin + PACKETS_A_CONNECTION]:
            packets[connection.server(each)] = each
    capture.close()
    return packets


def as_shown(value: object) -> object:
    """A value of the JSON form as tshark writes it: control characters escaped, as XML keeps blanks."""
    if isinstance(value, dict):
        return {key: as_shown(part) for key, part in value.items()}
    if not isinstance(value, str):
        return value
    blank = value.replace("\r\n", " ").translate(dict.fromkeys(map(ord, "\t\n\r"), " "))
    return "".join(f"\\x{ord(each):x}" if each < " " or each == "\x7f" else each for each in blank)


def fields(form: dict[str, Any]) -> list[tuple[str, object]]:
    """The fields of a JSON form as tshark shows them; of unlisted tags the bytes, of no layout the body."""
    if "body" in form:
        return [("body", form["body"])] if form["body"] else []
    named = [(name, value) if isinstance(name, str) else ("data", value) for name, value in form["floating"]]
    return [(name, as_shown(value)) for name, value in (*form["fixed"].items(), *named)]


@of_each_profile
def test_every_message_is_read_as_we_read_it(profile: Profile, plugin: Path, tmp_path: Path) -> None:
    """All fields of all messages, in the order of the wire and with the values of the JSON form."""
    packets = in_sessions(tmp_path / "all.pcapng", profile, list(specimens(profile)))
    read = {each.packet: each for each in shown(plugin, tmp_path / "all.pcapng") if each.packet in packets}
    assert read.keys() == packets.keys()
    for number, each in packets.items():
        assert_read(read[number], each, profile)


def assert_read(read: Shown, each: bytes, profile: Profile) -> None:
    """Name, profile and fields of a frame."""
    parts = dissect(each, profile)
    assert (read.name, read.one("version")) == (parts.name, str(parts.profile.version))
    assert (read.one("dialect"), read.one("message")) == (profile.dialect.value, parts.name)
    assert read.form() == fields(to_json(each, profile)), each.hex()


def test_the_specimens_have_every_field() -> None:
    """What is compared leaves no field of any message out, save those that other versions alone have."""
    for profile in PROFILES:
        for cls in classes(profile):
            if cls.declarations[profile.dialect].documented:
                layout = layout_of(cls, profile)
                message, findings = codec(profile).decode(full_frame(layout))
                assert (type(message), findings) == (cls, ())
                there = dissect(full_frame(layout), profile).floating
                assert {value.tag for value in there} == layout.tags.keys()


def faults(each: bytes, profile: Profile) -> list[str]:
    """What the codec finds wrong with a frame, in the words of the dissector, sorted."""
    try:
        findings = codec(profile).decode(each).findings
    except RemoteProtocolError as error:
        findings = (error.finding,)
    return sorted(said(finding) for finding in findings)


def said(finding: Finding) -> str:
    """A finding; a field that is missing has no place of its own in the tree."""
    is_missing = finding.status is StatusCode.REQUIRED_DATA_MISSING
    return f"{finding.field}: {finding.reason}" if is_missing else finding.reason


@of_each_profile
def test_what_is_wrong_is_what_we_find(profile: Profile, plugin: Path, tmp_path: Path) -> None:
    """Whatever is wrong with a frame: the same findings, field by field, and none for what is as it should be."""
    odd = [
        each for each in examples(strategies.mangled_frames(profile), 300) if int.from_bytes(each[:4]) + 8 == len(each)
    ]
    packets = in_sessions(tmp_path / "odd.pcapng", profile, [*specimens(profile), *odd])
    read = shown(plugin, tmp_path / "odd.pcapng", "-o", f"ged188.version:{profile.version}")
    found = {each.packet: each for each in read if each.packet in packets}
    assert found.keys() == packets.keys()
    kinds = set()
    for number, each in packets.items():
        told, wanted = found[number].findings(), faults(each, profile)
        kinds.update(found[number].kinds())
        if not STRUCTURE.isdisjoint(found[number].kinds()):
            assert set(wanted) <= set(told), each.hex()
        else:
            assert told == wanted, each.hex()
            assert found[number].wire_form() == fields(to_json(each, profile)), each.hex()
    assert kinds & STRUCTURE
    assert kinds - STRUCTURE


STRUCTURE: Final = {"short_body", "stray_bytes", "overrun"}
"""With these the codec says nothing else; the dissector goes on to say what it saw before."""

TEXT: Final = field(Tag.TEXT, b"hello\0")


@pytest.mark.parametrize(
    ("each", "profile", "kinds"),
    [
        (frame(999, b"abc"), Profile(24), ["unknown_type"]),
        (frame(254, bytes(16)), Profile(9), ["newer_type"]),
        (frame(6, bytes(3)), Profile(24), ["short_body"]),
        (user_message(TEXT, b"\0"), Profile(24), ["stray_bytes"]),
        (user_message(TEXT, b"\0\1\0\7abc"), Profile(24), ["overrun"]),
        (user_message(TEXT, field(998, b"a")), Profile(24), ["unknown_tag"]),
        (user_message(TEXT, field(Tag.DNIS, b"1\0")), Profile(24), ["foreign_tag"]),
        (user_message(), Profile(24), ["missing_field"]),
        (user_message(field(Tag.TEXT, b"a" * 600 + b"\0")), Profile(24), ["field_length"]),
        (user_message(field(Tag.TEXT, b"hello")), Profile(24), ["text_end"]),
        (user_message(field(Tag.TEXT, b"")), Profile(24), ["text_end"]),
        (
            user_message(TEXT, field(Tag.CTIOS_CIL_CLIENT_ID, b"a\0"), field(Tag.CLIENT_SHARE_KEY, b"a\0")),
            Profile(24),
            [],
        ),
        (frame(30, bytes(56) + ushort(1) + uint(0)), Profile(24), ["wrong_count"]),
        (frame(5, uint(1)), Profile(10, Dialect.UCCX), []),
        (frame(242, uint(1) + ushort(1) + uint(0) + uint(7)), Profile(10, Dialect.UCCX), ["reserved_place"]),
        (user_message(TEXT, field(Tag.AGENT_ID_LONG, b"1\0")), Profile(24), []),
    ],
)
def test_kinds_of_findings(each: bytes, profile: Profile, kinds: list[str], plugin: Path, tmp_path: Path) -> None:
    """Each flaw has a filter of its own, below ``ged188.finding``."""
    in_sessions(tmp_path / "odd.pcapng", profile, [each])
    assert shown(plugin, tmp_path / "odd.pcapng")[-1].kinds() == kinds
