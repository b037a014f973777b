"""Commands and queries over HTTP, without a socket."""

from __future__ import annotations

import json
import re
import threading
from pathlib import Path
from typing import Any

import pytest

from ctiproto import messages as m
from ctiserver.admin.commands import COMMANDS
from ctiserver.admin.errors import Denied
from ctiserver.admin.fields import Request, fields, summary
from ctiserver.admin.http.application import application
from ctiserver.admin.http.auth import AuthMiddleware
from ctiserver.admin.http.wrong_tokens import WrongTokens
from ctiserver.admin.queries import QUERIES
from ctiserver.admin.results import Result
from tests.ctiserver.admin.console import admin_handler
from tests.ctiserver.admin.http.asgi import AUTHORIZED, TOKEN, Response, request
from tests.support.harness import World, like

STORED = Path("docs/reference/control.openapi.json")


class Console:
    """A world behind the control interface."""

    def __init__(self) -> None:
        self.world = World()
        self.handler = admin_handler(self.world)
        self.gate = AuthMiddleware(application(self.handle), TOKEN, lambda *_: None, WrongTokens())

    async def handle(self, request_: Request) -> Result | Denied:
        """Handle a command or query, and carry out its effects."""
        result, effects = self.handler.handle(request_, self.world.now)
        self.world.do(effects)
        return result

    async def get(self, path: str) -> Response:
        """Send a query."""
        return await request(self.gate, "GET", path)

    async def post(self, path: str, **said: Any) -> Response:
        """Send a command."""
        return await request(self.gate, "POST", path, said)


async def test_commands_and_queries() -> None:
    """An agent signs in and takes a call; a client that watches hears it, and no thread is needed for any of it."""
    threads = threading.active_count()
    console = Console()
    bridge = console.world.bridge()
    answer = await console.post("/v1/agent/sign-in", agent="1001")
    assert (answer.status, answer.json["state"], answer.headers["content-type"]) == (
        200,
        "NOT_READY",
        "application/json",
    )
    assert (await console.post("/v1/agent/ready", agent="1001", peripheral=5000)).json["state"] == "AVAILABLE"
    variables = {"1": "gold", "user.account": "4711"}
    call = (await console.post("/v1/call/arrive", number="8001", variables=variables)).json["call"]
    (told,) = (await console.get("/v1/calls")).json["calls"]
    assert (told["call"], told["variables"]) == (call, variables)
    assert (await console.get(f"/v1/calls?call={call}&peripheral=5000")).json["calls"] == [told]
    assert (await console.post("/v1/call/hang-up", call=call)).json == {
        "call": call,
        "peripheral": 5000,
        "lives": False,
    }
    bridge.forgets()
    assert (await console.post("/v1/text", text="hello")).json == {"sessions": 1}
    bridge.hears(like(m.SystemEvent, system_event_id=5, text="hello"))
    assert threading.active_count() <= threads  # those of tests before may have ended meanwhile


async def test_a_command_without_required_fields() -> None:
    """It can be sent without a body, and with an empty one."""
    console = Console()
    answer = await request(console.gate, "POST", "/v1/controller/lost")
    assert (answer.status, answer.json["pg_status"]) == (200, ["CC_DOWN"])
    assert (await request(console.gate, "POST", "/v1/controller/back", {})).status == 200


async def test_words_for_reasons() -> None:
    """Choices are written as on the command line."""
    console = Console()
    console.world.staffed("1001", ready=False)
    (part,) = (await console.post("/v1/agent/dial", agent="1001", number="95550100")).json["calls"]
    answer = await console.post("/v1/call/outside-refuses", call=part["call"], why="no-answer")
    assert answer.status == 200


@pytest.mark.parametrize(
    ("path", "said", "status", "code", "name"),
    [
        ("/v1/agent/ready", {"agent": "nobody"}, 404, 8, "E_CTI_INVALID_AGENT_DATA"),
        ("/v1/peripheral/offline", {"peripheral": 1}, 404, 7, "E_CTI_INVALID_PERIPHERAL_ID"),
        ("/v1/agent/answer", {"agent": "1001"}, 409, 28, "CF_NO_CALL_TO_ANSWER"),
        ("/v1/text", {"text": "\n"}, 422, 62, "E_CTI_INVALID_CHARACTER"),
    ],
)
async def test_what_is_denied(path: str, said: dict[str, Any], status: int, code: int, name: str) -> None:
    """With the guide's code and name."""
    answer = await Console().post(path, **said)
    error = answer.json["error"]
    assert (answer.status, error["code"], error["name"]) == (status, code, name)
    assert set(error) == {"fault", "code", "name", "text", "expected", "peripheral_error"}
    assert error["expected"]


@pytest.mark.parametrize(
    ("said", "text"),
    [
        (b"{", "JSON"),
        (b"[]", "valid dictionary"),
        (b'{"agent": "1001", "colour": 1}', "colour: Extra inputs"),
        (b'{"agent": 1001}', "agent: Input should be a valid string"),
        (b'{"agent": "1001", "peripheral": "5000"}', "peripheral: Input should be a valid integer"),
        (b'{"agent": "1001", "peripheral": -1}', "peripheral: Input should be greater"),
        (b"{}", "agent: Field required"),
        (b'{"agent": "' + b"1" * 129 + b'"}', "agent: String should have at most 128"),
    ],
)
async def test_what_makes_no_sense(said: bytes, text: str) -> None:
    """422 in the same form, with the field that is wrong."""
    answer = await request(Console().gate, "POST", "/v1/agent/ready", said)
    error = answer.json["error"]
    assert (answer.status, error["fault"]) == (422, "invalid")
    assert text in error["text"]


@pytest.mark.parametrize("said", [b'{"agent": "\xff"}', b"[" * 60000, b'{"agent": ' + b"9" * 5000 + b"}"])
async def test_what_cannot_be_read(said: bytes) -> None:
    """400, and it says what was expected."""
    answer = await request(Console().gate, "POST", "/v1/agent/ready", said)
    assert (answer.status, answer.json["error"]["expected"]) == (400, "a body of JSON")


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/", 404),
        ("GET", "/docs", 404),
        ("POST", "/v1/nothing", 404),
        ("GET", "/v1/text", 405),
        ("POST", "/v1/status", 405),
        ("GET", "/v1/calls?colour=1", 422),
        ("GET", "/v1/calls?call=x", 422),
        ("GET", "/v1/statistics/agent", 422),
    ],
)
async def test_paths_that_are_not_there(method: str, path: str, status: int) -> None:
    """In the same form as well."""
    answer = await request(Console().gate, method, path)
    assert (answer.status, answer.json["error"]["code"]) == (status, status)


async def test_the_description_is_published() -> None:
    """As it is stored: who changes it changes what others rely on.

    To store it anew: ``python -m tests.ctiserver.admin.http.test_application``.
    """
    answer = await request(Console().gate, "GET", "/openapi.json", headers={"host": "localhost"})
    assert answer.json == stored()


def test_everything_has_a_path() -> None:
    """Commands are posted, queries are got, and nothing else is there."""
    paths = stored()["paths"]
    found = {(method, path) for path, methods in paths.items() for method in methods}
    commands = {("post", f"/v1/{command.phrase.replace(' ', '/')}") for command in COMMANDS}
    assert found == commands | {("get", f"/v1/{query.phrase.replace(' ', '/')}") for query in QUERIES}


def test_everything_is_in_the_reference() -> None:
    """With its phrase, its sentence and its fields."""
    rows = Path("docs/reference/control.md").read_text("utf-8").splitlines()
    for said in (*COMMANDS, *QUERIES):
        (row,) = [row for row in rows if row.startswith(f"| `{said.phrase}` |")]
        assert row.endswith(f"| {summary(said)} |")
        assert re.findall(r"`\[?(\w+)\]?`", row.split("|")[2]) == list(fields(said))


async def test_metrics() -> None:
    """What Prometheus asks for needs the token, and is written in the format that it can read."""
    asked: list[str] = []

    def write(accept: str) -> tuple[bytes, str]:
        asked.append(accept)
        return b"x 1\n", "text/plain; version=1.0.0"

    console = Console()
    gate = AuthMiddleware(application(console.handle, write), TOKEN, lambda *_: None, WrongTokens())
    answer = await request(gate, "GET", "/metrics", headers=AUTHORIZED | {"accept": "text/plain"})
    assert (answer.status, answer.headers["content-type"], answer.body) == (200, "text/plain; version=1.0.0", b"x 1\n")
    assert asked == ["text/plain"]
    assert (await request(gate, "POST", "/metrics")).status == 405


async def test_metrics_that_are_not_installed() -> None:
    """The answer says what to install."""
    answer = await Console().get("/metrics")
    assert answer.status == 501
    assert "pip install '.[control,metrics]'" in answer.json["error"]["expected"]


def stored() -> Any:
    """The description as others know it."""
    return json.loads(STORED.read_text("utf-8"))


def store() -> None:
    """Write the description as it is now."""
    described = application(Console().handle).openapi()
    STORED.write_text(json.dumps(described, indent=2) + "\n", "utf-8")


if __name__ == "__main__":
    store()
