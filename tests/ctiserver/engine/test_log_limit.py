"""How much the log says about clients."""

from __future__ import annotations

import attrs

from ctiproto import messages as m
from ctiproto.constants import CTIService
from ctiserver.centre.contact_centre import ContactCentre
from ctiserver.engine.admission import Admission
from ctiserver.engine.effects import LogRecord, log_record
from ctiserver.engine.log_limit import LOG_LIMIT_WINDOW, Budget, LogLimit
from ctiserver.engine.timescale import REAL_TIME, Timescale
from ctiserver.site.limits import Limits
from tests.support.frames import ZEROS
from tests.support.harness import World, demo

NOTE = log_record("nonsense")
LIMITS = Limits()
FLAWS = LIMITS.flaws_per_address
SESSIONS = LIMITS.session_records_per_address


def limit(pace: Timescale = REAL_TIME, **limits: int) -> LogLimit:
    """The limit of a site."""
    site = attrs.evolve(demo(), limits=Limits(**limits))
    return LogLimit(Admission(ContactCentre(site, seed=1), pace))


def limited(
    log_limit: LogLimit, now: float, host: str = "here", budget: Budget = Budget.FLAWS, times: int = 1
) -> list[LogRecord]:
    """What is written of so many records."""
    return [each for _ in range(times) for each in log_limit.limited(NOTE, 7, host, budget, now)]


def test_an_address_is_muted_for_the_rest_of_the_window() -> None:
    """So many records are written, then that it is muted, and nothing until the next window counts what is missing."""
    log_limit = limit()
    muted = log_record("client_muted", "warning", client=7, host="here", seconds=LOG_LIMIT_WINDOW)
    assert limited(log_limit, 100.0, times=FLAWS + 3) == [NOTE] * FLAWS + [muted]
    assert limited(log_limit, 100.0 + LOG_LIMIT_WINDOW - 0.1) == []
    missing = log_record("log_records_left_out", "warning", count=4)
    assert limited(log_limit, 100.0 + LOG_LIMIT_WINDOW, times=2) == [missing, NOTE, NOTE]


def test_others_are_not_muted() -> None:
    """Other addresses have records of their own, and what sessions do is counted apart."""
    log_limit = limit()
    limited(log_limit, 100.0, times=FLAWS + 1)
    assert limited(log_limit, 100.0, "elsewhere") == [NOTE]
    assert len(limited(log_limit, 100.0, budget=Budget.SESSIONS, times=SESSIONS + 5)) == SESSIONS + 1


def test_all_addresses_together_are_muted() -> None:
    """However many they are; none is remembered beyond that."""
    log_limit = limit()
    written = [each for number in range(LIMITS.log_records + 9) for each in limited(log_limit, 100.0, f"host {number}")]
    assert written == [NOTE] * LIMITS.log_records + [log_record("clients_muted", "warning", seconds=LOG_LIMIT_WINDOW)]
    assert len(log_limit.counts) == LIMITS.log_records
    missing = log_record("log_records_left_out", "warning", count=9)
    assert limited(log_limit, 100.0 + LOG_LIMIT_WINDOW) == [missing, NOTE]


def test_a_site_may_set_other_limits() -> None:
    """0 is none; what is left out is counted by the limit that is the reason."""
    log_limit = limit(log_records=3, flaws_per_address=2, session_records_per_address=0)
    assert len(limited(log_limit, 100.0, times=4)) == 3
    assert len(limited(log_limit, 100.0, budget=Budget.SESSIONS, times=9)) == 2
    assert log_limit.admission.hits == {"flaws_per_address": 2, "log_records": 8}
    used = {"flaws_per_address": 4, "session_records_per_address": 1, "log_records": 3}
    used["message_records_per_address"] = 0
    assert log_limit.usage(100.0) == used
    assert log_limit.usage(100.0 + LOG_LIMIT_WINDOW) == dict.fromkeys(used, 0)
    assert len(limited(limit(log_records=0, flaws_per_address=0), 100.0, times=2000)) == 2000


def test_a_fast_centre_says_no_more() -> None:
    """The window is ten seconds of a client, which are more of the centre."""
    log_limit = limit(Timescale(1000.0))
    limited(log_limit, 100_000.0, times=FLAWS + 1)
    assert limited(log_limit, 100_000.0 + 1000 * LOG_LIMIT_WINDOW - 1) == []
    assert len(limited(log_limit, 100_000.0 + 1000 * LOG_LIMIT_WINDOW)) == 2


def test_nonsense_does_not_fill_the_log() -> None:
    """Every message is answered, however little is said about its address; what sessions of it do is still logged."""
    world = World()
    noisy, other = world.bridge(), world.bridge()
    world.noted()
    for _ in range(200):
        noisy.sends_bytes(ZEROS)
        noisy.hears(m.FailureConf)
    notes = world.noted()
    assert len(notes) == FLAWS + 1
    assert notes[-1] == "client_muted"
    other.sends_bytes(ZEROS)
    other.hears(m.FailureConf)
    other.leaves()
    assert world.noted() == ["session_closed"]


def test_another_connection_does_not_begin_anew() -> None:
    """The address is muted, not the connection."""
    world = World()
    for _ in range(10):
        client = world.bridge()
        for _ in range(20):
            client.sends_bytes(ZEROS)
        client.leaves()
    notes = world.noted()
    assert notes.count("message_has_findings") == FLAWS
    assert notes.count("client_muted") == 1


def test_coming_and_going_does_not_fill_the_log() -> None:
    """Neither with what sessions do nor with alarms about them; the table of alarms has them."""
    world = World()
    for _ in range(SESSIONS):
        client = world.connects()
        client.opens(25, CTIService.SERVICE_CONNECTION_MONITOR)
        client.leaves()
    assert len(world.noted()) == SESSIONS + 1
    assert dict(list(world.engine.out.alarms)[-1].fields)["session"] == SESSIONS
