"""Events that are for few: monitors of teams, supervisors, those who asked, those who watch for routes."""

from __future__ import annotations

from typing import Any

import attrs
import pytest

from ctiproto.constants import CTIService, DeviceIDType
from ctiserver.centre.switch import events as e
from ctiserver.centre.switch.identifiers import Device
from ctiserver.engine.sessions.audience import recipients
from ctiserver.engine.sessions.registry import Registry
from ctiserver.engine.sessions.session import Session
from ctiserver.site.keys import DeviceKey
from ctiserver.site.model import Team
from tests.ctiserver.engine.sessions.people import PG, session, streams
from tests.ctiserver.engine.translate.happenings import A, event
from tests.support.services import ALL, EVENTS

SUPERVISOR = CTIService.SERVICE_SUPERVISOR


def _registered(*sessions: Session) -> Registry:
    registry = Registry()
    for each in sessions:
        registry.add(each)
    return registry


def _heard(told: e.Event, registry: Registry, asker: Session | None = None) -> list[tuple[int, int]]:
    return streams(recipients(told, registry, asker))


def _at_a(client: int = 1, **fields: Any) -> Session:
    return session(client, services=EVENTS, device=DeviceKey(PG, A.id), monitor_id=40 + client, **fields)


@pytest.mark.fidelity("delivery.agent-states")
def test_a_team_monitor_hears_of_states_and_of_nothing_else() -> None:
    """On its own MonitorID, after the agent's client and those who see all."""
    own, bridge, chief = _at_a(), session(2, services=ALL), session(3)
    registry = _registered(own, bridge, chief)
    monitor = registry.start_team_monitor(chief, Team(id=7001, peripheral_id=PG, members=("1001",)))
    assert _heard(event(e.AgentStateChanged), registry) == [(1, 41), (2, 0), (3, monitor.id)]
    assert _heard(event(e.PreCall), registry) == [(1, 41), (2, 0)]
    assert _heard(event(e.CallHeld), registry) == [(1, 41), (2, 0)]


@pytest.mark.fidelity("delivery.calls-for-help")
def test_supervisors_of_the_team_hear_calls_for_help() -> None:
    """An emergency goes to those who see all as well, once each; no client is told of an alarm."""
    mine = session(1, services=EVENTS | SUPERVISOR, teams=frozenset((7001,)))
    other = session(2, services=EVENTS | SUPERVISOR, teams=frozenset((7002,)))
    bridge = session(3, services=ALL)
    both = session(4, services=ALL | SUPERVISOR, teams=frozenset((7001, 7002)))
    registry = _registered(mine, other, bridge, both, _at_a(5))
    assert _heard(event(e.SupervisorAssisted), registry) == [(1, 0), (4, 0)]
    assert _heard(event(e.EmergencyCalled), registry) == [(3, 0), (4, 0), (1, 0)]
    assert _heard(event(e.EmergencyCalled, team_id=None), registry) == [(3, 0), (4, 0)]
    assert _heard(event(e.AlarmRaised), registry) == []


@pytest.mark.fidelity("delivery.recording-target")
def test_where_a_recording_goes_is_for_whoever_asked() -> None:
    """It comes on the client's own monitor if the station is its own; no client hears it if none asked."""
    own, bridge = _at_a(), session(2, services=ALL)
    registry = _registered(own, bridge)
    target = event(e.NetworkRecordingTarget, parties=(A,), to_all=False)
    assert _heard(target, registry, own) == [(1, 41)]
    assert _heard(target, registry, bridge) == [(2, 0)]
    assert _heard(target, registry) == []


@pytest.mark.fidelity("delivery.aborted-pre-calls")
@pytest.mark.parametrize(("version", "hears"), [(19, False), (20, True)])
def test_those_who_see_all_hear_of_aborts_since_20(version: int, hears: bool) -> None:
    """The agent's own client always does."""
    registry = _registered(_at_a(), session(2, services=ALL, version=version))
    assert _heard(event(e.PreCallAborted), registry) == [(1, 41), *[(2, 0)] * hears]


@pytest.mark.fidelity("delivery.translation-routes")
def test_routes_are_for_those_who_see_all_and_those_who_may_set_monitors() -> None:
    """Once each, without a monitor."""
    watching = CTIService.SERVICE_PERIPHERAL_MONITOR
    registry = _registered(session(1, services=watching), session(2, services=ALL | watching), _at_a(3))
    assert _heard(event(e.TranslationRouted), registry) == [(2, 0), (1, 0)]


@pytest.mark.fidelity("delivery.acd-lines-alone")
@pytest.mark.parametrize("kind", [e.CallHeld, e.CallBegan])
def test_other_lines_are_left_out_for_who_wants_it_so(kind: type[e.Event]) -> None:
    """ACD_LINE_ONLY: neither what happens on another line, nor calls in which the own line is one."""
    line = Device(DeviceIDType.NON_ACD_DEVICE_IDENTIFIER, "3001")
    only = CTIService.SERVICE_ACD_LINE_ONLY
    own = session(1, services=EVENTS | only, device=DeviceKey(PG, "3001"), monitor_id=41)
    bridge, all_lines = session(2, services=ALL | only), session(3, services=ALL)
    registry = _registered(own, bridge, all_lines)
    told = event(kind, parties=(A, line))
    assert _heard(told, registry) == [(2, 0), (3, 0)]
    there = attrs.evolve(told, connection=attrs.evolve(told.connection, device_id="3001"))
    assert _heard(there, registry) == [(3, 0)]
