"""Setting agents NOT_READY whose client has disappeared, where the site has ``logout_on_disconnect``."""

from __future__ import annotations

from ctiproto.constants import AgentState
from ctiserver.centre.contact_centre import ContactCentre
from ctiserver.centre.switch import commands
from ctiserver.centre.switch.commands.agents import CLIENT_FAILED
from ctiserver.centre.switch.errors import Refused
from ctiserver.centre.switch.events import Event
from ctiserver.engine.effects import LogRecord, log_record
from ctiserver.site.keys import DeviceKey


def make_not_ready(centre: ContactCentre, device: DeviceKey, now: float) -> tuple[list[Event], list[LogRecord]]:
    """Set the agent at a station NOT_READY, if one is signed in there.

    Returns:
        The events of it, and the lines for the log: one if the switch refuses.
    """
    state = centre.switch.agent_at(*device)
    if state is None:
        return [], []
    command = commands.SetAgentState(
        peripheral_id=state.peripheral_id,
        agent_id=state.agent_id,
        state=AgentState.NOT_READY,
        reason_code=CLIENT_FAILED,
    )
    try:
        return centre.execute(command, now), []
    except Refused as refused:
        return [], [log_record("agent_kept_state", agent=state.agent_id, reason=str(refused))]
