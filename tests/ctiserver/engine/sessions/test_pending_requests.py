"""Questions to those who serve: each comes to an end, once."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from ctiproto import messages as m
from ctiserver.engine.sessions import pending_requests as room
from ctiserver.engine.sessions.pending_requests import PendingRequest, PendingRequests
from ctiserver.engine.sessions.session import Session
from ctiserver.site.keys import CallKey
from tests.ctiserver.engine.sessions.people import PG, session


def question(asker: Session | None, number: int = 1) -> PendingRequest:
    """A question for a recording."""
    return PendingRequest(asker, number, m.StartRecordingConf, CallKey(PG, number))


def test_invoke_ids_begin_again() -> None:
    """After the highest number comes the first."""
    pending, server = PendingRequests(), session(1)
    pending._last_invoke_id = 0xFFFFFFFE
    assert [pending.ask(question(None), server, 1.0) for _ in range(3)] == [0xFFFFFFFF, 1, 2]


def test_so_many_recordings_are_remembered() -> None:
    """The latest ones, each once."""
    pending, most = PendingRequests(), room._MOST_RECORDED
    for number in range(most + 1):
        pending.recording_began(CallKey(PG, number))
    assert not pending.is_recorded(CallKey(PG, 0))
    assert pending.is_recorded(CallKey(PG, 1))
    pending.recording_ended(CallKey(PG, 1))
    pending.recording_ended(CallKey(PG, 1))
    assert not pending.is_recorded(CallKey(PG, 1))


@given(
    st.lists(
        st.tuples(st.sampled_from(["ask", "answer", "wait", "server leaves", "asker leaves"]), st.integers(0, 2)),
        max_size=40,
    )
)
@settings(max_examples=80, deadline=None, derandomize=True)
def test_every_question_ends(steps: list[tuple[str, int]]) -> None:
    """Whatever happens in between: it is answered, or lost exactly once, and nothing is kept."""
    pending, asker = PendingRequests(), session(9)
    servers = [session(number) for number in range(3)]
    asked: list[tuple[int, Session, PendingRequest]] = []
    questions: list[PendingRequest] = []
    lost: list[PendingRequest] = []
    now = 0.0
    for number, (step, who) in enumerate(steps):
        if step == "ask":
            new = question(asker, number)
            questions.append(new)
            asked += [(pending.ask(new, server, now + 10), server, new) for server in servers[: who + 1]]
        elif step == "answer" and asked:
            invoke_id, server, known = asked.pop(who % len(asked))
            assert pending.answer(server, invoke_id + 1000) is None
            assert pending.answer(session(8), invoke_id) is None
            assert pending.answer(server, invoke_id, m.StopRecordingConf) is None
            found = pending.answer(server, invoke_id, m.StartRecordingConf)
            assert found is None or found is known
        elif step == "wait":
            now += 4 * (who + 1)
            lost += pending.take_due(now)
        elif step == "server leaves":
            lost += pending.forget(servers[who])
        elif step == "asker leaves":
            assert list(pending.forget(asker)) == []
            assert all(each.asker is None for each in questions if each.waiting)
        deadline = pending.next_deadline()
        assert (deadline is None) == (len(pending) == 0)
        assert deadline is None or deadline > now or step != "wait"
    lost += pending.take_due(now + 10)
    assert len(pending) == 0
    assert len(lost) == len(set(lost))
    assert all(each.is_answered != (each in lost) for each in questions)
