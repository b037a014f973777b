"""The command ``ctiserver explain``: show the layout of a message, or a frame byte by byte."""

from __future__ import annotations

import re
from difflib import get_close_matches
from typing import TYPE_CHECKING, Final

from ctiproto.declare import messages_of
from ctiproto.errors import LocalProtocolError
from ctiproto.explain import FieldRow, MessageLayout, Part, Piece, Walk, explain_message, walk
from ctiproto.schema import Declaration, Sender
from ctiproto.versions import Dialect, Profile
from ctiserver.cli.errors import CommandError, Exit
from ctiserver.cli.options import checked_profile
from ctiserver.cli.output import complain, table, title, warning
from ctiserver.traffic.captures.hexlines import hex_bytes, split_frames

if TYPE_CHECKING:
    from collections.abc import Iterator

_LOOKS_LIKE_HEX: Final = re.compile(r"(?:0[xX])?[0-9A-Fa-f\s]+(?:0[xX][0-9A-Fa-f\s]*)*")
_BYTES_A_ROW: Final = 8
_SENDERS: Final = {Sender.CLIENT: "the client", Sender.SERVER: "the server", Sender.BOTH: "both sides"}


def explain(
    *subject: str,
    version: int | None = None,
    dialect: Dialect = Dialect.UCCE,
) -> Exit:
    """Show the layout of a message, or a frame byte by byte; without either, which messages there are.

    Some examples:

        ctiserver explain AGENT_STATE_EVENT --version 24
        ctiserver explain 00 00 00 04 00 00 00 05 00 00 00 01
        ctiserver explain --dialect uccx

    Args:
        subject: The guide's name of a message, or a frame in hexadecimal; blanks and 0x do not count.
        version: The protocol version, 9 to 25, those of uccx 10 to 18, without it the newest one; an OPEN_REQ explains
            itself in the one that it announces.
        dialect: The family of servers.
    """
    wanted = checked_profile(dialect.versions[-1] if version is None else version, dialect)
    text = " ".join(subject)
    if not subject:
        _list_messages(wanted)
        return Exit.DONE
    if _LOOKS_LIKE_HEX.fullmatch(text):
        return _explain_frames(text, wanted)
    _explain_name(text, wanted)
    return Exit.DONE


def _list_messages(profile: Profile) -> None:
    """One row for each message of the version, by number."""
    title(f"messages of {profile.dialect.value}, version {profile.version}")
    known = sorted(messages_of(profile.dialect).by_number.items())
    rows = [_message_row(cls.declarations[profile.dialect]) for _, cls in known if cls.is_in(profile)]
    table(("type", "name", "from", "class", ""), rows)


def _message_row(declaration: Declaration) -> tuple[str, ...]:
    return (
        str(declaration.number),
        declaration.name,
        _SENDERS[declaration.sender],
        declaration.message_class.value,
        _solicited(declaration),
    )


def _solicited(message: Declaration | MessageLayout) -> str:
    return "solicited" if message.is_solicited else "unsolicited"


def _explain_name(text: str, profile: Profile) -> None:
    name, known = text.strip().upper(), messages_of(profile.dialect).by_name
    if not any(name in messages_of(dialect).by_name for dialect in Dialect):
        near = get_close_matches(name, known, n=3)
        hint = f": did you mean {' or '.join(near)}?" if near else ", such as OPEN_REQ, or a frame in hexadecimal"
        raise CommandError(f"{text!a}: expected the name of a message{hint}")
    try:
        layouts = explain_message(name, profile)
    except LocalProtocolError as error:
        raise CommandError(str(error)) from error
    for layout in layouts:
        _show_layout(layout)


def _show_layout(layout: MessageLayout) -> None:
    answers = f", answers {layout.answers}" if layout.answers else ""
    since = f", exists since version {layout.since}" if layout.since else ""
    bodies = f", in a body of {' or '.join(map(str, layout.bodies))} bytes" if layout.bodies else ""
    title(
        f"{layout.name}, type {layout.number}, version {layout.version}{bodies}: "
        f"{layout.kind.value} of {_SENDERS[layout.sender]} ({layout.service.value}), "
        f"class {layout.message_class.value}, {_solicited(layout)}{answers}{since}"
    )
    if not layout.documented:
        warning("its fields are not published: the body is kept as it is")
        return
    rows = [_layout_row(row) for row in (*layout.fixed, *layout.floating)]
    table(("where", "name", "type", "size", "values", "versions", "", "list"), rows)


def _layout_row(row: FieldRow) -> tuple[str, ...]:
    if row.offset is not None:
        where, need = f"byte {row.offset}", ""
    else:
        where = "not sent" if row.tag is None else f"tag {row.tag}"
        need = "required" if row.required else "optional"
    size = f"{row.size}" if row.numbers or row.type not in _SIZED_BY_VALUE else f"up to {row.size}"
    counts = f"counts {row.counts}" if row.counts else " / ".join(row.lists)
    values = row.numbers if row.constant is None else f"reserved, {row.constant}"
    return where, row.name, row.type, size, values, _versions(row), need, counts


_SIZED_BY_VALUE: Final = ("STRING", "UNSPEC", "NAMEDVAR", "NAMEDARRAY")


def _versions(row: FieldRow) -> str:
    since = f"from {row.since}" if row.since else ""
    until = f"to {row.until}" if row.until else ""
    return f"{since} {until}".strip()


def _explain_frames(text: str, profile: Profile) -> Exit:
    try:
        data = hex_bytes(text)
    except ValueError as error:
        raise CommandError(str(error)) from error
    frames, flaw = split_frames(data)
    status = Exit.DONE
    for frame in (*frames, *([data[sum(map(len, frames)) :]] if flaw else [])):
        walked = walk(frame, profile)
        _show_walk(walked, len(frame))
        if walked.broken:
            status = Exit.NEGATIVE
            complain(str(walked.findings[-1]).strip())
    return status


def _show_walk(walked: Walk, size: int) -> None:
    title(f"{walked.name or 'unknown message'}, version {walked.version}, {size} bytes")
    table(("byte", "hex", "name", "meaning"), [row for piece in walked.pieces for row in _walk_rows(piece)])
    if not walked.broken:
        for finding in walked.findings:
            warning(str(finding))


def _walk_rows(piece: Piece) -> Iterator[tuple[str, ...]]:
    mark = "broken: " if piece.part is Part.BROKEN else ""
    said = (piece.name, f"{mark}{piece.meaning}")
    for at in range(0, max(1, len(piece.data)), _BYTES_A_ROW):
        yield str(piece.offset + at), piece.data[at : at + _BYTES_A_ROW].hex(" "), *said
        said = ("", "")
