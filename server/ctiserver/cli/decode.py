"""The command ``ctiserver decode``: show the frames of a capture."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Annotated, Final, NamedTuple, TypeAlias

import attrs
from cyclopts import Parameter

from ctiproto.codec import codec
from ctiproto.constants.limits import MHDR_SIZE
from ctiproto.errors import RemoteProtocolError
from ctiproto.json_form import checked
from ctiproto.json_text import json_text
from ctiproto.text import frame_text
from ctiproto.versions import Dialect
from ctiserver.cli.errors import CommandError, Exit
from ctiserver.cli.inputs import STANDARD_INPUT, File, input_name, is_at_hand, open_input
from ctiserver.cli.options import Classes, Flag, Ports, checked_ports, checked_version, is_of
from ctiserver.cli.output import Section, complain, sections
from ctiserver.traffic.captures.items import CaptureError, Unreadable
from ctiserver.traffic.captures.read import read_capture
from ctiserver.traffic.captures.versions import Unversioned, Versioned, with_versions

if TYPE_CHECKING:
    import io
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from ctiproto.declare import MessageClass
    from ctiproto.decoded import Decoded
    from ctiproto.errors import Finding
    from ctiproto.text import FrameText
    from ctiproto.versions import Profile

_Item: TypeAlias = "Versioned | Unversioned | Unreadable"

_READ_AHEAD: Final = 32
"""Items that are read before the first of them is shown, unless more have to be waited for.

Doing the same for several of them in a row saves a quarter of the time: processors keep what they have just done at
hand.  With 8 it takes longer, and with 64 or 128 no less.
"""


def decode(
    file: File = STANDARD_INPUT,
    /,
    *,
    version: int | None = None,
    port: Ports = (),
    dialect: Dialect = Dialect.UCCE,
    classes: Classes = (),
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
        ctiserver decode --class agent_state --class error session.pcapng

    Args:
        file: What to read; - is standard input.
        version: The protocol version, 9 to 25; without it, what the input says or an OPEN_REQ in it announces.
        port: A port of servers in a capture; can be given several times. Without it, every connection on which the
            protocol is spoken counts.
        dialect: The family of servers, where FILE does not say it; a tape does.
        classes: Show the messages of this class only; can be given several times.
        strict: Findings, too, make the exit status 1.
        as_json: Write JSON lines, which encode takes.
    """
    wanted = None if version is None else checked_version(version, dialect)
    form = _JSON if as_json else _WORDS
    run = _Run(input_name(file), wanted, dialect, classes=classes, strict=strict, form=form)
    with open_input(file) as stream:
        return run.over(stream, checked_ports(port))


_Frame: TypeAlias = "tuple[Versioned, Sequence[Finding]]"
"""A frame, and what is wrong with it."""


class _Complaint(NamedTuple):
    """Why an item is not shown.

    Args:
        text: what was expected.
        status: the least exit status.
    """

    text: str
    status: Exit = Exit.NEGATIVE


class _Form(NamedTuple):
    """How frames are shown.

    Args:
        check: decodes a frame, to see what is wrong with it.
        show: writes frames with their findings.
    """

    check: Callable[[bytes, Profile], Decoded]
    show: Callable[[Sequence[_Frame]], None]


@attrs.define
class _Run:
    name: str
    version: int | None
    dialect: Dialect
    classes: Sequence[MessageClass]
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
                self._take(batch)
        except CaptureError as error:
            raise CommandError(str(error)) from error
        if self.is_empty:
            raise CommandError(f"{self.name}: expected at least one frame, found none")
        return self.status

    def _take(self, batch: list[_Item]) -> None:
        """Show the frames of a batch, and complain of the rest where it stands among them."""
        frames: list[_Frame] = []
        for result in [self._checked(item) for item in batch if self._is_asked_for(item)]:
            if isinstance(result, _Complaint):
                self._show(frames)
                frames = []
                self._complain(result)
            else:
                frames.append(result)
        self._show(frames)

    def _is_asked_for(self, item: _Item) -> bool:
        """Whether it is of a class that is to be shown; what cannot be read is told in any case."""
        if not self.classes or not isinstance(item, Versioned):
            return True
        return is_of(self.classes, int.from_bytes(item.frame[4:MHDR_SIZE]), item.profile.dialect)

    def _checked(self, item: _Item) -> _Frame | _Complaint:
        if isinstance(item, Unreadable):
            return _Complaint(f"{item.place}: {item.reason}")
        if isinstance(item, Unversioned):
            more = f" (and {item.count - 1} more)" if item.count > 1 else ""
            reason = "expected --version, as no OPEN_REQ says the protocol version"
            return _Complaint(f"{item.place}{more}: {reason}", Exit.USAGE)
        try:
            return item, self.form.check(item.frame, item.profile).findings
        except RemoteProtocolError as error:
            return _Complaint(f"{item.place}: {str(error).strip()}")

    def _show(self, frames: Sequence[_Frame]) -> None:
        self.form.show(frames)
        if self.strict and any(findings for _, findings in frames):
            self.status = max(self.status, Exit.NEGATIVE)

    def _complain(self, complaint: _Complaint) -> None:
        self.status = max(self.status, complaint.status)
        complain(complaint.text)


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


def _show_json(frames: Sequence[_Frame]) -> None:
    texts = [json_text(item.frame, item.profile, findings) for item, findings in frames]
    sys.stdout.write("".join([f"{text}\n" for text in texts]))


def _decoded(frame: bytes, profile: Profile) -> Decoded:
    return codec(profile).decode(frame)


def _show_words(frames: Sequence[_Frame]) -> None:
    texts = [frame_text(item.frame, item.profile) for item, _ in frames]
    shown = [_section(item, findings, text) for (item, findings), text in zip(frames, texts, strict=True)]
    sections(shown)


def _section(item: Versioned, findings: Sequence[Finding], text: FrameText) -> Section:
    name, number, version, fields = text
    heading = f"{item.place}: {name}, type {number}, version {version}, {len(item.frame)} bytes"
    return Section(heading, fields, [str(finding) for finding in findings])


_JSON: Final = _Form(checked, _show_json)
_WORDS: Final = _Form(_decoded, _show_words)
