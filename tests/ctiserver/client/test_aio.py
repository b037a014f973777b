"""The client over asyncio: against our server in a thread, and against peers that are played in the same loop.

Where time matters the loop's clock jumps as trio's does, so that nothing waits for real seconds.
"""

from __future__ import annotations

import asyncio
import selectors
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine, Mapping
from contextlib import asynccontextmanager, suppress
from typing import Any, Final, TypeVar

import pytest

from ctiproto import messages as m
from ctiproto.connection import Arrived, Connection, Role
from ctiproto.constants import AgentState, StatusCode
from ctiproto.declare import Message
from ctiproto.versions import Profile
from ctiserver.client import AnswerTimedOut, NotConnected, RequestRefused, SessionLost, SessionRefused, Side
from ctiserver.client.aio import ClientOptions, Session, keep_session, open_request, open_session
from tests.ctiserver.client.network import ALL, OPEN, open_conf
from tests.support.harness import state_req
from tests.support.in_thread import ThreadedServer, server_in_thread

T = TypeVar("T")

GRACE: Final = 0.01
"""Real seconds without an event after which nothing is on its way any more between two ends in one loop."""

QUERY = m.QueryAgentStateReq(invoke_id=0, peripheral_id=1, mrd_id=1, icm_agent_id=0, agent_id="1")


class JumpingSelector(selectors.SelectSelector):
    """Skips what would be waited for."""

    skipped = 0.0

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        """Wait a little; if nothing happens, time has passed."""
        if timeout is None or timeout <= GRACE:
            return super().select(timeout)
        events = super().select(GRACE)
        if not events:
            self.skipped += timeout
        return events


class JumpingLoop(asyncio.SelectorEventLoop):
    """An event loop without waits."""

    def __init__(self) -> None:
        self.jumping = JumpingSelector()
        super().__init__(self.jumping)

    def time(self) -> float:
        """The time with all that was skipped."""
        return super().time() + self.jumping.skipped


def jumping(main: Coroutine[Any, Any, T]) -> T:
    """Run a test in which waits take no time."""
    with asyncio.Runner(loop_factory=JumpingLoop) as runner:
        return runner.run(main)


class Peer:
    """The server's end of a connection."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.reader, self.writer = reader, writer
        self._connection = Connection(Role.SERVER, 0)
        self._heard: list[Message] = []

    async def hear(self) -> Message:
        """The next message of the client."""
        while not self._heard:
            data = await self.reader.read(65536)
            if not data:
                raise EOFError
            for item in self._connection.receive_data(data, 0):
                assert isinstance(item, Arrived)
                self._heard.append(item.message)
        return self._heard.pop(0)

    async def say(self, message: Message) -> None:
        """Send a message."""
        self.writer.write(self._connection.send(message))
        await self.writer.drain()

    async def open(self) -> None:
        """Grant a session."""
        request = await self.hear()
        assert isinstance(request, m.OpenReq)
        await self.say(open_conf(request.invoke_id))

    async def refuse(self, status: StatusCode) -> None:
        """Refuse a session."""
        request = await self.hear()
        assert isinstance(request, m.OpenReq)
        await self.say(m.FailureConf(invoke_id=request.invoke_id, status=status))

    async def close(self) -> StatusCode:
        """Answer CLOSE_REQ, and say with which status it came."""
        request = await self.hear()
        assert isinstance(request, m.CloseReq)
        await self.say(m.CloseConf(invoke_id=request.invoke_id))
        return request.status


Script = Callable[[Peer], Awaitable[None]]


@asynccontextmanager
async def peers(**scripts: Script) -> AsyncIterator[Mapping[str, Side]]:
    """Servers on this machine; each plays its script with every client."""
    servers, errors = {}, []

    def play(script: Script) -> Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]:
        async def handle(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            try:
                await script(Peer(reader, writer))
            except Exception as error:  # noqa: BLE001 - told behind the block
                errors.append(error)
            finally:
                writer.close()
                with suppress(OSError):
                    await writer.wait_closed()

        return handle

    for name, script in scripts.items():
        servers[name] = await asyncio.start_server(play(script), "127.0.0.1", 0)
    try:
        yield {name: Side(name, "127.0.0.1", server.sockets[0].getsockname()[1]) for name, server in servers.items()}
    finally:
        for server in servers.values():
            server.close()
        await asyncio.sleep(0.1)  # so that scripts end: a jump, and no real wait
    assert errors == []


async def silent(peer: Peer) -> None:
    """Grant a session, and say nothing more."""
    await peer.open()
    with suppress(EOFError, OSError):
        while True:
            await peer.hear()


# --- our server ------------------------------------------------------------------------------------------------------


def test_a_session_with_the_server() -> None:
    """It is opened, asks, hears, is refused something, and is closed in an orderly way."""

    async def main(server: ThreadedServer) -> None:
        request = open_request(version=25, services=ALL)
        async with open_session([Side.at(server.address)], request) as session:
            assert session.is_active
            assert (session.profile, session.version, str(session.side)) == (Profile(25), 25, server.address)
            first = await anext(session)
            assert first.message is session.opened
            assert first.time > 1_700_000_000
            conf = await session.request(state_req("1001", AgentState.LOGIN))
            assert isinstance(conf, m.SetAgentStateConf)
            async for received in session:
                if isinstance(received.message, m.AgentStateEvent):
                    assert received.message.agent_id == "1001"
                    break
            with pytest.raises(RequestRefused, match="CONTROL_FAILURE_CONF"):
                await session.request(state_req("9999", AgentState.LOGIN))
            assert await session.send(m.UserMessageConf(invoke_id=7)) == 0

    with server_in_thread() as server:
        asyncio.run(main(server))
    (closed,) = server.logged("session_closed")
    assert closed["status"] == "E_CTI_NO_ERROR"


def test_a_server_that_stops_ends_the_session() -> None:
    """Iterating and sending raise the reason, after all that came before was taken."""

    async def main(server: ThreadedServer) -> None:
        async with open_session([Side.at(server.address)], OPEN) as session:
            await asyncio.to_thread(server.stop)
            with pytest.raises(SessionLost) as lost:
                async for _ in session:
                    pass
            assert lost.value.status is StatusCode.CTI_SERVER_OFFLINE
            with pytest.raises(SessionLost):
                await session.send(QUERY)
            assert not session.is_active
        with pytest.raises(NotConnected, match="connection refused"):
            async with open_session([session.side], OPEN):
                raise AssertionError

    with server_in_thread() as server:
        asyncio.run(main(server))


# --- peers -----------------------------------------------------------------------------------------------------------


def test_a_client_that_stays_goes_to_the_other_side() -> None:
    """It comes back to the side that it had, not sooner than five seconds after the last session began."""

    async def a(peer: Peer) -> None:
        await peer.refuse(StatusCode.INVALID_CLIENT_FOR_STANDBY)

    plan = ["lose", "refuse", "keep"]

    async def b(peer: Peer) -> None:
        match plan.pop(0):
            case "lose":
                await peer.open()
            case "refuse":
                await peer.refuse(StatusCode.DEVICE_IN_USE)
            case _:
                await peer.open()
                assert await peer.close() is StatusCode.NO_ERROR

    began: list[float] = []
    told: list[str] = []

    async def use(session: Session) -> None:
        began.append(asyncio.get_running_loop().time())
        if len(began) == 1:
            async for _ in session:
                pass

    async def main() -> None:
        async with peers(A=a, B=b) as sides:
            await keep_session(list(sides.values()), OPEN, use, options=ClientOptions(tell=told.append))

    jumping(main())
    assert [line.partition(" ")[2] for line in told] == [
        "the server closed the connection",
        "refused the session with status 10, E_CTI_DEVICE_IN_USE",
    ]
    assert began[1] - began[0] >= 10


def test_a_first_session_is_found_or_not() -> None:
    """A final refusal is told at once; a server that does not answer is given up, and tried again if that is wanted."""
    tried = []

    async def main() -> None:
        async with peers(A=lambda peer: peer.refuse(StatusCode.INVALID_PASSWORD)) as sides:
            with pytest.raises(SessionRefused):
                await keep_session([sides["A"]], OPEN, _unused)

        async def late(peer: Peer) -> None:
            tried.append(peer)
            if len(tried) < 3:
                await peer.hear()
                await asyncio.sleep(60)
            else:
                await silent(peer)

        told: list[str] = []
        async with peers(A=late) as sides:
            options = ClientOptions(tell=told.append, open_timeout=5)
            async with open_session([sides["A"]], OPEN, retry=True, options=options) as session:
                assert session.is_active
            assert told == [f"{sides['A']}: OPEN_REQ was not answered within 5 s; trying again in 1 s"]

    jumping(main())
    assert len(tried) == 3


async def _unused(_session: Session) -> None:
    raise AssertionError


def test_heartbeats_keep_a_session_and_find_a_dead_server() -> None:
    """They go out while nothing else does; three without an answer end it."""
    heard: list[Message] = []

    async def peer(peer: Peer) -> None:
        await peer.open()
        with suppress(EOFError, OSError):
            while True:
                heard.append(await peer.hear())
                if len(heard) == 1:
                    await peer.say(m.HeartbeatConf(invoke_id=heard[0].invoke_id))  # type: ignore[attr-defined]

    async def main() -> None:
        async with peers(A=peer) as sides, open_session([sides["A"]], OPEN.changed(idle_timeout=20)) as session:
            await anext(session)
            with pytest.raises(SessionLost, match="heartbeats"):
                await anext(session)

    jumping(main())
    assert [type(message) for message in heard] == [*[m.HeartbeatReq] * 4, m.CloseReq]


def test_a_request_is_not_waited_for_for_ever() -> None:
    """It times out, or ends with the session."""

    async def hang_up(peer: Peer) -> None:
        await peer.open()
        await peer.hear()

    async def main() -> None:
        async with peers(A=silent, B=hang_up) as sides:
            async with open_session([sides["A"]], OPEN) as session:
                with pytest.raises(AnswerTimedOut, match="within 15 s"):
                    await session.request(QUERY)
            async with open_session([sides["B"]], OPEN) as session:
                with pytest.raises(SessionLost):
                    await session.request(QUERY)

    jumping(main())


def test_being_cancelled_says_farewell() -> None:
    """CLOSE_REQ is sent, and its answer waited for, but not longer than five seconds."""
    closed = []

    async def answers(peer: Peer) -> None:
        await peer.open()
        closed.append(await peer.close())

    async def main() -> None:
        loop = asyncio.get_running_loop()
        async with peers(A=answers, B=silent) as sides:
            for name in "AB":
                begin = loop.time()
                with suppress(TimeoutError):
                    async with asyncio.timeout(1), open_session([sides[name]], OPEN):
                        await asyncio.Event().wait()
                assert loop.time() - begin < (2 if name == "A" else 7)

    jumping(main())
    assert closed == [StatusCode.NO_ERROR]


def test_maintenance_is_agreed_to() -> None:
    """The session answers by itself."""
    answers = []

    async def asks(peer: Peer) -> None:
        await peer.open()
        await peer.say(m.ActiveMaintenanceReqMsg(invoke_id=5))
        answers.append(await peer.hear())

    async def main() -> None:
        async with peers(A=asks) as sides, open_session([sides["A"]], OPEN) as session:
            with pytest.raises(SessionLost):
                async for _ in session:
                    pass

    jumping(main())
    assert answers == [m.ActiveMaintenanceRespMsg(invoke_id=5, maintenance_mode_accepted=True)]


def test_a_broken_connection_ends_the_session() -> None:
    """Found by reading or by writing, whichever comes first."""

    async def main() -> None:
        async with peers(A=silent) as sides:
            async with open_session([sides["A"]], OPEN) as session:
                await anext(session)
                session._writer.transport.abort()
                with pytest.raises(SessionLost):
                    await session.send(QUERY)
                with pytest.raises(SessionLost):
                    await anext(session)
            reader = asyncio.StreamReader()
            reader.set_exception(ConnectionResetError())
            session = Session(reader, session._writer, sides["A"], now=float)
            await session.read()
            with pytest.raises(SessionLost, match="closed the connection"):
                await anext(session)

    jumping(main())
