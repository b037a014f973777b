"""The command ``ctiserver encode``: turn JSON lines into frames."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from ctiproto.errors import LocalProtocolError
from ctiproto.json_form import from_json
from ctiproto.versions import Dialect, Profile
from ctiserver.cli.errors import CommandError, Exit
from ctiserver.cli.inputs import STANDARD_INPUT, File, input_name, open_input
from ctiserver.cli.options import checked_profile
from ctiserver.cli.output import complain
from ctiserver.tapes.jsonlines import json_object, numbered_lines, too_long
from ctiserver.traffic.captures.items import CaptureError, Unreadable
from ctiserver.traffic.captures.read import check_text

if TYPE_CHECKING:
    import io
    from collections.abc import Iterator


def encode(file: File = STANDARD_INPUT, /, *, version: int, dialect: Dialect = Dialect.UCCE) -> Exit:
    """Turn JSON lines into hex lines, one frame each.

    FILE has one frame a line in its JSON form, as decode --json writes it. A line that is none is told with its
    number; the exit status is then 1.

    Some examples:

        ctiserver encode --version 15 frames.jsonl
        echo '{"message": "HEARTBEAT_REQ", "fixed": {"InvokeID": 1}}' |
            ctiserver encode --version 15
        ctiserver decode --json --version 15 frames.hex |
            ctiserver encode --version 15

    Args:
        file: What to read; - is standard input.
        version: The protocol version to write, 9 to 25. OPEN_REQ is written in the version that it announces.
        dialect: The family of servers.
    """
    wanted = checked_profile(version, dialect)
    name = input_name(file)
    status, is_empty = Exit.DONE, True
    with open_input(file) as stream:
        try:
            check_text(stream.peek(), name, "JSON lines")
        except CaptureError as error:
            raise CommandError(str(error)) from error
        for result in _hex_lines(stream, name, wanted):
            is_empty = False
            if isinstance(result, Unreadable):
                status = Exit.NEGATIVE
                complain(f"{result.place}: {result.reason}")
            else:
                sys.stdout.write(f"{result}\n")
    if is_empty:
        raise CommandError(f"{name}: expected at least one JSON line, found none")
    return status


def _hex_lines(stream: io.BufferedReader, name: str, profile: Profile) -> Iterator[str | Unreadable]:
    for number, line in numbered_lines(stream):
        if line is None:
            yield Unreadable(f"{name}:{number}", too_long())
        elif line.strip():
            try:
                yield from_json(json_object(line), profile).hex()
            except (LocalProtocolError, ValueError) as error:
                yield Unreadable(f"{name}:{number}", str(error))
