"""Promises of the words for what is redacted."""

from __future__ import annotations

import pytest

from ctiproto.constants import Tag
from ctiproto.versions import Dialect
from ctiserver.tapes.selection import GROUPS, NOTHING, Selection, SelectionError, selected, vocabulary_of

UCCE = Dialect.UCCE


def test_passwords_are_always_selected() -> None:
    """Passwords are redacted unless ``none`` is given."""
    passwords = frozenset((int(Tag.CLIENT_PASSWORD), int(Tag.AGENT_PASSWORD)))
    assert selected([], UCCE) == selected(["passwords"], UCCE) == Selection(("passwords",), UCCE, passwords)
    assert selected([NOTHING], UCCE) is None


def test_groups_consist_of_fields_that_there_are() -> None:
    """A misspelt one would redact nothing."""
    tags = {name for dialect in Dialect for name in vocabulary_of(dialect).tags}
    fixed = {name for dialect in Dialect for name in vocabulary_of(dialect).fixed}
    named = [name for names in GROUPS.values() for name in names]
    assert [name for name in named if name not in tags | fixed] == []


def test_words_are_those_of_the_dialect() -> None:
    """A group has those of its fields that there are, and a field of another dialect stands for nothing."""
    other = Dialect.UCCX
    known = vocabulary_of(other)
    assert known.groups["passwords"] == ("AgentPassword", "ClientPassword")
    assert known.groups["agents"] == ("AgentID", "ICMAgentID", "AgentSkillTargetID", "ReservedAgentID")
    assert "ActiveTerminal" in known.groups["numbers"]
    assert "AgentIDLong" not in known.tags
    found = selected(["AgentID"], other)
    assert found is not None
    assert (found.dialect, found.tags) == (other, frozenset((194, int(Tag.CLIENT_PASSWORD), int(Tag.AGENT_PASSWORD))))
    with pytest.raises(SelectionError):
        selected(["SupervisorID"], other)


def test_words_may_be_groups_fields_and_variables() -> None:
    """In any order; each counts once."""
    found = selected(["ANI", "ICMAgentID", "user.account", "addresses", "ANI"], UCCE)
    assert found is not None
    assert found.words == ("passwords", "ANI", "ICMAgentID", "user.account", "addresses")
    assert {int(Tag.ANI), int(Tag.CLIENT_PASSWORD), int(Tag.CLIENT_ADDRESS)} <= found.tags
    assert found.fixed == {"ICMAgentID"}
    assert found.variables == {b"user.account"}
    assert found.addresses


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["AgentId"], "'AgentId': expected another word, did you mean AgentID?"),
        (["VersionNumber"], "'VersionNumber': expected "),
        (["NumNamedVariables"], "'NumNamedVariables': expected another word, did you mean NamedVariable?"),
        (["none", "ANI"], "none: expected to stand alone"),
        (["xyzzy"], "'xyzzy': expected passwords, names, agents, numbers, variables, texts, addresses, none, a field"),
        (["user.\u20ac"], "'user.\\u20ac': expected Latin-1, character 6 is none"),
    ],
)
def test_a_word_that_stands_for_nothing_is_told(words: list[str], said: str) -> None:
    """With one that is near, if there is one; fields without which nothing can be read stand for nothing."""
    with pytest.raises(SelectionError) as caught:
        selected(words, UCCE)
    assert str(caught.value).startswith(said)
