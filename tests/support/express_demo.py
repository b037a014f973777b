"""The demo site of Unified CCX and the people who work there, who have names as AgentIDs."""

from __future__ import annotations

from typing import Any, Final

from ctiproto import messages as m
from ctiproto.constants import AgentState, CTIService
from ctiproto.versions import Dialect
from ctiserver.site.load import load_demo
from ctiserver.site.model import Site
from tests.support.express import CCX, LATEST, Express
from tests.support.harness import DESKTOP, Client

DEMO: Final = load_demo(Dialect.UCCX)


class Demo(Express):
    """A server of Unified CCX with the demo site.

    Args:
        site: the demo site with changes; ``None``: as it is.
    """

    def __init__(self, site: Site = DEMO) -> None:
        super().__init__(site)

    def desk(self, agent_id: str, version: int = LATEST, services: CTIService = DESKTOP, **fields: Any) -> Client:
        """The client of an agent in agent mode."""
        return self.open(version, services, name=agent_id, client_id=agent_id, agent_id=agent_id, **fields)

    def signs_in(self, client: Client, *agents: str, ready: bool = True) -> None:
        """Agents sign in at their telephones, and become available, by a client that may say so."""
        for agent_id in agents:
            for state in (AgentState.LOGIN, AgentState.AVAILABLE)[: 1 + ready]:
                conf = client.asks(self.state_req(agent_id, state))
                assert isinstance(conf, m.SetAgentStateConf), conf
        client.forgets()

    def state_req(self, agent_id: str, state: AgentState) -> m.SetAgentStateReq:
        """SET_AGENT_STATE_REQ for an agent at their own telephone."""
        agent = self.site.agent(agent_id)
        return m.SetAgentStateReq(
            invoke_id=2,
            peripheral_id=CCX,
            agent_state=state,
            event_reason_code=0,
            agent_id=agent_id,
            agent_instrument=agent.instrument,
            agent_password=agent.password if state is AgentState.LOGIN else None,
        )
