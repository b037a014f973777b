"""Errors of the operating system in words, the same on every system."""

from __future__ import annotations

import os
import socket


def reason_of(error: OSError) -> str:
    """Why a connection could not be made, in words; if several addresses were tried, why not the first."""
    inner: BaseException | None = error.__cause__
    while isinstance(inner, BaseExceptionGroup):
        inner = inner.exceptions[0]
    told = inner if isinstance(inner, OSError) else error
    if told.errno is None or isinstance(told, socket.gaierror):  # which numbers its errors in a way of its own
        return str(told.strerror or told).lower()
    return os.strerror(told.errno).lower()
