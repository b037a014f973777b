"""The two programs that play clients, in C and in Python, do the same with the same orders."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.bench import load, machine
from tests.bench.bench import Setting
from tests.bench.load import Asker, Load, compiler, load_on
from tests.bench.peers import CTI, ctiserver, echo
from tests.bench.sessions import EVENT_BYTES, HEARTBEAT, write_site

pytestmark = pytest.mark.skipif(not machine.tells_costs(), reason="not Linux, or its kernel does not count costs")


@pytest.fixture(scope="module")
def port() -> Iterator[int]:
    """A server that gives back what it gets."""
    with echo("asyncio") as server:
        yield server.port


@pytest.fixture(params=["C", "Python"])
def clients(
    request: pytest.FixtureRequest, port: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Load]:
    """Clients of that server."""
    if request.param == "Python":
        monkeypatch.setattr(load, "compiler", lambda: None)
    elif compiler() is None:
        pytest.skip("no C compiler is here")
    setting = Setting(tmp_path, 1)
    with load_on(port, setting) as started:
        yield started
    assert len(setting.notes) == (request.param == "Python")


def test_clients_connect_and_leave(clients: Load) -> None:
    """Each is opened by the first answer, whose time is taken; they can come again."""
    for count in (5, 300):
        done = clients.sinks(count, HEARTBEAT)
        assert (done.units, done.answers is not None and done.answers.count) == (count, count)
        assert done.rate > 0
        clients.quiet(0.01)
        clients.drop()


def test_clients_ask_again_when_they_are_answered(clients: Load) -> None:
    """Until the time is over; every answer is a whole frame, and its time is taken."""
    clients.talkers([Asker(b"", (HEARTBEAT, HEARTBEAT))] * 3)
    done = clients.ask(0.05)
    assert done.answers is not None
    assert done.units == done.answers.count >= 3
    assert 0 < done.answers.p50 <= done.answers.p99 <= done.answers.max
    assert done.seconds >= 0.05


def test_a_probe_is_timed_while_others_listen(clients: Load) -> None:
    """Nobody says anything to them here, so no frame is counted."""
    clients.sinks(2, HEARTBEAT)
    clients.probe(HEARTBEAT, HEARTBEAT)
    clients.quiet(0.01)
    done = clients.listen(0.05, 5)
    assert (done.units, done.typed) == (0, 0)
    assert done.answers is not None
    assert done.answers.count > 0


def test_peers_send_events_as_long_as_ours(tmp_path: Path) -> None:
    """AGENT_STATE_EVENT has as many bytes as the benches say, whichever of the agents it is about."""
    setting = Setting(tmp_path, 1)
    with ctiserver(write_site(tmp_path, 16)) as server, load_on(server.port, setting) as clients:
        clients.sinks(2, CTI.listens)
        clients.talkers(CTI.talkers(16)[-1:])
        assert clients.learn() == EVENT_BYTES


def test_what_cannot_be_done_is_said(clients: Load) -> None:
    """Who asks for a burst without events to wait for gets an error, not a figure."""
    with pytest.raises(RuntimeError, match=r"^burst: "):
        clients.burst(1, 0.01)
