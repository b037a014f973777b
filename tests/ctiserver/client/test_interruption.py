"""Blocks that a signal ends."""

from __future__ import annotations

import os
import signal

import pytest
import trio

from ctiserver.client import until_interrupted

SIGNALS = pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])


@SIGNALS
async def test_a_signal_ends_the_block_and_nothing_else(number: signal.Signals) -> None:
    """What stands behind it can still wait."""
    done = []
    async with until_interrupted():
        os.kill(os.getpid(), number)
        await trio.Event().wait()
        done.append("inside")
    await trio.lowlevel.checkpoint()
    done.append("behind")
    assert done == ["behind"]


async def test_the_inner_block_ends_first() -> None:
    """A signal ends the inner block first; then the outer one takes signals again."""
    ended: list[str] = []
    async with until_interrupted():
        async with until_interrupted():
            os.kill(os.getpid(), signal.SIGINT)
            await trio.Event().wait()
        ended.append("inner")
        os.kill(os.getpid(), signal.SIGINT)
        await trio.Event().wait()
        ended.append("never")
    assert ended == ["inner"]


async def test_without_a_signal_the_block_is_any_block() -> None:
    """It ends by itself, or with its error as it is."""
    async with until_interrupted():
        await trio.lowlevel.checkpoint()
    with pytest.raises(KeyError):
        async with until_interrupted():
            raise KeyError
    assert signal.getsignal(signal.SIGTERM) is signal.SIG_DFL
