"""What a client has asked and the server has not answered yet: an answer names a request that is still open.

Every client of the tests keeps one, so that no test needs to say that an answer has the InvokeID of its request, that
it is the answer to this request and no other one, and that there is one only.  Which message answers which is read
from the guide's tables.
"""

from __future__ import annotations

from typing import Final

from ctiproto.declare import Message
from ctiproto.errors import BadLength
from ctiproto.framing import Framer
from tests.ctiproto import guide

_NAMES: Final = {row["type"]: name for name, row in guide.messages().items()}
_ANSWERS: Final = {name for name, row in guide.messages().items() if row["kind"] in {"confirmation", "response"}}
_FAILURES: Final = frozenset(("FAILURE_CONF", "CONTROL_FAILURE_CONF"))
_OFTEN: Final = frozenset(("LIST_AGENT_TEAM_REQ", "START_RECORDING_REQ", "STOP_RECORDING_REQ"))
"""Requests with as many confirmations as there are parts of the list, or servers that record."""

_SHORTS_FIRST: Final = frozenset(
    name for name, row in guide.documented().items() if row["fixed"] and row["fixed"][0]["size"] < 4
)
"""Messages that begin with shorter numbers than an InvokeID is."""


class Outstanding:
    """The requests of one connection that are not answered."""

    def __init__(self) -> None:
        self._framer = Framer()
        self._asked: list[tuple[int, str]] = []

    def sent(self, data: bytes) -> None:
        """The client sent bytes, in whatever pieces; what cannot be cut into frames asks for nothing."""
        try:
            for number, frame in self._framer.feed(data):
                name = _NAMES.get(number, "")
                first = int.from_bytes(frame[8:12]) if len(frame) >= 12 else 0
                self._asked += [(each, name) for each in dict.fromkeys((first, 0 if name in _SHORTS_FIRST else first))]
        except BadLength:
            pass

    def hears(self, message: Message) -> None:
        """The server sent a message.

        Raises:
            AssertionError: it is an answer, and no request that it can answer is outstanding with its InvokeID.
        """
        if message.name not in _ANSWERS:
            return
        number = getattr(message, "invoke_id", None)
        wanted = guide.messages()[message.name]["answers"]
        for asked in self._asked:
            if asked[0] == number and (asked[1] == wanted or message.name in _FAILURES):
                if asked[1] not in _OFTEN:
                    self._asked.remove(asked)
                return
        outstanding = ", ".join(f"{name or 'a message of unknown type'} {each}" for each, name in self._asked)
        raise AssertionError(f"{message} answers nothing: outstanding is {outstanding or 'no request'}")
