"""How a request is refused with a status."""

from __future__ import annotations

from ctiproto.constants import StatusCode


class RequestRefused(Exception):  # noqa: N818 - an answer, not an error of ours
    """The request is answered by FAILURE_CONF.

    Args:
        status: what it says.
    """

    def __init__(self, status: StatusCode) -> None:
        super().__init__(status)
        self.status = status

    def __str__(self) -> str:
        return self.status.guide_name
