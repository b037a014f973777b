"""Connections of the control interface: what they speak, how long they last, and how many there are."""

from __future__ import annotations

import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial
from typing import Any

import pytest
import trio
import trio.abc
import trio.testing
from trio.testing import MockClock

from ctiserver.admin.errors import Denied, Fault
from ctiserver.admin.fields import Request
from ctiserver.admin.http.serving import LIFETIME, MOST_CONNECTIONS, READ_TIMEOUT, serve_control
from ctiserver.admin.http.wrong_tokens import WrongTokens
from tests.ctiserver.admin.http.asgi import TOKEN

HOST = b"Host: localhost\r\n"
ENTITLED = HOST + f"Authorization: Bearer {TOKEN}\r\n".encode()
DESCRIPTION = b"GET /openapi.json HTTP/1.1\r\n" + HOST + b"\r\n"


class _Socket:
    """What is asked of the socket of a connection."""

    family = socket.AF_INET

    def __init__(self, *, is_sound: bool) -> None:
        self._is_sound = is_sound

    def fileno(self) -> int:
        """The number of its descriptor."""
        return 3

    def getpeername(self) -> tuple[str, int]:
        """The address of the client."""
        if not self._is_sound:
            raise ValueError("nobody expected this")
        return "127.0.0.1", 50000

    def getsockname(self) -> tuple[str, int]:
        """The address of the server."""
        return "127.0.0.1", 8080


class Port(trio.abc.Listener[Any]):
    """A port in memory; what is sent there has arrived only when it is read."""

    def __init__(self) -> None:
        self._send, self._receive = trio.open_memory_channel[Any](1000)
        self.heard: list[Request] = []
        self.notes: list[tuple[str, str, dict[str, object]]] = []

    async def accept(self) -> Any:
        """Return the next connection."""
        return await self._receive.receive()

    async def aclose(self) -> None:
        """Close the listener."""
        await self._receive.aclose()
        await self._send.aclose()

    async def door(self, said: Request) -> Denied:
        """Keep the request, and refuse it."""
        self.heard.append(said)
        return Denied(fault=Fault.UNKNOWN, code=8, name="NOBODY", text="nobody is there", expected="somebody")

    def note(self, level: str, event: str, **fields: object) -> None:
        """Remember what the log would say."""
        self.notes.append((level, event, fields))

    async def connect(self, *, is_sound: bool = True) -> trio.abc.Stream:
        """Connect to the listener."""
        client, server = trio.testing.lockstep_stream_pair()
        there: Any = server
        there.socket = _Socket(is_sound=is_sound)
        await self._send.send(there)
        return client

    async def ask(self, *said: bytes) -> bytes:
        """Connect, say this, and hear everything until the end."""
        return await heard(await self.connect(), *said)


async def heard(client: trio.abc.Stream, *said: bytes) -> bytes:
    """Say this, and hear everything until the end."""
    answer = b""
    async with trio.open_nursery() as nursery:
        for each in said:
            nursery.start_soon(say, client, each)
            await trio.testing.wait_all_tasks_blocked()
        while data := await client.receive_some():
            answer += data
    return answer


async def say(client: trio.abc.Stream, data: bytes) -> None:
    """Send these bytes, if the server still reads."""
    try:
        await client.send_all(data)
    except trio.BrokenResourceError:
        return


@asynccontextmanager
async def served() -> AsyncIterator[Port]:
    """A port that is served."""
    async with Port() as port, trio.open_nursery() as nursery:
        nursery.start_soon(partial(serve_control, port, port.door, TOKEN, port.note, wrong_tokens=WrongTokens()))
        yield port
        nursery.cancel_scope.cancel()


@pytest.mark.parametrize(
    ("said", "status"),
    [
        (b"GET /v1/status HTTP/1.1\r\n" + HOST + b"Connection: Upgrade\r\nUpgrade: h2c\r\n\r\n", b"401"),
        (b"GET /v1/status HTTP/1.1\r\n" + HOST + b"Connection: Upgrade\r\nUpgrade: websocket\r\n\r\n", b"400"),
        (
            b"GET /v1/status HTTP/1.1\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
            b"Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n" + ENTITLED + b"\r\n",
            b"403",
        ),
    ],
)
async def test_nothing_but_http_1(said: bytes, status: bytes, autojump_clock: MockClock) -> None:
    """Whatever one would like to speak, and with the token."""
    async with served() as port:
        answer = await port.ask(said)
    assert answer.startswith(b"HTTP/1.1 " + status)
    assert b" 101 " not in answer
    assert port.heard == []
    assert [event for _, event, _ in port.notes] == (["control_token_wrong"] if status == b"401" else [])


async def test_http_2_that_does_not_ask(autojump_clock: MockClock) -> None:
    """It is taken for a strange HTTP/1; what follows is an error, and one of the answers comes first."""
    async with served() as port:
        answer = await port.ask(b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\4\0\0\0\0\0")
    assert answer[:10] in {b"", b"HTTP/1.1 4"}
    assert autojump_clock.current_time() < READ_TIMEOUT
    assert port.notes == []


async def test_one_request(autojump_clock: MockClock) -> None:
    """A connection has one request and ends; bytes that follow are not read."""
    order = b"POST /v1/side/switch-over HTTP/1.1\r\n" + ENTITLED + b"\r\n"
    async with served() as port:
        answer = await port.ask(order * 3)
    assert answer.startswith(b"HTTP/1.1 404")
    assert (answer.count(b"HTTP/1.1"), b"connection: close\r\n" in answer, len(port.heard)) == (1, True, 1)


@pytest.mark.parametrize("body", [b"", b'{"text":"half"', b'{"text":"whole"}'])
@pytest.mark.parametrize("path", [b"side/switch-over", b"text"])
@pytest.mark.parametrize("hangs_up", [False, True])
async def test_a_body_that_does_not_come(path: bytes, body: bytes, hangs_up: bool, autojump_clock: MockClock) -> None:
    """Nothing is carried out, whether one hangs up or only says nothing."""
    async with served() as port:
        client = await port.connect()
        await say(client, b"POST /v1/" + path + b" HTTP/1.1\r\n" + ENTITLED + b"Content-Length: 50\r\n\r\n" + body)
        if hangs_up:
            await client.aclose()
            await trio.testing.wait_all_tasks_blocked()
        else:
            assert await heard(client) == b""
            assert autojump_clock.current_time() == pytest.approx(READ_TIMEOUT, abs=1)
    assert (port.heard, port.notes) == ([], [])


async def test_who_says_nothing(autojump_clock: MockClock) -> None:
    """A connection on which no request comes is closed after the time for reading."""
    begun = autojump_clock.current_time()
    async with served() as port:
        assert await port.ask() == b""
    assert autojump_clock.current_time() - begun == pytest.approx(READ_TIMEOUT)


async def test_who_says_little(autojump_clock: MockClock) -> None:
    """There is a limit to the whole as well."""
    begun = autojump_clock.current_time()
    async with served() as port:
        client = await port.connect()
        await client.send_all(b"POST /v1/text HTTP/1.1\r\n" + ENTITLED + b"Content-Length: 50\r\n\r\n")
        for _ in range(LIFETIME // 5 - 1):
            await client.send_all(b"{")
            await trio.sleep(5)
        assert await client.receive_some() == b""
    assert autojump_clock.current_time() - begun == pytest.approx(LIFETIME)
    assert port.heard == []


async def test_who_does_not_listen(autojump_clock: MockClock) -> None:
    """An answer that is not read ends as well, and so does a body of which nothing is read."""
    pieces = b"1\r\nx\r\n" * 100
    chunked = b"POST /v1/text HTTP/1.1\r\n" + HOST + b"Transfer-Encoding: chunked\r\n\r\n" + pieces
    async with served() as port:
        await trio.testing.wait_all_tasks_blocked()
        tasks = trio.lowlevel.current_statistics().tasks_living
        clients = [await port.connect() for _ in range(2)]
        for client, said in zip(clients, (DESCRIPTION, chunked), strict=True):
            await say(client, said)
        await trio.testing.wait_all_tasks_blocked()
        assert trio.lowlevel.current_statistics().tasks_living > tasks
        await trio.sleep(LIFETIME + 1)
        assert trio.lowlevel.current_statistics().tasks_living == tasks


async def test_the_end_waits_for_nobody(autojump_clock: MockClock) -> None:
    """The end does not wait for clients, not even for one that does not read its answer."""
    begun = autojump_clock.current_time()
    async with served() as port:
        await say(await port.connect(), DESCRIPTION)
        await trio.testing.wait_all_tasks_blocked()
    assert autojump_clock.current_time() == begun


async def test_too_many(autojump_clock: MockClock) -> None:
    """The oldest ones make room."""
    async with served() as port:
        silent = [await port.connect() for _ in range(MOST_CONNECTIONS)]
        await trio.testing.wait_all_tasks_blocked()
        assert (await port.ask(DESCRIPTION)).startswith(b"HTTP/1.1 200")
        assert await silent[0].receive_some() == b""
        with trio.move_on_after(1) as waiting:
            await silent[1].receive_some()
        assert waiting.cancelled_caught


async def test_the_oldest_makes_room_when_descriptors_are_scarce(
    autojump_clock: MockClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One that silent connections have taken is given to a new one; the first of all has no older one."""
    monkeypatch.setattr("ctiserver.admin.http.serving.is_spare", lambda number, spare: (number, spare) == (3, 8))
    async with served() as port:
        silent = await port.connect()
        await trio.testing.wait_all_tasks_blocked()
        assert (await port.ask(DESCRIPTION)).startswith(b"HTTP/1.1 200")
        assert await silent.receive_some() == b""


async def test_one_that_breaks(autojump_clock: MockClock) -> None:
    """An error in one connection is logged, and the others go on."""
    async with served() as port:
        client = await port.connect(is_sound=False)
        assert await client.receive_some() == b""
        assert (await port.ask(DESCRIPTION)).startswith(b"HTTP/1.1 200")
    ((level, event, fields),) = port.notes
    assert (level, event) == ("error", "control_failed")
    assert "nobody expected this" in str(fields["error"])
