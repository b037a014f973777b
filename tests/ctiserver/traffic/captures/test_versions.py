"""Promises of finding out the version of captured frames."""

from __future__ import annotations

import pytest

from ctiproto.json_form import from_json
from ctiproto.versions import Dialect, Profile
from ctiserver.tapes.versions import Profiles, announced_profile
from ctiserver.traffic.captures import versions
from ctiserver.traffic.captures.items import Captured, CapturedForm, Ended, Item, Unreadable
from ctiserver.traffic.captures.versions import Unversioned, Versioned, with_versions

BEAT = bytes.fromhex("00000004 00000005 00000001")
FIXED = dict.fromkeys(("InvokeID", "ServicesRequested", "CallMsgMask", "AgentStateMask", "ConfigMsgMask"), 0)


def open_req(version: int) -> bytes:
    """An OPEN_REQ that announces ``version``."""
    return from_json({"message": "OPEN_REQ", "fixed": {**FIXED, "VersionNumber": version}}, Profile(9))


def given(*items: Item, version: int | None = None) -> list[tuple[str, int] | Unversioned | Unreadable]:
    """Place and version of each frame."""
    found = with_versions(items, version)
    return [(item.place, item.profile.version) if isinstance(item, Versioned) else item for item in found]


def test_the_caller_goes_first() -> None:
    """The caller's version counts first, then the input's, then that of an OPEN_REQ."""
    items = Captured("a", BEAT, profile=Profile(15)), Captured("b", open_req(24)), Captured("c", BEAT)
    assert given(*items, version=9) == [("a", 9), ("b", 9), ("c", 9)]
    assert given(*items) == [("a", 15), ("b", 24), ("c", 24)]


def test_frames_wait_for_their_open_req() -> None:
    """They come out in order when it is there; the next one begins another session."""
    items = Captured("a", BEAT), Captured("b", open_req(24)), Captured("c", open_req(15)), Captured("d", BEAT)
    assert given(*items) == [("a", 24), ("b", 24), ("c", 15), ("d", 15)]


def test_each_connection_has_its_own() -> None:
    """Each connection has the version of its own OPEN_REQ, or none without one."""
    items = (
        Captured("a", open_req(24), 1),
        Captured("b", BEAT, 2),
        Captured("c", BEAT, 2),
        Captured("d", open_req(15), 3),
        Ended(2),
        Captured("e", BEAT, 1),
        Ended(1),
        Captured("f", BEAT, 1),
    )
    assert given(*items) == [("a", 24), ("d", 15), Unversioned("b", 2), ("e", 24), Unversioned("f", 1)]


def test_not_everything_waits(monkeypatch: pytest.MonkeyPatch) -> None:
    """A limited number of frames waits for a version, so that memory does not grow with the input."""
    monkeypatch.setattr(versions, "MOST_WAITING", 2)
    items = [Captured(str(index), BEAT) for index in range(4)]
    assert given(*items) == [Unversioned("0", 3), Unversioned("3", 1)]


def test_versions_that_do_not_exist_are_read_as_the_nearest() -> None:
    """As the codec does; a message that ends before its version says none, nor does any other message."""
    assert announced_profile(open_req(99), Dialect.UCCE) == Profile(25)
    assert announced_profile(open_req(0), Dialect.UCCE) == Profile(9)
    assert announced_profile(open_req(15)[:15], Dialect.UCCE) is None
    assert announced_profile(BEAT, Dialect.UCCE) is None


def test_forms_become_frames() -> None:
    """With the same rules; one that describes no frame is told."""
    beat = {"message": "HEARTBEAT_REQ", "fixed": {"InvokeID": 1}}
    opening = {"type": 3, "fixed": {**FIXED, "VersionNumber": 20}}
    broken = {"message": "OPEN_REQ"}
    items = CapturedForm("a", beat), CapturedForm("b", opening), CapturedForm("c", broken), Unreadable("d", "x")
    missing = Unreadable("c", "OPEN_REQ.InvokeID: has no default and is absent")
    assert given(*items) == [("a", 20), ("b", 20), missing, Unreadable("d", "x")]
    assert list(with_versions([CapturedForm("a", beat, profile=Profile(9))], None)) == [
        Versioned("a", BEAT, Profile(9))
    ]


def test_sessions_that_never_end_are_forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    """Above the limit the versions of the oldest sessions are forgotten."""
    monkeypatch.setattr("ctiserver.tapes.versions.MOST_SESSIONS", 2)
    profiles = Profiles()
    for session in range(3):
        profiles.begin(session, Profile(15))
    assert [profiles.of(session) for session in range(3)] == [None, Profile(15), Profile(15)]


def test_another_dialect_has_other_versions() -> None:
    """Whatever finds the version, it is one of the dialect that is asked for, unless the input names another."""
    other = Dialect.UCCX
    items = Captured("a", open_req(25)), Captured("b", BEAT), Captured("c", BEAT, profile=Profile(9))
    found = [item for item in with_versions(items, None, other) if isinstance(item, Versioned)]
    assert [item.profile for item in found] == [Profile(18, other), Profile(18, other), Profile(9)]
    asked = [item for item in with_versions(items, 12, other) if isinstance(item, Versioned)]
    assert {item.profile for item in asked} == {Profile(12, other)}
