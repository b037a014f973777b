"""The same commands at the same times give the same events, in this process and in any other."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from random import Random

from ctiserver.centre.switch.commands import Reconfigure
from ctiserver.centre.switch.errors import Refused
from ctiserver.centre.switch.events import CallBegan
from tests.ctiserver.centre.switch.story import PG, START, WRAPUP, Story, site
from tests.ctiserver.centre.switch.variants import VARIANTS

ROOT = Path(__file__).parents[4]
STATIONS = ("2001", "2002", "2003", "3001")
FORMER = site(WRAPUP)
NUMBERS = ("8001", "8002", "8003", "8004", *STATIONS, "95550100", "77")


def busy_hour(seed: int) -> list[str]:
    """What happens when people do one thing after the other, as chance has it."""
    story = Story(WRAPUP, seed=seed)
    story.ready("1001", "1002", "1003")
    chance = Random(seed)  # noqa: S311 - a test wants to be predictable
    for _ in range(300):
        station, number = chance.choice(STATIONS), chance.choice(NUMBERS)
        calls = story.switch.calls(PG) or (0,)
        deeds = (
            lambda number=number: story.arrives(number),
            lambda station=station, number=number: story.dials(station, number),
            lambda station=station: story.answers(station),
            lambda station=station, calls=calls: story.holds(station, chance.choice(calls)),
            lambda station=station, calls=calls: story.retrieves(station, chance.choice(calls)),
            lambda station=station, calls=calls: story.clears(station, chance.choice(calls)),
            lambda calls=calls: story.hangs_up(chance.choice(calls)),
            lambda: story.do(Reconfigure(site=VARIANTS[chance.choice(sorted(VARIANTS))](FORMER))),
        )
        try:
            chance.choice(deeds)()
        except Refused:
            story.wait(chance.uniform(0, 5))
    return [repr(event) for event in story.history]


def test_two_runs_are_equal() -> None:
    """Everything comes from the commands, the times and the seed."""
    assert busy_hour(1) == busy_hour(1)
    assert busy_hour(1) != busy_hour(2)


def test_processes_agree_whatever_their_hash_seed() -> None:
    """No order in the switch hangs on the hash of a string."""
    script = "from tests.ctiserver.centre.switch.test_determinism import busy_hour; print(busy_hour(3))"
    outputs = {
        subprocess.run(  # noqa: S603 - our own interpreter with our own script
            [sys.executable, "-c", script],
            env={**os.environ, "PYTHONHASHSEED": hash_seed, "PYTHONPATH": str(ROOT)},
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for hash_seed in ("1", "2")
    }
    assert outputs == {f"{busy_hour(3)}\n"}


def test_time_does_not_go_back() -> None:
    """An earlier time counts as the latest one seen."""
    story = Story()
    story.arrives()
    story.now = START - 100
    story.arrives()
    assert {event.at for event in story.history} == {START}


def test_late_ticks_let_each_timer_run_out_at_its_own_time() -> None:
    """However rare the ticks are, each event has the time at which its timer ran out."""
    story = Story(WRAPUP)
    story.ready("1001")
    call_id = story.arrives()
    story.answers("2001")
    story.clears("2001", call_id)
    assert story.switch.next_deadline() == START + 10
    (ended, *_) = story.wait(500)
    assert ended.at == START + 10
    assert story.switch.next_deadline() is None


def test_contacts_are_counted_by_day() -> None:
    """The router's key has the day, from 1 January 1600, and a number that starts again at midnight UTC."""
    story = Story()
    story.now = 86_400.0 * 20_000 - 1
    story.arrives()
    story.arrives()
    story.wait(1)
    story.arrives()
    keys = [event.context.router_call_key for event in story.history if isinstance(event, CallBegan)]
    assert [(key.day, key.call_id) for key in keys if key is not None] == [
        (155_139, 1),
        (155_139, 2),
        (155_140, 1),
    ]
