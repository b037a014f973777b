"""The station that a control request acts for, and whether the session may.  Guide: Client Control Service."""

from __future__ import annotations

from ctiproto.constants import ControlFailureCode, DeviceIDType, StatusCode
from ctiserver.centre.switch.errors import Refused
from ctiserver.engine.services.checks.connections import NO_CONNECTION, NamedConnection, party_of
from ctiserver.engine.services.context import Context
from ctiserver.engine.sessions.refusal import RequestRefused
from ctiserver.site.keys import AgentKey, DeviceKey


def require_station(
    context: Context, peripheral_id: int, instrument: str | None, connection: NamedConnection = NO_CONNECTION
) -> None:
    """Check that a request says which station it acts for, before that station is looked up.

    Args:
        context: the request on its way.
        peripheral_id: the peripheral that it names.
        instrument: the AgentInstrument, if there is one.
        connection: the connection that it names, if it names one.

    Raises:
        RequestRefused: nothing in the request or the session says it (6), or the peripheral is unknown (7).
    """
    named = connection.explicit
    if instrument is None and context.session.device is None and named is None:
        raise RequestRefused(StatusCode.REQUIRED_DATA_MISSING)
    context.peripheral(peripheral_id)


def acting_station(
    context: Context, peripheral_id: int, instrument: str | None, connection: NamedConnection = NO_CONNECTION
) -> str:
    """The extension of the station that a request acts for; call :func:`require_station` before.

    A simulated agent there is taken over: from now on the session acts for them.

    Raises:
        Refused: the station is unknown (12), not the session's to control (8), or its peripheral is off-line (267).
    """
    require_online(context, peripheral_id)
    device = _station(context, peripheral_id, instrument, connection)
    # fidelity control.own-device: guide Client Control Service: A session with CLIENT_EVENTS controls its own device
    # alone; the code, 8, is ours.
    if not context.controls(device):
        raise _not_controlled()
    context.session.act_for(device)
    signed_in = context.switch.agent_at(*device)
    if signed_in is not None:
        # fidelity control.takes-over: ours: A simulated agent whom a client acts for is left to the client from then
        # on.
        context.take_over(AgentKey(peripheral_id, signed_in.agent_id))
    return device.number


def require_online(context: Context, peripheral_id: int) -> None:
    """Check that the link to a peripheral is up.

    Raises:
        Refused: it is down (267).
    """
    if not context.switch.is_online(peripheral_id):
        # fidelity control.offline: ours: While the link to a peripheral is down, control is refused with code 267.
        raise Refused(ControlFailureCode.ADJUNCT_SWITCH_COMM_ERROR)


def _station(context: Context, peripheral_id: int, instrument: str | None, connection: NamedConnection) -> DeviceKey:
    # fidelity control.which-station: ours: The station is the one named, else the session's own - or that line of it
    # which the connection is at -, else that of the connection.
    if instrument is not None:
        try:
            return DeviceKey(peripheral_id, context.switch.station(peripheral_id, instrument).id)
        except KeyError:
            raise Refused(ControlFailureCode.INVALID_CSTA_DEVICE_IDENTIFIER) from None
    if context.session.device is not None:
        if context.session.device.peripheral_id != peripheral_id:
            raise _not_controlled()
        line = DeviceKey(peripheral_id, connection.explicit or "")
        return line if context.registry.is_at(context.session, line) else context.session.device
    party = party_of(context, peripheral_id, connection)
    if party.kind is DeviceIDType.EXTERNAL:
        raise _not_controlled()
    return DeviceKey(peripheral_id, party.id)


def _not_controlled() -> Refused:
    return Refused(ControlFailureCode.PRIVILEGE_VIOLATION_ON_SPECIFIED_DEVICE)
