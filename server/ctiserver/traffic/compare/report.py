"""A comparison for people, for programs, and for whatever shows the results of tests."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Final
from xml.etree import ElementTree as ET

from ctiserver.traffic.compare.comparison import Comparison, Judged
from ctiserver.traffic.compare.messages import ABSENT, FieldDifference

_WORDS: Final = {
    "missing": "did not come",
    "surplus": "is not on the tape",
    "moved": "came at another place",
}


def verdict_line(comparison: Comparison) -> str:
    """The whole in one line."""
    every = len(comparison.messages)
    equal, fields = comparison.fields
    same = every - len(comparison.different)
    return f"{comparison.percent:g} %: {same} of {every} messages are equal, {equal} of {fields} fields"


def summary(comparison: Comparison) -> list[tuple[str, ...]]:
    """Rows of a table: what was judged, how many messages, how many of them are equal, and so on."""
    rows = []
    for stream in ("answer", "unsolicited"):
        each = [one for one in comparison.messages if one.stream == stream]
        counts = (sum(one.verdict == verdict for one in each) for verdict in COLUMNS[2:])
        name = "answers" if stream == "answer" else stream
        rows.append((name, str(len(each)), *map(str, counts)))
    return rows


COLUMNS: Final = ("", "messages", "equal", "fields", "missing", "surplus", "moved", "instead")
"""The head of that table."""


def difference_lines(comparison: Comparison) -> Iterator[str]:
    """Every difference, a line each."""
    for each in comparison.different:
        for what in told(each):
            yield f"{each.place}: {each.message}{what}"


def told(judged: Judged) -> Iterator[str]:
    """What is different about a message that is not equal, to be read behind its name."""
    if judged.verdict == "fields":
        yield from (f".{difference.field}: {_both(difference)}" for difference in judged.fields)
    elif judged.verdict == "instead":
        yield f" did not come, but {judged.heard}"
    else:
        yield f" {_WORDS[judged.verdict]}"


def _both(difference: FieldDifference) -> str:
    return f"{_shown(difference.tape)} on the tape, {_shown(difference.heard)} heard"


def _shown(value: object) -> str:
    return "nothing" if value is ABSENT else json.dumps(value)


def as_json(comparison: Comparison, tape: str, target: str) -> dict[str, object]:
    """The whole for programs.

    Args:
        comparison: what came of it.
        tape: what the tape is called.
        target: what server it was compared with.
    """
    equal, fields = comparison.fields
    every = len(comparison.messages)
    return {
        "tape": tape,
        "target": target,
        "percent": comparison.percent,
        "messages": {"equal": every - len(comparison.different), "all": every},
        "fields": {"equal": equal, "all": fields},
        "differences": [_difference(each) for each in comparison.different],
    }


def _difference(judged: Judged) -> dict[str, object]:
    found: dict[str, object] = {
        "session": judged.session,
        "stream": judged.stream,
        "message": judged.message,
        "verdict": judged.verdict,
    }
    place = ("after", judged.after) if judged.order is None else ("frame", judged.order)
    found[place[0]] = place[1] + 1
    if judged.heard:
        found["heard"] = judged.heard
    if judged.fields:
        found["fields"] = [_field(each) for each in judged.fields]
    return found


def _field(difference: FieldDifference) -> dict[str, object]:
    found: dict[str, object] = {"field": difference.field}
    if difference.tape is not ABSENT:
        found["tape"] = difference.tape
    if difference.heard is not ABSENT:
        found["heard"] = difference.heard
    return found


def as_junit(comparison: Comparison, tape: str) -> str:
    """The whole as JUnit's XML: a message is a test, a session a suite.

    Args:
        comparison: what came of it.
        tape: what the tape is called.
    """
    root = ET.Element("testsuites", {"name": "ctiserver compare", **_counts(comparison.messages)})
    for session in dict.fromkeys(each.session for each in comparison.messages):
        several = tuple(each for each in comparison.messages if each.session == session)
        suite = ET.SubElement(root, "testsuite", {"name": f"{tape}, session {session}", **_counts(several)})
        for each in several:
            case = ET.SubElement(suite, "testcase", classname=each.message, name=f"{each.place}: {each.message}")
            if each.verdict != "equal":
                lines = [f"{each.message}{what}" for what in told(each)]
                ET.SubElement(case, "failure", message=lines[0], type=each.verdict).text = "\n".join(lines)
    ET.indent(root)
    return ET.tostring(root, encoding="unicode", xml_declaration=True) + "\n"


def _counts(messages: tuple[Judged, ...]) -> dict[str, str]:
    return {"tests": str(len(messages)), "failures": str(sum(each.verdict != "equal" for each in messages))}
