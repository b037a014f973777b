"""Tapes as a type checker sees them: never run, only checked."""

from __future__ import annotations

from typing import BinaryIO, assert_never, assert_type

import ctiproto
import ctiserver.tapes
from ctiproto import Role


def _reading(stream: BinaryIO) -> int:
    try:
        tape = ctiserver.tapes.read_tape(stream, "monday.jsonl")
    except ctiserver.tapes.TapeError as error:
        return len(str(error))
    assert_type(tape, ctiserver.tapes.Tape)
    assert_type(tape.header, ctiserver.tapes.Header)
    for number, entry in tape.numbered():
        assert_type(number, int)
        assert_type(entry, ctiserver.tapes.Entry | ctiserver.tapes.Flaw)
    return sum(_bytes_of(entry) for entry in tape)


def _bytes_of(entry: ctiserver.tapes.Entry | ctiserver.tapes.Flaw) -> int:
    match entry:
        case ctiserver.tapes.Frame() | ctiserver.tapes.Stray():
            assert_type(entry.sender, Role)
            return len(entry.data)
        case ctiserver.tapes.Begin():
            assert_type(entry.profile, ctiproto.Profile | None)
            return 0
        case ctiserver.tapes.End():
            assert_type(entry.sender, Role | None)
            return 0
        case ctiserver.tapes.Lost():
            return entry.frames
        case ctiserver.tapes.Flaw():
            return len(entry.reason)
        case _:
            assert_never(entry)


def _writing(stream: BinaryIO) -> None:
    writer = ctiserver.tapes.TapeWriter(stream, ctiserver.tapes.Header(notes="the morning shift"))
    writer.write(
        ctiserver.tapes.Frame(
            0.5, 1, Role.CLIENT, bytes.fromhex("000000040000000500000001"), profile=ctiproto.Profile(15)
        )
    )
