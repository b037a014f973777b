"""Numbers contacts: what the router knows callers by."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from attrs import define

from ctiserver.centre.switch.model import Contact

if TYPE_CHECKING:
    from ctiserver.centre.switch.model import Call
    from ctiserver.centre.switch.profiles import Profile
    from ctiserver.centre.switch.state import SwitchState

DAYS_FROM_1600_TO_1970: Final = 135_140
"""The router counts its days from 1 January 1600."""

SECONDS_PER_DAY: Final = 86_400


@define
class Contacts:
    """The contacts of a site: each has a number of its day, which is that of UTC; the first one is 1.

    Attributes:
        day: the day of the contact that came last.
        last: its number.
    """

    day: int = 0
    last: int = 0

    def new(self, now: float, profile: Profile) -> Contact:
        """A contact under the next number of the day, with no call yet."""
        day = int(now // SECONDS_PER_DAY) + DAYS_FROM_1600_TO_1970
        if day != self.day:
            self.day, self.last = day, 0
        self.last += 1
        return Contact(day, self.last, profile.first_leg - 1)


def begin_contact(state: SwitchState, call: Call) -> None:
    """Make ``call`` the first one of a contact, if the router sees it."""
    # fidelity outages.no-key: guide SYSTEM_EVENT; ours: Without the central controller nothing is post-routed: calls
    # have no router call key, and the peripheral's own queue gives them to its agents as the calls that they are.
    if state.has_controller:
        call.contact = state.new_contact(call.peripheral_id)
        call.router_call_key = call.contact.next_leg()
