"""An application without a socket: requests in, answers out."""

from __future__ import annotations

import json
from typing import Any, NamedTuple

from starlette.types import ASGIApp, Message

TOKEN = "open-sesame"
AUTHORIZED = {"host": "127.0.0.1:8080", "authorization": f"Bearer {TOKEN}"}


class Response(NamedTuple):
    """The status, headers and body of a response."""

    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        """The body, decoded from JSON."""
        return json.loads(self.body)


async def request(
    app: ASGIApp, method: str, path: str, body: Any = None, headers: dict[str, str] = AUTHORIZED, *, pieces: int = 1
) -> Response:
    """Send one request, its body in some pieces."""
    return answered(await told(app, method, path, body, headers, pieces=pieces))


def answered(sent: list[Message]) -> Response:
    """What came back, of what was sent."""
    start, *rest = sent
    headers = {name.decode(): value.decode() for name, value in start["headers"]}
    return Response(start["status"], headers, b"".join(message.get("body", b"") for message in rest))


async def told(
    app: ASGIApp,
    method: str,
    path: str,
    body: Any = None,
    headers: dict[str, str] = AUTHORIZED,
    *,
    pieces: int = 1,
    is_whole: bool = True,
) -> list[Message]:
    """Send one request, its body in some pieces and perhaps without the last one; all that is sent back."""
    data = body if isinstance(body, bytes) else b"" if body is None else json.dumps(body).encode()
    size = max(1, -(-len(data) // pieces))
    parts = [data[at : at + size] for at in range(0, len(data), size)] or [b""]
    path, _, query = path.partition("?")
    sent: list[Message] = []
    if not is_whole:
        parts.pop()

    async def receive() -> Message:
        if not parts:
            return {"type": "http.disconnect"}
        return {"type": "http.request", "body": parts.pop(0), "more_body": bool(parts) or not is_whole}

    async def send(message: Message) -> None:
        sent.append(message)

    fields = {"content-type": "application/json"} | headers
    scope = {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": method,
        "scheme": "http",
        "path": path,
        "raw_path": path.encode(),
        "query_string": query.encode(),
        "headers": [(name.encode(), value.encode("latin-1")) for name, value in fields.items()],
        "client": ("127.0.0.1", 50000),
        "server": ("127.0.0.1", 8080),
    }
    await app(scope, receive, send)
    return sent
