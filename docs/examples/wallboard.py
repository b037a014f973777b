"""Shows how the skill groups are doing: their agents, their queues, and what became of calls since it was started."""

from __future__ import annotations

import argparse
import itertools
from collections import Counter

import trio
from rich import box
from rich.console import Console
from rich.table import Table

from ctiproto import Message
from ctiproto import messages as m
from ctiproto.constants import ConfigMsgMask, CTIService, EventCause
from ctiproto.constants.limits import STATISTIC_UNAVAILABLE
from ctiserver.client import CentreModel, ClientError, Session, Side, open_request, open_session, until_interrupted

Key = tuple[int, int]  # a peripheral, and the number of a skill group or of a call there
Contact = tuple[int | None, int]  # the day and the number that the router knows it by; a call that it does not know

AGENTS = ("agents", "available", "reserved", "talking", "hold", "work", "busy other", "not ready")
QUEUE = ("queue", "longest")
CALLS = ("offered", "waiting", "answered", "handled", "abandoned")
CALL_EVENTS = (m.BeginCallEvent, m.CallQueuedEvent, m.CallEstablishedEvent, m.CallClearedEvent, m.EndCallEvent)


class Calls:
    """Contacts by the skill group that they were first queued for, and what became of them.

    With Unified CCE, a call that is sent on ends, and another begins: the router call key says whose call it is.
    """

    def __init__(self) -> None:
        self._contacts: dict[Key, Contact] = {}
        self._now: dict[Contact, tuple[Key, str]] = {}
        self._counts: Counter[tuple[Key, str]] = Counter()

    def fold(self, message: Message) -> None:
        """Take note of what a message says of a call."""
        if not isinstance(message, CALL_EVENTS):
            return
        call = (message.peripheral_id, message.connection_call_id)
        contact = self._contacts.get(call, call)
        match message:
            case m.BeginCallEvent(router_call_key_day=day, router_call_key_call_id=int(number)):
                self._contacts[call] = (day, number)
            case m.CallQueuedEvent(skill_groups=[first, *_]) if contact not in self._now:
                # One whose call was not answered is queued again, but it was offered once.
                group = (message.peripheral_id, first.skill_group_number or 0)
                self._now[contact] = (group, "waiting")
                self._counts[group, "offered"] += 1
            case m.CallEstablishedEvent() if contact in self._now:
                self._now[contact] = (self._now[contact][0], "answered")
            case m.CallClearedEvent(event_cause=EventCause.CEC_REDIRECTED):
                self._contacts.pop(call, None)
            case m.EndCallEvent():
                # If no other call of the contact lives, it is over, and so is the work after it.
                self._contacts.pop(call, None)
                if contact in self._now and contact not in self._contacts.values():
                    group, was = self._now.pop(contact)
                    self._counts[group, "handled" if was == "answered" else "abandoned"] += 1

    def figures(self, group: Key) -> list[int]:
        """Of a group: the first is the sum of the others."""
        counts = self._counts + Counter(self._now.values())
        return [counts[group, title] for title in CALLS]


def row(name: str, conf: m.QuerySkillGroupStatisticsConf, calls: Calls) -> list[str]:
    """A line of the board: each agent who is signed in is counted once, by the state towards the group."""
    talking = conf.agents_talking_in + conf.agents_talking_out + conf.agents_talking_other
    talking += conf.agents_talking_auto_out + conf.agents_talking_preview + conf.agents_talking_reservation
    work = conf.agents_work_ready + conf.agents_work_not_ready
    figures = [conf.agents_logged_on, conf.agents_avail, conf.agents_reserved, talking, conf.agents_hold, work]
    figures += [conf.agents_busy_other, conf.agents_not_ready]
    if conf.calls_q_now == STATISTIC_UNAVAILABLE:  # the calls wait elsewhere, as with Unified CCE
        return [name, *map(str, figures), *["-"] * len(QUEUE + CALLS)]
    figures += [conf.calls_q_now, conf.longest_call_q_now]
    return [name, *map(str, figures + calls.figures((conf.peripheral_id, conf.skill_group_number)))]


async def skill_groups(session: Session) -> dict[Key, str]:
    """The names of the skill groups that are configured."""
    model = CentreModel()
    await session.send(m.ConfigRequestEvent(config_information=ConfigMsgMask.SKILL_GROUP_MASK))
    async for received in session:
        model.fold(received.message, received.time)
        if isinstance(received.message, m.ConfigEndEvent):
            break
    return model.skill_groups


async def wallboard(side: Side, every: float, count: int | None) -> None:
    """Show the board so many times, or until interrupted."""
    is_terminal = Console().is_terminal
    console = Console(width=None if is_terminal else 160)
    request = open_request(version=25, services=CTIService.SERVICE_ALL_EVENTS, client_id="wallboard")
    async with until_interrupted(), open_session([side], request) as session:
        calls, groups = Calls(), await skill_groups(session)
        for number in itertools.count(1):
            shown = Table("group", *AGENTS, *QUEUE, *CALLS, box=box.ROUNDED if is_terminal else None)
            for (peripheral, group), name in sorted(groups.items()):
                asked = m.QuerySkillGroupStatisticsReq(invoke_id=0, peripheral_id=peripheral, skill_group_number=group)
                shown.add_row(*row(name, await session.request(asked), calls))
            console.clear()
            console.print(shown)
            if number == count:
                return
            with trio.move_on_after(every):
                async for received in session:
                    calls.fold(received.message)


def main() -> None:
    """Read the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("server", metavar="HOST:PORT")
    parser.add_argument("--every", type=float, default=5, help="how many seconds to wait before the next look (5)")
    parser.add_argument("--count", type=int, help="end after so many looks")
    words = parser.parse_args()
    if not words.every >= 0 or (words.count is not None and words.count < 1):
        parser.error("expected --every of 0 or more seconds, and --count of 1 or more")
    try:
        trio.run(wallboard, Side.at(words.server), words.every, words.count)
    except ClientError as error:
        raise SystemExit(f"wallboard: {error}") from None


if __name__ == "__main__":
    main()
