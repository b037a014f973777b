"""CONFIG_REQUEST_KEY_EVENT and CONFIG_REQUEST_EVENT.  Guide: Configuration Acquisition Messages.

These have no InvokeID: they are answered by events, or not at all.
"""

from __future__ import annotations

from typing import Final

from ctiproto import messages as m
from ctiproto.constants import ConfigEndStatus, ConfigKeyStatus, ConfigMsgMask, ConfigType, CTIService
from ctiproto.constants.limits import CONFIG_UPDATES_ONLY, NULL_PERIPHERAL_ID
from ctiproto.version_rules import config_bits_of
from ctiserver.engine.services.context import Answer, Context, EncodedReply
from ctiserver.engine.translate.configuration import Item
from ctiserver.engine.translate.upload import keys_of

_NO_CUSTOMER: Final = 0


def config_request_key(context: Context, request: m.ConfigRequestKeyEvent) -> tuple[m.ConfigKeyEvent]:
    """Give the key of each kind of record: a client that has kept records with the same key need not ask for them."""
    if _lacks_service(context):
        return (m.ConfigKeyEvent(config_key_status=ConfigKeyStatus.SERVICE_PROVIDER),)
    is_of_another = context.rules.config.reserves_customer and request.customer_id not in (None, _NO_CUSTOMER)
    if is_of_another or not _has_peripheral(context, request.peripheral_id):
        return (m.ConfigKeyEvent(config_key_status=ConfigKeyStatus.UNKNOWN_CUSTOMER),)
    wanted = _wanted(context, request.peripheral_id)
    keys = keys_of(context.upload, context.upload.items, wanted, context.session.profile.dialect)
    return (m.ConfigKeyEvent(config_key_status=ConfigKeyStatus.SUCCESS, **keys),)


def config_request(context: Context, request: m.ConfigRequestEvent) -> tuple[Answer, ...]:
    """Give the records that are asked for, and send the session changes from now on."""
    session = context.session
    refused = _refusal(context, request)
    if refused is not None:
        return (_end(refused),)
    # fidelity configuration.updates-on-request: guide CONFIG_REQUEST_EVENT: Changes are sent to sessions that sent
    # this request, wanted or not the records.
    session.wants_config = True
    # fidelity configuration.mask-of-updates: ours; seen R8: ConfigMsgMask of the request takes the place of that of
    # OPEN_REQ, and may be absent.
    if request.config_msg_mask is not None:
        session.config_mask = request.config_msg_mask & config_bits_of(session.profile)
    # fidelity configuration.invalid: ours: What cannot be uploaded is answered by CONFIG_END_EVENT with status 3 and
    # a text.
    flaw = _flaw(context, request)
    if flaw is not None:
        return (_end(ConfigEndStatus.INVALID, flaw),)
    session.config_peripheral_id = _wanted(context, request.peripheral_id)
    if request.config_information == CONFIG_UPDATES_ONLY:
        return ()
    return _upload(context, request.config_information, session.config_peripheral_id)


def _refusal(context: Context, request: m.ConfigRequestEvent) -> ConfigEndStatus | None:
    """The status of a request that the session may not make at all."""
    if _lacks_service(context):
        return ConfigEndStatus.NO_SERVICE_PROVIDER
    if context.rules.config.reserves_customer and request.customer_id != _NO_CUSTOMER:
        return ConfigEndStatus.UNKNOWN_CUSTOMER
    return None


def _flaw(context: Context, request: m.ConfigRequestEvent) -> str | None:
    """What is wrong with the numbers of a request."""
    unused = int(request.config_information) & ~context.rules.config.bits(context.session.profile)
    # fidelity tolerant.config-mask: ours: At a tolerant site bits that the version does not have stand for no records.
    if unused and not context.tolerates("ConfigInformation has unused bits"):
        return "ConfigInformation has bits that this version does not know"
    if not _has_peripheral(context, request.peripheral_id):
        return f"there is no peripheral {request.peripheral_id}"
    return None


def _upload(context: Context, mask: ConfigMsgMask, wanted: int | None) -> tuple[Answer, ...]:
    session, rules, upload = context.session, context.rules.config, context.upload
    kinds = rules.kinds(mask) & session.config_mask if rules.is_within_open else rules.kinds(mask)
    items = tuple(item for item in upload.items if kinds & item.bit and upload.frames(item, wanted, session.profile))
    # fidelity configuration.empty: ours: Where there is nothing at all, one CONFIG_END_EVENT with status 4 says so.
    if not items:
        return (_end(ConfigEndStatus.EMPTY),)
    # fidelity configuration.one-block: seen R4: An upload is one block with the whole mask and all keys, where the
    # guide has a block for each item.
    # fidelity uccx.config-blocks: inferred R4; ours: So it is with Unified CCX, whose guide says of a mask that it has
    # several kinds and of a block that it has one; config_blocks of the site is the switch.
    if context.site.settings.config_blocks == "one":
        return _block(context, items, wanted, ConfigEndStatus.SUCCESS)
    blocks: list[Answer] = []
    for item in items:
        # fidelity configuration.partial: guide CONFIG_END_EVENT: Of a block for each item all but the last end with
        # status 5.
        status = ConfigEndStatus.SUCCESS if item is items[-1] else ConfigEndStatus.PARTIAL
        blocks += _block(context, (item,), wanted, status)
    return tuple(blocks)


def _lacks_service(context: Context) -> bool:
    """Whether configuration is of a service that the session was not granted."""
    return context.rules.config.needs_service and not context.session.has(CTIService.SERVICE_CONFIG_EVENTS)


def _has_peripheral(context: Context, peripheral_id: int) -> bool:
    """Whether a request is about all peripherals, or names one of the site."""
    return _wanted(context, peripheral_id) is None or peripheral_id in context.site.peripherals_by_id


def _wanted(context: Context, peripheral_id: int) -> int | None:
    """The peripheral that a request is about; ``None``: all of them."""
    return peripheral_id if context.rules.names_peripherals and peripheral_id != NULL_PERIPHERAL_ID else None


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
