"""The command ``ctiserver decode``: show the frames of a capture."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Annotated, Final, NamedTuple, TypeAlias

import attrs
from cyclopts import Parameter

from ctiproto.codec import codec
from ctiproto.errors import RemoteProtocolError
from ctiproto.json_form import checked
from ctiproto.json_text import json_text
from ctiproto.text import frame_text
from ctiproto.versions import Dialect
from ctiserver.cli.errors import CommandError, Exit
from ctiserver.cli.inputs import STANDARD_INPUT, File, input_name, is_at_hand, open_input
from ctiserver.cli.options import Flag, Ports, checked_ports, checked_version
from ctiserver.cli.output import complain, section
from ctiserver.traffic.captures.items import CaptureError, Unreadable
from ctiserver.traffic.captures.read import read_capture
from ctiserver.traffic.captures.versions import Unversioned, Versioned, with_versions

if TYPE_CHECKING:
    import io
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from ctiproto.decoded import Decoded
    from ctiproto.errors import Finding
    from ctiproto.versions import Profile

_Item: TypeAlias = "Versioned | Unversioned | Unreadable"

_READ_AHEAD: Final = 32
"""Items that are read before the first of them is shown, unless more have to be waited for.

Doing the same for several of them in a row, where that is possible, saves a quarter of the time: processors keep what
they have just done at hand.
"""


def decode(
    file: File = STANDARD_INPUT,
    /,
    *,
    version: int | None = None,
    port: Ports = (),
    dialect: Dialect = Dialect.UCCE,
    strict: Flag = False,
    as_json: Annotated[bool, Parameter(name="--json", negative=())] = False,
) -> Exit:
    """Show the frames of a capture in words, or as JSON lines.

    FILE has hex lines or a hex dump (blanks, 0x and # comments do not count), JSON lines with a key hex or in the JSON
    form, or is a tape, a pcap or a pcapng file. Lines that cannot be read are told with their number; then the exit
    status is 1.

    Some examples:

        ctiserver decode --version 24 frames.hex
        echo 00 00 00 04 00 00 00 05 00 00 00 01 | ctiserver decode --version 15
        ctiserver decode --json session.pcapng | jq .message

    Args:
        file: What to read; - is standard input.
        version: The protocol version, 9 to 25; without it, what the input says or an OPEN_REQ in it announces.
        port: A port of servers in a capture; can be given several times. Without it, every connection on which the
            protocol is spoken counts.
        dialect: The family of servers, where FILE does not say it; a tape does.
        strict: Findings, too, make the exit status 1.
        as_json: Write JSON lines, which encode takes.
    """
    wanted = None if version is None else checked_version(version, dialect)
    run = _Run(input_name(file), wanted, dialect, strict=strict, form=_JSON if as_json else _WORDS)
    with open_input(file) as stream:
        return run.over(stream, checked_ports(port))


class _Form(NamedTuple):
    """How frames are shown.

    Args:
        check: decodes a frame, to see what is wrong with it.
        show: writes a frame with its findings.
    """

    check: Callable[[bytes, Profile], Decoded]
    show: Callable[[Versioned, Sequence[Finding]], None]


@attrs.define
class _Run:
    name: str
    version: int | None
    dialect: Dialect
    strict: bool
    form: _Form
    status: Exit = Exit.DONE
    is_empty: bool = True

    def over(self, stream: io.BufferedReader, ports: Sequence[int]) -> Exit:
        ahead = _READ_AHEAD if is_at_hand(stream) else 1
        try:
            items = read_capture(stream, self.name, ports, self.dialect)
            for batch in _batches(with_versions(items, self.version, self.dialect), ahead):
                self.is_empty = False
                for item, findings in [(item, self._checked(item)) for item in batch]:
                    self._take(item, findings)
        except CaptureError as error:
            raise CommandError(str(error)) from error
        if self.is_empty:
            raise CommandError(f"{self.name}: expected at least one frame, found none")
        return self.status

    def _checked(self, item: _Item) -> Sequence[Finding] | RemoteProtocolError:
        """What is wrong with a frame, if the item is one; the error if it cannot be read at all."""
        if not isinstance(item, Versioned):
            return ()
        try:
            return self.form.check(item.frame, item.profile).findings
        except RemoteProtocolError as error:
            return error

    def _take(self, item: _Item, findings: Sequence[Finding] | RemoteProtocolError) -> None:
        if isinstance(item, Unreadable):
            self._complain(f"{item.place}: {item.reason}")
        elif isinstance(item, Unversioned):
            more = f" (and {item.count - 1} more)" if item.count > 1 else ""
            reason = "expected --version, as no OPEN_REQ says the protocol version"
            self._complain(f"{item.place}{more}: {reason}", Exit.USAGE)
        elif isinstance(findings, RemoteProtocolError):
            self._complain(f"{item.place}: {str(findings).strip()}")
        else:
            self.form.show(item, findings)
            if findings and self.strict:
                self.status = max(self.status, Exit.NEGATIVE)

    def _complain(self, text: str, status: Exit = Exit.NEGATIVE) -> None:
        self.status = max(self.status, status)
        complain(text)


def _batches(items: Iterable[_Item], size: int) -> Iterator[list[_Item]]:
    """The items, so many at a time; those before an error come before it."""
    batch: list[_Item] = []
    broken: CaptureError | None = None
    try:
        for item in items:
            batch.append(item)
            if len(batch) == size:
                yield batch
                batch = []
    except CaptureError as error:
        broken = error
    if batch:
        yield batch
    if broken is not None:
        raise broken


def _show_json(item: Versioned, findings: Sequence[Finding]) -> None:
    sys.stdout.write(f"{json_text(item.frame, item.profile, findings)}\n")


def _decoded(frame: bytes, profile: Profile) -> Decoded:
    return codec(profile).decode(frame)


def _show_words(item: Versioned, findings: Sequence[Finding]) -> None:
    form = frame_text(item.frame, item.profile)
    heading = f"{item.place}: {form.name}, type {form.number}, version {form.version}, {len(item.frame)} bytes"
    section(heading, form.fields, [str(finding) for finding in findings])


_JSON: Final = _Form(checked, _show_json)
_WORDS: Final = _Form(_decoded, _show_words)
