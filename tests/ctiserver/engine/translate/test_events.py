"""The table from events to messages."""

from __future__ import annotations

import attrs
import pytest

from ctiproto import messages as m
from ctiproto.constants import SystemEventID
from ctiproto.declare import Message
from ctiserver.centre.switch import events as e
from ctiserver.engine.translate.events import translate
from tests.ctiserver.engine.translate.happenings import event, facts


@pytest.mark.parametrize(
    ("kind", "messages"),
    [
        (e.CallConferenced, [m.CallConferencedEvent]),
        (e.CallTransferred, [m.CallTransferredEvent]),
        (e.AgentGreeting, [m.CallAgentGreetingEvent]),
        (e.NetworkRecordingTarget, [m.NetworkRecordingTargetInfoEvent]),
        (e.NetworkRecordingStarted, [m.NetworkRecordingStartedEvent]),
        (e.NetworkRecordingEnded, [m.NetworkRecordingEndedEvent]),
        (e.NetworkRecordingFailed, [m.NetworkRecordingFailedEvent]),
        (e.PreCallAborted, [m.AgentPreCallAbortEvent]),
        (e.SupervisorAssisted, [m.SupervisorAssistEvent]),
        (e.EmergencyCalled, [m.EmergencyCallEvent]),
        (e.AlarmRaised, []),
        (e.TranslationRouted, [m.CallTranslationRouteEvent]),
        (e.InstrumentOutOfService, [m.SystemEvent]),
    ],
)
def test_each_event_has_its_message(kind: type[e.Event], messages: list[type[Message]]) -> None:
    """All but AlarmRaised and SiteReconfigured, which no message tells."""
    assert [type(message) for message in translate(event(kind), facts())] == messages


def test_unified_cce_tells_no_translation_routes() -> None:
    """Its profile has no CALL_TRANSLATION_ROUTE_EVENT, as it has none of queues and diversions."""
    assert translate(event(e.TranslationRouted), facts(acd_profile="cce")) == ()


@pytest.mark.fidelity("calls.route-has-a-key")
def test_a_route_without_a_key_is_not_told() -> None:
    """Without a router call key clients could not recognize the call when it arrives."""
    routed = event(e.TranslationRouted)
    unknown = attrs.evolve(routed.context, router_call_key=None)
    assert translate(attrs.evolve(routed, context=unknown), facts()) == ()


@pytest.mark.parametrize(
    ("kind", "number"),
    [
        (e.InstrumentOutOfService, SystemEventID.INSTRUMENT_OUT_OF_SERVICE),
        (e.InstrumentBackInService, SystemEventID.INSTRUMENT_BACK_IN_SERVICE),
    ],
)
def test_a_station_goes_and_comes(kind: type[e.Event], number: SystemEventID) -> None:
    """SystemEventArg1 is the peripheral, the text the instrument."""
    (told,) = translate(event(kind), facts())
    assert isinstance(told, m.SystemEvent)
    assert (told.system_event_id, told.system_event_arg1, told.text) == (number, 5000, "SEP2001")


def test_what_nobody_tells() -> None:
    """An event without a row in the table is a TypeError."""
    with pytest.raises(TypeError, match="nothing tells a Event"):
        translate(e.Event(at=0.0, peripheral_id=5000), facts())
