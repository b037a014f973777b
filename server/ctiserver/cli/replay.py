"""The command ``ctiserver replay``: one half of a tape, played to clients or to a server."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import Annotated, Final, Literal

from cyclopts import Parameter

from ctiproto.connection import Role
from ctiserver.cli.errors import CommandError, Exit
from ctiserver.cli.inputs import File
from ctiserver.cli.options import LOOPBACK, Flag, endpoint
from ctiserver.cli.output import complain, table, title
from ctiserver.cli.playing import Fast, Progress, at_least, connect_to, open_tape, playing_speed, run, step_by
from ctiserver.site.endpoints import Endpoint
from ctiserver.traffic.replay.as_client import ClientPlayer, ClientPlayerOptions
from ctiserver.traffic.replay.as_server import Policy, ServerPlayer, ServerPlayerOptions
from ctiserver.traffic.replay.dialogue import Dialogue
from ctiserver.traffic.replay.matching import ABOUT, ALL, Matching, Order
from ctiserver.traffic.replay.outcome import Outcome
from ctiserver.traffic.replay.run import play_tape, serve_tape
from ctiserver.transport.clock import TrioClock
from ctiserver.transport.listener import TcpListener

_SHOWN: Final = 20
"""So many frames that did not match have a line each; the others are counted."""


def replay(
    tape: File,
    /,
    *,
    role: Annotated[Literal["server", "client"], Parameter(name="--as")],
    listen: str | None = None,
    to: str | None = None,
    side: Literal["A", "B"] | None = None,
    order: Order = "strict",
    match: str | None = None,
    unmatched: Policy | None = None,
    speed: float = 1.0,
    fast: Fast = False,
    step: Flag = False,
    loops: int = 1,
    move_times: Flag = False,
    patience: float = 5.0,
) -> Exit:
    """Play one half of a tape: answer clients as its server did, or ask a server as its client did.

    Identifiers of today take the place of those on the tape. A summary is printed in the end; the exit status is 1 if
    something was not as on the tape.

    Some examples:

        ctiserver replay --as server monday.jsonl --listen :42027
        ctiserver replay --as server monday.jsonl --listen :0 --order lenient
        ctiserver replay --as client monday.jsonl --to cti-a:42027 --speed 10
        ctiserver replay --as client monday.jsonl --to cti-a:42027 --step

    Args:
        tape: The tape; - is standard input.
        role: Whose half is played.
        listen: With --as server, [HOST]:PORT to listen on; without HOST 127.0.0.1. Port 0 picks a free one.
        to: With --as client, HOST:PORT of the server.
        side: Play the sessions with this side of the server only, where the tape has two.
        order: With --as server, strict takes only the next frame of the tape from the client, lenient any that was not
            yet said, or else the one most like it.
        match: With --as server, the fields that have to be equal, with commas between them; all is all but the
            InvokeID, and none takes the type alone. Without it, those that say what a request is about.
        unmatched: What is done with what is not on the tape: nothing (ignore), a FAILURE_CONF (refuse), the end of the
            connection (close) or of everything (fail). With --as client, ignore and fail alone. With ignore the exit
            status is 0 all the same.
        speed: How many seconds of the tape pass in one.
        fast: Wait for the other end, and for nothing else.
        step: Send a frame whenever Enter is pressed.
        loops: How often the tape is played; 0 is without end.
        move_times: Move the times inside messages to now.
        patience: With --as client, how many seconds an answer may take.
    """
    repeat = None if loops == 0 else int(at_least("--loops", loops, 1))
    how = playing_speed(speed=speed, fast=fast, step=step)
    matching = Matching(order, _names(match))
    if role == "server":
        if listen is None or to is not None:
            raise CommandError("--as server: expected --listen [HOST]:PORT, and no --to")
        dialogue = open_tape(tape, (Role.CLIENT, Role.SERVER), side)
        policy = unmatched or "refuse"
        answering = ServerPlayerOptions(
            matching=matching, unmatched=policy, speed=how, moves_times=move_times, loops=repeat
        )
        outcomes, unfinished = _serve(dialogue, answering, endpoint("--listen ", listen, host=LOOPBACK))
    else:
        if to is None or listen is not None:
            raise CommandError("--as client: expected --to HOST:PORT, and no --listen")
        if unmatched not in (None, "ignore", "fail"):
            raise CommandError(f"--unmatched {unmatched}: expected ignore or fail with --as client")
        dialogue = open_tape(tape, (Role.CLIENT,), side)
        asking = ClientPlayerOptions(
            speed=how,
            patience=at_least("--patience", patience, 0.0),
            moves_times=move_times,
            stops=unmatched == "fail",
            keeps=False,
        )
        outcomes, unfinished = _ask(dialogue, asking, endpoint("--to ", to), repeat), False
    _summarise(outcomes)
    is_negative = unfinished or any(outcome.unmatched for outcome in outcomes)
    return Exit.NEGATIVE if is_negative and unmatched != "ignore" else Exit.DONE


def _names(match: str | None) -> frozenset[str] | None:
    if match is None:
        return ABOUT
    if match == ALL:
        return None
    return frozenset(name for each in match.split(",") if (name := each.strip()) not in ("", "none"))


def _serve(dialogue: Dialogue, how: ServerPlayerOptions, where: Endpoint) -> tuple[list[Outcome], bool]:
    """Answer clients; returns the results, and whether a session in strict order was left before its end."""
    progress = Progress(sys.stderr)
    player = ServerPlayer(dialogue, how, _tell if how.speed.by_step else progress.tell)

    async def serve() -> None:
        listener = TcpListener(where)
        await listener.open()
        for here in listener.endpoints:
            title(f"listening on {here}")
        sys.stdout.flush()
        await serve_tape(player, listener, TrioClock(), step_by(step=how.speed.by_step))

    run(serve, cannot=f"cannot listen on {where.host} port {where.port}")
    progress.end()
    outcomes = player.outcomes()
    return outcomes, how.matching.order == "strict" and any(outcome.missing for outcome in outcomes)


def _ask(dialogue: Dialogue, how: ClientPlayerOptions, where: Endpoint, loops: int | None) -> list[Outcome]:
    outcomes: list[Outcome] = []
    progress = Progress(sys.stderr)

    async def ask() -> None:
        played = 0
        while loops is None or played < loops:
            player = ClientPlayer(dialogue, how, _tell if how.speed.by_step else progress.tell)
            await play_tape(player, connect_to(where), TrioClock(), step_by(step=how.speed.by_step))
            outcomes.extend(player.outcomes())
            played += 1
            if how.stops and any(outcome.unmatched for outcome in outcomes):
                return

    run(ask, cannot=f"cannot connect to {where.host}:{where.port}")
    progress.end()
    return outcomes


def _tell(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


def _summarise(outcomes: Sequence[Outcome]) -> None:
    lines = [f"{outcome.session}: {what}" for outcome in outcomes for what in outcome.unmatched]
    for line in lines[:_SHOWN]:
        complain(line)
    if len(lines) > _SHOWN:
        complain(f"and {len(lines) - _SHOWN} more that did not match")
    columns = ("", "expected", "came", "otherwise", "to send", "sent")
    rows = [
        (each.session, *map(str, (each.frames, each.matched, len(each.unmatched), each.own, each.sent)))
        for each in outcomes
    ]
    table(columns, rows or [("no client came", "", "", "", "", "")])
