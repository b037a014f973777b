"""Everything beside layouts that depends on the protocol version.

Layouts know their versions by themselves (``since`` and ``until`` of fields); members of enumerations and masks know
the version that brought them.  What is left stands here.  Guide: Changes and Additions.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Final, TypeVar, cast

from ctiproto.constants import AgentStateMask, CallMsgMask, ConfigMsgMask, CTIService, DeviceIDType, uccx
from ctiproto.constants.enumeration import WireMask
from ctiproto.constants.limits import LOGIN_NAME_SIZE_LEGACY, MAX_MESSAGE_SIZE, MAX_MESSAGE_SIZE_V15
from ctiproto.versions import LARGE_MESSAGES_SINCE, Dialect, Profile

_AGENT_DEVICE_SINCE: Final = 11
"""Before, an agent's teleset is a plain device identifier."""

_CONFIG_MASK_SINCE: Final = 10
"""Before, OPEN_REQ has a reserved word in the place of ConfigMsgMask."""

_AGENT_GROUPS_SINCE: Final = 10
_ALL_VARIABLES_SINCE: Final = 22
_PRE_CALL_ABORT_TO_ALL_SINCE: Final = 20
_LONG_LOGIN_NAME_SINCE: Final = 20
_STANDBY_SINCE: Final = 24
_FIRST_LINES_SINCE: Final = 14
_STATES_OF_AGENTS_SINCE: Final[Mapping[Dialect, int]] = {Dialect.UCCE: 21, Dialect.UCCX: 10}

# fidelity sessions.tolerated-services: ours: Two bits that were never services may be asked for, and are not granted.
TOLERATED_SERVICES: Final = CTIService(0x00004000 | CTIService.DEVICE_STATE_CONTROL)
"""May be asked for in any version, and are never granted."""

# fidelity sessions.unnamed-service: seen R3: The bit 0x200, which no table has, is granted.
UNNAMED_SERVICE: Final = CTIService(0x00000200)
"""In no table, but real clients ask for it and a real server grants it."""

_OPENING_MASKS: Final[Mapping[Dialect, tuple[type[WireMask], type[WireMask], type[WireMask]]]] = {
    Dialect.UCCE: (CallMsgMask, AgentStateMask, ConfigMsgMask),
    Dialect.UCCX: (uccx.CallMsgMask, uccx.AgentStateMask, uccx.ConfigMsgMask),
}

_DEVICE_TYPES: Final[Mapping[Dialect, frozenset[DeviceIDType]]] = {
    Dialect.UCCX: frozenset(DeviceIDType(kind) for kind in uccx.DeviceIDType),
}
"""The kinds of devices of a dialect that does not have all of them."""

M = TypeVar("M", bound=WireMask)


def bits_of(mask: type[M], profile: Profile) -> M:
    """The bits of ``mask`` that exist in ``profile``."""
    # Not cached itself: functools.cache would hide the types from type checkers.
    return cast("M", _bits_of(mask, profile))


@cache
def _bits_of(mask: type[WireMask], profile: Profile) -> WireMask:
    # Asked for four masks at every OPEN_REQ; to put one together bit by bit takes 60 us.
    return mask(sum(bit for bit in mask if bit.since is None or bit.since <= profile.version))


def config_bits_of(profile: Profile) -> ConfigMsgMask:
    """The bits of ConfigMsgMask that exist in ``profile``."""
    return bits_of(ConfigMsgMask, profile) if profile.version >= _CONFIG_MASK_SINCE else ConfigMsgMask(0)


def opening_bits_of(profile: Profile) -> tuple[CallMsgMask, AgentStateMask, ConfigMsgMask]:
    """All bits that the three masks of OPEN_REQ may have in ``profile``: calls, states of agents, kinds of records."""
    calls, agents, records = _OPENING_MASKS[profile.dialect]
    kinds = int(bits_of(records, profile)) if profile.version >= _CONFIG_MASK_SINCE else 0
    return (
        CallMsgMask(int(bits_of(calls, profile))),
        AgentStateMask(int(bits_of(agents, profile))),
        ConfigMsgMask(kinds),
    )


def service_bits_of(profile: Profile) -> CTIService:
    """The bits that ServicesRequested may have in ``profile``."""
    return bits_of(CTIService, profile) | TOLERATED_SERVICES | UNNAMED_SERVICE


def device_type(kind: DeviceIDType, profile: Profile) -> DeviceIDType:
    """The device identifier type that stands for ``kind`` in ``profile``."""
    known = _DEVICE_TYPES.get(profile.dialect)
    if known is not None:
        # fidelity uccx.device-types: guide Unified CCX, "Constants and Status Codes"; ours: A kind of device that
        # Unified CCX does not have, such as a number outside, is a plain one.
        has_it = kind in known and (kind.since is None or kind.since <= profile.version)
        return kind if has_it else DeviceIDType.DEVICE_IDENTIFIER
    since = _AGENT_DEVICE_SINCE if kind is DeviceIDType.AGENT_DEVICE else kind.since
    # fidelity wire.device-types-of-old-versions: guide Changes and Additions: A kind of device that a version does
    # not have is a plain one there.
    return kind if since is None or since <= profile.version else DeviceIDType.DEVICE_IDENTIFIER


def largest_message(profile: Profile) -> int:
    """The most bytes that a message to a session of ``profile`` may have, its header included."""
    # fidelity wire.largest-message: guide Messaging Conventions, "Message Formats"; ours: Sessions below version 23
    # are sent at most 4,329 bytes, the limit of their guides; the last part is ours.
    return MAX_MESSAGE_SIZE if profile.version >= LARGE_MESSAGES_SINCE else MAX_MESSAGE_SIZE_V15


def lists_groups_of_agents(profile: Profile) -> bool:
    """Whether AGENT_STATE_EVENT has a list of the agent's skill groups."""
    return profile.version >= _AGENT_GROUPS_SINCE


def repeats_all_variables(profile: Profile) -> bool:
    """Whether CALL_DATA_UPDATE_EVENT repeats all named variables of the call; if not, it has those that changed."""
    return profile.version >= _ALL_VARIABLES_SINCE


def tells_all_of_aborted_pre_calls(profile: Profile) -> bool:
    """Whether sessions with ALL_EVENTS get AGENT_PRE_CALL_ABORT_EVENT."""
    # fidelity delivery.aborted-pre-calls: guide AGENT_PRE_CALL_ABORT_EVENT: From version 20 on sessions that see all
    # events are told of aborted calls.
    return profile.version >= _PRE_CALL_ABORT_TO_ALL_SINCE


def tells_states_of_agents(profile: Profile) -> bool:
    """Whether CONFIG_AGENT_EVENT tells the states of agents, with or without their media routing domains."""
    return profile.version >= _STATES_OF_AGENTS_SINCE[profile.dialect]


def longest_login_name(profile: Profile) -> int | None:
    """The most characters that a LoginName may have, its NUL not included; ``None``: as many as its field holds."""
    return None if profile.version >= _LONG_LOGIN_NAME_SINCE else LOGIN_NAME_SIZE_LEGACY - 1


def names_first_lines(profile: Profile) -> bool:
    """Whether Unified CCX names another line of an agent's telephone by the first one, too."""
    return profile.version >= _FIRST_LINES_SINCE


def knows_standby(profile: Profile) -> bool:
    """Whether a client can have a session on the standby side; if not, it is refused there."""
    return profile.version >= _STANDBY_SINCE
