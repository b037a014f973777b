"""The demo site of Unified CCX, which tests and documentation refer to."""

from __future__ import annotations

import pytest

from ctiproto.constants import AgentType, DeviceIDType, PeripheralType
from ctiproto.versions import Dialect
from ctiserver.site.load import load_demo

DEMO = load_demo(Dialect.UCCX)


def test_there_is_the_one_peripheral_of_unified_ccx() -> None:
    """Peripheral 1 is of type 21, on the ports of two nodes, for all versions of the dialect."""
    (peripheral,) = DEMO.peripherals
    assert (peripheral.id, peripheral.type) == (1, PeripheralType.CRS)
    assert (DEMO.settings.port_a, DEMO.settings.port_b) == (12028, 13028)
    assert DEMO.settings.versions == tuple(range(10, 19))


@pytest.mark.fidelity("uccx.no-default-csq")
def test_triggers_lead_to_two_applications_and_three_csqs() -> None:
    """There is no further CSQ that everybody is in."""
    assert [(group.number, group.name) for group in DEMO.skill_groups] == [(1, "Sales"), (2, "Support"), (3, "Billing")]
    assert [(service.number, service.members) for service in DEMO.services] == [(1, (1,)), (2, (2, 3))]
    assert [(each.number, each.service_number, each.skill_group_number) for each in DEMO.dialed_numbers] == [
        ("7000", 1, None),
        ("7001", 2, 2),
        ("7002", 2, 3),
    ]
    ports = [device.number for device in DEMO.devices if device.type is DeviceIDType.CTI_PORT]
    assert ports == ["6001", "6002", "6003", "6004"]


def test_twelve_agents_have_resource_names() -> None:
    """One is as long as a name can be; each has a password that fits AgentPassword, and names of their own."""
    assert len(DEMO.agents) == 12
    assert max(len(agent.id) for agent in DEMO.agents) == 128
    for agent in DEMO.agents:
        assert agent.first_name[0] == agent.id[0].upper()
        assert len(agent.password) < 64
    assert {agent.extension for agent in DEMO.agents} == {str(number) for number in range(2001, 2013)}


def test_two_teams_have_supervisors_who_take_calls_too() -> None:
    """One of them supervises both teams."""
    teams = [(team.name, len(team.members), team.supervisors) for team in DEMO.teams]
    assert teams == [("Sales", 5, ("klane",)), ("Support", 5, ("lmoss", "klane"))]
    supervisors = [agent for agent in DEMO.agents if DEMO.agent_type(agent) is AgentType.SUPERVISOR]
    assert [(agent.id, agent.skill_groups) for agent in supervisors] == [("klane", (1,)), ("lmoss", (2,))]


def test_five_agents_work_by_themselves() -> None:
    """The others are free for people and tests."""
    assert [agent.id for agent in DEMO.simulated_agents] == ["cdean", "efox", "ghall", "ijones", "jking"]
