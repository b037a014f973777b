"""Setting agents NOT_READY whose client has disappeared, where the site has ``logout_on_disconnect``."""

from __future__ import annotations

from typing import Final

from ctiproto.constants import AgentState, StatusCode
from ctiserver.centre.contact_centre import ContactCentre
from ctiserver.centre.switch import commands
from ctiserver.centre.switch.errors import Refused
from ctiserver.centre.switch.events import Event
from ctiserver.centre.switch.reasons import CLIENT_FAILED
from ctiserver.engine.effects import LogRecord, log_record
from ctiserver.site.keys import DeviceKey

# fidelity agents.server-went: ours: That the server itself went says nothing about clients, whose agents stay as they
# are.
_NOT_THE_CLIENT: Final = frozenset(
    (StatusCode.NEW_SESSION_OPENED, StatusCode.CTI_SERVER_OFFLINE, StatusCode.SERVER_IN_MAINTENANCE_MODE)
)
"""Ends of a session that say nothing about the client's health."""


def is_failure(status: StatusCode) -> bool:
    """Whether that status says that the client failed, if it did not close the session itself."""
    return status not in _NOT_THE_CLIENT


def make_not_ready(centre: ContactCentre, device: DeviceKey, now: float) -> tuple[list[Event], list[LogRecord]]:
    """Set the agent at a station NOT_READY, if one is signed in there.

    Returns:
        The events of it, and the lines for the log: one if the switch refuses.
    """
    state = centre.switch.agent_at(*device)
    if state is None or not centre.site.settings.logout_on_disconnect:
        return [], []
    command = commands.SetAgentState(
        peripheral_id=state.peripheral_id,
        agent_id=state.agent_id,
        state=AgentState.NOT_READY,
        # fidelity agents.lost-client: inferred DB: Where the site wants it, an agent whose client was lost becomes
        # NOT_READY with reason 50002.
        reason_code=CLIENT_FAILED,
    )
    try:
        return centre.execute(command, now), []
    except Refused as refused:
        return [], [log_record("agent_kept_state", agent=state.agent_id, reason=str(refused))]
