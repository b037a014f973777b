"""Which fields are redacted: the words of ``--redact``, and the fields that they stand for."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from difflib import get_close_matches
from typing import Final

import attrs

import ctiproto.messages  # noqa: F401 - declares them all
from ctiproto.constants import Tag
from ctiproto.declare import messages_of
from ctiproto.schema import Fixed, Floating
from ctiproto.versions import Dialect
from ctiproto.wire import STRING

NOTHING: Final = "none"
"""The word for a tape that is left as it is."""

PASSWORDS: Final = "passwords"
ADDRESSES: Final = "addresses"


def _all_floating() -> Iterator[Floating]:
    for cls in messages_of(Dialect.UCCE).by_number.values():
        yield from (field for field in cls.declaration.tags() if field.tag is not None)
    # Accepted wherever AgentID is, and declared in no message.
    yield Floating("agent_id_long", "AgentIDLong", Tag.AGENT_ID_LONG, STRING(64))


def _all_fixed() -> Iterator[Fixed]:
    for cls in messages_of(Dialect.UCCE).by_number.values():
        for field in cls.declaration.fixed:
            if field.counts is None and field.attribute != cls.declaration.version_field:
                yield field


DECLARED: Final = {field.tag_number: field for field in _all_floating()}
"""What is known of tags, in whatever message."""

TAGS: Final = {field.name: field.tag_number for field in _all_floating()}
"""The tags of the floating fields of all messages, by the names of the fields."""

FIXED: Final = frozenset(field.name for field in _all_fixed())
"""The fixed fields of all messages, but for those without which a frame cannot be read."""

GROUPS: Final[dict[str, tuple[str, ...]]] = {
    PASSWORDS: tuple(sorted({field.name for field in _all_floating() if field.secret})),
    "names": (
        *("FirstName", "LastName", "LoginName", "LoginID", "OldLoginID"),
        *("ClientSignature", "CTIClientSignature", "Description", "FltDescription"),
    ),
    "agents": ("AgentID", "AgentIDLong", "SupervisorID", "AtcAgentID", "ICMAgentID", "AgentSkillTargetID"),
    "numbers": (
        *(name for name in sorted(TAGS) if name.endswith("DeviceID")),
        *("ANI", "DNIS", "DialedNumber", "CallerEnteredDigits", "DTMFString", "CustomerPhoneNumber"),
        *("CustomerAccountNumber", "AuthorizationCode", "AccountCode", "FacilityCode", "AgentExtension", "Extension"),
        *("AgentInstrument", "Instrument", "SupervisorInstrument", "OriginatingLineID", "PositionID"),
        *("DefaultDevicePortAddress", "FltDefaultDevicePortAddress"),
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
"""The words for several fields at once."""


class SelectionError(Exception):
    """A word that stands for nothing; as text it is one line that says what was expected."""


@attrs.frozen
class Selection:
    """The fields and variables that are redacted.

    Args:
        words: as they were given.
        tags: the tags of floating fields.
        fixed: the names of fixed fields.
        variables: the names of named variables and arrays.
        addresses: whether those of the connections are left out.
    """

    words: tuple[str, ...]
    tags: frozenset[int]
    fixed: frozenset[str] = frozenset()
    variables: frozenset[bytes] = frozenset()
    addresses: bool = False


def selected(words: Sequence[str]) -> Selection | None:
    """The selection that words stand for; ``None``: nothing is redacted.

    A word is a group, the guide's name of a field, or the name of a named variable, which has a dot in it.  Passwords
    are selected in any case, unless the only word is ``none``.

    Raises:
        SelectionError: a word stands for nothing.
    """
    if tuple(words) == (NOTHING,):
        return None
    names: list[str] = []
    variables = set()
    kept = dict.fromkeys((PASSWORDS, *words))
    for word in kept:
        if word in GROUPS:
            names += GROUPS[word]
        elif word in TAGS or word in FIXED:
            names.append(word)
        elif "." in word:
            variables.add(_latin(word))
        else:
            raise SelectionError(_no_such(word))
    return Selection(
        words=tuple(kept),
        tags=frozenset(TAGS[name] for name in names if name in TAGS),
        fixed=frozenset(names) & FIXED,
        variables=frozenset(variables),
        addresses=ADDRESSES in kept,
    )


def _latin(word: str) -> bytes:
    try:
        return word.encode("latin-1")
    except UnicodeEncodeError as error:
        raise SelectionError(f"{word!a}: expected Latin-1, character {error.start + 1} is none") from error


def _no_such(word: str) -> str:
    known = (*GROUPS, NOTHING, *TAGS, *FIXED)
    if word == NOTHING:
        return f"{NOTHING}: expected to stand alone"
    near = get_close_matches(word, known, n=1)
    hint = f"did you mean {near[0]}?" if near else f"{', '.join(GROUPS)}, {NOTHING}, a field or a named variable"
    return f"{word!a}: expected " + (f"another word, {hint}" if near else hint)
