"""How much the log says about one client."""

from __future__ import annotations

from ctiproto import messages as m
from server.complaints import COMPLAINT_WINDOW, MOST_COMPLAINTS, Complaint, Complaints
from tests.support.frames import ZEROS
from tests.support.harness import World


def test_a_client_is_muted_for_the_rest_of_the_while() -> None:
    """So many notes are told, the next one says that it is muted, and then nothing is said until the while is over."""
    complaints = Complaints()
    said = [complaints.count(100.0) for _ in range(MOST_COMPLAINTS + 3)]
    assert said == [Complaint.TELL] * MOST_COMPLAINTS + [Complaint.MUTE, Complaint.SWALLOW, Complaint.SWALLOW]
    assert complaints.count(100.0 + COMPLAINT_WINDOW - 0.1) is Complaint.SWALLOW
    assert complaints.count(100.0 + COMPLAINT_WINDOW) is Complaint.TELL


def test_nonsense_does_not_fill_the_log() -> None:
    """Every message is answered, however little is said about it; other clients are noted as always."""
    world = World()
    noisy, other = world.bridge(), world.bridge()
    world.noted()
    for _ in range(200):
        noisy.sends_bytes(ZEROS)
        noisy.hears(m.FailureConf)
    notes = world.noted()
    assert len(notes) == MOST_COMPLAINTS + 1
    assert notes[-1] == "client_muted"
    other.sends_bytes(ZEROS)
    other.hears(m.FailureConf)
    assert world.noted()[-1] == "message_has_findings"
