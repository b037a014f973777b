"""Generate the reading of floating fields."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final, assert_never

from ctiproto.generate.lists import Keeping, ListNames, as_entry, in_entry, in_inner_entry, in_message
from ctiproto.generate.source import Lines, Source, header_codes, indented
from ctiproto.layout import Layout
from ctiproto.schema import Floating, Repeated
from ctiproto.wire import Form

_ODD: Final = "value, trouble = runtime.odd_value(layout, frame, pos, tag, size, trouble)"
_COLUMN: Final = "several = runtime.column(layout, frame, pos, tag, size)"
_NAME: Final = 'name, cut, rest = text[{} : last].partition("\\0")'


class FieldReader:
    """Writes what reads the floating part.

    Each header is read together with the end of the field before it, and then ``pos`` is where the field's value
    begins.  After the last field the header that is read is padding.  A field that does not end within the frame makes
    an error of Python.

    Args:
        source: what it is written to.
        layout: the layout of the frames.
        lists: the names of its lists.
    """

    def __init__(self, source: Source, layout: Layout, lists: dict[str, ListNames]) -> None:
        self._source = source
        self._layout = layout
        self._lists = lists
        self._codes = header_codes(layout.profile)
        self._header = layout.profile.tag_width + layout.profile.length_width

    def read_all(self) -> None:
        """Look for each field once, in the order in which peers write them; then again, for those that came later."""
        padding = self._source.name("padding", bytes(self._header))
        self._source.add('text = frame.decode("latin-1")', f"padded = frame + {padding}", "beyond = len(padded)")
        self._read_header()
        with self._source.block("while True:"):
            for member in self._layout.floating:
                if isinstance(member, Repeated):
                    self._read_list(self._lists[member.attribute])
                else:
                    self._read_field("if", member, in_message(member))
            with self._source.block(f"if tag not in {_set(self._layout.tags)}:"):
                self._source.add("trouble = runtime.unlisted(layout, frame, pos, tag, size, trouble)")
                self._source.add("pos += size")
                self._read_header()
                self._stop_at_end()

    def _read_header(self) -> None:
        unpack = self._source.unpacker(self._codes, "unpack_header")
        self._source.add(f"tag, size = {unpack}(padded, pos)", f"pos += {self._header}")

    def _stop_at_end(self) -> None:
        self._source.add("if pos == beyond:", "    break")

    def _read_list(self, listed: ListNames, before: Lines | None = None) -> None:
        """Read the fields of entries, until one comes that is none.

        Args:
            listed: the list.
            before: for a list within entries, the lines that make sure that there is an entry.
        """
        if listed.member.group is None:
            for field in listed.fields():
                self._read_field("while", field, as_entry(listed, before or []))
        else:
            with self._source.block(f"while tag in {_set(field.tag_number for field in listed.fields())}:"):
                for member in listed.member.members:
                    if isinstance(member, Repeated):
                        self._read_list(listed.inner[member.attribute], listed.with_entry())
                    elif before is None:
                        self._read_field("if", member, in_entry(member, listed))
                    else:
                        self._read_field("if", member, in_inner_entry(member, listed, before))
        self._stop_at_end()

    def _read_field(self, keyword: str, field: Floating, keeping: Keeping) -> None:
        """Read a field if it is the next one, and the header of the one after it.

        Text is checked for its last NUL.  Where ``size`` is 0, the byte at ``last`` is the low byte of the size
        itself, which is 0 as well: an empty field reads as empty text.
        """
        wire = field.wire
        terminated = f"size <= {wire.size} and not frame[last]"
        with self._source.block(f"{keyword} tag == {field.tag_number}:"):
            match wire.form:
                case Form.NUMBER | Form.FLAG:
                    self._read_number(field, keeping)
                case Form.TEXT:
                    self._read_varying([], terminated, keeping.one("text[pos:last]"), keeping)
                case Form.BYTES:
                    fits = f"size <= {wire.size} and last < end"
                    self._read_varying([], fits, keeping.one("frame[pos : last + 1]"), keeping)
                case Form.VARIABLE:
                    lines = [*_made("NamedVariable", name="name", value="rest"), *keeping.one("value")]
                    self._read_varying([_NAME.format("pos")], f"cut and {terminated}", lines, keeping)
                case Form.ELEMENT:
                    made = _made("NamedArray", name="name", index="frame[pos]", value="rest")
                    lines = [*made, *keeping.one("value")]
                    self._read_varying([_NAME.format("pos + 1")], f"cut and {terminated}", lines, keeping)
                case _:
                    assert_never(wire.form)
            self._stop_at_end()

    def _read_number(self, field: Floating, keeping: Keeping) -> None:
        source, wire = self._source, field.wire
        unpack = source.unpacker(f"{wire.code}{self._codes}", f"unpack_{wire.code}_and_header")
        with source.block(f"if size == {wire.size}:"):
            source.add(f"number, tag, size = {unpack}(padded, pos)")
            source.add(*keeping.one(source.converted(field, "number")))
            source.add(f"pos += {wire.size + self._header}")
        with source.block("else:"):
            if keeping.several is not None:
                source.add(_COLUMN, "if several is not None:", *indented(keeping.several), "else:")
                source.add(*indented(_odd(keeping)))
            else:
                source.add(*_odd(keeping))
            source.add("pos += size")
            self._read_header()

    def _read_varying(self, before: Lines, usual: str, lines: Lines, keeping: Keeping) -> None:
        """Read a value that has up to so many bytes."""
        unpack = self._source.unpacker(f"x{self._codes}", "unpack_next_header")
        self._source.add("last = pos + size - 1", *before)
        self._source.add(f"if {usual}:", *indented(lines), "else:", *indented(_odd(keeping)))
        self._source.add(f"tag, size = {unpack}(padded, last)", f"pos = last + {1 + self._header}")


def _odd(keeping: Keeping) -> Lines:
    return [_ODD, "if value is not None:", *indented(keeping.one("value"))]


def _made(cls: str, **attributes: str) -> Lines:
    filled = [f"value.{name} = {value}" for name, value in attributes.items()]
    return [f"value = Thawed{cls}()", *filled, f"value.__class__ = {cls}"]


def _set(tags: Iterable[int]) -> str:
    return f"{{{', '.join(map(str, tags))}}}"
