"""A client behind the proxy: it hears what it would have heard, and the tape knows what was said."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import trio
from trio.testing import MockClock, memory_stream_pair

from ctiproto import messages as m
from ctiproto.connection import Role
from ctiproto.constants import AgentState, CTIService
from ctiproto.declare import Message
from ctiproto.versions import Dialect, Profile
from ctiserver.tapes.entries import Frame, Header
from ctiserver.tapes.recorder import Recorder, Scribe
from ctiserver.tapes.redaction import Redactor
from ctiserver.tapes.selection import selected
from ctiserver.tapes.writing import header_bytes
from ctiserver.traffic.proxy.relay import Relay
from tests.ctiserver.tapes.examples import read
from tests.support.harness import state_req
from tests.support.net import MemoryServer

DESKTOP = CTIService.SERVICE_CLIENT_EVENTS | CTIService.SERVICE_CLIENT_CONTROL


async def morning(pair: Callable[[trio.Nursery], tuple[Any, Any]]) -> list[Message]:
    """An agent's desktop opens a session and logs the agent in; what it hears."""
    memory = MemoryServer()
    heard: list[Message] = []
    async with trio.open_nursery() as nursery:
        nursery.start_soon(memory.run)
        client = memory.connects(lambda: pair(nursery))
        heard.append(await client.opens(15, DESKTOP, agent_id="1001", client_password=b"swordfish", peripheral_id=5000))
        await client.sends(state_req("1001", AgentState.LOGIN))
        with trio.move_on_after(1):
            while True:
                heard.append(await client.hears())
        nursery.cancel_scope.cancel()
    return heard


async def test_a_desktop_behind_the_proxy(autojump_clock: MockClock) -> None:
    """Message by message the same; on the tape as well, but for the passwords and what was to be redacted."""
    recorder = Recorder(0.0)
    session = recorder.begin("A", "", "", 0.0)

    def through(nursery: trio.Nursery) -> tuple[Any, Any]:
        ours, near = memory_stream_pair()
        far, theirs = memory_stream_pair()
        relay = Relay(near, far, lambda sender, data: recorder.data(session, sender, data, 0.0))
        nursery.start_soon(relay.run)
        return ours, theirs

    with trio.fail_after(100):
        direct = await morning(lambda _: memory_stream_pair())
        heard = await morning(through)
    assert [type(message) for message in heard] == [type(message) for message in direct]
    assert any(isinstance(message, m.SetAgentStateConf) for message in heard)

    selection = selected(["agents", "numbers"], Dialect.UCCE)
    assert selection is not None
    scribe = Scribe(None, Redactor(selection, b"a secret"))
    tape = header_bytes(Header()) + b"".join(map(scribe.line, recorder.take()))
    frames = [item for item in read(tape)[1] if isinstance(item, Frame)]
    assert len([frame for frame in frames if frame.sender is Role.SERVER]) == len(heard)
    assert {frame.profile for frame in frames} == {Profile(15)}
    for secret in ("swordfish", "1001", "2001"):
        assert f'"{secret}"'.encode() not in tape
        assert (secret.encode() + b"\0").hex().encode() not in tape
