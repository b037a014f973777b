"""What an event costs among monitors, in the engine alone.

An agent changes state, and one writes on the call of a station.  In one house only listeners are there; in the others
there are 2,000 desktops of other agents, and a client with 10,000 monitors of other stations.  There, 1, 24 and 204
sessions have monitors of the agent and of the station.  What others follow may not cost, and one of many copies may not
cost more than one of few.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from functools import partial
from itertools import count, cycle
from typing import Any, Final

from ctiproto.codec import codec
from ctiproto.constants import AgentState, CTIService
from ctiproto.versions import Profile
from ctiserver.centre.contact_centre import ContactCentre
from ctiserver.centre.switch.commands import Command, MakeCall, SetAgentState, SetCallData
from ctiserver.engine.duplex import Duplex
from ctiserver.engine.effects import Effect
from ctiserver.engine.sides import SIDE_A
from ctiserver.site.endpoints import Endpoint
from ctiserver.site.model import Agent, Peripheral, Site, SkillGroup
from tests.bench.bench import Bench, Figures, Goal, Setting
from tests.bench.results import OURS, Result
from tests.ctiserver.engine.services.watchers import MONITOR, watch_device
from tests.support.harness import DESKTOP, PG, START, open_req

DESKTOPS: Final = 2_000
MONITORS: Final = 10_000
COPIES: Final = (1, 24, 204)
EVENT: Final = "us an event"
DEEDS: Final = ("agent state", "call")
FEW, MANY = "a copy of few", "a copy of many"

_VERSION: Final = 25
_AGENT, _PHONE, _OTHERS = 1, 2, 3
"""The stations: that of the agent, the one with the call, and the first of those that nobody is measured at."""
_EVENTS: Final = 20

Deed = Callable[[], list[Effect]]


class House:
    """A server, an agent, a call, and sessions that follow them or others.

    Args:
        copies: how many sessions follow both.
        desktops: sessions of other agents.
        monitors: how many other stations one more session follows.
    """

    def __init__(self, copies: int, desktops: int = 0, monitors: int = 0) -> None:
        agents = tuple(
            Agent(str(number), str(100_000 + number), number, PG, skill_groups=(1,))
            for number in range(1, _OTHERS + max(desktops, monitors))
        )
        stations = [agent.extension for agent in agents]
        site = Site(peripherals=(Peripheral(PG),), skill_groups=(SkillGroup(1, 5001, PG),), agents=agents)
        self._centre = ContactCentre(site, seed=1, workload=False)
        self.server = Duplex(self._centre, START)
        self._clients = count(1)
        for _ in range(copies):
            self._follow(stations[_AGENT - 1], stations[_PHONE - 1])
        for agent in agents[_OTHERS - 1 :][:desktops]:
            self._opens(DESKTOP, client_id=agent.id, agent_id=agent.id, agent_extension=agent.extension)
        if monitors:
            self._follow(*stations[_OTHERS - 1 :][:monitors])
        first = agents[0]
        self._do(
            SetAgentState(
                peripheral_id=PG,
                agent_id=first.id,
                state=AgentState.LOGIN,
                instrument=first.extension,
                password=first.password,
            )
        )
        self._do(MakeCall(peripheral_id=PG, device=stations[_PHONE - 1], dialed_number="90012345"))
        self._call = self._centre.switch.calls(PG)[0]
        self._reasons, self._texts = cycle((1, 2)), cycle(("one", "two"))

    @property
    def deeds(self) -> dict[str, Deed]:
        """What is measured: each makes one event."""
        return {"agent state": self.changes_state, "call": self.writes_on_the_call}

    def changes_state(self) -> list[Effect]:
        """The agent is not ready for another reason."""
        reason = next(self._reasons)
        return self._do(
            SetAgentState(peripheral_id=PG, agent_id=str(_AGENT), state=AgentState.NOT_READY, reason_code=reason)
        )

    def writes_on_the_call(self) -> list[Effect]:
        """The call has another first variable."""
        text = next(self._texts)
        return self._do(SetCallData(peripheral_id=PG, call_id=self._call, call_variables=((1, text),)))

    def _follow(self, *stations: str) -> None:
        client = self._opens(MONITOR, client_id="monitor")
        requests = b"".join(codec(Profile(_VERSION)).encode(watch_device(station)) for station in stations)
        self.server.received(client, requests, START)

    def _opens(self, services: CTIService, **fields: Any) -> int:
        client = next(self._clients)
        self.server.connected(client, SIDE_A, Endpoint("192.0.2.1", client), START)
        self.server.received(client, codec(Profile(_VERSION)).encode(open_req(_VERSION, services, **fields)), START)
        return client

    def _do(self, command: Command) -> list[Effect]:
        return self.server.execute(command, START)


def _timed(deed: Deed) -> Figures:
    begin = time.process_time()
    for _ in range(_EVENTS):
        deed()
    return {EVENT: (time.process_time() - begin) / _EVENTS * 1e6}


def _case(name: str, which: str) -> str:
    return f"{name}: {which}"


def _which(copies: int, where: str = "in a crowd") -> str:
    return f"{copies} {'copy' if copies == 1 else 'copies'} {where}"


ALONE: Final = _which(1, "alone")


def measure(setting: Setting) -> Iterator[Result]:
    """Measure events alone and in a crowd; all houses stand at once, and have their turns."""
    desktops, monitors = (20, 20) if setting.is_trial else (DESKTOPS, MONITORS)
    houses = {ALONE: House(1)} | {_which(copies): House(copies, desktops, monitors) for copies in COPIES}
    for name in DEEDS:
        for (which, house), copies in zip(houses.items(), (1, *COPIES), strict=True):
            if len(house.deeds[name]()) != copies:
                raise AssertionError(f"{which}: not {copies} copies of the event about {name}")
        jobs: dict[str, Callable[[], Figures]] = {
            which: partial(_timed, house.deeds[name]) for which, house in houses.items()
        }
        taken = {each.variant: each.rounds[EVENT] for each in setting.often().compare("monitors", name, jobs)}
        few, some, many = (taken[_which(copies)] for copies in COPIES)
        taken[FEW] = _a_copy(few, some, COPIES[1] - COPIES[0])
        taken[MANY] = _a_copy(some, many, COPIES[2] - COPIES[1])
        for which, times in taken.items():
            yield Result("monitors", _case(name, which), OURS, {EVENT: times})


def _a_copy(less: tuple[float, ...], more: tuple[float, ...], copies: int) -> tuple[float, ...]:
    """What each of some more copies took, round by round."""
    return tuple((one - other) / copies for other, one in zip(less, more, strict=True))


BENCH: Final = Bench(
    "monitors",
    f"events in the engine, among {DESKTOPS:,} other sessions and {MONITORS:,} other monitors",
    measure,
    (),
    (
        *(Goal(_case(name, _which(1)), EVENT, 1.25, base=_case(name, ALONE)) for name in DEEDS),
        *(Goal(_case(name, MANY), EVENT, 1.5, base=_case(name, FEW)) for name in DEEDS),
    ),
)
