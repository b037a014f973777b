"""The site file read again while the server runs."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
import trio
from trio.testing import MockClock, wait_all_tasks_blocked

from ctiproto import messages as m
from ctiproto.constants import ConfigMsgMask
from ctiserver import reload
from ctiserver.reload import Reloader, read_apart, take_over
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


async def read_here(path: str) -> Site:
    """Read a site file in this process, in no time."""
    await trio.lowlevel.checkpoint()
    return load_site(path)


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
    reloader = Reloader(
        str(file), lambda site: take_over(site, server.entrance, server.driver.carry_out), server.notes, read_here
    )
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
            async with reloader.file_read():
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
async def test_a_site_that_cannot_be_taken_over(file: Path, before: str, after: str, reason: str) -> None:
    """All reasons in one error and in one line of the log; the present site goes on."""
    world, notes = World(load_site(file)), Notes()
    present = world.centre.site
    rewrite(file, before, after)
    reloader = Reloader(str(file), taker(world), notes, read_here)
    async with reloader.file_read():
        with pytest.raises(SiteError) as raised:
            reloader.reload()
    (text,) = (str(problem) for problem in raised.value.problems)
    assert text.startswith(str(file))
    assert reason in text
    assert notes.events == ["site_not_reloaded"]
    assert notes.fields == [{"reasons": [text]}]
    assert world.centre.site is present


async def test_without_a_file() -> None:
    """The demo site is in the program: there is nothing to read again."""
    notes = Notes()
    reloader = Reloader(None, taker(World()), notes)
    async with reloader.file_read():
        with pytest.raises(SiteError, match=r"^demo site: there is no file to read again$"):
            reloader.reload()
    assert notes.events == ["site_not_reloaded"]


async def test_it_is_read_once_at_a_time(file: Path) -> None:
    """Who comes while it is read waits, and takes over what the file describes by then."""
    world, notes = World(load_site(file)), Notes()
    begun, go_on = trio.Event(), trio.Event()

    async def read_slowly(path: str) -> Site:
        site = load_site(path)
        begun.set()
        await go_on.wait()
        return site

    reloader = Reloader(str(file), taker(world), notes, read_slowly)
    rewrite(file, 'name = "Sales"', 'name = "Purchase"')
    with trio.fail_after(5):
        async with trio.open_nursery() as nursery:
            nursery.start_soon(reloader.follow)
            await begun.wait()
            rewrite(file, 'name = "Purchase"', 'name = "Returns"')
            nursery.start_soon(reloader.follow)
            await wait_all_tasks_blocked()
            assert notes.events == []
            go_on.set()
    assert notes.events == ["site_reloaded"] * 2
    assert [fields["changed"] for fields in notes.fields] == [{"skill_groups": 1}] * 2
    assert "Returns" in [group.name for group in world.centre.site.skill_groups]


async def test_a_signal_that_cannot_be_followed(file: Path) -> None:
    """What is wrong with the file, or with us, is in the log, and the server goes on."""
    notes = Notes()

    async def mistaken(_: str) -> Site:
        await trio.lowlevel.checkpoint()
        raise ZeroDivisionError

    await Reloader(None, taker(World()), notes).follow()
    await Reloader(str(file), taker(World()), notes, mistaken).follow()
    assert notes.events == ["site_not_reloaded", "reload_failed"]
    assert "ZeroDivisionError" in str(notes.fields[-1]["error"])


async def test_another_process_reads_the_file(file: Path) -> None:
    """The site that it brings equals the one that this process reads, and so do flaws."""
    assert await read_apart(str(file)) == load_site(file)
    await trio.Path(file).write_text("nonsense", encoding="utf-8")
    with pytest.raises(SiteError) as here:
        load_site(file)
    with pytest.raises(SiteError) as there:
        await read_apart(str(file))
    assert there.value.problems == here.value.problems


READERS = {
    "ends": ("import sys; sys.exit('I am\\nlost')", "its reader ended with status 1: lost"),
    "says nothing": ("import os; os._exit(3)", "its reader ended with status 3: it said nothing"),
    "sleeps": ("import time; time.sleep(60)", "expected a site that can be read in 0.5 seconds"),
}


@pytest.mark.parametrize(("code", "said"), READERS.values(), ids=READERS)
async def test_a_reader_that_fails(code: str, said: str, file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is not waited for longer than it may take, and the error says what became of it."""
    monkeypatch.setattr(reload, "_READER", code)
    if "sleep" in code:
        monkeypatch.setattr(reload, "MOST_SECONDS", 0.5)
    with trio.fail_after(10), pytest.raises(SiteError) as raised:
        await read_apart(str(file))
    assert str(raised.value) == f"{file}: {said}"


async def test_a_reader_that_cannot_be_started(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The site stays, and the error says why."""
    monkeypatch.setattr(sys, "executable", str(file))
    with pytest.raises(SiteError, match="cannot be read now: Permission denied"):
        await read_apart(str(file))


@pytest.mark.skipif(sys.platform == "win32", reason="no process groups")
async def test_the_reader_does_not_hear_what_the_terminal_says(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A terminal that is closed sends SIGHUP to all of a group: the server reads the file, and its reader goes on."""
    monkeypatch.setattr(reload, "_READER", "import os, sys; sys.exit(str(os.getpgid(0)))")
    with pytest.raises(SiteError) as raised:
        await read_apart(str(file))
    assert not str(raised.value).endswith(f": {os.getpgid(0)}")
