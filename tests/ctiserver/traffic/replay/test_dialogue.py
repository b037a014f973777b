"""Promises about the sessions of a tape that are played, and about tapes that cannot be played."""

from __future__ import annotations

import attrs
import pytest

from ctiproto import messages as m
from ctiproto.codec import codec
from ctiproto.connection import Role
from ctiproto.versions import Profile
from ctiserver.tapes.entries import Begin, End, Entry, Flaw, Frame, Header, Lost, Stray
from ctiserver.traffic.replay.dialogue import DialogueError, load_dialogue
from tests.support.frames import frame, named, open_frame

CLIENT, SERVER = Role.CLIENT, Role.SERVER
OPEN = open_frame(15, 0, *named())
BEAT, BEAT_CONF, CLOSE, CLOSE_CONF = frame(5, 1), frame(6, 1), frame(7, 2, 0), frame(8, 2)
BROKEN = bytes.fromhex("00000002 00000007 0000")


def said(time: float, sender: Role, data: bytes, session: int = 1, version: int | None = 15) -> Frame:
    """A frame."""
    return Frame(time, session, sender, data, profile=None if version is None else Profile(version))


def load(*entries: Entry | Flaw, needs: tuple[Role, ...] = ()) -> list[str]:
    """What is odd about a tape."""
    return list(load_dialogue(Header(), entries, needs=needs).remarks)


def test_a_session() -> None:
    """Its frames in their order, with what answers what."""
    dialogue = load_dialogue(
        Header(),
        [
            Begin(0.0, 1),
            said(0.1, CLIENT, OPEN),
            said(0.2, CLIENT, BEAT),
            said(0.3, SERVER, frame(4, 1, 0, 0, 0, 0, 0, version=15)),
            said(0.4, SERVER, BEAT_CONF),
            said(0.5, SERVER, frame(2, 15)),
            End(0.6, 1, sender=SERVER),
        ],
    )
    (session,) = dialogue.sessions
    assert [(taped.order, taped.name, taped.answers, taped.is_heartbeat) for taped in dialogue.frames] == [
        (0, "OPEN_REQ", None, False),
        (1, "HEARTBEAT_REQ", None, True),
        (2, "OPEN_CONF", 0, False),
        (3, "HEARTBEAT_CONF", 1, True),
        (4, "FAILURE_EVENT", None, False),
    ]
    assert (session.number, session.profile.version, session.end, session.opening) == (1, 15, 0.6, dialogue.frames[0])
    assert [len(session.said_by(role)) for role in Role] == [2, 3]
    assert dialogue.remarks == ()


def test_several_sessions() -> None:
    """A number may come again behind its end or before a beginning; frames keep the order of the tape."""
    dialogue = load_dialogue(
        Header(),
        [
            said(0.0, CLIENT, OPEN),
            said(0.1, CLIENT, open_frame(20, 0, *named()), 2, 20),
            End(0.2, 1, sender=CLIENT),
            End(0.2, 9),
            said(0.3, CLIENT, OPEN),
            Begin(0.4, 1),
            said(0.5, CLIENT, OPEN),
        ],
    )
    assert [(each.number, each.profile.version, each.end) for each in dialogue.sessions] == [
        (1, 15, None),
        (2, 20, None),
        (1, 15, None),
        (1, 15, None),
    ]
    assert [(taped.order, taped.session) for taped in dialogue.frames] == [(0, 0), (1, 1), (2, 2), (3, 3)]


def test_one_side_of_two() -> None:
    """The sessions of the other one are left out; without a side all are played."""
    entries: list[Entry | Flaw] = [
        Begin(0.0, 1, "A"),
        attrs.evolve(said(0.0, CLIENT, OPEN), side="A"),
        attrs.evolve(said(0.1, CLIENT, OPEN, 2), side="B"),
        End(0.2, 2, "B", SERVER),
        Lost(0.3, 1),
    ]
    found = {side: load_dialogue(Header(), entries, side=side) for side in (None, "A", "B")}
    assert {side: [each.number for each in one.sessions] for side, one in found.items()} == {
        None: [1, 2],
        "A": [1],
        "B": [2],
    }
    assert found["B"].sessions[0].end == 0.2
    assert all(one.remarks for one in found.values())


def test_what_is_odd_is_told() -> None:
    """What cannot be played of a tape is a remark, and the rest is played."""
    assert load(
        Flaw("x:3", "expected a JSON object"),
        Lost(0.5, 7),
        said(0.0, CLIENT, BEAT, version=None),
        said(0.0, CLIENT, OPEN),
        Stray(0.1, 1, SERVER, b"?"),
        said(0.2, CLIENT, BROKEN),
        said(0.2, CLIENT, CLOSE, 2),
        said(0.2, SERVER, CLOSE_CONF, 3),
    ) == [
        "x:3: expected a JSON object",
        "7 frames are missing at 0.5 s",
        "session 1 has bytes that are no frames, which are left out",
        "session 1 has frames before its OPEN_REQ, which are left out",
        "session 2 is left out, as its client does not begin with OPEN_REQ",
        "session 3 is left out, as its client does not begin with OPEN_REQ",
    ]


@pytest.mark.parametrize(
    ("entries", "needs", "reason"),
    [
        ([], (), "expected a tape with frames, found none"),
        ([Begin(0.0, 1), End(0.1, 1)], (), "expected a tape with frames, found none"),
        ([said(0.0, CLIENT, OPEN)], (CLIENT, SERVER), "expected frames of the server, found none"),
        ([said(0.0, SERVER, CLOSE_CONF)], (CLIENT, SERVER), "expected frames of the client, found none"),
        ([said(0.0, CLIENT, CLOSE)], (CLIENT,), "expected a session that begins with OPEN_REQ, found none"),
        ([Stray(0.0, 1, CLIENT, b"x")], (), "expected a session that begins with OPEN_REQ, found none"),
    ],
)
def test_tapes_that_cannot_be_played(entries: list[Entry], needs: tuple[Role, ...], reason: str) -> None:
    """A tape without the half that is needed raises DialogueError, which says in one line what is missing."""
    with pytest.raises(DialogueError, match=f"^{reason}$"):
        load(*entries, needs=needs)


# --- which answers which ---------------------------------------------------------------------------------------------


def query(agent: str, invoke_id: int = 2) -> bytes:
    """QUERY_AGENT_STATE_REQ."""
    message = m.QueryAgentStateReq(invoke_id=invoke_id, peripheral_id=1, mrd_id=1, icm_agent_id=0, agent_id=agent)
    return codec(Profile(15)).encode(message)


def state(agent: str, invoke_id: int = 2) -> bytes:
    """QUERY_AGENT_STATE_CONF."""
    body = bytes.fromhex("0001 0000 00000001 00000000 0000 00000000 00000007 00000000 05 02") + agent.encode() + b"\0"
    return frame(37, invoke_id)[:3] + bytes([4 + len(body)]) + frame(37, invoke_id)[4:] + body


def answers(*told: tuple[Role, bytes]) -> list[int | None]:
    """What each message answers, behind an OPEN_REQ."""
    entries = [said(0.0, CLIENT, OPEN), *(said(0.0, role, data) for role, data in told)]
    return [taped.answers for taped in load_dialogue(Header(), entries).frames[1:]]


def test_one_invoke_id_for_all_requests() -> None:
    """The name of the answer decides, then what it repeats of the request, then the order."""
    told = [(CLIENT, query("1")), (CLIENT, CLOSE), (CLIENT, query("2"))]
    assert answers(*told, (SERVER, state("2")), (SERVER, CLOSE_CONF), (SERVER, state("1")))[3:] == [3, 2, 1]
    assert answers(*told, (SERVER, frame(1, 2, 9)), (SERVER, frame(1, 2, 9)))[3:] == [1, 2]


def test_answers_without_a_request() -> None:
    """They answer no request; a second answer belongs to the last request with that InvokeID."""
    assert answers((SERVER, frame(1, 77, 9))) == [None]
    assert answers((CLIENT, CLOSE), (SERVER, CLOSE_CONF), (SERVER, CLOSE_CONF)) == [None, 1, 1]
    assert answers((SERVER, frame(9_999, 2)), (SERVER, frame(231, 0)), (SERVER, frame(233, 0))) == [None] * 3


def test_requests_of_the_server() -> None:
    """Requests of the server are answered by the client."""
    ask, reply = frame(278, 5), frame(279, 5) + b"\0\1"
    assert answers((SERVER, ask), (CLIENT, (6).to_bytes(4) + reply[4:])) == [None, 1]


def test_configuration_uploads() -> None:
    """They have no InvokeID: keys answer the first request for keys, and a block answers the next upload."""
    keys, upload, begin, group, end = frame(230, 1), frame(232, 6, 1), frame(233, 0), frame(236, 0), frame(234, 0)
    told = [(CLIENT, keys), (CLIENT, upload), (CLIENT, upload)]
    heard = [frame(231, 0), begin, group, end, group, begin, end, begin, group, end]
    assert answers(*told, *((SERVER, each) for each in heard))[3:] == [1, 2, 2, 2, None, 3, 3, 3, 3, 3]
