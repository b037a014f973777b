"""Promises of the rules: what may differ, and what is wrong with a file of them."""

from __future__ import annotations

import re

import pytest

from ctiproto.versions import Dialect
from ctiserver.traffic.compare.rules import DEFAULTS, Ignored, Rules, RulesError, Tolerated, parse_rules
from ctiserver.traffic.replay.fields import Field
from tests.house.tree import ROOT

FILE = b"""
[[ignore]]
message = "OPEN_CONF"
field = "PeripheralType"

[[ignore]]
message = "RTP_*"

[[ignore]]
field = "CallVariable*"

[[tolerate]]
field = "NumQueued"
by = 2

[order]
streams = "one"
unsolicited = "free"
"""


def test_a_file_of_rules() -> None:
    """It comes on top of the built-in ones, unless it says otherwise."""
    rules = parse_rules(FILE, "x", Dialect.UCCE)
    assert rules.ignored == (
        *DEFAULTS.ignored,
        Ignored("OPEN_CONF", "PeripheralType"),
        Ignored("RTP_*"),
        Ignored("*", "CallVariable*"),
    )
    assert rules.tolerated == (Tolerated(2.0, "*", "NumQueued"),)
    assert (rules.streams, rules.unsolicited) == ("one", "free")
    assert parse_rules(b"", "x", Dialect.UCCE) == DEFAULTS
    assert parse_rules(b"defaults = false", "x", Dialect.UCCE) == Rules()
    assert parse_rules(b"[[ignore]]\nmessage = '99'", "x", Dialect.UCCE).ignored[-1] == Ignored("99")


def test_what_the_rules_say() -> None:
    """Of messages, of fields, and of numbers that are near each other."""
    rules = parse_rules(FILE, "x", Dialect.UCCE)
    assert rules.ignores_message("RTP_STARTED_EVENT")
    assert not rules.ignores_message("OPEN_CONF")
    assert rules.ignores("OPEN_CONF", Field("PeripheralType", 1))
    assert rules.ignores("OPEN_CONF", Field("ICMCentralControllerTime", 1))
    assert rules.ignores("BEGIN_CALL_EVENT", Field("CallVariable10", "x"))
    assert not rules.ignores("BEGIN_CALL_EVENT", Field("PeripheralType", 1))
    assert rules.tolerates("CALL_QUEUED_EVENT", "NumQueued", 3, 5)
    assert not rules.tolerates("CALL_QUEUED_EVENT", "NumQueued", 3, 6)
    assert not rules.tolerates("CALL_QUEUED_EVENT", "LineType", 3, 4)
    assert not rules.tolerates("CALL_QUEUED_EVENT", "NumQueued", "3", 3)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        (b"x", "x.toml: expected TOML: "),
        (b"\xff", "x.toml: expected TOML: "),
        (b"ignored = []", "x.toml: the key 'ignored' is not known; expected defaults, ignore, tolerate, order"),
        (b"defaults = 1", "x.toml: defaults: expected true or false"),
        (b"ignore = 1", "x.toml: ignore: expected tables, each below [[ignore]]"),
        (b"ignore = [1]", "x.toml: ignore: expected tables, each below [[ignore]]"),
        (b"[[ignore]]", "x.toml: ignore[0]: expected message, field or both"),
        (b"[[ignore]]\nmessages = 'x'", "x.toml: ignore[0]: the key 'messages' is not known; expected message, field"),
        (b"[[ignore]]\nfield = 1", "x.toml: ignore[0].field: expected a string"),
        (
            b"[[ignore]]\nmessage = 'OPEN_CNF'",
            "x.toml: ignore[0].message: no message is called 'OPEN_CNF': did you mean OPEN_CONF?",
        ),
        (b"[[ignore]]\nmessage = 'x'", "x.toml: ignore[0].message: no message is called 'x'"),
        (b"[[tolerate]]\nfield = 'x'", "x.toml: tolerate[0].by: expected a number from 0"),
        (b"[[tolerate]]\nfield = 'x'\nby = -1", "x.toml: tolerate[0].by: expected a number from 0"),
        (b"[[tolerate]]\nby = 1", "x.toml: tolerate[0].field: expected the name of a field"),
        (b"order = 1", "x.toml: order: expected a table"),
        (b"[order]\nstreams = 'three'", "x.toml: order.streams: expected two or one"),
        (b"[order]\nx = 1", "x.toml: order: the key 'x' is not known; expected streams, unsolicited"),
    ],
)
def test_what_is_wrong_with_a_file(text: bytes, reason: str) -> None:
    """In one line that names the key."""
    with pytest.raises(RulesError) as caught:
        parse_rules(text, "x.toml", Dialect.UCCE)
    assert str(caught.value).startswith(reason)
    assert "\n" not in str(caught.value)


def test_the_page_about_rules() -> None:
    """Its example can be used, and its table of defaults has them all and no others."""
    page = (ROOT / "docs/reference/comparison-rules.md").read_text("utf-8")
    (example,) = re.findall(r"^```toml\n(.*?)^```$", page, re.MULTILINE | re.DOTALL)
    rules = parse_rules(example.encode(), "x", Dialect.UCCE)
    assert len(rules.ignored) == len(DEFAULTS.ignored) + 3
    assert (rules.tolerated[0].by, rules.unsolicited) == (2, "free")
    for rule in DEFAULTS.ignored:
        assert f"`{rule.field.removeprefix('*')}`" in page if rule.field else rule.message in page
    (table,) = re.findall(r"^## What may differ by default\n(.*?)^HEARTBEAT_CONF", page, re.MULTILINE | re.DOTALL)
    named = {name for row in re.findall(r"^\|([^|]*)\|", table, re.MULTILINE) for name in re.findall("`(.*?)`", row)}
    assert named == {rule.field.removeprefix("*") for rule in DEFAULTS.ignored if rule.field}


def test_rules_name_messages_of_the_dialect() -> None:
    """A message of UCCE alone is none of the second dialect."""
    rule = b"[[ignore]]\nmessage = 'DEFLECT_CALL_REQ'"
    assert parse_rules(rule, "x", Dialect.UCCE).ignored[-1] == Ignored("DEFLECT_CALL_REQ")
    with pytest.raises(RulesError, match="no message is called 'DEFLECT_CALL_REQ'"):
        parse_rules(rule, "x", Dialect.UCCX)
