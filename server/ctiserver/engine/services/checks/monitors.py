"""Limits on monitors, which each cost memory until they are stopped."""

from __future__ import annotations

from ctiproto.constants import ControlFailureCode
from ctiserver.centre.switch.errors import Refused
from ctiserver.engine.services.context import Context


def require_room(context: Context) -> None:
    """Refuse another monitor if the session, or all sessions, have as many as the limits of the site allow.

    Raises:
        Refused: they have (37).
    """
    limits, monitors = context.site.limits, context.registry.monitors
    if 0 < limits.monitors_per_session <= monitors.count(context.session):
        reached = "monitors_per_session"
    elif 0 < limits.monitors <= len(monitors):
        reached = "monitors"
    else:
        return
    # fidelity monitors.limits: ours: A monitor beyond the limits of the site is refused with failure code 37.
    context.limit_reached(reached)
    raise Refused(ControlFailureCode.OVERALL_MONITOR_LIMIT_EXCEEDED)
