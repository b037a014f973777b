"""Team requests are told from the chairs in tests/stories/test_team_monitor.py; here is what ends with a session."""

from __future__ import annotations

from ctiproto import messages as m
from ctiproto.constants import AgentState
from ctiserver.site.keys import AgentKey
from tests.support.harness import PG, World, state_req

START = m.MonitorAgentTeamStartReq(invoke_id=1, team_id=7001)


def test_monitors_end_with_their_session() -> None:
    """Nothing is sent to a client that is gone, and the registry forgets it."""
    world = World()
    bridge, chief = world.bridge(), world.supervisor("1000")
    assert isinstance(chief.asks(START), m.MonitorAgentTeamStartConf)
    registry = world.engine.registry
    assert [monitor.team.id for monitor in registry.team_monitors_of(AgentKey(PG, "1001"))] == [7001]
    chief.leaves()
    assert list(registry.team_monitors_of(AgentKey(PG, "1001"))) == []
    bridge.sends(state_req("1001", AgentState.LOGIN))


def test_two_clients_follow_the_same_team() -> None:
    """Each team monitor has a MonitorID of its own."""
    world = World()
    confs = [world.bridge(name=name).asks(START) for name in ("first", "second")]
    ids = {conf.monitor_id for conf in confs if isinstance(conf, m.MonitorAgentTeamStartConf)}
    assert len(ids) == 2
