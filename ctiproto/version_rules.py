"""What values, beside layouts, depend on the protocol version: the one table of them.

Layouts know their versions by themselves (``since`` and ``until`` of fields); members of enumerations and masks know
the version that brought them.  What is left stands here.  Guide: Changes and Additions.
"""

from __future__ import annotations

from typing import Final, TypeVar

from ctiproto.constants import ConfigMsgMask, CTIService, DeviceIDType
from ctiproto.constants.enumeration import WireMask
from ctiproto.constants.limits import MAX_MESSAGE_SIZE, MAX_MESSAGE_SIZE_V15
from ctiproto.versions import LARGE_MESSAGES_SINCE, Profile

AGENT_DEVICE_SINCE: Final = 11
"""Before, an agent's teleset is a plain device identifier."""

CONFIG_MASK_SINCE: Final = 10
"""Before, OPEN_REQ has a reserved word in the place of ConfigMsgMask."""

WHOLE_ECC_SINCE: Final = 22
"""From here on CALL_DATA_UPDATE_EVENT repeats all named variables of the call; before, only those that changed."""

PRE_CALL_ABORT_TO_ALL_SINCE: Final = 20
"""Before, AGENT_PRE_CALL_ABORT_EVENT is not told to those who see all events."""

LONG_LOGIN_NAME_SINCE: Final = 20
"""Before, a LoginName has at most 32 bytes."""

STANDBY_SINCE: Final = 24
"""Clients of older versions are refused on the standby side."""

TOLERATED_SERVICES: Final = CTIService(0x00004000 | CTIService.DEVICE_STATE_CONTROL)
"""May be asked for in any version, and are never granted."""

UNNAMED_SERVICE: Final = CTIService(0x00000200)
"""In no table, but real clients ask for it and a real server grants it."""

M = TypeVar("M", bound=WireMask)


def bits_of(mask: type[M], profile: Profile) -> M:
    """The bits of ``mask`` that exist in ``profile``."""
    bits = mask(0)
    for bit in mask:
        if bit.since is None or bit.since <= profile.version:
            bits |= bit
    return bits


def config_bits_of(profile: Profile) -> ConfigMsgMask:
    """The bits of ConfigMsgMask that exist in ``profile``."""
    return bits_of(ConfigMsgMask, profile) if profile.version >= CONFIG_MASK_SINCE else ConfigMsgMask(0)


def service_bits_of(profile: Profile) -> CTIService:
    """The bits that ServicesRequested may have in ``profile``."""
    return bits_of(CTIService, profile) | TOLERATED_SERVICES | UNNAMED_SERVICE


def device_type(kind: DeviceIDType, profile: Profile) -> DeviceIDType:
    """The device identifier type that stands for ``kind`` in ``profile``."""
    since = AGENT_DEVICE_SINCE if kind is DeviceIDType.AGENT_DEVICE else kind.since
    return kind if since is None or since <= profile.version else DeviceIDType.DEVICE_IDENTIFIER


def largest_message(profile: Profile) -> int:
    """The most bytes that a message to a session of ``profile`` may have, its header included."""
    return MAX_MESSAGE_SIZE if profile.version >= LARGE_MESSAGES_SINCE else MAX_MESSAGE_SIZE_V15
