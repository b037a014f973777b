"""A tape made into a capture, and read by tshark with our dissector: what it shows is what the tape says."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from ctiproto.connection import Role
from ctiproto.versions import Dialect, Profile
from ctiserver.tapes.entries import Begin, Entry, Frame, Header
from ctiserver.tapes.pcapng import PcapngWriter
from ctiserver.wireshark.script import PORTS
from tests.ctiserver.wireshark.test_tshark_frames import assert_read, opening, specimens, title
from tests.support.taping import express_office, office
from tests.support.tshark import needs_tshark, shown

pytestmark = [pytest.mark.outside, needs_tshark]

VERSIONS = (15, 20, 25)
PROFILES = (*map(Profile, VERSIONS), Profile(17, Dialect.UCCX), Profile(18, Dialect.UCCX))


def frames_of(
    entries: list[Entry], plugin: Path, path: Path, dialect: Dialect = Dialect.UCCE
) -> Iterator[tuple[Frame, int]]:
    """The frames of a tape that tshark reads as we do, each with the number of the packet in which it ends."""
    with path.open("wb", buffering=0) as file:
        writer = PcapngWriter(file, Header(start=1_767_600_000.0, dialect=dialect))
        for entry in entries:
            writer.write(entry)
    frames = [entry for entry in entries if isinstance(entry, Frame)]
    for frame, read in zip(frames, shown(plugin, path), strict=True):
        assert frame.profile is not None
        assert_read(read, frame.data, frame.profile)
        yield frame, read.packet


def test_every_message_of_a_tape(plugin: Path, tmp_path: Path) -> None:
    """One session for each profile, in which all its messages go by: all fields, in their order, of both dialects."""
    entries: list[Entry] = []
    for session, profile in enumerate(PROFILES, 1):
        to = f"10.0.0.2:{PORTS[profile.dialect][0]}"
        entries.append(Begin(0.0, session, client=f"10.1.0.1:{50_000 + session}", server=to))
        entries.append(Frame(1.0, session, Role.CLIENT, opening(profile), profile=profile))
        for number, data in enumerate(specimens(profile), 1):
            entries.append(Frame(1.0 + number, session, Role.SERVER, data, profile=profile))
    read = list(frames_of(entries, plugin, tmp_path / "all.pcapng"))
    assert {frame.profile for frame, _ in read} == set(PROFILES)
    assert len(read) > 500


@pytest.mark.parametrize("profile", PROFILES, ids=title)
def test_a_session_as_it_was(profile: Profile, plugin: Path, tmp_path: Path) -> None:
    """Both directions of sessions that go on at the same time."""
    make = office if profile.dialect.is_default else express_office
    world = make(profile.version)
    read = list(frames_of(world.entries, plugin, tmp_path / "office.pcapng", profile.dialect))
    assert {frame.sender for frame, _ in read} == set(Role)
    assert len({frame.session for frame, _ in read}) == 3
    packets = [packet for _, packet in read]
    assert packets == sorted(packets)
