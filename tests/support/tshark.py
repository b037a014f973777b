"""tshark with the dissector: what it finds in a capture."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final
from xml.etree import ElementTree as ET

import attrs
import pytest

from ctiproto.declare import messages_of
from ctiproto.versions import Dialect
from ctiserver.wireshark.filters import PREFIX, filters

TSHARK: Final = shutil.which("tshark")
needs_tshark: Final = pytest.mark.skipif(TSHARK is None, reason="tshark, which judges the dissector, is not installed")

_TYPES: Final = {
    field.name: field.data_type
    for dialect in Dialect
    for field in filters(messages_of(dialect).by_number.values(), (dialect,))
}
_SECONDS: Final = 120

REMARKS: Final = ("text_end", "unpublished_layout", "assumed_version", "cut_short")
"""Findings of the dissector that the codec does not count as such."""


@attrs.frozen
class Shown:
    """A frame as tshark shows it.

    Args:
        packet: the number of the packet that it ends in.
        tree: its part of the tree of protocols.
    """

    packet: int
    tree: ET.Element

    def all(self, name: str) -> list[str]:
        """The values of a filter, as they are shown."""
        return [item.attrib["show"] for item in self.tree.iter("field") if item.attrib["name"] == f"{PREFIX}.{name}"]

    def one(self, name: str) -> str | None:
        """The value of a filter that is there at most once."""
        found = self.all(name)
        assert len(found) <= 1
        return found[0] if found else None

    @property
    def name(self) -> str:
        """The name of its message."""
        return self.tree.attrib["showname"].rpartition(" ")[2]

    def findings(self) -> list[str]:
        """What is wrong with it as far as the codec would say so too, sorted."""
        notes = (note for note in self.tree.iter("field") if note.attrib["name"] == "_ws.expert")
        return sorted(_part(note, "_ws.expert.message") for note in notes if not _is(note, *REMARKS))

    def kinds(self) -> list[str]:
        """Which filters of findings it has, in the order of the tree."""
        prefix = f"{PREFIX}.finding."
        names = (item.attrib["name"] for item in self.tree.iter("field"))
        return [name.removeprefix(prefix) for name in names if name.startswith(prefix)]

    def form(self) -> list[tuple[str, object]]:
        """The guide's name and the JSON value of every field, in the order of the tree."""
        return [(name, value) for _, name, value in _form(self.tree)]

    def wire_form(self) -> list[tuple[str, object]]:
        """The same in the order of the wire, from which the tree differs where entries of lists are mixed up."""
        return [(name, value) for _, name, value in sorted(_form(self.tree), key=lambda field: field[0])]


Field = tuple[int, str, object]
"""Where a field stands, its name and its value in the JSON form."""


def _form(tree: Iterable[ET.Element]) -> Iterator[Field]:
    for item in tree:
        name = item.attrib["name"].removeprefix(f"{PREFIX}.")
        place = int(item.attrib.get("pos", "0"))
        if name == "floating":
            yield _floating(item, place)
        elif name in _TYPES:
            yield place, _name(item), _value(item, _TYPES[name])
        elif name in ("data", "body"):
            yield place, name, item.attrib.get("value", "")
        else:
            yield from _form(item)


def _floating(item: ET.Element, place: int) -> Field:
    """One floating field; a value that its type cannot hold as the JSON form has it."""
    values = [part for part in item if part.attrib["name"].removeprefix(f"{PREFIX}.") in (*_TYPES, "data")]
    is_odd = _has(item, "field_length", "malformed_value") and values[0].attrib["name"] == f"{PREFIX}.data"
    if len(values) > 1 or is_odd:
        name = _name(item).partition(" (")[0]
        return place, name, {"hex": "".join(value.attrib.get("value", "") for value in values)}
    _, name, value = next(_form(values))
    return place, name, value


def _name(item: ET.Element) -> str:
    """The name of a field as people see it, which is that of the dialect."""
    return item.attrib["showname"].partition(":")[0].removesuffix(" [truncated]")


def _has(item: ET.Element, *kinds: str) -> bool:
    return any(_is(note, *kinds) for note in item)


def _is(note: ET.Element, *kinds: str) -> bool:
    names = {f"{PREFIX}.finding.{kind}" for kind in kinds}
    return any(part.attrib["name"] in names for part in note)


def _part(item: ET.Element, name: str) -> str:
    return next(part.attrib["show"] for part in item if part.attrib["name"] == name)


def _value(item: ET.Element, kind: str) -> object:
    parts = {part.attrib["name"].rpartition(".")[2]: part.attrib.get("show", "") for part in item}
    data = item.attrib.get("value", "")
    if _has(item, "text_end"):
        return {"hex": data}
    match kind:
        case "STRING":
            return item.attrib["show"]
        case "UNSPEC":
            return data
        case "NAMEDVAR":
            return {"name": parts["name"], "value": parts["value"]}
        case "NAMEDARRAY":
            return {"name": parts["name"], "index": int(parts["index"]), "value": parts["value"]}
    return int(data, 16) if kind == "TIME" else int(item.attrib["show"], 0)


def tshark(plugin: Path, capture: Path, *words: str) -> str:
    """What tshark writes about a capture; a complaint of the script's is an error."""
    assert TSHARK is not None
    command = [TSHARK, "-X", f"lua_script:{plugin}", "-r", str(capture), *words]
    ended = subprocess.run(  # noqa: S603 - a program that the machine has, with our own words
        command, capture_output=True, text=True, check=False, timeout=_SECONDS
    )
    assert ended.returncode == 0, ended.stderr
    said = (ended.stderr + ended.stdout).splitlines()
    complaints = [line for line in said if "Lua Error" in line or "Lua:" in line]
    assert not complaints, complaints[:3]
    return ended.stdout


def shown(plugin: Path, capture: Path, *words: str) -> list[Shown]:
    """All frames of a capture, as tshark shows them."""
    document = tshark(plugin, capture, "-T", "pdml", "-J", PREFIX, *words)
    return [
        Shown(number, tree)
        for number, packet in _packets(document)
        for tree in packet.iter("proto")
        if tree.attrib["name"] == PREFIX
    ]


def _packets(document: str) -> Iterator[tuple[int, ET.Element]]:
    for packet in ET.fromstring(document).iter("packet"):  # noqa: S314 - tshark wrote it
        general = next(iter(packet))
        yield int(_part(general, "num")), packet
