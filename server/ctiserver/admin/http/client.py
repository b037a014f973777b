"""Calls a running server: commands and queries out, results in, with nothing but the standard library."""

from __future__ import annotations

import json
from collections.abc import Mapping
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlencode

from ctiserver.admin.http.discovery import ControlFile, directory, published, read
from ctiserver.site.endpoints import Endpoint

TIMEOUT: Final = 10.0
"""Seconds after which a server that does not answer counts as unreachable."""

_LONG: Final = {"site reload": 30.0}
"""Commands that may take longer, and how long: a site file is read for 20 seconds at most."""

_OK: Final = 200


class Unreachable(Exception):  # noqa: N818 - what became of a call, not of the program
    """No server answers, or none can be found; as text it says what was expected."""


class RequestDenied(Exception):  # noqa: N818 - an answer of the server
    """The server denied a command or query.

    Args:
        status: the HTTP status.
        error: why: ``fault``, ``code``, ``name``, ``text`` and ``expected``.
    """

    def __init__(self, status: int, error: Mapping[str, Any]) -> None:
        super().__init__(f"{error['text']} ({error['code']}, {error['name']}): expected {error['expected']}")
        self.status = status
        self.error = error


def find(path: Path | None) -> ControlFile:
    """Read the given control file, or else find that of the only server that runs.

    Raises:
        Unreachable: it cannot be read, no server runs, or several do.
    """
    if path is not None:
        return _read(path)
    running = {each: found for each in published() if (found := _read(each)).is_listened_on()}
    if not running:
        wanted = "expected one that was installed with the extra control before it was started"
        raise Unreachable(f"no server found: {wanted}, with a control file in {directory()}, or --control-file")
    if len(running) > 1:
        files = ", ".join(map(str, running))
        raise Unreachable(f"several servers run: expected --control-file with one of {files}")
    return next(iter(running.values()))


def call(server: ControlFile, phrase: str, fields: Mapping[str, Any], *, changes: bool) -> dict[str, Any]:
    """Send a command or a query.

    Args:
        server: the server to call.
        phrase: the phrase of the command or query.
        fields: its fields; those that are ``None`` are left out.
        changes: whether it is a command.

    Returns:
        The result, as JSON has it.

    Raises:
        RequestDenied: the server denied it.
        Unreachable: the server did not answer.
    """
    path = f"/v1/{phrase.replace(' ', '/')}"
    given = {name: value for name, value in fields.items() if value is not None}
    headers = {"Authorization": f"Bearer {server.token}"}
    body = None
    if changes:
        headers["Content-Type"] = "application/json"
        body = json.dumps(given)
    elif given:
        path += f"?{urlencode(given)}"
    status, data = _exchange(
        server, "POST" if changes else "GET", path, body, headers, timeout=_LONG.get(phrase, TIMEOUT)
    )
    try:
        answer = json.loads(data)
        if status != _OK:
            raise RequestDenied(status, answer["error"])
    except (ValueError, TypeError, KeyError) as error:
        raise Unreachable(f"{server.url}: expected an answer of a ctiserver, not status {status}") from error
    found: dict[str, Any] = answer
    return found


def _exchange(
    server: ControlFile, method: str, path: str, body: str | None, headers: Mapping[str, str], *, timeout: float
) -> tuple[int, bytes]:
    endpoint = _endpoint(server)
    connection = HTTPConnection(endpoint.host, endpoint.port, timeout=timeout)
    try:
        connection.request(method, path, body, dict(headers))
        response = connection.getresponse()
        return response.status, response.read()
    except (OSError, HTTPException) as error:
        raise Unreachable(f"{server.url}: expected a running server: {_reason(error)}") from error
    finally:
        connection.close()


def _reason(error: Exception) -> str:
    return (error.strerror if isinstance(error, OSError) else None) or str(error) or type(error).__name__


def _read(path: Path) -> ControlFile:
    try:
        return read(path)
    except OSError as error:
        raise Unreachable(f"{path}: expected the control file of a running server: {_reason(error)}") from error
    except ValueError as error:
        raise Unreachable(f"{path}: expected the control file of a running server: {error}") from error


def _endpoint(server: ControlFile) -> Endpoint:
    try:
        return server.endpoint()
    except ValueError as error:
        raise Unreachable(f"{server.url}: expected http://HOST:PORT") from error
