"""TCP connections as streams of bytes."""

from __future__ import annotations

import socket

import pytest
import trio
from trio.testing import MockClock, memory_stream_pair

from ctiserver.site.endpoints import Endpoint
from ctiserver.transport.socket_options import CONNECT_TIMEOUT
from ctiserver.transport.sockets import connect_tcp, peer_of, reset


async def test_a_connection() -> None:
    """Small packets leave at once, the other end has an address, and closing it is no reset."""
    with trio.fail_after(10):
        (listener,) = await trio.open_tcp_listeners(0, host="127.0.0.1")
        async with listener:
            endpoint = Endpoint(*listener.socket.getsockname()[:2])
            async with await connect_tcp(endpoint) as stream, await listener.accept() as other:
                assert stream.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)
                assert peer_of(stream) == endpoint
                await stream.aclose()
                assert await other.receive_some() == b""


async def test_a_host_that_says_nothing(autojump_clock: MockClock, monkeypatch: pytest.MonkeyPatch) -> None:
    """A connection that is not made in time raises TimeoutError."""

    async def silent(*_: object) -> None:
        await trio.sleep_forever()

    monkeypatch.setattr(trio, "open_tcp_stream", silent)
    begin = trio.current_time()
    with pytest.raises(TimeoutError):
        await connect_tcp(Endpoint("cti-a", 1))
    assert trio.current_time() - begin == CONNECT_TIMEOUT


async def test_the_address_of_what_is_gone_or_no_socket() -> None:
    """The first is an error, the second has none."""
    with trio.socket.socket() as never_connected, pytest.raises(OSError, match=r"."):
        peer_of(trio.SocketStream(never_connected))
    stream, _ = memory_stream_pair()
    assert peer_of(stream) == Endpoint("", 0)


async def test_a_reset() -> None:
    """The other end finds its connection broken; a socket that is gone needs none, nor does what is no socket."""
    with trio.fail_after(10):
        (listener,) = await trio.open_tcp_listeners(0, host="127.0.0.1")
        async with listener:
            stream = await connect_tcp(Endpoint(*listener.socket.getsockname()[:2]))
            async with await listener.accept() as other:
                await reset(stream)
                with pytest.raises(trio.BrokenResourceError):
                    await other.receive_some()
    await reset(stream)
    memory, other_end = memory_stream_pair()
    await reset(memory)
    assert await other_end.receive_some() == b""
