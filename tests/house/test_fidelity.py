"""Every rule says how it is known, and is held by a test that cites it."""

from __future__ import annotations

import ast
import importlib
import json
from collections import Counter

import pytest

from ctiproto.declare import messages_of
from ctiproto.versions import Dialect
from tests.house.coverage_of_messages import shown_by, where
from tests.house.evidence import LAYERS, RANKS, STATES, messages_seen, rows
from tests.house.fidelity import Citation, MalformedError, Rule, Source, citations, citations_in, rules, rules_in
from tests.house.test_references import unknown_to_the_guide
from tests.house.tree import ROOT, Module


def _rules(text: str) -> list[Rule]:
    path = ROOT / "server" / "ctiserver" / "centre" / "hall.py"
    return rules_in(Module("ctiserver.centre.hall", path, ast.parse(text)), text)


def test_every_rule_is_well_formed_and_has_a_name_of_its_own() -> None:
    """A comment that begins like a rule is one; no two rules have one slug."""
    counted = Counter(rule.slug for rule in rules())
    assert [slug for slug, times in counted.items() if times > 1] == []


def test_rows_of_evidence_that_rules_name_are_there() -> None:
    """What was seen, and what follows from it, names rows of the evidence."""
    lost = [
        f"{rule.where}: {rule.slug}: {name}"
        for rule in rules()
        for source in rule.sources
        if source.kind in ("seen", "inferred")
        for name in source.names
        if name not in rows()
    ]
    assert lost == []


def test_places_in_the_guide_that_rules_name_are_there() -> None:
    """A rule that the guide states names a message, a number, or a chapter and heading that the guide has."""
    lost = [
        f"{rule.where}: {rule.slug}: {name}"
        for rule in rules()
        for source in rule.sources
        if source.kind == "guide"
        for place in source.names
        for name in unknown_to_the_guide(place)
    ]
    assert lost == []


def _cited() -> set[str]:
    """The rows that rules rest on, and the witnesses that support them."""
    named = {
        name
        for rule in rules()
        for source in rule.sources
        if source.kind in ("seen", "inferred")
        for name in source.names
    }
    return named | {row.id for row in rows().values() if named.intersection(row.supports)}


def test_every_row_that_was_built_is_cited_by_a_rule() -> None:
    """Or supports a row that is."""
    built = {row.id for row in rows().values() if row.state == "built"}
    assert sorted(built - _cited()) == []


def test_rows_of_evidence_are_complete() -> None:
    """Each says how sure it is and what became of it; what was not built says why."""
    for row in rows().values():
        assert row.rank in RANKS
        assert row.state in STATES
        assert (row.state == "built") == (not row.why)
        assert row.rank != "low" or row.state == "nothing"
        assert row.claim.endswith(".")
        assert row.source
        assert [name for name in row.supports if name not in rows()] == []


def test_messages_that_were_seen_are_messages_of_the_guide() -> None:
    """Each with the rows that show it, and with the layer in which it was seen."""
    for name, layers in messages_seen().items():
        assert name in messages_of(Dialect.UCCE).by_name
        assert set(layers) <= set(LAYERS)
        assert [row for named in layers.values() for row in named if row not in rows()] == []


def test_every_message_that_a_client_needs_has_a_place_and_a_test() -> None:
    """What the emulator answers or makes, the page shows where, and by what it is tested."""
    levels: dict[str, list[str]] = json.loads((ROOT / "fixtures" / "levels.json").read_text(encoding="utf-8"))
    classes = [messages_of(Dialect.UCCE).by_name[name] for name in levels["must"] + levels["should"]]
    assert [cls.__name__ for cls in classes if not where(cls.__name__) or not shown_by(cls)[0]] == []


def test_every_rule_has_a_test_and_every_test_its_rule() -> None:
    """The tests of a rule carry its slug."""
    stated, tested = {rule.slug for rule in rules()}, {citation.slug for citation in citations()}
    assert sorted(stated - tested) == []
    assert sorted(f"{citation.where}: {citation.slug}" for citation in citations() if citation.slug not in stated) == []


def test_the_page_has_every_message_rule_and_row(monkeypatch: pytest.MonkeyPatch) -> None:
    """Its parts are made when the documentation is built; none of what they are made of is left out."""
    monkeypatch.syspath_prepend(str(ROOT / "docs" / "_ext"))
    pages: dict[str, str] = importlib.import_module("how_we_know").pages()
    assert [name for name in messages_of(Dialect.UCCE).by_name if name not in pages["parts/fidelity-messages.md"]] == []
    assert [rule.slug for rule in rules() if f"| `{rule.slug}` |" not in pages["parts/fidelity-rules.md"]] == []
    assert [row for row in rows() if f"| {row} |" not in pages["parts/fidelity-evidence.md"]] == []
    assert f"| rules | {len(rules())} |" in pages["parts/fidelity-totals.md"]


def test_a_rule_knows_the_table_that_it_is_a_row_of() -> None:
    """The row, or the assignment, behind the comment says where it stands; more comment lines go on with it."""
    text = (
        "CODES = {\n"
        "    # fidelity agents.rona-reason: seen E9, B7: Who does not answer is not ready\n"
        "    # with a reason of its own.\n"
        '    "rona": 1,\n'
        "}\n"
    )
    sentence = "Who does not answer is not ready with a reason of its own."
    rule = Rule("agents.rona-reason", (Source("seen", ("E9", "B7")),), sentence, "ctiserver.centre.hall", "CODES", 2)
    assert _rules(text) == [rule]
    assert (rule.where, rule.kind) == ("ctiserver.centre.hall:CODES", "seen")
    assert rule.cites("B7")
    assert not rule.cites("E1")
    assert str(rule.sources[0]) == "seen E9, B7"


def test_a_rule_knows_the_function_around_it() -> None:
    """A comment above a function is about that function, and one above a decorator too."""
    text = (
        "class Hall:\n"
        "    # fidelity hall.doors: guide OPEN_REQ; seen R1: Doors stand open.\n"
        "    # fidelity hall.windows: ours: Windows do not.\n"
        "    @property\n"
        "    def doors(self) -> bool:\n"
        "        if self:\n"
        "            pass\n"
        "        # Not a rule.\n"
        "        # fidelity hall.roof: inferred E1: It has a roof.\n"
        "        return True\n"
        "\n"
        "\n"
        "# fidelity hall.floor: ours: It has a floor.\n"
        "print(Hall)\n"
    )
    found = _rules(text)
    assert [(rule.slug, rule.owner, rule.kind, rule.line) for rule in found] == [
        ("hall.doors", "Hall.doors", "guide", 2),
        ("hall.windows", "Hall.doors", "ours", 3),
        ("hall.roof", "Hall.doors", "inferred", 9),
        ("hall.floor", "", "ours", 13),
    ]
    assert found[-1].where == "ctiserver.centre.hall"


@pytest.mark.parametrize(
    "comment",
    [
        "# fidelity: ours: It has no slug.",
        "#fidelity hall.doors: ours: It has no space.",
        "# fidelity Hall.Doors: ours: Its slug has capitals.",
        "# fidelity hall: ours: Its slug has one part.",
        "# fidelity hall.doors: rumour: Its source is none.",
        "# fidelity hall.doors: seen: It names no row.",
        "# fidelity hall.doors: ours E1: What is ours rests on no row.",
        "# fidelity hall.doors: ours: It is no sentence",
        "WALLS = 4  # fidelity hall.walls: ours: It stands behind what it is about.",
    ],
)
def test_a_comment_that_begins_like_a_rule_and_is_none_is_refused(comment: str) -> None:
    """With its place, so that it is found."""
    with pytest.raises(MalformedError, match=r"centre/hall\.py:1: "):
        _rules(f"{comment}\nDOORS = 1\n")


def test_tests_cite_rules_by_their_marker() -> None:
    """Several slugs in one marker, and several markers on one test."""
    text = (
        "@pytest.mark.fidelity('hall.doors', 'hall.roof')\n"
        "@pytest.mark.fidelity('hall.floor')\n"
        "@pytest.mark.parametrize('door', [1])\n"
        "@cache\n"
        "def test_doors() -> None:\n"
        "    pass\n"
    )
    place = "tests/house/test_hall.py"
    assert list(citations_in(ROOT / place, text)) == [
        Citation(slug, place, "test_doors") for slug in ("hall.doors", "hall.roof", "hall.floor")
    ]
