"""Promises of ``ctiserver encode``."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.ctiserver.cli.conftest import Run

BEAT = '{"message": "HEARTBEAT_REQ", "fixed": {"InvokeID": 1}}'
HEX = "000000040000000500000001\n"


def test_json_lines_become_hex_lines(run: Run) -> None:
    """One frame each; empty lines do not count."""
    assert run("encode", "--version", "15", text=f"{BEAT}\n\n{BEAT}\r\n") == (0, HEX * 2, "")


def test_it_goes_on_after_a_bad_line(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each is told with its number, the message and the field; the exit status is 1."""
    monkeypatch.setattr("ctiserver.tapes.jsonlines.LONGEST_LINE", 100)
    bad = [
        "nonsense",
        "[]",
        '{"message": "HEARTBEAT_REQ"}',
        '{"message": "HEARTBEAT_REQ", "fixed": {"InvokeID": "1"}}',
        json.dumps({"message": "HEARTBEAT_REQ", "version": 24, "fixed": {"InvokeID": 1}}),
        " " * 200,
    ]
    other = "the object is of version 24, and is to be written in version 15: leave its version out"
    outcome = run("encode", "--version", "15", text="\n".join([BEAT, *bad, BEAT]))
    assert (outcome.status, outcome.out) == (1, HEX * 2)
    assert outcome.err.splitlines() == [
        "ctiserver: standard input:2: expected a JSON object: Expecting value in column 1",
        "ctiserver: standard input:3: expected a JSON object",
        "ctiserver: standard input:4: HEARTBEAT_REQ.InvokeID: has no default and is absent",
        "ctiserver: standard input:5: HEARTBEAT_REQ.InvokeID: expected a number, not a string",
        f"ctiserver: standard input:6: HEARTBEAT_REQ: {other}",
        "ctiserver: standard input:7: expected a line of fewer than 100 bytes",
    ]


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"\n", "expected at least one JSON line, found none"),
        (b"\0", "expected JSON lines, not other binary data"),
        (BEAT.encode("utf-16"), "expected JSON lines in UTF-8, not UTF-16"),
    ],
)
def test_input_that_is_none(run: Run, data: bytes, said: str) -> None:
    """Input without frames is one line of error, with exit status 2."""
    assert run("encode", "--version", "15", text=data) == (2, "", f"ctiserver: standard input: {said}\n")


def test_a_version_that_does_not_exist(run: Run) -> None:
    """It is refused before anything is read."""
    said = "ctiserver: --version: expected a protocol version from 9 to 25, not 8\n"
    assert run("encode", "--version", "8", text=BEAT) == (2, "", said)
