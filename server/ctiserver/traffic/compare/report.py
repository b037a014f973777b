"""Writes a comparison: as lines for people, as JSON for programs, and as JUnit's XML for tools that show tests."""

from __future__ import annotations

import json
from typing import Final
from xml.etree import ElementTree as ET

from ctiserver.traffic.compare.comparison import ComparedMessage, Comparison
from ctiserver.traffic.compare.messages import ABSENT, FieldDifference

_WORDS: Final = {
    "missing": "did not come",
    "surplus": "is not on the tape",
    "moved": "came at another place",
}


def verdict_line(comparison: Comparison) -> str:
    """The result in one line: the percentage, and how many messages and fields are equal."""
    equal, fields = comparison.fields
    same = len(comparison.messages) - len(comparison.different)
    return f"{comparison.percent:g} %: {same} of {comparison.every} messages are equal, {equal} of {fields} fields"


def summary(comparison: Comparison) -> list[tuple[str, ...]]:
    """The rows of the table below :data:`COLUMNS`: how many answers and unsolicited messages have which verdict."""
    rows = []
    for stream in ("answer", "unsolicited"):
        each = [one for one in comparison.messages if one.stream == stream]
        counts = (sum(one.verdict == verdict for one in each) for verdict in COLUMNS[2:])
        name = "answers" if stream == "answer" else stream
        rows.append((name, str(len(each)), *map(str, counts)))
    return rows


COLUMNS: Final = ("", "messages", "equal", "fields", "missing", "surplus", "moved", "instead")
"""The heads of the columns of :func:`summary`."""


def difference_lines(comparison: Comparison) -> list[str]:
    """Every difference, a line each."""
    return [f"{each.place}: {each.message}{what}" for each in comparison.different for what in difference_texts(each)]


def difference_texts(message: ComparedMessage) -> list[str]:
    """The differences of a message that is not equal, each as a text that continues the message's name."""
    if message.verdict == "fields":
        return [f".{difference.field}: {_both(difference)}" for difference in message.fields]
    if message.verdict == "instead":
        return [f" did not come, but {message.heard}"]
    return [f" {_WORDS[message.verdict]}"]


def _both(difference: FieldDifference) -> str:
    return f"{_shown(difference.tape)} on the tape, {_shown(difference.heard)} heard"


def _shown(value: object) -> str:
    return "nothing" if value is ABSENT else json.dumps(value)


def as_json(comparison: Comparison, tape: str, target: str) -> dict[str, object]:
    """The comparison for programs.

    Args:
        comparison: what came of it.
        tape: what the tape is called.
        target: what server it was compared with.
    """
    equal, fields = comparison.fields
    same = len(comparison.messages) - len(comparison.different)
    return {
        "tape": tape,
        "target": target,
        "percent": comparison.percent,
        "messages": {"equal": same, "all": comparison.every, "uncompared": comparison.uncompared},
        "fields": {"equal": equal, "all": fields},
        "differences": [_difference(each) for each in comparison.different],
    }


def _difference(compared: ComparedMessage) -> dict[str, object]:
    found: dict[str, object] = {
        "session": compared.session,
        "stream": compared.stream,
        "message": compared.message,
        "verdict": compared.verdict,
    }
    place = ("after", compared.after) if compared.order is None else ("frame", compared.order)
    found[place[0]] = place[1] + 1
    if compared.heard:
        found["heard"] = compared.heard
    if compared.fields:
        found["fields"] = [_field(each) for each in compared.fields]
    return found


def _field(difference: FieldDifference) -> dict[str, object]:
    found: dict[str, object] = {"field": difference.field}
    if difference.tape is not ABSENT:
        found["tape"] = difference.tape
    if difference.heard is not ABSENT:
        found["heard"] = difference.heard
    return found


def as_junit(comparison: Comparison, tape: str) -> str:
    """The comparison as JUnit's XML: a message is a test, a session a suite.

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
                lines = [f"{each.message}{what}" for what in difference_texts(each)]
                ET.SubElement(case, "failure", message=lines[0], type=each.verdict).text = "\n".join(lines)
    ET.indent(root)
    return ET.tostring(root, encoding="unicode", xml_declaration=True) + "\n"


def _counts(messages: tuple[ComparedMessage, ...]) -> dict[str, str]:
    return {"tests": str(len(messages)), "failures": str(sum(each.verdict != "equal" for each in messages))}
