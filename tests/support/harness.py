"""A CTI Server without sockets, and the clients around it: a story is told from their chairs.

The world has a clock that only the story moves.  Whoever sits in a chair sends messages and says what he hears, in
order and nothing else::

    world = World()
    bridge = world.bridge(version=15)
    desktop = world.desktop("1001", version=20)
    desktop.sends(m.SetAgentStateReq(...))
    desktop.hears(m.SetAgentStateConf, like(m.AgentStateEvent, agent_state=AgentState.LOGIN))
    world.passes(10)

Some things hold for every frame of every story, and are checked without being asked for: it decodes without findings
in its session's version, it encodes back to the same bytes, an answer has the InvokeID of a request that it can answer
and that was not answered before, nothing is sent to a client that is gone, and the server meets no mistake of its own.
"""

from __future__ import annotations

from collections.abc import Iterable
from difflib import SequenceMatcher
from typing import Any, Final, TypeVar, cast

import attrs

from ctiproto import messages as m
from ctiproto.codec import codec
from ctiproto.connection import Arrived, Connection, Role
from ctiproto.constants import (
    AgentState,
    AgentStateMask,
    CallMsgMask,
    ConfigMsgMask,
    ConnectionDeviceIDType,
    CTIService,
    StatusCode,
)
from ctiproto.constants.limits import IDLE_TIMEOUT_DISABLED, NULL_PERIPHERAL_ID
from ctiproto.declare import Message
from ctiproto.errors import LocalProtocolError
from ctiproto.versions import Profile
from ctiserver.admin.handler import AdminHandler
from ctiserver.centre.contact_centre import ContactCentre
from ctiserver.centre.switch.commands import (
    BringPeripheralOnline,
    CallArrives,
    CallerHangsUp,
    Command,
    TakePeripheralOffline,
)
from ctiserver.centre.switch.context import CallData
from ctiserver.engine.duplex import Duplex
from ctiserver.engine.effects import Broadcast, Effect, HangUp, LogRecord, Mistake, Pause, Send
from ctiserver.engine.engine import Engine
from ctiserver.engine.timescale import REAL_TIME, Timescale
from ctiserver.ledger.entrance import Entrance
from ctiserver.ledger.inputs import Commanded
from ctiserver.site.changes import SiteChanges
from ctiserver.site.endpoints import Endpoint
from ctiserver.site.errors import NoSiteFileError
from ctiserver.site.load import load_demo
from ctiserver.site.model import Site
from tests.support.outstanding import Outstanding

PG: Final = 5000
START: Final = 1_767_600_600.0
"""2026-01-05T08:10:00Z: twenty minutes to the next half hour."""

BRIDGE: Final = CTIService.SERVICE_ALL_EVENTS | CTIService.SERVICE_CLIENT_CONTROL | CTIService.SERVICE_CALL_DATA_UPDATE
DESKTOP: Final = (
    CTIService.SERVICE_CLIENT_EVENTS | CTIService.SERVICE_CLIENT_CONTROL | CTIService.SERVICE_CALL_DATA_UPDATE
)
SUPERVISOR: Final = DESKTOP | CTIService.SERVICE_SUPERVISOR


def demo(**settings: Any) -> Site:
    """The demo site, with settings changed."""
    site = load_demo()
    return attrs.evolve(site, settings=attrs.evolve(site.settings, **settings))


def every_call_event(version: int) -> CallMsgMask:
    """The whole CallMsgMask of a version."""
    return CallMsgMask(0xFFFFFFFF if version >= 23 else 0x0FFFFFFF if version >= 15 else 0x07FFFFFF)


EVERY_STATE: Final = AgentStateMask(0x3FFF)


def open_req(version: int = 25, services: int = 0, **fields: Any) -> m.OpenReq:
    """An OPEN_REQ that is accepted unless its fields say otherwise."""
    given: dict[str, Any] = {
        "invoke_id": 1,
        "version_number": version,
        "idle_timeout": IDLE_TIMEOUT_DISABLED,
        "peripheral_id": PG if services & CTIService.SERVICE_CLIENT_EVENTS else NULL_PERIPHERAL_ID,
        "services_requested": CTIService(services),
        "call_msg_mask": every_call_event(version),
        "agent_state_mask": EVERY_STATE,
        "config_msg_mask": ConfigMsgMask(0),
        "client_id": "client",
        "client_password": b"",
    }
    return m.OpenReq(**given | fields)


@attrs.frozen
class Like:
    """A message of a class of which only some fields matter."""

    cls: type[Message]
    fields: dict[str, Any]

    def __str__(self) -> str:
        return _shown(self.cls.declaration.name, self.fields)


def like(cls: type[Message], **fields: Any) -> Like:
    """A message of ``cls`` with these fields, whatever its others are."""
    return Like(cls, fields)


Expected = type[Message] | Message | Like

M = TypeVar("M", bound=Message)
C = TypeVar("C", bound="Client")


class Client:
    """A client of the server, on one connection.

    Attributes:
        name: what failures call it.
        number: what the engine calls it.
        heard: what arrived and was not yet spoken of.
        frames: the bytes of everything that ever arrived.
        feed: everything that ever arrived, and when.
        is_cut_off: whether the server hung up.
        last_words: seconds that the server gave the last bytes, when it hung up.
        pauses: seconds for which the server read nothing from it, each time.
    """

    def __init__(self, world: World, number: int, name: str) -> None:
        self.world = world
        self.number = number
        self.name = name
        self.heard: list[Message] = []
        self.frames: list[bytes] = []
        self.feed: list[tuple[float, Message]] = []
        self.is_cut_off = False
        self.last_words: float | None = None
        self.pauses: list[float] = []
        self.is_gone = False
        self.version = world.dialect.versions[-1]
        self._connection = Connection(Role.CLIENT, world.now, world.dialect)
        self._outstanding = Outstanding()

    # --- what the client does ----------------------------------------------------------------------------------------

    def opens(self, version: int = 25, services: int = 0, **fields: Any) -> m.OpenConf:
        """Open a session; what follows OPEN_CONF is still to be heard."""
        self.sends(self.world.open_req(version, services, **fields))
        conf = self.takes()
        assert isinstance(conf, m.OpenConf), f"{self.name} could not open a session: {conf}"
        return conf

    def sends(self, *messages: Message) -> None:
        """Send messages in one segment, whether they are allowed or not."""
        self.sends_bytes(b"".join(self._written(message) for message in messages))

    def _written(self, message: Message) -> bytes:
        if isinstance(message, m.OpenReq):
            self.version = Profile.nearest(message.version_number, self.world.dialect).version
        try:
            return self._connection.send(message)
        except LocalProtocolError:
            return codec(Profile(self.version, self.world.dialect)).encode(message)

    def sends_bytes(self, data: bytes, *, opening: m.OpenReq | None = None) -> None:
        """Send bytes, whatever they mean; if they open a session, ``opening`` says so to our own end."""
        assert not self.is_gone, f"{self.name} is gone"
        if opening is not None:
            self._written(opening)
        self._outstanding.sent(data)
        self.world.do(self.world.entrance.received(self.number, data, self.world.now))

    def asks(self, request: Message) -> Message:
        """Send a request and take its answer; what came before is forgotten, what follows is still to be heard."""
        self.forgets()
        self.sends(request)
        return self.takes()

    def is_refused(self, request: Message, status: StatusCode) -> None:
        """Send a request that is answered by FAILURE_CONF with ``status``, and by nothing else."""
        self.hears()
        self.sends(request)
        self.hears(like(m.FailureConf, invoke_id=getattr(request, "invoke_id", 0), status=status))

    def leaves(self) -> None:
        """Break the connection off."""
        self.is_gone = True
        self.world.do(self.world.entrance.lost(self.number, self.world.now))

    def heartbeats(self) -> None:
        """Show that the session is alive, and that nothing else was to be heard."""
        self.hears()
        self.sends(m.HeartbeatReq(invoke_id=77))
        self.hears(m.HeartbeatConf(invoke_id=77))

    # --- what the client says ----------------------------------------------------------------------------------------

    def takes(self) -> Message:
        """The next message that arrived."""
        assert self.heard, f"{self.name} heard nothing"
        return self.heard.pop(0)

    def hears(self, *expected: Expected) -> list[Message]:
        """Say what arrived since this was asked last: these messages in this order, and nothing else."""
        heard, self.heard = self.heard, []
        if len(heard) != len(expected) or not all(map(_is_as, expected, heard)):
            raise AssertionError(f"{self.name} heard something else:\n" + "\n".join(_difference(expected, heard)))
        return heard

    def forgets(self) -> None:
        """What arrived so far was only the scene of the story."""
        self.heard.clear()

    def hears_the_end(self, *expected: Expected) -> None:
        """Say what arrived last, and that the server hung up then."""
        self.hears(*expected)
        assert self.is_cut_off, f"{self.name} is still connected"

    # --- what the world does to it -----------------------------------------------------------------------------------

    def gets(self, data: bytes) -> None:
        """The client's bytes arrive at the server."""
        assert not self.is_gone, f"bytes for {self.name}, who is gone"
        assert not self.is_cut_off, f"bytes for {self.name} after the server hung up"
        for item in self._connection.receive_data(data, self.world.now):
            assert isinstance(item, Arrived), f"{self.name} cannot read {item}"
            assert not item.findings, f"{self.name} finds {'; '.join(map(str, item.findings))}"
            profile = Profile(self._connection.version or self.version, self.world.dialect)
            again = codec(profile).encode(item.message)
            assert again == item.frame, f"{self.name} would write {item.message} otherwise"
            self._outstanding.hears(item.message)
            self.heard.append(item.message)
            self.feed.append((self.world.now, item.message))
            self.frames.append(item.frame)

    def is_hung_up(self, drain: float) -> None:
        """The server hangs up."""
        self.is_cut_off = True
        self.last_words = drain


HERE: Final = {"A": Endpoint("127.0.0.1", 42027), "B": Endpoint("127.0.0.1", 43027)}
"""Where the sides would listen."""


def no_file() -> SiteChanges:
    """Read a site file again where there is none."""
    raise NoSiteFileError


class World:
    """A CTI Server with a contact centre behind it, a clock, and clients.

    Attributes:
        dialect: what its clients speak.
        peripheral_id: where calls arrive.

    Args:
        site: the contact centre; ``None``: the demo site.
        workload: whether callers call and simulated agents work.
        seed: what all chance comes from.
        calls_per_hour: how many calls come in.
        now: what the time is at the beginning.
        two_sides: whether there is a side B.
        pace: how fast the centre's time goes for clients.
    """

    peripheral_id = PG

    def __init__(
        self,
        site: Site | None = None,
        *,
        workload: bool = False,
        seed: int = 1,
        calls_per_hour: float | None = None,
        now: float = START,
        two_sides: bool = False,
        pace: Timescale = REAL_TIME,
    ) -> None:
        self.site = demo() if site is None else site
        self.dialect = self.site.dialect
        self.now = now
        self.centre = ContactCentre(self.site, seed=seed, workload=workload, calls_per_hour=calls_per_hour)
        self.duplex = Duplex(self.centre, now, two_sides=two_sides, pace=pace)
        self.entrance = Entrance(self.duplex, AdminHandler(self.duplex, lambda: HERE, no_file))
        self.clients: dict[int, Client] = {}
        self.notes: list[LogRecord] = []
        self.is_allowed_to_fail = False
        self.do(self.entrance.start(now))

    @property
    def engine(self) -> Engine:
        """What serves the clients of side A."""
        return self.duplex.sides["A"].engine

    # --- clients -----------------------------------------------------------------------------------------------------

    def open_req(self, version: int = 25, services: int = 0, **fields: Any) -> m.OpenReq:
        """An OPEN_REQ that is accepted unless its fields say otherwise."""
        return open_req(version, services, **fields)

    def connects(self, name: str = "client", host: str = "192.0.2.1", side: str = "A") -> Client:
        """A client connects, and sends nothing yet."""
        return self.arrives(Client(self, len(self.clients) + 1, name), host, side)

    def arrives(self, client: C, host: str = "192.0.2.1", side: str = "A") -> C:
        """A client of a class of its own connects."""
        self.clients[client.number] = client
        self.do(self.entrance.connected(client.number, side, Endpoint(host, 50000 + client.number), self.now))
        return client

    def open(self, version: int = 25, services: int = 0, *, name: str = "client", **fields: Any) -> Client:
        """A client connects and opens a session; what follows OPEN_CONF is forgotten."""
        client = self.connects(name)
        client.opens(version, services, **fields)
        client.forgets()
        return client

    def refuses(self, status: StatusCode, version: int = 25, services: int = 0, **fields: Any) -> None:
        """A client connects and its OPEN_REQ is refused; the connection stays."""
        client = self.connects()
        client.is_refused(self.open_req(version, services, **fields), status)
        assert not client.is_cut_off

    def bridge(self, version: int = 25, services: int = BRIDGE, *, name: str = "bridge", **fields: Any) -> Client:
        """A client that sees all events."""
        return self.open(version, services, name=name, **{"client_id": name} | fields)

    def desktop(self, agent_id: str, version: int = 25, services: int = DESKTOP, **fields: Any) -> Client:
        """The desktop of an agent of the demo site, whose extension is the agent's id plus 1000."""
        name = fields.pop("name", f"desktop {agent_id}")
        extension = str(int(agent_id) + 1000)
        named = {"client_id": name, "agent_id": agent_id, "agent_extension": extension}
        return self.open(version, services, name=name, **named | fields)

    def supervisor(self, agent_id: str = "1000", version: int = 25, **fields: Any) -> Client:
        """The desktop of a supervisor of the demo site."""
        return self.desktop(agent_id, version, SUPERVISOR, **{"name": f"supervisor {agent_id}"} | fields)

    def staffed(self, *agents: str, ready: bool = True) -> Client:
        """Agents of the demo site sign in and perhaps become available; a client that sees all and had them do so."""
        bridge = self.bridge()
        for agent in agents:
            for state in (AgentState.LOGIN, AgentState.AVAILABLE)[: 1 + ready]:
                conf = bridge.asks(state_req(agent, state))
                assert isinstance(conf, m.SetAgentStateConf), conf
        bridge.forgets()
        return bridge

    # --- the clock ---------------------------------------------------------------------------------------------------

    def passes(self, seconds: float) -> None:
        """Let time pass; what is due happens at its own time."""
        end = self.now + seconds
        idle_turns = 0
        while (due := self.entrance.next_deadline()) is not None and due <= end:
            idle_turns = 0 if due > self.now else idle_turns + 1
            assert idle_turns < 100, f"the engine is due again and again at {due}"
            self.now = max(self.now, due)
            self.do(self.entrance.tick(self.now))
        self.now = end

    # --- people without a client -------------------------------------------------------------------------------------

    def happens(self, command: Command) -> None:
        """Something happens in the contact centre that no client asked for."""
        self.do(self.entrance.enter(Commanded(at=self.now, command=command)).effects)

    def caller_calls(self, number: str = "8001", ani: str = "5550100", **data: Any) -> int:
        """A call arrives from outside; returns the call."""
        given = CallData(ani=ani, **data)
        self.happens(CallArrives(peripheral_id=self.peripheral_id, dialed_number=number, data=given))
        return self.centre.switch.calls(self.peripheral_id)[-1]

    def caller_hangs_up(self, call_id: int) -> None:
        """The caller hangs up."""
        self.happens(CallerHangsUp(peripheral_id=self.peripheral_id, call_id=call_id))

    def becomes(self, site: Site) -> None:
        """Another site takes the place of the present one."""
        self.do(self.entrance.reconfigure(site, self.now))
        self.site = site

    def link_breaks(self, peripheral_id: int = PG) -> None:
        """The link to a peripheral is lost."""
        self.happens(TakePeripheralOffline(peripheral_id=peripheral_id))

    def link_is_back(self, peripheral_id: int = PG) -> None:
        """The link to a peripheral is back."""
        self.happens(BringPeripheralOnline(peripheral_id=peripheral_id))

    # --- what comes of it --------------------------------------------------------------------------------------------

    def do(self, effects: Iterable[Effect]) -> None:
        """Carry out what the engine wants."""
        for effect in effects:
            match effect:
                case Send():
                    self.clients[effect.client].gets(effect.data)
                case Broadcast():
                    for client in effect.clients:
                        self.clients[client].gets(effect.data)
                case HangUp():
                    self.clients[effect.client].is_hung_up(effect.drain)
                case Pause():
                    self.clients[effect.client].pauses.append(effect.seconds)
                case LogRecord():
                    assert self.is_allowed_to_fail or not isinstance(effect, Mistake), dict(effect.fields)["error"]
                    self.notes.append(effect)

    def noted(self) -> list[str]:
        """What the log said since this was asked last."""
        notes, self.notes = self.notes, []
        return [note.event for note in notes]


# --- orders of an agent, from any chair that may give them -----------------------------------------------------------


def state_req(agent_id: str, state: AgentState, **fields: Any) -> m.SetAgentStateReq:
    """SET_AGENT_STATE_REQ for an agent of the demo site; LOGIN has the agent's station and password."""
    given: dict[str, Any] = {
        "agent_id": agent_id,
        "agent_instrument": str(int(agent_id) + 1000),
        "event_reason_code": 0,
    }
    if state is AgentState.LOGIN:
        given["agent_password"] = agent_id
    return m.SetAgentStateReq(**{"invoke_id": 2, "peripheral_id": PG, "agent_state": state} | given | fields)


def call_req(cls: type[M], device: str, call: int, **fields: Any) -> M:
    """A request of that class about the part that a station has in a call."""
    held = "held_" if cls is m.RetrieveCallReq else ""
    given: dict[str, Any] = {
        "invoke_id": 5,
        "peripheral_id": PG,
        f"{held}connection_call_id": call,
        f"{held}connection_device_id_type": ConnectionDeviceIDType.STATIC,
        f"{held}connection_device_id": device,
        "agent_instrument": device,
    }
    return cls(**given | fields)


def dial_req(device: str, number: str, **fields: Any) -> m.MakeCallReq:
    """MAKE_CALL_REQ from a station."""
    given: dict[str, Any] = {"invoke_id": 6, "peripheral_id": PG, "agent_instrument": device, "dialed_number": number}
    return m.MakeCallReq(**given | fields)


def _is_as(expected: Expected, heard: Message) -> bool:
    if isinstance(expected, Like):
        return type(heard) is expected.cls and all(
            getattr(heard, name) == value for name, value in expected.fields.items()
        )
    return type(heard) is expected if isinstance(expected, type) else heard == expected


def _difference(expected: tuple[Expected, ...], heard: list[Message]) -> list[str]:
    """What was expected and what was heard, side by side: one line where they agree."""
    lines: list[str] = []
    matcher = SequenceMatcher(None, [_name(item) for item in expected], [_name(item) for item in heard], autojunk=False)
    for tag, begin, end, heard_begin, heard_end in matcher.get_opcodes():
        if tag == "equal":
            for wanted, got in zip(expected[begin:end], heard[heard_begin:heard_end], strict=True):
                if _is_as(wanted, got):
                    lines.append(f"    {_name(wanted)}")
                else:
                    lines += [f"  - {_of_interest(wanted, wanted, got)}", f"  + {_of_interest(got, wanted, got)}"]
        else:
            lines += [f"  - {item if isinstance(item, Like) else _name(item)}" for item in expected[begin:end]]
            lines += [f"  + {item!r}" for item in heard[heard_begin:heard_end]]
    return [*lines, "  (- expected, + heard)"]


def _name(item: Expected) -> str:
    return item.cls.declaration.name if isinstance(item, Like) else item.declaration.name


def _of_interest(shown: Expected, wanted: Expected, got: Message) -> str:
    """The fields of ``shown`` in which the expected and the heard message differ."""
    assert not isinstance(wanted, type)
    whole = cast("type[attrs.AttrsInstance]", type(wanted))
    fields = list(wanted.fields) if isinstance(wanted, Like) else [field.name for field in attrs.fields(whole)]
    values = {name: _value(shown, name) for name in fields if _value(wanted, name) != _value(got, name)}
    return _shown(_name(shown), values)


def _value(item: Expected, name: str) -> object:
    return item.fields[name] if isinstance(item, Like) else getattr(item, name)


def _shown(name: str, fields: dict[str, Any]) -> str:
    return f"{name}({', '.join(f'{field}={value!r}' for field, value in fields.items())})"
