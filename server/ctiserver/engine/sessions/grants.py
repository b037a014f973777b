"""Decides what an OPEN_REQ is granted, or with which status it is refused.  Guide: Session Management, "OPEN_REQ"."""

from __future__ import annotations

from collections.abc import Sequence
from hmac import compare_digest
from typing import Final

import attrs

from ctiproto.constants import CTIService, StatusCode, Tag
from ctiproto.constants.limits import NULL_PERIPHERAL_ID
from ctiproto.errors import Finding
from ctiproto.messages import OpenReq
from ctiproto.version_rules import TOLERATED_SERVICES
from ctiproto.versions import Profile
from ctiproto.wire import ENCODING
from ctiserver.engine.dialects.rules import Rules, UnusedBits
from ctiserver.engine.sessions.characters import has_control_character
from ctiserver.engine.sessions.identity import Identity, Stations, identify
from ctiserver.engine.sessions.refusal import RequestRefused
from ctiserver.engine.sessions.registry import Registry
from ctiserver.engine.sessions.session import AgentItems, Session
from ctiserver.site.model import Site

_EVENTS: Final = int(CTIService.SERVICE_CLIENT_EVENTS)
_BRIDGE: Final = int(CTIService.SERVICE_ALL_EVENTS)
_SUPERVISOR: Final = int(CTIService.SERVICE_SUPERVISOR)
_CONTROL: Final = int(CTIService.SERVICE_CLIENT_CONTROL)
_LIMITED_CONTROL: Final = int(CTIService.AGENT_STATE_CONTROL_ONLY)
_MASKS: Final = ("ServicesRequested", "CallMsgMask", "AgentStateMask", "ConfigMsgMask")
_MAY_BE_ABSENT: Final = "ClientPassword"
_EVER_GRANTED: Final = ~int(TOLERATED_SERVICES)


@attrs.frozen
class Grant:
    """The properties that a session is opened with.

    Args:
        services: those of the requested ones that may be granted.
        peripheral_id: of the agent, with CLIENT_EVENTS; otherwise the one that was named, or ``None``.
        named: the agent as the request named them.
        identity: the agent and station found by that, where CLIENT_EVENTS is granted.
        displaced: the session of the same client that this one takes the station over from.
        tolerated: what was wrong with the request, where the site tolerates it.
    """

    services: CTIService
    peripheral_id: int | None
    named: AgentItems
    identity: Identity | None
    displaced: Session | None
    tolerated: tuple[str, ...] = ()


# fidelity sessions.open-checks-order: ours: The statuses of OPEN_REQ win in the order of these checks, and what is
# missing is said late.
def grant(
    request: OpenReq,
    findings: Sequence[Finding],
    rules: Rules,
    *,
    site: Site,
    stations: Stations,
    registry: Registry,
    closed: StatusCode | None = None,
    standby: bool = False,
) -> Grant:
    """Decide about an OPEN_REQ.  The checks stand in the order in which their statuses win.

    Args:
        request: what was asked for.
        findings: what the codec found wrong with it.
        rules: what the dialect of the server says.
        site: the contact centre.
        stations: the switch, as far as agents and stations go.
        registry: the sessions that are open.
        closed: the status with which every OPEN_REQ is refused now; ``None``: sessions can be opened.
        standby: whether the other side of the server is the active one.

    Raises:
        RequestRefused: with the status that FAILURE_CONF says.
    """
    missing = [finding for finding in findings if finding.status is StatusCode.REQUIRED_DATA_MISSING]
    for finding in findings:
        if finding.status is not StatusCode.REQUIRED_DATA_MISSING:
            raise RequestRefused(finding.status)
    if has_control_character(request):
        raise RequestRefused(StatusCode.INVALID_CHARACTER)
    # fidelity sessions.versions: guide E_CTI_INVALID_VERSION: A version that the server does not speak is refused
    # with status 1.
    if request.version_number not in site.settings.versions:
        raise RequestRefused(StatusCode.INVALID_VERSION)
    profile = Profile.nearest(request.version_number, rules.dialect)
    if closed is not None:
        raise RequestRefused(closed)
    if standby:
        _refuse_with(rules.refusal_on_standby(request, profile, _grantable(site, request, rules)))
    tolerant, tolerated = site.settings.strictness == "tolerant", list[str]()
    _refuse_with(rules.flaw_of_fixed_part(request))
    asked = _without_unused_bits(request, rules.unused_bits(profile), tolerated if tolerant else None)
    for finding in missing:
        # fidelity tolerant.client-password: ours: Without ClientPassword a tolerant site reads an empty one.
        if not tolerant or finding.field != _MAY_BE_ABSENT:
            raise RequestRefused(StatusCode.REQUIRED_DATA_MISSING)
        tolerated.append(f"{_MAY_BE_ABSENT} is absent")
        asked = asked.changed(client_password=b"")
    # fidelity sessions.passwords: ours: Names and passwords are checked only where the site says so.
    if rules.checks_clients and site.settings.auth and not _is_known(site, asked):
        raise RequestRefused(StatusCode.INVALID_PASSWORD)
    granted = _agree(asked, rules, site=site, stations=stations, registry=registry)
    return attrs.evolve(granted, tolerated=tuple(tolerated)) if tolerated else granted


def _refuse_with(status: StatusCode | None) -> None:
    """Refuse a request for a reason, if there is one."""
    if status is not None:
        raise RequestRefused(status)


def _without_unused_bits(request: OpenReq, bits: UnusedBits, tolerated: list[str] | None) -> OpenReq:
    """The request as it is meant: with no bits that the version does not have.

    Args:
        request: the request.
        bits: those that its version does not use.
        tolerated: where it is said that such bits were there; ``None``: they are refused.

    Raises:
        RequestRefused: a mask has such bits (19, 20, 21 or 95), and they are not tolerated.
    """
    masks = (request.services_requested, request.call_msg_mask, request.agent_state_mask, request.config_msg_mask)
    has_any = False
    for name, asked, (unused, status) in zip(_MASKS, masks, bits, strict=True):
        if int.__and__(asked, unused):
            # fidelity tolerant.open-masks: ours: Bits that the version does not have count as not set at a tolerant
            # site.
            if status is not None:
                if tolerated is None:
                    raise RequestRefused(status)
                tolerated.append(f"{name} has unused bits")
            has_any = True
    if not has_any:
        return request
    return request.changed(services_requested=CTIService(int(masks[0]) & ~bits[0][0]))


def _is_known(site: Site, request: OpenReq) -> bool:
    client = site.clients_by_id.get(request.client_id)
    expected = "" if client is None else client.password
    # fidelity sessions.empty-passwords: seen R10: A password may have no byte at all, or just a NUL.
    given = request.client_password.removesuffix(b"\0")
    return compare_digest(expected.encode(ENCODING), given) and client is not None


def _grantable(site: Site, request: OpenReq, rules: Rules) -> int:
    client = site.clients_by_id.get(request.client_id) if rules.checks_clients else None
    own = None if client is None else client.grantable
    return int(site.settings.grantable if own is None else own) & _EVER_GRANTED


def _agree(request: OpenReq, rules: Rules, *, site: Site, stations: Stations, registry: Registry) -> Grant:
    # Masks are plain numbers here: each operation on two masks makes a third one, which takes ten times as long.
    asked = int(request.services_requested)
    named = AgentItems(_agent_id(request), request.agent_extension, request.agent_instrument)
    _refuse_with(rules.flaw_of_modes(asked, bool(named)))
    # fidelity sessions.bridge-supervisor: seen R3: SUPERVISOR is granted with ALL_EVENTS as with CLIENT_EVENTS.
    if rules.needs_supervisor and asked & _SUPERVISOR and not asked & (_EVENTS | _BRIDGE):
        raise RequestRefused(StatusCode.FUNCTION_NOT_AVAILABLE)
    peripheral_id = _peripheral(request, rules, site)
    # fidelity sessions.fewer-services: guide OPEN_CONF: A service that is not granted is missing in OPEN_CONF, which
    # is no failure.
    granted = _granted(asked, _grantable(site, request, rules))
    if rules.needs_supervisor and asked & _SUPERVISOR and not granted & _SUPERVISOR:
        raise RequestRefused(StatusCode.FUNCTION_NOT_AVAILABLE)
    unbound = Grant(CTIService(granted), peripheral_id, named, None, None)
    if peripheral_id is None or not asked & _EVENTS:
        return unbound
    # fidelity sessions.client-events-name-somebody: guide OPEN_REQ: With CLIENT_EVENTS one of AgentExtension, AgentID
    # and AgentInstrument has to be there.
    if not named:
        raise RequestRefused(StatusCode.REQUIRED_DATA_MISSING)
    identity = identify(site, stations, peripheral_id, named)
    # fidelity sessions.login-required: ours: Whether the agent has to be signed in when a session opens is the site's
    # choice.
    if site.settings.agent_login_required and identity.signed_in is None:
        raise RequestRefused(StatusCode.AGENT_NOT_LOGGED_ON)
    if granted & _SUPERVISOR and identity.agent_key not in site.teams_by_supervisor:
        if rules.needs_supervisor:
            raise RequestRefused(StatusCode.FUNCTION_NOT_AVAILABLE)
        granted &= ~_SUPERVISOR
    if not granted & _EVENTS:
        return unbound
    displaced = _rival(identity, registry)
    # fidelity sessions.one-client-for-a-device: guide E_CTI_DEVICE_IN_USE: A device has one session, and another
    # client is refused.
    if displaced is not None and displaced.client_id != request.client_id:
        raise RequestRefused(StatusCode.DEVICE_IN_USE)
    # fidelity sessions.same-client: ours: A client is the same if its ClientID is.
    return Grant(CTIService(granted), peripheral_id, named, identity, displaced)


def _peripheral(request: OpenReq, rules: Rules, site: Site) -> int | None:
    """The peripheral that a session is about; ``None``: all of them.

    Raises:
        RequestRefused: the site has no such peripheral, or none is named by a session that follows an agent (7).
    """
    follows_an_agent = int(request.services_requested) & _EVENTS
    if not rules.names_peripherals:
        return site.main_peripheral.id if follows_an_agent else None
    named = None if request.peripheral_id == NULL_PERIPHERAL_ID else request.peripheral_id
    # fidelity sessions.peripheral-of-client-events: guide E_CTI_INVALID_PERIPHERAL_ID: With CLIENT_EVENTS a known
    # peripheral has to be named.
    if (named is None and follows_an_agent) or (named is not None and named not in site.peripherals_by_id):
        raise RequestRefused(StatusCode.INVALID_PERIPHERAL_ID)
    return named


def _granted(asked: int, grantable: int) -> int:
    """The services granted; where policy allows agent states but no call control, the smaller stands for the larger."""
    granted = asked & grantable
    # fidelity sessions.agent-states-alone: guide Client Control Service: Where a policy allows agent states and no
    # calls, AGENT_STATE_CONTROL_ONLY is granted for CLIENT_CONTROL.
    if asked & _CONTROL and not granted & _CONTROL:
        granted |= grantable & _LIMITED_CONTROL
    return granted


def _agent_id(request: OpenReq) -> str | None:
    """The login id; a long one wins over the short one."""
    # fidelity sessions.long-agent-id: ours: AGENT_ID_LONG is accepted wherever AgentID is, and wins over it.
    for extra in request.extra_fields:
        if extra.tag == Tag.AGENT_ID_LONG:
            return extra.data.removesuffix(b"\0").decode(ENCODING)
    return request.agent_id


def _rival(identity: Identity, registry: Registry) -> Session | None:
    """The session that already follows the same station, or waits for the same agent."""
    if identity.device is not None:
        return registry.at_device(identity.device)
    return None if identity.agent_key is None else registry.waiting_for(identity.agent_key)
