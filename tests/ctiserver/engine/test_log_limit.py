"""How much the log says about one client."""

from __future__ import annotations

from ctiproto import messages as m
from ctiserver.engine.effects import log_record
from ctiserver.engine.log_limit import LOG_LIMIT_RECORDS, LOG_LIMIT_WINDOW, LogLimit
from tests.support.frames import ZEROS
from tests.support.harness import World


def test_a_client_is_muted_for_the_rest_of_the_while() -> None:
    """So many notes are told, the next one says that it is muted, and then nothing is said until the while is over."""
    log_limit, note = LogLimit(), log_record("nonsense")
    said = [each for _ in range(LOG_LIMIT_RECORDS + 3) for each in log_limit.limited(7, note, 100.0)]
    muted = log_record("client_muted", "warning", client=7, seconds=LOG_LIMIT_WINDOW)
    assert said == [note] * LOG_LIMIT_RECORDS + [muted]
    assert log_limit.limited(7, note, 100.0 + LOG_LIMIT_WINDOW - 0.1) == []
    assert log_limit.limited(7, note, 100.0 + LOG_LIMIT_WINDOW) == [note]


def test_nonsense_does_not_fill_the_log() -> None:
    """Every message is answered, however little is said about it; other clients are noted as always."""
    world = World()
    noisy, other = world.bridge(), world.bridge()
    world.noted()
    for _ in range(200):
        noisy.sends_bytes(ZEROS)
        noisy.hears(m.FailureConf)
    notes = world.noted()
    assert len(notes) == LOG_LIMIT_RECORDS + 1
    assert notes[-1] == "client_muted"
    other.sends_bytes(ZEROS)
    other.hears(m.FailureConf)
    assert world.noted()[-1] == "message_has_findings"
