"""Promises of ``ctiserver decode``."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import dpkt  # type: ignore[import-untyped] # it ships no types
import pytest

from ctiproto.json_form import from_json
from ctiproto.versions import Profile
from ctiserver.traffic.captures import versions
from tests.ctiserver.traffic.captures.test_pcap import HEARTBEAT, ethernet, ipv4, pcap, tcp

if TYPE_CHECKING:
    from tests.ctiserver.cli.conftest import Run

HEX = HEARTBEAT.hex()
FIXED = dict.fromkeys(("InvokeID", "ServicesRequested", "CallMsgMask", "AgentStateMask", "ConfigMsgMask"), 0)
OPENING: dict[str, Any] = {
    "message": "OPEN_REQ",
    "fixed": {**FIXED, "VersionNumber": 24},
    "floating": [["ClientID", "a"], ["ClientPassword", "62"]],
}
OPEN_HEX = from_json(OPENING, Profile(24)).hex()
BEAT = {"message": "HEARTBEAT_REQ", "type": 5, "version": 15, "fixed": {"InvokeID": 1}, "floating": []}
RTP = ("ClientPort", "Direction", "ConnectionDeviceIDType", "ConnectionCallID", "PeripheralID")
SHORT = "000000020000000500" + "00"
ODD = "00000006 00000005 00000001 0000"


def test_text(run: Run) -> None:
    """Where the frame stands, its name, type, version and size, and its fields in words."""
    assert run("decode", "--version", "15", "-", text=HEX) == (
        0,
        "standard input:1: HEARTBEAT_REQ, type 5, version 15, 12 bytes\n  InvokeID  1\n",
        "",
    )
    unknown = "standard input:1: 99999, type 99999, version 15, 9 bytes\n  body  ff\n"
    assert run("decode", "--version", "15", text="00000001 0001869f ff").out.startswith(unknown)
    assert run("decode", "--version", "15", text="00000000 0001869f").out.count("\n") == 2


def test_json(run: Run) -> None:
    """The JSON form with its version, and its findings where there are any."""
    outcome = run("decode", "--json", "--version", "15", text=f"{HEX}\n{ODD}\n")
    plain, odd = map(json.loads, outcome.out.splitlines())
    assert plain == BEAT
    finding = {"field": "0", "status": 3, "offset": 12, "reason": "no field has this tag"}
    assert odd == {**BEAT, "floating": [[0, ""]], "findings": [finding]}
    assert (outcome.status, outcome.err) == (0, "")


def test_findings(run: Run) -> None:
    """They are shown; with --strict they are an error, too."""
    outcome = run("decode", "--version", "15", text=ODD)
    said = "HEARTBEAT_REQ.0 at byte 12: no field has this tag (E_CTI_INVALID_FIELD_TAG)"
    assert outcome.out.splitlines()[1:] == ["  InvokeID  1", "  tag 0", f"  ! {said}"]
    assert (outcome.status, outcome.err) == (0, "")
    assert run("decode", "--version", "15", "--strict", text=ODD)[::2] == (1, "")
    assert run("decode", "--version", "15", "--strict", text=HEX).status == 0


@pytest.mark.parametrize(
    ("classes", "shown"),
    [
        ((), ["HEARTBEAT_REQ", "RTP_STOPPED_EVENT", "99999"]),
        (("session",), ["HEARTBEAT_REQ"]),
        (("call_events", "session"), ["HEARTBEAT_REQ", "RTP_STOPPED_EVENT"]),
        (("miscellaneous",), []),
    ],
)
def test_classes(run: Run, classes: tuple[str, ...], shown: list[str]) -> None:
    """Only messages of these classes are looked at; a type that no table names has none."""
    rtp = {"message": "RTP_STOPPED_EVENT", "fixed": dict.fromkeys(RTP, 0), "floating": [["ConnectionDeviceID", "1"]]}
    text = f"{HEX}\n{from_json(rtp, Profile(15)).hex()}\n00000000 0001869f\n"
    words = [word for each in classes for word in ("--class", each)]
    outcome = run("decode", "--version", "15", "--json", *words, text=text)
    forms = map(json.loads, outcome.out.splitlines())
    assert [form.get("message", str(form["type"])) for form in forms] == shown
    assert (outcome.status, outcome.err) == (0, "")


def test_what_is_wrong_with_messages_of_other_classes_does_not_count(run: Run) -> None:
    """What is no frame is told whatever the classes are: nobody knows what it was to be."""
    words = ("decode", "--version", "15", "--strict", "--class")
    assert run(*words, "session", text=f"{SHORT}\n{ODD}").status == 1
    assert run(*words, "error", text=f"{SHORT}\n{ODD}") == (0, "", "")
    assert run(*words, "error", text='{"hex": "000000"}').status == 1


def test_it_goes_on_after_a_bad_line(run: Run) -> None:
    """Each is told with its number; the exit status is 1."""
    outcome = run("decode", "--json", "--version", "15", text=f"{HEX}\n0g\n{SHORT}\n{{}}\n{HEX}\n")
    assert [json.loads(line) for line in outcome.out.splitlines()] == [BEAT, BEAT]
    broken = "HEARTBEAT_REQ.InvokeID at byte 8: the body has 2 bytes, the fixed part needs 4 (E_CTI_BAD_MESSAGE_FORMAT)"
    assert outcome.err.splitlines() == [
        "ctiserver: standard input:2: expected hex digits, not 'g' in column 2",
        f"ctiserver: standard input:3: {broken}",
        "ctiserver: standard input:4: expected a frame: the key hex, or message or type of the JSON form",
    ]
    assert outcome.status == 1


@pytest.mark.parametrize("form", ["--json", "--strict"])
def test_many_lines_are_shown_in_their_order(run: Run, form: str) -> None:
    """Several are read before the first is shown; what is said of them stands where it belongs."""
    many = [HEX] * 100
    many[50] = "0g"
    outcome = run("decode", form, "--version", "15", text="\n".join(many))
    assert outcome.out.count("HEARTBEAT_REQ") == 99
    assert "standard input:50" in outcome.out or form == "--json"
    assert outcome.err == "ctiserver: standard input:51: expected hex digits, not 'g' in column 2\n"


def test_what_comes_slowly_is_shown_at_once() -> None:
    """A pipe that stays open is not waited for: what has come is shown before more is read."""
    from_us, to_it = os.pipe()
    words = [sys.executable, "-u", "-m", "ctiserver", "decode", "--json", "--version", "15"]
    with subprocess.Popen(words, stdin=from_us, stdout=subprocess.PIPE, text=True) as process:  # noqa: S603 - our own command
        os.close(from_us)
        assert process.stdout is not None
        try:
            os.write(to_it, f"{HEX}\n".encode())
            assert json.loads(process.stdout.readline()) == BEAT
        finally:
            os.close(to_it)
    assert process.returncode == 0


def test_the_version_is_learnt(run: Run) -> None:
    """From an OPEN_REQ anywhere in the input, or from a JSON line; --version goes before both."""

    def shown(text: str, *options: str) -> list[int]:
        return [json.loads(line)["version"] for line in run("decode", "--json", *options, text=text).out.splitlines()]

    assert shown(f"{HEX}\n{OPEN_HEX}\n{HEX}") == [24, 24, 24]
    assert shown(json.dumps({"hex": HEX, "version": 11, "from": "client"})) == [11]
    assert shown(f"{HEX}\n{OPEN_HEX}\n{HEX}", "--version", "15") == [15, 24, 15]


def test_without_a_version(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """The option is named, and the exit status is 2."""
    said = "expected --version, as no OPEN_REQ says the protocol version\n"
    assert run("decode", text=HEX) == (2, "", f"ctiserver: standard input:1: {said}")
    assert run("decode", text=f"{HEX}\n{HEX}\n0g").err.endswith(f"standard input:1 (and 1 more): {said}")
    monkeypatch.setattr(versions, "MOST_WAITING", 0)
    assert run("decode", text=HEX).status == 2


def test_a_password_is_not_shown(run: Run) -> None:
    """JSON has it, since it can be written again."""
    assert "ClientPassword     ***" in run("decode", text=OPEN_HEX).out
    assert '["ClientPassword", "62"]' in run("decode", "--json", text=OPEN_HEX).out


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "expected at least one frame, found none"),
        (b"# nothing\n\n", "expected at least one frame, found none"),
        (b"\0\1\2", "expected hex lines, JSON lines, a tape, pcap or pcapng, not other binary data"),
        (HEX.encode("utf-16"), "expected hex lines, JSON lines, a tape, pcap or pcapng in UTF-8, not UTF-16"),
    ],
)
def test_input_that_is_none(run: Run, data: bytes, said: str) -> None:
    """Input without frames is one line of error, with exit status 2."""
    Path("x").write_bytes(data)
    assert run("decode", "x") == (2, "", f"ctiserver: x: {said}\n")


def test_files_that_cannot_be_read(run: Run) -> None:
    """Missing ones, directories, and names that are none."""
    Path("d").mkdir()
    assert run("decode", "x") == (2, "", "ctiserver: 'x': expected a readable file: No such file or directory\n")
    assert run("decode", "d") == (2, "", "ctiserver: 'd': expected a readable file: Is a directory\n")
    assert run("decode", "\0") == (2, "", "ctiserver: '\\x00': expected a readable file: embedded null byte\n")


def test_a_pcap(run: Run) -> None:
    """Each connection has the version that its own OPEN_REQ announces."""
    opening = from_json(OPENING, Profile(24))
    sent = ((1, 1, opening), (2, 1, HEARTBEAT), (1, 1 + len(opening), HEARTBEAT))
    packets = [
        ethernet(ipv4(dpkt.tcp.TCP(sport=port, dport=42_027, seq=seq, flags=dpkt.tcp.TH_ACK, data=data)))
        for port, seq, data in sent
    ]
    Path("x.pcap").write_bytes(pcap(packets))
    outcome = run("decode", "--json", "x.pcap")
    assert [json.loads(line)["message"] for line in outcome.out.splitlines()] == ["OPEN_REQ", "HEARTBEAT_REQ"]
    place = "x.pcap: packet 2, 10.0.0.1:2 > 10.0.0.2:42027"
    assert outcome.err == f"ctiserver: {place}: expected --version, as no OPEN_REQ says the protocol version\n"
    assert outcome.status == 2
    assert run("decode", "--version", "15", "x.pcap").status == 0


def test_a_damaged_pcap(run: Run) -> None:
    """What came before the damage is shown before the error."""
    Path("x.pcap").write_bytes(pcap([ethernet(ipv4(tcp(HEARTBEAT)))]) + b"\xff" * 16)
    outcome = run("decode", "--json", "--version", "15", "x.pcap")
    assert [json.loads(line) for line in outcome.out.splitlines()] == [BEAT]
    assert outcome.err.startswith("ctiserver: x.pcap: expected a whole capture, damaged behind packet 1")
    assert outcome.status == 2


def test_a_pcap_without_our_protocol(run: Run) -> None:
    """Without a frame in it, the exit status is 2, and a line says that none was found."""
    Path("x.pcap").write_bytes(pcap([ethernet(ipv4(tcp(b"GET /")))]))
    assert run("decode", "x.pcap") == (2, "", "ctiserver: x.pcap: expected at least one frame, found none\n")


@pytest.mark.parametrize("version", [9, 15, 19, 20, 24, 25])
def test_there_and_back(run: Run, version: int) -> None:
    """What decode writes, encode takes."""
    vectors = Path(__file__).parents[3] / "fixtures" / "vectors"
    frames = [from_json(json.loads(path.read_text("utf-8"))) for path in sorted(vectors.glob(f"*-v{version}*.json"))]
    hexlines = "".join(f"{frame.hex()}\n" for frame in frames)
    forms = run("decode", "--json", "--version", str(version), text=hexlines).out
    assert run("encode", "--version", str(version), text=forms) == (0, hexlines, "")


def test_colours_where_a_terminal_is(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """The same words, and control characters of a peer are escaped all the same."""
    screen = Terminal()
    monkeypatch.setattr("sys.stdout", screen)
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.delenv("NO_COLOR", raising=False)
    form = {"message": "AGENT_DESK_SETTINGS_REQ", "fixed": {"InvokeID": 1, "PeripheralID": 1}}
    frames = [
        from_json({**form, "floating": [["AgentID", "\x1b[2J[red]"], [0, ""]]}, Profile(15)).hex(),
        "0000000000000006",
    ]
    assert run("decode", "--version", "15", text="\n".join(frames)).status == 1
    shown = screen.getvalue()
    assert "\x1b[1;36m" in shown
    assert "\\x1b[2J[red]" in shown
    assert "\x1b[2J" not in shown


class Terminal(io.StringIO):
    """Standard output that is a terminal."""

    def isatty(self) -> bool:
        """It is a terminal."""
        return True


def test_another_dialect(run: Run) -> None:
    """The option chooses it, the versions are its own, and what it writes names it and can be written again."""
    frame = "00000008 00000005 00000001 03e7 01 61\n"
    words = ("--dialect", "uccx", "--version", "18")
    outcome = run("decode", "--json", *words, text=frame.encode())
    form = json.loads(outcome.out)
    assert (form["dialect"], form["version"], form["floating"]) == ("uccx", 18, [[999, "61"]])
    assert run("encode", *words, text=outcome.out.encode()).out == frame.replace(" ", "")
    said = "ctiserver: --version: expected a protocol version from 10 to 18, not 25\n"
    for command in (("decode",), ("encode",), ("explain", "OPEN_REQ"), ("convert", "a", "b.hex")):
        assert run(*command, "--dialect", "uccx", "--version", "25").err == said
    assert "version 18" in run("explain", "HEARTBEAT_REQ", "--dialect", "uccx").out
    assert "is a message of the dialect ucce alone" in run("explain", "DEFLECT_CALL_REQ", "--dialect", "uccx").err
    assert "DEFLECT_CALL_REQ" not in run("dissector", "--dialect", "uccx").out
