"""Statistics of a day, and the same counted again from the feed of a client that sees all."""

from __future__ import annotations

from collections import Counter

import attrs
import pytest

from ctiproto import messages as m
from ctiproto.constants import AgentAvailabilityStatus, AgentMode, AgentState, PeripheralType
from ctiproto.declare import Message
from ctiserver.site.model import Agent
from tests.stories.chairs import VERSIONS
from tests.support.harness import PG, START, World
from tests.support.people import AGENTS, People
from tests.support.recount import DAY, Recount, Told

LENGTHS = {"_to5": 300_000, "_to_half": 1_800_000, "_today": DAY}
ENDINGS = {name: name for name in ("_session", *LENGTHS)} | {"_half": "_to_half", "5": "_to5"}
ROUTER = ("router_calls_q_now", "longest_router_call_q_now")
STATES = ("avail", "not_ready", "work_not_ready", "work_ready", "busy_other", "reserved", "hold")
MIDNIGHT = START - START % 86_400 + 86_400
NULL = 0xFFFFFFFF
GROUPS = (1, 2, 3)
EVERYBODY = (*AGENTS, "1000", "1003", "1004", "1005", "1008", "1009", "1010")

Answers = list[tuple[Told, Message]]


def signs_in(agent: Agent) -> list[m.AgentStateEvent]:
    """The events of a simulated agent from before the first client connected."""
    return [
        m.AgentStateEvent(
            peripheral_id=PG,
            session_id=0,
            peripheral_type=PeripheralType.ENTERPRISE_AGENT,
            skill_group_state=state,
            state_duration=0,
            skill_group_number=group,
            agent_state=state,
            event_reason_code=0,
            mrd_id=1,
            num_tasks=0,
            agent_mode=AgentMode.ROUTABLE,
            max_task_limit=1,
            icm_agent_id=agent.icm_agent_id,
            agent_availability_status=AgentAvailabilityStatus(0),
            agent_id=agent.id,
            agent_extension=agent.extension,
        )
        for state in (AgentState.LOGIN, AgentState.NOT_READY)
        for group in sorted(agent.skill_groups)
    ]


class Auditor:
    """A client that sees all, and asks for statistics now and then, in every version in turn."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.ears = world.bridge(name="ears")
        self.before = [(world.now, event) for agent in world.site.simulated_agents for event in signs_in(agent)]
        self.askers = [
            world.open(version, name=f"version {version}", client_id=f"asker {version}") for version in VERSIONS
        ]
        self.answers: Answers = []

    @property
    def feed(self) -> list[tuple[float, Message]]:
        """All events, beginning with those from before a client could hear them."""
        return [*self.before, *self.ears.feed]

    def asks(self) -> None:
        """All statistics of this moment."""
        asker = self.askers[len(self.answers) % len(self.askers)]
        moment = Told(len(self.feed), round(self.world.now * 1000), None)
        for group in GROUPS:
            request = m.QuerySkillGroupStatisticsReq(invoke_id=1, peripheral_id=PG, skill_group_number=group)
            self.answers.append((moment, asker.asks(request)))
        for agent in EVERYBODY:
            answer = asker.asks(m.QueryAgentStatisticsReq(invoke_id=1, peripheral_id=PG, agent_id=agent))
            is_there = self.world.centre.switch.agent(PG, agent).state is not AgentState.LOGOUT
            assert is_there is isinstance(answer, m.QueryAgentStatisticsConf)
            self.answers += [(moment, answer)] * is_there


def shown(answer: Message) -> dict[str, dict[str, int]]:
    """The figures of an answer by the ending of their fields, which is that of a period or none."""
    figures: dict[str, dict[str, int]] = {}
    for field in answer.declaration.fixed[2:]:
        name = field.attribute
        ending = next((ending for ending in ENDINGS if name.endswith(ending)), "")
        figures.setdefault(ENDINGS.get(ending, ""), {})[name.removesuffix(ending)] = getattr(answer, name)
    return figures


def counted(recount: Recount, moment: Told, answer: Message) -> dict[str, Counter[str]]:
    """What the recount has in place of an answer."""
    if isinstance(answer, m.QueryAgentStatisticsConf):
        agent = answer.agent_id or ""
        return {
            "_session": recount.agent(agent, moment, session=True),
            "_today": recount.agent(agent, moment, session=False),
        }
    assert isinstance(answer, m.QuerySkillGroupStatisticsConf)
    number = answer.skill_group_number
    now = recount.now(number, moment) + Counter(dict.fromkeys(ROUTER, NULL))
    now += Counter(skill_group_number=number, skill_group_id=answer.skill_group_id)
    return {ending: recount.group(number, length, moment) for ending, length in LENGTHS.items()} | {"": now}


def differences(recount: Recount, moment: Told, answer: Message) -> list[str]:
    """What the recount says otherwise, figure by figure."""
    recounted = counted(recount, moment, answer)
    return [
        f"{name}{ending} of {getattr(answer, 'agent_id', None) or answer}"[:80]
        + f" at {moment.at}: {value}, counted {recounted[ending][name]}"
        for ending, figures in shown(answer).items()
        for name, value in figures.items()
        if value != recounted[ending][name]
    ]


@attrs.frozen
class Day:
    """What a day is like: calls an hour, seconds between two deeds of people, and when statistics are asked for."""

    rate: int
    pause: float
    start: float
    step: int
    steps: int
    seed: int


QUIET = Day(rate=60, pause=60.0, start=MIDNIGHT - 8 * 3600, step=3600, steps=24, seed=27)
BUSY = Day(rate=400, pause=5.0, start=MIDNIGHT - 3600, step=900, steps=8, seed=1)
EVERY_KIND = {
    *((kind, placed) for kind in (7, 10, 12, 17, 18) for placed in (True, False)),
    *((kind, False) for kind in (1, 23)),
    *((kind, True) for kind in (9, 20, 21, 22)),
}


@pytest.mark.parametrize("day", [QUIET, BUSY], ids=["a quiet day", "a busy night"])
def test_the_feed_tells_the_same(day: Day) -> None:
    """No figure differs, whenever it is asked for and in whatever version; the whole of a wallboard adds up."""
    world = World(workload=True, seed=day.seed, calls_per_hour=day.rate, now=day.start)
    auditor, people = Auditor(world), People(world, day.seed)
    for number in range(day.steps):
        end = day.start + day.step * (number + 1)
        people.live(end - people.random.uniform(1, day.step - 1), day.pause)
        auditor.asks()
        people.live(end, day.pause)
        auditor.asks()
    recount = Recount(auditor.feed)
    assert [line for moment, answer in auditor.answers for line in differences(recount, moment, answer)] == []
    assert [answer for _, answer in auditor.answers if not adds_up(answer)] == []
    # Everything that the guide counts did happen.
    assert {(int(leg.call_type), leg.placed) for leg in recount.legs} >= EVERY_KIND
    happened = (leg.held for leg in recount.legs), (leg.failed for leg in recount.legs)
    assert all(any(each) for each in happened)
    assert any(leg.intercepted for leg in recount.legs)
    assert any(leg.finish is not leg.end for leg in recount.legs)
    assert all(any(recount.waits(group)) for group in GROUPS)


def adds_up(answer: Message) -> bool:
    """Whether the agents of a group are as many as there are in all states, and ready or not."""
    if not isinstance(answer, m.QuerySkillGroupStatisticsConf):
        return True
    now = shown(answer)[""]
    talking = sum(value for name, value in now.items() if name.startswith("agents_talking_"))
    states = sum(now[f"agents_{name}"] for name in STATES)
    ready = now["agents_ready"] + now["agents_not_ready"]
    return now["agents_logged_on"] == talking + states == ready
