"""What generated code calls a list and its entries, and how it keeps the values that it reads."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import NamedTuple

import attrs

from ctiproto.generate.source import Lines, Source, indented, thawed
from ctiproto.schema import Floating, Repeated


class Keeping(NamedTuple):
    """What is done with the values of a field.

    Args:
        one: gives the lines that keep the value of an expression.
        several: the lines that keep the numbers of ``several``, which some servers write as one field of a list, or
            ``None``: the field is in no list.
    """

    one: Callable[[str], Lines]
    several: Lines | None = None


class ListNames:
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
        self.inner = {
            inner.attribute: ListNames(inner, f"{number}_{place}", f"{self.row}.{inner.attribute}")
            for place, inner in enumerate(member.members)
            if isinstance(inner, Repeated)
        }
        self.counts = {
            field.attribute: f"counted{number}_{field.attribute}"
            for field in member.members
            if isinstance(field, Floating) and field.counts is not None
        }

    def new_entry(self, rows: str) -> Lines:
        """The lines that begin an entry of which nothing is known yet, at the end of ``rows``."""
        assert self.member.group is not None  # noqa: S101 - a list of bare values has no entries
        blank = [
            f"{self.row}.{field.name} = {'[]' if field.name in self.inner else repr(field.default)}"
            for field in attrs.fields(self.member.group)
        ]
        return [f"{self.row} = {self.twin}()", *blank, f"{rows}.append({self.row})"]

    def with_entry(self) -> Lines:
        """The lines that make sure that there is an entry."""
        return [f"if {self.row} is None:", *indented(self.new_entry(self.rows))]

    def fields(self) -> Iterator[Floating]:
        """The fields of entries, those of lists within them included."""
        for member in self.member.members:
            if isinstance(member, Repeated):
                yield from self.inner[member.attribute].fields()
            else:
                yield member


def names_of(floating: tuple[Floating | Repeated, ...]) -> dict[str, ListNames]:
    """The lists of a layout by attribute."""
    lists = [member for member in floating if isinstance(member, Repeated)]
    return {member.attribute: ListNames(member, str(number)) for number, member in enumerate(lists)}


def write_entry_makers(source: Source, listed: ListNames) -> None:
    """Write the functions that begin an entry of the list, and of the lists in it."""
    group = listed.member.group
    if group is None:
        return
    for inner in listed.inner.values():
        write_entry_makers(source, inner)
    source.name(listed.cls, group)
    source.name(listed.twin, thawed(group))
    with source.block(f"def {listed.begin}(rows):"):
        source.add(*listed.new_entry("rows"), f"return {listed.row}")


def in_message(field: Floating) -> Keeping:
    """Keep the value in the message itself."""
    if field.counts is None:
        return Keeping(lambda value: [f"m.{field.attribute} = {value}"])
    return Keeping(lambda value: [f"n_{field.attribute} = ({value}, runtime.offset(layout, pos))"])


def as_entry(listed: ListNames, before: Lines) -> Keeping:
    """Keep the value as an entry of the list.

    Args:
        listed: a list of bare values.
        before: the lines that make sure that there is an entry which the list is in.
    """
    rows = listed.rows
    return Keeping(lambda value: [*before, f"{rows}.append({value})"], [*before, f"{rows}.extend(several)"])


def in_entry(field: Floating, listed: ListNames) -> Keeping:
    """Keep the value in an entry of the list; an entry ends where a field comes that it already has."""
    rows, row = listed.rows, listed.row
    counted = listed.counts.get(field.attribute)
    has_it = f"{row}.{field.attribute} is not None" if counted is None else f"len({rows}) in {counted}"
    again = [f"if {row} is None or {has_it}:", *indented(listed.new_entry(rows))]
    if counted is not None:
        return Keeping(lambda value: [*again, f"{counted}[len({rows})] = ({value}, runtime.offset(layout, pos))"])
    several = [f'runtime.fill({rows}, {listed.begin}, "{field.attribute}", several)', f"{row} = {rows}[-1]"]
    return Keeping(lambda value: [*again, f"{row}.{field.attribute} = {value}"], several)


def in_inner_entry(field: Floating, listed: ListNames, before: Lines) -> Keeping:
    """Keep the value in an entry of a list that is within the entries of another.

    Args:
        field: a member of the inner list.
        listed: the inner list.
        before: the lines that make sure that there is an entry which the list is in.
    """
    rows = listed.rows
    again = [f"if not {rows} or {rows}[-1].{field.attribute} is not None:", f"    {listed.begin}({rows})"]
    several = [*before, f'runtime.fill({rows}, {listed.begin}, "{field.attribute}", several)']
    return Keeping(lambda value: [*before, *again, f"{rows}[-1].{field.attribute} = {value}"], several)
