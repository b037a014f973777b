"""Promises of the program itself."""

from __future__ import annotations

import errno
import gc
import os
import re
import subprocess
import sys
from importlib import import_module, metadata
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from ctiserver.cli import main, program
from ctiserver.cli.commands import COMMANDS
from ctiserver.cli.errors import CommandError, Exit

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.ctiserver.cli.conftest import Run

NO_OPTION = "Expected an option (--help shows them) or a file that exists."

QUICK = ("site", "decode", "encode", "explain")

NEVER_QUICK_BUT_SITES = (
    *("trio", "asyncio", "structlog", "dpkt"),
    *("fastapi", "hypercorn", "pydantic", "prometheus_client", "hypothesis"),
    *("ctiserver.app", "ctiserver.client", "ctiserver.engine", "ctiserver.transport"),
)
"""Modules that no quick command needs, each with many others behind it."""

NEVER_QUICK = (*NEVER_QUICK_BUT_SITES, "cattrs")
"""The same for commands that read no site file."""


def test_the_version(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is that of the installed distribution."""

    def missing(_: str) -> str:
        raise metadata.PackageNotFoundError

    monkeypatch.setattr(metadata, "version", lambda _: "1.2.3")
    assert run("--version") == (0, "1.2.3\n", "")
    monkeypatch.setattr(metadata, "version", missing)
    assert run("--version").out.startswith("unknown")


@pytest.mark.parametrize("command", QUICK)
def test_every_command_has_help_with_examples(run: Run, command: str) -> None:
    """It goes to standard output."""
    words = (command, "show") if command == "site" else (command,)
    outcome = run(*words, "--help")
    assert (outcome.status, outcome.err) == (0, "")
    assert "Some examples:" in outcome.out
    assert f"ctiserver {command}" in outcome.out


@pytest.mark.parametrize("command", COMMANDS)
def test_examples_in_the_help_can_be_copied(command: str) -> None:
    """They fit into a terminal of 80 columns with what the help puts around them, so that none is broken."""
    module = import_module(COMMANDS[command].place.partition(":")[0])
    source = Path(str(module.__file__)).read_text("utf-8")
    examples = re.findall(r"^ {8}((?:ctiserver|echo|mkdir|tshark) .*)$", source, re.MULTILINE)
    assert [example for example in examples if len(example) > 78] == []
    assert examples or command == "control"


@pytest.mark.parametrize(
    ("words", "unneeded"),
    [
        (["--help"], (*NEVER_QUICK, "ctiproto", "ctiserver.site", "construct", "markdown_it", "importlib.metadata")),
        (["explain", "CLOSE_REQ"], (*NEVER_QUICK, "ctiserver.site.load", "rich", "ctiserver.cli.decode")),
        (["decode", "--version", "15"], (*NEVER_QUICK, "ctiserver.site.load", "rich", "ctiserver.cli.encode")),
        (["site", "check"], (*NEVER_QUICK_BUT_SITES, "rich", "ctiserver.cli.decode")),
    ],
    ids=lambda value: value[0],
)
def test_commands_are_imported_when_they_are_called(words: list[str], unneeded: tuple[str, ...]) -> None:
    """The quick ones do not load what only others, the server or a terminal need."""
    code = (
        f"import sys; from ctiserver.cli import main; status = main({words!r});"
        f"print([name for name in {unneeded!r} if name in sys.modules], file=sys.stderr);"
        "sys.exit(status)"
    )
    done = subprocess.run(  # noqa: S603 - our own program
        [sys.executable, "-c", code], input="000000040000000500000001", capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stderr) == (0, "[]\n")
    assert done.stdout


def test_a_server_listens_before_all_is_imported() -> None:
    """What the control interface and metrics need is imported when clients can connect already, or not at all."""
    unneeded = ("fastapi", "hypercorn", "pydantic", "prometheus_client", "hypothesis", "rich.markdown")
    code = f"import sys, ctiserver.cli.serve; print([name for name in {unneeded!r} if name in sys.modules])"
    done = subprocess.run(  # noqa: S603 - our own program
        [sys.executable, "-c", code], capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, "[]\n", "")


def test_garbage_is_looked_for_as_often_as_before_when_a_command_has_ended(run: Run) -> None:
    """The program may be called from another one, as here."""
    before = gc.get_threshold()
    run("explain", "CLOSE_REQ")
    assert gc.get_threshold() == before


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("decode", "--jsn", "x"), f'ctiserver: Invalid value "--jsn" for FILE. {NO_OPTION}\n'),
        (("encode",), 'ctiserver: Command "encode" parameter --version requires an argument.\n'),
        (("decode", "a", "b"), "ctiserver: Unused Tokens: ['b'].\n"),
        (("decode", "--version", "x"), 'ctiserver: Invalid value for --version: unable to convert "x" into int.\n'),
        (("decode", "--version", "26"), "ctiserver: --version: expected a protocol version from 9 to 25, not 26\n"),
        (
            ("decode", "--dialect", "x"),
            'ctiserver: Invalid value "x" for --dialect. Choose from: "ucce", "uccx".\n',
        ),
        (
            ("watch", "--dialect", "ucc"),
            'ctiserver: Invalid value "ucc" for --dialect. Choose from: "ucce", "uccx". Did you mean "uccx"?\n',
        ),
    ],
)
def test_wrong_usage(run: Run, words: tuple[str, ...], said: str) -> None:
    """It is told in one line, with exit status 2."""
    outcome = run(*words)
    assert (outcome.status, outcome.out) == (2, "")
    assert outcome.err == said


def failing(error: BaseException) -> Callable[[str], Callable[[list[str]], None]]:
    """A program whose command raises an error."""

    def call(_: list[str]) -> None:
        raise error

    return lambda _asked: call


@pytest.mark.parametrize(
    ("error", "status", "said"),
    [
        (CommandError("wrong\nagain"), 2, "ctiserver: wrong again\n"),
        (CommandError("no", Exit.NEGATIVE), 1, "ctiserver: no\n"),
        (OSError(errno.EIO, "Input/output error"), 2, "ctiserver: input or output: Input/output error\n"),
        (OSError(errno.EIO, "Input/output error", "f"), 2, "ctiserver: f: Input/output error\n"),
        (KeyboardInterrupt(), 130, ""),
        (
            KeyError("x"),
            2,
            "ctiserver: a bug of ours, please report it with CTISERVER_TRACEBACK=1 set: KeyError: 'x'\n",
        ),
    ],
)
def test_whatever_goes_wrong_is_one_line(
    run: Run, monkeypatch: pytest.MonkeyPatch, error: BaseException, status: int, said: str
) -> None:
    """Every exception becomes a line and an exit status; a traceback is never shown."""
    monkeypatch.setattr(program, "program", failing(error))
    assert run() == (status, "", said)


def test_a_traceback_can_be_had(monkeypatch: pytest.MonkeyPatch) -> None:
    """With CTISERVER_TRACEBACK set, the exception goes on to Python, for a report."""
    monkeypatch.setattr(program, "program", failing(KeyError("x")))
    monkeypatch.setenv("CTISERVER_TRACEBACK", "1")
    with pytest.raises(KeyError):
        main([])


def test_a_reader_that_has_had_enough(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """``| head`` is no error."""
    discarded: list[Any] = []
    monkeypatch.setattr(program, "program", failing(BrokenPipeError()))
    monkeypatch.setattr(program, "_discard_output", lambda: discarded.append(1))
    assert run() == (0, "", "")
    assert discarded


def test_each_command_and_option_is_a_line_of_the_help(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where no terminal shows it, so that grep finds the whole of it; no text is broken at the width of a terminal."""
    monkeypatch.setenv("COLUMNS", "40")
    listed = run("--help").out.partition("Commands:\n")[2].partition("\n\n")[0].splitlines()
    assert listed[: len(COMMANDS)] == [f"  {name}: {command.summary}" for name, command in COMMANDS.items()]
    options = run("decode", "--help").out.partition("Parameters:\n")[2].splitlines()
    assert [line for line in options if not line.startswith("  --")] == [""]


def test_a_reader_that_has_had_enough_of_the_help(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """Is no error, either; any other end of the program is what it is."""
    ended = SystemExit(1)
    ended.__context__ = BrokenPipeError()
    monkeypatch.setattr(program, "program", failing(ended))
    assert run() == (0, "", "")
    monkeypatch.setattr(program, "program", failing(SystemExit(3)))
    with pytest.raises(SystemExit, match="3"):
        run()


def test_the_help_in_a_broken_pipe() -> None:
    """With the exit status of a help that was read."""
    code = "import sys; from ctiserver.cli import main; sys.exit(main(['serve', '--help']))"
    read, write = os.pipe()
    os.close(read)
    done = subprocess.run([sys.executable, "-c", code], stdout=write, stderr=subprocess.PIPE, check=False)  # noqa: S603
    os.close(write)
    assert (done.returncode, done.stderr) == (0, b"")


def test_a_broken_pipe(tmp_path: Path) -> None:
    """Nothing is told when the output is closed early."""
    source = tmp_path / "long.hex"
    source.write_text("000000040000000500000001\n" * 20_000)
    code = "import sys; from ctiserver.cli import main; sys.exit(main(sys.argv[1:]))"
    words = [sys.executable, "-c", code, "decode", "--version", "15", str(source)]
    process = subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.PIPE)  # noqa: S603 - our own program
    assert process.stdout is not None
    assert process.stderr is not None
    process.stdout.readline()
    process.stdout.close()
    assert process.stderr.read() == b""
    process.stderr.close()
    assert process.wait() == 0


def test_without_words_the_commands_are_shown(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """The help lists all commands; a word that is none of them is told as such."""
    monkeypatch.setattr(program, "COMMANDS", {name: COMMANDS[name] for name in QUICK})
    outcome = run()
    assert outcome.status == 0
    assert all(name in outcome.out for name in QUICK)
    unknown = run("decod")
    assert (unknown.status, unknown.err.partition(".")[0]) == (2, 'ctiserver: Unknown command "decod"')


def test_the_words_come_from_the_command_line(monkeypatch: pytest.MonkeyPatch, capsys: Any) -> None:
    """Without arguments of its own, main takes those of the process."""
    monkeypatch.setattr(sys, "argv", ["ctiserver", "explain", "HEARTBEAT_REQ"])
    assert main() == 0
    assert capsys.readouterr().out.startswith("HEARTBEAT_REQ, type 5")


def test_discarded_output_goes_nowhere(monkeypatch: pytest.MonkeyPatch) -> None:
    """After a broken pipe what is still buffered is dropped: Python flushes at exit, which must not fail again."""
    read, write = os.pipe()
    os.close(read)
    with open(write, "w", encoding="utf-8") as output:  # noqa: PTH123 - a file that is open already
        monkeypatch.setattr(sys, "stdout", output)
        assert program.main(["explain", "HEARTBEAT_REQ"]) == 0


def test_closed_streams_are_nowhere(monkeypatch: pytest.MonkeyPatch) -> None:
    """A program that was started with closed streams still does its work."""
    for name in ("stdin", "stdout", "stderr"):
        monkeypatch.setattr(sys, name, None)
    assert program.main(["explain", "HEARTBEAT_REQ"]) == 0
    assert program.main(["explain", "NOTHING"]) == 2
    for stream in (sys.stdin, sys.stdout, sys.stderr):
        stream.close()
