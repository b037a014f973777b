"""An operator in front of the server of a story."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from ctiserver.admin.errors import Denied
from ctiserver.admin.fields import Request
from ctiserver.admin.handler import AdminHandler
from ctiserver.admin.queries import Agents, Calls
from ctiserver.admin.results import AgentNow, CallNow
from ctiserver.ledger.entrance import Entrance
from ctiserver.site.changes import SiteChanges
from tests.support.harness import HERE, World, no_file

T = TypeVar("T")


def admin_handler(world: World, reload: Callable[[], SiteChanges] = no_file) -> Entrance:
    """The way into the server of a world, with a site file that is read in a way of its own."""
    return Entrance(world.duplex, AdminHandler(world.duplex, lambda: HERE, reload))


class Operator:
    """An operator of the contact centre of a world."""

    def __init__(self, world: World, reload: Callable[[], SiteChanges] = no_file) -> None:
        self.world = world
        self._handler = admin_handler(world, reload)

    def says(self, request: Request) -> Any:
        """Send a command or query; its result, or why there is none."""
        result, effects = self._handler.handle(request, self.world.now)
        self.world.do(effects)
        return result

    def gets(self, cls: type[T], request: Request) -> T:
        """The result, which is of that class."""
        result = self.says(request)
        assert isinstance(result, cls), result
        return result

    def is_denied(self, request: Request) -> Denied:
        """Why there is no result."""
        return self.gets(Denied, request)

    def agent(self, agent_id: str) -> AgentNow:
        """An agent's present state, as the console answers it."""
        (found,) = self.says(Agents(agent=agent_id)).agents
        assert isinstance(found, AgentNow)
        return found

    def call(self, call_id: int) -> CallNow:
        """A call as it is now."""
        (found,) = self.says(Calls(call=call_id)).calls
        assert isinstance(found, CallNow)
        return found
