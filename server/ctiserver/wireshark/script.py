"""Put the dissector together: tables made from the declarations, and the Lua code that reads frames along them."""

from __future__ import annotations

from collections.abc import Iterable
from importlib.resources import files
from typing import Final

import ctiproto.messages  # noqa: F401 - declares them all
from ctiproto.constants.limits import MAX_MESSAGE_SIZE
from ctiproto.declare import Message, messages_of
from ctiproto.versions import Dialect, Profile
from ctiserver.wireshark.filters import filters
from ctiserver.wireshark.lua import Value, literal, table
from ctiserver.wireshark.tables import CLASSES, enumerations, field_rows, masks, message_row, tag_names

PORTS: Final = (42027, 43027, 44027, 45027)
"""The ports that are registered unless Wireshark is told others."""


def _head(versions: range) -> str:
    return f"""\
-- A Wireshark dissector of the Cisco CTI Server protocol (GED-188), versions {versions[0]} to {versions[-1]}.
-- It is made by "ctiserver dissector" from the declarations of ctiproto: changes made here get lost.
-- Put it into Wireshark's folder of personal Lua plugins (Help, About Wireshark, Folders), or try it:
--   tshark -X lua_script:ged188.lua -r FILE -Y ged188 -V

local tables = {{}}
"""


def script(messages: Iterable[type[Message]] | None = None, dialect: Dialect = Dialect.UCCE) -> str:
    """Make the dissector, a Lua script that Wireshark loads; the same input gives the same text.

    Args:
        messages: the messages that it knows; ``None``: all that the dialect has.
        dialect: the family of servers.
    """
    versions = dialect.versions
    known = sorted(
        messages_of(dialect).by_number.values() if messages is None else messages,
        key=lambda cls: cls.declarations[dialect].number,
    )
    fields = filters(known, dialect)
    parts = {
        "first_version": literal(versions[0]),
        "last_version": literal(versions[-1]),
        "widths": table({version: _widths(Profile(version, dialect)) for version in versions}),
        "largest_frame": literal(MAX_MESSAGE_SIZE),
        "ports": literal(",".join(map(str, PORTS))),
        "enumerations": table(enumerations(fields)),
        "masks": table(masks(fields)),
        "tags": table(tag_names(dialect)),
        "classes": table(CLASSES),
        "fields": table(field_rows(fields)),
        "messages": table({cls.declarations[dialect].number: message_row(cls, dialect) for cls in known}),
    }
    code = files(__package__).joinpath("dissector.lua").read_text("utf-8")
    return "\n".join((_head(versions), *(f"tables.{name} = {text}\n" for name, text in parts.items()), code))


def _widths(profile: Profile) -> Value:
    return {"tag": profile.tag_width, "length": profile.length_width}
