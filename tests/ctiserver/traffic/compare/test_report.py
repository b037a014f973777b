"""Promises of the reports: the same differences, for people, programs and test runners."""

from __future__ import annotations

from xml.etree import ElementTree as ET

from ctiserver.traffic.compare.comparison import ComparedMessage, Comparison
from ctiserver.traffic.compare.messages import ABSENT, FieldDifference
from ctiserver.traffic.compare.report import COLUMNS, as_json, as_junit, difference_lines, summary, verdict_line

FIELDS = (FieldDifference("Text", "x\x01", ABSENT), FieldDifference("NumQueued[2]", ABSENT, 3))
COMPARISON = Comparison(
    (
        ComparedMessage(1, "answer", "OPEN_CONF", "equal", 0, compared=9),
        ComparedMessage(1, "unsolicited", "SYSTEM_EVENT", "fields", 1, fields=FIELDS, compared=6),
        ComparedMessage(1, "unsolicited", "SYSTEM_EVENT", "missing", 2),
        ComparedMessage(1, "unsolicited", "SYSTEM_EVENT", "moved", 3),
        ComparedMessage(2, "answer", "CLOSE_CONF", "instead", 4, heard="FAILURE_CONF Status 5"),
        ComparedMessage(2, "unsolicited", "FAILURE_EVENT", "surplus", after=4),
    )
)


def test_for_people() -> None:
    """A line for each difference, a table, and the number."""
    assert list(difference_lines(COMPARISON)) == [
        'session 1, frame 2: SYSTEM_EVENT.Text: "x\\u0001" on the tape, nothing heard',
        "session 1, frame 2: SYSTEM_EVENT.NumQueued[2]: nothing on the tape, 3 heard",
        "session 1, frame 3: SYSTEM_EVENT did not come",
        "session 1, frame 4: SYSTEM_EVENT came at another place",
        "session 2, frame 5: CLOSE_CONF did not come, but FAILURE_CONF Status 5",
        "session 2, after frame 5: FAILURE_EVENT is not on the tape",
    ]
    assert [dict(zip(COLUMNS, row, strict=True)) for row in summary(COMPARISON)] == [
        dict(zip(COLUMNS, ("answers", "2", "1", "0", "0", "0", "0", "1"), strict=True)),
        dict(zip(COLUMNS, ("unsolicited", "4", "0", "1", "1", "1", "1", "0"), strict=True)),
    ]
    assert verdict_line(COMPARISON) == "16.6 %: 1 of 6 messages are equal, 13 of 15 fields"


def test_messages_that_were_not_compared_count() -> None:
    """They are among all messages, and equal to none: it is never 100 percent."""
    all_equal = Comparison(tuple(each for each in COMPARISON.messages if each.verdict == "equal"), 1)
    assert verdict_line(all_equal).startswith("50 %: 1 of 2 messages are equal")
    assert as_json(all_equal, "t.jsonl", "a:1")["messages"] == {"equal": 1, "all": 2, "uncompared": 1}


def test_for_programs() -> None:
    """All of it, with values as they are."""
    form = as_json(COMPARISON, "t.jsonl", "a:1")
    assert (form["tape"], form["target"], form["percent"]) == ("t.jsonl", "a:1", 16.6)
    assert form["messages"] == {"equal": 1, "all": 6, "uncompared": 0}
    assert form["fields"] == {"equal": 13, "all": 15}
    differences = form["differences"]
    assert isinstance(differences, list)
    assert differences[0] == {
        "session": 1,
        "stream": "unsolicited",
        "message": "SYSTEM_EVENT",
        "verdict": "fields",
        "frame": 2,
        "fields": [{"field": "Text", "tape": "x\x01"}, {"field": "NumQueued[2]", "heard": 3}],
    }
    assert differences[3]["heard"] == "FAILURE_CONF Status 5"
    assert differences[4] == {
        "session": 2,
        "stream": "unsolicited",
        "message": "FAILURE_EVENT",
        "verdict": "surplus",
        "after": 5,
    }


def test_for_test_runners() -> None:
    """A session is a suite, a message a test; what is no text for XML is written so that it is."""
    root = ET.fromstring(as_junit(COMPARISON, "t.jsonl").encode())  # noqa: S314 - our own
    assert (root.tag, root.get("tests"), root.get("failures")) == ("testsuites", "6", "5")
    suites = root.findall("testsuite")
    assert [(suite.get("name"), suite.get("tests"), suite.get("failures")) for suite in suites] == [
        ("t.jsonl, session 1", "4", "3"),
        ("t.jsonl, session 2", "2", "2"),
    ]
    first, second, *_ = suites[0].findall("testcase")
    assert first.find("failure") is None
    assert (second.get("classname"), second.get("name")) == ("SYSTEM_EVENT", "session 1, frame 2: SYSTEM_EVENT")
    failure = second.find("failure")
    assert failure is not None
    assert failure.get("type") == "fields"
    assert failure.text == (
        'SYSTEM_EVENT.Text: "x\\u0001" on the tape, nothing heard\n'
        "SYSTEM_EVENT.NumQueued[2]: nothing on the tape, 3 heard"
    )
