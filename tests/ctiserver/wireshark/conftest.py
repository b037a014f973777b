"""The dissector as Wireshark loads it, and declarations so small that what is made of them can be read beside them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from ctiproto.constants import AgentState, CallVariableMask, Tag
from ctiproto.declare import Message, Service, count, fixed, floating, group, message, messages_of, repeated, values
from ctiproto.messages.parts import OpaqueRequest, Request
from ctiproto.versions import Dialect
from ctiproto.wire import NAMEDVAR, STRING, UINT, USHORT, NamedVariable
from ctiserver.wireshark.script import script


@pytest.fixture(scope="session")
def plugin(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The file with the script."""
    path = tmp_path_factory.mktemp("dissector") / "ged188.lua"
    path.write_text(script(), encoding="utf-8")
    return path


@pytest.fixture
def messages_stay_as_they_are() -> Iterator[None]:
    """What a test declares is forgotten behind it."""
    known = [messages_of(dialect) for dialect in Dialect]
    before = [(dict(each.by_number), dict(each.by_name)) for each in known]
    yield
    for each, (numbers, names) in zip(known, before, strict=True):
        each.by_number.clear()
        each.by_number.update(numbers)
        each.by_name.clear()
        each.by_name.update(names)


@group
class TinyEntry:
    """An entry with a list inside."""

    skill_group_number: int | None = floating(Tag.SKILL_GROUP_NUMBER, UINT, default=None)
    num_skills: int = count("agents", USHORT, tag=Tag.NUM_SKILLS)
    agents: tuple[str, ...] = values("AgentID", Tag.AGENT_ID, STRING(12))


@pytest.fixture
def tiny(messages_stay_as_they_are: None) -> tuple[type[Message], ...]:
    """Two messages, of which one has one of everything and the other is not laid out."""

    @message(9001, Service.SESSION, since=10, version_field="version_number")
    class TinyReq(Request[Message]):
        """A message with a field of each kind."""

        version_number: int = fixed(UINT)
        variable_mask: CallVariableMask = fixed(USHORT.of(CallVariableMask))
        agent_state: AgentState = fixed(USHORT.of(AgentState), default=AgentState.LOGIN, since=19, until=24)
        num_entries: int = count("entries", USHORT)
        extension: int | None = fixed(UINT, default=None, since=24, bodies=(20, 12))
        client_id: str = floating(Tag.CLIENT_ID, STRING(64))
        hidden: str | None = floating(None, STRING(9), default=None, since=23)
        named_variables: tuple[NamedVariable, ...] = values("NamedVariable", Tag.NAMED_VARIABLE, NAMEDVAR)
        entries: tuple[TinyEntry, ...] = repeated(TinyEntry)

    @message(9000, Service.SESSION)
    class TinyOpaqueReq(OpaqueRequest):
        """A message whose layout is not published."""

    return TinyReq, TinyOpaqueReq
