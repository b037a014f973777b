"""Say what a dialect says of a field wherever it stands, and resolve a field for one dialect.

Declarations are written in the words of Unified CCE.  Unified CCX has most of its messages: some names are others
there, some places are reserved and hold one number always, and some fields do not exist.  What holds in all messages
of Unified CCX is the table here; what holds in one message stands beside the field, as ``uccx`` and ``dialects``.

Guide: Unified CCX, "Message Classification".
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

import attrs

from ctiproto.constants import limits, uccx
from ctiproto.schema import Differs, Fixed, Floating, Member, Repeated
from ctiproto.versions import Dialect
from ctiproto.wire import STRING

DIFFERS: Final = {
    "active_connection_call_id": Differs(name="ActiveCallID"),
    "active_connection_device_id_type": Differs(name="ActiveConnectionDeviceType"),
    "agent_connection_call_id": Differs(name="AgentCallID"),
    "agent_availability_status": Differs(constant=1),
    "agent_id": Differs(tag=uccx.Tag.AGENT_ID, wire=STRING(129)),
    "agent_mode": Differs(constant=0),
    "agent_state": Differs(numbers=uccx.AgentState),
    "agent_state_mask": Differs(numbers=uccx.AgentStateMask),
    "alert_rings": Differs(constant=0),
    "answering_machine": Differs(constant=0),
    "call_connection_device_id_type": Differs(name="CallConnectionDeviceType"),
    "call_manner_type": Differs(constant=0),
    "call_msg_mask": Differs(numbers=uccx.CallMsgMask),
    "call_option": Differs(constant=0),
    "call_placement_type": Differs(constant=0),
    "call_type": Differs(numbers=uccx.CallType),
    "connected_party_device_id_type": Differs(name="ConnectedPartyDeviceType"),
    "connection_call_id": Differs(name="CallID"),
    "connection_device_id_type": Differs(name="ConnectionDeviceType"),
    "event_reason_code": Differs(numbers=uccx.AgentReasonCode),
    "facility_type": Differs(constant=0),
    "flt_skill_group_number": Differs(name="CSQID"),
    "flt_skill_group_priority": Differs(constant=0),
    "flt_skill_group_state": Differs(name="CSQState", numbers=uccx.AgentState),
    "flt_skill_group_id": Differs(constant=0),
    "held_connection_call_id": Differs(name="HeldCallID"),
    "held_connection_device_id_type": Differs(name="HeldConnectionDeviceType"),
    "icm_agent_id": Differs(constant=0),
    "line_handle": Differs(constant=limits.NULL_LINEHANDLE),
    "line_type": Differs(numbers=uccx.LineType),
    "make_call_setup": Differs(numbers=uccx.AgentStateMask),
    "max_task_limit": Differs(constant=0),
    "monitor_id": Differs(constant=0),
    "mrd_id": Differs(constant=1),
    "new_connection_call_id": Differs(name="NewCallID"),
    "new_connection_device_id_type": Differs(name="NewConnectionDeviceType"),
    "next_agent_state": Differs(numbers=uccx.AgentState),
    "num_flt_skill_groups": Differs(name="NumCSQs"),
    "num_skill_groups": Differs(name="NumCSQs"),
    "num_tasks": Differs(constant=0),
    "other_connection_call_id": Differs(name="OtherCallID"),
    "other_connection_device_id_type": Differs(name="OtherConnectionDeviceType"),
    "peripheral_id": Differs(constant=1),
    "peripheral_type": Differs(constant=21),
    "post_route": Differs(constant=0),
    "priority": Differs(constant=0),
    "service_id": Differs(constant=limits.NULL_SERVICE),
    "service_number": Differs(name="ApplicationID"),
    "session_id": Differs(constant=0),
    "skill_group_id": Differs(constant=limits.NULL_SKILL_GROUP),
    "skill_group_number": Differs(name="CSQID"),
    "skill_group_priority": Differs(constant=0),
    "skill_group_state": Differs(name="CSQState", numbers=uccx.AgentState),
    "supervisor_connection_call_id": Differs(name="SupervisorCallID"),
}
"""What Unified CCX says of a field in every message that does not say otherwise, by attribute."""

ABSENT: Final = frozenset(
    (
        "account_code",
        "ani_ii",
        "authorization_code",
        "call_reference_id",
        "call_type_config_key",
        "client_address_ipv6",
        "coc_call_connection_device_id",
        "coc_call_connection_device_id_type",
        "coc_connection_call_id",
        "ctios_cil_client_id",
        "facility_code",
        "position_id",
        "requesting_device_id",
        "requesting_device_id_type",
        "router_call_key_call_id",
        "router_call_key_day",
        "router_call_key_sequence_number",
        "secondary_connection_call_id",
        "sending_address",
        "sending_address_ipv6",
        "sending_port",
        "silent_monitor_status",
        "supervisor_id",
        "trunk_group_number",
        "trunk_number",
        "user_to_user_info",
    )
)
"""The fields that no message of Unified CCX has."""


def members_in(members: Iterable[Member], dialect: Dialect) -> tuple[Member, ...]:
    """The fields and lists of ``members`` that ``dialect`` has, as it has them; lists without a field are left out."""
    kept: list[Member] = []
    for member in members:
        if isinstance(member, Repeated):
            inner = tuple(each for each in members_in(member.members, dialect) if not isinstance(each, Fixed))
            if inner and dialect in member.dialects:
                kept.append(attrs.evolve(member, members=inner))
        elif dialect in member.dialects and not (dialect is Dialect.UCCX and member.attribute in ABSENT):
            here = member if dialect is Dialect.UCCE else _of_uccx(member)
            first, last = dialect.versions[0], dialect.versions[-1]
            if (here.since is None or here.since <= last) and (here.until is None or here.until >= first):
                kept.append(here)
    return tuple(kept)


def _of_uccx(field: Fixed | Floating) -> Fixed | Floating:
    usual = DIFFERS.get(field.attribute)
    differs = field.uccx or usual
    if differs is None:
        return field
    changes: dict[str, object] = {"name": differs.name or field.name, "constant": differs.constant}
    if differs.since is not None:
        changes["since"] = differs.since
    if differs.wire is not None:
        changes["wire"] = differs.wire
    if differs.tag is not None:
        changes["tag"] = differs.tag
    if differs.required is not None:
        changes["required"] = differs.required
    # Numbers have their names also where a message says something else of the field.
    changes["names"] = differs.numbers or (None if usual is None else usual.numbers)
    return attrs.evolve(field, **changes)  # type: ignore[arg-type] # the keys are attributes of both
