"""A page for each section of the guide, with the layout of its messages, and one for each class of Unified CCX."""

from __future__ import annotations

from collections.abc import Iterator

from known_of_uccx import INFERRED, inferred_fields, is_number_inferred
from myst_text import anchor, table, title, versions
from numbers_of_the_guide import target

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

_PRODUCTS = {Dialect.UCCE: "Unified CCE", Dialect.UCCX: "Unified CCX"}
_SENDERS = {"client": "the client", "server": "the server", "both": "both sides"}


def pages() -> dict[str, str]:
    """The pages by their name."""
    found = {f"messages-{service.value.replace('_', '-')}.md": _page(service) for service in Service}
    found["messages.md"] = _index()
    found |= {f"uccx-{each.value.replace('_', '-')}.md": _page_of_uccx(each) for each in MessageClass}
    found["uccx-messages.md"] = _index_of_uccx()
    return found


def _of(service: Service) -> list[type[Message]]:
    return [cls for _, cls in sorted(messages_of(Dialect.UCCE).by_number.items()) if cls.declaration.service is service]


def _of_uccx(message_class: MessageClass) -> list[type[Message]]:
    known = sorted(messages_of(Dialect.UCCX).by_number.items())
    return [cls for _, cls in known if cls.declarations[Dialect.UCCX].message_class is message_class]


def _index_of_uccx() -> str:
    known = sorted(messages_of(Dialect.UCCX).by_number.items())
    declarations = [cls.declarations[Dialect.UCCX] for _, cls in known]
    fields = [field for each in declarations for field in (*each.fixed, *each.tags())]
    inferred = sum(len(inferred_fields(each)) for each in declarations)
    toctree = "".join(f"uccx-{each.value.replace('_', '-')}\n" for each in MessageClass)
    rows = (
        (
            str(each.number),
            _linked(each.name, Dialect.UCCX),
            each.kind.value,
            _SENDERS[each.sender.value],
            each.message_class.value,
            _solicited(each),
            versions(each.since, None),
            "number inferred" if is_number_inferred(each.name) else "",
        )
        for each in declarations
    )
    return (
        f"{anchor('uccx-messages')}# Messages of Unified CCX\n\n"
        f"The {len(known)} messages whose numbers are published, by [class](#classes-of-messages) and here by number.\n"
        "The pages are made from the declarations in `ctiproto.messages`.\n\n"
        f"Beside {inferred} of {len(fields)} fields stands *{INFERRED}*: the public pages of the guide are cut off "
        "there, and the field is taken from the layout of Unified CCE.\n"
        "A *reserved* place holds one number always; it has the name that Unified CCE gives it.\n\n"
        "```{toctree}\n:maxdepth: 1\n\n"
        + toctree
        + "```\n\n## By number\n\n"
        + table(("Type", "Name", "Kind", "Sent by", "Class", "", "Versions", ""), rows)
    )


def _page_of_uccx(message_class: MessageClass) -> str:
    head = f"# {title(message_class.value)} (Unified CCX)\n\n"
    return head + "".join(_message(cls, Dialect.UCCX) for cls in _of_uccx(message_class))


def _target(name: str, dialect: Dialect) -> str:
    return name if dialect.is_default else f"{dialect.value}-{name}"


def _linked(name: str, dialect: Dialect) -> str:
    return f"[{name}](#{_target(name, dialect)})"


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
        f"All {len(messages_of(Dialect.UCCE).by_number)} messages of Unified CCE, by section of the guide and here by "
        "number.\n"
        "The pages are made from the declarations in `ctiproto.messages`.\n"
        "Those of Unified CCX are on [pages of their own](uccx-messages.md).\n\n"
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


def _message(cls: type[Message], dialect: Dialect = Dialect.UCCE) -> str:
    declaration = cls.declarations[dialect]
    facts = [f"Type {declaration.number}, {declaration.kind.value} of {_SENDERS[declaration.sender.value]}"]
    facts.append(f"class {declaration.message_class.value}, {_solicited(declaration)}")
    if declaration.answers:
        facts.append(f"answers {declaration.answers}")
    if declaration.since:
        facts.append(f"exists since version {declaration.since}")
    facts += [f"{_PRODUCTS[other]}: {_linked(there.name, other)}" for other, there in _elsewhere(cls, dialect)]
    name = declaration.name
    said = f"{anchor(_target(name, dialect))}## {name}\n\n`{cls.__name__}`. {', '.join(facts)}.\n\n"
    if issubclass(cls, Opaque):
        return said + "The guide does not print its layout: the body is kept as it is.\n\n"
    inferred = frozenset() if dialect.is_default else inferred_fields(declaration)
    return said + _fields(declaration, inferred)


def _elsewhere(cls: type[Message], dialect: Dialect) -> list[tuple[Dialect, Declaration]]:
    """What other dialects have as the same message."""
    return [(other, there) for other, there in cls.declarations.items() if other is not dialect]


def _fields(declaration: Declaration, inferred: frozenset[Fixed | Floating]) -> str:
    text = ""
    if declaration.fixed:
        fixed = (_fixed(field, inferred) for field in declaration.fixed)
        text += table(("Fixed part", "Attribute", "Type", "Versions", ""), fixed)
    if declaration.floating:
        floating = _floating(declaration.floating, (), inferred)
        text += table(("Floating part", "Attribute", "Tag", "Type", "Versions", ""), floating)
    return text or "It consists of its header.\n\n"


def _type(wire: Wire[object]) -> str:
    size = "" if wire.is_number else f" {wire.size}"
    numbers = "" if wire.numbers is None else f" [{wire.numbers.__name__}](#{target(wire.numbers)})"
    return f"{wire.name}{size}{numbers}"


def _noted(field: Fixed | Floating, inferred: frozenset[Fixed | Floating]) -> list[str]:
    notes = [] if field.constant is None else [f"reserved: {field.constant}"]
    return [*notes, INFERRED] if field in inferred else notes


def _fixed(field: Fixed, inferred: frozenset[Fixed | Floating]) -> tuple[str, ...]:
    notes = _noted(field, inferred)
    if field.counts is not None:
        notes.append(f"counts `{field.counts}`")
    if field.bodies is not None:
        notes.append(f"only in bodies of {' or '.join(map(str, sorted(field.bodies)))} bytes")
    when = versions(field.since, field.until)
    return field.name, f"`{field.attribute}`", _type(field.shown), when, ", ".join(notes)


def _floating(
    members: tuple[Floating | Repeated, ...], lists: tuple[str, ...], inferred: frozenset[Fixed | Floating]
) -> Iterator[tuple[str, ...]]:
    for member in members:
        if isinstance(member, Repeated):
            yield from _floating(member.members, (*lists, member.attribute), inferred)
            continue
        notes = [f"in the list `{' / '.join(lists)}`"] if lists else []
        notes += _noted(member, inferred)
        if member.required:
            notes.append("required")
        if member.counts is not None:
            notes.append(f"counts `{member.counts}`")
        if member.secret:
            notes.append("secret: not shown to people")
        tag = "not published" if member.tag is None else str(int(member.tag))
        when = versions(member.since, member.until)
        yield member.name, f"`{member.attribute}`", tag, _type(member.shown), when, ", ".join(notes)
