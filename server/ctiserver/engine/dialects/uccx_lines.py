"""How Unified CCX names the other lines of an agent's telephone: the first line and the line itself, by a dot apart.

Guide: Unified CCX, CALL_DELIVERED_EVENT.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any, Final, TypeVar, cast

import attrs

from ctiproto.declare import Message
from ctiproto.schema import Floating, Repeated
from ctiproto.version_rules import names_first_lines
from ctiproto.versions import Dialect, Profile
from ctiproto.wire import Form
from ctiserver.site.model import Site

M = TypeVar("M", bound=Message)

_NUMBERS: Final = ("agent_instrument", "ani", "dnis", "dialed_number")


@attrs.frozen
class _Names:
    """The fields of a message, or of an entry of a list, that name a telephone.

    Args:
        own: their attributes, with the most characters that each can have.
        lists: those of entries of lists.
    """

    own: Mapping[str, int]
    lists: Mapping[str, _Names]

    def __bool__(self) -> bool:
        return bool(self.own or self.lists)


@cache
def _names_of(cls: type[Message]) -> _Names:
    return _names(cls.declarations[Dialect.UCCX].floating)


def _names(members: tuple[Floating | Repeated, ...]) -> _Names:
    own = {
        member.attribute: member.wire.size - 1
        for member in members
        if isinstance(member, Floating)
        and member.wire.form is Form.TEXT
        and (member.attribute.endswith("device_id") or member.attribute in _NUMBERS)
    }
    lists = ((member.attribute, _names(member.members)) for member in members if isinstance(member, Repeated))
    return _Names(own, {name: names for name, names in lists if names})


def with_primary(message: M, profile: Profile, site: Site) -> M:
    """The message with other lines of telephones named by their first line as well, from version 14 on.

    Args:
        message: one of Unified CCX.
        profile: the profile of the session.
        site: the contact centre, which says which lines belong to one telephone.
    """
    if not site.second_lines or not names_first_lines(profile):
        return message
    # fidelity uccx.primary-actual: guide Unified CCX, CALL_DELIVERED_EVENT; ours: From version 14 on another
    # line of an agent's telephone is named by the first one and itself; before, by itself alone.  A name that has no
    # room for both, and which lines belong together - those of a terminal of the site -, are ours.
    names = _names_of(type(message))  # type: ignore[arg-type] # as layout_of: the hash of a class
    return cast("M", _renamed(message, names, site))


def _renamed(whole: Any, names: _Names, site: Site) -> Any:
    changes = dict(_changes(whole, names, site))
    return attrs.evolve(whole, **changes) if changes else whole


def _changes(whole: Any, names: _Names, site: Site) -> Iterator[tuple[str, object]]:
    for attribute, most in names.own.items():
        line = getattr(whole, attribute)
        primary = site.second_lines.get((site.main_peripheral.id, line))
        if primary is not None and len(name := f"{primary}.{line}") <= most:
            yield attribute, name
    for attribute, inner in names.lists.items():
        entries = getattr(whole, attribute)
        told = tuple(_renamed(entry, inner, site) for entry in entries)
        if told != entries:
            yield attribute, told


def with_actual(request: M, site: Site) -> M:
    """The request with lines named by themselves alone: what stands before the dot is not looked at."""
    if not site.second_lines:
        return request
    # fidelity uccx.primary-ignored: guide Unified CCX, CALL_DELIVERED_EVENT: In requests the first line is
    # not looked at.
    changes = {}
    for attribute in _names_of(type(request)).own:  # type: ignore[arg-type] # as above
        _, dot, actual = (getattr(request, attribute) or "").rpartition(".")
        if dot and (site.main_peripheral.id, actual) in site.second_lines:
            changes[attribute] = actual
    return request.changed(**changes) if changes else request
