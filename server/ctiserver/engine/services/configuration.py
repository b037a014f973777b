"""CONFIG_REQUEST_KEY_EVENT and CONFIG_REQUEST_EVENT.  Guide: Configuration Acquisition Messages.

These have no InvokeID: they are answered by events, or not at all.
"""

from __future__ import annotations

from ctiproto import messages as m
from ctiproto.constants import ConfigEndStatus, ConfigKeyStatus, ConfigMsgMask, ConfigType
from ctiproto.constants.limits import CONFIG_UPDATES_ONLY, NULL_PERIPHERAL_ID
from ctiproto.version_rules import config_bits_of
from ctiserver.engine.services.context import Answer, Context, EncodedReply
from ctiserver.engine.translate.configuration import ITEMS, Item
from ctiserver.engine.translate.upload import keys_of


def config_request_key(context: Context, request: m.ConfigRequestKeyEvent) -> tuple[m.ConfigKeyEvent]:
    """Give the key of each kind of record: a client that has kept records with the same key need not ask for them."""
    if request.peripheral_id != NULL_PERIPHERAL_ID and request.peripheral_id not in context.site.peripherals_by_id:
        return (m.ConfigKeyEvent(config_key_status=ConfigKeyStatus.UNKNOWN_CUSTOMER),)
    wanted = None if request.peripheral_id == NULL_PERIPHERAL_ID else request.peripheral_id
    keys = keys_of(context.upload, ITEMS, wanted, context.session.profile.dialect)
    return (m.ConfigKeyEvent(config_key_status=ConfigKeyStatus.SUCCESS, **keys),)


def config_request(context: Context, request: m.ConfigRequestEvent) -> tuple[Answer, ...]:
    """Give the records that are asked for, and send the session changes from now on."""
    session = context.session
    profile = session.profile
    # fidelity configuration.updates-on-request: guide CONFIG_REQUEST_EVENT: Changes are sent to sessions that sent
    # this request, wanted or not the records.
    session.wants_config = True
    # fidelity configuration.mask-of-updates: ours; seen R8: ConfigMsgMask of the request takes the place of that of
    # OPEN_REQ, and may be absent.
    if request.config_msg_mask is not None:
        session.config_mask = request.config_msg_mask & config_bits_of(profile)
    # fidelity configuration.invalid: ours: What cannot be uploaded is answered by CONFIG_END_EVENT with status 3 and
    # a text.
    unused = int(request.config_information) & ~int(config_bits_of(profile))
    # fidelity tolerant.config-mask: ours: At a tolerant site bits that the version does not have stand for no records.
    if unused and not context.tolerates("ConfigInformation has unused bits"):
        return (_end(ConfigEndStatus.INVALID, "ConfigInformation has bits that this version does not know"),)
    if request.peripheral_id != NULL_PERIPHERAL_ID and request.peripheral_id not in context.site.peripherals_by_id:
        return (_end(ConfigEndStatus.INVALID, f"there is no peripheral {request.peripheral_id}"),)
    wanted = None if request.peripheral_id == NULL_PERIPHERAL_ID else request.peripheral_id
    session.config_peripheral_id = wanted
    if request.config_information == CONFIG_UPDATES_ONLY:
        return ()
    items = tuple(
        item for item in ITEMS if request.config_information & item.bit and context.upload.frames(item, wanted, profile)
    )
    # fidelity configuration.empty: ours: Where there is nothing at all, one CONFIG_END_EVENT with status 4 says so.
    if not items:
        return (_end(ConfigEndStatus.EMPTY),)
    # fidelity configuration.one-block: seen R4: An upload is one block with the whole mask and all keys, where the
    # guide has a block for each item.
    if context.site.settings.config_blocks == "one":
        return _block(context, items, wanted, ConfigEndStatus.SUCCESS)
    blocks: list[Answer] = []
    for item in items:
        # fidelity configuration.partial: guide CONFIG_END_EVENT: Of a block for each item all but the last end with
        # status 5.
        status = ConfigEndStatus.SUCCESS if item is items[-1] else ConfigEndStatus.PARTIAL
        blocks += _block(context, (item,), wanted, status)
    return tuple(blocks)


def _block(
    context: Context, items: tuple[Item, ...], wanted: int | None, status: ConfigEndStatus
) -> tuple[Answer, ...]:
    profile = context.session.profile
    mask = ConfigMsgMask(0)
    for item in items:
        mask |= item.bit
    keys = keys_of(context.upload, items, wanted, profile.dialect)
    begin = m.ConfigBeginEvent(config_type=ConfigType.SOLICITED, config_information=mask, **keys)
    # Each kind by itself, and most as they are kept for all sessions: joined, each client that reads slowly would hold
    # megabytes of its own.
    records = (_records(context, item, wanted) for item in items)
    return (begin, *records, _end(status))


def _records(context: Context, item: Item, wanted: int | None) -> EncodedReply:
    upload, profile = context.upload, context.session.profile
    frames, count = upload.as_is(item, wanted, profile, context.switch.state_of)
    return EncodedReply(frames, item.message, count)


def _end(status: ConfigEndStatus, text: str | None = None) -> m.ConfigEndEvent:
    return m.ConfigEndEvent(config_end_status=status, text=text)
