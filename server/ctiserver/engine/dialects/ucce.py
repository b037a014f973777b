"""Unified CCE: the dialect of GED-188.  Guide: Session Management, "OPEN_REQ"."""

from __future__ import annotations

from functools import cache
from typing import Final

from ctiproto.constants import AgentStateMask, CallMsgMask, ConfigMsgMask, CTIService, StatusCode, SystemEventID
from ctiproto.constants.limits import IDLE_TIMEOUT_DISABLED, MIN_IDLE_TIMEOUT
from ctiproto.messages import FailureEvent, OpenReq
from ctiproto.version_rules import bits_of, config_bits_of, knows_standby, service_bits_of
from ctiproto.versions import Dialect, Profile
from ctiserver.engine.dialects.rules import ConfigRules, Rules, UnusedBits

_TWO_SIDES: Final = int(CTIService.SERVICE_ACTIVE_STANDBY)


def _refusal_on_standby(request: OpenReq, profile: Profile, grantable: int) -> StatusCode | None:
    """A client that does not know sessions on standby has to go to the active side."""
    # fidelity sessions.standby-for-new-versions: guide Session Management, "Active and Standby": Only clients of
    # version 24 and later that ask for it open a session on standby.
    if not knows_standby(profile):
        return StatusCode.CTI_SERVER_OFFLINE
    if not int(request.services_requested) & grantable & _TWO_SIDES:
        return StatusCode.INVALID_CLIENT_FOR_STANDBY
    return None


def _flaw_of_fixed_part(request: OpenReq) -> StatusCode | None:
    # fidelity sessions.shortest-idle-timeout: guide E_CTI_INVALID_TIMEOUT: An IdleTimeout below 20 seconds is
    # refused, and all ones stand for none.
    if request.idle_timeout < MIN_IDLE_TIMEOUT and request.idle_timeout != IDLE_TIMEOUT_DISABLED:
        return StatusCode.INVALID_TIMEOUT
    # fidelity sessions.reserved-fields: guide E_CTI_INVALID_RESERVED_FIELD: Reserved fields have to be 0.
    if request.reserved1 or request.reserved2 or request.reserved3:
        return StatusCode.INVALID_RESERVED_FIELD
    return None


@cache
def _unused_bits(profile: Profile) -> UnusedBits:
    known = (
        # fidelity sessions.unused-bits: guide E_CTI_INVALID_SERVICE_MASK, E_CTI_INVALID_CALL_MSG_MASK: A bit that is
        # not used in a mask is refused, with a status for each mask.
        (service_bits_of(profile), StatusCode.INVALID_SERVICE_MASK),
        (bits_of(CallMsgMask, profile), StatusCode.INVALID_CALL_MSG_MASK),
        (bits_of(AgentStateMask, profile), StatusCode.INVALID_AGENT_STATE_MASK),
        (config_bits_of(profile), StatusCode.INVALID_CONFIG_MSG_MASK),
    )
    return tuple((~int(bits), status) for bits, status in known)


def _flaw_of_modes(_asked: int, _names_somebody: bool) -> None:
    """Services go together as a client likes, and whoever may be named."""


def _config_mask(asked: ConfigMsgMask) -> ConfigMsgMask:
    """The bits are those of CONFIG_REQUEST_EVENT."""
    return asked


def _config_mask_granted(_kinds: ConfigMsgMask) -> None:
    """OPEN_CONF does not say it."""


def _farewell(status: StatusCode, _now: float) -> FailureEvent:
    return FailureEvent(status=status)


# What servers keep of it is written to files by name, so nothing of it is made on the spot.
UCCE: Final = Rules(
    dialect=Dialect.UCCE,
    # fidelity sessions.refused-by-role: guide Session Management, "Maintenance Mode": In maintenance every OPEN_REQ is
    # refused with status 110, by a side that loads with 15.
    offline=StatusCode.CTI_SERVER_OFFLINE,
    in_maintenance=StatusCode.SERVER_IN_MAINTENANCE_MODE,
    refusal_on_standby=_refusal_on_standby,
    flaw_of_fixed_part=_flaw_of_fixed_part,
    unused_bits=_unused_bits,
    flaw_of_modes=_flaw_of_modes,
    names_peripherals=True,
    checks_clients=True,
    # fidelity sessions.supervisor-or-nothing: guide Supervisor Service: SUPERVISOR that cannot be granted refuses the
    # session.
    needs_supervisor=True,
    config_mask=_config_mask,
    config_mask_granted=_config_mask_granted,
    config=ConfigRules(
        needs_service=False,
        is_within_open=False,
        reserves_customer=False,
        bits=config_bits_of,
        kinds=_config_mask,
    ),
    numbers_monitors=True,
    introduces=True,
    tells_each_group=True,
    pending_bits={},
    system_events=frozenset(SystemEventID),
    statuses=frozenset(StatusCode) - {StatusCode.AUTO_CONFIG_RESET},
    farewell=_farewell,
)
"""What Unified CCE says."""
