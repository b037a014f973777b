"""The page of the command line names all options of the program, all events of its log, and all that is redacted."""

from __future__ import annotations

import ast
import contextlib
import io
import re
from collections.abc import Iterator
from typing import Final

import pytest

from ctiproto.versions import Dialect
from ctiserver.cli import main
from ctiserver.cli.commands import COMMANDS
from ctiserver.tapes.selection import GROUPS, NUMBERS, vocabulary_of
from tests.house.tree import ROOT, modules

PAGE: Final = (ROOT / "docs" / "reference" / "command-line.md").read_text("utf-8")

WRITERS: Final = frozenset(
    (
        *("log", "_log", "info", "write_log", "_write_log", "note", "fail", "alarm", "monitor_connection"),
        *("log_record", "log_failure", "log_flaw", "log_session", "_records", "ControlUnavailable"),
    )
)
"""The functions that are given the name of an event for the log."""

_EVENT: Final = re.compile(r"[a-z]+(?:_[a-z]+)+|listening|stopping|stopped")


def _section(command: str) -> str:
    (found,) = re.findall(rf"^## `ctiserver {command}`\n(.*?)(?=^## )", PAGE, re.MULTILINE | re.DOTALL)
    return str(found)


@pytest.mark.parametrize("command", [name for name in COMMANDS if name != "control"])
def test_the_usage_of_a_command_has_its_options(command: str) -> None:
    """All of them, in one of their spellings, and no others; those of ``control`` are on a page of their own."""
    (usage,) = re.findall(r"\A\n```text\n(.*?)```", _section(command), re.DOTALL)
    said = set(re.findall(r"(?<![\w-])--?[a-z][a-z-]*", usage))
    out = io.StringIO()
    with contextlib.redirect_stdout(out):
        main([command, "--help"])
    options = [set(row.split(", ")) for row in re.findall(r"^  ((?:-[\w-]+(?:, )?)+)", out.getvalue(), re.MULTILINE)]
    assert [option for option in options if not option & said] == []
    assert said <= set[str]().union(*options)


def _constants() -> Iterator[tuple[str, str]]:
    """The texts that stand in the emulator, each with the function that is called with it, if one is."""
    for name, module in modules().items():
        if not name.startswith("ctiserver."):
            continue
        for node in ast.walk(module.syntax):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                yield "", node.value
            elif isinstance(node, ast.Call):
                called = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
                values = (each.value for each in node.args if isinstance(each, ast.Constant))
                yield from ((called, value) for value in values if isinstance(value, str))


def test_every_event_of_the_log_is_listed() -> None:
    """Those that the source writes, and no name that stands nowhere in it."""
    tables = re.findall(r"^\| event \| it says \|\n((?:\|.*\n)+)", PAGE, re.MULTILINE)
    rows = re.findall(r"^\| (`.*?`) \|", "".join(tables), re.MULTILINE)
    listed = {name for row in rows for name in re.findall(r"`(\w+)`", row)} | {
        "log_records_left_out",
        "workload_behind",
    }
    texts = list(_constants())
    written = {text for called, text in texts if called in WRITERS and _EVENT.fullmatch(text)}
    assert sorted(written - listed) == []
    assert sorted(listed - {text for _, text in texts}) == []


def test_the_words_of_redact_stand_for_what_the_page_says() -> None:
    """Each with all of its fields, those of both dialects."""
    rows = dict(re.findall(r"^\| `(\w+)` \| (.*) \|$", _section("record"), re.MULTILINE))
    for word in GROUPS:
        said = rows[word].replace("CallVariable1 to 10", ", ".join(f"CallVariable{n}" for n in range(1, 11)))
        groups = (vocabulary_of(dialect).groups[word] for dialect in Dialect)
        named = {name for names in groups for name in names if word != NUMBERS or not name.endswith("DeviceID")}
        assert {name for name in re.findall(r"\b[A-Z]\w+", said) if name != "DeviceID"} == named
