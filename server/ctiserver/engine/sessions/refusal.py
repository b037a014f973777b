"""The exception by which a request is refused with a status."""

from __future__ import annotations

from ctiproto.constants import StatusCode


class RequestRefused(Exception):  # noqa: N818 - an answer, not an error of ours
    """A request is refused: it is answered by FAILURE_CONF.

    Args:
        status: the status of the answer.
    """

    def __init__(self, status: StatusCode) -> None:
        super().__init__(status)
        self.status = status

    def __str__(self) -> str:
        return self.status.guide_name
