"""The page of display filters: what the fields are called in Wireshark."""

from __future__ import annotations

from myst_text import table
from numbers_of_the_guide import target

from ctiproto.constants import WireMask
from ctiproto.declare import messages_of
from ctiproto.versions import Dialect
from ctiserver.wireshark.filters import PREFIX, RESERVED, Filter, filters


def pages() -> dict[str, str]:
    """The page by its name."""
    return {"filters.md": _page()}


def _page() -> str:
    fields = filters(dict.fromkeys(cls for dialect in Dialect for cls in messages_of(dialect).by_number.values()))
    frame = ((f"`{PREFIX}.{name}`", meaning) for name, meaning in RESERVED.items())
    rows = ((f"`{PREFIX}.{field.name}`", _named(field), _type(field), _below(field)) for field in fields)
    return (
        "# Display filters of Wireshark\n\n"
        "What `ctiserver dissector` makes can be filtered by these names, which stay as they are.\n"
        "[How to look at a capture in Wireshark](../../howto/wireshark.md) says more.\n\n"
        "## Parts of every frame\n\n" + table(("Filter", "It is"), frame) + "## Fields\n\n"
        "Of both dialects; where a field of Unified CCX has another name or other numbers under the same filter, it "
        "has a row of its own.\n\n" + table(("Filter", "Field", "Type", "With"), rows)
    )


def _named(field: Filter) -> str:
    return field.field if field.dialect is None else f"{field.field} (Unified CCX)"


def _type(field: Filter) -> str:
    size = f" of {field.size} bytes" if field.size else ""
    numbers = "" if field.numbers is None else f" [{field.numbers.__name__}](#{target(field.numbers)})"
    return f"{field.data_type}{size}{numbers}"


def _below(field: Filter) -> str:
    if field.numbers is not None and issubclass(field.numbers, WireMask):
        return "its bits, such as " + f"`.{next(iter(field.numbers)).guide_names[0].lower()}`"
    return {"NAMEDVAR": "`.name`, `.value`", "NAMEDARRAY": "`.name`, `.index`, `.value`"}.get(field.data_type, "")
