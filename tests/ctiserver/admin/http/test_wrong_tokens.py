"""What becomes of requests without the right token."""

from __future__ import annotations

import pytest
import trio
from trio.testing import MockClock, wait_all_tasks_blocked

from ctiserver.admin.http.auth import AuthMiddleware
from ctiserver.admin.http.wrong_tokens import BETWEEN_RECORDS, DELAY, LONGEST_PATH, MOST_DELAYED, WrongTokens
from tests.ctiserver.admin.http.asgi import AUTHORIZED, TOKEN, request
from tests.support.net import Notes


async def test_the_answer_comes_late(autojump_clock: MockClock) -> None:
    """The request is counted, the log says what it asked for, and one with the token does not wait."""
    notes = Notes()

    async def inside(_scope: object, _receive: object, send: object) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": []})  # type: ignore[operator]

    wrong = WrongTokens()
    gate = AuthMiddleware(inside, TOKEN, notes.log, wrong)
    begin = trio.current_time()
    assert (await request(gate, "GET", "/v1/status", headers={"host": "localhost"})).status == 401
    assert trio.current_time() - begin == pytest.approx(DELAY)
    assert (await request(gate, "GET", "/v1/status", headers=AUTHORIZED)).status == 200
    assert trio.current_time() - begin == pytest.approx(DELAY)
    assert wrong.count == 1
    assert (notes.events, notes.fields) == (["control_token_wrong"], [{"count": 1, "path": "/v1/status"}])


async def test_the_log_is_not_full_of_them(autojump_clock: MockClock) -> None:
    """One record each ten seconds says how many there were; a path is cut."""
    notes = Notes()
    wrong = WrongTokens()
    for _ in range(3):
        await wrong.delay("/", notes.log)
    assert [each["count"] for each in notes.fields] == [1]
    await trio.sleep(BETWEEN_RECORDS)
    await wrong.delay("/" + 5000 * "x", notes.log)
    assert notes.fields[1:] == [{"count": 3, "path": ("/" + 5000 * "x")[:LONGEST_PATH]}]


async def test_delays_do_not_pile_up(autojump_clock: MockClock) -> None:
    """So many wait at the same time, and one more is answered at once; those that hang up make room."""
    wrong, notes = WrongTokens(), Notes()
    async with trio.open_nursery() as nursery:
        for _ in range(MOST_DELAYED):
            nursery.start_soon(wrong.delay, "/", notes.log)
        await wait_all_tasks_blocked()
        begin = trio.current_time()
        await wrong.delay("/", notes.log)
        assert trio.current_time() == begin
        nursery.cancel_scope.cancel()
    await wrong.delay("/", notes.log)
    assert trio.current_time() - begin == pytest.approx(DELAY)
