"""One session: messages, requests, heartbeats, and its end."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

import pytest
import trio
from trio.testing import MockClock, lockstep_stream_pair

from ctiproto import messages as m
from ctiproto.constants import (
    AgentAvailabilityStatus,
    AgentMode,
    AgentState,
    ControlFailureCode,
    CTIService,
    StatusCode,
)
from ctiproto.messages import HeartbeatConf, HeartbeatReq
from ctiproto.unknown import UnknownMessage
from ctiproto.versions import Profile
from ctiserver.client import (
    AnswerTimedOut,
    ClientOptions,
    NotConnected,
    RequestRefused,
    Session,
    SessionLost,
    Side,
    open_request,
    open_session,
)
from tests.ctiserver.client.network import ALL, OPEN, A, Network, Peer, open_conf
from tests.ctiserver.client.said import said
from tests.ctiserver.engine.services.watchers import watch_device
from tests.support.harness import state_req
from tests.support.net import MemoryServer

QUERY = m.QueryAgentStateReq(invoke_id=0, peripheral_id=1, mrd_id=1, icm_agent_id=0, agent_id="1")


def query_conf(invoke_id: int) -> m.QueryAgentStateConf:
    """A QUERY_AGENT_STATE_CONF."""
    return m.QueryAgentStateConf(
        invoke_id=invoke_id,
        agent_state=AgentState.AVAILABLE,
        mrd_id=1,
        num_tasks=0,
        agent_mode=AgentMode.ROUTABLE,
        max_task_limit=1,
        icm_agent_id=7,
        agent_availability_status=AgentAvailabilityStatus.ICM_AVAILABLE,
    )


@asynccontextmanager
async def session_with_peer(idle_timeout: int | None = None) -> AsyncIterator[tuple[Session, Peer]]:
    """Both ends of an open session."""
    network = Network()
    request = OPEN if idle_timeout is None else OPEN.changed(idle_timeout=idle_timeout)
    async with trio.open_nursery() as nursery:
        peers: list[Peer] = []

        async def grant() -> None:
            peers.append(await network.accept())
            await peers[0].open()

        nursery.start_soon(grant)
        async with open_session([A], request, options=network.options) as session:
            await anext(session)
            yield session, peers[0]
            nursery.start_soon(_answer_farewell, peers[0])


async def _answer_farewell(peer: Peer) -> None:
    with suppress(trio.EndOfChannel, trio.ClosedResourceError):
        while not isinstance(await peer.hear(), m.CloseReq):
            pass
        await peer.say(m.CloseConf(invoke_id=0))


async def _listen(network: Network, error: type[Exception] | None = None) -> None:
    """Take all messages of a session; or raise an error instead."""
    async with open_session([A], OPEN, options=network.options) as session:
        if error is not None:
            raise error
        async for _ in session:
            pass


async def test_messages_come_in_their_order_with_time_and_frame(autojump_clock: MockClock) -> None:
    """OPEN_CONF is the first; each has the moment of its arrival by the session's clock."""
    network = Network()
    async with trio.open_nursery() as nursery:

        async def serve() -> None:
            peer = await network.accept()
            await peer.open()
            await trio.sleep(5)
            await peer.say(m.FailureEvent(status=StatusCode.TIMEOUT))
            await peer.close()

        nursery.start_soon(serve)
        async with open_session([A], OPEN, options=network.options) as session:
            start = trio.current_time()
            assert session.is_active
            assert (session.profile, session.version, session.side) == (Profile(25), 25, A)
            first, second = await anext(session), await anext(session)
            assert isinstance(first.message, m.OpenConf)
            assert first.message is session.opened
            assert second.message == m.FailureEvent(status=StatusCode.TIMEOUT)
            assert second.time - start == pytest.approx(5)
            assert second.frame[4:8] == (2).to_bytes(4)


async def test_what_cannot_be_read_is_handed_over_with_its_flaw(autojump_clock: MockClock) -> None:
    """A message whose structure is broken does not end the session."""
    async with session_with_peer() as (session, peer):
        await peer.stream.send_all(bytes.fromhex("00000001 00000002 ff"))
        received = await anext(session)
        assert received.message == UnknownMessage(2, b"\xff")
        assert [finding.status for finding in received.findings] == [StatusCode.BAD_MESSAGE_FORMAT]
        assert session.is_active


async def test_a_stream_of_no_messages_ends_the_session(autojump_clock: MockClock) -> None:
    """A length that no message has leaves nothing to be read; what came before is still handed over."""
    async with session_with_peer() as (session, peer):
        good = bytes.fromhex("00000004 00000002 00000011")
        await peer.stream.send_all(good + b"\xff" * 8)
        assert isinstance((await anext(session)).message, m.FailureEvent)
        with pytest.raises(SessionLost, match="what is no message"):
            await anext(session)
        with pytest.raises(SessionLost):
            await session.send(QUERY)


async def test_a_request_gets_its_own_answer(autojump_clock: MockClock) -> None:
    """By the InvokeID; answers are also among the messages, and requests of the server are no answers."""
    async with session_with_peer() as (session, peer), trio.open_nursery() as nursery:

        async def answer() -> None:
            first, second = await peer.hear(), await peer.hear()
            assert isinstance(first, m.QueryAgentStateReq)
            assert isinstance(second, m.QueryAgentStateReq)
            await peer.say(m.ActiveMaintenanceReqMsg(invoke_id=first.invoke_id))
            await peer.say(query_conf(second.invoke_id))
            code = ControlFailureCode.OBJECT_NOT_KNOWN
            await peer.say(m.ControlFailureConf(invoke_id=first.invoke_id, failure_code=code, peripheral_error_code=0))

        nursery.start_soon(answer)
        number = await session.send(QUERY)
        conf = await session.request(QUERY)
        assert conf == query_conf(number + 1)
        assert [type((await anext(session)).message) for _ in range(2)] == [
            m.ActiveMaintenanceReqMsg,
            m.QueryAgentStateConf,
        ]


async def test_refused_requests_raise_with_their_code(autojump_clock: MockClock) -> None:
    """FAILURE_CONF and CONTROL_FAILURE_CONF both raise, with the number of their own kind."""
    async with session_with_peer() as (session, peer), trio.open_nursery() as nursery:

        async def refuse() -> None:
            for answer in (
                m.FailureConf(invoke_id=0, status=StatusCode.FUNCTION_NOT_AVAILABLE),
                m.ControlFailureConf(
                    invoke_id=0, failure_code=ControlFailureCode.OBJECT_NOT_KNOWN, peripheral_error_code=0
                ),
            ):
                request = await peer.hear()
                assert isinstance(request, m.QueryAgentStateReq)
                await peer.say(answer.changed(invoke_id=request.invoke_id))

        nursery.start_soon(refuse)
        with pytest.raises(RequestRefused, match="FAILURE_CONF 12, E_CTI_FUNCTION_NOT_AVAILABLE") as first:
            await session.request(QUERY)
        assert first.value.code is StatusCode.FUNCTION_NOT_AVAILABLE
        with pytest.raises(RequestRefused) as second:
            await session.request(QUERY)
        assert second.value.code is ControlFailureCode.OBJECT_NOT_KNOWN


async def test_a_request_is_not_waited_for_for_ever(autojump_clock: MockClock) -> None:
    """Fifteen seconds, or as many as are given; or until the session is over."""
    async with session_with_peer() as (session, peer):
        start = trio.current_time()
        with pytest.raises(AnswerTimedOut, match="within 15 s"):
            await session.request(QUERY)
        assert trio.current_time() - start == pytest.approx(15)
        async with trio.open_nursery() as nursery:
            nursery.start_soon(peer.stream.aclose)
            with pytest.raises(SessionLost):
                await session.request(QUERY)


async def test_silence_is_filled_with_heartbeats(autojump_clock: MockClock) -> None:
    """One whenever nothing was sent for a quarter of the IdleTimeout; their answers are not among the messages."""
    async with session_with_peer(idle_timeout=120) as (session, peer):
        start = trio.current_time()
        await trio.sleep(20)
        await session.send(m.ConfigRequestEvent(config_information=0))  # type: ignore[arg-type] # any number is a mask
        assert isinstance(await peer.hear(), m.ConfigRequestEvent)
        for at in (50, 80):
            beat = await peer.hear()
            assert isinstance(beat, HeartbeatReq)
            assert trio.current_time() - start == pytest.approx(at)
            await peer.say(HeartbeatConf(invoke_id=beat.invoke_id))
        await peer.say(m.FailureEvent(status=StatusCode.TIMEOUT))
        assert isinstance((await anext(session)).message, m.FailureEvent)


async def test_three_heartbeats_without_answer_end_the_session(autojump_clock: MockClock) -> None:
    """One interval after the third; the farewell then says that the server did not answer in time."""
    async with session_with_peer(idle_timeout=20) as (session, peer):
        start = trio.current_time()
        with pytest.raises(SessionLost, match="heartbeats") as lost:
            await anext(session)
        assert trio.current_time() - start == pytest.approx(20)
        assert lost.value.status is StatusCode.TIMEOUT
        assert not session.is_active
        assert [type(await peer.hear()) for _ in range(3)] == [HeartbeatReq] * 3


async def test_a_refused_heartbeat_ends_the_session(autojump_clock: MockClock) -> None:
    """The server says that it is off-line."""
    async with session_with_peer(idle_timeout=20) as (session, peer):
        beat = await peer.hear()
        assert isinstance(beat, HeartbeatReq)
        await peer.say(m.FailureConf(invoke_id=beat.invoke_id, status=StatusCode.CTI_SERVER_OFFLINE))
        with pytest.raises(SessionLost, match=r"refused a heartbeat \(status 15"):
            await anext(session)


async def test_heartbeats_cease_with_the_connection(autojump_clock: MockClock) -> None:
    """A heartbeat that cannot be sent is no more than the end of the session."""
    async with session_with_peer(idle_timeout=20) as (session, peer):
        await peer.stream.aclose()
        with pytest.raises(SessionLost):
            await session.send(QUERY)
        with pytest.raises(SessionLost):
            await anext(session)
        await trio.sleep(60)


async def test_a_server_that_goes_says_so_first(autojump_clock: MockClock) -> None:
    """FAILURE_EVENT 15 ends the session at once; other statuses are why the connection breaks later."""
    network = Network()
    for status, farewell in ((StatusCode.CTI_SERVER_OFFLINE, True), (StatusCode.DEVICE_IN_USE, False)):
        async with trio.open_nursery() as nursery:

            async def serve(status: StatusCode = status, farewell: bool = farewell) -> None:
                peer = await network.accept()
                await peer.open()
                await peer.say(m.FailureEvent(status=status))
                if farewell:
                    assert (await peer.close()).status is status
                else:
                    await peer.stream.aclose()

            nursery.start_soon(serve)
            with pytest.raises(SessionLost) as lost:
                await _listen(network)
            assert lost.value.status is status


async def test_what_comes_before_the_confirmation_is_kept(autojump_clock: MockClock) -> None:
    """A message before OPEN_CONF is no answer, and the first message of the session then."""
    network = Network()
    session = Session(await network.connect(A), A)
    peer = await network.accept()
    async with trio.open_nursery() as nursery:

        async def serve() -> None:
            request = await peer.hear()
            assert isinstance(request, m.OpenReq)
            await peer.say(m.FailureEvent(status=StatusCode.TIMEOUT))
            await peer.say(open_conf(request.invoke_id))

        nursery.start_soon(serve)
        await session.start(OPEN, 30)
    assert isinstance((await anext(session)).message, m.FailureEvent)
    assert (await anext(session)).message is session.opened


async def test_a_session_that_ends_as_it_opens_is_none(autojump_clock: MockClock) -> None:
    """The confirmation and the end come together; no request is waited for any more."""
    network = Network()
    async with trio.open_nursery() as nursery:

        async def serve() -> None:
            peer = await network.accept()
            await peer.hear()
            await peer.stream.send_all(b"\xff" * 8)

        nursery.start_soon(serve)
        with pytest.raises(NotConnected, match="what is no message"):
            await _listen(network)


async def test_a_request_under_way_ends_with_the_session(autojump_clock: MockClock) -> None:
    """Its answer will not come."""
    async with session_with_peer() as (session, peer), trio.open_nursery() as nursery:

        async def hang_up() -> None:
            await trio.sleep(1)
            await peer.stream.aclose()

        nursery.start_soon(hang_up)
        with pytest.raises(SessionLost, match="closed the connection"):
            await session.request(QUERY)


async def test_leaving_says_farewell_also_when_cancelled(autojump_clock: MockClock) -> None:
    """CLOSE_REQ is sent and its answer waited for, shielded, for at most five seconds."""
    network = Network()
    for answers, took in ((True, 0), (False, 5)):
        async with trio.open_nursery() as nursery:

            async def serve(answers: bool = answers) -> None:
                peer = await network.accept()
                await peer.open()
                if answers:
                    await peer.say(m.FailureEvent(status=StatusCode.TIMEOUT))
                    assert (await peer.close()).status is StatusCode.NO_ERROR
                with suppress(trio.EndOfChannel):
                    while True:
                        await peer.hear()

            nursery.start_soon(serve)
            start = trio.current_time()
            with trio.move_on_after(1):
                async with open_session([A], OPEN, options=network.options):
                    await trio.sleep_forever()
            assert trio.current_time() - start == pytest.approx(1 + took)


async def test_what_the_block_raises_leaves_it_as_it_is() -> None:
    """An error of the block is raised as it is and not in a group, although tasks run beside it."""
    network = Network()
    async with trio.open_nursery() as nursery:

        async def serve() -> None:
            peer = await network.accept()
            await peer.open()
            await peer.close()

        nursery.start_soon(serve)
        with pytest.raises(ZeroDivisionError):
            await _listen(network, ZeroDivisionError)


async def test_messages_that_nobody_takes_end_the_session(autojump_clock: MockClock) -> None:
    """They would fill the memory; those that had room are still handed over."""
    network = Network()
    session = Session(await network.connect(A), A, max_waiting=2)
    peer = await network.accept()
    async with trio.open_nursery() as nursery:
        nursery.start_soon(peer.open)
        await session.start(OPEN, 30)
    for _ in range(3):
        await peer.say(m.FailureEvent(status=StatusCode.TIMEOUT))
    await session.read()
    assert len([await anext(session) for _ in range(2)]) == 2
    with pytest.raises(SessionLost, match="faster than they were taken"):
        await anext(session)


async def test_a_reset_is_an_end_like_any_other() -> None:
    """Reading from a stream that broke is no error of its own."""
    network = Network()
    stream = await network.connect(A)
    await stream.aclose()
    session = Session(stream, A)
    await session.read()
    with pytest.raises(SessionLost, match="closed the connection"):
        await anext(session)


async def test_a_message_sent_in_part_is_the_last(autojump_clock: MockClock) -> None:
    """Nothing can follow half a message, not even a farewell."""
    near, far = lockstep_stream_pair()
    peer = Peer(A, far)
    session = Session(near, A)
    async with trio.open_nursery() as nursery:
        nursery.start_soon(peer.open)
        await session.start(OPEN, 30)
    with trio.move_on_after(1) as scope:
        await session.send(QUERY)
    assert scope.cancelled_caught
    async with trio.open_nursery() as nursery:
        nursery.start_soon(_is_told_of_the_end, session)
        await trio.testing.wait_all_tasks_blocked()
        for _ in range(2):
            with pytest.raises(SessionLost, match="in part"):
                await session.send(QUERY)
    await session.close()


async def _is_told_of_the_end(session: Session) -> None:
    await anext(session)
    with pytest.raises(SessionLost, match="in part"):
        await anext(session)


async def test_a_session_that_serves_answers_with_the_number_of_the_question(autojump_clock: MockClock) -> None:
    """Requests get numbers of the session's own; answers keep the one that they have, whichever answers they are."""
    async with session_with_peer() as (session, peer):
        await peer.say(said(m.StopRecordingReq, invoke_id=70, connection_device_id="2001"))
        asked = (await anext(session)).message
        assert isinstance(asked, m.StopRecordingReq)
        for answer in (
            m.StopRecordingConf(invoke_id=asked.invoke_id),
            m.FailureConf(invoke_id=asked.invoke_id, status=StatusCode.UNSPECIFIED_FAILURE),
        ):
            assert await session.send(answer) == 0
            assert await peer.hear() == answer


async def test_a_session_follows_a_device_of_the_emulator(autojump_clock: MockClock) -> None:
    """The MonitorID of the answer is that of the events; when it is stopped there are no more."""
    server = MemoryServer()

    async def connect(_side: Side) -> trio.abc.Stream:
        await trio.lowlevel.checkpoint()
        return server.connects().stream

    services = CTIService.SERVICE_PERIPHERAL_MONITOR | ALL
    async with trio.open_nursery() as nursery:
        nursery.start_soon(server.run)
        request = open_request(version=25, services=services)
        async with open_session([A], request, options=ClientOptions(connect=connect)) as session:
            monitor = await session.request(watch_device("2001"))
            await session.request(state_req("1001", AgentState.LOGIN))
            await session.request(m.MonitorStopReq(invoke_id=0, monitor_id=monitor.monitor_id))
            await session.request(state_req("1001", AgentState.AVAILABLE))
            heard = set()
            with trio.move_on_after(1):
                async for received in session:
                    if isinstance(received.message, m.AgentStateEvent):
                        heard.add((received.message.monitor_id, received.message.agent_state))
        nursery.cancel_scope.cancel()
    told = {AgentState.LOGIN, AgentState.NOT_READY}
    assert heard == {
        *((monitor.monitor_id, state) for state in told),
        *((0, state) for state in (*told, AgentState.AVAILABLE)),
    }
