"""The command ``ctiserver convert``: tapes, captures and hex lines into each other."""

from __future__ import annotations

import secrets
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from itertools import chain, islice
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, BinaryIO, Final, Literal

import attrs
from cyclopts import Parameter

from ctiproto.versions import Dialect
from ctiserver.cli.derived import create, permissions
from ctiserver.cli.errors import CommandError, Exit
from ctiserver.cli.inputs import STANDARD_INPUT, File, input_name, open_input
from ctiserver.cli.options import Flag, Ports, checked_ports, checked_version
from ctiserver.cli.output import complain
from ctiserver.cli.redaction import SECRET_SIZE, Words, selection_of
from ctiserver.tapes.entries import Entry, Flaw, Header, TapeError
from ctiserver.tapes.hexlines import HexWriter
from ctiserver.tapes.pcapng import PcapngWriter
from ctiserver.tapes.reading import is_tape, read_tape
from ctiserver.tapes.recorder import Scribe
from ctiserver.tapes.redaction import Redactor
from ctiserver.tapes.selection import NOTHING
from ctiserver.tapes.versions import Profiles
from ctiserver.tapes.writing import TapeWriter
from ctiserver.traffic.captures.items import CaptureError, Unreadable
from ctiserver.traffic.captures.read import read_capture
from ctiserver.traffic.captures.to_tape import tape_entries

if TYPE_CHECKING:
    import io

Kind = Literal["pcapng", "jsonl", "hex"]
Writer = PcapngWriter | TapeWriter | HexWriter

_WRITERS: Final[dict[Kind, Callable[[BinaryIO, Header], Writer]]] = {
    "pcapng": PcapngWriter,
    "jsonl": TapeWriter,
    "hex": HexWriter,
}
_SUFFIXES: Final[dict[str, Kind]] = {".pcapng": "pcapng", ".jsonl": "jsonl", ".hex": "hex"}
_HEAD: Final = 4096


def convert(
    file: File,
    out: Annotated[str, Parameter(allow_leading_hyphen=True)],
    /,
    *,
    to: Kind | None = None,
    port: Ports = (),
    version: int | None = None,
    dialect: Dialect = Dialect.UCCE,
    redact: Words = (NOTHING,),
    overwrite: Flag = False,
) -> Exit:
    """Turn a tape, a capture or hex lines into a tape, a capture or hex lines.

    OUT says by its ending what it is: .jsonl a tape, .pcapng a capture that Wireshark opens, .hex hex lines. What
    cannot be read is reported with its place; the exit status is then 1.

    Some examples:

        ctiserver convert monday.jsonl monday.pcapng
        ctiserver convert session.pcapng session.jsonl --port 42027
        ctiserver convert monday.jsonl public.jsonl --redact names,numbers,variables
        ctiserver convert monday.jsonl - --to hex

    Args:
        file: What to read; - is standard input.
        out: What to write; - is standard output.
        to: What OUT is, if its ending does not say it.
        port: A port of servers in a capture; can be given several times. Without it, every connection on which the
            protocol is spoken counts.
        version: The protocol version, 9 to 25, of frames that do not say theirs.
        dialect: The family of servers, where FILE does not say it; a tape does.
        redact: What gets pseudonyms, as with record; can be given several times.
        overwrite: Replace OUT if it is there already.
    """
    kind = to or _SUFFIXES.get(Path(out).suffix)
    if kind is None:
        raise CommandError(f"{out}: expected an ending of {', '.join(_SUFFIXES)}, or --to")
    wanted = None if version is None else checked_version(version, dialect)
    name = input_name(file)
    with open_input(file) as stream:
        header, entries = _read(stream, name, wanted, dialect, checked_ports(port))
        selection = selection_of(redact, header.dialect)
        redactor = None if selection is None else Redactor(selection, secrets.token_bytes(SECRET_SIZE))
        if selection is not None:
            header = attrs.evolve(header, redacted=tuple(dict.fromkeys((*header.redacted, *selection.words))))
        scribe = Scribe(Profiles(header.dialect, header.version), redactor)
        first = list(islice(entries, 1))
        if not first:
            raise CommandError(f"{name}: expected at least one frame, found none")
        with _opened(out, file, overwrite=overwrite) as sink:
            return _write(_WRITERS[kind](sink, header), scribe, chain(first, entries))


def _read(
    stream: io.BufferedReader, name: str, version: int | None, dialect: Dialect, ports: Sequence[int]
) -> tuple[Header, Iterator[Entry | Flaw]]:
    try:
        head = stream.peek(_HEAD)[:_HEAD]
        if is_tape(head) or _is_old_tape(head):
            tape = read_tape(stream, name)
            own = tape.header.version if version is None else checked_version(version, tape.header.dialect)
            return attrs.evolve(tape.header, version=own), iter(tape)
        start, entries = tape_entries(read_capture(stream, name, ports, dialect), version, dialect)
    except (CaptureError, TapeError) as error:
        raise CommandError(str(error)) from error
    return Header(start=start, dialect=dialect, version=version), _with_flaws(entries)


def _is_old_tape(head: bytes) -> bool:
    """Whether it is JSON lines with hex: a tape without a header."""
    first = head.lstrip(b"\xef\xbb\xbf \t\r\n").partition(b"\n")[0]
    return first.startswith(b"{") and b'"hex"' in first and b'"from"' in first


def _with_flaws(entries: Iterator[Entry | Unreadable]) -> Iterator[Entry | Flaw]:
    """The entries of a capture, with what is unreadable as a flaw of a tape.  Lazy: a capture may not fit in memory."""
    try:
        for entry in entries:
            yield Flaw(entry.place, entry.reason) if isinstance(entry, Unreadable) else entry
    except CaptureError as error:
        raise CommandError(str(error)) from error


def _write(writer: Writer, scribe: Scribe, entries: Iterable[Entry | Flaw]) -> Exit:
    """Write all entries and report the flaws; NEGATIVE if there was one."""
    status = Exit.DONE
    for entry in entries:
        if isinstance(entry, Flaw):
            status = Exit.NEGATIVE
            complain(str(entry))
        else:
            writer.write(scribe.entry(entry))
    return status


@contextmanager
def _opened(out: str, source: str, *, overwrite: bool) -> Iterator[BinaryIO]:
    if out == STANDARD_INPUT:
        yield sys.stdout.buffer
        sys.stdout.buffer.flush()
        return
    path = Path(out)
    if overwrite and source != STANDARD_INPUT and path.exists() and path.samefile(source):
        raise CommandError(f"{out}: expected another file than the one that is read")
    try:
        stream = create(path, permissions(source), overwrite=overwrite)
    except FileExistsError as error:
        raise CommandError(f"{out}: expected no such file yet, or --overwrite") from error
    except OSError as error:
        raise CommandError(f"{out}: expected a file that can be written: {error.strerror or error}") from error
    with stream:
        yield stream
