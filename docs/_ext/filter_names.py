"""The page of display filters: what the fields are called in Wireshark."""

from __future__ import annotations

from myst_text import table

from ctiproto.constants import WireMask
from ctiproto.declare import messages_of
from ctiproto.versions import Dialect
from ctiserver.wireshark.filters import PREFIX, RESERVED, Filter, filters


def pages() -> dict[str, str]:
    """The page by its name."""
    return {"filters.md": _page()}


def _page() -> str:
    fields = filters(messages_of(Dialect.UCCE).by_number.values())
    frame = ((f"`{PREFIX}.{name}`", meaning) for name, meaning in RESERVED.items())
    rows = ((f"`{PREFIX}.{field.name}`", field.field, _type(field), _below(field)) for field in fields)
    return (
        "# Display filters of Wireshark\n\n"
        "What `ctiserver dissector` makes can be filtered by these names, which stay as they are.\n"
        "[How to look at a capture in Wireshark](../../howto/wireshark.md) says more.\n\n"
        "## Parts of every frame\n\n"
        + table(("Filter", "It is"), frame)
        + "## Fields\n\n"
        + table(("Filter", "Field", "Type", "With"), rows)
    )


def _type(field: Filter) -> str:
    numbers = "" if field.numbers is None else f" [{field.numbers.__name__}](#{field.numbers.__name__})"
    return f"{field.data_type}{numbers}"


def _below(field: Filter) -> str:
    if field.numbers is not None and issubclass(field.numbers, WireMask):
        return "its bits, such as " + f"`.{next(iter(field.numbers)).guide_names[0].lower()}`"
    return {"NAMEDVAR": "`.name`, `.value`", "NAMEDARRAY": "`.name`, `.index`, `.value`"}.get(field.data_type, "")
