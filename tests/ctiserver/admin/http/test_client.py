"""Which server an operator's command reaches, and what it says if no server answers."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from ctiserver.admin.http.client import RequestDenied, Unreachable, call, find
from ctiserver.admin.http.discovery import ControlFile, default_file, directory, publish

OK = b"HTTP/1.1 200 OK\r\nContent-Length: 15\r\n\r\n"


@pytest.fixture(autouse=True)
def runtime(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A runtime directory of one's own."""
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path))


@contextmanager
def answering(answer: bytes, heard: list[bytes] | None = None) -> Iterator[ControlFile]:
    """A server that answers one request with these bytes."""
    with socket.create_server(("127.0.0.1", 0)) as listening:

        def serve() -> None:
            connection, _ = listening.accept()
            with connection:
                data = connection.recv(65536)
                if heard is not None:
                    heard.append(data)
                connection.sendall(answer)

        thread = threading.Thread(target=serve)
        thread.start()
        yield ControlFile(f"http://127.0.0.1:{listening.getsockname()[1]}", "open-sesame")
        thread.join()


@contextmanager
def listening() -> Iterator[ControlFile]:
    """A server that listens."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield ControlFile(f"http://127.0.0.1:{server.getsockname()[1]}", "open-sesame")


def nobody() -> ControlFile:
    """A server that does not listen any more."""
    with listening() as gone:
        return gone


def test_an_order() -> None:
    """A command is posted with the token, without the fields that are not given."""
    heard: list[bytes] = []
    with answering(OK + b'{"sessions": 3}', heard) as server:
        assert call(server, "agent not-ready", {"agent": "1001", "peripheral": None}, changes=True) == {"sessions": 3}
    (request,) = heard
    assert request.startswith(b"POST /v1/agent/not-ready HTTP/1.1\r\n")
    assert b"Authorization: Bearer open-sesame\r\n" in request


@pytest.mark.parametrize(("call_id", "path"), [(7, b"/v1/calls?call=7 "), (None, b"/v1/calls ")])
def test_a_question(call_id: int | None, path: bytes) -> None:
    """A query is a GET request, with its fields behind the path."""
    heard: list[bytes] = []
    with answering(OK + b'{"sessions": 3}', heard) as server:
        call(server, "calls", {"call": call_id}, changes=False)
    assert heard[0].startswith(b"GET " + path)


def test_a_no() -> None:
    """What is wrong, the code, the name, and what would have done."""
    error = b'{"error":{"text":"no agent x","code":8,"name":"E_CTI_INVALID_AGENT_DATA","expected":"an agent"}}'
    head = f"HTTP/1.1 404 Not Found\r\nContent-Length: {len(error)}\r\n\r\n".encode()
    with answering(head + error) as server, pytest.raises(RequestDenied) as declined:
        call(server, "agents", {}, changes=False)
    assert str(declined.value) == "no agent x (8, E_CTI_INVALID_AGENT_DATA): expected an agent"
    assert (declined.value.status, declined.value.error["code"]) == (404, 8)


@pytest.mark.parametrize(
    ("answer", "text"),
    [
        (b"", "expected a running server"),
        (b"220 mail\r\n", "expected a running server: 220 mail"),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi", "expected an answer of a ctiserver, not status 200"),
        (b"HTTP/1.1 500 No\r\nContent-Length: 2\r\n\r\n{}", "expected an answer of a ctiserver, not status 500"),
        (b"HTTP/1.1 500 No\r\nContent-Length: 2\r\n\r\n[]", "expected an answer of a ctiserver, not status 500"),
    ],
)
def test_somebody_else_answers(answer: bytes, text: str) -> None:
    """If another program answers, or the answer cannot be read, the error says so."""
    with answering(answer) as server, pytest.raises(Unreachable, match=text):
        call(server, "status", {}, changes=False)


def test_nobody_answers() -> None:
    """The error says which server was expected at which address."""
    gone = nobody()
    with pytest.raises(Unreachable, match=f"{gone.url}: expected a running server: Connection refused"):
        call(gone, "status", {}, changes=False)


@pytest.mark.parametrize("url", ["nonsense", "http://x", "http://x:y", "http://:80"])
def test_addresses_that_are_none(url: str) -> None:
    """Addresses that a person may have written wrong."""
    with pytest.raises(Unreachable, match=r"expected http://HOST:PORT"):
        call(ControlFile(url, ""), "status", {}, changes=False)


def test_the_only_one_is_found() -> None:
    """Files of servers that were killed do not count."""
    publish(default_file(1), nobody())
    with listening() as here:
        publish(default_file(2), here)
        assert find(None) == here


def test_there_is_none() -> None:
    """The error says where a control file was looked for."""
    publish(default_file(1), nobody())
    with pytest.raises(
        Unreachable,
        match=r"no server found: .* with the extra control before .* with a control file in .*, or --control-file",
    ):
        find(None)


def test_there_are_several() -> None:
    """Where several servers run, the error lists their control files; naming one finds its server."""
    with listening() as one, listening() as other:
        publish(default_file(1), one)
        publish(default_file(2), other)
        with pytest.raises(Unreachable) as unreachable:
            find(None)
        assert find(default_file(2)) == other
    files = f"{default_file(1)}, {default_file(2)}"
    assert str(unreachable.value) == f"several servers run: expected --control-file with one of {files}"


def test_the_file_that_was_named() -> None:
    """The error says that the file is missing, or is no control file."""
    with pytest.raises(Unreachable, match=r"expected the control file of a running server: No such file"):
        find(Path("nowhere.json"))
    directory().mkdir(mode=0o700)
    default_file(1).write_text("{}", "utf-8")
    with pytest.raises(Unreachable, match="expected a JSON object"):
        find(default_file(1))
