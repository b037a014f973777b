"""A second dialect, as long as the product has only one: what names none must not reach it, and what names it must."""

from __future__ import annotations

from typing import Final

import attrs
import pytest

from ctiproto import declare, layout, versions
from ctiproto.constants.enumeration import WireEnum
from ctiproto.declare import Registry, messages_of
from ctiproto.versions import Dialect
from ctiserver.engine.dialects import known
from ctiserver.engine.dialects.ucce import UCCE

NARROW: Final = 17
"""The last version of the second dialect in which a tag has one byte; a length has one in all of its versions."""


class OtherTag(WireEnum):
    """The tags of the second dialect: those of its messages, and one number that is another field in UCCE."""

    CLIENT_ID = 1
    CLIENT_PASSWORD = 2
    CLIENT_SIGNATURE = 3
    AGENT_EXTENSION = 4
    AGENT_ID = 5
    AGENT_INSTRUMENT = 6
    ANOTHER_FIELD = 247


def second_dialect(monkeypatch: pytest.MonkeyPatch) -> Dialect:
    """A dialect of versions 10 to 18 with a few of the messages of UCCE, until the test is over.

    Its members of tables are put beside those of UCCE by hand, as an enumeration cannot be extended.
    """
    other = object.__new__(Dialect)
    other._name_, other._value_ = "OTHER", "other"
    monkeypatch.setitem(Dialect._member_map_, "OTHER", other)
    monkeypatch.setitem(Dialect._value2member_map_, "other", other)
    monkeypatch.setattr(Dialect, "_member_names_", [*Dialect._member_names_, "OTHER"])
    widths = (versions._Widths(10, 1, 1), versions._Widths(NARROW + 1, 2, 1))
    monkeypatch.setitem(versions._RULES, other, versions._Rules(range(10, NARROW + 2), widths))
    registry = Registry()
    for name in ("OPEN_REQ", "OPEN_CONF", "HEARTBEAT_REQ", "HEARTBEAT_CONF", "FAILURE_CONF", "CALL_DATA_UPDATE_EVENT"):
        registry.add(messages_of(Dialect.UCCE).by_name[name])
    monkeypatch.setitem(declare._REGISTRIES, other, registry)
    monkeypatch.setitem(layout._TAGS, other, OtherTag)
    monkeypatch.setitem(known._RULES, other, attrs.evolve(UCCE, dialect=other))
    return other
