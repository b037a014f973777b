"""The three faces of the client as a type checker sees them: never run, only checked."""

from __future__ import annotations

from collections.abc import Iterator
from typing import assert_type

import trio

import ctiproto
import ctiserver.client
import ctiserver.client.aio
import ctiserver.client.blocking
from ctiproto import messages as m
from ctiproto.constants import ControlFailureCode, CTIService, StatusCode

REQUEST = ctiserver.client.open_request(version=25, services=CTIService.SERVICE_ALL_EVENTS)
SIDES = [ctiserver.client.Side.at("127.0.0.1:42027")]
QUERY = m.QueryAgentStateReq(invoke_id=0, peripheral_id=1, mrd_id=1, icm_agent_id=0, agent_id="1")


async def _with_trio() -> None:
    async def use(session: ctiserver.client.Session) -> None:
        async for received in session:
            assert_type(received, ctiserver.client.Received)

    connect: ctiserver.client.Connect = ctiserver.client.connect_tcp
    options = ctiserver.client.ClientOptions(connect=connect, now=trio.current_time, clients=100)
    await ctiserver.client.keep_session(SIDES, REQUEST, use, retry=True, options=options)
    async with ctiserver.client.until_interrupted(), ctiserver.client.open_session(SIDES, REQUEST) as session:
        assert_type(session, ctiserver.client.Session)
        assert_type(session.profile, ctiproto.Profile)
        assert_type(session.version, int)
        assert_type(session.opened, m.OpenConf | None)
        assert_type(await session.request(QUERY, within=3), m.QueryAgentStateConf)
        assert_type(await session.send(QUERY), int)


async def _with_asyncio() -> None:
    async def use(session: ctiserver.client.aio.Session) -> None:
        async for received in session:
            assert_type(received, ctiserver.client.aio.Received)

    side = ctiserver.client.aio.Side.at("[::1]:42027", "B")
    request = ctiserver.client.aio.open_request(version=9, services=CTIService.SERVICE_ALL_EVENTS)
    options = ctiserver.client.aio.ClientOptions(tell=print)
    await ctiserver.client.aio.keep_session([side], request, use, options=options)
    async with ctiserver.client.aio.open_session([side], request) as session:
        assert_type(session, ctiserver.client.aio.Session)
        assert_type(session.profile, ctiproto.Profile)
        assert_type(session.opened, m.OpenConf | None)
        assert_type(await session.request(QUERY, within=3), m.QueryAgentStateConf)
        assert_type(await session.send(QUERY), int)


def _with_blocking_sockets() -> None:
    def use(session: ctiserver.client.blocking.Session) -> None:
        for received in session:
            assert_type(received, ctiserver.client.blocking.Received)

    side = ctiserver.client.blocking.Side.at("[::1]:42027", "B")
    request = ctiserver.client.blocking.open_request(version=9, services=CTIService.SERVICE_ALL_EVENTS)
    options = ctiserver.client.blocking.ClientOptions(tell=print)
    ctiserver.client.blocking.keep_session([side], request, use, options=options)
    with ctiserver.client.blocking.open_session([side], request) as session:
        assert_type(session, ctiserver.client.blocking.Session)
        assert_type(session.profile, ctiproto.Profile)
        assert_type(session.receive(within=3), ctiserver.client.blocking.Received | None)
        assert_type(session.request(QUERY, within=3), m.QueryAgentStateConf)
        assert_type(session.send(QUERY), int)


def _what_is_known(received: ctiserver.client.Received, tries: Iterator[ctiserver.client.Attempt]) -> None:
    model = ctiserver.client.CentreModel()
    model.fold(received.message, received.time)
    assert_type(ctiserver.client.json_line(received, ctiproto.Profile(25)), str)
    assert_type(next(tries).side, ctiserver.client.Side)
    _ = ctiserver.client.attempts


def _errors(error: ctiserver.client.ClientError) -> object:
    match error:
        case ctiserver.client.RequestRefused():
            assert_type(error.code, StatusCode | ControlFailureCode)
        case ctiserver.client.SessionLost():
            assert_type(error.status, StatusCode | None)
        case ctiserver.client.SessionRefused():
            assert_type(error.status, StatusCode)
        case ctiserver.client.NotConnected():
            assert_type(error.reasons, tuple[str, ...])
        case ctiserver.client.AnswerTimedOut() | ctiserver.client.BadAddress():
            return str(error)
    return None
