"""The settings of a site: ports, timers and switches of the server, its dial plan, and its workload."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from typing import Annotated, Final, Literal

import attrs

from ctiproto.constants import CTIService, DeskSettingsMask, StatusCode, limits
from ctiserver.site.values import (
    ID,
    RANGES,
    AgentID,
    CallerNumber,
    Count,
    Digits,
    FilePath,
    Port,
    PortAddress,
    Prefix,
    Rate,
    Seconds,
    Share,
    Short,
    VariableMap,
    Version,
)

# Every bit, named or not, but those of the three services whose messages the guide does not lay out.
# fidelity sessions.usually-granted: ours: Three services whose messages have no published layout are not granted.
_USUALLY_GRANTED: Final = CTIService(
    0xFFFFFFFF
    & ~(CTIService.SERVICE_AGENT_REPORTING | CTIService.SERVICE_ALL_TASK_EVENTS | CTIService.SERVICE_TASK_MONITOR)
)


@attrs.frozen
class Span:
    """A time drawn anew each time, evenly between two bounds (seconds)."""

    shortest: Seconds
    longest: Seconds

    def __attrs_post_init__(self) -> None:
        if self.shortest > self.longest:
            raise ValueError(f"expected shortest ({self.shortest:g}) not to be above longest ({self.longest:g})")


@attrs.frozen
class EventOrder:
    """The orders of events that the guide leaves open; real systems keep one or the other.

    Attributes:
        agent_events: Where AGENT_STATE_EVENT stands among the events of the call that caused it; absent: as real
            peripherals of that type have it.
        rtp_stopped: Where RTP_STOPPED_EVENT stands when a connection is cleared, or leaves by a transfer or conference.
    """

    agent_events: Literal["first", "last", "delayed"] | None = None
    rtp_stopped: Literal["before", "after"] = "before"


@attrs.frozen
class Settings:
    """Ports, limits and switches of the server; the defaults are those of a server without configuration."""

    port_a: Port = limits.DEFAULT_PORT_SIDE_A
    port_b: Port = limits.DEFAULT_PORT_SIDE_B
    seed: Count = 1
    versions: Annotated[tuple[Version, ...], RANGES] = tuple(range(9, 26))
    # fidelity sessions.open-timeout: ours: A connection without a session is reset after half a minute.
    open_timeout: Seconds = 30.0
    # fidelity sessions.final-drain: ours: A last message has half a second to be read before the connection is reset.
    final_drain: Seconds = 0.5
    # fidelity sessions.close-linger: ours: After CLOSE_CONF the client has five seconds to hang up.
    close_linger: Seconds = 5.0
    auth: bool = False
    grantable: CTIService = _USUALLY_GRANTED
    agent_login_required: bool = False
    # fidelity calls.all-events: ours: All call events of the guide exist, unless a site wants those of Unified CCE
    # alone.
    acd_profile: Literal["generic", "cce"] = "generic"
    cce_restrictions: bool = True
    strictness: Literal["guide", "tolerant"] = "guide"
    agent_state_style: Literal["per_group", "list"] = "per_group"
    config_blocks: Literal["one", "per_item"] = "one"
    ccx_status: Literal["zero", "in_service"] = "zero"
    # fidelity calls.pre-call-events: guide AGENT_PRE_CALL_EVENT; ours: A routed call is announced to the agent,
    # unless the site does without.
    pre_call_events: bool = True
    auto_hold: bool = True
    network_progress: bool = True
    delivered_unattended: bool = False
    called_side_other_in: bool = True
    resync_state_events: bool = False
    logout_on_disconnect: bool = False
    logout_on_agent_disconnect: bool = False
    logout_on_peripheral_loss: bool = True
    # fidelity agents.logout-from-available: inferred FN, OS: An agent has to be NOT_READY to sign out, unless the
    # site says otherwise.
    logout_from_available: bool = False
    unlisted_reason_codes: bool = False
    strict_logout_password: bool = False
    combined_login_error: bool = False
    wrong_passwords: Count = 0
    lockout: Seconds = 300.0
    # fidelity calls.station-without-agent: ours: A station without an agent may place calls, unless the site says
    # otherwise.
    require_login_for_calls: bool = False
    protect_ani: bool = False
    call_control_variable_map: VariableMap = "y" * limits.CALL_VARIABLE_COUNT
    application_paths: Annotated[tuple[ID, ...], RANGES] = ()
    # fidelity calls.tones: ours: Tones have no event, but a site can take them for digits that the caller entered.
    dtmf_to_ced: bool = False
    agent_greeting: Seconds = 0.0
    network_recorder: PortAddress = ""
    precall_timeout: Seconds | None = None
    wrapup_data_timer: Seconds = float(limits.WRAPUP_DATA_TIMEOUT_DEFAULT)
    # fidelity calls.failed-linger: ours: The tone of a call that failed is heard for two seconds.
    failed_call_linger: Seconds = 2.0
    control_latency: Span = Span(0.0, 0.0)
    control_timeout: Seconds = 15.0
    no_server_status: StatusCode = StatusCode.FUNCTION_NOT_AVAILABLE
    alarm_sink: FilePath = ""
    # fidelity outages.calls-linger: guide END_CALL_EVENT; ours: Calls of a lost peripheral end at once, or after a
    # while; by default at once.
    peripheral_linger: Seconds = 0.0
    unattended_timeout: Seconds = 600.0
    load_time: Seconds = 1.0
    event_order: EventOrder = EventOrder()

    def __attrs_post_init__(self) -> None:
        variables = self.call_control_variable_map
        if len(variables) != limits.CALL_VARIABLE_COUNT or not {"y", "n"}.issuperset(variables):
            raise ValueError(
                f"expected call_control_variable_map to have a y or an n for each of the"
                f" {limits.CALL_VARIABLE_COUNT} call variables"
            )


DIALABLE: Final = frozenset("0123456789*#+")
"""The characters that a number may have that is dialled."""

OUTSIDE_CLASSES: Final[Mapping[str, DeskSettingsMask]] = {
    "international": DeskSettingsMask.OUTBOUND_ACCESS_INTERNATIONAL_MASK,
    "private_net": DeskSettingsMask.OUTBOUND_ACCESS_PRIVATE_NET_MASK,
    "operator_assisted": DeskSettingsMask.OUTBOUND_ACCESS_OPERATOR_ASSISTED_MASK,
    "pbx": DeskSettingsMask.OUTBOUND_ACCESS_PBX_MASK,
}
"""The lists of prefixes of a dial plan, and the permission that agents need for numbers of each."""


@attrs.frozen
class DialPlan:
    """Which dialled numbers lead out of the contact centre, and of which class they are: desk settings allow classes.

    A number that begins with one of the prefixes of a class is of that class, of the longest such prefix; any other one
    leads to the public network, if it begins with ``outside_prefix`` and is long enough.
    """

    outside_prefix: Digits = "9"
    outside_min_digits: Count = 5
    international: Annotated[tuple[Prefix, ...], RANGES] = ()
    private_net: Annotated[tuple[Prefix, ...], RANGES] = ()
    operator_assisted: Annotated[tuple[Prefix, ...], RANGES] = ()
    pbx: Annotated[tuple[Prefix, ...], RANGES] = ()

    def outside_access(self, number: str) -> DeskSettingsMask:
        """The permission that agents need to dial ``number``; none of them: it does not lead outside."""
        # fidelity calls.dial-plan-classes: guide AGENT_DESK_SETTINGS_CONF; ours: Each class of numbers outside has a
        # bit of its own; the prefixes that make a number one of a class are the site's.
        if not DIALABLE.issuperset(number):
            return DeskSettingsMask(0)
        for length in range(len(number), 0, -1):
            access = self._access_by_prefix.get(number[:length])
            if access is not None:
                return access
        is_public = (
            number.isdigit() and number.startswith(self.outside_prefix) and len(number) >= self.outside_min_digits
        )
        return DeskSettingsMask.OUTBOUND_ACCESS_PUBLIC_NET_MASK if is_public else DeskSettingsMask(0)

    @cached_property
    def _access_by_prefix(self) -> Mapping[str, DeskSettingsMask]:
        return {prefix: access for name, access in OUTSIDE_CLASSES.items() for prefix in getattr(self, name)}


@attrs.frozen
class WorkloadSettings:
    """The workload: callers who call by themselves, and agents who work by themselves."""

    calls_per_hour: Rate = 60.0
    callers: Annotated[tuple[CallerNumber, ...], RANGES] = tuple(str(2025550100 + line) for line in range(100))
    announced: Share = 0.0
    patience: Span = Span(60.0, 300.0)
    talk_time: Span = Span(30.0, 240.0)
    agents: Annotated[tuple[AgentID, ...], RANGES] = ()
    answer_delay: Span = Span(2.0, 8.0)
    wrapup_time: Span = Span(3.0, 9.0)
    break_interval: Span = Span(1800.0, 5400.0)
    break_length: Span = Span(300.0, 900.0)
    break_reason_codes: Annotated[tuple[Short, ...], RANGES] = (1, 2, 3)
    return_delay: Seconds = 60.0
