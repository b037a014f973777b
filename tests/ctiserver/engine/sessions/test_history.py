"""The clients of a call."""

from __future__ import annotations

import pytest

from ctiserver.engine.sessions.history import ClientHistory
from ctiserver.site.keys import CallKey

CALL = CallKey(5000, 1)


def test_clients_stand_in_the_order_in_which_they_came() -> None:
    """Each with its time, in whole seconds; also twice."""
    history = ClientHistory()
    for signature, at in (("b", 1.9), ("a", 2.0), ("b", 3.0)):
        history.add(CALL, signature, at)
    told = [(client.cti_client_signature, client.cti_client_timestamp) for client in history.of(CALL)]
    assert told == [("b", 1), ("a", 2), ("b", 3)]
    assert history.of(CallKey(5000, 2)) == ()


@pytest.mark.fidelity("calls.first-sixteen-clients")
def test_the_first_sixteen_are_kept() -> None:
    """There is room for no more in a message."""
    history = ClientHistory()
    for number in range(20):
        history.add(CALL, str(number), 0.0)
    assert [client.cti_client_signature for client in history.of(CALL)] == [str(number) for number in range(16)]


def test_a_call_that_is_over_is_forgotten() -> None:
    """A call that is over is forgotten, also one that was never known."""
    history = ClientHistory()
    history.add(CALL, "a", 0.0)
    history.forget(CALL)
    history.forget(CALL)
    assert history.of(CALL) == ()
