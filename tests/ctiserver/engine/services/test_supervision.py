"""SUPERVISE_CALL: fields and their order.  What supervisors do, and are refused, is told in tests/stories."""

from __future__ import annotations

from typing import Any

import pytest

from ctiproto import messages as m
from ctiproto.constants import AgentState, ConnectionDeviceIDType, CTIService, StatusCode, SupervisoryAction
from tests.ctiserver.engine.services.requests import control_failure
from tests.ctiserver.engine.services.scenes import answer, bring, confirmed
from tests.support.harness import PG, World
from tests.support.orders import NONE, STATIC, consult, one_of, supervise

S = AgentState
X = SupervisoryAction
UNNAMED = {"agent_id": None} | one_of("2001", 7, "agent_") | {"agent_connection_device_id_type": NONE}


def _listen(**fields: Any) -> m.SuperviseCallReq:
    return supervise(X.MONITOR, supervisor_instrument="2000").changed(**fields)


@pytest.mark.fidelity("supervisors.named-by-bridges")
@pytest.mark.parametrize(
    ("fields", "status"),
    [
        ({"agent_id": None, "peripheral_id": 1}, StatusCode.REQUIRED_DATA_MISSING),
        (UNNAMED, StatusCode.REQUIRED_DATA_MISSING),
        ({"agent_connection_device_id_type": STATIC}, StatusCode.REQUIRED_DATA_MISSING),
        ({"supervisor_instrument": None}, StatusCode.REQUIRED_DATA_MISSING),
        ({"peripheral_id": 1}, StatusCode.INVALID_PERIPHERAL_ID),
        ({"agent_connection_device_id_type": ConnectionDeviceIDType(9)}, StatusCode.INVALID_CONNECTION_ID_TYPE),
        ({"supervisory_action": X(9), "agent_id": "nobody"}, StatusCode.INVALID_SUPERVISORY_ACTION),
    ],
)
def test_statuses_of_fields(fields: dict[str, Any], status: StatusCode) -> None:
    """A field that is missing or out of range is refused before any agent is looked up."""
    World().bridge().is_refused(_listen(**fields), status)


def test_the_link_is_down() -> None:
    """While the link to the peripheral is down, SUPERVISE_CALL_REQ is refused with CF267."""
    world = World()
    bridge = world.bridge()
    world.link_breaks()
    bridge.forgets()
    assert control_failure(bridge, _listen()) == (267, 0)


def test_a_caller_is_no_agent() -> None:
    """The connection of an outside party is refused with CF268."""
    bridge = World().bridge()
    call = bring(bridge, S.TALKING)
    bring(bridge, S.NOT_READY, "1000")
    assert control_failure(bridge, _listen(agent_id=None, **one_of("5550100", call, "agent_"))) == (268, 0)


@pytest.mark.fidelity("supervisors.signed-in")
def test_a_supervisor_whose_agent_is_nowhere() -> None:
    """CF5: the session's supervisor is not signed in yet."""
    supervisor = World().open(25, 0x85, agent_id="1000")
    bring(supervisor.world.bridge(), S.TALKING)
    assert control_failure(supervisor, supervise(X.MONITOR)) == (5, 0)


def test_the_call_that_he_talks_on() -> None:
    """An agent who is named without a call is supervised on the call that is talked on, not on a held one."""
    bridge = World().bridge()
    held = bring(bridge, S.TALKING)
    bring(bridge, S.NOT_READY, "1000")
    confirmed(bridge, consult("2001", held, "2002"))
    talked = bridge.world.centre.switch.calls(PG)[-1]
    confirmed(bridge, answer("2002"))
    conf = bridge.asks(_listen())
    assert isinstance(conf, m.SuperviseCallConf)
    assert (conf.connection_call_id, conf.connection_device_id) == (talked, "2001")


@pytest.mark.fidelity("supervisors.bridges")
def test_a_bridge_without_control_may_not() -> None:
    """Status 12, but for one that was granted the Supervisor service."""
    world = World()
    events = CTIService.SERVICE_ALL_EVENTS
    without = world.bridge(services=events)
    without.is_refused(_listen(), StatusCode.FUNCTION_NOT_AVAILABLE)
    granted = world.bridge(services=events | CTIService.SERVICE_SUPERVISOR, name="granted")
    granted.is_refused(_listen(), StatusCode.NO_CALL_ACTIVE)
