"""What serving sessions were asked on behalf of others, and have yet to answer.  Guide: Server Service.

Every question ends: with an answer, with the end of the session that was asked, or when its time is over.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import attrs

from ctiproto.declare import Message
from ctiserver.engine.sessions.session import Session
from ctiserver.site.keys import CallKey

_MOST_RECORDED: Final = 100_000
_HIGHEST: Final = 0xFFFFFFFF


@attrs.define(eq=False)
class PendingRequest:
    """What a session wants of those who serve.

    Args:
        asker: who waits for the answer; ``None``: nobody, because the server asks for itself or the asker is gone.
        invoke_id: the InvokeID that the asker knows it by.
        answer: the message that answers it, beside FAILURE_CONF.
        call: the call that it is about.
        waiting: how many of those asked have not answered.
        is_answered: whether somebody has.
    """

    asker: Session | None
    invoke_id: int
    answer: type[Message]
    call: CallKey
    waiting: int = 0
    is_answered: bool = False

    @property
    def is_lost(self) -> bool:
        """Whether nobody answered it, and nobody will."""
        return not self.waiting and not self.is_answered


@attrs.frozen
class _Asked:
    question: PendingRequest
    server: Session
    deadline: float


class PendingRequests:
    """The open questions by the InvokeID that the serving session was given, oldest first.

    All questions have the same time to be answered, so the oldest is the first that runs out of it.
    """

    def __init__(self) -> None:
        self._asked: dict[int, _Asked] = {}
        self._recorded: dict[CallKey, None] = {}
        self._last_invoke_id = 0

    def __len__(self) -> int:
        """How many answers are outstanding."""
        return len(self._asked)

    def ask(self, question: PendingRequest, server: Session, deadline: float) -> int:
        """A serving session is asked; returns the InvokeID for it."""
        self._last_invoke_id = self._last_invoke_id % _HIGHEST + 1
        self._asked[self._last_invoke_id] = _Asked(question, server, deadline)
        question.waiting += 1
        return self._last_invoke_id

    def answer(self, server: Session, invoke_id: int, answer: type[Message] | None = None) -> PendingRequest | None:
        """The question that a session answers with a message of that class, or with a failure.

        Returns:
            ``None`` if it was not asked that, or answered already, or too late.
        """
        asked = self._asked.get(invoke_id)
        if asked is None or asked.server is not server or answer not in (None, asked.question.answer):
            return None
        asked.question.is_answered = True
        return self._settle(invoke_id)

    def next_deadline(self) -> float | None:
        """When :meth:`take_due` has something to give, if nobody answers before."""
        return next((asked.deadline for asked in self._asked.values()), None)

    def take_due(self, now: float) -> Iterator[PendingRequest]:
        """The questions whose time is over and that nobody answered."""
        due = [invoke_id for invoke_id, asked in self._until(now)]
        return self._lose(due)

    def _until(self, now: float) -> Iterator[tuple[int, _Asked]]:
        for invoke_id, asked in self._asked.items():
            if asked.deadline > now:
                return
            yield invoke_id, asked

    def forget(self, session: Session) -> Iterator[PendingRequest]:
        """A session is over: the questions that nobody can answer now.  Those that it asked itself are nobody's."""
        for asked in self._asked.values():
            if asked.question.asker is session:
                asked.question.asker = None
        return self._lose([invoke_id for invoke_id, asked in self._asked.items() if asked.server is session])

    def _lose(self, invoke_ids: list[int]) -> Iterator[PendingRequest]:
        lost = [self._settle(invoke_id) for invoke_id in invoke_ids]
        # A question to several servers stands here once for each.
        return (question for question in dict.fromkeys(lost) if question.is_lost)

    def _settle(self, invoke_id: int) -> PendingRequest:
        question = self._asked.pop(invoke_id).question
        question.waiting -= 1
        return question

    # --- calls that are recorded -------------------------------------------------------------------------------------

    def recording_began(self, call: CallKey) -> None:
        """A recorder says that it records a call."""
        self._recorded[call] = None
        if len(self._recorded) > _MOST_RECORDED:
            del self._recorded[next(iter(self._recorded))]

    def recording_ended(self, call: CallKey) -> None:
        """A recorder says that it records a call no longer."""
        self._recorded.pop(call, None)

    def is_recorded(self, call: CallKey) -> bool:
        """Whether a recorder may still record a call, even if that is over."""
        return call in self._recorded
