"""Pairs requests and answers of one session: by InvokeID, and in a configuration upload by its place.

Clients are known that give all their requests one InvokeID.  Then the name of the answer decides, what it repeats of
the request, and at last the order.

Answers are one stream, unsolicited events another: how the two are interleaved says nothing.
"""

from __future__ import annotations

from collections import deque
from typing import Final

import attrs

from ctiproto.connection import Role
from ctiproto.declare import Kind, Service, messages_of
from ctiproto.messages import (
    ConfigBeginEvent,
    ConfigEndEvent,
    ConfigKeyEvent,
    ConfigRequestEvent,
    ConfigRequestKeyEvent,
)
from ctiproto.versions import Dialect, Profile
from ctiserver.traffic.replay.fields import fields_of, invoke_id, kind_of, name_of, number_of

_KEYS_REQUEST: Final = ConfigRequestKeyEvent.declaration.number
_KEYS: Final = ConfigKeyEvent.declaration.number
_UPLOAD_REQUEST: Final = ConfigRequestEvent.declaration.number
_BEGIN: Final = ConfigBeginEvent.declaration.number
_END: Final = ConfigEndEvent.declaration.number
_ANSWERS: Final = (Kind.CONFIRMATION, Kind.RESPONSE)


@attrs.frozen(eq=False)
class _Request:
    place: int
    frame: bytes
    profile: Profile

    def likeness(self, answer: bytes, profile: Profile) -> tuple[bool, int]:
        """How much an answer looks as if it answered this."""
        asking, answering = name_of(self.frame, self.profile.dialect), name_of(answer, profile.dialect)
        same_name = asking.rpartition("_")[0] == answering.rpartition("_")[0]
        asked = {(field.name, repr(field.value)) for field in fields_of(self.frame, self.profile)}
        return same_name, len(asked & {(field.name, repr(field.value)) for field in fields_of(answer, profile)})


class Pairing:
    """The requests of both ends of a session that wait for an answer.

    Every frame goes through :meth:`answered` and :meth:`asked`, in the order of the session.
    """

    def __init__(self) -> None:
        self._waiting: dict[tuple[Role, int], list[_Request]] = {}
        self._latest: dict[tuple[Role, int], int] = {}
        self._keys: deque[int] = deque()
        self._uploads: deque[int] = deque()
        self._upload: int | None = None
        self._is_uploading = False

    def asked(self, sender: Role, frame: bytes, profile: Profile, place: int) -> None:
        """Take note of a frame; a request waits for its answer from now on.

        Args:
            sender: the end that sent it.
            frame: its bytes.
            profile: dialect and version that it is laid out in.
            place: what :meth:`answered` calls the request.
        """
        number, invoked = number_of(frame), invoke_id(frame, profile.dialect)
        if number == _KEYS_REQUEST:
            self._keys.append(place)
        elif number == _UPLOAD_REQUEST:
            self._uploads.append(place)
        elif invoked is not None and kind_of(frame, profile.dialect) is Kind.REQUEST:
            self._waiting.setdefault((sender, invoked), []).append(_Request(place, frame, profile))
            self._latest[sender, invoked] = place

    def answered(self, sender: Role, frame: bytes, profile: Profile) -> int | None:
        """Find the request that a frame answers, which waits no more.

        Returns:
            The place of the request; ``None``: the frame answers none.
        """
        invoked = invoke_id(frame, profile.dialect)
        if invoked is not None and kind_of(frame, profile.dialect) in _ANSWERS:
            asker = Role.SERVER if sender is Role.CLIENT else Role.CLIENT
            return self._by_invoke_id(asker, invoked, frame, profile)
        if number_of(frame) == _KEYS:
            return self._keys.popleft() if self._keys else None
        return self._by_upload(frame, profile.dialect)

    def _by_invoke_id(self, asker: Role, invoked: int, frame: bytes, profile: Profile) -> int | None:
        waiting = self._waiting.get((asker, invoked))
        if not waiting:
            # A list of teams has as many answers as there are teams.
            return self._latest.get((asker, invoked))
        chosen = waiting[0] if len(waiting) == 1 else max(waiting, key=lambda each: each.likeness(frame, profile))
        waiting.remove(chosen)
        return chosen.place

    def _by_upload(self, frame: bytes, dialect: Dialect) -> int | None:
        number = number_of(frame)
        cls = messages_of(dialect).by_number.get(number)
        if cls is None or cls.declaration.service is not Service.CONFIGURATION:
            return None
        if number == _BEGIN:
            self._is_uploading = True
            if self._uploads:  # else another block of the same upload
                self._upload = self._uploads.popleft()
        if not self._is_uploading:
            return None
        if number == _END:
            self._is_uploading = False
        return self._upload


def ends_upload(frame: bytes) -> bool:
    """Whether nothing more follows in a block of a configuration upload."""
    return number_of(frame) == _END
