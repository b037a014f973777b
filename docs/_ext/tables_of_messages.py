"""A page for each section of the guide, with the layout of its messages."""

from __future__ import annotations

from collections.abc import Iterator

from myst_text import anchor, table, title, versions

from ctiproto.declare import Declaration, Fixed, Floating, Message, Repeated, Service, messages_of
from ctiproto.messages.parts import Opaque
from ctiproto.versions import Dialect
from ctiproto.wire import Wire

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
        + table(("Type", "Name", "Kind", "Sent by", "Versions"), rows)
    )


def _page(service: Service) -> str:
    return f"# {title(service.value)}\n\n" + "".join(_message(cls) for cls in _of(service))


def _message(cls: type[Message]) -> str:
    declaration = cls.declaration
    facts = [f"Type {declaration.number}, {declaration.kind.value} of {_SENDERS[declaration.sender.value]}"]
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
