"""Every command and query has a name, a description and a handler."""

from __future__ import annotations

import pytest

from ctiserver.admin import execute as execution
from ctiserver.admin import handler, results
from ctiserver.admin.commands import COMMANDS, BecomeReady, CallArrives, LinkCommand, SignIn
from ctiserver.admin.execute import execute
from ctiserver.admin.fields import HELP, Request, fields, summary
from ctiserver.admin.queries import QUERIES, Status
from tests.ctiserver.admin.console import Operator
from tests.support.harness import World

REQUESTS = (*COMMANDS, *QUERIES)


def test_phrases_are_unique() -> None:
    """One or two words, each made of small letters and hyphens, and none is the beginning of another."""
    phrases = [request.phrase for request in REQUESTS]
    assert len(set(phrases)) == len(phrases)
    assert all(len(phrase.split()) <= 2 for phrase in phrases)
    assert all(phrase.replace(" ", "").replace("-", "").isalpha() and phrase.islower() for phrase in phrases)
    groups = {phrase.split()[0] for phrase in phrases if " " in phrase}
    assert not groups & set(phrases)


@pytest.mark.parametrize("request_type", REQUESTS)
def test_everything_is_explained(request_type: type[Request]) -> None:
    """In a sentence each: the request, its fields, and those of its result."""
    assert summary(request_type).endswith((".", ")"))
    for cls in (request_type, request_type.result):
        assert all(field.metadata[HELP].endswith(".") for field in fields(cls).values())


def test_what_was_due_happens_before() -> None:
    """A command finds things as they are when it comes, also if it is refused: what was due is done first."""
    world = World()
    operator = Operator(world)
    operator.says(SignIn(agent="1001"))
    operator.says(BecomeReady(agent="1001"))
    operator.says(CallArrives(number="8001"))
    bridge = world.bridge()
    world.now += 12
    assert operator.is_denied(SignIn(agent="nobody")).code == 8
    assert bridge.heard
    assert operator.agent("1001").state == "NOT_READY"


def test_the_log_says_what_was_commanded() -> None:
    """Which commands were carried out and which refused; queries are not logged."""
    world = World()
    operator = Operator(world)
    world.noted()
    operator.says(SignIn(agent="1001"))
    operator.says(SignIn(agent="nobody", device="2001"))
    operator.says(BecomeReady(agent="1002"))
    operator.says(Status())
    done, unknown, refused = world.notes
    assert (done.event, dict(done.fields)) == (
        "order_carried_out",
        {"order": "agent sign-in", "said": {"agent": "1001"}},
    )
    assert (unknown.event, dict(unknown.fields)["code"]) == ("order_refused", 8)
    assert (refused.event, dict(refused.fields)["name"]) == ("order_refused", "CF_GENERIC_STATE_INCOMPATIBILITY")


def test_a_mistake_of_ours(monkeypatch: pytest.MonkeyPatch) -> None:
    """The operator is told so (17), the log shows it, and what was due has happened all the same."""
    world = World()
    operator = Operator(world)
    operator.says(SignIn(agent="1001"))
    operator.says(BecomeReady(agent="1001"))
    operator.says(CallArrives(number="8001"))
    bridge = world.bridge()
    world.noted()

    def broken(*_: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(handler, "execute", broken)
    world.now += 12
    denied = operator.is_denied(BecomeReady(agent="1001"))
    assert (denied.code, denied.name) == (17, "E_CTI_UNSPECIFIED_FAILURE")
    assert bridge.heard
    (note,) = world.notes
    assert (note.event, note.level) == ("order_failed", "error")
    assert "ZeroDivisionError" in str(dict(note.fields)["error"])


def test_a_system_is_answered_by_those_who_know() -> None:
    """Every command about links has the state of the server as its result."""
    links = [command for command in COMMANDS if issubclass(command, LinkCommand)]
    assert [command.result for command in links] == [results.SystemNow] * 8


def test_a_command_without_a_handler() -> None:
    """It raises: it would be a mistake of ours."""

    class Unheard(LinkCommand):
        """A command that no handler knows."""

        phrase = "unheard of"

    world = World()
    with pytest.raises(KeyError):
        execute(Unheard(), world.duplex, world.now)
    with pytest.raises(TypeError, match="no command of the switch does what unheard of says"):
        execution._system(Unheard(), world.duplex, world.now)
