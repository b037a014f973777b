"""The client over blocking sockets: against our server in a thread, against peers in threads, and with played time."""

from __future__ import annotations

import socket
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from threading import Thread
from typing import Final, cast

import pytest

from ctiproto import messages as m
from ctiproto.connection import Arrived, Connection, Role
from ctiproto.constants import AgentState, StatusCode
from ctiproto.declare import Message
from ctiproto.versions import Profile
from ctiserver.client import AnswerTimedOut, NotConnected, RequestRefused, SessionLost, SessionRefused, Side
from ctiserver.client.blocking import ClientOptions, Session, keep_session, open_request, open_session
from tests.ctiserver.client.network import ALL, OPEN, A, open_conf
from tests.support.harness import state_req
from tests.support.in_thread import server_in_thread

LONGEST: Final = 30
QUERY = m.QueryAgentStateReq(invoke_id=0, peripheral_id=1, mrd_id=1, icm_agent_id=0, agent_id="1")


class Peer:
    """The server's end of a connection."""

    def __init__(self, stream: socket.socket) -> None:
        self.stream = stream
        self._connection = Connection(Role.SERVER, 0)
        self._heard: list[Message] = []

    def hear(self) -> Message:
        """The next message of the client."""
        while not self._heard:
            data = self.stream.recv(65536)
            if not data:
                raise EOFError
            for item in self._connection.receive_data(data, 0):
                assert isinstance(item, Arrived)
                self._heard.append(item.message)
        return self._heard.pop(0)

    def say(self, message: Message) -> None:
        """Send a message."""
        self.stream.sendall(self._connection.send(message))

    def open(self) -> None:
        """Grant a session."""
        request = self.hear()
        assert isinstance(request, m.OpenReq)
        self.say(open_conf(request.invoke_id))

    def refuse(self, status: StatusCode) -> None:
        """Refuse a session."""
        request = self.hear()
        assert isinstance(request, m.OpenReq)
        self.say(m.FailureConf(invoke_id=request.invoke_id, status=status))

    def close(self) -> StatusCode:
        """Answer CLOSE_REQ, and say with which status it came."""
        request = self.hear()
        assert isinstance(request, m.CloseReq)
        self.say(m.CloseConf(invoke_id=request.invoke_id))
        return request.status


Script = Callable[[Peer], None]


@contextmanager
def peers(**scripts: list[Script]) -> Iterator[Mapping[str, Side]]:
    """Servers on this machine; each plays one script with each of its clients, in order, and then goes away."""
    threads, errors, sides = [], [], {}
    for name, plan in scripts.items():
        listener = socket.create_server(("127.0.0.1", 0))
        listener.settimeout(LONGEST)
        sides[name] = Side(name, "127.0.0.1", listener.getsockname()[1])

        def play(listener: socket.socket = listener, plan: list[Script] = plan) -> None:
            try:
                for script in plan:
                    stream, _ = listener.accept()
                    with stream:
                        stream.settimeout(LONGEST)
                        script(Peer(stream))
            except Exception as error:  # noqa: BLE001 - told behind the block
                errors.append(error)
            finally:
                listener.close()

        threads.append(Thread(target=play))
        threads[-1].start()
    yield sides
    for thread in threads:
        thread.join(LONGEST)
        assert not thread.is_alive()
    assert errors == []


def orderly(peer: Peer) -> None:
    """Grant a session that the client closes."""
    peer.open()
    assert peer.close() is StatusCode.NO_ERROR


def hang_up(peer: Peer) -> None:
    """Close the connection without a message."""
    peer.hear()


# --- our server ------------------------------------------------------------------------------------------------------


def test_a_session_with_the_server() -> None:
    """It is opened, asks, hears, is refused something, and is closed in an orderly way."""
    with server_in_thread() as server:
        request = open_request(version=25, services=ALL)
        with open_session([Side.at(server.address)], request) as session:
            assert session.is_active
            assert (session.profile, session.version, str(session.side)) == (Profile(25), 25, server.address)
            first = next(session)
            assert first.message is session.opened
            assert first.time > 1_700_000_000
            conf = session.request(state_req("1001", AgentState.LOGIN))
            assert isinstance(conf, m.SetAgentStateConf)
            for received in session:
                if isinstance(received.message, m.AgentStateEvent):
                    assert received.message.agent_id == "1001"
                    break
            with pytest.raises(RequestRefused, match="CONTROL_FAILURE_CONF"):
                session.request(state_req("9999", AgentState.LOGIN))
            assert session.send(m.UserMessageConf(invoke_id=7)) == 0
            while session.receive(within=0) is not None:
                pass
    (closed,) = server.logged("session_closed")
    assert closed["status"] == "E_CTI_NO_ERROR"


def test_a_server_that_stops_ends_the_session() -> None:
    """Iterating and sending raise the reason, after all that came before was taken."""
    with server_in_thread() as server, open_session([Side.at(server.address)], OPEN) as session:
        server.stop()
        with pytest.raises(SessionLost) as lost:
            for _ in session:
                pass
        assert lost.value.status is StatusCode.CTI_SERVER_OFFLINE
        with pytest.raises(SessionLost):
            session.send(QUERY)
        assert not session.is_active
    with pytest.raises(NotConnected, match="connection refused"), open_session([session.side], OPEN):
        raise AssertionError


# --- peers -----------------------------------------------------------------------------------------------------------


def test_a_client_that_stays_goes_to_the_other_side() -> None:
    """It comes back to the side that it had, not sooner than five seconds after the last session began."""
    used: list[Side] = []
    told: list[str] = []
    waits: list[float] = []

    def use(session: Session) -> None:
        used.append(session.side)
        if len(used) == 1:
            for _ in session:
                pass

    scripts = {
        "A": [lambda peer: peer.refuse(StatusCode.INVALID_CLIENT_FOR_STANDBY)],
        "B": [Peer.open, lambda peer: peer.refuse(StatusCode.DEVICE_IN_USE), orderly],
    }
    options = ClientOptions(tell=told.append, sleep=waits.append, monotonic=lambda: 100.0)
    with peers(**scripts) as sides:
        keep_session(list(sides.values()), OPEN, use, options=options)
        assert used == [sides["B"]] * 2
    assert [line.partition(" ")[2] for line in told] == [
        "the server closed the connection",
        "refused the session with status 10, E_CTI_DEVICE_IN_USE",
    ]
    assert waits == [5, 5]


def test_a_first_session_is_found_or_not() -> None:
    """A final refusal is told at once; a server that is not there yet is tried again if that is wanted."""

    def unused(_session: Session) -> None:
        raise AssertionError

    with peers(A=[lambda peer: peer.refuse(StatusCode.INVALID_PASSWORD)]) as sides, pytest.raises(SessionRefused):
        keep_session([sides["A"]], OPEN, unused)
    told: list[str] = []
    waits: list[float] = []
    with peers(A=[hang_up, orderly]) as sides:
        options = ClientOptions(tell=told.append, sleep=waits.append)
        with open_session([sides["A"]], OPEN, retry=True, options=options) as session:
            assert session.is_active
    assert told == [f"{sides['A']}: the server closed the connection; trying again in 1 s"]
    assert waits == [1]


def test_maintenance_is_agreed_to() -> None:
    """The session answers by itself."""
    answers = []

    def asks(peer: Peer) -> None:
        peer.open()
        peer.say(m.ActiveMaintenanceReqMsg(invoke_id=5))
        answers.append(peer.hear())

    with peers(A=[asks]) as sides, open_session([sides["A"]], OPEN) as session, pytest.raises(SessionLost):
        for _ in session:
            pass
    assert answers == [m.ActiveMaintenanceRespMsg(invoke_id=5, maintenance_mode_accepted=True)]


def test_an_interrupt_says_farewell() -> None:
    """As any exception that leaves the block does."""
    closed = []

    def answers(peer: Peer) -> None:
        peer.open()
        closed.append(peer.close())

    with peers(A=[answers]) as sides, pytest.raises(KeyboardInterrupt), open_session([sides["A"]], OPEN):
        raise KeyboardInterrupt
    assert closed == [StatusCode.NO_ERROR]


# --- played time -----------------------------------------------------------------------------------------------------


class PlayedSocket:
    """A socket whose other end is a list: bytes to read, errors to raise, and time that passes when there are none."""

    def __init__(self, *, grants: bool = True) -> None:
        self.arrives: list[bytes | OSError] = []
        self._grants = grants
        self.now = 0.0
        self.error: OSError | None = None
        self._server = Connection(Role.SERVER, 0)
        self.heard: list[Message] = []
        self._timeout: float | None = None

    def settimeout(self, timeout: float | None) -> None:
        """How long the next call may take."""
        self._timeout = timeout

    def recv(self, _size: int) -> bytes:
        """What arrives next, or time passes."""
        if self.arrives:
            item = self.arrives.pop(0)
            if isinstance(item, OSError):
                raise item
            return item
        assert self._timeout is not None
        self.now += self._timeout
        raise TimeoutError if self._timeout else BlockingIOError

    def sendall(self, data: bytes) -> None:
        """Take what is sent; OPEN_REQ is granted."""
        if self.error is not None:
            raise self.error
        for item in self._server.receive_data(data, 0):
            assert isinstance(item, Arrived)
            self.heard.append(item.message)
            if isinstance(item.message, m.OpenReq) and self._grants:
                self.arrives.append(self._server.send(open_conf(1)))

    def says(self, message: Message) -> None:
        """A message arrives."""
        self.arrives.append(self._server.send(message))

    def session(self, request: m.OpenReq = OPEN) -> Session:
        """An open session over it."""
        options = ClientOptions(monotonic=lambda: self.now)
        session = Session(cast("socket.socket", self), A, options=options)
        session.start(request, 30)
        assert session.receive(within=0) is not None
        return session


def test_heartbeats_keep_a_session_and_find_a_dead_server() -> None:
    """They go out while something is waited for; three without an answer end it."""
    played = PlayedSocket()
    session = played.session(OPEN.changed(idle_timeout=20))
    assert session.receive(within=6) is None
    assert played.heard[1:] == [m.HeartbeatReq(invoke_id=2)]
    played.says(m.HeartbeatConf(invoke_id=2))
    assert session.receive(within=0) is None
    with pytest.raises(SessionLost, match="heartbeats"):
        next(session)
    assert played.now == 25
    session.close()
    assert [type(message) for message in played.heard[1:]] == [*[m.HeartbeatReq] * 4, m.CloseReq]
    assert played.now == 30


def test_nothing_is_waited_for_for_ever() -> None:
    """Neither OPEN_CONF, nor an answer, nor the answer to CLOSE_REQ; a wait without a limit goes on by the hour."""
    played = PlayedSocket()
    session = played.session()
    with pytest.raises(AnswerTimedOut, match="within 15 s"):
        session.request(QUERY)
    assert played.now == 15
    assert session.receive(within=7000) is None
    assert played.now == 7015
    session.close()
    assert played.now == 7020
    deaf = PlayedSocket(grants=False)
    with pytest.raises(AnswerTimedOut, match="OPEN_REQ was not answered within 30 s"):
        deaf.session()


def test_a_message_sent_in_part_is_the_last() -> None:
    """Nothing can follow it; the request that it was is not answered in time."""
    played = PlayedSocket()
    session = played.session()
    played.error = TimeoutError()
    with pytest.raises(AnswerTimedOut):
        session.request(QUERY)
    with pytest.raises(SessionLost, match="in part"):
        session.send(QUERY)
    session.close()


def test_a_broken_connection_ends_the_session() -> None:
    """Found by reading or by writing, whichever comes first."""
    played = PlayedSocket()
    session = played.session()
    played.error = BrokenPipeError()
    with pytest.raises(SessionLost, match="broke"):
        session.send(QUERY)
    session.close()
    played = PlayedSocket()
    session = played.session(OPEN.changed(idle_timeout=20))
    played.arrives.append(ConnectionResetError())
    with pytest.raises(SessionLost, match="closed the connection"):
        session.request(QUERY)
    played = PlayedSocket()
    session = played.session(OPEN.changed(idle_timeout=20))
    played.error = BrokenPipeError()
    with pytest.raises(SessionLost, match="broke"):
        next(session)
