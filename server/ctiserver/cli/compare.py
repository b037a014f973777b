"""The command ``ctiserver compare``: how a server's answers differ from those on a tape."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Annotated, Literal

from cyclopts import Parameter

from ctiproto.connection import Role
from ctiproto.versions import Dialect
from ctiserver.cli.derived import create, permissions
from ctiserver.cli.errors import CommandError, Exit
from ctiserver.cli.inputs import File, input_name
from ctiserver.cli.options import endpoint
from ctiserver.cli.output import complain, table, title
from ctiserver.cli.playing import Fast, Progress, at_least, connect_to, open_tape, playing_speed, run
from ctiserver.traffic.compare.comparison import Comparison, compare_halves
from ctiserver.traffic.compare.report import COLUMNS, as_json, as_junit, difference_lines, summary, verdict_line
from ctiserver.traffic.compare.rules import DEFAULTS, Rules, RulesError, parse_rules
from ctiserver.traffic.replay.as_client import ClientPlayer, ClientPlayerOptions
from ctiserver.traffic.replay.run import play_tape
from ctiserver.transport.clock import TrioClock


def compare(
    tape: File,
    target: str,
    /,
    *,
    rules: str | None = None,
    side: Literal["A", "B"] | None = None,
    speed: float = 1.0,
    fast: Fast = False,
    patience: float = 5.0,
    settle: float = 0.5,
    move_times: Annotated[bool, Parameter(negative=())] = False,
    junit: str | None = None,
    as_json_: Annotated[bool, Parameter(name="--json", negative=())] = False,
) -> Exit:
    """Play the client's half of a tape against a server, and show how its answers differ from those on the tape.

    Messages are compared one by one and field by field. Times, InvokeIDs and the keys of configurations may differ;
    calls, sessions and monitors may be called otherwise, if they are everywhere. The exit status is 0 if all is equal.

    Some examples:

        ctiserver compare monday.jsonl 127.0.0.1:42027
        ctiserver compare monday.jsonl cti-a:42027 --rules our.toml --junit out.xml
        ctiserver compare monday.jsonl cti-a:42027 --fast --json | jq .percent

    Args:
        tape: The tape; - is standard input.
        target: HOST:PORT of the server.
        rules: A TOML file that says what else may differ.
        side: Play the sessions with this side of the server only, where the tape has two.
        speed: How many seconds of the tape pass in one.
        fast: Wait for the server, and for nothing else.
        patience: How many seconds something may take to come that the tape has.
        settle: How many seconds are waited in the end for what the tape does not have.
        move_times: Move the times inside messages to now.
        junit: A file to write as JUnit's XML: a message is a test.
        as_json_: Write JSON.
    """
    server = endpoint("", target)
    how = ClientPlayerOptions(
        speed=playing_speed(speed=speed, fast=fast),
        patience=at_least("--patience", patience, 0.0),
        settle=at_least("--settle", settle, 0.0),
        moves_times=move_times,
    )
    dialogue = open_tape(tape, (Role.CLIENT, Role.SERVER), side)
    allowed = DEFAULTS if rules is None else _rules(rules, dialogue.header.dialect)
    progress = Progress(sys.stderr)
    player = ClientPlayer(dialogue, how, progress.tell)

    async def ask() -> None:
        await play_tape(player, connect_to(server), TrioClock())

    has_ended = run(ask, cannot=f"cannot connect to {target}")
    progress.end()
    if not has_ended:
        raise CommandError("interrupted before the tape was played")
    comparison = compare_halves(dialogue, player.heard, allowed, player.unkept)
    name = input_name(tape)
    if comparison.uncompared:
        complain(f"{target}: {comparison.uncompared} more messages came that are not on the tape: not compared")
    if junit is not None:
        _write(junit, as_junit(comparison, name), permissions(tape))
    if as_json_:
        sys.stdout.write(json.dumps(as_json(comparison, name, target)) + "\n")
    else:
        _show(comparison)
    return Exit.NEGATIVE if comparison.different or comparison.uncompared else Exit.DONE


def _rules(path: str, dialect: Dialect) -> Rules:
    try:
        return parse_rules(Path(path).read_bytes(), path, dialect)
    except OSError as error:
        raise CommandError(f"{path}: expected a readable file: {error.strerror}") from error
    except RulesError as error:
        raise CommandError(str(error)) from error


def _write(path: str, text: str, mode: int) -> None:
    try:
        with create(Path(path), mode, overwrite=True) as file:
            file.write(text.encode())
    except OSError as error:
        raise CommandError(f"{path}: expected a file that can be written: {error.strerror}") from error


def _show(comparison: Comparison) -> None:
    for line in difference_lines(comparison):
        sys.stdout.write(f"{line}\n")
    table(COLUMNS, summary(comparison))
    title(verdict_line(comparison))
