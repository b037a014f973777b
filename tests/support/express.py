"""A server of Unified CCX, and the clients around it: as the harness, in the other dialect.

::

    world = Express()
    bridge = world.bridge(18)
    desktop = world.desktop("1001", 16)
"""

from __future__ import annotations

from functools import cache
from typing import Any, Final

import attrs

from ctiproto import messages as m
from ctiproto.constants import AgentState, AgentStateMask, CallMsgMask, ConfigMsgMask, CTIService, StatusCode
from ctiproto.versions import Dialect
from ctiserver.site.load import demo_text, parse_site
from ctiserver.site.model import Site
from tests.support.harness import DESKTOP, Client, World, state_req
from tests.support.two_sides import TwoSides

CCX: Final = 1
"""The PeripheralID of Unified CCX."""

LATEST: Final = Dialect.UCCX.versions[-1]


@cache
def _site() -> Site:
    """The demo site, as one of Unified CCX."""
    text = 'dialect = "uccx"\n' + demo_text().replace("id = 5000", f"id = {CCX}").replace(
        '"ENTERPRISE_AGENT"', '"ACMI_CRS"'
    )
    return parse_site(text.encode(), "express.toml")


def express(**settings: Any) -> Site:
    """The site, with settings changed."""
    return attrs.evolve(_site(), settings=attrs.evolve(_site().settings, **settings))


class Express(World):
    """A server of Unified CCX.

    Args:
        site: the contact centre; ``None``: :func:`express`.
        more: see :class:`World`.
    """

    peripheral_id = CCX

    def __init__(self, site: Site | None = None, **more: Any) -> None:
        super().__init__(express() if site is None else site, **more)

    def open_req(self, version: int = LATEST, services: int = 0, **fields: Any) -> m.OpenReq:
        """An OPEN_REQ that is accepted unless its fields say otherwise."""
        given: dict[str, Any] = {
            "invoke_id": 1,
            "version_number": version,
            "idle_timeout": 120,
            "peripheral_id": 0,
            "services_requested": CTIService(services),
            "call_msg_mask": CallMsgMask(0xFFFFFFFF),
            "agent_state_mask": AgentStateMask(0xFFFFFFFF),
            "config_msg_mask": ConfigMsgMask(0),
            "client_id": "client",
            "client_password": b"",
        }
        return m.OpenReq(**given | fields)

    def bridge(self, version: int = LATEST, *arguments: Any, **more: Any) -> Client:
        """A client in bridge mode."""
        return super().bridge(version, *arguments, **more)

    def desktop(self, agent_id: str, version: int = LATEST, services: int = DESKTOP, **fields: Any) -> Client:
        """The client of an agent in agent mode."""
        return super().desktop(agent_id, version, services, **fields)

    def refuses(self, status: StatusCode, version: int = LATEST, services: int = 0, **fields: Any) -> None:
        """A client connects and its OPEN_REQ is refused; the connection stays."""
        super().refuses(status, version, services, **fields)


class Cluster(Express, TwoSides):
    """Two nodes of Unified CCX: side A is the master in the beginning."""


def signs_in(client: Client, agent_id: str) -> None:
    """An agent of the site signs in and becomes available, by any client that may say so."""
    for state in (AgentState.LOGIN, AgentState.AVAILABLE):
        conf = client.asks(state_req(agent_id, state, peripheral_id=CCX))
        assert isinstance(conf, m.SetAgentStateConf), conf
