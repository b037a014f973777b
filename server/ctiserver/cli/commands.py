"""The commands of ``ctiserver``, in the order that the help shows them.

A command is a function that returns its exit status (``None`` is 0), or raises ``CommandError``; its docstring is its
help.  To add one, add a line here.
"""

from __future__ import annotations

from typing import Final, NamedTuple


class Command(NamedTuple):
    """A command of the program.

    Args:
        place: its function, or its ``App`` if it has commands of its own, as ``module:name``.
        summary: its line in the list of commands.
    """

    place: str
    summary: str


COMMANDS: Final = {
    "serve": Command("ctiserver.cli.serve:serve", "Run a CTI Server with a contact centre behind it."),
    "watch": Command("ctiserver.cli.watch:watch", "Show the live feed of a CTI Server."),
    "control": Command("ctiserver.cli.control:app", "Tell a running server things, or ask it."),
    "replay": Command("ctiserver.cli.replay:replay", "Play one half of a tape, as a server or as a client."),
    "compare": Command(
        "ctiserver.cli.compare:compare", "Play a tape against a server, and show what it does differently."
    ),
    "site": Command("ctiserver.cli.site:app", "Show the demo site to start your own from, or check a site file."),
    "decode": Command("ctiserver.cli.decode:decode", "Read frames from hex lines, JSON lines or captures."),
    "encode": Command("ctiserver.cli.encode:encode", "Write frames from their JSON form."),
    "record": Command(
        "ctiserver.cli.record:record", "Stand between clients and a CTI Server, and record what they say."
    ),
    "convert": Command("ctiserver.cli.convert:convert", "Turn tapes, captures and hex lines into each other."),
    "explain": Command("ctiserver.cli.explain:explain", "Show the layout of a message, or a frame byte by byte."),
    "dissector": Command("ctiserver.cli.dissector:dissector", "Write a Wireshark dissector of the protocol, in Lua."),
}
"""The commands by name; they are imported when they are called."""
