"""Generate the function that reads the frames of one layout."""

from __future__ import annotations

import struct
from collections.abc import Callable
from functools import cache

from ctiproto import findings
from ctiproto.constants.limits import MHDR_SIZE
from ctiproto.decoded import Decoded
from ctiproto.generate import runtime
from ctiproto.generate.fields import FieldReader
from ctiproto.generate.lists import ListNames, names_of, write_entry_makers
from ctiproto.generate.source import Lines, Source, thawed
from ctiproto.layout import Layout
from ctiproto.schema import Floating, Repeated
from ctiproto.wire import NamedArray, NamedVariable

Parser = Callable[[bytes], Decoded]


@cache
def parser(layout: Layout) -> Parser:
    """The function that reads frames of this layout; it promises what :func:`ctiproto.reference.parse` does."""
    source = Source(
        Decoded=Decoded,
        new_tuple=tuple.__new__,
        layout=layout,
        cls=layout.cls,
        Thawed=thawed(layout.cls),  # type: ignore[arg-type] # mypy asks the instances for the hash of a class
        findings=findings,
        runtime=runtime,
        struct_error=struct.error,
        NamedVariable=NamedVariable,
        NamedArray=NamedArray,
        ThawedNamedVariable=thawed(NamedVariable),
        ThawedNamedArray=thawed(NamedArray),
    )
    lists = names_of(layout.floating)
    for listed in lists.values():
        write_entry_makers(source, listed)
    with source.block("def parse(frame):"):
        _read_fixed(source, layout)
        _prepare_floating(source, layout, lists)
        _read_floating(source, layout, lists)
        _check_constants(source, layout)
        _check_counts(source, layout, lists)
        _check_required(source, layout)
        _finish(source, lists)
    parse: Parser = source.compiled("parse", f"parser of {layout.name} {layout.profile.version}")
    return parse


def _read_fixed(source: Source, layout: Layout) -> None:
    end = MHDR_SIZE + layout.fixed_size
    source.add("end = len(frame)")
    if layout.fixed:
        with source.block(f"if end < {end}:"):
            source.add("raise findings.short_body(layout, frame)")
    source.add("m = Thawed()")
    targets: Lines = []
    after: Lines = []
    for field in layout.fixed:
        if field.counts is not None:
            targets.append(f"n_{field.attribute}")
            continue
        local = f"v_{field.attribute}"
        value = source.converted(field, local)
        if value == local:
            targets.append(f"m.{field.attribute}")
        else:
            targets.append(local)
            after.append(f"m.{field.attribute} = {value}")
    if targets:
        codes = "".join(field.wire.code for field in layout.fixed)
        unpack = source.unpacker(f"{MHDR_SIZE}x{codes}", "unpack_fixed")
        source.add(f"{', '.join(targets)}, = {unpack}(frame)", *after)
    for number, (attribute, default) in enumerate(layout.absent.items()):
        source.add(f"m.{attribute} = {source.name(f'absent{number}', default)}")
    source.add("trouble = None")


def _prepare_floating(source: Source, layout: Layout, lists: dict[str, ListNames]) -> None:
    """Set floating fields and lists to what they are before any field was read."""
    fields = [member for member in layout.floating if isinstance(member, Floating)]
    targets = [f"m.{field.attribute}" if field.counts is None else f"n_{field.attribute}" for field in fields]
    if targets:
        source.add(f"{' = '.join(targets)} = None")
    for listed in lists.values():
        source.add(f"{listed.rows} = []")
        if listed.member.group is not None:
            source.add(f"{listed.row} = None")
        source.add(*(f"{counted} = {{}}" for counted in listed.counts.values()))


def _read_floating(source: Source, layout: Layout, lists: dict[str, ListNames]) -> None:
    source.add(f"pos = {MHDR_SIZE + layout.fixed_size}")
    with source.block("if pos != end:"):
        with source.block("try:"):
            FieldReader(source, layout, lists).read_all()
        with source.block("except (struct_error, IndexError):"):
            source.add("raise findings.broken_field(layout, frame, runtime.offset(layout, pos)) from None")


def _check_constants(source: Source, layout: Layout) -> None:
    for number, (field, offset) in enumerate(layout.constants()):
        name, found = source.name(f"reserved{number}", field), f"m.{field.attribute}"
        with source.block(f"if {found} != {field.constant}:"):
            source.add(f"finding = findings.wrong_constant(layout, {name}, {offset}, {found})")
            source.add("trouble = runtime.note(trouble, finding)")


def _check_counts(source: Source, layout: Layout, lists: dict[str, ListNames]) -> None:
    for number, (fixed, offset) in enumerate(layout.fixed_offsets()):
        if fixed.counts is not None:
            name = source.name(f"fixed{number}", fixed)
            # A list that the dialect does not have is empty.
            rows = lists[fixed.counts].rows if fixed.counts in lists else "()"
            _compare(source, name, str(offset), f"n_{fixed.attribute}", rows)
    for number, member in enumerate(layout.floating):
        if isinstance(member, Repeated):
            _check_nested_counts(source, lists[member.attribute])
        elif member.counts is not None:
            name = source.name(f"count{number}", member)
            source.add(f"said, offset = n_{member.attribute} or (0, end)")
            _compare(source, name, "offset", "said", lists[member.counts].rows)


def _check_nested_counts(source: Source, listed: ListNames) -> None:
    if not listed.counts:
        return
    with source.block(f"for number, row in enumerate({listed.rows}, 1):"):
        for field in listed.member.members:
            if isinstance(field, Floating) and field.counts is not None:
                counted = listed.counts[field.attribute]
                source.add(f"said, offset = {counted}.get(number) or (0, end)")
                _compare(source, source.name(f"of_{counted}", field), "offset", "said", f"row.{field.counts}")


def _compare(source: Source, field: str, offset: str, said: str, rows: str) -> None:
    with source.block(f"if {said} != len({rows}):"):
        source.add(f"finding = findings.wrong_count(layout, {field}, {offset}, {said}, len({rows}))")
        source.add("trouble = runtime.note(trouble, finding)")


def _check_required(source: Source, layout: Layout) -> None:
    for number, member in enumerate(layout.floating):
        if isinstance(member, Floating) and member.required:
            name = source.name(f"required{number}", member)
            with source.block(f"if m.{member.attribute} is None:"):
                source.add(f"trouble = runtime.note(trouble, findings.missing_field(layout, {name}, end))")


def _finish(source: Source, lists: dict[str, ListNames]) -> None:
    for listed in lists.values():
        _finish_entries(source, listed)
        source.add(f"m.{listed.member.attribute} = tuple({listed.rows})")
    with source.block("if trouble is None:"):
        source.add("m.extra_fields = ()", "m.__class__ = cls", "return new_tuple(Decoded, (m, ()))")
    source.add("m.extra_fields = tuple(trouble.extra)", "m.__class__ = cls", "return Decoded(m, tuple(trouble.found))")


def _finish_entries(source: Source, listed: ListNames) -> None:
    if listed.member.group is None:
        return
    with source.block(f"for {listed.row} in {listed.rows}:"):
        for inner in listed.inner.values():
            _finish_entries(source, inner)
            source.add(f"{inner.rows} = tuple({inner.rows})")
        source.add(f"{listed.row}.__class__ = {listed.cls}")
