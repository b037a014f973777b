"""Decides which side to try next, and what to say about it, until there is a session; and again when it is lost.

The rules are those of ``endpoints``.  A face connects, opens and waits; what came of it is told here.
"""

from __future__ import annotations

import errno
import os
import time
from collections.abc import Callable, Sequence
from itertools import takewhile
from random import Random
from typing import Final

import attrs

from ctiproto.constants import StatusCode
from ctiproto.constants.limits import OPEN_RESPONSE_TIMEOUT_MIN
from ctiserver.client.endpoints import Attempt, Side, attempts, startup_attempts
from ctiserver.client.errors import ClientError, NotConnected, SessionLost, SessionRefused
from ctiserver.transport.os_errors import reason_of

SHORT_DELAY: Final = 5
"""Seconds.  No two sessions begin within them, so that a server that refuses or hangs up at once is not stormed."""

NOT_THIS_SIDE: Final = (
    StatusCode.CTI_SERVER_OFFLINE,
    StatusCode.INVALID_CLIENT_FOR_STANDBY,
    StatusCode.SERVER_IN_MAINTENANCE_MODE,
    StatusCode.SERVER_NOT_MASTER,
)
"""A server that refuses with one of these cannot serve now, or leaves it to the other side."""


@attrs.frozen(kw_only=True)
class SharedOptions:
    """How a client finds its servers, whatever it waits with.

    Args:
        now: the clock that messages are stamped with.
        tell: is told why no session could be had, and how long is waited before the next try; the same only once.
        random: decides about the one wait that differs between clients.
        clients: how many clients are expected to come back when the server does.
        open_timeout: how many seconds OPEN_CONF may take; the guide wants 60 with more than 500 clients.
    """

    now: Callable[[], float] = time.time
    tell: Callable[[str], None] = attrs.field(default=lambda _: None)
    random: Random = attrs.field(factory=Random)
    clients: int = 0
    open_timeout: float = OPEN_RESPONSE_TIMEOUT_MIN


class SideSearch:
    """The tries for one session.

    Args:
        sides: the servers, at least one.
        options: how to find them.
        last: the side of the session before, which is tried first; ``None``: there was none.
        retry: try for ever instead of each side once.
    """

    def __init__(
        self, sides: Sequence[Side], options: SharedOptions, *, last: Side | None = None, retry: bool = False
    ) -> None:
        if retry and last is None:
            tries = startup_attempts(sides)
        else:
            tries = attempts(sides, last=last, random=options.random, clients=options.clients)
        self._tries = tries if retry else takewhile(lambda attempt: attempt.round == 0, tries)
        self._tell = options.tell
        self._reasons: dict[str, None] = {}  # in their order, each once
        self._refusal: SessionRefused | None = None
        self._told = ""

    def next_attempt(self) -> Attempt:
        """The next try, which begins with its wait; why the tries of the last round failed is told before.

        Raises:
            NotConnected: no side is left, and none could be reached or answered OPEN_REQ.
            SessionRefused: no side is left, and one of them refused.
        """
        attempt = next(self._tries, None)
        if attempt is None:
            raise self._refusal or NotConnected(tuple(self._reasons))
        if attempt.wait:
            text = "; ".join((*self._reasons, f"trying again in {attempt.wait:g} s"))
            if text != self._told:
                self._tell(text)
            self._told = text
            self._reasons.clear()
        return attempt

    def failed(self, side: Side, error: OSError | ClientError) -> None:
        """Note why a try failed.

        Raises:
            SessionRefused: the error is one that the other side would give as well.
        """
        match error:
            case SessionRefused():
                if error.status not in NOT_THIS_SIDE:
                    raise error
                self._refusal = error
                reason = str(error)
            case TimeoutError(errno=None):  # ours, or of a socket: the system did not say it
                reason = f"cannot connect to {side}: {os.strerror(errno.ETIMEDOUT).lower()}"
            case OSError():
                reason = f"cannot connect to {side}: {reason_of(error)}"
            case _:
                reason = f"{side}: {error}"
        self._reasons[reason] = None


class Reconnection:
    """When a client that stays opens its next session.

    Args:
        tell: is told why a session ended, or was refused.
        now: the time, in seconds of the clock that the face waits by.
    """

    def __init__(self, tell: Callable[[str], None], now: float) -> None:
        self.last: Side | None = None
        """The side of the last session; ``None``: there was none yet."""
        self._tell = tell
        self._began = now

    def began(self, side: Side, now: float) -> None:
        """A session with ``side`` began at the time ``now``."""
        self.last, self._began = side, now

    def lost(self, error: SessionLost, now: float) -> float:
        """Seconds to wait after a session was lost at the time ``now``, before the next one is looked for."""
        self._tell(f"{self.last}: {error}")
        return max(0.0, self._began + SHORT_DELAY - now)

    def refused(self, error: SessionRefused) -> float:
        """As :meth:`lost`, after a session was refused.

        Raises:
            SessionRefused: the client never had a session: asking again would not help it.
        """
        if self.last is None:
            raise error
        self._tell(str(error))
        return SHORT_DELAY
