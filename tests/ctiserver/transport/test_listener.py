"""A port that can be closed and opened again."""

from __future__ import annotations

import pytest
import trio

from ctiserver.site.endpoints import Endpoint
from ctiserver.transport.listener import ListenError, TcpListener

ANY = Endpoint("127.0.0.1", 0)


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
                nursery.start_soon(listener.serve, trio.aclose_forcefully, nursery)
                async with await trio.open_tcp_stream("127.0.0.1", chosen.port) as stream:
                    assert await stream.receive_some() == b""
                nursery.cancel_scope.cancel()
        assert listener.endpoint == chosen
        assert listener.endpoints == []


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
    await listener.close()
    again = TcpListener(listener.endpoint)
    await again.open()
    assert again.endpoint == listener.endpoint
    await again.close()
