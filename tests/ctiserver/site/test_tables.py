"""Many agents in one table."""

from __future__ import annotations

from ctiserver.site.model import Agent
from tests.ctiserver.site.sites import SMALLEST, flaws, site

RANGE = "[[agents]]\nids = '1001-1003'\nextensions = ['2001', '2003-2004']\nicm_agent_ids = '10001-10003'\n"


def test_a_range_becomes_one_agent_per_id() -> None:
    """Ids, extensions and skill target ids are paired in their order, and the rest has the defaults of one agent."""
    default = (49_001,)
    assert site(RANGE).agents == (
        Agent(id="1001", extension="2001", icm_agent_id=10001, peripheral_id=5000, skill_groups=default),
        Agent(id="1002", extension="2003", icm_agent_id=10002, peripheral_id=5000, skill_groups=default),
        Agent(id="1003", extension="2004", icm_agent_id=10003, peripheral_id=5000, skill_groups=default),
    )


def test_all_agents_of_a_range_share_the_other_keys() -> None:
    """Password, first name and so on are the same for all of the range; instruments are numbered."""
    more = (
        "instruments = '3001-3003'\npassword = 'x'\nfirst_name = 'Ann'\nskill_groups = 1\ndesk_settings_id = 1\n"
        "[[skill_groups]]\nnumber = 1\nid = 5001\n[[desk_settings]]\nid = 1\n"
    )
    agent = site(RANGE + more).agents[2]
    assert (agent.instrument, agent.password, agent.first_name, agent.last_name) == ("3003", "x", "Ann", "1003")
    assert (agent.skill_groups, agent.desk_settings_id) == ((1,), 1)


def test_every_id_needs_its_extension() -> None:
    """Lists of unequal length are refused, naming both lengths."""
    assert flaws(SMALLEST + RANGE.replace("2003-2004", "2003-2005")) == [
        ("agents[0]", "expected as many extensions as ids (3), not 4")
    ]


def test_flaws_name_the_key_as_it_is_written() -> None:
    """A key of a range is in the plural, other keys and single agents are not."""
    single = "[[agents]]\nid = '1004'\nextension = '2001'\nicm_agent_id = 1\nskill_groups = 7\n"
    assert [key for key, _ in flaws(SMALLEST + single + RANGE)] == ["agents[1].extensions", "agents[0].skill_groups"]
    assert [key for key, _ in flaws(SMALLEST + RANGE + single)] == ["agents[1].extension", "agents[1].skill_groups"]


def test_one_table_is_either_one_agent_or_many() -> None:
    """Keys of both kinds do not mix."""
    assert flaws(SMALLEST + RANGE + "id = '7'\n") == [("agents[0]", 'unknown key "id": did you mean "ids"?')]


def test_a_site_has_at_most_100000_agents() -> None:
    """More agents than that are refused before they are made."""
    agents = "[[agents]]\nids = '100001-200001'\nextensions = '100001-200001'\nicm_agent_ids = '100001-200001'\n"
    assert flaws(SMALLEST + agents) == [("", "expected at most 100000 agents, not 100001")]


def test_a_large_site_is_a_few_lines() -> None:
    """12,000 agents and their team are two tables with ranges."""
    text = (
        "[[agents]]\nids = '1001-13000'\nextensions = '20001-32000'\nicm_agent_ids = '50001-62000'\n"
        "[[teams]]\nid = 7001\nmembers = '1001-13000'\n"
    )
    large = site(text)
    assert len(large.agents) == 12_000
    assert len(large.teams[0].members) == 12_000
