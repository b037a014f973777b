"""Generate the function that reads the frames of one layout."""

from __future__ import annotations

import struct
from collections.abc import Callable
from functools import cache
from typing import Final, assert_never

import attrs

from ctiproto import findings
from ctiproto.constants.limits import MHDR_SIZE
from ctiproto.declare import Message
from ctiproto.errors import Finding
from ctiproto.generate import runtime
from ctiproto.generate.source import Lines, Source, header_codes, indented, thawed
from ctiproto.layout import Layout
from ctiproto.schema import Floating, Repeated
from ctiproto.versions import Profile
from ctiproto.wire import Form, NamedArray, NamedVariable

Parser = Callable[[bytes], tuple[Message, tuple[Finding, ...]]]
Store = Callable[[str], Lines]
Leaves = dict[int, Callable[[], None]]

_LINEAR: Final = 3
"""Up to so many tags are compared one after the other; more are halved."""

_ODD: Final = "value, trouble = runtime.odd_value(layout, frame, pos, tag, start, stop, trouble)"


class _List:
    """A list of the layout, or one within the entries of another, and its names in generated code.

    Entries are thawed twins of the list's class while the frame is read.

    Args:
        member: the list.
        number: what tells its names from those of other lists.
        rows: the expression of its entries so far.
    """

    def __init__(self, member: Repeated, number: str, rows: str = "") -> None:
        self.member = member
        self.rows = rows or f"rows{number}"
        self.row = f"row{number}"
        self.begin = f"begin{number}"
        self.twin = f"Thawed{number}"
        self.cls = f"Entry{number}"
        self.inner = [
            _List(inner, f"{number}_{place}", f"{self.row}.{inner.attribute}")
            for place, inner in enumerate(member.members)
            if isinstance(inner, Repeated)
        ]
        self.counts = {
            field.attribute: f"counted{number}_{field.attribute}"
            for field in member.members
            if isinstance(field, Floating) and field.counts is not None
        }


@cache
def parser(layout: Layout) -> Parser:
    """The function that reads frames of this layout; it promises what :func:`ctiproto.reference.parse` does."""
    source = Source(
        new=object.__new__,
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
    repeated = [member for member in layout.floating if isinstance(member, Repeated)]
    lists = {member.attribute: _List(member, str(number)) for number, member in enumerate(repeated)}
    for listed in lists.values():
        _entry_maker(source, listed)
    with source.block("def parse(frame):"):
        _read_fixed(source, layout)
        _prepare_floating(source, layout, lists)
        _read_floating(source, layout, lists)
        _check_counts(source, layout, lists)
        _check_required(source, layout)
        _finish(source, lists)
    parse: Parser = source.compiled("parse", f"parser of {layout.name} {layout.profile.version}")
    return parse


def _entry_maker(source: Source, listed: _List) -> None:
    """A function that begins an entry of which nothing is known yet."""
    group = listed.member.group
    if group is None:
        return
    for inner in listed.inner:
        _entry_maker(source, inner)
    source.name(listed.cls, group)
    source.name(listed.twin, thawed(group))
    here = {inner.attribute for inner in listed.member.members if isinstance(inner, Repeated)}
    with source.block(f"def {listed.begin}(rows):"):
        source.add(f"entry = new({listed.twin})")
        for field in attrs.fields(group):
            source.add(f"entry.{field.name} = {'[]' if field.name in here else repr(field.default)}")
        source.add("rows.append(entry)", "return entry")


def _read_fixed(source: Source, layout: Layout) -> None:
    end = MHDR_SIZE + layout.fixed_size
    source.add("end = len(frame)")
    if layout.fixed:
        with source.block(f"if end < {end}:"):
            source.add("raise findings.short_body(layout, frame)")
    source.add("m = new(Thawed)")
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


def _prepare_floating(source: Source, layout: Layout, lists: dict[str, _List]) -> None:
    """Set floating fields and lists to what they are before any field was read."""
    fields = [member for member in layout.floating if isinstance(member, Floating)]
    targets = [f"m.{field.attribute}" if field.counts is None else f"n_{field.attribute}" for field in fields]
    if targets:
        source.add(f"{' = '.join(targets)} = None")
    for listed in lists.values():
        source.add(f"{listed.rows} = []", f"{listed.row} = None")
        source.add(*(f"{counted} = {{}}" for counted in listed.counts.values()))


def _read_floating(source: Source, layout: Layout, lists: dict[str, _List]) -> None:
    leaves: Leaves = {}
    for member in layout.floating:
        if isinstance(member, Floating):
            leaves[member.tag_number] = _top_leaf(source, member)
        else:
            _list_leaves(source, leaves, lists[member.attribute])
    source.add(f"pos = {MHDR_SIZE + layout.fixed_size}")
    with source.block("if pos < end:"):
        source.add('text = str(frame, "latin-1")')
        with source.block("while pos < end:"):
            _read_field_header(source, layout.profile)
            _decide(source, sorted(leaves), leaves)
            source.add("trouble = runtime.unlisted(layout, frame, pos, tag, start, stop, trouble)", "pos = stop")


def _read_field_header(source: Source, profile: Profile) -> None:
    codes = header_codes(profile)
    broken = "raise findings.broken_field(layout, frame, pos)"
    with source.block("try:"):
        if codes == "BB":  # two bytes are read faster one by one
            source.add("tag = frame[pos]", "size = frame[pos + 1]")
        else:
            source.add(f"tag, size = {source.unpacker(codes, 'unpack_header')}(frame, pos)")
    with source.block("except (struct_error, IndexError):"):
        source.add(f"{broken} from None")
    source.add(f"start = pos + {profile.tag_width + profile.length_width}", "stop = start + size")
    with source.block("if stop > end:"):
        source.add(broken)


def _decide(source: Source, tags: list[int], leaves: Leaves) -> None:
    """Write the comparisons that find the tag among ``tags``, and the reading of each field."""
    if len(tags) <= _LINEAR:
        for tag in tags:
            with source.block(f"if tag == {tag}:"):
                leaves[tag]()
                source.add("pos = stop", "continue")
        return
    middle = len(tags) // 2
    with source.block(f"if tag < {tags[middle]}:"):
        _decide(source, tags[:middle], leaves)
    with source.block("else:"):
        _decide(source, tags[middle:], leaves)


def _top_leaf(source: Source, field: Floating) -> Callable[[], None]:
    def store(value: str) -> Lines:
        return [f"m.{field.attribute} = {value}" if field.counts is None else f"n_{field.attribute} = ({value}, pos)"]

    return lambda: _read_value(source, field, store)


def _list_leaves(source: Source, leaves: Leaves, listed: _List) -> None:
    """How the members of a list's entries are read."""
    for member in listed.member.members:
        if isinstance(member, Floating):
            leaves[member.tag_number] = _entry_leaf(source, member, listed)
    for inner in listed.inner:
        before = [f"if {listed.row} is None:", f"    {listed.row} = {listed.begin}({listed.rows})"]
        for member in inner.member.members:
            assert isinstance(member, Floating)  # noqa: S101 - lists nest once
            leaves[member.tag_number] = _inner_leaf(source, member, inner, before)


def _entry_leaf(source: Source, field: Floating, listed: _List) -> Callable[[], None]:
    """How a member of a list's entries is read; an entry ends where a field comes that it already has."""
    rows, row = listed.rows, listed.row
    if listed.member.group is None:
        return lambda: _read_value(source, field, lambda v: [f"{rows}.append({v})"], [f"{rows}.extend(several)"])
    begin = f"    {row} = {listed.begin}({rows})"
    counted = listed.counts.get(field.attribute)
    if counted is not None:
        again = f"if {row} is None or len({rows}) in {counted}:"
        return lambda: _read_value(source, field, lambda v: [again, begin, f"{counted}[len({rows})] = ({v}, pos)"])
    again = f"if {row} is None or {row}.{field.attribute} is not None:"
    array = [f'runtime.fill({rows}, {listed.begin}, "{field.attribute}", several)', f"{row} = {rows}[-1]"]
    return lambda: _read_value(source, field, lambda v: [again, begin, f"{row}.{field.attribute} = {v}"], array)


def _inner_leaf(source: Source, field: Floating, listed: _List, before: Lines) -> Callable[[], None]:
    """How a member of a list within the entries of another list is read."""
    rows = listed.rows
    if listed.member.group is None:
        array = [*before, f"{rows}.extend(several)"]
        return lambda: _read_value(source, field, lambda v: [*before, f"{rows}.append({v})"], array)
    again = [f"if not {rows} or {rows}[-1].{field.attribute} is not None:", f"    {listed.begin}({rows})"]
    array = [*before, f'runtime.fill({rows}, {listed.begin}, "{field.attribute}", several)']
    return lambda: _read_value(source, field, lambda v: [*before, *again, f"{rows}[-1].{field.attribute} = {v}"], array)


def _read_value(source: Source, field: Floating, store: Store, array: Lines | None = None) -> None:
    """Lines that read one value and store it; odd ones go the slow way.

    Text is checked for its last NUL.  Where ``size`` is 0, the byte before ``stop`` is the low byte of the size itself,
    which is 0 as well: an empty field reads as empty text.
    """
    wire = field.wire
    last = "size <= {} and not frame[stop - 1]"
    match wire.form:
        case Form.NUMBER | Form.FLAG:
            unpack = source.unpacker(wire.code, f"unpack_{wire.code}")
            usual = f"size == {wire.size}"
            lines = store(source.converted(field, f"{unpack}(frame, start)[0]"))
        case Form.TEXT:
            usual = last.format(wire.size)
            lines = store("text[start : stop - 1]")
        case Form.BYTES:
            usual = f"size <= {wire.size}"
            lines = store("frame[start:stop]")
        case Form.VARIABLE:
            source.add('name, cut, rest = text[start : stop - 1].partition("\\0")')
            usual = f"cut and {last.format(wire.size)}"
            lines = [*_new("NamedVariable", "name=name", "value=rest"), *store("value")]
        case Form.ELEMENT:
            source.add('name, cut, rest = text[start + 1 : stop - 1].partition("\\0")')
            usual = f"cut and {last.format(wire.size)}"
            lines = [*_new("NamedArray", "name=name", "index=frame[start]", "value=rest"), *store("value")]
        case _:
            assert_never(wire.form)
    source.add(f"if {usual}:", *indented(lines), "else:")
    odd = [_ODD, "if value is not None:", *indented(store("value"))]
    if array is not None and wire.is_number:
        column = "several = runtime.column(layout, frame, tag, start, stop)"
        odd = [column, "if several is not None:", *indented(array), "else:", *indented(odd)]
    source.add(*indented(odd))


def _new(cls: str, *attributes: str) -> Lines:
    filled = [f"value.{name} = {value}" for name, _, value in (part.partition("=") for part in attributes)]
    return [f"value = new(Thawed{cls})", *filled, f"value.__class__ = {cls}"]


def _check_counts(source: Source, layout: Layout, lists: dict[str, _List]) -> None:
    for number, (fixed, offset) in enumerate(layout.fixed_offsets()):
        if fixed.counts is not None:
            name = source.name(f"fixed{number}", fixed)
            _compare(source, name, str(offset), f"n_{fixed.attribute}", lists[fixed.counts].rows)
    for number, member in enumerate(layout.floating):
        if isinstance(member, Repeated):
            _check_nested_counts(source, lists[member.attribute])
        elif member.counts is not None:
            name = source.name(f"count{number}", member)
            source.add(f"said, offset = n_{member.attribute} or (0, end)")
            _compare(source, name, "offset", "said", lists[member.counts].rows)


def _check_nested_counts(source: Source, listed: _List) -> None:
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


def _finish(source: Source, lists: dict[str, _List]) -> None:
    for listed in lists.values():
        _finish_entries(source, listed)
        source.add(f"m.{listed.member.attribute} = tuple({listed.rows})")
    with source.block("if trouble is None:"):
        source.add("m.extra_fields = ()", "m.__class__ = cls", "return m, ()")
    source.add("m.extra_fields = tuple(trouble.extra)", "m.__class__ = cls", "return m, tuple(trouble.found)")


def _finish_entries(source: Source, listed: _List) -> None:
    if listed.member.group is None:
        return
    with source.block(f"for {listed.row} in {listed.rows}:"):
        for inner in listed.inner:
            _finish_entries(source, inner)
            source.add(f"{inner.rows} = tuple({inner.rows})")
        source.add(f"{listed.row}.__class__ = {listed.cls}")
