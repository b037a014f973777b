"""Promises of turning captures into tapes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ctiproto.versions import Profile
from ctiserver.tapes.entries import Begin, End, Entry, Frame
from ctiserver.traffic.captures.items import Captured, CapturedForm, Ended, Item, Seen, Unreadable
from ctiserver.traffic.captures.to_tape import GUESSED, tape_entries
from tests.ctiserver.tapes.examples import BEAT, BEAT_CONF, BEAT_FORM, CLIENT, OPEN, SERVER

if TYPE_CHECKING:
    from ctiproto.connection import Role

ROUTE_END = bytes.fromhex("00000001 000000d7 00")
UNKNOWN = bytes.fromhex("00000000 00009999")


def tape(*items: Item, version: int | None = None) -> tuple[float, list[Entry | Unreadable]]:
    """The entries of a tape made of items."""
    start, entries = tape_entries(items, version)
    return start, list(entries)


def seen(time: float, sender: str, by: Role | None = None) -> Seen:
    """Seen between c and s."""
    return Seen(time, sender, "s:2" if sender == "c:7" else "c:7", by)


def test_a_captured_connection() -> None:
    """With its ends, its times from the first frame on, its version, and how it ended."""
    start, entries = tape(
        Captured("p", OPEN, 1, seen=seen(100.5, "c:7", CLIENT)),
        Captured("p", BEAT_CONF, 1, seen=seen(100.0, "s:2", SERVER)),
        Captured("p", BEAT, 1, seen=seen(102.5, "c:7", CLIENT)),
        Unreadable("p", "a gap"),
        Ended(1, Seen(103.5, "s:2"), "reset"),
        Ended(2, Seen(103.5, "s:2"), "reset"),
        Captured("p", BEAT, 1, seen=seen(104.5, "c:7", CLIENT)),
        Ended(1),
    )
    assert start == 100.5
    assert entries == [
        Begin(0.0, 1, "", "c:7", "s:2"),
        Frame(0.0, 1, CLIENT, OPEN, "", Profile(15)),
        Frame(0.0, 1, SERVER, BEAT_CONF, "", Profile(15)),
        Frame(2.0, 1, CLIENT, BEAT, "", Profile(15)),
        Unreadable("p", "a gap"),
        End(3.0, 1, "", SERVER, "reset"),
        Begin(4.0, 1, "", "c:7", "s:2"),
        Frame(4.0, 1, CLIENT, BEAT),
    ]


def test_who_is_who_is_learnt_from_what_is_said() -> None:
    """By the first message that only one end may send, for all of the connection; else by the ports."""
    _, entries = tape(
        Captured("p", BEAT_CONF, 1, seen=seen(0.0, "c:7")), Captured("p", ROUTE_END, 1, seen=seen(0.0, "s:2"))
    )
    assert entries[0] == Begin(0.0, 1, "", "s:2", "c:7")
    assert [entry.sender for entry in entries if isinstance(entry, Frame)] == [SERVER, CLIENT]
    _, entries = tape(Captured("p", ROUTE_END, 1, seen=seen(0.0, "c:7")), Ended(1, seen(1.0, "c:7"), "closed"))
    assert entries[0] == Begin(0.0, 1, "", "c:7", "s:2")
    assert entries[-1] == End(1.0, 1, "", CLIENT, "closed")
    _, entries = tape(Captured("p", UNKNOWN, 1, seen=seen(0.0, "s:2")))
    assert entries[0] == Begin(0.0, 1, "", "c:7", "s:2")


def test_lines_without_circumstances() -> None:
    """Happen at the beginning; who sent one that both ends may send is a guess."""
    _, entries = tape(Captured("x:1", BEAT), Captured("x:2", BEAT_CONF), Captured("x:3", ROUTE_END), version=20)
    assert entries == [
        Begin(0.0, 1),
        Frame(0.0, 1, CLIENT, BEAT, "", Profile(20)),
        Frame(0.0, 1, SERVER, BEAT_CONF, "", Profile(20)),
        Frame(0.0, 1, CLIENT, ROUTE_END, "", Profile(20), GUESSED),
    ]


def test_frames_in_their_json_form() -> None:
    """In the version that is known; what is none is told."""
    forms = (
        CapturedForm("x:1", BEAT_FORM),
        CapturedForm("x:2", BEAT_FORM, profile=Profile(9)),
        CapturedForm("x:3", {"type": 3, "body": OPEN[8:].hex()}),
        CapturedForm("x:4", BEAT_FORM),
    )
    start, entries = tape(*forms)
    assert start == 0.0
    assert entries == [
        Unreadable("x:1", "HEARTBEAT_REQ: expected a version"),
        Begin(0.0, 1),
        Frame(0.0, 1, CLIENT, BEAT, "", Profile(9)),
        Frame(0.0, 1, CLIENT, OPEN, "", Profile(15)),
        Frame(0.0, 1, CLIENT, BEAT, "", Profile(15)),
    ]
