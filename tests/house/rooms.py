"""Who may import whom: the plan of the house as one table.

A room is a package or a module, with all that is below it, or the modules that it lists.  It may import its own
modules and the rooms named after its sentence; ``ctiproto.*`` stands for all rooms of the library but the inner ones.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import attrs

from tests.house.tree import modules


@attrs.frozen
class Room:
    """A part of the house.

    Args:
        name: what to call it.
        why: what it is, in one sentence.
        may: the rooms that it may import from.
        parts: the modules that it consists of; empty: the one of its name and all below it.
    """

    name: str
    why: str
    may: tuple[str, ...] = ()
    parts: tuple[str, ...] = ()

    def claim(self, module: str) -> int:
        """How surely the module belongs here: the length of the name that says so, or 0."""
        return max(
            (len(part) for part in self.parts or (self.name,) if module == part or module.startswith(f"{part}.")),
            default=0,
        )


_SWITCH_WORDS: Final = ("commands", "context", "errors", "events", "identifiers", "options", "views")
_OPERATOR_VALUES: Final = ("words", "orders", "questions", "answers", "refusals")
_SITE_DATA: Final = ("changes", "model", "parts", "settings", "values")

ROOMS: Final = (
    # The library: bytes and messages, no input or output.
    Room("ctiproto.constants", "The numbers of the guide stand for themselves."),
    Room("ctiproto.versions", "Versions are numbers, and what each changed for all messages at once."),
    Room("ctiproto.names", "Names are made of names."),
    Room("ctiproto.once", "A cache knows nothing of what it keeps."),
    Room("ctiproto.wire", "A data type may be of a number that has names.", ("ctiproto.constants",)),
    Room(
        "ctiproto.declaration",
        "A declaration is data types with tags.",
        ("ctiproto.constants", "ctiproto.wire"),
    ),
    Room(
        "ctiproto.declare",
        "Declaring makes a declaration, with the guide's names.",
        ("ctiproto.constants", "ctiproto.declaration", "ctiproto.names", "ctiproto.wire"),
    ),
    Room(
        "ctiproto.messages",
        "Messages only declare: no code of theirs reads or writes anything.",
        ("ctiproto.constants", "ctiproto.declare", "ctiproto.wire"),
    ),
    Room(
        "ctiproto.unknown", "A message without a declaration of its own.", ("ctiproto.declaration", "ctiproto.declare")
    ),
    Room("ctiproto.errors", "Errors carry the guide's status.", ("ctiproto.constants",)),
    Room(
        "ctiproto.layout",
        "A layout is a declaration as one version has it.",
        (
            "ctiproto.constants",
            "ctiproto.declaration",
            "ctiproto.declare",
            "ctiproto.once",
            "ctiproto.versions",
        ),
    ),
    Room(
        "ctiproto.findings",
        "What both codecs say about a flaw of a layout's frame.",
        (
            "ctiproto.constants",
            "ctiproto.declaration",
            "ctiproto.errors",
            "ctiproto.layout",
            "ctiproto.wire",
        ),
    ),
    Room(
        "ctiproto.reference",
        "The reference codec reads a layout, and knows nothing of the generated one.",
        (
            "ctiproto.constants",
            "ctiproto.declaration",
            "ctiproto.declare",
            "ctiproto.errors",
            "ctiproto.findings",
            "ctiproto.layout",
            "ctiproto.once",
        ),
    ),
    Room(
        "ctiproto.generate",
        "The generated codec reads a layout, and takes its errors from the reference.",
        (
            "ctiproto.constants",
            "ctiproto.declaration",
            "ctiproto.declare",
            "ctiproto.errors",
            "ctiproto.findings",
            "ctiproto.layout",
            "ctiproto.once",
            "ctiproto.reference",
            "ctiproto.wire",
        ),
    ),
    Room(
        "ctiproto.codec",
        "The codec picks a layout and the code that was generated for it.",
        (
            "ctiproto.constants",
            "ctiproto.declare",
            "ctiproto.errors",
            "ctiproto.generate",
            "ctiproto.layout",
            "ctiproto.messages",
            "ctiproto.once",
            "ctiproto.reference",
            "ctiproto.unknown",
            "ctiproto.versions",
        ),
    ),
    Room(
        "ctiproto.framing",
        "Frames need the length of a header and no message.",
        ("ctiproto.constants", "ctiproto.errors"),
    ),
    Room(
        "ctiproto.state",
        "The table of states is about messages, not about their bytes.",
        ("ctiproto.constants", "ctiproto.declare", "ctiproto.messages", "ctiproto.unknown"),
    ),
    Room(
        "ctiproto.connection",
        "The door joins frames, codec and states.",
        (
            "ctiproto.codec",
            "ctiproto.constants",
            "ctiproto.declare",
            "ctiproto.errors",
            "ctiproto.framing",
            "ctiproto.messages",
            "ctiproto.state",
            "ctiproto.unknown",
            "ctiproto.versions",
        ),
    ),
    Room("ctiproto.jsonvalue", "One value in JSON needs its data type.", ("ctiproto.wire",)),
    Room(
        "ctiproto.shapes",
        "A frame taken apart, as JSON, for people, in words: all go along a layout, none through a connection.",
        (
            "ctiproto.codec",
            "ctiproto.constants",
            "ctiproto.declaration",
            "ctiproto.declare",
            "ctiproto.errors",
            "ctiproto.generate",
            "ctiproto.jsonvalue",
            "ctiproto.layout",
            "ctiproto.messages",
            "ctiproto.versions",
            "ctiproto.wire",
        ),
        ("ctiproto.anatomy", "ctiproto.form", "ctiproto.human", "ctiproto.explain"),
    ),
    Room(
        "ctiproto.strategies",
        "Strategies are derived from declarations; they alone know hypothesis.",
        (
            "ctiproto.codec",
            "ctiproto.constants",
            "ctiproto.declaration",
            "ctiproto.declare",
            "ctiproto.layout",
            "ctiproto.messages",
            "ctiproto.once",
            "ctiproto.versions",
            "ctiproto.wire",
        ),
    ),
    Room(
        "ctiproto",
        "The front re-exports the public names, and nothing in the library imports it.",
        (
            "ctiproto.codec",
            "ctiproto.connection",
            "ctiproto.constants",
            "ctiproto.declaration",
            "ctiproto.declare",
            "ctiproto.errors",
            "ctiproto.framing",
            "ctiproto.messages",
            "ctiproto.shapes",
            "ctiproto.state",
            "ctiproto.unknown",
            "ctiproto.versions",
            "ctiproto.wire",
        ),
    ),
    # The simulated contact centre: it speaks the guide's constants, never its messages.
    Room(
        "server.site.data",
        "The site as data knows numbers of the guide and nothing of files.",
        ("ctiproto.constants",),
        tuple(f"server.site.{part}" for part in _SITE_DATA),
    ),
    Room(
        "server.site",
        "Reading a site makes the data; its readers are for whoever loads one.",
        ("ctiproto.constants", "server.site.data"),
    ),
    Room(
        "server.switch.words",
        "What goes in and out of the switch: frozen values that anybody may read, one of them a whole site.",
        ("ctiproto.constants", "server.site.data"),
        tuple(f"server.switch.{part}" for part in _SWITCH_WORDS),
    ),
    Room("server.switch.timers", "A heap of deadlines knows nothing of what is due."),
    Room(
        "server.switch.switch",
        "The door of the switch leads to its rooms, and shows what is behind it in the guide's numbers.",
        ("ctiproto.constants", "server.site.data", "server.switch", "server.switch.words"),
    ),
    Room(
        "server.switch",
        "The rooms of the switch know the site and the guide's numbers: no message, no session, no clock.",
        ("ctiproto.constants", "server.site.data", "server.switch.timers", "server.switch.words"),
    ),
    Room(
        "server.life",
        "Simulated people see events and give commands, like anybody outside the switch.",
        ("ctiproto.constants", "server.site.data", "server.switch.timers", "server.switch.words"),
    ),
    Room(
        "server.statistics",
        "What happened in the switch, counted: events go in, figures come out.",
        ("ctiproto.constants", "server.site.data", "server.switch.words"),
    ),
    Room(
        "server.centre",
        "The contact centre is the switch, the people and what they have done; of a client it knows only the number.",
        (
            "ctiproto.constants",
            "server.life",
            "server.sessions",
            "server.site.data",
            "server.statistics",
            "server.suggestions",
            "server.switch.switch",
            "server.switch.words",
        ),
    ),
    # Sessions and services: messages in, messages out.
    Room(
        "server.version_rules",
        "What values depend on the version, beside layouts.",
        ("ctiproto.constants", "ctiproto.versions"),
    ),
    Room("server.suggestions", "Counts of suggestions know the services of the guide.", ("ctiproto.constants",)),
    Room("server.alarms", "The table of alarms is about alarms, and asks nobody.", ("server.effects",)),
    Room("server.alarm_sink", "Alarms as lines, for whoever opened the file.", ("server.effects",)),
    Room("server.effects", "What the rim is asked to do: bytes, clients, lines of the log."),
    Room(
        "server.sessions",
        "Who is connected and may see what: of the switch they know its events and identifiers.",
        ("ctiproto.*", "server.site.data", "server.switch.words", "server.version_rules"),
    ),
    Room(
        "server.translate",
        "Events of the switch into messages: facts about sessions, but no deliveries.",
        ("ctiproto.*", "server.sessions", "server.site.data", "server.switch.words", "server.version_rules"),
    ),
    Room(
        "server.delivery",
        "Translate, decide who hears it, write it once per version.",
        (
            "ctiproto.*",
            "server.effects",
            "server.sessions",
            "server.site.data",
            "server.switch.words",
            "server.translate",
        ),
    ),
    Room(
        "server.gateway",
        "What clients know of the contact centre, as long as nobody can tell them what happens there.",
        ("ctiproto.constants", "server.centre", "server.switch.words"),
    ),
    Room(
        "server.services",
        "A request into a command, and what came of it into an answer; the context lends them the centre.",
        (
            "ctiproto.*",
            "server.centre",
            "server.delivery",
            "server.effects",
            "server.pace",
            "server.sessions",
            "server.site.data",
            "server.statistics",
            "server.suggestions",
            "server.switch.switch",
            "server.switch.words",
            "server.translate",
            "server.version_rules",
        ),
    ),
    Room(
        "server.complaints",
        "How much the log says about one client, which is a matter of counting.",
        ("server.effects",),
    ),
    Room("server.pace", "Times of clients and of the centre, which is arithmetic."),
    Room("server.half_hours", "When statistics begin anew follows from the time alone."),
    Room(
        "server.peers",
        "The connections of the engine, each with its protocol and its address.",
        ("ctiproto.connection", "server.complaints", "server.pace", "server.sessions"),
    ),
    Room("server.roles", "What a side may be, and with which status it then refuses.", ("ctiproto.constants",)),
    Room(
        "server.maintenance",
        "Questions to sessions, and who has answered.",
        ("ctiproto.constants", "server.pace", "server.sessions"),
    ),
    Room(
        "server.engine",
        "The server without sockets, clocks or logs joins all rooms above.",
        (
            "ctiproto.*",
            "server.alarms",
            "server.centre",
            "server.delivery",
            "server.effects",
            "server.gateway",
            "server.half_hours",
            "server.pace",
            "server.peers",
            "server.roles",
            "server.services",
            "server.sessions",
            "server.switch.words",
            "server.translate",
        ),
    ),
    Room(
        "server.side",
        "An engine whose role changes.",
        (
            "ctiproto.*",
            "server.centre",
            "server.delivery",
            "server.effects",
            "server.engine",
            "server.gateway",
            "server.maintenance",
            "server.pace",
            "server.peers",
            "server.roles",
            "server.services",
            "server.sessions",
            "server.switch.words",
        ),
    ),
    Room(
        "server.pair",
        "The sides over one centre: which is active, and in which order they hear.",
        (
            "ctiproto.declare",
            "server.centre",
            "server.effects",
            "server.pace",
            "server.roles",
            "server.sessions",
            "server.side",
            "server.site.data",
            "server.switch.words",
        ),
    ),
    Room(
        "server.operator.values",
        "What operators say and are told: frozen values that anybody may read.",
        ("ctiproto.constants", "server.switch.words"),
        tuple(f"server.operator.{part}" for part in _OPERATOR_VALUES),
    ),
    Room(
        "server.operator",
        "Orders and questions of an operator, carried out on the sides and answered from them.",
        (
            "ctiproto.constants",
            "ctiproto.wire",
            "server.effects",
            "server.operator.values",
            "server.pair",
            "server.services",
            "server.sessions",
            "server.site",
            "server.site.data",
            "server.switch.words",
            "server.translate",
        ),
    ),
    # The rim.
    Room("server.log", "The log is told what happened and asks nobody."),
    Room(
        "server.transport",
        "Sockets and the clock around the sides; it sees bytes and no message.",
        ("server.alarm_sink", "server.effects", "server.pair", "server.sessions", "server.site.data"),
    ),
    Room(
        "server.control",
        "An operator's orders and questions on the wire; what they mean is decided elsewhere.",
        ("server.operator.values",),
    ),
    Room(
        "server.proxy",
        "Between clients and servers: it passes bytes on and has tapes remember them, and decides nothing.",
        ("ctiproto.*", "server.tapes", "server.transport"),
    ),
    Room(
        "server.client",
        "A client of any CTI server: it shares rules of versions and options of sockets with ours, and nothing else.",
        ("ctiproto.*", "server.transport", "server.version_rules"),
    ),
    Room("server.jsonlines", "Lines of JSON are read without knowing what for."),
    Room(
        "server.tapes",
        "Tapes are lines about frames: how they were seen is for whoever writes them.",
        ("ctiproto.*", "server.jsonlines"),
    ),
    Room(
        "server.replay",
        "Tapes played again: a player is told the time and bytes, as the engine is, and waits for nobody.",
        ("ctiproto.*", "server.effects", "server.tapes", "server.transport"),
    ),
    Room(
        "server.comparing",
        "What was heard beside what is on the tape: it judges, and plays nothing.",
        ("ctiproto.*", "server.replay"),
    ),
    Room(
        "server.captures",
        "Captured traffic into frames needs the library, and the tape as one of its formats.",
        ("ctiproto.*", "server.jsonlines", "server.tapes"),
    ),
    Room("server.dissector", "Declarations into Lua need the library alone.", ("ctiproto.*",)),
    Room(
        "server.reloading",
        "A file into a site, and the site into whatever takes it.",
        ("server.site", "server.site.data", "server.switch.words"),
    ),
    Room(
        "server.app",
        "The only file that knows all the rooms.",
        (
            "server.centre",
            "server.control",
            "server.log",
            "server.operator",
            "server.pace",
            "server.pair",
            "server.reloading",
            "server.site",
            "server.site.data",
            "server.transport",
        ),
    ),
    Room(
        "server.cli",
        "Commands turn words into calls of a door; nobody imports them.",
        (
            "ctiproto.*",
            "server.alarm_sink",
            "server.app",
            "server.captures",
            "server.client",
            "server.control",
            "server.dissector",
            "server.jsonlines",
            "server.log",
            "server.operator.values",
            "server.comparing",
            "server.proxy",
            "server.replay",
            "server.site",
            "server.site.data",
            "server.tapes",
            "server.transport",
        ),
    ),
    Room("server", "The front of the emulator is empty."),
)

INNER: Final = ("ctiproto.generate", "ctiproto.reference", "ctiproto.findings", "ctiproto.strategies", "ctiproto")
"""Rooms of the library that nobody outside imports; outsiders of the project use ``ctiproto`` itself."""

OUTSIDE: Final = {
    "trio": (
        *("server.transport", "server.client", "server.proxy", "server.replay.net"),
        *("server.control.running", "server.control.serving"),
        *("server.cli.compare", "server.cli.playing", "server.cli.record", "server.cli.replay"),
        *("server.cli.serve", "server.cli.watch", "server.app"),
    ),
    "fastapi": ("server.control.application",),
    "starlette": ("server.control.application", "server.control.gate"),
    "pydantic": ("server.control.application", "server.control.models"),
    "hypercorn": ("server.control.serving",),
    "secrets": ("server.control.running", "server.cli.convert", "server.cli.record"),
    "structlog": ("server.log",),
    "construct": ("ctiproto.wire", "ctiproto.reference"),
    "cattrs": ("server.site",),
    "tomllib": ("server.site", "server.comparing.rules"),
    "cyclopts": ("server.cli",),
    "rich": ("server.cli", "server.client.watching"),
    "dpkt": ("server.captures.pcap",),
    "hypothesis": ("ctiproto.strategies",),
    "time": ("server.transport.clock",),
    "socket": (
        *("server.transport", "server.client", "server.proxy"),
        "server.control.whereabouts",
        "server.captures.pcap",
    ),
    "random": ("server.switch.floor", "server.life", "server.client"),
    "asyncio": (),
    "threading": ("server.log",),
    "subprocess": (),
    "logging": ("server.log",),
    "pickle": (),
}
"""Who may import what comes from elsewhere and matters: waiting, the world outside, chance, large libraries."""

ASYNC: Final = (
    *("server.transport", "server.client", "server.proxy", "server.replay.net", "server.app"),
    "server.control.application",
    "server.control.gate",
    "server.control.running",
    "server.control.serving",
    *("server.cli.compare", "server.cli.playing", "server.cli.record", "server.cli.replay"),
    *("server.cli.serve", "server.cli.watch"),
)
"""Where functions may wait."""

IN_FUNCTIONS: Final = {
    ("server.cli.inputs", "rich"): "slow to import, and only seen on a terminal",
    ("server.cli.output", "rich"): "slow to import, and only seen on a terminal",
}
"""Imports that stand inside a function: who, what, and why."""


def room_of(module: str) -> Room | None:
    """The room that a module belongs to; ``None``: the table has none for it."""
    best = max(ROOMS, key=lambda room: room.claim(module))
    # The fronts of the two packages are rooms without children: a new module needs a line of its own.
    if not best.claim(module) or (best.name in ("ctiproto", "server") and module != best.name):
        return None
    return best


def allowed(room: Room) -> Iterator[str]:
    """The names of the rooms that a room may import from."""
    for name in room.may:
        if name == "ctiproto.*":
            yield from (other.name for other in ROOMS if other.name.startswith("ctiproto.") and other.name not in INNER)
        else:
            yield name


def belongs(module: str, places: tuple[str, ...]) -> bool:
    """Whether a module is one of the places or below one."""
    return any(module == place or module.startswith(f"{place}.") for place in places)


def is_ours(name: str) -> bool:
    """Whether a module is one of the product's."""
    return name in modules()
