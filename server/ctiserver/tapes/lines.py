"""Converts entries to lines of a tape and back.

A line is a JSON object; which one it is shows in one of its keys: ``tape`` (the header), ``begin``, ``end``, ``lost``,
``stray``, or else ``hex`` and ``frame`` with the same frame in two forms.  Where the two disagree ``hex`` counts: it is
what was seen.  To edit ``frame``, take ``hex`` out of the line.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from difflib import get_close_matches
from typing import Final

from ctiproto.connection import Role
from ctiproto.constants.limits import MHDR_SIZE
from ctiproto.errors import LocalProtocolError, RemoteProtocolError
from ctiproto.framing import MAX_MESSAGE_LENGTH
from ctiproto.json_form import from_json, to_json
from ctiproto.jsonvalue import hex_bytes, kind_of
from ctiproto.versions import Dialect, Profile
from ctiserver.tapes.entries import END_OF_TIME, FORMAT, Begin, End, Entry, Frame, Header, Lost, Stray
from ctiserver.tapes.migrations import Line
from ctiserver.tapes.versions import Profiles

_HEADER: Final = ("tape", "dialect", "version", "start", "notes", "seed", "redacted")
_WHEN: Final = ("time", "session", "side", "note")
_BEGIN: Final = (*_WHEN, "begin")
_END: Final = (*_WHEN, "end")
_STRAY: Final = (*_WHEN, "from", "stray")
_FRAME: Final = (*_WHEN, "from", "version", "hex", "frame", "error")
_LOST: Final = ("time", "lost", "note")

_MOST_SESSIONS: Final = 1 << 53
"""A number that every reader of JSON keeps as it is."""


def header_line(header: Header) -> Line:
    """The first line of a tape, from its header."""
    start = dt.datetime.fromtimestamp(header.start, dt.UTC).isoformat(timespec="microseconds")
    line: Line = {"tape": FORMAT, "dialect": header.dialect.value, "start": start.replace("+00:00", "Z")}
    more = {"version": header.version, "notes": header.notes, "seed": header.seed, "redacted": list(header.redacted)}
    return {**line, **{key: value for key, value in more.items() if value not in (None, "", [])}}


def header_of(line: Line) -> Header:
    """The header of a tape, from its first line in the present format.

    Raises:
        ValueError: something in it is not as it should be.
    """
    _check_keys(line, _HEADER)
    named = _text(line, "dialect") or Dialect.UCCE.value
    known = {dialect.value: dialect for dialect in Dialect}
    if named not in known:
        raise ValueError(f"expected {' or '.join(known)} as dialect, not {named!a}")
    dialect = known[named]
    seed = line.get("seed")
    if seed is not None and type(seed) is not int:
        raise ValueError(f"expected a whole number as seed, not {kind_of(seed)}")
    redacted = line.get("redacted", [])
    if not isinstance(redacted, list) or not all(isinstance(each, str) for each in redacted):
        raise ValueError("expected a list of strings as redacted")
    return Header(
        start=_moment(_text(line, "start")),
        dialect=dialect,
        version=_version(line, dialect),
        notes=_text(line, "notes"),
        seed=seed,
        redacted=tuple(redacted),
    )


def entry_line(entry: Entry) -> Line:
    """The line of an entry.  A frame stands in both forms as far as it can be decoded; if not, ``error`` says why."""
    line: Line = {"time": round(entry.time, 6)}
    if isinstance(entry, Lost):
        line["lost"] = entry.frames
    else:
        line["session"] = entry.session
        if entry.side:
            line["side"] = entry.side
    match entry:
        case Begin():
            known = {"client": entry.client, "server": entry.server, "version": _number_of(entry.profile)}
            line["begin"] = {key: value for key, value in known.items() if value}
        case End():
            who = {} if entry.sender is None else {"from": entry.sender.value}
            line["end"] = {**who, "how": entry.how}
        case Stray():
            line |= {"from": entry.sender.value, "stray": entry.data.hex()}
        case Frame():
            line |= {"from": entry.sender.value, **_forms(entry)}
    return {**line, "note": entry.note} if entry.note else line


def _forms(entry: Frame) -> Line:
    if entry.profile is None:
        return {"hex": entry.data.hex()}
    # The dialect is that of the header.
    known: Line = {"version": entry.profile.version, "hex": entry.data.hex()}
    try:
        return {**known, "frame": to_json(entry.data, entry.profile)}
    except RemoteProtocolError as error:
        return {**known, "error": str(error)}


def entry_of(line: Line, profiles: Profiles) -> tuple[Entry, str]:
    """The entry of a line in the present format, and what is odd about the line, or ``""``.

    Args:
        line: the object that it consists of.
        profiles: the profiles of the sessions; they learn from it.

    Raises:
        ValueError: something in it is not as it should be.
    """
    if "lost" in line:
        _check_keys(line, _LOST)
        return Lost(_time(line), _number(line, "lost"), _text(line, "note")), ""
    if "begin" in line:
        return _begin(line, profiles), ""
    if "end" in line:
        return _end(line, profiles), ""
    if "stray" in line:
        _check_keys(line, _STRAY)
        data = _octets(line, "stray")
        sender, side, note = _sender(line), _text(line, "side"), _text(line, "note")
        return Stray(_time(line), _number(line, "session"), sender, data, side, note), ""
    return _frame(line, profiles)


def _begin(line: Line, profiles: Profiles) -> Begin:
    _check_keys(line, _BEGIN)
    said = _object(line, "begin")
    _check_keys(said, ("client", "server", "version"))
    session, profile = _number(line, "session"), _profile(said, profiles.dialect)
    profiles.begin(session, profile)
    client, server = _text(said, "client"), _text(said, "server")
    return Begin(_time(line), session, _text(line, "side"), client, server, profile, _text(line, "note"))


def _end(line: Line, profiles: Profiles) -> End:
    _check_keys(line, _END)
    said = _object(line, "end")
    _check_keys(said, ("from", "how"))
    session = _number(line, "session")
    profiles.end(session)
    sender = _sender(said) if "from" in said else None
    return End(_time(line), session, _text(line, "side"), sender, _text(said, "how") or "closed", _text(line, "note"))


def _frame(line: Line, profiles: Profiles) -> tuple[Frame, str]:
    if "hex" not in line and "frame" not in line:
        raise ValueError("expected one of begin, end, lost, stray, hex or frame")
    _check_keys(line, _FRAME)
    session, odd = _number(line, "session"), ""
    form = _object(line, "frame") if "frame" in line else None
    own = _profile(line, profiles.dialect) or (_profile(form, profiles.dialect) if form is not None else None)
    if "hex" in line:
        data = _whole(_octets(line, "hex"))
        profile = own or profiles.of(session, data)
        if form is not None and profile is not None:
            odd = _disagreement(form, data, profile)
    else:
        data = _encoded(form, own or profiles.of(session))
        profile = own or profiles.of(session, data)
    profiles.of(session, data)
    side, note = _text(line, "side"), _text(line, "note")
    return Frame(_time(line), session, _sender(line), data, side, profile, note), odd


def _disagreement(form: Line, data: bytes, profile: Profile) -> str:
    counts = "hex counts (take it out to have frame count)"
    plain = {key: value for key, value in form.items() if key != "version"}
    try:
        if to_json(data, profile) == plain or from_json(plain, profile) == data:
            return ""
    except (LocalProtocolError, RemoteProtocolError) as error:
        return f"frame cannot be compared with hex, {counts}: {error}"
    return f"frame and hex disagree, {counts}"


def _encoded(form: Line | None, profile: Profile | None) -> bytes:
    try:
        return from_json(form, profile)
    except LocalProtocolError as error:
        raise ValueError(str(error)) from error


def _whole(data: bytes) -> bytes:
    """``data``, if it is a frame by its header."""
    if len(data) < MHDR_SIZE:
        raise ValueError(f"expected a whole frame as hex: a header has {MHDR_SIZE} bytes, not {len(data)}")
    size = MHDR_SIZE + int.from_bytes(data[:4])
    if size > MHDR_SIZE + MAX_MESSAGE_LENGTH or size != len(data):
        raise ValueError(f"expected a whole frame as hex: its header says {size} bytes, it has {len(data)}")
    return data


def _check_keys(line: Line, known: Iterable[str]) -> None:
    for key in line:
        if key not in known:
            near = get_close_matches(key, list(known), n=1)
            raise ValueError(f"the key {key!a} is not known{f': did you mean {near[0]}?' if near else ''}")


def _text(line: Line, key: str) -> str:
    value = line.get(key, "")
    if not isinstance(value, str):
        raise ValueError(f"expected a string as {key}, not {kind_of(value)}")  # noqa: TRY004 - a flaw of the input
    return value


def _octets(line: Line, key: str) -> bytes:
    try:
        return hex_bytes(line[key])
    except ValueError as error:
        raise ValueError(f"{key}: {error}") from error


def _object(line: Line, key: str) -> Line:
    value = line[key]
    if not isinstance(value, Mapping):
        raise ValueError(f"expected an object as {key}, not {kind_of(value)}")  # noqa: TRY004 - a flaw of the input
    return dict(value)


def _number(line: Line, key: str) -> int:
    value = line.get(key)
    if type(value) is not int or not 0 <= value < _MOST_SESSIONS:
        raise ValueError(f"expected a whole number as {key}" + ("" if key in line else ", which is missing"))
    return value


def _time(line: Line) -> float:
    value = line.get("time")
    if type(value) not in (int, float) or not 0 <= value < END_OF_TIME:  # type: ignore[operator] # numbers compare
        raise ValueError("expected seconds from the start as time" + ("" if "time" in line else ", which is missing"))
    return float(value)  # type: ignore[arg-type] # as above


def _version(line: Line, dialect: Dialect) -> int | None:
    value, versions = line.get("version"), dialect.versions
    if value is not None and (type(value) is not int or value not in versions):
        raise ValueError(f"expected a version from {versions[0]} to {versions[-1]} as version")
    return value


def _profile(line: Line, dialect: Dialect) -> Profile | None:
    version = _version(line, dialect)
    return None if version is None else Profile(version, dialect)


def _number_of(profile: Profile | None) -> int | None:
    return None if profile is None else profile.version


def _sender(line: Line) -> Role:
    value = line.get("from")
    if value not in ("client", "server"):
        raise ValueError("expected client or server as from")
    return Role(value)


def _moment(text: str) -> float:
    try:
        moment = dt.datetime.fromisoformat(text or "1970-01-01")
    except ValueError as error:
        raise ValueError(f"expected a time such as 2026-01-05T08:00:00Z as start, not {text!a}") from error
    seconds = (moment if moment.tzinfo else moment.replace(tzinfo=dt.UTC)).timestamp()
    if not 0 <= seconds < END_OF_TIME:
        raise ValueError(f"expected a time from 1970 to 9999 as start, not {text!a}")
    return seconds
