"""The link between the server and the peripheral gateway.  Guide: SYSTEM_EVENT, PERIPHERAL_GATEWAY_OFFLINE.

While it is down the contact centre works on, but call events and agent events do not reach the clients.
What happened meanwhile is not repeated.  Once the link is back, clients are told what is different from what they
know: calls that are over end, calls that are new begin, and the state of every agent who is signed in is told.
"""

from __future__ import annotations

from typing import Final

from ctiproto.constants import ControlFailureCode, PGStatusCode
from ctiserver.centre.contact_centre import ContactCentre
from ctiserver.centre.switch import events as e
from ctiserver.centre.switch.catch_up import Picture
from ctiserver.centre.switch.errors import Refused

# fidelity outages.without-the-gateway: guide SYSTEM_EVENT: While the gateway is out of reach no call and no agent is
# told of, only links.
_OF_LINKS: Final = (
    e.CentralControllerEvent,
    e.PeripheralWentOffline,
    e.PeripheralCameOnline,
    e.InstrumentEvent,
)
"""Events that are told also while the gateway is out of reach: they do not come through it."""

_IS_SO_ALREADY: Final = ControlFailureCode.REQUEST_INCOMPATIBLE_WITH_OBJECT


class PGLink:
    """The link of one side to the peripheral gateway, and what clients knew when it was lost."""

    def __init__(self) -> None:
        self._known: Picture | None = None

    @property
    def is_reached(self) -> bool:
        """Whether the peripheral gateway can be reached."""
        return self._known is None

    def added_to(self, status: PGStatusCode) -> PGStatusCode:
        """A PGStatusCode with the bit that says that the peripheral gateway is out of reach, if it is."""
        # Asked for with every event, and masks are slow to put together.
        return status if self._known is None else status | PGStatusCode.OPC_DOWN

    def lets_through(self, event: e.Event) -> bool:
        """Whether clients are told an event now."""
        return self._known is None or isinstance(event, _OF_LINKS)

    def lose(self, centre: ContactCentre) -> None:
        """Lose the link: what clients know now is remembered.

        Raises:
            Refused: it is down (2).
        """
        if self._known is not None:
            raise Refused(_IS_SO_ALREADY)
        self._known = centre.switch.picture()

    def regain(self, centre: ContactCentre, now: float) -> list[e.Event]:
        """Have the link back.

        Returns:
            The events that tell what is different from what clients know, in order.

        Raises:
            Refused: it is up (2).
        """
        known, self._known = self._known, None
        if known is None:
            raise Refused(_IS_SO_ALREADY)
        # fidelity outages.after-the-gateway: guide BEGIN_CALL_EVENT; ours: What happened meanwhile is not repeated:
        # calls end and begin, and agents are told as they are now.
        return centre.switch.changes_since(known, now)
