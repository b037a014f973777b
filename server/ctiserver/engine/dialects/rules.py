"""What the engine asks a dialect: which OPEN_REQ is refused, what is granted, and how things are said to sessions.

The kinds of configuration records have one bit each in the engine, that of ConfigMsgMask in Unified CCE.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

import attrs

from ctiproto.constants import AgentState, ConfigMsgMask, StatusCode, SystemEventID, uccx
from ctiproto.declare import Message
from ctiproto.messages import DeviceRecord, OpenReq
from ctiproto.versions import Dialect, Profile
from ctiserver.site.model import Site

UnusedBits = tuple[tuple[int, StatusCode | None], ...]
"""For each mask of OPEN_REQ, in wire order, the bits that are not used in it, and the status if one is set.

``None``: it counts as not set.
"""


@attrs.frozen(kw_only=True)
class ConfigRules:
    """What a dialect says of configuration records.

    Args:
        needs_service: whether they are for sessions with CONFIG_EVENTS alone.
        is_within_open: whether those of a kind that ConfigMsgMask of OPEN_REQ leaves out are not uploaded either.
        reserves_customer: whether CustomerID is reserved, and has to be 0.
        bits: those that the mask of CONFIG_REQUEST_EVENT may have.
        kinds: the kinds that such a mask asks for.
        devices: the records of devices of a peripheral, or of all, for a version; ``None``: those of Unified CCE.
    """

    needs_service: bool
    is_within_open: bool
    reserves_customer: bool
    bits: Callable[[Profile], int]
    kinds: Callable[[ConfigMsgMask], ConfigMsgMask]
    devices: Callable[[Site, int | None, Profile], tuple[DeviceRecord, ...]] | None = None


@attrs.frozen(kw_only=True)
class Rules:
    """The answers of one dialect.

    Args:
        dialect: the dialect.
        offline: the status with which a server that cannot serve refuses every OPEN_REQ.
        in_maintenance: the same during a maintenance.
        refusal_on_standby: why the side that stands by opens no session for a request, given what its client may be
            granted; ``None``: it opens one on standby.
        flaw_of_fixed_part: what is wrong with numbers of the fixed part that are no mask; ``None``: nothing.
        unused_bits: the bits of the masks that the version does not use.
        flaw_of_modes: what is wrong with a combination of services, given whether an agent or a station is named;
            ``None``: nothing.
        names_peripherals: whether OPEN_REQ names the peripheral of the agent, and requests that of the configuration,
            and OPEN_CONF lists those that were meant; if not, there is only the site's main one, and always listed.
        checks_clients: whether names and passwords of clients can be checked, and have grants of their own.
        needs_supervisor: whether a client that wants SUPERVISOR and cannot have it is refused; if not, it is left out.
        config_mask: the kinds of records that ConfigMsgMask of OPEN_REQ stands for.
        config_mask_granted: what OPEN_CONF says of them; ``None``: nothing.
        config: what it says of configuration records.
        numbers_monitors: whether the session of a station has a MonitorID.
        introduces: whether teams and peripherals are told to a session that has just been opened.
        tells_each_group: whether the state of an agent is told once for each skill group; if not, once for all of them.
        pending_bits: the bits of AgentStateMask for an agent who talks, by the state that follows; empty: that makes no
            difference.
        system_events: those that servers of the dialect send.
        statuses: the statuses that they send.
        farewell: what a session is told that the server ends with a status, at a time.
        worded: a message for sessions of a profile, in the words of the dialect; ``None``: messages are made in them.
        heard: a request in the words of the engine; ``None``: requests are made in them.
        implies_supervisor: whether a supervisor's session that names another agent orders as the supervisor.
        hears_second_lines: whether the session of a telephone hears of all lines of it.
    """

    dialect: Dialect
    offline: StatusCode
    in_maintenance: StatusCode
    refusal_on_standby: Callable[[OpenReq, Profile, int], StatusCode | None]
    flaw_of_fixed_part: Callable[[OpenReq], StatusCode | None]
    unused_bits: Callable[[Profile], UnusedBits]
    flaw_of_modes: Callable[[int, bool], StatusCode | None]
    names_peripherals: bool
    checks_clients: bool
    needs_supervisor: bool
    config_mask: Callable[[ConfigMsgMask], ConfigMsgMask]
    config_mask_granted: Callable[[ConfigMsgMask], uccx.ConfigMsgMask | None]
    config: ConfigRules
    numbers_monitors: bool
    introduces: bool
    tells_each_group: bool
    pending_bits: Mapping[AgentState, int]
    system_events: frozenset[SystemEventID]
    statuses: frozenset[StatusCode]
    farewell: Callable[[StatusCode, float], Message]
    worded: Callable[[Message, Profile, Site], Message] | None = None
    heard: Callable[[Message, Site], Message] | None = None
    implies_supervisor: bool = False
    hears_second_lines: bool = False
