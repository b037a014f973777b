"""Servers that tests play by hand, over memory streams."""

from __future__ import annotations

from collections import deque
from random import Random

import trio
from trio.testing import memory_stream_pair

from ctiproto import messages as m
from ctiproto.connection import Arrived, Connection, Role
from ctiproto.constants import AgentState, CTIService, PeripheralType, PGStatusCode, SessionType, StatusCode
from ctiproto.declare import Message
from ctiserver.client import ClientOptions, Side, open_request

A = Side("A", "a", 1)
B = Side("B", "b", 2)
ALL = CTIService.SERVICE_ALL_EVENTS | CTIService.SERVICE_CLIENT_CONTROL
OPEN = open_request(version=25, services=ALL)


def open_conf(invoke_id: int = 1, **changes: object) -> m.OpenConf:
    """OPEN_CONF of an active side, or something like it."""
    return m.OpenConf(
        invoke_id=invoke_id,
        services_granted=ALL,
        monitor_id=0,
        pg_status=PGStatusCode(0),
        icm_central_controller_time=0,
        peripheral_online=True,
        peripheral_type=PeripheralType.ENTERPRISE_AGENT,
        agent_state=AgentState.UNKNOWN,
        session_type=SessionType.ACTIVE,
    ).changed(**changes)


class Peer:
    """The server's end of a connection."""

    def __init__(self, side: Side, stream: trio.abc.Stream) -> None:
        self.side = side
        self.stream = stream
        self._connection = Connection(Role.SERVER, 0)
        self._heard: deque[Message] = deque()

    async def hear(self) -> Message:
        """The next message of the client."""
        while not self._heard:
            data = await self.stream.receive_some(65536)
            if not data:
                raise trio.EndOfChannel
            for item in self._connection.receive_data(bytes(data), 0):
                assert isinstance(item, Arrived)
                self._heard.append(item.message)
        return self._heard.popleft()

    async def say(self, message: Message) -> None:
        """Send a message."""
        await self.stream.send_all(self._connection.send(message))

    async def open(self) -> m.OpenReq:
        """Grant what the client asks for."""
        request = await self.hear()
        assert isinstance(request, m.OpenReq)
        await self.say(open_conf(request.invoke_id))
        return request

    async def refuse(self, status: StatusCode) -> None:
        """Refuse OPEN_REQ."""
        request = await self.hear()
        assert isinstance(request, m.OpenReq)
        await self.say(m.FailureConf(invoke_id=request.invoke_id, status=status))

    async def close(self) -> m.CloseReq:
        """Answer the client's farewell."""
        request = await self.hear()
        assert isinstance(request, m.CloseReq)
        await self.say(m.CloseConf(invoke_id=request.invoke_id))
        return request


class Network:
    """Where clients find servers; sides in ``down`` refuse connections."""

    def __init__(self) -> None:
        self.down: set[Side] = set()
        self.tried: list[tuple[float, str]] = []
        self.told: list[str] = []
        self._put, self._peers = trio.open_memory_channel[Peer](100)

    async def connect(self, side: Side) -> trio.abc.Stream:
        """A stream to a side that is up."""
        await trio.lowlevel.checkpoint()
        self.tried.append((trio.current_time(), side.name))
        if side in self.down:
            raise ConnectionRefusedError(111, "as the system says it")
        near, far = memory_stream_pair()
        self._put.send_nowait(Peer(side, far))
        return near

    async def accept(self) -> Peer:
        """Accept the next connection."""
        return await self._peers.receive()

    @property
    def options(self) -> ClientOptions:
        """Client options that connect to this network."""
        return ClientOptions(connect=self.connect, tell=self.told.append, random=Random(7))  # noqa: S311 - nothing secret
