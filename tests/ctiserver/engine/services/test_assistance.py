"""BAD_CALL, and what calls for help need.  What these do is told in tests/stories."""

from __future__ import annotations

from typing import Any

import attrs
import pytest

from ctiproto import messages as m
from ctiproto.constants import AgentState, DeskSettingsMask, StatusCode, Tag
from tests.ctiserver.engine.services.requests import altered, control_failure, refusal
from tests.ctiserver.engine.services.scenes import bring
from tests.support.harness import PG, World, demo
from tests.support.orders import NONE, STATIC, assist, emergency, one_of

S = AgentState
A = "2001"


def _bad(call: int, device: str = A, **fields: Any) -> m.BadCallReq:
    given: dict[str, Any] = {"invoke_id": 9, "peripheral_id": PG, "agent_id": "1001"}
    return m.BadCallReq(**given | one_of(device, call) | fields)


@pytest.mark.fidelity("calls.bad-call")
@pytest.mark.parametrize("state", [S.TALKING, S.WORK_READY])
def test_a_bad_call_goes_to_the_log(state: AgentState) -> None:
    """A bad call can be reported while the agent is on it or wraps it up; no client is told, the log is."""
    world = World()
    bridge, desktop = world.bridge(), world.desktop("1001")
    call = bring(desktop, state)
    for client, request in ((bridge, _bad(call)), (desktop, _bad(call, connection_device_id_type=NONE))):
        world.noted()
        bridge.forgets()
        client.sends(request)
        client.hears(m.BadCallConf)
        (note,) = [note for note in world.notes if note.event == "bad_call_reported"]
        assert dict(note.fields)["agent"] == "1001"


def test_which_bad_call() -> None:
    """Status 6 without an agent of one's own, 7, 8; CF11 and CF13."""
    world = World()
    bridge, desktop = world.bridge(), world.desktop("1001")
    call = bring(bridge, S.TALKING)
    assert refusal(bridge, altered(_bad(call), without={Tag.AGENT_ID})) == StatusCode.REQUIRED_DATA_MISSING
    assert refusal(bridge, altered(_bad(call), without={Tag.CONNECTION_DEVID})) == StatusCode.REQUIRED_DATA_MISSING
    desktop.forgets()
    desktop.sends_bytes(altered(_bad(call), without={Tag.AGENT_ID}))
    desktop.hears(m.BadCallConf)
    bridge.is_refused(_bad(call, peripheral_id=1), StatusCode.INVALID_PERIPHERAL_ID)
    bridge.is_refused(_bad(call, agent_id="nobody"), StatusCode.INVALID_AGENT_DATA)
    assert control_failure(bridge, _bad(99)) == (11, 0)
    assert control_failure(bridge, _bad(call, "nobody")) == (13, 0)


@pytest.mark.parametrize("order", [assist, emergency])
def test_what_a_call_for_help_needs(order: Any) -> None:
    """Status 6 and 7; CF11, CF13, CF268, CF24 for the call in need, CF267 while the link is down."""
    world = World()
    desktop = world.desktop("1001")
    call = bring(desktop, S.HOLD)
    desktop.is_refused(order(None, call, connection_device_id_type=STATIC), StatusCode.REQUIRED_DATA_MISSING)
    desktop.is_refused(order(peripheral_id=1), StatusCode.INVALID_PERIPHERAL_ID)
    for request, code in (
        (order(A, 99), 11),
        (order("nobody", call), 13),
        (order("5550100", call), 268),
        (order(A, call), 24),
    ):
        assert control_failure(desktop, request) == (code, 0)
    world.link_breaks()
    desktop.forgets()
    assert control_failure(desktop, order()) == (267, 0)


def test_a_desktop_whose_agent_is_nowhere() -> None:
    """A session whose agent is not signed in has no station to call from: CF5."""
    desktop = World().open(25, 0x5, agent_id="1001")
    assert control_failure(desktop, assist()) == (5, 0)


@pytest.mark.parametrize("order", [assist, emergency])
def test_desk_settings_may_forbid_help(order: Any) -> None:
    """Agents whose desk settings allow no such calls are refused with CF10."""
    site = demo()
    mask = site.desk_settings[0].mask & ~DeskSettingsMask.SUPERVISOR_CALLS_ALLOWED_MASK
    desk = attrs.evolve(site.desk_settings[0], mask=DeskSettingsMask(mask))
    desktop = World(attrs.evolve(site, desk_settings=(desk,))).desktop("1001")
    bring(desktop, S.NOT_READY)
    assert control_failure(desktop, order())[0] == 10
