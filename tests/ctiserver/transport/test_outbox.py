"""What waits for a client: bounded, in order, and putting in never waits."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

import pytest
import trio
from trio.testing import MockClock, wait_all_tasks_blocked

from ctiserver.transport.outbox import LOW_WATER, Outbox


async def test_all_that_waits_is_taken_at_once() -> None:
    """One send for many messages, in the order in which they were put in."""
    outbox = Outbox()
    assert outbox.put(b"a")
    assert outbox.put(b"bc")
    assert outbox.waiting == 3
    assert await outbox.take() == b"abc"
    assert outbox.waiting == 0


async def test_a_writer_waits_for_bytes(autojump_clock: MockClock) -> None:
    """It wakes up for every put, however often it has waited."""
    outbox = Outbox()
    taken: list[bytes] = []

    async def write() -> None:
        while data := await outbox.take():
            taken.append(data)

    with trio.fail_after(1):
        async with trio.open_nursery() as nursery:
            nursery.start_soon(write)
            for data in (b"a", b"b", b"c"):
                await wait_all_tasks_blocked()
                outbox.put(data)
            await wait_all_tasks_blocked()
            outbox.close()
    assert taken == [b"a", b"b", b"c"]


async def test_a_full_box_takes_nothing_more() -> None:
    """What has no room is not put in; as soon as there is room again, it is."""
    outbox = Outbox(limit=4)
    assert outbox.put(b"abcd")
    assert not outbox.put(b"e")
    assert await outbox.take() == b"abcd"
    assert outbox.put(b"e")


@pytest.mark.parametrize("first", [b"", b"last words"])
async def test_a_closed_box_gives_out_what_it_has(first: bytes) -> None:
    """Frames put in before the box was closed are still sent; later ones are dropped without an error."""
    outbox = Outbox(limit=10)
    outbox.put(first)
    outbox.close()
    assert outbox.put(b"too late, and too much as well")
    assert await outbox.take() == first
    assert await outbox.take() == b""


async def test_cancellation_loses_nothing(autojump_clock: MockClock) -> None:
    """A writer that stops waiting leaves everything where it is."""
    outbox = Outbox()
    with trio.move_on_after(1):
        await outbox.take()
    outbox.put(b"a")
    assert await outbox.take() == b"a"


async def test_nobody_is_read_further_who_does_not_take_his_answers(autojump_clock: MockClock) -> None:
    """Little may wait; more has to be taken first, or the box closed."""
    outbox = Outbox()
    outbox.put(bytes(LOW_WATER))
    with trio.fail_after(1):
        await outbox.until_low()
    outbox.put(b"one more")
    for make_room in (outbox.take, close(outbox)):
        low = trio.Event()

        async def wait(low: trio.Event = low) -> None:
            await outbox.until_low()
            low.set()

        async with trio.open_nursery() as nursery:
            nursery.start_soon(wait)
            await wait_all_tasks_blocked()
            assert not low.is_set()
            await make_room()
        assert low.is_set()
        outbox.put(bytes(LOW_WATER + 1))


def close(outbox: Outbox) -> Callable[[], Awaitable[object]]:
    """Closing the box, as something to wait for."""

    async def close_it() -> None:
        await trio.lowlevel.checkpoint()
        outbox.close()

    return close_it
