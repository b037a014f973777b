"""A whole server with clients on streams in memory.

Rules: time jumps and nobody sleeps for real; streams are in memory, but for one test on the loopback; everything has
a time limit.
"""

from __future__ import annotations

import errno
import json
import socket
import struct
from collections.abc import AsyncIterator
from contextlib import ExitStack, asynccontextmanager, suppress
from functools import partial
from pathlib import Path

import attrs
import pytest
import trio
from trio.testing import MockClock, lockstep_stream_pair, memory_stream_pair, wait_all_tasks_blocked

from ctiproto import messages as m
from ctiproto.constants import AgentState, CTIService, SessionType, StatusCode, SystemEventID
from ctiserver.alarm_file import open_sink, recorder
from ctiserver.centre.contact_centre import ContactCentre
from ctiserver.engine.duplex import Duplex
from ctiserver.engine.effects import Broadcast, Connect, Effect, HangUp, Pause, Send, log_record
from ctiserver.engine.sides import SideError
from ctiserver.site.endpoints import Endpoint
from ctiserver.site.limits import Limits
from ctiserver.transport.bounds import Bounds
from ctiserver.transport.channel import StreamChannel
from ctiserver.transport.clock import TrioClock
from ctiserver.transport.driver import (
    BETWEEN_ACCEPT_ERRORS,
    REOPEN_DELAY,
    Driver,
)
from ctiserver.transport.listener import TcpListener
from ctiserver.transport.reactor import READS
from ctiserver.transport.socket_channel import SocketChannel
from tests.support.frames import HEARTBEAT, frame, named, open_frame
from tests.support.harness import BRIDGE, START, demo, open_req, state_req
from tests.support.net import MemoryServer, MemoryStream, NetClient, Notes, operate

ALL = CTIService.SERVICE_ALL_EVENTS
MONITOR = CTIService.SERVICE_CLIENT_MONITOR
OFFLINE = m.FailureEvent(status=StatusCode.CTI_SERVER_OFFLINE)


@asynccontextmanager
async def serving(memory: MemoryServer, limit: float = 10_000) -> AsyncIterator[MemoryServer]:
    """The server runs; it is stopped at the end, and takes less than two seconds for that."""
    with trio.fail_after(limit):
        async with trio.open_nursery() as nursery:
            nursery.start_soon(memory.run)
            await wait_all_tasks_blocked()
            yield memory
            memory.stop()
            begin = trio.current_time()
        assert trio.current_time() - begin < 2
    assert memory.listener.is_closed


async def test_clients_talk_to_the_engine(autojump_clock: MockClock) -> None:
    """What one does the others hear."""
    async with serving(MemoryServer()) as memory:
        bridge = await memory.opens(15, ALL)
        assert isinstance(await bridge.hears(), m.SystemEvent)
        other = await memory.opens(25, BRIDGE)
        assert isinstance(await other.hears(), m.SystemEvent)
        await other.sends(state_req("1001", AgentState.LOGIN))
        assert isinstance(await other.hears(), m.SetAgentStateConf)
        assert isinstance(await bridge.hears(), m.AgentStateEvent)


async def test_what_no_client_asked_for(autojump_clock: MockClock) -> None:
    """Clients hear what an operator does, and the caller gets the result."""
    async with serving(MemoryServer()) as memory:
        client = await memory.opens(25)

        def deed(now: float) -> tuple[str, list[Send]]:
            assert now >= START
            return "done", [Send(1, frame(HEARTBEAT, 7))]

        assert memory.driver.carry_out(deed) == "done"
        assert isinstance(await client.hears(), m.HeartbeatReq)


async def test_a_silent_client_is_reset(autojump_clock: MockClock) -> None:
    """A session idle for its IdleTimeout is reset without a word, at its time."""
    async with serving(MemoryServer()) as memory:
        client = await memory.opens(25, idle_timeout=20)
        begin = trio.current_time()
        assert await client.is_cut_off() == b""
        assert trio.current_time() - begin == pytest.approx(20)


async def test_many_connections_that_never_speak(autojump_clock: MockClock) -> None:
    """All of them are reset when their time is over, and nothing is left of them."""
    async with serving(MemoryServer()) as memory:
        clients = [memory.connects() for _ in range(200)]
        for client in clients:
            assert await client.is_cut_off() == b""
        await wait_all_tasks_blocked()
        assert not memory.driver._channels
        assert not list(memory.engine._connections)


async def test_an_earlier_deadline_wakes_the_clock(autojump_clock: MockClock) -> None:
    """While it sleeps until something far away, something nearer turns up."""
    async with serving(MemoryServer()) as memory:
        await memory.opens(25)
        await trio.sleep(1)
        begin = trio.current_time()
        near = await memory.opens(25, idle_timeout=20)
        assert await near.is_cut_off() == b""
        assert trio.current_time() - begin == pytest.approx(20)


async def test_half_hours_come_by_themselves(autojump_clock: MockClock) -> None:
    """The clock goes on, and half-hours end, without a message from any client."""
    async with serving(MemoryServer()) as memory:
        client = await memory.opens(9)
        for half_hour in range(3):
            event = await client.hears()
            assert isinstance(event, m.SystemEvent)
            assert event.system_event_id is SystemEventID.HALF_HOUR_CHANGE
            assert event.icm_central_controller_time == START + 1200 + half_hour * 1800


async def test_the_last_bytes_arrive_before_the_reset(autojump_clock: MockClock) -> None:
    """After a header that announces too much, FAILURE_EVENT, a moment, and the end."""
    async with serving(MemoryServer()) as memory:
        client = await memory.opens(25)
        await client.stream.send_all(b"\xff" * 8)
        assert await client.hears() == m.FailureEvent(status=StatusCode.INVALID_MESSAGE_LENGTH)
        begin = trio.current_time()
        assert await client.is_cut_off() == b""
        assert trio.current_time() - begin == pytest.approx(memory.site.settings.final_drain)


async def test_a_client_that_does_not_read_loses_its_session(autojump_clock: MockClock) -> None:
    """A client whose box is full loses its session, with the reason in the log; other clients go on."""
    async with serving(MemoryServer(outbox_limit=20_000)) as memory:
        beside = await memory.opens(25, MONITOR)
        stuck = memory.connects(lockstep_stream_pair)
        await stuck.stream.send_all(open_frame(25, 0, *named()))
        opened = await beside.hears()
        assert isinstance(opened, m.ClientSessionOpenedEvent)
        await wait_all_tasks_blocked()
        # The writer is stuck with OPEN_CONF; what comes now has to wait.
        await stuck.stream.send_all(frame(HEARTBEAT, 1) * 2000)
        closed = await beside.hears()
        assert isinstance(closed, m.ClientSessionClosedEvent)
        assert closed.session_id == opened.session_id
        assert memory.notes.events.count("client_too_slow") == 1
        assert memory.driver.hits == {"outbox": 1}
        await beside.sends(m.HeartbeatReq(invoke_id=1))
        assert await beside.hears() == m.HeartbeatConf(invoke_id=1)


async def test_what_is_told_to_many_is_too_much_for_one(autojump_clock: MockClock) -> None:
    """It loses its connection; the others are told."""
    async with serving(MemoryServer(outbox_limit=40)) as memory:
        stuck, other = memory.connects(lockstep_stream_pair), memory.connects()
        await wait_all_tasks_blocked()
        memory.driver._do([Send(1, bytes(15))])
        await wait_all_tasks_blocked()
        both, one = Broadcast((1, 2, 3), frame(HEARTBEAT, 1)), Broadcast((1,), frame(HEARTBEAT, 2))
        memory.driver._do([both, one, one, one, both])
        assert [await other.hears(), await other.hears()] == [m.HeartbeatReq(invoke_id=1)] * 2
        await wait_all_tasks_blocked()
        assert list(memory.driver._channels) == [2]
        del stuck


async def test_the_slowest_of_many_clients_loses_its_session(autojump_clock: MockClock) -> None:
    """Too much waits for all together: the client for which most waits is reset, and the others keep what is theirs."""
    memory = MemoryServer()
    memory.driver = Driver(
        memory.entrance, memory.clock, record=recorder(memory.notes), bounds=Bounds(all_outboxes=20_000)
    )
    async with serving(memory):
        stuck = [memory.connects(lockstep_stream_pair) for _ in range(3)]
        for client in stuck:
            await client.stream.send_all(open_frame(25, 0, *named()))
        for client, count in zip(stuck, (500, 1000, 700), strict=True):
            await wait_all_tasks_blocked()
            await client.stream.send_all(frame(HEARTBEAT, 1) * count)
        await wait_all_tasks_blocked()
        dropped = [fields for fields in memory.notes.fields if "waiting" in fields]
        assert [(fields["client"], fields["limit"]) for fields in dropped] == [(2, "all_outboxes")]
        used = memory.driver.usage()
        assert 20_000 >= used["all_outboxes"] > used["outbox"] > 0


async def test_a_client_that_sends_too_much_is_read_later(autojump_clock: MockClock) -> None:
    """All of it is answered in the end, so much a second, and another client is answered meanwhile."""
    memory = MemoryServer(attrs.evolve(demo(), limits=Limits(requests_per_second=100)))
    async with serving(memory):
        busy, other = await memory.opens(25), await memory.opens(25)
        begin = trio.current_time()
        async with trio.open_nursery() as nursery:
            nursery.start_soon(busy.sends_bytes, frame(HEARTBEAT, 1) * 500)
            for _ in range(200):
                await busy.hears()
            await other.sends(m.HeartbeatReq(invoke_id=1))
            assert await other.hears() == m.HeartbeatConf(invoke_id=1)
            assert trio.current_time() - begin < 3
            for _ in range(300):
                await busy.hears()
        assert 3 < trio.current_time() - begin < 6
        assert memory.duplex.admission.hits["requests_per_second"] in {4, 5}
        memory.driver.carry_out(lambda _now: (None, [Pause(4711, 1.0)]))


async def test_a_peer_that_goes_in_the_middle_of_a_frame(autojump_clock: MockClock) -> None:
    """Its session ends as lost."""
    async with serving(MemoryServer()) as memory:
        monitor = await memory.opens(25, MONITOR)
        client = await memory.opens(25)
        assert isinstance(await monitor.hears(), m.ClientSessionOpenedEvent)
        await client.stream.send_all(frame(HEARTBEAT, 1)[:-1])
        await client.stream.aclose()
        closed = await monitor.hears()
        assert isinstance(closed, m.ClientSessionClosedEvent)
        assert closed.status is StatusCode.CLIENT_DISCONNECTED


async def test_stopping_tells_everybody(autojump_clock: MockClock) -> None:
    """Each session hears FAILURE_EVENT 15; a connection without one just ends; the listener is closed."""
    memory = MemoryServer()
    async with serving(memory):
        clients = [await memory.opens(version) for version in (9, 25)]
        silent = memory.connects()
        await wait_all_tasks_blocked()
    for client in clients:
        assert await client.hears() == OFFLINE
        assert await client.is_cut_off() == b""
    assert await silent.is_cut_off() == b""


async def test_stopping_does_not_wait_for_who_does_not_read(autojump_clock: MockClock) -> None:
    """A stuck client is reset with the others."""
    memory = MemoryServer()
    async with serving(memory):
        stuck = memory.connects(lockstep_stream_pair)
        await stuck.stream.send_all(open_frame(25, 0, *named()))
        await wait_all_tasks_blocked()
    with trio.fail_after(1):
        await stuck.is_cut_off()


async def test_stopping_before_running(autojump_clock: MockClock) -> None:
    """A server that was stopped before it runs accepts no client and ends at once."""
    memory = MemoryServer()
    client = memory.connects()
    await client.sends(open_req())
    memory.stop()
    with trio.fail_after(1):
        await memory.run()
    assert memory.listener.is_closed
    # Whether it is hung up on or not connected at all, nothing is said to it.
    with trio.move_on_after(1):
        assert await client.is_cut_off() == b""
    assert list(memory.engine.registry) == []


async def test_who_is_accepted_while_the_server_stops_is_hung_up_on(autojump_clock: MockClock) -> None:
    """A connection that was accepted just before is not waited for."""
    memory = MemoryServer()
    with trio.fail_after(10):
        async with trio.open_nursery() as nursery:
            nursery.start_soon(memory.run)
            await memory.opens(25)
            ours, theirs = memory_stream_pair()
            memory.stop()
            nursery.start_soon(memory.driver.serve, theirs, "A")
            assert await NetClient(ours).is_cut_off() == b""


async def test_what_is_for_somebody_who_is_gone_is_nobodys() -> None:
    """The engine may speak of a client in the very moment in which it goes."""
    memory = MemoryServer()
    memory.driver._do([Send(99, b"x"), HangUp(99), log_record("seen")])
    assert memory.notes.events == ["seen"]


async def test_a_server_that_is_cancelled_ends_at_once(autojump_clock: MockClock) -> None:
    """Cancelling it cuts its clients off without waiting for what is still to be sent."""
    memory = MemoryServer()
    async with trio.open_nursery() as nursery:
        nursery.start_soon(memory.run)
        client = await memory.opens(25)
        nursery.cancel_scope.cancel()
    assert await client.is_cut_off() == b""


# --- two sides -------------------------------------------------------------------------------------------------------


async def test_a_client_finds_the_other_side(autojump_clock: MockClock) -> None:
    """Side A is stopped: its clients are told and its door is closed; who stands by at B is active, and who asks."""
    async with serving(MemoryServer(two_sides=True)) as memory:
        bridge = await memory.opens(15, ALL)
        assert isinstance(await bridge.hears(), m.SystemEvent)
        refused = memory.connects(side="B")
        await refused.sends(open_req(15, ALL))
        assert await refused.hears() == m.FailureConf(invoke_id=1, status=StatusCode.CTI_SERVER_OFFLINE)
        second = memory.connects(side="B")
        conf = await second.opens(25, ALL | CTIService.SERVICE_ACTIVE_STANDBY)
        assert conf.session_type is SessionType.STANDBY
        operate(memory.driver, partial(memory.duplex.stop_side, "A"))
        assert await bridge.hears() == OFFLINE
        assert await bridge.is_cut_off() == b""
        assert memory.listener.is_closed
        assert isinstance(await second.hears(), m.StandbyActiveEventMsg)
        await refused.opens(15, ALL)
        assert isinstance(await refused.hears(), m.SystemEvent)


async def test_a_side_dies_and_comes_back(autojump_clock: MockClock) -> None:
    """Connections break off; its door is opened again as soon as it can be, and it loads for a while."""
    memory = MemoryServer(demo(load_time=5.0), two_sides=True)
    async with serving(memory):
        bridge = await memory.opens(25, ALL)
        assert isinstance(await bridge.hears(), m.SystemEvent)
        operate(memory.driver, partial(memory.duplex.kill_side, "A"))
        assert await bridge.is_cut_off() == b""
        memory.ports["A"].errors = [OSError(errno.EADDRINUSE, "in use")]
        operate(memory.driver, partial(memory.duplex.start_side, "A"))
        await trio.sleep(REOPEN_DELAY)
        await wait_all_tasks_blocked()
        assert memory.ports["A"].times_opened == 2
        assert [event for event in memory.notes.events if event.startswith("listening")] == [
            "listening_failed",
            "listening",
        ]
        again = memory.connects()
        await again.sends(open_req(25, BRIDGE))
        assert await again.hears() == m.FailureConf(invoke_id=1, status=StatusCode.CTI_SERVER_OFFLINE)
        await trio.sleep(5 - REOPEN_DELAY)
        conf = await again.opens(25, ALL | CTIService.SERVICE_ACTIVE_STANDBY)
        assert conf.session_type is SessionType.STANDBY
        memory.listener = memory.ports["A"].listener
    assert memory.ports["B"].listener.is_closed


async def test_a_side_that_cannot_listen_again_is_no_reason_to_stay(autojump_clock: MockClock) -> None:
    """The server can be stopped while it tries."""
    memory = MemoryServer(two_sides=True)
    async with serving(memory):
        operate(memory.driver, partial(memory.duplex.kill_side, "B"))
        memory.ports["B"].errors = [OSError(errno.EADDRINUSE, "in use")] * 1000
        operate(memory.driver, partial(memory.duplex.start_side, "B"))
        await trio.sleep(10)
    assert 0 < len(memory.ports["B"].errors) < 1000


async def test_what_an_operator_cannot_do(autojump_clock: MockClock) -> None:
    """The caller gets the error, and nothing changes."""
    async with serving(MemoryServer()) as memory:
        with pytest.raises(SideError, match="only one side"):
            operate(memory.driver, memory.duplex.switch_over)
        await memory.opens(25)


# --- a process that stands still -------------------------------------------------------------------------------------


async def test_what_has_arrived_is_read_before_anything_expires(autojump_clock: MockClock) -> None:
    """The process stands still for longer than the IdleTimeout of its clients, who went on to speak: all stay."""
    ends: list[MemoryStream] = []

    def pair() -> tuple[MemoryStream, MemoryStream]:
        ours, theirs = memory_stream_pair()
        ends.append(theirs)
        return ours, theirs

    async with serving(MemoryServer()) as memory:
        clients = [memory.connects(pair) for _ in range(10)]
        for client in clients:
            await client.opens(25, idle_timeout=20)
        await trio.sleep(1)
        for client, end in zip(clients, ends, strict=True):
            client.asked(frame(HEARTBEAT, 1))
            end.receive_stream.put_data(frame(HEARTBEAT, 1))
        autojump_clock.jump(41)
        for client in clients:
            assert await client.hears() == m.HeartbeatConf(invoke_id=1)
        for invoke_id in range(2, 12):
            await trio.sleep(5)
            for client in clients:
                await client.sends(m.HeartbeatReq(invoke_id=invoke_id))
                assert await client.hears() == m.HeartbeatConf(invoke_id=invoke_id)
        begin = trio.current_time()
        assert await clients[0].is_cut_off() == b""
        assert trio.current_time() - begin == pytest.approx(20)
    assert "workload_behind" in memory.notes.events


async def test_many_sockets_are_read_before_anything_expires(mock_clock: MockClock) -> None:
    """As above, over TCP, with more connections than are read in one turn."""
    memory, listener = MemoryServer(), TcpListener(Endpoint("127.0.0.1", 0))
    await listener.open()
    connections: list[socket.socket] = []

    async def all_hear(length: int) -> None:
        for connection in connections:
            data = b""
            while len(data) < length:
                await trio.lowlevel.checkpoint()
                with suppress(BlockingIOError):
                    read = connection.recv(65536)
                    assert read, "the server hung up"
                    data += read

    with ExitStack() as stack:
        async with trio.open_nursery() as nursery:
            nursery.start_soon(memory.driver.run, {"A": listener}, memory.entrance.start)
            for _ in range(3 * READS):
                connection = stack.enter_context(socket.create_connection(("127.0.0.1", listener.endpoint.port)))
                connection.setblocking(False)
                connections.append(connection)
                connection.sendall(open_frame(25, 0, *named(), idle_timeout=20))
            await all_hear(56)
            for connection in connections:
                connection.sendall(frame(HEARTBEAT, 1))
            mock_clock.jump(41)
            await all_hear(12)
            assert memory.driver.lag == pytest.approx(21, abs=0.1)
            assert "session_idle" not in memory.notes.events
            nursery.cancel_scope.cancel()


# --- sockets ---------------------------------------------------------------------------------------------------------


async def test_a_socket_whose_peer_is_gone_already() -> None:
    """A connection that was reset before it was accepted is dropped, and no error is raised."""
    memory = MemoryServer()
    with trio.socket.socket() as never_connected:
        await memory.driver.serve(trio.SocketStream(never_connected), "A")
    assert not memory.notes.events


async def test_a_socket_that_is_gone_when_it_is_accepted() -> None:
    """The same without a task of its own."""
    memory = MemoryServer()
    async with serving(memory):
        never_connected = socket.socket()
        memory.driver._take(never_connected, "A")
        assert never_connected.fileno() == -1
    assert not memory.driver._channels


async def test_connections_that_cannot_be_accepted(autojump_clock: MockClock) -> None:
    """The log says so once in a while."""
    async with serving(MemoryServer()) as memory:
        for _ in range(3):
            memory.listener.fails(OSError(errno.EMFILE, "too many open files"))
        await wait_all_tasks_blocked()
        await trio.sleep(BETWEEN_ACCEPT_ERRORS)
        memory.listener.fails(OSError(errno.EMFILE, "too many open files"))
        await memory.opens(25)
        assert memory.notes.events.count("connection_not_accepted") == 2


class Dialler:
    """A machine that asks for one connection and hears what becomes of it."""

    def __init__(self) -> None:
        self.told: list[str] = []

    def begins(self, now: float) -> list[Effect]:
        """Ask for a connection."""
        del now
        return [Connect(7)]

    def connected(self, client: int, listener: str, peer: Endpoint, now: float) -> list[Effect]:
        """The connection is there."""
        del now
        self.told.append(f"connected {client} {listener!r} {peer}")
        return [Send(client, b"hello")]

    def received(self, client: int, data: bytes, now: float) -> list[Effect]:
        """It is told something, and has heard enough."""
        del now
        self.told.append(f"received {client} {data!r}")
        return [HangUp(client)]

    def lost(self, client: int, now: float) -> list[Effect]:
        """The connection is gone."""
        del now
        self.told.append(f"lost {client}")
        return []

    def next_deadline(self) -> float | None:
        """Nothing is due."""
        return None

    def tick(self, now: float) -> list[Effect]:
        """It is never called."""
        raise AssertionError(now)


async def test_a_machine_that_connects() -> None:
    """It has a connection of its own making, until it has heard enough."""
    ours, theirs = memory_stream_pair()

    async def connect() -> trio.abc.Stream:
        await trio.lowlevel.checkpoint()
        return ours

    machine = Dialler()
    driver = Driver(machine, TrioClock(START), connect=connect, is_over=lambda: "lost 7" in machine.told)
    with trio.fail_after(10):
        async with trio.open_nursery() as nursery:
            nursery.start_soon(driver.run, {}, machine.begins)
            assert await theirs.receive_some() == b"hello"
            await theirs.send_all(b"bye")
    assert machine.told == ["connected 7 '' :0", "received 7 b'bye'", "lost 7"]


async def test_a_connection_that_is_gone_as_soon_as_it_is_made() -> None:
    """What is driven hears that the connection is lost, and never that it was made."""

    async def connect() -> trio.abc.Stream:
        await trio.lowlevel.checkpoint()
        return trio.SocketStream(trio.socket.socket())

    machine = Dialler()
    driver = Driver(machine, TrioClock(START), connect=connect, is_over=lambda: bool(machine.told))
    with trio.fail_after(10):
        await driver.run(begin=machine.begins)
    assert machine.told == ["lost 7"]


@pytest.mark.parametrize("has_epoll", [True, False])
async def test_the_loopback(has_epoll: bool) -> None:
    """Real sockets: no delay, a reset at the end, and the last bytes before it; also where each has a stream."""
    site = demo(final_drain=0.2)
    clock, notes = TrioClock(START), Notes()
    duplex = Duplex(ContactCentre(site, seed=1, workload=False), clock.now())
    driver = Driver(duplex, clock, record=recorder(notes), has_epoll=has_epoll)
    listener = TcpListener(Endpoint("127.0.0.1", 0))
    await listener.open()
    port = listener.endpoint.port
    with trio.fail_after(10):
        async with trio.open_nursery() as nursery:
            nursery.start_soon(driver.run, {"A": listener}, duplex.start)
            async with await trio.open_tcp_stream("127.0.0.1", port) as stream:
                client = NetClient(stream)
                await client.opens(25)
                (served,) = driver._channels.values()
                assert isinstance(served, SocketChannel if has_epoll else StreamChannel)
                accepted = served.socket if isinstance(served, SocketChannel) else served._stream
                assert isinstance(accepted, socket.socket | trio.SocketStream)
                assert accepted.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)
                linger = accepted.getsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.calcsize("ii"))
                assert isinstance(linger, bytes)
                assert struct.unpack("ii", linger) == (1, 0)
                driver.stop(duplex.stop)
                assert await client.hears() == OFFLINE
                with pytest.raises(trio.BrokenResourceError):
                    await client.hears()


async def is_turned_away(port: int) -> bool:
    """Whether a connection is reset at once, which connecting may notice already."""
    try:
        async with await trio.open_tcp_stream("127.0.0.1", port) as stream:
            return await NetClient(stream).is_cut_off() == b""
    except OSError:
        return True


@pytest.mark.parametrize("has_epoll", [True, False])
async def test_the_last_descriptors_are_set_aside(has_epoll: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    """A client that would take one is reset, which is counted and logged, not each time; then there is room again."""
    notes, asked = Notes(), [False, True, True, False]
    monkeypatch.setattr("ctiserver.transport.driver.is_spare", lambda _number, spare: spare == 4 and asked.pop(0))
    duplex = Duplex(ContactCentre(demo(), seed=1, workload=False), START)
    bounds = Bounds(spare_descriptors=4)
    driver = Driver(duplex, TrioClock(START), record=recorder(notes), bounds=bounds, has_epoll=has_epoll)
    listener = TcpListener(Endpoint("127.0.0.1", 0))
    await listener.open()
    port = listener.endpoint.port
    with trio.fail_after(10):
        async with trio.open_nursery() as nursery:
            nursery.start_soon(driver.run, {"A": listener}, duplex.start)
            async with await trio.open_tcp_stream("127.0.0.1", port) as served:
                await NetClient(served).opens(25)
                for _ in range(2):
                    assert await is_turned_away(port)
                async with await trio.open_tcp_stream("127.0.0.1", port) as last:
                    await NetClient(last).opens(25)
                    driver.stop(duplex.stop)
    assert driver.hits == {"spare_descriptors": 2}
    assert [fields for fields in notes.fields if "limit" in fields] == [{"count": 1, "limit": "spare_descriptors"}]


@pytest.mark.parametrize("has_epoll", [True, False])
async def test_bounds_change_while_it_runs(has_epoll: bool) -> None:
    """New ones hold for what is sent from now on; where each client has a stream, for new clients."""
    memory = MemoryServer()
    driver = Driver(memory.entrance, memory.clock, has_epoll=has_epoll)
    driver.set_bounds(Bounds(outbox=7))
    assert driver._bounds.outbox == 7
    assert (driver._reactor is None) is not has_epoll
    if driver._reactor is not None:
        assert driver._reactor.limit == 7


async def test_alarms_are_written_as_well(autojump_clock: MockClock, tmp_path: Path) -> None:
    """Each is a line of the file and a line of the log; what is no alarm is in the log alone."""
    memory = MemoryServer()
    with open_sink(str(tmp_path / "alarms.jsonl")) as sink:
        memory.driver = Driver(memory.duplex, memory.clock, record=recorder(memory.notes, sink))
        async with serving(memory):
            await memory.opens(25, CTIService.SERVICE_CONNECTION_MONITOR)
    lines = [json.loads(line) for line in (tmp_path / "alarms.jsonl").read_text("utf-8").splitlines()]
    assert [line["alarm"] for line in lines] == ["connection_established", "connection_ended_abnormally"]
