"""Make the findings and errors of decoding, the same for both codecs.

Guide: Constants and Status Codes, "Status Codes"; Messaging Conventions.
"""

from __future__ import annotations

from typing import Final

from ctiproto.constants import StatusCode
from ctiproto.constants.limits import MHDR_SIZE
from ctiproto.errors import BadFormat, Finding
from ctiproto.layout import Layout, tags_of
from ctiproto.schema import Fixed, Floating, Kind
from ctiproto.wire import Form

# fidelity wire.counts: guide E_CTI_INVALID_NUM_NAMED_VARIABLES: A count that disagrees with its list has a status of
# its own, else that of a bad format.
_COUNT_STATUS: Final = {
    "NumNamedVariables": StatusCode.INVALID_NUM_NAMED_VARIABLES,
    "NumNamedArrays": StatusCode.INVALID_NUM_NAMED_ARRAYS,
    "NumSkillGroups": StatusCode.INVALID_NUM_SKILL_GROUPS,
}


def invoke_id(layout: Layout, frame: bytes) -> int:
    """The InvokeID of a frame of this layout, or 0 if it has none or is too short."""
    if layout.has_invoke_id and len(frame) >= MHDR_SIZE + 4:
        return int.from_bytes(frame[MHDR_SIZE : MHDR_SIZE + 4])
    return 0


def _bad_format(layout: Layout, frame: bytes, field: str, offset: int, reason: str) -> BadFormat:
    announced = layout.announced(frame)
    is_spoken = announced is None or announced in layout.profile.dialect.versions
    # fidelity wire.other-version: guide E_CTI_INVALID_VERSION; ours: What cannot be read because it announces a version
    # that the dialect does not have, such as an OPEN_REQ of a client of the other product, has status 1.
    status = StatusCode.BAD_MESSAGE_FORMAT if is_spoken else StatusCode.INVALID_VERSION
    return BadFormat(Finding(status, layout.name, field, offset, reason), invoke_id(layout, frame))


def short_body(layout: Layout, frame: bytes) -> BadFormat:
    """The frame ends within its fixed part."""
    size = len(frame)
    field, offset = next((field, offset) for field, offset in layout.fixed_offsets() if offset + field.wire.size > size)
    reason = f"the body has {size - MHDR_SIZE} bytes, the fixed part needs {layout.fixed_size}"
    return _bad_format(layout, frame, field.name, offset, reason)


def stray_bytes(layout: Layout, frame: bytes, offset: int) -> BadFormat:
    """Fewer bytes follow than a tag and a length need."""
    return _bad_format(layout, frame, "", offset, f"{len(frame) - offset} bytes are left over, too few for a field")


def past_end(layout: Layout, frame: bytes, offset: int, tag: int, size: int) -> BadFormat:
    """A floating field is longer than what is left of the message."""
    listed = layout.tags.get(tag)
    reason = f"the field announces {size} bytes and runs past the end of the message"
    return _bad_format(layout, frame, listed.name if listed else str(tag), offset, reason)


def broken_field(layout: Layout, frame: bytes, offset: int) -> BadFormat:
    """The floating field at ``offset`` does not end within the frame."""
    width = layout.profile.tag_width
    size = width + layout.profile.length_width
    header = frame[offset : offset + size]
    if len(header) < size:
        return stray_bytes(layout, frame, offset)
    return past_end(layout, frame, offset, int.from_bytes(header[:width]), int.from_bytes(header[width:]))


def unlisted_tag(layout: Layout, tag: int, offset: int) -> Finding | None:
    """What is wrong with a tag that the layout does not have; ``None`` if it is to be accepted all the same."""
    known = tags_of(layout.profile.dialect)(tag)
    if not known.is_known:
        # fidelity wire.unpublished-tag: ours: Where the guide has a field whose tag it does not print, any unknown
        # tag is taken for it.
        if layout.has_unpublished_tag:
            return None
        # fidelity wire.unknown-tag: guide E_CTI_INVALID_FIELD_TAG: An unknown tag has status 3, one of another
        # message 26, one of a later version 49.
        return Finding(StatusCode.INVALID_FIELD_TAG, layout.name, str(tag), offset, "no field has this tag")
    if layout.tolerates(known):
        return None
    version = layout.profile.version
    for field in layout.declaration.tags():
        if field.tag == known and field.since is not None and field.since > version:
            reason = f"the field exists since version {field.since}"
            return Finding(StatusCode.INVALID_TAG_FOR_VERSION, layout.name, field.name, offset, reason)
    reason = f"{known.guide_name} is not a field of this message"
    return Finding(StatusCode.INVALID_TAG_FOR_MSG_TYPE, layout.name, known.guide_name, offset, reason)


def wrong_size(layout: Layout, field: Floating, offset: int, size: int) -> Finding:
    """A value longer than its maximum, or a number of the wrong width."""
    # fidelity wire.field-length: guide E_CTI_INVALID_FIELD_LENGTH: A value that is longer than its field may be has
    # status 23.
    limit = "exactly" if field.wire.is_number else "at most"
    reason = f"the value has {size} bytes, {limit} {field.wire.size} are allowed"
    return Finding(StatusCode.INVALID_FIELD_LENGTH, layout.name, field.name, offset, reason)


def malformed_value(layout: Layout, field: Floating, offset: int) -> Finding:
    """A named variable or array element whose name is not told apart from its value."""
    kind = "variable" if field.wire.form is Form.VARIABLE else "array element"
    reason = f"no NUL ends the name of the {kind}"
    return Finding(StatusCode.BAD_MESSAGE_FORMAT, layout.name, field.name, offset, reason)


def wrong_count(layout: Layout, field: Fixed | Floating, offset: int, said: int, found: int) -> Finding:
    """A count that disagrees with the entries that are there, or stands in a reserved place of a request."""
    is_request = layout.declaration.kind is Kind.REQUEST
    if is_request and isinstance(field, Fixed) and field.constant is not None:
        return wrong_constant(layout, field, offset, said)
    status = _COUNT_STATUS.get(field.name, StatusCode.BAD_MESSAGE_FORMAT)
    return Finding(status, layout.name, field.name, offset, f"the message announces {said} entries and has {found}")


def wrong_constant(layout: Layout, field: Fixed, offset: int, found: int) -> Finding:
    """Another number stands in a reserved place than the one that always does."""
    # fidelity uccx.reserved: guide E_CTI_INVALID_PERIPHERAL_ID: Another number in a reserved place of a request is
    # refused with status 7.
    reason = f"the field is reserved and holds {field.constant}, not {int(found)}"
    return Finding(StatusCode.INVALID_PERIPHERAL_ID, layout.name, field.name, offset, reason)


def missing_field(layout: Layout, field: Floating, end: int) -> Finding:
    """A required floating field that is not there."""
    return Finding(StatusCode.REQUIRED_DATA_MISSING, layout.name, field.name, end, "the required field is missing")
