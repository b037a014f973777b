"""What the dissector knows beyond a single frame: versions, requests and their answers, segments; judged by tshark."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pytest

from tests.support.capture import Capture
from tests.support.frames import HEARTBEAT, OPEN, ZEROS, ccx_open_frame, floating, frame, named, open_frame
from tests.support.tshark import Shown, needs_tshark, shown, tshark

pytestmark = [pytest.mark.outside, needs_tshark]

ALL_EVENTS: Final = 16
OPEN_CONF: Final = 4
HEARTBEAT_CONF: Final = 6
FAILURE_CONF: Final = 1
START_RECORDING_REQ: Final = 147
START_RECORDING_CONF: Final = 148
DESK_SETTINGS_REQ: Final = 131
AGENT_ID: Final = 5
CCX_PORT: Final = 12_028
CSQ_STATES: Final = bytes.fromhex("00000014 000000f0 00000009 00000002 0000001e 00c2 05 3130303100")
"""A QUERY_AGENT_QUEUE_STATISTICS_CONF of Unified CCX, version 18: agent 1001, two calls, the oldest for 30 seconds."""


@pytest.fixture
def capture(tmp_path: Path) -> Iterator[Capture]:
    """A capture that is being written."""
    capture = Capture(tmp_path / "capture.pcapng")
    yield capture
    capture.close()


def desk_settings(version: int, agent: bytes = b"1001\0", invoke_id: int = 7) -> bytes:
    """A request whose bytes differ from version to version in the width of the tag."""
    return frame(DESK_SETTINGS_REQ, invoke_id, 5000, fields=[(AGENT_ID, agent)], version=version)


def read(plugin: Path, capture: Capture, *words: str) -> list[Shown]:
    """All frames of the capture."""
    capture.close()
    return shown(plugin, capture.path, *words)


def columns(plugin: Path, capture: Capture, *words: str) -> list[str]:
    """Protocol and info of each packet."""
    capture.close()
    wanted = ("-T", "fields", "-e", "_ws.col.Protocol", "-e", "_ws.col.Info")
    return [" ".join(line.split("\t")) for line in tshark(plugin, capture.path, *wanted, *words).splitlines()]


def agents(frames: list[Shown]) -> list[tuple[int, str | None, str | None]]:
    """Packet, version and agent of each frame that has one."""
    return [(each.packet, each.one("version"), each.one("agent_id")) for each in frames if each.all("agent_id")]


def test_sessions_of_several_versions_at_the_same_time(plugin: Path, capture: Capture) -> None:
    """Each conversation has the version of its own OPEN_REQ, in both directions."""
    versions = (9, 15, 19, 20, 25)
    sessions = [capture.connection(50_000 + version) for version in versions]
    for version, session in zip(versions, sessions, strict=True):
        session.client(open_frame(version, ALL_EVENTS, *named()))
    wanted = []
    for version, session in zip(versions, sessions, strict=True):
        agent = f"{version}"
        wanted.append((session.client(desk_settings(version, agent.encode() + b"\0")), str(version), agent))
    for version, session in zip(versions, sessions, strict=True):
        agent = f"{version}1"
        wanted.append((session.server(desk_settings(version, agent.encode() + b"\0")), str(version), agent))
    frames = read(plugin, capture)
    assert agents(frames) == wanted
    assert {kind for each in frames for kind in each.kinds()} == set()


def test_frames_without_their_open_req(plugin: Path, capture: Capture) -> None:
    """They are read in the version that a preference says, and it is told that this is a guess."""
    packet = capture.connection(50_000).client(desk_settings(15))
    assert agents(read(plugin, capture, "-o", "ged188.fallback:15")) == [(packet, "15", "1001")]
    assert read(plugin, capture, "-o", "ged188.fallback:15")[0].kinds() == ["assumed_version"]
    assert agents(read(plugin, capture, "-o", "ged188.version:15")) == [(packet, "15", "1001")]
    assert read(plugin, capture, "-o", "ged188.version:15")[0].kinds() == []
    (unread,) = read(plugin, capture)
    assert (unread.one("version"), unread.kinds()) == ("25", ["assumed_version", "overrun"])


def test_the_preference_goes_before_the_open_req(plugin: Path, capture: Capture) -> None:
    """Only OPEN_REQ itself keeps to its own version."""
    session = capture.connection(50_000)
    session.client(open_frame(9, ALL_EVENTS, *named()))
    session.client(desk_settings(25))
    frames = read(plugin, capture, "-o", "ged188.version:25")
    assert [each.one("version") for each in frames] == ["9", "25"]
    assert [each.kinds() for each in frames] == [[], []]


def test_frames_before_their_open_req(plugin: Path, capture: Capture) -> None:
    """Once it was seen, it holds for what came before it: in the second pass, as in Wireshark's window."""
    session = capture.connection(50_000)
    before = session.client(desk_settings(9))
    session.client(open_frame(9, ALL_EVENTS, *named()))
    assert agents(read(plugin, capture, "-2")) == [(before, "9", "1001")]


def test_a_second_open_req(plugin: Path, capture: Capture) -> None:
    """From there on its version holds, also where earlier frames are looked at again."""
    session = capture.connection(50_000)
    session.client(open_frame(15, ALL_EVENTS, *named()))
    first = session.client(desk_settings(15))
    session.client(open_frame(24, ALL_EVENTS, *named()))
    second = session.client(desk_settings(24))
    wanted = [(first, "15", "1001"), (second, "24", "1001")]
    assert agents(read(plugin, capture)) == wanted
    assert agents(read(plugin, capture, "-2")) == wanted


def test_a_version_that_there_is_not(plugin: Path, capture: Capture) -> None:
    """The nearest version reads it, as everywhere else."""
    session = capture.connection(50_000)
    session.client(frame(OPEN, 1, 26, *[0] * 9, fields=named()))
    session.client(desk_settings(25))
    assert [each.one("version") for each in read(plugin, capture)] == ["25", "25"]


def test_ports_that_are_used_again(plugin: Path, capture: Capture) -> None:
    """A new session between the same ports has its own version, and answers nothing of the old one."""
    session = capture.connection(50_000)
    session.opens()
    session.client(open_frame(9, ALL_EVENTS, *named()))
    session.client(frame(HEARTBEAT, 8))
    session.opens(first=1_000_000)
    session.client(open_frame(25, ALL_EVENTS, *named()))
    session.client(desk_settings(25))
    session.server(frame(HEARTBEAT_CONF, 8))
    *_, request, answer = read(plugin, capture)
    assert (request.one("version"), request.kinds()) == ("25", [])
    assert answer.one("request_in") is None


@pytest.mark.parametrize("size", [1, 5, 8, 13, 100])
def test_frames_that_are_split(size: int, plugin: Path, capture: Capture) -> None:
    """However the segments cut the stream, the same frames come out; each in the packet that has its end."""
    frames = [open_frame(15, ALL_EVENTS, *named()), ZEROS, desk_settings(15), frame(HEARTBEAT, 1), desk_settings(15)]
    stream = b"".join(frames)
    session = capture.connection(50_000)
    for begin in range(0, len(stream), size):
        session.client(stream[begin : begin + size])
    ends = [-(-len(b"".join(frames[:place])) // size) for place in range(1, 6)]
    found = read(plugin, capture)
    names = ["OPEN_REQ", "0", "AGENT_DESK_SETTINGS_REQ", "HEARTBEAT_REQ", "AGENT_DESK_SETTINGS_REQ"]
    assert [(each.packet, each.name) for each in found] == list(zip(ends, names, strict=True))
    assert [each.one("version") for each in found] == ["15"] * 5
    assert read(plugin, capture, "-2")[-1].one("agent_id") == "1001"


def test_the_columns(plugin: Path, capture: Capture) -> None:
    """The names of all messages in a packet, as often as it is read."""
    session = capture.connection(50_000)
    session.client(open_frame(15, ALL_EVENTS, *named()))
    session.server(frame(HEARTBEAT_CONF, 1) + frame(999) + frame(HEARTBEAT, 1) + frame(HEARTBEAT, 1)[:5])
    session.server(frame(HEARTBEAT, 1)[5:] + frame(HEARTBEAT_CONF, 1))
    wanted = [
        "GED-188 OPEN_REQ",
        "GED-188 HEARTBEAT_CONF, type 999, HEARTBEAT_REQ",
        "GED-188 HEARTBEAT_REQ, HEARTBEAT_CONF",
    ]
    assert columns(plugin, capture) == wanted
    assert columns(plugin, capture, "-2") == wanted


def test_a_length_that_no_frame_has(plugin: Path, capture: Capture) -> None:
    """The rest of the segment is given up; the next one may begin with a header."""
    session = capture.connection(50_000)
    session.server(frame(HEARTBEAT, 1) + (12_493).to_bytes(4) + bytes(20))
    session.server(frame(HEARTBEAT, 2))
    found = read(plugin, capture)
    assert [(each.packet, each.one("invoke_id")) for each in found] == [(1, "1"), (1, None), (2, "2")]
    assert found[1].kinds() == ["frame_length"]
    assert found[1].findings() == ["a body of 12493 bytes is announced, at most 12492 are allowed"]


def test_the_largest_frame(plugin: Path, capture: Capture) -> None:
    """12,500 bytes with the header, in many segments."""
    body = frame(DESK_SETTINGS_REQ, 7, 5000)[8:] + (999).to_bytes(2) + (12_480).to_bytes(2) + bytes(12_480)
    whole = len(body).to_bytes(4) + DESK_SETTINGS_REQ.to_bytes(4) + body
    assert len(whole) == 12_500
    session = capture.connection(50_000)
    for begin in range(0, len(whole), 1400):
        session.server(whole[begin : begin + 1400])
    (found,) = read(plugin, capture, "-o", "ged188.version:25")
    assert found.one("length") == "12480"


@pytest.mark.parametrize("cut", [3, 10, 20, 24])
def test_packets_that_were_not_captured_whole(cut: int, plugin: Path, capture: Capture) -> None:
    """What is there is read; that the rest is missing is no flaw of the frame."""
    capture.snap = 54 + cut
    capture.connection(50_000).client(desk_settings(25))
    found = read(plugin, capture, "-o", "ged188.version:25")
    assert [each.kinds() for each in found] == [["cut_short"]]
    assert [each.one("invoke_id") for each in found] == [None if cut < 12 else "7"]


def dialects(frames: list[Shown]) -> list[tuple[str | None, str | None]]:
    """Dialect and version of each frame."""
    return [(each.one("dialect"), each.one("version")) for each in frames]


def test_both_dialects_in_one_capture(plugin: Path, capture: Capture) -> None:
    """The port tells them apart, without an OPEN_REQ as well as with one, and in both directions."""
    ours, theirs = capture.connection(50_000), capture.connection(50_001, CCX_PORT)
    theirs.server(CSQ_STATES)
    ours.client(open_frame(18, ALL_EVENTS, *named()))
    theirs.client(ccx_open_frame(18, ALL_EVENTS, *named()))
    theirs.server(CSQ_STATES)
    ours.client(desk_settings(18))
    found = read(plugin, capture, "-2")
    assert dialects(found) == [("uccx", "18"), ("ucce", "18"), ("uccx", "18"), ("uccx", "18"), ("ucce", "18")]
    assert [each.kinds() for each in found] == [[], [], [], [], []]
    assert found[0].form()[:3] == [("InvokeID", 9), ("CallsInQueue", 2), ("OldestCallInQueue", 30)]


@pytest.mark.parametrize(
    ("opening", "dialect"),
    [
        (ccx_open_frame(18, ALL_EVENTS, *named()), "uccx"),
        (ccx_open_frame(10, ALL_EVENTS, *named()), "uccx"),
        (open_frame(18, ALL_EVENTS, *named()), "ucce"),
        (open_frame(15, ALL_EVENTS, *named(), peripheral_id=5000), "ucce"),
        (open_frame(9, ALL_EVENTS, *named(), peripheral_id=0), "ucce"),
        (open_frame(19, ALL_EVENTS, *named(), peripheral_id=0), "ucce"),
    ],
)
def test_the_open_req_tells_the_dialect(opening: bytes, dialect: str, plugin: Path, capture: Capture) -> None:
    """Where no port does: a version that Unified CCX has, and 0 in all places that it reserves."""
    session = capture.connection(50_000, 5000)
    session.client(opening)
    session.client(frame(HEARTBEAT, 1))
    found = read(plugin, capture, "-d", "tcp.port==5000,ged188")
    assert [each.one("dialect") for each in found] == [dialect, dialect]
    assert [each.kinds() for each in found] == [[], []]


def test_a_dialect_that_nothing_tells(plugin: Path, capture: Capture) -> None:
    """It is Unified CCE, which is said to be assumed, until the OPEN_REQ comes or a preference says another."""
    session = capture.connection(50_000, 5000)
    session.client(frame(HEARTBEAT, 1))
    session.client(ccx_open_frame(17, ALL_EVENTS, *named()))
    session.client(frame(HEARTBEAT, 1))
    port = ("-d", "tcp.port==5000,ged188")
    found = read(plugin, capture, *port)
    assert dialects(found) == [("ucce", "25"), ("uccx", "17"), ("uccx", "17")]
    assert [each.kinds() for each in found] == [["assumed_version"], [], []]
    assert dialects(read(plugin, capture, "-2", *port))[0] == ("uccx", "17")
    assert dialects(read(plugin, capture, *port, "-o", "ged188.dialect:uccx"))[0] == ("uccx", "18")
    assert dialects(read(plugin, capture, *port, "-o", "ged188.dialect:ucce"))[1:] == [("ucce", "17"), ("ucce", "17")]
    assert dialects(read(plugin, capture, "-o", "ged188.ports_uccx:4999-5001"))[0] == ("uccx", "18")
    both = ("-o", "ged188.ports_uccx:12028,5000", "-o", "ged188.ports:5000")
    assert dialects(read(plugin, capture, *both)) == [("ucce", "25"), ("uccx", "17"), ("uccx", "17")]


def test_the_port_goes_before_the_open_req(plugin: Path, capture: Capture) -> None:
    """Who named the port knows better; what is wrong for its dialect is told."""
    capture.connection(50_000, CCX_PORT).client(open_frame(15, ALL_EVENTS, *named(), peripheral_id=5000))
    (found,) = read(plugin, capture)
    assert (dialects([found]), found.kinds()) == ([("uccx", "15")], ["reserved_place"])
    assert found.findings() == ["the field is reserved and holds 0, not 5000"]


def test_filters_hold_for_both_dialects(plugin: Path, capture: Capture) -> None:
    """A number in all cases, and its name as Unified CCE has it; the message's name as its dialect has it."""
    ours, theirs = capture.connection(50_000), capture.connection(50_001, CCX_PORT)
    ours.server(frame(236, 0))
    theirs.server(bytes.fromhex("00000002 000000ec 0000"))
    theirs.server(bytes.fromhex("0000001a 00000004 00000001 00000010") + bytes(12) + bytes.fromhex("0001 0000 0005"))
    ours.server(bytes.fromhex("0000001a 00000004 00000001 00000010") + bytes(12) + bytes.fromhex("0001 0000 0005"))
    capture.close()
    for wanted, packets in (
        ('ged188.message == "CONFIG_CSQ_EVENT"', "2"),
        ("ged188.message_type == 236", "1 2"),
        ('ged188.message_type == "CONFIG_SKILL_GROUP_EVENT"', "1 2"),
        ('ged188.dialect == "uccx" && ged188.class == "configuration"', "2"),
        ("ged188.agent_state == 5", "3 4"),
        ('ged188.agent_state == "AGENT_STATE_WORK_NOT_READY"', "3 4"),
        ("ged188.services_granted.cti_service_all_events == 1", "3 4"),
    ):
        said = tshark(
            plugin, capture.path, "-o", "ged188.version:18", "-Y", wanted, "-T", "fields", "-e", "frame.number"
        )
        assert (wanted, said.split()) == (wanted, packets.split())
    lines = [line.strip() for line in tshark(plugin, capture.path, "-O", "ged188", "-V").splitlines()]
    assert [line for line in lines if line.startswith("AgentState:")] == [
        "AgentState: AGENT_STATE_WORK (5)",
        "AgentState: AGENT_STATE_WORK_NOT_READY (5)",
    ]
    assert "MonitorID: 0 (reserved)" in lines


def test_requests_and_their_answers(plugin: Path, capture: Capture) -> None:
    """An answer shows its request and the time in between, a request its first answer; by InvokeID and direction."""
    session, other = capture.connection(50_000), capture.connection(50_001)
    opened = session.client(open_frame(25, ALL_EVENTS, *named(), invoke_id=7))
    other.client(open_frame(25, ALL_EVENTS, *named(), invoke_id=7))
    ours = session.client(frame(HEARTBEAT, 1) + frame(HEARTBEAT, 2))
    theirs = session.server(frame(START_RECORDING_REQ, 1))
    capture.now += 1.5
    failure = session.server(frame(FAILURE_CONF, 2, 12))
    capture.now += 0.25
    answer = session.server(frame(HEARTBEAT_CONF, 1))
    session.client(frame(START_RECORDING_CONF, 1))
    unasked = other.server(frame(HEARTBEAT_CONF, 1))
    again = session.server(frame(HEARTBEAT_CONF, 1))
    frames = read(plugin, capture)
    links = [
        (each.packet, each.one("request_in"), each.one("response_time")) for each in frames if each.packet > theirs
    ]
    assert links == [
        (failure, str(ours), "1.500000000"),
        (answer, str(ours), "1.750000000"),
        (answer + 1, str(theirs), "1.750000000"),
        (unasked, None, None),
        (again, str(ours), "1.750000000"),
    ]
    later = read(plugin, capture, "-2")
    answered = [(each.packet, each.one("response_in")) for each in later if each.packet <= theirs]
    assert answered == [
        (opened, None),
        (opened + 1, None),
        (ours, str(answer)),
        (ours, str(failure)),
        (theirs, str(answer + 1)),
    ]


def test_an_invoke_id_that_is_used_again(plugin: Path, capture: Capture) -> None:
    """An answer belongs to the last request with its InvokeID, also where packets are looked at again."""
    session = capture.connection(50_000)
    packets = []
    for _ in range(2):
        packets.append(session.client(frame(HEARTBEAT, 1)))
        capture.now += 1
        session.server(frame(HEARTBEAT_CONF, 1))
    asked = [each.one("request_in") for each in read(plugin, capture, "-2") if each.name == "HEARTBEAT_CONF"]
    assert asked == [str(packet) for packet in packets]


def test_lists(plugin: Path, capture: Capture) -> None:
    """Entries of a list stand together, numbered, with the name of their list."""
    fields = [(228, b"\0\2"), (208, bytes(4)), (224, b"\0\0"), (208, b"\0\0\x13\x88"), (224, b"\0\1")]
    body = bytes(4) + (16).to_bytes(4) + bytes(18) + floating(fields, 15)
    session = capture.connection(50_000)
    session.server(len(body).to_bytes(4) + OPEN_CONF.to_bytes(4) + body)
    (found,) = read(plugin, capture, "-o", "ged188.version:15")
    entries = [item for item in found.tree.iter("field") if item.attrib["name"] == "ged188.entry"]
    assert [item.attrib["showname"] for item in entries] == ["peripherals 1", "peripherals 2"]
    assert [int(item.attrib["size"]) for item in entries] == [10, 10]
    assert [len(list(item)) for item in entries] == [2, 2]
    assert found.kinds() == []


def test_filters(plugin: Path, capture: Capture) -> None:
    """Bits of masks, names of numbers, and texts can be filtered for."""
    session = capture.connection(50_000)
    session.client(open_frame(25, ALL_EVENTS, *named(b"desk\0"), masks=(0x2, 0x1, 0)))
    session.client(desk_settings(25))
    capture.close()
    for wanted, packets in (
        ("ged188.services_requested.cti_service_all_events == 1", "1"),
        ("ged188.services_requested.cti_service_supervisor == 1", ""),
        ("ged188.call_msg_mask.call_queued_mask == 1 && ged188.call_msg_mask == 2", "1"),
        ('ged188.client_id == "desk"', "1"),
        ("ged188.message_type == 131", "2"),
        ('ged188.message_type == "AGENT_DESK_SETTINGS_REQ"', "2"),
        ("ged188.tag == 5", "2"),
        ('ged188.class == "session"', "1"),
        ("ged188.class == 7 && ged188.solicited == 1", "2"),
        ("ged188.solicited == 0", ""),
    ):
        said = tshark(plugin, capture.path, "-Y", wanted, "-T", "fields", "-e", "frame.number")
        assert (wanted, said.split()) == (wanted, packets.split())


def test_values_for_people(plugin: Path, capture: Capture) -> None:
    """Names of numbers and bits, and null for what stands for none; a floating field says it in its title too."""
    fields = [*named(b"desk\0"), (97, b"\xff\xff\xff\xff"), (999, bytes(40))]
    capture.connection(50_000).client(open_frame(25, ALL_EVENTS, *fields))
    capture.close()
    lines = [line.strip() for line in tshark(plugin, capture.path, "-O", "ged188", "-V").splitlines()]
    for line in (
        "Cisco CTI Server, OPEN_REQ",
        "MessageType: OPEN_REQ (3)",
        "[Version: 25]",
        "IdleTimeout: 4294967295 (null)",
        "ServicesRequested: 0x00000010 (CTI_SERVICE_ALL_EVENTS)",
        "AgentStateMask: 0x00003fff",
        'ClientID (1): "desk"',
        "ApplicationPathID (97): -1",
        f"Unknown tag (999): {'00' * 32}...",
    ):
        assert any(each.startswith(line) for each in lines), line


@pytest.mark.parametrize(
    ("port", "words"),
    [
        (42_027, ()),
        (43_027, ()),
        (44_027, ()),
        (45_027, ()),
        (5000, ("-d", "tcp.port==5000,ged188")),
        (5001, ("-o", "ged188.ports:5001-5002")),
    ],
)
def test_ports(port: int, words: tuple[str, ...], plugin: Path, capture: Capture) -> None:
    """Some are known, others are named by way of Decode As or in a preference."""
    capture.connection(50_000, port).client(frame(HEARTBEAT, 1))
    assert [each.name for each in read(plugin, capture, *words)] == ["HEARTBEAT_REQ"]


def test_ports_that_were_taken_out(plugin: Path, capture: Capture) -> None:
    """The preference replaces what is registered by default."""
    capture.connection(50_000).client(frame(HEARTBEAT, 1))
    assert read(plugin, capture, "-o", "ged188.ports:5001") == []


def test_other_scripts_see_nothing(plugin: Path, capture: Capture, tmp_path: Path) -> None:
    """The script leaves no global variable behind."""
    probe = tmp_path / "probe.lua"
    probe.write_text(
        f"""
        local before = {{}}
        for name in pairs(_G) do before[name] = true end
        dofile("{plugin}")
        local file = io.open("{tmp_path / "globals.txt"}", "w")
        for name in pairs(_G) do if not before[name] then file:write(name, "\\n") end end
        file:write("done")
        file:close()
        """,
        encoding="utf-8",
    )
    capture.connection(50_000).client(frame(HEARTBEAT, 1))
    capture.close()
    tshark(probe, capture.path)
    assert (tmp_path / "globals.txt").read_text("utf-8") == "done"
