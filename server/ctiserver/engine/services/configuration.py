"""Configuration acquisition.  Guide: Configuration Acquisition Messages.

These requests have no InvokeID: they are answered by events, or not at all.
"""

from __future__ import annotations

from typing import Any, Final, TypedDict, cast

from ctiproto import messages as m
from ctiproto.constants import ConfigEndStatus, ConfigKeyStatus, ConfigMsgMask, ConfigType
from ctiproto.constants.limits import CONFIG_UPDATES_ONLY, NULL_PERIPHERAL_ID
from ctiproto.version_rules import config_bits_of
from ctiserver.engine.services.context import Answer, Context, Written
from ctiserver.engine.translate.configuration import ITEMS, Item, Upload


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


def keys_of(upload: Upload, items: tuple[Item, ...], wanted: int | None) -> Keys:
    """The keys of ``items``, of one peripheral or of all (``None``), as far as there are fields for them."""
    keys: Any = {_KEY_FIELDS[item.bit]: upload.key(item, wanted) for item in items if item.bit in _KEY_FIELDS}
    return cast("Keys", keys)


def config_request_key(context: Context, request: m.ConfigRequestKeyEvent) -> tuple[m.ConfigKeyEvent]:
    """The key of each kind of record; a client that has the same key need not upload the records again."""
    if request.peripheral_id != NULL_PERIPHERAL_ID and request.peripheral_id not in context.site.peripherals_by_id:
        return (m.ConfigKeyEvent(config_key_status=ConfigKeyStatus.UNKNOWN_CUSTOMER),)
    wanted = None if request.peripheral_id == NULL_PERIPHERAL_ID else request.peripheral_id
    return (m.ConfigKeyEvent(config_key_status=ConfigKeyStatus.SUCCESS, **keys_of(context.upload, ITEMS, wanted)),)


def config_request(context: Context, request: m.ConfigRequestEvent) -> tuple[Answer, ...]:
    """The records that are asked for, and from now on leave to send changes."""
    session = context.session
    version = session.version
    session.wants_config = True
    if request.config_msg_mask is not None:
        session.config_mask = request.config_msg_mask & config_bits_of(version)
    if int(request.config_information) & ~int(config_bits_of(version)):
        return (_end(ConfigEndStatus.INVALID, "ConfigInformation has bits that this version does not know"),)
    if request.peripheral_id != NULL_PERIPHERAL_ID and request.peripheral_id not in context.site.peripherals_by_id:
        return (_end(ConfigEndStatus.INVALID, f"there is no peripheral {request.peripheral_id}"),)
    wanted = None if request.peripheral_id == NULL_PERIPHERAL_ID else request.peripheral_id
    session.config_peripheral_id = wanted
    if request.config_information == CONFIG_UPDATES_ONLY:
        return ()
    items = tuple(
        item for item in ITEMS if request.config_information & item.bit and context.upload.frames(item, wanted, version)
    )
    if not items:
        return (_end(ConfigEndStatus.EMPTY),)
    if context.site.settings.config_blocks == "one":
        return _block(context, items, wanted, ConfigEndStatus.SUCCESS)
    blocks: list[Answer] = []
    for item in items:
        status = ConfigEndStatus.SUCCESS if item is items[-1] else ConfigEndStatus.PARTIAL
        blocks += _block(context, (item,), wanted, status)
    return tuple(blocks)


def _block(
    context: Context, items: tuple[Item, ...], wanted: int | None, status: ConfigEndStatus
) -> tuple[Answer, ...]:
    version = context.session.version
    mask = ConfigMsgMask(0)
    for item in items:
        mask |= item.bit
    begin = m.ConfigBeginEvent(
        config_type=ConfigType.SOLICITED, config_information=mask, **keys_of(context.upload, items, wanted)
    )
    records = Written(b"".join(context.upload.frames(item, wanted, version) for item in items))
    return (begin, records, _end(status))


def _end(status: ConfigEndStatus, text: str | None = None) -> m.ConfigEndEvent:
    return m.ConfigEndEvent(config_end_status=status, text=text)
