"""The site file read again while the server runs."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
import trio
from trio.testing import MockClock

from ctiproto import messages as m
from ctiproto.constants import ConfigMsgMask
from ctiserver.reload import Reloader, take_over
from ctiserver.site.changes import PartChanges, SiteChanges, compare
from ctiserver.site.errors import SiteError
from ctiserver.site.load import demo_text, load_site
from ctiserver.site.model import Site
from tests.support.harness import BRIDGE, World
from tests.support.net import MemoryServer, Notes


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """The file of the demo site."""
    path = tmp_path / "site.toml"
    path.write_text(demo_text(), encoding="utf-8")
    return path


def rewrite(file: Path, before: str, after: str) -> None:
    """Change a file."""
    text = file.read_text(encoding="utf-8")
    assert before in text
    file.write_text(text.replace(before, after, 1), encoding="utf-8")


def taker(world: World) -> Callable[[Site], SiteChanges]:
    """What lets another site take the place of a world's."""

    def take(site: Site) -> SiteChanges:
        changes = compare(world.centre.site, site)
        world.becomes(site)
        return changes

    return take


async def test_clients_are_told_what_changed(file: Path, autojump_clock: MockClock) -> None:
    """Whoever reloads it is told how much, and so is the log; clients hear the records."""
    del autojump_clock
    server = MemoryServer(load_site(file))
    reloader = Reloader(str(file), lambda site: take_over(site, server.entrance, server.driver.carry_out), server.notes)
    with trio.fail_after(5):
        async with trio.open_nursery() as nursery:
            nursery.start_soon(server.run)
            client = await server.opens(25, BRIDGE, config_msg_mask=ConfigMsgMask.SKILL_GROUP_MASK)
            while not isinstance(await client.hears(), m.SystemEvent):
                pass
            await client.sends(m.ConfigRequestEvent(config_information=ConfigMsgMask(0)))
            await client.sends(m.HeartbeatReq(invoke_id=1))
            assert isinstance(await client.hears(), m.HeartbeatConf)
            rewrite(file, 'name = "Sales"', 'name = "Purchase"')
            rewrite(file, "port_a = 42027", "port_a = 42028")
            changes = reloader.reload()
            assert isinstance(await client.hears(), m.ConfigBeginEvent)
            told = await client.hears()
            assert isinstance(told, m.ConfigSkillGroupEvent)
            assert told.records[0].peripheral_name == "Purchase"
            assert isinstance(await client.hears(), m.ConfigEndEvent)
            nursery.cancel_scope.cancel()
    assert changes.parts == (PartChanges("skill_groups", 0, 1, 0),)
    assert changes.at_start == ("settings.port_a",)
    assert server.notes.fields[server.notes.events.index("site_reloaded")] == {
        "file": str(file),
        "added": {},
        "changed": {"skill_groups": 1},
        "removed": {},
        "settings": [],
        "at_next_start": ["settings.port_a"],
    }


@pytest.mark.parametrize(
    ("before", "after", "reason"),
    [
        ("port_a = 42027", "port_a = ", "expected TOML: Invalid value"),
        ('name = "CCE"', "name = 7", "peripherals[0].name: expected printable Latin-1 text"),
        (
            'type = "ENTERPRISE_AGENT"',
            'type = "IPCC"',
            "peripheral 5000 cannot change its type while the server runs",
        ),
    ],
)
def test_a_site_that_cannot_be_taken_over(file: Path, before: str, after: str, reason: str) -> None:
    """All reasons in one error and in one line of the log; the present site goes on."""
    world, notes = World(load_site(file)), Notes()
    present = world.centre.site
    rewrite(file, before, after)
    with pytest.raises(SiteError) as raised:
        Reloader(str(file), taker(world), notes).reload()
    (text,) = (str(problem) for problem in raised.value.problems)
    assert text.startswith(str(file))
    assert reason in text
    assert notes.events == ["site_not_reloaded"]
    assert notes.fields == [{"reasons": [text]}]
    assert world.centre.site is present


def test_without_a_file() -> None:
    """The demo site is in the program: there is nothing to read again."""
    notes = Notes()
    with pytest.raises(SiteError, match=r"^demo site: there is no file to read again$"):
        Reloader(None, taker(World()), notes).reload()
    assert notes.events == ["site_not_reloaded"]
