"""The start-up of a call centre's bridge, byte for byte from the client's side: what a real server was seen to do.

The frames are written by hand after the guide's tables of version 15; tags and lengths have one byte each.  Answers and
what nobody asked for are two streams: how they are interleaved says nothing.
"""

from __future__ import annotations

from typing import Final

import pytest

from ctiproto.codec import codec
from ctiproto.constants import DeskSettingsMask
from ctiproto.framing import Framer
from ctiproto.layout import layout_of
from ctiproto.versions import Profile
from ctiserver.centre.contact_centre import ContactCentre
from ctiserver.engine.duplex import Duplex
from ctiserver.engine.effects import Send
from ctiserver.engine.sides import SIDE_A
from ctiserver.site.endpoints import Endpoint
from ctiserver.site.model import Agent, DeskSettings, Device, Peripheral, Settings, Site, SkillGroup, Team

VERSION: Final = 15
NOW: Final = 1_767_600_600
UNSOLICITED: Final = {128, 31}


def frame(number: int, *words: str) -> bytes:
    """A frame: its type, and its body in hexadecimal, field by field."""
    body = bytes.fromhex("".join(words))
    return len(body).to_bytes(4) + number.to_bytes(4) + body


OPEN_REQ: Final = frame(
    3,
    "00000002",  # InvokeID
    "0000000f",  # VersionNumber 15
    "7fffffff",  # IdleTimeout: years
    "00001388",  # PeripheralID 5000
    "001c0296",  # services: a bridge that supervises, and a bit that no table names
    "0fffffff",  # CallMsgMask
    "000003ff",  # AgentStateMask
    "00000003",  # ConfigMsgMask
    "00000000 00000000 00000000",
    "01 07 427269646765 00",  # ClientID "Bridge"
    "02 01 00",  # ClientPassword, empty
    "03 05 53696465 00",  # ClientSignature "Side"
)
KEYS_REQ: Final = frame(230, "00001388", "83 04 00000000")
CONFIG_REQ: Final = frame(232, "00000006", "00001388", "83 04 00000000")
QUERY_REQ: Final = frame(36, "0000000a", "00001388", "00000000", "00000000", "05 02 32 00", "06 05 31323334 00")
REPORT_REQ: Final = frame(32, "0000000b", "0000", "42 02 4e 00", "07 02 31 00")
DESK_REQ: Final = frame(131, "0000000c", "00001388", "05 02 32 00")


def site() -> Site:
    """Three ACDs, one of them down; nine people in three teams, and twelve skill groups."""
    groups = tuple(SkillGroup(100 + number, 5100 + number, 5000, name=f"Group {number}") for number in range(12))
    agents = tuple(
        Agent(
            str(number), str(1000 + number), 5200 + number, 5000, skill_groups=(100, 100 + number), desk_settings_id=1
        )
        for number in range(1, 10)
    )
    return Site(
        peripherals=(Peripheral(5000), Peripheral(5001), Peripheral(5003, online=False)),
        settings=Settings(),
        desk_settings=(DeskSettings(1, mask=DeskSettingsMask(0x200), work_mode_timer=7200),),
        skill_groups=groups,
        devices=(Device("1234", 5000),),
        agents=agents,
        teams=(
            Team(70, 5000, name="Heads", primary_supervisor="1"),
            Team(71, 5000, name="Days", members=("2", "4"), primary_supervisor="1", other_supervisors=("8",)),
            Team(72, 5000, name="Nights", members=("3", "5"), primary_supervisor="1", other_supervisors=("9",)),
        ),
    )


class Tapped:
    """A client of whom only bytes are known.

    Args:
        sent: what it sends, one segment after the other.
    """

    def __init__(self, *sent: bytes) -> None:
        self.frames: list[bytes] = []
        server = Duplex(ContactCentre(site(), seed=1, workload=False), NOW)
        effects = server.connected(1, SIDE_A, Endpoint("192.0.2.1", 50_000), NOW)
        for data in sent:
            effects += server.received(1, data, NOW)
        for effect in effects:
            if isinstance(effect, Send):
                self.frames += [data for _, data in Framer().feed(effect.data)]

    @property
    def answers(self) -> list[bytes]:
        """The frames that answer requests."""
        return [each for each in self.frames if _number(each) not in UNSOLICITED]

    @property
    def unsolicited(self) -> list[bytes]:
        """The frames that answer no request."""
        return [each for each in self.frames if _number(each) in UNSOLICITED]


def _number(data: bytes) -> int:
    return int.from_bytes(data[4:8])


def _tags(data: bytes) -> list[int]:
    """The tags of the floating part, in the order of the wire."""
    read = codec(Profile(VERSION)).read(_number(data), data)
    at = 8 + layout_of(type(read.message), Profile(VERSION)).fixed_size
    found = []
    while at < len(data):
        found.append(data[at])
        at += 2 + data[at + 1]
    return found


@pytest.fixture
def tapped() -> Tapped:
    """The whole start-up."""
    return Tapped(OPEN_REQ, KEYS_REQ, CONFIG_REQ, QUERY_REQ, REPORT_REQ, DESK_REQ)


def test_answers_come_in_the_order_of_the_requests(tapped: Tapped) -> None:
    """One each, but for the upload: one block of begin, ten groups, two groups, agents, end."""
    assert [_number(each) for each in tapped.answers] == [4, 231, 233, 236, 236, 237, 234, 37, 33, 132]
    assert [int.from_bytes(each[8:10]) for each in tapped.answers[3:6]] == [10, 2, 9]


@pytest.mark.fidelity("greetings.teams-first")
def test_teams_come_before_peripherals(tapped: Tapped) -> None:
    """Members of a team first, its supervisors in a message of their own; then a system event for each peripheral."""
    assert [_number(each) for each in tapped.unsolicited] == [128] * 5 + [31] * 3
    teams = [
        # team, number of agents, ConfigOperation 1
        (70, 1, 1),
        (71, 2, 1),
        (71, 2, 1),
        (72, 2, 1),
        (72, 2, 1),
    ]
    told = tapped.unsolicited[:5]
    assert [
        (int.from_bytes(each[12:16]), int.from_bytes(each[16:18]), int.from_bytes(each[18:20])) for each in told
    ] == teams
    assert [_tags(each) for each in told] == [[86, 87, 88, 89] * agents for _, agents, _ in teams]
    # Flags of the supervisors: 1 for the primary one, 4 for the others.
    assert bytes.fromhex("57 02 0001") in told[2]
    assert bytes.fromhex("57 02 0004") in told[2]


@pytest.mark.fidelity("open-conf.no-agent", "open-conf.listed-peripheral")
def test_open_conf(tapped: Tapped) -> None:
    """All that was asked for is granted, the agent's state is unknown, and the peripheral that was named is listed."""
    now = NOW.to_bytes(4).hex()
    assert tapped.answers[0] == frame(
        4,
        "00000002",  # InvokeID
        "001c0296",  # services
        "00000000",  # MonitorID
        "00000004",  # PGStatus: a peripheral is off-line
        now,
        "0000",  # PeripheralOnline: not all of them are
        "0011",  # PeripheralType 17
        "0009",  # AgentState unknown
        "e4 02 0001",  # NumPeripherals
        "d0 04 00001388",
        "e0 02 0000",  # MultilineAgentControl
    )


@pytest.mark.parametrize(("place", "kind", "peripheral"), [(5, 3, 5000), (6, 3, 5001), (7, 4, 5003)])
def test_system_events(tapped: Tapped, place: int, kind: int, peripheral: int) -> None:
    """Online or offline, with the status in each, and no device."""
    now = NOW.to_bytes(4).hex()
    words = ("00000004", now, kind.to_bytes(4).hex(), peripheral.to_bytes(4).hex(), "00000000", "00000000", "ffff")
    assert tapped.unsolicited[place] == frame(31, *words)


def test_keys(tapped: Tapped) -> None:
    """Status 0 and the five keys of version 15, eight bytes each; the upload has those of its two items."""
    assert len(tapped.answers[1]) == 8 + 4 + 5 * 10
    assert tapped.answers[1][8:12] == bytes(4)
    keys = _keys(tapped.answers[1], 12)
    assert len(keys) == 5
    begin = tapped.answers[2]
    assert begin[8:14] == bytes.fromhex("0001 00000006")
    uploaded = _keys(begin, 14)
    assert list(uploaded) == list(keys)[1:3]
    assert uploaded.items() <= keys.items()


def _keys(data: bytes, at: int) -> dict[int, bytes]:
    keys = {}
    while at < len(data):
        assert data[at + 1] == 8
        keys[data[at]] = data[at + 2 : at + 10]
        at += 10
    return keys


def test_records(tapped: Tapped) -> None:
    """The fields of a skill group and of an agent in their order; what is not configured is one NUL byte."""
    group = [183, 208, 184, 64, 192, 185, 173, 133, 134, 216, 176]
    assert _tags(tapped.answers[3]) == group * 10
    assert _tags(tapped.answers[4]) == group * 2
    skill = [62, 64]
    agent = [183, 208, 189, 190, 207, 138, 137, 173, 134, 141, 191]
    assert _tags(tapped.answers[5]) == (agent + skill * 2) * 9
    empty_extension, empty_description = bytes.fromhex("ad 01 00"), bytes.fromhex("86 01 00")
    assert tapped.answers[3].count(empty_extension) == tapped.answers[3].count(empty_description) == 10
    assert tapped.answers[6] == frame(234, "00000000")


def test_an_agent_who_is_signed_out(tapped: Tapped) -> None:
    """Everything 0 but the MRDID, the station that was named, and the agent's groups, each in state 1."""
    group = "3e 04 {:08x} 3f 04 {:08x} 40 02 0000 41 02 0001"
    assert tapped.answers[7] == frame(
        37,
        "0000000a",  # InvokeID
        "0001",  # AgentState logged out
        "0002",  # NumSkillGroups
        "00000001",  # MRDID, although 0 was asked for
        "00000000",  # NumTasks
        "0000",  # AgentMode
        "00000000",  # MaxTaskLimit
        "00001452",  # ICMAgentID 5202
        "00000000",  # AgentAvailabilityStatus
        "05 02 32 00",
        "04 05 31323334 00",
        "06 05 31323334 00",
        group.format(100, 5100),
        group.format(102, 5102),
    )


def test_a_report_and_desk_settings(tapped: Tapped) -> None:
    """A bare confirmation; and settings whose timers that are off are all ones."""
    assert tapped.answers[8] == frame(33, "0000000b")
    assert tapped.answers[9] == frame(
        132,
        "0000000c",  # InvokeID
        "00001388",
        "00000200",  # DeskSettingsMask
        "00000001 00000001",  # wrap-up modes
        "ffffffff",  # LogoutNonActivityTime
        "ffffffff",  # QualityRecordingRate
        "ffffffff",  # RingNoAnswerTime
        "00000000 00000000 00000000 00000000 00000000 00000000",
        "00001c20",  # WorkModeTimer 7200
        "00000000",  # RingNoAnswerDN
        "5d 01 00",  # DefaultDevicePortAddress, empty
    )


@pytest.mark.parametrize("cut", range(1, 40, 3))
def test_how_the_bytes_arrive_does_not_matter(cut: int) -> None:
    """In one segment, or in pieces."""
    data = OPEN_REQ + KEYS_REQ + CONFIG_REQ + QUERY_REQ + REPORT_REQ + DESK_REQ
    pieces = [data[at : at + cut] for at in range(0, len(data), cut)]
    assert Tapped(*pieces).frames == Tapped(data).frames
