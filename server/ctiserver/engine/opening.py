"""Opening a session: what is kept of it, OPEN_CONF, and the messages that follow.  Guide: Session Management."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from typing import Final, TypeVar, cast

import attrs

from ctiproto import messages as m
from ctiproto.constants import AgentState, CTIService, MultilineAgentControl, PGStatusCode, SessionType, StatusCode
from ctiproto.constants.enumeration import WireMask
from ctiproto.constants.limits import NULL_PERIPHERAL_ID
from ctiproto.declare import Message
from ctiproto.versions import Profile
from ctiserver.centre.contact_centre import ContactCentre
from ctiserver.engine.delivery import Delivery
from ctiserver.engine.dialects.rules import Rules
from ctiserver.engine.sessions.grants import Grant
from ctiserver.engine.sessions.registry import Registry
from ctiserver.engine.sessions.session import NOBODY, AgentItems, Session
from ctiserver.engine.translate.calls import call_began
from ctiserver.engine.translate.events import translate
from ctiserver.engine.translate.system import peripheral_event
from ctiserver.engine.translate.teams import team_events
from ctiserver.site.endpoints import Endpoint
from ctiserver.site.keys import CallKey
from ctiserver.site.model import Peripheral

M = TypeVar("M", bound=WireMask)


@attrs.frozen
class Opening:
    """Makes the sessions of granted requests, and what their clients are sent first.

    Args:
        centre: the contact centre.
        registry: the open sessions.
        delivery: keeps the clients of calls, which a session joins with the calls at its station.
        rules: what the dialect of the side says.
        now: seconds since 1970.

    Attributes:
        status: what prevents the peripheral gateway from normal work now.
    """

    centre: ContactCentre
    registry: Registry
    delivery: Delivery
    rules: Rules
    now: float
    status: PGStatusCode = attrs.field(init=False)

    @status.default
    def _status_now(self) -> PGStatusCode:
        return self.centre.status

    def new_session(self, client: int, address: Endpoint, request: m.OpenReq, granted: Grant) -> Session:
        """Make the session of a granted request; to add it to the registry is left to the caller."""
        session = self._known(client, address, request, granted)
        self._associate(session, granted)
        return session

    def standby_session(self, client: int, address: Endpoint, request: m.OpenReq, granted: Grant) -> Session:
        """Make the session of a request granted on the standby side: it follows no agent before :meth:`activate`."""
        session = self._known(client, address, request, granted)
        session.standby_request = request
        return session

    def activate(self, session: Session, granted: Grant) -> None:
        """Associate a session with its agent and station, as if it had just been opened: its side is active now."""
        session.standby_request = None
        self._associate(session, granted)
        self.registry.add(session)

    def _known(self, client: int, address: Endpoint, request: m.OpenReq, granted: Grant) -> Session:
        signature = request.client_id if request.client_signature is None else request.client_signature
        return Session(
            client=client,
            id=self.registry.next_session_id(),
            profile=Profile.nearest(request.version_number, self.rules.dialect),
            client_id=_told("client_id", request.client_id),
            signature=_told("client_signature", signature),
            address=address,
            services=_shared(granted.services),
            call_mask=_shared(request.call_msg_mask),
            agent_mask=_shared(request.agent_state_mask),
            config_mask=_shared(self.rules.config_mask(request.config_msg_mask)),
            peripheral_id=granted.peripheral_id,
            named=granted.named or NOBODY,
            tolerated=frozenset(granted.tolerated),
            application_path_id=request.application_path_id,
        )

    def _associate(self, session: Session, granted: Grant) -> None:
        identity, named = granted.identity, granted.named
        session.agent = None if identity is None else identity.agent_key
        session.teams = session.supervised(self.centre.site)
        if identity is None:
            return
        if self.rules.numbers_monitors:
            session.monitor_id = self.registry.next_monitor_id()
        session.device = identity.device
        if named.extension is None and named.instrument is None:
            session.pending_agent = identity.agent_key

    def confirmation(self, session: Session, request: m.OpenReq, granted: Grant) -> m.OpenConf:
        """OPEN_CONF of a session, for every kind of client."""
        identity = granted.identity
        state = None if identity is None else identity.signed_in
        site = self.centre.site
        if session.is_client_events and session.peripheral_id is not None:
            online = self.centre.switch.is_online(session.peripheral_id)
            # fidelity open-conf.signed-out: ours: The state of an agent who is not signed in is LOGOUT.
            agent_state = AgentState.LOGOUT if state is None else state.state
        else:
            # fidelity open-conf.all-online: guide OPEN_CONF; seen R6: PeripheralOnline of a session without an agent
            # is true only if all peripherals are.
            online = self.centre.all_online
            # fidelity open-conf.no-agent: seen R6: The state of no agent is UNKNOWN, and the session has no monitor.
            agent_state = AgentState.UNKNOWN
        # fidelity open-conf.peripheral-type: guide OPEN_CONF: PeripheralType is that of the peripheral that was
        # named, else of the gateway's agents.
        shown = site.main_peripheral if session.peripheral_id is None else site.peripherals_by_id[session.peripheral_id]
        return m.OpenConf(
            invoke_id=request.invoke_id,
            services_granted=session.services,
            monitor_id=session.monitor_id,
            pg_status=self.status,
            icm_central_controller_time=int(self.now),
            peripheral_online=online,
            peripheral_type=shown.type,
            agent_state=agent_state,
            # fidelity agents.department: guide AGENT_STATE_EVENT; ours: DepartmentID is the agent's as the site has it,
            # and 0 where there is none.
            department_id=0 if identity is None or identity.agent is None else identity.agent.department_id,
            # fidelity open-conf.session-type: guide OPEN_CONF: SessionType tells an active session from one on
            # standby.
            session_type=SessionType.STANDBY if session.is_standby else SessionType.ACTIVE,
            config_msg_mask_granted=self.rules.config_mask_granted(session.config_mask),
            agent_extension=None if state is None else state.extension,
            agent_id=None if state is None else state.agent_id,
            agent_instrument=None if state is None else state.instrument,
            peripherals=tuple(
                m.MultilinePeripheral(
                    flt_peripheral_id=peripheral.id,
                    # fidelity open-conf.single-line: guide OPEN_CONF; ours: Stations have one line, so that no
                    # peripheral controls agents with several.
                    multiline_agent_control=MultilineAgentControl.SINGLE_LINE_ONLY,
                )
                for peripheral in self._listed(session)
            ),
        )

    def _listed(self, session: Session) -> tuple[Peripheral, ...]:
        """The peripherals that OPEN_CONF lists."""
        own, site = session.peripheral_id, self.centre.site
        if not self.rules.names_peripherals:
            # fidelity uccx.one-peripheral: guide Unified CCX, "OPEN_CONF": One peripheral is listed, for every session.
            return (site.main_peripheral,)
        # fidelity open-conf.no-list-for-a-desktop: guide OPEN_CONF: A session that follows one agent is sent no list of
        # peripherals.
        if session.is_client_events and own is not None:
            return ()
        # fidelity open-conf.listed-peripheral: seen R1: The peripheral that OPEN_REQ names is listed, against the
        # guide.
        return tuple(each for each in site.enterprise_peripherals if own in (None, each.id))

    def greetings(self, session: Session) -> list[Message]:
        """The messages right after OPEN_CONF, or when the session's side becomes the active one.

        Teams, peripherals, other sessions, then the calls in progress at its station, whose client it becomes.
        """
        messages: list[Message] = list(self._introductions(session)) if self.rules.introduces else []
        # fidelity greetings.sessions: guide CLIENT_SESSION_OPENED_EVENT: Sessions that are there already are told as
        # if they had just been opened.
        if session.has(CTIService.SERVICE_CLIENT_MONITOR):
            others = (other for other in self.registry if other is not session and not other.is_standby)
            messages += [session_opened(other) for other in others]
        # fidelity greetings.before-answers: inferred Q1: All of it comes before the answer to what the client sent
        # together with OPEN_REQ.
        # fidelity greetings.order: ours: Other sessions follow the peripherals, and calls in progress come last.
        return messages + self._join_calls_in_progress(session)

    def _introductions(self, session: Session) -> Iterator[Message]:
        # fidelity greetings.teams-first: seen R2: Teams are told before peripherals.
        yield from self._teams(session)
        # fidelity greetings.peripherals: guide All Events Service; seen R7: A session that sees all events is told of
        # each peripheral whether it is on-line.
        if session.is_bridge:
            # fidelity greetings.ascending: seen Q1: Peripherals are told in ascending order, directly behind
            # OPEN_CONF.
            for peripheral_id in sorted(self.centre.site.peripherals_by_id):
                online = self.centre.switch.is_online(peripheral_id)
                yield peripheral_event(peripheral_id, self.now, self.status, online=online)

    def _teams(self, session: Session) -> Iterator[Message]:
        for team in self.centre.site.teams:
            if team.id in session.teams:
                yield from team_events(team, self.centre.switch.agent)

    def _join_calls_in_progress(self, session: Session) -> list[Message]:
        """Add the session to the clients of the calls at its station; the events that begin these calls for it.

        Where the site wants it, each is followed by those that describe how the station is connected to the call.
        """
        if session.device is None:
            return []
        peripheral_id, extension = session.device
        switch = self.centre.switch
        facts = self.delivery.facts(session.profile, self.status)
        device = switch.station(peripheral_id, extension)
        messages: list[Message] = []
        # fidelity greetings.calls-in-progress: guide BEGIN_CALL_EVENT: Each call in progress at the device begins for
        # a new session.
        for call_id in switch.calls_of(peripheral_id, device):
            # The event lists the clients before this one.
            began = call_began(switch.call_began(peripheral_id, call_id, device), facts)
            told: list[Message] = [began]
            # fidelity greetings.no-call-events: guide Session Management; seen L: The call events of before are not
            # repeated, so the state of the call has to be asked for, unless the site wants it told.
            if self.centre.site.settings.resync_state_events:
                for event in switch.present_state(peripheral_id, call_id, device):
                    told += translate(event, facts)
            messages += (message.changed(monitor_id=session.monitor_id) for message in told)
            self.delivery.history.add(CallKey(peripheral_id, call_id), session.signature, self.now)
        return messages


_LONGEST: Final = {field.attribute: field.wire.size - 1 for field in m.ClientSessionOpenedEvent.declaration.tags()}
"""Characters that fit into the fields of CLIENT_SESSION_OPENED_EVENT, whose last byte is the terminating NUL."""


def _told(attribute: str, text: str) -> str:
    """A text as other clients can be told it: clients may fill a field of OPEN_REQ to its last byte, without a NUL."""
    # fidelity sessions.name-that-fills-its-field: ours: A name that leaves no room for a NUL is told to others
    # without its last character.
    return text[: _LONGEST[attribute]]


def _shared(mask: M) -> M:
    """The mask, as one object for all sessions that have the same one: another takes 240 bytes."""
    return cast("M", _kept(mask))


@lru_cache(maxsize=1024, typed=True)  # masks of two classes may be equal, and clients may ask for any number of them
def _kept(mask: WireMask) -> WireMask:
    return mask


def _items_told(named: AgentItems) -> AgentItems:
    return AgentItems(
        agent_id=None if named.agent_id is None else _told("agent_id", named.agent_id),
        extension=None if named.extension is None else _told("agent_extension", named.extension),
        instrument=None if named.instrument is None else _told("agent_instrument", named.instrument),
    )


def session_opened(session: Session) -> m.ClientSessionOpenedEvent:
    """CLIENT_SESSION_OPENED_EVENT about a session.  Guide: Client Monitor Service."""
    peripheral_id = session.peripheral_id if session.is_client_events else None
    named = _items_told(session.named)
    return m.ClientSessionOpenedEvent(
        session_id=session.id,
        peripheral_id=NULL_PERIPHERAL_ID if peripheral_id is None else peripheral_id,
        services_granted=session.services,
        call_msg_mask=session.call_mask,
        agent_state_mask=session.agent_mask,
        client_port=session.address.port,
        client_address=session.address.host,
        client_id=session.client_id,
        client_signature=session.signature,
        agent_extension=named.extension,
        agent_id=named.agent_id,
        agent_instrument=named.instrument,
    )


def session_closed(session: Session, status: StatusCode) -> m.ClientSessionClosedEvent:
    """CLIENT_SESSION_CLOSED_EVENT about a session, with the status that says why it ended."""
    peripheral_id = session.peripheral_id if session.is_client_events else None
    named = _items_told(session.named)
    return m.ClientSessionClosedEvent(
        session_id=session.id,
        peripheral_id=NULL_PERIPHERAL_ID if peripheral_id is None else peripheral_id,
        # fidelity sessions.end-told: guide CLIENT_SESSION_CLOSED_EVENT: Its Status says why a session ended.
        status=status,
        client_port=session.address.port,
        client_address=session.address.host,
        client_id=session.client_id,
        client_signature=session.signature,
        agent_extension=named.extension,
        agent_id=named.agent_id,
        agent_instrument=named.instrument,
    )
