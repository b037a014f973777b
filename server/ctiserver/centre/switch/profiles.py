"""What the switch does differently at peripherals of different types.

The guide describes a switch in general.  What Unified CCE was seen to do beyond it, or instead, holds for peripherals
of its type alone.  Each difference is a field here, and the modules of the switch ask for the field, not for the type.
"""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING, Final

from attrs import evolve, frozen

from ctiproto.constants import CallType, PeripheralType

if TYPE_CHECKING:
    from ctiserver.site.model import Site


class AgentEvents(Enum):
    """Where the report of an agent stands among the events of the call that it is due to.

    ``FIRST``: before the event of an answer, or of a call that begins.  ``LAST``: behind all events of the call.
    ``DELAYED``: as ``LAST``, and later by ``AGENT_EVENTS_DELAY``.
    """

    FIRST = "first"
    LAST = "last"
    DELAYED = "delayed"


AGENT_EVENTS_DELAY: Final = 0.5
"""Seconds by which old systems told of agents later than of calls."""


@frozen(kw_only=True)
class Profile:
    """The rules of one type of peripheral; the defaults are those of the guide, or ours where it has none.

    Attributes:
        consult_conference: The type of a call that became a conference out of a consultation.
        agent_events: Where reports of agents stand, unless the site says it.
    """

    consult_conference: CallType = CallType.CALLTYPE_CONSULT_CONFERENCE
    agent_events: AgentEvents = AgentEvents.LAST


GENERIC: Final = Profile()
"""The rules of a peripheral of which nothing more is known than the guide says."""

UNIFIED_CCE: Final = Profile(
    # Type 14 is not used there (Database Schema Handbook 12.5 to 15.0).
    consult_conference=CallType.CALLTYPE_CONFERENCE,
    agent_events=AgentEvents.FIRST,
)
"""The rules of a Unified CCE peripheral (PT_ENTERPRISE_AGENT), as real ones were seen to behave."""


def profile_of(kind: PeripheralType) -> Profile:
    """The rules of peripherals of a type."""
    return UNIFIED_CCE if kind is PeripheralType.ENTERPRISE_AGENT else GENERIC


def profiles_of(site: Site) -> dict[int, Profile]:
    """The rules of each peripheral of a site: those of its type, with what the site file changes of them."""
    profiles = {peripheral.id: profile_of(peripheral.type) for peripheral in site.peripherals}
    order = site.settings.event_order.agent_events
    if order is None:
        return profiles
    return {number: evolve(profile, agent_events=AgentEvents(order)) for number, profile in profiles.items()}
