"""Generate the function that writes the messages of one layout."""

from __future__ import annotations

import struct
from collections.abc import Callable
from functools import cache
from typing import Final, assert_never

from ctiproto import reference
from ctiproto.constants.limits import MAX_MESSAGE_SIZE, MHDR_SIZE
from ctiproto.declare import Message
from ctiproto.generate import runtime
from ctiproto.generate.source import Source, header_codes
from ctiproto.layout import Layout
from ctiproto.schema import Floating, Repeated
from ctiproto.versions import Profile
from ctiproto.wire import ENCODING, Form

Builder = Callable[[Message], bytes]

_ERRORS: Final = (struct.error, TypeError, ValueError, LookupError, AttributeError, OverflowError)
"""What Python raises when a value does not fit."""

_SLOWLY: Final = "return reference.build(layout, m)"
"""What does not fit is left to the reference codec, which tells the field."""


@cache
def _prefixes(tag: int, size: int, profile: Profile, *, terminated: bool) -> tuple[str, ...]:
    """Tag and length for each number of characters that a value may have."""
    width = profile.length_width
    nul = 1 if terminated else 0
    most = min(size, (1 << 8 * width) - 1)
    header = tag.to_bytes(profile.tag_width)
    return tuple((header + length.to_bytes(width)).decode(ENCODING) for length in range(nul, most + 1))


@cache
def builder(layout: Layout) -> Builder:
    """The function that writes messages of this layout; it promises what :func:`ctiproto.reference.build` does."""
    source = Source(layout=layout, runtime=runtime, reference=reference, errors=_ERRORS)
    with source.block("def build(m):"):
        with source.block("try:"):
            _refuse_unpublished(source, layout)
            source.add('s = ""')
            for member in layout.floating:
                _write_member(source, layout, member, "m", member.attribute)
            source.add("if m.extra_fields:", "    s += runtime.extra_text(layout, m)")
            _join(source, layout)
        source.add("except errors:", "    pass")
        source.add(_SLOWLY)
    build: Builder = source.compiled("build", f"builder of {layout.name} {layout.profile.version}")
    return build


def _refuse_unpublished(source: Source, layout: Layout) -> None:
    for field in layout.declaration.tags():
        if field.tag is None:
            with source.block(f"if m.{field.attribute} is not None:"):
                source.add(_SLOWLY)


def _join(source: Source, layout: Layout) -> None:
    """Put the header and the fixed part before the floating part, if the message is not too long."""
    size = layout.fixed_size
    pack = source.packer("II" + "".join(field.wire.code for field in layout.fixed))
    arguments = [f"{size} + len(floating)" if size else "len(floating)", str(layout.declaration.number)]
    arguments += [
        f"m.{field.attribute}" if field.counts is None else f"len(m.{field.counts})" for field in layout.fixed
    ]
    source.add(f'floating = s.encode("{ENCODING}")')
    with source.block(f"if len(floating) <= {MAX_MESSAGE_SIZE - MHDR_SIZE - size}:"):
        source.add(f"return {pack}({', '.join(arguments)}) + floating")


def _write_member(source: Source, layout: Layout, member: Floating | Repeated, owner: str, local: str) -> None:
    if isinstance(member, Repeated):
        _write_list(source, layout, member, owner, local)
    elif member.counts is not None:
        _write_number(source, layout, member, f"len({owner}.{member.counts})")
    else:
        source.add(f"v = {owner}.{member.attribute}")
        if member.required:
            _write_value(source, layout, member)
        else:
            with source.block("if v is not None:"):
                _write_value(source, layout, member)


def _write_list(source: Source, layout: Layout, member: Repeated, owner: str, local: str) -> None:
    if member.group is None:
        with source.block(f"for v in {owner}.{member.attribute}:"):
            for inner in member.members:
                assert isinstance(inner, Floating)  # noqa: S101 - a list of bare values
                _write_value(source, layout, inner)
        return
    with source.block(f"for e_{local} in {owner}.{member.attribute}:"):
        for inner in member.members:
            _write_member(source, layout, inner, f"e_{local}", f"{local}_{inner.attribute}")


def _write_value(source: Source, layout: Layout, field: Floating) -> None:
    """Lines that append the value ``v`` to the string ``s``.

    They join with ``+``: a format string would quietly write what is no text at all.
    """
    wire = field.wire
    match wire.form:
        case Form.TEXT:
            source.add(f's += {_table(source, layout, field, terminated=True)}[len(v)] + v + "\\0"')
        case Form.BYTES:
            source.add(f's += {_table(source, layout, field)}[len(v)] + v.decode("{ENCODING}")')
        case Form.VARIABLE | Form.ELEMENT:
            with source.block('if "\\0" in v.name:'):
                source.add(_SLOWLY)
            index = "chr(v.index) + " if wire.form is Form.ELEMENT else ""
            source.add(f't = {index}v.name + "\\0" + v.value + "\\0"')
            source.add(f"s += {_table(source, layout, field)}[len(t)] + t")
        case Form.NUMBER | Form.FLAG:
            _write_number(source, layout, field, "v")
        case _:
            assert_never(wire.form)


def _table(source: Source, layout: Layout, field: Floating, *, terminated: bool = False) -> str:
    tag = field.tag_number
    table = _prefixes(tag, field.wire.size, layout.profile, terminated=terminated)
    return source.name(f"prefixes{tag}", table)


def _write_number(source: Source, layout: Layout, field: Floating, value: str) -> None:
    pack = source.packer(f"{header_codes(layout.profile)}{field.wire.code}")
    source.add(f's += {pack}({field.tag_number}, {field.wire.size}, {value}).decode("{ENCODING}")')
