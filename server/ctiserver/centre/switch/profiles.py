"""What the switch does differently at peripherals of different types.

The guide describes a switch in general.  What Unified CCE was seen to do beyond it, or instead, holds for peripherals
of its type alone.  Each difference is a field here, and the modules of the switch ask for the field, not for the type.
"""

from __future__ import annotations

from typing import Final

from attrs import frozen

from ctiproto.constants import CallType, PeripheralType


@frozen(kw_only=True)
class Profile:
    """The rules of one type of peripheral; the defaults are those of the guide, or ours where it has none.

    Attributes:
        consult_conference: The type of a call that became a conference out of a consultation.
    """

    consult_conference: CallType = CallType.CALLTYPE_CONSULT_CONFERENCE


GENERIC: Final = Profile()
"""The rules of a peripheral of which nothing more is known than the guide says."""

UNIFIED_CCE: Final = Profile(
    # Type 14 is not used there (Database Schema Handbook 12.5 to 15.0).
    consult_conference=CallType.CALLTYPE_CONFERENCE,
)
"""The rules of a Unified CCE peripheral (PT_ENTERPRISE_AGENT), as real ones were seen to behave."""


def profile_of(kind: PeripheralType) -> Profile:
    """The rules of peripherals of a type."""
    return UNIFIED_CCE if kind is PeripheralType.ENTERPRISE_AGENT else GENERIC
