"""The door of the simulated peripheral: commands and the time go in, events come out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from ctiproto.constants import AgentState, LineType, SilentMonitorStatus
from ctiproto.constants.limits import MAX_NUM_PARTIES
from ctiserver.centre.switch import catch_up, commands, ringing, timeouts, views
from ctiserver.centre.switch.devices import MAX_CALLS_AT_STATION
from ctiserver.centre.switch.dispatch import dispatch
from ctiserver.centre.switch.errors import Refused
from ctiserver.centre.switch.model import PRIMARY_LINE_HANDLE
from ctiserver.centre.switch.state import SwitchState

if TYPE_CHECKING:
    from ctiserver.centre.switch.events import AgentStateChanged, CallBegan, CallEvent, Event
    from ctiserver.centre.switch.identifiers import Device
    from ctiserver.centre.switch.model import Agent, Connection
    from ctiserver.site.model import Site


IDLE_STATES = [AgentState.NOT_READY, AgentState.AVAILABLE]
"""States in which an agent is signed in and does nothing."""


_ABOUT_LINKS: Final = (
    commands.BringPeripheralOnline,
    commands.LoseCentralController,
    commands.Reconfigure,
    commands.RegainCentralController,
)
"""Commands that can be executed while the peripheral is off-line, or that belong to none."""


class Switch:
    """The ACDs of a site, with their calls and agents.

    The same site, seed, commands and times always give the same events, in any process: time is an argument, chance
    comes from the seed, and identifiers come from counters.  Time never goes back: an earlier ``now`` counts as the
    latest one seen.  ``execute`` does not let timers run out, so ``tick`` has to be called before it.

    Args:
        site: the site to begin with.
        seed: what chance comes from.
    """

    def __init__(self, site: Site, *, seed: int, began: float | None = None) -> None:
        self._state = SwitchState(site, seed, began)

    def execute(self, command: commands.Command, now: float) -> list[Event]:
        """Carry out ``command``.

        Returns:
            What happened, in the order in which it is to be told.

        Raises:
            Refused: it cannot be done; nothing has changed.
        """
        state = self._state
        state.now = max(state.now, now)
        if isinstance(command, _ABOUT_LINKS):
            dispatch(state, command)
            return self._happened()
        try:
            state.require_online(command.peripheral_id)
            dispatch(state, command)
        except Refused as refused:
            self._number(refused, command.peripheral_id)
            raise
        return self._happened()

    def next_deadline(self) -> float | None:
        """When the next timer runs out; ``None``: none is set."""
        return self._state.timers.next_deadline()

    def tick(self, now: float) -> list[Event]:
        """Let every timer run out whose time has come by ``now``, each at its own time.

        Returns:
            What happened, in the order in which it is to be told.
        """
        state = self._state
        events: list[Event] = []
        while (due := state.timers.take_due(now)) is not None:
            deadline, timer = due
            state.now = max(state.now, deadline)
            timeouts.time_out(state, timer)
            events += self._happened()
        state.now = max(state.now, now)
        return events

    def _number(self, refused: Refused, peripheral_id: int) -> None:
        """Let a refusal have the number of its reason that the peripheral gives it."""
        profile = self._state.profiles.get(peripheral_id)
        if profile is not None and profile.errors is not None:
            refused.peripheral_error = profile.errors.get(refused.code, 0)

    def _happened(self) -> list[Event]:
        # An agent who became available gets a waiting call in the same moment, whatever made them available.
        ringing.serve_available(self._state)
        return self._state.take_events()

    # --- what can be seen; each raises KeyError for what is not there; ``name`` is an extension or an instrument -----

    @property
    def site(self) -> Site:
        """The site as it is now; all of the server looks it up here."""
        return self._state.site

    def is_online(self, peripheral_id: int) -> bool:
        """Whether the link to the peripheral is up."""
        return self._state.online[peripheral_id]

    @property
    def all_online(self) -> bool:
        """Whether the link to every peripheral is up."""
        return all(self._state.online.values())

    @property
    def has_controller(self) -> bool:
        """Whether the central controller can be reached."""
        return self._state.has_controller

    def station(self, peripheral_id: int, name: str) -> Device:
        """The device of that extension or instrument, as events name it."""
        return self._state.stations[peripheral_id, name].device

    def agent(self, peripheral_id: int, agent_id: str) -> AgentStateChanged:
        """How an agent would be reported now; one who is signed out, with all the groups that they are assigned to."""
        return self._report(self._state.agents[peripheral_id, agent_id])

    def state_of(self, peripheral_id: int, agent_id: str) -> AgentState:
        """The overall state of an agent, as it was told last."""
        return self._state.agents[peripheral_id, agent_id].state

    def signed_in(self, peripheral_id: int, agent_id: str) -> AgentStateChanged | None:
        """How an agent would be reported now who is signed in at a station; ``None``: they are not."""
        agent = self._state.agents[peripheral_id, agent_id]
        return self._report(agent) if agent.station.agent is agent else None

    def agent_at(self, peripheral_id: int, name: str) -> AgentStateChanged | None:
        """How the agent would be reported now who is signed in at a station; ``None``: no agent is."""
        agent = self._state.stations[peripheral_id, name].agent
        return None if agent is None else self._report(agent)

    def call(self, peripheral_id: int, call_id: int) -> views.CallView:
        """A call by its number."""
        call = self._state.calls[peripheral_id, call_id]
        return views.CallView(
            id=call.id,
            peripheral_id=call.peripheral_id,
            context=call.context,
            connections=tuple(_connection_view(connection) for connection in call.connections.values()),
            reference=call.reference,
            associated=tuple(call.associations),
            entry=tuple(call.entry),
            calling=call.calling,
            called=call.called,
            last_redirect=call.last_redirect,
            service=call.service,
            skill_group=call.skill_group,
            trunk=call.trunk,
            began_at=call.began_at,
            on_behalf_of=call.on_behalf_of,
            waits_since=None if call.queue is None else call.queued_at,
        )

    def present_leg(self, peripheral_id: int, call_id: int) -> int:
        """The number of the call as which a contact goes on, by its own number or that of an earlier leg."""
        leg = self._state.present_legs.get((peripheral_id, call_id))
        return call_id if leg is None else leg.id

    @property
    def has_calls(self) -> bool:
        """Whether any call lives, or anything is still associated with one."""
        return bool(self._state.calls)

    def calls(self, peripheral_id: int) -> tuple[int, ...]:
        """The numbers of all calls that live or that something is still associated with, oldest first."""
        return tuple(number for owner, number in self._state.calls if owner == peripheral_id)

    def announced_calls(self, peripheral_id: int) -> dict[str, str | None]:
        """The numbers on which announced calls are expected, oldest first, and the agent whom each is announced to.

        ``None`` stands for the agent of a call that goes into a queue.
        """
        return {
            number: None if call.agent is None else call.agent.site.id
            for (owner, number), call in self._state.announced.items()
            if owner == peripheral_id
        }

    def calls_of(self, peripheral_id: int, device: Device) -> tuple[int, ...]:
        """The numbers of the calls that a station, trunk, trunk group or route point is associated with."""
        return tuple(
            number
            for (owner, number), call in self._state.calls.items()
            if owner == peripheral_id and (device in call.associations or device in call.entry)
        )

    def connections_at(self, peripheral_id: int, name: str) -> tuple[views.ConnectionView, ...]:
        """The live connections of a station, oldest first."""
        station = self._state.stations[peripheral_id, name]
        return tuple(_connection_view(connection) for connection in station.connections.values())

    def snapshot(self, peripheral_id: int, name: str) -> tuple[views.DeviceCallView, ...]:
        """The calls of a station, oldest first, with what it has to do with silent monitoring."""
        station = self._state.stations[peripheral_id, name]
        return tuple(
            views.DeviceCallView(connection=_connection_view(connection), silent_monitor=_silent_monitor(connection))
            for connection in station.connections.values()
        )

    def device(self, peripheral_id: int, name: str) -> views.DeviceView:
        """What a station is and can do."""
        station = self._state.stations[peripheral_id, name]
        states = [AgentState.NOT_READY] if self.site.settings.cce_restrictions else IDLE_STATES
        if not self.site.settings.require_login_for_calls:
            states = [AgentState.LOGOUT, *states]
        return views.DeviceView(
            device=station.device,
            instrument=station.instrument,
            in_service=station.in_service,
            lines=(views.LineView(handle=PRIMARY_LINE_HANDLE, type=LineType.UNKNOWN),),
            # fidelity devices.calls-at-once: ours: A station has one active call, four held ones and sixteen parties
            # in a conference, as QUERY_DEVICE_INFO_CONF says.
            max_active_calls=1,
            max_held_calls=MAX_CALLS_AT_STATION - 1,
            max_parties=MAX_NUM_PARTIES,
            make_call_states=tuple(states),
        )

    def call_began(self, peripheral_id: int, call_id: int, device: Device | None = None) -> CallBegan:
        """The event by which a stream begins to know a call now: that of ``device``, or that of all calls."""
        return catch_up.call_began(self._state, self._state.calls[peripheral_id, call_id], device)

    def present_state(self, peripheral_id: int, call_id: int, device: Device) -> list[CallEvent]:
        """The events that describe how a station is connected to a call now, with cause SNAPSHOT; nothing happens."""
        return catch_up.present_state(self._state, self._state.calls[peripheral_id, call_id], device)

    def _report(self, agent: Agent) -> AgentStateChanged:
        return catch_up.current_report(self._state, agent)

    # --- for clients that have not heard everything -----------------------------------------------------------------

    def calls_in_progress(self, now: float) -> list[CallEvent]:
        """Events from which a client rebuilds all calls that there are; nothing happens by that.

        For each call its beginning comes first, then what brought each connection into the state that it is in, with
        cause CALL_PARTY_UPDATE_IND.
        """
        self._state.now = max(self._state.now, now)
        return catch_up.calls_in_progress(self._state)

    def picture(self) -> catch_up.Picture:
        """What clients that have heard everything know now; to be kept while events do not reach them."""
        return catch_up.picture(self._state)

    def changes_since(self, known: catch_up.Picture, now: float) -> list[Event]:
        """Events that tell clients what is different from what they know; nothing happens by that.

        Args:
            known: what they know, as ``picture`` gave it.
            now: the time at which they are told.
        """
        self._state.now = max(self._state.now, now)
        return catch_up.changes_since(self._state, known)


def _silent_monitor(connection: Connection) -> SilentMonitorStatus:
    if connection.call.listens_to is not None:
        return SilentMonitorStatus.INITIATOR
    return SilentMonitorStatus.TARGET if connection.listeners else SilentMonitorStatus.NONE


def _connection_view(connection: Connection) -> views.ConnectionView:
    return views.ConnectionView(
        id=connection.id,
        device=connection.device,
        state=connection.state,
        line_type=connection.line_type,
        line_handle=connection.line_handle,
        since=connection.since,
        agent_id=connection.agent.site.id if connection.agent is not None else "",
    )
