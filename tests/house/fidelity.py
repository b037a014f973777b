"""How each rule of the emulator is known: comments of the product, and the tests that cite them.

A rule that the guide states, that a real server was seen to keep, or that is ours, says so where it stands::

    # fidelity SLUG: SOURCE: One sentence that says the rule.

The comment stands directly above the lines, or the row of a table, that it is about; further comment lines directly
below it belong to its sentence.  SOURCE is one of

* ``guide NAME``: the guide states it, in the description of that message or under that heading;
* ``seen ROW``: a real system did it, by that row of ``fixtures/evidence``, or by those rows: ``seen E1, E10``;
* ``inferred ROW``: not seen itself, but it follows from what was seen;
* ``ours``: nothing says it, and something had to be done;

or two of them, with a semicolon between.  The test of a rule carries ``@pytest.mark.fidelity("SLUG")``.
"""

from __future__ import annotations

import ast
import io
import re
import tokenize
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import Final

import attrs

from tests.house.tree import ROOT, Module, modules

KINDS: Final = ("guide", "seen", "inferred", "ours")
"""How a rule can be known, the surest first."""

NOWHERE: Final = 1 << 30
"""The line of what has none."""

_MARK: Final = re.compile(r"#\W*fidelity\b")
_RULE: Final = re.compile(r"# fidelity (?P<slug>[a-z0-9.-]+): (?P<sources>[^:]+): (?P<sentence>\S.*)")
_SLUG: Final = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*(\.[a-z0-9]+(-[a-z0-9]+)*)+")

Definition = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef


@attrs.frozen
class Source:
    """How a rule is known.

    Args:
        kind: one of ``KINDS``.
        names: rows of evidence, or a place in the guide; none if the rule is ours.
    """

    kind: str
    names: tuple[str, ...] = ()

    def __str__(self) -> str:
        """As the comment has it."""
        return f"{self.kind} {', '.join(self.names)}".strip()


@attrs.frozen
class Rule:
    """A comment that says how a rule is known.

    Args:
        slug: the name of the rule.
        sources: how it is known.
        sentence: what it says.
        module: the module that it stands in.
        owner: the function, the class or the table around it, ``""`` if there is none.
        line: where the comment begins.
    """

    slug: str
    sources: tuple[Source, ...]
    sentence: str
    module: str
    owner: str
    line: int = attrs.field(eq=False)

    @property
    def where(self) -> str:
        """The module and what is around the comment in it."""
        return f"{self.module}:{self.owner}" if self.owner else self.module

    @property
    def kind(self) -> str:
        """The surest way in which it is known."""
        return min((source.kind for source in self.sources), key=KINDS.index)

    def cites(self, row: str) -> bool:
        """Whether it rests on a row of evidence."""
        return any(row in source.names for source in self.sources if source.kind in ("seen", "inferred"))


@attrs.frozen
class Citation:
    """A test that is the test of a rule.

    Args:
        slug: the name of the rule.
        place: the file of the test, from the root of the tree.
        test: the test in it.
    """

    slug: str
    place: str
    test: str

    @property
    def where(self) -> str:
        """As pytest names it."""
        return f"{self.place}::{self.test}"


class MalformedError(Exception):
    """A comment that begins like a rule and is none."""


@cache
def rules() -> tuple[Rule, ...]:
    """All rules of the product, in the order of its modules.

    Raises:
        MalformedError: if a comment begins like a rule and is none; all of them are named.
    """
    found, malformed = [], []
    for module in modules().values():
        try:
            found += rules_in(module, module.path.read_text(encoding="utf-8"))
        except MalformedError as error:
            malformed.append(str(error))
    if malformed:
        raise MalformedError("\n".join(malformed))
    return tuple(found)


def rules_in(module: Module, text: str) -> list[Rule]:
    """The rules of one module.

    Raises:
        MalformedError: if a comment begins like a rule and is none.
    """
    if "fidelity" not in text:
        return []
    found = []
    for line, comment, below in _comments(text):
        match = _RULE.fullmatch(comment)
        sources = _sources(match["sources"]) if match is not None else None
        if match is None or sources is None or not _SLUG.fullmatch(match["slug"]) or not comment.endswith((".", "?")):
            raise MalformedError(f"{module.place}:{line}: {comment}")
        around = ".".join(owner(module.syntax, below))
        found.append(Rule(match["slug"], sources, match["sentence"], module.name, around, line))
    return found


def _comments(text: str) -> Iterator[tuple[int, str, int]]:
    """Each rule: its line, the whole of its text on one line, and the line of the code that it is about."""
    rule: tuple[int, str] | None = None
    last = 0
    pending: list[tuple[int, str]] = []
    for token in tokenize.generate_tokens(io.StringIO(text).readline):
        line = token.start[0]
        match token.type:
            case tokenize.COMMENT if _MARK.match(token.string):
                pending += [rule] if rule is not None else []
                # Behind code on the same line it is no rule, and its text then does not look like one.
                rule, last = (line, token.line.strip()), line
            case tokenize.COMMENT if rule is not None and line == last + 1:
                rule, last = (rule[0], f"{rule[1]} {token.string.removeprefix('#').strip()}"), line
            case tokenize.COMMENT | tokenize.NL | tokenize.INDENT | tokenize.DEDENT | tokenize.NEWLINE:
                continue
            case _ if rule is not None:
                yield from ((start, comment, line) for start, comment in (*pending, rule))
                rule, pending = None, []


def _sources(text: str) -> tuple[Source, ...] | None:
    """The sources as the comment names them; ``None`` if it names something else."""
    found = []
    for part in text.split("; "):
        kind, _, names = part.partition(" ")
        if kind not in KINDS or (kind == "ours") == bool(names):
            return None
        # A place in the guide may have a comma in it.
        found.append(Source(kind, (names,) if kind == "guide" else tuple(name for name in names.split(", ") if name)))
    return tuple(found)


def owner(node: ast.AST, line: int) -> Iterator[str]:
    """The names of what is around a line: classes and functions, or the table that it is a row of."""
    for child in ast.iter_child_nodes(node):
        if not _first_line(child) <= line <= getattr(child, "end_lineno", 0):
            continue
        match child:
            case ast.FunctionDef() | ast.AsyncFunctionDef():
                yield child.name
                return
            case ast.ClassDef():
                yield child.name
                yield from owner(child, line)
                return
            case ast.Assign(targets=[ast.Name(id=name)]) | ast.AnnAssign(target=ast.Name(id=name)):
                yield name
                return
            case _:
                yield from owner(child, line)
                return


def _first_line(node: ast.AST) -> int:
    """Where a node begins, with its decorators; nowhere if it has no line."""
    if isinstance(node, Definition):
        return min((node.lineno, *(decorator.lineno for decorator in node.decorator_list)))
    return node.lineno if isinstance(node, ast.expr | ast.stmt) else NOWHERE


@cache
def citations() -> tuple[Citation, ...]:
    """All tests that are tests of rules."""
    found: list[Citation] = []
    for path in sorted((ROOT / "tests").rglob("test_*.py")):
        text = path.read_text(encoding="utf-8")
        if "mark.fidelity" in text:
            found += citations_in(path, text)
    return tuple(found)


def citations_in(path: Path, text: str) -> Iterator[Citation]:
    """The rules that the tests of one file cite."""
    place = path.relative_to(ROOT).as_posix()
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, Definition):
            for decorator in node.decorator_list:
                yield from (Citation(slug, place, node.name) for slug in _slugs(decorator))


def _slugs(decorator: ast.expr) -> Iterable[str]:
    match decorator:
        case ast.Call(func=ast.Attribute(value=ast.Attribute(attr="mark"), attr="fidelity"), args=arguments):
            return [ast.literal_eval(argument) for argument in arguments]
        case _:
            return ()
