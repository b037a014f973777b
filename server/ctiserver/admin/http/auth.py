"""Lets HTTP requests pass that name this machine, have the token, and are small and few enough."""

from __future__ import annotations

import json
from collections.abc import Callable
from hmac import compare_digest
from http import HTTPStatus
from traceback import format_exception
from typing import Any, Final

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from ctiserver.admin.http.wrong_tokens import WrongTokens
from ctiserver.site.endpoints import split_port

LARGEST_BODY: Final = 64 * 1024
"""Bytes of a body; far more than the longest command has, which is a call with all its variables."""

MOST_AT_A_TIME: Final = 32
"""How many requests with the token are read or answered at the same time."""

_WITHOUT_TOKEN: Final = ("GET", "/openapi.json")
"""The request that needs no token: its answer holds no secret, and its body is not read."""

_HOSTS: Final = frozenset(("127.0.0.1", "localhost", "[::1]"))

_NAMES: Final[dict[int, str]] = {413: "CONTENT_TOO_LARGE", 422: "UNPROCESSABLE_CONTENT"}
"""Names of statuses that newer versions of Python have changed: the new ones, with every version."""

WriteLog = Callable[..., None]
"""Writes a line of the log: its level, its event, and its fields."""


class _GoneError(Exception):
    """The client has hung up, or is not waited for any more."""


class AuthMiddleware:
    """Checks every request before the application gets it.

    Args:
        inner: the application.
        token: the token that requests need.
        write_log: writes a line of the log.
        wrong_tokens: counts and delays the requests without the token.
    """

    def __init__(self, inner: ASGIApp, token: str, write_log: WriteLog, wrong_tokens: WrongTokens) -> None:
        self._wrong_tokens = wrong_tokens
        self._inner = inner
        self._expected = f"Bearer {token}".encode()
        self._write_log = write_log
        self._inside = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, or answer why not."""
        if scope["type"] == "lifespan":
            await self._inner(scope, receive, send)
        elif scope["type"] == "http":
            await self._request(scope, receive, send)
        else:
            await send({"type": "websocket.close"})

    async def _request(self, scope: Scope, receive: Receive, send: Send) -> None:
        headers = dict(scope["headers"])
        # A page in a browser can reach this machine under a name of its own that it resolves to here (DNS rebinding).
        if _host(headers.get(b"host", b"")) not in _HOSTS:
            await _refuse(send, HTTPStatus.MISDIRECTED_REQUEST, "the Host header to name this machine")
        elif (scope["method"], scope["path"]) == _WITHOUT_TOKEN:
            await self._pass(scope, _again(b"", receive), send)
        elif not compare_digest(headers.get(b"authorization", b""), self._expected):
            await self._wrong_tokens.delay(scope["path"], self._write_log)
            await _refuse(send, HTTPStatus.UNAUTHORIZED, "the token of the control file, as Authorization: Bearer")
        # Requests without the token are refused before this, so that they take no place of those with it.
        elif self._inside >= MOST_AT_A_TIME:
            await _refuse(send, HTTPStatus.SERVICE_UNAVAILABLE, f"at most {MOST_AT_A_TIME} requests at a time")
        else:
            self._inside += 1
            try:
                await self._answer(scope, receive, send)
            finally:
                self._inside -= 1

    async def _answer(self, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            body = await _read(receive)
        except _GoneError:
            return
        if body is None:
            await _refuse(send, HTTPStatus.REQUEST_ENTITY_TOO_LARGE, f"a body of at most {LARGEST_BODY} bytes")
            return
        await self._pass(scope, _again(body, receive), send)

    async def _pass(self, scope: Scope, receive: Receive, send: Send) -> None:
        begun = False

        async def watched(message: Message) -> None:
            nonlocal begun
            begun = True
            try:
                await send(message)
            except Exception as error:
                # The client is gone: that is no bug of ours, and nothing can be answered.
                raise _GoneError from error

        try:
            await self._inner(scope, receive, watched)
        except _GoneError:
            return
        except Exception as error:  # noqa: BLE001 - one request must not take the server down, whatever is wrong
            trace = "".join(format_exception(error))
            self._write_log("error", "control_failed", path=scope["path"], error=trace)
            if not begun:
                await _refuse(send, HTTPStatus.INTERNAL_SERVER_ERROR, "a server without this bug of ours")


def _host(header: bytes) -> str:
    return split_port(header.decode("latin-1").lower())[0]


async def _read(receive: Receive) -> bytes | None:
    """The whole body; ``None`` if it is too large.

    Raises:
        _GoneError: the rest of it will not come; a part of a body may mean something else than the whole.
    """
    body = bytearray()
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise _GoneError
        body += message.get("body", b"")
        if len(body) > LARGEST_BODY:
            return None
        if not message.get("more_body", False):
            return bytes(body)


def _again(body: bytes, receive: Receive) -> Receive:
    """Make a ``receive`` that gives the body that was read already, and then only the end of the connection."""
    waiting: list[Message] = [{"type": "http.request", "body": body, "more_body": False}]

    async def received() -> Message:
        if waiting:
            return waiting.pop()
        while (message := await receive())["type"] == "http.request":
            continue
        return message

    return received


def error_of(status: HTTPStatus, expected: str) -> dict[str, Any]:
    """The answer to a request that is neither a command nor a query."""
    fault = "invalid" if status < HTTPStatus.INTERNAL_SERVER_ERROR else "refused"
    name = _NAMES.get(status, status.name)
    told = {
        "fault": fault,
        "code": int(status),
        "name": name,
        "text": name.replace("_", " ").lower(),
        "expected": expected,
        "peripheral_error": 0,
    }
    return {"error": told}


async def _refuse(send: Send, status: HTTPStatus, expected: str) -> None:
    body = json.dumps(error_of(status, expected)).encode()
    headers = [(b"content-type", b"application/json"), (b"content-length", str(len(body)).encode())]
    # The rest of the request is not read, so that no other request can follow on this connection.
    headers.append((b"connection", b"close"))
    await send({"type": "http.response.start", "status": int(status), "headers": headers})
    await send({"type": "http.response.body", "body": body})
