"""A page for each section of the guide, with the layout of its messages."""

from __future__ import annotations

from collections.abc import Iterator

from myst_text import anchor, table, title, versions

from ctiproto.declare import Declaration, Fixed, Floating, Message, MessageClass, Repeated, Service, messages_of
from ctiproto.messages.parts import Opaque
from ctiproto.versions import Dialect
from ctiproto.wire import Wire

_CLASSES = {
    MessageClass.SESSION: "opens, keeps and closes a session, and tells how the server is",
    MessageClass.ERROR: "tells of a failure that is of no other class",
    MessageClass.CONFIGURATION: "tells what is configured, or asks for it",
    MessageClass.AGENT_STATE: "tells the states of agents, asks for them or changes them",
    MessageClass.CALL_CONTROL: "acts for a station or routes calls, and tells why it cannot",
    MessageClass.CALL_EVENTS: "tells what becomes of a call, or changes its data",
    MessageClass.MISCELLANEOUS: "all else: snapshots, statistics, supervisors, monitors, recorders and services",
}
"""What the messages of each class do."""

_SENDERS = {"client": "the client", "server": "the server", "both": "both sides"}


def pages() -> dict[str, str]:
    """The pages by their name."""
    found = {f"messages-{service.value.replace('_', '-')}.md": _page(service) for service in Service}
    found["messages.md"] = _index()
    return found


def _of(service: Service) -> list[type[Message]]:
    return [cls for _, cls in sorted(messages_of(Dialect.UCCE).by_number.items()) if cls.declaration.service is service]


def _index() -> str:
    toctree = "".join(f"messages-{service.value.replace('_', '-')}\n" for service in Service)
    rows = (
        (
            str(number),
            f"[{cls.declaration.name}](#{cls.declaration.name})",
            cls.declaration.kind.value,
            _SENDERS[cls.declaration.sender.value],
            cls.declaration.message_class.value,
            _solicited(cls.declaration),
            versions(cls.declaration.since, None),
        )
        for number, cls in sorted(messages_of(Dialect.UCCE).by_number.items())
    )
    return (
        "# Messages\n\n"
        f"All {len(messages_of(Dialect.UCCE).by_number)} messages, by section of the guide and here by number.\n"
        "The pages are made from the declarations in `ctiproto.messages`.\n\n"
        "```{toctree}\n:maxdepth: 1\n\n"
        + toctree
        + "```\n\n"
        + _classes()
        + "## By number\n\n"
        + table(("Type", "Name", "Kind", "Sent by", "Class", "", "Versions"), rows)
    )


def _classes() -> str:
    rows = ((f"`{each.value}`", does) for each, does in _CLASSES.items())
    return (
        f"{anchor('classes-of-messages')}## Classes\n\n"
        "Each message is of one class, which says what it is for.\n"
        "It is *solicited* if a client sends it or the server sends it in answer; all else the server sends by itself, "
        "*unsolicited*.\n"
        "`ctiserver explain` tells both, `ctiserver watch` and `ctiserver decode` select by `--class`, and Wireshark "
        "filters by `ged188.class` and `ged188.solicited`.\n\n"
        "The classes are those of the developer guide of Unified CCX, by its table of messages.\n"
        "Messages that Unified CCX does not have are of the class that is usual for their section: a rule of ours.\n"
        "A message of a type that no table names has no class.\n\n" + table(("Class", "What its messages do"), rows)
    )


def _solicited(declaration: Declaration) -> str:
    return "solicited" if declaration.is_solicited else "unsolicited"


def _page(service: Service) -> str:
    return f"# {title(service.value)}\n\n" + "".join(_message(cls) for cls in _of(service))


def _message(cls: type[Message]) -> str:
    declaration = cls.declaration
    facts = [f"Type {declaration.number}, {declaration.kind.value} of {_SENDERS[declaration.sender.value]}"]
    facts.append(f"class {declaration.message_class.value}, {_solicited(declaration)}")
    if declaration.answers:
        facts.append(f"answers {declaration.answers}")
    if declaration.since:
        facts.append(f"exists since version {declaration.since}")
    said = f"{anchor(declaration.name)}## {declaration.name}\n\n`{cls.__name__}`. {', '.join(facts)}.\n\n"
    if issubclass(cls, Opaque):
        return said + "The guide does not print its layout: the body is kept as it is.\n\n"
    return said + _fields(declaration)


def _fields(declaration: Declaration) -> str:
    text = ""
    if declaration.fixed:
        text += table(("Fixed part", "Attribute", "Type", "Versions", ""), map(_fixed, declaration.fixed))
    if declaration.floating:
        rows = _floating(declaration.floating, ())
        text += table(("Floating part", "Attribute", "Tag", "Type", "Versions", ""), rows)
    return text or "It consists of its header.\n\n"


def _type(wire: Wire[object]) -> str:
    size = "" if wire.is_number else f" {wire.size}"
    numbers = "" if wire.numbers is None else f" [{wire.numbers.__name__}](#{wire.numbers.__name__})"
    return f"{wire.name}{size}{numbers}"


def _fixed(field: Fixed) -> tuple[str, ...]:
    notes = []
    if field.counts is not None:
        notes.append(f"counts `{field.counts}`")
    if field.bodies is not None:
        notes.append(f"only in bodies of {' or '.join(map(str, sorted(field.bodies)))} bytes")
    when = versions(field.since, field.until)
    return field.name, f"`{field.attribute}`", _type(field.wire), when, ", ".join(notes)


def _floating(members: tuple[Floating | Repeated, ...], lists: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    for member in members:
        if isinstance(member, Repeated):
            yield from _floating(member.members, (*lists, member.attribute))
            continue
        notes = [f"in the list `{' / '.join(lists)}`"] if lists else []
        if member.required:
            notes.append("required")
        if member.counts is not None:
            notes.append(f"counts `{member.counts}`")
        if member.secret:
            notes.append("secret: not shown to people")
        tag = "not published" if member.tag is None else str(int(member.tag))
        when = versions(member.since, member.until)
        yield member.name, f"`{member.attribute}`", tag, _type(member.wire), when, ", ".join(notes)
