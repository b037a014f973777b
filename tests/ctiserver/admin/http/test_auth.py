"""Which requests the control interface lets through."""

from __future__ import annotations

import pytest
import trio
import trio.testing
from starlette.types import Message, Receive, Scope, Send
from trio.testing import MockClock

from ctiserver.admin.http.auth import LARGEST_BODY, MOST_AT_A_TIME, AuthMiddleware
from ctiserver.admin.http.wrong_tokens import WrongTokens
from tests.ctiserver.admin.http.asgi import AUTHORIZED, TOKEN, request, told


class Inside:
    """What stands behind the gate."""

    def __init__(self) -> None:
        self.bodies: list[bytes] = []
        self.notes: list[tuple[str, str]] = []
        self.leave = trio.Event()
        self.leave.set()
        self.gate = AuthMiddleware(self, TOKEN, self.note, WrongTokens())

    def note(self, level: str, event: str, **_fields: object) -> None:
        """Remember what the log would say."""
        self.notes.append((level, event))

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer, or fail before or after beginning to."""
        if scope["type"] == "lifespan":
            self.notes.append(("", "lifespan"))
            return
        self.bodies.append((await receive())["body"])
        assert (await receive())["type"] == "http.disconnect"
        await self.leave.wait()
        if scope["path"] == "/early":
            raise ValueError("early")
        await send({"type": "http.response.start", "status": 200, "headers": []})
        if scope["path"] == "/late":
            raise ValueError("late")
        await send({"type": "http.response.body", "body": b"{}"})


async def test_whoever_has_the_token_comes_in() -> None:
    """A request with the token is let through with its whole body, in however many pieces it comes."""
    inside = Inside()
    assert (await request(inside.gate, "POST", "/v1/text", b"abcdef", pieces=3)).status == 200
    assert inside.bodies == [b"abcdef"]


@pytest.mark.parametrize("given", [None, "", TOKEN, f"Basic {TOKEN}", f"Bearer {TOKEN}x", "Bearer \xe9", "Bearer "])
async def test_whoever_has_it_not_stays_outside(given: str | None, autojump_clock: MockClock) -> None:
    """401, and nothing of the body is read."""
    inside = Inside()
    headers = {"host": "localhost"} | ({} if given is None else {"authorization": given})
    answer = await request(inside.gate, "GET", "/v1/status", headers=headers)
    assert (answer.status, inside.bodies) == (401, [])
    error = answer.json["error"]
    assert (error["fault"], error["code"], error["name"]) == ("invalid", 401, "UNAUTHORIZED")
    assert "token" in error["expected"]
    assert answer.headers["connection"] == "close"


@pytest.mark.parametrize(
    "host", ["", "example.com", "example.com:8080", "127.0.0.1.example.com", "localhost:x", "[::2]"]
)
@pytest.mark.parametrize("path", ["/v1/status", "/openapi.json"])
async def test_names_of_elsewhere(host: str, path: str) -> None:
    """421: a page that a browser loaded under another name must not talk to us, whatever it has."""
    inside = Inside()
    answer = await request(inside.gate, "GET", path, headers=AUTHORIZED | {"host": host})
    assert (answer.status, inside.bodies) == (421, [])


@pytest.mark.parametrize("host", ["127.0.0.1", "127.0.0.1:8080", "localhost:1", "LocalHost", "[::1]", "[::1]:8080"])
async def test_names_of_this_machine(host: str) -> None:
    """With and without a port."""
    assert (await request(Inside().gate, "GET", "/v1/status", headers=AUTHORIZED | {"host": host})).status == 200


async def test_the_description_is_for_everybody_here(autojump_clock: MockClock) -> None:
    """It holds no secret; a body is not read, and only a GET asks for it."""
    inside = Inside()
    here = {"host": "localhost"}
    assert (await request(inside.gate, "GET", "/openapi.json", b"abcdef", here, pieces=3)).status == 200
    assert inside.bodies == [b""]
    assert (await request(inside.gate, "POST", "/openapi.json", headers=here)).status == 401


@pytest.mark.parametrize("pieces", [1, 100])
async def test_a_body_that_is_too_large(pieces: int) -> None:
    """413, whatever its length was said to be."""
    inside = Inside()
    assert (await request(inside.gate, "POST", "/v1/text", b"x" * LARGEST_BODY, pieces=pieces)).status == 200
    answer = await request(inside.gate, "POST", "/v1/text", b"x" * (LARGEST_BODY + 1), pieces=pieces)
    assert (answer.status, answer.json["error"]["name"], len(inside.bodies)) == (413, "CONTENT_TOO_LARGE", 1)


@pytest.mark.parametrize("pieces", [1, 3])
async def test_a_body_that_does_not_come(pieces: int) -> None:
    """Nothing happens: what is there may be half of something else.  Nor is the place lost."""
    inside = Inside()
    for _ in range(MOST_AT_A_TIME + 1):
        assert await told(inside.gate, "POST", "/v1/side/switch-over", b"{} ", pieces=pieces, is_whole=False) == []
    assert inside.bodies == []
    assert (await request(inside.gate, "GET", "/v1/status")).status == 200


async def test_too_many_at_a_time(autojump_clock: MockClock) -> None:
    """Too many requests at once get 503, later ones find room again; one without the token takes none, and gets 401."""
    inside = Inside()
    inside.leave = trio.Event()
    statuses: list[int] = []

    async def ask() -> None:
        statuses.append((await request(inside.gate, "GET", "/v1/status")).status)

    async with trio.open_nursery() as nursery:
        here = {"host": "localhost"}
        for _ in range(MOST_AT_A_TIME):
            nursery.start_soon(request, inside.gate, "GET", "/openapi.json", None, here)
            nursery.start_soon(ask)
        await trio.testing.wait_all_tasks_blocked()
        assert (await request(inside.gate, "GET", "/v1/status")).status == 503
        assert (await request(inside.gate, "GET", "/v1/status", headers=here)).status == 401
        inside.leave.set()
    assert statuses == [200] * MOST_AT_A_TIME
    assert (await request(inside.gate, "GET", "/v1/status")).status == 200


async def test_a_mistake_of_ours() -> None:
    """500 and a line in the log; if the answer has begun, it stays as it is."""
    inside = Inside()
    answer = await request(inside.gate, "GET", "/early")
    assert (answer.status, answer.json["error"]["fault"]) == (500, "refused")
    answer = await request(inside.gate, "GET", "/late")
    assert (answer.status, answer.body) == (200, b"")
    assert inside.notes == [("error", "control_failed")] * 2


async def test_an_answer_that_nobody_wants() -> None:
    """It cannot be sent: that is no mistake of ours."""
    inside = Inside()

    async def send(_message: Message) -> None:
        raise RuntimeError("hung up")

    async def receive() -> Message:
        return {"type": "http.disconnect"}

    headers = [(b"host", b"localhost")]
    await inside.gate({"type": "http", "method": "GET", "path": "/openapi.json", "headers": headers}, receive, send)
    assert (inside.bodies, inside.notes) == ([b""], [])


async def test_what_is_no_request() -> None:
    """A web socket is closed; what the server tells of itself passes."""
    inside = Inside()
    sent: list[Message] = []

    async def send(message: Message) -> None:
        sent.append(message)

    async def receive() -> Message:
        return {"type": "websocket.connect"}

    await inside.gate({"type": "websocket"}, receive, send)
    assert sent == [{"type": "websocket.close"}]
    await inside.gate({"type": "lifespan"}, receive, send)
    assert inside.notes == [("", "lifespan")]
