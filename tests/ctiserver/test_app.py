"""Everything together: listening, signals, and the end."""

from __future__ import annotations

import contextlib
import gc
import io
import json
import os
import signal
import socket
import subprocess
import sys
from functools import partial
from http.client import HTTPConnection
from pathlib import Path
from typing import Any

import attrs
import pytest
import trio

from ctiproto import messages as m
from ctiproto.constants import ConfigMsgMask, CTIService, SessionType, StatusCode
from ctiproto.versions import Dialect
from ctiserver import app, reload
from ctiserver.admin.http.client import RequestDenied, call
from ctiserver.admin.http.discovery import read
from ctiserver.admin.http.lifecycle import ControlOptions, ControlUnavailable
from ctiserver.alarm_file import open_sink
from ctiserver.app import Options, serve, serving
from ctiserver.centre.contact_centre import ContactCentre
from ctiserver.site.load import demo_text, load_site
from ctiserver.site.model import Site
from tests.support.harness import demo
from tests.support.net import NetClient
from tests.support.served import running
from tests.support.served import serving as a_process

OFFLINE = m.FailureEvent(status=StatusCode.CTI_SERVER_OFFLINE)
POSIX = pytest.mark.skipif(sys.platform == "win32", reason="no signals to send")


def logged(capsys: pytest.CaptureFixture[str]) -> list[dict[str, Any]]:
    """What the log said since this was asked last."""
    return [json.loads(line) for line in capsys.readouterr().err.splitlines()]


async def port_of(capsys: pytest.CaptureFixture[str]) -> int:
    """The port that the first line of the log names."""
    while not (lines := logged(capsys)):
        await trio.lowlevel.checkpoint()
    assert lines[0]["event"] == "listening"
    assert (lines[0]["host"], lines[0]["side"]) == ("127.0.0.1", "A")
    port = lines[0]["port"]
    assert isinstance(port, int)
    return port


def options(site: Site | None = None, **changes: Any) -> Options:
    """A quiet server on a free port."""
    given: dict[str, Any] = {"host": "127.0.0.1", "port": 0, "seed": 1, "workload": False, "log_style": "json"}
    return Options(site=site or demo(), **given | changes)


@POSIX
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
async def test_a_signal_ends_it(number: signal.Signals, capsys: pytest.CaptureFixture[str]) -> None:
    """Sessions get their last bytes, the log says so, and it is over in less than two seconds."""
    with trio.fail_after(10):
        async with trio.open_nursery() as nursery:
            nursery.start_soon(serve, options(start_time=1_767_600_600.0))
            async with await trio.open_tcp_stream("127.0.0.1", await port_of(capsys)) as stream:
                client = NetClient(stream)
                conf = await client.opens(25)
                assert conf.icm_central_controller_time == 1_767_600_600
                begin = trio.current_time()
                signal.raise_signal(number)
                assert await client.hears() == OFFLINE
        assert trio.current_time() - begin < 2
    assert [line["event"] for line in logged(capsys)][-3:] == ["stopping", "session_closed", "stopped"]


@POSIX
async def test_what_was_there_at_the_start_is_no_garbage(capsys: pytest.CaptureFixture[str]) -> None:
    """It is not looked at while the server runs, its contact centre included, and again when it has ended."""
    # What tests before have served is frozen still.
    gc.unfreeze()
    async with trio.open_nursery() as nursery:
        nursery.start_soon(serve, options())
        await port_of(capsys)
        assert gc.get_freeze_count() > 10_000
        assert not [each for each in gc.get_objects() if isinstance(each, ContactCentre)]
        signal.raise_signal(signal.SIGTERM)
    assert not gc.get_freeze_count()


@POSIX
async def test_a_second_signal_ends_it_at_once(capsys: pytest.CaptureFixture[str]) -> None:
    """Whoever has no patience need not wait for the last bytes."""
    with trio.fail_after(10):
        async with trio.open_nursery() as nursery:
            nursery.start_soon(serve, options(demo(final_drain=60.0)))
            async with await trio.open_tcp_stream("127.0.0.1", await port_of(capsys)) as stream:
                client = NetClient(stream)
                await client.opens(25)
                signal.raise_signal(signal.SIGTERM)
                assert await client.hears() == OFFLINE
                signal.raise_signal(signal.SIGTERM)
                await client.is_cut_off()
    assert "stopped" not in [line["event"] for line in logged(capsys)]


@POSIX
@pytest.mark.parametrize(
    ("changes", "rate"), [({"workload": True, "calls_per_hour": 7.0}, 7), ({"workload": True}, 60), ({}, 0)]
)
async def test_the_log_says_what_is_served(
    changes: dict[str, Any], rate: float, capsys: pytest.CaptureFixture[str]
) -> None:
    """The site, the seed, and how many calls come in."""
    with trio.fail_after(10):
        async with trio.open_nursery() as nursery:
            nursery.start_soon(serve, options(**changes))
            lines: list[dict[str, Any]] = []
            while len(lines) < 2:
                await trio.lowlevel.checkpoint()
                lines += logged(capsys)
            signal.raise_signal(signal.SIGTERM)
    opened = lines[1]
    assert opened["event"] == "contact_centre_opened"
    assert (opened["site"], opened["agents"], opened["seed"], opened["calls_per_hour"]) == ("Demo", 12, 1, rate)


async def test_the_log_says_how_to_watch_it() -> None:
    """With the dialect where it is not the one that is meant without a word."""
    for dialect, more in ((Dialect.UCCE, ""), (Dialect.UCCX, " --dialect uccx")):
        log = io.StringIO()
        site = attrs.evolve(demo(), dialect=dialect)
        with trio.fail_after(10):
            async with serving(options(site, log_stream=log)) as server:
                pass
        assert json.loads(log.getvalue().splitlines()[0])["try_it"] == f"ctiserver watch 127.0.0.1:{server.port}{more}"


@POSIX
async def test_two_sides(capsys: pytest.CaptureFixture[str]) -> None:
    """The log names both; clients of both are told when the process ends, in less than two seconds."""
    with trio.fail_after(10):
        async with trio.open_nursery() as nursery:
            nursery.start_soon(serve, options(port_b=0))
            lines: list[dict[str, Any]] = []
            while len(lines) < 3:
                await trio.lowlevel.checkpoint()
                lines += logged(capsys)
            assert [(line["event"], line["side"]) for line in lines[:2]] == [("listening", "A"), ("listening", "B")]
            ports = [line["port"] for line in lines[:2]]
            services = CTIService.SERVICE_ACTIVE_STANDBY
            async with (
                await trio.open_tcp_stream("127.0.0.1", ports[0]) as stream_a,
                await trio.open_tcp_stream("127.0.0.1", ports[1]) as stream_b,
            ):
                clients = [NetClient(stream) for stream in (stream_a, stream_b)]
                types = [(await client.opens(25, services)).session_type for client in clients]
                assert types == [SessionType.ACTIVE, SessionType.STANDBY]
                begin = trio.current_time()
                signal.raise_signal(signal.SIGTERM)
                for client in clients:
                    assert await client.hears() == OFFLINE
        assert trio.current_time() - begin < 2
    assert [line["event"] for line in logged(capsys)][-1] == "stopped"


@POSIX
async def test_alarms_that_no_program_reads(tmp_path: Path) -> None:
    """A pipe that is full takes nothing from clients, nor from the end of the server."""
    path = tmp_path / "alarms"
    os.mkfifo(path)
    full = os.open(path, os.O_RDWR | os.O_NONBLOCK)
    with contextlib.suppress(BlockingIOError):
        while True:
            os.write(full, b"." * 4096)
    log = io.StringIO()
    with trio.fail_after(10), open_sink(str(path)) as alarms:
        async with serving(Options(site=demo(), workload=False, log_stream=log, alarms=alarms)) as server:
            for _ in range(3):
                async with await trio.open_tcp_stream("127.0.0.1", server.port) as stream:
                    await NetClient(stream).opens(25, CTIService.SERVICE_CONNECTION_MONITOR)
    os.close(full)
    assert log.getvalue().count("connection_established") == 3


async def test_a_server_for_a_block() -> None:
    """It has the ports of its sides, the seed of its site and a log of its own; behind the block clients were told."""
    log = io.StringIO()
    with trio.fail_after(10):
        async with serving(Options(site=demo(), workload=False, port_b=0, log_stream=log)) as server:
            assert set(server.ports) == {"A", "B"}
            assert server.port == server.ports["A"]
            stream = await trio.open_tcp_stream("127.0.0.1", server.port)
            client = NetClient(stream)
            await client.opens(25)
        assert await client.hears() == OFFLINE
        await stream.aclose()
        with pytest.raises(OSError, match="all attempts to connect"):
            await trio.open_tcp_stream("127.0.0.1", server.port)
    lines = [json.loads(line) for line in log.getvalue().splitlines()]
    assert [line["event"] for line in lines if line["event"] != "session_opened"] == [
        *["listening"] * 2,
        "contact_centre_opened",
        "session_closed",
        "stopped",
    ]
    assert lines[2]["seed"] == demo().settings.seed


async def test_what_the_block_raises_leaves_it_as_it_is() -> None:
    """Not in a group; a block that is empty, or cancelled, is no trouble either."""
    with trio.fail_after(10):
        quiet = Options(site=demo(), workload=False, log_stream=io.StringIO())
        with pytest.raises(ZeroDivisionError):
            async with serving(quiet):
                raise ZeroDivisionError
        async with serving(quiet):
            pass
        with trio.CancelScope() as scope:
            async with serving(quiet):
                scope.cancel()
                await trio.sleep_forever()
        assert scope.cancelled_caught


async def test_if_one_side_cannot_listen_neither_does() -> None:
    """The port of the other one is free again."""
    (taken,) = await trio.open_tcp_listeners(0, host="127.0.0.1")
    (free,) = await trio.open_tcp_listeners(0, host="127.0.0.1")
    port = free.socket.getsockname()[1]
    await free.aclose()
    async with taken:
        with pytest.raises(OSError, match="in use"):
            await serve(attrs.evolve(options(), port=port, port_b=taken.socket.getsockname()[1]))
    (again,) = await trio.open_tcp_listeners(port, host="127.0.0.1")
    await again.aclose()


@POSIX
async def test_several_contact_centres(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    """Each at its own ports, with a control file of its own; lines of the log say whose they are; one signal ends all.

    They have one time: that of the first.
    """
    files = [tmp_path / "control1.json", tmp_path / "control2.json"]
    first = options(label="Main", control=ControlOptions(file=files[0]), start_time=1_767_600_600.0)
    second = options(label="Branch", control=ControlOptions(file=files[1]), start_time=0.0, port_b=0, seed=2)
    lines: list[dict[str, Any]] = []
    with trio.fail_after(20):
        async with trio.open_nursery() as nursery:
            nursery.start_soon(partial(serve, first, second))
            while len(lines) < 7:
                await trio.lowlevel.checkpoint()
                lines += logged(capsys)
            assert [(line["event"], line["centre"]) for line in lines[:5]] == [
                ("listening", "Main"),
                ("contact_centre_opened", "Main"),
                ("listening", "Branch"),
                ("listening", "Branch"),
                ("contact_centre_opened", "Branch"),
            ]
            assert {(line["event"], line["centre"], line["file"]) for line in lines[5:7]} == {
                ("control_listening", "Main", str(files[0])),
                ("control_listening", "Branch", str(files[1])),
            }
            ports = [line["port"] for line in lines if line["event"] == "listening"][:2]
            async with (
                await trio.open_tcp_stream("127.0.0.1", ports[0]) as stream1,
                await trio.open_tcp_stream("127.0.0.1", ports[1]) as stream2,
            ):
                clients = [NetClient(stream1), NetClient(stream2)]
                for client in clients:
                    assert (await client.opens(25)).icm_central_controller_time == 1_767_600_600
                for client, file, text in zip(clients, files, ("one", "two"), strict=True):
                    order = partial(call, read(file), "text", {"text": text}, changes=True)
                    assert await trio.to_thread.run_sync(order) == {"sessions": 1}
                    told = await client.hears()
                    assert isinstance(told, m.SystemEvent)
                    assert told.text == text
                signal.raise_signal(signal.SIGTERM)
                for client in clients:
                    assert await client.hears() == OFFLINE
    assert not any(file.exists() for file in files)
    ended = [(line["event"], line.get("centre")) for line in logged(capsys)]
    (stopping,) = (place for place in ended if place[0] == "stopping")
    assert stopping == ("stopping", None)
    assert {place for place in ended if place[0] == "stopped"} == {("stopped", "Main"), ("stopped", "Branch")}
    assert {centre for event, centre in ended if event == "session_opened"} == {"Main", "Branch"}


async def test_if_one_contact_centre_cannot_listen_none_does(tmp_path: Path) -> None:
    """Nothing is left of the one before it: neither its ports nor its control file."""
    (taken,) = await trio.open_tcp_listeners(0, host="127.0.0.1")
    (free,) = await trio.open_tcp_listeners(0, host="127.0.0.1")
    port, file = free.socket.getsockname()[1], tmp_path / "control.json"
    await free.aclose()
    first = options(port=port, control=ControlOptions(file=file))
    async with taken:
        with pytest.raises(OSError, match="in use"):
            await serve(first, options(port=taken.socket.getsockname()[1]))
    assert not file.exists()
    (again,) = await trio.open_tcp_listeners(port, host="127.0.0.1")
    await again.aclose()


@POSIX
async def test_site_files_are_read_again_each_for_itself(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """What is wrong with one is no trouble for the other."""
    files = [tmp_path / "good.toml", tmp_path / "bad.toml"]
    for file in files:
        file.write_text(demo_text(), encoding="utf-8")
    lines: list[dict[str, Any]] = []
    with trio.fail_after(60):
        async with trio.open_nursery() as nursery:
            centres = [options(site_file=str(file), label=file.stem) for file in files]
            nursery.start_soon(partial(serve, *centres))
            await port_of(capsys)
            files[0].write_text(demo_text().replace("Cisco_Voice", "Talk"), encoding="utf-8")
            files[1].write_text("nonsense", encoding="utf-8")
            signal.raise_signal(signal.SIGHUP)
            while len({line["event"] for line in lines} & {"site_reloaded", "site_not_reloaded"}) < 2:
                await trio.lowlevel.checkpoint()
                lines += logged(capsys)
            signal.raise_signal(signal.SIGTERM)
    (reloaded,) = (line for line in lines if line["event"] == "site_reloaded")
    (kept,) = (line for line in lines if line["event"] == "site_not_reloaded")
    assert (reloaded["centre"], reloaded["changed"]) == ("good", {"media_routing_domains": 1})
    assert kept["centre"] == "bad"


async def test_several_servers_for_a_block() -> None:
    """A program has as many as it needs, each with a log of its own; what ends with a block is that one alone."""
    logs = [io.StringIO(), io.StringIO()]
    wanted = [Options(site=demo(), workload=False, log_stream=log) for log in logs]
    with trio.fail_after(10):
        async with serving(wanted[0]) as first:
            async with serving(wanted[1]) as second, await trio.open_tcp_stream("127.0.0.1", second.port) as stream:
                await NetClient(stream).opens(25)
            async with await trio.open_tcp_stream("127.0.0.1", first.port) as stream:
                await NetClient(stream).opens(25)
    assert [log.getvalue().count("session_opened") for log in logs] == [1, 1]


async def test_it_can_be_controlled(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    """Clients hear what an operator orders; the sides are those that listen."""
    file = tmp_path / "control.json"
    with trio.fail_after(10):
        async with trio.open_nursery() as nursery:
            nursery.start_soon(serve, options(control=ControlOptions(file=file)))
            port = await port_of(capsys)
            async with await trio.open_tcp_stream("127.0.0.1", port) as stream:
                client = NetClient(stream)
                await client.opens(25)
                here = read(file)
                answer = await trio.to_thread.run_sync(lambda: call(here, "text", {"text": "hello"}, changes=True))
                assert answer == {"sessions": 1}
                told = await client.hears()
                assert isinstance(told, m.SystemEvent)
                assert told.text == "hello"
                system = await trio.to_thread.run_sync(lambda: call(here, "status", {}, changes=False))
                assert [(side["side"], side["port"]) for side in system["sides"]] == [("A", port)]
                signal.raise_signal(signal.SIGTERM)
                assert await client.hears() == OFFLINE
    assert not await trio.Path(file).exists()


async def test_it_cannot_be_controlled_and_has_to_be(tmp_path: Path) -> None:
    """Nothing has begun then, and nobody listens."""
    wanted = ControlOptions(file=tmp_path / "nowhere" / "control.json", is_required=True)
    with pytest.raises(ControlUnavailable, match="No such file"):
        await serve(options(control=wanted))


async def test_an_address_that_is_taken_cannot_be_listened_on() -> None:
    """Serve raises OSError before anything has begun."""
    (taken,) = await trio.open_tcp_listeners(0, host="127.0.0.1")
    async with taken:
        with pytest.raises(OSError, match="in use"):
            await serve(attrs.evolve(options(), port=taken.socket.getsockname()[1]))


@POSIX
async def test_a_signal_reads_the_site_file_again(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """One line of the log for each time, whether it went well or not; clients are told what changed."""
    file = tmp_path / "site.toml"
    file.write_text(demo_text(), encoding="utf-8")
    lines: list[dict[str, Any]] = []

    async def line(event: str) -> dict[str, Any]:
        while not (found := [each for each in lines if each["event"] == event]):
            await trio.lowlevel.checkpoint()
            lines.extend(logged(capsys))
        lines.clear()
        return found[0]

    with trio.fail_after(60):
        async with trio.open_nursery() as nursery:
            nursery.start_soon(serve, options(site_file=str(file)))
            port = (await line("listening"))["port"]
            async with await trio.open_tcp_stream("127.0.0.1", port) as stream:
                client = NetClient(stream)
                await client.opens(25, config_msg_mask=ConfigMsgMask.MRD_MASK)
                await client.sends(m.ConfigRequestEvent(config_information=ConfigMsgMask(0)))
                await client.sends(m.HeartbeatReq(invoke_id=1))
                while await client.hears() != m.HeartbeatConf(invoke_id=1):
                    pass
                file.write_text(demo_text().replace("Cisco_Voice", "Talk"), encoding="utf-8")
                signal.raise_signal(signal.SIGHUP)
                assert (await line("site_reloaded"))["changed"] == {"media_routing_domains": 1}
                told = [await client.hears() for _ in range(3)]
                assert [message.name for message in told] == [
                    "CONFIG_BEGIN_EVENT",
                    "CONFIG_MRD_EVENT",
                    "CONFIG_END_EVENT",
                ]
                assert isinstance(told[1], m.ConfigMrdEvent)
                assert [record.flt_enterprise_name for record in told[1].records] == ["Talk"]
                file.write_text("nonsense", encoding="utf-8")
                signal.raise_signal(signal.SIGHUP)
                (reason,) = (await line("site_not_reloaded"))["reasons"]
                assert reason.startswith(f"{file}:1: expected TOML")
                signal.raise_signal(signal.SIGTERM)
                assert await client.hears() == OFFLINE
            await line("stopped")


@POSIX
async def test_a_site_file_that_never_ends_stops_nobody(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A signal and an operator have it read; both are told at once what is wrong, and clients notice nothing."""
    file, control = tmp_path / "site.toml", tmp_path / "control.json"
    os.mkfifo(file)
    lines: list[dict[str, Any]] = []

    async def ask() -> None:
        with pytest.raises(RequestDenied, match="it is a pipe or a device\nthe site stays as it is") as denied:
            await trio.to_thread.run_sync(lambda: call(read(control), "site reload", {}, changes=True))
        assert denied.value.status == 409

    with trio.fail_after(60):
        async with trio.open_nursery() as nursery:
            nursery.start_soon(serve, options(site_file=str(file), control=ControlOptions(file=control)))
            port = await port_of(capsys)
            async with await trio.open_tcp_stream("127.0.0.1", port) as stream:
                client = NetClient(stream)
                await client.opens(25)
                signal.raise_signal(signal.SIGHUP)
                nursery.start_soon(ask)
                while [line["event"] for line in lines].count("site_not_reloaded") < 2:
                    await client.sends(m.HeartbeatReq(invoke_id=1))
                    assert await client.hears() == m.HeartbeatConf(invoke_id=1)
                    lines += logged(capsys)
                signal.raise_signal(signal.SIGTERM)


@POSIX
async def test_it_stops_while_the_site_file_is_read(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Neither the reader nor signals that came meanwhile are waited for, and none of them ends the process."""
    monkeypatch.setattr(reload, "_READER", "import time; time.sleep(60)")
    left_over: list[int] = []
    before = signal.signal(signal.SIGHUP, lambda number, _: left_over.append(number))
    try:
        with trio.fail_after(30):
            async with trio.open_nursery() as nursery:
                nursery.start_soon(serve, options(site_file=str(tmp_path / "site.toml")))
                await port_of(capsys)
                for _ in range(3):
                    signal.raise_signal(signal.SIGHUP)
                    await trio.sleep(0.1)
                begin = trio.current_time()
                signal.raise_signal(signal.SIGTERM)
            assert trio.current_time() - begin < 2
    finally:
        signal.signal(signal.SIGHUP, before)
    assert left_over == []
    assert [line["event"] for line in logged(capsys)][-1] == "stopped"


@POSIX
def test_more_to_do_than_there_is_time_for() -> None:
    """Clients are answered, an interrupt is heard, and the log says that the contact centre is behind."""
    with a_process("--calls-per-hour", "1000000", "--speed", "10000", "--no-control") as served:
        with served.operator() as operator:
            while json.loads(served.program.log_line())["event"] != "workload_behind":
                operator.asks(m.HeartbeatReq(invoke_id=0))
            operator.asks(m.HeartbeatReq(invoke_id=0))
        served.program.is_interrupted()
        status, _, log = served.program.ends()
    assert status == 0
    assert json.loads(log[-1])["event"] == "stopped"


@POSIX
def test_the_command(tmp_path: Path) -> None:
    """A process of its own: the first line names the port, standard output stays empty, SIGTERM ends it with 0."""
    with subprocess.Popen(
        [sys.executable, "-m", "ctiserver", "serve", "--port", "0", "--no-workload"],
        cwd=tmp_path,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        try:
            assert process.stderr is not None
            first = json.loads(process.stderr.readline())
            assert (first["event"], first["side"]) == ("listening", "A")
            assert first["port"] > 0
            process.send_signal(signal.SIGTERM)
            out, err = process.communicate(timeout=10)
        finally:
            process.kill()
    assert process.returncode == 0
    assert out == ""
    assert json.loads(err.splitlines()[-1])["event"] == "stopped"


@POSIX
def test_the_operator_gets_in_when_clients_have_taken_all_descriptors(tmp_path: Path) -> None:
    """Of 64 descriptors a crowd of clients gets half: the others are reset, and the control interface answers."""
    file = tmp_path / "control.json"
    few = "from resource import RLIMIT_NOFILE, setrlimit\nsetrlimit(RLIMIT_NOFILE, (64, 64))\n"
    program_text = f"{few}from ctiserver.cli import main\nmain()"
    words = ("-c", program_text, "serve", "--port", "0", "--no-workload", "--control-file", str(file))
    with running(*words) as program, contextlib.ExitStack() as stack:
        port = json.loads(program.log_line())["port"]
        while json.loads(program.log_line())["event"] != "control_listening":
            pass
        for _ in range(100):
            stack.enter_context(socket.create_connection(("127.0.0.1", port)))
        assert json.loads(program.log_line())["limit"] == "spare_descriptors"
        shown = {each["limit"]: each for each in call(read(file), "limits", {}, changes=False)["limits"]}
        assert shown["spare_descriptors"]["hits"] > 50
        assert 10 < shown["connections"]["current"] < 32


async def test_figures_for_prometheus(tmp_path: Path) -> None:
    """They are those of this server: its sessions, its messages, its turns."""
    file = tmp_path / "control.json"

    def scrape() -> str:
        server = read(file)
        connection = HTTPConnection(server.url.removeprefix("http://"), timeout=10)
        connection.request("GET", "/metrics", headers={"Authorization": f"Bearer {server.token}"})
        text = connection.getresponse().read().decode()
        connection.close()
        return text

    with trio.fail_after(20):
        async with (
            serving(options(control=ControlOptions(file=file))) as server,
            await trio.open_tcp_stream("127.0.0.1", server.port) as stream,
        ):
            await NetClient(stream).opens(25)
            lines = (await trio.to_thread.run_sync(scrape)).splitlines()
    assert 'ctiserver_sessions{side="A",version="25"} 1.0' in lines
    assert 'ctiserver_messages_total{direction="received",type="OPEN_REQ"} 1.0' in lines
    assert 'ctiserver_limit_used{limit="connections"} 1.0' in lines
    (turns,) = (line for line in lines if line.startswith("ctiserver_turn_seconds_count "))
    assert float(turns.split()[1]) > 0


@POSIX
async def test_a_limit_of_the_transport_changes_with_the_site(tmp_path: Path) -> None:
    """Reading the site file again changes what may wait for clients, at once; 0 is no limit."""
    path = tmp_path / "site.toml"
    path.write_text(f"{demo_text()}\n[limits]\noutbox = 5\nall_outboxes = 7\n", "utf-8")
    started = options(load_site(path), site_file=str(path))
    with trio.fail_after(60):
        with app._process(started) as process:
            async with app._started(started, process) as server:
                bounds = server.driver._bounds
                assert (bounds.outbox, bounds.all_outboxes) == (5, 7)
                path.write_text(f"{demo_text()}\n[limits]\noutbox = 0\nall_outboxes = 0\n", "utf-8")
                await server.reloader.follow()
                bounds = server.driver._bounds
                assert (bounds.outbox, bounds.all_outboxes) == (sys.maxsize, sys.maxsize)
                assert server.entrance.duplex.centre.site.limits.outbox == 0
