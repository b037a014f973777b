"""Calls at which nobody is any more: whoever is left there, at a telephone or outside, hangs up after a while.

A client that goes leaves its calls as they are, and it may come back to them.  In a real contact centre a person would
be at the telephone all the same, and hang up in the end; here nobody is.
"""

from __future__ import annotations

from collections.abc import Iterable

from ctiproto.constants import DeviceIDType
from ctiserver.centre.contact_centre import ContactCentre
from ctiserver.centre.switch.commands import CallerHangsUp, ClearConnection
from ctiserver.centre.switch.errors import Refused
from ctiserver.centre.switch.events import Event
from ctiserver.centre.switch.views import CallView
from ctiserver.engine.sessions.session import Session
from ctiserver.site.keys import CallKey, DeviceKey


class UnattendedCalls:
    """Looks at all calls now and then, and ends those at which nobody is for the second time in a row.

    Args:
        centre: the contact centre; its site says how often.
    """

    def __init__(self, centre: ContactCentre) -> None:
        self._centre = centre
        self._next_look: float | None = None
        self._left_alone: frozenset[CallKey] = frozenset()

    def next_deadline(self) -> float | None:
        """When the calls are looked at next; ``None``: there are none, or the site does not want it."""
        return self._next_look

    def is_due(self, now: float) -> bool:
        """Whether it is time to look."""
        return self._next_look is not None and self._next_look <= now

    def follow(self, now: float) -> None:
        """Plan a look if there are calls, and none if there are not."""
        timeout = self._centre.site.settings.unattended_timeout
        if not timeout or not self._centre.switch.has_calls:
            self._next_look = None
        elif self._next_look is None:
            self._next_look = now + timeout

    def look(self, sessions: Iterable[Session], now: float) -> list[Event]:
        """Look at all calls.

        Args:
            sessions: all open sessions.
            now: seconds since 1970.

        Returns:
            What happened, in order, when calls were ended.
        """
        attended = frozenset(station for session in sessions for station in session.stations)
        alone = [call for call in self._in_no_caller_s_hand() if not self._is_attended(call, attended)]
        events: list[Event] = []
        for call in alone:
            # fidelity calls.unattended-stations: ours: A call at which neither a client nor anybody simulated is, at
            # two looks in a row, ends: all that are left hang up.
            if CallKey(call.peripheral_id, call.id) in self._left_alone:
                events += self._end(call, now)
        self._left_alone = frozenset(CallKey(call.peripheral_id, call.id) for call in alone)
        self._next_look = None
        return events

    def _in_no_caller_s_hand(self) -> list[CallView]:
        """The calls without a simulated caller: most have one, and to look at those closely takes ten times as long."""
        centre, switch = self._centre, self._centre.switch
        keys = (CallKey(each.id, number) for each in centre.site.peripherals for number in switch.calls(each.id))
        return [switch.call(*key) for key in keys if not centre.has_in_hand(key, ())]

    def _is_attended(self, call: CallView, stations: frozenset[DeviceKey]) -> bool:
        """Whether a client speaks for a party of a call, or a simulated agent has it in hand."""
        parties = call.connections
        return any(DeviceKey(call.peripheral_id, party.device.id) in stations for party in parties) or (
            self._centre.has_in_hand(CallKey(call.peripheral_id, call.id), [party.agent_id for party in parties])
        )

    def _end(self, call: CallView, now: float) -> list[Event]:
        events: list[Event] = []
        for party in call.connections:
            command = (
                CallerHangsUp(peripheral_id=call.peripheral_id, call_id=call.id, connection=party.id.device_id)
                if party.device.kind is DeviceIDType.EXTERNAL
                else ClearConnection(peripheral_id=call.peripheral_id, device=party.device.id, call_id=call.id)
            )
            try:
                events += self._centre.execute(command, now)
            except Refused:
                # The call ended with a party before, or its peripheral is off-line.
                continue
        return events
