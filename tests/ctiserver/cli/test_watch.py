"""``ctiserver watch``: words in, exit status and text out.  The network is tested where it is made."""

from __future__ import annotations

import io
import json
import math
from types import SimpleNamespace
from typing import Any, cast

import pytest
import trio
from rich.console import Console

from ctiproto import messages as m
from ctiproto.codec import codec
from ctiproto.constants import CTIService, StatusCode
from ctiproto.constants.limits import NULL_PERIPHERAL_ID
from ctiproto.declare import MessageClass
from ctiproto.errors import LocalProtocolError
from ctiproto.versions import Dialect, Profile
from ctiserver.cli import watch as command
from ctiserver.cli.watching.displays import LineDisplay, ScreenDisplay
from ctiserver.cli.watching.feed import Display, WatchOptions
from ctiserver.client import ClientOptions, NotConnected, SessionRefused, Side
from ctiserver.client.core import Received
from tests.ctiserver.cli.conftest import Run

EVENT = m.FailureEvent(status=StatusCode.TIMEOUT)
FRAME = codec(Profile(25)).encode(EVENT)
NOT_PRESENT = NotConnected(("cannot connect to 127.0.0.1:42027: connection refused",))


class Following:
    """Stands in for the network: keeps the options, shows messages and one trouble."""

    def __init__(self) -> None:
        self.watching: WatchOptions | None = None
        self.display: Display | None = None
        self.error: Exception | None = None
        self.sessions = 1
        self.messages = 1

    async def __call__(self, watching: WatchOptions, display: Display, options: ClientOptions) -> int:
        """Stand in for :func:`ctiserver.cli.watching.feed.follow`."""
        await trio.lowlevel.checkpoint()
        self.watching, self.display = watching, display
        if self.error is not None:
            raise self.error
        side = watching.sides[0]
        profile = Profile(watching.request.version_number, side.dialect)
        display.began(cast("Any", SimpleNamespace(side=side, profile=profile, version=profile.version)))
        for _ in range(self.messages):
            display.show(Received(options.now(), EVENT, (), FRAME), None)
        options.tell("lost")
        return self.sessions


@pytest.fixture
def following(monkeypatch: pytest.MonkeyPatch) -> Following:
    """What the command does instead of connecting."""
    stand_in = Following()
    monkeypatch.setattr(command, "follow", stand_in)
    return stand_in


def test_without_words_it_is_the_server_of_this_machine(run: Run, following: Following) -> None:
    """A plain line a message; what happens to the connection is told on standard error."""
    outcome = run("watch")
    assert outcome.status == 0
    assert "FAILURE_EVENT Status=TIMEOUT" in outcome.out
    assert outcome.err == "ctiserver: lost\n"
    watching = following.watching
    assert watching is not None
    assert watching.sides == (Side("A", "127.0.0.1", 42027),)
    assert (watching.patient, watching.ask, watching.count, watching.seconds) == (False, True, None, math.inf)
    assert watching.peripheral_id == NULL_PERIPHERAL_ID
    request = watching.request
    assert (request.version_number, request.peripheral_id, request.agent_id) == (25, NULL_PERIPHERAL_ID, None)
    assert request.services_requested == CTIService.SERVICE_ALL_EVENTS | CTIService.SERVICE_CLIENT_CONTROL


def test_another_dialect(run: Run, following: Following) -> None:
    """Its servers are asked at its port for its newest version, and its messages are written as its own."""
    other = Dialect.UCCX
    outcome = run("watch", "--dialect", "uccx", "--json")
    assert outcome.status == 0
    watching = following.watching
    assert watching is not None
    assert watching.sides == (Side("A", "127.0.0.1", 12028, other),)
    assert watching.request.version_number == 18
    wanted = CTIService.SERVICE_ALL_EVENTS | CTIService.SERVICE_CLIENT_CONTROL | CTIService.SERVICE_CONFIG_EVENTS
    assert watching.request.services_requested == wanted
    line = json.loads(outcome.out)
    assert (line["type"], line["dialect"], line["version"]) == (2, "uccx", 18)


@pytest.mark.parametrize("words", ["", "--agent 1001"])
def test_unified_ccx_has_no_peripheral_to_name(words: str, run: Run, following: Following) -> None:
    """The place in OPEN_REQ is reserved, and no message is left out for its PeripheralID."""
    assert run("watch", "--dialect", "uccx", *words.split()).status == 0
    assert following.watching is not None
    assert (following.watching.request.peripheral_id, following.watching.peripheral_id) == (0, NULL_PERIPHERAL_ID)


def test_both_addresses_are_of_the_dialect(run: Run, following: Following) -> None:
    """The sides of a duplex pair are servers of one family."""
    other = Dialect.UCCX
    assert run("watch", "a:1", "b:2", "--dialect", "uccx").status == 0
    assert following.watching is not None
    assert following.watching.sides == (Side("A", "a", 1, other), Side("B", "b", 2, other))


def test_every_option_arrives(run: Run, following: Following) -> None:
    """Two addresses are sides A and B."""
    first = "watch a:1 [::1]:2 --version 10 --services all_events,CTI_SERVICE_SUPERVISOR --peripheral 7"
    first += " --class agent_state --class call_events"
    second = "--no-ask --wait --count 3 --for 2.5 --client-id me --password secret --json"
    outcome = run(*first.split(), *second.split())
    assert outcome.status == 0
    line = json.loads(outcome.out)
    assert (line["message"], line["fixed"]) == ("FAILURE_EVENT", {"Status": 16})
    watching = following.watching
    assert watching is not None
    assert watching.sides == (Side("A", "a", 1), Side("B", "::1", 2))
    assert (watching.patient, watching.ask, watching.count, watching.seconds, watching.peripheral_id) == (
        True,
        False,
        3,
        2.5,
        7,
    )
    assert watching.classes == (MessageClass.AGENT_STATE, MessageClass.CALL_EVENTS)
    request = watching.request
    assert (request.version_number, request.peripheral_id) == (10, 7)
    assert request.services_requested == CTIService.SERVICE_ALL_EVENTS | CTIService.SERVICE_SUPERVISOR
    assert (request.client_id, request.client_password) == ("me", b"secret")


def test_one_agent_is_followed_as_its_desktop_would(run: Run, following: Following) -> None:
    """At the peripheral of the demo site, if no other is named."""
    assert run("watch", "--agent", "1001", "--no-ask").status == 0
    assert following.watching is not None
    request = following.watching.request
    assert (request.agent_id, request.peripheral_id) == ("1001", 5000)
    assert request.services_requested == CTIService.SERVICE_CLIENT_EVENTS
    assert run("watch", "--agent", "1001", "--services", "0x11").status == 0
    assert following.watching.request.services_requested == CTIService(0x11)


def test_on_a_terminal_it_is_a_picture(run: Run, following: Following, monkeypatch: pytest.MonkeyPatch) -> None:
    """In the end one line says what there was."""
    monkeypatch.setattr(command, "terminal", lambda: Console(file=io.StringIO()))
    outcome = run("watch")
    assert isinstance(following.display, ScreenDisplay)
    assert outcome.out == "127.0.0.1:42027 (side A), version 25: 1 message\n"
    assert outcome.err == ""


def test_on_a_terminal_that_cannot_show_it_there_are_lines(
    run: Run, following: Following, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A terminal that cannot move its cursor gets lines, as a file does."""
    monkeypatch.setattr(command, "terminal", lambda: Console(file=io.StringIO(), force_terminal=True))
    monkeypatch.setenv("TERM", "dumb")
    outcome = run("watch")
    assert isinstance(following.display, LineDisplay)
    assert "FAILURE_EVENT Status=TIMEOUT" in outcome.out


def test_interrupted_before_there_was_a_session(
    run: Run, following: Following, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Interrupted while it waits for a server, it says that none was reached, and ends with exit status 0."""

    async def interrupted(_watching: WatchOptions, _display: Display, _options: ClientOptions) -> int:
        await trio.lowlevel.checkpoint()
        return 0

    monkeypatch.setattr(command, "follow", interrupted)
    monkeypatch.setattr(command, "terminal", lambda: Console(file=io.StringIO()))
    assert run("watch", "--wait") == (0, "no server was reached\n", "")


@pytest.mark.parametrize(("count", "shown"), [(0, "0 messages"), (1, "1 message"), (2, "2 messages")])
def test_several_messages(
    run: Run, following: Following, monkeypatch: pytest.MonkeyPatch, count: int, shown: str
) -> None:
    """At the end it says how many messages were shown, also that there were none."""
    following.messages = count
    monkeypatch.setattr(command, "terminal", lambda: Console(file=io.StringIO()))
    assert run("watch").out.endswith(f": {shown}\n")


@pytest.mark.parametrize(
    ("words", "reason"),
    [
        ("127.0.0.1", "'127.0.0.1': expected HOST:PORT, such as 127.0.0.1:42027"),
        ("a:0", "'a:0': expected HOST:PORT, such as 127.0.0.1:42027"),
        (":5", "':5': expected HOST:PORT, such as 127.0.0.1:42027"),
        ("--version 8", "--version: expected a protocol version from 9 to 25, not 8"),
        ("--count 0", "--count 0: expected at least 1"),
        ("--services 99999999999", "--services 99999999999: expected 0 to 4294967295"),
        ("--peripheral -1", "--peripheral -1: expected 0 to 4294967295"),
        ("--for nan", "--for nan: expected at least 0"),
        ("--password \u20ac", "--password: expected Latin-1, character 1 is none"),
    ],
)
def test_wrong_words_are_told_in_one_line(words: str, reason: str, run: Run, following: Following) -> None:
    """With exit status 2, and nothing is tried."""
    outcome = run("watch", *words.split())
    assert outcome == (2, "", f"ctiserver: {reason}\n")
    assert following.watching is None


def test_unknown_services_are_told_with_the_known_ones(run: Run, following: Following) -> None:
    """The error about an unknown service lists the known ones."""
    outcome = run("watch", "--services", "ALL_EVENTS, nonsense")
    assert outcome.status == 2
    assert outcome.err.startswith("ctiserver: --services: 'nonsense' is none; expected a number, or of CLIENT_EVENTS, ")


@pytest.mark.parametrize(
    ("error", "told"),
    [
        (NOT_PRESENT, "cannot connect to 127.0.0.1:42027: connection refused"),
        (
            SessionRefused(StatusCode.INVALID_PASSWORD, "h:1"),
            "h:1 refused the session with status 36, E_CTI_INVALID_PASSWORD",
        ),
        (LocalProtocolError("too long", message="OPEN_REQ", field="ClientID"), "OPEN_REQ.ClientID: too long"),
    ],
)
def test_without_a_session_it_fails(error: Exception, told: str, run: Run, following: Following) -> None:
    """In one line, with exit status 2."""
    following.error = error
    assert run("watch") == (2, "", f"ctiserver: {told}\n")


def test_waiting_in_vain_is_a_failure(run: Run, following: Following) -> None:
    """A script that waits for a server for some seconds learns whether there was one."""
    following.sessions = 0
    outcome = run("watch", "--wait", "--for", "3")
    assert outcome.status == 2
    assert outcome.err.endswith("ctiserver: no server was reached within 3 s\n")


def test_who_has_read_enough_ends_it_quietly(run: Run, following: Following, monkeypatch: pytest.MonkeyPatch) -> None:
    """If the reader of its output ends, as ``head`` does, it ends without an error."""

    def broken(_: str) -> None:
        raise BrokenPipeError

    monkeypatch.setattr(command, "_write", broken)
    monkeypatch.setattr("ctiserver.cli.program._discard_output", lambda: None)
    assert run("watch") == (0, "", "")


def test_the_help_has_examples(run: Run) -> None:
    """The help shows an example and every option."""
    text = run("watch", "--help").out
    for word in (
        "ctiserver watch --wait --count 10 --json",
        "--services",
        "--for",
        "--agent",
        "--peripheral",
        "call_events",
    ):
        assert word in text
