"""Server applications: who may serve beside whom, and who is asked."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from ctiproto.constants import ServerMode
from ctiserver.engine.sessions.server_apps import MOST_SERVICES, ServerApps
from tests.ctiserver.engine.sessions.people import session


def test_nobody_serves() -> None:
    """For a service without a registered application, none is chosen."""
    assert ServerApps().choose("X") == ()


def test_all_are_asked_in_parallel_and_one_alone() -> None:
    """In the order in which they registered."""
    servers, sessions = ServerApps(), [session(1), session(2)]
    for each in sessions:
        servers.register(each, "parallel", ServerMode.PARALLEL)
    servers.register(sessions[0], "exclusive", ServerMode.EXCLUSIVE)
    for _ in range(2):
        assert servers.choose("parallel") == tuple(sessions)
        assert servers.choose("exclusive") == (sessions[0],)
    assert [server.service for server in servers.by(sessions[0])] == ["parallel", "exclusive"]


def test_one_session_serves_as_so_much_only() -> None:
    """Names are its own, so their number is bounded; what it serves as already it may ask for again."""
    servers, one = ServerApps(), session(1)
    given_out = [servers.register(one, f"service {number}", ServerMode.PARALLEL) for number in range(MOST_SERVICES + 1)]
    assert given_out[-1] is None
    assert None not in given_out[:-1]
    assert servers.register(one, "service 0", ServerMode.PARALLEL) is given_out[0]
    assert servers.register(session(2), "another", ServerMode.PARALLEL) is not None


@given(st.lists(st.tuples(st.sampled_from(["join", "leave", "ask", "ask"]), st.integers(0, 3)), max_size=60))
@settings(max_examples=60, deadline=None, derandomize=True)
def test_turns_are_fair(steps: list[tuple[str, int]]) -> None:
    """Applications come and go; the one is asked whose last turn, or registration, is longest ago."""
    servers, sessions = ServerApps(), [session(number) for number in range(4)]
    since: dict[int, int] = {}
    for now, (step, who) in enumerate(steps):
        if step == "join":
            assert servers.register(sessions[who], "X", ServerMode.ROUND_ROBIN) is not None
            since.setdefault(who, now)
        elif step == "leave":
            servers.forget(sessions[who])
            since.pop(who, None)
        elif since:
            longest = min(since, key=lambda number: since[number])
            assert servers.choose("X") == (sessions[longest],)
            since[longest] = now
        else:
            assert servers.choose("X") == ()
