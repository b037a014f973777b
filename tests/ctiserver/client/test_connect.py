"""Finding a side that gives a session."""

from __future__ import annotations

import pytest
import trio
from trio.testing import MockClock

from ctiproto import messages as m
from ctiproto.constants import StatusCode
from ctiserver.client import NotConnected, SessionRefused, Side, connect_tcp, open_session
from ctiserver.client.connect import ClientOptions
from tests.ctiserver.client.network import OPEN, A, B, Network, Peer


async def test_the_other_side_is_tried_when_one_is_down(autojump_clock: MockClock) -> None:
    """When one side is down the other is tried, and is the session's side then."""
    network = Network()
    network.down.add(A)
    async with trio.open_nursery() as nursery:

        async def serve() -> None:
            peer = await network.accept()
            await peer.open()
            await peer.close()

        nursery.start_soon(serve)
        async with open_session([A, B], OPEN, options=network.options) as session:
            assert session.side is B
    assert [name for _, name in network.tried] == ["A", "B"]


async def test_when_every_side_is_down_it_says_why() -> None:
    """One reason a side, in words."""
    network = Network()
    network.down |= {A, B}
    with pytest.raises(NotConnected) as failed:
        async with open_session([A, B], OPEN, options=network.options):
            raise AssertionError
    assert failed.value.reasons == (
        "cannot connect to a:1: connection refused",
        "cannot connect to b:2: connection refused",
    )


REFUSED = "cannot connect to a:1: connection refused; cannot connect to b:2: connection refused"


async def test_a_patient_client_waits_for_a_server_to_start(autojump_clock: MockClock) -> None:
    """It startup_attempts every second, and tells of it once; after a refusal too."""
    network = Network()
    network.down |= {A, B}
    async with trio.open_nursery() as nursery:

        async def serve() -> None:
            await trio.sleep(2.5)
            network.down.remove(B)
            await (await network.accept()).refuse(StatusCode.CTI_SERVER_OFFLINE)
            peer = await network.accept()
            await peer.open()
            await peer.close()

        nursery.start_soon(serve)
        async with open_session([A, B], OPEN, retry=True, options=network.options) as session:
            assert session.side is B
    assert network.tried == [(at, side) for at in range(5) for side in "AB"]
    assert network.told[0] == f"{REFUSED}; trying again in 1 s"
    assert len(network.told) == 2


async def test_a_patient_client_tries_on(autojump_clock: MockClock) -> None:
    """With the guide's waits between the rounds, and tells of each, when it had a session before."""
    network = Network()
    network.down |= {A, B}
    with trio.move_on_after(50):
        async with open_session([A, B], OPEN, last=A, retry=True, options=network.options):
            raise AssertionError
    assert network.tried == [(at, side) for at in (0, 0, 15, 45) for side in "AB"]
    assert network.told == [f"{REFUSED}; trying again in {wait} s" for wait in (15, 30, 60)]


@pytest.mark.parametrize("status", [StatusCode.INVALID_CLIENT_FOR_STANDBY, StatusCode.CTI_SERVER_OFFLINE])
async def test_a_side_that_does_not_serve_now_leaves_it_to_the_other(status: StatusCode) -> None:
    """The standby refuses clients that are for the active side; if no side serves, its status is the reason."""
    network = Network()
    async with trio.open_nursery() as nursery:

        async def serve() -> None:
            await (await network.accept()).refuse(status)
            peer = await network.accept()
            assert peer.side is B
            await peer.refuse(status)

        nursery.start_soon(serve)
        with pytest.raises(SessionRefused) as refused:
            async with open_session([A, B], OPEN, options=network.options):
                raise AssertionError
        assert refused.value.status is status


async def test_any_other_refusal_is_final() -> None:
    """The other side would say the same."""
    network = Network()
    async with trio.open_nursery() as nursery:

        async def serve() -> None:
            await (await network.accept()).refuse(StatusCode.INVALID_PASSWORD)

        nursery.start_soon(serve)
        with pytest.raises(SessionRefused, match="a:1 refused the session with status 36, E_CTI_INVALID_PASSWORD"):
            async with open_session([A, B], OPEN, options=network.options):
                raise AssertionError


async def test_a_side_that_says_nothing_is_given_up(autojump_clock: MockClock) -> None:
    """After thirty seconds; one that hangs up, at once."""
    network = Network()
    async with trio.open_nursery() as nursery:

        async def serve() -> None:
            await network.accept()
            await (await network.accept()).stream.aclose()

        nursery.start_soon(serve)
        with pytest.raises(NotConnected) as failed:
            async with open_session([A, B], OPEN, options=network.options):
                raise AssertionError
    assert trio.current_time() == pytest.approx(30)
    assert (
        failed.value.reasons
        == (
            "a:1: OPEN_REQ was not answered within 30 s",
            "b:2: the server closed the connection",
        )
        or "broke" in failed.value.reasons[1]
    )


async def test_real_sockets_work() -> None:
    """The one test with the loopback interface: connect, open, and what is said of errors."""
    listeners = await trio.open_tcp_listeners(0, host="127.0.0.1")
    port = listeners[0].socket.getsockname()[1]
    network = Network()
    async with trio.open_nursery() as nursery:

        async def serve() -> None:
            peer = Peer(A, await listeners[0].accept())
            await peer.open()
            assert isinstance(await peer.close(), m.CloseReq)
            await peer.stream.aclose()
            await listeners[0].aclose()

        nursery.start_soon(serve)
        async with open_session([Side("A", "127.0.0.1", port)], OPEN) as session:
            assert session.is_active
    with pytest.raises(NotConnected, match=f"cannot connect to 127.0.0.1:{port}: connection refused"):
        async with open_session([Side("A", "127.0.0.1", port)], OPEN, options=ClientOptions(tell=network.told.append)):
            raise AssertionError


async def test_a_host_that_says_nothing_is_given_up(autojump_clock: MockClock, monkeypatch: pytest.MonkeyPatch) -> None:
    """After ten seconds, where the system would wait for minutes; other errors keep their words."""

    async def silence(*_: object) -> trio.abc.Stream:
        await trio.sleep_forever()
        raise AssertionError

    monkeypatch.setattr(trio, "open_tcp_stream", silence)
    with pytest.raises(NotConnected, match="connection timed out"):
        async with open_session([A], OPEN, options=ClientOptions(connect=connect_tcp)):
            raise AssertionError
    assert trio.current_time() == pytest.approx(10)

    async def unknown(_: Side) -> trio.abc.Stream:
        await trio.lowlevel.checkpoint()
        raise OSError("Something Else")

    with pytest.raises(NotConnected, match="cannot connect to a:1: something else"):
        async with open_session([A], OPEN, options=ClientOptions(connect=unknown)):
            raise AssertionError
