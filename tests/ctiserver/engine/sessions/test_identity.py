"""Which agent, at which station, is meant."""

from __future__ import annotations

from typing import Any

import attrs
import pytest

from ctiproto.constants import AgentState, StatusCode
from ctiserver.centre.switch.commands import SetAgentState
from ctiserver.centre.switch.switch import Switch
from ctiserver.engine.sessions.identity import Identity, identify
from ctiserver.engine.sessions.refusal import RequestRefused
from ctiserver.engine.sessions.session import AgentItems
from ctiserver.site.keys import DeviceKey
from ctiserver.site.load import load_demo
from ctiserver.site.model import Agent, Peripheral

PG = 5000
OTHER = 5001
SITE = attrs.evolve(
    load_demo(),
    peripherals=(*load_demo().peripherals, Peripheral(OTHER)),
    agents=(*load_demo().agents, Agent("77", "2077", 20_077, OTHER), Agent("78", "2078", 20_078, PG, instrument="SEP")),
)


@pytest.fixture
def switch() -> Switch:
    """Agent 1001 is signed in at 2005, agent 78 at the agent's own station."""
    switch = Switch(SITE, seed=1)
    for agent, station in (("1001", "2005"), ("78", "SEP")):
        order = SetAgentState(
            peripheral_id=PG, agent_id=agent, state=AgentState.LOGIN, password=agent, instrument=station
        )
        switch.execute(order, 0.0)
    return switch


def who(switch: Switch, peripheral_id: int = PG, icm: int | None = None, **items: Any) -> Identity:
    """Find the agent that these items denote."""
    return identify(SITE, switch, peripheral_id, AgentItems(**items), icm)


@pytest.mark.parametrize(
    ("items", "icm"),
    [
        ({"agent_id": "1001"}, None),
        ({"extension": "2005"}, None),
        ({"instrument": "2005"}, None),
        ({}, 10001),
        ({"agent_id": "1001", "extension": "2005", "instrument": "2005"}, 10001),
    ],
)
def test_an_agent_who_is_there(switch: Switch, items: dict[str, Any], icm: int | None) -> None:
    """Any item, or all of them, denote the agent and the station of the login, whatever the usual one is."""
    found = who(switch, icm=icm, **items)
    assert found.agent_key == (PG, "1001")
    assert found.device == (PG, "2005")
    assert found.signed_in is not None
    assert found.signed_in.state is AgentState.NOT_READY


@pytest.mark.parametrize("items", [{"extension": "2078"}, {"instrument": "SEP"}, {"extension": "SEP"}])
def test_extension_and_instrument_name_the_same_station(switch: Switch, items: dict[str, Any]) -> None:
    """A station has two names."""
    found = who(switch, **items)
    assert (found.agent_key, found.device) == ((PG, "78"), (PG, "2078"))


def test_an_agent_who_is_not_there(switch: Switch) -> None:
    """A signed-out agent is known, without a station unless one is named; a station alone denotes no agent."""
    assert who(switch, agent_id="1002") == Identity(SITE.agents_by_id[PG, "1002"], None, None)
    assert who(switch, agent_id="1002", extension="2009").device == (PG, "2009")
    assert who(switch, extension="2009") == Identity(None, DeviceKey(PG, "2009"), None)
    assert who(switch, extension="2009").agent_key is None


@pytest.mark.parametrize(
    ("items", "icm"),
    [
        ({}, None),
        ({"agent_id": "4711"}, None),
        ({"extension": "4711"}, None),
        ({"instrument": ""}, None),
        ({}, 4711),
        ({}, 20_077),
        ({"agent_id": "77"}, None),
        ({"agent_id": "1001"}, 4711),
        ({"extension": "2001", "instrument": "2002", "agent_id": "4711"}, None),
        ({"extension": "2001", "instrument": "4711"}, None),
        ({"agent_id": "1002"}, 20_077),
    ],
)
def test_what_denotes_nobody(switch: Switch, items: dict[str, Any], icm: int | None) -> None:
    """One item without a meaning is enough, also beside others that contradict each other."""
    with pytest.raises(RequestRefused) as refused:
        who(switch, icm=icm, **items)
    assert refused.value.status is StatusCode.INVALID_AGENT_DATA
    assert str(refused.value) == "E_CTI_INVALID_AGENT_DATA"


@pytest.mark.parametrize(
    ("items", "icm"),
    [
        ({"extension": "2001", "instrument": "2002"}, None),
        ({"agent_id": "1001"}, 10002),
        ({"agent_id": "1001", "extension": "2001"}, None),
        ({"agent_id": "1002", "extension": "2005"}, None),
    ],
)
def test_what_denotes_two(switch: Switch, items: dict[str, Any], icm: int | None) -> None:
    """Two stations, two agents, a station where the agent is not, or where another agent is."""
    with pytest.raises(RequestRefused) as refused:
        who(switch, icm=icm, **items)
    assert refused.value.status is StatusCode.INCONSISTENT_AGENT_DATA


def test_the_same_name_means_somebody_else_elsewhere(switch: Switch) -> None:
    """A login id belongs to a peripheral."""
    assert who(switch, OTHER, agent_id="77").agent_key == (OTHER, "77")
    with pytest.raises(RequestRefused):
        who(switch, OTHER, agent_id="1001")
