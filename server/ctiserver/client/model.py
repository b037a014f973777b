"""Keeps what the messages of a session say of agents and calls.

The model believes what it is told: it starts empty with each session, a call that was there before appears with the
first event about it, and END_CALL_EVENT takes it away.  Times are the caller's.
"""

from __future__ import annotations

import attrs

from ctiproto import messages as m
from ctiproto.constants import AgentState, CallDirection, PGStatusCode, RecordType, SystemEventID
from ctiproto.constants.limits import NULL_SKILL_GROUP
from ctiproto.declare import Message
from ctiproto.versions import Dialect
from ctiserver.client.calls import Call, Calls
from ctiserver.client.declared import declared

AgentKey = tuple[int, str]
"""Peripheral and AgentID."""


@attrs.define
class AgentView:
    """An agent, as far as a session was told.

    Args:
        peripheral_id: where.
        id: the AgentID.
        name: as configured; ``""``: not known.
        extension: where the agent is signed in; ``""``: nowhere, or not known.
        state: the overall state; ``None``: nothing was heard of it.
        reason: the code that was given for it; 0: none.
        since: when it began; ``None``: before anything was heard.
        next_state: what follows after-call work, if that is known.
        direction: of the call, if that is known.
        groups: the state with respect to each skill group, by its number.
    """

    peripheral_id: int
    id: str
    name: str = ""
    extension: str = ""
    state: AgentState | None = None
    reason: int = 0
    since: float | None = None
    next_state: AgentState | None = None
    direction: CallDirection | None = None
    groups: dict[int, AgentState] = attrs.field(factory=dict)

    @property
    def is_signed_in(self) -> bool:
        """Whether the agent is signed in, as far as is known."""
        return self.state not in (None, AgentState.LOGOUT, AgentState.UNKNOWN)


class CentreModel:
    """The contact centre as one session shows it: agents, calls, names of groups and services.

    Args:
        dialect: that of the session.
    """

    def __init__(self, dialect: Dialect = Dialect.UCCE) -> None:
        self.dialect = dialect
        self._only_peripheral = only_peripheral(dialect)
        self.agents: dict[AgentKey, AgentView] = {}
        self._seats: dict[AgentKey, AgentView] = {}
        self.calls = Calls()
        self.pg_status: PGStatusCode | None = None
        self.offline: set[int] = set()
        """Peripherals that are known to be off-line."""
        self.skill_groups: dict[tuple[int, int], str] = {}
        """Names of skill groups by peripheral and number."""
        self.services: dict[tuple[int, int], str] = {}
        """Names of services, likewise."""

    def agent_at(self, peripheral_id: int, extension: str) -> AgentView | None:
        """The agent who is signed in at a telephone; ``None``: none is known to be."""
        return self._seats.get((peripheral_id, extension))

    def shown_agents(self) -> list[AgentView]:
        """All agents, those who are signed in first, each part in the order of peripheral and AgentID."""
        order = sorted(self.agents.values(), key=lambda agent: (agent.peripheral_id, len(agent.id), agent.id))
        return sorted(order, key=lambda agent: not agent.is_signed_in)

    def queue_of(self, call: Call) -> str:
        """The name of the queue that a call waits in or came from, or its number; ``""``: none is known."""
        for number, names in ((call.skill_group, self.skill_groups), (call.service, self.services)):
            if number is not None:
                return names.get((call.peripheral_id, number), str(number))
        return ""

    def fold(self, message: Message, now: float) -> None:
        """Update the model by what a message says; most messages say nothing of an agent or a call.

        Args:
            message: from the server.
            now: when it arrived.
        """
        match message:
            case m.OpenConf():
                self.pg_status = message.pg_status
            case m.SystemEvent():
                self._system(message)
            case m.AgentStateEvent():
                self._agent_state(message, now)
            case m.ConfigAgentEvent():
                for agent in message.records:
                    self._configured_agent(agent)
            case m.ConfigSkillGroupEvent():
                for record in message.records:
                    self._name(self.skill_groups, record)
            case m.ConfigServiceEvent():
                for service in message.records:
                    self._name(self.services, service)
            case _:
                self.calls.fold(message, now)

    def fold_answer(self, key: AgentKey, message: m.QueryAgentStateConf) -> None:
        """Update the model by the answer to a query about an agent, unless an event has told the state already.

        Args:
            key: the agent of the query, whom the answer does not name.
            message: what was answered.
        """
        agent = self._agent(key)
        if agent.state is not None:
            return
        agent.state = message.agent_state
        self._seat(agent, message.agent_extension)
        for group in message.skill_groups:
            if group.skill_group_number is not None and group.skill_group_state is not None:
                agent.groups[group.skill_group_number] = group.skill_group_state

    def _agent(self, key: AgentKey) -> AgentView:
        return self.agents.setdefault(key, AgentView(*key))

    def _seat(self, agent: AgentView, extension: str | None) -> None:
        """Note that the agent is at this telephone now, if signed in at all; ``None``: it was not said at which."""
        before = (agent.peripheral_id, agent.extension)
        if self._seats.get(before) is agent:
            del self._seats[before]
        agent.extension = (extension or agent.extension) if agent.is_signed_in else ""
        if agent.extension:
            self._seats[agent.peripheral_id, agent.extension] = agent

    def _system(self, message: m.SystemEvent) -> None:
        self.pg_status = message.pg_status
        if message.system_event_id is SystemEventID.PERIPHERAL_OFFLINE:
            self.offline.add(message.system_event_arg1)
        elif message.system_event_id is SystemEventID.PERIPHERAL_ONLINE:
            self.offline.discard(message.system_event_arg1)

    def _agent_state(self, message: m.AgentStateEvent, now: float) -> None:
        if message.agent_id is None:
            return
        agent = self._agent((message.peripheral_id, message.agent_id))
        if (message.agent_state, message.event_reason_code) != (agent.state, agent.reason):
            agent.since = now - message.state_duration
        agent.state = message.agent_state
        agent.reason = message.event_reason_code
        agent.next_state = message.next_agent_state
        agent.direction = message.direction
        self._seat(agent, message.agent_extension)
        if message.skill_group_number != NULL_SKILL_GROUP:
            agent.groups[message.skill_group_number] = message.skill_group_state
        for group in message.skill_groups:
            if group.flt_skill_group_number is not None and group.flt_skill_group_state is not None:
                agent.groups[group.flt_skill_group_number] = group.flt_skill_group_state

    def _configured_agent(self, record: m.AgentRecord) -> None:
        if record.login_id is None:
            return
        key = (self._peripheral_of(record), record.login_id)
        if record.record_type is RecordType.DELETE:
            gone = self.agents.pop(key, None)
            if gone is not None:
                self._seats.pop((gone.peripheral_id, gone.extension), None)
            return
        names = (name for name in (record.first_name, record.last_name) if name)
        self._agent(key).name = " ".join(names) or record.login_name or ""

    def _name(self, names: dict[tuple[int, int], str], record: m.SkillGroupRecord | m.ServiceRecord) -> None:
        if record.peripheral_number is not None and record.peripheral_name:
            names[self._peripheral_of(record), record.peripheral_number] = record.peripheral_name

    def _peripheral_of(self, record: m.AgentRecord | m.SkillGroupRecord | m.ServiceRecord) -> int:
        return (record.flt_peripheral_id or 0) if self._only_peripheral is None else self._only_peripheral


def only_peripheral(dialect: Dialect) -> int | None:
    """The number that stands for the peripheral in all events of a dialect that has only one; ``None``: it has many."""
    return declared(m.AgentStateEvent, dialect)["peripheral_id"].constant
