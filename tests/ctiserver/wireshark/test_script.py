"""Promises of ctiserver.wireshark.script."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from ctiproto.declare import Message
from ctiproto.json_form import to_json
from ctiproto.layout import layout_of
from ctiproto.messages import AgentStateEvent
from ctiproto.versions import Dialect, Profile
from ctiserver.wireshark.script import script
from tests.support.capture import Capture
from tests.support.frames import named, open_frame
from tests.support.specimens import full_frame
from tests.support.tshark import needs_tshark, shown

COMPILER = next(filter(None, map(shutil.which, ("luac", "luac5.2", "luac5.3", "luac5.4"))), None)


def test_tables_come_before_the_code(tiny: tuple[type[Message], ...]) -> None:
    """One line a message; what reads them is the same for all."""
    text = script(tiny)
    rows = re.findall(r"^  \[(\d+)\]=\{name=\"(TINY\w+)\", kind=\"request\"(.*)\},$", text, re.MULTILINE)
    assert [(number, name) for number, name, _ in rows] == [("9000", "TINY_OPAQUE_REQ"), ("9001", "TINY_REQ")]
    assert '{field="agent_state", since=19, upto=24}' in rows[1][2]
    assert '{tag=5, field="agent_id", size=12, list=3}' in rows[1][2]
    assert (
        'lists={{name="named_variables", bare=true}, {name="entries"}, {name="agents", within=2, bare=true}}'
        in rows[1][2]
    )
    assert 'tables.classes = {\n  [1]="session",\n' in text
    assert text.index("tables.dialects[1].messages = {") < text.index('Proto("ged188"')
    assert 'tables.dialects[1].ports = "42027,43027,44027,45027"\n' in text
    assert 'tables.dialects[2].ports = "12028"\n' in text
    assert 'tables.dialects[2].preference = "ports_uccx"\n' in text


def test_the_same_text_each_time() -> None:
    """Also in another process, whose hashes are others."""
    code = "import sys; from ctiserver.wireshark.script import script; sys.stdout.write(script())"
    other = subprocess.run(  # noqa: S603 - our own interpreter
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        check=True,
        env={"PYTHONHASHSEED": "77", "PYTHONPATH": ":".join(sys.path)},
    )
    assert other.stdout == script()


def test_the_code_asks_for_no_version_of_its_own() -> None:
    """What a version changes is said in the tables alone; the code knows of no number of a version."""
    code = script(()).partition("local HEADER")[2]
    numbers = {int(number) for number in re.findall(r"version\w* (?:[<>=~]=|[<>]) (\d+)", code)}
    assert numbers == set()


def test_it_is_plain_and_not_large() -> None:
    """ASCII, below 400 kB: it is read each time that Wireshark starts."""
    text = script()
    assert text.isascii()
    assert len(text) < 400_000
    assert text.endswith("\n")


@pytest.mark.skipif(COMPILER is None, reason="no Lua compiler is installed")
def test_it_is_lua(plugin: Path) -> None:
    """It compiles, and assigns to no global variable."""
    assert COMPILER is not None
    listed = subprocess.run(  # noqa: S603 - a program that the machine has
        [COMPILER, "-p", "-l", str(plugin)], capture_output=True, text=True, check=True
    )
    assert [line for line in listed.stdout.splitlines() if "SETTABUP" in line and "_ENV" in line] == []


@needs_tshark
def test_wireshark_reads_a_frame_with_it(plugin: Path, tmp_path: Path) -> None:
    """The rest of what tshark says is asked for with ``pytest -m outside``."""
    frame = full_frame(layout_of(AgentStateEvent, Profile(24)))
    capture = Capture(tmp_path / "capture.pcapng")
    session = capture.connection(50_000)
    session.client(open_frame(24, 16, *named()))
    session.server(frame)
    capture.close()
    _, read = shown(plugin, capture.path)
    assert (read.name, read.one("version"), read.kinds()) == ("AGENT_STATE_EVENT", "24", [])
    form = to_json(frame, Profile(24))
    assert isinstance(form["fixed"], dict)
    assert isinstance(form["floating"], list)
    assert [name for name, _ in read.form()] == [*form["fixed"], *(name for name, _ in form["floating"])]


def test_widths_and_messages_are_those_of_the_dialect() -> None:
    """Each version says how wide tags and lengths are; messages of other dialects are not known."""
    both = script()
    assert "tables.dialects[1].widths = {\n  [9]={tag=1, length=1},\n" in both
    assert "tables.dialects[2].widths = {\n  [10]={tag=1, length=1},\n" in both
    assert "DEFLECT_CALL_REQ" in both
    text = script(dialects=(Dialect.UCCX,))
    assert "tables.dialects[1].first_version = 10\n" in text
    assert "tables.dialects[2]" not in text
    assert "  [17]={tag=1, length=1},\n  [18]={tag=2, length=1},\n}" in text
    assert "HEARTBEAT_REQ" in text
    assert "DEFLECT_CALL_REQ" not in text
    assert "CONFIG_CSQ_EVENT" not in script(dialects=(Dialect.UCCE,))
