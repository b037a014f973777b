"""The errors of a client, whichever face it has."""

from __future__ import annotations

from ctiproto.constants import ControlFailureCode, StatusCode
from ctiproto.declare import Message
from ctiproto.messages import ControlFailureConf, FailureConf


class ClientError(Exception):
    """The base of all that a client raises, but for ``LocalProtocolError`` where a message cannot be written."""


class BadAddress(ClientError):  # noqa: N818 - named after what happened, as all of this tree
    """A text is no address of a server.

    Args:
        address: what was given.
    """

    def __init__(self, address: str) -> None:
        super().__init__(f"{address!a}: expected HOST:PORT, such as 127.0.0.1:42027")


class NotConnected(ClientError):  # noqa: N818
    """No side could be reached.

    Args:
        reasons: one for each try that failed, in order.
    """

    def __init__(self, reasons: tuple[str, ...]) -> None:
        super().__init__("; ".join(reasons))
        self.reasons = reasons


class SessionRefused(ClientError):  # noqa: N818
    """The server answered OPEN_REQ with FAILURE_CONF.

    Args:
        status: why.
        side: the address of that server.
    """

    def __init__(self, status: StatusCode, side: str) -> None:
        super().__init__(f"{side} refused the session with status {int(status)}, {status.guide_name}")
        self.status = status


class SessionLost(ClientError):  # noqa: N818
    """The session has ended, and nothing more can be sent or received in it.

    Args:
        reason: what happened, for people.
        status: the guide's status for that, if the server named one or it is one that the client finds.
    """

    def __init__(self, reason: str, status: StatusCode | None = None) -> None:
        said = "" if status is None else f" (status {int(status)}, {status.guide_name})"
        super().__init__(f"{reason}{said}")
        self.status = status


class RequestRefused(ClientError):  # noqa: N818
    """A request was answered with FAILURE_CONF or CONTROL_FAILURE_CONF.

    Args:
        request: what was asked.
        answer: what was answered.
    """

    def __init__(self, request: Message, answer: FailureConf | ControlFailureConf) -> None:
        code = answer.status if isinstance(answer, FailureConf) else answer.failure_code
        super().__init__(f"{request.name} was refused with {answer.name} {int(code)}, {code.guide_name}")
        self.answer = answer

    @property
    def code(self) -> StatusCode | ControlFailureCode:
        """The status or control failure code that says why."""
        return self.answer.status if isinstance(self.answer, FailureConf) else self.answer.failure_code


class AnswerTimedOut(ClientError):  # noqa: N818
    """A request was not answered in time.

    Args:
        request: what was asked.
        seconds: how long the answer was waited for.
    """

    def __init__(self, request: Message, seconds: float) -> None:
        super().__init__(f"{request.name} was not answered within {seconds:g} s")
