"""Configuration records in their messages and frames, and the keys of their content.

Guide: Configuration Acquisition Messages.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from typing import Any, Final, TypedDict, cast

import attrs

from ctiproto.codec import codec
from ctiproto.constants import AgentState, ConfigMsgMask
from ctiproto.constants.limits import CONFIG_KEY_LENGTH, MAX_NUM_CONFIG_RECORDS
from ctiproto.declare import Message
from ctiproto.errors import LocalProtocolError
from ctiproto.version_rules import largest_message, tells_states_of_agents
from ctiproto.versions import Dialect, Profile
from ctiserver.engine.dialects.rules import Rules
from ctiserver.engine.dialects.ucce import UCCE
from ctiserver.engine.translate.configuration import Item, Records, StateOf, items_of
from ctiserver.site.model import Site

Words = Callable[[Message, Profile], Message]
"""Says a message in the words of a dialect."""


def pages(item: Item, records: Records, profile: Profile, words: Words) -> Iterator[tuple[Message, bytes]]:
    """The messages that carry the records, each with its frame, which is in the words of the dialect.

    There are at most ten records in each, and none is longer than the version allows.
    """
    at = 0
    while at < len(records):
        # fidelity configuration.ten-records: guide Configuration Acquisition Messages; seen R8: A message has ten
        # records at most.
        size = min(MAX_NUM_CONFIG_RECORDS, len(records) - at)
        while (page := _page(item, records[at : at + size], profile, words)) is None:
            size -= 1
        yield page
        at += size


def _page(item: Item, records: Records, profile: Profile, words: Words) -> tuple[Message, bytes] | None:
    """One message with these records; ``None``: they are too many for one."""
    message = item.message(records=records)  # type: ignore[call-arg] # all items have records
    is_single = len(records) == 1
    try:
        frame = codec(profile).encode(words(message, profile))
    except LocalProtocolError:
        # Longer than any version's messages may be.
        if is_single:
            raise
        return None
    return (message, frame) if is_single or len(frame) <= largest_message(profile) else None


@attrs.define
class _Chunk:
    """A few records, and their frames with the states that they told when they were asked for last."""

    records: Records
    states: tuple[AgentState, ...] = ()
    frames: tuple[bytes, ...] = ()

    def renew(self, item: Item, profile: Profile, states: tuple[AgentState, ...], words: Words) -> bool:
        """Encode the records with their states of now, unless these are as before; returns whether it did."""
        if states == self.states:
            return False
        told = tuple(map(item.with_state, self.records, states))
        self.states, self.frames = states, tuple(frame for _, frame in pages(item, told, profile, words))
        return True


@attrs.define
class _AsIs:
    """The records of a kind in chunks, and all their frames as they were asked for last."""

    chunks: tuple[_Chunk, ...]
    frames: bytes = b""
    count: int = 0


class Upload:
    """The configuration records of a site in their frames, encoded once for all sessions that ask for them.

    What it keeps is bounded: kinds of record by peripherals by versions.

    Args:
        site: the contact centre.
        rules: what the dialect of the server says.
    """

    def __init__(self, site: Site, rules: Rules = UCCE) -> None:
        self.site = site
        self._rules = rules
        self._frames: dict[tuple[ConfigMsgMask, int | None, Profile], bytes] = {}
        self._counts: dict[tuple[ConfigMsgMask, int | None, Profile], int] = {}
        self._as_is: dict[tuple[ConfigMsgMask, int | None, Profile], _AsIs] = {}
        self._keys: dict[tuple[ConfigMsgMask, int | None, Dialect], bytes] = {}

    @property
    def items(self) -> tuple[Item, ...]:
        """The kinds of record that the dialect has, in the order in which they are uploaded."""
        # Not kept: what a server keeps is written to files, and the functions of an item have no names.
        return items_of(self._rules)

    def pages(self, item: Item, records: Records, profile: Profile) -> Iterator[tuple[Message, bytes]]:
        """The messages that carry some records, as :func:`pages`."""
        return pages(item, records, profile, self._worded)

    def _worded(self, message: Message, profile: Profile) -> Message:
        worded = self._rules.worded
        return message if worded is None else worded(message, profile, self.site)

    def frames(self, item: Item, wanted: int | None, profile: Profile) -> bytes:
        """All records of a kind, one frame after the other; empty if the site has none, or the version no message.

        Args:
            item: the kind of record.
            wanted: the peripheral, or ``None`` for all.
            profile: dialect and version that they are for.
        """
        if not item.message.is_in(profile):
            return b""
        known = (item.bit, wanted, profile)
        if known not in self._frames:
            records = item.records(self.site, wanted, profile)
            frames = [frame for _, frame in self.pages(item, records, profile)]
            self._frames[known] = b"".join(frames)
            self._counts[known] = len(frames)
        return self._frames[known]

    def count(self, item: Item, wanted: int | None, profile: Profile) -> int:
        """How many frames :meth:`frames` has for the same."""
        self.frames(item, wanted, profile)
        return self._counts.get((item.bit, wanted, profile), 0)

    def as_is(self, item: Item, wanted: int | None, profile: Profile, state_of: StateOf) -> tuple[bytes, int]:
        """As :meth:`frames` and :meth:`count`, with what records tell of how things are just now.

        What has not changed since it was asked for last is not encoded anew, and where nothing has all sessions get the
        same bytes, which wait for slow clients only once.

        Args:
            item: the kind of record.
            wanted: the peripheral, or ``None`` for all.
            profile: dialect and version that they are for.
            state_of: the present states of agents.
        """
        if item.state is None or not tells_states_of_agents(profile):
            return self.frames(item, wanted, profile), self.count(item, wanted, profile)
        known = (item.bit, wanted, profile)
        if known not in self._as_is:
            records = item.records(self.site, wanted, profile)
            starts = range(0, len(records), MAX_NUM_CONFIG_RECORDS)
            self._as_is[known] = _AsIs(tuple(_Chunk(records[at : at + MAX_NUM_CONFIG_RECORDS]) for at in starts))
        kept, is_new = self._as_is[known], False
        for chunk in kept.chunks:
            states = tuple(item.state(record, state_of) for record in chunk.records)
            is_new = chunk.renew(item, profile, states, self._worded) or is_new
        if is_new:
            frames = [frame for chunk in kept.chunks for frame in chunk.frames]
            kept.frames, kept.count = b"".join(frames), len(frames)
        return kept.frames, kept.count

    def key(self, item: Item, wanted: int | None, dialect: Dialect) -> bytes:
        """The key of a kind of record: eight bytes that change with the records, and are the same in every process.

        Sessions of all versions get the same: that of the records as the dialect's last version has them.

        Args:
            item: the kind of record.
            wanted: the peripheral, or ``None`` for all.
            dialect: the dialect of the session.
        """
        known = (item.bit, wanted, dialect)
        if known not in self._keys:
            content = self.frames(item, wanted, Profile(dialect.versions[-1], dialect))
            # fidelity configuration.keys: ours: The key of a kind of record is a hash of its content, so it stays the
            # same after a restart.
            self._keys[known] = hashlib.sha256(content).digest()[:CONFIG_KEY_LENGTH]
        return self._keys[known]


class Keys(TypedDict, total=False):
    """The keys that CONFIG_KEY_EVENT and CONFIG_BEGIN_EVENT have fields for."""

    service_config_key: bytes
    skill_group_config_key: bytes
    agent_config_key: bytes
    device_config_key: bytes
    call_type_config_key: bytes
    peripheral_config_key: bytes
    agent_desk_settings_config_key: bytes


_KEY_FIELDS: Final = {
    ConfigMsgMask.SERVICE_MASK: "service_config_key",
    ConfigMsgMask.SKILL_GROUP_MASK: "skill_group_config_key",
    ConfigMsgMask.AGENT_MASK: "agent_config_key",
    ConfigMsgMask.DEVICE_MASK: "device_config_key",
    ConfigMsgMask.CALL_TYPE_MASK: "call_type_config_key",
    ConfigMsgMask.PERIPHERAL_MASK: "peripheral_config_key",
    ConfigMsgMask.AGENT_DESK_SETTINGS_MASK: "agent_desk_settings_config_key",
}


def keys_of(upload: Upload, items: tuple[Item, ...], wanted: int | None, dialect: Dialect) -> Keys:
    """The keys of some kinds of record as fields; kinds that have no field for a key are left out.

    Args:
        upload: the records.
        items: the kinds.
        wanted: the peripheral, or ``None`` for all.
        dialect: the dialect of the session that is told.
    """
    keys: Any = {_KEY_FIELDS[item.bit]: upload.key(item, wanted, dialect) for item in items if item.bit in _KEY_FIELDS}
    return cast("Keys", keys)
