"""How each message and each rule is known: read from comments of the source, from tests and from the evidence."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable
from itertools import groupby
from pathlib import Path

from known_of_uccx import inferred_fields, is_number_inferred
from myst_text import anchor, table, title

# The readers of the source are modules of the tests, which are no part of what is installed.
sys.path.insert(0, str(Path(__file__).parents[2]))

from ctiproto.declare import Message, Sender, Service, messages_of
from ctiproto.messages.parts import Opaque
from ctiproto.versions import Dialect
from tests.house import coverage_of_messages, evidence
from tests.house.fidelity import KINDS, Rule, Source, citations, rules

_SEEN = {"wire": "", "above": " (above)", "ccx": " (CCX)"}
_HEADS = ("", "in all", "stated by the guide", "seen on a real server", "inferred", "ours")


def pages() -> dict[str, str]:
    """The pieces by their name; ``fidelity.md`` and ``how-faithful.md`` include them."""
    return {
        "parts/fidelity-totals.md": _totals(),
        "parts/fidelity-messages.md": _messages(),
        "parts/fidelity-rules.md": _rules(),
        "parts/fidelity-evidence.md": _evidence(),
    }


def _all_messages() -> list[type[Message]]:
    return [cls for _, cls in sorted(messages_of(Dialect.UCCE).by_number.items())]


def _totals() -> str:
    classes, known = _all_messages(), rules()
    seen = evidence.messages_seen()
    built = [row for row in evidence.rows().values() if row.state == "built"]

    def count(kind: str) -> str:
        return str(sum(any(source.kind == kind for source in rule.sources) for rule in known))

    def those(holds: Callable[[type[Message]], object]) -> str:
        return str(sum(map(bool, map(holds, classes))))

    layouts = those(lambda cls: not issubclass(cls, Opaque))
    wire = those(lambda cls: "wire" in seen.get(cls.declaration.name, {}))
    rows = [
        ("messages", str(len(classes)), layouts, those(lambda cls: cls.declaration.name in seen), "", ""),
        _totals_of_uccx(),
        ("rules", str(len(known)), *map(count, KINDS)),
    ]
    implemented = those(lambda cls: coverage_of_messages.where(cls.__name__))
    tested = those(lambda cls: coverage_of_messages.shown_by(cls)[0])
    return table(_HEADS, rows) + (
        f"Of the messages, {implemented} are answered or made by the emulator, and {tested} are named by tests of it.\n"
        f"Of those that were seen, {wire} were seen on the wire or in a trace of it, the others a layer above or at a "
        "Unified CCX.\n"
        "A rule that is known in two ways counts in two columns.\n"
        f"Every rule has a test that cites it: {len(citations())} citations in all.\n"
        f"Of {len(evidence.rows())} rows of evidence, {len(built)} were built.\n\n"
    )


def _totals_of_uccx() -> tuple[str, ...]:
    """The messages of Unified CCX: printed as a whole, seen, and inferred in part."""
    declarations = [cls.declarations[Dialect.UCCX] for cls in messages_of(Dialect.UCCX).by_number.values()]
    inferred = sum(bool(inferred_fields(each)) or is_number_inferred(each.name) for each in declarations)
    seen = sum("ccx" in evidence.messages_seen().get(each.name, {}) for each in declarations)
    count = len(declarations)
    return (
        "[messages of Unified CCX](#uccx-messages)",
        str(count),
        str(count - inferred),
        str(seen),
        str(inferred),
        "",
    )


def _messages() -> str:
    text = ""
    for service in Service:
        rows = [_message(cls) for cls in _all_messages() if cls.declaration.service is service]
        text += f"### {title(service.value)}\n\n" + table(
            ("Message", "Sent by", "Stated by the guide", "Seen", "Where", "Tested by"), rows
        )
    return text


def _message(cls: type[Message]) -> tuple[str, ...]:
    declaration = cls.declaration
    count, place = coverage_of_messages.shown_by(cls)
    where = coverage_of_messages.where(cls.__name__)
    others = f" and others, {count} tests" if count > 1 else ""
    return (
        f"[{declaration.name}](#{declaration.name})",
        {Sender.CLIENT: "client", Sender.SERVER: "server"}.get(declaration.sender, "both"),
        "by name and number" if issubclass(cls, Opaque) else "with its layout",
        _seen(declaration.name),
        f"`{where.removeprefix('ctiserver.engine.')}`" if where else "",
        f"`{place.removeprefix('tests/')}`{others}" if place else "",
    )


def _seen(name: str) -> str:
    layers = evidence.messages_seen().get(name, {})
    return "; ".join(f"{', '.join(names)}{_SEEN[layer]}" for layer, names in layers.items())


def _rules() -> str:
    text = ""
    for room, found in groupby(sorted(rules(), key=_room), _room):
        text += f"### {room}\n\n" + table(("Rule", "What", "How known", "Where", "Test"), map(_rule, found))
    return text


def _room(rule: Rule) -> str:
    """The package that a rule stands in."""
    return rule.module.rpartition(".")[0]


def _rule(rule: Rule) -> tuple[str, ...]:
    tests = (citation for citation in citations() if citation.slug == rule.slug)
    place = rule.where.removeprefix(f"{_room(rule)}.")
    return (
        f"`{rule.slug}`",
        rule.sentence,
        "; ".join(map(_source, rule.sources)),
        f"`{place}`",
        ", ".join(f"`{test.where.removeprefix('tests/')}`" for test in tests),
    )


def _source(source: Source) -> str:
    """A source as the comment has it; a message of the guide leads to its layout."""
    if source.kind == "guide" and source.names[0] in messages_of(Dialect.UCCE).by_name:
        return f"guide [{source.names[0]}](#{source.names[0]})"
    return str(source)


def _evidence() -> str:
    rows = (
        (
            row.id,
            row.claim,
            row.rank,
            row.source,
            row.why or _names(row.id),
        )
        for row in evidence.rows().values()
    )
    return anchor("rows-of-evidence") + table(("Row", "What was seen", "How sure", "Where", "What rests on it"), rows)


def _names(row: str) -> str:
    """The rules that rest on a row, or on a row that it supports."""
    supported = (row, *evidence.rows()[row].supports)
    names: Iterable[str] = (rule.slug for rule in rules() if any(map(rule.cites, supported)))
    return ", ".join(f"`{name}`" for name in names)
