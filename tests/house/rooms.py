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
        doors: the modules below it that others may import from; empty: all.
    """

    name: str
    why: str
    may: tuple[str, ...] = ()
    parts: tuple[str, ...] = ()
    doors: tuple[str, ...] = ()

    def opens(self, module: str) -> bool:
        """Whether others may import from that module of this room."""
        return not self.doors or belongs(module, tuple(f"{self.name}.{door}" for door in self.doors))

    def claim(self, module: str) -> int:
        """How surely the module belongs here: the length of the name that says so, or 0."""
        return max(
            (len(part) for part in self.parts or (self.name,) if module == part or module.startswith(f"{part}.")),
            default=0,
        )


ROOMS: Final = (
    # The library: bytes and messages, no input or output.
    Room("ctiproto.constants", "The numbers of the guide stand for themselves."),
    Room("ctiproto.versions", "Dialects and versions, and what each says of all messages at once."),
    Room("ctiproto.names", "Names are made of names."),
    Room("ctiproto.values", "What messages and their entries can do because they are values."),
    Room("ctiproto.wire", "A data type may be of a number that has names.", ("ctiproto.constants",)),
    Room(
        "ctiproto.schema",
        "A declaration is data types with tags.",
        ("ctiproto.constants", "ctiproto.versions", "ctiproto.wire"),
    ),
    Room(
        "ctiproto.dialects",
        "What a dialect says of a field wherever it stands.",
        ("ctiproto.constants", "ctiproto.schema", "ctiproto.versions", "ctiproto.wire"),
    ),
    Room(
        "ctiproto.specifiers",
        "What stands in the class body of a declaration.",
        ("ctiproto.constants", "ctiproto.schema", "ctiproto.names", "ctiproto.versions", "ctiproto.wire"),
    ),
    Room(
        "ctiproto.declare",
        "Declaring makes a declaration, with the guide's names.",
        (
            "ctiproto.dialects",
            "ctiproto.specifiers",
            "ctiproto.schema",
            "ctiproto.names",
            "ctiproto.values",
            "ctiproto.versions",
        ),
    ),
    Room(
        "ctiproto.messages",
        "Messages only declare: no code of theirs reads or writes anything.",
        ("ctiproto.constants", "ctiproto.declare", "ctiproto.wire"),
    ),
    Room(
        "ctiproto.unknown",
        "A message without a declaration of its own.",
        ("ctiproto.schema", "ctiproto.declare", "ctiproto.versions"),
    ),
    Room("ctiproto.errors", "Errors carry the guide's status.", ("ctiproto.constants",)),
    Room(
        "ctiproto.layout",
        "A layout is a declaration as one profile has it.",
        (
            "ctiproto.constants",
            "ctiproto.schema",
            "ctiproto.declare",
            "ctiproto.versions",
        ),
    ),
    Room(
        "ctiproto.reserved",
        "What always stands in reserved places, as the layout of a message says it.",
        ("ctiproto.schema", "ctiproto.declare", "ctiproto.layout", "ctiproto.versions"),
    ),
    Room(
        "ctiproto.findings",
        "What both codecs say about a flaw of a layout's frame.",
        (
            "ctiproto.constants",
            "ctiproto.schema",
            "ctiproto.errors",
            "ctiproto.layout",
            "ctiproto.wire",
        ),
    ),
    Room(
        "ctiproto.decoded",
        "What reading gives is the same with either codec.",
        ("ctiproto.declare", "ctiproto.errors"),
    ),
    Room(
        "ctiproto.reference",
        "The reference codec reads a layout, and knows nothing of the generated one.",
        (
            "ctiproto.constants",
            "ctiproto.schema",
            "ctiproto.declare",
            "ctiproto.decoded",
            "ctiproto.errors",
            "ctiproto.findings",
            "ctiproto.layout",
            "ctiproto.versions",
        ),
    ),
    Room(
        "ctiproto.generate",
        "The generated codec reads a layout, and takes its errors from the reference.",
        (
            "ctiproto.constants",
            "ctiproto.schema",
            "ctiproto.declare",
            "ctiproto.decoded",
            "ctiproto.errors",
            "ctiproto.findings",
            "ctiproto.layout",
            "ctiproto.reference",
            "ctiproto.versions",
            "ctiproto.wire",
        ),
    ),
    Room(
        "ctiproto.by_type",
        "What is made of layouts is found by the MessageType, as the layouts are.",
        (
            "ctiproto.constants",
            "ctiproto.declare",
            "ctiproto.layout",
            "ctiproto.messages",
            "ctiproto.versions",
        ),
    ),
    Room(
        "ctiproto.codec",
        "The codec picks a layout and the code that was generated for it.",
        (
            "ctiproto.by_type",
            "ctiproto.constants",
            "ctiproto.declare",
            "ctiproto.decoded",
            "ctiproto.errors",
            "ctiproto.generate",
            "ctiproto.layout",
            "ctiproto.messages",
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
            "ctiproto.by_type",
            "ctiproto.codec",
            "ctiproto.constants",
            "ctiproto.schema",
            "ctiproto.declare",
            "ctiproto.decoded",
            "ctiproto.errors",
            "ctiproto.generate",
            "ctiproto.jsonvalue",
            "ctiproto.layout",
            "ctiproto.messages",
            "ctiproto.versions",
            "ctiproto.wire",
        ),
        (
            "ctiproto.dissect",
            "ctiproto.field_texts",
            "ctiproto.json_form",
            "ctiproto.json_text",
            "ctiproto.text",
            "ctiproto.explain",
        ),
    ),
    Room(
        "ctiproto.strategies",
        "Strategies are derived from declarations; they alone know hypothesis.",
        (
            "ctiproto.codec",
            "ctiproto.constants",
            "ctiproto.schema",
            "ctiproto.declare",
            "ctiproto.layout",
            "ctiproto.messages",
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
            "ctiproto.schema",
            "ctiproto.declare",
            "ctiproto.decoded",
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
    Room(
        "ctiproto.version_rules",
        "What values depend on the version, beside layouts.",
        ("ctiproto.constants", "ctiproto.versions"),
    ),
    # The simulated contact centre: it speaks the guide's constants, never its messages.
    Room("ctiserver.site.endpoints", "Host and port, which all that knows a network writes alike."),
    Room(
        "ctiserver.site",
        "The site file, and the site as frozen data.",
        ("ctiproto.constants", "ctiproto.versions"),
    ),
    Room(
        "ctiserver.centre.switch",
        "A deterministic peripheral: commands and the time go in, events come out; no message, no session, no clock.",
        ("ctiproto.constants", "ctiproto.wire", "ctiserver.site"),
        doors=(
            "catch_up",
            "commands",
            "context",
            "errors",
            "events",
            "identifiers",
            "reasons",
            "switch",
            "timers",
            "views",
        ),
    ),
    Room(
        "ctiserver.centre.workload",
        "Simulated callers and agents see events and give commands, like anybody outside the switch.",
        ("ctiproto.constants", "ctiproto.wire", "ctiserver.centre.switch", "ctiserver.site"),
        doors=("workload",),
    ),
    Room(
        "ctiserver.centre.statistics",
        "What happened in the switch, counted: events go in, figures come out.",
        ("ctiproto.constants", "ctiserver.centre.switch", "ctiserver.site"),
    ),
    Room(
        "ctiserver.centre",
        "The contact centre is the switch, the workload and the statistics; of a client it knows only the number.",
        (
            "ctiproto.constants",
            "ctiserver.centre.statistics",
            "ctiserver.centre.switch",
            "ctiserver.centre.workload",
            "ctiserver.site",
        ),
    ),
    # The CTI Server as function calls: messages in, messages out.
    Room("ctiserver.engine.effects", "What the transport is asked to do: bytes, clients, lines of the log."),
    Room("ctiserver.engine.counts", "How many messages of each class there were, for whoever asks.", ("ctiproto.*",)),
    Room("ctiserver.engine.timescale", "Times of clients and of the centre, which is arithmetic."),
    Room(
        "ctiserver.engine.dialects",
        "What differs between dialects, as answers: a request or a message goes in, a status or its words come out.",
        ("ctiproto.*", "ctiserver.site"),
    ),
    Room(
        "ctiserver.engine.sessions",
        "Who is connected and may see what: of the switch they know its events and identifiers.",
        (
            "ctiproto.*",
            "ctiserver.centre.switch",
            "ctiserver.engine.dialects",
            "ctiserver.site",
            "ctiserver.site.endpoints",
        ),
    ),
    Room(
        "ctiserver.engine.translate",
        "Events, figures and records into messages: facts about sessions, but no deliveries.",
        (
            "ctiproto.*",
            "ctiserver.centre.statistics",
            "ctiserver.centre.switch",
            "ctiserver.engine.dialects",
            "ctiserver.engine.sessions",
            "ctiserver.site",
        ),
    ),
    Room(
        "ctiserver.engine.delivery",
        "Translate, decide who hears it, write it once per version.",
        (
            "ctiproto.*",
            "ctiserver.centre.switch",
            "ctiserver.engine.counts",
            "ctiserver.engine.dialects",
            "ctiserver.engine.effects",
            "ctiserver.engine.sessions",
            "ctiserver.engine.translate",
            "ctiserver.site",
        ),
    ),
    Room(
        "ctiserver.engine.services.context",
        "What answering a request takes and what it leaves behind: the context lends the centre to handlers.",
        (
            "ctiproto.*",
            "ctiserver.centre",
            "ctiserver.centre.switch",
            "ctiserver.engine.delivery",
            "ctiserver.engine.dialects",
            "ctiserver.engine.effects",
            "ctiserver.engine.sessions",
            "ctiserver.engine.timescale",
            "ctiserver.engine.translate",
            "ctiserver.site",
        ),
    ),
    Room(
        "ctiserver.engine.services.checks",
        "What requests name, looked up and refused in the order of the statuses; no check knows a handler.",
        (
            "ctiproto.*",
            "ctiserver.centre.switch",
            "ctiserver.engine.services.context",
            "ctiserver.engine.sessions",
            "ctiserver.site",
        ),
    ),
    Room(
        "ctiserver.engine.services",
        "A request into a command, and what came of it into an answer: the table of handlers, and their dispatch.",
        (
            "ctiproto.*",
            "ctiserver.centre",
            "ctiserver.centre.switch",
            "ctiserver.engine.delivery",
            "ctiserver.engine.services.checks",
            "ctiserver.engine.services.context",
            "ctiserver.engine.sessions",
            "ctiserver.engine.translate",
            "ctiserver.site",
        ),
    ),
    Room(
        "ctiserver.engine",
        "The server without sockets, clocks or logs joins all rooms above: an engine, or two sides of one.",
        (
            "ctiproto.*",
            "ctiserver.centre",
            "ctiserver.centre.switch",
            "ctiserver.engine.counts",
            "ctiserver.engine.delivery",
            "ctiserver.engine.dialects",
            "ctiserver.engine.effects",
            "ctiserver.engine.services",
            "ctiserver.engine.services.checks",
            "ctiserver.engine.services.context",
            "ctiserver.engine.sessions",
            "ctiserver.engine.timescale",
            "ctiserver.engine.translate",
            "ctiserver.site",
            "ctiserver.site.endpoints",
        ),
    ),
    Room(
        "ctiserver.admin.values",
        "What operators say and are told: frozen values that anybody may read.",
        ("ctiproto.constants", "ctiserver.centre.switch"),
        tuple(f"ctiserver.admin.{part}" for part in ("commands", "errors", "fields", "queries", "results")),
    ),
    Room(
        "ctiserver.admin",
        "Commands and queries of an operator, carried out on the sides and answered from them.",
        (
            "ctiproto.constants",
            "ctiproto.wire",
            "ctiserver.admin.values",
            "ctiserver.centre.switch",
            "ctiserver.engine",
            "ctiserver.engine.dialects",
            "ctiserver.engine.effects",
            "ctiserver.engine.services.checks",
            "ctiserver.engine.sessions",
            "ctiserver.engine.translate",
            "ctiserver.site",
            "ctiserver.site.endpoints",
        ),
        doors=("handler", "limits"),
    ),
    Room("ctiserver.observe.family", "Figures of one name are plain values."),
    Room(
        "ctiserver.observe",
        "Figures about the running server, read when they are asked for; what is counted is counted elsewhere.",
        (
            "ctiserver.admin",
            "ctiserver.admin.values",
            "ctiserver.engine",
            "ctiserver.observe.family",
            "ctiserver.transport",
        ),
        doors=("families",),
    ),
    Room(
        "ctiserver.ledger",
        "What comes in at a server, as data: values, their bytes, the one way in, copies of the state.",
        (
            "ctiproto.constants",
            "ctiserver.admin.values",
            "ctiserver.centre",
            "ctiserver.centre.switch",
            "ctiserver.engine",
            "ctiserver.engine.effects",
            "ctiserver.engine.timescale",
            "ctiserver.site",
            "ctiserver.site.endpoints",
        ),
    ),
    # What waits.
    Room("ctiserver.line_writer", "Lines to files that may block or fail, in a thread of its own."),
    Room("ctiserver.log", "The log is told what happened and asks nobody.", ("ctiserver.line_writer",)),
    Room(
        "ctiserver.alarm_file",
        "Alarms as lines, for whoever opened the file.",
        ("ctiserver.engine.effects", "ctiserver.line_writer", "ctiserver.log"),
    ),
    Room(
        "ctiserver.transport",
        "Sockets and the clock around what is driven; it sees bytes and no message.",
        (
            "ctiserver.engine.effects",
            "ctiserver.site.endpoints",
        ),
    ),
    Room(
        "ctiserver.admin.http",
        "An operator's commands and queries on the wire; what they mean is decided elsewhere.",
        ("ctiserver.admin.values", "ctiserver.log", "ctiserver.site.endpoints", "ctiserver.transport"),
    ),
    Room(
        "ctiserver.client",
        "A client of any CTI server: it shares options of sockets with ours, and nothing else.",
        ("ctiproto.*", "ctiserver.site.endpoints", "ctiserver.transport"),
    ),
    Room(
        "ctiserver.tapes",
        "Recorded sessions as lines: how they were seen is for whoever writes them.",
        ("ctiproto.*", "ctiserver.site.endpoints"),
    ),
    Room(
        "ctiserver.traffic",
        "Traffic: read from captures, recorded by a proxy, replayed, compared; a player waits for nobody.",
        (
            "ctiproto.*",
            "ctiserver.engine.effects",
            "ctiserver.log",
            "ctiserver.site.endpoints",
            "ctiserver.tapes",
            "ctiserver.transport",
        ),
    ),
    Room("ctiserver.wireshark", "Declarations into Lua need the library alone.", ("ctiproto.*",), doors=("script",)),
    Room(
        "ctiserver.app",
        "The server put together, its signals and the site file read again: the only room that knows all the others.",
        (
            "ctiserver.admin",
            "ctiserver.admin.http",
            "ctiserver.admin.values",
            "ctiserver.alarm_file",
            "ctiserver.centre",
            "ctiserver.centre.switch",
            "ctiserver.engine",
            "ctiserver.engine.effects",
            "ctiserver.ledger",
            "ctiserver.line_writer",
            "ctiserver.log",
            "ctiserver.observe",
            "ctiserver.observe.family",
            "ctiserver.site",
            "ctiserver.site.endpoints",
            "ctiserver.transport",
        ),
        ("ctiserver.app", "ctiserver.reload", "ctiserver.signals"),
    ),
    Room(
        "ctiserver.cli",
        "Commands turn words into calls of a door; nobody imports them.",
        (
            "ctiproto.*",
            "ctiserver.admin.http",
            "ctiserver.admin.values",
            "ctiserver.alarm_file",
            "ctiserver.app",
            "ctiserver.client",
            "ctiserver.line_writer",
            "ctiserver.log",
            "ctiserver.site",
            "ctiserver.site.endpoints",
            "ctiserver.tapes",
            "ctiserver.traffic",
            "ctiserver.transport",
            "ctiserver.wireshark",
        ),
    ),
    Room(
        "ctiserver",
        "The front of the emulator names what is public, and the command line starts here.",
        ("ctiserver.app", "ctiserver.cli", "ctiserver.site"),
        ("ctiserver", "ctiserver.__main__"),
    ),
)

INNER: Final = ("ctiproto.generate", "ctiproto.reference", "ctiproto.findings", "ctiproto.strategies", "ctiproto")
"""Rooms of the library that nobody outside imports; outsiders of the project use ``ctiproto`` itself."""

OUTSIDE: Final = {
    "trio": (
        *("ctiserver.transport", "ctiserver.client", "ctiserver.traffic.proxy", "ctiserver.traffic.replay.run"),
        *("ctiserver.admin.http.lifecycle", "ctiserver.admin.http.serving", "ctiserver.admin.http.wrong_tokens"),
        *("ctiserver.cli.compare", "ctiserver.cli.playing", "ctiserver.cli.record", "ctiserver.cli.replay"),
        *("ctiserver.cli.serve", "ctiserver.cli.watch", "ctiserver.cli.watching"),
        *("ctiserver.app", "ctiserver.reload", "ctiserver.signals"),
    ),
    "fastapi": ("ctiserver.admin.http.application",),
    "starlette": ("ctiserver.admin.http.application", "ctiserver.admin.http.auth"),
    "pydantic": ("ctiserver.admin.http.application", "ctiserver.admin.http.models"),
    "prometheus_client": ("ctiserver.observe.exposition",),
    "hypercorn": ("ctiserver.admin.http.serving",),
    "secrets": ("ctiserver.admin.http.lifecycle", "ctiserver.cli.convert", "ctiserver.cli.record"),
    "structlog": ("ctiserver.log",),
    "construct": ("ctiproto.wire", "ctiproto.reference"),
    "cattrs": ("ctiserver.ledger.form", "ctiserver.site"),
    "tomllib": ("ctiserver.site", "ctiserver.traffic.compare.rules"),
    "cyclopts": ("ctiserver.cli",),
    "rich": ("ctiserver.cli", "ctiserver.cli.watching"),
    "dpkt": ("ctiserver.traffic.captures.pcap",),
    "hypothesis": ("ctiproto.strategies",),
    "time": ("ctiserver.transport.clock", "ctiserver.client.blocking", "ctiserver.client.search"),
    "socket": (
        *("ctiserver.transport", "ctiserver.client", "ctiserver.traffic.proxy"),
        "ctiserver.admin.http.discovery",
        "ctiserver.traffic.captures.pcap",
    ),
    "random": (
        "ctiserver.centre.switch.call_numbers",
        "ctiserver.centre.switch.state",
        "ctiserver.centre.workload",
        "ctiserver.client",
        "ctiserver.engine.control_latency",
    ),
    "asyncio": ("ctiserver.client.aio",),
    "threading": ("ctiserver.line_writer",),
    "subprocess": (),
    "logging": ("ctiserver.log",),
    "pickle": ("ctiserver.ledger.state", "ctiserver.site.transfer"),
}
"""Who may import what comes from elsewhere and matters: waiting, the world outside, chance, large libraries."""

ASYNC: Final = (
    *(
        "ctiserver.transport",
        "ctiserver.client",
        "ctiserver.traffic.proxy",
        "ctiserver.traffic.replay.run",
        "ctiserver.app",
        "ctiserver.reload",
        "ctiserver.signals",
    ),
    "ctiserver.admin.http.application",
    "ctiserver.admin.http.auth",
    "ctiserver.admin.http.lifecycle",
    "ctiserver.admin.http.serving",
    "ctiserver.admin.http.wrong_tokens",
    *("ctiserver.cli.compare", "ctiserver.cli.playing", "ctiserver.cli.record", "ctiserver.cli.replay"),
    *("ctiserver.cli.serve", "ctiserver.cli.watch", "ctiserver.cli.watching"),
)
"""Where functions may wait."""

IN_FUNCTIONS: Final = {
    ("ctiserver.cli.inputs", "rich"): "slow to import, and only seen on a terminal",
    ("ctiserver.cli.output", "rich"): "slow to import, and only seen on a terminal",
}
"""Imports that stand inside a function: who, what, and why."""


def room_of(module: str) -> Room | None:
    """The room that a module belongs to; ``None``: the table has none for it."""
    best = max(ROOMS, key=lambda room: room.claim(module))
    # The fronts of the two packages are rooms without children: a new module needs a line of its own.
    if not best.claim(module) or (
        best.name in ("ctiproto", "ctiserver") and module not in (best.parts or (best.name,))
    ):
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
