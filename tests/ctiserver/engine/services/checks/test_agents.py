"""How requests name agents and stations."""

from __future__ import annotations

from ctiproto import messages as m
from ctiproto.constants import Tag
from ctiproto.declare import ExtraField
from ctiserver.engine.services.checks.agents import named_agent, named_agent_id, named_instrument
from ctiserver.engine.sessions.session import AgentItems
from tests.support.harness import PG

QUERY = m.QueryAgentStateReq(invoke_id=1, peripheral_id=PG, mrd_id=1, icm_agent_id=0)


def test_an_agent_is_named_by_any_of_three_fields() -> None:
    """Login id, extension and instrument; none of them is there where the request leaves them out."""
    assert named_agent(QUERY) == AgentItems()
    request = QUERY.changed(agent_id="1001", agent_extension="2001", agent_instrument="3001")
    assert named_agent(request) == AgentItems("1001", "2001", "3001")
    assert named_instrument(request) == "3001"


def test_a_long_login_id_wins() -> None:
    """AGENT_ID_LONG, which no table lists, is the login id beside a short one or without it."""
    long = ExtraField(Tag.AGENT_ID_LONG, b"agent.of.many.letters\0")
    assert named_agent_id(QUERY.changed(agent_id="1001", extra_fields=(long,))) == "agent.of.many.letters"
    assert named_agent_id(QUERY.changed(extra_fields=(long,))) == "agent.of.many.letters"
    other = ExtraField(Tag.CLIENT_SHARE_KEY, b"key\0")
    assert named_agent_id(QUERY.changed(agent_id="1001", extra_fields=(other,))) == "1001"
