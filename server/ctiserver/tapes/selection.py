"""Which fields are redacted: the words of ``--redact``, and the fields that they stand for."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from difflib import get_close_matches
from functools import cache
from typing import Final

import attrs

import ctiproto.messages  # noqa: F401 - declares them all
from ctiproto.constants import Tag
from ctiproto.declare import messages_of
from ctiproto.layout import tags_of
from ctiproto.schema import Fixed, Floating
from ctiproto.versions import Dialect
from ctiproto.wire import STRING

NOTHING: Final = "none"
"""The word for a tape that is left as it is."""

PASSWORDS: Final = "passwords"
ADDRESSES: Final = "addresses"
NUMBERS: Final = "numbers"


GROUPS: Final[Mapping[str, tuple[str, ...]]] = {
    PASSWORDS: (),
    "names": (
        *("FirstName", "LastName", "LoginName", "LoginID", "OldLoginID"),
        *("ClientSignature", "CTIClientSignature", "Description", "FltDescription"),
    ),
    "agents": (
        "AgentID",
        "AgentIDLong",
        "SupervisorID",
        "AtcAgentID",
        "ICMAgentID",
        "AgentSkillTargetID",
        "ReservedAgentID",
    ),
    NUMBERS: (
        *("ANI", "DNIS", "DialedNumber", "CallerEnteredDigits", "DTMFString", "CustomerPhoneNumber"),
        *("CustomerAccountNumber", "AuthorizationCode", "AccountCode", "FacilityCode", "AgentExtension", "Extension"),
        *("AgentInstrument", "Instrument", "SupervisorInstrument", "ActiveTerminal", "OriginatingLineID", "PositionID"),
        *("DefaultDevicePortAddress", "FltDefaultDevicePortAddress", "DeviceField2", "DeviceField4"),
    ),
    "variables": (
        *(f"CallVariable{number}" for number in range(1, 11)),
        *("NamedVariable", "NamedArray", "CallWrapupData", "UserToUserInfo"),
    ),
    "texts": ("Text", "ObjectName", "RecorderErrorMsg"),
    ADDRESSES: (
        *("ClientAddress", "ClientAddressIPV6", "SendingAddress", "SendingAddressIPV6"),
        *("RecorderAddress", "RecorderURI", "TerminalName"),
    ),
}
"""The words for several fields at once, and the fields that are named for them.

What is secret belongs to the passwords without being named here, and every DeviceID to the numbers.
"""


@attrs.frozen
class Vocabulary:
    """The fields of a dialect's messages, by the words that select them.

    Args:
        declared: what is known of tags, in whatever message.
        tags: the tags of the floating fields of all messages, by the names of the fields.
        fixed: the fixed fields of all messages, but for those without which a frame cannot be read.
        groups: the words for several fields at once, with those of their fields that the dialect has.
    """

    declared: Mapping[int, Floating]
    tags: Mapping[str, int]
    fixed: frozenset[str]
    groups: Mapping[str, tuple[str, ...]]


def vocabulary_of(dialect: Dialect) -> Vocabulary:
    """The fields of the messages of ``dialect``, by the words that select them; made once."""
    # Not cached itself: functools.cache would hide the parameter from type checkers.
    return _vocabulary(dialect)


@cache
def _vocabulary(dialect: Dialect) -> Vocabulary:
    floating = tuple(_all_floating(dialect))
    tags = {field.name: field.tag_number for field in floating}
    fixed = frozenset(field.name for field in _all_fixed(dialect))
    groups = {word: tuple(name for name in names if name in tags or name in fixed) for word, names in GROUPS.items()}
    groups[PASSWORDS] = tuple(sorted({field.name for field in floating if field.secret}))
    groups[NUMBERS] = (*(name for name in sorted(tags) if name.endswith("DeviceID")), *groups[NUMBERS])
    return Vocabulary({field.tag_number: field for field in floating}, tags, fixed, groups)


def _all_floating(dialect: Dialect) -> Iterator[Floating]:
    for cls in messages_of(dialect).by_number.values():
        yield from (field for field in cls.declarations[dialect].tags() if field.tag is not None)
    if tags_of(dialect) is Tag:
        # Accepted wherever AgentID is, and declared in no message.
        yield Floating("agent_id_long", "AgentIDLong", Tag.AGENT_ID_LONG, STRING(64))


def _all_fixed(dialect: Dialect) -> Iterator[Fixed]:
    for cls in messages_of(dialect).by_number.values():
        declaration = cls.declarations[dialect]
        for field in declaration.fixed:
            if field.counts is None and field.attribute != declaration.version_field:
                yield field


class SelectionError(Exception):
    """A word that stands for nothing; as text it is one line that says what was expected."""


@attrs.frozen
class Selection:
    """The fields and variables that are redacted.

    Args:
        words: as they were given.
        dialect: the dialect of the tape.
        tags: the tags of floating fields.
        fixed: the names of fixed fields.
        variables: the names of named variables and arrays.
        addresses: whether those of the connections are left out.
    """

    words: tuple[str, ...]
    dialect: Dialect
    tags: frozenset[int]
    fixed: frozenset[str] = frozenset()
    variables: frozenset[bytes] = frozenset()
    addresses: bool = False


def selected(words: Sequence[str], dialect: Dialect) -> Selection | None:
    """The selection that words stand for; ``None``: nothing is redacted.

    A word is a group, the guide's name of a field, or the name of a named variable, which has a dot in it.  Passwords
    are selected in any case, unless the only word is ``none``.

    Args:
        words: the words.
        dialect: the dialect of the tape, whose fields they name.

    Raises:
        SelectionError: a word stands for nothing.
    """
    if tuple(words) == (NOTHING,):
        return None
    vocabulary = vocabulary_of(dialect)
    names: list[str] = []
    variables = set()
    kept = dict.fromkeys((PASSWORDS, *words))
    for word in kept:
        if word in vocabulary.groups:
            names += vocabulary.groups[word]
        elif word in vocabulary.tags or word in vocabulary.fixed:
            names.append(word)
        elif "." in word:
            variables.add(_latin(word))
        else:
            raise SelectionError(_no_such(word, vocabulary))
    return Selection(
        words=tuple(kept),
        dialect=dialect,
        tags=frozenset(vocabulary.tags[name] for name in names if name in vocabulary.tags),
        fixed=frozenset(names) & vocabulary.fixed,
        variables=frozenset(variables),
        addresses=ADDRESSES in kept,
    )


def _latin(word: str) -> bytes:
    try:
        return word.encode("latin-1")
    except UnicodeEncodeError as error:
        raise SelectionError(f"{word!a}: expected Latin-1, character {error.start + 1} is none") from error


def _no_such(word: str, vocabulary: Vocabulary) -> str:
    known = (*GROUPS, NOTHING, *vocabulary.tags, *vocabulary.fixed)
    if word == NOTHING:
        return f"{NOTHING}: expected to stand alone"
    near = get_close_matches(word, known, n=1)
    hint = f"did you mean {near[0]}?" if near else f"{', '.join(GROUPS)}, {NOTHING}, a field or a named variable"
    return f"{word!a}: expected " + (f"another word, {hint}" if near else hint)
