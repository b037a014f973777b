"""An agent with work of another kind than calls: nothing about the telephone knows of that work."""

from __future__ import annotations

import attrs

from ctiproto import messages as m
from ctiproto.constants import AgentState, ConfigMsgMask
from ctiserver.site.model import MediaRoutingDomain, Site
from tests.support.harness import PG, World, demo, state_req

MAIL = 5000


def with_mail() -> Site:
    """The demo site, whose third group answers mail."""
    site = demo()
    groups = tuple(
        attrs.evolve(group, media_routing_domain_id=MAIL) if group.number == 3 else group for group in site.skill_groups
    )
    domains = (*site.media_routing_domains, MediaRoutingDomain(MAIL, "Mail"))
    return attrs.evolve(site, skill_groups=groups, media_routing_domains=domains)


def test_an_agent_signs_in_for_calls_alone() -> None:
    """The agent's mail group has no state, signed out or in; the agent's configuration has both groups."""
    world = World(with_mail())
    bridge = world.bridge()
    query = m.QueryAgentStateReq(invoke_id=1, peripheral_id=PG, mrd_id=1, icm_agent_id=0, agent_id="1001")
    for _ in range(2):
        conf = bridge.asks(query)
        assert isinstance(conf, m.QueryAgentStateConf)
        assert [group.skill_group_number for group in conf.skill_groups] == [1]
        bridge.asks(state_req("1001", AgentState.LOGIN))
        told = [message for message in bridge.heard if isinstance(message, m.AgentStateEvent)]
        assert {event.skill_group_number for event in told} <= {1}
    assert world.site.agents_by_id[PG, "1001"].skill_groups == (1, 3)


def test_the_configuration_says_which_kind_of_work_it_is() -> None:
    """Each record of a skill group has the media routing domain of that group."""
    bridge = World(with_mail()).bridge()
    bridge.sends(m.ConfigRequestEvent(config_information=ConfigMsgMask.SKILL_GROUP_MASK, peripheral_id=PG))
    (groups,) = [message for message in bridge.heard if isinstance(message, m.ConfigSkillGroupEvent)]
    domains = [(each.peripheral_number, each.flt_mr_domain_id) for each in groups.records]
    assert domains == [(1, 1), (2, 1), (3, MAIL), (49, 1)]


def test_a_group_becomes_one_of_another_kind() -> None:
    """A changed site takes its agents out of the group: LOGOUT for that group alone, and they work on elsewhere."""
    world = World()
    bridge = world.staffed("1001")
    world.becomes(with_mail())
    told = [message for message in bridge.heard if isinstance(message, m.AgentStateEvent)]
    left = [(event.agent_id, event.skill_group_state) for event in told if event.skill_group_number == 3]
    assert left == [("1001", AgentState.LOGOUT)]
    assert [group.skill_group.number for group in world.centre.switch.agent(PG, "1001").groups] == [1]
    bridge.forgets()
    bridge.sends(state_req("1001", AgentState.NOT_READY))
    told = [message for message in bridge.heard if isinstance(message, m.AgentStateEvent)]
    assert {event.skill_group_number for event in told} == {1}
