"""Signals of the process: what is done at each, and how often."""

from __future__ import annotations

import signal
import sys

import pytest
import trio
import trio.testing

from ctiserver import signals
from ctiserver.signals import reloaded_by_signals

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="no signals to send")


async def test_a_file_that_takes_long_keeps_no_other_waiting() -> None:
    """Each is read by itself; signals that come meanwhile have the slow one read once more."""
    go_on, read = trio.Event(), list[str]()

    async def slow() -> None:
        read.append("slow")
        await go_on.wait()

    async def quick() -> None:
        read.append("quick")

    with trio.fail_after(10):
        async with reloaded_by_signals([slow, quick]):
            for times in (1, 2, 3):
                signal.raise_signal(signal.SIGHUP)
                while read.count("quick") < times:
                    await trio.lowlevel.checkpoint()
            assert read.count("slow") == 1
            go_on.set()
            await trio.testing.wait_all_tasks_blocked()
    assert (read.count("slow"), read.count("quick")) == (2, 3)


def test_where_there_is_no_such_signal(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the platform has no SIGHUP, none is waited for."""
    monkeypatch.setattr(signal, "Signals", (signal.SIGINT, signal.SIGTERM))
    assert signals._reload_signals() == ()
