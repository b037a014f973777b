"""Names the connections of outside parties: their ConnectionDeviceIDs, which are dynamic ones."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import define, field

if TYPE_CHECKING:
    from ctiserver.centre.switch.model import Call
    from ctiserver.centre.switch.state import SwitchState


@define
class PartyNames:
    """The names that were made up because a number could not be one.

    Attributes:
        last: the count of them, by peripheral.
    """

    last: dict[int, int] = field(factory=dict)

    def of(self, state: SwitchState, call: Call, number: str) -> str:
        """What the connection of an outside party with a ``number`` is called in ``call``.

        A number that is not known, or that would be taken for a station or for another party, names nobody.
        """
        peripheral_id = call.peripheral_id
        by_number = state.profiles[peripheral_id].names_outside_by_number
        is_taken = number in call.connections or (peripheral_id, number) in state.stations
        # fidelity calls.outside-name: seen E10: The ConnectionDeviceID of an outside party is the party's number.
        if by_number and number and not is_taken:
            return number
        # fidelity calls.outside-name-else: ours: A party without such a name is called X and a number of its own.
        last = self.last[peripheral_id] = self.last.get(peripheral_id, 0) + 1
        return f"X{last}"
