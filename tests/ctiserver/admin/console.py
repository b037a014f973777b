"""An operator in front of the server of a story."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from ctiserver.admin.errors import Denied
from ctiserver.admin.fields import Request
from ctiserver.admin.handler import Desk
from ctiserver.admin.queries import Agents, Calls
from ctiserver.admin.results import AgentNow, CallNow
from ctiserver.site.changes import SiteChanges
from ctiserver.site.endpoints import Endpoint
from ctiserver.site.errors import NoSiteFileError
from tests.support.harness import World

T = TypeVar("T")

HERE = {"A": Endpoint("127.0.0.1", 42027), "B": Endpoint("127.0.0.1", 43027)}


def _no_file() -> SiteChanges:
    raise NoSiteFileError


def desk(world: World, reload: Callable[[], SiteChanges] = _no_file) -> Desk:
    """Where orders to the server of a world are carried out."""
    return Desk(world.duplex, lambda: HERE, reload)


class Operator:
    """Somebody who looks after the contact centre of a world."""

    def __init__(self, world: World, reload: Callable[[], SiteChanges] = _no_file) -> None:
        self.world = world
        self._desk = desk(world, reload)

    def says(self, request: Request) -> Any:
        """Give an order, or ask a question; the answer, or why there is none."""
        answer, effects = self._desk.hears(request, self.world.now)
        self.world.do(effects)
        return answer

    def gets(self, cls: type[T], request: Request) -> T:
        """The answer, which is of that class."""
        answer = self.says(request)
        assert isinstance(answer, cls), answer
        return answer

    def is_denied(self, request: Request) -> Denied:
        """Why there is no answer."""
        return self.gets(Denied, request)

    def agent(self, agent_id: str) -> AgentNow:
        """An agent as he is now."""
        (found,) = self.says(Agents(agent=agent_id)).agents
        assert isinstance(found, AgentNow)
        return found

    def call(self, call_id: int) -> CallNow:
        """A call as it is now."""
        (found,) = self.says(Calls(call=call_id)).calls
        assert isinstance(found, CallNow)
        return found
