"""Clients that come, do something, and go: some as they should, others as badly as they can.

They speak to the server through streams, so that the same ones visit a server in this process and one in another.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import Final

import attrs
import trio

from ctiproto import messages as m
from ctiproto.connection import Arrived, Connection, Role
from ctiproto.constants import AgentState, ConfigMsgMask, CTIService, StatusCode
from ctiproto.declare import Message
from ctiserver.site.model import Site
from tests.ctiserver.engine.services.watchers import watch_device
from tests.support.frames import HEARTBEAT, frame, named, open_frame
from tests.support.harness import open_req, state_req

Connect = Callable[[], Awaitable[trio.abc.Stream]]

ALL: Final = CTIService.SERVICE_ALL_EVENTS
DESKTOP: Final = CTIService.SERVICE_CLIENT_EVENTS | CTIService.SERVICE_CLIENT_CONTROL
MONITOR: Final = CTIService.SERVICE_PERIPHERAL_MONITOR
VERSIONS: Final = (9, 13, 15, 20, 24, 25)


class GoneError(Exception):
    """The server ended the connection."""


@attrs.define
class Visit:
    """One connection of a visitor.

    Args:
        stream: to the server.
        dice: what chance comes from.
        site: the contact centre that is visited.
    """

    stream: trio.abc.Stream
    dice: random.Random
    site: Site
    _connection: Connection = attrs.field(factory=lambda: Connection(Role.CLIENT, 0.0))

    async def sends(self, message: Message) -> None:
        """Send a message."""
        await self.sends_bytes(self._connection.send(message))

    async def sends_bytes(self, data: bytes) -> None:
        """Send bytes that need not be frames."""
        try:
            await self.stream.send_all(data)
        except trio.BrokenResourceError:
            raise GoneError from None

    async def reads(self) -> list[Message]:
        """Wait for messages, and take those that are there."""
        try:
            data = await self.stream.receive_some(65536)
        except trio.BrokenResourceError:
            raise GoneError from None
        if not data:
            raise GoneError
        arrived = self._connection.receive_data(bytes(data), 0.0)
        return [item.message for item in arrived if isinstance(item, Arrived)]

    async def reads_until(self, kind: type[Message]) -> None:
        """Read on until a message of that kind came, or a refusal."""
        while not any(isinstance(each, kind | m.FailureConf | m.ControlFailureConf) for each in await self.reads()):
            pass

    async def reads_for(self, seconds: float) -> None:
        """Read all that comes for so long."""
        with trio.move_on_after(seconds):
            while True:
                await self.reads()

    async def opens(self, services: int, **fields: object) -> None:
        """Open a session in some version."""
        await self.sends(open_req(self.dice.choice(VERSIONS), services, **fields))
        await self.reads_until(m.OpenConf)

    async def closes(self) -> None:
        """Close the session as the guide wants."""
        await self.sends(m.CloseReq(invoke_id=9, status=StatusCode.NO_ERROR))
        await self.reads_until(m.CloseConf)


async def bridge(visit: Visit) -> None:
    """Hear all that happens for a while; half of them just go."""
    await visit.opens(ALL)
    await visit.reads_for(visit.dice.uniform(1, 30))
    await visit.sends(m.HeartbeatReq(invoke_id=2))
    await visit.reads_until(m.HeartbeatConf)
    if visit.dice.random() < 0.5:
        await visit.closes()


async def desktop(visit: Visit) -> None:
    """Sign an agent in and out, with calls in between if there are any."""
    agent = visit.dice.choice(visit.site.agents)
    own = {"agent_id": agent.id, "agent_instrument": agent.extension, "peripheral_id": agent.peripheral_id}
    await visit.opens(DESKTOP, **own)
    for state in (AgentState.LOGIN, AgentState.AVAILABLE, AgentState.NOT_READY, AgentState.LOGOUT):
        await visit.sends(state_req(agent.id, state, peripheral_id=agent.peripheral_id))
        await visit.reads_until(m.SetAgentStateConf)
        await visit.reads_for(visit.dice.uniform(0, 10))


async def uploader(visit: Visit) -> None:
    """Ask for the whole configuration, and read it."""
    await visit.sends(open_req(25, ALL))
    await visit.reads_until(m.OpenConf)
    wanted = ConfigMsgMask.AGENT_MASK | ConfigMsgMask.DEVICE_MASK
    await visit.sends(m.ConfigRequestEvent(peripheral_id=0xFFFFFFFF, config_information=wanted))
    await visit.reads_until(m.ConfigEndEvent)


async def watcher(visit: Visit) -> None:
    """Start monitors on stations, and go without stopping them."""
    await visit.sends(open_req(25, MONITOR))
    await visit.reads_until(m.OpenConf)
    for agent in visit.dice.sample(visit.site.agents, 3):
        await visit.sends(watch_device(agent.extension))
    await visit.reads_for(visit.dice.uniform(0, 10))


async def silent(visit: Visit) -> None:
    """Connect, and say nothing for a while."""
    await trio.sleep(visit.dice.uniform(0, 10))


async def deaf(visit: Visit) -> None:
    """Ask for much, and read nothing of it."""
    await visit.sends_bytes(open_frame(25, int(ALL), *named()))
    with trio.move_on_after(visit.dice.uniform(1, 10)):
        for _ in range(10):
            await visit.sends_bytes(frame(HEARTBEAT, 1) * 100)
        await trio.sleep_forever()


async def vandal(visit: Visit) -> None:
    """Send garbage: bytes, wrong lengths, frames with a byte changed."""
    good = open_frame(visit.dice.choice(VERSIONS), int(ALL), *named())
    for _ in range(20):
        match visit.dice.randrange(3):
            case 0:
                data = visit.dice.randbytes(visit.dice.randrange(1, 300))
            case 1:
                at = visit.dice.randrange(len(good))
                data = good[:at] + bytes((visit.dice.randrange(256),)) + good[at + 1 :]
            case _:
                data = frame(visit.dice.randrange(300), *visit.dice.choices(range(1 << 32), k=3))
        await visit.sends_bytes(data)
        await trio.sleep(0.01)


async def half_a_frame(visit: Visit) -> None:
    """Go in the middle of a frame."""
    await visit.sends_bytes(open_frame(25, int(ALL), *named())[: visit.dice.randrange(1, 60)])


KINDS: Final = (bridge, desktop, uploader, watcher, silent, deaf, vandal, half_a_frame)


async def visit_again_and_again(
    connect: Connect, site: Site, dice: random.Random, count: Counter[str], longest: float = 60.0
) -> None:
    """Visit the server as this and as that, until cancelled.

    Args:
        connect: makes a connection.
        site: the contact centre.
        dice: what chance comes from.
        count: where visits are counted, by kind.
        longest: seconds after which a visit is broken off: a server that does not answer is found by what it counts.
    """
    while True:
        kind = dice.choice(KINDS)
        count[kind.__name__] += 1
        stream = await connect()
        try:
            with suppress(GoneError), trio.move_on_after(longest) as scope:
                await kind(Visit(stream, dice, site))
            if scope.cancelled_caught:
                count["broken off"] += 1
        finally:
            await trio.aclose_forcefully(stream)


async def crowd(  # noqa: PLR0917 - who comes, where to, and for how long
    connect: Connect, site: Site, visitors: int, seed: str, seconds: float, count: Counter[str]
) -> None:
    """Let so many visitors come again and again for so long; all of them have left when this returns."""
    with trio.move_on_after(seconds):
        async with trio.open_nursery() as nursery:
            for each in range(visitors):
                dice = random.Random(f"{seed} {each}")  # noqa: S311 - no secret
                nursery.start_soon(visit_again_and_again, connect, site, dice, count)
