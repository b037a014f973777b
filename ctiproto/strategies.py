"""Hypothesis strategies for messages and frames, derived from the declarations.

They are for tests of programs that speak the protocol, and need Hypothesis: ``pip install ctiserver[fuzz]``.
Properties of a client's parser, for example::

    from hypothesis import given

    from ctiproto import Profile
    from ctiproto.messages import AgentStateEvent
    from ctiproto.strategies import frames, mangled_frames, messages

    @given(frames(Profile(24)))
    def test_my_parser_reads_every_frame(frame):
        assert my_parser.parse(frame)

    @given(mangled_frames(Profile(24)))
    def test_my_parser_survives_every_frame(frame):
        my_parser.parse(frame)

    @given(messages(Profile(24), AgentStateEvent))
    def test_my_model_follows_the_agent(message):
        assert my_model.apply(message).state == message.agent_state

Values shrink towards what is plainest: no optional fields, empty texts, listed members of an enumeration, zero.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any, Final, TypeVar, assert_never, overload

try:
    from hypothesis import strategies as st
except ImportError as error:  # pragma: no cover - the tests need Hypothesis themselves
    raise ImportError("ctiproto.strategies needs Hypothesis: pip install ctiserver[fuzz]") from error

from ctiproto.codec import codec
from ctiproto.constants import WireEnum, WireMask
from ctiproto.constants.limits import ECC_NAME_MAX, ECC_VALUE_MAX, MHDR_SIZE
from ctiproto.declare import Message, messages_of
from ctiproto.layout import Layout, has_extension, layout_of, layout_of_body, tags_of
from ctiproto.messages.parts import Opaque
from ctiproto.schema import ExtraField, Fixed, Floating, Repeated
from ctiproto.versions import LAST_VERSION, Profile
from ctiproto.wire import ENCODING, Form, NamedArray, NamedVariable, Wire

__all__ = ["frames", "mangled_frames", "messages"]

M = TypeVar("M", bound=Message)
Draw = Callable[[st.SearchStrategy[Any]], Any]

_RANGES: Final = {"B": (0, 0xFF), "H": (0, 0xFFFF), "I": (0, 0xFFFFFFFF), "i": (-0x80000000, 0x7FFFFFFF)}
_MOST_ENTRIES: Final = 3
_MOST_EXTRAS: Final = 2
_NEWEST: Final = Profile(LAST_VERSION)


# --- values ----------------------------------------------------------------------------------------------------------


@cache
def _texts(most: int, *, nul: bool = True) -> st.SearchStrategy[str]:
    return st.text(st.characters(codec=ENCODING, exclude_characters="" if nul else "\0"), max_size=most)


@cache
def _numbers(code: str, numbers: type[WireEnum | WireMask] | None) -> st.SearchStrategy[Any]:
    any_number = st.integers(*_RANGES[code])
    if numbers is None:
        return any_number
    return st.sampled_from(list(numbers)) | any_number.map(numbers)


@cache
def _values(wire: Wire[Any], most: int) -> st.SearchStrategy[Any]:
    """Values that a field of this type can hold in ``most`` bytes."""
    match wire.form:
        case Form.NUMBER:
            return _numbers(wire.code, wire.numbers)
        case Form.FLAG:
            return st.booleans()
        case Form.TEXT:
            return _texts(most - 1)
        case Form.BYTES:
            return st.binary(max_size=most)
        case Form.VARIABLE:
            return st.builds(NamedVariable, _texts(ECC_NAME_MAX - 1, nul=False), _texts(ECC_VALUE_MAX - 1))
        case Form.ELEMENT:
            name, value = _texts(ECC_NAME_MAX - 1, nul=False), _texts(ECC_VALUE_MAX - 1)
            return st.builds(NamedArray, name, st.integers(0, 0xFF), value)
        case _:
            assert_never(wire.form)


def _constant(wire: Wire[Any], number: int) -> object:
    if wire.form is Form.FLAG:
        return bool(number)
    return number if wire.numbers is None else wire.numbers(number)


def _most(width: int) -> int:
    """The largest number of ``width`` bytes."""
    return (1 << 8 * width) - 1


def _field(field: Fixed | Floating, profile: Profile) -> st.SearchStrategy[Any]:
    if field.constant is not None:
        return st.just(_constant(field.wire, field.constant))
    return _values(field.wire, min(field.wire.size, _most(profile.length_width)))


# --- messages --------------------------------------------------------------------------------------------------------


def _entries(member: Repeated, profile: Profile) -> st.SearchStrategy[tuple[Any, ...]]:
    """Lists of entries.  Each has its first field, by which a reader knows where it begins."""
    if member.group is None:
        (only,) = member.members
        assert isinstance(only, Floating)  # noqa: S101 - a list of bare values
        entry = _field(only, profile)
    else:
        fields = [inner for inner in member.members if isinstance(inner, Repeated) or inner.counts is None]
        attributes = {inner.attribute: _member(inner, profile, always=inner is fields[0]) for inner in fields}
        entry = st.builds(member.group, **attributes)
    return st.lists(entry, max_size=_MOST_ENTRIES).map(tuple)


def _member(member: Floating | Repeated, profile: Profile, *, always: bool = False) -> st.SearchStrategy[Any]:
    if isinstance(member, Repeated):
        return _entries(member, profile)
    value = _field(member, profile)
    return value if always or member.required else st.none() | value


def _extra_fields(layout: Layout) -> st.SearchStrategy[tuple[ExtraField, ...]]:
    tags = st.integers(0, _most(layout.profile.tag_width)).filter(lambda tag: tag not in layout.tags)
    return st.lists(st.builds(ExtraField, tags, st.binary(max_size=8)), max_size=_MOST_EXTRAS).map(tuple)


@cache
def _of_layout(layout: Layout, *, extras: bool) -> st.SearchStrategy[Message]:
    """Messages that ``layout`` can hold."""
    profile = layout.profile
    version_field = layout.declaration.version_field
    attributes: dict[str, st.SearchStrategy[Any]] = {
        attribute: st.just(default) for attribute, default in layout.absent.items()
    }
    for field in layout.fixed:
        if field.counts is None:
            fixed = st.just(profile.version) if field.attribute == version_field else _field(field, profile)
            attributes[field.attribute] = fixed
    for member in layout.floating:
        if isinstance(member, Repeated) or member.counts is None:
            attributes[member.attribute] = _member(member, profile)
    if extras:
        attributes["extra_fields"] = _extra_fields(layout)
    return st.builds(layout.cls, **attributes)


def _of_class(cls: type[Message], profile: Profile, *, extras: bool) -> st.SearchStrategy[Message]:
    if issubclass(cls, Opaque):
        return st.builds(cls, body=st.binary(max_size=32))
    if has_extension(cls, profile):
        # its two layouts are told apart by the length of the body, so nothing may be added
        plain, extended = (layout_of(cls, profile, extended=extended) for extended in (False, True))
        return _of_layout(plain, extras=False) | _of_layout(extended, extras=False)
    return _of_layout(layout_of(cls, profile), extras=extras)


@overload
def messages(profile: Profile = ..., cls: None = ..., *, extras: bool = ...) -> st.SearchStrategy[Message]: ...


@overload
def messages(profile: Profile, cls: type[M], *, extras: bool = ...) -> st.SearchStrategy[M]: ...


def messages(
    profile: Profile = _NEWEST, cls: type[Message] | None = None, *, extras: bool = False
) -> st.SearchStrategy[Any]:
    """Well-formed messages of one profile: each can be written, and reads back equal and without findings.

    Enumerations also take numbers that no table lists.

    >>> from hypothesis import find
    >>> from ctiproto.messages import HeartbeatReq
    >>> find(messages(Profile(15), HeartbeatReq), lambda message: True)
    HeartbeatReq(invoke_id=0)

    Args:
        profile: dialect and version.
        cls: the class of the messages; without it, every class that the version has.
        extras: whether they may also have floating fields that their declaration does not list.  These survive a
            round trip, with findings.

    Raises:
        ValueError: the version does not have the message.
    """
    if cls is not None:
        declaration = cls.declarations.get(profile.dialect)
        if declaration is None:
            raise ValueError(f"{cls.declaration.name} is no message of {profile.dialect.value}")
        if not declaration.is_in(profile.version):
            raise ValueError(f"{declaration.name} exists since version {declaration.since}, not in {profile.version}")
        return _of_class(cls, profile, extras=extras)
    known = [each for each in messages_of(profile.dialect).by_number.values() if each.is_in(profile)]
    return st.sampled_from(known).flatmap(lambda each: _of_class(each, profile, extras=extras))


def frames(
    profile: Profile = _NEWEST, cls: type[Message] | None = None, *, extras: bool = False
) -> st.SearchStrategy[bytes]:
    """The frames of :func:`messages`, header included.

    >>> from hypothesis import find
    >>> from ctiproto.messages import HeartbeatReq
    >>> find(frames(Profile(15), HeartbeatReq), lambda frame: True).hex(" ", 4)
    '00000004 00000005 00000000'
    """
    return messages(profile, cls, extras=extras).map(codec(profile).encode)


# --- broken frames ---------------------------------------------------------------------------------------------------


class _Parts:
    """The parts of a frame, which mutations change before they are put together again."""

    def __init__(self, frame: bytes, profile: Profile) -> None:
        self.number = int.from_bytes(frame[4:MHDR_SIZE])
        self.profile = profile
        self.messages = messages_of(profile.dialect).by_number
        self.cls = self.messages[self.number]
        size = len(frame)
        self.tags: set[int] = set()
        if not issubclass(self.cls, Opaque):
            layout = layout_of_body(self.cls, profile, len(frame) - MHDR_SIZE)
            size = MHDR_SIZE + layout.fixed_size
            self.tags.update(layout.tags)
        self.fixed = bytearray(frame[MHDR_SIZE:size])
        self.fields: list[tuple[int, int, bytes]] = []
        """Tag, announced length and bytes of each floating field."""
        at = size
        while at < len(frame):
            start = at + profile.tag_width
            tag = int.from_bytes(frame[at:start])
            length = int.from_bytes(frame[start : start + profile.length_width])
            at = start + profile.length_width + length
            self.fields.append((tag, length, frame[at - length : at]))
        self.tail = b""
        self.length = 0
        """How much MessageLength differs from the true length."""

    def frame(self) -> bytes:
        wide, long = self.profile.tag_width, self.profile.length_width
        floating = b"".join(
            (tag & _most(wide)).to_bytes(wide) + (size & _most(long)).to_bytes(long) + data
            for tag, size, data in self.fields
        )
        body = bytes(self.fixed) + floating + self.tail
        return max(0, len(body) + self.length).to_bytes(4) + self.number.to_bytes(4) + body


Mutation = Callable[[Draw, _Parts], None]


def _flip_a_bit(draw: Draw, parts: _Parts) -> None:
    if parts.fixed:
        parts.fixed[draw(st.integers(0, len(parts.fixed) - 1))] ^= 1 << draw(st.integers(0, 7))


def _cut_the_fixed_part(draw: Draw, parts: _Parts) -> None:
    del parts.fixed[draw(st.integers(0, len(parts.fixed))) :]


def _lie_about_the_length(draw: Draw, parts: _Parts) -> None:
    parts.length = draw(st.integers(-9, 9))


def _change_the_type(draw: Draw, parts: _Parts) -> None:
    parts.number = draw(st.sampled_from(sorted(parts.messages)) | st.integers(0, 0xFFFFFFFF))


def _add_bytes(draw: Draw, parts: _Parts) -> None:
    parts.tail = draw(st.binary(min_size=1, max_size=9))


def _add_a_field(draw: Draw, parts: _Parts) -> None:
    declared = {field.tag for field in parts.cls.declarations[parts.profile.dialect].tags() if field.tag is not None}
    newer = sorted(declared - parts.tags)
    known = sorted(tags_of(parts.profile.dialect))
    tag = draw(st.sampled_from(newer or known) | st.sampled_from(known) | st.integers(0, 0xFFFF))
    data = draw(st.binary(max_size=9))
    parts.fields.insert(draw(st.integers(0, len(parts.fields))), (int(tag), len(data), data))


def _reorder(draw: Draw, parts: _Parts) -> None:
    parts.fields = draw(st.permutations(parts.fields))


def _change_a_tag(draw: Draw, parts: _Parts) -> None:
    if parts.fields:
        place = draw(st.integers(0, len(parts.fields) - 1))
        tag = draw(st.sampled_from(sorted(tags_of(parts.profile.dialect))))
        parts.fields[place : place + 1] = _sized(tag, parts.fields[place][2])


def _change_a_field(change: Callable[[Draw, tuple[int, int, bytes]], list[tuple[int, int, bytes]]]) -> Mutation:
    """A mutation that puts other fields in the place of one."""

    def mutate(draw: Draw, parts: _Parts) -> None:
        if parts.fields:
            place = draw(st.integers(0, len(parts.fields) - 1))
            parts.fields[place : place + 1] = change(draw, parts.fields[place])

    return mutate


def _sized(tag: int, data: bytes) -> list[tuple[int, int, bytes]]:
    return [(tag, len(data), data)]


_MUTATIONS: Final[tuple[Mutation, ...]] = (
    _change_a_field(lambda *_: []),
    _change_a_field(lambda _, field: [field, field]),
    _change_a_field(lambda draw, field: _sized(field[0], draw(st.binary(max_size=9)))),
    _change_a_field(lambda _, field: _sized(field[0], field[2][:-1])),
    _change_a_field(lambda draw, field: _sized(field[0], field[2] * draw(st.integers(2, 5)))),
    _change_a_field(lambda draw, field: _sized(field[0], field[2] + bytes(draw(st.sampled_from((1, 64, 251)))))),
    _change_a_tag,
    _change_a_field(lambda draw, field: [(field[0], field[1] + draw(st.integers(-5, 5)), field[2])]),
    _reorder,
    _add_a_field,
    _flip_a_bit,
    _add_bytes,
    _cut_the_fixed_part,
    _change_the_type,
    _lie_about_the_length,
)


@st.composite
def _mangled(draw: Draw, profile: Profile, cls: type[Message] | None) -> bytes:
    parts = _Parts(draw(frames(profile, cls, extras=True)), profile)
    for mutate in draw(st.lists(st.sampled_from(_MUTATIONS), min_size=1, max_size=3)):
        mutate(draw, parts)
    return parts.frame()


def mangled_frames(profile: Profile = _NEWEST, cls: type[Message] | None = None) -> st.SearchStrategy[bytes]:
    """Frames of one profile with up to three things wrong in them; some stay legal.

    Flipped bits, missing and stray bytes, wrong counts and lengths, unknown tags and tags of other messages, numbers of
    a wrong width, several elements in one list field, text that is too long or lacks its NUL, fields twice or not at
    all, other message types.
    """
    return _mangled(profile, cls)
