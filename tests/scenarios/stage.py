"""A stage: a contact centre, clients of each kind around it, and a book of what each of them sends and hears.

A scenario is a function that plays on a stage::

    @scenario("S2", "A caller gives up")
    def abandoned(stage: Stage) -> None:
        call = stage.has_a_caller()
        stage.step("The caller hangs up.")
        stage.world.caller_hangs_up(call)

What comes before the first step is only the scene, and is not in the book.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any, Final

import attrs

from ctiproto import messages as m
from ctiproto.constants import AgentState
from ctiproto.declare import Message
from ctiserver.site.model import Site
from tests.scenarios.wording import Calls, said
from tests.support.harness import BRIDGE, DESKTOP, PG, SUPERVISOR, Client, World, call_req, demo, state_req

A, B, S = "2001", "2002", "2000"
"""The stations of the agents and of their supervisor."""

SEATS: Final = {"A": "1001", "B": "1002", "S": "1000"}
"""The agents at them."""


@attrs.define
class Row:
    """One message, and the clients that hear it.

    Attributes:
        name: what the guide calls it.
        says: its fields of interest.
        hears: the chairs that hear it.
        sends: the chair that sends it; empty: the server does.
        message: the message itself, as the first of them heard it.
    """

    name: str
    says: str
    message: Message
    hears: list[str] = attrs.field(factory=list)
    sends: str = ""


@attrs.define
class Step:
    """Something that happens, and what is sent and heard of it.

    Attributes:
        text: what happens, in a sentence.
        rows: the messages, in order.
    """

    text: str
    rows: list[Row] = attrs.field(factory=list)


class Chair(Client):
    """A client whose messages are written down."""

    def __init__(self, stage: Stage, name: str) -> None:
        super().__init__(stage.world, len(stage.world.clients) + 1, name)
        self.stage = stage

    def sends(self, *messages: Message) -> None:
        """Send messages, and have them written down."""
        for message in messages:
            self.stage.writes_what_is_sent(self.name, message)
        super().sends(*messages)

    def gets(self, data: bytes) -> None:
        """Hear messages, and have them written down."""
        before = len(self.heard)
        super().gets(data)
        for message in self.heard[before:]:
            self.stage.writes_what_is_heard(self.name, message)


class Stage:
    """A contact centre, with clients that a scenario asks for.

    Attributes:
        world: the server and the clock.
        all: a client that sees all events.
        chairs: all clients by their names, in the order in which the page shows them.
        steps: what was written down.
        calls: what the page calls the calls.
    """

    def __init__(self, site: Site | None = None) -> None:
        self.world = World(site or demo())
        self.chairs: dict[str, Chair] = {}
        self.steps: list[Step] = []
        self.calls: Calls = {}
        self.all = self.seats("all", services=BRIDGE, client_id="all")

    # --- the scene ---------------------------------------------------------------------------------------------------

    def seats(self, name: str, version: int = 25, services: int = DESKTOP, **fields: Any) -> Chair:
        """A client takes a chair: it connects and opens a session."""
        chair = self.world.arrives(Chair(self, name))
        chair.opens(version, services, **fields)
        self.chairs[name] = chair
        return chair

    def has_agent(self, name: str, state: AgentState = AgentState.AVAILABLE) -> Chair:
        """An agent signs in at a desktop; ``S`` is the supervisor of the others."""
        agent_id = SEATS[name]
        services = SUPERVISOR if name == "S" else DESKTOP
        extension = str(int(agent_id) + 1000)
        chair = self.seats(name, 25, services, client_id=name, agent_id=agent_id, agent_extension=extension)
        chair.sends(state_req(agent_id, AgentState.LOGIN))
        if state is not AgentState.NOT_READY:
            chair.sends(state_req(agent_id, state))
        return chair

    def has_a_call_of(self, chair: Chair, station: str) -> int:
        """A caller and an agent talk; returns the call."""
        call = self.world.caller_calls()
        self.calls.setdefault(call, f"c{len(self.calls) + 1}")
        chair.sends(call_req(m.AnswerCallReq, station, call))
        return call

    def newest_call(self) -> int:
        """The call that began last."""
        return self.world.centre.switch.calls(PG)[-1]

    # --- the book ----------------------------------------------------------------------------------------------------

    def step(self, text: str) -> None:
        """Say what happens next."""
        for chair in self.chairs.values():
            chair.forgets()
        self.steps.append(Step(text))

    def writes_what_is_sent(self, chair: str, message: Message) -> None:
        """A client sends something."""
        if self.steps:
            says = said(message, self.calls)
            self.steps[-1].rows.append(Row(message.declaration.name, says, message, sends=chair))

    def writes_what_is_heard(self, chair: str, message: Message) -> None:
        """A client hears something; others that hear the same stand in the same row."""
        if not self.steps:
            return
        says = said(message, self.calls)
        rows = self.steps[-1].rows
        own = max((place for place, row in enumerate(rows) if chair in (*row.hears, row.sends)), default=-1)
        for row in rows[own + 1 :]:
            if not row.sends and _is_same(row.message, message):
                row.hears.append(chair)
                return
        rows.append(Row(message.declaration.name, says, message, hears=[chair]))


def _is_same(one: Message, other: Message) -> bool:
    """Whether two clients hear the same, each on a monitor of its own."""
    return _of_no_monitor(one) == _of_no_monitor(other)


def _of_no_monitor(message: Message) -> Message:
    return message.changed(monitor_id=0) if isinstance(message, m.MonitoredEvent) else message


@attrs.frozen
class Scenario:
    """A scenario of the page.

    Args:
        name: what docstrings and comments call it, such as ``S4``.
        title: what it is about.
        play: what happens.
        site: the site that it is played at.
        prose: what the page says below its steps.
    """

    name: str
    title: str
    play: Callable[[Stage], None]
    site: Site
    prose: str

    def played(self) -> Stage:
        """A stage on which it was played."""
        stage = Stage(self.site)
        self.play(stage)
        return stage


SCENARIOS: Final[dict[str, list[Scenario]]] = {}
"""The scenarios by their names; some have several parts."""


def scenario(name: str, title: str, **settings: Any) -> Callable[[Callable[[Stage], None]], Callable[[Stage], None]]:
    """Put the function below into the list of scenarios.

    The first line of its docstring is for readers of the code, the rest for those of the page, where each sentence
    gets a line of its own.

    Args:
        name: what docstrings call the scenario.
        title: what it, or this part of it, is about.
        **settings: what the demo site has otherwise.
    """

    def keep(play: Callable[[Stage], None]) -> Callable[[Stage], None]:
        _, _, prose = (play.__doc__ or "").partition("\n\n")
        lines = re.sub(r"(?<![.:])\n", " ", "\n".join(line.strip() for line in prose.strip().splitlines()))
        SCENARIOS.setdefault(name, []).append(Scenario(name, title, play, demo(**settings), lines))
        return play

    return keep


def outside(**fields: Any) -> dict[str, Any]:
    """The fields of a command about the peripheral of the demo site."""
    return {"peripheral_id": PG} | fields
