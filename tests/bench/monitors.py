"""What an event costs among monitors, measured: ``python -m tests.bench.monitors [ROUNDS]``.

An agent changes state, and somebody writes on the call of a station.  In one house nobody is there but who listens; in
the others there are 2,000 desktops of other agents, and a client with 10,000 monitors of other stations.  There, 1, 24
and 204 sessions have monitors of the agent and of the station.  Rounds are interleaved, so that a busy machine slows
all of them, and the ratios are medians of the ratios within one round.  The exit status is 1 if a goal is missed: what
others follow may not cost, and one of many copies may not cost more than one of few.
"""

from __future__ import annotations

import statistics
import sys
import time
from collections.abc import Callable, Sequence
from itertools import count, cycle
from typing import Any, Final

from ctiproto.codec import codec
from ctiproto.constants import AgentState, CTIService
from ctiproto.versions import Profile
from ctiserver.centre.contact_centre import ContactCentre
from ctiserver.centre.switch.commands import Command, MakeCall, SetAgentState, SetCallData
from ctiserver.engine.duplex import SIDE_A, Duplex
from ctiserver.engine.effects import Effect
from ctiserver.site.endpoints import Endpoint
from ctiserver.site.model import Agent, Peripheral, Site, SkillGroup
from tests.ctiserver.engine.services.watchers import MONITOR, watch_device
from tests.support.harness import DESKTOP, PG, START, open_req

DESKTOPS: Final = 2_000
MONITORS: Final = 10_000
COPIES: Final = (1, 24, 204)
GOALS: Final = (1.25, 1.5)
"""How many times as much a crowd may make an event cost, and one of many copies as much as one of few."""

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


def _timed(deed: Deed) -> float:
    begin = time.perf_counter()
    for _ in range(_EVENTS):
        deed()
    return (time.perf_counter() - begin) / _EVENTS * 1e6


def _measured(houses: Sequence[House], name: str, rounds: int) -> list[list[float]]:
    """Microseconds per event, house by house, in each round."""
    return [[_timed(house.deeds[name]) for house in houses] for _ in range(rounds)]


def _report(rounds: int) -> tuple[list[str], bool]:
    """The lines of the table, and whether all goals are met."""
    houses = [House(1), *(House(copies, DESKTOPS, MONITORS) for copies in COPIES)]
    lines = [f"{'event':13}{'alone, 1':>10}" + "".join(f"{f'crowd, {copies}':>12}" for copies in COPIES)]
    lines[0] += f"{'crowd/alone':>13}{'a copy':>9}{'many/few':>10}"
    met = True
    few, some, many = COPIES
    for name in houses[0].deeds:
        for house, copies in zip(houses, (1, *COPIES), strict=True):
            if len(house.deeds[name]()) != copies:
                raise AssertionError(f"not {copies} copies of the event about {name}")
        taken = _measured(houses, name, rounds)
        crowd = statistics.median(crowded / alone for alone, crowded, _, _ in taken)
        a_copy = statistics.median((last - first) / (many - few) for _, first, _, last in taken)
        growth = statistics.median(
            ((last - middle) / (many - some)) / ((middle - first) / (some - few)) for _, first, middle, last in taken
        )
        times = [statistics.median(column) for column in zip(*taken, strict=True)]
        columns = f"{times[0]:10.1f}" + "".join(f"{each:12.1f}" for each in times[1:])
        enough = crowd <= GOALS[0] and growth <= GOALS[1]
        lines.append(
            f"{name:13}{columns}{crowd:13.2f}{a_copy:9.2f}{growth:10.2f}" + ("" if enough else "  missed"),
        )
        met &= enough
    what = f"crowd: {DESKTOPS:,} other sessions and {MONITORS:,} other monitors of one client"
    goals = f"crowd/alone {GOALS[0]:g}, many/few {GOALS[1]:g}"
    return [*lines, f"microseconds per event, medians of {rounds} rounds; {what}; goals: {goals}"], met


def main(rounds: int = 40) -> int:
    """Measure, print a table, and say whether the goals are met."""
    lines, met = _report(rounds)
    sys.stdout.write("\n".join(lines) + "\n")
    return 0 if met else 1


if __name__ == "__main__":
    sys.exit(main(*map(int, sys.argv[1:2])))
