"""The facts beside the event that translation looks up: the site, the sessions, the clients of calls, the profile."""

from __future__ import annotations

import attrs

from ctiproto.constants import DeviceIDType, PeripheralType, PGStatusCode
from ctiproto.messages import CTIClient
from ctiproto.version_rules import device_type
from ctiproto.versions import Profile
from ctiserver.centre.switch.identifiers import Device
from ctiserver.engine.sessions.history import ClientHistory
from ctiserver.engine.sessions.registry import Registry
from ctiserver.engine.sessions.session import Session
from ctiserver.site.keys import AgentKey, CallKey, DeviceKey
from ctiserver.site.model import Site


@attrs.frozen
class Facts:
    """The facts that translation looks up.

    Args:
        site: the contact centre.
        registry: the open sessions.
        history: the clients of each call.
        status: what prevents the peripheral gateway from normal work.
        profile: dialect and protocol version that the messages are for.
        asker: the session whose request caused what is told, if one did.
        tells_each_group: whether the state of an agent is told once for each skill group, as far as the site leaves it.
    """

    site: Site
    registry: Registry
    history: ClientHistory
    status: PGStatusCode
    profile: Profile
    asker: Session | None = None
    tells_each_group: bool = True

    def peripheral_type(self, peripheral_id: int) -> PeripheralType:
        """The type of a peripheral of the site."""
        return self.site.peripherals_by_id[peripheral_id].type

    def clients(self, call: CallKey) -> tuple[CTIClient, ...]:
        """The clients that have been associated with a call so far."""
        return self.history.of(call)

    def session_of(self, agent: AgentKey, device: DeviceKey) -> Session | None:
        """The CLIENT_EVENTS session of an agent."""
        return self.registry.of_agent(agent, device)

    def kind(self, device: Device) -> DeviceIDType:
        """The DeviceIDType of a device in this version: older ones have fewer."""
        return device_type(device.kind, self.profile)

    @property
    def is_cce(self) -> bool:
        """Whether the site wants only the call events that Unified CCE sends."""
        return self.site.settings.acd_profile == "cce"


def number_of(device: Device) -> str | None:
    """The number of a device as a field; absent for no device."""
    return None if device.kind is DeviceIDType.NONE else device.id
