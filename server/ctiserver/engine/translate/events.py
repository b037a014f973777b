"""The table from events of the switch to the functions that translate them."""

from __future__ import annotations

from ctiproto.declare import Message
from ctiserver.centre.switch import events as e
from ctiserver.engine.translate import agents, calls, media, supervision, system, transfer_conference
from ctiserver.engine.translate.facts import Facts


def translate(event: e.Event, facts: Facts) -> tuple[Message, ...]:  # noqa: C901, PLR0911, PLR0912 - a table of pairs
    """Translate an event into messages for clients of one version.

    Args:
        event: what happened.
        facts: what is looked up on the way, and the version.

    Returns:
        The messages; none for an event that the profile of the site does not report.

    Raises:
        TypeError: no row of the table is for such an event.
    """
    match event:
        case e.CallBegan():
            return (calls.call_began(event, facts),)
        case e.CallEnded():
            return (calls.call_ended(event, facts),)
        case e.CallDataUpdated():
            return (calls.call_data_updated(event, facts),)
        case e.CallDelivered():
            return (calls.call_delivered(event, facts),)
        case e.CallQueued():
            return () if facts.is_cce else (calls.call_queued(event, facts),)
        case e.CallDequeued():
            return () if facts.is_cce else (calls.call_dequeued(event, facts),)
        case e.CallEstablished():
            return (calls.call_established(event, facts),)
        case e.CallHeld():
            return (calls.call_held(event, facts),)
        case e.CallRetrieved():
            return (calls.call_retrieved(event, facts),)
        case e.CallDiverted():
            return (calls.call_diverted(event, facts),)
        case e.CallFailed():
            return (calls.call_failed(event, facts),)
        case e.CallConnectionCleared():
            return (calls.call_connection_cleared(event, facts),)
        case e.CallCleared():
            return (calls.call_cleared(event, facts),)
        case e.CallServiceInitiated():
            return (calls.call_service_initiated(event, facts),)
        case e.CallOriginated():
            return (calls.call_originated(event, facts),)
        case e.CallReachedNetwork():
            return (calls.call_reached_network(event, facts),)
        case e.CallConferenced():
            return (transfer_conference.call_conferenced(event, facts),)
        case e.CallTransferred():
            return (transfer_conference.call_transferred(event, facts),)
        case e.TranslationRouted():
            return () if facts.is_cce else calls.translation_routed(event)
        case e.MediaStarted():
            return media.media_started(event)
        case e.MediaStopped():
            return media.media_stopped(event)
        case e.AgentStateChanged():
            return agents.agent_state_changed(event, facts)
        case e.AgentGreeting():
            return (media.agent_greeting(event),)
        case e.NetworkRecordingTarget():
            return (media.recording_target(event, facts),)
        case e.NetworkRecordingStarted():
            return (media.recording_started(event, facts),)
        case e.NetworkRecordingEnded():
            return (media.recording_ended(event, facts),)
        case e.NetworkRecordingFailed():
            return (media.recording_failed(event, facts),)
        case e.PreCall():
            return agents.pre_call(event, facts)
        case e.PreCallAborted():
            return (agents.pre_call_aborted(event),)
        case e.SupervisorAssisted():
            return (supervision.supervisor_assisted(event, facts),)
        case e.EmergencyCalled():
            return (supervision.emergency_called(event, facts),)
        case e.AlarmRaised() | e.SiteReconfigured():
            # An alarm is for the log; of another site each session is told only what concerns it.
            return ()
        case e.CentralControllerLost() | e.CentralControllerBack():
            return (system.controller_event(event.at, facts.status, online=isinstance(event, e.CentralControllerBack)),)
        case e.PeripheralWentOffline():
            return (system.peripheral_event(event.peripheral_id, event.at, facts.status, online=False),)
        case e.PeripheralCameOnline():
            return (system.peripheral_event(event.peripheral_id, event.at, facts.status, online=True),)
        case e.InstrumentOutOfService() | e.InstrumentBackInService():
            back = isinstance(event, e.InstrumentBackInService)
            return (
                system.instrument_event(event.peripheral_id, event.instrument, event.at, facts.status, in_service=back),
            )
        case _:
            raise TypeError(f"nothing tells a {type(event).__name__}")
