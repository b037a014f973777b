"""A tape made into a capture, and read by tshark with our dissector: what it shows is what the tape says."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from ctiproto.connection import Role
from ctiproto.versions import Profile
from ctiserver.tapes.entries import Begin, Entry, Frame, Header
from ctiserver.tapes.pcapng import PcapngWriter
from tests.ctiserver.wireshark.test_tshark_frames import ALL_EVENTS, assert_read, specimens
from tests.support.frames import named, open_frame
from tests.support.taping import office
from tests.support.tshark import needs_tshark, shown

pytestmark = [pytest.mark.outside, needs_tshark]

VERSIONS = (15, 20, 25)


def frames_of(entries: list[Entry], plugin: Path, path: Path) -> Iterator[tuple[Frame, int]]:
    """The frames of a tape that tshark reads as we do, each with the number of the packet in which it ends."""
    with path.open("wb", buffering=0) as file:
        writer = PcapngWriter(file, Header(start=1_767_600_000.0))
        for entry in entries:
            writer.write(entry)
    frames = [entry for entry in entries if isinstance(entry, Frame)]
    for frame, read in zip(frames, shown(plugin, path), strict=True):
        assert frame.profile is not None
        assert_read(read, frame.data, frame.profile.version)
        yield frame, read.packet


def test_every_message_of_a_tape(plugin: Path, tmp_path: Path) -> None:
    """One session for each version, in which all its messages go by: all fields, in their order."""
    entries: list[Entry] = []
    for session, version in enumerate(VERSIONS, 1):
        entries.append(Begin(0.0, session))
        opening = open_frame(version, ALL_EVENTS, *named())
        entries.append(Frame(1.0, session, Role.CLIENT, opening, profile=Profile(version)))
        for number, data in enumerate(specimens(version), 1):
            entries.append(Frame(1.0 + number, session, Role.SERVER, data, profile=Profile(version)))
    read = list(frames_of(entries, plugin, tmp_path / "all.pcapng"))
    assert {frame.profile for frame, _ in read} == set(map(Profile, VERSIONS))
    assert len(read) > 500


@pytest.mark.parametrize("version", VERSIONS)
def test_a_session_as_it_was(version: int, plugin: Path, tmp_path: Path) -> None:
    """Both directions of sessions that go on at the same time."""
    read = list(frames_of(office(version).entries, plugin, tmp_path / "office.pcapng"))
    assert {frame.sender for frame, _ in read} == set(Role)
    assert len({frame.session for frame, _ in read}) == 3
    packets = [packet for _, packet in read]
    assert packets == sorted(packets)
