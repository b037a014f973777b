"""Write the JSON form of a frame as text, without making the form: files have many frames."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from functools import cache
from json.encoder import encode_basestring_ascii as quoted
from struct import Struct
from typing import Any, Final

from ctiproto.by_type import ByType
from ctiproto.constants.limits import MHDR_SIZE
from ctiproto.declare import Message
from ctiproto.errors import Finding
from ctiproto.field_texts import FloatingTexts, Language
from ctiproto.json_form import finding_json, profile_json
from ctiproto.layout import Layout
from ctiproto.versions import Profile
from ctiproto.wire import Wire


def json_text(frame: bytes, profile: Profile, findings: Sequence[Finding]) -> str:
    """Convert a frame to what ``json.dumps`` makes of its :func:`~ctiproto.json_form.decoded_json`.

    Args:
        frame: a frame that :func:`~ctiproto.json_form.checked` has let pass.
        profile: dialect and version of the session.
        findings: what is wrong with the frame.
    """
    text = _texts(profile)[int.from_bytes(frame[4:MHDR_SIZE])](frame)
    if findings:
        return f'{text[:-1]}, "findings": {json.dumps([finding_json(finding) for finding in findings])}}}'
    return text


@cache
def _texts(profile: Profile) -> ByType[str]:
    return ByType(profile, _of_layout, _without_layout)


def _no_name(_: Wire[Any]) -> Callable[[int], str]:
    return str


_JSON: Final = Language(
    number=_no_name,
    string=quoted,
    octets=lambda data: f'"{data.hex()}"',
    variable=lambda name, value: f'{{"name": {quoted(name)}, "value": {quoted(value)}}}',
    element=lambda name, index, value: f'{{"name": {quoted(name)}, "index": {index}, "value": {quoted(value)}}}',
    odd=lambda _, data: f'{{"hex": "{data.hex()}"}}',
)


@cache
def _of_layout(layout: Layout) -> Callable[[bytes], str]:
    read = Struct(f">{MHDR_SIZE}x{''.join(field.wire.code for field in layout.fixed)}").unpack_from
    fixed = ", ".join(f"{quoted(field.name)}: %d" for field in layout.fixed)
    said = {"message": layout.name, "type": layout.declaration.number, **profile_json(layout.profile)}
    whole = f'{json.dumps(said)[:-1]}, "fixed": {{{fixed}}}, "floating": ['
    floating = FloatingTexts(layout, _JSON, lambda field: f"[{quoted(field.name)}, ", lambda tag: f"[{tag}, ")

    def text(frame: bytes) -> str:
        fields = ", ".join([f"{label}{value}]" for label, value in floating.of(frame)])
        return f"{whole % read(frame)}{fields}]}}"

    return text


def _without_layout(number: int, cls: type[Message] | None, profile: Profile) -> Callable[[bytes], str]:
    named = {} if cls is None else {"message": cls.declarations[profile.dialect].name}
    said = json.dumps({**named, "type": number, **profile_json(profile)})[:-1]
    return lambda frame: f'{said}, "body": "{frame[MHDR_SIZE:].hex()}"}}'
