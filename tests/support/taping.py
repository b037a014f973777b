"""Sessions of the harness as tapes, and tapes played in virtual time: against a world, or against each other."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable

import attrs

from ctiproto import messages as m
from ctiproto.connection import Role
from ctiproto.constants import AgentState, ConfigMsgMask, StatusCode
from ctiproto.versions import Profile
from ctiserver.engine.effects import Broadcast, Connect, Effect, HangUp, Send
from ctiserver.engine.sides import SIDE_A
from ctiserver.site.endpoints import Endpoint
from ctiserver.tapes.entries import Begin, End, Entry, Frame, Header
from ctiserver.traffic.replay.as_client import ClientPlayer, ClientPlayerOptions
from ctiserver.traffic.replay.as_server import ServerPlayer, ServerPlayerOptions
from ctiserver.traffic.replay.dialogue import Dialogue, load_dialogue
from ctiserver.transport.machine import Machine
from tests.support.express import CCX, Express, signs_in
from tests.support.harness import PG, Client, World, call_req, demo, dial_req, state_req

NOWHERE = Endpoint("", 0)


class TapedClient(Client):
    """A client whose frames are recorded on a tape."""

    world: TapedWorld

    def sends_bytes(self, data: bytes, **more: object) -> None:
        """As for any client; it is on the tape."""
        self.world.saw(self, Role.CLIENT, data)
        super().sends_bytes(data, **more)  # type: ignore[arg-type] # as they came

    def gets(self, data: bytes) -> None:
        """As for any client; it is on the tape."""
        self.world.saw(self, Role.SERVER, data)
        super().gets(data)

    def leaves(self) -> None:
        """As for any client; it is on the tape."""
        self.world.entries.append(End(self.world.tape_time, self.number, sender=Role.CLIENT))
        super().leaves()


class TapedWorld(World):
    """A world whose connections are recorded."""

    def __init__(self, **more: object) -> None:
        self.entries: list[Entry] = []
        self.begin = 0.0
        super().__init__(**more)  # type: ignore[arg-type] # as they came
        self.begin = self.now

    @property
    def tape_time(self) -> float:
        """Seconds from the start of the tape."""
        return self.now - self.begin

    @property
    def header(self) -> Header:
        """The header of the tape."""
        return Header(start=self.begin, dialect=self.dialect)

    @property
    def dialogue(self) -> Dialogue:
        """The sessions of the tape, to be played."""
        return load_dialogue(self.header, self.entries)

    def connects(self, name: str = "client", host: str = "192.0.2.1", side: str = "A") -> Client:
        """A client connects, and sends nothing yet."""
        client = TapedClient(self, len(self.clients) + 1, name)
        self.entries.append(Begin(self.tape_time, client.number))
        return self.arrives(client, host, side)

    def saw(self, client: Client, sender: Role, data: bytes) -> None:
        """Frames went over a connection."""
        while data:
            size = 8 + int.from_bytes(data[:4])
            version = client.version
            if sender is Role.CLIENT and int.from_bytes(data[4:8]) == 3:
                version = Profile.nearest(int.from_bytes(data[12:16]), self.dialect).version
            profile = Profile(version, self.dialect)
            self.entries.append(Frame(self.tape_time, client.number, sender, data[:size], profile=profile))
            data = data[size:]


class TapedExpress(TapedWorld, Express):
    """A server of Unified CCX whose connections are recorded."""


class Engines:
    """The server of a world as the other end.

    Args:
        world: its clients are left alone.
    """

    def __init__(self, world: World) -> None:
        self._world = world
        self._entrance = world.entrance

    def connected(self, client: int, _listener: str, _peer: Endpoint, now: float) -> Iterable[Effect]:
        """A client connected; numbers of clients of the world are not used."""
        return self._ours(self._entrance.connected(client + 1000, SIDE_A, Endpoint("192.0.2.9", client + 1), now))

    def received(self, client: int, data: bytes, now: float) -> Iterable[Effect]:
        """A client sent bytes."""
        return self._ours(self._entrance.received(client + 1000, data, now))

    def lost(self, client: int, now: float) -> Iterable[Effect]:
        """A client is gone."""
        return self._ours(self._entrance.lost(client + 1000, now))

    def next_deadline(self) -> float | None:
        """When something is due."""
        return self._entrance.next_deadline()

    def tick(self, now: float) -> Iterable[Effect]:
        """Do what is due."""
        return self._ours(self._entrance.tick(now))

    def _ours(self, effects: Iterable[Effect]) -> Iterable[Effect]:
        found: list[Effect] = []
        for effect in effects:
            if isinstance(effect, Broadcast):
                found += [Send(client - 1000, effect.data) for client in effect.clients if client >= 1000]
            elif isinstance(effect, Send | HangUp) and effect.client >= 1000:
                found.append(attrs.evolve(effect, client=effect.client - 1000))
        return found


def play(player: ClientPlayer, far: Machine, now: float = 0.0) -> float:
    """Let a player ask a server until it is over; returns the time that it is then."""
    todo: deque[tuple[bool, Effect]] = deque()  # of the player, or of the server

    def do(*, ours: bool, effects: Iterable[Effect]) -> None:
        todo.extend((ours, effect) for effect in effects)

    do(ours=True, effects=player.start(now))
    while True:
        while todo:
            ours, effect = todo.popleft()
            client = getattr(effect, "client", 0)
            match ours, effect:
                case True, Connect():
                    do(ours=False, effects=far.connected(client, "", NOWHERE, now))
                    do(ours=True, effects=player.connected(client, "", NOWHERE, now))
                case True, Send(data=data):
                    do(ours=False, effects=far.received(client, data, now))
                case True, HangUp():
                    do(ours=False, effects=far.lost(client, now))
                case False, Send(data=data):
                    do(ours=True, effects=player.received(client, data, now))
                case False, HangUp():
                    do(ours=True, effects=player.lost(client, now))
        if player.is_over:
            return now
        times = [at for at in (player.next_deadline(), far.next_deadline()) if at is not None]
        assert times, "nothing is due any more, and the player waits"
        now = max(now, min(times))
        do(ours=False, effects=far.tick(now))
        do(ours=True, effects=player.tick(now))


def asked(dialogue: Dialogue, world: World, how: ClientPlayerOptions | None = None) -> ClientPlayer:
    """Play the client's half against a world."""
    player = ClientPlayer(dialogue, how or ClientPlayerOptions())
    world.now = play(player, Engines(world), world.now)
    return player


def played_to(
    client: Dialogue,
    server: Dialogue,
    how: ClientPlayerOptions | None = None,
    answers: ServerPlayerOptions | None = None,
) -> ClientPlayer:
    """Play the client's half of a tape to the server's half of another one."""
    player = ClientPlayer(client, how or ClientPlayerOptions())
    play(player, ServerPlayer(server, answers or ServerPlayerOptions()))
    return player


def office(version: int = 25, before: int = 0) -> TapedWorld:
    """A bridge and two desks: a configuration upload, agents who sign in, and a call from one to the other.

    Args:
        version: of all sessions.
        before: so many calls went before, so that all identifiers are other ones.
    """
    world = TapedWorld(site=demo())
    for _ in range(before):
        world.caller_hangs_up(world.caller_calls())
    bridge = world.bridge(version)
    upload = m.ConfigRequestEvent(config_information=ConfigMsgMask(0xE), peripheral_id=PG)
    if version >= 10:
        bridge.sends(m.ConfigRequestKeyEvent(peripheral_id=PG), upload)
    first, second = (world.desktop(agent, version) for agent in ("1001", "1002"))
    for desk, agent in ((first, "1001"), (second, "1002")):
        for state in (AgentState.LOGIN, AgentState.AVAILABLE):
            world.passes(1)
            desk.sends(state_req(agent, state))
    first.sends(state_req("1001", AgentState.NOT_READY))
    world.passes(2)
    conf = first.asks(dial_req("2001", "2002"))
    assert isinstance(conf, m.MakeCallConf), conf
    call = conf.new_connection_call_id
    world.passes(3)
    second.sends(call_req(m.AnswerCallReq, "2002", call))
    world.passes(20)
    first.sends(call_req(m.ClearConnectionReq, "2001", call))
    world.passes(30)
    second.sends(m.HeartbeatReq(invoke_id=9))
    first.sends(m.CloseReq(invoke_id=3, status=StatusCode.NO_ERROR))
    second.leaves()
    return world


def express_office(version: int = 18, before: int = 0) -> TapedExpress:
    """The same with Unified CCX: a bridge and two desks, agents who sign in, and a call from one to the other.

    Args:
        version: of all sessions.
        before: so many calls went before, so that all identifiers are other ones.
    """
    world = TapedExpress()
    for _ in range(before):
        world.caller_hangs_up(world.caller_calls())
    world.bridge(version)
    first, second = (world.desktop(agent, version) for agent in ("1001", "1002"))
    for desk, agent in ((first, "1001"), (second, "1002")):
        world.passes(1)
        signs_in(desk, agent)
    conf = first.asks(dial_req("2001", "2002", peripheral_id=CCX))
    assert isinstance(conf, m.MakeCallConf), conf
    call = conf.new_connection_call_id
    world.passes(3)
    second.sends(call_req(m.AnswerCallReq, "2002", call, peripheral_id=CCX))
    world.passes(20)
    first.sends(call_req(m.ClearConnectionReq, "2001", call, peripheral_id=CCX))
    world.passes(30)
    second.sends(m.HeartbeatReq(invoke_id=9))
    first.sends(m.CloseReq(invoke_id=3, status=StatusCode.NO_ERROR))
    second.leaves()
    return world
