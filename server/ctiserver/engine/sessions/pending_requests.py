"""Keeps requests that server applications were sent on behalf of others, until they are answered.

Guide: Server Service.

Every one of them ends: with an answer, with the end of the session that was asked, or when its time is over.
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
    """A request that one or more server applications were sent.

    Args:
        asker: the session that waits for the answer; ``None``: the server asks for itself, or the session is over.
        invoke_id: the InvokeID that the asker knows it by.
        answer: the message that answers it, beside FAILURE_CONF.
        call: the call that it is about.
        waiting: how many server applications have not answered.
        is_answered: whether one of them has.
    """

    asker: Session | None
    invoke_id: int
    answer: type[Message]
    call: CallKey
    waiting: int = 0
    is_answered: bool = False

    @property
    def is_lost(self) -> bool:
        """Whether no server application has answered, and none will."""
        return not self.waiting and not self.is_answered


@attrs.frozen
class _Asked:
    request: PendingRequest
    server: Session
    deadline: float


class PendingRequests:
    """The open requests by the InvokeID that each server application was sent, oldest first.

    All have the same time to be answered, so the oldest one is due first.
    """

    def __init__(self) -> None:
        self._asked: dict[int, _Asked] = {}
        self._recorded: dict[CallKey, None] = {}
        self._last_invoke_id = 0

    def __len__(self) -> int:
        """How many answers are still missing."""
        return len(self._asked)

    def ask(self, request: PendingRequest, server: Session, deadline: float) -> int:
        """Count a request to a server application; returns the InvokeID that it has to be sent with."""
        self._last_invoke_id = self._last_invoke_id % _HIGHEST + 1
        self._asked[self._last_invoke_id] = _Asked(request, server, deadline)
        request.waiting += 1
        return self._last_invoke_id

    def answer(self, server: Session, invoke_id: int, answer: type[Message] | None = None) -> PendingRequest | None:
        """Take an answer of a server application.

        Args:
            server: the session that answers.
            invoke_id: the InvokeID of the answer.
            answer: the class of the answer; ``None``: FAILURE_CONF.

        Returns:
            The request that is answered; ``None``: the session was not asked that, or answered before, or too late.
        """
        asked = self._asked.get(invoke_id)
        if asked is None or asked.server is not server or answer not in (None, asked.request.answer):
            return None
        asked.request.is_answered = True
        return self._settle(invoke_id)

    def next_deadline(self) -> float | None:
        """When :meth:`take_due` has something to give, if no answer comes before; ``None``: never."""
        for oldest in self._asked.values():
            return oldest.deadline
        return None

    def is_due(self, now: float) -> bool:
        """Whether the time of a request is over."""
        deadline = self.next_deadline()
        return deadline is not None and deadline <= now

    def take_due(self, now: float) -> list[PendingRequest]:
        """Take out the requests whose time is over, and return those that no server application answered."""
        due = [invoke_id for invoke_id, asked in self._until(now)]
        return self._lose(due)

    def _until(self, now: float) -> Iterator[tuple[int, _Asked]]:
        for invoke_id, asked in self._asked.items():
            if asked.deadline > now:
                return
            yield invoke_id, asked

    def forget(self, session: Session) -> list[PendingRequest]:
        """Take out what a session that is over was asked, and expect no longer that it takes an answer.

        Returns:
            The requests of other sessions that no server application can answer now.
        """
        for asked in self._asked.values():
            if asked.request.asker is session:
                asked.request.asker = None
        return self._lose([invoke_id for invoke_id, asked in self._asked.items() if asked.server is session])

    def _lose(self, invoke_ids: list[int]) -> list[PendingRequest]:
        lost = [self._settle(invoke_id) for invoke_id in invoke_ids]
        # A request to several server applications stands here once for each.
        return [request for request in dict.fromkeys(lost) if request.is_lost]

    def _settle(self, invoke_id: int) -> PendingRequest:
        request = self._asked.pop(invoke_id).request
        request.waiting -= 1
        return request

    # --- calls that are recorded -------------------------------------------------------------------------------------

    def recording_began(self, call: CallKey) -> None:
        """Remember that a recorder records a call."""
        self._recorded[call] = None
        if len(self._recorded) > _MOST_RECORDED:
            del self._recorded[next(iter(self._recorded))]

    def recording_ended(self, call: CallKey) -> None:
        """Remember that a recorder records a call no longer."""
        self._recorded.pop(call, None)

    def is_recorded(self, call: CallKey) -> bool:
        """Whether a recorder may still be recording a call, also one that is over."""
        return call in self._recorded
