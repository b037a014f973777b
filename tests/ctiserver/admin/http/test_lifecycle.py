"""The control interface beside a running server: sockets, a file, and the end."""

from __future__ import annotations

import importlib.util
import json
import signal
import stat
import subprocess
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from http.client import HTTPConnection
from pathlib import Path
from typing import Any

import pytest
import trio
import trio.lowlevel

from ctiserver.admin.errors import Denied, Fault
from ctiserver.admin.fields import Request
from ctiserver.admin.http import lifecycle as running
from ctiserver.admin.http.client import RequestDenied, call
from ctiserver.admin.http.discovery import ControlFile, default_file, read
from ctiserver.admin.http.lifecycle import HOW_TO_INSTALL, ControlOptions, ControlUnavailable, open_control
from ctiserver.log import Log
from ctiserver.observe.family import Kind, one

POSIX = pytest.mark.skipif(sys.platform == "win32", reason="no signals to send")


class Notes:
    """A log that keeps its lines."""

    def __init__(self) -> None:
        self.lines: list[tuple[str, str, dict[str, object]]] = []

    def log(self, level: str, event: str, **fields: object) -> None:
        """Keep a line."""
        self.lines.append((level, event, fields))


@pytest.fixture(autouse=True)
def runtime(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each test has a runtime directory of its own."""
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path))


async def door(_said: Request) -> Any:
    """Refuse every request."""
    return Denied(fault=Fault.UNKNOWN, code=8, name="NOBODY", text="nobody is there", expected="somebody")


@asynccontextmanager
async def controlled(wanted: ControlOptions | None, log: Log) -> AsyncIterator[None]:
    """A server whose side A listens on 42027."""
    control = await open_control(wanted, 42027)
    async with control.serving(door, log, lambda: [one("up", "It is up.", Kind.GAUGE, 1)]):
        yield


async def ask(server: ControlFile) -> None:
    """Ask, in a thread as another program would."""
    await trio.to_thread.run_sync(lambda: call(server, "status", {}, changes=False))


async def test_while_it_runs() -> None:
    """A client with the token of the control file gets in, others do not; at the end the file is removed."""
    notes = Notes()
    with trio.fail_after(10):
        async with controlled(ControlOptions(), notes):
            path = default_file(42027)
            assert notes.lines == [("info", "control_listening", {"file": str(path)})]
            assert stat.S_IMODE(path.stat().st_mode) == 0o600 or sys.platform == "win32"
            here = read(path)
            assert here.url.startswith("http://127.0.0.1:")
            assert len(here.token) >= 32
            with pytest.raises(RequestDenied, match="nobody is there"):
                await ask(here)
            with pytest.raises(RequestDenied, match=r"401, UNAUTHORIZED"):
                await ask(ControlFile(here.url, "another"))
    assert not path.exists()
    assert here.token not in str(notes.lines)
    wrong = ("warning", "control_token_wrong", {"count": 1, "path": "/v1/status"})
    assert notes.lines[1:] == [wrong]


async def test_a_place_of_ones_own(tmp_path: Path) -> None:
    """The control interface listens on the port, and writes the file, that its options name."""
    (probe,) = await trio.open_tcp_listeners(0, host="127.0.0.1")
    port = probe.socket.getsockname()[1]
    await probe.aclose()
    async with controlled(ControlOptions(port, tmp_path / "mine.json"), Notes()):
        assert read(tmp_path / "mine.json").url == f"http://127.0.0.1:{port}"


async def test_the_server_does_not_begin(tmp_path: Path) -> None:
    """What was opened for it is closed: the port is free again, and no file leads there; twice does no harm."""
    file = tmp_path / "mine.json"
    control = await open_control(ControlOptions(file=file), 42027)
    here = read(file)
    control.close()
    control.close()
    assert not file.exists()
    assert not here.is_listened_on()


async def test_nobody_wants_it() -> None:
    """A server without a control interface writes no control file, and logs nothing of it."""
    notes = Notes()
    async with controlled(None, notes):
        assert not default_file(42027).exists()
    assert notes.lines == []


@pytest.mark.parametrize("is_required", [False, True])
async def test_the_port_is_taken(is_required: bool) -> None:
    """With its port taken, the server runs without a control interface, or fails if one is required."""
    notes = Notes()
    (taken,) = await trio.open_tcp_listeners(0, host="127.0.0.1")
    async with taken:
        wanted = ControlOptions(taken.socket.getsockname()[1], is_required=is_required)
        await _cannot(wanted, notes, "control_unavailable", "in use")


@pytest.mark.parametrize("is_required", [False, True])
async def test_the_file_cannot_be_written(is_required: bool, tmp_path: Path) -> None:
    """If the control file cannot be written, the server fails where it is required, and else goes on and logs why."""
    wanted = ControlOptions(0, tmp_path / "nowhere" / "x.json", is_required=is_required)
    await _cannot(wanted, Notes(), "control_unavailable", "No such file")


@pytest.mark.parametrize("is_required", [False, True])
async def test_the_file_is_somebody_elses(is_required: bool, tmp_path: Path) -> None:
    """A file that is no control file is not replaced; the server fails or goes on as when it cannot be written."""
    (tmp_path / "precious.txt").write_text("precious", "utf-8")
    wanted = ControlOptions(0, tmp_path / "precious.txt", is_required=is_required)
    await _cannot(wanted, Notes(), "control_unavailable", "precious.txt: something else is there: expected nothing, or")
    assert (tmp_path / "precious.txt").read_text("utf-8") == "precious"


@pytest.mark.parametrize("is_required", [False, True])
async def test_the_extra_is_not_installed(is_required: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without the extra the server fails if the interface is required; else it goes on, and logs how to install it."""
    monkeypatch.setattr(
        running, "find_spec", lambda name: None if name == "fastapi" else importlib.util.find_spec(name)
    )
    notes = Notes()
    await _cannot(ControlOptions(is_required=is_required), notes, "control_not_installed", "fastapi not installed")
    if not is_required:
        assert HOW_TO_INSTALL in str(notes.lines)


@pytest.mark.parametrize("is_installed", [False, True])
async def test_metrics(is_installed: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """They are there with the extra, for a client with the given token; without it the path says what to install."""
    if not is_installed:
        monkeypatch.setattr(
            running, "find_spec", lambda name: None if name == "prometheus_client" else importlib.util.find_spec(name)
        )
    wanted = ControlOptions(0, tmp_path / "control.json", "0123456789abcdef")

    def scrape(url: str) -> tuple[int, bytes]:
        connection = HTTPConnection(url.removeprefix("http://"), timeout=10)
        connection.request("GET", "/metrics", headers={"Authorization": "Bearer 0123456789abcdef"})
        answer = connection.getresponse()
        told = answer.status, answer.read()
        connection.close()
        return told

    with trio.fail_after(10):
        async with controlled(wanted, Notes()):
            url = read(tmp_path / "control.json").url
            status, text = await trio.to_thread.run_sync(scrape, url)
    if is_installed:
        assert (status, b"\nup 1.0\n" in text, b"process_open_fds" in text) == (200, True, sys.platform == "linux")
    else:
        assert (status, b"[control,metrics]" in text) == (501, True)


async def _cannot(wanted: ControlOptions, notes: Notes, event: str, reason: str) -> None:
    if wanted.is_required:
        with pytest.raises(ControlUnavailable, match=reason):
            await open_control(wanted, 42027)
        return
    async with controlled(wanted, notes):
        ((level, told, fields),) = notes.lines
    assert (level, told) == ("info" if event == "control_not_installed" else "warning", event)
    assert reason in str(fields["reason"])
    assert not default_file(42027).exists()


async def test_it_breaks(monkeypatch: pytest.MonkeyPatch) -> None:
    """If the control interface fails while it starts, the server goes on, and the log has the error."""
    notes = Notes()

    def broken(_name: str) -> Callable[[], None]:
        raise ImportError("half installed")

    monkeypatch.setattr(running, "import_module", broken)
    with trio.fail_after(10):
        async with controlled(ControlOptions(), notes):
            while len(notes.lines) < 2:
                await trio.lowlevel.checkpoint()
    level, event, fields = notes.lines[1]
    assert (level, event) == ("error", "control_failed")
    assert "half installed" in str(fields["error"])


@POSIX
def test_the_commands(tmp_path: Path) -> None:
    """Commands reach a server in another process and change it; SIGTERM ends it, and then no server is found."""
    program = "import sys; from ctiserver.cli import main; sys.exit(main(sys.argv[1:]))"

    def ctiserver(*words: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-c", program, *words]
        return subprocess.run(command, check=False, capture_output=True, text=True, timeout=60)  # noqa: S603 - our own

    serve = [sys.executable, "-c", program, "serve", "--port", "0", "--no-workload", "--start-time", "1767600600"]
    with subprocess.Popen(serve, cwd=tmp_path, stderr=subprocess.PIPE, text=True) as process:  # noqa: S603 - as above
        try:
            assert process.stderr is not None
            lines = [json.loads(process.stderr.readline()) for _ in range(3)]
            assert [line["event"] for line in lines] == ["listening", "contact_centre_opened", "control_listening"]
            answer = ctiserver("control", "status", "--json")
            assert (answer.returncode, answer.stderr) == (0, "")
            assert json.loads(answer.stdout)["sides"] == [
                {"side": "A", "role": "active", "host": "127.0.0.1", "port": lines[0]["port"]}
            ]
            assert ctiserver("control", "agent", "sign-in", "1001", "--control-file", lines[2]["file"]).returncode == 0
            assert "NOT_READY" in ctiserver("control", "agents", "--agent", "1001").stdout
            refused = ctiserver("control", "agent", "sign-in", "1001")
            assert (refused.returncode, refused.stdout) == (1, "")
            process.send_signal(signal.SIGTERM)
            _, rest = process.communicate(timeout=60)  # only against hanging: a loaded machine takes its time
        finally:
            process.kill()
    assert process.returncode == 0
    assert json.loads(rest.splitlines()[-1])["event"] == "stopped"
    gone = ctiserver("control", "status")
    assert gone.returncode == 2
    assert gone.stderr.startswith("ctiserver: no server found: expected one that was installed with the extra control ")
