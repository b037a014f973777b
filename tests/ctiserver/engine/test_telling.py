"""What the sessions of a side are told that they did not ask for, without their connections."""

from __future__ import annotations

from functools import partial

import pytest

from ctiproto.constants import AgentState, CTIService, StatusCode
from ctiproto.wire import NamedArray, NamedVariable
from ctiserver.centre.contact_centre import ContactCentre
from ctiserver.centre.switch.commands import CallArrives, Command, SetAgentState, SetCallData
from ctiserver.centre.switch.context import CallData
from ctiserver.centre.switch.events import Event
from ctiserver.engine.admission import Admission
from ctiserver.engine.counts import MessageCounts
from ctiserver.engine.delivery import Delivery
from ctiserver.engine.dialects.ucce import UCCE
from ctiserver.engine.effects import Broadcast, LogRecord, Mistake
from ctiserver.engine.outcome import Collector, Outcome, Untold
from ctiserver.engine.sessions.registry import Registry
from ctiserver.engine.sessions.session import Session
from ctiserver.engine.telling import Telling
from ctiserver.engine.timescale import REAL_TIME
from ctiserver.site.keys import AgentKey, DeviceKey
from tests.ctiserver.engine.sessions.people import PG, session
from tests.support.harness import demo
from tests.support.services import ALL

NOW = 1_767_600_000.0


class Office:
    """The sessions of a side, and what agent 1001 does when signing in."""

    def __init__(self) -> None:
        self.centre = ContactCentre(demo(), seed=1, workload=False)
        self.registry = Registry()
        self.out = Collector("", Admission(self.centre, REAL_TIME), MessageCounts(), UCCE)
        self.dismissed: list[tuple[Session, StatusCode, float]] = []
        self.telling = Telling(self.centre, self.registry, self.out, self._dismiss)

    def _dismiss(self, gone: Session, status: StatusCode, now: float) -> None:
        self.registry.remove(gone)
        self.dismissed.append((gone, status, now))

    def login(self) -> list[Event]:
        """Let the agent sign in at 2001."""
        command = SetAgentState(peripheral_id=PG, agent_id="1001", state=AgentState.LOGIN, password="1001")
        return self.centre.execute(command, NOW)


def test_events_are_told_or_kept_for_the_other_side() -> None:
    """With the session whose request caused them."""
    office = Office()
    bridge = session(1, services=ALL)
    office.registry.add(bridge)
    events = office.login()
    office.telling.tells_events = False
    office.telling.tell(events, NOW, bridge)
    assert office.out.take() == Outcome([], [Untold(events, bridge)])
    office.telling.begin()
    office.telling.tell(events, NOW)
    told = office.out.take()
    assert {each.clients for each in told.effects if isinstance(each, Broadcast)} == {(1,)}
    assert told.untold == []


def test_an_event_that_cannot_be_told_is_skipped(monkeypatch: pytest.MonkeyPatch) -> None:
    """What follows for sessions happens all the same."""
    office = Office()
    waiting = session(1, services=CTIService.SERVICE_CLIENT_EVENTS, pending_agent=AgentKey(PG, "1001"))
    office.registry.add(waiting)
    monkeypatch.setattr(Delivery, "tell", lambda *_: 1 // 0)
    events = office.login()
    office.telling.tell(events, NOW)
    effects = office.out.take().effects
    assert [type(each) for each in effects] == [Mistake] * len(events)
    assert waiting.device == DeviceKey(PG, "2001")
    assert office.dismissed == []


def test_a_session_is_dismissed_whose_agent_signs_in_at_another_s_station() -> None:
    """The one that has the station stays."""
    office = Office()
    events = CTIService.SERVICE_CLIENT_EVENTS
    waiting = session(1, services=events, pending_agent=AgentKey(PG, "1001"))
    office.registry.add(waiting)
    office.registry.add(session(2, services=events, device=DeviceKey(PG, "2001")))
    office.telling.tell(office.login(), NOW)
    assert office.dismissed == [(waiting, StatusCode.DEVICE_IN_USE, NOW)]


def left_out(office: Office, command: Command, asker: Session | None = None) -> list[dict[str, object]]:
    """What the log says of named variables that events cannot carry, when ``command`` is told."""
    office.telling.tell(office.centre.execute(command, NOW), NOW, asker)
    records = [each for each in office.out.take().effects if isinstance(each, LogRecord)]
    return [dict(each.fields) for each in records if each.event == "named_variables_left_out"]


@pytest.mark.fidelity("variables.overflow-logged")
@pytest.mark.parametrize("asked", [False, True])
def test_named_variables_that_are_too_many_are_logged(asked: bool) -> None:
    """It is logged when a call begins with too many and when it gets too many, and not with other changes."""
    office = Office()
    asker = session(1) if asked else None
    few = tuple(NamedVariable(f"user.{number}", "x" * 200) for number in range(9))
    many = (*few, NamedVariable("user.9", "x" * 200))
    arrives = CallArrives(peripheral_id=PG, dialed_number="8001", data=CallData(ani="5550100", named_variables=many))
    (begun,) = left_out(office, arrives, asker)
    assert begun == {"peripheral_id": PG, "call_id": office.centre.switch.calls(PG)[0]}
    arrives = CallArrives(peripheral_id=PG, dialed_number="8001", data=CallData(ani="5550101", named_variables=few))
    assert left_out(office, arrives, asker) == []
    second = office.centre.switch.calls(PG)[1]
    writes = partial(SetCallData, peripheral_id=PG, call_id=second)
    assert left_out(office, writes(named_variables=many[-1:]), asker) == [{"peripheral_id": PG, "call_id": second}]
    assert left_out(office, writes(wrapup_data="done"), asker) == []
    elements = (NamedArray("user.list", 1, "x"),)
    assert left_out(office, writes(named_arrays=elements), asker) == [{"peripheral_id": PG, "call_id": second}]


@pytest.mark.fidelity("variables.overflow-logged")
def test_a_client_does_not_fill_the_log_with_named_variables() -> None:
    """What a client writes again and again is logged as often as other flaws of its address, and no more."""
    office = Office()
    office.centre.execute(CallArrives(peripheral_id=PG, dialed_number="8001"), NOW)
    (call_id,) = office.centre.switch.calls(PG)
    asker = session(1)
    values = tuple(NamedVariable(f"user.{number}", "x" * 200) for number in range(10))
    written = [
        left_out(
            office,
            SetCallData(
                peripheral_id=PG, call_id=call_id, named_variables=(*values, NamedVariable("user.x", str(turn)))
            ),
            asker,
        )
        for turn in range(100)
    ]
    assert sum(map(len, written)) == office.centre.site.limits.flaws_per_address
