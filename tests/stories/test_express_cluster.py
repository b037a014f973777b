"""Two nodes of Unified CCX: one is the master, and whoever connects to the other is sent on."""

from __future__ import annotations

import pytest

from ctiproto import messages as m
from ctiproto.constants import StatusCode
from ctiproto.versions import Dialect
from tests.support.express import CCX, LATEST, Cluster, signs_in
from tests.support.harness import BRIDGE, DESKTOP, Client, call_req, like

NOT_MASTER = StatusCode.SERVER_NOT_MASTER


def walks(cluster: Cluster, name: str, version: int = LATEST, services: int = BRIDGE, **fields: str) -> Client:
    """A client goes from node to node until one opens a session."""
    for node in sorted(cluster.listening):
        client = cluster.connects(name, side=node)
        request = cluster.open_req(version, services, **{"client_id": name} | fields)
        client.sends(request)
        answer = client.takes()
        if isinstance(answer, m.OpenConf):
            return client
        assert answer == m.FailureConf(invoke_id=1, status=NOT_MASTER)
    raise AssertionError("no node opened a session")


@pytest.mark.parametrize("version", Dialect.UCCX.versions)
@pytest.mark.fidelity("uccx.standby")
def test_a_standby_opens_no_session(version: int) -> None:
    """It takes the connection, says that it is not the master, and nothing else, whatever happens."""
    cluster = Cluster()
    client = cluster.connects(side="B")
    client.is_refused(cluster.open_req(version, BRIDGE), NOT_MASTER)
    client.is_refused(cluster.open_req(version, DESKTOP, agent_extension="2001"), NOT_MASTER)
    signs_in(walks(cluster, "bridge"), "1001")
    cluster.caller_calls()
    client.hears()
    assert not client.is_cut_off


@pytest.mark.fidelity("uccx.no-fail-back")
def test_the_master_dies() -> None:
    """The other node is the master from then on, and stays it when the first one is back."""
    cluster = Cluster()
    bridge, desk = walks(cluster, "bridge", 10), walks(cluster, "desk", 16, DESKTOP, agent_extension="2001")
    signs_in(desk, "1001")
    call = cluster.caller_calls()
    for client in (bridge, desk):
        client.forgets()
    cluster.kills("A")
    for client in (bridge, desk):
        client.hears_the_end()
    assert cluster.roles == "down active"
    desk = walks(cluster, "desk", 16, DESKTOP, agent_extension="2001")
    desk.hears(like(m.BeginCallEvent, connection_call_id=call))
    assert isinstance(desk.asks(call_req(m.AnswerCallReq, "2001", call, peripheral_id=CCX)), m.AnswerCallConf)
    cluster.starts("A")
    assert cluster.roles == "loading active"
    again = cluster.connects(side="A")
    again.is_refused(cluster.open_req(), NOT_MASTER)
    cluster.passes(10)
    assert cluster.roles == "standby active"
    again.is_refused(cluster.open_req(), NOT_MASTER)
    assert not desk.is_cut_off


@pytest.mark.fidelity("uccx.goes-off-line")
def test_the_master_is_stopped() -> None:
    """Its sessions hear that it is off line and shuts down, then they are reset; so they are when the nodes change."""
    cluster = Cluster()
    farewell = like(m.SystemEvent, system_event_id=4, pg_status=0x200, icm_central_controller_time=int(cluster.now))
    bridge, desk = walks(cluster, "bridge"), walks(cluster, "desk", 16, DESKTOP, agent_extension="2001")
    cluster.stops("A")
    for client in (bridge, desk):
        client.hears_the_end(farewell)
    bridge = walks(cluster, "bridge")
    cluster.starts("A")
    cluster.passes(5)
    bridge.forgets()
    cluster.switches_over()
    (told,) = bridge.hears(like(m.SystemEvent, system_event_id=4, pg_status=0x200))
    assert isinstance(told, m.SystemEvent)
    assert bridge.is_cut_off
    assert cluster.roles == "active standby"
