"""The command ``ctiserver decode``: show the frames of a capture."""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING, Annotated

import attrs
from cyclopts import Parameter

from ctiproto.codec import codec
from ctiproto.errors import RemoteProtocolError
from ctiproto.json_form import decoded_json
from ctiproto.text import frame_text
from ctiproto.versions import Dialect
from ctiserver.cli.errors import CommandError, Exit
from ctiserver.cli.inputs import STANDARD_INPUT, File, input_name, open_input
from ctiserver.cli.options import Flag, Ports, checked_ports, checked_version
from ctiserver.cli.output import complain, table, title, warning
from ctiserver.traffic.captures.items import CaptureError, Unreadable
from ctiserver.traffic.captures.read import read_capture
from ctiserver.traffic.captures.versions import Unversioned, Versioned, with_versions

if TYPE_CHECKING:
    import io
    from collections.abc import Callable, Sequence


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
    run = _Run(input_name(file), wanted, dialect, strict=strict, show=_show_json if as_json else _show_words)
    with open_input(file) as stream:
        return run.over(stream, checked_ports(port))


@attrs.define
class _Run:
    name: str
    version: int | None
    dialect: Dialect
    strict: bool
    show: Callable[[Versioned], int]
    status: Exit = Exit.DONE
    is_empty: bool = True

    def over(self, stream: io.BufferedReader, ports: Sequence[int]) -> Exit:
        try:
            items = read_capture(stream, self.name, ports, self.dialect)
            for item in with_versions(items, self.version, self.dialect):
                self.is_empty = False
                self._take(item)
        except CaptureError as error:
            raise CommandError(str(error)) from error
        if self.is_empty:
            raise CommandError(f"{self.name}: expected at least one frame, found none")
        return self.status

    def _take(self, item: Versioned | Unversioned | Unreadable) -> None:
        if isinstance(item, Unreadable):
            self._complain(f"{item.place}: {item.reason}")
        elif isinstance(item, Unversioned):
            more = f" (and {item.count - 1} more)" if item.count > 1 else ""
            reason = "expected --version, as no OPEN_REQ says the protocol version"
            self._complain(f"{item.place}{more}: {reason}", Exit.USAGE)
        else:
            self._show(item)

    def _show(self, item: Versioned) -> None:
        try:
            found = self.show(item)
        except RemoteProtocolError as error:
            self._complain(f"{item.place}: {str(error).strip()}")
        else:
            if found and self.strict:
                self.status = max(self.status, Exit.NEGATIVE)

    def _complain(self, text: str, status: Exit = Exit.NEGATIVE) -> None:
        self.status = max(self.status, status)
        complain(text)


def _show_json(item: Versioned) -> int:
    form = decoded_json(item.frame, item.profile)
    sys.stdout.write(json.dumps(form) + "\n")
    return len(form.get("findings", ()))  # type: ignore[arg-type] # the form is JSON: its values are any objects


def _show_words(item: Versioned) -> int:
    findings = codec(item.profile).decode(item.frame).findings
    form = frame_text(item.frame, item.profile)
    title(f"{item.place}: {form.name}, type {form.number}, version {form.version}, {len(item.frame)} bytes")
    if form.fields:
        table(("", ""), form.fields)
    for finding in findings:
        warning(str(finding))
    return len(findings)
