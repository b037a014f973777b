"""Promises of ``ctiserver replay``: what it makes of its words, and both halves over the loopback."""

from __future__ import annotations

import socket
from collections.abc import Awaitable, Callable, Iterator
from typing import TYPE_CHECKING

import pytest
import trio

from ctiproto import messages as m
from ctiserver.cli import replay as command
from ctiserver.client import Side, open_session
from ctiserver.tapes.entries import Entry, Frame, Header
from ctiserver.traffic.replay.as_server import ServerPlayer, ServerPlayerOptions
from ctiserver.traffic.replay.dialogue import load_dialogue
from ctiserver.traffic.replay.outcome import Outcome, Unmatched
from ctiserver.traffic.replay.run import play_tape, serve_tape
from ctiserver.transport.clock import TrioClock
from ctiserver.transport.listener import TcpListener
from tests.ctiserver.cli.test_compare import write
from tests.ctiserver.traffic.replay.dialogues import (
    CLIENT,
    CLOSE,
    CLOSE_CONF,
    OPEN,
    OPEN_CONF,
    SERVER,
    entries,
    query,
    state,
    system,
)
from tests.support.net import SocketPort

if TYPE_CHECKING:
    from tests.ctiserver.cli.conftest import Run

TALK = entries(
    (0.0, CLIENT, OPEN),
    (0.0, SERVER, OPEN_CONF),
    (0.0, SERVER, system(1)),
    (0.0, CLIENT, query("1")),
    (0.0, SERVER, state("1")),
    (0.0, CLIENT, CLOSE),
    (0.0, SERVER, CLOSE_CONF),
)
During = Callable[[Callable[[int], Awaitable[None]]], None]


@pytest.fixture
def during(monkeypatch: pytest.MonkeyPatch) -> During:
    """Lets a client talk to the tape while it is served."""

    def install(act: Callable[[int], Awaitable[None]]) -> None:
        async def beside(player: object, listener: TcpListener, *more: object) -> None:
            async with trio.open_nursery() as nursery:
                nursery.start_soon(act, listener.endpoint.port)
                with trio.fail_after(20):
                    await serve_tape(player, listener, *more)  # type: ignore[arg-type] # as they came
                nursery.cancel_scope.cancel()

        monkeypatch.setattr(command, "serve_tape", beside)

    return install


async def talk(port: int) -> None:
    """What a client says who says what the tape has."""
    async with open_session([Side("", "127.0.0.1", port)], OPEN) as session:
        received = [(await anext(session)).message for _ in range(2)]
        assert [type(message) for message in received] == [m.OpenConf, m.SystemEvent]
        assert isinstance(await session.request(query("1")), m.QueryAgentStateConf)


async def hurry(port: int) -> None:
    """What a client says who leaves at once."""
    async with open_session([Side("", "127.0.0.1", port)], OPEN):
        pass


def test_as_server(run: Run, during: During) -> None:
    """A client is answered as it was; the summary says so."""
    write("t.jsonl", TALK)
    during(talk)
    outcome = run("replay", "--as", "server", "t.jsonl", "--listen", ":0")
    assert (outcome.status, outcome.err) == (0, "")
    first, head, row = outcome.out.splitlines()
    assert first.startswith("listening on 127.0.0.1:")
    assert head.split() == ["expected", "came", "otherwise", "to", "send", "sent"]
    assert row.split() == ["session", "1", "3", "3", "0", "4", "4"]


def test_a_session_that_is_left_before_its_end(run: Run, during: During) -> None:
    """In strict order that is not as on the tape; leniently it is."""
    write("t.jsonl", TALK)
    during(hurry)
    words = ("replay", "--as", "server", "t.jsonl", "--listen", "127.0.0.1:0")
    assert run(*words).status == 1
    assert run(*words, "--order", "lenient", "--match", "none").status == 0
    assert run(*words, "--unmatched", "ignore", "--match", "all").status == 0


def test_as_server_step_by_step(run: Run, during: During) -> None:
    """What happens is shown; the end of the input lets all go."""
    write("t.jsonl", TALK)
    during(talk)
    outcome = run("replay", "--as", "server", "t.jsonl", "--listen", ":0", "--step", "--fast", "--match", "AgentID")
    assert outcome.status == 0
    assert "client 1: QUERY_AGENT_STATE_REQ is frame 4 of the tape\n" in outcome.out


Serving = Callable[[list[Entry]], str]


@pytest.fixture
def serving(monkeypatch: pytest.MonkeyPatch) -> Iterator[Serving]:
    """Gives the address of a tape that is served while another one is played."""
    listening = socket.create_server(("127.0.0.1", 0))

    def install(tape: list[Entry]) -> str:

        async def beside(*words: object) -> None:
            async with trio.open_nursery() as nursery:
                player = ServerPlayer(load_dialogue(Header(), tape), ServerPlayerOptions(loops=None))
                nursery.start_soon(serve_tape, player, SocketPort(listening), TrioClock())
                with trio.fail_after(20):
                    await play_tape(*words)  # type: ignore[arg-type] # as they came
                nursery.cancel_scope.cancel()

        monkeypatch.setattr(command, "play_tape", beside)
        return f"127.0.0.1:{listening.getsockname()[1]}"

    with listening:
        yield install


def test_as_client(run: Run, serving: Serving) -> None:
    """A server that answers as it did; as often as is wanted."""
    write("t.jsonl", TALK)
    outcome = run("replay", "--as", "client", "t.jsonl", "--to", serving(TALK), "--loops", "2")
    assert (outcome.status, outcome.err) == (0, "")
    assert [line.split() for line in outcome.out.splitlines()][1:] == [["session", "1", "4", "4", "0", "3", "3"]] * 2


def test_a_server_that_answers_otherwise(run: Run, serving: Serving) -> None:
    """Is told, and is a negative verdict unless that is not wanted; with fail it is the end."""
    write("t.jsonl", TALK)
    refused = m.FailureConf(invoke_id=2, status=CLOSE.status)
    other = [
        *entries((0.0, CLIENT, OPEN), (0.0, SERVER, OPEN_CONF), (0.0, SERVER, system(1))),
        *entries((0.0, CLIENT, query("1")), (0.0, SERVER, refused), (0.0, CLIENT, CLOSE), (0.0, SERVER, CLOSE_CONF))[
            1:
        ],
    ]
    words = ("replay", "--as", "client", "t.jsonl", "--to", serving(other))
    outcome = run(*words)
    told = "ctiserver: session 1: QUERY_AGENT_STATE_CONF: the server said FAILURE_CONF Status 0\n"
    assert (outcome.status, outcome.err) == (1, told)
    assert run(*words, "--unmatched", "ignore").status == 0
    stopped = run(*words, "--unmatched", "fail", "--loops", "0")
    assert (stopped.status, stopped.err) == (1, told)
    assert stopped.out.splitlines()[1:] == ["  session 1  4         2     1          3        2"]


def test_a_tape_without_the_half_of_the_server(run: Run, serving: Serving) -> None:
    """It can be played as a client, which waits for nothing; and has no side B."""
    write("t.jsonl", [entry for entry in TALK if not (isinstance(entry, Frame) and entry.sender is SERVER)])
    words = ("replay", "--as", "client", "t.jsonl", "--to", serving(TALK))
    assert run(*words).status == 0
    assert run(*words, "--side", "B") == (2, "", "ctiserver: t.jsonl: expected a tape with frames, found none\n")


def test_as_client_step_by_step(run: Run, serving: Serving) -> None:
    """With --step each request waits for a line of input, and what was sent is shown."""
    write("t.jsonl", TALK)
    outcome = run("replay", "--as", "client", "t.jsonl", "--to", serving(TALK), "--step", text="\n\n\n\n")
    assert outcome.status == 0
    assert "session 1: sent CLOSE_REQ, frame 6 of the tape\n" in outcome.out


@pytest.mark.parametrize(
    ("words", "reason"),
    [
        ("--as server t.jsonl", "--as server: expected --listen [HOST]:PORT, and no --to"),
        ("--as server t.jsonl --listen :0 --to a:1", "--as server: expected --listen [HOST]:PORT, and no --to"),
        ("--as client t.jsonl", "--as client: expected --to HOST:PORT, and no --listen"),
        ("--as client t.jsonl --to a:1 --listen :0", "--as client: expected --to HOST:PORT, and no --listen"),
        (
            "--as client t.jsonl --to a:1 --unmatched close",
            "--unmatched close: expected ignore or fail with --as client",
        ),
        ("--as client t.jsonl --to a:1 --loops -1", "--loops -1: expected at least 1"),
        ("--as client t.jsonl --to a:1 --patience -1", "--patience -1: expected at least 0"),
        ("--as server t.jsonl --listen 192.0.2.1:0", "cannot listen on 192.0.2.1 port 0: "),
        ("--as server none.jsonl --listen :0", "'none.jsonl': expected a readable file: No such file or directory"),
    ],
)
def test_wrong_words_are_told_in_one_line(run: Run, words: str, reason: str) -> None:
    """The line says what was expected, and the exit status is 2."""
    write("t.jsonl", TALK)
    outcome = run("replay", *words.split())
    assert (outcome.status, outcome.out) == (2, "")
    assert outcome.err.startswith(f"ctiserver: {reason}")
    assert outcome.err.count("\n") == 1


def test_much_trouble_is_told_in_short(capsys: pytest.CaptureFixture[str]) -> None:
    """The summary has twenty lines and says how many more there are; if no client came, it says so."""
    command._summarise([Outcome("session 1", 1, 1, unmatched=[Unmatched("X", "y")] * 23)])
    command._summarise([])
    captured = capsys.readouterr()
    assert captured.err.splitlines()[-2:] == ["ctiserver: session 1: X: y", "ctiserver: and 3 more that did not match"]
    assert captured.err.count("\n") == 21
    assert captured.out.rstrip().endswith("no client came")
