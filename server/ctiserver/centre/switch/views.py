"""Frozen views of calls and devices for clients' queries, made when they are asked for.

An agent is seen as the ``AgentStateChanged`` that would report them now; these are the rest.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import frozen

if TYPE_CHECKING:
    from ctiproto.constants import AgentState, LineType, LocalConnectionState, SilentMonitorStatus
    from ctiserver.centre.switch.context import CallContext
    from ctiserver.centre.switch.identifiers import ConnectionID, Device, ServiceRef, SkillGroupRef, TrunkRef


@frozen(kw_only=True)
class ConnectionView:
    """A live connection.

    Attributes:
        since: When it came into its state, in seconds since 1970.
        agent_id: The agent who has it; empty where no agent is signed in or the party is outside.
    """

    id: ConnectionID
    device: Device
    state: LocalConnectionState
    line_type: LineType
    line_handle: int
    since: float
    agent_id: str = ""


@frozen(kw_only=True)
class CallView:
    """A call that lives, or that a stream is still associated with.

    Attributes:
        connections: Those that live, in the order in which they joined; none once the call is cleared.
        reference: The connection by which the stream of all calls knows it.
        associated: The devices whose streams are associated with it.
        entry: The trunks, trunk groups and route points that it came through.
        on_behalf_of: The connection on the call that this one consults about; absent: there is none.
        waits_since: When it began to wait in a queue; absent: it does not wait.
    """

    id: int
    peripheral_id: int
    context: CallContext
    connections: tuple[ConnectionView, ...]
    reference: ConnectionID
    associated: tuple[Device, ...]
    entry: tuple[Device, ...]
    calling: Device
    called: Device
    last_redirect: Device
    service: ServiceRef
    skill_group: SkillGroupRef
    trunk: TrunkRef | None
    began_at: float
    on_behalf_of: ConnectionID | None = None
    waits_since: float | None = None

    @property
    def known_connections(self) -> frozenset[str]:
        """The ConnectionDeviceIDs that clients may name: of those on it, and of those still associated with it."""
        return frozenset(each.id.device_id for each in self.connections) | {device.id for device in self.associated}


@frozen(kw_only=True)
class DeviceCallView:
    """A call at a device.  Guide: SNAPSHOT_DEVICE_CONF.

    Attributes:
        connection: The device's connection.
        silent_monitor: Whether the device listens by it, or is listened to.
    """

    connection: ConnectionView
    silent_monitor: SilentMonitorStatus


@frozen(kw_only=True)
class LineView:
    """A line of a device."""

    handle: int
    type: LineType


@frozen(kw_only=True)
class DeviceView:
    """What a device is and can do.  Guide: QUERY_DEVICE_INFO_CONF.

    Attributes:
        make_call_states: The states in which its agent may place a call.
    """

    device: Device
    instrument: str
    in_service: bool
    lines: tuple[LineView, ...]
    max_active_calls: int
    max_held_calls: int
    max_parties: int
    make_call_states: tuple[AgentState, ...]
