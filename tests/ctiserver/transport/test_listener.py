"""A port that can be closed and opened again."""

from __future__ import annotations

import pytest
import trio

from ctiserver.site.endpoints import Endpoint
from ctiserver.transport.listener import ListenError, TcpDoor


async def test_a_port_that_was_picked_is_kept() -> None:
    """Port 0 picks one; from then on it is that one."""
    with trio.fail_after(10):
        door = await TcpDoor.at("127.0.0.1", 0)
        port = door.address.port
        assert port > 0
        for _ in range(2):
            (listener,) = await door.open()
            assert listener.socket.getsockname() == ("127.0.0.1", port)
            async with await trio.open_tcp_stream("127.0.0.1", port):
                pass
            await listener.aclose()
        assert door.address == Endpoint("127.0.0.1", port)


async def test_somebody_else_has_the_port() -> None:
    """The error says which port it is."""
    (taken,) = await trio.open_tcp_listeners(0, host="127.0.0.1")
    async with taken:
        port = taken.socket.getsockname()[1]
        with pytest.raises(ListenError, match="in use") as error:
            await TcpDoor.at("127.0.0.1", port)
    assert error.value.port == port


async def test_what_nobody_took_is_closed() -> None:
    """The port is free again."""
    door = await TcpDoor.at("127.0.0.1", 0)
    await door.close()
    again = await TcpDoor.at("127.0.0.1", door.address.port)
    assert again.address == door.address
    await again.close()
