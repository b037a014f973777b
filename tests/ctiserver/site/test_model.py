"""The look-ups of a site."""

from __future__ import annotations

import pickle

import attrs
import pytest

from ctiproto.constants import AgentType
from ctiserver.site.load import load_demo
from ctiserver.site.model import Agent, Client, DeskSettings, Device, Peripheral, Site, Team
from ctiserver.site.parts import UNCONFIGURED_DESK_SETTINGS

DEMO = load_demo()
MAIN = DEMO.main_peripheral.id


def _agent(agent_id: str, peripheral_id: int, desk_settings_id: int | None = None) -> Agent:
    return Agent(agent_id, f"2{agent_id}", peripheral_id * 10, peripheral_id, desk_settings_id=desk_settings_id)


def test_an_agent_is_found_by_everything_that_identifies_him() -> None:
    """Login id, extension, instrument and skill target id lead to the same agent."""
    agent = DEMO.agent("1001")
    assert DEMO.agents_by_id[MAIN, "1001"] is agent
    assert DEMO.agents_by_extension[MAIN, "2001"] is agent
    assert DEMO.agents_by_instrument[MAIN, "2001"] is agent
    assert DEMO.agents_by_icm_id[10001] is agent


def test_an_agent_can_be_asked_for_on_each_peripheral() -> None:
    """The main peripheral is meant unless another is named, and an agent of another one is not found."""
    site = Site((Peripheral(1), Peripheral(2)), agents=(_agent("7", 2), _agent("7", 1)))
    assert site.agent("7").peripheral_id == 1
    assert site.agent("7", 2).peripheral_id == 2
    with pytest.raises(KeyError):
        site.agent("8")


def test_whoever_supervises_a_team_is_a_supervisor() -> None:
    """Primary and other supervisors are supervisors, members are agents."""
    site = Site(
        (Peripheral(1),),
        agents=tuple(_agent(agent_id, 1) for agent_id in "123"),
        teams=(Team(7, 1, members=("1",), primary_supervisor="2"), Team(8, 1, other_supervisors=("2", "3"))),
    )
    assert [site.agent_type(agent) for agent in site.agents] == [
        AgentType.AGENT,
        AgentType.SUPERVISOR,
        AgentType.SUPERVISOR,
    ]
    assert [team.id for team in site.teams_by_supervisor[1, "2"]] == [7, 8]
    assert site.team_by_member[1, "1"].id == 7
    assert (1, "2") not in site.team_by_member


def test_desk_settings_are_the_agents_own_or_those_of_the_peripheral() -> None:
    """The agent's own come first, then those of the peripheral, then the defaults."""
    site = Site(
        (Peripheral(1, desk_settings_id=5), Peripheral(2)),
        desk_settings=(DeskSettings(5), DeskSettings(6)),
        agents=(_agent("1", 1, 6), _agent("2", 1), _agent("3", 2)),
    )
    assert [site.desk_settings_of(agent).id for agent in site.agents] == [6, 5, UNCONFIGURED_DESK_SETTINGS.id]


def test_numbered_things_are_found_by_peripheral_and_number() -> None:
    """A number alone would not say which peripheral is meant."""
    assert DEMO.skill_groups_by_number[MAIN, 2].name == "Support"
    assert DEMO.services_by_number[MAIN, 3].name == "Billing"
    assert DEMO.dialed_numbers_by_number[MAIN, "8001"].service_number == 1
    assert DEMO.trunk_groups_by_number[MAIN, 1].trunks[-1] == 24


def test_things_with_an_id_are_found_by_it() -> None:
    """An id is unique at the whole site."""
    site = attrs.evolve(DEMO, clients=(Client("bridge"),), devices=(Device("3001", MAIN),))
    assert site.peripherals_by_id[5000] is site.main_peripheral
    assert site.media_routing_domains_by_id[1].name == "Cisco_Voice"
    assert site.desk_settings_by_id[1].ring_no_answer_time == 12
    assert site.skill_groups_by_id[5003].number == 3
    assert site.services_by_id[6002].number == 2
    assert site.call_types_by_id[9002].name == "Support"
    assert site.teams_by_id[7002].name == "Support"
    assert site.clients_by_id["bridge"].grantable is None
    assert site.devices_by_number[MAIN, "3001"].number == "3001"


def test_variables_are_found_whatever_their_case() -> None:
    """Look-ups take the name in lower case and give it as configured."""
    assert DEMO.ecc_variables_by_name["user.account"].max_length == 210
    assert DEMO.ecc_arrays_by_name["user.history"].size == 5


def test_a_skill_group_knows_its_agents() -> None:
    """Every group is there, with its agents in the order of the site."""
    site = attrs.evolve(DEMO, agents=DEMO.agents[:7])
    agents = {number: [agent.id for agent in found] for (_, number), found in site.agents_by_skill_group.items()}
    assert agents == {
        1: ["1001", "1002", "1003", "1004", "1005"],
        2: ["1006", "1007"],
        3: ["1001", "1002", "1003", "1004", "1005", "1006", "1007"],
        49: [],
    }


def test_a_site_is_plain_data() -> None:
    """A site survives pickling and compares by what it says, whether its look-ups were used or not."""
    assert DEMO.agent("1001").id == "1001"
    again = pickle.loads(pickle.dumps(DEMO))  # noqa: S301 - our own bytes
    assert again == DEMO
    assert again.agent("1001") == DEMO.agent("1001")
    with pytest.raises(attrs.exceptions.FrozenInstanceError):
        DEMO.name = "x"  # type: ignore[misc]  # the point of the test
