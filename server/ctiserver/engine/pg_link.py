"""The link between the server and the peripheral gateway.  Guide: SYSTEM_EVENT, PERIPHERAL_GATEWAY_OFFLINE.

While it is down the contact centre works on and nobody hears of it: neither call events nor agent events get through.
What happened meanwhile is not repeated.  Once the link is back, clients are told what is different from what they
know: calls that are over end, calls that are new begin, and everybody who works is reported.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import attrs

from ctiproto.constants import AgentState, ControlFailureCode, PGStatusCode
from ctiserver.centre.contact_centre import ContactCentre
from ctiserver.centre.switch import events as e
from ctiserver.centre.switch.errors import Refused
from ctiserver.centre.switch.identifiers import Device

_OF_LINKS: Final = (
    e.CentralControllerEvent,
    e.PeripheralWentOffline,
    e.PeripheralCameOnline,
    e.InstrumentEvent,
)
"""What is told whether the gateway can be reached or not: it is no event of a call or an agent."""

_NOTHING_WRONG: Final = PGStatusCode(0)
_IS_SO_ALREADY: Final = ControlFailureCode.REQUEST_INCOMPATIBLE_WITH_OBJECT

Association = tuple[int, int, Device | None]
"""A peripheral, a call there, and the device whose stream knows of it; ``None``: the stream of all calls."""


@attrs.frozen
class Picture:
    """What clients know of the contact centre.

    Args:
        calls: the beginning of every association that lasts, the oldest call first.
        agents: everybody who is signed in.
    """

    calls: dict[Association, e.CallBegan]
    agents: dict[tuple[int, str], e.AgentStateChanged]


class Gateway:
    """Whether the peripheral gateway can be reached, and what clients knew when it was lost."""

    def __init__(self) -> None:
        self._known: Picture | None = None

    @property
    def is_reached(self) -> bool:
        """Whether the link is up."""
        return self._known is None

    @property
    def status(self) -> PGStatusCode:
        """What the link means to the normal work of the peripheral gateway."""
        return _NOTHING_WRONG if self._known is None else PGStatusCode.OPC_DOWN

    def lets_through(self, event: e.Event) -> bool:
        """Whether an event is told."""
        return self._known is None or isinstance(event, _OF_LINKS)

    def lose(self, centre: ContactCentre) -> None:
        """The link goes down.

        Raises:
            Refused: it is down (2).
        """
        if self._known is not None:
            raise Refused(_IS_SO_ALREADY)
        self._known = _picture(centre)

    def regain(self, centre: ContactCentre, now: float) -> list[e.Event]:
        """The link is back.

        Returns:
            What clients have to hear that they do not know, in order.

        Raises:
            Refused: it is up (2).
        """
        known, self._known = self._known, None
        if known is None:
            raise Refused(_IS_SO_ALREADY)
        return list(_news(known, centre, now))


def _news(known: Picture, centre: ContactCentre, now: float) -> Iterator[e.Event]:
    present = _picture(centre)
    # Those who see every call hear of its end last, as always.
    for association in sorted(known.calls.keys() - present.calls.keys(), key=_in_order):
        yield _ended(known.calls[association], now)
    for association, began in present.calls.items():
        if association not in known.calls:
            yield attrs.evolve(began, at=now)
    for key, before in known.agents.items():
        # It happened before a link to his peripheral went down, if it did, and nobody reports him when that is back.
        if key not in present.agents:
            is_known = key in centre.site.agents_by_id
            yield _where_he_was(centre.switch.agent(*key) if is_known else _signed_out(before), before)
    for agent in present.agents.values():
        if centre.switch.is_online(agent.peripheral_id):
            yield attrs.evolve(agent, state_duration=0)


def _picture(centre: ContactCentre) -> Picture:
    switch = centre.switch
    calls: dict[Association, e.CallBegan] = {}
    for peripheral in centre.site.peripherals:
        for call_id in switch.calls(peripheral.id):
            call = switch.call(peripheral.id, call_id)
            for device in (None, *call.entry, *call.associated):
                calls[peripheral.id, call_id, device] = switch.began(peripheral.id, call_id, device)
    agents = {agent.key: switch.agent(*agent.key) for agent in centre.site.agents}
    return Picture(calls, {key: agent for key, agent in agents.items() if agent.state is not AgentState.LOGOUT})


def _in_order(association: Association) -> tuple[int, int, bool, str]:
    peripheral_id, call_id, device = association
    return peripheral_id, call_id, device is None, "" if device is None else device.id


def _ended(began: e.CallBegan, now: float) -> e.CallEnded:
    return e.CallEnded(
        at=now,
        peripheral_id=began.peripheral_id,
        connection=began.connection,
        parties=began.parties,
        to_all=began.to_all,
    )


def _signed_out(before: e.AgentStateChanged) -> e.AgentStateChanged:
    """Somebody is not configured any more."""
    groups = tuple(e.GroupState(group.skill_group, AgentState.LOGOUT) for group in before.groups)
    return attrs.evolve(before, state=AgentState.LOGOUT, previous=before.state, groups=groups, tasks=0)


def _where_he_was(agent: e.AgentStateChanged, before: e.AgentStateChanged) -> e.AgentStateChanged:
    """Somebody signed out unheard: he is reported at the station that his client knows him to be at."""
    return attrs.evolve(
        agent, device=before.device, extension=before.extension, instrument=before.instrument, state_duration=0
    )
