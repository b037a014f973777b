"""What ``ctiserver control`` sends, and how it shows the answers."""

from __future__ import annotations

import json
import shlex
from enum import Enum
from pathlib import Path
from typing import TYPE_CHECKING, Any

import attrs
import pytest

from ctiserver.admin.commands import COMMANDS, OutsideRefuses, Trouble
from ctiserver.admin.errors import Denied, Fault
from ctiserver.admin.fields import Request
from ctiserver.admin.http.client import RequestDenied, Unreachable
from ctiserver.admin.http.discovery import ControlFile
from ctiserver.admin.queries import QUERIES
from ctiserver.cli import control
from ctiserver.site.changes import SiteChanges, compare
from ctiserver.site.errors import Problem, SiteError
from tests.ctiserver.admin.console import admin_handler
from tests.support.harness import World

if TYPE_CHECKING:
    from tests.ctiserver.cli.conftest import Run

REQUESTS: dict[str, type[Request]] = {request.phrase: request for request in (*COMMANDS, *QUERIES)}
STATUS = {Fault.INVALID: 422, Fault.UNKNOWN: 404, Fault.REFUSED: 409}


def _plain(_owner: Any, _field: Any, value: Any) -> Any:
    return value.value if isinstance(value, Enum) else value


class Server:
    """A world at the other end of the line."""

    def __init__(self) -> None:
        self.world = World()
        self.handler = admin_handler(self.world)
        self.phrases: list[str] = []
        self.said: list[dict[str, Any]] = []
        self.found: list[Path | None] = []

    def find(self, path: Path | None) -> ControlFile:
        """Find the server without a control file."""
        self.found.append(path)
        return ControlFile("http://127.0.0.1:1", "")

    def call(self, _server: ControlFile, phrase: str, fields: dict[str, Any], *, changes: bool) -> Any:
        """Carry out what is said."""
        request = REQUESTS[phrase]
        assert changes is (request in COMMANDS)
        said = {name: value for name, value in fields.items() if value is not None}
        self.phrases.append(phrase)
        self.said.append(said)
        if request is OutsideRefuses:
            said = said | {"why": Trouble(said["why"])}
        answer, effects = self.handler.handle(request(**said), self.world.now)
        self.world.do(effects)
        told: dict[str, Any] = attrs.asdict(answer, value_serializer=_plain)
        if isinstance(answer, Denied):
            raise RequestDenied(STATUS[answer.fault], told)
        return told


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Server:
    """A server whose answers the test chooses."""
    made = Server()
    monkeypatch.setattr(control, "find", made.find)
    monkeypatch.setattr(control, "call", made.call)
    return made


def test_an_order(run: Run, server: Server) -> None:
    """What it is about is shown as it is then."""
    assert run("control", "controller", "lost").status == 0
    outcome = run("control", "agent", "sign-in", "1001", "--device", "2002")
    assert (outcome.status, outcome.err) == (0, "")
    rows = dict(line.split(maxsplit=1) for line in outcome.out.splitlines() if len(line.split()) > 1)
    assert (rows["state"], rows["device"], rows["skill"]) == ("NOT_READY", "2002", "groups  1, 3")
    assert server.said == [{}, {"agent": "1001", "device": "2002"}]


def test_a_question(run: Run, server: Server) -> None:
    """A list is a table; nothing in it is said so."""
    assert run("control", "calls").out == "  calls  none\n"
    run("control", "call", "arrive", "8001", "--variable", "1=gold", "--variable", "user.account=47=11")
    assert server.said[-1]["variables"] == {"1": "gold", "user.account": "47=11"}
    head, row = run("control", "calls").out.splitlines()
    assert head.split()[:4] == ["call", "peripheral", "type", "seconds"]
    assert head.split()[-2:] == ["parties", "variables"]
    assert row.endswith("1=gold user.account=47=11")
    assert "connection=5550100 device=5550100 state=QUEUED" in row


def test_the_whole(run: Run, server: Server) -> None:
    """Times are written for people."""
    out = run("control", "status").out
    assert ["time", "2026-01-05T08:10:00Z"] in [line.split() for line in out.splitlines()]
    assert ["controller", "yes"] in [line.split() for line in out.splitlines()]
    assert server.found == [None]


def test_statistics(run: Run, server: Server) -> None:
    """Each figure has a line of its own, with its name in words."""
    run("control", "agent", "sign-in", "1001")
    server.world.passes(30)
    out = run("control", "statistics", "agent", "1001").out
    assert "  not ready time session                 30\n" in out
    assert "figures" not in out


def test_json(run: Run, server: Server) -> None:
    """With --json the answer is written as the server gave it, and so is an error."""
    outcome = run("control", "queues", "--json")
    assert json.loads(outcome.out)["queues"][0]["waiting"] == 0
    outcome = run("control", "agents", "--agent", "nobody", "--json")
    assert outcome.status == 1
    assert json.loads(outcome.out)["error"]["code"] == 8
    assert server.said[-1] == {"agent": "nobody"}


def test_choices(run: Run, server: Server) -> None:
    """A choice is given as a word, and sent as that word."""
    server.world.staffed("1001", ready=False)
    call = json.loads(run("control", "agent", "dial", "1001", "95550100", "--json").out)["calls"][0]["call"]
    outcome = run("control", "call", "outside-refuses", str(call), "--why", "no-answer")
    assert outcome.status == 0
    assert server.said[-1]["why"] == "no-answer"


def test_which_server(run: Run, server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    """The control file is named by an option, or in the environment."""
    run("control", "status", "--control-file", "mine.json")
    monkeypatch.setenv("CTISERVER_CONTROL_FILE", "other.json")
    run("control", "status")
    assert server.found == [Path("mine.json"), Path("other.json")]


@pytest.mark.parametrize(
    ("words", "status", "said"),
    [
        ("peripheral offline 1", 1, "there is no peripheral 1 (7, E_CTI_INVALID_PERIPHERAL_ID): expected 5000"),
        ("agent hold 1001", 1, "agent hold: no active call (24, CF_NO_ACTIVE_CALL): expected an agent with a call"),
        ("text ''", 2, "the text is empty (6, E_CTI_REQUIRED_DATA_MISSING): expected something to say"),
        (
            "site reload",
            1,
            "demo site: there is no file to read again (12, E_CTI_FUNCTION_NOT_AVAILABLE): expected a s",
        ),
        ("agent not-ready 1001 --reason -1", 2, "--reason -1: expected 0 to 65535\n"),
        ("call hang-up 4294967296", 2, "call 4294967296: expected 0 to 4294967295\n"),
        (f"text {'x' * 300}", 2, "text: expected at most 254 characters, not 300\n"),
        (f"call arrive 8001 --caller {'1' * 41}", 2, "--caller: expected at most 40 characters, not 41\n"),
        ("call arrive 8001 --variable x", 2, "--variable x: expected NAME=VALUE"),
        ("call arrive 8001 --variable =x", 2, "--variable : expected NAME=VALUE"),
    ],
)
def test_what_is_wrong(run: Run, server: Server, words: str, status: int, said: str) -> None:
    """One line; 1 if the server cannot do it, 2 if it was said wrongly."""
    outcome = run("control", *shlex.split(words))
    assert (outcome.status, outcome.out) == (status, "")
    assert outcome.err.startswith(f"ctiserver: {said}")
    assert outcome.err.count("\n") == 1
    assert server.said or "(" not in said


@pytest.mark.parametrize("words", ["agent", "agent fly 1001", "agent ready", "nothing", "calls --call x"])
def test_wrong_usage(run: Run, server: Server, words: str) -> None:
    """One line as everywhere, or the commands that there are."""
    outcome = run("control", *words.split())
    assert outcome.status == (0 if words == "agent" else 2)
    assert server.said == []


def test_a_site_with_flaws(run: Run, server: Server) -> None:
    """A line each, and one for the command."""

    def read() -> SiteChanges:
        raise SiteError([Problem("a.toml", "name", "expected x"), Problem("a.toml", "", "expected y")])

    server.handler = admin_handler(server.world, read)
    outcome = run("control", "site", "reload")
    wanted = "a site file that the running server can take over"
    assert (outcome.status, outcome.out) == (1, "")
    assert outcome.err.splitlines() == [
        "ctiserver: a.toml: name: expected x",
        "ctiserver: a.toml: expected y",
        f"ctiserver: the site stays as it is (12, E_CTI_FUNCTION_NOT_AVAILABLE): expected {wanted}",
    ]


def test_a_site_that_is_as_it_was(run: Run, server: Server) -> None:
    """One line says so; else it is shown what is different."""
    site = server.world.site
    server.handler = admin_handler(server.world, lambda: compare(site, site))
    assert run("control", "site", "reload") == (0, "nothing changed\n", "")
    server.handler = admin_handler(server.world, lambda: compare(site, attrs.evolve(site, teams=())))
    assert "removed        teams=2" in run("control", "site", "reload").out


def test_a_call_that_is_over(run: Run, server: Server) -> None:
    """It is there as long as it is worked on."""
    server.world.staffed("1001")
    run("control", "call", "arrive", "8001")
    run("control", "agent", "answer", "1001")
    run("control", "agent", "clear", "1001")
    (row,) = run("control", "calls").out.splitlines()[1:]
    assert row.endswith("no party any more: an agent still works on it")


def test_nobody_answers(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where no server is found, one line says so, and the exit status is 2."""

    def find(_path: Path | None) -> ControlFile:
        raise Unreachable("no server runs")

    monkeypatch.setattr(control, "find", find)
    assert run("control", "status") == (2, "", "ctiserver: no server runs\n")


@pytest.mark.parametrize("phrase", REQUESTS)
def test_help(run: Run, phrase: str) -> None:
    """Each command has its summary and an example; the example can be read."""
    out = run("control", *phrase.split(), "--help").out
    example = next(line for line in out.splitlines() if line.strip().startswith("ctiserver control "))
    assert shlex.split(example)[: 2 + len(phrase.split())] == ["ctiserver", "control", *phrase.split()]


@pytest.mark.parametrize("phrase", REQUESTS)
def test_examples_can_be_said(run: Run, server: Server, monkeypatch: pytest.MonkeyPatch, phrase: str) -> None:
    """The examples of the help reach the server as they stand."""
    monkeypatch.setenv("COLUMNS", "300")
    out = run("control", *phrase.split(), "--help").out
    example = next(line for line in out.splitlines() if line.strip().startswith("ctiserver control "))
    outcome = run(*shlex.split(example)[1:])
    assert server.phrases == [phrase], outcome.err
