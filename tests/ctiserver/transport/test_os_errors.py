"""Promises of saying why there is no connection."""

from __future__ import annotations

import errno
import socket

from ctiserver.transport.os_errors import reason_of


def test_the_reason_in_words() -> None:
    """The system's own, of the first address if there were several."""
    refused = ConnectionRefusedError(errno.ECONNREFUSED, "whatever")
    assert reason_of(refused) == "connection refused"
    both = OSError("all attempts failed")
    both.__cause__ = OSError()
    assert reason_of(both) == ""
    both.__cause__ = ExceptionGroup("several", [ExceptionGroup("inside", [refused]), OSError()])
    assert reason_of(both) == "connection refused"
    assert reason_of(socket.gaierror(-2, "Name or service not known")) == "name or service not known"
