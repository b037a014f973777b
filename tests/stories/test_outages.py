"""The peripheral gateway is lost again and again during work: no client hears of a call twice, or for ever."""

from __future__ import annotations

from contextlib import suppress
from random import Random
from typing import Final

import pytest

from ctiproto import messages as m
from ctiproto.declare import Message
from ctiserver.centre.switch import commands as k
from ctiserver.centre.switch.errors import Refused
from tests.support.harness import PG, Client, World
from tests.support.people import AGENTS, People

NUMBERS: Final = ("2001", "2002", "2003", "2007", "8001", "90012345")


class Memory:
    """What a client knows: the calls that have begun for it, and not ended."""

    def __init__(self, client: Client) -> None:
        self.client = client
        self.calls: set[int] = set()

    def hears(self) -> None:
        """Check that what the client heard since fits what it knew before."""
        for _, message in self.client.feed:
            self._hears(message)
        self.client.feed.clear()

    def _hears(self, message: Message) -> None:
        call = getattr(message, "connection_call_id", None)
        match message:
            case m.BeginCallEvent():
                assert call not in self.calls, f"{self.client.name} hears twice that {call} begins"
                self.calls.add(message.connection_call_id)
            case m.EndCallEvent():
                assert call in self.calls, f"{self.client.name} hears the end of {call}, which never began"
                self.calls.remove(message.connection_call_id)
            case m.CallDataUpdateEvent():
                self.calls.remove(message.connection_call_id)
                self.calls.add(message.new_connection_call_id)
            case (
                m.CallDeliveredEvent()
                | m.CallEstablishedEvent()
                | m.CallConnectionClearedEvent()
                | m.CallClearedEvent()
            ):
                assert call in self.calls, f"{self.client.name} hears of {call}, which never began"


def unheard(world: World, random: Random) -> None:
    """Execute a command while no client can be told; it may be refused."""
    device = str(int(random.choice(AGENTS)) + 1000)
    calls = [each.id.call_id for each in world.centre.switch.connections_at(PG, device)]
    number = random.choice(NUMBERS)
    ideas: list[k.Command] = [k.MakeCall(peripheral_id=PG, device=device, dialed_number=number)]
    for call in calls:
        ideas += [
            k.AnswerCall(peripheral_id=PG, device=device),
            k.ClearConnection(peripheral_id=PG, device=device, call_id=call),
            k.ConsultationCall(peripheral_id=PG, device=device, call_id=call, dialed_number=number),
            k.TransferCall(peripheral_id=PG, device=device, active_call_id=call, dialed_number=number),
        ]
    if len(calls) > 1:
        held, active = calls[:2]
        ideas += [
            k.TransferCall(peripheral_id=PG, device=device, active_call_id=active, held_call_id=held),
            k.ConferenceCall(peripheral_id=PG, device=device, active_call_id=active, held_call_id=held),
        ] * 2
    with suppress(Refused):
        world.happens(random.choice(ideas))


@pytest.mark.parametrize("seed", [1, 2])
def test_a_day_of_outages(seed: int) -> None:
    """After each of them every client knows the calls that there are, and no others."""
    world = World(workload=True, calls_per_hour=400, seed=seed)
    people = People(world, seed)
    random = Random(seed)  # noqa: S311 - a test wants to be repeated
    bridges = [Memory(world.bridge(version, name=f"version {version}")) for version in (15, 25)]
    desktops = {agent: Memory(world.desktop(agent)) for agent in AGENTS}
    for _ in range(8):
        people.live(world.now + random.uniform(5, 90), pause=3)
        world.do(world.duplex.lose_pg_link(world.now))
        end = world.now + random.uniform(1, 120)
        while world.now < end:
            world.passes(random.uniform(0.5, 4))
            unheard(world, random)
        world.do(world.duplex.regain_pg_link(world.now))
        switch = world.centre.switch
        for memory in (*bridges, *desktops.values()):
            memory.hears()
        assert all(memory.calls == set(switch.calls(PG)) for memory in bridges)
        for agent, memory in desktops.items():
            device = switch.station(PG, str(int(agent) + 1000))
            assert memory.calls == {call for call in switch.calls(PG) if device in switch.call(PG, call).associated}
