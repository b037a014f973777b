"""A server with two sides, and an operator who does things to them."""

from __future__ import annotations

from typing import Any

from ctiproto import messages as m
from ctiproto.constants import CTIService, SessionType
from ctiserver.engine.effects import Listen, StopListening
from ctiserver.site.model import Site
from tests.support.harness import BRIDGE, DESKTOP, Client, World

STANDBY = CTIService.SERVICE_ACTIVE_STANDBY
DUPLEX_BRIDGE = BRIDGE | STANDBY
DUPLEX_DESKTOP = DESKTOP | STANDBY


class TwoSides(World):
    """A world with sides A and B.

    Whoever is hung up on goes, as with real connections.  Nobody can connect to a side that does not listen.
    """

    def __init__(self, site: Site | None = None, **options: Any) -> None:
        super().__init__(site, two_sides=True, **options)
        self.listening = {"A", "B"}

    # --- the operator ------------------------------------------------------------------------------------------------

    def stops(self, side: str) -> None:
        """The operator stops a side in an orderly way."""
        self._operates(self.duplex.stop_side(side, self.now))

    def kills(self, side: str) -> None:
        """A side dies without a word."""
        self._operates(self.duplex.kill_side(side, self.now))

    def starts(self, side: str) -> None:
        """The operator starts a side again."""
        self._operates(self.duplex.start_side(side, self.now))

    def switches_over(self) -> None:
        """The operator makes the other side the active one."""
        self._operates(self.duplex.switch_over(self.now))

    def maintains(self) -> None:
        """The operator asks for maintenance of the active side."""
        self._operates(self.duplex.begin_maintenance(self.now))

    def _operates(self, effects: list[Any]) -> None:
        self.do(effects)
        for effect in effects:
            if isinstance(effect, Listen):
                self.listening.add(effect.side)
            elif isinstance(effect, StopListening):
                self.listening.remove(effect.side)

    @property
    def roles(self) -> str:
        """What the sides are: ``active standby``."""
        return " ".join(side.role.value for side in self.duplex.sides.values())

    # --- clients -----------------------------------------------------------------------------------------------------

    def goes_to(self, side: str, name: str, version: int, services: int, **fields: Any) -> Client:
        """A client connects to a side and opens a session; what follows OPEN_CONF is still to be heard."""
        assert side in self.listening, f"side {side} does not listen"
        client = self.connects(name, side=side)
        client.opens(version, services, **{"client_id": name} | fields)
        return client

    def waits_at(self, side: str, name: str, version: int = 25, services: int = DUPLEX_BRIDGE, **fields: Any) -> Client:
        """A client opens a session at the side that stands by."""
        client = self.connects(name, side=side)
        conf = client.opens(version, services, **{"client_id": name} | fields)
        assert (conf.session_type, conf.monitor_id) == (SessionType.STANDBY, 0)
        client.hears()
        return client

    def desk_at(self, side: str, agent_id: str, version: int = 25, services: int = DUPLEX_DESKTOP) -> Client:
        """The desktop of an agent opens a session at the side that stands by."""
        return self.waits_at(
            side,
            f"desktop {agent_id}",
            version,
            services,
            agent_id=agent_id,
            agent_extension=str(int(agent_id) + 1000),
        )


def who_is_where(agent_id: str) -> m.QueryAgentStateReq:
    """A request that any active session with control may make."""
    return m.QueryAgentStateReq(invoke_id=12, peripheral_id=5000, mrd_id=1, icm_agent_id=0, agent_id=agent_id)
