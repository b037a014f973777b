"""SYSTEM_EVENT."""

from __future__ import annotations

import pytest

from ctiproto import messages as m
from ctiproto.constants import DeviceIDType, PGStatusCode, SystemEventID
from ctiserver.centre.switch import events as e
from ctiserver.engine.translate.events import translate
from ctiserver.engine.translate.system import system_event
from tests.ctiserver.engine.translate.happenings import event, facts
from tests.support.harness import PG


@pytest.mark.fidelity("system.argument", "system.status-now")
@pytest.mark.parametrize(
    ("kind", "number"), [(e.PeripheralCameOnline, 3), (e.PeripheralWentOffline, 4)], ids=["online", "offline"]
)
def test_the_link_to_a_peripheral(kind: type[e.Event], number: int) -> None:
    """Which peripheral, the status from now on, the time in whole seconds; no device."""
    assert translate(event(kind), facts(status=4)) == (
        m.SystemEvent(
            pg_status=PGStatusCode.PERIPHERAL_OFFLINE,
            icm_central_controller_time=1_767_600_600,
            system_event_id=SystemEventID(number),
            system_event_arg1=PG,
            system_event_arg2=0,
            system_event_arg3=0,
            event_device_type=DeviceIDType.NONE,
        ),
    )


def test_other_system_events() -> None:
    """SystemEventArg1 and a text are there where they mean something."""
    told = system_event(SystemEventID.TEXT_FYI, 7.9, PGStatusCode(0), text="closing")
    assert (told.system_event_arg1, told.text, told.icm_central_controller_time) == (0, "closing", 7)


@pytest.mark.parametrize(("kind", "number"), [(e.CentralControllerBack, 1), (e.CentralControllerLost, 2)])
def test_the_link_to_the_central_controller(kind: type[e.Event], number: int) -> None:
    """It belongs to no peripheral, so that no argument names one."""
    (told,) = translate(event(kind), facts(status=2))
    assert isinstance(told, m.SystemEvent)
    assert (told.system_event_id, told.pg_status, told.system_event_arg1, told.text) == (number, 2, 0, None)


def test_an_event_that_nobody_can_tell() -> None:
    """A kind of event that is new here is a mistake, not silence."""
    with pytest.raises(TypeError, match="nothing tells a Event"):
        translate(e.Event(at=0.0, peripheral_id=PG), facts())
