"""Put the dissector together: tables made from the declarations, and the Lua code that reads frames along them."""

from __future__ import annotations

from collections.abc import Iterable
from importlib.resources import files
from typing import Final

import ctiproto.messages  # noqa: F401 - declares them all
from ctiproto.constants.limits import DEFAULT_PORT_UCCX, MAX_MESSAGE_SIZE
from ctiproto.declare import Message, messages_of
from ctiproto.versions import Dialect, Profile
from ctiserver.wireshark.filters import filters
from ctiserver.wireshark.lua import Value, literal, table
from ctiserver.wireshark.tables import CLASSES, enumerations, field_rows, masks, message_row, tag_names

PORTS: Final = {Dialect.UCCE: (42027, 43027, 44027, 45027), Dialect.UCCX: (DEFAULT_PORT_UCCX,)}
"""The ports that are registered unless Wireshark is told others."""

_TITLES: Final = {Dialect.UCCE: "Unified CCE", Dialect.UCCX: "Unified CCX"}

_HEAD: Final = """\
-- A Wireshark dissector of the Cisco CTI Server protocol (GED-188) as these speak it:
{}
-- It is made by "ctiserver dissector" from the declarations of ctiproto: changes made here get lost.
-- Put it into Wireshark's folder of personal Lua plugins (Help, About Wireshark, Folders), or try it:
--   tshark -X lua_script:ged188.lua -r FILE -Y ged188 -V

local tables = {{dialects = {{}}}}
"""


def script(messages: Iterable[type[Message]] | None = None, dialects: Iterable[Dialect] = tuple(Dialect)) -> str:
    """Make the dissector, a Lua script that Wireshark loads; the same input gives the same text.

    Args:
        messages: the messages that it knows; ``None``: all that the dialects have.
        dialects: the families of servers; the first one is that of conversations which no other one explains.
    """
    those = tuple(dialects)
    chosen = None if messages is None else tuple(messages)
    known = {dialect: _known(chosen, dialect) for dialect in those}
    fields = filters(dict.fromkeys(cls for classes in known.values() for cls in classes), those)
    parts = {
        "largest_frame": literal(MAX_MESSAGE_SIZE),
        "enumerations": table(enumerations(fields)),
        "masks": table(masks(fields)),
        "classes": table(CLASSES),
        "fields": table(field_rows(fields)),
    }
    spoken = "\n".join(f"--   {_TITLES[each]}, versions {each.versions[0]} to {each.versions[-1]}" for each in those)
    code = files(__package__).joinpath("dissector.lua").read_text("utf-8")
    return "\n".join(
        (
            _HEAD.format(spoken),
            *(f"tables.{name} = {text}\n" for name, text in parts.items()),
            *(_of_dialect(place, dialect, known[dialect]) for place, dialect in enumerate(those, 1)),
            code,
        )
    )


def _known(messages: Iterable[type[Message]] | None, dialect: Dialect) -> list[type[Message]]:
    """The messages of a dialect that the script knows, by number."""
    there = messages_of(dialect).by_number.values() if messages is None else messages
    return sorted(
        (cls for cls in there if dialect in cls.declarations), key=lambda cls: cls.declarations[dialect].number
    )


def _of_dialect(place: int, dialect: Dialect, known: Iterable[type[Message]]) -> str:
    parts = {
        "name": literal(dialect.value),
        "title": literal(_TITLES[dialect]),
        "preference": literal("ports" if dialect.is_default else f"ports_{dialect.value}"),
        "ports": literal(",".join(map(str, PORTS[dialect]))),
        "first_version": literal(dialect.versions[0]),
        "last_version": literal(dialect.versions[-1]),
        "widths": table({version: _widths(Profile(version, dialect)) for version in dialect.versions}),
        "tags": table(tag_names(dialect)),
        "messages": table({cls.declarations[dialect].number: message_row(cls, dialect) for cls in known}),
    }
    head = f"tables.dialects[{place}] = {{}}\n"
    return head + "".join(f"tables.dialects[{place}].{name} = {text}\n" for name, text in parts.items())


def _widths(profile: Profile) -> Value:
    return {"tag": profile.tag_width, "length": profile.length_width}
