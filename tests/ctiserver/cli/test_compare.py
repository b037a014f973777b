"""Promises of ``ctiserver compare``: what it makes of its words, and a comparison over the loopback."""

from __future__ import annotations

import json
import socket
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import attrs
import pytest
import trio

from ctiproto.connection import Role
from ctiproto.constants import ClientEventState, CTIService
from ctiproto.messages import ClientEventReportReq
from ctiproto.versions import Dialect, Profile
from ctiserver.cli import compare as command
from ctiserver.tapes.entries import Entry, Frame, Header
from ctiserver.tapes.writing import TapeWriter
from ctiserver.traffic.replay import as_client
from ctiserver.traffic.replay.fields import Field, changed, name_of
from ctiserver.traffic.replay.run import play_tape
from tests.support.net import MemoryServer, SocketPort
from tests.support.taping import TapedWorld

if TYPE_CHECKING:
    from tests.ctiserver.cli.conftest import Run


def morning() -> TapedWorld:
    """A client that opens a session, asks something, and leaves; nothing waits for time."""
    world = TapedWorld()
    client = world.bridge(20, CTIService.SERVICE_ALL_EVENTS)
    client.sends(ClientEventReportReq(invoke_id=7, state=ClientEventState(1), text="x"))
    client.leaves()
    return world


def write(path: str, entries: list[Entry]) -> None:
    """Write a tape."""
    with Path(path).open("wb", buffering=0) as file:
        writer = TapeWriter(file, Header(start=1.0))
        for entry in entries:
            writer.write(entry)


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """The address of an emulator that is there while the command plays its tape."""
    with socket.create_server(("127.0.0.1", 0)) as listening:

        async def beside(*words: object) -> None:
            async with trio.open_nursery() as nursery:
                emulator = MemoryServer()
                nursery.start_soon(emulator.driver.run, {"A": SocketPort(listening)}, emulator.duplex.start)
                with trio.fail_after(20):
                    await play_tape(*words)  # type: ignore[arg-type] # as they came
                nursery.cancel_scope.cancel()

        monkeypatch.setattr(command, "play_tape", beside)
        yield f"127.0.0.1:{listening.getsockname()[1]}"


def test_an_emulator_is_as_it_was(run: Run, server: str) -> None:
    """A hundred percent, and exit status 0."""
    write("t.jsonl", morning().entries)
    outcome = run("compare", "t.jsonl", server, "--fast", "--settle", "0")
    assert (outcome.status, outcome.err) == (0, "")
    assert outcome.out.splitlines()[-1].startswith("100 %: 3 of 3 messages are equal, ")
    form = json.loads(run("compare", "t.jsonl", server, "--json", "--settle", "0").out)
    assert (form["tape"], form["target"], form["percent"], form["differences"]) == ("t.jsonl", server, 100.0, [])


def planted(entries: list[Entry], **values: object) -> list[Entry]:
    """The tape with other values on the server's side."""

    def change(name: str) -> Callable[[Field], object]:
        return lambda field: values.get(f"{name}_{field.name}", field.value)

    return [
        attrs.evolve(entry, data=changed(entry.data, Profile(20), change(name_of(entry.data, Dialect.UCCE))))
        if isinstance(entry, Frame) and entry.sender is Role.SERVER
        else entry
        for entry in entries
    ]


def test_planted_differences_are_shown(run: Run, server: str) -> None:
    """Exactly these three, and exit status 1; for test runners as well."""
    values = {"OPEN_CONF_PeripheralType": 1, "OPEN_CONF_AgentState": 3, "SYSTEM_EVENT_SystemEventArg2": 9}
    write("t.jsonl", planted(morning().entries, **values))
    outcome = run("compare", "t.jsonl", server, "--fast", "--settle", "0", "--junit", "t.xml")
    assert (outcome.status, outcome.err) == (1, "")
    assert outcome.out.splitlines()[:3] == [
        "session 1, frame 2: OPEN_CONF.PeripheralType: 1 on the tape, 17 heard",
        "session 1, frame 2: OPEN_CONF.AgentState: 3 on the tape, 9 heard",
        "session 1, frame 3: SYSTEM_EVENT.SystemEventArg2: 9 on the tape, 0 heard",
    ]
    assert outcome.out.splitlines()[-1].startswith("33.3 %: 1 of 3")
    assert Path("t.xml").read_text("utf-8").count("<failure") == 2


def test_a_report_is_no_more_readable_than_the_tape(run: Run, server: str) -> None:
    """It has what people said, too."""
    write("t.jsonl", planted(morning().entries, OPEN_CONF_PeripheralType=1))
    Path("t.jsonl").chmod(0o600)
    Path("t.xml").touch(0o644)
    run("compare", "t.jsonl", server, "--fast", "--settle", "0", "--junit", "t.xml")
    assert Path("t.xml").stat().st_mode & 0o777 == 0o600
    assert Path("t.xml").read_text("utf-8").count("<failure") == 1


def test_messages_too_many_to_be_compared_are_told(run: Run, server: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """How many there were, on standard error; the exit status is 1 even if they may be ignored."""
    write("t.jsonl", [each for each in morning().entries if not_an_event(each)])
    monkeypatch.setattr(as_client, "_SURPLUS", -10_000)
    Path("r.toml").write_text("[[ignore]]\nmessage = 'SYSTEM_EVENT'\n", "utf-8")
    outcome = run("compare", "t.jsonl", server, "--fast", "--settle", "0.2", "--rules", "r.toml")
    told = f"ctiserver: {server}: 1 more messages came that are not on the tape: not compared\n"
    assert (outcome.status, outcome.err) == (1, told)


def not_an_event(entry: Entry) -> bool:
    """Whether an entry is no event of the system."""
    return not isinstance(entry, Frame) or name_of(entry.data, Dialect.UCCE) != "SYSTEM_EVENT"


def test_rules_are_heeded(run: Run, server: str) -> None:
    """What they allow is no difference."""
    write("t.jsonl", planted(morning().entries, OPEN_CONF_PeripheralType=1))
    Path("r.toml").write_text("[[ignore]]\nmessage = 'OPEN_CONF'\nfield = 'Peripheral*'\n", "utf-8")
    assert run("compare", "t.jsonl", server, "--fast", "--settle", "0", "--rules", "r.toml").status == 0


@pytest.mark.parametrize(
    ("words", "reason"),
    [
        ("t.jsonl nowhere", "'nowhere': expected HOST:PORT, such as cti-a:42027"),
        ("t.jsonl 127.0.0.1:1 --patience -1", "--patience -1: expected at least 0"),
        ("t.jsonl 127.0.0.1:1 --settle -1", "--settle -1: expected at least 0"),
        ("t.jsonl 127.0.0.1:1 --rules none.toml", "none.toml: expected a readable file: No such file or directory"),
        ("t.jsonl 127.0.0.1:1 --rules t.jsonl", "t.jsonl: expected TOML: "),
        ("none.jsonl 127.0.0.1:1", "'none.jsonl': expected a readable file: No such file or directory"),
    ],
)
def test_wrong_words_are_told_in_one_line(run: Run, words: str, reason: str) -> None:
    """The line says what was expected; nothing is written to standard output, and the exit status is 2."""
    write("t.jsonl", morning().entries)
    outcome = run("compare", *words.split())
    assert (outcome.status, outcome.out) == (2, "")
    assert outcome.err.startswith(f"ctiserver: {reason}")
    assert outcome.err.count("\n") == 1


def test_a_server_that_is_not_there(run: Run) -> None:
    """The connection is refused: one line says so, and the exit status is 2."""
    write("t.jsonl", morning().entries)
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    outcome = run("compare", "t.jsonl", f"127.0.0.1:{port}")
    assert outcome == (2, "", f"ctiserver: cannot connect to 127.0.0.1:{port}: connection refused\n")


def test_an_interruption(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """What was not played is not judged."""
    monkeypatch.setattr(command, "run", lambda _, cannot: bool(cannot) and False)
    write("t.jsonl", morning().entries)
    outcome = run("compare", "t.jsonl", "127.0.0.1:1")
    assert outcome == (2, "", "ctiserver: interrupted before the tape was played\n")


def test_a_report_that_cannot_be_written(run: Run, server: str) -> None:
    """A report that cannot be written is an error with exit status 2."""
    write("t.jsonl", morning().entries)
    outcome = run("compare", "t.jsonl", server, "--fast", "--settle", "0", "--junit", "no/t.xml")
    assert outcome[::2] == (
        2,
        "ctiserver: no/t.xml: expected a file that can be written: No such file or directory\n",
    )
