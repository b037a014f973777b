"""Errors and findings: what is wrong with a message, on the caller's side or on the peer's.

Reading bytes raises nothing but :class:`RemoteProtocolError`, and that only when the structure of a message is broken.
Everything else that the guide has a status for is a :class:`Finding` carried beside the message: the session decides
what to refuse.  Writing raises nothing but :class:`LocalProtocolError`.
"""

from __future__ import annotations

import attrs

from ctiproto.constants import StatusCode


@attrs.frozen
class Finding:
    """Something in a message that the guide has a status for.

    Args:
        status: what FAILURE_CONF would say about it.
        message: the guide's name of the message, such as ``OPEN_REQ``.
        field: the guide's name of the field, or the number of a tag that has none.
        offset: where the field begins, in bytes from the beginning of the frame.
        reason: one sentence for people.
    """

    status: StatusCode
    message: str
    field: str
    offset: int
    reason: str = attrs.field(eq=False)

    def __str__(self) -> str:
        where = ".".join(name for name in (self.message, self.field) if name) or "frame"
        return f"{where} at byte {self.offset}: {self.reason} ({self.status.guide_name})"


class CTIError(Exception):
    """The base of all errors of this library."""


class LocalProtocolError(CTIError):
    """The caller asked for something that the protocol forbids.

    Args:
        reason: one sentence for people.
        message: the guide's name of the message, if one is concerned.
        field: the guide's name of the field, if one is concerned.
    """

    def __init__(self, reason: str, *, message: str = "", field: str = "") -> None:
        where = f"{message}.{field}: " if field else f"{message}: " if message else ""
        super().__init__(f"{where}{reason}")
        self.reason = reason
        self.message = message
        self.field = field


class RemoteProtocolError(CTIError):
    """The peer broke the protocol.

    Args:
        finding: what and where.
        invoke_id: the InvokeID of the message, or 0 if it could not be read.
    """

    def __init__(self, finding: Finding, invoke_id: int = 0) -> None:
        super().__init__(str(finding))
        self.finding = finding
        self.invoke_id = invoke_id

    @property
    def status(self) -> StatusCode:
        """The status to send in FAILURE_CONF or FAILURE_EVENT."""
        return self.finding.status


class BadLength(RemoteProtocolError):  # noqa: N818 - named after the guide's status, as all of this tree
    """A header does not say the length of its message, or announces more than the largest legal one.

    A stream cannot be read on after it.
    """


class BadFormat(RemoteProtocolError):  # noqa: N818
    """The body does not have the structure of its message."""
