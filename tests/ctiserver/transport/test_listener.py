"""A port that can be closed and opened again."""

from __future__ import annotations

import errno
import resource
import socket

import pytest
import trio
from trio.testing import MockClock, wait_all_tasks_blocked

from ctiserver.site.endpoints import Endpoint
from ctiserver.transport import listener as module
from ctiserver.transport.listener import Accepted, ListenError, TcpListener

ANY = Endpoint("127.0.0.1", 0)


def _close(connection: Accepted) -> None:
    assert isinstance(connection, socket.socket)
    connection.close()


def _fail(error: OSError) -> None:
    raise error


async def test_a_port_that_was_picked_is_kept() -> None:
    """Port 0 picks one; from then on it is that one, however often it is opened again."""
    with trio.fail_after(10):
        listener = TcpListener(ANY)
        await listener.open()
        chosen = listener.endpoint
        assert (chosen.host, listener.endpoints) == ("127.0.0.1", [chosen])
        assert chosen.port > 0
        for _ in range(2):
            await listener.open()
            await listener.open()
            async with trio.open_nursery() as nursery:
                nursery.start_soon(listener.serve, _close, _fail)
                async with await trio.open_tcp_stream("127.0.0.1", chosen.port) as stream:
                    assert await stream.receive_some() == b""
                nursery.cancel_scope.cancel()
        assert listener.endpoint == chosen
        assert listener.endpoints == []


async def test_others_have_their_turn_while_many_connect(monkeypatch: pytest.MonkeyPatch) -> None:
    """All are accepted, and only so many before others have a turn."""
    monkeypatch.setattr(module, "ACCEPTS", 2)
    listener = TcpListener(ANY)
    await listener.open()
    accepted: list[Accepted] = []
    with trio.fail_after(10):
        clients = [await trio.open_tcp_stream("127.0.0.1", listener.endpoint.port) for _ in range(9)]
        async with trio.open_nursery() as nursery:
            nursery.start_soon(listener.serve, accepted.append, _fail)
            while (before := len(accepted)) < len(clients):
                await trio.lowlevel.checkpoint()
                # Tasks have their turns in any order: the listener may have had two since the last one of this task.
                assert len(accepted) - before <= 2 * 2
            nursery.cancel_scope.cancel()
    for each in accepted:
        _close(each)
    for client in clients:
        await client.aclose()


async def test_no_descriptor_is_left(autojump_clock: MockClock) -> None:
    """It is told, and the client is accepted when there is one again."""
    listener = TcpListener(ANY)
    await listener.open()
    failures: list[OSError] = []
    accepted = trio.Event()
    limit, most = resource.getrlimit(resource.RLIMIT_NOFILE)

    def accept(connection: Accepted) -> None:
        _close(connection)
        accepted.set()

    def fail(error: OSError) -> None:
        failures.append(error)
        resource.setrlimit(resource.RLIMIT_NOFILE, (limit, most))

    with trio.socket.socket() as client:
        async with trio.open_nursery() as nursery:
            nursery.start_soon(listener.serve, accept, fail)
            await wait_all_tasks_blocked()
            resource.setrlimit(resource.RLIMIT_NOFILE, (1, most))
            try:
                await client.connect(("127.0.0.1", listener.endpoint.port))
                await accepted.wait()
            finally:
                resource.setrlimit(resource.RLIMIT_NOFILE, (limit, most))
            nursery.cancel_scope.cancel()
    assert [error.errno for error in failures] == [errno.EMFILE]


async def test_somebody_else_has_the_port() -> None:
    """The error says which port it is."""
    (taken,) = await trio.open_tcp_listeners(0, host="127.0.0.1")
    async with taken:
        port = taken.socket.getsockname()[1]
        with pytest.raises(ListenError, match="in use") as error:
            await TcpListener(Endpoint("127.0.0.1", port)).open()
    assert error.value.port == port


async def test_what_is_not_served_is_closed() -> None:
    """The port is free again."""
    listener = TcpListener(ANY)
    await listener.open()
    listener.close()
    again = TcpListener(listener.endpoint)
    await again.open()
    assert again.endpoint == listener.endpoint
    again.close()
