"""Counts messages while they are dealt with; what reads the counts does so when it is asked.

A count costs one step in a dictionary, as every message takes it.  Messages are counted by their class, and named when
the counts are read.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import Final, cast

import attrs

from ctiproto import messages as m
from ctiproto.constants import ControlFailureCode, StatusCode
from ctiproto.declare import Message
from ctiproto.versions import Dialect

UNKNOWN: Final = "unknown"
"""What messages are counted as whose type the dialect does not have: there are as many types as numbers."""


OTHER: Final = "other"
"""What refusals are counted as whose code the guide does not have: a server application may answer with any number."""


@attrs.define(eq=False)
class MessageCounts:
    """The messages of all sides since the server was started.

    Args:
        received: how many came, by their class; all that the dialect does not know are of one class.
        sent: how many were sent to clients, by their class; one to a thousand clients is a thousand.
        refused: how many requests were refused, by the guide's name of the status or failure code.
        unreadable: how many frames came that are no message.
        dialect: the dialect whose names the messages have.
    """

    # A Counter takes three times as long to count.
    received: defaultdict[type[Message], int] = attrs.field(factory=lambda: defaultdict(int))
    sent: defaultdict[type[Message], int] = attrs.field(factory=lambda: defaultdict(int))
    refused: Counter[str] = attrs.field(factory=Counter)
    unreadable: int = 0
    dialect: Dialect = Dialect.UCCE

    def count_sent(self, message: Message, clients: int = 1) -> None:
        """Count a message to so many clients, and the reason if it refuses a request."""
        kind = message.__class__
        self.sent[kind] += clients
        if kind is m.FailureConf:
            self._count_refusal(cast("m.FailureConf", message).status)
        elif kind is m.ControlFailureConf:
            self._count_refusal(cast("m.ControlFailureConf", message).failure_code)

    def _count_refusal(self, code: StatusCode | ControlFailureCode) -> None:
        self.refused[code.guide_name if code.name else OTHER] += 1

    def named(self) -> dict[tuple[str, ...], int]:
        """All messages by direction and name, without those of which there were none."""
        found: Counter[tuple[str, ...]] = Counter()
        for kind, count in self.received.items():
            found["received", self._name(kind)] += count
        for kind, count in self.sent.items():
            found["sent", self._name(kind)] += count
        return dict(found)

    def _name(self, kind: type[Message]) -> str:
        return kind.declarations[self.dialect].name or UNKNOWN
