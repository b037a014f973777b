"""Records in their frames.  What they say and how many there are in each is shown with the service."""

from __future__ import annotations

import pytest

from ctiproto.errors import LocalProtocolError
from ctiproto.versions import Profile
from ctiserver.engine.translate.configuration import ITEMS
from ctiserver.engine.translate.upload import Upload, pages
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
        list(pages(AGENTS, records, profile))


def test_each_page_comes_with_its_frame() -> None:
    """The frames of an upload are those of its pages."""
    profile, here = Profile(25), site("Ada")
    ((_, frame),) = pages(AGENTS, AGENTS.records(here, None, profile), profile)
    assert Upload(here).frames(AGENTS, None, profile) == frame
    assert Upload(here).count(AGENTS, None, profile) == 1
