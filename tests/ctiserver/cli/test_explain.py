"""Promises of ``ctiserver explain``."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.ctiserver.cli.conftest import Run


def _rows(text: str) -> list[str]:
    return [" ".join(line.split()) for line in text.splitlines()]


def test_a_layout(run: Run) -> None:
    """One row a field: where it stands, its type, size, values, versions, whether it has to be there, and its list."""
    outcome = run("explain", "open_conf", "--version", "24")
    assert (outcome.status, outcome.err) == (0, "")
    shown = _rows(outcome.out)
    assert shown[0] == ("OPEN_CONF, type 4, version 24: confirmation of the server (session), class session, solicited")
    assert "byte 32 AgentState USHORT 2 AgentState" in shown
    assert "byte 34 DepartmentID INT 4 from 19" in shown
    assert "tag 5 AgentID STRING up to 12 optional" in shown
    assert "tag 228 NumPeripherals USHORT 2 from 14 optional counts peripherals" in shown
    assert "tag 208 FltPeripheralID UINT 4 from 14 optional peripherals" in shown


def test_a_layout_of_another_dialect(run: Run) -> None:
    """Its names are those of the dialect; a reserved place says which number it holds."""
    shown = _rows(run("explain", "config_csq_event", "--dialect", "uccx", "--version", "14").out)
    assert shown[0].startswith("CONFIG_CSQ_EVENT, type 236, version 14: event of the server")
    assert "tag 184 CSQID UINT 4 optional records" in shown
    assert "byte 12 PeripheralID UINT 4 reserved, 1" in _rows(
        run("explain", "AGENT_STATE_EVENT", "--dialect", "uccx").out
    )


def test_the_messages_there_are(run: Run) -> None:
    """Without a subject: those of the version, by number, each with its sender and class."""
    old, new = (_rows(run("explain", "--dialect", "uccx", "--version", version).out) for version in ("17", "18"))
    assert new[:4] == [
        "messages of uccx, version 18",
        "type name from class",
        "1 FAILURE_CONF the server error solicited",
        "2 FAILURE_EVENT the server error unsolicited",
    ]
    assert "236 CONFIG_CSQ_EVENT the server configuration unsolicited" in new
    assert [row for row in new[1:] if row not in old] == [
        "276 CONFIG_TERMINAL_EVENT the server configuration unsolicited"
    ]
    assert "236 CONFIG_SKILL_GROUP_EVENT the server configuration unsolicited" in _rows(run("explain").out)


def test_other_layouts(run: Run) -> None:
    """Two layouts by the size of the body, one without published fields, tags that are not published, and an end."""
    two = run("explain", "CONFIG_REQUEST_EVENT").out
    assert "(configuration), class configuration, solicited, exists since version 10\n" in two
    assert "version 25, in a body of 12 or 20 bytes: " in two
    assert run("explain", "OFFER_TASK_IND").out.splitlines()[1] == (
        "  ! its fields are not published: the body is kept as it is"
    )
    assert "not sent" in run("explain", "OPEN_REQ").out
    assert "(client_events), class agent_state, unsolicited\n" in run("explain", "AGENT_STATE_EVENT").out
    assert "both sides" in run("explain", "START_RECORDING_REQ").out
    assert "from 14 to 18" in run("explain", "START_RECORDING_REQ", "--version", "15").out


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("AGENT_STAT_EVENT",), "'AGENT_STAT_EVENT': expected the name of a message: did you mean AGENT_STATE_EVENT"),
        (("xyz",), "'xyz': expected the name of a message, such as OPEN_REQ, or a frame in hexadecimal"),
        (
            ("ACTIVE_MAINTENANCE_REQ_MSG", "--version", "23"),
            "ACTIVE_MAINTENANCE_REQ_MSG: exists since version 24, not in 23",
        ),
        (
            ("CONFIG_SKILL_GROUP_EVENT", "--dialect", "uccx"),
            "CONFIG_SKILL_GROUP_EVENT is a message of the dialect ucce, called CONFIG_CSQ_EVENT in uccx",
        ),
        (("DEFLECT_CALL_REQ", "--dialect", "uccx"), "DEFLECT_CALL_REQ is a message of the dialect ucce alone"),
        (("QUERY_QUEUE_STATISTICS_REQ",), "QUERY_QUEUE_STATISTICS_REQ is a message of the dialect uccx alone"),
        (
            ("CONFIG_TERMINAL_EVENT", "--version", "17", "--dialect", "uccx"),
            "CONFIG_TERMINAL_EVENT: exists since version 18, not in 17",
        ),
        (("000",), "expected pairs of hex digits, not an odd number of them (3)"),
        (("OPEN_REQ", "--version", "8"), "--version: expected a protocol version from 9 to 25, not 8"),
    ],
)
def test_what_cannot_be_explained(run: Run, words: tuple[str, ...], said: str) -> None:
    """One line says what was expected, with near matches; the exit status is 2."""
    outcome = run("explain", *words)
    assert (outcome.status, outcome.out) == (2, "")
    assert outcome.err.startswith(f"ctiserver: {said}")
    assert outcome.err.count("\n") == 1


def test_a_frame(run: Run) -> None:
    """Every byte is named; long values go on in the next row."""
    frame = "0x0000001800000083 00 00 00 01 00001388 0005000c 3132333435363738 39303100"
    assert run("explain", *frame.split()) == (
        0,
        (
            "AGENT_DESK_SETTINGS_REQ, version 25, 32 bytes\n"
            "  byte  hex                      name           meaning\n"
            "  0     00 00 00 18              MessageLength  24\n"
            "  4     00 00 00 83              MessageType    131 AGENT_DESK_SETTINGS_REQ\n"
            "  8     00 00 00 01              InvokeID       1\n"
            "  12    00 00 13 88              PeripheralID   5000\n"
            "  16    00 05                    tag            5 AgentID\n"
            "  18    00 0c                    length         12\n"
            '  20    31 32 33 34 35 36 37 38  AgentID        "12345678901"\n'
            "  28    39 30 31 00\n"
        ),
        "",
    )


def test_findings_are_shown(run: Run) -> None:
    """They do not make the exit status 1."""
    outcome = run("explain", "00000008000000050000000100000000")
    assert outcome.out.endswith("  ! HEARTBEAT_REQ.0 at byte 12: no field has this tag (E_CTI_INVALID_FIELD_TAG)\n")
    assert outcome.status == 0


def test_a_broken_frame(run: Run) -> None:
    """It is shown up to the break, and the exit status is 1; whole frames before it are explained too."""
    outcome = run("explain", "000000040000000600000001 0000000400000005 0000")
    assert outcome.out.splitlines()[-1].split(maxsplit=4) == ["8", "00", "00", "InvokeID", "broken: " + BREAK]
    assert outcome.err == (
        "ctiserver: frame at byte 0: a frame of 10 bytes is not as long as its header says "
        "(E_CTI_INVALID_MESSAGE_LENGTH)\n"
    )
    assert outcome.status == 1
    nothing = run("explain", "0000000000000005")
    assert nothing.out.splitlines()[-1].split(maxsplit=2) == ["8", "InvokeID", f"broken: {BREAK}"]
    assert run("explain", "0000").out.startswith("unknown message, version 25, 2 bytes\n")


BREAK = "the message ends, expected 4 bytes (UINT)"


def test_open_req_explains_itself(run: Run) -> None:
    """In the version that it announces."""
    frame = "0000002c00000003" + "00000001" + "0000000f" + "00" * 36
    assert run("explain", frame).out.startswith("OPEN_REQ, version 15, 52 bytes\n")


def test_a_table_on_a_terminal(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """With colours and a heading."""
    screen = io.StringIO()
    screen.isatty = lambda: True  # type: ignore[method-assign] # a screen for a moment
    monkeypatch.setattr("sys.stdout", screen)
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.delenv("NO_COLOR", raising=False)
    assert run("explain", "HEARTBEAT_REQ").status == 0
    assert "\x1b[1mwhere" in screen.getvalue()
