"""Which side is tried next, and what is said about it: no face, no stream and no clock."""

from __future__ import annotations

from random import Random

import pytest

from ctiproto.constants import StatusCode
from ctiserver.client import ClientError, NotConnected, SessionLost, SessionRefused
from ctiserver.client.search import Reconnection, SharedOptions, SideSearch
from tests.ctiserver.client.network import A, B


def _options(told: list[str]) -> SharedOptions:
    return SharedOptions(tell=told.append, random=Random(7), clients=30)  # noqa: S311 - nothing secret


def test_each_side_is_tried_once() -> None:
    """Then it is said why there is no session; what failed twice in one way is said once."""
    search = SideSearch([A, B, A], _options([]))
    for error in (ConnectionRefusedError(111, "as the system says it"), TimeoutError()):
        search.failed(search.next_attempt().side, error)
    with pytest.raises(NotConnected) as failed:
        search.next_attempt()
    assert failed.value.reasons == (
        "cannot connect to a:1: connection refused",
        "cannot connect to b:2: connection timed out",
    )


@pytest.mark.parametrize(
    ("status", "is_final"),
    [
        (StatusCode.INVALID_PASSWORD, True),
        (StatusCode.CTI_SERVER_OFFLINE, False),
        (StatusCode.SERVER_NOT_MASTER, False),
    ],
)
def test_a_refusal_ends_the_search_or_not(status: StatusCode, is_final: bool) -> None:
    """A side that cannot serve now leaves it to the other; if none serves, the refusal is the reason."""
    search = SideSearch([A, B], _options([]))
    refusal = SessionRefused(status, str(A))
    search.next_attempt()
    if is_final:
        with pytest.raises(SessionRefused):
            search.failed(A, refusal)
        return
    search.failed(A, refusal)
    assert search.next_attempt().side is B
    search.failed(B, SessionLost("the server closed the connection"))
    with pytest.raises(SessionRefused) as last:
        search.next_attempt()
    assert last.value is refusal


def test_before_the_first_session_it_is_tried_every_second() -> None:
    """What is the same again is told once."""
    told: list[str] = []
    search = SideSearch([A], _options(told), retry=True)
    waits = []
    for reason in ("closed", "closed", "other"):
        attempt = search.next_attempt()
        waits.append(attempt.wait)
        search.failed(attempt.side, ClientError(reason))
    assert search.next_attempt().wait == 1
    assert waits == [0, 1, 1]
    assert told == ["a:1: closed; trying again in 1 s", "a:1: other; trying again in 1 s"]


def test_after_a_session_it_is_tried_as_the_guide_says() -> None:
    """Its side first, and with longer and longer waits; the second round comes at a moment of the client's own."""
    search = SideSearch([A, B], _options([]), last=B, retry=True)
    tries = [search.next_attempt() for _ in range(6)]
    assert [attempt.side for attempt in tries] == [B, A] * 3
    assert 0 <= tries[2].wait <= 3
    assert tries[4].wait == 15


def test_sessions_do_not_follow_each_other_too_fast() -> None:
    """Five seconds from beginning to beginning, or after a refusal; a client without a session is refused for good."""
    told: list[str] = []
    policy = Reconnection(told.append, 0)
    with pytest.raises(SessionRefused):
        policy.refused(SessionRefused(StatusCode.INVALID_VERSION, str(A)))
    policy.began(A, 100)
    assert policy.last is A
    assert policy.lost(SessionLost("broke"), 101) == 4
    assert policy.lost(SessionLost("broke"), 200) == 0
    assert policy.refused(SessionRefused(StatusCode.DEVICE_IN_USE, str(A))) == 5
    assert told == ["a:1: broke", "a:1: broke", "a:1 refused the session with status 10, E_CTI_DEVICE_IN_USE"]
    policy.began(B, 300)
    assert policy.last is B
