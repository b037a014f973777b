"""Records in their frames.  What they say and how many there are in each is shown with the service."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import attrs
import pytest

from ctiproto import messages as m
from ctiproto.constants import AgentState
from ctiproto.declare import Message
from ctiproto.errors import LocalProtocolError
from ctiproto.reserved import with_constants
from ctiproto.versions import Profile
from ctiserver.engine.dialects.uccx import UCCX
from ctiserver.engine.translate import upload
from ctiserver.engine.translate.configuration import ITEMS, Item, Records
from ctiserver.engine.translate.upload import Upload, Words, pages
from ctiserver.site.model import Agent, Peripheral, Site

(AGENTS,) = (item for item in ITEMS if item.bit.name == "AGENT_MASK")


def site(first_name: str) -> Site:
    """A contact centre with one agent."""
    agent = Agent(id="1", icm_agent_id=1, peripheral_id=1, extension="1", first_name=first_name, last_name="x")
    return Site(peripherals=(Peripheral(1),), agents=(agent,))


def test_a_record_that_fits_into_no_message() -> None:
    """One that is too long on its own is an error, and not tried for ever."""
    profile = Profile(25)
    records = AGENTS.records(site("x" * 70_000), None, profile)
    with pytest.raises(LocalProtocolError):
        list(pages(AGENTS, records, profile, with_constants))


def test_each_page_comes_with_its_frame() -> None:
    """The frames of an upload are those of its pages."""
    profile, here = Profile(25), site("Ada")
    ((_, frame),) = pages(AGENTS, AGENTS.records(here, None, profile), profile, with_constants)
    assert Upload(here).frames(AGENTS, None, profile) == frame
    assert Upload(here).count(AGENTS, None, profile) == 1


def test_only_what_has_changed_is_encoded_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    """Of 25 agents in three messages, one signs in: one message is made again, and tells it."""
    agents = tuple(
        Agent(id=str(n), icm_agent_id=n, peripheral_id=1, extension=str(n), first_name="", last_name="x")
        for n in range(1, 26)
    )
    kept, profile = Upload(Site(peripherals=(Peripheral(1),), agents=agents)), Profile(25)
    states = dict.fromkeys((agent.id for agent in agents), AgentState.LOGOUT)
    encoded: list[int] = []

    def counted(item: Item, records: Records, profile: Profile, words: Words) -> Iterator[tuple[Message, bytes]]:
        encoded.append(len(records))
        return pages(item, records, profile, words)

    monkeypatch.setattr(upload, "pages", counted)

    def sent() -> tuple[bytes, int]:
        return kept.as_is(AGENTS, None, profile, lambda _, agent_id: states[agent_id])

    assert sent()[1] == 3
    assert sent() == (kept.frames(AGENTS, None, profile), 3)
    assert sent()[0] is sent()[0], "what waits for many clients has to be there once"
    states["12"] = AgentState.TALKING
    encoded.clear()
    sent_now = sent()
    assert encoded == [10]
    domain = m.AgentMRD(flt_agent_mrd_id=1, flt_agent_mrd_state=AgentState.TALKING)
    records: tuple[Any, ...] = AGENTS.records(kept.site, None, profile)
    told = tuple(attrs.evolve(each, mrds=(domain,) if each.login_id == "12" else ()) for each in records)
    assert sent_now == (b"".join(frame for _, frame in pages(AGENTS, told, profile, with_constants)), 3)


def test_each_dialect_has_its_kinds_of_records() -> None:
    """Unified CCX has five, of which those of devices are its own."""
    site = Site(peripherals=(Peripheral(1),))
    assert Upload(site).items == ITEMS
    kinds = Upload(site, UCCX).items
    assert [item.bit.name for item in kinds] == [
        "SERVICE_MASK",
        "SKILL_GROUP_MASK",
        "AGENT_MASK",
        "DEVICE_MASK",
        "TERMINAL_MASK",
    ]
    assert [item.bit.name for item in kinds if item not in ITEMS] == ["DEVICE_MASK"]
