"""Tapes of short dialogues, made by hand."""

from __future__ import annotations

from ctiproto import messages as m
from ctiproto.codec import codec
from ctiproto.connection import Role
from ctiproto.constants import (
    AgentAvailabilityStatus,
    AgentMode,
    AgentState,
    CTIService,
    PeripheralType,
    PGStatusCode,
    StatusCode,
    SystemEventID,
)
from ctiproto.declare import Message
from ctiproto.versions import Profile
from ctiserver.engine.effects import Effect, HangUp, Send
from ctiserver.tapes.entries import Begin, End, Entry, Frame, Header
from ctiserver.traffic.replay.dialogue import Dialogue, load_dialogue
from tests.support.harness import open_req

CLIENT, SERVER = Role.CLIENT, Role.SERVER
VERSION = 25
START = 1_767_600_000

OPEN = open_req(VERSION, CTIService.SERVICE_ALL_EVENTS)
OPEN_CONF = m.OpenConf(
    invoke_id=1,
    services_granted=CTIService.SERVICE_ALL_EVENTS,
    monitor_id=0,
    pg_status=PGStatusCode(0),
    icm_central_controller_time=START,
    peripheral_online=True,
    peripheral_type=PeripheralType(17),
    agent_state=AgentState.UNKNOWN,
)
BEAT, BEAT_CONF = m.HeartbeatReq(invoke_id=77), m.HeartbeatConf(invoke_id=77)
CLOSE = m.CloseReq(invoke_id=99, status=StatusCode.NO_ERROR)
CLOSE_CONF = m.CloseConf(invoke_id=99)


def query(agent: str, invoke_id: int = 2) -> m.QueryAgentStateReq:
    """A question about an agent."""
    return m.QueryAgentStateReq(invoke_id=invoke_id, peripheral_id=1, mrd_id=1, icm_agent_id=0, agent_id=agent)


def state(agent: str, invoke_id: int = 2) -> m.QueryAgentStateConf:
    """A QUERY_AGENT_STATE_CONF."""
    return m.QueryAgentStateConf(
        invoke_id=invoke_id,
        agent_state=AgentState.LOGOUT,
        mrd_id=1,
        num_tasks=0,
        agent_mode=AgentMode(0),
        max_task_limit=0,
        icm_agent_id=1,
        agent_availability_status=AgentAvailabilityStatus(0),
        agent_id=agent,
    )


def system(number: int, text: str | None = None, *, time: int = START) -> m.SystemEvent:
    """A SYSTEM_EVENT, which answers no request."""
    return m.SystemEvent(
        pg_status=PGStatusCode(0),
        icm_central_controller_time=time,
        system_event_id=SystemEventID(number),
        system_event_arg1=0,
        system_event_arg2=0,
        system_event_arg3=0,
        text=text,
    )


def written(message: Message, version: int = VERSION) -> bytes:
    """The bytes of a message."""
    return codec(Profile(version)).encode(message)


Line = tuple[float, Role, Message]


def entries(*lines: Line, session: int = 1, end: tuple[float, Role] | None = None) -> list[Entry]:
    """A session on a tape."""
    frames = [Frame(time, session, role, written(message), profile=Profile(VERSION)) for time, role, message in lines]
    last = [] if end is None else [End(end[0], session, sender=end[1])]
    return [Begin(0.0, session), *frames, *last]


def tape(*lines: Line, end: tuple[float, Role] | None = None, start: float = START) -> Dialogue:
    """A tape of one session, to be played."""
    return load_dialogue(Header(start=start), entries(*lines, end=end))


def opened(*lines: Line, end: tuple[float, Role] | None = None) -> Dialogue:
    """The same behind OPEN_REQ and OPEN_CONF in the first second."""
    return tape((0.0, CLIENT, OPEN), (1.0, SERVER, OPEN_CONF), *lines, end=end)


def heard(effects: list[Effect], client: int = 1) -> list[Message | float]:
    """The messages that a client gets, and when the connection is ended the seconds before."""
    found: list[Message | float] = []
    for effect in effects:
        if isinstance(effect, Send) and effect.client == client:
            found.append(codec(Profile(VERSION)).decode(effect.data).message)
        elif isinstance(effect, HangUp) and effect.client == client:
            found.append(effect.drain)
    return found
