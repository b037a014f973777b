"""Calls that may not wait, or have waited too long, as those hear of them who see all or watch a number."""

from __future__ import annotations

from typing import Any, Final

import attrs
import pytest

from ctiproto import messages as m
from ctiproto.constants import CallType, DeviceIDType, EventCause, LocalConnectionState, PeripheralType
from ctiserver.site.model import Site
from tests.ctiserver.engine.services.watchers import monitor_client, started, watch_device
from tests.stories.chairs import Floor
from tests.support.harness import PG, World, demo, every_call_event, like

CONNECT, QUEUED, FAIL = LocalConnectionState.CONNECT, LocalConnectionState.QUEUED, LocalConnectionState.FAIL
FULL: Final = EventCause.CEC_MAX_QUEUE_EXCEEDED
OVERFLOW: Final = EventCause.CEC_OVERFLOW
LATE: Final = EventCause.CEC_TIME_OUT


def short(site: Site, **limits: Any) -> Site:
    """A site where the first service has these limits."""
    (first, *others) = site.services
    return attrs.evolve(site, services=(attrs.evolve(first, **limits), *others))


def elsewhere(site: Site) -> Site:
    """A site whose peripheral is of a type of which nothing more is known than the guide says."""
    (main, *others) = site.peripherals
    return attrs.evolve(site, peripherals=(attrs.evolve(main, type=PeripheralType.DEFINITY_ECS_EAS), *others))


@pytest.mark.fidelity("calls.queue-limits", "calls.overflow")
@pytest.mark.parametrize("version", [9, 15, 25])
def test_a_call_overflows(version: int) -> None:
    """A client that sees all hears why; one that watches the other number hears of the call from then on."""
    floor = Floor(version, short(demo(), max_queued=1, overflow_number="8002"))
    world = floor.world
    watcher = monitor_client(world, version)
    masks = {"call_msg_mask": every_call_event(version)}
    monitor = started(watcher, watch_device("8002", DeviceIDType.ROUTE_POINT, **masks))
    world.caller_calls("8001")
    for client in world.clients.values():
        client.forgets()
    call = world.caller_calls("8001", ani="5550101")
    x = {"connection_call_id": call, "connection_device_id": "5550101"}
    begins = {"call_type": CallType.CALLTYPE_ACD_IN, "dnis": "8001", "dialed_number": "8001"}
    queued = like(
        m.CallQueuedEvent,
        **x,
        local_connection_state=QUEUED,
        service_number=2,
        num_queued=1,
        called_device_id="8001",
        last_redirect_device_type=DeviceIDType.ROUTE_POINT,
        last_redirect_device_id="8001",
    )
    floor.bridge.hears(
        like(m.BeginCallEvent, **x, **begins),
        like(m.CallDeliveredEvent, **x, event_cause=EventCause.CEC_NEW_CALL),
        like(m.CallQueuedEvent, **x, service_number=1, num_queued=2),
        like(
            m.CallDequeuedEvent,
            **x,
            local_connection_state=CONNECT,
            service_number=1,
            num_queued=1,
            event_cause=OVERFLOW,
        ),
        queued,
    )
    watcher.hears(like(m.BeginCallEvent, monitor_id=monitor, **x, **begins), queued)
    floor.all_tell_the_same()


@pytest.mark.fidelity("calls.overflow-type")
def test_an_overflowed_call_has_its_own_type_elsewhere() -> None:
    """CALL_DATA_UPDATE_EVENT tells it before the call is queued again."""
    floor = Floor(25, elsewhere(short(demo(), max_queued=1, overflow_number="8002")))
    floor.world.caller_calls("8001")
    floor.bridge.forgets()
    floor.world.caller_calls("8001")
    overflowed = {"call_type": CallType.CALLTYPE_OVERFLOW_IN}
    floor.bridge.hears(
        m.BeginCallEvent,
        m.CallDeliveredEvent,
        m.CallQueuedEvent,
        like(m.CallDequeuedEvent, event_cause=OVERFLOW),
        like(m.CallDataUpdateEvent, **overflowed),
        like(m.CallQueuedEvent, service_number=2),
    )


@pytest.mark.fidelity("calls.queue-refuses")
@pytest.mark.parametrize("profile", ["generic", "cce"])
def test_a_call_is_refused(profile: str) -> None:
    """With the profile of Unified CCE only the failure is told, as queues are no matter of its events."""
    world = World(short(demo(acd_profile=profile), max_queued=1))
    world.caller_calls("8001")
    bridge = world.bridge()
    call = world.caller_calls("8001", ani="5550101")
    x = {"connection_call_id": call, "connection_device_id": "5550101"}
    in_and_out = (
        like(m.CallQueuedEvent, **x, num_queued=2),
        like(m.CallDequeuedEvent, **x, num_queued=1, event_cause=FULL),
    )
    failing = {"failing_device_type": DeviceIDType.ROUTE_POINT, "failing_device_id": "8001"}
    bridge.hears(
        m.BeginCallEvent,
        m.CallDeliveredEvent,
        *(in_and_out if profile == "generic" else ()),
        like(m.CallFailedEvent, **x, local_connection_state=FAIL, event_cause=FULL, **failing),
    )
    world.passes(2)
    bridge.hears(like(m.CallConnectionClearedEvent, **x), like(m.CallClearedEvent, **x), like(m.EndCallEvent, **x))
    assert len(world.centre.switch.calls(PG)) == 1


@pytest.mark.fidelity("calls.queue-limits")
def test_a_caller_has_waited_too_long() -> None:
    """Nobody is signed in; the call goes to another queue, waits there as well, and ends."""
    site = short(demo(), max_queue_time=30, time_out_number="8002")
    (first, second, *others) = site.services
    world = World(attrs.evolve(site, services=(first, attrs.evolve(second, max_queue_time=20), *others)))
    bridge = world.bridge()
    world.caller_calls("8001")
    bridge.forgets()
    world.passes(30)
    bridge.hears(
        like(m.CallDequeuedEvent, service_number=1, num_queued=0, event_cause=LATE),
        like(m.CallQueuedEvent, service_number=2, num_queued=1),
    )
    world.passes(20)
    bridge.hears(
        like(m.CallDequeuedEvent, service_number=2, num_queued=0, event_cause=LATE),
        like(m.CallFailedEvent, event_cause=LATE, failing_device_id="8002", called_device_id="8001"),
    )
    world.passes(2)
    bridge.hears(m.CallConnectionClearedEvent, m.CallClearedEvent, m.EndCallEvent)
    assert world.centre.switch.calls(PG) == ()
